"""Units as they are written behind a number: 元/人·月, 台(套), 每亩, and where one ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from ..quantities import SCALES, Units
from .faults import Contradiction
from .tokens import Cursor, Token, Vocabulary

__all__ = ["UnitReader", "scale_of", "unit_of_noun"]

# 5元元, 5万万元: a slip of the pen, and no measure word.
_DOUBLED: Final = re.compile(r"(.{1,3})\1(?:/.*)?")


class UnitReader(Cursor):
    """Reads units from the tokens of one text."""

    def __init__(
        self, tokens: Sequence[Token], words: Vocabulary, beside: Cursor | None = None
    ) -> None:
        super().__init__(tokens, beside)
        self._words = words
        self._units = words.units

    def _numeric(self, index: int) -> bool:
        return index < self._count and self._tokens[index].kind in ("number", "numeral")

    # ---- the unit

    def unit_at(self, index: int) -> tuple[str, int] | None:
        """The canonical unit written at `index`, with its scale: 万元, 人·月, 元/亩."""
        scale = ""
        if self._is(index, "scale"):
            scale, index = self._text(index), index + 1
        return self._unit(index, scale)

    def _unit(self, index: int, scale: str) -> tuple[str, int] | None:
        if self._is(index, "currency") and not self._numeric(index + 1):
            return f"{scale}{self._tokens[index].senses['currency']}", index + 1
        top, end = self._atom(index, scale)
        stroke = self._text(end) == "/"
        if not top and (scale or not (stroke or self._is(end, "every"))):
            return None
        if not top and stroke and self._numeric(end + 1):
            return None
        if self._text(end) in ("·", "*") and top:
            other, after = self._atom(end + 1, "")
            if other:
                top, end = f"{top}·{other}", after
        below, end = self._divisors(end, topped=bool(top))
        if not top and not below:
            return None
        text = top if not below else f"{top}/{'·'.join(below)}"
        return (self._canonical(text) if not below else self._units.canonical(text)), end

    def _divisors(self, end: int, *, topped: bool) -> tuple[list[str], int]:
        """What stands below the stroke from `end` on: /月, 每年, /(人·天), and the index behind.

        `topped` says that something stands above it; without, only 每 may begin.
        """
        found: list[str] = []
        while True:
            at = self._stroke(end, topped=topped, further=bool(found))
            if at is None:
                return found, end
            bracketed = self._text(at) == "("
            one, after = self.below(at + bracketed)
            if not one:
                return found, end
            found.append(one)
            end = after
            if bracketed:
                more, end = self._in_brackets(end)
                found.extend(more)

    def _stroke(self, at: int, *, topped: bool, further: bool) -> int | None:
        """The index behind a stroke, 每 or / 每 at `at`, or a dot between divisors; None without."""
        every = self._is(at, "every")
        if self._text(at) == "/":
            return at + 2 if self._is(at + 1, "every") else at + 1
        if every and (topped or further):
            return at + 1
        if self._text(at) in ("·", "*", ".") and further:
            return at + 1
        return at if every else None

    def _in_brackets(self, end: int) -> tuple[list[str], int]:
        """The further divisors of (人·天), and the index behind the bracket."""
        found: list[str] = []
        while self._text(end) in ("·", "*", "."):
            one, after = self.below(end + 1)
            if not one:
                break
            found.append(one)
            end = after
        return found, end + (self._text(end) == ")")

    def _canonical(self, text: str) -> str:
        """As `unit_of_noun`; 个批次 is a unit of its own."""
        if len(text) > 2 and text.endswith(self._words.lexicon.words("compound-tail")):
            return self._units.canonical(text)
        return unit_of_noun(self._units, text)

    def below(self, index: int) -> tuple[str, int]:
        """What stands below the stroke: 月, 12天, 10万人, 半年."""
        digits = ""
        if (
            self._numeric(index)
            and self._tokens[index].value is not None
            and "scale" not in self._tokens[index].senses
        ):
            token = self._tokens[index]
            if self._text(index + 1) in ("%", "‰"):
                return "", index
            idle = token.value == 1 and not self._is(index + 1, "scale")
            digits = "" if idle else format(token.value, "f")
            index += 1
        elif self._is(index, "half") and self._is(index + 1, "unit"):
            atom, end = self._atom(index + 1, "")
            return (
                (f"{self._text(index)}{self._units.canonical(atom)}", end) if atom else ("", index)
            )
        scale = ""
        if self._is(index, "scale"):
            scale, index = self._text(index), index + 1
        if self._is(index, "span-of-time") and self._is(index, "unit"):
            unit = self._tokens[index].senses["unit"]
            return f"{digits}{scale}{unit}", index + 1
        atom, end = self._atom(index, "")
        if not atom or (not digits and not scale and self._is_next_item(index, end)):
            return "", index
        return f"{digits}{scale}{self._units.canonical(self._canonical(atom))}", end

    def _is_next_item(self, index: int, end: int) -> bool:
        """省级 in 国家级3家/省级7家: a noun that is no unit, and has a number of its own."""
        return "unit" not in self._tokens[index].senses and self._numeric(end)

    def _atom(self, index: int, scale: str) -> tuple[str, int]:
        """One noun or spelled unit, with what stands in brackets behind it: 万平方米, 台(套)."""
        if self._text(index) == "(":
            return self._bracketed(index, scale)
        end, parts = index, []
        while end < self._count and not self._stops(end, index):
            token = self._tokens[end]
            parts.append(token.text)
            end += 1
            if end == index + 1 and "unit" in token.senses:
                whole = self._unit_alone(index)
                if whole is not None:
                    end = whole
                    break
        if not parts:
            return "", index
        text = "".join(parts)
        if _DOUBLED.fullmatch(text) and text not in self._units.spellings:
            raise Contradiction("unit-damaged", f"“{text}”不是单位", text)
        if self._text(end) == "(" and end + 2 < self._count and self._text(end + 2) == ")":
            other = self._text(end + 1)
            counted = self._is(end + 1, "unit") and self._units.counts(
                self._senses[end + 1]["unit"]
            )
            if counted and len(parts) == 1 and not self._is(end + 1, "inclusive"):
                return f"{scale}{text}({other})", end + 3
        return f"{scale}{text}", end

    def _unit_alone(self, index: int) -> int | None:
        """Where the unit at `index` ends, if what follows is read over; None where it goes on."""
        token, end = self._tokens[index], index + 1
        if not token.text.isalpha() or self._is_measured_alone(end, token):
            return end
        if "year" in token.senses:
            while end < self._count and not self._stops(end, index):
                end += 1
            return end
        if self._is(end, "after") and end + 1 >= self._count:
            return end  # 5人起, 100万元起
        if self._units.counts(token.senses["unit"]):
            return None
        if self._is(end, "side") and (end + 1 >= self._count or self._stops(end + 1, index)):
            return end + 1
        return None

    def _bracketed(self, index: int, scale: str) -> tuple[str, int]:
        """95(%): the form prints the unit in brackets behind the number."""
        end, own = index + 1, ""
        if self._is(end, "scale") and not scale:
            own, end = self._text(end), end + 1
        close = end
        while close < self._count and self._text(close) != ")" and close - end < 4:
            close += 1
        name = self._joined(end, close)
        if self._text(close) != ")" or name not in self._units.spellings:
            return "", index
        return f"{scale}{own}{name}", close + 1

    def _is_measured_alone(self, end: int, token: Token) -> bool:
        """平方米 counts nothing, so that 养护 in 5万平方米养护 is not what is counted: it trails."""
        if self._units.counts(token.senses["unit"]):
            return False
        after = end
        size = 0
        while after < self._count and not self._stops(after, end - 1):
            size += len(self._text(after))
            after += 1
        return size >= 2

    def _looks_like_digits(self, index: int) -> bool:
        """Whether the letters from `index` on are all such as look like digits: OO in 1OO套."""
        start = index
        while index < self._count and self._text(index).isascii() and self._text(index).isalpha():
            if self._text(index) not in self._words.lexicon.words("lookalike"):
                return False
            index += 1
        return index > start

    def _stops(self, index: int, start: int) -> bool:
        """Whether the noun of a unit that began at `start` ends before this token."""
        token = self._tokens[index]
        senses = token.senses
        if index == start:
            if "unit" in senses:
                return False
            return (
                not _is_noun(token)
                or (token.text.isascii() and self._looks_like_digits(index))
                or not _NO_HEAD.isdisjoint(senses)
            )
        if not _is_noun(token) or not token.text.isalpha() or "only" in senses:
            return True
        if "unit" in senses and _BEFORE_UNIT.isdisjoint(senses):
            return False
        if not _STOPPING.isdisjoint(senses):
            return True
        if "bound" in senses and (index + 1 >= self._count or self._is(index + 1, "join")):
            return True
        if len(token.text) > 1 and ("rise" in senses or "fall" in senses):
            return True
        if not _STOPPING_BEFORE_NUMBER.isdisjoint(senses):
            following = index + 1
            return following < self._count and (
                self._numeric(following)
                or self._is(following, "sign")
                or self._is(following, "share")
            )
        return False


_STOPPING: Final = frozenset((
    "after", "verb", "more", "every", "amid", "half", "not", "whole-amount", "before", "to", "join", "end",
))  # fmt: skip


_STOPPING_BEFORE_NUMBER: Final = frozenset(("bound", "soft", "and", "or", "from", "fill"))


#: Classes with whose words no noun of a unit begins.
_NO_HEAD: Final = _STOPPING | {
    "and", "with", "scale", "some", "within", "bound", "soft", "inclusive", "exclusive", "or", "rise", "fall",
}  # fmt: skip


_BEFORE_UNIT: Final = frozenset(("more", "to", "verb"))


def _is_noun(token: Token) -> bool:
    if token.kind in ("number", "numeral"):
        return False
    if token.text.isalpha() or token.text in ("μ", "°"):
        return True
    return "unit" in token.senses


def scale_of(unit: str) -> str:
    """The 万 or 百万 that a unit begins with; `""` for none."""
    return next((one for one in sorted(SCALES, key=len, reverse=True) if unit.startswith(one)), "")


@lru_cache(maxsize=4096)
def unit_of_noun(units: Units, text: str) -> str:
    """The canonical unit of a written noun; 名学生 is counted in 名, so its unit is 人."""
    if text in units.spellings:
        return units.spellings[text]
    scale = scale_of(text)
    noun = text[len(scale) :]
    if noun in units.spellings:
        return scale + units.spellings[noun]  # 万吨标准煤 is not 万吨
    if noun.isalpha():
        if len(noun) > 2:
            for size in range(len(noun) - 2, 0, -1):
                known = units.spellings.get(noun[:size])
                if known and not noun[size].isascii():
                    # 人次公里 is no 人次: two units together are one of their own.
                    other = units.spellings.get(noun[size:])
                    if other is None or units.counts(other):
                        return scale + known
                    break
    return units.canonical(text)
