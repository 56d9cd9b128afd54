"""Several years of one office: the cases of ``conformance/trends``, and each signal by itself."""

from __future__ import annotations

import pickle
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import attrs
import pytest

from jixiao.errors import Place
from jixiao.review import comparing
from jixiao.review.trends import Signal, TrendError, gathered, series, trend
from jixiao.tables import Execution, Indicator, TargetTable
from jixiao.writing.errors import WritingError
from jixiao.writing.trends import write_trends

CASES = tomllib.loads(
    (Path(__file__).parent / "conformance" / "trends" / "cases.toml").read_text(encoding="utf-8")
)["case"]
_COLUMNS = ("level2", "name", "target", "actual", "weight", "points")


def read_case(one: dict) -> TargetTable:
    rows = [
        Indicator(**{column: text or None for column, text in zip(_COLUMNS, row, strict=False)})
        for row in one["rows"]
    ]
    budget, executed = one.get("money", (None, None))
    money = [Execution(item="年度资金总额", budget=budget, executed=executed)] if budget else []
    return TargetTable(
        organisation="甲县乙局",
        year=one["year"],
        indicators=rows,
        execution=money,
        declared_total=one.get("total"),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_cases(case):
    found = trend([read_case(one) for one in case["tables"]])
    assert sorted([one.code, one.subject or ""] for one in found.signals) == sorted(case["signals"])


# ---------------------------------------------------------------- one signal at a time


def row(name: str, target: str | None, actual: str | None = None, **more: object) -> Indicator:
    return Indicator(
        level2=more.pop("level2", "质量指标"), name=name, target=target, actual=actual, **more
    )


def table(year: int | None, *rows: Indicator, **more: object) -> TargetTable:
    return TargetTable(**{"organisation": "甲县乙局", "year": year, "indicators": rows, **more})


def codes(*tables: TargetTable) -> list[str]:
    return [one.code for one in trend(tables).signals]


def only(*tables: TargetTable) -> Signal:
    (signal,) = trend(tables).signals
    return signal


def money(budget: str, executed: str | None = None) -> list[Execution]:
    return [Execution(item="年度资金总额", budget=budget, executed=executed)]


def satisfaction(*actuals: str | None, target: str = "≥90%") -> list[TargetTable]:
    return [
        table(2021 + place, row("群众满意度", target, actual))
        for place, actual in enumerate(actuals)
    ]


@pytest.mark.parametrize(
    ("actuals", "target", "found"),
    [
        (("95%", "96%", "97%"), "≥90%", True),
        (("95%", "96%", None), "≥90%", True),
        (("95%", None, "97%"), "≥90%", False),
        (("95%", "90%", "97%"), "≥90%", False),
        (("95%", "96%"), "≥90%", False),
        (("约95%", "96%", "97%"), "≥90%", False),
        (("100%", "100%", "100%"), "=100%", False),
        (("3%", "2%", "1%"), "≤5%", True),
        (("89%", "95%", "96%", "97%"), "≥90%", True),
    ],
)
def test_a_frozen_target_is_always_exceeded(actuals, target, found):
    name = row("群众满意度", target).name
    tables = satisfaction(*actuals, target=target)
    assert (
        ("target-frozen", name) in [(one.code, one.subject) for one in trend(tables).signals]
    ) is found


def test_a_target_is_not_frozen_over_a_year_without_a_table_nor_once_it_is_gone():
    first, second, third = satisfaction("95%", "96%", "97%")
    later = attrs.evolve(third, year=2024)
    assert codes(first, second, later) == []
    assert codes(first, second, third, table(2024, row("培训合格率", "≥80%"))) == []


def test_more_than_a_number_that_is_to_be_hit_is_neither_exceeded_nor_missed():
    assert (
        codes(
            *(
                table(2021 + n, row("聘用人员数", "=4人", "5人", level2="数量指标"))
                for n in range(3)
            )
        )
        == []
    )


def test_a_doubted_number_shows_nothing():
    # 0.95 may be 95% with its unit left out, or 0.95%.
    assert codes(*satisfaction("0.95", "0.96", "0.97")) == []
    assert [one.reached for one in trend(satisfaction("0.95", "96%")).series[0].standings] == [
        None,
        96,
    ]


def test_a_frozen_target_is_told_with_its_years_and_the_closest():
    signal = only(*satisfaction("95%", "96%", "97%"))
    assert signal.message == (
        "“群众满意度”的目标2021—2023年3年不变，年年超过：2021年“≥90%”（实际95%）、2022年“≥90%”"
        "（实际96%）、2023年“≥90%”（实际97%），最接近的一年是目标的105.56%；请按几年的实际重新测算"
    )
    assert dict(signal.figures) == {"years": "3", "target": "≥90%"}
    assert [(one.year, one.aim, one.reached, one.unit) for one in signal.points] == [
        (2021, 90, 95, "%"),
        (2022, 90, 96, "%"),
        (2023, 90, 97, "%"),
    ]


@pytest.mark.parametrize(
    ("before", "actual", "after", "severity"),
    [
        ("≥95%", "97%", "≥90%", "warning"),
        ("≥95%", "93%", "≥90%", "note"),
        ("≥95%", None, "≥90%", "note"),
        ("≥95%", "97%", "≥95%", None),
        ("=100%", "100%", "≥98%", "warning"),
    ],
)
def test_a_target_that_moved_back_is_graver_where_the_old_one_was_reached(
    before, actual, after, severity
):
    found = trend([table(2022, row("合格率", before, actual)), table(2023, row("合格率", after))])
    assert [one.severity for one in found.signals if one.code == "target-moved-back"] == (
        [severity] if severity else []
    )


@pytest.mark.parametrize(
    ("last", "this", "severity"),
    [(("100"), ("80"), "note"), (("100"), ("100"), "warning"), (("100"), ("130"), "warning")],
)
def test_a_smaller_amount_follows_the_money(last, this, severity):
    before = table(
        2022, row("修渠长度", "≥12公里", "12公里", level2="数量指标"), execution=money(last)
    )
    after = table(2023, row("修渠长度", "≥8公里", level2="数量指标"), execution=money(this))
    signal = only(before, after)
    assert (signal.code, signal.severity) == ("target-moved-back", severity)
    assert ("同期预算" in signal.message) is (last != this)


def test_every_step_of_a_target_is_in_one_signal():
    tables = [table(2021 + n, row("合格率", f"≥{t}%", "96%")) for n, t in enumerate((95, 92, 90))]
    signal = only(*tables)
    assert signal.message.count("改为") == 2


@pytest.mark.parametrize(
    ("actual", "after", "found"),
    [
        ("30场", "≥12场", True),
        ("30场", "≥30场", False),
        ("约30场", "≥12场", False),
        (None, "≥12场", False),
    ],
)
def test_a_changed_target_below_what_was_achieved(actual, after, found):
    before = table(2022, row("宣传场次", "≥10场", actual, level2="数量指标"))
    assert (
        "target-below-result"
        in codes(before, table(2023, row("宣传场次", after, level2="数量指标")))
    ) is found


@pytest.mark.parametrize(
    ("actuals", "found"),
    [
        (("80%", "84%"), True),
        (("80%", "90%"), False),
        (("90%", "80%"), False),
        (("80%", "84%", None), True),
        (("80%", None, "84%"), False),
        (("80%", "84%", "92%"), False),
    ],
)
def test_missed_again_is_about_the_last_years(actuals, found):
    assert ("missed-again" in codes(*satisfaction(*actuals))) is found


def test_an_indicator_dropped_after_it_was_missed_is_said_to_be_gone():
    last = table(2023, row("培训合格率", "≥80%", "80%"))
    found = trend([*satisfaction("80%", "84%"), last])
    assert [one.name for one in found.gone] == ["群众满意度"]
    assert found.gone[0].last.met is False
    assert "2022年以后没有这个指标了" in found.signals[0].message


def test_a_renamed_indicator_is_proposed_with_how_alike():
    signal = only(
        table(2022, row("法律援助案件办理数量", "≥200件", level2="数量指标")),
        table(2023, row("法律援助案件办结数量", "≥200件", level2="数量指标")),
    )
    assert (signal.code, signal.severity) == ("indicator-renamed", "note")
    assert dict(signal.figures)["alike"] == "90%"
    assert "请确认" in signal.message


def test_an_indicator_that_returns_is_the_same_and_no_new_name():
    gone = table(2022, row("培训合格率", "≥80%"))
    found = trend(
        [table(2021, row("群众满意度", "≥90%")), gone, table(2023, row("群众满意度", "≥90%"))]
    )
    assert found.signals == ()
    assert [[each.year for each in one.standings] for one in found.series] == [[2021, 2023], [2022]]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (("≥500户", {}), ("≥600人", {}), "不能换算"),
        (("≥90%", {}), ("明显改善", {}), "定量改为定性"),
        (("明显改善", {}), ("≥90%", {}), "定性改为定量"),
        (("≥90%", {}), ("≤90%", {}), "越低越好"),
        (("≥5万人", {}), ("≥800人", {}), "62.5倍"),
        (("12月底前", {}), ("≥90%", {}), "换了种类"),
        (
            ("≥80%", {"explanation": "覆盖的行政村占全县行政村的比例"}),
            ("≥80%", {"explanation": "参加培训的农户与应培训农户之比"}),
            "指标解释换了",
        ),
        (
            ("≥80%", {"explanation": "覆盖的行政村占全县行政村的比例"}),
            ("≥80%", {"explanation": "反映覆盖的行政村占全县行政村的比例。"}),
            None,
        ),
        (("≥15亩", {}), ("≥1公顷", {}), None),
        (("≥5000人", {}), ("≥0.6万人", {}), None),
        (("≥**万元", {}), ("≥5万元", {}), None),
    ],
)
def test_redefined(before, after, reason):
    found = trend(
        [
            table(2022, row("受益情况", before[0], **before[1])),
            table(2023, row("受益情况", after[0], **after[1])),
        ]
    )
    told = [one.message for one in found.signals if one.code == "indicator-redefined"]
    assert len(told) == (reason is not None)
    assert all(reason in one for one in told)


def results(year: int, numbers: tuple[int, ...], **more: object) -> TargetTable:
    names = ("巡查次数", "检测份数", "宣传场次", "培训期数")
    rows = [
        row(name, f"≥5{unit}", f"{number}{unit}", level2="数量指标")
        for name, number, unit in zip(names, numbers, "次份场期", strict=False)
    ]
    return table(year, *rows, **more)


@pytest.mark.parametrize(
    ("last", "this", "numbers", "found"),
    [
        (money("100", "98"), money("120", "118"), (7, 7, 7, 9), True),
        (money("100", "98"), money("120", "118"), (7, 7, 8, 9), False),  # two of four are worse
        (money("100", "98"), money("120", "100"), (7, 7, 7, 9), False),  # 2% more was spent
        (money("100"), money("120"), (7, 7, 7, 9), True),  # budgets, where nothing is spent yet
        (money("100", "98"), [], (7, 7, 7, 9), False),
        (money("100", "98"), money("120", "118"), (7, 7), False),  # two are too few
    ],
)
def test_more_money_and_worse_results(last, this, numbers, found):
    before = results(2022, (8, 8, 8, 8), execution=last)
    after = results(2023, numbers, execution=this)
    assert ("money-up-results-down" in codes(before, after)) is found


def test_costs_are_no_results():
    def costs(year, price, cap="≤900元"):
        names = ("场地费用", "资料费用", "人工费用")
        rows = [row(name, cap, f"{price}元", level2="成本指标") for name in names]
        return table(year, *rows, execution=money(str(price), str(price)))

    assert codes(costs(2022, 600), costs(2023, 800)) == []
    # A cap that is lowered still leaves room.
    assert codes(costs(2022, 600), costs(2023, 600, cap="≤800元")) == []


def test_more_money_names_what_is_worse():
    before = results(2022, (8, 8, 8, 8), execution=money("100", "98"))
    signal = only(before, results(2023, (7, 7, 7, 9), execution=money("120", "118")))
    assert dict(signal.figures) == {
        "before": "98万元",
        "after": "118万元",
        "worse": "3",
        "better": "1",
        "compared": "4",
    }
    assert "多20.4%" in signal.message
    assert signal.subject is None


@pytest.mark.parametrize(
    ("points", "found"),
    [
        (((60, 40), (60, 40)), True),
        (((60, 40), (60, 39)), False),
        (((60, 40), (None, None)), False),
        (((60, 40), (60, None)), False),
        (((60, 40),), False),
        (((60, 40), (None, None), (60, 40)), True),
    ],
)
def test_full_marks_every_year_that_declares_points(points, found):
    tables = [
        table(
            2021 + place,
            row("巡查次数", "≥10次", "10次", weight=60, points=one),
            row("培训次数", "≥10次", "10次", weight=40, points=two),
        )
        for place, (one, two) in enumerate(points)
    ]
    if len(tables) < 2:
        tables.append(table(2030, row("巡查次数", "≥10次")))
    assert ("full-marks-always" in codes(*tables)) is found


# ---------------------------------------------------------------- which tables


def refusal(*tables: TargetTable) -> tuple[str, str]:
    with pytest.raises(TrendError) as caught:
        trend(tables)
    assert pickle.loads(pickle.dumps(caught.value)).code == caught.value.code
    return caught.value.code, caught.value.message


FIRST = table(2021, row("群众满意度", "≥90%"), place=Place(file="甲/2021.xlsx"))


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ({"organisation": "丙局"}, "trend-offices", "同一单位"),
        ({"project": "整治项目"}, "trend-offices", "同一项目"),
        ({"term": "medium"}, "trend-offices", "同一时期"),
        ({"year": 2021}, "trend-year-twice", "2021年有2张表"),
        ({"year": None}, "trend-few", "2021年"),
        ({"kind": "monitoring"}, "trend-few", "2021年"),
    ],
)
def test_tables_that_cannot_be_seen_together(more, code, said):
    other = attrs.evolve(FIRST, **{"year": 2022, "place": Place(file="甲/乙.xlsx"), **more})
    found = refusal(FIRST, other)
    assert found[0] == code
    assert said in found[1]
    if code != "trend-few":
        assert "2021.xlsx" in found[1]
        assert "乙.xlsx" in found[1]


def test_no_tables_and_no_table():
    assert refusal()[0] == "trend-few"
    with pytest.raises(TypeError, match="列表"):
        trend(FIRST)
    with pytest.raises(TypeError, match="TargetTable"):
        trend(["2022.xlsx"])


def test_what_was_left_out_is_said():
    tables = [
        *satisfaction("95%", "96%"),
        attrs.evolve(FIRST, year=2024, organisation=None),
        attrs.evolve(FIRST, year=None),
        attrs.evolve(FIRST, year=2021),
        attrs.evolve(FIRST, year=2024, kind="monitoring"),
    ]
    found = trend(tables)
    assert found.years == (2021, 2022, 2024)
    assert found.tables[0].is_filled
    assert [one.code for one in found.remarks] == [
        "year-unstated",
        "midyear-left-out",
        "year-beside",
        "year-gap",
        "office-unstated",
    ]
    assert found.remarks[3].figure("missing") == "2023年"


def test_a_year_in_the_name_of_a_project_is_no_part_of_it():
    tables = [
        attrs.evolve(FIRST, year=year, project=f"{year}年整治项目", organisation=office)
        for year in (2021, 2022)
        for office in ("甲局", "乙局")
    ]
    groups = gathered(tables)
    assert [[one.year for one in group] for group in groups] == [[2021, 2022], [2021, 2022]]
    assert trend(groups[0]).project == "2022年整治项目"


# ---------------------------------------------------------------- the values


def test_values_are_hashable_picklable_and_shown():
    found = trend(satisfaction("95%", "96%", "97%"))
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(pickle.loads(pickle.dumps(found))) == hash(found)
    assert found.rows()[0]["years"][0] == {
        "year": 2021,
        "target": "≥90%",
        "actual": "95%",
        "place": None,
    }
    assert repr(found) == "<Trend 甲县乙局 2021—2023年 1 signals>"
    assert str(found.signals[0]).startswith("提示[target-frozen] ")
    assert "target-frozen" in found._repr_html_()


def test_each_year_of_a_signal_has_its_place():
    tables = [
        table(
            2021 + n,
            row(
                "合格率",
                "≥90%",
                "80%",
                place=Place(file=f"{2021 + n}.xlsx", sheet="表", row=8, column=5),
            ),
        )
        for n in range(2)
    ]
    signal = only(*tables)
    assert list(map(str, signal.places)) == ["2021.xlsx 〔表〕E8", "2022.xlsx 〔表〕E8"]
    assert signal.finding.places == signal.places


def test_a_chart_has_its_numbers_for_those_who_cannot_see_it():
    signal = only(*satisfaction("95%", "96%", "97%"))
    picture = signal.picture()
    assert picture.count("<circle") == 6
    assert "目标：2021年≥90%、2022年≥90%、2023年≥90%；实际：2021年95%" in picture
    words = only(
        table(2022, row("环境改善", "明显改善", "没有改善")), table(2023, row("环境改善", "≥90%"))
    )
    assert words.picture() == ""


def test_what_a_document_says_is_no_markup(tmp_path):
    name = "<script>合格率</script>"
    tables = [table(2021 + n, row(name, "≥90%", "80%"), organisation="<b>局</b>") for n in range(2)]
    found = trend(tables)
    for text in (
        found._repr_html_(),
        found.signals[0]._repr_html_(),
        write_trends(found, tmp_path / "几年.html").read_text("utf-8"),
    ):
        assert "<script>合" not in text
        assert "<b>局" not in text
    assert "\\<script\\>" in write_trends(found, tmp_path / "几年.md").read_text("utf-8")


@pytest.mark.filterwarnings("ignore:Sparkline Group")
def test_the_workbook_has_the_numbers_of_each_year_and_a_line(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    found = trend([*satisfaction("80%", "84%"), table(2023, row("培训合格率", "≥80%", "80%"))])
    path = write_trends(found, tmp_path / "几年.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["信号", "几年的数", "没有了的指标"]
    rows = [[cell.value for cell in each] for each in book["几年的数"].iter_rows()]
    assert rows[0][4:] == ["什么", "计量单位", "走势", "2021", "2022", "2023"]
    assert [each[4:] for each in rows[1:]] == [
        ["目标", "%", None, 90, 90, None],
        ["实际", "%", None, 80, 84, None],
    ]
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet2.xml").decode()
    assert sheet.count("<x14:sparkline>") == 2


@pytest.mark.parametrize("name", ["几年.docx", "几年"])
def test_other_formats_are_refused(tmp_path, name):
    with pytest.raises(WritingError, match=r"\.html"):
        write_trends(trend(satisfaction("80%", "84%")), tmp_path / name)


def test_nothing_to_write_is_refused(tmp_path):
    with pytest.raises(WritingError, match="几年的表"):
        write_trends([], tmp_path / "几年.md")


# ---------------------------------------------------------------- the work grows with the rows


def long_tables(rows: int) -> list[TargetTable]:
    """Half of the names are the same, half are new in each year and all of them alike."""
    return [
        table(
            year,
            *(row(f"第{n}段渠道修复合格率", "≥90%", "95%") for n in range(rows // 2)),
            *(row(f"第{n}处{year}年新建泵站验收合格率", "≥90%", "95%") for n in range(rows // 2)),
        )
        for year in (2021, 2022, 2023)
    ]


def test_the_work_grows_with_the_rows(monkeypatch):
    counts = Counter()

    def counted(module, name):
        real = getattr(module, name)

        def called(*args, **more):
            counts[name] += 1
            return real(*args, **more)

        monkeypatch.setattr(module, name, called)

    counted(comparing, "_ratio")
    counted(comparing, "_may_be_one")
    counted(series, "standing_of")
    counted(series, "target_change")
    grown = []
    for rows in (1000, 2000, 4000):
        counts.clear()
        trend(long_tables(rows))
        grown.append(dict(counts))
    for name in grown[0]:
        assert grown[1][name] <= 2.2 * grown[0][name], (name, grown)
        assert grown[2][name] <= 2.2 * grown[1][name], (name, grown)
