"""Ahead: what stands behind a bound or another word, up to the value that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .phrases import Bound, Phrase
from .runs import are, moves, tokens_of
from .tokens import Token, Vocabulary

__all__ = ["Ahead"]

#: Classes whose words cut a bound off from the number behind them.
_APART: Final = frozenset(
    ("not", "denial", "baseline", "aim", "past", "possessive", "than", "to", "or", "join", "colon")
)
#: What the words of a level compared with may be, and what may stand behind them: 上年以上.
_OF_LEVEL: Final = frozenset(("WORD", "DATE", "BRACKET"))
_NOT_OF_LEVEL: Final = frozenset(("possessive", "not"))
_BEHIND_LEVEL: Final = frozenset(("AFTER", "GRADE"))
#: Figures that the number behind them states: 不超过概算8600万元, 不高于限额450元.
_FIGURES: Final = frozenset(("aim", "set-figure"))


class Ahead:
    """The phrases of a target, asked what follows one of them."""

    def __init__(self, phrases: Sequence[Phrase], words: Vocabulary) -> None:
        self._phrases = phrases
        self._words = words

    def kind(self, index: int) -> str:
        """The kind of the phrase at `index`; `""` where there is none."""
        return self._phrases[index].kind if 0 <= index < len(self._phrases) else ""

    def target(self, index: int) -> str:
        """What the bound at `index` bounds: a value, a date, a level; "" if nothing does follow."""
        after = index + 1
        while after < len(self._phrases):
            kind = self.kind(after)
            if kind in ("AMOUNT", "RANK", "INTERVAL", "AROUND", "NUMBER"):
                return "value" if self._only_fill(index + 1, after) else self.level(index)
            if kind in ("DATE", "SPAN"):
                if self._only_fill(index + 1, after) and not self._baseline_at(after + 1):
                    return "date"
            elif kind == "GRADE" and after == index + 1:
                return "grade"
            elif kind == "JOIN":
                break
            after += 1
        return self.level(index)

    def changes_between(self, index: int) -> bool:
        """Whether a change and its amount follow: 不超过 before 同比增长5%, 至少 before 提高5%."""
        changes = False
        for later in range(index + 1, len(self._phrases)):
            kind = self.kind(later)
            if kind == "AMOUNT":
                return changes
            if kind not in ("WORD", "BASE"):
                return False
            words = tokens_of(self._phrases[later : later + 1]) if kind == "WORD" else []
            changes = changes or any(moves(one) for one in words)
        return False

    def does_between(self, index: int) -> bool:
        """Whether only words of doing and of things stand between the bound and its number."""
        end = index + 1
        while self.kind(end) == "WORD":
            end += 1
        if self.kind(end) not in ("AMOUNT", "RANK"):
            return False
        tokens = tokens_of(self._phrases[index + 1 : end])
        stated = self.is_stated(self._phrases[index].value, tokens, self._phrases[end])
        return stated or all(_APART.isdisjoint(one.senses) for one in tokens)

    def is_stated(self, bound: Bound, tokens: Sequence[Token], behind: Phrase) -> bool:
        """Whether words end with a figure that somebody set, and its amount stands behind them.

        A share (不超过概算10%) may as well say how far, and 低于市场价50元 does.
        """
        if bound.operator in ("<", ">") or behind.kind != "AMOUNT":
            return False
        while tokens and "measure" in tokens[-1].senses:
            tokens = tokens[:-1]  # 预算总额, 批复金额
        unit = behind.value.quantity.unit
        absolute = bool(unit) and not (self._words.is_share(unit) or self._words.is_points(unit))
        return absolute and bool(tokens) and not _FIGURES.isdisjoint(tokens[-1].senses)

    def _baseline_at(self, index: int) -> bool:
        """Whether words of a level follow a date: 2021年水平."""
        return self.kind(index) == "WORD" and "baseline" in self._phrases[index].value[0].senses

    def _only_fill(self, start: int, end: int) -> bool:
        return all(
            one.kind in ("BOUND", "EVERY") or (one.kind == "WORD" and are(one.value, "fill", "by"))
            for one in self._phrases[start:end]
        )

    def level(self, index: int) -> str:
        """Whether a level follows (上年, 全市平均水平): words with a baseline, up to a number or the end."""
        bound: Bound = self._phrases[index].value
        known, last = False, ""
        for one in self._phrases[index + 1 :]:
            if known and one.kind == "AMOUNT":
                # 上年以8.80: a single character that says nothing belongs to neither side
                return "" if len(last) == 1 else "level"
            if known and one.kind == "JOIN" and one.text != "、":
                break
            if one.kind == "JOIN" and one.text == "、":
                continue
            if one.kind not in (_OF_LEVEL | _BEHIND_LEVEL if known else _OF_LEVEL):
                return ""
            if one.kind == "WORD":
                for token in one.value:
                    if not _NOT_OF_LEVEL.isdisjoint(token.senses):
                        return ""
                    if "baseline" in token.senses or ("aim" in token.senses and bound.symbol):
                        known = True
                    last = "" if token.senses else token.text
        return "level" if known else ""

    def has_next_value(self, index: int) -> bool:
        """Whether a value follows in the same part: 12次 behind 全年."""
        for later in range(index + 1, len(self._phrases)):
            if self.kind(later) == "JOIN":
                return False
            if self.kind(later) in ("AMOUNT", "RANK", "INTERVAL"):
                return True
        return False

    def opens_value(self, index: int) -> bool:
        """Whether a second value comes after the one at `index`: 由10天缩短至5天, 自1月至3月."""
        return any(
            one.kind in ("AMOUNT", "DATE", "DAY")
            for one in self._phrases[index + 1 :]
            if one.kind != "JOIN"
        )

    def has_amid(self, index: int) -> bool:
        """Whether 之间 closes what begins at `index`."""
        return any(one.kind == "AMID" for one in self._phrases[index + 1 :])
