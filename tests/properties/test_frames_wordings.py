"""Columns of actual values in words: each is judged as it is alone, however many are like it."""

import random

import polars as pl
import pytest

import jixiao
from jixiao import frames

WORDS = (
    "完成{}，见附件", "完成{}场", "超额完成{}", "未完成{}", "约{}人", "第{}名", "{}月底完成", "同比下降{}%", "{}%（按时）",
    "比目标少{}", "占目标的{}%", "完成{}万元，超支", "目标{}，已完成", "{}级", "提前{}天完成", "还剩{}未完成", "{}件投诉",
    "完成率{}%", "节约{}元", "{}左右", "不足{}", "{}分钟", "{}/100", "实际{}%，达到目标", "-{}", "达成{}，未达标", "完成{}成",
    "计划{}", "累计{}人次", "{}万", "增加{}个百分点", "扣{}分", "≥{}%", "“{}”", "{}年", "完成1{}", "人均{}元", "基本完成{}",
)  # fmt: skip
TARGETS = ("≥{}%", "≤{}人", "{}万元", "={}次", "约{}元", "{}", "＞{}小时", "{}-{}个", "≥{}")
NAMES = ("培训场次", "投诉次数", "群众满意度")
COLUMNS = ["met", "ratio", "points", "status", "code", "reason"]


@pytest.mark.parametrize("book", jixiao.rulebooks())
def test_many_in_the_same_words_are_what_each_is_alone(book: str) -> None:
    draw = random.Random(book)
    rows = []
    for words in WORDS:
        for target in TARGETS:
            name = draw.choice(NAMES)
            for _ in range(6):
                number = round(
                    draw.uniform(1, draw.choice([20, 400, 3000])), draw.choice([0, 1, 2])
                )
                actual = round(number * draw.choice([0.01, 0.5, 0.9, 1, 1.2, 1.4, 100]), 2)
                written = target.format(f"{number:g}", f"{number + 5:g}")
                rows.append((written, words.format(f"{actual:g}"), name, 10))
    frame = pl.DataFrame(rows, schema=["target", "actual", "name", "weight"], orient="row")
    roles = {role: role for role in frame.columns}
    together = frames.score_frame(frame, **roles, rulebook=book).select(COLUMNS).rows()
    for row in range(draw.randrange(11), len(rows), 11):
        alone = frames.score_frame(frame[row : row + 1], **roles, rulebook=book)
        assert together[row] == alone.select(COLUMNS).row(0), rows[row]
