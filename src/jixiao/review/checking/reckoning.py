"""Reckoning (核算): what the texts of a form say in numbers, reckoned up and held against its rows.

So many each quarter, quarter by quarter, so many of so many, and what the money is for. A text
is compared with the rows that count the same things: the goal with targets, what was done with
actual values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

import attrs

from ...criteria import Period
from ...findings import Finding
from ...language import squeeze
from ...language.lexicon import builtin_lexicon
from ...naming import wording
from ...quantities import SCALES, builtin
from ...tables import TargetTable
from .codes import COST_TOTAL, PARTS_DIFFER, PRODUCT_DIFFERS, RATE_COUNTS
from .counts import LONGEST_CLAUSE, Thing, counts_same, nouns_of, things_in
from .coverage import understood
from .figures import Field, Figure, both
from .money import budget_total, plain, shared_words
from .wording import matches, measure, pattern, says, yuan

__all__ = [
    "investment_differs",
    "periods_differ",
    "quarters_differ",
    "sources_differ",
    "told_rates",
    "uses_differ",
]

_SENTENCE: Final = re.compile(r"[。；;!！?？\n]")
_COMMA: Final = re.compile(r"[,，]")
_STOP: Final = re.compile(r"[,，、。；;]")
#: A rate may be rounded to whole per cents.
_ROUNDED: Final = Fraction(1, 2)
#: All quarters of a year.
_QUARTERS: Final = 4
#: Uses that do not add up to the money by less than this part of it are rounded.
_SMALL: Final = Fraction(1, 100)
#: Characters that a part of a text and the name of a rate must have in common.
_COMMON: Final = 2
_WAN: Final = 10_000
#: More periods in a year than this are weeks, of which holidays leave out a part.
_OFTEN: Final = 12
_WEEKS_OFF: Final = Fraction(1, 10)
#: Characters of a rate's name that may be missing beside a growth that it speaks of.
_UNSAID: Final = 1


def _told(table: TargetTable) -> Iterator[tuple[Field, str, str, Sequence[Figure]]]:
    """The texts of a form with what a message calls them, and the figures that answer to each."""
    texts = {"target": ("总体目标", table.goal), "actual": ("实际完成情况", table.goal_actual)}
    for field, rows in both(table):
        label, text = texts[field]
        if text and rows:
            yield field, label, squeeze(text), rows


def _sentences(text: str) -> Iterator[str]:
    for one in _SENTENCE.split(text):
        if 0 < len(one) <= LONGEST_CLAUSE:
            yield one


# ---- so many each quarter -----------------------------------------------------------------


def periods_differ(table: TargetTable) -> Iterator[Finding]:
    """每季度抽检600批次 beside 全年抽检批次≥2000: the year is four times the quarter."""
    for field, label, text, rows in _told(table):
        for sentence in _sentences(text):
            for said, thing, weekly in _periodic(sentence):
                slack = thing.number * _WEEKS_OFF if weekly else Fraction(0)
                yield from _unlike_year(said, thing, field, label, rows, slack=slack)


def _periodic(sentence: str) -> Iterator[tuple[str, Thing, bool]]:
    """What a sentence says is done in each period, its number for the whole year, and if weekly."""
    for found in pattern("reckoning", "period").finditer(sentence):
        clause = _COMMA.split(sentence[found.end() :])[0]
        if matches("reckoning", "months", sentence):
            continue  # 4月至10月每月1次, 汛期加密, 全年不少于32次
        each_of = clause.startswith(_each_word())
        things = things_in(clause.lstrip("".join(_each_word())))
        if not things or not matches("reckoning", "event", things[0].unit):
            continue
        thing = things[0]
        times = Fraction(wording()["reckoning"]["times"][found[1]])
        weekly = times > _OFTEN
        each = _Each.before(sentence[: found.start()], all_of_them=each_of)
        said = sentence[found.start() if each is None else each.begin : found.end()]
        if each is not None:
            times *= each.many
            # 26个公园每个公园每月巡查2次: what is gone round is the park.
            thing = attrs.evolve(thing, name=thing.name or each.noun, unit=each.counted(thing.unit))
        thing = attrs.evolve(thing, number=thing.number * times)
        yield f"{said}{_STOP.split(clause)[0]}", thing, weekly


def _each_word() -> tuple[str, ...]:
    return builtin_lexicon().words("each-of")


class _Each(NamedTuple):
    """全县186个行政村每村: how many there are of which each is meant, of what, and where it is said."""

    many: Fraction
    noun: str
    begin: int
    unit: str = ""

    @classmethod
    def before(cls, text: str, *, all_of_them: bool) -> _Each | None:
        """What the end of a text says; `all_of_them`: 各 follows (64家企业每半年各1次)."""
        found = pattern("reckoning", "each-of").search(text)
        if found is not None:
            return cls(Fraction(found[1]) * (_WAN if found[2] else 1), found[3], found.start())
        found = pattern("reckoning", "each-before").search(text) if all_of_them else None
        if found is None:
            return None
        many = Fraction(found[1]) * (_WAN if found[2] else 1)
        return cls(many, found[4], found.start(), found[3])

    def counted(self, unit: str) -> str:
        """家次 for so many 次 of each 家, where there is such a unit."""
        known, both = builtin(), f"{self.unit}{unit}"
        return known.canonical(both) if self.unit and both in known.spellings else unit


def _unlike_year(
    said: str,
    thing: Thing,
    field: Field,
    label: str,
    rows: Sequence[Figure],
    *,
    slack: Fraction,
) -> Iterator[Finding]:
    same = [one for one in rows if _is_of_year(one) and counts_same(thing, one.indicator, one.unit)]
    if len(same) != 1:
        return
    row = same[0]
    year = thing.in_unit(row.unit)
    floor = matches("reckoning", "at-least", said)
    if year is None or abs(row.number - year) <= slack or (floor and row.number > year):
        return
    yield PRODUCT_DIFFERS.finding(
        f"{label}写的是“{said}”，一年合计{plain(year)}{row.unit}，指标{row.text}"
        "与它不符；请核对，不是每期都做的写明",
        severity="note",
        indicator=row.indicator,
        place=row.indicator.place_of(field),
        figures={"product": plain(year), "total": plain(row.number)},
    )


def _is_of_year(row: Figure) -> bool:
    """Whether a row counts the whole year, and not each period itself."""
    return "/" not in row.unit and not matches("reckoning", "periodic-name", row.name)


# ---- quarter by quarter -------------------------------------------------------------------


def quarters_differ(table: TargetTable) -> Iterator[Finding]:
    """一季度1800户次、…、四季度1700户次 beside 8300户次 for the year."""
    for field, label, text, rows in _told(table):
        for sentence in _sentences(text):
            thing = _all_quarters(sentence)
            if thing is None:
                continue
            same = [one for one in rows if counts_same(thing, one.indicator, one.unit)]
            if len(same) != 1 or thing.in_unit(same[0].unit) == same[0].number:
                continue
            total, row = thing.in_unit(same[0].unit) or thing.number, same[0]
            if field == "target" and row.bounded and row.number < total:
                continue  # at least so many, and more are planned
            yield PARTS_DIFFER.finding(
                f"{label}写的四个季度合计{plain(total)}{row.unit}，与{row.text}不符；请核对各季度的数和全年的数",
                indicator=row.indicator,
                place=row.indicator.place_of(field),
                figures={"sum": plain(total), "whole": plain(row.number)},
            )


def _all_quarters(sentence: str) -> Thing | None:
    """What a sentence counts in each of the four quarters, with the number of them all."""
    marks = [*pattern("reckoning", "quarter").finditer(sentence)]
    if len(marks) != _QUARTERS:
        return None
    ends = [*(two.start() for _, two in pairwise(marks)), len(sentence)]
    pieces = [
        _STOP.split(sentence[one.end() : end])[0] for one, end in zip(marks, ends, strict=True)
    ]
    found = [things_in(piece)[:1] for piece in pieces]
    if not all(found) or len({one.unit for (one,) in found}) != 1:
        return None
    (first,) = found[0]
    return attrs.evolve(first, number=sum((one.number for (one,) in found), Fraction(0)))


# ---- so many of so many -------------------------------------------------------------------


def told_rates(table: TargetTable) -> Iterator[Finding]:
    """对286家企业中的143家检查 beside 检查覆盖率≥80%; 400批次，其中352批次按时 beside 按时率96%."""
    for field, label, text, rows in _told(table):
        rates = [one for one in rows if one.unit == "%"]
        for sentence in _sentences(text) if rates else ():
            yield from _grown(sentence, field, label, rates)
            yield from _closed(sentence, field, label, rates)
            yield from _amiss(sentence, field, label, rates)
            for found in pattern("reckoning", "of-them").finditer(sentence):
                whole, part = Fraction(found["whole"]), Fraction(found["part"])
                if found["scale"] != found["scales"] or not 0 < part < whole:
                    continue
                if matches("reckoning", "rounds", sentence):
                    continue
                if matches("reckoning", "asked", sentence):
                    yield from _unlike_survey(found, part / whole * 100, field, label, rates)
                    continue
                yield from _unlike_rate(found, part / whole * 100, field, label, rates)


def _grown(sentence: str, field: Field, label: str, rates: Sequence[Figure]) -> Iterator[Finding]:
    """由上年的15万人次增加到18万人次 beside 增长率≥30%."""
    for found in pattern("reckoning", "grown").finditer(sentence):
        first, last = Fraction(found["first"]), Fraction(found["last"])
        if found["scale"] != found["scales"] or not first or first == last:
            continue
        if matches("reckoning", "since", found[0]):
            continue  # 由2019年的20万人次
        way = "rise" if last > first else "fall"
        clause = _COMMA.split(sentence[: found.start()])[-1]
        about = nouns_of(clause)
        named = [
            one
            for one in rates
            if matches("reckoning", way, one.name)
            and _speaks_of(one.name, clause + found["unit"], way)
            and any(shared_words(run, one.name) >= _COMMON for run in about.split("|"))
        ]
        rate = abs(last - first) / first * 100
        # Both amounts may be rounded to their last digit.
        band = (_step(found["first"]) + _step(found["last"])) * (100 + rate) / first / 2
        yield from _differing(found[0], rate, field, label, named, band=band)


def _closed(sentence: str, field: Field, label: str, rates: Sequence[Figure]) -> Iterator[Finding]:
    """受理512件，审结460件 beside 结案率94.9%."""
    named = [one for one in rates if matches("reckoning", "closing", one.name)]
    for found in pattern("reckoning", "closed").finditer(sentence) if field == "actual" else ():
        whole, part = Fraction(found["whole"]), Fraction(found["part"])
        if 0 < part <= whole:
            yield from _differing(found[0], part / whole * 100, field, label, named)


def _step(text: str) -> Fraction:
    """What one unit of the last written digit is worth."""
    return Fraction(1, 10 ** len(text.partition(".")[2]))


def _speaks_of(name: str, clause: str, way: str) -> bool:
    """Whether the name of a growth names what grew, and nothing else: no 床位使用增长率 for 床位数."""
    named = pattern("reckoning", "than").sub("", pattern("reckoning", way).split(name)[0])
    return len(set(named) - set(clause)) <= _UNSAID


def _amiss(sentence: str, field: Field, label: str, rates: Sequence[Figure]) -> Iterator[Finding]:
    """抽查消火栓50具，其中3具无水 beside 完好率100%."""
    if field == "target":
        return
    for found in pattern("reckoning", "amiss").finditer(sentence):
        whole, part = Fraction(found["whole"]), Fraction(found["part"])
        if matches("reckoning", "mended", sentence[found.end() :]):
            continue
        if not 0 < part < whole or not matches("reckoning", "sampled", found["what"]):
            continue
        sound = [
            one
            for one in rates
            if matches("reckoning", "sound", one.name)
            and not matches("reckoning", "of-faults", one.name)
        ]
        near = [shared_words(found["what"], one.name) for one in sound]
        best = max(near, default=0)
        named = [one for one, size in zip(sound, near, strict=True) if size == best >= _COMMON]
        yield from _differing(found[0], (whole - part) / whole * 100, field, label, named)


def _unlike_survey(
    found: re.Match[str], rate: Fraction, field: Field, label: str, rates: Sequence[Figure]
) -> Iterator[Finding]:
    """收回有效问卷185份，其中满意160份 beside 学员满意度94%, where one row asks who is content."""
    named = [one for one in rates if says("satisfaction", one.name)]
    if says("satisfaction", found["kind"] + found["done"]):
        yield from _differing(found[0], rate, field, label, named)


def _unlike_rate(
    found: re.Match[str], rate: Fraction, field: Field, label: str, rates: Sequence[Figure]
) -> Iterator[Finding]:
    if len(found["done"]) < _COMMON or matches("reckoning", "apart", found["done"]):
        return
    about = nouns_of(found["what"]), found["done"]
    named = [one for one in rates if _is_rate_of(one, *about)]
    yield from _differing(found[0], rate, field, label, named)


def _differing(
    said: str,
    rate: Fraction,
    field: Field,
    label: str,
    named: Sequence[Figure],
    *,
    band: Fraction | None = None,
) -> Iterator[Finding]:
    """That a rate which a text comes to is not that of the one row which names it."""
    if len(named) != 1:
        return
    row = named[0]
    gap = rate - row.number
    # A target may ask for less than what the text says will be done.
    # 7.7% for 7.5%: of a rate with decimals nothing but its last digit is rounded.
    step = _step(plain(row.number))
    slack = _ROUNDED if band is None or step == 1 else step + band
    if abs(gap) <= slack or (field == "target" and row.bounded and gap > 0):
        return
    yield RATE_COUNTS.finding(
        f"{label}写的是“{said.replace(',', '，')}”，算出来是{plain(rate, places=2)}%，指标{row.text}与它不符；请核对三个数",
        severity="note" if field == "target" else "warning",
        indicator=row.indicator,
        place=row.indicator.place_of(field),
        figures={"rate": plain(row.number), "reckoned": plain(rate, places=2)},
    )


def _is_rate_of(row: Figure, what: str, done: str) -> bool:
    """Whether the name of a rate speaks of what was done to the part, and of nothing else.

    It names the things and what is done to them (危险化学品企业检查覆盖率), or two words of what
    was done (检验报告按时出具率 for 在规定时限内出具报告).
    """
    things = max((shared_words(run, row.name) for run in what.split("|")), default=0)
    acts = pattern("reckoning", "act").findall(done)
    common = [one for one in acts if one in row.name]
    words = {done[at : at + _COMMON] for at in range(len(done) - 1)}
    shared = [one for one in words if one in row.name and one not in what]
    return (things >= _COMMON and bool(common)) or len(shared) >= 2


# ---- what the money is for ----------------------------------------------------------------


def uses_differ(table: TargetTable) -> Iterator[Finding]:
    """资金用于保洁95万元、维护48万元、监测27万元 beside 190万元 in all."""
    total = budget_total(table)
    if total is None or not table.goal:
        return
    # 中央资金用于…；省级资金用于…: the uses of all sentences are those of the money.
    goal = squeeze(table.goal)
    uses = [amount for one in _sentences(goal) for amount in _amounts(_uses_of(one))]
    used = sum(uses, Fraction(0))
    gap = abs(total - used)
    if len(uses) < 2 or gap <= total * _SMALL or matches("reckoning", "not-all", goal):
        return
    terms = "+".join(map(plain, uses))
    yield COST_TOTAL.finding(
        f"总体目标写的用途合计{terms} = {plain(used)}万元，与预算总额{plain(total)}万元"
        f"相差{plain(gap)}万元；请核对，没有写到的用途补上",
        severity="note",
        place=table.place,
        figures={"sum": plain(used), "total": plain(total)},
    )


def investment_differs(table: TargetTable) -> Iterator[Finding]:
    """项目总投资350万元 in the goal of a form whose money is 305万元."""
    total, goal = budget_total(table), squeeze(table.goal or "")
    found = pattern("reckoning", "invested").search(goal)
    if total is None or found is None or matches("reckoning", "years-of-it", goal):
        return
    stated = Fraction(found[1]) * SCALES.get(found[2] or "", 1) / _WAN
    period = understood(table.period, table.year) if table.period else None
    if isinstance(period, Period) and period.start and period.end:
        if period.start.year != period.end.year:
            return
    if abs(stated - total) > total * _SMALL:
        yield COST_TOTAL.finding(
            f"总体目标写的是“{found[0]}”，预算总额是{plain(total)}万元；请核对，分几年安排的写明本年多少",
            severity="note",
            place=table.place,
            figures={"sum": plain(stated), "total": plain(total)},
        )


def sources_differ(table: TargetTable) -> Iterator[Finding]:
    """项目资金285万元，其中中央180万元、省级60万元、市级25万元: the parts of a sum are not all of it."""
    for found in pattern("reckoning", "sources").finditer(squeeze(table.goal or "")):
        parts = list(_amounts(found["parts"]))
        whole = Fraction(found["whole"]) * SCALES.get(found["scale"] or "", 1) / _WAN
        if len(parts) < 2 or abs(sum(parts, Fraction(0)) - whole) <= whole * _SMALL:
            continue
        yield COST_TOTAL.finding(
            f"总体目标写的是“{found[0]}”，各项合计{plain(sum(parts, Fraction(0)))}万元，"
            f"与{plain(whole)}万元不符；请核对各项来源",
            severity="note",
            place=table.place,
            figures={"sum": plain(sum(parts, Fraction(0))), "total": plain(whole)},
        )


def _uses_of(sentence: str) -> str:
    """What a sentence says of the uses of the money; `""` where it speaks of none."""
    found = pattern("reckoning", "uses").search(sentence)
    if found is not None:
        return found[0]
    return sentence if matches("reckoning", "one-use", sentence) else ""


def _amounts(text: str) -> Iterator[Fraction]:
    for one in things_in(text):
        size = yuan(one.unit) if measure(one.unit) == "money" else None
        if size is not None:
            yield one.number * size / _WAN
