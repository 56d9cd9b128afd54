"""Words beside the number of an actual that make it another number than the one achieved.

未完成100人, 计划120人, 超支3万元: what was left undone, what was planned, by how much something
was passed. The same words stand inside ordinary nouns (未成年人, 没收, 目标责任书, 拖欠工资案件):
they turn a number only where they govern it, next to it and with at most a verb between.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["turned"]

_DONE: Final = (
    "完成|达到|达标|达成|实现|培训|支付|支出|拨付|发放|兑付|缴纳|开展|建设|建成|到位|执行|办理|办结|发生|出现|落实"
    "|整改|解决|采购|使用|参加|覆盖|通过|验收|开工|启动|安排|交付|竣工|收回|整治|处理|付|建|做|办"
)
# Before the number: the whole of the words between it and the sign or clause before it.
_BEFORE: Final = re.compile(
    r"(?:其中|目前|现)?(?:还有|尚有|仍有|还|尚|仍)?(?:"
    rf"(?:未能?|没有?|尚未|无法)(?:{_DONE})\w{{0,2}}"
    rf"|不(?:合格|达标|满意|及格|能)\w{{0,3}}|(?:拟|计划|预计|预期)\w{{0,2}}"
    rf"|(?:应|将|可|须|待|要求|正在)(?:{_DONE})|(?:需|力争|争取)(?:{_DONE})?|目标(?:值|数|任务|人数)?|指标值?|任务数?|下达任务数?"
    r"|(?:下|明|次|上|去|往|上一|下一)年度?(?:实际|计划|预计)?\w{0,2}"
    rf"|超(?:额|支|预算|计划|目标|过目标|期|标|出|概算)|[少多](?:{_DONE})?|逾期|延期|滞后|拖延|拖欠|推迟|延迟|延误|晚"
    r"|剩余?|尚余|余|结余|节余|余额|欠付?|欠缴|欠拨|短缺|缺口?|缺少|差|取消|放弃|终止|中止|停止|暂停|搁置|积压|遗留|漏报"
    r"|退出|流失|失败|缺席|缺额|在建|待"
    r")"
)
# Behind the number and its unit.
_BEHIND: Final = re.compile(
    rf"(?:未|尚未|没有?)(?:{_DONE})|待(?:{_DONE})|超支|超期|逾期|结余|剩余|欠付|缺口|积压|闲置|流失|返贫|在建|撂荒|报废$"
)
_CLAUSES: Final = re.compile(r"[，,、；;：:（(）)\s]+")


def turned(before: str, behind: str) -> str | None:
    """The words `before` or `behind` a number that make it another number; None if none do.

    超额完成120人 and 完成目标100% still say what was achieved.
    """
    last = _CLAUSES.split(before.strip())[-1].removesuffix("了")
    if last and _BEFORE.fullmatch(last) is not None:
        return last
    found = _BEHIND.search(behind)
    return None if found is None else found[0]
