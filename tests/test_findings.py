"""A finding says at once when it cannot be one."""

from __future__ import annotations

import pytest

import jixiao
from jixiao import Finding
from jixiao.errors import Place
from jixiao.findings import grouped


@pytest.mark.parametrize(
    ("wrong", "known"),
    [({"severity": "bad"}, "error、warning、note"), ({"outcome": "ok"}, "fails、not_applicable")],
)
def test_an_unknown_severity_or_outcome(wrong, known):
    with pytest.raises(ValueError, match=f"应为 {known}"):
        Finding(**{"code": "my-code", "severity": "note", "message": "说明", **wrong})


def one(code: str, row: int, **more: object) -> Finding:
    fields = {"severity": "note", "message": "写等号", "subject": f"第{row}个", **more}
    return Finding(code=code, place=Place(file="表.xlsx", sheet="一", row=row, column=7), **fields)


class TestGrouped:
    def test_one_kind_over_many_rows_is_one_finding_with_its_places(self):
        first, second, third = one("a-b", 4), one("c-d", 5), one("a-b", 9)
        group, other = grouped((first, second, third))
        assert other == second
        assert group.singles == (first, third)
        assert [place.address for place in group.places] == ["G4", "G9"]
        assert group.message == "写等号。同样的还有1处：“第9个”（G9）"

    def test_what_differs_in_severity_reason_or_table_stays_apart(self):
        apart = (
            one("a-b", 4),
            one("a-b", 5, severity="warning"),
            one("a-b", 6, figures=(("reason", "wish"),)),
            one("a-b", 7, subject=None),
            one("a-b", 8, outcome="insufficient"),
        )
        assert grouped(apart) == apart

    def test_grouping_again_changes_nothing_but_joins(self):
        every = tuple(one("a-b", row) for row in (1, 2, 3))
        (group,) = grouped((*grouped(every[:2]), every[2]))
        assert group.singles == every


def test_a_message_with_a_caret_is_one_sentence_on_paper():
    target = jixiao.Indicator(name="造林面积", target="≥26 8.5万元", actual="3")
    card = jixiao.score(jixiao.TargetTable(indicators=(target,)))
    (found,) = (one for one in card.findings if one.code == "target-unreadable")
    assert "^^^" in found.message
    assert found.sentence == (
        "“造林面积”：指标值读不懂，暂不计分：“26 8.5”中间有空格，不是一个完整的数；"
        "应为：一个完整的数，例如 1200 或 1,200"
    )
