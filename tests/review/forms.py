"""Forms written as data: whole tables in TOML, and changes of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jixiao.errors import Place
from jixiao.findings import Finding, Part
from jixiao.tables import Execution, Funds, Indicator, TargetTable, Task

_KINDS = {
    "数量": ("产出指标", "数量指标"),
    "质量": ("产出指标", "质量指标"),
    "时效": ("产出指标", "时效指标"),
    "成本": ("产出指标", "成本指标"),
    "经济": ("效益指标", "经济效益指标"),
    "社会": ("效益指标", "社会效益指标"),
    "生态": ("效益指标", "生态效益指标"),
    "持续": ("效益指标", "可持续影响指标"),
    "满意": ("满意度指标", "服务对象满意度指标"),
}
_OF_FORM = frozenset((
    *("goal", "goal_actual", "execution", "total", "grade", "organisation", "department"),
    *("year", "project", "tasks", "tasks_total", "title", "levels", "label_points", "subtotals"),
))  # fmt: skip
_FIELDS = ("kind", "name", "target", "weight", "actual", "points", "deviation")


def load(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The entries of one file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rows_of(text: str) -> list[dict[str, str]]:
    return [dict(zip(_FIELDS, line.split("|"), strict=True)) for line in text.strip().splitlines()]


def changed(entry: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with some fields, rows or budget rows changed.

    ``rows``: name → fields; ``levels``: name → level 1; ``add``: rows as lines; ``drop``: names; ``copied``: actual values are
    the targets; ``blank``: nothing filled in; ``label_points``: level 1 → the points printed
    behind it; ``subtotals``: name of a row → the points and what was earned in the 小计 below it;
    any other key is a field of the form.
    """
    result = dict(entry)
    rows = rows_of(entry["rows"])
    for name, fields in change.get("rows", {}).items():
        (row,) = [one for one in rows if one["name"] == name]
        row.update(fields)
    rows = [one for one in rows if one["name"] not in change.get("drop", ())]
    for line in change.get("add", ()):
        row = rows_of(line)[0]
        after = [i for i, one in enumerate(rows) if one["kind"] == row["kind"]]
        rows.insert(after[-1] + 1 if after else len(rows), row)
    if change.get("copied"):
        rows = [{**one, "actual": one["target"]} for one in rows]
    if change.get("blank"):
        rows = [{**one, "actual": "", "points": "", "deviation": ""} for one in rows]
        result |= {"goal_actual": "", "total": ""}
        result["execution"] = ["|".join(one.split("|")[:3]) + "||||" for one in entry["execution"]]
    result |= {key: value for key, value in change.items() if key in _OF_FORM}
    result["rows"] = "\n".join("|".join(one.get(field, "") for field in _FIELDS) for one in rows)
    result["previous"] = {
        name: fields["previous"]
        for name, fields in change.get("rows", {}).items()
        if "previous" in fields
    }
    return result


def table(entry: Mapping[str, Any], *, filled: bool) -> TargetTable:
    """The entry as a target table, or as the form filled at the end of the year."""
    rows = rows_of(entry["rows"])
    previous = entry.get("previous", {})
    total = entry.get("tasks_total")
    return TargetTable(
        title=entry.get("title") or ("项目支出绩效自评表" if filled else "项目支出绩效目标表"),
        organisation=entry.get("organisation") or None,
        department=entry.get("department") or None,
        project=entry.get("project") or None,
        year=entry.get("year") or None,
        kind="evaluation" if filled else entry.get("kind", "project"),
        goal=entry.get("goal") or None,
        goal_actual=(entry.get("goal_actual") or None) if filled else None,
        tasks=tuple(map(_task, entry.get("tasks", ()))),
        tasks_total=Funds(total=total) if total else None,
        execution=tuple(_execution(one, filled=filled) for one in entry["execution"]),
        indicators=tuple(
            _indicator(
                one,
                filled=filled,
                previous=previous.get(one["name"]),
                level1=entry.get("levels", {}).get(one["name"]),
                place=Place(row=2 * at) if "subtotals" in entry else None,
            )
            for at, one in enumerate(rows, 1)
        ),
        findings=tuple(_remarks(entry, [one["name"] for one in rows])),
        declared_total=(entry.get("total") or None) if filled else None,
        declared_grade=(entry.get("grade") or None) if filled else None,
    )


def _remarks(entry: Mapping[str, Any], names: Sequence[str]) -> Iterator[Finding]:
    """What reading says of the points behind labels, and of rows of sums."""
    if points := entry.get("label_points"):
        said = tuple(points.items())
        yield Finding(code="level-points", severity="note", message="注明了分值", figures=said)
    for name, text in entry.get("subtotals", {}).items():
        place = Place(row=2 * names.index(name) + 3)
        stated = tuple(zip(("weight", "points"), text.split("|"), strict=True))
        part = Part(message="小计", place=place, subject="小计", figures=stated)
        yield Finding(code="row-unused", severity="note", message="小计", parts=(part,))


def _task(line: str) -> Task:
    name, content, total, fiscal, other = line.split("|")
    return Task(name=name, content=content, funds=Funds(total=total, fiscal=fiscal, other=other))


def _execution(line: str, *, filled: bool) -> Execution:
    item, initial, budget, executed, weight, rate, points = (one or None for one in line.split("|"))
    if not filled:
        return Execution(item=item or "", budget=budget or initial)
    return Execution(
        item=item or "",
        initial=initial,
        budget=budget,
        executed=executed,
        weight=weight,
        rate=rate,
        points=points,
    )


def _indicator(
    row: Mapping[str, str],
    *,
    filled: bool,
    previous: str | None,
    level1: str | None,
    place: Place | None,
) -> Indicator:
    first, second = _KINDS.get(row["kind"], (None, row["kind"]))
    # A slash stands for levels that the form leaves blank.
    blank = level1 == "/"
    return Indicator(
        level1=None if blank else level1 or first,
        level2=None if blank else second,
        name=row["name"],
        target=row["target"],
        weight=row["weight"] or None,
        actual=(row["actual"] or None) if filled else None,
        points=(row["points"] or None) if filled else None,
        deviation=(row["deviation"] or None) if filled else None,
        previous=previous,
        place=place,
    )
