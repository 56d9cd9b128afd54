"""The target table of a prefecture's natural resources bureau for 2022, made in code.

Values as published; the contents of the tasks and the goal are shortened.
"""

from __future__ import annotations

from jixiao.tables import Funds, Indicator, TargetTable, Task

_ROWS = """
数量 聘用安保人员人数 =4人
数量 房屋建筑物供暖面积 =5058.32平方米
数量 公务保障用车数量 =5辆
数量 保障办公人员数量 =113人
数量 专线租赁条数 =4条
数量 自然资源重点工作督导频次 >=15次
数量 购买办公用品、耗材批数 >=5批
数量 办公设备、专用设备维修次数 >=10次
数量 河流、湖泊、自然保护区等确权登记数 =6套
数量 发放次数 =12次
质量 发放工资及公用经费的保障率 =100%
质量 专线租赁质量合格率 >=90%
质量 自然资源重点工作督导覆盖率 >=90%
质量 办公用品验收合格率 >=98%
质量 办公设备、专用设备故障修复率 >=98%
质量 河流、湖泊、自然保护区等确权发证率 >=95%
时效 资金发放及时率 >=98%
时效 公用经费支付及时率 >=98%
时效 专线运行维护响应时间 <=8小时
时效 自然资源重点工作督导任务按时完成率 >=95%
时效 设备故障修复处理时间 <=24小时
时效 采购办公用品完成时间 2022年10月31日以前
成本 每次发放资金数 <=84.26万元
成本 人均运转经费数 <=0.72万元
成本 河流、湖泊、自然保护区等自然资源统一确权登记 <=176.45万元
成本 聘用安保人员费用 <=16.8万元
成本 专线租赁费用 <=8.80万元
成本 自然资源重点工作督导费用 <=44万元
成本 购买办公用品、耗材费用 <=60.2万元
成本 办公设备、专用设备维修费用 <=8.80万元
经济效益 办公用品利用率 >=95%
社会效益 保障单位业务正常开展和正常履职 有效保障
社会效益 提高公众对生态保护的意识 显著提高
满意度 使用人员满意度 >=90%
满意度 干部职工满意度 >=90%
"""

_LEVELS = {"经济效益": "效益指标", "社会效益": "效益指标", "满意度": "满意度指标"}

TASKS = (
    Task(
        name="单位人员保障",
        content="在职和退休人员的工资福利、社会保险费，对家庭和个人的补助，如退休费、奖励金等",
        funds=Funds(total="1011.11", fiscal="1011.11"),
    ),
    Task(
        name="单位正常运转保障",
        content="购买商品和服务的支出，如办公费、差旅费、水、电、暖、维修以及三公经费等",
        funds=Funds(total="81.58", fiscal="81.58"),
    ),
    Task(
        name="完成全州河流、湖泊、自然保护区等自然资源统一确权登记",
        content="完成车尔臣河、清水河、塔什萨依河、喀拉米兰河、莫勒且河共5条河与阿尔金山自然保护区的"
        "确权、数据库建设与登记工作。",
        funds=Funds(total="176.45", fiscal="176.45"),
    ),
    Task(
        name=None,
        content="开展自然资源重点工作的监督、巡查检查，做好自然资源综合事务管理和自然资源保护宣传"
        "以及地下水动态监测工作",
        funds=Funds(total="125", fiscal="125"),
    ),
    Task(
        name="巴州国土测绘服务运行支撑及日常保障",
        content="为无纸化办公提供硬件支撑；严格执行测绘、规划业务服务的规范标准；做好常态化业务服务工作。",
        funds=Funds(total="13.6", fiscal="13.6"),
    ),
)

GOAL = (
    "全力做好矿山安全生产、地质灾害隐患排查，开展自然资源保护宣传等工作。对机房专用设备进行维护，聘请保安。"
    "为保障地下水资源合理开发利用，每年对监测区监测井进行水位、水质监测。"
    "完成车尔臣河、清水河、塔什萨依河、喀拉米兰河、莫勒且河共5条河与阿尔金山自然保护区的确权登记工作。"
)


def indicators() -> tuple[Indicator, ...]:
    """The 35 indicators, in the order of the form."""
    made = []
    for line in _ROWS.strip().splitlines():
        level, name, target = line.split(" ")
        made.append(
            Indicator(
                level1=_LEVELS.get(level, "产出指标"),
                level2=f"{level}指标",
                name=name,
                target=target,
            )
        )
    return tuple(made)


def table() -> TargetTable:
    """The whole table."""
    return TargetTable(
        title="部门（单位）整体支出绩效目标表",
        organisation="新疆巴州自然资源局",
        year=2022,
        kind="department",
        tasks=TASKS,
        goal=GOAL,
        indicators=indicators(),
    )
