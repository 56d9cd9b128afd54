"""The grammar of indicator values: `criteria.lark` to criteria. The only room that knows Lark.

Each handler's docstring quotes the rule it serves. Handlers build; where two parts
of a text contradict one another they raise `Contradiction`, which `parsing` turns
into an error with a caret.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, cast

import attrs

from .criteria import (
    GRADE_SCALES,
    AllOf,
    Comparison,
    Criterion,
    Deadline,
    Doubt,
    NotApplicable,
    Operator,
    Period,
    Qualitative,
    Range,
    Relative,
    YesNo,
)
from .quantities import SCALES, Quantity, Units, as_number

__all__ = ["VERBS", "Contradiction", "SyntaxFault", "grammar_text", "reader", "terminal_patterns"]


class Contradiction(Exception):
    """Two parts of one text say different things; `word` is where it shows."""

    def __init__(self, code: str, message: str, word: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.word = word


class SyntaxFault(Exception):
    """The folded text stops being a value at `position`."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


# Words that follow a bound or stand before it without changing it (30分钟内响应, 100%到位).
VERBS: Final = [
    "全部",
    "全面",
    "全额",
    "足额",
    "按时",
    "按期",
    "按规定",
    "按要求",
    "按计划",
    "及时",
    "准时",
    "如期",
    "依法",
    "均",
    "已",
    "实现",
    "完成支付",
    "支付完成",
    "完成验收",
    "验收完成",
    "完成建设",
    "建设完成",
    "完成发放",
    "发放完成",
    "完成率",
    "完成",
    "完工",
    "竣工",
    "开工",
    "动工",
    "到位",
    "到账",
    "响应",
    "发放",
    "下达",
    "下拨",
    "拨付",
    "拨款",
    "支付",
    "兑付",
    "兑现",
    "支出",
    "执行",
    "办结",
    "办理",
    "处理",
    "处置",
    "处理完毕",
    "修复",
    "维修",
    "解决",
    "整改",
    "反馈",
    "回复",
    "答复",
    "到达",
    "抵达",
    "出动",
    "送达",
    "报送",
    "上报",
    "提交",
    "交付",
    "交货",
    "验收",
    "验收合格",
    "合格",
    "达标",
    "投入使用",
    "投用",
    "启用",
    "使用",
    "运行",
    "上线",
    "建成",
    "建设",
    "新建",
    "改建",
    "实施",
    "落实",
    "开展",
    "举办",
    "组织",
    "培训",
    "新增",
    "采购",
    "购置",
    "购买",
    "安装",
    "覆盖",
    "全覆盖",
    "达成",
    "到岗",
    "入库",
    "录入",
    "审核",
    "审批",
    "公开",
    "公示",
    "结束",
    "结算",
    "决算",
    "清运",
    "清理",
    "缴纳",
    "发完",
    "完毕",
    "实施完毕",
    "享受",
    "受益",
    "保障",
    "补助",
    "资助",
    "救助",
    "发表",
    "编制",
    "印发",
    "印刷",
    "种植",
    "栽植",
    "治理",
    "巡查",
    "检查",
    "监测",
]

_SUFFIX: Final = r"(?:\((?:含|含本数)\))?(?:及|或|或者)?以[上下内外]|之内|之间|内|左右|上下|起$|[整正](?=$|[^一-鿿])"
_SIGN_WORDS: Final = [
    "大于等于",
    "大于或等于",
    "大于或者等于",
    "高于等于",
    "高于或等于",
    "不得低于",
    "不得少于",
    "不得小于",
    "不低于",
    "不少于",
    "不小于",
    "不短于",
    "不应低于",
    "不应少于",
    "应不低于",
    "应不少于",
    "至少",
    "最少",
    "最低",
    "不低",
    "起码",
    "优于等于",
    "小于等于",
    "小于或等于",
    "小于或者等于",
    "低于等于",
    "低于或等于",
    "不得超过",
    "不得高于",
    "不得多于",
    "不得大于",
    "不得超出",
    "不超过",
    "不高于",
    "不多于",
    "不大于",
    "不长于",
    "不超",
    "不应超过",
    "不应高于",
    "应不超过",
    "应不高于",
    "至多",
    "最多",
    "最高",
    "大于",
    "超过",
    "高于",
    "多于",
    "突破",
    "超出",
    "超",
    "小于",
    "低于",
    "少于",
    "不足",
    "不满",
    "不到",
    "短于",
    "等于",
    "大约",
    "约为",
    "约",
    "近",
    "大概",
    "大致",
    "达到",
    "达",
    "力争",
    "确保达到",
    "保持",
    "严格控制在",
    "控制在",
    "控制",
    "维持在",
    "保持在",
    "共计",
    "合计",
    "总计",
    "共有",
    "共",
    "为",
    "各",
    "计",
]

_RELATIVE_BASE: Final = [
    "上年",
    "去年",
    "上一年",
    "前年",
    "往年",
    "历年",
    "同期",
    "同类",
    "平均",
    "上期",
    "基期",
    "基年",
    "年初",
    "期初",
    "全省",
    "全国",
    "全市",
    "全县",
    "全区",
    "国家标准",
    "行业标准",
    "标准",
    "水平",
    "定额",
    "限额",
]

_CHANGE: Final = (
    r"(?:有所|明显|显著|稳步|逐步|持续|进一步|略有|平均|年均|均|不断|大幅度?|实现|力争|相应|预计)*"
    r"(?:提高|提升|增长|增加|上升|上涨|扩大|增收|多|下降|降低|减少|缩短|下调|压减|压缩|节约|节省|缩小|减轻|少)"
    r"了?(?:幅度)?(?:[率量数]|比例)?(?:为|达到|达|在)?"
)
_FALLS: Final = re.compile(r"下降|降低|减少|缩短|下调|压减|压缩|节约|节省|缩小|减轻|少")

_BASELINE: Final = (
    r"[一-鿿]{0,6}?(?:上一?年|去年|前年|往年|历年|上期|基期|基年|年初|期初|同期|前[三两]年|近[三两]年|"
    r"全[省市国县区]|平均|(?:19|20)[0-9]{2}年|以往|以前|之前|前期|上一?季度?|上月|计划|目标|初期|[改实][造施]前)"
    r"[一-鿿]{0,6}?"
)


def _longest_first(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


def terminal_patterns(units: Units) -> tuple[tuple[str, str], ...]:
    """What stands for each ``@NAME@`` in the grammar file, given a set of units."""
    spelled = _longest_first(tuple(units.spellings))
    verbs = _longest_first(VERBS)
    stop = rf"{_SUFFIX}|多|余|每|且|并且|同时|至|到|前|{verbs}"
    scale = r"(?:万亿|[十百千]?[万亿]|[百千])"
    symbols = _longest_first([word for word in units.spellings if not word[-1].isalpha()])
    edge = rf"(?=$|[^一-鿿A-Za-z]|{stop})"
    noun = rf"(?:(?!{stop})[一-鿿A-Za-zμ])+"
    atom = rf"{scale}?(?:{symbols}|(?:{spelled}){edge}|{noun})"
    below = rf"[0-9]*{scale}?(?:{symbols}|(?:{spelled}){edge}|{noun}|半?年|人·?次)"
    unit = rf"(?:{atom})(?:[/每]{below}(?:[·*•/]{below})*)?|[/每]{below}(?:[·*•/]{below})*"
    # 12月 and 2022年 are dates, 3级 may be a grade: these are left to the rules.
    simple = (
        "(?:万|亿)?(?:"
        + _longest_first([one for one in units.spellings if one not in _NOT_SIMPLE])
        + ")"
    )
    grades = _longest_first(
        [
            word
            for _, scale_grades in GRADE_SCALES
            for grade in scale_grades
            for word in grade
            # A digit before 级 or 类 is a number with a unit: ≥3级.
            if not (word[0].isdigit() and word[-1] in "级类")
        ]
        + ["优良", "5A级", "4A级", "3A级", "2A级", "5A", "4A", "3A"]
    )
    openers = _longest_first(_SIGN_WORDS)
    levels = rf"[一-鿿0-9]{{0,12}}?(?:{_longest_first(_RELATIVE_BASE)})[一-鿿]{{0,8}}$"
    ahead = rf"[+-]?[0-9]|[≥≤><=≈¥±~]|人民币[0-9]|[百千万]分之|(?:{openers})(?:[0-9≥≤><=≈¥±]|[百千万]分之)"
    reach_ahead = rf"{ahead}|(?:{grades})(?:[及或]?以上)?$|(?:20)?[0-9]+[年月]"
    words_ahead = rf"{reach_ahead}|{levels}"
    dangling = rf"(?:{openers}|{_longest_first(['以上', '以下', '以内', '以外', '及以上', '及以下', '左右'])})+"
    alone = rf"{scale}?(?:{spelled})(?:/(?:{spelled}))?"
    words = (
        rf"(?!(?:{dangling})?(?:{alone})?$)(?!第?[一-鿿]?[OoIl]+(?:{spelled}))(?=.*[一-鿿])"
        r"(?![第到约共为]?[OoIl]+[一-鿿])[^0-9≥≤><=≈±%‰*#_@^~…]+$"
    )
    return (
        ("UNIT", unit),
        ("SIMPLE_UNITS", simple),
        ("SUFFIX", _SUFFIX),
        ("AHEAD", ahead),
        ("SIGN_AHEAD", words_ahead),
        ("REACH_AHEAD", reach_ahead),
        ("OPENERS", openers),
        ("GRADES", grades),
        ("VERBS", verbs),
        ("CHANGE", _CHANGE),
        ("BASELINE", _BASELINE),
        ("CHANGING", rf"{_CHANGE}(?:$|{ahead})|(?:基本|大致|保持)?(?:持平|一致|不变|相当)$"),
        ("WORDS", words),
    )


def grammar_text(units: Units) -> str:
    """`criteria.lark` with the names of `units` filled in."""
    text = files("jixiao").joinpath("criteria.lark").read_text(encoding="utf-8")
    for name, pattern in terminal_patterns(units):
        text = text.replace(f"@{name}@", pattern.replace("/", r"\/"))
    return text


@lru_cache(maxsize=8)
def reader(units: Units) -> Callable[[str], Criterion]:
    """A function from folded text to a criterion. It raises `SyntaxFault` or `Contradiction`."""
    import lark

    parser = lark.Lark(
        grammar_text(units),
        parser="lalr",
        lexer="contextual",
        transformer=cast(Any, Handlers(units)),
        maybe_placeholders=False,
    )
    parse = parser.parse
    unexpected = lark.exceptions.UnexpectedInput

    def read(text: str) -> Criterion:
        try:
            return cast(Criterion, parse(text))
        except unexpected as problem:
            position = getattr(problem, "pos_in_stream", None)
            token = getattr(problem, "token", None)
            # At the end of the input Lark reports position 0 or None.
            if (token is not None and token.type == "$END") or position is None:
                position = len(text)
        raise SyntaxFault(position)

    return read


_OPERATORS: Final = {
    "GE_WORD": "≥",
    "LE_WORD": "≤",
    "GT_WORD": ">",
    "LT_WORD": "<",
    "EQ_WORD": "=",
    "ABOUT_WORD": "≈",
    "REACH_WORD": "≥",
    "GE_AFTER": "≥",
    "LE_AFTER": "≤",
    "OUTSIDE": ">",
    "ABOUT_AFTER": "≈",
    "CONTROL": "≤",
}
_NOT_SIMPLE: Final = frozenset(["年", "月", "日", "号", "季", "季度", "级", "周年"])
_SIMPLE: Final = re.compile(r"([≥≤><=≈]?)([0-9.]+)(.*?)(以[上下内])?$")
_BOUNDS: Final = MappingProxyType({"以上": "≥", "以下": "≤", "以内": "≤"})
_LOWER: Final = ("≥", ">")
_UPPER: Final = ("≤", "<")


@attrs.frozen
class _When:
    """A written date before the year is known: what was written, not yet which day."""

    year: int | None
    month: int
    day: int | None
    precision: str
    next_year: bool = False


class Handlers:
    """The handlers of the rules, for one set of units. Holds no other state."""

    def __init__(self, units: Units) -> None:
        self._units = units

    # ---- numbers and quantities

    def plain_number(self, c: list[Any]) -> Decimal:
        """amount: NUMBER"""
        return Decimal(c[0].replace(",", ""))

    def scaled_number(self, c: list[Any]) -> Decimal:
        """amount: NUMBER SCALE"""
        return _plain(Decimal(c[0].replace(",", "")) * SCALES[str(c[1])])

    def quantity(self, c: list[Any]) -> Quantity:
        """quantity: amount"""
        return Quantity(c[0], "")

    def quantity_unit(self, c: list[Any]) -> Quantity:
        """quantity: amount UNIT"""
        return Quantity(c[0], self._unit(c[1]))

    def quantity_half(self, c: list[Any]) -> Quantity:
        """quantity: amount UNIT HALF"""
        return Quantity(c[0] + Decimal("0.5"), self._unit(c[1]))

    def quantity_per_cent(self, c: list[Any]) -> Quantity:
        """quantity: PER_CENT"""
        text = str(c[0])
        number = Decimal(text[3:])
        match text[0]:
            case "百":
                return Quantity(number, "%")
            case "千":
                return Quantity(number, "‰")
            case _:
                return Quantity(number / 100, "%")

    def quantity_fraction(self, c: list[Any]) -> Quantity:
        """quantity: FRACTION"""
        return Quantity(_fraction(str(c[0])), "")

    def quantity_fraction_unit(self, c: list[Any]) -> Quantity:
        """quantity: FRACTION UNIT"""
        return Quantity(_fraction(str(c[0])), self._unit(c[1]))

    def quantity_currency(self, c: list[Any]) -> Quantity:
        """quantity: CURRENCY amount"""
        return Quantity(c[1], "元")

    def quantity_currency_unit(self, c: list[Any]) -> Quantity:
        """quantity: CURRENCY amount UNIT"""
        return Quantity(c[1], self._unit(c[2]))

    def _unit(self, text: str) -> str:
        return self._units.spellings.get(text) or _unit(self._units, str(text))

    def twice(self, c: list[Any]) -> Quantity:
        """twice: quantity "(" quantity ")" """
        first, second = c
        if (
            first.exact * self._units.factor(first.unit).size
            != second.exact * (self._units.factor(second.unit or first.unit).size)
            and first.exact * self._units.factor(first.unit).size != second.exact
        ):
            raise Contradiction("contradiction", f"“{first}”与括号里的“{second}”不是同一个值", "(")
        return cast(Quantity, first)

    # ---- comparisons

    def sign(self, c: list[Any]) -> Any:
        """sign: OP | GE_WORD | LE_WORD | GT_WORD | LT_WORD | EQ_WORD | ABOUT_WORD | REACH_WORD"""
        return c[0]

    def before(self, c: list[Any]) -> Any:
        """before: JUST | CONTROL | LABEL | DO"""
        return c[0]

    def after(self, c: list[Any]) -> Any:
        """after: GE_AFTER | LE_AFTER | OUTSIDE | ABOUT_AFTER | CONFIRM | DONE | WHOLLY | TRAIL"""
        return c[0]

    def more_number(self, c: list[Any]) -> Comparison:
        """more: amount MORE"""
        return Comparison(operator=">", quantity=Quantity(c[0], ""))

    def more_quantity(self, c: list[Any]) -> Comparison:
        """more: amount MORE UNIT"""
        return Comparison(operator=">", quantity=Quantity(c[0], self._unit(c[2])))

    def quantity_more(self, c: list[Any]) -> Comparison:
        """quantity_more: amount UNIT MORE"""
        return Comparison(operator=">", quantity=Quantity(c[0], self._unit(c[1])))

    def more(self, c: list[Any]) -> Comparison:
        """more: quantity_more"""
        return cast(Comparison, c[0])

    def simple(self, c: list[Any]) -> Comparison:
        """comparison: SIMPLE"""
        sign, number, unit, bound = _SIMPLE.match(c[0]).groups()  # type: ignore[union-attr]
        return Comparison(
            operator=sign or (_BOUNDS[bound] if bound else None),
            quantity=Quantity(Decimal(number), self._unit(unit) if unit else ""),
        )

    def comparison(self, c: list[Any]) -> Criterion:
        """comparison: quantity | _prefix quantity | quantity _suffix | _prefix quantity _suffix | …"""
        if len(c) == 1:
            only = c[0]
            return only if only.__class__ is Comparison else Comparison(quantity=only)
        operator: Operator | None = None
        soft = False  # 达到 and 控制在 give way to a clearer word
        quantity = None
        doubts: list[Doubt] = []
        for item in c:
            if item.__class__ is Quantity:
                quantity = item
                continue
            if item.__class__ is Comparison:
                quantity = item.quantity
                found: str | None = item.operator
                kind = "MORE"
            else:
                kind = item.type
                found = str(item).replace("~", "≈") if kind == "OP" else _OPERATORS.get(kind)
            if kind == "TRAIL":
                doubts.append(
                    Doubt(code="trailing-words", message=f"数值之后的“{item}”只作说明，未参与判断")
                )
            if found is None:
                continue
            if operator is None or (soft and kind not in ("CONTROL", "REACH_WORD")):
                if operator == "≤" and soft and found in _LOWER:
                    raise Contradiction("contradiction", "“控制在”与“以上”方向相反", str(item))
                operator = cast(Operator, found)
                soft = kind in ("CONTROL", "REACH_WORD")
            elif operator != found and kind not in ("CONTROL", "REACH_WORD"):
                operator = _agree(operator, found, str(item), kind, doubts)
            elif (operator in _UPPER) == (found in _LOWER) and operator not in ("≈", "="):
                raise Contradiction("contradiction", f"“{operator}”与“{item}”的方向相反", str(item))
        if soft and operator == "≤":
            doubts.append(
                Doubt(code="control-without-bound", message="“控制在”后没有“以内”，按不超过读")
            )
        return Comparison(
            operator=operator, quantity=cast(Quantity, quantity), doubts=tuple(doubts)
        )

    def per(self, c: list[Any]) -> str:
        """per: EVERY"""
        word = str(c[0])[1:]
        return word.removeprefix("个") if word.startswith("个") and len(word) > 2 else word

    def per_comparison(self, c: list[Any]) -> Comparison:
        """comparison: per comparison"""
        below, inner = c
        quantity = inner.quantity
        top, _, rest = quantity.unit.partition("/")
        name = self._units.canonical(below)
        unit = f"{top}/{name}·{rest}" if rest else f"{top}/{name}"
        return cast(Comparison, attrs.evolve(inner, quantity=Quantity(quantity.number, unit)))

    # ---- ranges

    def range_two(self, c: list[Any]) -> Range:
        """range: quantity TO quantity | BETWEEN quantity AND_WORD quantity AMID | _prefix … | …"""
        low, high = (one for one in c if one.__class__ is Quantity)
        for item in c:
            operator = None if item.__class__ is Quantity else _OPERATORS.get(item.type)
            if getattr(item, "type", "") == "OP" or operator in ("≥", ">", "<"):
                if getattr(item, "type", "") == "REACH_WORD" or str(item) in ("=", "≈", "~"):
                    continue
                raise Contradiction("contradiction", f"区间之前不能再有“{item}”", str(item))
        return self._range(low, high)

    def _range(
        self, low: Quantity, high: Quantity, *, low_closed: bool = True, high_closed: bool = True
    ) -> Range:
        bare = not low.unit
        if bare and high.unit:
            low = Quantity(low.number, high.unit)
        elif low.unit and not high.unit:
            high = Quantity(high.number, low.unit)
        relation = self._units.relation(low.unit, high.unit)
        if relation is None:
            raise Contradiction(
                "unit-conflict", f"两端的单位“{low.unit}”与“{high.unit}”不能比较", str(high)
            )
        first = low.exact * self._units.factor(low.unit).size
        scale = re.match(r"万亿|[十百千]?[万亿]", high.unit)
        if bare and scale and low.exact >= SCALES[scale[0]]:
            # 5万-8万元: the first number has its own 万, so its unit is 元.
            low = Quantity(low.number, high.unit[scale.end() :])
            first = low.exact * self._units.factor(low.unit).size
        second = high.exact * self._units.factor(high.unit).size
        if first > second or (first == second and not (low_closed and high_closed)):
            raise Contradiction(
                "contradiction", f"下限“{low}”大于上限“{high}”，没有值能同时满足", str(high)
            )
        return Range(lower=low, upper=high, lower_closed=low_closed, upper_closed=high_closed)

    def range_interval(self, c: list[Any]) -> Range:
        """range: INTERVAL | INTERVAL UNIT"""
        text = str(c[0])
        match = re.fullmatch(r"(.)([+-]?[0-9.]+)([%‰]?)[,~-]([+-]?[0-9.]+)([%‰]?)(.)", text)
        if match is None:
            raise Contradiction("number-damaged", f"区间“{text}”读不懂", text)
        unit = self._unit(str(c[1])) if len(c) > 1 else ""
        low = Quantity(Decimal(match[2]), match[3] or match[5] or unit)
        high = Quantity(Decimal(match[4]), match[5] or match[3] or unit)
        return self._range(low, high, low_closed=match[1] == "[", high_closed=match[6] == "]")

    def range_around(self, c: list[Any]) -> Range:
        """range: PLUS_MINUS quantity | PLUS_MINUS quantity _suffix | _prefix PLUS_MINUS quantity | …"""
        quantity = next(one for one in c if one.__class__ is Quantity)
        return self._range(Quantity(_plain(-quantity.number), quantity.unit), quantity)

    def range_some(self, c: list[Any]) -> Range:
        """range: amount SOME | amount SOME UNIT | amount SOME UNIT _suffix"""
        base = int(c[0])
        unit = self._unit(str(c[2])) if len(c) > 2 else ""
        step = (
            1 if base % 10 == 0 and base % 100 else 10 if base % 100 == 0 and base % 1000 else 100
        )
        return Range(
            lower=Quantity(Decimal(base + step), unit),
            upper=Quantity(Decimal(base + 9 * step), unit),
        )

    # ---- dates

    def year_named(self, c: list[Any]) -> int:
        """year: YEAR"""
        digits = re.match(r"[0-9]+", c[0])
        value = int(digits[0]) if digits else 0
        return value + 2000 if value < 100 else value

    def year_current(self, _: list[Any]) -> None:
        """year: CURRENT"""

    def year_next(self, _: list[Any]) -> str:
        """year: NEXT"""
        return "next"

    def date_day(self, c: list[Any]) -> _When:
        """date: year MONTH DAY | MONTH DAY"""
        year, month = self._year_month(c[:-1])
        return _when(year, month, _small(c[-1]), "day", c)

    def date_month(self, c: list[Any]) -> _When:
        """date: year MONTH | MONTH"""
        year, month = self._year_month(c)
        return _when(year, month, None, "month", c)

    def date_month_end(self, c: list[Any]) -> _When:
        """date: year MONTH END | MONTH END"""
        if c[-1][0] in "年季":
            raise Contradiction("contradiction", f"月份之后不能是“{c[-1]}”", str(c[-1]))
        year, month = self._year_month(c[:-1])
        return _when(year, month, None, "day", c)

    def date_decade(self, c: list[Any]) -> _When:
        """date: year MONTH DECADE | MONTH DECADE"""
        year, month = self._year_month(c[:-1])
        day = {"上": 10, "中": 20, "下": None}[c[-1][0]]
        return _when(year, month, day, "ten_days", c)

    def date_quarter(self, c: list[Any]) -> _When:
        """date: year QUARTER | QUARTER"""
        return _when(_year(c[:-1]), _quarter(c[-1]) * 3, None, "quarter", c)

    def date_quarter_end(self, c: list[Any]) -> _When:
        """date: year QUARTER END | QUARTER END"""
        return _when(_year(c[:-2]), _quarter(c[-2]) * 3, None, "day", c)

    def date_half(self, c: list[Any]) -> _When:
        """date: year HALF_YEAR | HALF_YEAR"""
        return _when(_year(c[:-1]), 6 if c[-1][0] == "上" else 12, None, "half", c)

    def date_half_end(self, c: list[Any]) -> _When:
        """date: year HALF_YEAR END | HALF_YEAR END"""
        return _when(_year(c[:-2]), 6 if c[-2][0] == "上" else 12, None, "day", c)

    def date_year_end(self, c: list[Any]) -> _When:
        """date: year END | YEAR_END"""
        year = _year(c[:-1])
        return _when(year, 12, None, "day", c)

    def date_year(self, c: list[Any]) -> _When:
        """date: year"""
        return _when(_year(c), 12, None, "year", c)

    def date_iso(self, c: list[Any]) -> _When:
        """date: ISO_DAY | ISO_MONTH"""
        numbers = [int(one) for one in re.findall(r"[0-9]+", c[0])]
        if len(numbers) == 3:
            return _when(numbers[0], numbers[1], numbers[2], "day", c)
        return _when(numbers[0], numbers[1], None, "month", c)

    def date_iso_end(self, c: list[Any]) -> _When:
        """date: ISO_MONTH END"""
        return attrs.evolve(self.date_iso(c[:1]), precision="day")

    def _year_month(self, c: list[Any]) -> tuple[Any, int]:
        return _year(c[:-1]), _small(c[-1])

    def deadline_at(self, c: list[Any]) -> Deadline:
        """deadline: date | date _done | date WITHIN | date WITHIN _done"""
        return _deadline(c[0])

    def deadline_by(self, c: list[Any]) -> Deadline:
        """deadline: _when date | _when date _done"""
        operator = _when_sign(c[0])
        if operator in _LOWER:
            raise Contradiction(
                "date-sign",
                f"“{c[0]}”之后是日期：完成时限只能写“不晚于”，不能写“不早于”",
                str(c[0]),
            )
        if operator == "<":
            return _deadline_before(c[1])
        return _deadline(c[1])

    def deadline_before(self, c: list[Any]) -> Deadline:
        """deadline: date BEFORE | date BEFORE _done"""
        return _deadline_before(c[0])

    def deadline_before_by(self, c: list[Any]) -> Deadline:
        """deadline: _when date BEFORE | _when date BEFORE _done"""
        if _when_sign(c[0]) in _LOWER:
            raise Contradiction("contradiction", f"“{c[0]}”与“{c[2]}”的方向相反", str(c[2]))
        return _deadline_before(c[1])

    def deadline_year(self, _: list[Any]) -> Deadline:
        """deadline: YEAR_WITHIN | YEAR_WITHIN _done"""
        return Deadline(month=12, precision="year")

    def deadline(self, c: list[Any]) -> Deadline:
        """deadline: …"""
        return cast(Deadline, c[0])

    def recurring_date(self, c: list[Any]) -> Deadline:
        """recurring: EVERY date | EVERY date _done"""
        return self._recurring(c[0], _deadline(c[1]))

    def recurring_before(self, c: list[Any]) -> Deadline:
        """recurring: EVERY date BEFORE | EVERY date BEFORE _done"""
        return self._recurring(c[0], _deadline_before(c[1]))

    def recurring_noted(self, c: list[Any]) -> Deadline:
        """recurring: EVERY date BEFORE YEAR_NOTE"""
        found = self._recurring(c[0], _deadline_before(c[1]))
        return found.in_year(int(c[3][1:5]))

    def recurring_day(self, c: list[Any]) -> Deadline:
        """recurring: EVERY DAY | EVERY DAY BEFORE | EVERY DAY BEFORE _done"""
        day = _small(c[1])
        if not 1 <= day <= 31:
            raise Contradiction("date-impossible", f"没有{day}日", str(c[1]))
        return Deadline(day=day, recurring="monthly")

    def recurring_end(self, c: list[Any]) -> Deadline:
        """recurring: EVERY END | EVERY END BEFORE | EVERY END BEFORE _done"""
        if c[0][1:] == "年":
            return Deadline(month=12, recurring="yearly")
        return Deadline(recurring="monthly")

    def _recurring(self, every: Any, found: Deadline) -> Deadline:
        return attrs.evolve(found, recurring="monthly" if every[1:] == "月" else "yearly")

    def period_dates(self, c: list[Any]) -> Period:
        """period: date TO date | date TO date DONE"""
        return _period(c[0], c[2])

    def period_day(self, c: list[Any]) -> Period:
        """period: date TO DAY"""
        return _period(c[0], attrs.evolve(c[0], day=_small(c[2])))

    def period_number(self, c: list[Any]) -> Period:
        """period: date TO NUMBER"""
        first: _When = c[0]
        numbers = [int(one) for one in c[2].split(".")]
        if len(numbers) == 2 and first.day is not None:
            return _period(first, _when(first.year, numbers[0], numbers[1], "day", c))
        if len(numbers) == 1 and first.day is not None:
            return _period(first, _when(first.year, first.month, numbers[0], "day", c))
        if len(numbers) == 1 and 1 <= numbers[0] <= 12:
            return _period(first, _when(first.year, numbers[0], None, "month", c))
        raise Contradiction("date-impossible", f"“{c[2]}”不是日期", str(c[2]))

    def period_months(self, c: list[Any]) -> Period:
        """period: MONTH_RANGE | MONTH_RANGE END | MONTH_RANGE DONE"""
        return _month_range(None, c[0])

    def period_year_months(self, c: list[Any]) -> Period:
        """period: year MONTH_RANGE | year MONTH_RANGE END | year MONTH_RANGE DONE"""
        return _month_range(c[0], c[1])

    def period_years(self, c: list[Any]) -> Period:
        """period: YEAR_RANGE"""
        first, last = (int(one) for one in re.findall(r"[0-9]{4}", c[0]))
        return _period(_When(first, 1, 1, "day"), _When(last, 12, 31, "day"))

    def period_year(self, c: list[Any]) -> Period:
        """period: YEAR_DU | YEAR_DU DONE"""
        year = int(c[0][:4])
        return _period(_When(year, 1, 1, "day"), _When(year, 12, 31, "day"))

    def period_year_whole(self, c: list[Any]) -> Period:
        """period: year WHOLE"""
        return _period(_When(c[0], 1, 1, "day"), _When(c[0], 12, 31, "day"))

    def period_whole(self, _: list[Any]) -> Period:
        """period: WHOLE | WHOLE DONE"""
        return Period(months=((1, None), (12, None)))

    # ---- several at once

    def all_of_parts(self, c: list[Any]) -> Criterion:
        """all_of: deadline_head comparison | part (JOIN part)+"""
        parts = [one for one in c if isinstance(one, Criterion)]
        if len(parts) == 2 and all(one.__class__ is Comparison for one in parts):
            joined = self._bounds(cast(Comparison, parts[0]), cast(Comparison, parts[1]))
            if joined is not None:
                return joined
        for one in parts:
            if one.__class__ is Comparison and one.operator is None and not one.quantity.unit:  # type: ignore[attr-defined]
                raise Contradiction(
                    "number-damaged",
                    f"“{one}”既无符号也无单位，看不出与前后是几个值还是一个值",
                    str(one),
                )
        return AllOf(parts=tuple(parts))

    def part(self, c: list[Any]) -> Criterion:
        """part: comparison | range | deadline | qualitative_part"""
        return cast(Criterion, c[0])

    def qualitative_part(self, c: list[Any]) -> Qualitative:
        """qualitative_part: PHRASE"""
        return Qualitative(words=str(c[0]))

    def _bounds(self, one: Comparison, other: Comparison) -> Range | None:
        """Two bounds of one quantity as a range: ≥80%且≤100%."""
        low, high = (one, other) if one.operator in _LOWER else (other, one)
        if low.operator not in _LOWER or high.operator not in _UPPER:
            return None
        if low.unit and high.unit and self._units.relation(low.unit, high.unit) is None:
            return None
        return self._range(
            low.quantity,
            high.quantity,
            low_closed=low.operator == "≥",
            high_closed=high.operator == "≤",
        )

    # ---- the rest

    def yes(self, _: list[Any]) -> YesNo:
        """yes_no: YES"""
        return YesNo(expected=True)

    def no(self, _: list[Any]) -> YesNo:
        """yes_no: NO"""
        return YesNo(expected=False)

    def relative_change(self, c: list[Any]) -> Relative:
        """relative: BASE CHANGE_END"""
        return Relative(baseline=_baseline(c[0]), change=_change(c[1]))

    def relative_amount(self, c: list[Any]) -> Relative:
        """relative: BASE CHANGE comparison"""
        return attrs.evolve(self.relative_bare(c[1:]), baseline=_baseline(c[0]))

    def relative_bare(self, c: list[Any]) -> Relative:
        """relative: CHANGE comparison"""
        inner: Comparison = c[1]
        return Relative(
            change=_change(c[0]),
            operator=inner.operator,
            amount=inner.quantity,
            doubts=inner.doubts,
        )

    def relative_hold(self, c: list[Any]) -> Relative:
        """relative: BASE HOLD | HOLD"""
        return Relative(baseline=_baseline(c[0]) if len(c) > 1 else None, change="hold")

    def relative_level(self, c: list[Any]) -> Relative:
        """relative: sign LEVEL"""
        operator = "≈" if str(c[0]) == "~" else _OPERATORS.get(c[0].type, str(c[0]))
        return Relative(baseline=str(c[1]), operator=cast(Operator, operator))

    def words(self, c: list[Any]) -> Qualitative:
        """qualitative: WORDS"""
        return Qualitative(words=str(c[0]))

    def grades(self, c: list[Any]) -> tuple[str, ...]:
        """grades: GRADE (OR GRADE)*"""
        return tuple(
            word
            for one in c
            if one.type == "GRADE"
            for word in (("优", "良") if one == "优良" else (str(one),))
        )

    def graded(self, c: list[Any]) -> Qualitative:
        """qualitative: grades"""
        return self._graded(c[0], or_better=False, tail="")

    def graded_up(self, c: list[Any]) -> Qualitative:
        """qualitative: grades GRADE_UP"""
        return self._graded(c[0], or_better="以上" in c[1], tail="以上" if "以上" in c[1] else "")

    def graded_sign(self, c: list[Any]) -> Qualitative:
        """qualitative: sign grades | sign grades GRADE_UP"""
        operator = _OPERATORS.get(c[0].type, str(c[0]))
        if operator in _UPPER or operator == "≈":
            raise Contradiction("grade-sign", f"等次之前不能是“{c[0]}”", str(c[0]))
        better = operator in _LOWER or len(c) > 2
        return self._graded(c[1], or_better=better, tail="以上" if better else "")

    def _graded(self, grades: Any, *, or_better: bool, tail: str) -> Qualitative:
        names = grades if isinstance(grades, tuple) else self.grades([grades])
        words = "优良" if names == ("优", "良") else "或".join(names)
        return Qualitative(words=words + tail, grades=names, or_better=or_better)

    def not_applicable(self, _: list[Any]) -> NotApplicable:
        """not_applicable: NOTHING"""
        return NotApplicable()

    def range(self, c: list[Any]) -> Range:
        """range: …"""
        return cast(Range, c[0])


def _agree(operator: Operator, found: str, word: str, kind: str, doubts: list[Doubt]) -> Operator:
    """Two words about one bound: 达95%以上 is one; 超过95%以上 keeps the first and says so."""
    same_side = (operator in _LOWER and found in _LOWER) or (operator in _UPPER and found in _UPPER)
    if same_side and kind != "OP":
        doubts.append(
            Doubt(code="two-operators", message=f"“{operator}”与“{word}”并用，按“{operator}”读")
        )
        return operator
    raise Contradiction("contradiction", f"“{operator}”与“{word}”互相矛盾", word)


def _plain(number: Decimal | Fraction) -> Any:
    """The number with no exponent: 1E+4 is written 10000."""
    if isinstance(number, Fraction):
        return number
    exponent = number.as_tuple().exponent
    return number.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else number


def _fraction(text: str) -> Any:
    below, _, above = text.partition("分之")
    if not int(below):
        raise Contradiction("number-damaged", f"“{text}”不是一个分数", text)
    return as_number(Fraction(int(above), int(below)))


@lru_cache(maxsize=4096)
def _unit(units: Units, text: str) -> str:
    """The canonical unit of a written noun; 名学生 is counted in 名, so its unit is 人."""
    if "/" not in text and "每" not in text:
        for size in range(len(text) - 2, 0, -1):
            head, noun = text[:size], text[size:]
            known = units.spellings.get(head)
            if known and units.factor(known).dimension == ((known, 1),) and not noun.endswith("次"):
                return known
    return units.canonical(text)


def _small(text: str) -> int:
    digits = re.match(r"[0-9]+", text)
    return int(digits[0]) if digits else 0


def _quarter(text: str) -> int:
    char = text.removeprefix("第")[0]
    return int(char) if char.isdecimal() else "一二三四".index(char) + 1


def _year(c: list[Any]) -> Any:
    return c[0] if c else None


def _when(year: Any, month: int, day: int | None, precision: str, c: list[Any]) -> _When:
    word = str(c[-1])
    if not 1 <= month <= 12:
        raise Contradiction("date-impossible", f"没有{month}月", word)
    if day is not None:
        known = year if isinstance(year, int) else 2000
        if not 1 <= day <= calendar.monthrange(known, month)[1]:
            raise Contradiction("date-impossible", f"{month}月没有{day}日", word)
    if year == "next":
        return _When(None, month, day, precision, next_year=True)
    return _When(year, month, day, precision)


def _when_sign(word: Any) -> str | None:
    return (
        _OPERATORS.get(word.type, str(word))
        if word.type in ("OP", *_OPERATORS) and (word.type != "REACH_WORD")
        else None
    )


def _deadline(when: _When) -> Deadline:
    if when.next_year:
        return Deadline(
            month=when.month,
            day=when.day,
            years_on=1,
            precision=cast(Any, when.precision),
            doubts=(Doubt(code="next-year", message="“次年”按预算年度的下一年读"),),
        )
    if when.year is None:
        return Deadline(month=when.month, day=when.day, precision=cast(Any, when.precision))
    last = datetime.date(
        when.year, when.month, when.day or calendar.monthrange(when.year, when.month)[1]
    )
    return Deadline(date=last, precision=cast(Any, when.precision))


def _deadline_before(when: _When) -> Deadline:
    """前 after a day, or after 底/末, includes it; after a month, quarter or half it does not."""
    found = _deadline(when)
    if when.precision == "day":
        last = found.date
        return attrs.evolve(found, contested=(last, last)) if last else found
    doubt = Doubt(
        code="before-boundary",
        message="“前”之前是时段而不是某一天：按时段开始之前读，时段之内完成的须人工核对",
    )
    first_month = {"quarter": when.month - 2, "half": when.month - 5, "year": 1}.get(
        when.precision, when.month
    )
    first_day = 1
    if when.precision == "ten_days":
        first_day = {10: 1, 20: 11}.get(when.day or 31, 21)
    if when.year is None:
        if first_day > 1:
            return attrs.evolve(found, day=first_day - 1, doubts=(*found.doubts, doubt))
        month = first_month - 1 or 12
        return attrs.evolve(
            found,
            month=month,
            day=None,
            precision="day",
            before=when.month - first_month + 1,
            doubts=(*found.doubts, doubt),
        )
    start = datetime.date(when.year, first_month, first_day)
    return attrs.evolve(
        found,
        date=start - datetime.timedelta(days=1),
        precision="day",
        contested=(start, found.date),
        doubts=(*found.doubts, doubt),
    )


def _period(one: _When, two: _When) -> Period:
    """From the first day of what `one` names to the last day of what `two` names."""
    first_day = one.day or 1
    first_month = {"quarter": one.month - 2, "half": one.month - 5, "year": 1}.get(
        one.precision, one.month
    )
    if one.precision == "ten_days":
        first_day = {10: 1, 20: 11}.get(one.day or 31, 21)
    second_year = two.year if two.year is not None else one.year
    if one.year is None and second_year is not None:
        first_year: int | None = second_year
    else:
        first_year = one.year
    if first_year is None or second_year is None:
        return Period(months=((first_month, first_day if one.day else None), (two.month, two.day)))
    start = datetime.date(first_year, first_month, first_day)
    day = two.day or calendar.monthrange(second_year, two.month)[1]
    end = datetime.date(second_year, two.month, day)
    if end < start:
        raise Contradiction("contradiction", f"止于{end}，早于起于{start}", "")
    return Period(start=start, end=end)


def _month_range(year: Any, text: str) -> Period:
    first, last = (int(one) for one in re.findall(r"[0-9]+", text))
    one = _When(year, first, None, "month")
    two = _When(year, last, None, "month")
    for month in (first, last):
        if not 1 <= month <= 12:
            raise Contradiction("date-impossible", f"没有{month}月", str(text))
    return _period(one, two)


def _baseline(text: str) -> str:
    word = str(text)
    if word in ("同比", "环比"):
        return word
    return re.sub(
        r"^(?:相比于?|对比|较|比|与|同|和|在)|(?:的基础上|基础上|相比|比较|相较|比)$", "", word
    )


def _change(text: str) -> Any:
    return "fall" if _FALLS.search(str(text)) else "rise"
