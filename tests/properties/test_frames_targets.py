"""Columns of many targets that differ only by their numbers: each is what it is alone."""

import itertools
import random
from typing import Any

import polars as pl
import pytest

import jixiao
from jixiao import Indicator, TargetTable, frames

FORMS = (
    "≥{}%", "≤{}人", "{}", "={}次", "约{}元", "{}起", "＞{}万元", "＜ {}小时", "{}%以上", "不超过{}分贝", "±{}%",
    "{}级", "前{}名", "每月{}元", "{}年", "{}年以上", "-{}℃", "“{}次”", "同比增长{}%", "{}月底前", "{}A级", "0投诉{}",
    "1{}人", "{}/100", "≥{}1%", "{}万", "≥{}％。", "第{}名", "降低{}个百分点", "{}人/10万人", "５{}人", "{}成", "百分之{}",
)  # fmt: skip
#: Numbers about everything that turns by the size of a number, and plain ones between.
NUMBERS = (
    "0 0.0 0.00 0.5 0.50 0.9 1 1.0 1.01 1.5 2 3 5 7.25 9.99 10 10.5 12 12.5 31 50 80 95 95.0 99.99 100 101 "
    "150 500 1000 1000.25 1899 1900 1949 1999 2000 2022 2022.1 2022.12 2022.13 2022.5 2099 2099.99 2100 "
    "5000 8000 9999 10000 20221 20221031 123456.7 999999999999 1234567890123 0.12345 07 2022.10"
).split()  # fmt: skip
COLUMNS = [
    "kind",
    "operator",
    "number",
    "unit",
    "met",
    "ratio",
    "points",
    "status",
    "code",
    "reason",
]
BESIDE: tuple[dict[str, str], ...] = (
    {},
    {"sign": "≤", "unit": "万元"},
    {"unit": "年"},
    {"sign": "±"},
    {"unit": "万"},
    {"name": "投诉次数", "level1": "成本指标"},
)


def scored(rows: list[tuple[str, Any]], beside: dict[str, str], book: Any) -> list[Any]:
    frame = pl.DataFrame(rows, schema=["t", "a"], orient="row", infer_schema_length=None)
    frame = frame.with_columns(
        w=pl.lit(10), **{role: pl.lit(text) for role, text in beside.items()}
    )
    roles = {role: role for role in beside}
    found = frames.score_frame(frame, target="t", actual="a", weight="w", rulebook=book, **roles)
    names = [f"jixiao_{one}" if one in beside else one for one in COLUMNS]
    return found.select(names).rows()


@pytest.mark.parametrize("beside", BESIDE, ids=str)
def test_a_target_among_many_is_the_target_alone(beside: dict[str, str]) -> None:
    draw = random.Random(7)
    more = [f"{draw.uniform(0, 3000):.{places}f}" for places in (0, 1, 2) for _ in range(20)]
    targets = [form.format(one) for form in FORMS for one in (*NUMBERS, *more)]
    rows = [(one, draw.choice(["5", "95", "0.95", "2022", "48000", "1.5%"])) for one in targets]
    together = scored(rows, beside, "财预〔2020〕10号")
    for start, row in itertools.islice(enumerate(rows), draw.randrange(13), None, 13):
        assert together[start] == scored([row], beside, "财预〔2020〕10号")[0], row


@pytest.mark.parametrize("book", jixiao.rulebooks())
def test_and_is_scored_as_by_itself(book: str) -> None:
    draw = random.Random(book)
    rows = []
    for form in ("≥{}%", "≤{}人", "{}次", "={}万元", "约{}元", "{}-{}个"):
        for _ in range(40):
            size = draw.choice([2, 150, 3000, 10**6])
            number = round(draw.uniform(0, size), draw.choice([0, 1, 2]))
            text = form.format(f"{number:g}", f"{number + size:g}")
            actual = round(number * draw.choice([0, 0.01, 0.5, 0.9, 1, 1.1, 1.4, 100]), 2)
            rows.append((text, actual))
    found = scored(rows, {"name": "服务对象满意度"}, book)
    for (target, actual), mine in zip(rows, found, strict=True):
        one = Indicator(name="服务对象满意度", target=target, weight=10)
        score = jixiao.score(
            TargetTable(indicators=(one,)), {one.name: repr(actual)}, rulebook=book
        ).scores[0]
        assert (mine[6], mine[7]) == (score.points, score.status), (target, actual)
