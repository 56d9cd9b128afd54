"""Values and exact numbers in databases: SQLite always, PostgreSQL where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import jixiao
from jixiao.exchange.codec import CodecError

sa = pytest.importorskip("sqlalchemy")

from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column  # noqa: E402

from jixiao.exchange.sqlalchemy_types import DecimalType, DocumentType  # noqa: E402


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[jixiao.Criterion] = mapped_column(DocumentType(jixiao.Criterion))
    card: Mapped[jixiao.Scorecard | None] = mapped_column(DocumentType(jixiao.Scorecard))
    total: Mapped[Decimal | None] = mapped_column(DecimalType())


def program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(
        name, path=os.pathsep.join(map(str, Path("/usr/lib/postgresql").glob("*/bin")))
    )


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The address of a server of its own, which listens on a socket in a folder only."""
    pytest.importorskip("psycopg")
    if program("initdb") is None or program("pg_ctl") is None or sys.platform == "win32":
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="jixiao-pg-"))
    # PostgreSQL refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=user, cwd=folder)

    try:
        run(
            program("initdb") or "",
            "-D",
            str(data),
            "-A",
            "trust",
            "-U",
            "jixiao",
            "-E",
            "UTF8",
            "-N",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run(
            program("pg_ctl") or "",
            "-D",
            str(data),
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            options,
            "start",
        )
        try:
            yield f"postgresql+psycopg://jixiao@/postgres?host={folder}"
        finally:
            run(program("pg_ctl") or "", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    address = (
        f"sqlite:///{tmp_path / '绩效.db'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgresql")
    )
    found = sa.create_engine(address)
    Base.metadata.drop_all(found)
    Base.metadata.create_all(found)
    yield found
    found.dispose()


def card() -> jixiao.Scorecard:
    table = jixiao.TargetTable(
        organisation="甲局",
        year=2022,
        indicators=[
            jixiao.Indicator(name="培训次数", target="≥15次", weight=60, actual="11次"),
            jixiao.Indicator(name="合格率", target="≥三分之二", weight=40, actual="7/10"),
        ],
    )
    return jixiao.score(table)


def test_values_come_back_equal(engine: sa.Engine) -> None:
    one = card()
    texts = [
        "≥15次",
        "80%-90%",
        "12月底前",
        "是",
        "较上年提高5%",
        "12月底前100%到位",
        "优良",
        "≥三分之二",
    ]
    with Session(engine) as session:
        rows = [Row(target=jixiao.parse(text), card=one, total=one.total) for text in texts]
        session.add_all([*rows, Row(target="不低于95％", card=None, total=None)])
        session.commit()
    with Session(engine) as session:
        found = session.scalars(sa.select(Row).order_by(Row.id)).all()
    assert [row.target for row in found] == [jixiao.parse(text) for text in [*texts, "≥95%"]]
    assert [row.target.text for row in found][-1] == "不低于95％"
    assert found[0].card == one
    assert found[0].total == one.total
    assert (found[-1].card, found[-1].total) == (None, None)


def test_rows_are_found_by_value_and_by_field(engine: sa.Engine) -> None:
    one = card()
    with Session(engine) as session:
        session.add_all([Row(target="≥15次", card=one), Row(target="是")])
        session.commit()
        by_value = sa.select(Row.id).where(Row.target == jixiao.parse("≥15次"))
        by_field = sa.select(Row.id).where(Row.target["kind"].as_string() == "yes_no")
        by_path = sa.select(Row.id).where(
            Row.card["derived", "total"].as_string() == str(one.total)
        )
        missing = sa.select(Row.id).where(Row.card.is_(None))
        assert [list(session.scalars(ask)) for ask in (by_value, by_field, by_path, missing)] == [
            [1], [2], [1], [2],
        ]  # fmt: skip


@pytest.mark.parametrize("number", ["0.10", "-8.8", "12345678901234567890.123456", "0.000001"])
def test_numbers_stay_exact(engine: sa.Engine, number: str) -> None:
    with Session(engine) as session:
        session.add(Row(target="是", total=Decimal(number)))
        session.commit()
        assert session.scalars(sa.select(Row.total)).one() == Decimal(number)


def test_what_does_not_belong_is_refused(engine: sa.Engine) -> None:
    for bad, problem in (("≥", "≥"), (card(), "应为 Criterion")):
        with Session(engine) as session:
            session.add(Row(target=bad))
            with pytest.raises(sa.exc.StatementError, match=problem):
                session.flush()
    with pytest.raises(CodecError, match="str 不能存成 JSON"):
        DocumentType(str)


def test_postgresql_has_jsonb() -> None:
    from sqlalchemy.dialects import postgresql as dialect

    made = str(sa.schema.CreateTable(Row.__table__).compile(dialect=dialect.dialect()))
    assert "target JSONB" in made
    assert "total NUMERIC(38, 6)" in made
