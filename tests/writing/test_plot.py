"""Pictures: what they show, in Chinese, in colours that can be told apart."""

from __future__ import annotations

import json

import pytest

import jixiao
from jixiao.errors import JixiaoError
from jixiao.writing.plot import KINDS, chart, picture

pytest.importorskip("altair")


@pytest.mark.parametrize("kind", [name for name, _ in KINDS])
def test_every_kind_draws(card, kind):
    drawn = chart(card, kind).to_dict()
    text = json.dumps(drawn, ensure_ascii=False)
    assert "Noto Sans CJK SC" in text
    svg = picture([card], ".svg", kind=kind).decode()
    assert svg.startswith("<svg")
    assert "Microsoft YaHei" in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_levels_hold_every_point(card):
    rows = chart(card).to_dict()
    values = next(iter(rows["datasets"].values())) if "datasets" in rows else _values(rows)
    whole = [one for one in values if "›" not in one["label"]]
    assert sum(one["size"] for one in whole) == pytest.approx(float(card.maximum))
    assert sum(one["size"] for one in whole if one["part"] == "待定") == pytest.approx(15)


def _values(spec):
    if "values" in spec.get("data", {}):
        return spec["data"]["values"]
    return next(filter(None, (_values(layer) for layer in spec.get("layer", []))), [])


def test_units_of_one_name_stay_apart(card):
    labels = {one["label"] for one in _values(chart((card, card)).to_dict())}
    assert len(labels) == 2


def test_png(card, tmp_path):
    path = jixiao.write(card, tmp_path / "图.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_unknown_kind(card):
    with pytest.raises(JixiaoError) as caught:
        chart(card, "饼图")
    assert caught.value.code == "picture-kind"
    with pytest.raises(JixiaoError):
        chart((card, card), "levels")


def test_an_actual_of_forty_digits_is_drawn():
    row = jixiao.Indicator(name="培训人数", target="≥1人", weight=90, actual="9" * 40 + "人")
    card = jixiao.score(jixiao.TargetTable(indicators=(row,)))
    assert "9" * 40 + "00%" in json.dumps(chart(card, "achieved").to_dict(), ensure_ascii=False)
