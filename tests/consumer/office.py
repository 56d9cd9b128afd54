"""A bureau's program: every public function of jixiao, with the types a checker gives it."""

from __future__ import annotations

import datetime
import io
import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import assert_never, assert_type

import pandas as pd
import polars as pl

import jixiao
from jixiao.criteria import AnyCriterion
from jixiao.errors import CriterionError, Place, UnreadableDocument
from jixiao.language import read_criteria
from jixiao.scoring import compare_rulebooks
from jixiao.scoring.scorecards import Score


def in_words(text: str) -> str:
    """Every kind of criterion has its case: a checker would say which one is missing."""
    one = jixiao.read_criterion(text)
    match one:
        case jixiao.Comparison(operator="≥", quantity=least):
            assert_type(least, jixiao.Quantity)
            return f"至少{least}"
        case jixiao.Comparison(operator=operator, quantity=quantity):
            assert_type(quantity.number, Decimal | Fraction)
            return f"{operator}{quantity.unit}"
        case jixiao.Range(lower=lower, upper=upper):
            return f"{lower}到{upper}"
        case jixiao.Deadline(date=day):
            assert_type(day, datetime.date | None)
            return f"不晚于{day}"
        case jixiao.Period(start=start, end=end):
            return f"{start}到{end}"
        case jixiao.YesNo(expected=expected):
            return "是" if expected else "否"
        case jixiao.Relative(baseline=baseline, change=change):
            return f"{baseline}{change}"
        case jixiao.AllOf(parts=parts):
            assert_type(parts, tuple[AnyCriterion, ...])
            return "；".join(in_words(part.text or str(part)) for part in parts)
        case jixiao.Qualitative(words=words):
            return words
        case jixiao.NotApplicable():
            return "不适用"
        case jixiao.Unreadable(code=code, suggestion=suggestion):
            return f"{code}{suggestion or ''}"
        case _:
            assert_never(one)


def parsed(text: str) -> AnyCriterion | str:
    try:
        return jixiao.parse(text)
    except CriterionError as error:
        assert_type(error, CriterionError)
        return error.suggestion or error.said("en")
    except jixiao.JixiaoError as error:
        return error.code


def form(year: int = 2022) -> jixiao.TargetTable:
    return jixiao.TargetTable(
        title="项目支出绩效目标表",
        year=year,
        tasks=[jixiao.Task(name="培训", funds=jixiao.tables.Funds(total=10))],
        indicators=[
            jixiao.Indicator(
                level1="产出指标", level2="数量指标", name="培训次数", target="≥15次", weight=50
            ),
            jixiao.Indicator(
                level1="产出指标", level2="质量指标", name="合格率", target="≥95%", weight="40"
            ),
        ],
        execution=[jixiao.Execution(item="年度资金总额", budget=10, executed=10, weight=10)],
    )


def values() -> Iterator[object]:
    yield [in_words(text) for text in ("≥15次", "80%-90%", "12月底前", "优良", "是", "不适用", "≥")]
    yield parsed("不低于95%")
    yield parsed("9O%")
    column = read_criteria(["≥95%", "≥"])
    assert_type(column, list[AnyCriterion | jixiao.Unreadable])
    yield [one.is_met("96%", direction="up") for one in column]


def scoring(folder: Path) -> Iterator[object]:
    table = form()
    actuals = jixiao.read_actuals({"培训次数": "12次", "合格率": Decimal(96)})
    card = jixiao.score(table, actuals)
    assert_type(card, jixiao.Scorecard)
    yield card.summary
    for one in card.scores:
        assert_type(one, Score)
        yield one.name, one.points, str(one.reason), one.said("en")
    yield jixiao.score(table, pd.DataFrame({"指标名称": ["培训次数"], "实际完成值": [12]})).total
    yield jixiao.score(table, pl.DataFrame({"指标名称": ["培训次数"], "实际完成值": [12]})).total
    yield compare_rulebooks(table, actuals, rulebooks=jixiao.rulebooks()[:2]).cards
    book = jixiao.rulebook()
    yield book.name
    yield jixiao.monitor(table, actuals, as_of=datetime.date(2022, 7, 31)).findings
    for finding in (*jixiao.check(table), *jixiao.recheck(table)):
        assert_type(finding, jixiao.Finding)
        place = finding.place
        assert_type(place, Place | None)
        yield finding.code, finding.severity, place and place.row
        assert_type(finding.said("en"), str)
    yield jixiao.compare(table, form())
    years = jixiao.trend(form(year) for year in (2022, 2023))
    assert_type(years.years, tuple[int, ...])
    for signal in years.signals:
        yield signal.code, signal.points[0].reached
    path = jixiao.write(card, folder / "自评表.html")
    assert_type(path, Path)
    buffer = jixiao.write(card, io.BytesIO(), format="csv")
    assert_type(buffer, io.BytesIO)
    yield len(buffer.getvalue())


def documents(folder: Path) -> Iterator[object]:
    path = jixiao.write(form(), folder / "目标表.csv")
    (table,) = jixiao.read(path.read_bytes(), name="目标表.csv")
    assert_type(table, jixiao.TargetTable)
    yield table.title
    try:
        jixiao.read(b"", name="空.xlsx")
    except UnreadableDocument as error:
        yield error.remedy
    text = jixiao.dumps(table)
    assert_type(jixiao.loads(text, expected=jixiao.TargetTable), jixiao.TargetTable)
    match jixiao.loads(text):
        case jixiao.TargetTable() as again:
            yield again == table
        case other:
            yield type(other)
    yield jixiao.schema()["$schema"]


def frames() -> Iterator[object]:
    frame = pl.DataFrame({"指标值": ["≥15次"], "实际完成值": ["12次"], "分值": ["10"]})
    scored = jixiao.frames.score_frame(frame, target="指标值", actual="实际完成值", weight="分值")
    assert_type(scored, pl.DataFrame)
    lazy = jixiao.frames.score_frame(frame.lazy(), target="指标值", actual="实际完成值")
    assert_type(lazy, pl.LazyFrame)
    assert_type(jixiao.frames.parse_column(frame["指标值"]), pl.DataFrame)
    table = pd.DataFrame({"指标值": ["≥15次"], "实际完成值": ["12次"]})
    assert_type(
        jixiao.frames.score_frame(table, target="指标值", actual="实际完成值"), pd.DataFrame
    )
    yield scored["points"].to_list()
    card = jixiao.score(form(), {"培训次数": "12次"})
    assert_type(jixiao.frames.cards([card], backend="polars"), pl.DataFrame)
    assert_type(jixiao.frames.scores([card], backend="pandas"), pd.DataFrame)
    found = jixiao.frames.findings(jixiao.check(form()), backend="pandas")
    assert_type(found, pd.DataFrame)
    yield found.groupby("code").size().to_dict()


def anything(criterion: jixiao.Criterion) -> str:
    """The base of the kinds, for functions that take any."""
    return criterion.kind


def main(folder: str) -> int:
    for part in (values(), scoring(Path(folder)), documents(Path(folder)), frames()):
        for one in part:
            print(one)
    print(anything(jixiao.parse("≥95%")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
