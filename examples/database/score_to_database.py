"""把一张绩效目标表读出、打分，写进数据库（SQLite、PostgreSQL 等，经 SQLAlchemy）。

用法：python score_to_database.py 目标表 实际值.csv [数据库地址]

数据库地址默认 sqlite:///绩效.db；PostgreSQL 写作 postgresql+psycopg://用户:密码@主机/库。
金额和得分用 NUMERIC 列，SQLite 没有十进制类型，按文字存，读出来仍是 Decimal。
"""

from __future__ import annotations

import sys
from pathlib import Path

import sqlalchemy as sa

import jixiao
from jixiao.exchange.sqlalchemy_types import DecimalType, DocumentType

metadata = sa.MetaData()
cards = sa.Table(
    "scorecards",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text),
    sa.Column("year", sa.Integer),
    sa.Column("rulebook", sa.String(100), nullable=False),
    sa.Column("total", DecimalType, nullable=False),
    sa.Column("grade", sa.String(10)),
    # The whole card, which comes back as it was.
    sa.Column("card", DocumentType(jixiao.Scorecard), nullable=False),
)
scores = sa.Table(
    "scores",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("card", sa.ForeignKey("scorecards.id"), nullable=False, index=True),
    *(sa.Column(name, sa.Text) for name in ("level1", "level2", "name", "target", "actual")),
    *(sa.Column(name, DecimalType) for name in ("weight", "points", "ratio")),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)


def save(engine: sa.Engine, card: jixiao.Scorecard) -> int:
    """Write a scorecard and its scores in one transaction; its id."""
    metadata.create_all(engine)
    wanted = [column.name for column in scores.columns if column.name not in ("id", "card")]
    with engine.begin() as connection:
        made = connection.execute(
            cards.insert().values(
                organisation=card.table.organisation,
                year=card.table.year,
                rulebook=card.rulebook.name,
                total=card.total,
                grade=card.grade,
                card=card,
            )
        )
        (number,) = made.inserted_primary_key or (0,)
        rows = [{name: row[name] for name in wanted} for row in card.rows()]
        connection.execute(scores.insert(), [{"card": number, **row} for row in rows])
    return int(number)


def load(engine: sa.Engine, number: int) -> jixiao.Scorecard:
    """The scorecard with this id, as it was."""
    with engine.connect() as connection:
        card: jixiao.Scorecard = connection.execute(
            sa.select(cards.c.card).where(cards.c.id == number)
        ).scalar_one()
    return card


def main(arguments: list[str]) -> int:
    if len(arguments) not in (2, 3):
        sys.stderr.write(__doc__ or "")
        return 2
    engine = sa.create_engine(arguments[2] if len(arguments) == 3 else "sqlite:///绩效.db")
    actuals = jixiao.read_actuals(Path(arguments[1]))
    for table in jixiao.read(Path(arguments[0])):
        card = jixiao.score(table, actuals)
        number = save(engine, card)
        sys.stdout.write(f"{number}\t{table.organisation}\t{card.summary}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
