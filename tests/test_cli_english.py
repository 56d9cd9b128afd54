"""The command line in English: what `--language en` says, and what it leaves in Chinese."""

from __future__ import annotations

import json

import pytest

import jixiao
from jixiao.__main__ import main
from jixiao.messages import is_chinese

from .english import outside_quotes
from .test_cli import ACTUALS, TARGETS, run


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("JIXIAO_LANGUAGE", raising=False)


def spaced(text: str) -> str:
    return " ".join(text.split())


def test_a_value_and_its_doubt(capsys):
    code, out, _ = run(capsys, "parse", "约40次左右", "50-60%", "12月底前", "--language", "en")
    assert code == 0
    assert out.splitlines() == [
        "约40次左右",
        "  comparison: about “40次”",
        "  In doubt: Nothing fixes how near “约” is; a tenth to either side of the target is taken",
        "50-60%",
        "  range: from 50% (included) to 60% (included)",
        "12月底前",
        "  deadline: “12月底前”, without a year; it takes a budget year to decide",
    ]


def test_a_value_that_cannot_be_read(capsys):
    code, out, _ = run(capsys, "parse", "≥%", "--language", "en")
    assert code == 1
    assert out.splitlines() == [
        "A number is missing (“≥”; “%”)",
        "  “≥%”",
        "    ^",
        "  Expected: a number, e.g. ≥95%",
        "  For example: ≥95%",
    ]


@pytest.mark.parametrize(
    "text",
    ["≥5次", "5次", "80%-90%", "2022年6月底前", "每月10日前", "2022年1月-12月", "是", "优", "有效保障",
     "较上年提高5%", "≥5次；≤3天", "不适用", "<5天", "不超过5天"],
)  # fmt: skip
def test_every_kind_of_value_is_explained(capsys, text):
    _, out, _ = run(capsys, "parse", text, "--language", "en")
    explained = out.partition("\n")[2]
    assert explained.strip()
    assert not is_chinese(outside_quotes(explained))
    assert "{" not in explained


def test_the_findings_of_a_check(capsys):
    code, out, _ = run(capsys, "check", TARGETS, "--language", "en")
    assert code == 0
    assert not is_chinese(outside_quotes(out))
    assert "warning[goal-uncovered]" in out
    joined = "".join(out.split())
    assert "Likewise(6more):“房屋建筑物供暖面积”(row18column5),“公务保障用车数量”" in joined


def test_the_short_view_of_a_scorecard(capsys):
    code, out, _ = run(
        capsys, "score", TARGETS, "--actuals", ACTUALS, "--brief", "--language", "en"
    )
    assert code == 0
    flat = spaced(out)
    assert "Rulebook: “财预〔2020〕10号”" in flat
    assert "Total so far 80.09/100 points; 15 points open" in flat
    assert "12 “次”/15 “次” × 1.25 points = 1.00 points: target “>=15次”" in flat
    assert "Indicator Target Actual Points Status" in flat
    assert "missed 80%" in flat
    for chinese in ("得分/分值", "总分", "目标“", "实际值“", "未达到"):
        assert chinese not in out


def test_a_table_and_the_lights(capsys):
    _, out, _ = run(capsys, "read", TARGETS, "--language", "en")
    assert "Level 1  Level 2   Indicator" in out
    assert "note[label-displaced] The label “产出指标” is not in the first" in spaced(out)
    day = ("--as-of", "2022-07-31")
    _, out, _ = run(capsys, "monitor", TARGETS, "--actuals", ACTUALS, *day, "--language", "en")
    assert "58.33% of the year has passed; red 2, yellow 1, green 21, blue 10, none 1" in out
    assert "late by 15 days." in out


def test_json_carries_the_english_message(capsys):
    _, out, _ = run(capsys, "check", TARGETS, "--json", "--language", "en")
    found = [jixiao.loads(line) for line in out.splitlines()]
    assert found
    assert not any(is_chinese(outside_quotes(one.message)) for one in found)
    _, out, _ = run(capsys, "score", TARGETS, "--actuals", ACTUALS, "--json", "--language", "en")
    card = jixiao.loads(out)
    assert card.scores[5].reason.verdict == "the target is missed"
    assert not any(is_chinese(outside_quotes(one.message)) for one in card.findings)
    _, out, _ = run(capsys, "parse", "9O%", "--json", "--language", "en")
    said = json.loads(out)
    assert said["message"] == "This is no number as it is written (“O”)"
    assert not is_chinese(said["expected"])


def test_sarif_in_english(capsys):
    _, out, _ = run(capsys, "check", TARGETS, "--format", "sarif", "--language", "en")
    (run_,) = json.loads(out)["runs"]
    texts = [one["message"]["text"] for one in run_["results"]]
    texts += [one["shortDescription"]["text"] for one in run_["tool"]["driver"]["rules"]]
    assert not any(is_chinese(outside_quotes(one)) for one in texts)


def test_errors_of_files_and_options(capsys, tmp_path):
    (tmp_path / "空.txt").write_text("")
    code, _, err = run(
        capsys, "read", tmp_path / "空.txt", tmp_path / "没有.xlsx", "--language", "en"
    )
    assert code == 2
    assert err.splitlines()[1:] == [
        "2 of 2 files could not be read:",
        f"  “{tmp_path}/空.txt”: The file is empty. Get the file again.",
        f"  “{tmp_path}/没有.xlsx”: No such file or directory",
    ]
    code, _, err = run(capsys, "rulebook", "show", "没有这个", "--language", "en")
    assert (code, is_chinese(outside_quotes(err))) == (2, False)
    assert err.startswith("jixiao: There is no rulebook of that name (“没有这个”;")
    code, _, err = run(capsys, "score", TARGETS, "--template", "a.xlsx", "--language", "en")
    assert err.startswith("jixiao: The options cannot be used like this (--template;")


def test_errors_of_the_parser(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["parse", "≥5", "--nothing", "--language=en"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("jixiao: unrecognized arguments: --nothing\n")
    with pytest.raises(SystemExit):
        main(["parse", "≥5", "--language", "fr"])
    assert "可选 zh、en" in capsys.readouterr().err


def test_the_environment_and_the_settings(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("JIXIAO_LANGUAGE", "en")
    assert "comparison: at least 5" in run(capsys, "parse", "≥5")[1]
    assert "比较：不少于 5" in run(capsys, "parse", "≥5", "--language", "zh")[1]
    monkeypatch.setenv("JIXIAO_LANGUAGE", "latin")
    code, _, err = run(capsys, "parse", "≥5")
    assert (code, "JIXIAO_LANGUAGE 写的是“latin”" in err) == (2, True)
    monkeypatch.delenv("JIXIAO_LANGUAGE")
    settings = tmp_path / "pyproject.toml"
    settings.write_text('[tool.jixiao]\nlanguage = "en"\n', encoding="utf-8")
    assert "The label “产出指标”" in run(capsys, "check", TARGETS, "--settings", settings)[1]
    _, out, _ = run(capsys, "check", TARGETS, "--settings", settings, "--language", "zh")
    assert "名称不在所属各行的首行" in out
    settings.write_text('[tool.jixiao]\nlanguage = "latin"\n', encoding="utf-8")
    code, _, err = run(capsys, "check", TARGETS, "--settings", settings)
    assert (code, "可用 zh、en" in err) == (2, True)


def test_papers_stay_chinese(capsys, tmp_path):
    letter = tmp_path / "审核意见.md"
    _, _, err = run(capsys, "check", TARGETS, "-o", letter, "--language", "en")
    assert err == f"Written {letter}\n"
    assert "数据库建设" in letter.read_text(encoding="utf-8")
    assert "Likewise" not in letter.read_text(encoding="utf-8")


def test_signals_of_several_years(capsys, tmp_path):
    head = "单位,甲局\n年度,{year}\n一级指标,二级指标,三级指标,指标值,实际完成值\n"
    row = "产出指标,质量指标,合格率,≥90%,80%\n产出指标,数量指标,次数,≥5次,6次\n"
    for year in (2022, 2023):
        text = f"{year}年度绩效自评表\n" + head.format(year=year) + row
        (tmp_path / f"{year}.csv").write_text(text, encoding="utf-8")
    _, out, err = run(capsys, "trend", tmp_path, "--language", "en")
    assert "warning[missed-again] “合格率”: the target was missed 2 years in a row" in spaced(
        out
    ), err


def test_a_line_is_broken_at_its_blanks():
    from jixiao.writing.terminal import hanging

    assert hanging("one two three four five", 12) == ["one two", "  three four", "  five"]
