"""What was budgeted and spent (预算数, 执行数, 执行率): as the form states it and as it is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from ..actuals import Actual, Spending, budget_names, rate_names
from ..errors import Place, UnitError
from ..findings import Finding, Severity
from ..formwords import form_words
from ..language import squeeze
from ..language.numerals import number_of
from ..naming import plain_name
from ..quantities import Quantity, as_number, format_number
from ..tables import Execution, TargetTable
from .awards import percent_text
from .weights import execution_rows, is_total_row

__all__ = [
    "Spent",
    "execution_name",
    "execution_rate",
    "rate_differs",
    "rate_notes",
    "spent",
    "stated",
    "unreadable_rate",
]


def execution_name() -> str:
    """预算执行率, as the item is called that is scored from the budget rows."""
    return form_words("execution", "rate")[0]


@attrs.frozen(kw_only=True)
class Spent:
    """年初预算数, 全年预算数 and 全年执行数, in `unit`; or only a rate.

    Attributes:
        initial, budget, executed: the amounts, None where nothing is stated.
        rate, rate_text: 执行率 as a share, and as it is written.
        unit: of the amounts.
        contradiction: why none of what is given can be used, or "".
        rows: each budget row with its figures, where several are scored on their own.
        notes, findings: what was decided on the way, and what a reviewer should know.
    """

    initial: Decimal | None = None
    budget: Decimal | None = None
    executed: Decimal | None = None
    rate: Fraction | None = None
    rate_text: str = ""
    unit: str = "万元"
    contradiction: str = ""
    rows: tuple[_Line, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


# ---- rates ----------------------------------------------------------------------------


def execution_rate(text: str | None) -> Fraction | None:
    """A printed 执行率 as a share: 86%, 86, 0.86 and 1 are read; None where it is no number."""
    plain = squeeze(text or "")
    read = number_of(plain.removesuffix("%"))
    if read is None:
        return None
    number = Fraction(read)
    # Forms print 96.85 without its % sign, and 1 for the whole.
    return number / 100 if plain.endswith("%") or number > Fraction(3, 2) else number


def rate_differs(text: str, share: Fraction) -> bool:
    """Whether a printed 执行率 is not `share`, however it was rounded to its decimals."""
    printed = execution_rate(text)
    if printed is None:
        return False
    written = squeeze(text).replace(",", "")
    places = len(written.rstrip("%").partition(".")[2])
    if "%" not in written and Fraction(Decimal(written)) == printed:
        # 0.865 is 86.5%: two of its decimals are whole percents.
        places -= 2
    return abs(printed - share) * 100 * Fraction(10) ** places >= 1


def rate_notes(text: str) -> tuple[str, ...]:
    """How a rate was read that does not say so itself."""
    rate = execution_rate(text)
    if rate is None or squeeze(text).endswith("%"):
        return ()
    return (f"执行率写作“{text}”，没有写%，按{percent_text(rate)}理解",)


# ---- what was budgeted and spent --------------------------------------------------------


def spent(
    table: TargetTable, spendings: Sequence[Spending], unused: Sequence[Actual]
) -> tuple[Spent, frozenset[int]]:
    """The figures of what is scored; and which of `unused` were rates, and so used."""
    rates = frozenset(i for i, one in enumerate(unused) if plain_name(one.name) in rate_names())
    reader = _Reader(table=table, spendings=spendings, findings=[])
    found = reader.read([unused[index] for index in sorted(rates)])
    return attrs.evolve(found, findings=tuple(reader.findings)), rates


#: So many times the budget is no overspending.
_BEYOND: Final = 5


@attrs.frozen(kw_only=True)
class _Reader:
    """The amounts of a table, with those that are given beside it."""

    table: TargetTable
    spendings: Sequence[Spending]
    findings: list[Finding]

    def read(self, rates: Sequence[Actual]) -> Spent:
        whole, of_rows, of_tasks = self._sorted()
        rate = self._rates(rates)
        lines = [
            (row, self._overridden(stated(row), of_rows.get(index, ())))
            for index, row in enumerate(self.table.execution)
        ]
        scored = execution_rows(self.table)
        rows = tuple(line for line in lines if any(line[0] is row for row in scored))
        self._without_total(scored)
        tasks = self._tasks(of_tasks)
        if len(rows) > 1:
            found = _together(lines, rows)
            if not rate and all(one.executed is None for one in whole):
                # Nothing is given for them together: each is scored from its own figures.
                return found
            found = attrs.evolve(found, rows=())
        else:
            found = rows[0][1] if rows else _of_tasks(tasks)
        row = rows[0][0] if len(rows) == 1 else None
        own = [
            one
            for index, ones in of_rows.items()
            for one in ones
            if self.table.execution[index] is row
        ]
        if whole and not found.contradiction:
            found = self._overridden(found, (*own, *whole))
        direct = any(one.executed is not None for one in (*own, *whole))
        parts = [
            line
            for line in lines
            if line[0] is not row and not (row is None and is_total_row(line[0]))
        ]
        before = found
        of_parts = len(own) < sum(map(len, of_rows.values()))
        found = self._summed(found, parts, direct=direct, given=of_parts, rated=bool(rate))
        found = self._from_tasks(found, tasks, direct=direct, given=bool(of_tasks))
        given = direct or (found is not before and bool(of_rows or of_tasks))
        return self._within_reach(self._with_rate(found, rate, amounts=given))

    def _within_reach(self, found: Spent) -> Spent:
        """执行数13000000 of 1407.6万元: nobody spends so many times the budget; a unit is wrong."""
        base = found.budget or found.initial
        if found.executed is not None and base:
            share, said = (
                Fraction(found.executed) / Fraction(base),
                f"执行数{format_number(found.executed)}{found.unit}",
            )
        elif found.rate is not None:
            share, said = found.rate, f"执行率{found.rate_text}"
        else:
            return found
        if share < _BEYOND:
            return found
        many = format_number(as_number(Fraction(round(share))))
        return self._clash(found, (said, f"是预算的{many}倍，多半写错了单位或者小数点"))

    def _without_total(self, scored: Sequence[Execution]) -> None:
        """Rows of which none is the total and none has points: only the first can be scored."""
        rows = self.table.execution
        if len(rows) < 2 or len(scored) != 1 or scored[0].weight or is_total_row(scored[0]):
            return
        others = "、".join(row.item for row in rows if row is not scored[0])
        if _is_sum(scored[0], [row for row in rows if row is not scored[0]]):
            return  # 部门整体支出, 其中：基本支出, 项目支出: it is the total, whatever it is called.
        self._say(
            "spending-part-unused",
            f"预算执行没有合计行，只按“{scored[0].item}”计，{others}未计入；请补上年度资金总额",
            severity="warning",
        )

    def _sorted(
        self,
    ) -> tuple[list[Spending], dict[int, list[Spending]], dict[str, list[Spending]]]:
        """What is given for the whole, for a row (by its index) and for a task (by its name)."""
        whole: list[Spending] = []
        of_rows: dict[int, list[Spending]] = {}
        of_tasks: dict[str, list[Spending]] = {}
        tasks = {plain_name(one.name) for one in self.table.tasks if one.name}
        rows: dict[str, list[int]] = {}
        for index, row in enumerate(self.table.execution):
            rows.setdefault(plain_name(row.item), []).append(index)
        for one in self.spendings:
            name = plain_name(one.item)
            if name in rows:
                for index in rows[name]:
                    of_rows.setdefault(index, []).append(one)
            elif name in tasks:
                of_tasks.setdefault(name, []).append(one)
            elif name in budget_names() or name in rate_names():
                whole.append(one)
            else:
                self._say(
                    "spending-unknown",
                    f"执行数中的“{one.item}”不是本表的任务或预算行，未使用；请按表中的名称填写",
                    severity="error",
                    subject=one,
                )
        return whole, of_rows, of_tasks

    def _say(
        self,
        code: str,
        message: str,
        *,
        severity: Severity,
        subject: Spending | None = None,
        figures: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.findings.append(
            Finding(
                code=code,
                severity=severity,
                message=message,
                place=self.table.place if subject is None else subject.place,
                subject=execution_name() if subject is None else subject.item,
                figures=figures,
            )
        )

    def _clash(self, found: Spent, said: Iterable[str]) -> Spent:
        """Two values that contradict each other: neither is used."""
        shown = "、".join(dict.fromkeys(said))
        self._say(
            "execution-conflict",
            f"{execution_name()}的数据互相矛盾（{shown}），均未使用；请核对，只留正确的",
            severity="error",
            figures=tuple(("value", one) for one in dict.fromkeys(said)),
        )
        return attrs.evolve(
            found, executed=None, rate=None, contradiction=f"数据互相矛盾（{shown}）"
        )

    def _overridden(self, found: Spent, given: Sequence[Spending]) -> Spent:
        if not given:
            return found
        initial, budget, executed = (
            {
                number: f"{one.item}{format_number(number)}{found.unit}"
                for one in given
                if (number := _in_unit(getattr(one, name), one.unit, found.unit)) is not None
            }
            for name in ("initial", "budget", "executed")
        )
        for said in (initial, budget, executed):
            if len(said) > 1:
                return self._clash(found, said.values())
        return attrs.evolve(
            found,
            initial=next(iter(initial), found.initial),
            budget=next(iter(budget), found.budget),
            executed=next(iter(executed), found.executed),
            rate=None if executed else found.rate,
        )

    def _rates(self, entries: Sequence[Actual]) -> tuple[str, ...]:
        """The rates that are given, as texts, each value once."""
        texts: dict[Fraction, str] = {}
        for one in entries:
            text = "" if one.value is None else str(one.value).strip()
            rate = execution_rate(text)
            if rate is not None:
                texts.setdefault(rate, text)
            elif text:
                self.findings.append(unreadable_rate(text, one.name, one.place))
        return tuple(texts.values())

    def _tasks(self, given: Mapping[str, Sequence[Spending]]) -> list[_Line]:
        """Each task with what was spent on it; of one name, as many as there are tasks of it."""
        names = [plain_name(one.name or "") for one in self.table.tasks]
        counts, seen = Counter(names), Counter[str]()
        lines: list[_Line] = []
        for task, name in zip(self.table.tasks, names, strict=True):
            ones = given.get(name, ())
            if counts[name] > 1:
                position = seen[name]
                seen[name] += 1
                ones = ones[position : position + 1] if len(ones) == counts[name] else ()
            funds = task.funds
            line = self._overridden(Spent(budget=funds.total, unit=funds.unit), ones)
            lines.append((Execution(item=task.name or "（无名称）"), line))
        return lines

    def _summed(
        self, found: Spent, parts: Sequence[_Line], *, direct: bool, given: bool, rated: bool
    ) -> Spent:
        """The executed amount as the sum of the parts (其中, 其他) that make up the budget."""
        known = [line for line in parts if line[1].executed is not None]
        if not known or found.contradiction:
            return found
        names = "、".join(row.item for row, _ in known)
        # A part with nothing budgeted and nothing spent takes nothing away.
        budget = _total(
            (
                one.budget if one.executed or one.budget is not None else Decimal(0),
                one.unit,
                found.unit,
            )
            for _, one in known
        )
        executed = _total((one.executed, one.unit, found.unit) for _, one in known)
        whole = budget is not None and budget == found.budget
        if found.executed is not None and not given:
            if whole and executed is not None and not _agree(found.executed, executed):
                self._say(
                    "execution-parts-differ",
                    f"{names}的执行数合计{format_number(executed)}{found.unit}，与全年执行数"
                    f"{format_number(found.executed)}{found.unit}不符，按全年执行数计；请核对",
                    severity="warning",
                )
            return found
        if whole and executed is not None:
            return self._taken(found, executed, names, direct=direct)
        if not direct and (given or not (rated or found.rate is not None)):
            self._say(
                "spending-part-unused",
                f"{names}的执行数未使用：它们的预算数合计"
                + ("不明" if budget is None else f"{format_number(budget)}{found.unit}")
                + "，与全年预算数"
                + (
                    "（没有写）"
                    if found.budget is None
                    else f"{format_number(found.budget)}{found.unit}"
                )
                + "对不上，看不出是不是全部支出；请填年度资金总额的全年执行数",
                severity="warning",
            )
        return found

    def _taken(self, found: Spent, executed: Decimal, names: str, *, direct: bool) -> Spent:
        if not direct:
            note = f"全年执行数取{names}之和{format_number(executed)}{found.unit}"
            return attrs.evolve(found, executed=executed, rate=None, notes=(*found.notes, note))
        if found.executed is None or _agree(found.executed, executed):
            return found
        said = (
            f"全年执行数{format_number(found.executed)}{found.unit}",
            f"{names}之和{format_number(executed)}{found.unit}",
        )
        return self._clash(found, said)

    def _from_tasks(
        self, found: Spent, tasks: Sequence[_Line], *, direct: bool, given: bool
    ) -> Spent:
        if not given or found.contradiction:
            return found
        clash = next((one.contradiction for _, one in tasks if one.contradiction), "")
        if clash:
            return attrs.evolve(found, executed=None, rate=None, contradiction=clash)
        missing = [row.item for row, one in tasks if one.executed is None]
        executed = _total((one.executed, one.unit, found.unit) for _, one in tasks)
        if missing or executed is None:
            if not direct:
                used = "按表中的数计算" if found.executed is not None else "暂不计分"
                self._say(
                    "execution-partial",
                    f"还有任务没有执行数：{'、'.join(missing)}；预算执行率{used}"
                    if missing
                    else f"各任务执行数的单位不能换算为{found.unit}；预算执行率{used}，请统一单位",
                    severity="warning",
                    figures=tuple(("task", name) for name in missing),
                )
            return found
        budget = _total((one.budget, one.unit, found.unit) for _, one in tasks)
        if direct and budget != found.budget:
            # What is not the whole budget cannot contradict what was spent of it.
            return found
        found = self._taken(found, executed, "各任务执行数", direct=direct)
        if budget is not None and budget != found.budget and found.budget is not None:
            note = f"各任务预算合计{format_number(budget)}{found.unit}，与全年预算数不一致"
            found = attrs.evolve(found, notes=(*found.notes, note))
        return found

    def _with_rate(self, found: Spent, texts: tuple[str, ...], *, amounts: bool) -> Spent:
        if not texts or found.contradiction:
            return found
        if len(texts) > 1:
            return self._clash(found, texts)
        text = texts[0]
        read = attrs.evolve(found, rate=execution_rate(text), rate_text=text)
        if not amounts or found.executed is None:
            return attrs.evolve(read, executed=None)
        bases = [one for one in (found.budget, found.initial) if one is not None and one > 0]
        shares = [Fraction(found.executed) / Fraction(one) for one in bases]
        if shares and all(rate_differs(text, one) for one in shares):
            unit = found.unit
            said = (
                f"执行率{text}",
                f"执行数{format_number(found.executed)}{unit}÷预算数{format_number(bases[0])}{unit}"
                f"={percent_text(shares[0])}",
            )
            return self._clash(found, said)
        return found if shares else read


_Line = tuple[Execution, Spent]


def stated(row: Execution) -> Spent:
    """One budget row of the form."""
    needed = row.executed is None or row.budget is None
    return Spent(
        initial=row.initial,
        budget=row.budget,
        executed=row.executed,
        rate=execution_rate(row.rate) if needed else None,
        rate_text=row.rate or "" if needed else "",
        unit=row.unit,
    )


def _together(lines: Sequence[_Line], rows: tuple[_Line, ...]) -> Spent:
    """Several rows that are scored on their own, with the figures of them all."""
    unit = rows[0][1].unit
    total = next((one for row, one in lines if is_total_row(row)), None)
    if total is None or total.budget is None:
        budget = _total((one.budget, one.unit, unit) for _, one in rows)
    else:
        budget = _in_unit(total.budget, total.unit, unit)
    return Spent(
        budget=budget,
        executed=_total((one.executed, one.unit, unit) for _, one in rows),
        unit=unit,
        contradiction=next((one.contradiction for _, one in rows if one.contradiction), ""),
        rows=rows,
    )


def _of_tasks(tasks: Sequence[_Line]) -> Spent:
    """A table without budget rows: the sum of its tasks."""
    if not tasks:
        return Spent()
    unit = tasks[0][1].unit
    budget = _total((one.budget, one.unit, unit) for _, one in tasks)
    notes = () if budget is None else ("全年预算数取各任务总额之和",)
    return Spent(budget=budget, unit=unit, notes=notes)


def _is_sum(row: Execution, parts: Sequence[Execution]) -> bool:
    """Whether a budget is that of all the other rows together."""
    whole = _total((one.budget, one.unit, row.unit) for one in parts)
    return row.budget is not None and whole == row.budget


def _total(amounts: Iterable[tuple[Decimal | None, str, str]]) -> Decimal | None:
    """The sum of (number, its unit, the unit wanted); None where one of them is not known."""
    total = Decimal(0)
    for number, unit, wanted in amounts:
        converted = _in_unit(number, unit, wanted)
        if converted is None:
            return None
        total += converted
    return total


def _in_unit(number: Decimal | None, unit: str | None, wanted: str) -> Decimal | None:
    """The number in the unit wanted; None where it cannot be converted."""
    if number is None or unit is None or unit == wanted:
        return number
    try:
        converted = Quantity(number, unit).to(wanted).number
    except UnitError:
        return None
    return converted if isinstance(converted, Decimal) else None


def _agree(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts are one, written to the decimals of the coarser."""
    places = min(max(0, -int(number.as_tuple().exponent)) for number in (one, other))
    return abs(one - other) < Decimal(1).scaleb(-places)


def unreadable_rate(text: str, name: str, place: Place | None) -> Finding:
    return Finding(
        code="execution-rate-unreadable",
        severity="error",
        message=f"“{name}”写的是“{text}”，读不出一个数，未使用；应如 95.4%，或者填全年执行数",
        place=place,
        subject=name,
    )
