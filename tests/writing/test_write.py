"""The door: suffixes, what may be written, and files that are whole or old."""

from __future__ import annotations

import pytest

import jixiao
from jixiao.errors import JixiaoError
from jixiao.reading.office import office
from jixiao.writing import SUFFIXES
from jixiao.writing.files import replace


@pytest.mark.parametrize("suffix", [one for one, _ in SUFFIXES])
def test_every_suffix_writes_a_scorecard(card, tmp_path, suffix):
    if suffix == ".pdf" and office() is None:
        pytest.skip("LibreOffice is not installed")
    path = jixiao.write(card, tmp_path / f"结果{suffix}")
    assert path == tmp_path / f"结果{suffix}"
    assert path.stat().st_size > 500
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".html", ".md", ".json", ".csv", ".txt"])
def test_every_suffix_writes_findings_and_none(card, tmp_path, suffix):
    assert card.findings
    jixiao.write(card.findings, tmp_path / f"发现{suffix}")
    jixiao.write((), tmp_path / f"空{suffix}")


def test_unknown_suffix_names_the_known_ones(card, tmp_path):
    with pytest.raises(JixiaoError) as caught:
        jixiao.write(card, tmp_path / "自评表.ofd")
    assert isinstance(caught.value, ValueError)
    assert caught.value.code == "suffix-unknown"
    assert all(
        one in str(caught.value)
        for one in (".ofd", ".pdf", ".xlsx", ".docx", ".html", ".md", ".json")
    )
    with pytest.raises(JixiaoError, match="没有后缀"):
        jixiao.write(card, tmp_path / "自评表")


def test_mixed_and_foreign_objects(card, table, tmp_path):
    with pytest.raises(JixiaoError) as caught:
        jixiao.write((card, table), tmp_path / "a.xlsx")
    assert caught.value.code == "object-mixed"
    with pytest.raises(JixiaoError) as caught:
        jixiao.write("文字", tmp_path / "a.xlsx")
    assert caught.value.code == "object-unknown"
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        replace(path, "not bytes")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_the_mode_of_a_file_is_kept(tmp_path):
    path = tmp_path / "自评表.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_missing_folder_is_an_os_error(card, tmp_path):
    with pytest.raises(FileNotFoundError, match="没有这个文件夹") as caught:
        jixiao.write(card, tmp_path / "没有" / "a.md")
    assert caught.value.filename == str(tmp_path / "没有")


def test_several_of_a_kind_as_data_are_read_back(card, table, tmp_path):
    for things in ((card, card), [table], card.findings):
        text = jixiao.write(things, tmp_path / "数据.json").read_text(encoding="utf-8")
        assert jixiao.loads(text) == tuple(things)


def test_what_a_form_declares_is_kept_unless_asked(tmp_path):
    declared = jixiao.TargetTable(
        year=2022,
        kind="evaluation",
        declared_total=100,
        indicators=(
            jixiao.Indicator(
                level1="产出指标", level2="数量指标", name="培训次数",
                target="≥10次", actual="8次", weight=100, points=100, deviation="疫情",
            ),
        ),
    )  # fmt: skip
    card = jixiao.score(declared)
    assert (card.scores[0].declared, card.scores[0].difference) == (100, -20)
    assert card.declared_summary == "申报总分100分，复算80.00分，差-20分；1项与申报不同"
    kept = jixiao.read(jixiao.write(card, tmp_path / "kept.xlsx"))[0]
    assert (kept.indicators[0].points, kept.declared_total) == (100, 100)
    new = jixiao.read(jixiao.write(card, tmp_path / "new.xlsx", replace_declared=True))[0]
    assert (new.indicators[0].points, new.declared_total) == (80, 80)
