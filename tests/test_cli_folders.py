"""Folders on the command line: every file is reported, none is lost, on all cores."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from jixiao.commands.progress import ProgressLine

from .test_cli import FILLED, form, refused, run

GBK = os.fsdecode("自评表".encode("gbk")) + ".txt"


@pytest.fixture
def not_utf8(tmp_path):
    form(tmp_path / "in", "甲.txt", *FILLED)
    try:
        form(tmp_path / "in", GBK, *FILLED)
    except OSError:
        pytest.skip("this system keeps names as text")
    return tmp_path / "in"


@pytest.mark.parametrize(
    "command",
    [
        ["read"], ["read", "--json"], ["read", "--explain"], ["read", "--explain", "--json"],
        ["check"], ["check", "--json"], ["check", "--format", "sarif"], ["check", "--all"],
        ["score"], ["score", "--json"], ["score", "--brief"],
        ["monitor"], ["monitor", "--json"],
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_name_that_is_not_utf8_is_one_reported_file(capsys, not_utf8, command, jobs):
    code, out, err = run(capsys, command[0], not_utf8, *command[1:], "--jobs", jobs)
    assert code == 2
    out.encode("utf-8")
    assert "按 GBK 读是“自评表.txt”" in err
    assert "%D7%D4%C6%C0%B1%ED.txt" in err
    assert err.count("\n  ") == 1
    if "--json" in command and "--explain" not in command:
        lines = [json.loads(line) for line in out.splitlines()]
        assert [line["error"] for line in lines if "error" in line] == ["name-not-utf8"]
    if "sarif" in command:
        assert json.loads(out)["runs"]


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_batch_with_such_a_name_has_its_summary(capsys, not_utf8, tmp_path, more):
    code, out, _ = run(capsys, "score", not_utf8, "-o", tmp_path / "out", *more)
    assert code == 2
    out.encode("utf-8")
    assert "%D7%D4%C6%C0%B1%ED.txt" in out
    assert (tmp_path / "out" / "汇总.xlsx").is_file()
    assert (tmp_path / "out" / "甲-自评表.xlsx").is_file()


def test_results_are_not_written_among_the_inputs(capsys, tmp_path):
    forms = [form(tmp_path, name, *FILLED) for name in ("甲.txt", "乙.txt")]
    said = refused(capsys, "score", *forms, "-o", tmp_path)
    assert "写到另一个文件夹" in said
    assert "--force" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["乙.txt", "甲.txt"]
    code, _, _ = run(capsys, "score", *forms, "-o", tmp_path, "--force")
    assert code == 0
    refused(capsys, "score", tmp_path, "-o", tmp_path, "--force")


@pytest.mark.parametrize("command", ["read", "check", "score", "monitor"])
def test_two_processes_say_what_one_says(capsys, tmp_path, command):
    for number in range(6):
        form(tmp_path, f"{number}.txt", f"第{number}次培训人数\t≥60人\t90\t72人")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    given = [command, tmp_path] + (["--as-of", "2022-07-31"] if command == "monitor" else [])
    one = run(capsys, *given, "--jobs", "1")
    assert one[0] == 2
    assert run(capsys, *given, "--jobs", "2") == one
    as_data = run(capsys, *given, "--json", "--jobs", "1")
    assert run(capsys, *given, "--json", "--jobs", "2") == as_data


def test_a_mistake_of_the_program_costs_one_file(capsys, tmp_path, monkeypatch):
    form(tmp_path, "甲.txt", *FILLED)
    form(tmp_path, "乙.txt", *FILLED)

    def broken(table, **_):
        raise KeyError("x")

    monkeypatch.setattr("jixiao.review.checking.check", broken)
    code, _, err = run(capsys, "check", tmp_path, "--jobs", "1")
    assert code == 2
    assert err.count("程序出错（KeyError：'x'），请报告这个问题") == 2


def test_a_number_of_processes_is_a_number(capsys, tmp_path):
    form(tmp_path, "甲.txt", *FILLED)
    for text in ("0", "-1", "两个", "1.5"):
        with pytest.raises(SystemExit) as ended:
            run(capsys, "read", tmp_path, "--jobs", text)
        assert ended.value.code == 2
        assert f"不是“{text}”" in capsys.readouterr().err or text == "-1"


def test_standard_input_is_no_part_of_a_batch(capsys, tmp_path):
    path = form(tmp_path, "甲.txt", *FILLED)
    assert "标准输入" in refused(capsys, "score", path, "-", "-o", tmp_path / "out")


@pytest.mark.parametrize("named", ["打分", "打分/", "有.点"])
def test_one_file_goes_into_a_folder_as_several_do(capsys, tmp_path, named):
    """报送/*.txt may be one file; a folder is told by its name, or by being there."""
    path = form(tmp_path / "报送", "甲.txt", *FILLED)
    out = tmp_path / named
    if out.suffix:
        out.mkdir()
    code, _, _ = run(capsys, "score", path, "-o", f"{tmp_path}/{named}")
    assert code in (0, 1)
    assert (out / "汇总.xlsx").exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    line = ProgressLine()
    line.say(1, 300, Path("报送") / ("很长的名字" * 20 + ".xlsx"))
    line.say(2, 300, Path("报送") / os.fsdecode(b"\xd7.xlsx"))
    line.clear()
    text = screen.getvalue()
    assert "\n" not in text
    assert "2/300 报送" in text
    assert text.endswith("\r")
    text.encode("utf-8")


def test_there_is_no_progress_in_pipes_and_logs(capsys, tmp_path):
    for number in range(4):
        form(tmp_path / "in", f"{number}.txt", *FILLED)
    _, _, err = run(capsys, "score", tmp_path / "in", "-o", tmp_path / "out")
    assert err == ""
    monkeyed = ProgressLine()
    monkeyed.say(1, 2, "甲")
    assert capsys.readouterr().err == ""


def test_the_results_of_a_batch_inside_a_folder_are_no_documents(capsys, tmp_path):
    form(tmp_path, "自评表.txt", *FILLED)
    out = tmp_path / "结果"
    run(capsys, "score", str(tmp_path), "-o", str(out))
    _, shown, said = run(capsys, "read", str(tmp_path))
    assert "以前打分写出的结果" in said
    assert "汇总.xlsx" not in shown + said
    code, _, said = run(capsys, "read", str(out))  # its folder is named: the summary is no form
    assert code != 0
    assert "汇总.xlsx" in said
