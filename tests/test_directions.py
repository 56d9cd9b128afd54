"""Which way is better, told by the name alone; and what a user's own words change."""

from decimal import Decimal

import pytest

import jixiao
from jixiao import Indicator, TargetTable, score
from jixiao.errors import RulebookError
from jixiao.rules import rulebook
from jixiao.rules.directions import named_direction, stated_direction, told_both_ways
from jixiao.scoring.ways import way_of

LESS = """投诉率 有效投诉率 群众投诉次数 事故发生率 重大安全事故发生次数 死亡率 新生儿死亡率 结余率 资金结转结余率
逾期率 逾期发放率 逾期未还率 违规次数 违纪违法案件数 故障次数 系统故障恢复时间 单位能耗 单位产品水耗 平均等待时间
响应时间 平均响应时长 办结时限 审批时限 平均用时 成本控制率 预算控制数 公用经费控制率 三公经费变动率 在职人员控制率
空置率 土地闲置率 返贫率 脱贫人口返贫率 贫困发生率 失业率 城镇登记失业率 辍学率 不合格率 次品率 返工率 未完成率
数据处理错误率 补贴发放差错率 业务办理差错数 超时率 超期办结率 漏报率 误报率 森林火灾受害率 火灾起数 群众来信来访数
不良贷款率 不良反应发生率 农药使用量 PM2.5浓度 污染物排放量 噪声 基尼系数 资产负债率 平均住院日 药占比 单位成本 会议费
投诉增长率 人员流失率 整改不到位数 培训人员流失率
问题数 问题发生数 存在问题数 群众反映问题数 审计问题数 质量问题数量 发现问题个数 节能设备故障率 节水器具损坏率 治理区水土流失率
防治区病虫害发生率 救助对象返贫人数 帮扶对象返贫人数 监测户返贫率 安置人员失业率 设备维修故障率 水土流失率 水土流失面积 污染物超标率
投诉数 信访量 安全隐患数 群体性事件数 上访人次 欠薪率 交通事故死亡人数 发病率 漏损率 供水管网漏损率 差错率 退货率 坏账率
病虫害成灾率 学生辍学率 违规使用资金数 截留挪用资金数 因灾死亡人数 黑臭水体数量 地质灾害伤亡人数 案件发案率 网络舆情数 停电次数
停水时间 供水产销差率 百元医疗收入消耗卫生材料 医疗费用增长率 剖宫产率 小学生师比 120急救平均反应时间 审批环节数 群众跑动次数 办事材料数
债务增长率 药品费用涨幅 零就业家庭数 雨量站数据缺报率 预算偏离度 行政处罚案件被撤销数 网络安全漏洞数 残疾人轮候时间
义务教育大班额比例 居民医疗费用个人自付比例 耕地占用面积 系统宕机时长 设备停机次数
亏损面 隐性债务存量 闲置土地存量 城市内涝积水点数 核减误差率 核减投诉率 诈骗警情数 安全演练事故数 违法占地治理后反弹率
虚假登记率 超标准发放人数 秸秆焚烧火点数 整改提交材料时间 故障处理提单时间""".split()

MORE = """投诉处理率 投诉办结率 投诉受理率 投诉处理满意度 事故处置率 事故救援率 工伤事故认定率 故障修复率 故障及时处理率
逾期贷款回收率 逾期债务清收率 隐患整改率 死亡登记率 死亡病例报告率 病死畜禽无害化处理率 失业人员再就业率 失业保险参保率
失业保险金发放率 信访事项化解率 上访劝返率 返贫监测覆盖率 返贫致贫风险消除率 空置房利用率 闲置资产盘活率 结余资金使用率
违法建筑拆除率 违规资金追回率 违法犯罪打击率 刑事案件破案率 差错更正率 误差校正率 缺陷产品召回率 不合格产品下架率
损毁耕地复垦率 损失挽回率 挽回经济损失 减少损失 能耗下降率 单位能耗下降幅度 贫困发生率下降 事故下降率 污染治理率
处理投诉件数 查处违法案件数 排查事故隐患数 化解信访件数 防溺水宣传次数 事故应急演练次数 培训失业人员人数 火灾扑救率
无事故率 零投诉率 不逾期率 未发生重大安全事故率 安全事故零发生率 受益贫困人口数 办理案件数 培训人数 合格率 二氧化硫减排量
流失生返校率 超期设备更换率 欠薪清零率 响应时间达标率 限时办结率 成本节约率 服务时长 开放天数 病虫害防治率
治理水土流失率 治理水土流失面积 整治违法建设率 化解信访率 化解信访积案数 化解重大信访率 化解群众信访率 消除隐患率 消除安全隐患数
解决问题数 解决群众问题数 问题解决率 问题整改率 隐患排查数 排查隐患率 排查重大事故隐患数 打击违法犯罪率 查处违规率 处理各类投诉件数
减少水土流失量 节能率 节水量 减排量 防治病虫害面积 治理污染源数量 修复受损耕地面积 核减工程金额 审减金额 清收不良贷款金额 追回违规资金 调解纠纷数
调处矛盾纠纷率 整治黑臭水体数量 整改问题数 扑救火灾起数 救助受灾群众人数 满意度 覆盖率 降低能耗率 违法案件结案率 纠纷调解成功率
下岗失业人员再就业率 预防接种率 无人员伤亡 无环境问题 没有收到投诉 未接到投诉 无轻微事故率 污水达标排放率 废水合格排放率 医疗废物规范处置率
学员平均学习时长 人均可支配收入增长率 路灯质保期""".split()


def upward(name: str, **fields: str) -> bool:
    row = Indicator(name=name, target="10", **fields)
    return way_of(row, row.criterion, jixiao.rulebook().direction).upward


@pytest.mark.parametrize("name", LESS)
def test_less_is_better(name):
    assert upward(name) is False


@pytest.mark.parametrize("name", MORE)
def test_more_is_better(name):
    assert upward(name) is True


@pytest.mark.parametrize("name", ["公益林补偿标准", "孤儿基本生活费发放标准"])
def test_a_standard_of_payment_has_neither_way(name):
    row = Indicator(name=name, target="=16元/亩", level2="成本指标")
    assert way_of(row, row.criterion, jixiao.rulebook().direction).source == "neither"


@pytest.mark.parametrize(
    "name", ["人均补助金额", "生均资助金额", "户均奖补金额", "每人每月低保金发放金额"]
)
def test_what_each_is_paid_has_neither_way_whatever_its_unit(name):
    row = Indicator(name=name, target="2000元", level2="成本指标")
    assert way_of(row, row.criterion, jixiao.rulebook().direction).source == "neither"


@pytest.mark.parametrize(
    "name", ["违规使用公款支付金额", "违规使用农药检测批次", "开具证明份数", "人均用电量"]
)
def test_what_may_be_work_or_a_fault_is_not_told(name):
    assert named_direction(name, jixiao.rulebook().direction) is None


@pytest.mark.parametrize("name", ["处理投诉率", "防治病虫害发生率", "预防事故发生率", "参加人数"])
def test_a_name_that_can_be_read_both_ways_tells_nothing(name):
    assert named_direction(name, jixiao.rulebook().direction) is None


def test_brackets_and_units_in_the_name_do_not_hide_its_head():
    assert upward("投诉率（%）") is False
    assert upward("重大事故（起）") is False
    assert upward("处理率（含投诉）") is True


def test_the_reason_says_by_which_word():
    assert named_direction("12345投诉处理率", jixiao.rulebook().direction).word == "处理率"
    assert named_direction("单位投诉率", jixiao.rulebook().direction).word == "投诉率"
    assert named_direction("投诉办结比例", jixiao.rulebook().direction).word == "办结比例"


def test_words_around_a_bad_thing_cost_no_more_than_their_length():
    name = "无" + "安全责任重大质量" * 40 + "甲"
    assert named_direction(name, jixiao.rulebook().direction).word == "安全"


def test_own_words_are_read_by_the_same_grammar():
    book = jixiao.rulebook(
        {
            "name": "我县",
            "extends": "财预〔2020〕10号",
            "direction": {"less": ["库存"], "source": "我县通知"},
        }
    )
    assert named_direction("年末库存量", book.direction).upward is False
    assert named_direction("库存盘点率", book.direction) is None
    assert named_direction("投诉率", book.direction) is None


def test_a_damaged_pattern_is_refused():
    with pytest.raises(RulebookError) as caught:
        jixiao.rulebook(
            {"name": "我县", "extends": "财预〔2020〕10号", "direction": {"ends": ["("]}}
        )
    assert caught.value.field == "direction.ends"


@pytest.mark.parametrize("part", ["案件", "不合格", "投诉发生次数", "无重大安全"])
def test_long_names_cost_their_length(part):
    found = named_direction("投诉" + part * 200 + "甲", jixiao.rulebook().direction)
    assert found is None or found.upward


@pytest.mark.parametrize(
    ("text", "upward"),
    [
        ("正向", True), ("正向指标", True), ("正指标", True), ("越大越好", True), ("越高越优", True),
        ("反向指标(越低越好)", False), ("负向指标", False), ("负指标", False), ("逆", False),
        ("逆向", False), ("极小型", False), ("越小越优", False), ("越 少 越 好", False),
        ("适度", None), ("居中型", None), ("定量", None), ("", None), (None, None), ("≥", None),
    ],
)  # fmt: skip
def test_the_direction_that_a_form_states(text, upward):
    assert stated_direction(text) is upward


@pytest.mark.parametrize(
    "name",
    ["近视率", "败诉率", "不满意度", "差评率", "超载率", "脱管率", "资金滞留率", "网络安全事件"],
)
def test_more_bad_things(name):
    assert named_direction(name, rulebook().direction).upward is False


@pytest.mark.parametrize(
    ("name", "level2", "direction", "points"),
    [
        ("财政资金补助标准", "经济成本指标", None, None),
        ("财政资金补助标准", "经济成本指标", "反向", 10),
        ("每亩造林成本", "经济成本指标", None, 10),
        ("参保率", "数量指标", "适度", None),
        ("参保率", "数量指标", "越大越优", 9.38),
    ],
)
def test_a_plain_value_whose_direction_nothing_tells_is_left_open(name, level2, direction, points):
    row = Indicator(level2=level2, name=name, target="1600元/亩", direction=direction, weight=10)
    found = score(TargetTable(indicators=[row]), {name: "1500元/亩"}).scores[0].points
    assert found == (None if points is None else Decimal(str(points)))


@pytest.mark.parametrize(
    "name", ["救治死亡率", "培训流失率", "维修投诉率", "救治死亡人数", "帮扶返贫人数"]
)
def test_a_name_that_tells_both_ways_is_left_open_and_not_taken_for_the_better(name):
    row = Indicator(level2="质量指标", name=name, target="5%", weight=10)
    table = TargetTable(indicators=[row])
    assert told_both_ways(name, rulebook().direction)
    assert score(table, {name: "8%"}).scores[0].points is None
    assert score(table, {name: "5%"}).scores[0].points == 10


def test_consumption_is_no_fee():
    words = rulebook("财预〔2020〕10号").direction
    assert named_direction("赛事拉动消费", words) is None
    assert named_direction("会议费", words).upward is False


@pytest.mark.parametrize(
    ("name", "level2", "target", "upward"),
    [
        ("企业开办时间", "时效指标", "1.5天", False),
        ("窗口首接时间", "时效指标", "3-5分钟", False),
        ("灾害预警提前时间", "时效指标", "40分钟", True),
        ("平台连续稳定运行时长", "时效指标", "8700小时", True),
        ("业务骨干跟班时间", "数量指标", "20天", True),
        ("巡查频次", "时效指标", "20次", True),
        ("果蔬快检报告周期", "时效指标", "10-12天", False),
        ("检测报告出具时长", "时效指标", "10天", False),
        ("培训时长", "时效指标", "40小时", True),
    ],
)
def test_a_span_of_time_under_timeliness_is_better_the_shorter(name, level2, target, upward):
    row = Indicator(level2=level2, name=name, target=target)
    assert way_of(row, row.criterion, rulebook().direction).upward is upward


def test_what_need_not_be_handed_in_is_better_the_more():
    words = rulebook().direction
    assert named_direction("登记事项免提交材料数量", words).upward is True
    assert named_direction("登记事项提交材料数量", words).upward is False
