"""Drafts: the fields of an indicator as its row states them, before its levels are known."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from jixiao.criteria import Comparison
from jixiao.language import read_criterion
from jixiao.language.lexicon import builtin_lexicon, either
from jixiao.language.numerals import number_of
from jixiao.language.sign_and_unit import is_no_sign, sign_operator
from jixiao.quantities import builtin, unscaled

from ..grid import Cell
from ..headers import Headers, fold, numeral_class, plain
from .columns import likelihood
from .lines import clean
from .rows import CUT, SIGNS, Part, Row, is_blank, is_label

__all__ = ["Draft", "is_filler"]

_MEASURED: Final = frozenset({"actual", "forecast", "initial", "previous"})
_AS_THEY_ARE: Final = frozenset({"deviation", "remedy", "standard", "explanation", "remark"})
_POINTS: Final = frozenset({"weight", "points"})
_TICKED: Final = ("certain", "possible", "impossible")
_LIKELY: Final = frozenset({"likelihood", *_TICKED})
_HINT: Final = re.compile(rf"\(([{SIGNS}]*)(\*{{1,4}}|[xX×]{{1,4}}|)([^()*]{{0,8}})\)$")

_BRACKET: Final = re.compile(r"\(([^()]{1,8})\)$")


@functools.cache
def _filler() -> re.Pattern[str]:
    """What an unfilled row says: 指标2：, 三级指标, 3, ……."""
    names = either(Headers.load().words("columns", "name"))
    return re.compile(f"^(?:(?:{names})[{numeral_class()}]*|[0-9]{{1,2}})?[:：.、]?[….。·、—-]*$")


@functools.cache
def _unitless() -> frozenset[str]:
    """What a column of units says where there is no unit."""
    lexicon = builtin_lexicon()
    return frozenset((*lexicon.words("no-unit"), *lexicon.words("nothing")))


@functools.cache
def _silent() -> frozenset[str]:
    """Those of them that say nothing at all; 年月日 and 定性 are kept as the form states them."""
    lexicon = builtin_lexicon()
    return frozenset((*lexicon.words("no-unit", "none"), *lexicon.words("nothing")))


@attrs.frozen(eq=False)
class Draft:
    """One row of one half, before its levels are known.

    Attributes:
        row, part: where it stands, and its cells.
        name, target: as they will be in the indicator.
        fields: the other fields by name.
        filler: whether it is an unfilled row of the form.
        rests: the rows behind a page break that are the rest of it.
    """

    row: Row
    part: Part
    name: str
    target: str
    fields: Mapping[str, Any]
    filler: bool = False
    rests: tuple[Row, ...] = ()

    @classmethod
    def of(cls, row: Row, part: Part, *, year: int | None, headers: Headers) -> Draft | None:
        """The fields of one half of a row, or None where the half is blank in this row."""
        if not (part.begins("name") or part.begins("target")):
            return None
        return cls._read(row, part, year=year, headers=headers)

    @classmethod
    def rest_of(cls, row: Row, part: Part, *, year: int | None, headers: Headers) -> Draft | None:
        """The rest of texts that a page break cut, in a row with neither name nor value, or None."""
        begun = {role for role in part.texts if part.begins(role)}
        if not begun or not begun <= set(CUT):
            return None
        draft = cls._read(row, part, year=year, headers=headers)
        return attrs.evolve(draft, filler=False)

    @classmethod
    def _read(cls, row: Row, part: Part, *, year: int | None, headers: Headers) -> Draft:
        texts = part.texts
        cells = part.cells.get("name", ())
        name = texts.get("name", "") if len(cells) < 2 else _name(part, cells)
        value = texts.get("target", "")
        fields: dict[str, Any] = {"year": year, "weight": "", "points": ""}
        if part.half.is_split:
            target = _with_sign(part, fields, headers)
        else:
            target = value
            fields["direction"] = texts.get("direction") or None
            fields |= _from_name(name, target, headers)
            fields |= _from_heading(part, fields, target)
        for role, text in texts.items():
            if role in _MEASURED:
                fields[role] = _measured(part, role, text, headers)
            elif role in _AS_THEY_ARE:
                fields[role] = None if is_blank(text) else text
            elif role in _POINTS and part.begins(role):
                # A merged cell of points belongs to its rows together; only the first carries it.
                fields[role] = text
        if is_blank(value) and fields.get("initial"):
            # What was not adjusted stays as it was at the beginning of the year.
            target = value = fields["initial"]
            fields |= dict.fromkeys(("value", "unit", "sign"))
        if not _LIKELY.isdisjoint(texts):
            fields["likelihood"] = _likelihood(part, headers)
        filler = is_filler(name, value) or (
            # 服务对象满意度指标 in the place of the name, and nothing filled in beside it.
            is_label(name, headers)
            and all(is_blank(text) for text in (value, fields.get("actual"), fields["points"]))
        )
        return cls(row, part, name, target, fields, filler)

    def with_rest(self, rest: Draft) -> Draft:
        """This draft with the row that a page break cut from it."""
        fields = dict(self.fields)
        for key in CUT:
            if text := rest.fields.get(key):
                fields[key] = (fields.get(key) or "") + text
        if rest.target:
            fields |= dict.fromkeys(("value", "unit", "sign"))
        return attrs.evolve(
            self,
            name=self.name + rest.name,
            target=self.target + rest.target,
            fields=fields,
            rests=(*self.rests, rest.row),
        )


def _likelihood(part: Part, headers: Headers) -> str | None:
    """完成目标可能性 of a monitoring form: what its cell says, or the heading that is ticked."""
    said = part.texts.get("likelihood")
    if not is_blank(said):
        return likelihood(said or "", headers) or said
    for role in _TICKED:
        ticked = not is_blank(part.texts.get(role))
        if ticked and (column := part.half.column(role)) is not None:
            return clean(column.cell.text)
    return None


def _measured(part: Part, role: str, text: str, headers: Headers) -> str | None:
    """实际完成值, 全年预计 or 年初目标值 with the sign and unit that have columns of their own; = says nothing."""
    if is_blank(text):
        return None
    measure, sign = part.texts.get(f"{role}-unit"), part.texts.get(f"{role}-sign")
    if measure and not (is_blank(measure) or fold(text).endswith(fold(measure))):
        text += measure
    if not sign:
        return text
    sign = headers.role("sign-codes", sign) or sign
    silent = sign in "=＝═" or is_no_sign(sign)
    return text if silent else sign + text


def _name(part: Part, cells: tuple[Cell, ...]) -> str:
    """The name in several cells; a level label merged over them is one only if nothing else is."""
    shared = part.cells.get("level2")
    if not shared:
        return part.text("name")
    own = tuple(cell for cell in cells if cell not in shared) or cells
    return "".join(clean(cell.text) for cell in own)


def _with_sign(part: Part, fields: dict[str, Any], headers: Headers) -> str:
    """The target with the sign and unit that have columns of their own, and their fields."""
    sign, value, unit = part.text("sign"), part.text("target"), part.text("unit")
    direction = part.text("direction")
    code = headers.role("sign-codes", sign)
    if code is not None and value:
        fields["sign-code"] = plain(sign)
        sign = code
    if plain(sign) in headers.words("words", "direction") and not direction:
        direction = sign
    joined = "" if is_no_sign(sign) else sign
    measure = "" if is_blank(unit) or plain(unit) in _unitless() else unit
    target = ("" if is_blank(joined) else joined) + value
    if measure and not fold(value).endswith(fold(measure)):
        target += measure
    fields |= {
        "value": value or None,
        "unit": None if is_blank(unit) or plain(unit) in _silent() else unit,
    }
    fields["sign"] = None if is_blank(sign) or direction == sign else sign
    fields["direction"] = direction or None
    return target


def _from_heading(part: Part, fields: Mapping[str, Any], target: str) -> dict[str, str | None]:
    """The sign or unit of 指标值（≥）, 目标值（%） for a value that states none itself."""
    column = part.half.column("target")
    found = _in_bracket(column.header) if column is not None else None
    value = read_criterion(target) if found is not None and not is_blank(target) else None
    if found is None or not isinstance(value, Comparison) or value.operator is not None:
        return {}
    stated = {"value": clean(target)}
    if sign_operator(found) is not None:
        return {} if fields.get("sign") else {**stated, "sign": found}
    known = {found, unscaled(found)} & builtin().spellings.keys()
    measured = known and not value.quantity.unit and not fields.get("unit")
    return {**stated, "unit": found} if measured else {}


@functools.lru_cache(maxsize=256)
def _in_bracket(header: str) -> str | None:
    """What a heading says in brackets, which every row under it asks."""
    found = _BRACKET.search(fold(header))
    return found[1] if found else None


def is_filler(name: str, value: str) -> bool:
    """An unfilled row of the form: `指标2：`, `……`, with no value or one just as empty."""
    known = _filler().match
    if not is_blank(name) and known(plain(name)) is None:
        return False
    key = plain(value)
    return (is_blank(key) or known(key) is not None) and not key.isdigit()


def _from_name(name: str, target: str, headers: Headers) -> dict[str, str | None]:
    """Sign and unit that stand only in the name: `苗木成活率（≥**%）` with the value 85."""
    title = plain(name)
    hint = _HINT.search(title) if title.endswith(")") else None
    if hint is None:
        return {}
    key = plain(target)
    value = key.lstrip(SIGNS)
    if not value[:1].isdigit() or number_of(value) is None:
        return {}
    sign, blanks, unit = hint.groups()
    units = headers.words("words", "unit")
    known = unit in units or unscaled(unit) in units or ("/" in unit and len(unit) > 1)
    if not (known or (blanks and not unit and sign)):
        return {}
    # A sign of its own outranks the hint in the name.
    return {
        "value": clean(target),
        "sign": None if value != key else sign or None,
        "unit": unit or None,
    }
