"""Actual values, and documents, from and to whatever a program has at hand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import jixiao
from jixiao.errors import ActualsError
from jixiao.frames import FrameError
from jixiao.scoring import compare_rulebooks
from jixiao.writing.errors import WritingError

TABLE = jixiao.TargetTable(
    year=2022,
    indicators=(
        jixiao.Indicator(level1="产出指标", name="培训次数", target="≥15次", weight=40),
        jixiao.Indicator(level1="产出指标", name="合格率", target="≥95%", weight=30),
        jixiao.Indicator(level1="产出指标", name="完成时间", target="2022年10月31日前", weight=20),
    ),
)
NAMES = ["培训次数", "合格率", "完成时间"]
VALUES = ["12次", "96%", "2022年9月30日"]
COLUMNS = {"指标名称": NAMES, "实际完成值": VALUES}


def pandas_frame() -> Any:
    return pytest.importorskip("pandas").DataFrame(COLUMNS)


def polars_frame() -> Any:
    return pytest.importorskip("polars").DataFrame(COLUMNS)


def arrow_table() -> Any:
    return pytest.importorskip("pyarrow").table(COLUMNS)


FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": pandas_frame,
    "polars": polars_frame,
    "polars lazy": lambda: polars_frame().lazy(),
    "arrow": arrow_table,
    "arrow stream": lambda: arrow_table().to_reader(),
    "duckdb": lambda: pytest.importorskip("duckdb").from_arrow(arrow_table()),
    "mapping": lambda: dict(zip(NAMES, VALUES, strict=True)),
    "rows": lambda: [
        {"指标名称": name, "实际完成值": value} for name, value in zip(NAMES, VALUES, strict=True)
    ],
    "iterator of rows": lambda: iter(
        [{"name": name, "value": value} for name, value in zip(NAMES, VALUES, strict=True)]
    ),
    "bytes of a list": lambda: csv().encode(),
    "open binary file": lambda: io.BytesIO(csv().encode("gbk")),
    "open text file": lambda: io.StringIO(csv()),
    "bytes of JSON": lambda: json.dumps(dict(zip(NAMES, VALUES, strict=True))).encode("utf-8-sig"),
}


def csv() -> str:
    rows = zip(NAMES, VALUES, strict=True)
    return "\n".join(["指标名称,实际完成值", *(",".join(row) for row in rows)]) + "\n"


@pytest.mark.parametrize("kind", FRAMES)
def test_actual_values_come_from_anything_that_has_them(kind: str) -> None:
    card = jixiao.score(TABLE, FRAMES[kind]())
    assert [one.points for one in card.scores] == [Decimal(32), Decimal(30), Decimal(20)]
    assert [one.code for one in card.findings if one.code.startswith("actual-")] == []


@pytest.mark.parametrize("kind", ["pandas", "polars lazy", "open text file", "iterator of rows"])
def test_every_function_that_takes_actual_values_takes_them_all(kind: str) -> None:
    side = compare_rulebooks(TABLE, FRAMES[kind](), rulebooks=jixiao.rulebooks()[:2])
    assert [card.scores[0].status for card in side.cards] == ["未完成", "未完成"]
    progress = jixiao.monitor(TABLE, FRAMES[kind](), as_of=date(2022, 12, 31))
    assert len(progress.items) >= 3
    assert len(jixiao.read_actuals(FRAMES[kind]()).entries) == 3


def test_numbers_dates_and_blanks_of_a_frame_are_what_they_are() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {
            "指标名称": [*NAMES, pd.NA],
            "实际完成值": [15, 0.96, pd.Timestamp("2022-09-30"), None],
            "备注": [None, "见附件", pd.NaT, float("nan")],
        }
    )
    actuals = jixiao.read_actuals(frame)
    assert [one.value for one in actuals.entries] == [
        Decimal(15),
        Decimal("0.96"),
        date(2022, 9, 30),
    ]
    assert [one.remark for one in actuals.entries] == [None, "见附件", None]


def test_a_frame_without_names_is_refused_by_its_columns() -> None:
    with pytest.raises(ActualsError, match="指标名称"):
        jixiao.score(TABLE, pytest.importorskip("pandas").DataFrame({"a": [1]}))


def test_two_columns_of_one_name_are_refused() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame([["培训次数", "1", "2"]], columns=["指标名称", "实际完成值", "实际完成值"])
    with pytest.raises(FrameError, match="实际完成值"):
        jixiao.score(TABLE, frame)


def test_bytes_that_are_no_list_are_refused() -> None:
    with pytest.raises(ActualsError):
        jixiao.score(TABLE, "甲,乙\n1,2\n".encode())


# ---- documents ---------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "html", "md", "json", "csv", "txt"])
def test_a_buffer_gets_what_a_file_gets(suffix: str, tmp_path: Path) -> None:
    card = jixiao.score(TABLE, FRAMES["mapping"]())
    path = jixiao.write(card, tmp_path / f"自评表.{suffix}")
    buffer = io.BytesIO()
    assert jixiao.write(card, buffer, format=suffix) is buffer
    if suffix in ("xlsx", "docx"):
        mine, theirs = jixiao.read(buffer.getvalue(), name="表"), jixiao.read(path, name="表")
        assert mine == theirs
    else:
        assert buffer.getvalue() == path.read_bytes()
    assert not buffer.closed


def test_what_was_written_to_a_buffer_is_read_from_its_bytes() -> None:
    data = jixiao.write(TABLE, io.BytesIO(), format=".csv").getvalue()
    for source in (data, bytearray(data), memoryview(data), io.BytesIO(data)):
        (table,) = jixiao.read(source, name="上传/目标表.csv")
        assert [one.name for one in table.indicators] == NAMES
        assert table.place is not None
        assert table.place.file == "上传/目标表.csv"


def test_an_open_file_says_its_format_by_its_name(tmp_path: Path) -> None:
    with (tmp_path / "表.html").open("wb") as file:
        jixiao.write(TABLE, file)  # type: ignore[call-overload]
    assert (tmp_path / "表.html").read_bytes().startswith(b"<!")


@pytest.mark.parametrize(
    ("target", "options", "code"),
    [
        (io.BytesIO(), {}, "format-missing"),
        (io.BytesIO(), {"format": "doc"}, "suffix-unknown"),
        (io.StringIO(), {"format": "csv"}, "target-text"),
        (7, {"format": "csv"}, "target-unknown"),
        (io.BytesIO(), {"format": "xlsx", "template": "我的.docx"}, "template-suffix"),
    ],
)
def test_where_nothing_can_be_written_is_said(target: Any, options: Any, code: str) -> None:
    with pytest.raises(WritingError) as caught:
        jixiao.write(TABLE, target, **options)
    assert caught.value.code == code


def test_a_path_may_have_another_format_than_its_suffix(tmp_path: Path) -> None:
    path = jixiao.write(TABLE, tmp_path / "表.tmp", format="json")
    assert jixiao.loads(path.read_text("utf-8"), expected=jixiao.TargetTable) == TABLE
