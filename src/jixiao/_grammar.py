"""The grammar of indicator values: `criteria.lark` to criteria. The only room that knows Lark.

Each handler's docstring quotes the rule it serves. Handlers build; where two parts
of a text contradict one another they raise `Contradiction`, which `parsing` turns
into an error with a caret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final, cast

import attrs

from ._amounts import AmountHandlers, remarks, scaled
from ._dates import DateHandlers
from ._faults import Contradiction, SyntaxFault
from ._vocabulary import FALLS, LOWER, NOT_SIMPLE, OPERATORS, UPPER, grammar_text
from .criteria import (
    AllOf,
    Comparison,
    Criterion,
    Doubt,
    NotApplicable,
    Operator,
    Qualitative,
    Relative,
    YesNo,
)
from .quantities import Quantity, Units

__all__ = ["Handlers", "reader"]


@lru_cache(maxsize=8)
def reader(units: Units) -> Callable[[str], Criterion]:
    """A function from folded text to a criterion. It raises `SyntaxFault` or `Contradiction`."""
    simple = _simple_reader(units)

    def read(text: str) -> Criterion:
        found = simple(text)
        # The grammar takes half a second to build, which a column of plain numbers never needs.
        return _grammar(units)(text) if found is None else found

    return read


@lru_cache(maxsize=8)
def _grammar(units: Units) -> Callable[[str], Criterion]:
    """As `reader`, through the grammar whatever the text."""
    import lark

    parser = lark.Lark(
        grammar_text(units),
        parser="lalr",
        lexer=_lexer_class(),
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


def _lexer_class() -> Any:
    """Lark's contextual lexer, less one expression of all terminals for every state of the parser.

    Those take a second to compile; here each terminal is compiled once, when a state that
    accepts it is first met.
    """
    from lark.lexer import Lexer, Token

    class ContextualLexer(Lexer):
        __future_interface__ = 1

        def __init__(self, conf: Any) -> None:
            by_priority = sorted(conf.terminals, key=lambda one: -one.priority)
            self._patterns = {one.name: one.pattern.to_regexp() for one in by_priority}
            self._states: dict[Any, list[tuple[str, Callable[..., Any]]]] = {}

        def _accepted(self, state: Any, names: Any) -> list[tuple[str, Callable[..., Any]]]:
            found = self._states[state] = [
                (name, _compiled(pattern))
                for name, pattern in self._patterns.items()
                if name in names
            ]
            return found

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            # A slice of a text since Lark 1.3, the text itself before.
            text = getattr(lexer_state.text, "text", lexer_state.text)
            position, end = 0, len(text)
            stack, accepts = parser_state.state_stack, parser_state.parse_conf.states
            known = self._states
            while position < end:
                state = stack[-1]
                for name, match in known.get(state) or self._accepted(state, accepts[state]):
                    found = match(text, position)
                    if found is not None:
                        yield Token(name, found[0], position)
                        position = found.end()
                        break
                else:
                    raise SyntaxFault(position)

    return ContextualLexer


@cache
def _compiled(pattern: str) -> Callable[..., re.Match[str] | None]:
    return re.compile(pattern).match


_SIMPLE: Final = re.compile(
    r"(?:([≥≤><=≈])([0-9]+(?:\.[0-9]+)?)([^0-9.]{0,6})|([0-9]+(?:\.[0-9]+)?)([^0-9.]{0,6}?)(以[上下内])?)"
)
_BOUNDS: Final[Mapping[str | None, Operator | None]] = MappingProxyType(
    {"以上": "≥", "以下": "≤", "以内": "≤", None: None}
)


def _simple_reader(units: Units) -> Callable[[str], Comparison | None]:
    """A reader of the commonest shape, a sign, a number and a known unit, and of no other.

    Nine values in ten have it, and need no parser; a property test holds it to the grammar.
    """
    known = {
        scale + spelling: units.canonical(scale + spelling)
        for spelling in units.spellings
        for scale in ("", "万", "亿")
        if spelling not in NOT_SIMPLE and not (scale and spelling in _NO_SCALE)
    }
    known[""] = ""
    match = _SIMPLE.fullmatch

    def read(text: str) -> Comparison | None:
        found = match(text)
        if found is None:
            return None
        sign, number, unit, bare, bare_unit, bound = found.groups()
        if sign is None:
            number, unit = bare, bare_unit
        canonical = known.get(unit)
        if canonical is None:
            return None
        return Comparison(
            operator=cast(Operator, sign) if sign else _BOUNDS[bound],
            quantity=Quantity(Decimal(number), canonical),
        )

    return read


_NO_SCALE: Final = frozenset("% ‰ 百分比 百分号 pct 千分比 倍 成 折 百分点 个百分点 pp".split())
# 达到 and 控制在 state a direction but give way to a clearer word.
_SOFT: Final = frozenset(["CONTROL", "REACH_WORD", "RISE_TO", "FALL_TO"])


class Handlers(AmountHandlers, DateHandlers):
    """The handlers of the rules, for one set of units. Holds no other state."""

    # ---- comparisons

    def sign(self, c: list[Any]) -> Any:
        """sign: OP | TILDE | RISE_TO | FALL_TO | GE_WORD | LE_WORD | GT_WORD | LT_WORD | EQ_WORD | …"""
        return c[0]

    def before(self, c: list[Any]) -> Any:
        """before: JUST | CONTROL | LABEL | DO"""
        return c[0]

    def after(self, c: list[Any]) -> Any:
        """after: GE_AFTER | LE_AFTER | LT_AFTER | OUTSIDE | ABOUT_AFTER | CONFIRM | ASIDE | …"""
        return c[0]

    def more_number(self, c: list[Any]) -> Comparison:
        """more: amount MORE"""
        return Comparison(operator=">", quantity=Quantity(c[0], ""))

    def more_quantity(self, c: list[Any]) -> Comparison:
        """more: amount MORE UNIT"""
        return Comparison(operator=">", quantity=Quantity(c[0], self._unit(c[2])))

    def more_scaled(self, c: list[Any]) -> Comparison:
        """more: amount MORE SCALE"""
        return Comparison(operator=">", quantity=Quantity(scaled(c[0], c[2]), ""))

    def quantity_more(self, c: list[Any]) -> Comparison:
        """quantity_more: amount UNIT MORE"""
        return Comparison(operator=">", quantity=Quantity(c[0], self._unit(c[1])))

    def more(self, c: list[Any]) -> Comparison:
        """more: quantity_more"""
        return cast(Comparison, c[0])

    def comparison(self, c: list[Any]) -> Criterion:
        """comparison: quantity | _prefix quantity | quantity _suffix | _prefix quantity _suffix | …"""
        if len(c) == 1:
            only = c[0]
            return only if only.__class__ is Comparison else Comparison(quantity=only)
        operator: Operator | None = None
        soft = ""  # 达到 and 控制在 give way to a clearer word
        quantity = None
        doubts = list(remarks(c))
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
                found = str(item) if kind == "OP" else OPERATORS.get(kind)
            if found is None:
                continue
            if operator is None or (soft and kind not in _SOFT):
                if operator == "≤" and soft and found in LOWER:
                    raise Contradiction("contradiction", f"“{soft}”与“{item}”方向相反", str(item))
                operator = cast(Operator, found)
                soft = str(item) if kind in _SOFT else ""
            elif operator != found and kind not in _SOFT:
                operator = _agree(operator, found, str(item), kind, doubts)
            elif (operator in UPPER) == (found in LOWER) and operator not in ("≈", "="):
                raise Contradiction("contradiction", f"“{operator}”与“{item}”的方向相反", str(item))
        if "控制" in soft:
            doubts.append(
                Doubt(code="control-without-bound", message="“控制在”后没有“以内”，按不超过读")
            )
        return Comparison(
            operator=operator, quantity=cast(Quantity, quantity), doubts=tuple(doubts)
        )

    def per(self, c: list[Any]) -> str:
        """per: EVERY | EACH"""
        word = str(c[0])
        # 半年1次 was folded to 0.5年1次; 一年一次 says once a year as 每年1次 does.
        word = (
            "半" + word[3:] if word.startswith("0.5") else re.sub("^(?:每1?|1(?![0-9.]))", "", word)
        )
        return word.removeprefix("个") if word.startswith("个") and len(word) > 1 else word

    def per_comparison(self, c: list[Any]) -> Comparison:
        """comparison: per comparison"""
        below, inner = c
        return cast(Comparison, attrs.evolve(inner, quantity=self._per(inner.quantity, below)))

    def changed(self, c: list[Any]) -> Comparison:
        """comparison: FROM_VALUE quantity comparison | quantity ARROW comparison"""
        found = cast(Comparison, c[-1])
        before = next(one for one in c if one.__class__ is Quantity)
        if c[0] is not before and (found.operator is None or found.operator == "="):
            raise Contradiction(
                "contradiction", f"“{before}”与“{found}”连在一起，看不出哪个是指标值", str(c[0])
            )
        message = f"“{before}”是原来的数，只作说明；指标值按“{found.quantity}”读"
        return attrs.evolve(
            found, doubts=(*found.doubts, Doubt(code="former-value", message=message))
        )

    # ---- several at once

    def all_of_one(self, c: list[Any]) -> AllOf:
        """all_of: dated"""
        for one in c[0]:
            _refuse_bare(one)
        return _together(c[0])

    def all_of_parts(self, c: list[Any]) -> Criterion:
        """all_of: part (JOIN part)+"""
        found = [one for one in c if not hasattr(one, "type")]
        parts = [one for item in found for one in (item if isinstance(item, tuple) else (item,))]
        if len(parts) == 2 and all(one.__class__ is Comparison for one in parts):
            joined = self._bounds(parts[0], parts[1])
            if joined is not None:
                return joined
        for one in parts:
            _refuse_bare(one)
        return _together(tuple(parts))

    def dated(self, c: list[Any]) -> tuple[Criterion, ...]:
        """dated: deadline_head comparison"""
        amount = c[1].quantity
        if amount.unit == "年" and re.fullmatch("(?:19|20)[0-9]{2}", str(amount.number)):
            raise Contradiction("date-doubled", f"日期之后又写了“{amount.number}年”", "年")
        return tuple(c)

    def part(self, c: list[Any]) -> Criterion:
        """part: comparison | range | deadline | dated | qualitative_part"""
        return cast(Criterion, c[0])

    def qualitative_part(self, c: list[Any]) -> Qualitative:
        """qualitative_part: PHRASE"""
        return Qualitative(words=str(c[0]))

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

    def relative_object(self, c: list[Any]) -> Relative:
        """relative: CHANGE_OF comparison"""
        found = self.relative_bare(c)
        message = f"“{c[0]}”中变化的对象只作说明，未参与判断"
        return attrs.evolve(
            found, doubts=(*found.doubts, Doubt(code="leading-words", message=message))
        )

    def relative_per(self, c: list[Any]) -> Relative:
        """relative: per CHANGE comparison"""
        found = self.relative_bare(c[1:])
        return attrs.evolve(found, amount=self._per(cast(Quantity, found.amount), c[0]))

    def relative_hold(self, c: list[Any]) -> Relative:
        """relative: BASE HOLD | HOLD"""
        return Relative(baseline=_baseline(c[0]) if len(c) > 1 else None, change="hold")

    def relative_level(self, c: list[Any]) -> Relative:
        """relative: sign LEVEL"""
        operator = OPERATORS.get(c[0].type, str(c[0]))
        return Relative(baseline=str(c[1]), operator=cast(Operator, operator))

    def words(self, c: list[Any]) -> Qualitative:
        """qualitative: WORDS | WEEKDAY"""
        return Qualitative(words=str(c[0]))

    def one_each(self, c: list[Any]) -> Qualitative:
        """qualitative: ONE_EACH"""
        return Qualitative(words=c[0].replace("1", "一"))

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
        operator = OPERATORS.get(c[0].type, str(c[0]))
        if operator in UPPER or operator == "≈":
            raise Contradiction("grade-sign", f"等次之前不能是“{c[0]}”", str(c[0]))
        better = operator in LOWER or len(c) > 2
        return self._graded(c[1], or_better=better, tail="以上" if better else "")

    def _graded(self, grades: Any, *, or_better: bool, tail: str) -> Qualitative:
        names = grades if isinstance(grades, tuple) else self.grades([grades])
        words = "优良" if names == ("优", "良") else "或".join(names)
        return Qualitative(words=words + tail, grades=names, or_better=or_better)

    def not_applicable(self, _: list[Any]) -> NotApplicable:
        """not_applicable: NOTHING"""
        return NotApplicable()


def _together(parts: tuple[Criterion, ...]) -> AllOf:
    return AllOf(parts=parts, doubts=tuple(doubt for one in parts for doubt in one.doubts))


def _refuse_bare(one: Any) -> None:
    """A number with neither sign nor unit beside another value is rather a damaged one (2021年7)."""
    if isinstance(one, Comparison) and one.operator is None and not one.unit:
        raise Contradiction(
            "number-damaged",
            f"“{one}”既无符号也无单位，看不出与前后是几个值还是一个值",
            str(one),
        )


def _agree(operator: Operator, found: str, word: str, kind: str, doubts: list[Doubt]) -> Operator:
    """Two words about one bound: 达95%以上 is one; 超过95%以上 keeps the first and says so."""
    same_side = (operator in LOWER and found in LOWER) or (operator in UPPER and found in UPPER)
    if same_side and kind != "OP":
        doubts.append(
            Doubt(code="two-operators", message=f"“{operator}”与“{word}”并用，按“{operator}”读")
        )
        return operator
    raise Contradiction("contradiction", f"“{operator}”与“{word}”互相矛盾", word)


def _baseline(text: str) -> str:
    word = str(text)
    if word in ("同比", "环比"):
        return word
    return re.sub(
        r"^(?:相比于?|对比|较|比|与|同|和|在)|(?:的基础上|基础上|相比|比较|相较|比)$", "", word
    )


def _change(text: str) -> Any:
    return "fall" if FALLS.search(str(text)) else "rise"
