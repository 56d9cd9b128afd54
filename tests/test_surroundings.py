"""What the machine and the program around are like decides nothing: contexts, streams, disks."""

from __future__ import annotations

import decimal
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

import jixiao
from jixiao.errors import Place
from jixiao.exactness import CONTEXT
from jixiao.exchange.sarif import sarif_log
from jixiao.writing.blanks import write_blank
from jixiao.writing.html import portfolio_page
from jixiao.writing.letters import Review, write_letter
from jixiao.writing.portfolio import Portfolio, entry_of
from jixiao.writing.summary import rows_of
from jixiao.writing.trends import write_trends

from .bazhou import table as bazhou

CONTEXTS = {
    "prec=1": decimal.Context(prec=1),
    "prec=3": decimal.Context(prec=3, rounding=decimal.ROUND_UP),
    "Emax=5": decimal.Context(Emax=5, Emin=-5),
    "traps": decimal.Context(prec=2, traps=[decimal.Inexact, decimal.Rounded, decimal.Subnormal]),
    "clamp": decimal.Context(clamp=1, Emax=5, Emin=-5, traps=[]),
}
TEXTS = (
    *(
        "≥95%",
        "一点二亿元",
        "26万5人",
        "百分之九十八点五",
        "8万多株",
        "三分之二",
        "±3%以内",
        "5人/10万人",
    ),
    *("2022年10月31日以前", "80%-90%", "较上年提高5%", "每人每月500元", "壹佰万元整"),
)


@pytest.mark.parametrize("name", CONTEXTS)
def test_the_decimal_context_around_decides_nothing(name: str) -> None:
    def everything() -> tuple[object, ...]:
        table = bazhou()
        filled = jixiao.TargetTable(
            indicators=tuple(
                jixiao.Indicator(
                    level1="产出指标",
                    level2="数量指标",
                    name=f"指标{number}",
                    target=text,
                    weight="7.69",
                    actual="7.5",
                    points="6.25",
                )
                for number, text in enumerate(TEXTS)
            ),
            execution=(
                jixiao.Execution(item="年度资金总额", budget="1234.56", executed="987.654"),
            ),
        )
        cards = [jixiao.score(one) for one in (table, filled)]
        return (
            cards,
            [
                (str(one), one.total, one.maximum, one.lowest, one.highest, one.grade)
                for one in cards
            ],
            [one.reason.formula for card in cards for one in card.scores],
            [jixiao.check(one) for one in (table, filled)],
            jixiao.recheck(filled),
            jixiao.compare(table, filled),
            [jixiao.loads(jixiao.dumps(one)) for one in cards],
            [jixiao.parse(text) for text in TEXTS],
            [jixiao.parse(text).judge("97.531") for text in TEXTS],
            jixiao.rulebook("财预〔2020〕10号"),
        )

    plain = everything()
    with decimal.localcontext(CONTEXTS[name]) as around:
        assert everything() == plain
        assert around.prec == CONTEXTS[name].prec


@pytest.mark.parametrize("name", CONTEXTS)
def test_the_decimal_context_around_decides_nothing_on_paper(name: str, tmp_path: Path) -> None:
    row = jixiao.Indicator(
        level1="产出指标",
        level2="数量指标",
        name="人数",
        target="≥3人",
        weight="33.333",
        actual="2人",
    )
    table = jixiao.TargetTable(
        organisation="甲局",
        project="培训",
        year=2022,
        indicators=(row, row),
        execution=(jixiao.Execution(item="年度资金总额", budget="1234.56", executed="987.654"),),
    )
    years = [attrs.evolve(table, year=year) for year in (2021, 2022)]

    def everything() -> list[object]:
        card, found = jixiao.score(table), tuple(jixiao.check(table))
        review = Review(table=table, findings=found)
        whole = Portfolio(entries=(entry_of("甲", card, found),) * 3, grades=("优",))
        return [
            *(
                write_blank(table, kind, tmp_path / f"表{suffix}").read_bytes()
                for kind, suffix in (("自评表", ".xlsx"), ("实际值", ".csv"), ("监控表", ".xlsx"))
            ),
            write_letter(review, tmp_path / "意见.html").read_bytes(),
            write_trends(jixiao.trend(years), tmp_path / "几年.html").read_bytes(),
            portfolio_page(whole, rule="甲"),
            rows_of([card]),
        ]

    plain = everything()
    with decimal.localcontext(CONTEXTS[name]):
        assert everything() == plain


# ---------------------------------------------------------------- streams

CLI = f"exec {sys.executable} -m jixiao"
posix = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(jixiao.__file__).parents[1])},
    )


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "表.csv"
    path.write_text(
        "一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,培训人数,≥60人\n", encoding="utf-8"
    )
    return path


@posix
@pytest.mark.parametrize("command", ["check", "read", "score", "read --json"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams(command: str, closed: str, csv: Path) -> None:
    done = shell(f"{CLI} {command} {csv.name} {closed}", csv.parent)
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


@posix
def test_standard_input_that_is_closed(csv: Path) -> None:
    done = shell(f"{CLI} read - <&-", csv.parent)
    assert done.returncode == 2
    assert "标准输入已关闭" in done.stderr


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_behind_standard_output(csv: Path) -> None:
    for command in (f"read {csv.name}", "--version", "rulebooks"):
        done = shell(f"{CLI} {command} > /dev/full", csv.parent)
        assert done.returncode == 2
        assert "磁盘满了" in done.stderr


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("streams", ["2>/dev/full", ">/dev/full 2>/dev/full", "2>&-"])
def test_a_message_that_nobody_gets_changes_no_exit_code(streams: str, csv: Path) -> None:
    assert shell(f"{CLI} read 没有.csv {streams}", csv.parent).returncode == 2
    assert shell(f"{CLI} check --没有 {streams}", csv.parent).returncode == 2


@posix
@pytest.mark.parametrize("command", ["--version", "--help", "score --help", "rulebooks"])
def test_a_reader_that_is_gone_is_no_error(command: str, csv: Path) -> None:
    done = shell(f"{{ sleep 0.5; ( {CLI} {command} ); echo $? >code; }} | true", csv.parent)
    assert (csv.parent / "code").read_text() == "0\n"
    assert done.stderr == ""


@posix
@pytest.mark.parametrize("suffix", ["xlsx", "docx", "html", "md", "json", "csv", "txt"])
def test_a_full_disk_is_an_oserror_whatever_is_written(suffix: str, csv: Path) -> None:
    code = (
        "import jixiao, sys\n"
        "rows = tuple(jixiao.Indicator(name=f'人数{n}', target='≥3人') for n in range(500))\n"
        "try: jixiao.write(jixiao.TargetTable(indicators=rows), sys.argv[1])\n"
        "except OSError as error: print(type(error).__name__, error.filename)\n"
    )
    (csv.parent / "code.py").write_text(code, encoding="utf-8")
    done = shell(f"ulimit -f 1; exec {sys.executable} code.py out.{suffix}", csv.parent)
    assert done.stdout.strip() == f"OSError out.{suffix}"
    assert not [one for one in csv.parent.iterdir() if one.suffix == ".tmp"]


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "html", "md", "json", "csv", "txt"])
def test_a_folder_that_takes_no_file(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"表.{suffix}"
    target.mkdir()
    table = jixiao.TargetTable(indicators=(jixiao.Indicator(name="人数", target="≥3人"),))
    with pytest.raises(OSError, match=suffix):
        jixiao.write(table, target)
    assert list(tmp_path.iterdir()) == [target]


def test_half_a_character_is_written_as_lost_in_every_format(tmp_path: Path) -> None:
    row = jixiao.Indicator(
        level1="产出指标", name="人\ud800数", target="≥3人", weight=10, actual="3人"
    )
    card = jixiao.score(jixiao.TargetTable(title="表\udfff\ufffe\x00", indicators=(row,)))
    for suffix in ("xlsx", "docx", "html", "md", "csv", "txt"):
        path = jixiao.write(card, tmp_path / f"表.{suffix}")
        assert path.stat().st_size
    path = jixiao.write(card, tmp_path / "表.json")
    assert jixiao.loads(path.read_text(encoding="utf-8")) == card


# ---------------------------------------------------------------- Windows, as far as it is text


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        (r"C:\报送\表.xlsx", "file:///C:/%E6%8A%A5%E9%80%81/%E8%A1%A8.xlsx"),
        ("/报送/表.xlsx", "file:///%E6%8A%A5%E9%80%81/%E8%A1%A8.xlsx"),
        (r"报送\表.xlsx", "%E6%8A%A5%E9%80%81/%E8%A1%A8.xlsx"),
        ("表 1#2.xlsx", "%E8%A1%A8%201%232.xlsx"),
        ("\udcd7.xlsx", "%ED%B3%97.xlsx"),
    ],
)
def test_paths_of_any_system_are_addresses_in_sarif(file: str, uri: str) -> None:
    finding = jixiao.Finding(code="甲", severity="note", message="乙", place=Place(file=file))
    (result,) = sarif_log([finding])["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_place_names_the_last_part_of_a_windows_path() -> None:
    assert str(Place(file=r"C:\报送\表.xlsx", row=3)) == "表.xlsx 第3行"


@pytest.mark.parametrize("encoding", ["cp936", "cp1252", "ascii", "cp437"])
def test_a_console_of_another_encoding(encoding: str, csv: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", "read", csv.name, "没有😀.csv"],
        cwd=csv.parent,
        capture_output=True,
        check=False,
        env={
            **os.environ,
            "PYTHONIOENCODING": encoding,
            "PYTHONPATH": str(Path(jixiao.__file__).parents[1]),
        },
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    if encoding == "cp936":
        assert "培训人数" in done.stdout.decode(encoding)


def test_own_arithmetic_is_that_of_python() -> None:
    assert CONTEXT.prec == decimal.DefaultContext.prec
    assert jixiao.Quantity(Decimal("8.80"), "万元") == jixiao.Quantity(Decimal(88000), "元")


INSIDE = """
import sys
sys.path[:] = {path!r}
import jixiao
row = jixiao.Indicator(name="人数", target="≥3人", weight=10, actual="4人")
table = jixiao.TargetTable(indicators=(row,))
print(jixiao.score(table).total, len(jixiao.check(table)) > 0)
"""
OUTSIDE = """
import _interpreters, sys
sys.exit(_interpreters.exec(_interpreters.create(), sys.stdin.read()) is not None)
"""


def test_an_interpreter_within_the_interpreter_scores_too() -> None:
    pytest.importorskip("_interpreters", reason="from Python 3.13")
    done = subprocess.run(
        [sys.executable, "-c", OUTSIDE],
        input=INSIDE.format(path=sys.path),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert (done.returncode, done.stdout) == (0, "10 True\n"), done.stderr
