"""Wording: a section of a rulebook as a sentence, made of its values.

For a file that changes values and does not put the rule into words itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import attrs

from ..quantities import Number, as_number, format_number
from .policies import Rounding, Step

__all__ = ["is_worded", "rounding_words", "sentence"]


def sentence(section: str, values: Mapping[str, Any]) -> str | None:
    """What `values` of a section say, or None where they are not enough to say it."""
    if section in _SECTIONS and values:
        return _SECTIONS[section](values)
    return _MODES[section][values["mode"]] if "mode" in values else None


def is_worded(section: str) -> bool:
    """Whether the values of a section can be put into words."""
    return section in _MODES or section in _SECTIONS


def rounding_words(rounding: Rounding) -> str:
    """How points are rounded, in words: 四舍五入，保留2位小数."""
    return _rounded_text(attrs.asdict(rounding, recurse=False))


def _percent(share: Number) -> str:
    return f"{format_number(as_number(Fraction(share) * 100))}%"


def _steps_text(steps: tuple[Step, ...]) -> str:
    return "、".join(
        f"{'超过' if one.strict else ''}{_percent(one.mark)}{'' if one.strict else '以上'}"
        f"得{_percent(one.share or Decimal(0))}"
        for one in steps
    )


def _over_text(values: Mapping[str, Any]) -> str:
    cap = values.get("cap", Decimal(1))
    if cap is None:
        parts = ["得分可以超过分值"]
    else:
        parts = ["得分以分值为上限" if cap == 1 else f"得分最多为分值的{_percent(cap)}"]
    if (bonus := values.get("bonus")) is not None:
        most = values.get("bonus_most")
        every = _percent(values.get("bonus_every") or Decimal(1))
        up_to = "" if most is None else f"，最多加{_number(most)}分"
        parts = [f"超过目标的，每超{every}加{_number(bonus)}分{up_to}"]
    if steps := values.get("steps"):
        parts.append(f"做到目标的{_steps_text(steps)}")
    if (start := values.get("reduce_from")) is not None:
        most = values.get("reduce_most")
        up_to = "" if most is None else f"，最多调减{_percent(most)}"
        parts.append(f"超过目标{_percent(start)}的按偏离度调减{up_to}")
    parts.append(f"超过目标{_percent(values['remark_from'])}的提示说明原因")
    return "；".join(parts)


def _execution_text(values: Mapping[str, Any]) -> str:
    if steps := values.get("steps"):
        text = f"预算执行率{_steps_text(steps)}"
    elif values.get("deduct_from") is not None:
        every = _percent(values.get("every") or Decimal(1)).removesuffix("%")
        text = (
            f"预算执行率低于{_percent(values['deduct_from'])}的，每低{every}个百分点"
            f"扣{values.get('points')}分"
        )
    else:
        text = "预算执行率得分＝分值×执行数÷预算数" + (
            "，不超过分值" if values.get("capped", True) else ""
        )
    mark, over = values.get("pass_mark"), values.get("over_share")
    if over is not None:
        text += f"；执行数超过预算数的，得分值的{_percent(over)}"
    return text if mark is None else f"{text}；执行率低于{_percent(mark)}的不得分"


def _mode_text(name: str, values: Mapping[str, Any]) -> str:
    return _MODES[name].get(values["mode"], "")


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _missed_text(values: Mapping[str, Any]) -> str:
    text, mark = _mode_text("missed", values), values.get("pass_mark")
    return text if mark is None else f"{text}；低于目标{_percent(mark)}的不得分"


def _equality_text(values: Mapping[str, Any]) -> str:
    text, slack = _mode_text("equality", values), values.get("tolerance")
    return f"{text}；与目标相差不超过{_percent(slack)}的算相等" if slack else text


def _late_text(values: Mapping[str, Any]) -> str:
    text = _mode_text("late", values)
    if values["mode"] in ("per_day", "per_month"):
        if values.get("most") is None:
            text += "，扣完为止"
        text += f"，{_late_cut(values)}"
    elif values["mode"] == "bands":
        bands = "、".join(
            f"{one.days}天以内得{_percent(one.share)}" for one in values.get("bands", ())
        )
        text += f"：{bands}，更久的不得分"
    if values.get("this_year"):
        return f"{text}，次年才完成的不得分"
    most = values.get("next_year_most")
    return text if most is None else f"{text}，次年才完成的最多得分值的{_percent(most)}"


def _late_cut(values: Mapping[str, Any]) -> str:
    """每个月扣分值的20%，超过5个月的不得分."""
    by_month = values["mode"] == "per_month"
    points, months = values.get("points"), values.get("months", 1)
    days = values.get("days", 1)
    each = f"{'' if months == 1 else months}个月" if by_month else f"{'' if days == 1 else days}天"
    share = _percent(values.get(values["mode"], Decimal(0)))
    text = f"每{each}扣{f'{_number(points)}分' if points is not None else f'分值的{share}'}"
    last, most = values.get("zero_after"), values.get("most")
    if days != 1:
        text += _PARTS[values.get("part", "begun")].format(days=days)
    if most is not None:
        text += f"，最多扣分值的{_percent(most)}"
    if last is not None:
        text += f"，超过{last}{'个月' if by_month else '天'}的不得分"
    return text


_PARTS: Final = MappingProxyType(
    {
        "begun": "，不足{days}天的按{days}天",
        "whole": "，不足{days}天的不扣",
        "share": "，不足{days}天的按比例",
    }
)


def _rounding_text(values: Mapping[str, Any]) -> str:
    label = _rounded_text(values)
    if values["at"] == "total":
        return f"总分{label}，各指标得分不取整"
    return f"各指标得分{label}，总分为各项得分之和"


def _rounded_text(values: Mapping[str, Any]) -> str:
    """四舍五入，保留2位小数."""
    how = {
        "half_up": "四舍五入",
        "half_even": "四舍六入五成双",
        "up": "进一法",
        "down": "截尾",
    }[values["mode"]]
    if (step := values.get("step")) is not None:
        return f"{how}到{step}分的整数倍"
    places = values["places"]
    return f"{how}，保留{places}位小数" if places else f"{how}取整"


def _total_text(values: Mapping[str, Any]) -> str:
    text, most = "总分为各项得分之和", values.get("most")
    if values.get("places") is not None:
        text += f"，{_rounded_text({'mode': 'half_up', **values, 'step': None})}"
    return text if most is None else f"{text}，最多{_number(most)}分"


def _sharing_text(values: Mapping[str, Any]) -> str:
    text, places = _mode_text("sharing", values), values.get("places", 2)
    if values["mode"] != "even" or places == 2:
        return text
    return f"{text}，平分到{f'{places}位小数' if places else '整数'}"


def _deduction_text(values: Mapping[str, Any]) -> str:
    return f"人工扣分要写明原因，扣到{_number(values['floor'])}分为止"


def _explanation_text(values: Mapping[str, Any]) -> str:
    return f"没有得满分的，{'应当写明原因' if values['required'] else '可以不写原因'}"


def _monitoring_text(values: Mapping[str, Any]) -> str:
    red, yellow, blue = (
        _percent(values[key]) for key in ("red_below", "yellow_below", "blue_from")
    )
    return (
        f"完成进度与时间进度的比，低于{red}红灯，{red}（含）-{yellow}黄灯，"
        f"{yellow}（含）-{blue}绿灯，{blue}（含）以上蓝灯"
    )


def _qualitative_text(values: Mapping[str, Any]) -> str:
    bands = (f"{one.label}{_percent(one.upper)}-{_percent(one.lower)}" for one in values["bands"])
    text = f"定性指标按{'、'.join(bands)}计分"
    grades = values.get("grades", ())
    own = "、".join(f"{one.word}得{_percent(one.share)}" for one in grades)
    return f"{text}；评等的{own}" if own else text


def _points_text(values: Mapping[str, Any]) -> str:
    parts = [f"预算执行{values['execution']}分"] if values["execution"] else []
    return "、".join([*parts, *(f"{name}{points}分" for name, points in values["levels"])])


def _grades_text(values: Mapping[str, Any]) -> str:
    return "、".join(f"{low}（含）以上为{name}" for name, low in values["bounds"])


_SECTIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = MappingProxyType(
    {
        "points": _points_text,
        "missed": _missed_text,
        "equality": _equality_text,
        "late": _late_text,
        "rounding": _rounding_text,
        "total": _total_text,
        "sharing": _sharing_text,
        "deduction": _deduction_text,
        "explanation": _explanation_text,
        "monitoring": _monitoring_text,
        "over": _over_text,
        "execution": _execution_text,
        "qualitative": _qualitative_text,
        "grades": _grades_text,
    }
)

# What a mode means, where the file does not put it into words itself.
_MODES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "missed": {
            "ratio": "未达到目标的，按 实际值÷目标值×分值 计分",
            "zero": "未达到目标的，不得分",
        },
        "reverse": {
            "inverse": "反向指标超过目标的，按 目标值÷实际值×分值 计分",
            "linear": "反向指标超过目标的，按 (1-(实际值-目标值)÷目标值)×分值 计分，扣完为止",
            "zero": "反向指标超过目标的，不得分",
        },
        "equality": {
            "one_sided": "等于型指标超过目标的，得满分并提示超额",
            "two_sided": "等于型指标超过目标的，按 目标值÷实际值×分值 计分",
            "strict": "等于型指标不等于目标的，不得分",
        },
        "zero_target": {
            "all_or_nothing": "目标值为0（或负数）的没有比例可算，达到得满分，否则不得分",
            "open": "目标值为0（或负数）的没有比例可算，由评价人评定",
        },
        "strict_bound": {
            "inclusive": "大于、小于按不小于、不大于计分，恰好等于目标视为达到",
            "strict": "大于、小于恰好等于目标的视为未达到，按比例计分，由评价人评定",
        },
        "late": {
            "zero": "逾期完成的不得分，由评价人评定",
            "per_day": "逾期完成的，按逾期天数扣分",
            "per_month": "逾期完成的，按逾期月数扣分，不足一个月的按一个月",
            "bands": "逾期完成的，按逾期天数分档计分",
            "open": "逾期完成的，由评价人评定",
        },
        "out_of_range": {
            "ratio": "在区间之外的，按与最近一端的比例计分",
            "zero": "在区间之外的，不得分",
        },
        "composite": {
            "mean": "由几部分组成的目标，各部分平分分值、分别计分",
            "lowest": "由几部分组成的目标，按完成得最差的部分计分",
            "all": "由几部分组成的目标，全部达到才得分",
        },
        "relative": {
            "ratio": "与基期相比的目标未达到的，按 实际变化÷目标变化×分值 计分",
            "zero": "与基期相比的目标未达到的，不得分",
            "open": "与基期相比的目标未达到的，由评价人评定",
        },
        "missing": {
            "open": "没有实际完成值的，暂不计分",
            "zero": "没有实际完成值的，不得分",
            "rescale": "没有实际完成值的，不参与计分，分值由同一级的其他指标按比例分担",
        },
        "inapplicable": {
            "rescale": "不适用的指标不参与计分，分值由同一一级指标下的其他指标按比例分担",
            "exclude": "不适用的指标不参与计分",
            "full": "不适用的指标得满分",
        },
        "negative": {
            "zero": "实际值为负数的，按0计算",
            "as_is": "实际值为负数的，照实计算，得分不低于0",
        },
        "sharing": {
            "even": "未列分值的，一级指标的分值由其下的二级指标平分，再由三级指标平分，"
            "尾差归最后一个（分值为均分）",
            "open": "未列分值的，不计分",
        },
    }
)
