"""Grades (等次): the scales that are known, and the three words of a qualitative evaluation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

__all__ = ["GRADE_RANKS", "GRADE_SCALES", "StatedGrade", "stated_grade"]

StatedGrade = Literal["reached", "partly", "missed"]

_LONGEST: Final = 24

# A stated grade is made of these, in this order; what is not made of them is none.
# [各项指标] [均已|部分|未] 达成 [预期] [指标]
_SUBJECTS: Final = "各项 全部 年度 预期 预定 绩效 项目 指标 目标 任务 工作"
_WHOLE: Final = "已 已经 均 均已 都已 全部 全部已 已全部 全面 圆满 按时 按期 如期 已按时 已按期 已如期 按计划 按要求 顺利 较好 实际"
_PART: Final = "部分 基本 大部分 基本上 大体 已基本 已部分"
_NOT: Final = "未 没有 没 未能 不 尚未 仍未 均未"
_DONE: Final = "达成 完成 达到 达标 实现"
_WHICH: Final = "年度 预期 预定 既定 设定 全年 本年 本年度 年初 计划 绩效 各项 全部 了"
_WHAT: Final = "指标 目标 任务 目标值 指标值 目标任务 效果 要求 计划 预期 工作任务"
_NEVER: Final = "未开展 未实施"
# The grades of 财预〔2020〕10号, as they are printed, say more behind the words.
_TAIL: Final = "(?:并具有一定效果|且效果较差)?"


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_STATED: Final = re.compile(
    f"(?:(?:{_any(_SUBJECTS)})*(?:(?P<partly>{_any(_PART)})|(?P<missed>{_any(_NOT)}|全部未)|(?:{_any(_WHOLE)})*)"
    f"(?:{_any(_DONE)})(?:{_any(_WHICH)})*(?:{_any(_WHAT)})?{_TAIL}|(?P<never>{_any(_NEVER)}))"
)


def stated_grade(text: str) -> StatedGrade | None:
    """The grade that an evaluator wrote: 达成 reached, 部分达成 partly, 未达成 missed, else None.

    The three grades are those of 财预〔2020〕10号 for qualitative indicators; 各项指标均已完成 and
    未完成年度任务 say the same.
    """
    word = text.strip().strip("。．.；;，,")
    found = _STATED.fullmatch(word) if len(word) <= _LONGEST else None
    if found is None:
        return None
    if found["partly"]:
        return "partly"
    return "missed" if found["missed"] or found["never"] else "reached"


# Each scale from best to worst, a grade with its other spellings behind it.
GRADE_SCALES: Final[tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]] = (
    ("优良中差", (("优", "优秀"), ("良", "良好", "较好"), ("中", "中等", "一般"), ("差", "较差"))),
    ("好中差", (("好", "很好"), ("较好",), ("中", "一般"), ("差", "较差"))),
    ("优良可劣", (("优", "优等"), ("良", "良等"), ("可",), ("劣", "劣等"))),
    ("高中低", (("高",), ("较高",), ("中", "中等"), ("较低",), ("低",))),
    ("合格", (("优秀",), ("良好",), ("合格",), ("基本合格",), ("不合格",))),
    ("达标", (("达标",), ("基本达标",), ("不达标",))),
    ("强中弱", (("强",), ("较强",), ("中",), ("较弱",), ("弱",))),
    (
        "满意",
        (("非常满意", "很满意"), ("满意",), ("基本满意", "比较满意"), ("不满意",)),
    ),
    (
        "级别",
        (
            ("国家级", "部级"),
            ("省级", "省部级", "自治区级"),
            ("市级", "地市级", "州级"),
            ("县级", "区级", "区县级"),
            ("乡级", "镇级", "乡镇级"),
            ("村级",),
        ),
    ),
    ("初中高级", (("高级",), ("中级",), ("初级",))),
    (
        "星级",
        tuple(
            (f"{word}星级", f"{digit}星级", f"{word}星")
            for word, digit in zip("五四三二一", "54321", strict=True)
        ),
    ),
    (
        "级",
        tuple(
            (
                f"{word}级",
                f"{digit}级",
                f"{roman}级",
                f"{latin}级",
                roman,
                f"{word}等",
                f"{word}等奖",
                f"{old}级",
                f"{old}等",
            )
            for word, digit, roman, latin, old in zip(
                "一二三四五六七八九十",
                ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
                "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ",
                ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"],
                "甲乙丙丁戊己庚辛壬癸",
                strict=True,
            )
        ),
    ),
    (
        "类",
        tuple(
            (f"{roman}类", roman, f"{word}类", f"{digit}类", f"{latin}类")
            if roman != "Ⅵ"
            else ("劣Ⅴ类", "劣五类", "劣V类")
            for roman, word, digit, latin in zip(
                "ⅠⅡⅢⅣⅤⅥ",
                "一二三四五六",
                "123456",
                ["I", "II", "III", "IV", "V", "VI"],
                strict=True,
            )
        ),
    ),
    (
        "字母",
        (
            ("AAAAA", "5A", "AAAAA级", "5A级"),
            ("AAAA", "4A", "AAAA级", "4A级"),
            ("AAA", "3A", "AAA级", "3A级"),
            ("AA", "2A", "AA级", "2A级"),
            ("A", "A级", "A等", "1A", "1A级"),
            ("B", "B级", "B等"),
            ("C", "C级", "C等"),
            ("D", "D级", "D等"),
            ("E", "E级", "E等"),
        ),
    ),
)


def _ranks() -> Mapping[str, tuple[tuple[str, int], ...]]:
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for name, grades in GRADE_SCALES:
        for rank, spellings in enumerate(grades):
            for spelling in spellings:
                found[spelling] = (*found.get(spelling, ()), (name, rank))
    return MappingProxyType(found)


GRADE_RANKS: Final = _ranks()
