"""The command line as a user meets it: text, exit codes, pipes, widths."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

import jixiao
from jixiao.__main__ import main
from jixiao.display import width
from jixiao.review.checking import code_named
from jixiao.tables import Indicator, TargetTable

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
    assert "实际.csv：第2行" in out
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


@pytest.mark.parametrize(
    "command", ["parse", "read", "check", "score", "monitor", "compare", "trend", "rulebooks"]
)
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


def refused(capsys, *arguments: str) -> str:
    """What the command line says of options that cannot be honoured; nothing is printed."""
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("jixiao：")
    return err


FILLED = ("培训人数\t≥60人\t90\t72人",)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--actuals", ACTUALS], "--actuals 是一张表的实际完成值"),
        (["--rulebook", "湖北2020", "--rulebook", "财预〔2020〕10号"], "只能用一个 --rulebook"),
        (["--template", "模板.xlsx"], "一个 --template 只能填一张表"),
        (["--brief"], "--brief"),
    ],
)
def test_a_batch_refuses_what_it_cannot_honour(capsys, tmp_path, options, said):
    form(tmp_path / "报送", "甲.txt", *FILLED)
    out = tmp_path / "打分"
    assert said in refused(capsys, "score", tmp_path / "报送", *options, "-o", out)
    assert not out.exists()


def test_actuals_for_several_files_are_refused_without_output_too(capsys, tmp_path):
    one, other = (form(tmp_path, name, *FILLED) for name in ("甲.txt", "乙.txt"))
    assert "--actuals" in refused(capsys, "score", one, other, "--actuals", ACTUALS)
    assert "--actuals" in refused(capsys, "monitor", tmp_path, "--actuals", ACTUALS)


def test_several_files_are_not_written_to_what_looks_like_a_file(capsys, tmp_path):
    one, other = (form(tmp_path, name, *FILLED) for name in ("甲.txt", "乙.txt"))
    out = tmp_path / "汇总.xlsx"
    assert "一个文件夹" in refused(capsys, "score", one, other, "-o", out)
    assert not out.exists()


def test_a_batch_as_data(capsys, tmp_path):
    form(tmp_path / "报送", "甲.txt", *FILLED)
    form(tmp_path / "报送", "乙.txt", *FILLED)
    code, out, _ = run(capsys, "score", tmp_path / "报送", "--json", "-o", tmp_path / "打分")
    assert code == 0
    assert [json.loads(line)["type"] for line in out.splitlines()] == ["scorecard"] * 2


def test_a_batch_exits_as_its_files_do_alone(capsys, tmp_path):
    path = form(tmp_path / "报送", "甲.txt", "培训人数\t≥60人\t90\t72公里")
    assert run(capsys, "score", path)[0] == 1
    assert run(capsys, "score", tmp_path / "报送", "-o", tmp_path / "打分")[0] == 1
    assert run(capsys, "score", tmp_path / "报送", "-o", tmp_path / "打分")[0] == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["score", TARGETS, "--template", "模板.xlsx"], "--template 要与 -o 同用"),
        (["score", TARGETS, "--force"], "--force"),
        (["check", TARGETS, "--json", "--format", "sarif"], "只能写一个"),
        (["check", TARGETS, "--ignore", "cap-attainabel"], "是不是 cap-attainable？"),
        (["check", TARGETS, "--ignore", "xyz"], "没有叫“xyz”的发现"),
        (["score", TARGETS, "-o", "没有/自评表.xlsx"], "没有：没有这个文件夹"),
        (["score", TARGETS, "-o", "自评表.ofd"], "不认识的后缀“.ofd”"),
    ],
)
def test_options_are_never_passed_over_in_silence(capsys, options, said):
    assert said in refused(capsys, *options)


def test_the_codes_of_reading_can_be_left_out(capsys):
    code, out, _ = run(capsys, "check", TARGETS, "--ignore", "row-shifted")
    assert code == 0
    assert "[row-shifted]" not in out
    assert "[task-unnamed]" in out


@pytest.mark.parametrize("command", ["read", "check", "score", "monitor"])
def test_an_empty_folder_is_said(capsys, tmp_path, command):
    assert "里没有文件" in refused(capsys, command, tmp_path)
    if command == "score":
        assert "里没有文件" in refused(capsys, command, tmp_path, "-o", tmp_path / "打分")


def test_findings_of_several_files_stand_under_the_name_of_their_file(capsys, tmp_path):
    for folder in ("甲", "乙"):
        form(tmp_path / folder, "表.txt", "培训人数\t≥60人\t\t")
    form(tmp_path, "丙.txt", "培训人数\t≥60人\t\t")
    _, out, _ = run(capsys, "check", tmp_path)
    heads = [line for line in out.splitlines() if line.startswith(str(tmp_path))]
    assert [head.partition("：")[0] for head in heads] == [
        str(tmp_path / name) for name in ("丙.txt", "乙/表.txt", "甲/表.txt")
    ]
    assert all("警告" in head for head in heads)
    assert out.count("\n\n") == 2


def test_every_finding_of_a_file_says_where(capsys):
    _, out, _ = run(capsys, "check", TARGETS, "--json")
    places = [json.loads(line).get("place") for line in out.splitlines()]
    assert all(place and place["file"] for place in places)


def test_two_files_of_one_name_have_two_addresses_in_sarif(capsys, tmp_path, monkeypatch):
    for folder in ("甲", "乙"):
        form(tmp_path / folder, "表.txt", "培训人数\t≥60人\t\t")
    monkeypatch.chdir(tmp_path)
    for given in (".", tmp_path):
        _, out, _ = run(capsys, "check", given, "--format", "sarif")
        places = [
            one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for one in json.loads(out)["runs"][0]["results"]
        ]
        assert {*places} == {"%E7%94%B2/%E8%A1%A8.txt", "%E4%B9%99/%E8%A1%A8.txt"}


def test_a_file_that_cannot_be_read_is_named_once(capsys, tmp_path):
    form(tmp_path, "甲.txt", *FILLED)
    (tmp_path / "菜单.csv").write_text("周一,红烧肉\n", encoding="utf-8")
    code, _, err = run(capsys, "read", tmp_path)
    assert code == 2
    assert err.count("菜单.csv") == 1
    code, _, err = run(capsys, "read", tmp_path / "无.txt", tmp_path / "甲.txt")
    assert err.count("无.txt") == 1


def test_reading_shows_all_that_a_filled_form_says(capsys, tmp_path):
    path = tmp_path / "自评表.txt"
    path.write_text(
        "项目支出绩效自评表\n"
        "项目名称\t技能培训补助\n主管部门\t某县人社局\n"
        "项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
        "\t年度资金总额\t50.00\t48.00\t36.00\t10\t75%\t7.5\n"
        "年度总体目标\t预期目标\t\t\t实际完成情况\n\t培训六十人。\t\t\t培训了七十二人。\n"
        "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
        "产出指标\t数量指标\t培训人数\t不少于60人\t72人\t90\t88.5\n"
        "总分\t\t\t\t\t100\t96\n",
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "read", path)
    assert code == 0
    for said in (
        "技能培训补助", "某县人社局", "年度资金总额", "万元", "50.00", "48.00", "36.00", "75%", "7.5",
        "不少于60人", "≥60人", "72人", "90", "88.5", "96",
    ):  # fmt: skip
        assert said in out, said
    assert max(width(line) for line in out.splitlines()) <= 80


def test_a_wide_terminal_is_used_and_nothing_is_cut(capsys, monkeypatch):
    name = "河流、湖泊、自然保护区等自然资源统一确权登记"
    _, out, _ = run(capsys, "read", TARGETS)
    assert "…" not in out.partition("一级")[2].partition("targets.txt 第")[0]
    assert max(width(line) for line in out.splitlines()) <= 80
    monkeypatch.setenv("COLUMNS", "140")
    _, out, _ = run(capsys, "read", TARGETS)
    assert f"  {name}  <=176.45万元" in out


def test_every_table_begins_with_its_file_and_its_project(capsys, tmp_path):
    head = "项目支出绩效目标表\n项目名称\t某项目"
    one = form(tmp_path, "甲.txt", *FILLED, head=head)
    other = form(tmp_path, "乙.txt", *FILLED, head=head)
    day = ("--as-of", "2022-07-31")
    for command in (("score",), ("read",), ("monitor", *day)):
        _, out, _ = run(capsys, *command, one, other)
        assert out.startswith(str(tmp_path)[:40])
        assert "".join(out.split()).count("项目名称：某项目") == 2
        assert "甲.txt" in out
        assert "乙.txt" in out


def test_the_help_is_aligned_and_fits(capsys):
    with pytest.raises(SystemExit):
        main(["score", "--help"])
    out = capsys.readouterr().out
    assert max(width(line) for line in out.splitlines()) <= 80
    options = out.partition("选项：\n")[2].partition("\n\n")[0].splitlines()
    starts = {
        width(line) - width(line.lstrip().partition("  ")[2].lstrip())
        for line in options
        if line.startswith("  -")
    }
    assert len(starts) == 1


def test_the_list_of_commands_is_aligned(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    lines = capsys.readouterr().out.partition("命令：\n")[2].partition("\n\n")[0].splitlines()
    assert len(lines) == 12
    assert len({len(line) - len(line.split(maxsplit=1)[1]) for line in lines}) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scor"], "没有“scor”这种命令；可选 parse"),
        (["check", "--format", "xml", "表"], "没有“xml”这种格式，可选 text、json、sarif"),
        (["parse", "--year", "今年", "5"], "参数 --year：年度应为四位数，例如 2022，而不是“今年”"),
        (["parse", "5", "--unit"], "参数 --unit 后面要有一个值"),
        (["parse", "5", "--unti", "人"], "不认识的参数：--unti 人"),
        (["monitor", "表", "--as-of", "去年"], "参数 --as-of：“去年”不是日期"),
    ],
)
def test_wrong_arguments_are_told_without_brackets_of_argparse(capsys, arguments, said):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    err = capsys.readouterr().err
    assert said in err
    assert "argument" not in err
    assert "'" not in err


@pytest.mark.parametrize(
    ("arguments", "meant", "usage"),
    [
        (["score", "表", "--outptu", "甲.xlsx"], "；是不是 --output？", "用法：jixiao score "),
        (["score", "表", "--outptu=甲.xlsx", "--focre"], "；是不是 --output、--force？", "jixiao score "),
        (["scroe", "表"], "；是不是 score？", "用法：jixiao [选项] 命令"),
        (["甲乙", "表"], "rulebook, mcp\n", "用法：jixiao [选项] 命令"),
        (["check", "表", "--甲乙"], "--甲乙\n", "用法：jixiao check "),
    ],
)  # fmt: skip
def test_a_misspelt_word_is_told_what_it_may_mean(capsys, arguments, meant, usage):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    err = capsys.readouterr().err
    assert meant in err
    assert usage in err


def test_negative_values_are_values(capsys):
    code, out, _ = run(capsys, "parse", "--json", "-5%", "-3℃至5℃", "--year", "2022")
    assert code == 0
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["comparison", "range"]


def test_side_by_side_tells_the_differences_of_rule_and_sums_up_those_of_weight(capsys):
    _, out, _ = run(
        capsys, "score", TARGETS, "--actuals", ACTUALS,
        "--rulebook", "湖北2020", "--rulebook", "财预〔2020〕10号",
    )  # fmt: skip
    assert "提高公众对生态保护的意识：相差" in out
    assert "聘用安保人员人数" not in out
    assert "项只因分值不同而得分不同" in out
    assert len(out.splitlines()) < 40


def test_several_rulebooks_as_data_are_one_line_each(capsys):
    books = ("湖北2020", "财预〔2020〕10号")
    options = [part for book in books for part in ("--rulebook", book)]
    _, out, _ = run(capsys, "score", TARGETS, "--json", *options)
    assert [json.loads(line)["rulebook"]["name"] for line in out.splitlines()] == [*books]


def test_monitoring_prints_the_lights(capsys):
    code, out, _ = run(capsys, "monitor", TARGETS, "--actuals", ACTUALS, "--as-of", "2022-07-31")
    assert code == 0
    assert "截至2022-07-31，已过年度的58.33%；红2，黄1" in out
    assert max(width(line) for line in out.splitlines()) <= 80
    folded = "".join(out.split())
    assert "12次÷(15次×7/12)=137.14%。" in folded
    assert folded.count("60%以下红灯") == 1


def test_monitoring_as_data(capsys):
    _, out, _ = run(
        capsys, "monitor", TARGETS, "--actuals", ACTUALS, "--as-of", "2022-07-31", "--json"
    )
    card = json.loads(out)
    assert (card["as_of"], card["lights"]["红"], len(card["items"])) == ("2022-07-31", 2, 36)
    assert card["items"][5]["progress"] == "1.371429"


def test_a_baseline_is_written_once_and_settles_what_it_holds(capsys, tmp_path):
    file = tmp_path / "绩效基线.toml"
    code, _, err = run(capsys, "check", TARGETS, "--write-baseline", file)
    assert code == 0
    assert "理由" in err
    text = file.read_text(encoding="utf-8").replace('reason = ""', 'reason = "已核对"')
    file.write_text(text, encoding="utf-8")
    assert run(capsys, "check", TARGETS, "--baseline", file)[1].endswith("没有发现问题\n")
    assert "已经有" in refused(capsys, "check", TARGETS, "--write-baseline", file)
    assert file.read_text(encoding="utf-8") == text


def test_a_blank_target_is_said_once(capsys, tmp_path):
    form = tmp_path / "表.csv"
    form.write_text(
        "一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,供水户数,≥300户\n,,管网长度,\n",
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "check", str(form))
    assert code == 1
    assert out.count("管网长度") == 1
    _, out, _ = run(capsys, "check", str(form), "--ignore", "target-unreadable")
    assert "没有填写指标值" in out


def test_a_command_loads_its_own_room_and_the_version_none():
    """What each start imports; that many modules are what it costs."""
    ask = (
        "import sys; import jixiao; before = set(sys.modules)\n"
        "from jixiao.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sorted(set(sys.modules) - before))"
    )

    def loaded(*words: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", ask, *words], capture_output=True, text=True, check=True
        )
        return set(done.stdout.splitlines()[-1].split())

    # From 3.13 on the interpreter itself loads contextlib when a program exits.
    assert loaded("--version") - {"contextlib"} == {"jixiao.__main__"}
    parsing = loaded("parse", "≥95%")
    rooms = {one for one in parsing if one.startswith("jixiao.commands.")}
    assert (
        rooms & {f"jixiao.commands.{name}" for name in ("findings", "scorecards", "tables")}
        == set()
    )
    assert "jixiao.commands.values" in rooms


def test_every_command_is_in_the_table_of_rooms():
    """A command that its room has, and the table has not, could not be called."""
    from jixiao.__main__ import _ROOMS, _parser

    (known,) = [one.choices for one in _parser()._actions if one.choices]
    assert list(known) == [name for _, names in _ROOMS for name in names]
    for name in known:
        (alone,) = [one.choices for one in _parser(name)._actions if one.choices]
        assert name in alone


def several_years(folder: Path, *years: tuple[int, str, str], office: str = "甲局") -> Path:
    """A filled form a year in `folder`: one indicator with its target and what was achieved."""
    folder.mkdir(exist_ok=True)
    for year, target, actual in years:
        (folder / f"{office}{year}.txt").write_text(
            f"项目支出绩效自评表\n（{year}年度）\n项目名称\t{year}年整治项目\n单位名称\t{office}\n"
            "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\n"
            f"产出指标\t质量指标\t验收合格率\t{target}\t{actual}\n",
            encoding="utf-8",
        )
    return folder


def test_several_years_of_each_office_are_seen_by_themselves(capsys, tmp_path):
    folder = several_years(tmp_path / "历年", (2022, "≥95%", "90%"), (2023, "≥95%", "91%"))
    several_years(folder, (2022, "≥95%", "97%"), (2023, "≥90%", "96%"), office="乙局")
    several_years(folder, (2023, "≥95%", "97%"), office="丙局")
    code, out, err = run(capsys, "trend", folder)
    assert code == 0
    first, second = out.replace("\n  ", "").split("\n\n")
    assert first.startswith("乙局 2023年整治项目 2022—2023年：2张表")
    assert "警告[target-moved-back] “验收合格率”的目标放宽了" in first
    assert "警告[missed-again] “验收合格率”接连2年没有完成" in second
    assert "只有一张，没有几年可比：丙局2023.txt" in err
    assert all(width(line) <= 80 for line in out.splitlines())


def test_the_signals_as_data(capsys, tmp_path):
    folder = several_years(tmp_path / "历年", (2022, "≥95%", "90%"), (2023, "≥95%", "91%"))
    code, out, _ = run(capsys, "trend", folder, "--json")
    assert code == 0
    (row,) = map(json.loads, out.splitlines())
    assert (row["organisation"], row["code"], row["name"]) == ("甲局", "missed-again", "验收合格率")
    assert [one["actual"] for one in row["years"]] == ["90%", "91%"]
    assert [one["place"] for one in row["years"]] == [
        "甲局2022.txt 第6行 第4列",
        "甲局2023.txt 第6行 第4列",
    ]


@pytest.mark.parametrize("suffix", ["html", "xlsx", "md"])
def test_the_trend_is_written(capsys, tmp_path, suffix):
    folder = several_years(tmp_path / "历年", (2022, "≥95%", "90%"), (2023, "≥95%", "91%"))
    target = tmp_path / f"几年对照.{suffix}"
    code, _, err = run(capsys, "trend", folder, "-o", target)
    assert (code, err.strip()) == (0, f"已写入 {target}")
    assert target.stat().st_size > 200
    if suffix == "html":
        assert "<svg" in target.read_text("utf-8")


def test_what_cannot_be_seen_together_is_said(capsys, tmp_path):
    folder = several_years(tmp_path / "历年", (2022, "≥95%", "90%"), (2023, "≥95%", "91%"))
    (folder / "另一张.txt").write_text((folder / "甲局2023.txt").read_text("utf-8"), "utf-8")
    code, out, err = run(capsys, "trend", folder)
    assert (code, out) == (2, "")
    assert "2023年有2张表" in err
    assert "另一张.txt" in err
    assert "几年对照写不成" in refused(capsys, "trend", folder, "-o", tmp_path / "几年.docx")


def test_one_form_of_each_unit_is_nothing_to_compare_and_no_failure(capsys, tmp_path):
    folder = several_years(tmp_path / "历年", (2022, "≥95%", "90%"))
    code, out, err = run(capsys, "trend", folder)
    assert (code, out) == (0, "")
    assert "只有一张，没有几年可比" in err
    code, _, err = run(capsys, "trend", folder, "-o", tmp_path / "几年.html")
    assert code == 2
    assert "没有几年可比的表，没有写" in err


@pytest.mark.parametrize("year", ["22", "2", "02022", "二二", "-22", "2022.0"])
def test_a_year_has_four_digits(capsys, year):
    with pytest.raises(SystemExit) as caught:
        run(capsys, "parse", "12月底前", "--year", year)
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert "年度应为四位数" in said
    assert ("是不是 2022？" in said) == (year == "22")


@pytest.mark.parametrize("command", [["new", "自评表"], ["compare", TARGETS]])
def test_a_folder_where_one_file_is_taken_is_said_without_code(capsys, tmp_path, command):
    (tmp_path / "报送").mkdir()
    output = ["-o", tmp_path / "自评表.xlsx"] if command[0] == "new" else []
    said = refused(capsys, *command, tmp_path / "报送", *output)
    assert "是文件夹；这里只能是一个文件" in said
    assert "jixiao." not in said


def test_a_command_speaks_of_options_and_not_of_arguments_in_a_program(capsys, tmp_path):
    forms = [form(tmp_path, name, *FILLED) for name in ("甲.txt", "乙.txt")]
    said = refused(capsys, "score", *forms, "-o", tmp_path)
    assert "--force" in said
    assert "force=" not in said
    other = tmp_path / "别的.csv"
    other.write_text("甲,乙\n1,2\n", encoding="utf-8")
    said = refused(capsys, "check", other)
    assert "--headers" in said
    assert "headers=" not in said


def test_one_bad_file_does_not_stop_the_years(capsys, tmp_path):
    folder = several_years(tmp_path / "历年", (2022, "≥95%", "90%"), (2023, "≥95%", "91%"))
    (folder / "空.txt").write_bytes(b"")
    code, out, err = run(capsys, "trend", folder)
    assert code == 2
    assert "missed-again" in out
    assert "空.txt" in err


def test_the_name_of_a_file_stands_once_above_its_findings(capsys, tmp_path):
    rows = ("培训人数\t≥人\t45", "培训次数\t≥次\t45")
    names = ("第一个单位的目标表.txt", "第二个单位的目标表.txt")
    paths = [form(tmp_path, name, *rows) for name in names]
    _, out, _ = run(capsys, "check", paths[0])
    assert out.splitlines()[0] == f"{names[0]}："
    assert out.count(names[0]) == 1
    assert out.count("第3行") >= 1
    _, out, _ = run(capsys, "check", *paths)
    assert [out.count(name) for name in names] == [1, 1]
    _, out, _ = run(capsys, "read", paths[0])
    assert "".join(out.split()).count(names[0]) == 1


def test_findings_of_other_files_follow_under_their_names(capsys, tmp_path):
    actuals = write_actuals(tmp_path / "实际.csv", "没有的指标,4人", "也没有的,5人")
    _, out, _ = run(capsys, "score", TARGETS, "--actuals", actuals)
    lines = out.splitlines()
    begin = lines.index("实际.csv：")
    assert sum("实际.csv" in line for line in lines) == 1
    assert "[actual-unknown]" in "".join(lines[begin:])
    assert "[actual-missing]" in "".join(lines[:begin])


def test_no_example_of_the_help_needs_single_quotes(capsys):
    for command in ("", "parse", "read", "compare", "check", "score", "monitor", "report", "new"):
        with pytest.raises(SystemExit):
            main([*filter(None, [command]), "--help"])
        assert "'" not in capsys.readouterr().out


def test_a_report_of_nothing_is_not_written(capsys, tmp_path):
    out = tmp_path / "报告.html"
    out.write_text("上次的", encoding="utf-8")
    code, _, err = run(capsys, "report", tmp_path / "没有这夹", "-o", out, "--force")
    assert code == 2
    assert "没有这个文件" in err
    assert out.read_text(encoding="utf-8") == "上次的"


def test_a_reader_that_has_seen_enough_loses_no_file(tmp_path):
    out = tmp_path / "自评表.json"
    command = f'"{sys.executable}" -m jixiao score "{TARGETS}" -o "{out}" | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, check=True, text=True)
    assert done.stdout.count("\n") == 1
    assert out.is_file()


def test_a_monitoring_form_is_no_year(capsys, tmp_path):
    path = form(
        tmp_path, "表.txt", "培训人数\t≥20人\t90\t12人", head="项目支出绩效运行监控表（1-7月）"
    )
    card = jixiao.score(attrs.evolve(jixiao.read(path)[0], kind="monitoring"))
    assert "midyear-scored" in {one.code for one in card.findings}
    card = jixiao.score(attrs.evolve(jixiao.read(path)[0], kind="evaluation"))
    assert "midyear-scored" not in {one.code for one in card.findings}


def test_years_the_wrong_way_round_and_other_offices_are_said(capsys, tmp_path):
    def of(year, office):
        path = tmp_path / f"{office}{year}.txt"
        head = f"项目支出绩效目标表\n（{year}年度）\n项目单位\t{office}"
        return form(tmp_path, path.name, "培训人数\t≥20人\t90", head=head)

    _, _, err = run(capsys, "compare", of(2023, "甲局"), of(2022, "甲局"))
    assert "请核对先后：前一张是2023年的" in err
    _, _, err = run(capsys, "compare", of(2022, "甲局"), of(2023, "乙局"))
    assert "是不是同一单位的：甲局、乙局" in err
    _, _, err = run(capsys, "compare", of(2022, "甲局"), of(2023, "甲局"))
    assert "请核对" not in err


def test_what_was_written_is_told_to_programs(capsys, tmp_path):
    out = tmp_path / "空表.csv"
    code, said, _ = run(capsys, "new", "实际值", TARGETS, "-o", out, "--json")
    assert (code, json.loads(said)) == (0, {"written": str(out), "kind": "实际值"})
    page, missing = tmp_path / "报告.html", tmp_path / "没有.xlsx"
    code, said, err = run(capsys, "report", TARGETS, missing, "-o", page, "--json")
    told = json.loads(said)
    assert (code, told["written"], told["tables"]) == (2, str(page), 1)
    assert [one["file"] for one in told["unread"]] == [str(missing)]
    assert err.count("没有.xlsx") == 1


def test_all_says_of_every_check_what_came_of_it(capsys):
    """A check that was not made is no remark on the form, and a clean one is told as well."""
    _, out, _ = run(capsys, "check", TARGETS)
    assert "不适用[" not in out
    assert "项检查" not in out
    _, out, _ = run(capsys, "check", TARGETS, "--all")
    assert "不适用[budget-overspent]" in out
    text = re.sub(r"\n  ", "", out)
    made, clear, unmade = map(
        int,
        re.search(
            r"一共(\d+)项检查，未发现问题的(\d+)项：.*；不适用、资料不足的(\d+)项", text
        ).groups(),
    )
    failing = {
        code
        for code in re.findall(r"(?:警告|提示|错误)\[([a-z0-9-]+)\]", out)
        if code_named(code) is not None and code_named(code).room == "check"
    }
    assert made == clear + unmade + len(failing)


@pytest.mark.parametrize("command", [("score",), ("monitor", "--as-of", "2023-07-31")])
def test_one_list_serves_the_tables_of_a_file(capsys, tmp_path, command):
    forms = tuple(
        TargetTable(
            title="项目支出绩效目标表", project=project, year=2023,
            indicators=tuple(Indicator(level1="产出指标", level2="数量指标", name=one, target="≥3项") for one in names),
        )
        for project, names in (("甲项目", ("新建站点", "培训班次")), ("乙项目", ("维修路段", "巡查次数")))
    )  # fmt: skip
    path = jixiao.write(forms, tmp_path / "两张.xlsx")
    rows = ("新建站点,4项", "培训班次,3项", "维修路段,3项", "巡查次数,5项", "别的事,1项")
    actuals = write_actuals(tmp_path / "实际.csv", *rows)
    _, out, _ = run(capsys, *command, str(path), "--actuals", str(actuals))
    assert "甲项目" in out
    assert "乙项目" in out
    # What no table of the file has is unknown to each.
    assert out.count("不是本表的指标") == 2
    assert out.count("“别的事”") == 2
