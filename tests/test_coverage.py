"""Goals and tasks held against the names of the indicators."""

from __future__ import annotations

import pytest

from jixiao.review.checking.coverage import gaps, text_counts
from jixiao.tables import Indicator, TargetTable, Task
from tests import bazhou


def table(goal: str, *names: str, **more: object) -> TargetTable:
    return TargetTable(
        goal=goal, indicators=[Indicator(name=name, target="≥5次") for name in names], **more
    )


def phrases(goal: str, *names: str) -> list[str]:
    return [phrase for gap in gaps(table(goal, *names)) for phrase in gap.phrases]


def test_the_bureau():
    found = {gap.task: gap for gap in gaps(bazhou.table())}
    assert found[5].whole
    assert found[5].words == ("国土测绘",)
    assert found[4].phrases == ("自然资源保护宣传", "地下水动态监测")
    assert 1 not in found
    assert 2 not in found
    assert not found[3].whole
    assert "自然资源保护宣传" in found[None].phrases


@pytest.mark.parametrize(
    ("goal", "name"),
    [
        ("支渠防渗改造4.2公里", "支渠防渗改造长度"),
        ("培训农民300人次", "培训人次"),
        ("新建泵站2座", "新建泵站数量"),
        ("采购设备1.5万台", "采购台数"),
    ],
)
def test_an_amount_of_the_work_is_no_other_promise(goal, name):
    assert phrases(goal, name, "群众满意度") == []


@pytest.mark.parametrize(
    ("name", "open_phrases"),
    [
        ("人口抽样调查户数", ["小微企业景气调查150户"]),
        ("小微企业景气调查户数", []),
    ],
)
def test_a_counted_thing_is_a_promise_whatever_the_verb_before_it(name, open_phrases):
    assert phrases("开展小微企业景气调查150户", name) == open_phrases


def test_a_count_in_another_measure_word_is_no_gap():
    one = Indicator(name="举办赛事场次", target="≥12场次")
    assert gaps(TargetTable(goal="举办市级竞赛12项", indicators=[one])) == ()


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        ("安装取水口计量设施，规范取水许可管理", False),
        ("安装水源地界碑，印发节约用水手册，安装取水口计量设施", True),
        ("", True),
    ],
)
def test_a_task_is_spoken_of_where_what_is_done_for_it_is(content, whole):
    names = ("取水口计量设施安装处数", "取水许可规范管理率")
    task = Task(name="水资源管理", content=content)
    assert any(gap.whole for gap in gaps(table("", *names, tasks=[task]))) is whole


def test_a_thing_behind_an_amount_is_a_promise():
    assert phrases("新建4.2公里水渠", "培训人次") == ["4.2公里水渠"]


@pytest.mark.parametrize(
    ("goal", "name"),
    [
        ("开展自然资源监督检查", "自然资源督导频次"),
        ("做好森林防火宣传工作", "森林防火宣教次数"),
        ("完成道路硬化", "道路硬化里程"),
        ("加强农产品质量监测", "农产品抽检批次"),
        ("组织各类活动", "参观人次"),
        ("聘请保安", "聘用安保人员人数"),
    ],
)
def test_covered_also_in_other_words(goal, name):
    assert phrases(goal, name) == []


@pytest.mark.parametrize(
    ("goal", "name", "open_phrase"),
    [
        ("开展森林防火宣传", "森林防火巡护次数", "森林防火宣传"),
        ("做好地下水监测工作", "空气质量监测次数", "地下水监测"),
        ("<p>一是推进数据库建设；二是开展干部轮训。</p>", "数据库个数", "干部轮训"),
    ],
)
def test_not_covered(goal, name, open_phrase):
    assert phrases(goal, name) == [open_phrase]


def test_members_of_a_counted_list_are_not_promises():
    assert phrases("完成甲河、乙河、丙河共3条河的登记", "河流登记数") == []


def test_a_description_is_not_a_promise():
    assert phrases("退休费、生活补助、抚恤金等支出", "培训次数") == []


def test_a_task_that_no_indicator_names():
    one = table("", "河道清淤里程", tasks=(Task(name="河道清淤"), Task(name="水质监测")))
    (gap,) = gaps(one)
    assert (gap.task, gap.whole, gap.words) == (2, True, ("水质监测",))


def test_the_name_of_the_place_covers_nothing():
    one = TargetTable(
        organisation="临江县水利局",
        tasks=(Task(name="临江县水质监测"),),
        indicators=(Indicator(name="临江县河道清淤里程", target="≥5公里"),),
    )
    (gap,) = gaps(one)
    assert gap.words == ("水质监测",)


class TestCounts:
    def test_listed_things_are_added(self):
        (found,) = text_counts(bazhou.table())
        assert found.formula == "5条河 + 1（阿尔金山自然保护区） = 6"
        assert found.indicator.name == "河流、湖泊、自然保护区等确权登记数"
        assert found.holds

    @pytest.mark.parametrize(
        ("goal", "target", "holds"),
        [
            ("新建高标准农田2万亩", "≥20000亩", True),
            ("新建高标准农田2万亩", "≥1.5万亩", False),
            ("新建高标准农田2万亩", "≥2.5万亩", True),
            ("新建高标准农田2万亩", "=2.5万亩", False),
            ("新建高标准农田2百万亩", "≥200万亩", True),
            ("新建高标准农田2千万亩", "≥200万亩", False),
        ],
    )
    def test_units_are_brought_to_the_same(self, goal, target, holds):
        one = TargetTable(
            goal=goal, indicators=(Indicator(name="新建高标准农田面积", target=target),)
        )
        (found,) = text_counts(one)
        assert found.holds is holds

    def test_a_list_may_be_joined_by_any_word_for_and(self):
        goal = "完成5条河和2座水库确权登记"
        for name in ("河流、水库、湖泊数量", "河流、水库以及湖泊数量"):
            (found,) = text_counts(
                TargetTable(goal=goal, indicators=(Indicator(name=name, target="≥7个"),))
            )
            assert found.formula == "5条河 + 2座水库 = 7"

    def test_another_thing_of_the_same_unit_is_left_alone(self):
        one = TargetTable(
            goal="培训农民600人", indicators=(Indicator(name="培训教师人数", target="≥50人"),)
        )
        assert text_counts(one) == ()

    def test_of_an_enumeration_the_object_beside_the_number_decides(self):
        stated = TargetTable(
            goal="购置救护车3辆、疫苗冷链车2辆",
            indicators=(
                Indicator(name="疫苗冷链车", target="≥2辆"),
                Indicator(name="救护车", target="≥3辆"),
            ),
        )
        assert {one.indicator.name: int(one.stated) for one in text_counts(stated)} == {
            "疫苗冷链车": 2,
            "救护车": 3,
        }
        assert gaps(stated) == ()

    def test_parts_that_stand_for_one_indicator_are_added(self):
        stated = TargetTable(
            goal="新建泵站2座、泵站3座", indicators=(Indicator(name="泵站数量", target="≥5座"),)
        )
        assert all(one.holds for one in text_counts(stated))

    def test_ten_times_what_the_text_says_is_a_slip(self):
        stated = TargetTable(
            goal="更换灯具800盏", indicators=(Indicator(name="更换灯具数量", target="≥800万盏"),)
        )
        assert [one.holds for one in text_counts(stated)] == [False]

    def test_rates_must_have_one_name(self):
        stated = TargetTable(
            goal="问题检出率达到3%以上", indicators=(Indicator(name="检出率", target="≥2%"),)
        )
        assert text_counts(stated) == ()


@pytest.mark.parametrize(
    ("goal", "target"),
    [
        ("新建高标准棉田2万亩", "新建高标准棉田面积 ≥2万亩"),
        ("渠道维修12公里", "渠道维修长度 ≥12公里"),
        ("渠道维修长度12公里", "渠道维修长度 ≥12公里"),
        ("购置彩超三台", "购置彩超数量 =3台"),
        ("保障68个单位的126个业务系统运行", "业务系统数量 ≥126个"),
        ("为编制规划提供依据", "调查户数 ≥3户"),
    ],
)
def test_what_is_counted_on_both_sides_is_no_gap(goal, target):
    name, value = target.split()
    assert gaps(TargetTable(goal=goal, indicators=(Indicator(name=name, target=value),))) == ()


def test_a_sum_of_the_indicators_covers_a_total():
    goal = "养护农村公路1286公里"
    parts = {"县道养护里程": 312, "乡道养护里程": 428, "村道养护里程": 546}
    rows = [Indicator(name=name, target=f"≥{number}公里") for name, number in parts.items()]
    assert gaps(TargetTable(goal=goal, indicators=rows)) == ()
    assert gaps(TargetTable(goal=goal, indicators=rows[:2])) != ()
