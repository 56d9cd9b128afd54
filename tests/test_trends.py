"""Several years of one office: the cases of ``conformance/trends``, and each signal by itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from jixiao.tables import Execution, Indicator, TargetTable
from jixiao.trends import trend

CASES = tomllib.loads(
    (Path(__file__).parent / "conformance" / "trends" / "cases.toml").read_text(encoding="utf-8")
)["case"]
_COLUMNS = ("level2", "name", "target", "actual", "weight", "points")


def read_case(one: dict) -> TargetTable:
    rows = [
        Indicator(**{column: text or None for column, text in zip(_COLUMNS, row, strict=False)})
        for row in one["rows"]
    ]
    budget, executed = one.get("money", (None, None))
    money = [Execution(item="年度资金总额", budget=budget, executed=executed)] if budget else []
    return TargetTable(
        organisation="甲县乙局",
        year=one["year"],
        indicators=rows,
        execution=money,
        declared_total=one.get("total"),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_cases(case):
    found = trend([read_case(one) for one in case["tables"]])
    assert sorted([one.code, one.subject or ""] for one in found.signals) == sorted(case["signals"])
