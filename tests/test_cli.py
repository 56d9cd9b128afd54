"""The command line as a user meets it: text, exit codes, pipes, widths."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from jixiao.__main__ import main
from jixiao.display import width

ROOT = Path(__file__).parent.parent
TARGETS = ROOT / "examples/bazhou-2022/targets.txt"
ACTUALS = ROOT / "examples/bazhou-2022/actuals.csv"


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def write_actuals(path: Path, *rows: str) -> Path:
    path.write_text("指标名称,实际完成值\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_parse_explains_values(capsys):
    code, out, _ = run(capsys, "parse", ">=15次", "2022年10月31日以前")
    assert code == 0
    assert out.splitlines() == [
        ">=15次",
        "  比较：不少于 15次",
        "2022年10月31日以前",
        "  期限：2022-10-31 当日及以前",
    ]


def test_parse_points_at_what_is_wrong(capsys):
    code, out, _ = run(capsys, "parse", "不低于 %")
    assert code == 1
    text, caret, expected, *_ = out.splitlines()
    assert text == "不低于 %"
    assert caret.startswith("       ^")
    assert "缺少数值" in caret
    assert expected.strip().startswith("应为")


def test_parse_as_data(capsys):
    code, out, _ = run(capsys, "parse", "≥95%", "--json")
    assert code == 0
    data = json.loads(out)
    assert data["kind"] == "comparison"
    assert data["quantity"]["number"] == "95"


def test_parse_reads_lines_from_a_pipe(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("≥95%\n100%\n"))
    code, out, _ = run(capsys, "parse", "-")
    assert code == 0
    assert out.count("比较") == 2


def test_score_prints_every_indicator_with_its_reason_in_eighty_columns(capsys):
    code, out, _ = run(capsys, "score", TARGETS, "--actuals", ACTUALS)
    assert code in (0, 1)
    assert max(width(line) for line in out.splitlines()) <= 80
    folded = "".join(out.split())
    assert folded.count("财预〔2020〕10号") >= 35
    assert "12/15次×1.25分=1.00分" in folded
    assert "8.80/11万元×1.56分=1.25分" in folded
    assert "缺实际值" in folded
    assert "待评定" in folded
    assert "新疆巴州自然资源局" in folded


def test_score_as_data(capsys):
    _, out, _ = run(capsys, "score", TARGETS, "--actuals", ACTUALS, "--json")
    card = json.loads(out)
    assert len(card["scores"]) == 35


def test_a_file_that_is_no_target_table(capsys, tmp_path):
    path = tmp_path / "菜单.txt"
    path.write_text("周一\t红烧肉\n周二\t面条\n", encoding="utf-8")
    code, _, err = run(capsys, "score", path)
    assert code == 2
    assert "菜单.txt" in err
    assert "没有找到绩效目标表" in err


def test_a_file_that_does_not_exist(capsys, tmp_path):
    code, _, err = run(capsys, "read", tmp_path / "没有.xlsx")
    assert code == 2
    assert "没有这个文件" in err


def score_with(capsys, tmp_path, *rows: str) -> tuple[int, str]:
    actuals = write_actuals(tmp_path / "实际.csv", *rows)
    code, out, _ = run(capsys, "score", TARGETS, "--actuals", actuals)
    return code, "".join(out.split())


def test_an_unknown_name_gets_the_nearest_names(capsys, tmp_path):
    code, out = score_with(capsys, tmp_path, "聘用安保人数,4人", "公务保障用车数量,5辆")
    assert code == 1
    assert "[actual-unknown]" in out
    assert "聘用安保人员人数" in out.partition("[actual-unknown]")[2]
    assert "实际.csv第2行" in out
    assert "1.25/1.25" in out


def test_an_actual_in_a_wrong_unit_names_both_units(capsys, tmp_path):
    code, out = score_with(capsys, tmp_path, "房屋建筑物供暖面积,5058公里", "公务保障用车数量,5辆")
    assert code == 1
    assert "[unit-incompatible]" in out
    assert "公里" in out
    assert "平方米" in out
    assert "1.25/1.25" in out


def test_one_name_with_two_values(capsys, tmp_path):
    code, out = score_with(capsys, tmp_path, "公务保障用车数量,5辆", "公务保障用车数量,4辆")
    assert code == 1
    assert "[actual-conflict]" in out


def test_an_unreadable_number(capsys, tmp_path):
    code, out = score_with(capsys, tmp_path, "公务保障用车数量,5O辆", "专线租赁条数,4条")
    assert code == 1
    assert "[actual-unreadable]" in out
    assert "1.25/1.25" in out


def test_a_folder_goes_on_after_a_bad_file(capsys, tmp_path):
    (tmp_path / "甲.txt").write_bytes(TARGETS.read_bytes())
    (tmp_path / "乙.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "丙.txt").write_bytes(TARGETS.read_bytes())
    code, out, err = run(capsys, "read", tmp_path, "--json")
    assert code == 2
    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == 3
    assert sum("error" in line for line in lines) == 1
    assert "乙.xlsx" in err


def test_check_as_sarif(capsys):
    _, out, _ = run(capsys, "check", TARGETS, "--format", "sarif")
    sarif = json.loads(out)
    assert sarif["version"] == "2.1.0"
    assert {one["ruleId"] for one in sarif["runs"][0]["results"]} >= {"cap-attainable"}


def test_check_can_leave_a_code_out(capsys):
    _, with_it, _ = run(capsys, "check", TARGETS)
    _, without, _ = run(capsys, "check", TARGETS, "--ignore", "cap-attainable")
    assert "[cap-attainable]" in with_it
    assert "[cap-attainable]" not in without


def test_two_rulebooks_side_by_side(capsys):
    code, out, _ = run(
        capsys, "score", TARGETS, "--actuals", ACTUALS,
        "--rulebook", "财预〔2020〕10号", "--rulebook", "一体化(线性反向)",
    )  # fmt: skip
    assert code in (0, 1)
    assert "专线租赁费用" in out


def test_an_unknown_rulebook_gets_the_nearest(capsys):
    code, _, err = run(capsys, "score", TARGETS, "--rulebook", "财预2020")
    assert code == 2
    assert "财预〔2020〕10号" in err


def test_the_tables_of_two_years_are_compared_by_project_and_what_is_alone_is_said(
    capsys, tmp_path
):
    def form(project, target):
        return (
            f"项目支出绩效目标表\n项目名称\t{project}\n"
            f"一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t培训人数\t{target}\n\n"
        )

    last, this = tmp_path / "2022.txt", tmp_path / "2023.txt"
    last.write_text(form("甲", "≥60人") + form("乙", "≥10人"), encoding="utf-8")
    this.write_text(form("乙", "≥12人") + form("甲", "≥50人") + form("丙", "≥1人"), "utf-8")
    code, out, err = run(capsys, "compare", str(last), str(this))
    assert code == 0
    assert out.index("乙") < out.index("收紧") < out.index("甲") < out.index("放宽")
    assert "没有对应的表，未比较" in err
    assert "丙" in err
    alone = tmp_path / "丙.txt"
    alone.write_text(form("丙", "≥1人") + form("丁", "≥1人"), encoding="utf-8")
    assert run(capsys, "compare", str(last), str(alone))[0] == 2


def test_rulebooks_are_listed(capsys):
    code, out, _ = run(capsys, "rulebooks")
    assert code == 0
    assert "财预〔2020〕10号" in out


@pytest.mark.parametrize("command", ["parse", "read", "check", "score", "compare", "rulebooks"])
def test_help_is_chinese_and_has_an_example(capsys, command):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    out = capsys.readouterr().out
    assert stopped.value.code == 0
    assert "用法" in out
    assert f"jixiao {command}" in out.partition("例子")[2]
    assert "退出码" in out


def test_a_wrong_argument_is_told_in_chinese(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["score"])
    assert stopped.value.code == 2
    assert "缺少参数" in capsys.readouterr().err


def test_the_module_runs_and_a_closed_pipe_is_no_error():
    code = (
        f"{sys.executable} -m jixiao read {TARGETS} --json | head -c 10 > /dev/null; "
        "exit ${PIPESTATUS[0]}"
    )
    done = subprocess.run(
        ["bash", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0
    assert done.stderr == ""


FORTY_NINES = "9" * 40


def form(folder: Path, name: str, *rows: str, head: str = "项目支出绩效目标表") -> Path:
    """A small form of lines with tabs; each row is 三级指标, 指标值 and what follows."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [head, "一级指标\t二级指标\t三级指标\t指标值\t分值\t实际完成值"]
    lines += [f"产出指标\t数量指标\t{row}" for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_an_actual_of_forty_digits_is_scored_and_shown(capsys, tmp_path):
    path = form(tmp_path, "表.txt", f"培训人数\t≥1人\t90\t{FORTY_NINES}人")
    code, out, _ = run(capsys, "score", path)
    assert code == 0
    assert f"{FORTY_NINES}00%" in "".join(out.split())


def test_the_differences_of_two_years_as_data(capsys, tmp_path):
    last = form(tmp_path, "2022.txt", "培训人数\t≥60人\t\t", "培训次数\t≥6次\t\t")
    this = form(tmp_path, "2023.txt", "培训人数\t≥50人\t\t", "参加培训次数\t≥6次\t\t")
    code, out, _ = run(capsys, "compare", last, this, "--json")
    assert code == 0
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["kind"] for row in rows} >= {"loosened"}
    assert all(row["table"] for row in rows)
