"""Amounts: a number with its scale and its unit, read alike wherever it stands in a text.

A target, an actual value, a weight and a cell of money all come through `AmountReader.amount`.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, cast

from ..criteria import Doubt, Operator
from ..quantities import SCALES, Number, Quantity, as_number
from .faults import Contradiction
from .numerals import EXACT, fraction, negated, plain, stepped
from .unitwords import UnitReader

__all__ = ["Amount", "AmountReader"]

_TIMES: Final = ("×", "x", "X", "*")
_SUPERSCRIPT: Final = MappingProxyType(dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)))
#: What stands behind a number that has a power.
_OF_POWER: Final = frozenset((*_TIMES, *_SUPERSCRIPT, *"^Ee"))
_VULGAR: Final = MappingProxyType(
    {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5)}
)
#: Exponents beyond this are no number of a budget table.
_LARGEST_POWER: Final = 30


#: How a number is written: 三分之二, 500万 with the unit left out, or plainly.
#: Classes of the words behind the first number of a date.
_OF_DATE: Final = ("year", "month", "day")

Form = Literal["plain", "fraction", "scaled"]


class Amount(NamedTuple):
    """One amount as written.

    Attributes:
        quantity: the number and its unit; the lower end of a vague amount.
        upper: the upper end where one amount is written as a range (十几, 80多), else None.
        operator: > for 200余人, what 上百 states, else None.
        end: the index of the token after it.
        doubts: readings that another clerk might contest.
        form: ``plain``, ``fraction``, ``scaled`` (500万, the unit left out).
        closed: whether `upper` belongs to the range.
        noun: what is counted, where it was read as part of the unit: 学生 in 50名学生.
        below: what 80多 stays below; None for 80余, which is open.
    """

    quantity: Quantity
    end: int
    upper: Quantity | None = None
    operator: Operator | None = None
    doubts: tuple[Doubt, ...] = ()
    form: Form = "plain"
    closed: bool = True
    noun: str = ""
    below: Quantity | None = None


class _Number(NamedTuple):
    value: Number
    end: int
    unit: str = ""
    form: Form = "plain"
    doubts: tuple[Doubt, ...] = ()
    numeral: bool = False


class _Written(NamedTuple):
    """A number as far as it has been read, before its unit.

    Attributes:
        value: the number; the lower end of a vague one.
        scale: 万 or 亿 behind it, not yet multiplied, because it may belong to the unit (万元).
        end: the index of the token behind it.
        doubts: readings that another clerk might contest.
        upper: the upper end of a vague number, else None.
        operator: > where 余 or 多 stands behind it, else None.
        closes: whether that word sets a bound above too: 80多 stays below 90.
    """

    value: Number
    scale: str
    end: int
    doubts: tuple[Doubt, ...]
    upper: Decimal | None = None
    operator: Operator | None = None
    closes: bool = False

    def multiplied(self) -> _Written:
        """The same number with its scale multiplied out; a fraction stays as it is."""
        if not self.scale or not isinstance(self.value, Decimal):
            return self
        upper = None if self.upper is None else _times(self.upper, self.scale)
        return self._replace(value=_times(self.value, self.scale), upper=upper, scale="")


class AmountReader(UnitReader):
    """Reads amounts from the tokens of one text."""

    # ---- amounts

    def amount(self, index: int) -> Amount | None:
        """The amount that begins at `index`, or None.

        Raises:
            Contradiction: a damaged number or unit, e.g. 1,2,3人.
        """
        token = self._tokens[index]
        currency = ""
        if "currency" in token.senses:
            currency, index = token.senses["currency"], index + 1
            if index >= self._count:
                return None
            token = self._tokens[index]
        negative = False
        if token.text in ("+", "-") or "minus" in token.senses:
            if not self._numeric(index + 1) or self._text(index - 1) == "+":
                return None
            negative = token.text != "+"
            index += 1
            token = self._tokens[index]
        if "vague" in token.senses:
            return self._vague(index)
        number = self._number(index)
        if number is None:
            return None
        found = self._with_unit(number, currency)
        if found is not None and token.senses.get("moiety"):
            found = found._replace(operator=cast(Operator, token.senses["moiety"]))
        if found is None or not negative:
            return found
        quantity = Quantity(negated(found.quantity.number), found.quantity.unit)
        return found._replace(quantity=quantity)

    def _vague(self, index: int) -> Amount | None:
        """上百人, 数十次: the bounds stand in the lexicon."""
        token = self._tokens[index]
        stated = token.senses["vague"]
        unit, end = self._unit(index + 1, "") or ("", index + 1)
        doubt = Doubt(code="vague-number", message=f"“{token.text}”不是确数，按{stated}读")
        if "~" in stated:
            low, _, high = stated.partition("~")
            return Amount(
                Quantity(Decimal(low), unit),
                end,
                upper=Quantity(Decimal(high), unit),
                doubts=(doubt,),
            )
        operator = cast(Operator, stated[0])
        return Amount(Quantity(Decimal(stated[1:]), unit), end, operator=operator, doubts=(doubt,))

    # ---- the number

    def _number(self, index: int) -> _Number | None:
        token = self._tokens[index]
        if "share" in token.senses:
            return self._share(index)
        if "moiety" in token.senses:
            return _Number(Decimal("0.5"), index + 1, form="fraction", numeral=True)
        if "half" in token.senses:
            if self._is(index - 1, "every") or not self._is(index + 1, "unit"):
                return None
            return _Number(Decimal("0.5"), index + 1, numeral=True)
        if token.text in _VULGAR:
            return _Number(as_number(Fraction(*_VULGAR[token.text])), index + 1, form="fraction")
        if (
            "scale" in token.senses
            and token.kind == "word"
            and (
                self._is(index + 1, "more")
                or self._is(index - 1, "near")
                or self._is(index - 1, "bound")
            )
        ):
            return _Number(Decimal(SCALES[token.text]), index + 1, numeral=True)
        if token.kind not in ("number", "numeral"):
            return None
        if token.value is None:
            return None  # two figures side by side (两三) are read with their unit
        numeral = token.kind == "numeral"
        end = index + 1
        if self._is(end, "of") and self._numeric(end + 1):
            above = self._tokens[end + 1].value
            value = None if above is None else fraction(above, token.value)
            if value is None:
                raise Contradiction(
                    "number-damaged",
                    f"“{token.text}分之{self._text(end + 1)}”不是一个分数",
                    token.text,
                )
            return _Number(value, end + 2, form="fraction")
        if self._text(end) == "/" and self._glued(end) and self._glued(end + 1):
            divided = self._slashed(index)
            if divided is not None:
                return divided
        if self._glued(end) and self._text(end) in _VULGAR:
            mixed = Fraction(token.value) + Fraction(*_VULGAR[self._text(end)])
            return _Number(as_number(mixed), end + 1)
        power = self._power(index)
        if power is not None:
            return power
        return _Number(token.value, end, numeral=numeral)

    def _share(self, index: int) -> _Number | None:
        """百分之95, 千分之三."""
        unit = self._tokens[index].senses["share"]
        negative = self._text(index + 1) == "-"
        at = index + 1 + negative
        if not self._numeric(at) or self._tokens[at].value is None:
            return None
        value = self._tokens[at].value or Decimal(0)
        value = value.copy_negate() if negative else value
        if unit == "‱":
            value, unit = EXACT.divide(value, Decimal(100)), "%"
        return _Number(value, at + 1, unit=unit)

    def _slashed(self, index: int) -> _Number | None:
        """3/4 is three quarters where nothing follows that would make it a unit or a date."""
        above, after = self._tokens[index], index + 3
        below = self._tokens[index + 2] if index + 2 < self._count else None
        if below is None or above.value is None:
            return None
        whole = below.value if below.kind == "number" else None
        if "scale" in below.senses:
            scaled, whole = True, _times(Decimal(1), below.text)  # 4.5/万
        elif whole is None:
            return None
        else:
            # 45/10万: so many of each hundred thousand.
            scaled = self._is(after, "scale") and whole == 10 ** (len(below.text) - 1)
            if scaled:
                whole, after = _times(whole, self._text(after)), after + 1
        if "." in (below.text if scaled else above.text + below.text):
            return None
        if len(above.text) == 4 and above.text[:2] in ("19", "20"):
            return None
        if self._text(after) not in "()" and _BEHIND_FRACTION.isdisjoint(self._senses[after]):
            return None
        value = fraction(above.value, whole)
        if value is None:
            raise Contradiction(
                "number-damaged", f"“{above.text}/{below.text}”不是一个分数", above.text
            )
        return _Number(value, after, form="fraction")

    def _power(self, index: int) -> _Number | None:
        """10^5, 10⁵, 3.5×10⁴ and 2.5E+06 are exact numbers."""
        token, end = self._tokens[index], index + 1
        if token.value is None or not self._glued(end) or self._text(end) not in _OF_POWER:
            return None
        if self._text(end) in _TIMES and self._text(end + 1) == "10" and self._glued(end + 1):
            power = self._power(end + 1)
            if power is not None and isinstance(power.value, Decimal):
                return _Number(plain(EXACT.multiply(token.value, power.value)), power.end)
        if self._text(end) == "^" and self._numeric(end + 1):
            exponent = self._tokens[end + 1].text
            return self._raised(token.value, exponent, end + 2)
        digits = ""
        while self._glued(end) and self._text(end) in _SUPERSCRIPT:
            digits += _SUPERSCRIPT[self._text(end)]
            end += 1
        if digits:
            return self._raised(token.value, digits, end)
        if self._text(end) in ("E", "e"):
            sign = self._text(end + 1) if self._text(end + 1) in ("+", "-") else ""
            at = end + 1 + bool(sign)
            if sign and self._numeric(at) and self._tokens[at].text.isdecimal():
                size = int(self._tokens[at].text)
                if size <= _LARGEST_POWER:
                    value = EXACT.scaleb(token.value, Decimal(-size if sign == "-" else size))
                    return _Number(plain(value), at + 1)
        return None

    @staticmethod
    def _raised(base: Decimal, exponent: str, end: int) -> _Number | None:
        if not exponent.isdecimal() or int(exponent) > _LARGEST_POWER or base != int(base):
            return None
        return _Number(Decimal(int(base) ** int(exponent)), end)

    # ---- scale, 余 and unit

    def _with_unit(self, number: _Number, currency: str) -> Amount | None:
        if number.unit:
            return Amount(Quantity(number.value, number.unit), number.end)
        value, scale, end = self._scaled(number)
        scale, end, letters = self._lettered_scale(scale, end)
        written = _Written(value, scale, end, (*number.doubts, *letters))
        written = self._rounded(written)
        tenths = self._tenths(written.value, written.end)
        if tenths is not None:
            return tenths
        unit = self._unit(written.end, written.scale)
        if unit is None and self._text(written.end) == "/" and isinstance(value, Decimal):
            unit = self._unit(written.end, "")  # 5万/亩: the scale is the number's
            written = written.multiplied()
        if unit is None:
            return self._without_unit(number, written, currency)
        return self._in_unit(number, written, unit)

    def _scaled(self, number: _Number) -> tuple[Number, str, int]:
        """The number, the scale behind it that belongs to its unit, and the index behind both."""
        value, end = number.value, number.end
        if not isinstance(value, Decimal):
            return value, "", end
        if number.numeral:
            own, scale = self._own_scale(number)
            if scale and not self._is_share(end):
                return own, scale, end
        if self._is(end, "general-measure"):
            if self._is(end + 1, "scale"):
                end += 1  # 1个亿
            elif self._is(end + 1, "half") and self._is(end + 2, "unit"):
                value, end = EXACT.add(value, _HALF), end + 2  # 两个半小时
        if not self._is(end, "scale") or self._is_share(end + 1):
            return value, "", end
        scale, end = self._text(end), end + 1
        if self._is(end, "scale"):
            doubled = scale + self._text(end)
            raise Contradiction("unit-damaged", f"“{doubled}”不是单位", doubled)
        return self._below_scale(value, scale, end) or (value, scale, end)

    def _lettered_scale(self, scale: str, end: int) -> tuple[str, int, tuple[Doubt, ...]]:
        """5w元: the letter that stands for 万 before money."""
        if scale or not (self._is(end, "ten-thousand") and self._is(end + 1, "unit")):
            return scale, end, ()
        if self._tokens[end + 1].senses["unit"] != self._words.lexicon.money:
            return scale, end, ()
        letter, scale = self._text(end), self._tokens[end].senses["ten-thousand"]
        return scale, end + 1, (Doubt(code="two-meanings", message=f"“{letter}”按{scale}读"),)

    def _rounded(self, written: _Written) -> _Written:
        """十几, 200余, 80多万: a number that is not given to the last figure."""
        value, scale, end = written.value, written.scale, written.end
        if self._is(end, "some") and isinstance(value, Decimal):
            low, upper = _dozens(value)
            return written._replace(value=low, upper=upper, end=end + 1)
        if not (self._is(end, "more") and self._more_counts(end)):
            return written
        closes = self._tokens[end].senses["more"] == "closed"
        written = written._replace(operator=">", closes=closes, end=end + 1)
        if scale and isinstance(value, Decimal):
            return written.multiplied()
        if self._is(end + 1, "scale"):
            return written._replace(scale=self._text(end + 1), end=end + 2)
        return written

    def _without_unit(self, number: _Number, written: _Written, currency: str) -> Amount | None:
        """三十, 500万: a number that no unit follows; money where a currency stands before it."""
        if number.numeral and not self._may_be_bare(number, written.end):
            return None
        form: Form = "scaled" if written.scale else number.form
        written = written.multiplied()
        upper = written.upper
        return Amount(
            Quantity(written.value, currency),
            written.end,
            upper=None if upper is None else Quantity(upper, currency),
            operator=written.operator,
            doubts=written.doubts,
            form=form,
        )

    def _in_unit(self, number: _Number, written: _Written, unit: tuple[str, int]) -> Amount | None:
        """The number in `unit`, with what may follow a unit: 半, 多, a smaller unit."""
        name, end = unit
        value, start = written.value, written.end
        if number.numeral and not (self._known_unit(start, end) and self._ends_numeral(end)):
            return None
        name = self._minutes(name, start, end)
        if isinstance(value, Decimal) and self._is_half_more(end):
            value, end = EXACT.add(value, _HALF), end + 1
        operator, closes = written.operator, written.closes
        if self._is(end, "more") and operator is None and self._more_ends(end):
            closes = self._tokens[end].senses["more"] == "closed"
            operator, end = ">", end + 1
        found = Amount(
            Quantity(value, name),
            end,
            upper=None if written.upper is None else Quantity(written.upper, name),
            operator=operator,
            doubts=(*written.doubts, *self._two_meanings(name, number.end)),
            form=number.form,
            noun=self._noun_in(start, end),
            below=_next_step(value, name) if closes and isinstance(value, Decimal) else None,
        )
        return self._compound(found) if operator is None and written.upper is None else found

    def _minutes(self, name: str, start: int, end: int) -> str:
        """18分45秒: 分 are minutes where seconds follow, else what `name` says."""
        if not (end - 1 == start and self._is(start, "minute") and self._numeric(end)):
            return name
        minute = self._tokens[start].senses["minute"]
        following = self._tokens[end + 1].senses.get("unit") if end + 1 < self._count else None
        if following and self._units.relation(following, minute) == "convertible":
            return minute
        return name

    def _is_half_more(self, end: int) -> bool:
        """Whether the 半 of 3年半 stands at `end`, and not that of 3天半价."""
        return self._is(end, "half") and self._glued(end) and not self._is(end + 1, "unit")

    def _tenths(self, value: Number, end: int) -> Amount | None:
        """九成五 is 95%, 八成半 85%."""
        if not self._is(end, "tenth") or not isinstance(value, Decimal) or value >= 10:
            return None
        rest = self._tokens[end + 1] if end + 1 < self._count else None
        if rest is None:
            return None
        digit = Decimal(5) if "half" in rest.senses else rest.value
        if digit is None or rest.kind == "number" or digit >= 10:
            return None
        number = EXACT.add(EXACT.multiply(value, Decimal(10)), digit)
        share = next(iter(self._words.lexicon.classes["share"]))
        return Amount(Quantity(number, share), end + 2)

    def _is_share(self, index: int) -> bool:
        """Whether % or ‰ stands here, before which no 万 is a scale."""
        return self._text(index) in ("%", "‰")

    def _own_scale(self, number: _Number) -> tuple[Number, str]:
        """五万 before a unit is 5 of 万: the 万 at the end of a numeral belongs to the unit."""
        token = self._tokens[number.end - 1]
        if token.kind != "numeral" or token.value is None:
            return number.value, ""
        for scale in ("万亿", "亿", "万"):
            if token.text.endswith(scale) and len(token.text) > len(scale):
                size = SCALES[scale]
                quotient = EXACT.divide(token.value, Decimal(size))
                if self._unit(number.end, scale) is not None:
                    return plain(quotient), scale
        return number.value, ""

    def _below_scale(self, value: Decimal, scale: str, end: int) -> tuple[Number, str, int] | None:
        """1亿2000万, 17万3, 4万零5: digits with scales that go down, as one number."""
        parts, padded = [(value, scale)], False
        while scale and self._numeric(end) and self._glued(end):
            padded = self._tokens[end].kind == "numeral" and self._tokens[end].value == 0
            at = end + 1 if padded else end
            token = self._tokens[at] if at < self._count else None
            if token is None or token.kind != "number" or token.value is None:
                break
            if any(self._is(at + 1, one) for one in _OF_DATE):
                break  # 完成投资3亿9月底
            scale = self._text(at + 1) if self._is(at + 1, "scale") else ""
            if not scale and token.value < 10 and self._is(at + 1, "general-measure"):
                break  # 总投资2亿3个项目
            parts.append((token.value, scale))
            end = at + 1 + bool(scale)
        found = stepped(parts, padded=padded) if len(parts) > 1 else None
        return None if found is None else (*found, end)

    def _more_counts(self, end: int) -> bool:
        """余 and 多 behind a number make it more only before a unit, a scale or the end."""
        return (
            end + 1 >= self._count
            or self._is(end + 1, "unit")
            or self._is(end + 1, "scale")
            or self._is(end + 1, "join")
            or self._unit(end + 1, "") is not None
        )

    def _more_ends(self, end: int) -> bool:
        return (
            end + 1 >= self._count
            or not self._tokens[end + 1].text.isalpha()
            or self._is(end + 1, "after")
        )

    def _may_be_bare(self, number: _Number, end: int) -> bool:
        """Whether a Chinese numeral without a unit is a number: 三十, 不少于二十, but not 统一."""
        if number.form == "fraction":
            return True
        if end < self._count and not (
            self._is(end, "after") or self._is(end, "join") or self._is(end, "to")
        ):
            return False
        start = number.end - 1
        return (
            start == 0
            or not self._tokens[start - 1].text[-1].isalpha()
            or any(
                self._is(start - 1, name)
                for name in ("bound", "soft", "fill", "to", "of", "verb", "sign", "share")
            )
        )

    def _ends_numeral(self, end: int) -> bool:
        """Whether a Chinese numeral with its unit ends here: 一体系 is a word, 三次以上 a number."""
        if end >= self._count:
            return True
        token = self._tokens[end]
        if not token.text[0].isalpha() or token.kind in ("number", "numeral"):
            return True
        return not _BEHIND_NUMERAL.isdisjoint(token.senses)

    def _noun_in(self, start: int, end: int) -> str:
        """The noun that was read as part of a unit: 学生 in 名学生, nothing in 个工作日."""
        known = {"unit", "more", "every"} if self._is(start, "unit") else set[str]()
        rest = [one for one in self._tokens[start:end] if known.isdisjoint(one.senses)]
        return "".join(one.text for one in rest if one.text.isalpha())

    def _known_unit(self, start: int, end: int) -> bool:
        """Whether the unit of a Chinese numeral is a known word by itself: 三次, but not 一体化."""
        if self._text(start) == "/":
            return True
        if not self._is(start, "unit") or self._is(start, "not-unit"):
            return False
        after = start + 1
        return after >= end or not self._text(after).isalpha() or self._is(after, "every")

    def _two_meanings(self, unit: str, at: int) -> tuple[Doubt, ...]:
        other = self._senses[at].get("doubtful-unit")
        if other is None or self._senses[at].get("unit") != unit:
            return ()
        if any("energy" in one.senses for one in self._tokens[:at]):
            return ()
        message = f"“{self._text(at)}”按{unit}读，也可能是{other}"
        return (Doubt(code="two-meanings", message=message),)

    def _compound(self, found: Amount) -> Amount:
        """2小时20分 is 140分钟: a smaller unit of the same kind goes on with the number."""
        end, quantity = found.end, found.quantity
        while (
            self._numeric(end)
            and self._glued(end)
            and quantity.unit
            and isinstance(quantity.number, Decimal)
        ):
            number = self._number(end)
            if (
                number is None
                or not isinstance(number.value, Decimal)
                or self._is(number.end, "scale")
            ):
                break
            token = self._tokens[number.end] if number.end < self._count else None
            if token is None or "unit" not in token.senses:
                break
            name, value = token.senses["unit"], Fraction(number.value)
            if (
                "minute" in token.senses
                and self._units.relation(quantity.unit, token.senses["minute"]) == "convertible"
            ):
                name = token.senses["minute"]
            elif (
                "cent" in token.senses
                and self._units.relation(quantity.unit, token.senses["cent"]) is not None
            ):
                name, value = token.senses["cent"], value / 100
            related = self._units.relation(quantity.unit, name)
            if (
                related != "convertible"
                and not ("cent" in token.senses and related == "same")
                or self._units.counts(name)
            ):
                break
            ratio = self._units.factor(quantity.unit).size / self._units.factor(name).size
            if value == 1 and quantity.number == 1:
                break  # 一年一个月 may be one a year
            if value >= ratio and related == "convertible":
                break
            total = as_number(quantity.exact + value / ratio)
            if isinstance(total, Decimal):
                quantity = Quantity(total, quantity.unit)
            else:
                quantity = Quantity(as_number(quantity.exact * ratio + value), name)
            end = number.end + 1
        return found if end == found.end else found._replace(quantity=quantity, end=end)


_BEHIND_FRACTION: Final = frozenset(("after", "or", "join", "bound"))
#: Classes of the words that may stand behind a Chinese numeral with its unit: 三次以上.
_BEHIND_NUMERAL: Final = frozenset((
    "after", "within", "more", "half", "to", "before", "amid", "verb", "and", "bound", "whole-amount", "every",
    "fill", "soft", "from",
))  # fmt: skip


_HALF: Final = Decimal("0.5")


def _next_step(value: Decimal, unit: str) -> Quantity:
    """80多 is below 90: one unit of the last digit that is no zero."""
    digits = value.normalize(EXACT).as_tuple()
    exponent = digits.exponent if isinstance(digits.exponent, int) else 0
    return Quantity(EXACT.add(value, EXACT.scaleb(Decimal(1), Decimal(exponent))), unit)


def _times(number: Decimal, scale: str) -> Decimal:
    """The number times 百, 千, 万 or 亿."""
    return plain(EXACT.multiply(number, Decimal(SCALES[scale])))


def _dozens(value: Decimal) -> tuple[Decimal, Decimal]:
    """十几 is 11 to 19, 一百几 101 to 199 in tens."""
    base = int(value)
    step = 1 if base % 10 == 0 and base % 100 else 10 if base % 100 == 0 and base % 1000 else 100
    return Decimal(base + step), Decimal(base + 9 * step)
