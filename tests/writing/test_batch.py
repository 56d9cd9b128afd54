"""Batches: nothing is lost, and what is done is not done twice."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import openpyxl
import pytest
from fuzz import killing

import jixiao
from jixiao.errors import UnreadableDocument
from jixiao.reading import read_folder
from jixiao.reading.headers import Headers
from jixiao.writing import batch
from jixiao.writing.batch import score_folder
from jixiao.writing.journal import Journal


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
    files = _of_column(book["汇总"], "文件")
    assert sorted(files) == sorted(
        ["乙.docx", (folder / "甲.xlsx").as_posix(), (folder / "乡镇" / "甲.xlsx").as_posix()]
    )
    assert "坏.xlsx" in str(result)
    assert "汇总.xlsx" in str(result)


def _of_column(sheet, name):
    heading, *rows = sheet.iter_rows(values_only=True)
    return [row[heading.index(name)] for row in rows]


def test_what_is_scored_again_keeps_its_file_beside_one_that_fails(tmp_path):
    """A file that gives nothing has no record; it must not take the result of the next one."""
    folder, out = tmp_path / "报送", tmp_path / "结果"
    folder.mkdir()
    for name in ("1", "3"):
        one = jixiao.Indicator(name="次数", target="≥1次", actual="1次", weight=name)
        jixiao.write(jixiao.TargetTable(project=name, indicators=[one]), folder / f"{name}.xlsx")
    (folder / "2.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    score_folder(folder, out)
    for form in out.glob("*.xlsx"):
        form.unlink()
    again = score_folder(folder, out)
    assert [path.stem for path in again.sources] == ["1", "3"]
    assert [card.table.project for card in again.cards] == ["1", "3"]
    sheet = openpyxl.load_workbook(again.summary_path)["汇总"]
    assert _of_column(sheet, "文件") == ["1.xlsx", "3.xlsx"]
    assert _of_column(sheet, "项目") == ["1", "3"]


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


# ---- names


HEAD = "项目支出绩效自评表\n一级指标\t二级指标\t三级指标\t指标值\t分值\t实际完成值\n"
ROW = "产出指标\t数量指标\t培训人数\t≥60人\t90\t72人\n"


def form(path: Path, row: str = ROW) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + row, encoding="utf-8")
    return path


def two_tables(path: Path) -> Path:
    title, _, rest = HEAD.partition("\n")
    text = "\n".join(f"{title}\n项目名称\t项目{name}\n{rest}{ROW}" for name in "甲乙")
    form(path).write_text(text, encoding="utf-8")
    return path


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_two_results_never_share_a_name(tmp_path):
    """Two tables of A would be A-1 and A-2, and A-1 is the name of another file."""
    source = tmp_path / "in"
    for name in ("A.txt", "A-自评表.txt"):
        two_tables(source / name)
    for name in ("A-1.csv", "A-自评表-1.csv", "a.csv", "A.csv", "B/A.csv", "b/a.txt"):
        form(source / name)
    result = score_folder(source, tmp_path / "out")
    assert not result.failures
    assert len(result.cards) == 10
    assert len({path.name.casefold() for path in result.outputs}) == len(result.outputs) == 10
    for card, output in zip(result.cards, result.outputs, strict=True):
        (back,) = jixiao.read(output)
        assert back.declared_total == card.total
    again = score_folder(source, tmp_path / "out")
    assert again.skipped == 8
    assert again.outputs == result.outputs


def test_a_file_keeps_the_name_of_its_result_when_others_come(tmp_path):
    out = tmp_path / "out"
    form(tmp_path / "in" / "甲.txt")
    (first,) = score_folder(tmp_path / "in", out).outputs
    form(tmp_path / "in" / "乡镇" / "甲.txt")
    result = score_folder(tmp_path / "in", out)
    assert result.skipped == 1
    assert first in result.outputs
    assert len(set(result.outputs)) == 2
    # Another folder into the same results does not take their names either.
    form(tmp_path / "other" / "甲.txt", ROW.replace("72人", "30人"))
    before = first.read_bytes()
    (third,) = score_folder(tmp_path / "other", out).outputs
    assert third not in result.outputs
    assert first.read_bytes() == before


def test_a_long_name_is_no_reason_to_lose_a_file(tmp_path):
    long = "长" * 80
    for name in (f"{long}甲.txt", f"{long}乙.txt"):
        form(tmp_path / "in" / name)
    result = score_folder(tmp_path / "in", tmp_path / "out")
    assert not result.failures
    assert len(set(result.outputs)) == 2
    assert all(path.is_file() for path in result.outputs)


NOT_UTF8 = os.fsdecode("自评表".encode("gbk")) + ".txt"


@pytest.fixture
def not_utf8(tmp_path):
    """A folder with a good file, and one with the name that a zip file from Windows gave it."""
    form(tmp_path / "in" / "甲.txt")
    try:
        form(tmp_path / "in" / NOT_UTF8)
    except OSError:
        pytest.skip("this system keeps names as text")
    return tmp_path / "in"


def test_a_name_that_is_not_utf8_is_one_reported_file(not_utf8, tmp_path):
    out = tmp_path / "out"
    for skipped in (0, 1):
        result = score_folder(not_utf8, out)
        assert result.skipped == skipped
        (failure,) = result.failures
        assert failure.code == "name-not-utf8"
        assert "按 GBK 读是“自评表.txt”" in failure.message
        str(result).encode("utf-8")
        sheet = openpyxl.load_workbook(result.summary_path)["没有算出的文件"]
        assert sheet["A2"].value.endswith("%D7%D4%C6%C0%B1%ED.txt")
    (bad,) = [one for one in read_folder(not_utf8) if not one.ok]
    assert bad.error.code == "name-not-utf8"


# ---- what is not ours


def test_an_input_in_the_folder_of_the_results_is_refused(tmp_path):
    path = form(tmp_path / "甲.txt")
    for files in (tmp_path, [path]):
        with pytest.raises(jixiao.writing.WritingError, match="写到另一个文件夹") as caught:
            score_folder(files, tmp_path)
        assert caught.value.code == "input-in-output"
        assert [one.name for one in tmp_path.iterdir()] == ["甲.txt"]
    result = score_folder(tmp_path, tmp_path, force=True)
    assert [one.name for one in result.sources] == ["甲.txt"]
    assert path.read_text("utf-8") == HEAD + ROW
    # Its own results are none of the inputs afterwards.
    assert len(score_folder(tmp_path, tmp_path, force=True).cards) == 1


def test_a_result_is_never_written_over_an_input(tmp_path):
    form(tmp_path / "甲.xlsx")
    other = form(tmp_path / "甲-自评表.xlsx", ROW.replace("72人", "30人"))
    result = score_folder(tmp_path, tmp_path, force=True)
    assert len(set(result.outputs)) == 2
    assert other.read_text("utf-8").endswith("30人\n")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_file_that_was_not_ours_is_refused_and_with_force_put_aside(tmp_path, suffix):
    form(tmp_path / "in" / "甲.txt")
    form(tmp_path / "in" / "乙.txt")
    out = tmp_path / "out"
    theirs = out / f"甲-自评表{suffix}"
    out.mkdir()
    theirs.write_bytes(b"somebody's own")
    result = score_folder(tmp_path / "in", out, suffix=suffix)
    assert theirs.read_bytes() == b"somebody's own"
    assert [(one.path.name, one.code) for one in result.failures] == [("甲.txt", "output-not-ours")]
    assert "--force" in str(result)
    assert len(result.outputs) == 1
    result = score_folder(tmp_path / "in", out, suffix=suffix, force=True)
    assert not result.failures
    assert theirs in result.outputs
    (kept,) = result.kept
    assert kept.read_bytes() == b"somebody's own"
    assert str(kept) in str(result)


def test_a_summary_that_was_not_ours_is_refused_and_with_force_put_aside(tmp_path):
    form(tmp_path / "in" / "甲.txt")
    out = tmp_path / "out"
    out.mkdir()
    (out / "汇总.xlsx").write_bytes(b"somebody's own")
    with pytest.raises(jixiao.writing.WritingError) as caught:
        score_folder(tmp_path / "in", out)
    assert caught.value.code == "output-not-ours"
    assert contents(out) == {"汇总.xlsx": b"somebody's own"}
    result = score_folder(tmp_path / "in", out, force=True)
    assert [path.read_bytes() for path in result.kept] == [b"somebody's own"]
    assert openpyxl.load_workbook(result.summary_path)["汇总"].max_row == 2


def test_what_somebody_wrote_into_a_form_is_put_aside(tmp_path):
    form(tmp_path / "in" / "甲.txt")
    (output,) = score_folder(tmp_path / "in", tmp_path / "out").outputs
    first = output.read_bytes()
    output.write_bytes(first + b"a remark")
    result = score_folder(tmp_path / "in", tmp_path / "out")
    assert output.read_bytes() == first
    assert [path.read_bytes() for path in result.kept] == [first + b"a remark"]
    assert score_folder(tmp_path / "in", tmp_path / "out").skipped == 1


def test_a_form_of_a_table_that_is_gone_goes_too(tmp_path):
    source = tmp_path / "in" / "甲.txt"
    two_tables(source)
    first = score_folder(tmp_path / "in", tmp_path / "out")
    assert len(first.outputs) == 2
    form(source)
    second = score_folder(tmp_path / "in", tmp_path / "out")
    assert {*contents(tmp_path / "out")} == {second.outputs[0].name, "汇总.xlsx"}


# ---- what is done, and what is not


@pytest.mark.parametrize("damage", ["empty", "damaged", "missing"])
def test_a_form_that_is_empty_damaged_or_missing_is_made_again(tmp_path, damage):
    form(tmp_path / "in" / "甲.txt")
    (output,) = score_folder(tmp_path / "in", tmp_path / "out").outputs
    whole = output.read_bytes()
    match damage:
        case "empty":
            output.write_bytes(b"")
        case "damaged":
            output.write_bytes(whole[:-100])
        case "missing":
            output.unlink()
    result = score_folder(tmp_path / "in", tmp_path / "out")
    assert result.skipped == 0
    assert output.read_bytes() == whole
    assert len(result.kept) == (damage == "damaged")


def test_a_content_of_the_same_size_and_time_is_another_content(tmp_path):
    path = form(tmp_path / "in" / "甲.txt")
    found = path.stat()
    (before,) = score_folder(tmp_path / "in", tmp_path / "out").cards
    form(path, ROW.replace("72人", "30人"))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert path.stat().st_size == found.st_size
    result = score_folder(tmp_path / "in", tmp_path / "out")
    assert result.skipped == 0
    assert result.cards[0].total < before.total


def test_other_headings_score_again_and_the_same_do_not(tmp_path):
    form(tmp_path / "in" / "甲.txt")
    words = Headers.load().extended({"columns": {"name": ["考核事项"]}})
    score_folder(tmp_path / "in", tmp_path / "out")
    assert score_folder(tmp_path / "in", tmp_path / "out", headers=words).skipped == 0
    assert score_folder(tmp_path / "in", tmp_path / "out", headers=words).skipped == 1


def test_what_killed_runs_left_is_cleaned_at_the_next_start(tmp_path):
    form(tmp_path / "in" / "甲.txt")
    out = tmp_path / "out"
    (out / ".jixiao").mkdir(parents=True)
    left = [
        out / ".jixiao" / ".甲.jsonl.0123456789ab.tmp",
        out / ".甲-自评表.xlsx.0123456789ab.tmp",
    ]
    for path in left:
        path.write_bytes(b"half")
    (out / "报告.tmp").write_bytes(b"somebody's own")
    score_folder(tmp_path / "in", out)
    assert not any(path.exists() for path in left)
    assert (out / "报告.tmp").exists()


def test_another_run_at_work_keeps_its_files(tmp_path):
    out = tmp_path / "out"
    with Journal(out).at_work():
        left = out / ".甲-自评表.xlsx.0123456789ab.tmp"
        left.write_bytes(b"not yet whole")
        form(tmp_path / "in" / "甲.txt")
        assert len(score_folder(tmp_path / "in", out).cards) == 1
        assert left.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_or_a_device_is_refused(tmp_path):
    good = form(tmp_path / "in" / "甲.txt")
    pipe = tmp_path / "in" / "管道.csv"
    os.mkfifo(pipe)
    for paths in ([good, pipe], [good, Path("/dev/zero")]):
        result = score_folder(paths, tmp_path / "out")
        assert [one.code for one in result.failures] == ["not-a-file"]
        assert len(result.cards) == 1
    with pytest.raises(UnreadableDocument) as caught:
        jixiao.read(pipe)
    assert caught.value.code == "not-a-file"


def test_the_summary_is_written_once_for_the_same_results(folder, tmp_path):
    out = tmp_path / "结果"
    summary = score_folder(folder, out).summary_path
    found = summary.stat()
    score_folder(folder, out)
    assert summary.stat().st_mtime_ns == found.st_mtime_ns
    (folder / "坏.xlsx").unlink()
    score_folder(folder, out)
    assert openpyxl.load_workbook(summary).sheetnames == ["汇总", "失分", "待定", "发现"]


# ---- worker processes


@pytest.fixture
def many(project, tmp_path):
    source = tmp_path / "报送"
    source.mkdir()
    for number in range(7):
        jixiao.write(attrs.evolve(project, organisation=f"单位{number}"), source / f"{number}.xlsx")
    (source / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    return source


def test_two_processes_give_what_one_gives(many, tmp_path):
    seen = []
    one = score_folder(many, tmp_path / "one", jobs=1)
    two = score_folder(many, tmp_path / "two", jobs=2, progress=lambda *each: seen.append(each))
    assert [number for number, _, _ in seen] == list(range(1, 9))
    assert [path.name for _, _, path in seen] == sorted(path.name for path in many.iterdir())
    assert two.cards == one.cards
    assert two.units == one.units
    assert two.sources == one.sources
    assert [str(each) for each in two.failures] == [str(each) for each in one.failures]
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert [str(each.error) for each in read_folder(many, jobs=2)] == [
        str(each.error) for each in read_folder(many, jobs=1)
    ]
    assert [each.tables for each in read_folder(many, jobs=2)] == [
        each.tables for each in read_folder(many, jobs=1)
    ]


def test_headings_reach_the_processes(tmp_path):
    for name in ("甲.txt", "乙.txt"):
        path = form(tmp_path / "in" / name)
        path.write_text(path.read_text("utf-8").replace("三级指标", "考核事项甲"), encoding="utf-8")
    words = Headers.load().extended({"columns": {"name": ["考核事项甲"]}})
    result = score_folder(tmp_path / "in", tmp_path / "out", headers=words, jobs=2)
    assert [card.items[0].name for card in result.cards] == ["培训人数"] * 2


def test_results_live_without_their_folder_and_survive_pickle(many, tmp_path):
    result = score_folder(many, tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    assert [card.table.organisation for card in result.cards] == [f"单位{n}" for n in range(7)]
    assert result.cards[1:3] == pickle.loads(pickle.dumps(result)).cards[1:3]
    assert hash(result) == hash(pickle.loads(pickle.dumps(result)))


def test_no_process_is_not_a_number_of_processes(many, tmp_path):
    with pytest.raises(ValueError, match="至少是1"):
        score_folder(many, tmp_path / "out", jobs=0)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_killed_at_any_moment_a_batch_loses_nothing(tmp_path):
    """``python -m fuzz.killing`` does the same with 200 files and 50 kills."""
    killing.forms(tmp_path / "in", 11)
    outcome = killing.disturbed(tmp_path / "in", tmp_path / "results", kills=4, seed=3)
    assert outcome.held, outcome
    assert outcome.commands + outcome.workers == 4


def test_a_program_that_listens_is_told_of_every_file(folder, tmp_path, caplog):
    with caplog.at_level("INFO", logger="jixiao.batch"):
        score_folder(folder, tmp_path / "结果", jobs=1)
        score_folder(folder, tmp_path / "结果", jobs=1)
    told = [(one.event, Path(one.file).name, one.levelname) for one in caplog.records]
    assert sorted(told[:4]) == sorted(
        [("scored", name, "INFO") for name in ("乙.docx", "甲.xlsx", "甲.xlsx")]
        + [("failed", "坏.xlsx", "WARNING")]
    )
    assert [event for event, *_ in told[4:]].count("skipped") == 3
    (bad, _) = [one for one in caplog.records if one.event == "failed"]
    assert bad.code
    assert "坏.xlsx：" in bad.getMessage()


def test_a_batch_is_silent_where_nobody_listens(folder, tmp_path):
    ask = "import sys; from jixiao.writing.batch import score_folder; score_folder(*sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", ask, str(folder), str(tmp_path / "结果")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")
