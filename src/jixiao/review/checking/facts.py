"""Checks on what a filled row declares, against plain fact: its actual value, points and reason."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from ...criteria import Comparison, Criterion, Deadline, Range
from ...display import listed
from ...errors import JixiaoError
from ...findings import Finding
from ...language import squeeze
from ...naming import bare_name, is_bounded
from ...quantities import builtin
from ...scoring.given import is_missing, is_reason
from ...statuses import MISSED
from ...tables import Indicator, TargetTable
from .codes import (
    ACTUAL_BOUND,
    ACTUAL_COPIED,
    ACTUAL_YEAR,
    FAR_ABOVE,
    REASON_CONTRADICTS,
    REASON_REPEATED,
    REMEDY_MISSING,
    SHARE_OVER_100,
    STANDARD_DIFFERS,
    SURVEY_MISSING,
)
from .counts import clauses_of, things_in
from .coverage import is_missed, understood
from .money import plain, shared_words
from .wording import is_cost, is_money, matches, measure, pattern, says, words

__all__ = [
    "actual_bound",
    "actual_copied",
    "actual_share",
    "actual_year",
    "far_above",
    "reason_contradicts",
    "reason_repeated",
    "remedy_missing",
    "standard_differs",
    "survey_missing",
]

#: From this multiple of the target on an explanation is asked for.
_FAR: Final = 2
#: From this multiple on it is a slip of the pen.
_SLIP: Final = 50
#: So many rows must repeat their target before it looks like a copy.
_COPIES: Final = 3
#: Where so many rows are filled, some would be above or below their targets.
_MANY: Final = 8
_SHARE: Final = 100
#: In so many rows that were missed one reason can hardly be each one's own.
_PASTED: Final = 3
#: Two rows of different things seldom have so long a reason in common.
_LONG_REASON: Final = 15


def _stated(one: Indicator) -> Criterion | None:
    """What the actual value states; None where it is blank or not understood."""
    if one.is_judged or one.actual is None or is_missing(one.actual, None):
        return None
    return understood(one.actual, one.year)


def _filled(table: TargetTable) -> Iterator[Indicator]:
    if table.kind != "monitoring":
        yield from (one for one in table.indicators if one.actual)


def _number(one: Indicator, stated: Criterion | None) -> Fraction | None:
    """The actual in the unit of the target; None where they cannot be compared."""
    target = one.criterion
    if not isinstance(stated, Comparison) or not isinstance(target, Comparison):
        return None
    if stated.unit in ("", target.unit):
        return stated.quantity.exact
    try:
        return stated.quantity.in_unit(target.unit)
    except JixiaoError:
        return None


def actual_copied(table: TargetTable) -> Iterator[Finding]:
    """Actual values that are the text of the target with its sign, in every row that has one."""
    rows = [one for one in _filled(table) if _has_bound(one)]
    copied = [one for one in rows if squeeze(one.actual or "") == squeeze(one.target_text)]
    yield from _all_alike(table)
    if len(copied) < _COPIES or len(copied) < len(rows):
        return
    first = copied[0]
    yield ACTUAL_COPIED.finding(
        f"{len(copied)}个带符号的指标，实际完成值都与指标值一字不差（例如“{first.name}”{first.actual}），"
        "看不出实际做了多少；请填实际的数，并留存依据",
        indicator=first,
        place=first.place_of("actual"),
        figures={"count": str(len(copied))},
    )


def _all_alike(table: TargetTable) -> Iterator[Finding]:
    """Every row achieved the very number of its target, costs and dates with it."""
    rows = [
        one for one in _filled(table) if isinstance(one.criterion, Comparison | Deadline | Range)
    ]
    bound = [one for one in rows if _has_bound(one) and not _is_all(one)]
    if len(rows) < _MANY or len(bound) < _COPIES or not all(map(_is_alike, rows)):
        return
    yield ACTUAL_COPIED.finding(
        f"{len(rows)}个指标的实际完成值都与指标值的数完全相同，没有一项多、一项少，一天也不差；"
        "请核对是不是照抄，并留存依据",
        severity="note",
        indicator=rows[0],
        place=rows[0].place_of("actual"),
        figures={"alike": str(len(rows))},
    )


def _is_all(one: Indicator) -> bool:
    """Whether a target is 100 %, which many rows reach and none exceeds."""
    target = one.criterion
    return isinstance(target, Comparison) and target.unit == "%" and target.quantity.exact == _SHARE


def _is_alike(one: Indicator) -> bool:
    target, stated = one.criterion, _stated(one)
    if isinstance(target, Deadline):
        return isinstance(stated, Deadline) and stated.date == target.date
    return isinstance(target, Comparison) and _number(one, stated) == target.quantity.exact


def _has_bound(one: Indicator) -> bool:
    return isinstance(one.criterion, Range) or (
        isinstance(one.criterion, Comparison) and one.criterion.operator not in (None, "=")
    )


def actual_bound(table: TargetTable) -> Iterator[Finding]:
    """An actual value that is a bound (90%以上), not a number."""
    for one in _filled(table):
        text = squeeze(one.actual or "")
        if text == squeeze(one.target_text) or not isinstance(one.criterion, Comparison | Range):
            continue
        stated = _stated(one)
        if isinstance(stated, Comparison) and _is_part_of_one(one, stated):
            yield ACTUAL_BOUND.finding(
                f"“{one.name}”的实际完成值“{one.actual}”有小数，{_unit_of(one, stated)}却是一个一个数的；请填实际的数，是平均数的在名称里写明",
                severity="note",
                indicator=one,
                place=one.place_of("actual"),
                figures={"actual": one.actual or "", "unit": _unit_of(one, stated)},
            )
        if not isinstance(stated, Comparison) or stated.operator not in ("≥", ">", "≤", "<"):
            continue
        yield ACTUAL_BOUND.finding(
            f"“{one.name}”的实际完成值“{one.actual}”是一个界限，不是实际做到的数，得分没有依据；"
            "请填实际的数",
            indicator=one,
            place=one.place_of("actual"),
            figures={"actual": one.actual or ""},
        )


def _unit_of(one: Indicator, stated: Comparison) -> str:
    return stated.unit or getattr(one.criterion, "unit", "")


def _is_part_of_one(one: Indicator, stated: Comparison) -> bool:
    """137.6人: so many persons there are not, unless the number is an average or one of 万人."""
    unit = _unit_of(one, stated)
    # 5.1万份 are whole copies.
    counted = stated.quantity.exact * builtin().factor(unit).size
    return (
        counted.denominator > 1
        and measure(unit) == "count"
        and "/" not in unit
        and unit not in words("facts", "parts")
        and getattr(one.criterion, "quantity", stated.quantity).exact.denominator == 1
        and not matches("facts", "average", bare_name(one.name))
    )


def actual_share(table: TargetTable) -> Iterator[Finding]:
    """A share above 100 % achieved, where there cannot be more than all."""
    for one in _filled(table):
        satisfaction = says("satisfaction", f"{one.level1 or ''}{one.level2 or ''}{one.name}")
        if not (satisfaction or is_bounded(one.name)):
            continue
        stated = _stated(one)
        if not isinstance(stated, Comparison):
            continue
        unit = stated.unit or getattr(one.criterion, "unit", "")
        if unit == "%" and stated.quantity.exact > _SHARE:
            yield SHARE_OVER_100.finding(
                f"“{one.name}”的实际完成值{one.actual}超过100%，这个比率最多是100%；请核对数值或者分母",
                indicator=one,
                place=one.place_of("actual"),
                figures={"actual": one.actual or ""},
            )


def actual_year(table: TargetTable) -> Iterator[Finding]:
    """A date of completion years away from the year of the form, or a text that stops before it."""
    if table.year is None or table.term != "annual":
        return
    yield from _stops_early(table, table.year)
    for one in _filled(table):
        stated = _stated(one)
        if not isinstance(stated, Deadline) or stated.date is None or not _has_year(one.actual):
            continue
        year = stated.date.year
        target = one.criterion
        first = last = table.year
        if isinstance(target, Deadline) and target.date is not None:
            first, last = min(first, target.date.year), max(last, target.date.year)
        if first - 1 <= year <= last + 1:
            continue
        yield ACTUAL_YEAR.finding(
            f"“{one.name}”的实际完成值“{one.actual}”在{year}年，这是{table.year}年的表；"
            "请核对年份，确实不在本年完成的写明原因",
            indicator=one,
            place=one.place_of("actual"),
            figures={"actual": one.actual or "", "year": str(table.year)},
        )


def _stops_early(table: TargetTable, year: int) -> Iterator[Finding]:
    """截至2022年12月底 in what a form of 2023 says was done, and no word of 2023."""
    text = squeeze(table.goal_actual or "")
    found = pattern("facts", "as-of").search(text)
    if found is None or int(found[1]) >= year or str(year) in text:
        return
    yield ACTUAL_YEAR.finding(
        f"实际完成情况写的是“{found[0]}”，这是{year}年的表；请核对是不是沿用了以前的文字，改写本年的情况",
        place=table.place,
        figures={"actual": found[0], "year": str(year)},
    )


def survey_missing(table: TargetTable) -> Iterator[Finding]:
    """A satisfaction that is filled in, and a reason or remark that says no survey was made."""
    asked = [
        one
        for one in _filled(table)
        if says("satisfaction", f"{one.level1 or ''}{one.level2 or ''}{one.name}")
        and not is_missing(one.actual, None)
    ]
    if not asked:
        yield SURVEY_MISSING.not_applicable("没有填好的满意度")
    for one in asked:
        told = [(field, getattr(one, field)) for field in ("deviation", "remark", "explanation")]
        for field, text in (*told, ("actual", table.deviation), ("actual", table.goal_actual)):
            if not text:
                continue
            found = pattern("facts", "no-survey").search(squeeze(text))
            if found is None:
                continue
            yield SURVEY_MISSING.finding(
                f"“{one.name}”填了{one.actual}，却写着“{found[0]}”，没有调查就没有这个数；"
                "请补做调查，或者不填、不给分",
                indicator=one,
                place=one.place_of(field),
                figures={"actual": one.actual or "", "said": found[0]},
            )
            break


def _has_year(text: str | None) -> bool:
    return any(part.isdecimal() and len(part) == 4 for part in _numbers(text or ""))


def _plain(text: str) -> str:
    """The words of one half of a cell, without the label of the half and marks."""
    bare = pattern("said", "half").sub("", text)
    return "".join(one for one in bare if one.isalnum())


def _numbers(text: str) -> list[str]:
    return "".join(one if one.isdecimal() else " " for one in text).split()


def far_above(table: TargetTable) -> Iterator[Finding]:
    """A target passed twice over or more, and nothing said (财预〔2020〕10号: 完成值高于指标值较多的)."""
    for one in _filled(table):
        target = one.criterion
        if not isinstance(target, Comparison) or target.operator in ("≤", "<"):
            continue
        if measure(target.unit) == "share" or target.quantity.exact <= 0:
            continue
        # A reason of any kind is a word, and a cost above its target is another matter.
        if _is_explained(table, one) or is_reason(one.remark) or is_cost(one):
            continue
        number = _number(one, _stated(one))
        if number is None or number < target.quantity.exact * _FAR:
            continue
        # `actual-magnitude` and `unit-slip` say it better where they know what the slip is.
        slip = number >= target.quantity.exact * _SLIP
        times = plain(number / target.quantity.exact, places=1)
        yield FAR_ABOVE.finding(
            f"“{one.name}”指标值{one.target_text}，实际完成{one.actual}，是目标的{times}倍，没有说明；"
            + (
                "多半写错了数位或者单位，请核对"
                if slip
                else "请分析是目标定低了还是情况变了，并核对数值"
            ),
            severity="warning" if slip else "note",
            indicator=one,
            place=one.place_of("actual"),
            figures={"actual": one.actual or "", "times": times},
        )


def standard_differs(table: TargetTable) -> Iterator[Finding]:
    """A fixed standard of payment (补助标准 =300元) of which another amount was paid."""
    for one in _filled(table):
        target = one.criterion
        if not isinstance(target, Comparison) or target.operator != "=":
            continue
        name = bare_name(one.name)
        if not is_money(target.quantity) or not matches("direction", "fixed", name):
            continue
        number = _number(one, _stated(one))
        if number is None or number == target.quantity.exact or _is_explained(table, one):
            continue
        way = "少" if number < target.quantity.exact else "多"
        yield STANDARD_DIFFERS.finding(
            f"“{one.name}”规定{one.target_text}，实际按{one.actual}发放，{way}发了；"
            "标准是固定的，不多不少才算完成，请核对，确实变动的写明依据",
            indicator=one,
            place=one.place_of("actual"),
            figures={"target": str(target), "actual": one.actual or ""},
        )


# ---- reasons ---------------------------------------------------------------------------


def _is_explained(table: TargetTable, one: Indicator) -> bool:
    """Whether a row gives a reason, or the form does that names it."""
    named = one.deviation or one.name in (table.deviation or "")
    return bool(named) and is_reason(table.deviation_of(one))


def _says_complete(text: str, name: str) -> bool:
    """Whether every clause says that all was done: 已按期完成年度目标，无偏差。

    What the clause is about may stand before it (全年培训人数超额完成目标), and a remedy behind.
    """
    cause = pattern("said", "second").split(squeeze(text), maxsplit=1)[0]
    said = pattern("said", "comma").split(cause.replace(squeeze(name), ""))
    clauses = list(filter(None, (pattern("said", "over-all").sub("", one) for one in said)))
    done = [_is_complete(one) for one in clauses]
    return bool(clauses) and all(
        is_done or (any(done) and matches("said", "going-on", one))
        for one, is_done in zip(clauses, done, strict=True)
    )


def _is_complete(clause: str) -> bool:
    return matches("said", "complete", clause) or matches("said", "no-gap", clause)


def _is_full(one: Indicator) -> bool:
    """Whether a row meets its target and has all its points."""
    if one.points is None or one.points != one.weight or is_missing(one.actual, None):
        return False
    try:
        return one.criterion.is_met(one.actual) is True
    except JixiaoError:
        return False


def reason_contradicts(table: TargetTable) -> Iterator[Finding]:
    """A reason that says the row was completed beside a target missed, or missed beside one met."""
    for one in _filled(table):
        if not is_reason(one.deviation):
            continue
        if matches("said", "unmet", squeeze(one.deviation or "")) and _is_full(one):
            yield REASON_CONTRADICTS.finding(
                f"“{one.name}”达到了目标（指标值{one.target_text}，实际{one.actual}），得满分，"
                f"原因却写“{one.deviation}”，前后矛盾；请核对实际完成值，或者删去原因",
                indicator=one,
                place=one.place_of("deviation"),
                figures={"deviation": one.deviation or "", "met": one.actual or ""},
            )
        if (other := _other_figure(one)) is not None:
            yield REASON_CONTRADICTS.finding(
                f"“{one.name}”的实际完成值是{one.actual}，原因里写的却是“{other}”；请核对哪一个数对",
                indicator=one,
                place=one.place_of("deviation"),
                figures={"deviation": one.deviation or "", "said": other},
            )
        if (undone := _undone(one)) is not None:
            yield undone
        name = bare_name(one.name)
        if not _says_complete(one.deviation or "", name) or not is_missed(one):
            continue
        yield REASON_CONTRADICTS.finding(
            f"“{one.name}”没有达到目标（指标值{one.target_text}，实际{one.actual}），"
            f"原因却写“{one.deviation}”，前后矛盾；请写明没有完成的原因和改进措施",
            indicator=one,
            place=one.place_of("deviation"),
            figures={"deviation": one.deviation or "", "status": MISSED},
        )


def _undone(one: Indicator) -> Finding | None:
    """有3条未实施 in the reason of a row that is 8 short of its target, or of one that is not short."""
    target, number = one.criterion, _number(one, _stated(one))
    if (
        not isinstance(target, Comparison)
        or number is None
        or target.operator not in ("≥", "=", None)
    ):
        return None
    said = [
        things[0]
        for clause in clauses_of(one.deviation or "")
        if pattern("said", "undone").search(clause) and len(things := things_in(clause)) == 1
        if things[0].unit == target.unit and measure(things[0].unit) == "count"
    ]
    short = target.quantity.exact - number
    if len(said) != 1 or said[0].number in (short, number, target.quantity.exact):
        return None
    if 0 < short < said[0].number:
        return None  # more were planned than the target asks for
    how = f"差{plain(short)}{target.unit}" if short > 0 else "已经达到目标"
    return REASON_CONTRADICTS.finding(
        f"“{one.name}”指标值{one.target_text}，实际{one.actual}，{how}，"
        f"原因里写的却是“{said[0].phrase}”；请核对实际完成值和原因",
        severity="note",
        indicator=one,
        place=one.place_of("deviation"),
        figures={"deviation": one.deviation or "", "said": said[0].phrase},
    )


def reason_repeated(table: TargetTable) -> Iterator[Finding]:
    """One reason word for word in several rows that were missed."""
    said: dict[str, list[Indicator]] = {}
    for one in _filled(table):
        if is_reason(one.deviation) and is_missed(one):
            said.setdefault(squeeze(one.deviation or ""), []).append(one)
    for reason, rows in said.items():
        apart = (
            len(rows) > 1
            and len(reason) >= _LONG_REASON
            and not shared_words(bare_name(rows[0].name), bare_name(rows[1].name))
        )
        if (len(rows) < _PASTED and not apart) or matches("said", "refers", reason):
            continue
        yield REASON_REPEATED.finding(
            f"{len(rows)}个没有完成的指标写的是同一个原因“{rows[0].deviation}”"
            f"（{listed([one.name for one in rows])}）；请逐项写明各自的原因和改进措施",
            indicator=rows[0],
            place=rows[0].place_of("deviation"),
            figures={"reason": rows[0].deviation or "", "rows": str(len(rows))},
        )


def _other_figure(one: Indicator) -> str | None:
    """实际培训280人 in the reason of a row whose actual is 290人: what it says; None where they agree."""
    target, stated = one.criterion, _stated(one)
    if not isinstance(target, Comparison) or not isinstance(stated, Comparison) or not target.unit:
        return None
    # 实际培训280人 alone: of what is not the whole, or has another number beside it, it says less.
    said = [
        things[0]
        for clause in clauses_of(one.deviation or "")
        if pattern("said", "actually").search(clause) and not matches("said", "in-part", clause)
        if len(things := things_in(clause)) == 1 and things[0].unit == target.unit
    ]
    number = _number(one, stated)
    if (
        number is None
        or not said
        or any(abs(thing.number - number) <= thing.step for thing in said)
    ):
        return None
    return said[0].phrase


def _no_remedy(cause: str, remedy: str) -> str | None:
    """What is wrong with what stands behind 改进措施; None where it is a text of its own."""
    if _plain(remedy) == _plain(cause):
        return "改进措施与原因是同一句话"
    # Behind a label with its colon; 已采取措施 has said it before.
    if not remedy.startswith(":") or is_reason(_plain(remedy)):
        return None
    return f"改进措施写的是“{remedy[1:]}”"


def remedy_missing(table: TargetTable) -> Iterator[Finding]:
    """A cause without what will be done about it."""
    for one in _filled(table):
        text = squeeze(one.deviation or "").rstrip("。.;")
        if not is_reason(one.deviation) or not is_missed(one):
            continue
        if matches("said", "hollow", text):
            yield REMEDY_MISSING.finding(
                f"“{one.name}”的原因“{one.deviation}”是空话，没有说为什么没有完成，也没有说做什么；"
                "请写明具体的原因和改进措施",
                indicator=one,
                place=one.place_of("deviation"),
                figures={"deviation": one.deviation or ""},
            )
            continue
        cause, *remedy = pattern("said", "second").split(text, maxsplit=1)
        how = _no_remedy(cause, remedy[0]) if remedy else None
        if how is None and (matches("said", "remedy", text) or matches("said", "complete", text)):
            continue
        _, *later = pattern("said", "sentence").split(text)
        if how is None and any(matches("said", "since", one) for one in later):
            continue
        # What is to be done in a later year is a remedy, whatever its verb.
        if table.year and any(int(year) > table.year for year in _numbers(text) if len(year) == 4):
            continue
        if matches("said", "instruction", text):
            continue
        how = how or "没有写改进措施"
        said = pattern("said", "second").split(one.deviation or "", maxsplit=1)[0] if remedy else ""
        said = said.rstrip("；;，,。 \n") or one.deviation or ""
        yield REMEDY_MISSING.finding(
            f"“{one.name}”只写了原因“{said[:30]}”，{how}；请补写怎样改、什么时候完成",
            indicator=one,
            place=one.place_of("deviation"),
            figures={"deviation": one.deviation or ""},
        )
