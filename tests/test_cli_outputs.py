"""What the commands write: nothing that is there is lost, unless somebody says so."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import jixiao
from jixiao.display import path_text
from jixiao.writing.files import replace

from .test_cli import ACTUALS, FILLED, TARGETS, form, refused, run, several_years

WORDS = "一月\t72人，张三填"


def commands(folder: Path) -> dict[str, tuple[list[object], Path]]:
    """Each command that writes a file, and the file."""
    filled = form(folder, "自评表.txt", *FILLED)
    years = several_years(folder / "历年", (2022, "≥90%", "95%"), (2023, "≥80%", "85%"))
    return {
        "score": (["score", filled], folder / "打分.xlsx"),
        "check": (["check", filled], folder / "意见.html"),
        "report": (["report", filled], folder / "报告.html"),
        "new": (["new", "实际值", filled], folder / "实际值.csv"),
        "trend": (["trend", years], folder / "几年.md"),
    }


@pytest.mark.parametrize("command", ["score", "check", "report", "new", "trend"])
def test_an_existing_file_is_refused_and_with_force_written_over(capsys, tmp_path, command):
    given, out = commands(tmp_path)[command]
    out.write_text(WORDS, encoding="utf-8")
    said = refused(capsys, *given, "-o", out)
    assert f"已经有“{out}”，没有动" in said
    assert "--force" in said
    assert out.read_text(encoding="utf-8") == WORDS
    _, _, err = run(capsys, *given, "-o", out, "--force")
    assert f"已写入 {out}" in err
    assert WORDS.encode() not in out.read_bytes()


@pytest.mark.parametrize("command", ["score", "check", "report", "new", "trend"])
def test_a_file_that_a_command_wrote_itself_may_be_filled_in_by_now(capsys, tmp_path, command):
    given, out = commands(tmp_path)[command]
    assert out.name in run(capsys, *given, "-o", out)[2]
    first = out.read_bytes()
    assert "已经有" in refused(capsys, *given, "-o", out)
    assert out.read_bytes() == first


def test_a_result_is_not_written_over_what_it_is_made_from(capsys, tmp_path):
    path = form(tmp_path, "甲.csv", *FILLED)
    text = path.read_bytes()
    link = tmp_path / "同一个文件.csv"
    link.hardlink_to(path)
    for out in (path, link, tmp_path / "." / "甲.csv"):
        refused(capsys, "score", path, "-o", out)
        assert path.read_bytes() == text
    actuals = tmp_path / "actuals.csv"
    actuals.write_bytes(ACTUALS.read_bytes())
    refused(capsys, "score", TARGETS, "--actuals", actuals, "-o", actuals)
    assert actuals.read_bytes() == ACTUALS.read_bytes()


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
@pytest.mark.parametrize("command", ["score", "check", "report", "new", "trend"])
def test_what_a_command_reads_is_never_written_over(capsys, tmp_path, command, force):
    given, out = commands(tmp_path)[command]
    source = Path(str(given[-1]))
    read = next(source.iterdir()) if source.is_dir() else source
    text = read.read_bytes()
    said = refused(capsys, *given, "-o", read, *force)
    assert f"“{read}”就是要读的文件，没有动" in said
    link = tmp_path / f"同一个{out.suffix}"
    link.hardlink_to(read)
    said = refused(capsys, *given[:-1], read, "-o", link, *force)
    assert f"“{link}”就是要读的文件，没有动" in said
    assert read.read_bytes() == text


@pytest.mark.parametrize("option", ["--actuals", "--template", "--headers", "--rulebook"])
def test_nor_is_what_an_option_names(capsys, tmp_path, option):
    path = tmp_path / "另一个.xlsx"
    path.write_text(WORDS, encoding="utf-8")
    for_one = form(tmp_path, "甲.txt", *FILLED)
    refused(capsys, "score", for_one, option, path, "-o", path, "--force")
    assert path.read_text(encoding="utf-8") == WORDS


@pytest.mark.parametrize("command", ["score", "check", "report"])
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
def test_a_folder_that_is_read_is_no_output(capsys, tmp_path, command, force):
    folder = tmp_path / "报送"
    form(folder, "甲.txt", *FILLED)
    said = refused(capsys, command, folder, "-o", folder, *force)
    assert f"“{folder}”就是要读的文件夹，没有动；请换一个名称" in said
    assert [path.name for path in folder.iterdir()] == ["甲.txt"]


@pytest.mark.parametrize("name", ["汇总报告", "汇总报告.docx"])
def test_a_report_is_a_page_and_nothing_else(capsys, tmp_path, name):
    path = form(tmp_path, "甲.txt", *FILLED)
    said = refused(capsys, "report", path, "-o", tmp_path / name)
    assert f"汇总报告写不成“{name}”；能写的有：.html" in said


def test_a_missing_input_is_said_before_the_output_that_is_there(capsys, tmp_path):
    out = tmp_path / "汇总报告.html"
    out.write_text(WORDS, encoding="utf-8")
    said = refused(capsys, "report", tmp_path / "没有", "-o", out)
    assert "没有这个文件" in said
    assert "已经有" not in said


def test_a_rulebook_that_somebody_wrote_is_kept(capsys, tmp_path):
    path = tmp_path / "我县.toml"
    assert run(capsys, "rulebook", "new", path)[0] == 0
    path.write_text("# 写了一半", encoding="utf-8")
    said = refused(capsys, "rulebook", "new", path)
    assert "已经有" in said
    assert "--force" not in said
    assert path.read_text(encoding="utf-8") == "# 写了一半"


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows has not")
@pytest.mark.parametrize("name", ['我"县', "我\\n县", "\udcd7\udcd4", "我\n县", "我\x1b县"])
def test_a_rulebook_of_any_name_can_be_read(capsys, tmp_path, name):
    path = tmp_path / f"{name}.toml"
    assert run(capsys, "rulebook", "new", path)[0] == 0
    assert jixiao.rulebook(path).name == path_text(name)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="links")
def test_a_link_to_nothing_is_there_too(capsys, tmp_path):
    out = tmp_path / "打分.html"
    out.symlink_to(tmp_path / "没有.html")
    refused(capsys, "score", form(tmp_path, "甲.txt", *FILLED), "-o", out)
    assert out.is_symlink()


def test_force_is_never_passed_over_in_silence(capsys):
    for command in ("score", "check", "trend"):
        assert "--force 要与 -o 同用" in refused(capsys, command, TARGETS, "--force")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_or_a_device_is_never_displaced(capsys, tmp_path):
    out = tmp_path / "管道.html"
    os.mkfifo(out)
    path = form(tmp_path, "甲.txt", *FILLED)
    code, _, err = run(capsys, "score", path, "-o", out, "--force")
    assert code == 2
    assert "管道或设备" in err
    assert out.is_fifo()
    with pytest.raises(OSError, match="管道或设备"):
        jixiao.write(jixiao.read(path), out)
    with pytest.raises(OSError, match="管道或设备"):
        replace(Path("/dev/null"), b"")
