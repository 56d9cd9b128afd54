"""Plans: regions found by following the judge hold for every number, and frames follow the judge."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jixiao
from jixiao import Indicator, frames
from jixiao.criteria import slips
from jixiao.rules import rulebook
from jixiao.scoring import numbers, plans, quantitative
from jixiao.scoring.numbers import NumberRules
from jixiao.scoring.tracing import trace

BOOKS = [
    rulebook(),
    rulebook("一体化(线性反向)"),
    rulebook(
        {
            "name": "从严",
            "extends": "财预〔2020〕10号",
            "missed": {"mode": "ratio", "pass_mark": "0.6", "source": "某县"},
            "equality": {"mode": "two_sided", "tolerance": "0.02", "source": "某县"},
            "strict_bound": {"mode": "strict", "source": "某县"},
            "over": {"cap": "1.2", "remark_from": "1.5", "source": "某县"},
        }
    ),
    rulebook(
        {
            "name": "分档",
            "extends": "财预〔2020〕10号",
            "over": {"reduce_from": "1.5", "reduce_rate": "0.5", "source": "某县"},
            "scales": [
                {
                    "applies_to": ["满意度"],
                    "steps": [{"at_least": "0.9", "share": 1}, {"at_least": "0.6", "share": "0.5"}],
                    "linear": True,
                    "rule": "满意度分档",
                    "source": "某县",
                }
            ],
        }
    ),
]
NUMBERS = st.one_of(
    st.decimals(0, 400, places=2),
    st.integers(0, 10**7).map(Decimal),
    st.sampled_from([Decimal(one) for one in ("0", "0.01", "1.5", "9.99", "10", "5000", "7500")]),
)
UNITS = st.sampled_from(["%", "人", "万元", "起"])
SIGNS = st.sampled_from(["≥", "≤", ">", "<", "=", "约", ""])
NAMES = st.sampled_from(["覆盖率", "投诉次数", "服务满意度", "补助标准", "某事"])
FACTORS = st.sampled_from(
    [
        Fraction(one)
        for one in ("0 1 9/10 11/10 13/10 3/2 2 1/2 3/5 5/3 1/5000 1/20000 5000").split()
    ]
)
SETTINGS = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


def directly(plan, actual):
    """What the rules say to this one number, no region in between."""
    low, high = Fraction(plan.low), Fraction(plan.high)
    return plan.atlas.rules.outcome(plan.terms, low, high, Fraction(actual))


@SETTINGS
@given(SIGNS, NUMBERS, UNITS, NAMES, st.booleans(), NUMBERS, FACTORS, st.sampled_from(BOOKS))
def test_a_region_says_what_the_rule_says(sign, target, unit, name, bare, other, factor, book):
    row = Indicator(name=name, target=f"{sign}{target}{unit}")
    plan = plans.plan_of(row.criterion, row, book, bare=bare)
    for actual in (other, -other, Fraction(target) * factor, Decimal("1.5"), Decimal(0)):
        assert plan.outcome(actual) == directly(plan, actual)


@SETTINGS
@given(NUMBERS, NUMBERS, UNITS, NAMES, st.booleans(), FACTORS, st.sampled_from(BOOKS))
def test_so_does_one_of_a_range(one, other, unit, name, bare, factor, book):
    low, high = sorted((one, other))
    row = Indicator(name=name, target=f"≥{low}{unit}且≤{high}{unit}")
    if row.criterion.kind != "range":
        return
    plan = plans.plan_of(row.criterion, row, book, bare=bare)
    for actual in (one * 2, Fraction(low) * factor, Fraction(high) * factor, Decimal(0), -low):
        assert plan.outcome(actual) == directly(plan, actual)


@pytest.fixture
def _forgotten():
    """Nothing that was found before, nor afterwards."""
    forget()
    yield
    forget()


def forget():
    for known in (plans._atlas, plans._rules, quantitative._plan):
        known.cache_clear()


def table():
    """Targets and actual values on and about everything that turns."""
    targets = ["≥80%", "≤80人", "=80人", "约80人", "80人", "＞80人", "70%-80%", "≥4%", "≤8万元"]
    factors = (
        "0 1/20000 1/5000 1/200 1/80 1/50 0.4 0.5 0.6 0.9 0.95 1 1.05 1.1 1.2 1.3 1.4 1.7 2 9000 12000"
    ).split()
    rows = [
        (target, f"{float(Fraction(one) * size):g}")
        for target in targets
        for size in (80, 4, 8)
        for one in factors
    ]
    return [(target, actual) for target, actual in rows if "e" not in actual]


def by_frame(book):
    rows = table()
    frame = pl.DataFrame(
        {"t": [t for t, _ in rows], "a": [a for _, a in rows], "w": [10] * len(rows)}
    )
    found = frames.score_frame(frame, target="t", actual="a", weight="w", rulebook=book)
    return [
        (None if points is None else points.normalize(), status, code)
        for points, status, code in found.select("points", "status", "code").rows()
    ]


def by_row(book):
    rows = []
    for target, actual in table():
        one = jixiao.Indicator(name="甲", target=target, weight=10)
        card = jixiao.score(jixiao.TargetTable(indicators=(one,)), {"甲": actual}, rulebook=book)
        score = card.scores[0]
        slip = "unit-slip" if any(one.code == "unit-slip" for one in card.findings) else None
        points = None if score.points is None else score.points.normalize()
        rows.append((points, score.status, slip))
    return rows


CHANGES = {
    "the slack of 约": lambda patch: patch.setattr(numbers, "APPROXIMATE", Fraction(1, 25)),
    "what may be a share": lambda patch: patch.setattr(slips, "_SHARE", Decimal("0.7")),
    "from where it may be": lambda patch: patch.setattr(slips, "_LARGE", 90),
    "what is near a hundredth": lambda patch: patch.setattr(
        slips, "_NEAR", (Decimal("0.001"), Decimal("0.5"))
    ),
    "about ten thousand times": lambda patch: patch.setattr(
        slips, "_GREATER", (("万", Decimal(10000), Decimal(13000)),)
    ),
    "about a ten thousandth": lambda patch: patch.setattr(
        slips, "_SMALLER", (("万", Decimal("0.001"), Decimal("0.5")),)
    ),
}


@pytest.mark.usefixtures("_forgotten")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_frames_follow_every_number_of_the_judge(change, monkeypatch):
    before = by_frame(rulebook())
    change(monkeypatch)
    forget()
    changed = by_frame(rulebook())
    assert changed != before
    assert changed == by_row(rulebook())


@pytest.mark.usefixtures("_forgotten")
def test_frames_follow_a_region_that_is_new(monkeypatch):
    compared = NumberRules._compared

    def with_a_hole(self, terms, target, actual):
        if jixiao.quantities.times(target, Decimal("0.45")) < actual < 50:
            return self._open("在新的一段里")
        return compared(self, terms, target, actual)

    before = by_frame(rulebook())
    monkeypatch.setattr(NumberRules, "_compared", with_a_hole)
    forget()
    changed = by_frame(rulebook())
    assert changed != before
    assert changed == by_row(rulebook())


def test_a_rule_that_looks_at_the_number_itself_cannot_be_followed():
    """What only compares is followed; anything else would be right for one number alone."""
    with pytest.raises(TypeError):
        trace(lambda *numbers: numbers[2] * 2 > numbers[1], Fraction(1), Fraction(1), single=True)


@pytest.mark.parametrize(
    ("target", "actual", "said"),
    [
        ("≥95%", "0.95", "按目标的单位是0.95%；如果指95%"),
        ("≤5万元", "48000", "实际值“48000”没有写单位，按目标的单位是48000万元"),
    ],
)
def test_the_message_of_a_slip_has_its_figures(target, actual, said):
    row = Indicator(name="某项", target=target)
    plan = plans.plan_of(jixiao.parse(target), row, rulebook(), bare=True)
    award = plan.at(Decimal(actual))
    assert said in award.problem[2]
    assert "{" not in award.problem[2]
