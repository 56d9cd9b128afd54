"""Indicators in the fields of other systems (字段对照): 预算管理一体化, and IATI results.

The names and codes are data, ``data/mappings.toml``. What the other system has no field for
stays readable in a text of its own, so that an indicator that went out comes back with the
same meaning.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from ..criteria import Comparison, Criterion, Qualitative, Range, Unreadable
from ..errors import CriterionError, JixiaoError, Place, UnitError
from ..exactness import in_own_context
from ..language import read_criterion, sign_operator, squeeze
from ..quantities import as_number, format_number
from ..review.checking.wording import direction_of
from ..tables import Indicator, TargetTable

__all__ = [
    "MappingError",
    "from_budget_system",
    "from_iati",
    "to_budget_system",
    "to_iati",
]


class MappingError(JixiaoError, ValueError):
    """Rows of another system cannot be used.

    Attributes:
        field: the field at fault.
    """

    def __init__(self, message: str, *, code: str, field: str, place: Place | None = None) -> None:
        super().__init__(message, code=code, place=place)
        self.field = field


@cache
def _mappings() -> Mapping[str, Any]:
    text = files("jixiao").joinpath("data/mappings.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


# ---- 预算管理一体化 ----------------------------------------------------------------------

_WORDED: Final = "定性"
_TEXTS: Final = (
    "level1", "level2", "name", "direction", "explanation", "standard", "actual", "remark",
)  # fmt: skip
_NUMBERS: Final = ("weight", "points")


@in_own_context
def to_budget_system(table: TargetTable) -> list[dict[str, str]]:
    """The indicators as rows of the integrated budget system: 计算符号 as its code, 1 ≥ … 6 定性.

    A blank is ``""``. A target that is no number with an operator (a date, a range) stands
    as text in 指标值.
    """
    columns = _mappings()["budget_system"]["columns"]
    rows = []
    for one in table.indicators:
        sign, value, unit = _split(one)
        given: dict[str, str] = {"sign": sign, "value": value, "unit": unit}
        given |= {field: getattr(one, field) or "" for field in _TEXTS}
        given |= {
            field: "" if (number := getattr(one, field)) is None else format_number(number)
            for field in _NUMBERS
        }
        rows.append({name: given[field] for field, name in columns.items()})
    return rows


def _split(indicator: Indicator) -> tuple[str, str, str]:
    """计算符号 code, 指标值 and 度量单位."""
    signs = _mappings()["budget_system"]["signs"]
    criterion = indicator.criterion
    if isinstance(criterion, Comparison):
        operator = criterion.operator
        plain = operator is None or operator in signs
        number = criterion.quantity.number
        if plain and format_number(number).lstrip("-").replace(".", "", 1).isdigit():
            return signs.get(operator, ""), format_number(number), criterion.unit
    text = indicator.target_text if indicator.value is None else indicator.value
    return (
        (signs[_WORDED] if isinstance(criterion, Qualitative) else ""),
        text,
        indicator.unit or "",
    )


@in_own_context
def from_budget_system(
    rows: Iterable[Mapping[str, Any]], *, year: int | None = None
) -> tuple[Indicator, ...]:
    """Indicators from rows of the integrated budget system; 计算符号 as code or as sign.

    Raises:
        MappingError: a row has no 三级指标 or no 指标值, or an unknown 计算符号.
    """
    return tuple(_indicator(row, number, year) for number, row in enumerate(rows, 1))


def _indicator(row: Mapping[str, Any], number: int, year: int | None) -> Indicator:
    mapping = _mappings()["budget_system"]
    columns = mapping["columns"]
    given = {field: _blank(row.get(name)) for field, name in columns.items()}
    place = Place(row=number)
    for field in ("name", "value"):
        if given[field] is None:
            raise MappingError(
                f"没有“{columns[field]}”", code="mapping-missing", field=columns[field], place=place
            )
    codes = {code: sign for sign, code in mapping["signs"].items()}
    stated = given.pop("sign")
    sign = None if stated is None else codes.get(stated, stated)
    if sign is not None and sign != _WORDED and sign_operator(sign) is None:
        raise MappingError(
            f"计算符号“{stated}”不认识，应为 {'、'.join(f'{c} {s}' for c, s in codes.items())}",
            code="mapping-sign",
            field=columns["sign"],
            place=place,
        )
    sign = None if sign == _WORDED else sign
    value, unit = given.pop("value") or "", given.pop("unit")
    target = f"{sign or ''}{value}"
    if unit and not squeeze(value).endswith(squeeze(unit)):
        target += unit
    return Indicator(
        **given,  # type: ignore[arg-type]
        target=target,
        value=value if sign or unit else None,
        sign=sign,
        unit=unit,
        year=year,
        place=place,
    )


def _blank(value: Any) -> str | None:
    text = "" if value is None else str(value).strip()
    return text or None


# ---- IATI -----------------------------------------------------------------------------


@in_own_context
def to_iati(table: TargetTable) -> dict[str, Any]:
    """The indicators as IATI ``result`` elements: attributes as ``@…``, as xmltodict writes them.

    A result holds the indicators of one level-2 kind. IATI states a target as a bare number,
    so the target as printed, with its operator and unit, stands in the comment.

    Raises:
        MappingError: the table has no year; IATI asks for a period.
    """
    if table.year is None:
        raise MappingError(
            "IATI 的 period 需要年度，表里没有", code="mapping-missing", field="year"
        )
    groups: dict[tuple[str | None, str | None], list[Indicator]] = {}
    for one in table.indicators:
        groups.setdefault((one.level1, one.level2), []).append(one)
    return {
        "result": [
            {
                "@type": _result_type(level1, level2),
                "title": _narrative(level2 or level1 or "绩效指标"),
                "description": _narrative(level1 or ""),
                "indicator": [_iati_indicator(one, table.year) for one in members],
            }
            for (level1, level2), members in groups.items()
        ]
    }


def _result_type(level1: str | None, level2: str | None) -> str:
    types = _mappings()["iati"]["results"]
    for level in (level2 or "", level1 or ""):
        for word, code in types.items():
            if word in level:
                return str(code)
    return "9"


def _narrative(text: str) -> dict[str, str]:
    return {"narrative": text}


def _iati_indicator(one: Indicator, year: int) -> dict[str, Any]:
    measures = _mappings()["iati"]["measures"]
    criterion = one.criterion
    target: dict[str, Any] = {"comment": _narrative(one.target_text)}
    measure, ascending = measures["other"], "1"
    if isinstance(criterion, Comparison):
        if (number := _bare(criterion.quantity.exact)) is not None:
            target["@value"] = number
        measure = measures["share" if criterion.unit in ("%", "‰") else "number"]
        ascending = "0" if direction_of(one) == "down" else "1"
    period: dict[str, Any] = {
        "period-start": {"@iso-date": f"{year}-01-01"},
        "period-end": {"@iso-date": f"{year}-12-31"},
        "target": target,
    }
    if one.actual is not None:
        period["actual"] = {"comment": _narrative(one.actual)}
        if (number := _achieved(one.actual, criterion)) is not None:
            period["actual"]["@value"] = number
    return {
        "@measure": measure,
        "@ascending": ascending,
        "title": _narrative(one.name),
        "period": [period],
    }


def _achieved(actual: str, criterion: Criterion | Unreadable) -> str | None:
    """The number of an actual value, in the unit of its target; None where it is not one number."""
    if not isinstance(criterion, Comparison | Range):
        match read_criterion(actual):
            case Comparison(operator=None, quantity=quantity):
                return _bare(quantity.exact)
        return None
    try:
        stated = criterion.judge(actual).stated
        measured = None if stated is None else criterion.measure(stated)
    except (CriterionError, UnitError):
        return None
    if measured is None or measured.low is None or measured.low != measured.high:
        return None
    return _bare(measured.low)


def _bare(value: Fraction) -> str | None:
    """An exact decimal as plain digits; None for a fraction without an end."""
    number = as_number(value)
    return format_number(number) if isinstance(number, Decimal) else None


@in_own_context
def from_iati(results: Mapping[str, Any]) -> TargetTable:
    """A table from IATI ``result`` elements in the form of `to_iati`.

    A period without a comment is read as its bare number: at least, or at most where
    ``ascending`` is 0.

    Raises:
        MappingError: an indicator has no title, no period, or no target.
    """
    indicators = []
    years = set()
    for result in _listed(results.get("result")):
        title, kind = _text_of(result.get("title")), _text_of(result.get("description"))
        for given in _listed(result.get("indicator")):
            for period in _listed(given.get("period")):
                indicator, year = _from_period(given, period)
                level2 = title if kind != title else None
                indicators.append(
                    Indicator(level1=kind or title, level2=level2, **indicator, year=year)
                )
                years.add(year)
    return TargetTable(
        indicators=tuple(indicators), year=next(iter(years)) if len(years) == 1 else None
    )


def _from_period(
    given: Mapping[str, Any], period: Mapping[str, Any]
) -> tuple[dict[str, Any], int | None]:
    name = _text_of(given.get("title"))
    target = next(iter(_listed(period.get("target"))), {})
    stated = _text_of(target.get("comment"))
    value = target.get("@value")
    if name is None or (stated is None and value is None):
        field = "title" if name is None else "target"
        raise MappingError(f"IATI 指标没有 {field}", code="mapping-missing", field=field)
    sign = "≤" if given.get("@ascending") in ("0", "false") else "≥"
    unit = "%" if given.get("@measure") == _mappings()["iati"]["measures"]["share"] else ""
    actual = next(iter(_listed(period.get("actual"))), {})
    end = str((period.get("period-end") or {}).get("@iso-date", ""))
    return {
        "name": name,
        "target": stated or f"{sign}{value}{unit}",
        "actual": _text_of(actual.get("comment")) or _blank(actual.get("@value")),
    }, int(end[:4]) if end[:4].isdigit() else None


def _listed(value: Any) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _text_of(value: Any) -> str | None:
    """A narrative in any of the forms that readers of XML give it."""
    while isinstance(value, list | tuple | Mapping):
        if isinstance(value, Mapping):
            value = value.get("narrative", value.get("#text"))
        else:
            value = value[0] if value else None
    return _blank(value)
