"""Grades (等次): the scales that are known, and the three words of a qualitative evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

__all__ = ["GRADE_RANKS", "GRADE_SCALES", "StatedGrade", "stated_grade"]

StatedGrade = Literal["reached", "partly", "missed"]

_REACHED: Final = frozenset((
    "达成", "已达成", "完成", "已完成", "达到", "已达到", "全部完成", "全部达成", "按时完成",
    "按期完成", "如期完成", "已全部完成", "达成预期", "达成预期指标", "达成年度指标", "达成目标",
    "达成预期目标", "达到预期", "达到预期目标", "达到预期指标", "达到预期效果", "达到目标",
    "完成目标", "完成年度指标", "达标", "已达标",
))  # fmt: skip
_PARTLY: Final = frozenset((
    "部分达成", "部分完成", "部分达到", "基本达成", "基本完成", "基本达到", "部分达成预期指标",
    "部分达成年度指标", "部分达成预期指标并具有一定效果", "部分达成年度指标并具有一定效果",
    "部分达成目标", "基本达到预期目标", "基本达到预期", "部分达标",
))  # fmt: skip
_MISSED: Final = frozenset((
    "未达成", "未完成", "未达到", "没有完成", "没有达成", "没完成", "未达标", "不达标",
    "未达成预期指标", "未达成年度指标", "未达成预期指标且效果较差", "未达成年度指标且效果较差",
    "未达到预期目标", "未达到预期", "未开展", "未实施",
))  # fmt: skip


def stated_grade(text: str) -> StatedGrade | None:
    """The grade that an evaluator wrote: 达成 reached, 部分达成 partly, 未达成 missed, else None.

    The three grades are those of 财预〔2020〕10号 for qualitative indicators.
    """
    word = text.strip().strip("。．.；;，,")
    if word in _REACHED:
        return "reached"
    if word in _PARTLY:
        return "partly"
    return "missed" if word in _MISSED else None


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
