"""Baselines: accepted findings with a reason, and what is wrong with a baseline itself."""

from __future__ import annotations

import pytest

from jixiao.errors import JixiaoError, Place
from jixiao.findings import Finding
from jixiao.review.checking import check
from jixiao.review.checking.baseline import Accepted, Baseline, baseline_text
from tests import bazhou

FOUND = (
    Finding(
        code="equality-count",
        severity="note",
        message="多一点“少一点”\n都不算",
        subject="甲",
        place=Place(file="报送/甲.txt", row=3),
        figures=(("target", "=4人"),),
    ),
    Finding(code="equality-count", severity="note", message="乙", subject="乙"),
)


def load(tmp_path, text):
    path = tmp_path / "基线.toml"
    path.write_text(text, encoding="utf-8")
    return Baseline.load(path)


def test_an_entry_with_a_reason_accepts_its_findings_only(tmp_path):
    baseline = load(
        tmp_path, '[[accepted]]\ncode = "equality-count"\nsubject = "甲"\nreason = "编制数"\n'
    )
    assert baseline.apply(FOUND) == FOUND[1:]


def test_an_entry_without_a_reason_accepts_nothing_and_is_reported(tmp_path):
    baseline = load(tmp_path, '[[accepted]]\ncode = "equality-count"\nreason = "  "\n')
    *kept, remark = baseline.apply(FOUND)
    assert tuple(kept) == FOUND
    assert remark.code == "baseline-no-reason"
    assert remark.place.file == str(tmp_path / "基线.toml")


def test_an_unused_entry_is_reported(tmp_path):
    baseline = load(tmp_path, '[[accepted]]\ncode = "weight-sum"\nreason = "已核对"\n')
    *kept, remark = baseline.apply(FOUND)
    assert tuple(kept) == FOUND
    assert remark.code == "baseline-unused"
    assert "第1条" in remark.message


@pytest.mark.parametrize(
    ("entry", "covered"),
    [
        (Accepted(code="equality-count"), True),
        (Accepted(code="equality-count", file="甲.txt"), True),
        (Accepted(code="equality-count", file="报送/甲.txt"), True),
        (Accepted(code="equality-count", file="大甲.txt"), False),
        (Accepted(code="equality-count", figures=(("target", "=4人"),)), True),
        (Accepted(code="equality-count", figures=(("target", "=5人"),)), False),
        (Accepted(code="equality-count", subject="乙"), False),
    ],
)
def test_what_an_entry_covers(entry, covered):
    assert entry.covers(FOUND[0]) is covered


def test_a_written_baseline_is_read_again_and_needs_reasons(tmp_path):
    text = baseline_text(FOUND)
    baseline = load(tmp_path, text)
    assert [entry.subject for entry in baseline.entries] == ["甲", "乙"]
    assert {one.code for one in baseline.remarks(FOUND)} == {"baseline-no-reason"}
    settled = load(tmp_path, text.replace('reason = ""', 'reason = "已核对"'))
    assert settled.apply(FOUND) == ()


def test_a_baseline_of_a_whole_table_settles_it(tmp_path):
    found = check(bazhou.table())
    baseline = load(tmp_path, baseline_text(found).replace('reason = ""', 'reason = "已核对"'))
    assert baseline.apply(found) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[[accepted]\n", "TOML"),
        ('[[accepted]]\nreason = "x"\n', "code"),
        ('[[accepted]]\ncode = "a"\nwhy = "x"\n', "why"),
        ('[[accept]]\ncode = "a"\n', "accept"),
        ('[[accepted]]\ncode = "a"\nfigures = "x"\n', "figures"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason(tmp_path, text, word):
    with pytest.raises(JixiaoError, match=word) as caught:
        load(tmp_path, text)
    assert caught.value.code == "baseline-file"


def test_a_missing_file(tmp_path):
    with pytest.raises(JixiaoError, match="读不到"):
        Baseline.load(tmp_path / "没有.toml")
