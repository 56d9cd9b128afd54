"""Batches: nothing is lost, and what is done is not done twice."""

from __future__ import annotations

import attrs
import openpyxl
import pytest

import jixiao
from jixiao.writing import batch
from jixiao.writing.batch import score_folder


@pytest.fixture
def folder(project, tmp_path):
    source = tmp_path / "报送"
    (source / "乡镇").mkdir(parents=True)
    jixiao.write(project, source / "甲.xlsx")
    jixiao.write(project, source / "乙.docx")
    jixiao.write(project, source / "乡镇" / "甲.xlsx")
    (source / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    return source


def test_one_form_each_and_a_summary(folder, tmp_path):
    seen = []
    result = score_folder(folder, tmp_path / "结果", progress=lambda *one: seen.append(one))
    assert [number for number, _, _ in seen] == [1, 2, 3, 4]
    assert len(result.cards) == len(result.outputs) == len(set(result.outputs)) == 3
    for card, output in zip(result.cards, result.outputs, strict=True):
        (back,) = jixiao.read(output)
        assert back.declared_total == card.total
    (failure,) = result.failures
    assert failure.path.name == "坏.xlsx"
    assert failure.code
    book = openpyxl.load_workbook(result.summary_path)
    assert book.sheetnames == ["汇总", "失分", "待定", "发现", "没有算出的文件"]
    assert book["汇总"].max_row == 4
    files = [row[-1].value for row in book["汇总"].iter_rows(min_row=2)]
    assert sorted(files) == sorted(
        ["乙.docx", (folder / "甲.xlsx").as_posix(), (folder / "乡镇" / "甲.xlsx").as_posix()]
    )
    assert "坏.xlsx" in str(result)
    assert "汇总.xlsx" in str(result)


def test_a_second_run_takes_what_is_done(folder, tmp_path, monkeypatch):
    out = tmp_path / "结果"
    first = score_folder(folder, out)
    calls = []
    monkeypatch.setattr(
        batch, "read", lambda data, *, name, **_: calls.append(name) or jixiao.read(data, name=name)
    )
    second = score_folder(folder, out, jobs=1)
    assert second.skipped == 3
    assert calls == [(folder / "坏.xlsx").as_posix()]
    assert second.cards == first.cards
    assert score_folder(folder, out, force=True).skipped == 0


def test_what_changed_is_scored_again(folder, project, tmp_path):
    out = tmp_path / "结果"
    score_folder(folder, out)
    jixiao.write(attrs.evolve(project, organisation="另一个单位"), folder / "乙.docx")
    result = score_folder(folder, out)
    assert result.skipped == 2
    # Another rulebook makes every earlier result out of date.
    other = next(name for name in jixiao.rulebooks() if name != result.cards[0].rulebook.name)
    assert score_folder(folder, out, rulebook=other).skipped == 0


def test_an_output_that_is_gone_is_written_again(folder, tmp_path):
    out = tmp_path / "结果"
    first = score_folder(folder, out)
    first.outputs[0].unlink()
    assert score_folder(folder, out).skipped == 2
    assert first.outputs[0].is_file()


def test_an_interrupted_batch_goes_on(folder, tmp_path):
    out = tmp_path / "结果"

    def stop(number, count, path):
        if number == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_folder(folder, out, progress=stop)
    assert not (out / "汇总.xlsx").exists()
    result = score_folder(folder, out)
    assert result.skipped >= 1
    assert len(result.cards) == 3


def test_results_inside_the_folder_are_not_inputs(folder):
    out = folder / "结果"
    score_folder(folder, out)
    assert len(score_folder(folder, out).cards) == 3


def test_a_damaged_record_is_no_record(folder, tmp_path):
    out = tmp_path / "结果"
    score_folder(folder, out)
    for record in (out / ".jixiao").iterdir():
        record.write_text(record.read_text("utf-8")[:-40], encoding="utf-8")
    result = score_folder(folder, out)
    assert result.skipped == 0
    assert len(result.cards) == 3
