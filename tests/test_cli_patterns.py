"""Patterns and folders of actual values: what cmd.exe leaves to jixiao, and what goes with what."""

from __future__ import annotations

import json

import pytest

from jixiao.commands.patterns import expanded, single
from jixiao.errors import ActualsError
from jixiao.reading.assignment import assigned

from .test_cli import FILLED, form, refused, run, write_actuals

BLANK = ("培训人数\t≥60人\t90",)


@pytest.fixture
def filed(tmp_path, monkeypatch):
    """Two forms, one of them with brackets in its name, and what is not to be read."""
    for name in ("甲.txt", "乙[1].txt", ".隐藏.txt", "~$甲.txt"):
        form(tmp_path / "报送[2022]", name, *FILLED)
    form(tmp_path / "报送[2022]" / "下级", "丙.txt", *FILLED)
    (tmp_path / "报送[2022]" / "说明.md").write_text("说明", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("报送[2022]/*.txt", ["乙[1].txt", "甲.txt"]),
        ("报送[2022]/?.txt", ["甲.txt"]),
        ("报送[2022]/乙[1].txt", ["乙[1].txt"]),
        ("报送[2022]/乙*.txt", ["乙[1].txt"]),
        ("报送*/**/*.txt", ["下级/丙.txt", "乙[1].txt", "甲.txt"]),
        ("报送*/[甲丁].txt", ["甲.txt"]),
        ("./报送*/../报送*/甲.t**", ["甲.txt"]),
    ],
)
def test_a_pattern_is_the_files_that_it_means(filed, pattern, names):
    found = expanded([pattern])
    assert sorted((filed / one).resolve() for one in found) == sorted(
        filed / "报送[2022]" / one for one in names
    )


def test_a_whole_path_may_be_a_pattern(filed):
    assert expanded([str(filed / "报送*" / "甲.*")]) == [str(filed / "报送[2022]" / "甲.txt")]


@pytest.mark.parametrize(
    ("command", "before"),
    [
        (["read", "--json"], 2),
        (["check", "--format", "json"], 0),
        (["score", "--json"], 2),
        (["monitor", "--json"], 2),
    ],
)
def test_every_command_takes_patterns(capsys, filed, command, before):
    code, out, err = run(capsys, command[0], "报送*/*.txt", *command[1:])
    assert (code in (0, 1), err) == (True, "")
    assert len(out.splitlines()) >= before


def test_a_report_and_a_batch_take_patterns(capsys, filed):
    code, out, _ = run(capsys, "report", "报送*/*.txt", "-o", filed / "汇总.html")
    assert code == 0
    assert "2" in out
    code, _, _ = run(capsys, "score", "报送*/*.txt", "-o", filed / "打分")
    assert code == 0
    assert sorted(path.name for path in (filed / "打分").glob("*-自评表.xlsx")) == [
        "乙[1]-自评表.xlsx",
        "甲-自评表.xlsx",
    ]


def test_a_pattern_of_one_file_is_that_file(capsys, filed):
    code, _, _ = run(capsys, "score", "报送*/甲.*", "-o", filed / "表.html")
    assert code == 0
    assert (filed / "表.html").is_file()
    assert run(capsys, "compare", "报送*/甲.*", "报送*/乙*")[0] == 0
    assert run(capsys, "new", "实际值", "报送*/甲.*", "-o", filed / "空.csv")[0] == 0


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("报送*/*.xlsx", "文件夹的名称"),
        ("报送[2022]/*.xlsx", "乙[1].txt"),
        ("没有/*.xlsx", "没有“没有”这个文件夹"),
    ],
)
def test_a_pattern_that_means_nothing_says_what_there_is(capsys, filed, pattern, said):
    err = refused(capsys, "check", pattern)
    assert f"没有与“{pattern}”相符的文件" in err
    assert said in err


def test_where_one_file_is_wanted_several_are_named(capsys, filed):
    err = refused(capsys, "compare", "报送*/*.txt", "报送*/甲.txt")
    assert "相符的文件有2个" in err
    assert "乙[1].txt" in err
    assert single("报送[2022]/甲.txt") == "报送[2022]/甲.txt"


# ---- actual values of several forms ------------------------------------------------------


@pytest.fixture
def handed(tmp_path, monkeypatch):
    """Three forms without actual values, and a folder with those of two and of a stranger."""
    for name in ("甲中心目标表.txt", "乙中心-绩效目标申报表.txt", "丙中心.txt"):
        form(tmp_path / "报送", name, *BLANK)
    values = {"甲中心实际值.csv": "72人", "乙中心（实际完成值）.csv": "30人", "丁中心.csv": "1人"}
    (tmp_path / "实际").mkdir()
    for name, value in values.items():
        write_actuals(tmp_path / "实际" / name, f"培训人数,{value}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def totals(out: str) -> dict[str, str]:
    cards = map(json.loads, out.splitlines())
    return {
        card["table"]["place"]["file"].split("/")[-1]: card["derived"]["total"] for card in cards
    }


@pytest.mark.parametrize("actuals", ["实际", "实际/*.csv"])
def test_each_form_gets_its_actual_values_and_all_is_said(capsys, handed, actuals):
    _, out, err = run(capsys, "score", "报送", "--actuals", actuals, "--json")
    assert totals(out) == {
        "甲中心目标表.txt": "90",
        "乙中心-绩效目标申报表.txt": "45.00",
        "丙中心.txt": "0",
    }
    lines = err.replace("\\", "/").splitlines()
    assert "  报送/甲中心目标表.txt ← 实际/甲中心实际值.csv" in lines
    assert "  报送/乙中心-绩效目标申报表.txt ← 实际/乙中心（实际完成值）.csv" in lines
    assert (
        lines.index("  报送/丙中心.txt")
        == lines.index("没有找到实际完成值的表，按表里填的计分：") + 1
    )
    assert lines[-1] == "  实际/丁中心.csv"


def test_the_report_of_a_folder_takes_them_as_well(capsys, handed):
    code, out, err = run(capsys, "report", "报送", "--actuals", "实际", "-o", "报告.html")
    assert (code, out.strip()) == (0, "共3张表，已计分2张，1张未填实际值")
    assert "  报送/甲中心目标表.txt ← 实际/甲中心实际值.csv" in err.replace("\\", "/").splitlines()
    page = (handed / "报告.html").read_text("utf-8")
    assert "45.00" in page


def test_a_folder_is_scored_to_forms_with_them_and_again_when_they_change(capsys, handed):
    arguments = ("score", "报送", "--actuals", "实际", "-o", "打分")
    _, out, _ = run(capsys, *arguments)
    assert " 90 " in out
    assert "45.00" in out
    _, out, _ = run(capsys, *arguments)
    assert "其中3个文件以前已经算好" in out
    write_actuals(handed / "实际" / "乙中心（实际完成值）.csv", "培训人数,60人")
    _, out, _ = run(capsys, *arguments)
    assert "其中2个文件以前已经算好" in out
    assert "45.00" not in out


def test_the_lights_take_a_folder_too(capsys, handed):
    _, out, err = run(
        capsys, "monitor", "报送", "--actuals", "实际", "--as-of", "2022-07-31", "--json"
    )
    cards = [json.loads(line) for line in out.splitlines()]
    assert [card["items"][0]["actual"] for card in cards if card["items"]].count("72人") == 1
    assert "←" in err


def test_what_fits_twice_is_refused(capsys, handed):
    write_actuals(handed / "实际" / "甲中心完成值.csv", "培训人数,1人")
    err = refused(capsys, "score", "报送", "--actuals", "实际")
    assert "分不清" in err
    assert "甲中心完成值.csv" in err
    assert "甲中心实际值.csv" in err
    assert "请改名" in err


def test_a_wrong_folder_is_refused(capsys, handed):
    form(handed / "别的", "戊.csv", *FILLED)
    err = refused(capsys, "score", "报送", "--actuals", "别的")
    assert "没有一个实际完成值文件对得上" in err
    assert "戊.csv" in err


def test_one_form_may_have_its_values_in_a_folder(capsys, handed):
    _, out, _ = run(capsys, "score", "报送/甲*", "--actuals", "实际", "--json")
    assert totals(out) == {"甲中心目标表.txt": "90"}


def test_names_that_say_only_what_is_in_them_are_those_of_their_folders():
    found = assigned(
        ["报送/甲/目标表.docx", "报送/乙/目标表.docx"], ["实际/乙/实际值.csv", "实际/甲/实际值.csv"]
    )
    assert found.pairs == (
        ("报送/甲/目标表.docx", "实际/甲/实际值.csv"),
        ("报送/乙/目标表.docx", "实际/乙/实际值.csv"),
    )


def test_the_same_name_comes_before_a_like_one():
    found = assigned(["甲.docx", "甲目标表.docx"], ["甲.csv", "甲实际值.csv"])
    assert found.pairs == (("甲.docx", "甲.csv"), ("甲目标表.docx", "甲实际值.csv"))


@pytest.mark.parametrize(
    ("forms", "files", "code"),
    [
        (["甲.docx", "甲.xlsx"], ["甲.csv"], "actuals-ambiguous"),
        (["一中.docx"], ["十一中.csv"], "actuals-unmatched"),
        (["甲.docx"], [], "actuals-unmatched"),
    ],
)
def test_nothing_is_guessed(forms, files, code):
    with pytest.raises(ActualsError) as caught:
        assigned(forms, files)
    assert caught.value.code == code
