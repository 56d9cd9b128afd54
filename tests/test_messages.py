"""Messages in English: every code has one, and what is said in Chinese is said in English too."""

from __future__ import annotations

import ast
import importlib.util
import tomllib
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest

import jixiao
from jixiao import Finding, Indicator, TargetTable
from jixiao.actuals import Actual, Actuals
from jixiao.criteria import Doubt, Unreadable
from jixiao.errors import CriterionError, JixiaoError, MissingExtra, Place, UnitError
from jixiao.findings import SEVERITIES, grouped
from jixiao.messages import LANGUAGES, is_chinese, phrase, quoted, section, told, word
from jixiao.review.checking.codes import EVERY_CODE
from jixiao.review.trends import trend
from jixiao.rules.policies import CERTAINTIES, LIGHTS, OUTLOOKS
from jixiao.scoring.reasons import Method
from jixiao.statuses import PENDING, UNFILLED, Status

from .conformance.test_actuals import CASES as ACTUALS
from .conformance.test_criteria import CASES as CRITERIA
from .english import faults, faults_of_error, faults_of_finding, outside_quotes
from .review.forms import load, table
from .test_code_pages import FOUND, ROOT
from .test_scoring_conformance import cases, one_indicator, whole_table
from .test_trends import CASES as TRENDS
from .test_trends import read_case

CATALOGUE = tomllib.loads(files("jixiao").joinpath("data/english.toml").read_text(encoding="utf-8"))
SENTENCES = ("finding", "error")


# ---- the catalogue ---------------------------------------------------------------------


def test_every_registered_code_has_both_languages():
    assert {one.name for one in EVERY_CODE} == set(CATALOGUE["finding"])


def _kinds() -> dict[str, set[str]]:
    """Codes by what they are given to, as constants of the source."""
    kinds: dict[str, set[str]] = {"doubt": set(), "error": set()}
    for path in (ROOT / "src" / "jixiao").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            kind = "doubt" if name.endswith("Doubt") else "error" if _is_error(name) else None
            for one in node.keywords:
                if kind and one.arg == "code" and isinstance(one.value, ast.Constant):
                    kinds[kind].add(one.value.value)
    return kinds


def _is_error(name: str) -> bool:
    return name.endswith(("Error", "Document", "NotAllowed", "_error"))


def test_every_code_of_the_source_has_both_languages():
    known = {*CATALOGUE["finding"], *CATALOGUE["error"], *CATALOGUE["doubt"]}
    assert {code for code, _ in FOUND} <= known
    for kind, codes in _kinds().items():
        assert codes
        assert codes <= set(CATALOGUE[kind]), kind


def test_no_code_of_the_catalogue_is_gone():
    source = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.py", "codes.toml")
        for path in (ROOT / "src" / "jixiao").rglob(pattern)
    )
    for kind in (*SENTENCES, "doubt"):
        assert [code for code in CATALOGUE[kind] if f'"{code}"' not in source] == []


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_sentence_is_english_with_a_remedy(kind):
    for code, entry in CATALOGUE[kind].items():
        assert set(entry) <= {"title", "rule", "say", "lacking", "remedy"}, code
        assert ("title" in entry) != ("rule" in entry), code
        texts = [
            entry.get("title") or entry["rule"],
            *entry.get("say", ()),
            *entry.get("lacking", ()),
            entry["remedy"],
        ]
        for text in texts:
            assert text, code
            assert not is_chinese(outside_quotes(text)), text
            assert not text.endswith("."), text


def test_every_word_of_the_library_is_known():
    words = [*get_args(Status), PENDING, UNFILLED, *dict(SEVERITIES).values()]
    words += [*CERTAINTIES.values(), *LIGHTS, *OUTLOOKS]
    assert [one for one in words if word(one) == quoted(one)] == []
    assert set(get_args(Method)) <= set(CATALOGUE["formula"])


def test_the_words_of_phrases_stand_once():
    chinese = [one for one, _ in CATALOGUE["phrases"]["all"]]
    assert sorted({one for one in chinese if chinese.count(one) > 1}) == []
    for _, english in CATALOGUE["phrases"]["all"]:
        assert not is_chinese(outside_quotes(english)), english


# ---- the one way to ask ----------------------------------------------------------------


def one_of_each() -> list[Any]:
    book = TargetTable(indicators=[Indicator(name="培训", target="≥60场", weight=10)])
    card = jixiao.score(book, {"培训": "45场"})
    error = UnitError("“3天”不能换算", unit="天", other="工作日", place=Place(file="表.xlsx"))
    finding = Finding(code="goal-empty", severity="warning", message="总体目标没有填写")
    return [
        finding,
        error,
        card,
        card.scores[0],
        Place(file="表.xlsx", sheet="一", row=3, column=2),
        jixiao.read_criterion("约40次").doubts[0],
        jixiao.read_criterion("≥%"),
    ]


@pytest.mark.parametrize("one", one_of_each(), ids=lambda one: type(one).__name__)
def test_said_gives_chinese_or_english_and_refuses_the_rest(one):
    assert one.said() == one.said("zh")
    assert is_chinese(one.said("zh"))
    assert one.said("en")
    assert not is_chinese(outside_quotes(one.said("en")))
    with pytest.raises(ValueError, match='language is "zh" or "en", not \'fr\''):
        one.said("fr")


def test_the_chinese_is_what_it_was():
    finding, error, card, score, place, doubt, unread = one_of_each()
    assert finding.said() == finding.message
    assert error.said() == str(error)
    assert card.said() == card.summary
    assert score.said().startswith(str(score.reason))
    assert place.said() == str(place)
    assert doubt.said() == doubt.message
    assert unread.said() == str(unread.error())
    assert LANGUAGES == ("zh", "en")


def test_a_score_says_its_arithmetic_and_its_rule():
    _, _, card, score, *_ = one_of_each()
    assert score.said("en") == (
        "missed: 45 “场”/60 “场” × 10 points = 7.50 points: target “≥60场”, actual value “45场”, "
        "the target is missed; “财预〔2020〕10号”: “未完成年度指标值的，按实际完成值与指标值的比例计分”; "
        "rounded half up to 2 decimals (“财预〔2020〕10号” does not say how). "
        "Where points are lost, the reason for it and the remedy are to be given."
    )
    assert card.said("en") == (
        "Total so far 7.50/20 points (37.5 out of 100); 10 points open (“预算执行率”); "
        "it can end between 7.50 and 17.50; the grade may be good “良” or medium “中” or poor “差”"
    )


def test_an_error_draws_its_text_in_quotation_marks():
    with pytest.raises(CriterionError) as caught:
        jixiao.parse("完成投资２０％％")
    first, shown, carets, *_, example = caught.value.said("en").split("\n")
    assert first == "This is not a unit (“%%”)"
    assert shown == "  “完成投资２０％％”"
    assert carets == " " * 15 + "^^^^"
    assert example == "  For example: “完成投资20%”"


def test_the_fields_of_an_error_are_in_its_sentence():
    error = MissingExtra.of(extra="xlsx", library="xlsxwriter", purpose="写 .xlsx")
    assert error.said("en") == (
        'xlsxwriter is needed and not installed. Run pip install "jixiao[xlsx]" in the Python that has jixiao.'
    )


def test_what_no_field_holds_follows_in_brackets():
    said = told("finding", "hidden-sheet", {}, chinese="工作表“底稿”第3页共12.5万元，例如 99")
    assert said == "A hidden worksheet was not read (“底稿”; 3; 12.5). Unhide it to have it read."


def test_a_sentence_that_lacks_a_field_is_not_taken():
    bare = Finding(code="weight-sum", severity="warning", message="合计95分")
    assert bare.said("en") == (
        "This does not hold: The points add up to 100 (95). Adjust the points."
    )
    part = told("finding", "actual-unknown", {"subject": "“甲”"}, chinese="“甲”不是本表的指标")
    assert "near to it" not in part


def test_a_finding_for_many_rows_names_them():
    rows = [
        Finding(
            code="unit-missing",
            severity="note",
            message=f"“{name}”没有写单位",
            subject=name,
            figures=(("expected", "人"),),
            place=Place(sheet="一", row=row, column=7),
        )
        for name, row in (("甲", 4), ("乙", 9))
    ]
    (group,) = grouped(rows)
    assert group.said("en") == (
        "“甲”: the target has no unit; by its name it is “人”. Add the unit. Likewise (1 more): “乙” (G9)."
    )


def test_a_check_that_could_not_be_made_says_why():
    made = {"code": "per-unit-cost", "severity": "note", "subject": "人均费用"}
    lacking = Finding(
        **made, message="“人均费用”按每人计", outcome="insufficient", figures=(("per", "人"),)
    )
    assert lacking.said("en") == (
        "“人均费用” is a cost per “人”, and no quantity indicator counts by that unit"
    )
    absent = Finding(**made, message="没有这样的指标", outcome="not_applicable")
    assert absent.said("en") == (
        "Not applicable, the table holds nothing of the kind: "
        "Unit cost times quantity agrees with the budget"
    )


def test_a_code_of_somebody_else_quotes_its_message():
    own = Finding(code="my-code", severity="note", message="要写明“对象”")
    assert own.said("en") == "my-code: “要写明‘对象’”"


def test_a_place_in_english():
    place = Place(file="C:\\表\\目标表.docx", table=2, row=3, column=4)
    assert place.said("en") == "“目标表.docx” table 2 row 3 column 4"
    assert Place(file="a.xlsx", sheet="绩效", row=13, column=6).said("en") == "a.xlsx “绩效” F13"
    assert Place(sheet="第3页", table=1).said("en") == "page 3 table 1"


def test_a_phrase_that_is_not_known_is_quoted_whole():
    assert phrase("未达到目标，天上有云，地上有水；按0计算") == (
        "the target is missed, “天上有云，地上有水”; and counts as 0"
    )


def test_nothing_is_read_before_it_is_asked_for():
    import subprocess
    import sys

    code = (
        "import jixiao, jixiao.scoring, jixiao.review.checking.codes, jixiao.messages as m\n"
        "jixiao.parse('≥5次'); assert m._catalogue.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# ---- over the conformance folder and the catalogue of mistakes --------------------------


@pytest.mark.parametrize("case", list(cases()))
def test_scores_and_their_findings(case):
    card = whole_table(case) if "indicators" in case else one_indicator(case)
    found = faults(card.said("en"), card.summary)
    for one in card.items:
        found += faults(one.said("en"), "；".join((str(one.reason), *one.remarks)))
    for finding in card.findings:
        found += faults_of_finding(finding)
    assert found == []


def test_values():
    found = []
    for case in (one.values[0] for one in CRITERIA):
        columns = {key: case[key] for key in ("sign", "unit", "year") if key in case}
        read = jixiao.read_criterion(case["text"], **columns)
        if isinstance(read, Unreadable):
            found += faults_of_error(read.error())
        found += [fault for one in read.doubts for fault in _doubt(one)]
    assert found == []


def _doubt(one: Doubt) -> list[str]:
    assert one.code in section("doubt"), one
    return faults(one.said("en"), one.message)


def test_actual_values():
    found = []
    for case in (one.values[0] for one in ACTUALS):
        columns = {key: case[key] for key in ("sign", "unit", "year") if key in case}
        criterion = jixiao.parse(case["target"], **columns)
        try:
            judged = criterion.judge(case["actual"], name=case["name"], year=case["year"])
        except JixiaoError as error:
            found += faults_of_error(error)
            continue
        found += [fault for one in judged.doubts for fault in _doubt(one)]
        found += [fault for one in judged.remarks for fault in faults(phrase(one), one)]
    assert found == []


def _mistakes() -> dict[str, list[dict[str, Any]]]:
    return load(ROOT / "docs" / "reference" / "mistakes.toml")


@pytest.mark.parametrize("mistake", _mistakes()["mistake"], ids=lambda one: one["what"])
def test_mistakes(mistake):
    from .review.forms import changed

    base = {one["id"]: one for one in _mistakes()["base"]}
    entry = base[mistake["base"]] if "base" in mistake else next(iter(base.values()))
    form = table(changed(entry, mistake["fails"]), filled=mistake["form"] == "filled")
    found = (*jixiao.check(form), *jixiao.recheck(form))
    assert any(one.code == mistake["code"] for one in found)
    assert [fault for one in found for fault in faults_of_finding(one)] == []


@pytest.mark.parametrize("case", TRENDS, ids=lambda one: one["name"])
def test_signals(case):
    seen = trend([read_case(one) for one in case["tables"]])
    found = [fault for one in seen.signals for fault in faults_of_finding(one.finding)]
    found += [fault for one in seen.remarks for fault in faults_of_finding(one)]
    assert found == []


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent / "documents").glob("*.*")), ids=lambda path: path.stem
)
def test_documents(path):
    for one in jixiao.read(path):
        outcomes = ("fails", "not_applicable", "insufficient")
        found = (*one.findings, *jixiao.check(one, outcomes=outcomes))
        assert [fault for each in found for fault in faults_of_finding(each)] == []
        for score in jixiao.score(one).items:
            assert faults(score.said("en"), str(score.reason)) == []


def test_a_deduction_and_a_mark():
    rows = [
        Indicator(name="讲座", target="≥10场", weight=10),
        Indicator(name="效果", target="有效保障", weight=10),
    ]
    given = Actuals(
        entries=(
            Actual(name="讲座", value="10场", deduction=Decimal(2), reason="材料不全"),
            Actual(name="效果", grade="部分达成", mark=Decimal(7)),
        )
    )
    card = jixiao.score(TargetTable(indicators=rows), given)
    first, second = (one.said("en") for one in card.scores)
    assert "2 points taken off (“材料不全”), which leaves 8 points" in first
    assert "7 points by the mark of an evaluator" in second
    for one in card.scores:
        assert faults(one.said("en"), str(one.reason)) == []


def test_the_page_of_codes_is_made_from_the_catalogue():
    spec = importlib.util.spec_from_file_location("page", ROOT / "docs" / "codes_in_english.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = module.PAGE.read_text(encoding="utf-8")
    assert page == module.page(), "run: python docs/codes_in_english.py"
