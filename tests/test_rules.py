"""Rulebooks: what ships, what a user's own file may say, and how a wrong one is refused."""

import datetime
import json
import pickle
import re
import tomllib
from decimal import Decimal
from importlib.resources import files

import attrs
import pytest

from jixiao import Execution, Indicator, TargetTable, score
from jixiao.errors import RulebookError
from jixiao.rules import DEFAULT, rulebook, rulebook_schema, rulebooks
from jixiao.rules.policies import SECTIONS, Rounding
from jixiao.rules.wording import rounding_words

SHIPPED = sorted(files("jixiao").joinpath("data/rulebooks").iterdir(), key=lambda one: one.name)


def write(tmp_path, text, name="我县.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_default_comes_first_and_the_four_are_there():
    assert rulebooks()[0] == DEFAULT
    assert {"财预〔2020〕10号", "财预〔2021〕101号", "湖北2020", "一体化(线性反向)"} <= set(
        rulebooks()
    )


@pytest.mark.parametrize("name", rulebooks())
def test_every_rule_of_every_rulebook_has_a_sentence_and_a_source(name):
    book = rulebook(name)
    for where, rule in book.rules:
        assert rule.text, where
        assert rule.source, where
        assert rule.certainty in ("text", "form", "practice", "verify")
    assert book.scope
    assert book.remark


@pytest.mark.parametrize("name", rulebooks())
def test_rulebooks_are_values(name):
    book = rulebook(name)
    assert pickle.loads(pickle.dumps(book)) == book
    assert hash(book) == hash(rulebook(name))


def test_the_figures_of_the_default():
    book = rulebook()
    assert book.number == "财预〔2020〕10号"
    assert book.effective == datetime.date(2020, 2, 25)
    assert dict(book.points.levels) == {"产出": 50, "效益": 30, "满意度": 10}
    assert book.points.execution == 10
    assert [(b.upper, b.lower) for b in book.qualitative.bands] == [
        (1, Decimal("0.8")),
        (Decimal("0.8"), Decimal("0.6")),
        (Decimal("0.6"), 0),
    ]
    assert [book.grades.of(Decimal(x)) for x in ("90", "89.99", "80", "60", "59.99")] == list(
        "优良良中差"
    )


def test_what_the_regulation_does_not_say_is_marked():
    book = rulebook()
    assert str(book.reverse.rule).startswith("财预〔2020〕10号未规定，按“")
    assert str(book.missed.rule).startswith("财预〔2020〕10号：")


def test_a_rulebook_that_changes_a_section_speaks_for_itself_there():
    linear = rulebook("一体化(线性反向)")
    assert linear.reverse.mode == "linear"
    assert "一体化" in linear.reverse.rule.source
    assert linear.reverse.rule.silent_in is None
    # What it inherits is still silent in the regulation it came from.
    assert linear.late.rule.silent_in == "财预〔2020〕10号"


def test_remembered_figures_are_marked_as_such():
    book = rulebook("财预〔2021〕101号")
    assert book.certainty == "verify"
    assert book.points.rule.certainty == "verify"
    assert "待核实" in str(book.scales[0].rule)
    assert dict(book.points.levels_with_cost)["成本"] == 20


@pytest.mark.parametrize(
    "spelling", ["财预[2020]10号", "财预【2020】10号", " 财预〔2020〕10号 ", "一体化（线性反向）"]
)
def test_brackets_and_blanks_of_a_name_do_not_matter(spelling):
    assert rulebook(spelling).name in rulebooks()


def test_an_unknown_name_names_the_nearest():
    with pytest.raises(RulebookError, match="财预〔2020〕10号") as caught:
        rulebook("财预2020-10号")
    assert caught.value.code == "rulebook-unknown"


def test_a_file_of_ones_own(tmp_path):
    path = write(
        tmp_path,
        'name = "我县2024"\nnumber = "县财〔2024〕1号"\nextends = "财预〔2020〕10号"\n'
        '[reverse]\nmode = "linear"\n[rounding]\nplaces = 1\n[missed]\npass_mark = 0.6\n',
    )
    for given in (path, str(path)):
        book = rulebook(given)
        assert (book.name, book.extends) == ("我县2024", "财预〔2020〕10号")
        assert (book.reverse.mode, book.rounding.places, book.rounding.mode) == (
            "linear",
            1,
            "half_up",
        )
        assert book.missed.pass_mark == Decimal("0.6")
        assert book.reverse.rule.source == "县财〔2024〕1号"
        assert "(1-(实际值-目标值)÷目标值)" in book.reverse.rule.text


def test_a_file_may_start_from_another_file(tmp_path):
    write(tmp_path, 'name = "市"\nextends = "湖北2020"\n[rounding]\nplaces = 1\n', "市.toml")
    path = write(tmp_path, 'name = "县"\nextends = "市.toml"\n[late]\nmode = "open"\n', "县.toml")
    book = rulebook(path)
    assert (book.points.execution, book.rounding.places, book.late.mode) == (20, 1, "open")


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ('name = "x"\nextends = "财预〔2020〕10号"\n[revrse]\nmode = "linear"', "rulebook-field-unknown", "revrse"),
        ('name = "x"\nextends = "财预〔2020〕10号"\n[reverse]\nmod = "linear"', "rulebook-field-unknown", "reverse.mod"),
        ('name = "x"\nextends = "财预〔2020〕10号"\n[reverse]\nmode = "liner"', "rulebook-value", "reverse.mode"),
        ('name = "x"\nextends = "财预〔2020〕10号"\n[missed]\npass_mark = "1.5"', "rulebook-value", "missed.pass_mark"),
        ('name = "x"\nextends = "财预〔2020〕10号"\n[rounding]\nplaces = "2"', "rulebook-value", "rounding.places"),
        ('name = "x"\nextends = "财预〔2020〕10号"\n[points]\nlevels = { "产出" = -1 }', "rulebook-value", "points.levels.产出"),
        ('name = "x"\nextends = "财预2020"', "rulebook-unknown", "extends"),
        ('name = "x"\ntitle = "x"\nscope = "x"\nremark = "x"', "rulebook-field-missing", "points"),
        ('extends = "财预〔2020〕10号"', "rulebook-field-missing", "name"),
        (
            'name = "x"\nextends = "财预〔2020〕10号"\n[[scales]]\napplies_to = ["满意度"]\nsource = "x"\nrule = "x"',
            "rulebook-value",
            "scales[1]",
        ),
        ('name = "x"\nextends = "财预〔2020〕10号"\n[late]\nmode = "bands"\nbands = [{ days = 3 }]', "rulebook-field-missing", "late.bands[1].share"),
        ("name = ", "rulebook-toml", None),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_field(tmp_path, text, code, field):
    with pytest.raises(RulebookError) as caught:
        rulebook(write(tmp_path, text))
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_near_word_is_offered(tmp_path):
    with pytest.raises(RulebookError, match="是不是“linear”"):
        rulebook(write(tmp_path, 'name="x"\nextends="湖北2020"\n[reverse]\nmode="liner"'))
    with pytest.raises(RulebookError, match="相近的有：reverse"):
        rulebook(write(tmp_path, 'name="x"\nextends="湖北2020"\n[revers]\nmode="linear"'))


def test_files_that_extend_each_other_are_refused(tmp_path):
    write(tmp_path, 'name = "甲"\nextends = "乙.toml"', "甲.toml")
    write(tmp_path, 'name = "乙"\nextends = "甲.toml"', "乙.toml")
    with pytest.raises(RulebookError) as caught:
        rulebook(tmp_path / "甲.toml")
    assert caught.value.code == "rulebook-cycle"


def test_a_missing_file(tmp_path):
    with pytest.raises(RulebookError) as caught:
        rulebook(tmp_path / "没有.toml")
    assert caught.value.code == "rulebook-file"


def test_the_stored_schema_is_that_of_the_classes():
    stored = (
        files("jixiao").joinpath("data/schema/rulebook.schema.json").read_text(encoding="utf-8")
    )
    assert json.loads(stored) == rulebook_schema()
    assert set(SECTIONS) <= set(rulebook_schema()["properties"])


@pytest.mark.parametrize("file", SHIPPED, ids=lambda one: one.name)
def test_shipped_files_follow_the_schema(file):
    jsonschema = pytest.importorskip("jsonschema")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    table.pop("effective", None)
    jsonschema.validate(table, rulebook_schema())


def test_rounding_in_words():
    rule = rulebook().rounding.rule
    cut = Rounding(places=0, mode="down", at="indicator", rule=rule)
    assert rounding_words(cut) == "截尾取整"
    assert rounding_words(rulebook().rounding) == "四舍五入，保留2位小数"


def uncommented(text):
    """The sections of the file to start from, each as a rulebook of its own."""
    lines = text.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("# [")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = [one.removeprefix("# ") for one in lines[start:end] if one.startswith("# ")]
        yield "\n".join(one for one in block if not one.startswith("#"))


def test_the_file_to_start_from_shows_every_field():
    text = files("jixiao").joinpath("data/new-rulebook.toml").read_text(encoding="utf-8")
    assert rulebook(tomllib.loads(text)).reverse == rulebook().reverse
    seen = {}
    for block in uncommented(text):
        table = tomllib.loads(block, parse_float=Decimal)
        (name,) = table
        book = rulebook({"name": "x", "extends": DEFAULT, **table})
        section = table[name][0] if name in ("scales", "dates") else table[name]
        seen.setdefault(name, set()).update(section)
        assert getattr(book, name)
    schema = rulebook_schema()["properties"]
    for name in (*SECTIONS, "scales", "dates"):
        fields = schema[name].get("items", schema[name])["properties"]
        wanted = set(fields) - {"silent", "certainty", "rule", "source"}
        if name not in ("direction", "monitoring"):
            assert wanted <= seen[name], name


def test_a_digest_goes_with_what_decides_and_not_with_what_is_told():
    same = rulebook({"name": "另一个名字", "extends": DEFAULT, "remark": "别的话", "version": "3"})
    other = rulebook({"name": "x", "extends": DEFAULT, "rounding": {"places": 1, "source": "x"}})
    assert same.digest == rulebook().digest != other.digest
    assert same.version == "3"


_BOTH = """
name = "两边扣"
extends = "财预〔2020〕10号"
[[scales]]
applies_to = ["配比率"]
deduct_from = "target"
deduct_above = "target"
every = "0.01"
points = 1
part = "whole"
rule = "偏离目标每满1个百分点扣1分"
source = "某县"
[[scales]]
applies_to = ["水位"]
unit = "米"
deduct_from = 10
deduct_above = 12
every = "0.5"
points = 2
rule = "低于10米或者高于12米的，每0.5米扣2分"
source = "某县"
"""


@pytest.mark.parametrize(
    ("name", "target", "actual", "points"),
    [
        ("男女配比率", "50%", "53.5%", 7),
        ("男女配比率", "50%", "46.9%", 7),
        ("男女配比率", "50%", "50.9%", 10),
        ("男女配比率", "50%", "50%", 10),
        ("控制水位", "11米", "12.6米", 6),
        ("控制水位", "11米", "9.8米", 8),
        ("控制水位", "11米", "10米", 10),
        ("控制水位", "11米", "12米", 10),
    ],
)
def test_points_are_taken_off_on_both_sides(name, target, actual, points, tmp_path):
    path = tmp_path / "两边扣.toml"
    path.write_text(_BOTH, encoding="utf-8")
    table = TargetTable(indicators=[Indicator(name=name, target=target, weight=10)])
    assert score(table, {name: actual}, rulebook=path).scores[0].points == points


@pytest.mark.parametrize(
    "change",
    [
        ('deduct_above = "target"', "deduct_above = 1"),
        ("deduct_above = 12", "deduct_above = 9"),
        ("deduct_above = 12", "deduct_above = 12\nzero_from = 14"),
        ("deduct_from = 10", ""),
    ],
)
def test_marks_on_both_sides_that_do_not_go_together(change, tmp_path):
    path = tmp_path / "两边扣.toml"
    path.write_text(_BOTH.replace(*change), encoding="utf-8")
    if change[1]:
        with pytest.raises(RulebookError) as caught:
            rulebook(path)
        assert caught.value.field.startswith("scales[")
    else:
        assert rulebook(path).scales[1].deduct_from is None  # one side is a rule of its own


def test_a_rule_for_some_dates(tmp_path):
    path = tmp_path / "竣工.toml"
    path.write_text(
        """
name = "竣工"
extends = "财预〔2020〕10号"
[[dates]]
names = ["^竣工"]
mode = "bands"
bands = [{ days = 30, share = "0.8" }, { days = 90, share = "0.5" }]
rule = "竣工逾期30天以内得八成，90天以内得五成"
source = "某县"
""",
        encoding="utf-8",
    )
    names = ("竣工时间", "验收时间")
    table = TargetTable(
        year=2024,
        indicators=[Indicator(name=one, target="2024年6月底前", weight=10) for one in names],
    )

    def points(day):
        found = score(table, dict.fromkeys(names, day), rulebook=path)
        return [(one.points, one.status) for one in found.scores]

    assert points("2024年7月20日") == [(8, "未完成"), (0, "待评定")]
    assert points("2024年9月20日") == [(5, "未完成"), (0, "待评定")]
    assert points("2024年12月20日")[0] == (0, "未完成")
    assert points("2024年6月30日") == [(10, "完成"), (10, "完成")]
    book = rulebook(path)
    assert ("dates[1]", book.dates[0].rule) in book.rules
    assert book.digest != rulebook("财预〔2020〕10号").digest


def scored(book, name, target, actual, *, weight=10, level2="数量指标"):
    """The score of one indicator by a rulebook given as a mapping."""
    row = Indicator(level1="产出指标", level2=level2, name=name, target=target, weight=weight)
    table = TargetTable(year=2024, indicators=[row])
    return score(
        table, {name: actual}, rulebook=rulebook({"name": "我局", "extends": DEFAULT, **book})
    )


def framed(book, name, target, actual, *, weight=10, level2="数量指标"):
    """The same row as `score_frame` gives it: points and status."""
    pl = pytest.importorskip("polars")
    from jixiao.frames import score_frame

    row = {"target": target, "actual": actual, "weight": weight, "name": name, "level2": level2}
    frame = pl.DataFrame([{**row, "level1": "产出指标", "year": 2024}])
    mine = rulebook({"name": "我局", "extends": DEFAULT, **book})
    found = score_frame(frame, rulebook=mine, **{column: column for column in frame.columns})
    return found.select("points", "status").row(0)


_BY_RATIO = {
    "kinds": ["数量"],
    "measure": "ratio",
    "rule": "完成率100%得满分，90%以上八成，80%以上六成",
    "source": "我局办法",
    "steps": [
        {"at_least": 1, "share": 1},
        {"at_least": "0.9", "share": "0.8"},
        {"at_least": "0.8", "share": "0.6"},
    ],
}
_OFF_RATIO = {
    "kinds": ["数量"],
    "measure": "ratio",
    "rule": "每低10%扣1分，每高10%扣2分",
    "source": "我局办法",
    "deduct_from": 1,
    "every": "0.1",
    "points": 1,
}
_TOO_MUCH = {
    "kinds": ["数量"],
    "measure": "ratio",
    "rule": "不超过满分，超过一成以内七成",
    "source": "我局办法",
    "steps": [{"at_most": 1, "share": 1}, {"at_most": "1.1", "share": "0.7"}],
}
_NEAR = {
    "kinds": ["数量"],
    "measure": "ratio",
    "rule": "正好满分，上下一成八成",
    "source": "我局办法",
    "steps": [{"within": 0, "share": 1}, {"within": "0.1", "share": "0.8"}],
}
_LINEAR = {
    **_BY_RATIO,
    "linear": True,
    "steps": [{"at_least": "1.2", "share": 1}, {"at_least": "0.8", "share": "0.6"}],
}


@pytest.mark.parametrize(
    ("scale", "target", "actual", "points"),
    [
        # What meets the target has the ratio 1; a missed range is measured by the nearer bound.
        (_BY_RATIO, "10-12场", "9场", 8),
        (_BY_RATIO, "10-12场", "10场", 10),
        (_BY_RATIO, "10-12场", "11场", 10),
        (_BY_RATIO, "10-12场", "12场", 10),
        (_BY_RATIO, "10-12场", "13场", 10),
        (_BY_RATIO, "10-12场", "7场", 0),
        (_BY_RATIO, "约100场", "95场", 10),
        (_BY_RATIO, "约100场", "89场", 6),
        (_BY_RATIO, ">100场", "100场", 10),
        (_BY_RATIO, "=100场", "95场", 8),
        (_OFF_RATIO, "10-12场", "10场", 10),
        (_OFF_RATIO, "10-12场", "9场", 9),
        (_OFF_RATIO, "约100场", "92场", 10),
        (_OFF_RATIO, "约100场", "85场", 8),
        ({**_OFF_RATIO, "deduct_from": "target"}, "约100场", "92场", 10),
        ({**_OFF_RATIO, "deduct_from": "1.1"}, "10-12场", "10场", 9),
        (_TOO_MUCH, "约100场", "105场", 10),
        (_TOO_MUCH, "约100场", "95场", 10),
        (_NEAR, "10-12场", "11场", 10),
        (_NEAR, "10-12场", "9场", 8),
        (_NEAR, "10-12场", "13场", 8),
        (_NEAR, "10-12场", "14场", 0),
        (_LINEAR, "10-12场", "11场", 8),
        (_LINEAR, "10-12场", "9场", 7),
        # No ratio to nothing: as the general rule has it.
        (_BY_RATIO, "=0场", "3场", 0),
        (_BY_RATIO, "=0场", "0场", 10),
    ],
)  # fmt: skip
def test_a_ratio_is_that_to_the_target(scale, target, actual, points):
    if scale is _TOO_MUCH:
        scale = {**scale, "names": ["投诉"]}
    name = "投诉场次" if "names" in scale else "场次"
    book = {"scales": [scale]}
    found = scored(book, name, target, actual).scores[0]
    assert found.points == points, found.reason
    assert framed(book, name, target, actual) == (found.points, found.status)
    if found.points == 10:
        assert found.status in ("完成", "超额")


def test_what_the_rulebook_allows_has_the_ratio_one():
    book = {
        "scales": [_BY_RATIO],
        "equality": {"tolerance": "0.05", "rule": "差5%以内算相等", "source": "我局办法"},
    }
    for actual, points in (("96场", 10), ("95场", 10), ("94场", 8), ("100场", 10)):
        assert scored(book, "场次", "=100场", actual).scores[0].points == points
        assert framed(book, "场次", "=100场", actual)[0] == points


def test_what_is_lost_by_a_ratio_names_the_near_bound():
    lost = scored({"scales": [_BY_RATIO]}, "场次", "10-12场", "9场").marks_left()
    assert [one.needed for one in lost if one.name == "场次"] == ["不少于10场"]
    assert scored({"scales": [_BY_RATIO]}, "场次", "10-12场", "10场").scores[0].lost == 0


_OWN = 'name = "我局"\nextends = "财预〔2020〕10号"\n'
_SATISFIED = '[[scales]]\napplies_to = ["满意度"]\nrule = "y"\nsource = "x"\n'


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ('[late]\nmode = "per_day"', "late.per_day", "没有写每天扣多少"),
        ('[late]\nper_day = "0.02"', "late.per_day", "现在的 mode 是“zero”"),
        ("[late]\npoints = 1", "late.points", "现在的 mode 是“zero”"),
        ('[late]\nmode = "bands"', "late.bands", "没有写各档"),
        ('[late]\nmode = "bands"\nbands = [{ days = 30, share = "0.5" }, { days = 60, share = "0.8" }]', "late.bands", "逾期越久应得得越少"),
        ('[late]\nmode = "bands"\nbands = [{ days = 30, share = "0.5" }, { days = 30, share = "0.8" }]', "late.bands", "两档都是30天"),
        ('[[dates]]\nnames = ["^竣工"]\nmode = "per_day"\nrule = "y"\nsource = "x"', "dates[1].per_day", "没有写每天扣多少"),
        ('[[dates]]\nnames = ["^竣工"]\nmode = "open"\npoints = 1\nrule = "y"\nsource = "x"', "dates[1].points", "现在的 mode 是“open”"),
        (_SATISFIED + "steps = [{ at_least = 95, share = 1 }]", "scales[1].steps[1].at_least", '95% 写作 "0.95"'),
        (_SATISFIED + 'deduct_from = 95\nevery = "0.01"\npoints = 1', "scales[1].deduct_from", '95% 写作 "0.95"'),
        (_SATISFIED + 'deduct_from = "0.95"\nevery = 1\npoints = 1', "scales[1].every", '1% 写作 "0.01"'),
        (_SATISFIED + 'measure = "ratio"\nsteps = [{ at_most = 110, share = 1 }]', "scales[1].steps[1].at_most", '110% 写作 "1.1"'),
        (_SATISFIED + 'deduct_from = "0.95"\nevery = "0.01"\npoints = 1\nzero_from = "0.98"', "scales[1].zero_from", "应低于 deduct_from"),
        (_SATISFIED + 'deduct_above = "0.05"\nevery = "0.01"\npoints = 1\nzero_from = "0.02"', "scales[1].zero_from", "应高于 deduct_above"),
        (_SATISFIED + 'steps = [{ at_least = "0.9", share = "0.8" }, { at_least = "0.8", share = 1 }]', "scales[1].steps[2].share", "越差的应得得越少"),
        ("[execution]\nsteps = [{ at_least = 95, share = 1 }]", "execution.steps[1].at_least", '95% 写作 "0.95"'),
        ('[execution]\ndeduct_from = "0.9"\nevery = 1\npoints = 1', "execution.every", '1% 写作 "0.01"'),
        ('[execution]\ndeduct_from = "0.9"\nevery = "0.01"', "execution.points", "没有写"),
        ('[execution]\nevery = "0.01"', "execution.every", "请补上 deduct_from"),
        ("[over]\nremark_from = 130", "over.remark_from", '130% 写作 "1.3"'),
        ("[missed]\npass_mark = 60", "missed.pass_mark", '60% 写作 "0.6"'),
        ('[missed]\npass_mark = "60%"', "missed.pass_mark", '60% 写作 "0.6"'),
        ('[over]\nreduce_rate = "0.5"', "over.reduce_rate", "请补上 reduce_from"),
        ('[grades]\nbounds = { "优" = 90, "良" = 75, "中" = 60 }', "grades.bounds", "最后一等应从0起"),
        ('[grades]\nbounds = { "优" = 90, "良" = 90, "差" = 0 }', "grades.bounds", "都从90分起"),
        ('[grades]\nbounds = { "中" = 60, "优" = 90, "差" = 0 }', "grades.bounds", "应从高到低写"),
        ('[qualitative]\ngrades = [{ word = "优", share = 1 }, { word = "优", share = "0.8" }]', "qualitative.grades", "写了两次"),
        ('[monitoring]\nred_below = "0.9"', "monitoring", "red_below ≤ yellow_below"),
        ('[veto]\nnames = ["事故"]', "veto", "没有“veto”这种规则"),
        ("[rounding]\nplaces = 1\n[revrse]", "revrse", "相近的有：reverse"),
    ],
)  # fmt: skip
def test_what_would_score_everyone_wrongly_is_refused(tmp_path, text, field, said):
    with pytest.raises(RulebookError, match=re.escape(said)) as caught:
        rulebook(write(tmp_path, _OWN + text))
    assert caught.value.field == field
    line = caught.value.place.row
    assert line > 2
    assert str(caught.value).startswith(f"我县.toml 第{line}行：")


def test_what_is_inherited_may_go_unused(tmp_path):
    write(tmp_path, _OWN + '[late]\nmode = "per_day"\nper_day = "0.02"', "市.toml")
    book = rulebook(write(tmp_path, 'name = "县"\nextends = "市.toml"\n[late]\nmode = "open"'))
    assert (book.late.mode, book.late.per_day) == ("open", Decimal("0.02"))
    with pytest.raises(RulebookError, match="per_day 只在"):
        rulebook(write(tmp_path, 'name = "县"\nextends = "湖北2020"\n[late]\nper_day = "0.1"'))


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    text = (
        _OWN
        + '[reverse]\nmode = "liner"\n[rounding]\nplaces = "1位"\n[late]\nmode = "per_day"\n[veto]\nx = 1'
    )
    with pytest.raises(RulebookError) as caught:
        rulebook(write(tmp_path, text))
    found = caught.value
    assert [(one.field, one.place.row) for one in found.errors] == [
        ("veto", 9),
        ("reverse.mode", 4),
        ("late.per_day", 7),
        ("rounding.places", 6),
    ]
    assert str(found).startswith("我县.toml：有4处要改\n  第9行：")
    assert (found.code, found.field) == ("rulebook-field-unknown", "veto")
    assert pickle.loads(pickle.dumps(found)).errors[1].field == "reverse.mode"


def test_a_fault_of_another_file_is_placed_there(tmp_path):
    write(tmp_path, _OWN + '[late]\nmode = "per_day"', "市.toml")
    with pytest.raises(RulebookError, match=r"^市\.toml 第3行"):
        rulebook(write(tmp_path, 'name = "县"\nextends = "市.toml"\n[rounding]\nplaces = 1'))


def test_a_path_is_relative_to_the_file_that_names_it(tmp_path):
    (tmp_path / "上级").mkdir()
    write(tmp_path, _OWN + "[rounding]\nplaces = 1", "上级/省.toml")
    write(tmp_path, 'name = "市"\nextends = "省.toml"', "上级/市.toml")
    book = rulebook(write(tmp_path, 'name = "县"\nextends = "上级/市.toml"'))
    assert book.rounding.places == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[rounding\nplaces = 1", "第3行第10列：节名后面缺少 ]"),
        ("[rounding]\nplaces = 1\nplaces = 2", "同一个字段写了两次"),
        ("[rounding]\nsource = “x”", "请改用英文的"),
        ("[rounding]\nsource = x", "第4行第10列：等号后面的值写错了"),
        ("[rounding]\nplaces 1", "字段名后面缺少 ="),
        ("[rounding]\n[rounding]", "同一节写了两次"),
        ('[rounding]\nsource = "x', "引号"),
        ('[[scales]]\nnames = ["\\d"]', "要写成"),
    ],
)
def test_a_slip_of_writing_is_told_in_chinese(tmp_path, text, said):
    with pytest.raises(RulebookError, match=re.escape(said)) as caught:
        rulebook(write(tmp_path, _OWN + text))
    assert caught.value.code == "rulebook-toml"


def test_a_file_in_another_encoding(tmp_path):
    path = tmp_path / "我县.toml"
    path.write_bytes(_OWN.encode("gbk"))
    with pytest.raises(RulebookError, match="另存为 UTF-8"):
        rulebook(path)


def test_a_changed_section_has_a_sentence_of_its_values():
    book = rulebook(
        {
            "name": "我局",
            "extends": DEFAULT,
            "rounding": {"places": 1},
            "missed": {"pass_mark": "0.6"},
            "equality": {"tolerance": "0.05"},
            "sharing": {"places": 0},
            "monitoring": {"red_below": "0.5"},
            "late": {"mode": "per_day", "points": "0.5"},
            "deduction": {"floor": 1},
            "explanation": {"required": False},
            "direction": {"less": ["库存"]},
        }
    )
    parent = rulebook()
    for name, said in {
        "rounding": "保留1位小数",
        "missed": "低于目标60%的不得分",
        "equality": "相差不超过5%的算相等",
        "sharing": "平分到整数",
        "monitoring": "低于50%红灯",
        "late": "每天扣0.5分",
        "deduction": "扣到1分为止",
        "explanation": "可以不写原因",
        "direction": "本规则没有写原文，改的是less",
    }.items():
        rule = getattr(book, name).rule
        assert said in rule.text, name
        assert rule.made
        assert rule.text != getattr(parent, name).rule.text
        assert rule.source == "我局"
        if name not in ("deduction", "explanation"):
            assert str(rule).endswith(f"没有写的各项照{DEFAULT}）")
    assert not book.reached.rule.made  # inherited as it is


def test_each_file_answers_for_what_it_says():
    """The pass mark is ours; that less is counted in proportion is said by the other."""
    own = {"missed": {"pass_mark": "0.6", "source": "我局办法"}}
    part, none = (
        str(scored(own, "场次", "≥100场", one).scores[0].reason) for one in ("80场", "50场")
    )
    assert "财预〔2020〕10号：未完成年度指标值的，按实际完成值与指标值的比例计分" in part
    assert "我局办法" not in part
    assert "我局办法：" in none
    assert "低于目标60%的不得分" in none
    worded = {"missed": {**own["missed"], "rule": "60%以上按比例，低于60%不得分"}}
    said = str(scored(worded, "场次", "≥100场", "80场").scores[0].reason)
    assert "我局办法：60%以上按比例，低于60%不得分" in said


def test_inherited_bands_are_the_parents():
    own = {
        "qualitative": {
            "grades": [{"word": "优", "share": 1}, {"word": "差", "share": "0.3"}],
            "rule": "优100%、差30%",
            "source": "我局办法",
        }
    }
    band, grade = (
        str(scored(own, "治理水平", "有效提升", one).scores[0].reason) for one in ("部分达成", "差")
    )
    assert "财预〔2020〕10号：定性指标按达成100-80%" in band
    assert "我局办法" not in band
    assert "我局办法：优100%、差30%" in grade


def test_the_check_warns_of_what_is_not_worded(tmp_path, capsys):
    from jixiao.__main__ import main

    path = write(
        tmp_path,
        'name = "我局"\nextends = "财预〔2021〕101号"\n[rounding]\nplaces = 1\n'
        '[points]\nexecution = 20\nrule = "x"\nsource = "x"\n' + _SATISFIED
        + 'steps = [{ at_least = "0.9", share = 1 }]',
    )  # fmt: skip
    assert main(["rulebook", "check", str(path)]) == 0
    said = capsys.readouterr().out.replace("\n", "")
    assert "rounding没有写 rule（原文）" in said
    assert "换掉了财预〔2021〕101号的1节" in said
    assert "加起来是110分，不是总分100分" in said
    assert main(["rulebook", "check", "--json", str(path)]) == 0
    assert len(json.loads(capsys.readouterr().out)["warnings"]) == 4


_FOUR = {
    "qualitative": {
        "grades": [
            {"word": "优", "share": 1},
            {"word": "良", "share": "0.8"},
            {"word": "中", "share": "0.6"},
            {"word": "差", "share": "0.3"},
        ],
        "rule": "优100%、良80%、中60%、差30%",
        "source": "我局办法",
    }
}


@pytest.mark.parametrize(
    ("actual", "grade", "points", "codes"),
    [
        ("有效提升", "良", 8, []),
        ("较明显", "差", 3, []),
        ("", "中", 6, []),
        ("有效提升", "良好", 8, []),  # another spelling of 良
        ("有效提升", "部分达成", 7, []),  # the bands stand behind the grades
        ("有效提升", "乱写", 10, ["grade-unknown"]),
    ],
)
def test_a_grade_of_ones_own_in_its_column(actual, grade, points, codes):
    row = Indicator(level1="效益指标", name="治理水平", target="有效提升", weight=10)
    given = [{"指标名称": "治理水平", "实际完成值": actual, "等次": grade}]
    book = rulebook({"name": "我局", "extends": DEFAULT, **_FOUR})
    card = score(TargetTable(indicators=[row]), given, rulebook=book)
    assert card.scores[0].points == points
    assert [one.code for one in card.findings if one.code.startswith("grade")] == codes
    if codes:
        (said,) = (one.message for one in card.findings if one.code == "grade-unknown")
        assert "应为优、良、中、差、达成、部分达成、未达成之一" in said


@pytest.mark.parametrize(
    ("actual", "points"),
    [("优秀", 10), ("良好", 8), ("一般", 6), ("较差", 3), ("中等", 6), ("良", 8), ("合格", None)],
)
def test_a_grade_in_another_spelling(actual, points):
    found = scored(_FOUR, "治理水平", "有效提升", actual).scores[0]
    assert found.points == points
    assert framed(_FOUR, "治理水平", "有效提升", actual) == (found.points, found.status)


@pytest.mark.parametrize(
    ("unit", "target", "actual", "points"),
    [
        # The unit of a scale is read as that of a value is, and what can be converted is.
        ("个月", "≤3个月", "4个月", 9),
        ("月", "≤3个月", "5个月", 8),
        ("平米", "≥100平方米", "90平方米", 0),
        ("人", "≥100名", "98名", 8),
        ("名", "≥100人", "98人", 8),
        ("公里", "≥10km", "9km", 9),
        ("％", "≥95%", "90%", 9),
        ("万元", "≤50万元", "520000元", 8),
        ("元", "≤50万元", "500003元", 7),
        ("元", "≤50元", "52元", 8),
        ("天", "≤1周", "9天", 8),
    ],
)
def test_the_unit_of_a_scale_is_read_like_that_of_a_value(unit, target, actual, points):
    mark = "deduct_above" if "≤" in target else "deduct_from"
    scale = {"names": ["."], "unit": unit, mark: "target", "every": 1, "points": 1}
    if unit == "％":
        scale["every"] = "0.05"
    book = {"scales": [{**scale, "rule": "每差一个扣1分", "source": "我局办法"}]}
    found = scored(book, "某事", target, actual).scores[0]
    assert found.points == points, found.reason
    assert framed(book, "某事", target, actual) == (found.points, found.status)


def test_steps_in_another_unit():
    steps = [{"at_most": 500000, "share": 1}, {"at_most": 550000, "share": "0.7"}]
    book = {"scales": [{"names": ["."], "unit": "元", "steps": steps, "rule": "x", "source": "y"}]}
    for actual, points in (("50万元", 10), ("520000元", 7), ("55.01万元", 0)):
        assert scored(book, "成本", "≤50万元", actual).scores[0].points == points
        assert framed(book, "成本", "≤50万元", actual)[0] == points
    book = {"scales": [{**book["scales"][0], "unit": "人"}]}
    assert "不适用于以万元计的目标" in str(
        scored(book, "成本", "≤50万元", "52万元").scores[0].reason
    )


_MONTHLY = {"mode": "per_month", "per_month": "0.2", "zero_after": 5, "source": "我局办法"}


@pytest.mark.parametrize(
    ("actual", "points"),
    [
        ("2024年6月28日", 10),
        ("2024年6月30日", 10),
        ("2024年7月1日", 8),
        ("2024年7月30日", 8),
        ("2024年7月31日", 8),
        ("2024年8月1日", 6),
        ("2024年8月31日", 6),
        ("2024年9月30日", 4),
        ("2024年10月31日", 2),
        ("2024年11月30日", 0),
        ("2024年12月31日", 0),
        ("2024年7月", 8),
        ("2024年8月", 6),
        ("逾期1个月", 8),
        ("逾期两个月", 6),
        ("逾期半个月", 8),
        ("逾期1年", 0),
        ("逾期15天", 8),
        ("逾期6个月", 0),
        ("推迟2个月完成", 6),
        ("比计划推迟15天", 8),
    ],
)
def test_a_month_late(actual, points):
    for book in (
        {"late": _MONTHLY},
        {"late": {**_MONTHLY, "per_month": 0, "points": 2}},
        {"dates": [{"names": ["^竣工"], **_MONTHLY}]},
    ):
        found = scored(book, "竣工时间", "2024年6月底前", actual, level2="时效指标").scores[0]
        assert (found.points, found.status) == (points, "完成" if points == 10 else "未完成")
        assert framed(book, "竣工时间", "2024年6月底前", actual) == (found.points, found.status)


@pytest.mark.parametrize(
    ("late", "actual", "points"),
    [
        ({"mode": "per_month", "months": 3, "per_month": "0.3"}, "2024年9月30日", 7),
        ({"mode": "per_month", "months": 3, "per_month": "0.3"}, "2024年10月1日", 4),
        ({"mode": "per_day", "points": 1}, "逾期3天", 7),
        ({"mode": "per_day", "points": 1}, "逾期1周", 3),
        ({"mode": "per_day", "points": "0.1", "zero_after": 30}, "逾期30天", 7),
        ({"mode": "per_day", "points": "0.1", "zero_after": 30}, "逾期31天", 0),
        ({"mode": "bands", "bands": [{"days": 30, "share": "0.8"}]}, "逾期15天", 8),
        ({"mode": "bands", "bands": [{"days": 30, "share": "0.8"}]}, "逾期3个工作日", None),
        ({"mode": "per_day", "points": 1}, "一期逾期3天，二期逾期5天", None),
        ({"mode": "per_day", "points": 1}, "逾期3天左右", None),
    ],
)
def test_late_by_a_time(late, actual, points):
    book = {"late": {**late, "source": "我局办法"}}
    found = scored(book, "竣工时间", "2024年6月底前", actual, level2="时效指标").scores[0]
    assert found.points == points, found.reason
    assert framed(book, "竣工时间", "2024年6月底前", actual) == (found.points, found.status)


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("2024年1月31日前", "2024年2月29日", 8),
        ("2024年1月31日前", "2024年3月1日", 6),
        ("2024年6月15日前", "2024年7月15日", 8),
        ("2024年6月15日前", "2024年7月16日", 6),
        ("2024年12月15日前", "2025年1月10日", 8),
    ],
)
def test_months_of_unlike_length(target, actual, points):
    found = scored({"late": _MONTHLY}, "竣工时间", target, actual).scores[0]
    assert found.points == points, found.reason


@pytest.mark.parametrize(
    ("actual", "points", "status", "lowest"),
    [
        # A month in days is 30 or those of the calendar; only what both give is certain.
        ("逾期1个月", 8, "待评定", 6),
        ("逾期2个月", 6, "待评定", 4),
        ("逾期6个月", 0, "未完成", 0),
        ("逾期半个月", 8, "待评定", 6),
        ("逾期15天", 8, "未完成", 8),
    ],
)
def test_a_month_where_days_count(actual, points, status, lowest):
    bands = [
        {"days": 30, "share": "0.8"},
        {"days": 60, "share": "0.6"},
        {"days": 90, "share": "0.4"},
    ]
    book = {"late": {"mode": "bands", "bands": bands, "source": "我局办法"}}
    found = scored(book, "竣工时间", "2024年6月底前", actual).scores[0]
    assert (found.points, found.status, found.lowest) == (points, status, lowest), found.reason
    assert framed(book, "竣工时间", "2024年6月底前", actual) == (found.points, found.status)


def test_the_months_are_told():
    said = str(
        scored({"late": _MONTHLY}, "竣工时间", "2024年6月底前", "逾期2个月").scores[0].reason
    )
    assert "逾期62天（2个月）；“逾期2个月”从2024-06-30起算" in said
    assert "每个月扣分值的20%，超过5个月的不得分" in said


@pytest.mark.parametrize(
    ("book", "name", "target", "actual", "points"),
    [
        ({"over": {"steps": [{"above": "1.2", "share": "0.9"}]}}, "场次", "≥100场", "120场", 10),
        ({"over": {"steps": [{"above": "1.2", "share": "0.9"}]}}, "场次", "≥100场", "121场", 9),
        ({"over": {"steps": [{"at_least": "1.2", "share": "0.9"}]}}, "场次", "≥100场", "120场", 9),
        ([{"above": "0.9", "share": 1}, {"at_least": "0.6", "share": "0.5"}], "合格率", "≥90%", "90%", 5),
        ([{"above": "0.9", "share": 1}, {"at_least": "0.6", "share": "0.5"}], "合格率", "≥90%", "91%", 10),
        ([{"above": "0.9", "share": 1}, {"at_least": "0.6", "share": "0.5"}], "合格率", "≥90%", "60%", 5),
        ([{"above": "0.9", "share": 1}, {"at_least": "0.9", "share": "0.7"}], "合格率", "≥90%", "90%", 7),
        ([{"below": "0.1", "share": 1}, {"at_most": "0.1", "share": "0.7"}, {"below": "0.2", "share": "0.4"}], "差错率", "≤10%", "10%", 7),
        ([{"below": "0.1", "share": 1}, {"at_most": "0.1", "share": "0.7"}, {"below": "0.2", "share": "0.4"}], "差错率", "≤10%", "9%", 10),
        ([{"below": "0.1", "share": 1}, {"at_most": "0.1", "share": "0.7"}, {"below": "0.2", "share": "0.4"}], "差错率", "≤10%", "20%", 0),
    ],
)  # fmt: skip
def test_a_mark_that_is_not_on_its_step(book, name, target, actual, points):
    if isinstance(book, list):
        book = {"scales": [{"names": ["率$"], "steps": book, "rule": "x", "source": "y"}]}
    found = scored(book, name, target, actual).scores[0]
    assert found.points == points, found.reason
    assert framed(book, name, target, actual) == (found.points, found.status)


def test_strict_marks_in_the_execution():
    steps = [{"above": "0.95", "share": 1}, {"at_least": "0.8", "share": "0.5"}]
    book = rulebook({"name": "我局", "extends": DEFAULT, "execution": {"steps": steps}})
    assert book.execution.rule.text == "预算执行率超过95%得100%、80%以上得50%"
    row = Indicator(name="场次", target="≥10场", weight=90, actual="10场")
    for executed, points in ((95, 5), (96, 10), (79, 0)):
        money = Execution(item="年度资金总额", budget=100, executed=executed)
        card = score(TargetTable(indicators=[row], execution=[money]), rulebook=book)
        assert card.execution.points == points


@pytest.mark.parametrize(
    "steps",
    [
        '{ at_least = "0.9", share = 1 }, { above = "0.9", share = "0.8" }',
        '{ at_most = "0.1", share = 1 }, { below = "0.1", share = "0.8" }',
        '{ above = "0.9", share = 1 }, { below = "0.8", share = "0.8" }',
        '{ above = "0.9", at_least = "0.9", share = 1 }',
    ],
)
def test_strict_marks_out_of_order(tmp_path, steps):
    with pytest.raises(RulebookError) as caught:
        rulebook(write(tmp_path, _OWN + _SATISFIED + f"steps = [{steps}]"))
    assert caught.value.field == "scales[1].steps"


def test_a_part_that_the_rule_does_not_speak_of_is_said():
    scale = {"names": ["满意度"], "deduct_from": "0.95", "every": "0.01", "points": "0.5"}
    scale |= {"rule": "每降1个百分点扣0.5分", "source": "我局办法"}
    said = "不足一份的如何扣，规则没有写明，按一份扣"
    for more, actual, silent in (
        ({}, "94.5%", True),
        ({}, "94%", False),
        ({"part": "begun"}, "94.5%", False),
        ({"part": "whole"}, "94.5%", False),
    ):
        found = scored({"scales": [{**scale, **more}]}, "群众满意度", "≥95%", actual).scores[0]
        assert (said in str(found.reason)) == silent, more


def test_what_a_cheap_equality_is_called():
    """48 of =50万元 is less, and was said to be more than the target."""
    book = {
        "scales": [
            {
                "names": ["成本"],
                "measure": "ratio",
                "steps": [{"at_most": 1, "share": 1}],
                "rule": "不超过预算满分",
                "source": "我局办法",
            }
        ]
    }
    found = scored(book, "项目总成本", "=50万元", "48万元", level2="成本指标").scores[0]
    assert (found.points, found.status) == (10, "完成")
    assert "低于目标" in found.reason.verdict
    assert "超过目标" not in str(found.reason)


def test_the_points_of_the_execution_are_credited_to_who_says_them():
    row = Indicator(name="场次", target="≥10场", weight=90, actual="10场")
    money = Execution(item="年度资金总额", budget=100, executed=96)
    table = TargetTable(indicators=[row], execution=[money])

    def noted(**points):
        book = rulebook({"name": "我局", "extends": DEFAULT, **points})
        return str(score(table, rulebook=book).execution.reason)

    assert "分值按财预〔2020〕10号" in noted()
    own = {"execution": 20, "levels": {"产出": 80}, "source": "我局办法"}
    assert "分值按我局办法" in noted(points=own)
    assert "分值按财预〔2020〕10号" in noted(points={"levels": {"产出": 90}, "source": "我局办法"})


@pytest.mark.parametrize("name", rulebooks())
def test_a_rulebook_written_out_reads_the_same(tmp_path, name):
    book = rulebook(name)
    again = rulebook(write(tmp_path, book.toml()))

    def plain(section):
        rule = section.rule
        told = (rule.text, rule.source, rule.certainty, rule.silent_in)
        return {**attrs.asdict(section, recurse=False), "rule": told}

    for one in (*SECTIONS, "title", "number", "effective", "scope", "version"):
        mine, other = getattr(book, one), getattr(again, one)
        if one in SECTIONS:
            mine, other = plain(mine), plain(other)
        assert mine == other, one
    assert (again.scales, again.dates) == (book.scales, book.dates)


def test_what_is_written_out_can_be_scored_with(tmp_path):
    own = {
        "name": "带“引号”和\\的",
        "extends": DEFAULT,
        "scales": [{**_OFF_RATIO, "deduct_from": "target", "names": [r"^\d+"], "part": "whole"}],
        "dates": [{"names": ["^竣工"], **_MONTHLY}],
        "over": {"cap": "none"},
    }
    book = rulebook(own)
    again = rulebook(write(tmp_path, book.toml()))
    assert again.scales[0] == book.scales[0]
    assert attrs.evolve(again.dates[0].late, rule=book.dates[0].rule) == book.dates[0].late
    assert (again.name, again.over.cap) == (book.name, None)


def test_the_command_writes_it_out(tmp_path, capsys):
    from jixiao.__main__ import main

    assert main(["rulebook", "show", "--toml", "岳阳整体支出"]) == 0
    text = capsys.readouterr().out
    assert "[[scales]]\n" in text
    assert "deduct_above = 1\n" in text
    assert rulebook(write(tmp_path, text)).scales == rulebook("岳阳整体支出").scales
    assert main(["rulebook", "check", "--toml", "岳阳整体支出"]) == 2


_BONUS = {"bonus": "0.5", "bonus_every": "0.1", "bonus_most": 2, "source": "我局办法"}


@pytest.mark.parametrize(
    ("target", "actual", "weight", "points"),
    [
        ("≥100场", "90场", 10, 9),
        ("≥100场", "100场", 10, 10),
        ("≥100场", "105场", 10, 10),
        ("≥100场", "110场", 10, "10.5"),
        ("≥100场", "125场", 10, 11),
        ("≥100场", "140场", 10, 12),
        ("≥100场", "200场", 10, 12),
        ("≥100场", "200场", 20, 22),
        ("≤100场", "50场", 10, 10),
        ("=100场", "150场", 10, 10),
    ],
)
def test_a_bonus_in_points(target, actual, weight, points):
    found = scored({"over": _BONUS}, "场次", target, actual, weight=weight).scores[0]
    assert found.points == Decimal(points), found.reason
    assert framed({"over": _BONUS}, "场次", target, actual, weight=weight) == (
        found.points,
        found.status,
    )


def test_a_bonus_is_told():
    said = str(scored({"over": _BONUS}, "场次", "≥100场", "150场").scores[0].reason)
    assert "比100场高50场，加2分" in said
    assert "每超10%加0.5分，最多加2分" in said
    lost = scored({"over": _BONUS}, "场次", "≥100场", "90场").marks_left()
    assert [one.needed for one in lost if one.name == "场次"] == ["不少于100场"]


@pytest.mark.parametrize(
    ("total", "points"),
    [
        ({}, "101.57"),
        ({"most": 100}, "100"),
        ({"places": 1}, "101.6"),
        ({"places": 0, "mode": "down"}, "101"),
        ({"places": 0, "most": 100}, "100"),
    ],
)
def test_the_total_by_itself(total, points):
    rows = [
        Indicator(level1="产出指标", name="场次", target="≥100场", weight=30, actual="150场"),
        Indicator(level1="产出指标", name="人数", target="≥70人", weight=60, actual="69.5人"),
    ]
    money = Execution(item="年度资金总额", budget=100, executed=100)
    table = TargetTable(indicators=rows, execution=[money])
    whole = {**total, "source": "我局办法"} if total else {"source": "我局办法"}
    card = score(
        table,
        rulebook=rulebook({"name": "我局", "extends": DEFAULT, "over": _BONUS, "total": whole}),
    )
    assert card.total == Decimal(points)
    assert card.lowest == card.highest == card.total
    assert card.grade == "优"


def test_the_total_is_rounded_once():
    both = {"rounding": {"at": "total"}, "total": {"places": 0}}
    with pytest.raises(RulebookError, match="只写一处") as caught:
        rulebook({"name": "我局", "extends": DEFAULT, **both})
    assert caught.value.field == "total.places"


def test_a_scale_that_cannot_be_used_leaves_the_next_one():
    """Steps for more and for less under one kind: the second was never asked."""
    less = {**_TOO_MUCH, "rule": "不超过目标满分，超过一成以内七成"}
    own = {"names": ["事故"], "unit": "起", "deduct_above": "target", "every": 1, "points": 2}
    book = {"scales": [_BY_RATIO, less, {**own, "rule": "每起扣2分", "source": "我局办法"}]}
    for name, target, actual, points in (
        ("场次", "≥100场", "95场", 8),
        ("新购车辆数", "≤5辆", "5辆", 10),
        ("新购车辆数", "≤50辆", "52辆", 7),
        ("安全事故数", "=0起", "3起", 4),
        ("投诉数", "=0起", "1起", 0),
    ):
        assert scored(book, name, target, actual).scores[0].points == points, name
        assert framed(book, name, target, actual)[0] == points, name
    said = str(scored(book, "投诉数", "=0件", "1件").scores[0].reason)
    assert "用于越高越好的指标，本指标不是" in said or "没有比例可算" in said


def test_points_of_a_step_beyond_the_weight_are_said():
    scale = {"names": ["场次"], "measure": "ratio", "rule": "x", "source": "y"}
    scale |= {"steps": [{"at_least": "1.2", "points": 12}, {"at_least": 1, "points": 10}]}
    found = scored({"scales": [scale]}, "场次", "≥100场", "130场").scores[0]
    assert found.points == 10
    assert "这一档写的是12分，多于分值，按分值计" in str(found.reason)
    full = scored({"scales": [scale]}, "场次", "≥100场", "100场").scores[0]
    assert "多于分值" not in str(full.reason)


GAPS = """
name = "差距"
extends = "财预〔2020〕10号"
certainty = "text"
[[scales]]
kinds = ["质量"]
measure = "gap"
steps = [{ at_most = 0, share = 1 }, { at_most = "0.02", share = "0.9" }, { below = "0.05", share = "0.7" }]
rule = "与目标差2个百分点以内得九成，不到5个的七成"
source = "某局"
[[scales]]
kinds = ["时效"]
unit = "天"
measure = "gap"
linear = true
steps = [{ at_most = 0, share = 1 }, { at_most = 10, share = 0 }]
rule = "每超一天扣一成"
source = "某局"
[[scales]]
kinds = ["数量"]
forms = ["range"]
measure = "ratio"
steps = [{ within = 0, share = 1 }, { within = "0.1", share = "0.7" }]
rule = "区间外一成以内得七成"
source = "某局"
"""


@pytest.mark.parametrize(
    ("level", "target", "actual", "points"),
    [
        ("质量指标", "≥95%", "96%", 10),
        ("质量指标", "≥95%", "93%", 9),
        ("质量指标", "≥95%", "92.9%", 7),
        ("质量指标", "≥95%", "90%", 0),
        ("质量指标", "≤5%", "6.5%", 9),
        ("质量指标", "≤5%", "4%", 10),
        ("质量指标", "0.95", "0.94", 9),
        ("质量指标", "三分之二", "65%", 9),
        ("质量指标", "±2%", "-3%", 9),
        ("时效指标", "≤20天", "23天", 7),
        ("时效指标", "≤20天", "31天", 0),
        ("时效指标", "≤2周", "15天", 9),
        ("数量指标", "20-25个", "27个", 7),
        ("数量指标", "20-25个", "24个", 10),
        ("数量指标", "≥20个", "15个", Decimal("7.5")),
    ],
)
def test_steps_from_the_target_and_for_a_form_of_target(tmp_path, level, target, actual, points):
    book = rulebook(write(tmp_path, GAPS))
    row = Indicator(level2=level, name="甲", target=target, weight=10)
    assert (
        score(TargetTable(indicators=[row]), {"甲": actual}, rulebook=book).scores[0].points
        == points
    )


@pytest.mark.parametrize(
    ("target", "actual"), [("±2天", "-5天"), ("±2天", "5天"), ("±2天", "-1天")]
)
def test_a_line_does_not_run_through_a_target_around_0(tmp_path, target, actual):
    book = rulebook(write(tmp_path, GAPS))
    row = Indicator(level2="时效指标", name="甲", target=target, weight=10)
    found = score(TargetTable(indicators=[row]), {"甲": actual}, rulebook=book).scores[0]
    assert found.points is None or found.points <= 10
    assert "不适用于越接近0越好的目标" in str(found.reason)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{ at_most = 0, share = 1 }, { at_most = 10", "{ at_most = 2, share = 1 }, { at_most = 10", "at_most = 0"),
        ("{ at_most = 0, share = 1 }, { at_most = 10", "{ at_most = 0, share = \"0.9\" }, { at_most = 10", "at_most = 0"),
        ('measure = "ratio"\n', 'measure = "ratio"\nlinear = true\n', "within"),
        ('below = "0.05"', "below = 5", "比率"),
    ],
)  # fmt: skip
def test_steps_that_say_nothing_sound(tmp_path, old, new, said):
    with pytest.raises(RulebookError, match=said):
        rulebook(write(tmp_path, GAPS.replace(old, new)))


def test_the_certainty_of_a_file_is_that_of_its_sections(tmp_path):
    book = rulebook(write(tmp_path, GAPS))
    assert {one.rule.certainty for one in book.scales} == {"text"}


@pytest.mark.parametrize(
    ("part", "most", "actual", "points"),
    [
        ("begun", '"0.6"', "2024年7月6日", 8),
        ("whole", '"0.6"', "2024年7月6日", 9),
        ("share", '"none"', "2024年7月6日", Decimal("8.8")),
        ("begun", '"0.6"', "2024年12月30日", 4),
        ("begun", '"none"', "2024年12月30日", 0),
        ("begun", '"0.6"', "2025年1月1日", 0),
    ],
)
def test_points_off_for_so_many_days(tmp_path, part, most, actual, points):
    text = f"""
name = "五天"
extends = "财预〔2020〕10号"
[late]
mode = "per_day"
days = 5
points = 1
part = "{part}"
most = {most}
this_year = true
source = "某局"
"""
    book = rulebook(write(tmp_path, text))
    assert "每5天扣1分" in book.late.rule.text
    assert ("最多扣" in book.late.rule.text) != ("扣完为止" in book.late.rule.text)
    row = Indicator(name="甲", target="2024年6月30日前", weight=10)
    table = TargetTable(year=2024, indicators=[row])
    assert score(table, {"甲": actual}, rulebook=book).scores[0].points == points


def test_a_gap_has_steps_at_most(tmp_path):
    text = GAPS.replace(
        "{ at_most = 0, share = 1 }, { at_most = 10, share = 0 }", "{ at_least = 0, share = 1 }"
    )
    with pytest.raises(RulebookError, match="gap"):
        rulebook(write(tmp_path, text))


def test_too_much_is_docked_whether_or_not_a_scale_gives_the_points(tmp_path):
    path = tmp_path / "超额.toml"
    path.write_text(
        'name = "超额"\nextends = "财预〔2020〕10号"\n'
        '[over]\nsteps = [{ above = 2, share = "0.8" }, { above = "1.3", share = "0.95" }]\n'
        'rule = "超过130%扣5%，超过200%扣20%"\nsource = "县"\n'
        '[[scales]]\nnames = ["."]\nforms = ["at_least", "plain"]\nmeasure = "ratio"\n'
        'steps = [{ at_least = "0.97", share = 1 }, { at_least = "0.5", share = "0.3" }]\n'
        'rule = "97%以上满分"\nsource = "县"\n',
        encoding="utf-8",
    )
    row = Indicator(name="培训场次", target="≥40场", weight=10)
    table = TargetTable(indicators=(row,))
    found = {
        actual: score(table, {"培训场次": actual}, rulebook=path).scores[0].points
        for actual in ("20场", "39场", "52场", "53场", "81场")
    }
    assert found == {
        "20场": Decimal("3.00"),
        "39场": Decimal(10),
        "52场": Decimal(10),
        "53场": Decimal("9.50"),
        "81场": Decimal("8.00"),
    }


def test_after_the_year_and_above_the_budget_there_may_be_a_share_of_their_own(tmp_path):
    path = tmp_path / "跨年.toml"
    path.write_text(
        'name = "跨年"\nextends = "财预〔2020〕10号"\n'
        '[late]\nmode = "bands"\nnext_year_most = "0.3"\n'
        'bands = [{ days = 10, share = "0.8" }, { days = 20, share = "0.65" }]\nsource = "县"\n'
        '[execution]\nover_share = "0.6"\nsource = "县"\n',
        encoding="utf-8",
    )
    row = Indicator(name="完成时间", target="2023年12月20日前", weight=10)
    money = Execution(item="年度资金总额", budget=100, executed=103, weight=20)
    table = TargetTable(year=2023, indicators=(row,), execution=(money,))
    for actual, points in (
        ("2023年12月28日", "8.00"),
        ("2024年1月6日", "3.00"),
        ("2024年2月6日", "0.00"),
    ):
        card = score(table, {"完成时间": actual}, rulebook=path)
        assert card.scores[0].points == Decimal(points)
    assert card.execution.points == Decimal("12.00")
    assert "次年才完成的最多得分值的30%" in str(card.rulebook.late.rule)


@pytest.mark.parametrize("name", ["年度资金总额", "预算执行率"])
@pytest.mark.parametrize("rate", [None, "90%"])
def test_what_is_taken_off_the_budget_row_by_hand(name, rate):
    row = Indicator(name="培训场次", target="≥10场", actual="10场", weight=80)
    money = Execution(item="年度资金总额", budget=100, executed=90, weight=20)
    table = TargetTable(indicators=(row,), execution=(money,))
    line = {"指标名称": name, "扣分": "6", "扣分原因": "12月支出过多"}
    if rate and name == "预算执行率":
        line["实际完成值"] = rate
    card = score(table, [line])
    assert (card.execution.points, card.total) == (Decimal("12.00"), Decimal("92.00"))
    assert "扣6分（12月支出过多）" in card.execution.reason.formula
    silent = score(table, [{"指标名称": name, "扣分": "6"}])
    assert [one.code for one in silent.findings] == ["deduction-reason-missing"]
