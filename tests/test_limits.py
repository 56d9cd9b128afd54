"""What limits.md promises beyond reading: tables, numbers and files of any size cost seconds."""

from __future__ import annotations

import json
import os
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import jixiao
from jixiao import Indicator, Quantity, TargetTable, Task
from jixiao.errors import CriterionError, JixiaoError, RulebookError, UnitError
from jixiao.exactness import MOST_DIGITS
from jixiao.exchange.codec import CodecError
from jixiao.exchange.codec.decoding import MOST_NESTED
from jixiao.language.lexicon import Lexicon
from jixiao.quantities import Units
from jixiao.reading.headers import Headers
from jixiao.review.checking import settings_from
from jixiao.review.checking.baseline import Baseline
from jixiao.review.checking.likeness import LONGEST_NAME, Likeness
from jixiao.userfiles import MOST_BYTES

from .capped import capped

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no limits of a process")

CHARACTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
NAMED = f"""
import jixiao
from jixiao import Indicator, TargetTable, Task
W = {CHARACTERS!r}
def word(i):
    return W[i % 22] + W[i // 22 % 22] + W[i // 484 % 22] + W[i // 10648 % 22]
def table(n, target="≥3人", level="产出指标", tail="镇培训人数"):
    return TargetTable(indicators=tuple(
        Indicator(level1=level, level2="数量指标", name=word(i) + tail, target=target)
        for i in range(n)
    ))
"""


# ---------------------------------------------------------------- tables of thousands of rows


def test_check_of_49000_names() -> None:
    """As many rows as the limits of reading let through."""
    assert capped(NAMED + "print(len(jixiao.check(table(49_000))) > 0)") == "True"


def test_check_of_texts_that_count_thousands_of_things() -> None:
    """Each thing is held against each indicator: the pairs are bounded, not the texts."""
    code = """
counted = [f"培训{word(i)}镇人员{i + 2}人" for i in range(4_000)]
tasks = tuple(Task(name=f"任务{i}", content="；".join(counted[i::40])) for i in range(40))
plain = table(3_000)
plain = TargetTable(indicators=plain.indicators, tasks=tasks, goal="。".join(counted))
print(len(jixiao.check(plain)) > 0)
"""
    assert capped(NAMED + code, seconds=60) == "True"


@pytest.mark.parametrize("suffix", ["html", "docx"])
def test_a_scorecard_of_20000_rows_is_written(suffix: str, tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    path = tmp_path / f"自评表.{suffix}"
    capped(NAMED + f"jixiao.write(jixiao.score(table(20_000)), {str(path)!r})")
    assert path.stat().st_size > 100_000


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_template_of_4000_rows_is_filled(suffix: str, tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    blank, path = tmp_path / f"空表.{suffix}", tmp_path / f"自评表.{suffix}"
    code = f"""
from jixiao.writing.blanks import write_blank
plain = table(4_000)
write_blank(plain, "自评表", {str(blank)!r})
jixiao.write(jixiao.score(plain), {str(path)!r}, template={str(blank)!r})
print(len(jixiao.read({str(path)!r})[0].indicators))
"""
    assert capped(NAMED + code, memory=2000) == "4000"


def test_check_of_5000_rows_with_one_name_and_no_level() -> None:
    code = "rows = (Indicator(name='人数', target='≥3人'),) * 5_000\n"
    code += "print(len(jixiao.check(TargetTable(indicators=rows))) > 0)"
    assert capped(NAMED + code) == "True"


def test_check_of_4000_deadlines_and_rates_that_a_goal_speaks_of() -> None:
    code = """
rows = tuple(Indicator(name=f"第{i}段完工时间", target="2024年11月30日前") for i in range(4_000))
rows += tuple(Indicator(name=f"第{i}段检验合格率", target="≥95%") for i in range(4_000))
goal = "。".join(f"第{i}段2024年6月30日前完工，检验合格率达到98%以上" for i in range(2_000))
print(len(jixiao.check(TargetTable(indicators=rows, goal=goal, year=2024))) > 0)
"""
    assert capped(NAMED + code, seconds=60) == "True"


def test_compare_of_5000_names_with_5000_others() -> None:
    code = "print(len(jixiao.compare(table(5_000), table(5_000, tail='村修路里程'))))"
    assert int(capped(NAMED + code)) > 5_000


def test_recheck_of_5000_declared_points() -> None:
    code = """
rows = tuple(
    Indicator(name=word(i), target="≥3人", actual="2人", weight=1, points=1) for i in range(5_000)
)
print(len(jixiao.recheck(TargetTable(indicators=rows))) > 0)
"""
    assert capped(NAMED + code) == "True"


def test_names_of_two_characters_are_not_all_compared_and_that_is_said() -> None:
    names = [f"{n:020b}".replace("0", "甲").replace("1", "乙") for n in range(3000)]
    names += [f"{one}甲" for one in names]
    found = Likeness.among(list(dict.fromkeys(names)))
    assert not found.complete


@pytest.mark.parametrize("added", [1, 2, 3])
def test_likeness_is_found_wherever_characters_were_put_in(added: int) -> None:
    name = "完成高标准农田建设面积任务情况"
    for start in range(len(name) - added + 1):
        long = name
        for step in range(added):
            at = start + step * 2
            long = f"{long[:at]}的{long[at:]}"
        (alike,) = Likeness.among(["别的", name, "再别的名称很长很长", long]).alike
        assert (alike.name, alike.other) == (3, 1)
        (alike,) = Likeness.among([long, name]).alike
        assert alike.ratio == Fraction(2 * len(name), len(name) + len(long))


def test_a_name_is_said_to_be_like_the_nearest_earlier_one() -> None:
    names = ["完成农田建设", "完成农田的建设", "完成农田的建的设"]
    found = Likeness.among(names).alike
    assert [(one.name, one.other) for one in found] == [(1, 0), (2, 1)]


def test_prose_is_not_compared() -> None:
    name = "长" * (LONGEST_NAME + 1)
    assert Likeness.among([name, f"{name}的"]).alike == ()


# ---------------------------------------------------------------- numbers

LONG = Decimal("1E+9999999")


def kind(value: object) -> str:
    """The name of a case: an integer of thousands of digits has none."""
    return type(value).__name__


@pytest.mark.parametrize(
    "number", [LONG, LONG.copy_negate(), Decimal("1E-9999999"), Decimal("0E+9999999")]
)
def test_no_quantity_has_more_than_a_thousand_digits(number: Decimal) -> None:
    with pytest.raises(ValueError, match=f"超过{MOST_DIGITS}位"):
        Quantity(number, "次")


@pytest.mark.parametrize(
    "number", [LONG, 10**5000, Fraction(10**5000, 7), Fraction(1, 10**5000)], ids=kind
)
def test_no_actual_value_has_more_than_a_thousand_digits(number) -> None:
    with pytest.raises(CriterionError) as caught:
        jixiao.parse("≥10人").is_met(number)
    assert caught.value.code == "number-too-long"


@pytest.mark.parametrize("text", ["1" * 20_000, "一" * 20_000, "★" * 20_000])
def test_an_actual_value_of_more_than_a_thousand_characters_is_open(text: str) -> None:
    with pytest.raises(CriterionError) as caught:
        jixiao.parse("≥10人").is_met(text)
    assert caught.value.code == "too-long"
    row = Indicator(name="人数", target="≥10人", weight=10, actual=text)
    (one,) = jixiao.score(TargetTable(indicators=(row,))).scores
    assert one.points is None


@pytest.mark.parametrize("value", [LONG, 10**5000, "1" * 20_000], ids=kind)
def test_points_without_end_are_not_taken_off(value) -> None:
    table = TargetTable(indicators=(Indicator(name="人数", target="≥10人", weight=10),))
    card = jixiao.score(table, [{"指标名称": "人数", "实际完成值": "12人", "扣分": value}])
    assert card.total == 10
    assert "actual-points-unreadable" in {one.code for one in card.findings}


@pytest.mark.parametrize("value", [LONG, 10**5000, "1" * 20_000], ids=kind)
def test_actual_values_without_end_are_open(value) -> None:
    table = TargetTable(indicators=(Indicator(name="人数", target="≥10人", weight=10),))
    for given in ({"人数": value}, [{"指标名称": "人数", "实际完成值": value}]):
        (one,) = jixiao.score(table, given).scores
        assert one.points is None


@pytest.mark.parametrize("weight", [LONG, "1E+9999999", 10**5000], ids=kind)
def test_points_and_amounts_have_at_most_a_thousand_digits(weight) -> None:
    with pytest.raises(ValueError, match="超过1000位"):
        Indicator(name="人数", target="≥5人", weight=weight)


def criterion(number: str) -> str:
    quantity = {"number": number, "unit": "次"}
    plain = {"type": "criterion", "kind": "comparison", "operator": "≥", "quantity": quantity}
    return json.dumps({"jixiao": 1, **plain})


@pytest.mark.parametrize("number", ["1E+9999999", "1E-9999999", "1" * 3000, "1/" + "9" * 3000])
def test_loads_refuses_numbers_without_end(number: str) -> None:
    with pytest.raises(CodecError) as caught:
        jixiao.loads(criterion(number))
    assert (caught.value.code, caught.value.field) == ("codec-value", "quantity.number")


def test_loads_takes_the_largest_number() -> None:
    found = jixiao.loads(criterion(f"1E+{MOST_DIGITS - 1}"))
    assert found.is_met("3次") is False
    assert jixiao.loads(jixiao.dumps(found)) == found


def test_loads_refuses_criteria_inside_one_another() -> None:
    inner = '{"kind":"yes_no"}'
    for _ in range(MOST_NESTED + 2):
        inner = f'{{"kind":"all_of","parts":[{inner}]}}'
    with pytest.raises(CodecError):
        jixiao.loads(f'{{"jixiao":1,"type":"criterion",{inner[1:]}')


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "1" * 10_000])
def test_loads_refuses_what_json_cannot_hold(text: str) -> None:
    with pytest.raises(CodecError) as caught:
        jixiao.loads(text)
    assert caught.value.code in {"codec-json", "codec-version"}


def test_loads_refuses_more_text_than_any_table_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.exchange.codec.decoding.MOST_TEXT", 10)
    with pytest.raises(CodecError) as caught:
        jixiao.loads(criterion("1"))
    assert caught.value.code == "codec-too-large"


def test_what_a_class_asks_of_its_fields_is_an_error_of_the_document() -> None:
    text = '{"jixiao":1,"type":"indicator","name":"甲","target":"≥3次","year":99999999999999}'
    with pytest.raises(CodecError):
        jixiao.loads(text)


@pytest.mark.parametrize(
    "section",
    [
        {"points": {"total": "1E+60"}},
        {"points": {"execution": 10**5000}},
        {"missed": {"pass_mark": "1E-60"}},
        {"over": {"cap": "9" * 30}},
    ],
    ids=lambda one: next(iter(one)),
)
def test_rulebooks_refuse_numbers_without_end(section) -> None:
    with pytest.raises(RulebookError) as caught:
        jixiao.rulebook({"name": "甲", "extends": "财预〔2020〕10号", **section})
    assert caught.value.code == "rulebook-value"


# ---------------------------------------------------------------- files of one's own

LOADERS = {
    "rulebook.toml": jixiao.rulebook,
    "pyproject.toml": settings_from,
    "baseline.toml": Baseline.load,
    "headers.toml": Headers.load,
    "lexicon.toml": Lexicon.load,
    "units.txt": Units.load,
}


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize(
    "data",
    [
        b"# \n" * (MOST_BYTES // 3 + 1),
        b"\xff\xfe\x00",
        b"a = " + b"[" * 50_000,
        b"a" + b".a" * 1_000_000 + b" = 1",
    ],
)
def test_own_files_that_are_too_large_damaged_or_deep(
    name: str, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises((JixiaoError, UnitError, ValueError)) as caught:
        LOADERS[name](path)
    assert isinstance(caught.value, JixiaoError) or name == "headers.toml"


@pytest.mark.parametrize("name", LOADERS)
def test_own_files_that_are_pipes_or_devices(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    for one in (path, Path("/dev/zero")):
        with pytest.raises((JixiaoError, ValueError), match="管道或设备"):
            LOADERS[name](one)


@pytest.mark.parametrize("text", ["tool = 3", "tool.jixiao = 3", "[tool]\njixiao = [1]"])
def test_settings_that_are_no_section(text: str, tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JixiaoError) as caught:
        settings_from(path)
    assert caught.value.code == "settings"


def test_a_baseline_of_ten_thousand_entries_for_as_many_findings() -> None:
    code = """
from jixiao import Finding
from jixiao.review.checking.baseline import Accepted, Baseline
n = 20_000
entries = tuple(Accepted(code="甲", subject=str(i), reason="有") for i in range(n))
found = [Finding(code="甲", severity="note", message="乙", subject=str(i)) for i in range(n)]
print(len(Baseline(entries).apply(found)))
"""
    assert capped(code) == "0"


# ---------------------------------------------------------------- long cells

PIECES = (
    "★",
    "1、",
    "()",
    "（",
    "一",
    "培训",
    "1.",
    "≥1",
    "、",
    "；",
    "完成1公里",
    "2022年",
    "<",
    "|",
)


@pytest.mark.parametrize("field", ["name", "level2", "target", "actual", "deviation", "remark"])
def test_a_cell_of_20000_characters_costs_seconds(field: str) -> None:
    code = f"""
import jixiao
from jixiao import Indicator, TargetTable
for piece in {PIECES!r}:
    given = {{"level1": "产出指标", "level2": "数量指标", "name": "人数", "target": "≥3次"}}
    given |= {{"actual": "4次", {field!r}: piece * (20_000 // len(piece))}}
    table = TargetTable(indicators=(Indicator(**given, weight=10, points=9),))
    jixiao.check(table), str(jixiao.score(table)), jixiao.compare(table, table)
print("done")
"""
    assert capped(code) == "done"


@pytest.mark.parametrize("field", ["goal", "title", "organisation", "department", "project"])
def test_a_text_of_20000_characters_costs_seconds(field: str) -> None:
    code = f"""
import jixiao
from jixiao import Indicator, TargetTable, Task
for piece in {PIECES!r}:
    text = piece * (20_000 // len(piece))
    table = TargetTable(
        **{{{field!r}: text}},
        indicators=(Indicator(level1="产出指标", name="人数", target="≥3次"),),
        tasks=(Task(name=text, content=text),),
    )
    jixiao.check(table), str(jixiao.score(table))
print("done")
"""
    assert capped(code) == "done"


def test_tasks_are_still_held_against_names() -> None:
    table = TargetTable(
        goal="开展农民培训",
        indicators=(Indicator(level1="产出指标", name="修路里程", target="≥3公里"),),
        tasks=(Task(name="修路", content="修路3公里"),),
    )
    assert "goal-uncovered" in {one.code for one in jixiao.check(table)}


def test_the_places_of_thousands_of_errors_are_looked_up_once() -> None:
    """Each error of a rulebook names its line; the file is not read through for each."""
    code = """
from jixiao.rules.places import line_of
text = "[[scales]]\\nsource = 1\\nbands = 2\\n" * 40_000
print(sum(line_of(text, f"scales[{n}].bands") == 3 * n for n in range(1, 40_001)))
"""
    assert capped(code) == "40000"
