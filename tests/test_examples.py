"""The examples, run as a reader would run them."""

import runpy
from decimal import Decimal
from pathlib import Path

import pytest

import jixiao

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_scores_into_a_database_and_back(tmp_path: Path) -> None:
    sa = pytest.importorskip("sqlalchemy")
    example = runpy.run_path(str(EXAMPLES / "database" / "score_to_database.py"))
    engine = sa.create_engine(f"sqlite:///{tmp_path / '绩效.db'}")
    table = jixiao.TargetTable(
        organisation="甲局",
        year=2022,
        indicators=(
            jixiao.Indicator(name="培训次数", target=">=15次", weight=50, actual="11次"),
            jixiao.Indicator(name="验收合格率", target="≥95%", weight=40, actual="96%"),
        ),
    )
    card = jixiao.score(table)
    number = example["save"](engine, card)
    assert example["load"](engine, number) == card
    with engine.connect() as connection:
        query = sa.select(example["scores"].c.name, example["scores"].c.points)
        stored = dict(connection.execute(query.where(example["scores"].c.card == number)).all())
    assert stored["培训次数"] == Decimal("36.67")
    assert sum(points for points in stored.values() if points is not None) == card.total
    engine.dispose()


def test_the_tables_of_postgresql_have_exact_numbers() -> None:
    sa = pytest.importorskip("sqlalchemy")
    from sqlalchemy.dialects import postgresql

    example = runpy.run_path(str(EXAMPLES / "database" / "score_to_database.py"))
    made = str(sa.schema.CreateTable(example["scores"]).compile(dialect=postgresql.dialect()))
    assert "points NUMERIC(38, 6)" in made
