"""Checks on words: qualitative targets without a scale, vague words, names without a measurable object."""

from __future__ import annotations

from collections.abc import Iterator

from ...criteria import (
    Comparison,
    Qualitative,
    Relative,
    Unreadable,
)
from ...findings import Finding
from ...language import squeeze
from ...naming import bare_name, stated_unit
from ...tables import Indicator, TargetTable
from .codes import (
    MEASURABLE_NAME,
    QUALITATIVE_SCALE,
    VAGUE_WORD,
)
from .coverage import is_generic
from .named import is_share
from .wording import (
    is_money,
    matches,
    measure,
    named_direction,
    quantity_of,
    words,
)

__all__ = ["measurable_name", "qualitative_scale", "vague_word"]


def _scale_stated(one: Indicator) -> bool:
    stated = (one.target, one.standard, one.explanation, one.remark)
    texts = " ".join(text for text in stated if text)
    return bool(texts) and matches("vague", "scales", squeeze(texts))


def _vague(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in words("vague", "words"):
        if word in text and not any(word in longer for longer in found):
            found.append(word)
    return tuple(sorted(found, key=text.index))


def qualitative_scale(table: TargetTable) -> Iterator[Finding]:
    """A target in words, and nothing that says what is good, middling or bad."""
    judged = 0
    for one in table.indicators:
        criterion = one.criterion
        if not isinstance(criterion, Qualitative):
            continue
        rate = is_share(bare_name(one.name))
        # A grade (较高, 良) has its scale; a rate has a number.
        if criterion.grades and not rate:
            continue
        judged += 1
        if _scale_stated(one) or matches("vague", "whole", squeeze(criterion.words)):
            continue
        if rate:
            sign = "≤" if named_direction(one) == "down" else "≥"
            yield QUALITATIVE_SCALE.finding(
                f"“{one.name}”说的是比率，指标值“{one.target}”却没有量化，评分时没有依据；"
                f"请写成“{sign}…%”",
                indicator=one,
                figures={"target": one.target_text, "vague": criterion.words},
            )
            continue
        vague = _vague(criterion.words)
        how = f"“{'、'.join(vague)}”没有写到什么程度" if vague else "没有写怎样算好、怎样算差"
        yield QUALITATIVE_SCALE.finding(
            f"“{one.name}”的指标值“{one.target}”是定性的，{how}，评分时没有依据；"
            "请改成数值，或者写明分档，例如“优：…；良：…；中：…；差：…”",
            indicator=one,
            figures={"target": one.target_text, "vague": "、".join(vague)},
        )
    if not judged:
        yield QUALITATIVE_SCALE.not_applicable("没有定性指标")


def vague_word(table: TargetTable) -> Iterator[Finding]:
    """约300人, 同比下降: a number or a change that leaves open how much."""
    for one in table.indicators:
        criterion = one.criterion
        if (
            isinstance(criterion, Relative)
            and criterion.amount is None
            and criterion.change
            in (
                "rise",
                "fall",
            )
        ):
            since = "" if criterion.baseline else "，也没有写与什么时候比"
            yield VAGUE_WORD.finding(
                f"“{one.name}”的指标值“{one.target}”没有写变化多少{since}；请写明幅度和基数，例如“较上年提高5%”",
                indicator=one,
                figures={"word": one.target_text},
            )
        elif isinstance(criterion, Comparison) and criterion.operator == "≈":
            yield VAGUE_WORD.finding(
                f"“{one.name}”的指标值“{one.target}”是约数，按上下10%以内算完成；"
                f"请写成“≥{criterion.quantity}”或者区间",
                indicator=one,
                figures={"word": one.target_text},
            )


def _is_wish(name: str) -> bool:
    return name.startswith(words("measurable", "wishes"))


def _repeats(name: str, title: str) -> bool:
    """Whether a name says no more than a title does."""
    return name in title or (title in name and is_generic(name.replace(title, "", 1)))


def measurable_name(table: TargetTable) -> Iterator[Finding]:
    """Names that are a wish (提高公众意识), or repeat their task, and name nothing to measure."""
    titles = [squeeze(task.name) for task in table.tasks if task.name]
    if table.project:
        titles.append(squeeze(table.project))
    for one in table.indicators:
        criterion = one.criterion
        if isinstance(criterion, Unreadable) or criterion.kind == "not_applicable":
            continue
        name = bare_name(one.name)
        if matches("measurable", "heads", name):
            continue
        quantity = quantity_of(criterion)
        copied = next((one for one in titles if len(name) >= 6 and _repeats(name, one)), None)
        # 发放李子苗 15000株, 道路硬化 2公里: the measure word says what is counted.
        sort = "none" if quantity is None else measure(quantity.unit or stated_unit(one.name) or "")
        counted = sort not in ("share", "none", "money")
        if copied is not None and not counted:
            yield MEASURABLE_NAME.finding(
                f"“{one.name}”与任务或项目的名称相同，没有写明考核什么、怎样计量；"
                f"请写明，例如“{name}{'费用' if is_money(quantity) else '完成率'}”",
                indicator=one,
                figures={"reason": "task"},
            )
        elif _is_wish(name) and not counted and sort != "money":  # 带动农民人均增收 800元
            yield MEASURABLE_NAME.finding(
                f"“{one.name}”只写了愿望，没有写明考核什么、怎样计量；请改成可以计量的名称，例如“…率”“…数量”“…人数”",
                indicator=one,
                figures={"reason": "wish"},
            )
        elif quantity is not None and quantity.unit in ("%", "‰"):
            yield MEASURABLE_NAME.finding(
                f"“{one.name}”的指标值是“{one.target}”，名称没有写是什么的百分比；请写成“…率”并说明分子、分母",
                severity="note",
                indicator=one,
                figures={"reason": "share"},
            )
