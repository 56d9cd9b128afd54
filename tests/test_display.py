"""Lines of text by display width."""

from __future__ import annotations

import pytest

from jixiao.display import width, wrap

CLOSING, OPENING = "，。；：、！？”’）》〉】〕…", "“‘（《〈【〔"


@pytest.mark.parametrize(
    "text",
    [
        "公开自评表（上限）、成都市自评表样（130%）：得分以分值为上限；分值按财预〔2020〕10号；“是”。"
    ],
)
@pytest.mark.parametrize("columns", range(20, 60))
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(text, columns):
    lines = wrap(text, columns)
    assert "".join(lines) == text
    assert max(map(width, lines)) <= columns
    assert not any(line[0] in CLOSING for line in lines)
    assert not any(line[-1] in OPENING for line in lines)


def test_a_run_of_punctuation_still_fits():
    lines = wrap("是" + "。" * 50, 20)
    assert max(map(width, lines)) <= 20


@pytest.mark.parametrize("columns", range(4, 60))
def test_a_number_stays_with_its_unit_where_there_is_room(columns):
    text = "已定80.09分；预算387664.62万元，其中5058.32平方米，2022年10月31日前完成98%以上"
    lines = wrap(text, columns)
    assert "".join(lines) == text
    for piece in ("80.09分", "387664.62万元", "5058.32平方", "98%"):
        if width(piece) + 4 <= columns:
            assert any(piece in line for line in lines)
