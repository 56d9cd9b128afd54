"""Rows that determine one another, and a goal that promises what a row does not: wrong and right ones."""

import attrs
import pytest

import jixiao

CODES = {
    "product-differs", "parts-differ", "rate-counts", "cost-total", "text-count", "target-lowered",
    "period-year", "reason-contradicts", "goal-elsewhere",
}  # fmt: skip


def codes(*rows, **fields):
    """The codes among CODES of a form with `rows`: name|target|actual|kind|reason."""
    read = []
    for row in rows:
        name, target, actual, kind, reason = [*row.split("|"), "", "", "", ""][:5]
        given = {"actual": actual or None, "deviation": reason or None}
        scored = {"weight": "10", "points": "10"} if actual else {}
        level = {"level1": "产出指标", "level2": f"{kind or '数量'}指标"}
        read.append(jixiao.Indicator(name=name, target=target, **level, **given, **scored))
    money = jixiao.Execution(item="年度资金总额", budget="300", executed="300")
    given = {"goal": "完成年度任务。", "year": 2024, "execution": (money,)} | fields
    table = jixiao.TargetTable(indicators=tuple(read), **given)
    return {one.code for one in jixiao.check(table)} & CODES


WHOLE = ("建设公墓总数|≥20处|{}处", "新建公墓数量|≥12处|{}处", "改扩建公墓数量|≥8处|{}处")


def whole(*numbers):
    return [row.format(number) for row, number in zip(WHOLE, numbers, strict=True)]


WRONG = {
    "parts that were all by their targets": (whole(22, 12, 8), {}),
    "each month and the year": (["每条河道每月巡查次数|≥4次", "每条河道全年巡查次数|≥40次"], {}),
    "what was due, what was done and the rate": (
        [
            "应答复申请件数|≥360件|400件",
            "按期答复件数|≥324件|372件",
            "申请按期答复率|≥90%|96%|时效",
        ],
        {},
    ),
    "a survey in words": (
        ["学员满意度|≥85%|94%|满意度"],
        {"goal_actual": "收回有效问卷185份，其中满意及基本满意160份。"},
    ),
    "a target met and some not held": (
        ["举办培训班期数|≥6期|6期|数量|受疫情影响，有2期培训班未能举办"],
        {},
    ),
    "fewer in the reason than are missing": (
        ["维修机耕路条数|≥50条|42条|数量|有3条未实施，列入下年"],
        {},
    ),
    "a project that ends before it begins": (
        ["更新设备台数|≥2台"],
        {"period": "2024年9月—2024年4月"},
    ),
    "days of a project in figures": (["更新设备台数|≥2台"], {"period": "2024-09-01至2024-04-30"}),
    "a rate of which the row has a longer name": (
        ["食材检验合格率|≥95%||质量"],
        {"goal": "全年抽检1200批次，检验合格率达到98%以上。"},
    ),
    "a rate that was better last year": (
        ["诉求按时办结率|≥90%||时效"],
        {"goal": "2023年按时办结率已达97.5%，今年继续提高。"},
    ),
    "a day that the row puts off": (
        ["工程完成时间|2024年11月30日前||时效"],
        {"goal": "改造标线60公里，2024年6月30日前全部完成。"},
    ),
    "parts of the cost that are nearly all": (
        ["装修成本|≤148万元||成本", "设备购置成本|≤96万元||成本", "调试成本|≤38万元||成本"],
        {},
    ),
    "a whole investment that is not the money": (
        ["改造市场数量|≥3个"],
        {"goal": "项目总投资350万元，改造农贸市场3个。"},
    ),
    "another city": (
        ["维护路口数|≥180个"],
        {"goal": "保障凤凰岭市城区路口信号灯正常运行。", "organisation": "荔枝河市公安局"},
    ),
    "sources that are not all": (
        ["购置设备台数|≥6台"],
        {"goal": "项目资金285万元，其中中央补助180万元、省级补助60万元、市级配套25万元。"},
    ),
    "cases taken up and closed": (
        ["结案率|≥90%|94.9%|质量"],
        {"goal_actual": "受理案件512件，审结460件。"},
    ),
    "a growth that is off by more than its last digit": (
        ["吞吐量增长率|≥6.5%|7.7%|质量"],
        {"goal_actual": "吞吐量由上年的1200万吨提高到1290万吨。"},
    ),
    "points that are called per cent": (
        ["合格率提高幅度|≥3%||质量"],
        {"goal": "合格率由92%提高到95%。"},
    ),
    "a price of another size": (
        ["每艘补贴标准|=3000元/艘||成本"],
        {"goal": "为400艘渔船安装终端，每艘补贴3000万元。"},
    ),
    "a rate with an upper bound": (
        ["奶牛群体阳性率|≤2.5%||质量"],
        {"goal": "群体阳性率控制在0.5%以内。"},
    ),
    "a day before the heating": (
        ["管网改造完工时间|2023年12月15日前||时效"],
        {"goal": "改造供热管网7公里，2023年10月15日供暖前全部完工并投运。", "year": 2023},
    ),
    "the whole of the year in words": (
        ["监测点次|≥36点次"],
        {"goal": "对12个点位开展监测，全年48点次。"},
    ),
    "what was done by another project": (
        ["更换舞台灯具|≥80套|80套"],
        {
            "goal": "更换舞台灯具80套、音响2套，保障剧场演出。",
            "goal_actual": "完成学校食堂明厨亮灶改造，抽检食材合格率良好，师生用餐环境进一步改善，就餐投诉明显减少，家长反映较好。",
        },
    ),
    "a reason that says more was done": (
        ["公益放映场次|≥2640场|2530场|数量|放映队提前超额完成年度放映任务，比计划多放映110场"],
        {},
    ),
}

RIGHT = {
    "parts that still are all": (whole(22, 13, 9), {}),
    "parts that never were all": (
        ["建设公墓总数|≥20处|22处", "新建公墓数量|≥9处|12处", "改扩建公墓数量|≥8处|8处"],
        {},
    ),
    "each month, and more in the year": (["每月巡查次数|≥4次", "全年巡查次数|≥50次"], {}),
    "each month of another thing": (["河道每月巡查次数|≥4次", "水库全年巡查次数|≥40次"], {}),
    "each week with holidays": (["每周巡查次数|≥1次", "全年巡查次数|≥50次"], {}),
    "what was due, done and the rate agree": (
        ["应答复申请件数|≥360件|400件", "按期答复件数|≥324件|372件", "申请按期答复率|≥90%|93%|时效"],
        {},
    ),
    "a survey that comes to the rate": (
        ["学员满意度|≥85%|86.5%|满意度"],
        {"goal_actual": "收回有效问卷185份，其中满意及基本满意160份。"},
    ),
    "a survey beside two who are asked": (
        ["学员满意度|≥85%|94%|满意度", "家长满意度|≥85%|92%|满意度"],
        {"goal_actual": "收回有效问卷185份，其中满意160份。"},
    ),
    "as many in the reason as are missing": (
        ["维修机耕路条数|≥50条|42条|数量|有8条未实施，列入下年"],
        {},
    ),
    "the reasons of all that are missing": (
        ["维修机耕路条数|≥50条|42条|数量|5条未实施，3条未完成验收"],
        {},
    ),
    "more planned than the target": (
        ["举办培训班期数|≥6期|5期|数量|计划8期，有3期未举办"],
        {},
    ),
    "a project over the year's end": (["更新设备台数|≥2台"], {"period": "2024年9月—2025年4月"}),
    "a rate that the row sets higher": (
        ["食材检验合格率|≥99%||质量"],
        {"goal": "检验合格率达到98%以上。"},
    ),
    "a rate of another thing": (["设备完好率|≥95%||质量"], {"goal": "检验合格率达到98%以上。"}),
    "a rate of two rows": (
        ["食材检验合格率|≥95%||质量", "餐具检验合格率|≥96%||质量"],
        {"goal": "检验合格率达到98%以上。"},
    ),
    "a rate that was worse last year": (
        ["诉求按时办结率|≥90%||时效"],
        {"goal": "2023年按时办结率为85.5%，今年提高到90%。"},
    ),
    "a rate of a year long ago": (
        ["诉求按时办结率|≥90%||时效"],
        {"goal": "2019年按时办结率已达97.5%。"},
    ),
    "the day of the goal": (
        ["工程完成时间|2024年6月30日前||时效"],
        {"goal": "改造标线60公里，2024年6月30日前全部完成。"},
    ),
    "a day of another stage": (
        ["竣工验收时间|2024年11月30日前||时效"],
        {"goal": "2024年6月30日前完工。"},
    ),
    "a day of another thing": (
        ["问卷回收时间|2024年11月30日前||时效"],
        {"goal": "2024年6月30日前完成标线改造。"},
    ),
    "parts of the cost that leave much over": (
        ["装修成本|≤48万元||成本", "设备购置成本|≤96万元||成本"],
        {},
    ),
    "an investment of several years": (
        ["改造市场数量|≥3个"],
        {"goal": "项目总投资350万元，分两年实施，改造农贸市场3个。"},
    ),
    "an investment that others make": (
        ["改造市场数量|≥3个"],
        {"goal": "带动社会总投资350万元，改造农贸市场3个。"},
    ),
    "the unit's own city": (
        ["维护路口数|≥180个"],
        {"goal": "保障荔枝河市城区路口信号灯运行，建设城市驿站，服务农贸市场。", "organisation": "荔枝河市公安局"},
    ),
    "two prices of two groups": (
        ["集中养育每人每月标准|=1800元/人·月||成本"],
        {"goal": "集中养育每人每月1800元，社会散居每人每月1333元。"},
    ),
    "sources that are all": (
        ["购置设备台数|≥6台"],
        {"goal": "项目资金285万元，其中中央补助180万元、省级补助60万元、市级配套45万元。"},
    ),
    "a growth that is rounded": (
        ["吞吐量增长率|≥6.5%|7.5%|质量"],
        {"goal_actual": "吞吐量由上年的1200万吨提高到1290万吨。"},
    ),
    "departments and their systems": (
        ["服务部门数|=68个"],
        {"goal": "为68个部门的240个业务系统提供云服务。"},
    ),
    "another class": (
        ["其中：Ⅰ类厕所座数|≥6座"],
        {"goal": "新建Ⅰ类厕所6座、Ⅱ类厕所14座。"},
    ),
    "municipal hydrants": (
        ["新建市政消火栓|≥120具"],
        {"goal": "新建市政消火栓120具。", "organisation": "榆关市消防救援支队"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_contradicts_is_found(case):
    rows, fields = WRONG[case]
    assert codes(*rows, **fields)


@pytest.mark.parametrize("case", RIGHT)
def test_what_agrees_is_no_finding(case):
    rows, fields = RIGHT[case]
    assert codes(*rows, **fields) == set()


@pytest.mark.parametrize(
    ("level2", "name", "target", "is_misfiled"),
    [
        ("社会效益指标", "修剪乔木数量", "≥3200株", True),
        ("社会效益指标", "带动就业人数", "≥320人", False),
        ("社会效益指标", "服务企业数量", "≥32家", False),
        ("数量指标", "投入参展补贴资金", "≥250万元", True),
        ("数量指标", "发放参展补贴资金", "≥250万元", False),
    ],
)
def test_what_was_done_and_what_was_paid_in_have_their_kinds(level2, name, target, is_misfiled):
    row = jixiao.Indicator(level1="效益指标", level2=level2, name=name, target=target)
    found = {one.code for one in jixiao.check(jixiao.TargetTable(indicators=(row,)))}
    assert ("kind-misfiled" in found) is is_misfiled


@pytest.mark.parametrize(
    ("budget", "goal", "found"),
    [
        ("3000000", "建成垃圾分类投放亭40座。", True),
        ("300", "建成垃圾分类投放亭40座。", False),
        ("3000000", "下达转移支付300亿元。", False),
    ],
)
def test_yuan_in_a_column_of_ten_thousands(budget, goal, found):
    row = jixiao.Indicator(name="投放亭数量", target="≥40座")
    money = jixiao.Execution(item="年度资金总额", budget=budget, unit="万元")
    table = jixiao.TargetTable(indicators=(row,), execution=(money,), goal=goal)
    assert ("budget-unit" in {one.code for one in jixiao.check(table)}) is found


def test_a_rate_of_keeping_to_rules_says_nothing_of_the_money():
    row = jixiao.Indicator(name="修缮数量", target="≥6处", actual="6处", weight=90, points=90)
    money = jixiao.Execution(item="年度资金总额", budget=480, executed="398.4", unit="万元")
    base = jixiao.TargetTable(kind="evaluation", indicators=(row,), execution=(money,))
    for said, codes in (("日常巡查制度执行率97%。", True), ("执行率低系尾款未付。", False)):
        table = attrs.evolve(base, goal_actual=f"修缮古建筑6处，{said}")
        found = {one.code for one in jixiao.check(table)}
        assert ("budget-unspent" in found) is codes
