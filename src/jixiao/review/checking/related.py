"""Checks on rows that determine one another: parts and their whole, a rate and its two counts, products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from ...display import listed
from ...findings import Finding, Severity
from ...naming import bare_name, wording
from ...quantities import builtin
from ...scoring.weights import execution_row
from ...tables import TargetTable
from .codes import PARTS_DIFFER, PRODUCT_DIFFERS, RATE_COUNTS
from .figures import Field, Figure, both, figures_of
from .money import Cost, expansion, plain, shared_words
from .wording import matches, measure, pattern, words

__all__ = ["parts_differ", "product_differs", "rate_counts"]

#: A rate may be rounded to whole per cents.
_ROUNDED: Final = Fraction(1, 2)
#: So many parts of a whole stand below it at most.
_PARTS: Final = 8
#: More periods in a year than months are weeks, of which holidays leave out a part.
_MONTHS: Final = 12
#: How many characters of what a rate is of tell it: 抽检 of 食品抽检合格率.
_STEM: Final = 2


def _alike(one: str, other: str) -> bool:
    persons = words("related", "persons")
    both = one in persons and other in persons
    return one == other or both or builtin().relation(one, other) is not None


def parts_differ(table: TargetTable) -> Iterator[Finding]:
    """A row that begins with 其中 and says more than the row above it; all of them, and not as much.

    Parts may overlap (老年人、慢性病患者) or be some of several; those whose targets make up the
    whole do not, and are all.
    """
    by_field = dict(both(table))
    yield from _no_longer_all(by_field)
    if not any(parts for rows in by_field.values() for _, parts in _wholes(rows)):
        yield PARTS_DIFFER.not_applicable("没有以“其中”开头的指标")
    made_up = {
        id(whole.indicator)
        for whole, parts in _wholes(by_field["target"])
        if _sum(parts) == whole.number
    }
    for field, rows in by_field.items():
        for whole, parts in _wholes(rows):
            same = [one for one in parts if one.unit == whole.unit]
            more = [one for one in same if one.number > whole.number]
            all_of_it = id(whole.indicator) in made_up
            listed = len(parts) > 1 and matches("related", "total", whole.name)
            if not more and (all_of_it or listed) and len(same) == len(parts):
                more = parts if _sum(parts) != whole.number else []
            if more:
                # Parts of what is only called a total may overlap, and need not be all.
                sure = all_of_it or any(one.number > whole.number for one in more)
                yield _unlike(whole, more, field, sure=sure)


def _no_longer_all(by_field: Mapping[Field, Sequence[Figure]]) -> Iterator[Finding]:
    """墓地总数20处 of 新建12处 and 改扩建8处, of which 22, 12 and 8 were done.

    What the targets show to be all parts of a whole is that of what was done as well.
    """
    done = {id(one.indicator): one for one in by_field.get("actual", ())}
    for whole, parts in _made_up(by_field["target"]):
        rows = [done.get(id(one.indicator)) for one in (whole, *parts)]
        first, *others = [one for one in rows if one is not None]
        if len(others) != len(parts) or {one.unit for one in rows if one} != {whole.unit}:
            continue
        if _sum(others) != first.number:
            more = _sum(others) > first.number
            yield _unlike(
                first, others, "actual", sure=True, severity="warning" if more else "note"
            )


def _made_up(rows: Sequence[Figure]) -> Iterator[tuple[Figure, Sequence[Figure]]]:
    """A row, and those right below it that name the same thing and make up its number."""
    for at, whole in enumerate(rows):
        parts: list[Figure] = []
        for one in rows[at + 1 : at + 1 + _PARTS]:
            named = shared_words(one.name, whole.name) >= _STEM
            if one.unit != whole.unit or not named or measure(one.unit) != "count":
                break
            parts.append(one)
            if len(parts) > 1 and _sum(parts) == whole.number:
                if not matches("related", "of-which", parts[0].indicator.name.strip()):
                    yield whole, parts
                break


def _sum(parts: Sequence[Figure]) -> Fraction:
    return sum((one.number for one in parts), Fraction(0))


def _unlike(
    whole: Figure,
    parts: Sequence[Figure],
    field: str,
    *,
    sure: bool,
    severity: Severity | None = None,
) -> Finding:
    less = _sum(parts) < whole.number
    how = "少于" if less else "多于"
    why = "指标值上这几部分正好是全部" if less else "部分不能多于全部"
    why = why if sure else "没有列全或者有重复的，请写明"
    together = "" if len(parts) == 1 else f"，合计{plain(_sum(parts))}{whole.unit}"
    return PARTS_DIFFER.finding(
        f"{'、'.join(one.text for one in parts)}{together}，{how}{whole.text}；{why}，请核对",
        severity=severity or ("note" if less or not sure else "warning"),
        indicator=parts[0].indicator,
        place=parts[0].indicator.place_of(field),
        figures={"sum": plain(_sum(parts)), "whole": plain(whole.number)},
    )


def _wholes(rows: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Each row with the 其中 rows right below it."""
    whole: Figure | None = None
    parts: list[Figure] = []
    for one in rows:
        if matches("related", "of-which", one.indicator.name.strip()):
            parts.append(one)
            continue
        if whole is not None:
            yield whole, parts
        whole, parts = one, []
    if whole is not None:
        yield whole, parts


def rate_counts(table: TargetTable) -> Iterator[Finding]:
    """A rate achieved that is not what its two counts come to: 抽检1210批次、合格1168批次 and 98.9%."""
    rows = figures_of(table, "actual") if table.kind != "monitoring" else []
    judged = 0
    for rate in rows:
        found = pattern("related", "rate").fullmatch(rate.name)
        if found is None or rate.unit != "%" or rate.bounded:
            continue
        of, stem = pattern("related", "how").sub("", found[1]), found[2]
        counts = [one for one in rows if one is not rate and measure(one.unit) == "count"]
        for part, whole in _counts_of(of, found[1].removeprefix(of), stem, counts):
            judged += 1
            came = part.number / whole.number * 100
            if abs(came - rate.number) <= _ROUNDED:
                continue
            yield RATE_COUNTS.finding(
                f"{rate.text}，而{whole.text}、{part.text}，相除是{plain(came, places=2)}%；请核对三个数",
                indicator=rate.indicator,
                place=rate.indicator.place_of("actual"),
                figures={"rate": plain(rate.number), "reckoned": plain(came, places=2)},
            )
    yield from _spending_rates(table, rows)
    if not judged:
        yield RATE_COUNTS.not_applicable("没有填好的比率和它的两个数")


def _counts_of(
    of: str, how: str, stem: str, counts: Sequence[Figure]
) -> Iterator[tuple[Figure, Figure]]:
    """The part and the whole of a rate of `of`, where one row each names them.

    应答复申请件数 and 按期答复件数 of 申请按期答复率; 抽检批次 and 合格批次 of 抽检合格率.
    """
    due = [
        one
        for one in counts
        if any(f"{word}{stem}" in one.name for word in words("related", "due"))
    ]
    parts = [
        one
        for one in counts
        if one not in due and stem in one.name
        if of[-_STEM:] in one.name or (due and how and how in one.name)
    ]
    for part in parts:
        wholes = due or [
            one
            for one in counts
            if stem not in one.name and len(of) >= _STEM and of[-_STEM:] in one.name
            if not matches("related", "of-which", one.indicator.name.strip())
        ]
        wholes = [one for one in wholes if one.unit == part.unit and one.number >= part.number > 0]
        if len(parts) == len(wholes) == 1:
            yield part, wholes[0]


def _spending_rates(table: TargetTable, rows: Sequence[Figure]) -> Iterator[Finding]:
    """资金支付率98.6% beside a budget of 165 of which 151.8 were spent."""
    money = execution_row(table)
    if money is None or not money.budget or money.executed is None:
        return
    spent = Fraction(money.executed) / Fraction(money.budget) * 100
    for rate in rows:
        named = matches("related", "spending-rate", rate.name)
        if not named or rate.unit != "%" or rate.bounded or abs(spent - rate.number) <= _ROUNDED:
            continue
        yield RATE_COUNTS.finding(
            f"{rate.text}，而“{money.item}”预算{money.budget}、执行{money.executed}{money.unit}，"
            f"相除是{plain(spent, places=2)}%；请核对，口径不同的写明",
            severity="note",
            indicator=rate.indicator,
            place=rate.indicator.place_of("actual"),
            figures={"rate": plain(rate.number), "reckoned": plain(spent, places=2)},
        )


def product_differs(table: TargetTable) -> Iterator[Finding]:
    """So much each, times so many, against the total that stands beside them."""
    people, prices = list(_people(table)), list(_prices(table))
    if not people and not prices:
        yield PRODUCT_DIFFERS.not_applicable("没有单个的量、数量和它们的总数")
    for field, each, times, whole in people:
        product = each.number * times.number
        # At least so many each, and more in all, can both be true of targets.
        loose = field == "target" and each.bounded and product <= whole.number
        if product == whole.number or loose:
            continue
        yield PRODUCT_DIFFERS.finding(
            f"{each.text}，{times.text}，相乘是{plain(product)}{whole.unit}，"
            f"与{whole.text}不符；请核对三个数，不是平均分配的写明",
            severity="note",
            indicator=whole.indicator,
            place=whole.indicator.place_of(field),
            figures={"product": plain(product), "total": plain(whole.number)},
        )
    for cost, total in prices:
        yield from _price_differs(cost, total)
    yield from _periods_of(table)


def _periods_of(table: TargetTable) -> Iterator[Finding]:
    """每条河道每月巡查次数≥4 beside 每条河道全年巡查次数≥40."""
    times = wording()["reckoning"]["times"]
    for field, rows in both(table):
        yearly: dict[tuple[str, str], list[Figure]] = {}
        for one in rows:
            key = (one.unit, pattern("related", "yearly").sub("", one.name))
            yearly.setdefault(key, []).append(one)
        for each in rows:
            found = pattern("reckoning", "period").search(each.name)
            if found is None or times[found[1]] > _MONTHS:
                continue
            if not matches("reckoning", "event", each.unit):
                continue
            same = yearly.get((each.unit, each.name.replace(found[0], "")), [])
            year = each.number * Fraction(times[found[1]])
            if len(same) != 1 or same[0].number == year:
                continue
            if each.bounded and field == "target" and same[0].number > year:
                continue
            yield PRODUCT_DIFFERS.finding(
                f"{each.text}，一年合计{plain(year)}{each.unit}，与{same[0].text}不符；"
                "请核对两个数，不是每期都做的写明",
                severity="note",
                indicator=same[0].indicator,
                place=same[0].indicator.place_of(field),
                figures={"product": plain(year), "total": plain(same[0].number)},
            )


def _people(table: TargetTable) -> Iterator[tuple[str, Figure, Figure, Figure]]:
    """每期40人, 36期 and 总人次1800: the field that states them, so much each, how many, the total."""
    for field, rows in both(table):
        totals = [one for one in rows if matches("related", "total", one.name)]
        for each in rows:
            found = pattern("related", "each").search(each.name)
            top, _, below = each.unit.partition("/")
            if found is None or measure(top) != "count":
                continue
            counted = below or found[1] or found[2]
            times = [one for one in rows if one.unit == counted and one is not each]
            wholes = [one for one in totals if one is not each and _alike(one.unit, top)]
            if len(times) == len(wholes) == 1:
                yield field, each, times[0], wholes[0]


def _prices(table: TargetTable) -> Iterator[tuple[Cost, Cost]]:
    """单价0.8万元/台 of a known number, and 总成本46万元 of the same thing."""
    costs = [one for one in expansion(table).costs if one.value is not None]
    for whole in costs:
        each = [one for one in costs if one.per and _priced(one) == _priced(whole) != ""]
        if not whole.per and len(each) == 1:
            yield each[0], whole


def _price_differs(each: Cost, whole: Cost) -> Iterator[Finding]:
    product, total = each.value or Fraction(0), whole.value or Fraction(0)
    gap = abs(product - total)
    if gap <= each.band + whole.band:
        return
    names = listed([one.name for one in each.counted])
    yield PRODUCT_DIFFERS.finding(
        f"“{each.indicator.name}”乘以数量（{names}）为{each.formula}，"
        f"与“{whole.indicator.name}”{plain(total)}万元相差{plain(gap)}万元；"
        "请核对单价、数量和总数，总数里还有别的开支的写明",
        severity="note",
        indicator=whole.indicator,
        figures={"product": plain(product), "total": plain(total)},
    )


def _priced(cost: Cost) -> str:
    """智慧黑板采购 of 智慧黑板采购单价 and of 智慧黑板采购总成本."""
    return pattern("related", "price").sub("", bare_name(cost.indicator.name))
