"""Column types for SQLAlchemy 2: jixiao's values and exact numbers in any database.

    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
    from jixiao.exchange.sqlalchemy_types import DecimalType, DocumentType

    class Card(Base):
        __tablename__ = "cards"
        id: Mapped[int] = mapped_column(primary_key=True)
        card: Mapped[jixiao.Scorecard] = mapped_column(DocumentType(jixiao.Scorecard))
        total: Mapped[Decimal] = mapped_column(DecimalType())

A value is stored as the JSON of `jixiao.exchange.codec.to_plain` (``jsonb`` in PostgreSQL) and comes back
equal; its fields can be asked for in SQL: ``Card.card["derived"]["grade"].as_string()``.

This room needs SQLAlchemy, of the extra ``sqlalchemy``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from ..errors import MissingExtra
from .codec.decoding import expect, from_plain
from .codec.documents import TYPES, CodecError
from .codec.encoding import to_plain
from .hooks import structured

try:
    import sqlalchemy as sa
    from sqlalchemy.dialects.postgresql import JSONB
    from sqlalchemy.sql.operators import OperatorType, json_getitem_op, json_path_getitem_op
except ModuleNotFoundError as problem:
    if problem.name != "sqlalchemy":
        raise
    raise MissingExtra.of(
        extra="sqlalchemy", library="sqlalchemy", purpose="数据库列类型"
    ) from problem

__all__ = ["DecimalType", "DocumentType"]

_T = TypeVar("_T")
#: As the numbers of `jixiao.frames` and of every score that a rulebook rounds.
_PRECISION: Final = 38
_PLACES: Final = 6


class DocumentType(sa.types.TypeDecorator[_T], Generic[_T]):
    """A column of values of one of jixiao's classes; a criterion may be given as its text.

    Args:
        cls: the class: ``jixiao.Criterion``, ``jixiao.TargetTable``, ``jixiao.Scorecard`` …

    Raises:
        CodecError: `cls` is none that `jixiao.dumps` writes; or, when a row is written or read, its
            value is of another class.
        CriterionError: a text that is written is no criterion.
    """

    impl = sa.JSON
    cache_ok = True

    def __init__(self, cls: type[_T]) -> None:
        if not any(issubclass(cls, one) for one in TYPES.values()):
            raise CodecError(
                f"{cls.__name__} 不能存成 JSON；可以存的有：{'、'.join(one.__name__ for one in TYPES.values())}",
                code="codec-type",
            )
        super().__init__(none_as_null=True)
        self.cls = cls

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """``jsonb`` in PostgreSQL, JSON elsewhere."""
        kind = JSONB if dialect.name == "postgresql" else sa.JSON
        return dialect.type_descriptor(kind(none_as_null=True))

    def process_bind_param(self, value: _T | None, dialect: sa.Dialect) -> Any:
        """The JSON of a value."""
        del dialect
        return None if value is None else to_plain(structured(value, self.cls))

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> _T | None:
        """The value of a JSON."""
        del dialect
        return None if value is None else expect(from_plain(value), self.cls)

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> Any:
        """The key of a field is a key; anything else compared is a value of the column."""
        if op in (json_getitem_op, json_path_getitem_op):
            return self.impl_instance.coerce_compared_value(op, value)
        return self


class DecimalType(sa.types.TypeDecorator[Decimal]):
    """An exact number: ``NUMERIC(38, 6)``; text in SQLite, which has no decimals."""

    impl = sa.Numeric(_PRECISION, _PLACES)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """NUMERIC, or text."""
        kind = sa.String(50) if dialect.name == "sqlite" else sa.Numeric(_PRECISION, _PLACES)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> Any:
        """A number, or its text."""
        return format(value, "f") if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        """The number."""
        del dialect
        return None if value is None else Decimal(str(value))
