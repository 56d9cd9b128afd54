"""Policies: the questions on which practice differs, one class each, and the `Rule` behind an answer.

Nothing here knows a regulation. The answers are data; see `jixiao.rules` for the file
they come from.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final, Literal

import attrs

from .errors import RulebookError

Certainty = Literal["text", "form", "practice", "verify"]

CERTAINTIES: Final[Mapping[str, str]] = MappingProxyType(
    {"text": "文件原文", "form": "见于公开表样", "practice": "实务做法", "verify": "待核实"}
)


@attrs.frozen(kw_only=True)
class Rule:
    """One rule as a sentence, with where it stands.

    Attributes:
        text: what is done, in Chinese.
        source: 文号, or the form or system where it was seen.
        certainty: ``text`` 文件原文, ``form`` 见于公开表样, ``practice`` 实务做法, ``verify`` 待核实.
        silent_in: the regulation (文号) that says nothing on this question, or None
            where `source` states it.
    """

    text: str
    source: str
    certainty: Certainty
    silent_in: str | None = None

    def __str__(self) -> str:
        label = CERTAINTIES[self.certainty]
        if self.silent_in is not None:
            return f"{self.silent_in}未规定，按“{self.text}”处理（{self.source}，{label}）"
        mark = "" if self.certainty == "text" else f"（{label}）"
        return f"{self.source}：{self.text}{mark}"


@attrs.frozen(kw_only=True)
class Band:
    """A band of a qualitative grade: shares of the weight from `lower` to `upper`.

    `grade` is ``reached`` 达成, ``partly`` 部分达成 or ``missed`` 未达成; `label` its full wording.
    The lower bound belongs to the band.
    """

    grade: Literal["reached", "partly", "missed"]
    label: str
    upper: Decimal
    lower: Decimal


@attrs.frozen(kw_only=True)
class Step:
    """One step of a scale: from `at_least` (a share, or a number in the target's unit) on, `share`."""

    at_least: Decimal
    share: Decimal


@attrs.frozen(kw_only=True)
class LateBand:
    """Up to `days` days late earns `share` of the weight."""

    days: int
    share: Decimal


@attrs.frozen(kw_only=True)
class Scale:
    """A scale for some indicators: steps, or points taken off by each part below a mark.

    Attributes:
        applies_to: words, one of which the name or the level-2 kind contains.
        steps: from best to worst; below the last step the share is 0. The bounds are shares (0.9 = 90%).
        deduct_from, every, points: from `deduct_from` downwards each begun `every` takes `points` off.
    """

    applies_to: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    deduct_from: Decimal | None = None
    every: Decimal | None = None
    points: Decimal | None = None
    rule: Rule


@attrs.frozen(kw_only=True)
class Likelihood:
    """完成目标可能性 that goes with a light (红 黄 绿 蓝)."""

    light: str
    outlook: str


# ---- reading one value of a file ------------------------------------------------------


def known_fields(table: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    options = tuple(names)
    for key in table:
        if key not in options:
            near = difflib.get_close_matches(key, options, n=3, cutoff=0.5)
            field = f"{where}.{key}" if where else key
            hint = f"相近的有：{'、'.join(near)}" if near else f"可用的有：{'、'.join(options)}"
            raise RulebookError(
                f"规则文件里没有 {field} 这个字段；{hint}",
                code="rulebook-field-unknown",
                field=field,
            )


Reader = Callable[[Any, str], Any]


def bad_value(
    field: str, value: object, expected: str, code: str = "rulebook-value"
) -> RulebookError:
    return RulebookError(
        f"规则字段 {field} 的值“{value}”不能用；应为{expected}", code=code, field=field
    )


def decimal_reader(low: str | None = "0", high: str | None = None) -> Reader:
    def read(value: Any, field: str) -> Decimal:
        try:
            number = Decimal(value) if not isinstance(value, bool | float) else None
        except (InvalidOperation, TypeError, ValueError):
            number = None
        bounds = "" if low is None else f"不小于{low}"
        bounds += "" if high is None else f"、不大于{high}"
        if (
            number is None
            or not number.is_finite()
            or (low is not None and number < Decimal(low))
            or (high is not None and number > Decimal(high))
        ):
            raise bad_value(field, value, f'{bounds}的数，例如 "0.8"')
        return number

    read.schema = {"type": ["string", "number", "integer"]}  # type: ignore[attr-defined]
    return read


def _optional(inner: Reader) -> Reader:
    def read(value: Any, field: str) -> Any:
        return None if value == "none" else inner(value, field)

    read.schema = {"anyOf": [inner.schema, {"const": "none"}]}  # type: ignore[attr-defined]
    return read


def choice_reader(*options: str) -> Reader:
    def read(value: Any, field: str) -> str:
        if value not in options:
            near = difflib.get_close_matches(str(value), options, n=1, cutoff=0.4)
            hint = f"；是不是“{near[0]}”？" if near else ""
            raise bad_value(field, value, f" {'、'.join(options)} 之一{hint}")
        return str(value)

    read.schema = {"enum": list(options)}  # type: ignore[attr-defined]
    return read


def _whole(value: Any, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 12:
        raise bad_value(field, value, "0 到 12 的整数")
    return value


def flag_value(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise bad_value(field, value, " true 或 false")
    return value


def words_value(value: Any, field: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise bad_value(field, value, '词的列表，例如 ["发生率", "投诉"]')
    return tuple(value)


def _shares(value: Any, field: str) -> tuple[tuple[str, Decimal], ...]:
    if not isinstance(value, dict):
        raise bad_value(field, value, "名称与分数的表，例如 { 产出 = 50, 效益 = 30 }")
    number = decimal_reader("0")
    return tuple((key, number(one, f"{field}.{key}")) for key, one in value.items())


def records_reader(kind: type, **readers: Reader) -> Reader:
    def read(value: Any, field: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise bad_value(field, value, "表的列表")
        result = []
        for index, one in enumerate(value, 1):
            where = f"{field}[{index}]"
            known_fields(one, readers, where)
            missing = [key for key in readers if key not in one]
            if missing:
                raise RulebookError(
                    f"规则字段 {where} 缺少 {'、'.join(missing)}",
                    code="rulebook-field-missing",
                    field=f"{where}.{missing[0]}",
                )
            result.append(kind(**{key: readers[key](one[key], f"{where}.{key}") for key in one}))
        return tuple(result)

    read.schema = {  # type: ignore[attr-defined]
        "type": "array",
        "items": {
            "type": "object",
            "properties": {key: one.schema for key, one in readers.items()},  # type: ignore[attr-defined]
            "required": list(readers),
            "additionalProperties": False,
        },
    }
    return read


def string_value(value: Any, field: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise bad_value(field, value, "一段文字")
    return value


def _count(value: Any, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise bad_value(field, value, "不小于 0 的整数")
    return value


_whole.schema = {"type": "integer", "minimum": 0, "maximum": 12}  # type: ignore[attr-defined]
flag_value.schema = {"type": "boolean"}  # type: ignore[attr-defined]
words_value.schema = {"type": "array", "items": {"type": "string", "minLength": 1}}  # type: ignore[attr-defined]
_shares.schema = {
    "type": "object",
    "additionalProperties": {"type": ["string", "number", "integer"]},
}  # type: ignore[attr-defined]
string_value.schema = {"type": "string", "minLength": 1}  # type: ignore[attr-defined]
_count.schema = {"type": "integer", "minimum": 0}  # type: ignore[attr-defined]

SHARE: Final = decimal_reader("0", "1")


def _read(reader: Reader, **kwargs: Any) -> Any:
    return attrs.field(metadata={"read": reader}, **kwargs)


# ---- the sections ---------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Points:
    """How many points (分值) the parts have: 预算执行, and each level-1 kind.

    `levels_with_cost` holds where 成本指标 stands as a level-1 kind of its own. A key such
    as ``效益+满意度`` shares one figure between two kinds.
    """

    total: Decimal = _read(decimal_reader("1"))
    execution: Decimal = _read(decimal_reader("0"))
    levels: tuple[tuple[str, Decimal], ...] = _read(_shares)
    levels_with_cost: tuple[tuple[str, Decimal], ...] = _read(_shares, default=())
    rule: Rule


@attrs.frozen(kw_only=True)
class Reached:
    """A quantitative target that is reached: full points."""

    rule: Rule


@attrs.frozen(kw_only=True)
class Missed:
    """A quantitative target that is not reached. `pass_mark` (及格线): below that share nothing."""

    mode: Literal["ratio", "zero"] = _read(choice_reader("ratio", "zero"))
    pass_mark: Decimal | None = _read(_optional(SHARE), default=None)
    rule: Rule


@attrs.frozen(kw_only=True)
class Reverse:
    """A less-is-better (反向) target that is exceeded: A/B, 1−(B−A)/A, or nothing."""

    mode: Literal["inverse", "linear", "zero"] = _read(choice_reader("inverse", "linear", "zero"))
    rule: Rule


@attrs.frozen(kw_only=True)
class Equality:
    """`=4人` and 5 were achieved: full (one_sided), A/B (two_sided), or nothing (strict)."""

    mode: Literal["one_sided", "two_sided", "strict"] = _read(
        choice_reader("one_sided", "two_sided", "strict")
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class ZeroTarget:
    """A target of 0 (`=0起`): no ratio exists. All or nothing, or left to the evaluator (open)."""

    mode: Literal["all_or_nothing", "open"] = _read(choice_reader("all_or_nothing", "open"))
    rule: Rule


@attrs.frozen(kw_only=True)
class StrictBound:
    """`>` and `<` met exactly at the bound: as ≥ and ≤ (inclusive), or not reached (strict)."""

    mode: Literal["inclusive", "strict"] = _read(choice_reader("inclusive", "strict"))
    rule: Rule


@attrs.frozen(kw_only=True)
class Over:
    """Over-achievement: the cap as a share of the weight (None: none), when to remark, when to reduce.

    Above `reduce_from` times the target each further whole multiple takes `reduce_rate` of the weight.
    """

    cap: Decimal | None = _read(_optional(decimal_reader("1")), default=Decimal(1))
    remark_from: Decimal = _read(decimal_reader("1"))
    reduce_from: Decimal | None = _read(_optional(decimal_reader("1")), default=None)
    reduce_rate: Decimal = _read(decimal_reader("0"), default=Decimal(1))
    rule: Rule


@attrs.frozen(kw_only=True)
class QualitativeBands:
    """Qualitative indicators: the bands, and where in its band a grade without a mark stands.

    `echo`: the actual repeats the target's words. `lower_grade`: a lower grade on the same scale.
    """

    bands: tuple[Band, ...] = _read(
        records_reader(
            Band,
            grade=choice_reader("reached", "partly", "missed"),
            label=string_value,
            upper=SHARE,
            lower=SHARE,
        )
    )
    reached: Literal["upper", "middle", "lower"] = _read(choice_reader("upper", "middle", "lower"))
    partly: Literal["upper", "middle", "lower"] = _read(choice_reader("upper", "middle", "lower"))
    missed: Literal["upper", "middle", "lower"] = _read(choice_reader("upper", "middle", "lower"))
    echo: Literal["reached", "open"] = _read(choice_reader("reached", "open"))
    lower_grade: Literal["partly", "missed", "open"] = _read(
        choice_reader("partly", "missed", "open")
    )
    rule: Rule

    def band(self, grade: str) -> Band:
        """The band of a grade."""
        return next(one for one in self.bands if one.grade == grade)


@attrs.frozen(kw_only=True)
class YesNoRule:
    """是/否 (直接赋分): full or nothing."""

    rule: Rule


@attrs.frozen(kw_only=True)
class Late:
    """A date that is passed: nothing (zero), a share per day, bands of days, or open."""

    mode: Literal["zero", "per_day", "bands", "open"] = _read(
        choice_reader("zero", "per_day", "bands", "open")
    )
    per_day: Decimal = _read(SHARE, default=Decimal(0))
    bands: tuple[LateBand, ...] = _read(
        records_reader(LateBand, days=_count, share=SHARE), default=()
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class OutOfRange:
    """An actual outside a range (`80%-90%`): in the ratio to the nearer bound, or nothing."""

    mode: Literal["ratio", "zero"] = _read(choice_reader("ratio", "zero"))
    rule: Rule


@attrs.frozen(kw_only=True)
class Composite:
    """Targets of several parts: the mean of the parts, the lowest part, or all or nothing."""

    mode: Literal["mean", "lowest", "all"] = _read(choice_reader("mean", "lowest", "all"))
    rule: Rule


@attrs.frozen(kw_only=True)
class RelativeRule:
    """A relative target (`同比提高5%`) that is not reached: by the ratio of the change, nothing, open."""

    mode: Literal["ratio", "zero", "open"] = _read(choice_reader("ratio", "zero", "open"))
    rule: Rule


@attrs.frozen(kw_only=True)
class Missing:
    """No actual value: unscored (open), nothing, or excluded and the rest rescaled."""

    mode: Literal["open", "zero", "rescale"] = _read(choice_reader("open", "zero", "rescale"))
    rule: Rule


@attrs.frozen(kw_only=True)
class Undecided:
    """What no rule can compute: left to the evaluator, the points stay open."""

    rule: Rule


@attrs.frozen(kw_only=True)
class Inapplicable:
    """An indicator that does not apply: the rest of the level is rescaled, or it is left out, or full."""

    mode: Literal["rescale", "exclude", "full"] = _read(choice_reader("rescale", "exclude", "full"))
    rule: Rule


@attrs.frozen(kw_only=True)
class Negative:
    """A negative actual of a positive target: treated as 0, or as it is."""

    mode: Literal["zero", "as_is"] = _read(choice_reader("zero", "as_is"))
    rule: Rule


@attrs.frozen(kw_only=True)
class Rounding:
    """Decimals of the points; how; each indicator or only the total."""

    places: int = _read(_whole)
    mode: Literal["half_up", "half_even", "down"] = _read(
        choice_reader("half_up", "half_even", "down")
    )
    at: Literal["indicator", "total"] = _read(choice_reader("indicator", "total"))
    rule: Rule

    @property
    def label(self) -> str:
        """In words: 四舍五入保留2位小数."""
        how = {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "截尾"}[self.mode]
        return f"{how}，保留{self.places}位小数" if self.places else f"{how}取整"


@attrs.frozen(kw_only=True)
class ExecutionRule:
    """预算执行率: the denominator, a budget of 0, the cap, and below what an explanation is due."""

    denominator: Literal["budget", "initial"] = _read(choice_reader("budget", "initial"))
    zero_budget: Literal["open", "full", "zero"] = _read(choice_reader("open", "full", "zero"))
    capped: bool = _read(flag_value, default=True)
    explain_below: Decimal | None = _read(_optional(SHARE), default=None)
    rule: Rule


@attrs.frozen(kw_only=True)
class Sharing:
    """Weights that the document does not state: shared evenly, or left open."""

    mode: Literal["even", "open"] = _read(choice_reader("even", "open"))
    rule: Rule


@attrs.frozen(kw_only=True)
class Deduction:
    """Points taken off by hand (扣分), never below `floor`."""

    floor: Decimal = _read(decimal_reader("0"))
    rule: Rule


@attrs.frozen(kw_only=True)
class Explanation:
    """Whether a reason (偏差原因) is required where the points are not full."""

    required: bool = _read(flag_value)
    rule: Rule


@attrs.frozen(kw_only=True)
class Grades:
    """The grades of the total (优良中差), of 100 points: from which total on, best first."""

    bounds: tuple[tuple[str, Decimal], ...] = _read(_shares)
    rule: Rule

    def of(self, percent: Decimal) -> str:
        """The grade of a total out of 100."""
        return next((name for name, low in self.bounds if percent >= low), self.bounds[-1][0])


@attrs.frozen(kw_only=True)
class DirectionWords:
    """Which way is better where only a plain value is stated.

    `more` is looked at first: 事故处理率 is better when it is higher, although 事故 is bad.
    `cost_kinds` are level-1 or level-2 kinds of which less is better.
    """

    less: tuple[str, ...] = _read(words_value)
    more: tuple[str, ...] = _read(words_value)
    cost_kinds: tuple[str, ...] = _read(words_value)
    rule: Rule


@attrs.frozen(kw_only=True)
class Monitoring:
    """Mid-year lights (绩效运行监控): bounds of progress against time, and the outlook of each light."""

    red_below: Decimal = _read(decimal_reader("0"))
    yellow_below: Decimal = _read(decimal_reader("0"))
    blue_from: Decimal = _read(decimal_reader("0"))
    outlooks: tuple[Likelihood, ...] = _read(
        records_reader(
            Likelihood,
            light=choice_reader("红", "黄", "绿", "蓝"),
            outlook=choice_reader("确定能", "有可能", "完全不可能"),
        )
    )
    rule: Rule

    def outlook(self, light: str) -> str:
        """完成目标可能性 of a light."""
        return next(one.outlook for one in self.outlooks if one.light == light)


#: The sections of a rulebook file, with their classes.
SECTIONS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "points": Points,
        "reached": Reached,
        "missed": Missed,
        "reverse": Reverse,
        "equality": Equality,
        "zero_target": ZeroTarget,
        "strict_bound": StrictBound,
        "over": Over,
        "qualitative": QualitativeBands,
        "yes_no": YesNoRule,
        "late": Late,
        "out_of_range": OutOfRange,
        "composite": Composite,
        "relative": RelativeRule,
        "missing": Missing,
        "undecided": Undecided,
        "inapplicable": Inapplicable,
        "negative": Negative,
        "rounding": Rounding,
        "execution": ExecutionRule,
        "sharing": Sharing,
        "deduction": Deduction,
        "explanation": Explanation,
        "grades": Grades,
        "direction": DirectionWords,
        "monitoring": Monitoring,
    }
)

# What a mode means, where the file does not put it into words itself.
MODE_TEXTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
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
            "all_or_nothing": "目标值为0的，实际值不大于0得满分，否则不得分",
            "open": "目标值为0的，由评价人评定",
        },
        "strict_bound": {
            "inclusive": "大于、小于按不小于、不大于计分，恰好等于目标视为达到",
            "strict": "大于、小于恰好等于目标的视为未达到，按比例计分，由评价人评定",
        },
        "late": {
            "zero": "逾期完成的不得分，由评价人评定",
            "per_day": "逾期完成的，按逾期天数扣分，扣完为止",
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
            "even": "未列分值的，一级指标的分值由其下的二级指标平分，再由三级指标平分，尾差归最后一个（分值为均分）",
            "open": "未列分值的，不计分",
        },
    }
)
