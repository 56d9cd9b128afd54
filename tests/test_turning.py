"""Words beside the number of an actual: those that turn it into another number, and nouns like them."""

import pytest

from jixiao.errors import CriterionError
from jixiao.parsing import read_actual

TURNED = """取消100人 剩余100人 计划120人 拟培训120人 预计120人 应培训120人 应发放120人 需完成120人 还需120人 将完成120人
力争120人 任务数120人 下达任务120人 目标100人 下年度培训120人 超支3万元 超预算3万元 超额20人 结余3万元 欠付3万元
逾期2天 延期2天 超期2天 滞后2天 未发生3起 还差20人 少培训20人 待完成120人 尚余120人 在建120人 正在办理120人 积压120人
遗留120人 暂停120人 搁置120人 放弃120人 漏报120人 退出120人 流失120人 失败120人 缺席120人 缺额120人 100人未完成
95%未达标 3万元超支 120人待完成 120人待培训 120件积压 12公里在建 12亩撂荒 不合格率5% 计划增长6% 预计增长6%
完成80人；尚余20人""".split()

ORDINARY = """已完成100人 实际完成100人 培训100人 累计完成100人 100人已完成 完成率95% 合格率为95% 平均95%
超额完成120人 超计划完成120人 超预期完成120人 完成目标100% 完成年度目标100% 100%完成目标 100%完成计划 100%达到目标
100%达到预期 100%按计划完成 年度目标任务全部完成100% 按计划100%完成 按计划开展12次 目标完成率96%
拖拉机120台 拖欠工资案件处理120件 没收违法所得120万元 虚拟仿真120个 欠薪案件办结120件 欠发达地区120个 剩余劳动力120人
缺口补助120万元 短缺药品120种 不良反应监测120例 不见面审批120件 不文明行为劝导120次 未就业毕业生120人 未利用地120亩
未成年人帮扶120人 不动产登记120件 超标电动车120辆 超期服役120台 逾期整改项目120个 目标责任书120份 目标群体120人
取消行政审批事项20项 终止妊娠120例 停工项目复工20个 上年结转项目12个 温差3度 差额补助120人 多发病120例 多办实事5件
差旅费3万元 停车位100个 晚会3场 计划生育服务100人 少数民族120人 多功能厅2个 超声检查120人 延伸服务12次
不超过5起 没有超过5起 不足100人 较目标少20人 发生0起 未发生0起""".split()


@pytest.mark.parametrize("text", TURNED)
def test_a_number_that_was_not_achieved_is_not_read(text):
    with pytest.raises(CriterionError):
        read_actual(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_nouns_and_words_of_success_turn_nothing(text):
    read_actual(text)
