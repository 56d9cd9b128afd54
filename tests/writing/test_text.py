"""CSV that no spreadsheet runs."""

from __future__ import annotations

import csv

import jixiao


def test_no_field_starts_a_formula(table, card, tmp_path):
    for obj in (table, card, (card, card), card.findings):
        path = jixiao.write(obj, tmp_path / "表.csv")
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            fields = [field for row in csv.reader(file) for field in row]
        assert not [field for field in fields if field[:1] in ("=", "+", "-", "@")]


def test_plain_text_is_left_as_it_is(table, tmp_path):
    text = jixiao.write(table, tmp_path / "表.txt").read_text("utf-8")
    assert "\t=4人" in text
