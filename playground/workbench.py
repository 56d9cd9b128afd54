"""What the page asks of jixiao: documents are laid on a bench, and their tables read, reviewed and scored.

Everything goes out as plain dicts with figures as texts, exact as everywhere in jixiao's JSON; the
page computes nothing. It runs in the browser (Pyodide) and in any other Python alike.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import attrs

import jixiao
from jixiao.errors import (
    ActualsError,
    JixiaoError,
    MissingExtra,
    Place,
    UnreadableDocument,
    internal_error,
)
from jixiao.findings import Finding
from jixiao.quantities import format_number

if TYPE_CHECKING:
    from jixiao.scoring.scorecards import Score

__all__ = ["Workbench"]

Json = dict[str, Any]

#: What a table can be written as: the kind, and how the name of the file ends.
WRITINGS: Final = {
    "form.xlsx": "-自评表.xlsx",
    "form.docx": "-自评表.docx",
    "letter.docx": "-审核意见.docx",
    "letter.xlsx": "-审核意见.xlsx",
    "report.html": "-报告.html",
    "data.json": "-得分.json",
}


class NamedBytes(io.BytesIO):
    """The content of a file that has a name, so that places and messages can say it."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


@attrs.frozen(kw_only=True)
class Document:
    """A file on the bench.

    Attributes:
        number: its number, which the page knows it by.
        name, data: the file.
        tables: the tables in it; empty where it is a list of actual values.
    """

    number: int
    name: str
    data: bytes = attrs.field(repr=False)
    tables: tuple[jixiao.TargetTable, ...] = ()


class Workbench:
    """The documents and rulebooks that the page has open.

    Args:
        folder: for files: one's own rulebooks stand there, as `extends` wants it.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._documents: dict[int, Document] = {}
        self._rulebooks: dict[str, Path] = {}
        self._laid = 0
        self._folder = Path(folder)

    def ask(self, question: str, arguments: str = "{}", data: Any = None) -> str:
        """Answer as JSON: ``{"answer": …}``, or ``{"error": {"code": …, "message": …}}``.

        Args:
            question: the name of one of the methods below.
            arguments: JSON, its keyword arguments.
            data: the content of a file, for `lay`.
        """
        try:
            given = json.loads(arguments)
            if data is not None:
                given["data"] = bytes(data)
            return json.dumps({"answer": self._questions()[question](**given)}, ensure_ascii=False)
        except Exception as problem:  # a page cannot do more with any of them than say it
            return json.dumps({"error": _told(problem)}, ensure_ascii=False)

    def _questions(self) -> Mapping[str, Callable[..., Any]]:
        return {
            "lay": self.lay,
            "clear": self.clear,
            "rulebooks": self.rulebooks,
            "value": self.value,
            "read": self.read,
            "review": self.review,
            "score": self.score,
            "recheck": self.recheck,
        }

    # ---- what lies on the bench -----------------------------------------------------------

    def lay(self, *, name: str, data: bytes) -> Json:
        """Lay a file on the bench: a form, a list of actual values, or a rulebook (.toml).

        Raises:
            UnreadableDocument: it is none of them.
            RulebookError: the rulebook is not well formed.
        """
        if name.lower().endswith(".toml"):
            return self._lay_rulebook(name, data)
        tables = _tables(name, data)
        self._laid += 1
        laid = Document(number=self._laid, name=name, data=data, tables=tables)
        self._documents[laid.number] = laid
        return {
            "kind": "tables" if tables else "actuals",
            "document": laid.number,
            "name": name,
            "tables": [_entry(table) for table in tables],
        }

    def _lay_rulebook(self, name: str, data: bytes) -> Json:
        path = self._folder / PurePosixPath(name).name
        path.write_bytes(data)
        book = jixiao.rulebook(path)
        self._rulebooks[book.name] = path
        return {"kind": "rulebook", "name": name, "rulebook": book.name}

    def clear(self) -> Json:
        """Take everything off the bench but the rulebooks."""
        self._documents.clear()
        return {}

    def rulebooks(self) -> list[str]:
        """The names of the rulebooks: those of the library, the default first, and one's own."""
        return list(dict.fromkeys((*jixiao.rulebooks(), *self._rulebooks)))

    def _table(self, document: int, table: int) -> jixiao.TargetTable:
        return self._documents[document].tables[table]

    # ---- a single text --------------------------------------------------------------------

    def value(self, *, text: str, year: int | None = None) -> Json:
        """What one 指标值 means, or where and why it is none."""
        from jixiao.writing.terminal import explain

        found = jixiao.read_criterion(text, year=year)
        if isinstance(found, jixiao.Unreadable):
            return {"text": text, "problem": _problem(found)}
        return {
            "text": text,
            "kind": found.kind,
            "meaning": explain(found),
            "doubts": [one.message for one in found.doubts],
        }

    # ---- the four tabs --------------------------------------------------------------------

    def read(self, *, document: int, table: int) -> Json:
        """读出: all that the table states, and what each target means."""
        one = self._table(document, table)
        rows = _Rows(one)
        return {
            **_entry(one),
            "term": one.term,
            "kind": one.kind,
            "department": one.department,
            "goal": one.goal,
            "goal_actual": one.goal_actual,
            "tasks": [
                {
                    "name": task.name,
                    "content": task.content,
                    "total": _figure(task.funds.total),
                    "fiscal": _figure(task.funds.fiscal),
                    "other": _figure(task.funds.other),
                    "unit": task.funds.unit,
                }
                for task in one.tasks
            ],
            "execution": [
                {
                    "item": row.item,
                    "initial": _figure(row.initial),
                    "budget": _figure(row.budget),
                    "executed": _figure(row.executed),
                    "rate": row.rate,
                    "unit": row.unit,
                }
                for row in one.execution
            ],
            "indicators": [_indicator(each) for each in one.indicators],
            "findings": [rows.finding(each) for each in one.findings],
            "sources": self._sources(document, one),
        }

    def review(self, *, document: int, table: int) -> Json:
        """审核意见: what reading and the check remark."""
        from jixiao.commands.findings import reviewed
        from jixiao.review.checking import tally

        one = self._table(document, table)
        found = reviewed(one)
        rows = _Rows(one)
        return {"summary": tally(found), "findings": [rows.finding(each) for each in found]}

    def score(
        self,
        *,
        document: int,
        table: int,
        rulebook: str,
        source: int | None = None,
        edits: Mapping[str, str] | None = None,
    ) -> Json:
        """得分与理由: every point, by the actual values of the form or of another document.

        Args:
            document, table: which table.
            rulebook: one of `rulebooks`.
            source: the document with the actual values; None takes those of the table itself.
            edits: other actual values, by the place of the indicator in the table; the place
                after the last one is that of 预算执行率.
        """
        card = self._card(document, table, rulebook=rulebook, source=source, edits=edits)
        rows = _Rows(card.table)
        last = len(card.scores)
        return {
            "rulebook": card.rulebook.name,
            "total": format_number(card.total),
            "maximum": format_number(card.maximum),
            "open": format_number(card.open_points),
            "provisional": card.is_provisional,
            "unfilled": card.is_unfilled,
            "grades": list(card.grades_possible),
            "summary": card.summary,
            "declared_summary": card.declared_summary,
            "levels": [
                {
                    "level1": one.level1,
                    "level2": one.level2,
                    "points": one.points_text,
                    "weight": format_number(one.weight),
                    "open": format_number(one.open_points),
                    "shares": _shares(one.points, one.weight, one.open_points),
                }
                for one in card.levels
            ],
            "shares": _shares(card.total, card.maximum, card.open_points),
            "items": [
                _scored(one, index, can_edit=index < last or _is_rate_free(card.table))
                for index, one in enumerate(card.items)
            ],
            "findings": [rows.finding(each) for each in card.findings],
        }

    def recheck(self, *, document: int, table: int, rulebook: str) -> Json:
        """申报与复算: the points that the form declares beside those of the rulebook."""
        from jixiao.review.checking import tally

        one = self._table(document, table)
        book = self._rulebook(rulebook)
        found = jixiao.recheck(one, rulebook=book)
        card = jixiao.score(one, rulebook=book)
        rows = _Rows(one)
        return {
            "declared": any(each.declared is not None for each in card.items)
            or one.declared_total is not None,
            "declared_total": _figure(one.declared_total),
            "total": format_number(card.total),
            "summary": card.declared_summary,
            "tally": tally(found),
            "findings": [rows.finding(each) for each in found],
            "items": [
                _scored(each, index, can_edit=False) for index, each in enumerate(card.items)
            ],
        }

    # ---- files ----------------------------------------------------------------------------

    def written(self, kind: str, arguments: str) -> tuple[str, bytes]:
        """A table as a file: the answer as of `ask`, which is what to call it, and the content.

        Args:
            kind: one of `WRITINGS`.
            arguments: JSON, those of `score`.
        """
        try:
            name, content = self._written(kind, json.loads(arguments))
        except Exception as problem:
            return json.dumps({"error": _told(problem)}, ensure_ascii=False), b""
        return json.dumps({"answer": name}, ensure_ascii=False), content

    def _written(self, kind: str, given: Json) -> tuple[str, bytes]:
        from jixiao.commands.findings import EVERY_OUTCOME, reviewed
        from jixiao.writing import rendered
        from jixiao.writing.letters import Review, write_letter

        card = self._card(given.pop("document"), given.pop("table"), **given)
        what, _, suffix = kind.partition(".")
        stem = PurePosixPath(card.table.place.file or "").stem if card.table.place else ""
        name = (stem or "绩效表") + WRITINGS[kind]
        if what != "letter":
            return name, rendered(card, f".{suffix}")
        path = self._folder / f"letter.{suffix}"
        found = reviewed(card.table, outcomes=EVERY_OUTCOME)
        write_letter(Review(table=card.table, findings=found), path)
        return name, path.read_bytes()

    # ---- scoring --------------------------------------------------------------------------

    def _rulebook(self, name: str) -> Any:
        return jixiao.rulebook(self._rulebooks.get(name, name))

    def _card(
        self,
        document: int,
        table: int,
        *,
        rulebook: str,
        source: int | None = None,
        edits: Mapping[str, str] | None = None,
    ) -> jixiao.Scorecard:
        one = self._table(document, table)
        changed = {int(index): text.strip() for index, text in (edits or {}).items()}
        actuals = None if source is None else self._actuals(source, one)
        one, actuals = _edited(one, actuals, changed)
        return jixiao.score(one, actuals, rulebook=self._rulebook(rulebook))

    def _actuals(self, document: int, table: jixiao.TargetTable) -> Any:
        held = self._documents[document]
        return jixiao.read_actuals(NamedBytes(held.data, held.name), table=table)

    def _sources(self, document: int, table: jixiao.TargetTable) -> list[Json]:
        """The other documents with actual values, and how many indicators of the table each has."""
        from jixiao.actuals import match

        names = [one.name for one in table.indicators]
        groups = [one.level2 for one in table.indicators]
        found = []
        for held in self._documents.values():
            is_form = any(one.is_filled for one in held.tables)
            if held.number == document or (held.tables and not is_form):
                continue
            fitting = match(self._actuals(held.number, table), names, groups=groups)
            known = sum(one is not None for one in fitting.actuals)
            found.append({"document": held.number, "name": held.name, "known": known})
        return found


def _tables(name: str, data: bytes) -> tuple[jixiao.TargetTable, ...]:
    """The tables of a file; none where it is a list of actual values instead."""
    try:
        return jixiao.read(data, name=name)
    except MissingExtra as missing:
        # The page cannot install what the message of the library asks for.
        raise UnreadableDocument(
            f"浏览器里不能{missing.message.partition('需要')[0].rstrip()}",
            code=missing.code,
            remedy="请在 Word、WPS 或 Excel 里打开，另存为 .docx 或 .xlsx 再拖进来；"
            "也可以在装了 jixiao 的电脑上用命令行读它",
            place=Place(file=name),
        ) from missing
    except UnreadableDocument as problem:
        if problem.code != "no-target-table":
            raise
        try:
            jixiao.read_actuals(NamedBytes(data, name))
        except ActualsError:
            raise problem from None
        return ()


def _edited(
    table: jixiao.TargetTable, actuals: Any, changed: Mapping[int, str]
) -> tuple[jixiao.TargetTable, Any]:
    """The table and its actual values with what the user has typed in their place."""
    if not changed:
        return table, actuals
    from jixiao.actuals import Actual, Actuals, match

    indicators = [
        attrs.evolve(one, actual=changed[index] or None) if index in changed else one
        for index, one in enumerate(table.indicators)
    ]
    entries = () if actuals is None else actuals.entries
    names = [one.name for one in table.indicators]
    fitting = match(
        actuals or Actuals(), names, groups=[one.level2 for one in table.indicators]
    ).actuals
    # What else is said of an indicator (等次, 扣分, 备注) stays; only the value is another.
    typed = {
        id(fitting[index]): text or None for index, text in changed.items() if index < len(names)
    }
    entries = tuple(
        attrs.evolve(one, value=typed[id(one)]) if id(one) in typed else one for one in entries
    )
    if rate := changed.get(len(names)):
        entries += (Actual(name="预算执行率", value=rate),)
    given = attrs.evolve(actuals or Actuals(), entries=entries)
    return attrs.evolve(table, indicators=indicators), given


def _is_rate_free(table: jixiao.TargetTable) -> bool:
    """Whether 预算执行率 may be typed: the form states no amounts that it follows from."""
    return all(row.executed is None for row in table.execution)


# ---- as dicts -----------------------------------------------------------------------------


def _figure(number: Decimal | None) -> str | None:
    return None if number is None else format_number(number)


def _entry(table: jixiao.TargetTable) -> Json:
    """A table in a list of tables."""
    return {
        "title": table.title,
        "organisation": table.organisation,
        "project": table.project,
        "year": table.year,
        "filled": table.is_filled,
        "count": len(table.indicators),
    }


def _problem(found: jixiao.Unreadable) -> Json:
    return {
        "code": found.code,
        "message": found.message,
        "start": found.span.start,
        "end": found.span.end,
        "expected": found.expected,
        "suggestion": found.suggestion,
    }


def _indicator(one: jixiao.Indicator) -> Json:
    from jixiao.writing.terminal import explain

    criterion = one.criterion
    unread = isinstance(criterion, jixiao.Unreadable)
    return {
        "level1": one.level1,
        "level2": one.level2,
        "name": one.name,
        "target": one.target_text,
        "meaning": None if unread or one.is_judged else explain(criterion),
        "problem": _problem(criterion) if unread and not one.is_judged else None,
        "text": criterion.text,
        "doubts": [doubt.message for doubt in criterion.doubts],
        "weight": _figure(one.weight),
        "actual": one.actual,
        "points": _figure(one.points),
        "place": one.place.spot if one.place else None,
    }


def _scored(one: Score, index: int, *, can_edit: bool) -> Json:
    return {
        "index": index,
        "level1": one.indicator.level1,
        "level2": one.indicator.level2,
        "name": one.name,
        "target": one.indicator.target_text,
        "actual": one.reason.actual,
        "weight": _figure(one.weight),
        "points": one.points_text,
        "declared": _figure(one.declared),
        "difference": _signed(one.difference),
        "status": one.status,
        "is_open": one.is_open,
        "lost": bool(one.lost),
        "reason": str(one.reason),
        "remarks": list(one.remarks),
        "can_edit": can_edit,
    }


def _signed(number: Decimal | None) -> str:
    from jixiao.scoring.scorecards import signed

    return signed(number) if number else ""


def _shares(points: Decimal, weight: Decimal, still_open: Decimal) -> list[str]:
    """Points got, lost and open as per cent of the weight, for a bar."""
    if weight <= 0:
        return []
    lost = max(Decimal(0), weight - points - still_open)
    return [
        format(min(one / weight * 100, Decimal(100)).quantize(Decimal("0.01")), "f")
        for one in (points, lost, still_open)
    ]


class _Rows:
    """Where the findings of a table lead to: its indicators, tasks and budget rows, by their lines."""

    def __init__(self, table: jixiao.TargetTable) -> None:
        self._lines: dict[Place, list[str]] = {}
        self._names: dict[str, list[str]] = {}
        for index, one in enumerate(table.indicators):
            self._names.setdefault(one.name, []).append(f"indicator-{index}")
            self._add(one.place, f"indicator-{index}")
            for field, _, _ in one.cells:
                self._add(one.place_of(field), f"indicator-{index}")
        for index, task in enumerate(table.tasks):
            self._add(task.place, f"task-{index}")
        for index, row in enumerate(table.execution):
            self._add(row.place, f"execution-{index}")

    def _add(self, place: Place | None, anchor: str) -> None:
        if place is not None and place.row is not None:
            held = self._lines.setdefault(_bare(place), [])
            if anchor not in held:
                held.append(anchor)

    def finding(self, one: Finding) -> Json:
        """A finding with what it leads to; what is about the whole table leads to its head."""
        return {
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "subject": one.subject,
            "places": [{"text": place.spot, "anchor": anchor} for place, anchor in self._led(one)],
        }

    def _led(self, one: Finding) -> Iterator[tuple[Place, str]]:
        for single in one.singles:
            named = self._names.get(single.subject or "", [])
            at = [] if single.place is None else self._lines.get(_bare(single.place), [])
            # Cells that are merged over several rows belong to all of them; the name says which.
            both = [anchor for anchor in at if anchor in named]
            yield single.place or Place(), (both or at or named or ["table-head"])[0]


def _bare(place: Place) -> Place:
    """The line of a place, whatever file it was read from."""
    return attrs.evolve(place.line, file=None)


def _told(problem: Exception) -> Json:
    """What went wrong, as the library says it."""
    known = problem if isinstance(problem, JixiaoError) else internal_error(problem)
    return {"code": known.code, "message": str(known)}
