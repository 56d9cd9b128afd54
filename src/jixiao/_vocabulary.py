"""The words of indicator values, and the terminals of `criteria.lark` that are made of them.

New wording of a known shape is a word here; a new shape is a rule in the grammar file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Final

from ._folding import WORDS_OF_ONE, one_each
from .criteria import Operator
from .grades import GRADE_SCALES
from .quantities import Units

__all__ = [
    "FALLS",
    "FALL_TO",
    "LOWER",
    "NOT_SIMPLE",
    "OPERATORS",
    "RISE_TO",
    "UPPER",
    "VERBS",
    "grammar_text",
    "terminal_patterns",
]

#: The operator that each terminal of a word states.
OPERATORS: Final[Mapping[str, Operator]] = MappingProxyType(
    {
        "GE_WORD": "≥",
        "LE_WORD": "≤",
        "GT_WORD": ">",
        "LT_WORD": "<",
        "EQ_WORD": "=",
        "ABOUT_WORD": "≈",
        "TILDE": "≈",
        "RISE_TO": "≥",
        "FALL_TO": "≤",
        "REACH_WORD": "≥",
        "GE_AFTER": "≥",
        "LE_AFTER": "≤",
        "LT_AFTER": "<",
        "OUTSIDE": ">",
        "ABOUT_AFTER": "≈",
        "CONTROL": "≤",
    }
)
LOWER: Final[tuple[Operator, ...]] = ("≥", ">")
UPPER: Final[tuple[Operator, ...]] = ("≤", "<")

# 12月 and 2022年 are dates, 3级 may be a grade: these are left to the rules.
NOT_SIMPLE: Final = frozenset(["年", "月", "日", "号", "季", "季度", "级", "周年"])
# Words that follow a bound or stand before it without changing it (30分钟内响应, 100%到位).
VERBS: Final = (
    "全部", "全面", "全额", "足额", "按时", "按期", "按规定", "按要求", "按计划", "及时", "准时",
    "如期", "依法", "均", "已", "实现", "完成支付", "支付完成", "完成验收", "验收完成", "完成建设",
    "建设完成", "完成发放", "发放完成", "完成率", "完成", "完工", "竣工", "开工", "动工", "到位",
    "到账", "响应", "发放", "下达", "下拨", "拨付", "拨款", "支付", "兑付", "兑现", "支出", "执行",
    "办结", "办理", "处理", "处置", "处理完毕", "修复", "维修", "解决", "整改", "反馈", "回复",
    "答复", "到达", "抵达", "出动", "送达", "报送", "上报", "提交", "交付", "交货", "验收",
    "验收合格", "合格", "达标", "投入使用", "投用", "启用", "使用", "运行", "上线", "建成", "建设",
    "新建", "改建", "实施", "落实", "开展", "举办", "组织", "培训", "新增", "采购", "购置", "购买",
    "安装", "覆盖", "全覆盖", "达成", "到岗", "入库", "录入", "审核", "审批", "公开", "公示",
    "结束", "结算", "决算", "清运", "清理", "缴纳", "发完", "完毕", "实施完毕", "享受", "受益",
    "保障", "补助", "资助", "救助", "发表", "编制", "印发", "印刷", "种植", "栽植", "治理", "巡查",
    "检查", "监测", "补贴", "奖励", "奖补", "收入", "支持", "服务",
)  # fmt: skip

_SUFFIX: Final = r"(?:\((?:含|含本数)\))?(?:及|或|或者)?以[上下内外]|之内|之间|内|左右|上下|起$|还?不[到足满]$|[整正]+(?=$|[^一-鿿])"
_SIGN_WORDS: Final = (
    "大于等于", "大于或等于", "大于或者等于", "高于等于", "高于或等于", "至少", "最少", "最低",
    "不低", "起码", "优于等于", "优于或等于", "小于等于", "小于或等于", "小于或者等于", "低于等于",
    "低于或等于", "至多", "最多", "最高", "大于", "超过", "高于", "多于", "突破", "超出", "优于",
    "超", "逾", "小于", "低于", "少于", "不足", "不满", "不到", "短于", "劣于", "等于", "大约", "约为",
    "约", "近", "大概", "大致", "达到", "达", "力争", "确保达到", "保持", "严格控制在", "控制在",
    "控制", "维持在", "保持在", "稳定在", "共计", "合计", "总计", "共有", "共", "为", "各", "计",
)  # fmt: skip

_RELATIVE_BASE: Final = (
    "上年", "去年", "上一年", "前年", "往年", "历年", "同期", "同类", "平均", "上期", "基期",
    "基年", "年初", "期初", "全省", "全国", "全市", "全县", "全区", "国家标准", "行业标准", "标准",
    "水平", "定额", "限额", "市场价", "价格", "合同", "批复", "概算", "约定",
    "计划", "预算", "规定", "目标", "预期",
)  # fmt: skip

_AIMS: Final = frozenset(["计划", "预算", "规定", "目标", "预期"])

# Those that are no part of a longer noun, so that what stands before them is a label.
_PLAIN_SIGN_WORDS: Final = (
    "大于等于", "大于或等于", "至少", "最少", "小于等于", "小于或等于", "至多", "最多", "大于",
    "超过", "高于", "多于", "突破", "小于", "低于", "少于", "不足", "等于", "达到", "达",
    "严格控制在", "控制在", "保持在", "维持在", "稳定在", "约为", "约",
)  # fmt: skip

# 不超过, 不能超过, 未超过, 严禁超过: what follows is excluded.
_NOT: Final = r"(?:(?:应该?|须|绝|决|从)?(?:不|未|没有?|勿)(?:应该?|得|能够?|可以?|宜|许|准|允许|会|再|要|曾)?|禁止|严禁|避免|防止)"
_ABOVE: Final = "(?:大于|超过|高于|多于|突破|超出|长于|优于|超|逾)"
_UNDER: Final = "(?:小于|低于|少于|短于|劣于|次于|不足|不满|不到)"

_MEASURES: Final = (
    "率", "度", "比例", "比重", "占比", "人数", "户数", "次数", "数量", "个数", "面积", "里程",
    "长度", "总量", "产量", "产值", "收入", "金额", "总额", "成本", "费用", "经费", "资金",
    "预算", "支出", "投资", "单价", "价格", "标准", "误差", "时间", "时长", "时限", "周期",
    "期限", "年限", "人均", "户均", "亩均", "平均", "温度", "浓度", "得分", "分值", "后", "期",
)  # fmt: skip

_RISES: Final = "增幅|提速|增产|涨幅|增速|提高|提升|增长|增加|上升|上涨|扩大|增收|延长|推迟|多"
_DROPS: Final = "降幅|下降|降低|减少|缩短|下调|压减|压缩|节约|节省|缩小|减轻|降本|节能|减排|提前|少"
_CHANGE: Final = (
    r"(?:有所|明显|显著|稳步|逐步|持续|进一步|略有|平均|年均|均|不断|大幅度?|实现|力争|相应|预计|可|逐年)*"
    rf"(?:{_RISES}|{_DROPS})"
    r"了?(?:幅度)?(?:[率量数]|比例)?(?:为|达到|达|在)?"
)
# 人均收入增长5%, 降低成本10%: what changes is named too.
_CHANGE_OF: Final = (
    rf"(?:[一-鿿A-Za-z]+?(?<![不未没无])(?<!没有)(?:{_RISES}|{_DROPS})(?<!多)(?<!少)(?:[率量数]|比例)?(?:为|达到|达)?|"
    rf"(?:{_RISES}|{_DROPS})(?<!多)(?<!少)[一-鿿]+?(?<![第至到]))"
)
RISE_TO: Final = r"(?:提高|提升|增长|增加|上升|上涨|扩大|恢复|增|升|涨)(?:到|至)"
FALL_TO: Final = r"(?:下?降低?|减少|缩短|下调|压减|压缩|缩小|控制|减|缩|压)(?:到|至)"
FALLS: Final = re.compile(_DROPS)

_BASELINE: Final = (
    r"[一-鿿]{0,6}?(?:上一?年|去年|前年|往年|历年|上期|基期|基年|年初|期初|同期|前[三两]年|近[三两]年|"
    r"全[省市国县区]|平均|(?:19|20)[0-9]{2}年|以往|以前|之前|前期|上一?季度?|上月|计划|目标|预算|概算|定额|市场价格?|初期|[改实][造施]前)"
    r"[一-鿿]{0,6}?"
)


def _longest_first(words: Iterable[str]) -> str:
    kept = sorted(set(words), key=lambda w: (-len(w), w))
    found = "|".join(map(re.escape, kept))
    if len(kept) < 6:
        return f"(?:{found})"
    # One look at the first character spares trying the words one by one.
    first = "".join(re.escape(char) for char in sorted({word[0] for word in kept}))
    return f"(?=[{first}])(?:{found})"


def _any(words: Iterable[str]) -> str:
    """Whether one of `words` stands here, whichever it is: the shortest tells of the longer."""
    kept = set(words)
    return _longest_first(
        word for word in kept if not any(word[:size] in kept for size in range(1, len(word)))
    )


def _repeated(words: Sequence[str]) -> str:
    """One or more of `words`, each text in one way only: 大于等于 goes, where 大于 and 等于 stand.

    Two ways to cut a text double the work with every word of it, where the match fails.
    """
    kept = set(words)
    for word in sorted(kept, key=len):
        if _is_made_of(word, kept - {word}):
            kept.remove(word)
    return f"(?:{_longest_first(kept)})+"


def _is_made_of(text: str, words: Set[str]) -> bool:
    """Whether `text` is one or more of `words`, one after the other."""
    return not text or any(
        text.startswith(word) and _is_made_of(text[len(word) :], words) for word in words
    )


def terminal_patterns(units: Units) -> tuple[tuple[str, str], ...]:
    """What stands for each ``@NAME@`` in the grammar file, given a set of units."""
    spelled = _longest_first(tuple(units.spellings))
    verbs = _longest_first(VERBS)
    doing = _repeated(VERBS)
    negated = f"{_NOT}(?:{_ABOVE}|{_UNDER}|达到?)"
    openers = f"(?:{negated}|{_longest_first(_SIGN_WORDS)})"
    stop = (
        rf"{_SUFFIX}|为(?=[优良中差合满限主宜准])|多|余|每|且|并且|同时|至|到|前|{_any(VERBS)}|[和与或](?=[0-9])|未(?!成年|来)|一(?![{WORDS_OF_ONE}])|(?:{RISE_TO}|{FALL_TO})(?=[0-9])|半(?=$|[^一-鿿]|以[上下内]|之?内|左右|余|多)|"
        rf"(?:{openers})(?=[0-9≥≤><=≈¥±])"
    )
    scale = r"(?:(?:万亿|[十百千]?[万亿]|[百千])(?![%‰]))"
    # Written with a sign (m², %), or holding a word that would end a noun.
    special = _longest_first(
        [word for word in units.spellings if not word.isalpha() or re.search(stop, word)]
    )
    # No numerals inside: 100万元分三年 is no unit.
    noun = rf"(?![半几一零〇])(?![OoIlQ](?![A-Za-z]))(?:(?!{stop})[一-鿿A-Za-zμ](?<![两二三四五六七八九十半]))+"
    # 平方米 counts nothing, so that 养护 in 5万平方米养护 is not what is counted: it trails.
    measured = _longest_first(
        [one for one, unit in units.spellings.items() if one.isalpha() and not units.counts(unit)]
    )
    measured = rf"(?>{measured})(?=(?:(?!{stop})[一-鿿]){{2,}}$)"
    # 5台(套), 3处(个): the form offers two measure words, and the clerk struck out neither.
    other = r"(?:\((?!含)[一-鿿]{1,2}(?<!含)(?<!以上)(?<!以下)(?<!以内)\))?"
    atom = rf"(?:{scale}?(?:{special}|{measured}|{noun}){other})"
    below = rf"(?![0-9]*[%‰])[0-9]*{scale}?(?:{special}|{noun}|半?年)"
    # 3/5天 is no unit: nobody can tell a fraction from so many in five days.
    unit = rf"(?:{atom}|(?:/(?![0-9])每?|每){below})(?:(?:/每?|每|[·*•]){below})*"
    grades = _longest_first(
        [
            word
            for _, scale_grades in GRADE_SCALES
            for grade in scale_grades
            for word in grade
            # A digit before 级 or 类 is a number with a unit: ≥3级.
            if not (word[0].isdigit() and word[-1] in "级类")
        ]
        + ["优良", "5A级", "4A级", "3A级", "2A级", "5A", "4A", "3A"]
    )
    bases = _longest_first(_RELATIVE_BASE)
    # 不超预算 and 达到预期 are words; only a sign makes a level of 预算, 目标 and the like.
    named = _longest_first([one for one in _RELATIVE_BASE if one not in _AIMS])
    levels = rf"[一-鿿0-9]{{0,12}}?(?:{named})[一-鿿]{{0,8}}$"
    # (?!$) is idle for matching. It keeps interegular, which Lark runs wherever it is installed,
    # from building automata of the word lists, which takes seconds. Every terminal has its own
    # priority, so that there is nothing for it to compare.
    ahead = (
        r"(?!$)(?:[+-]?[0-9]|[≥≤><=≈¥±~]|人民币[0-9]|[百千万]分之|"
        rf"(?:{openers})(?:[0-9≥≤><=≈¥±]|[百千万]分之))"
    )
    reach_ahead = rf"{ahead}|(?:{grades})(?:[及或]?以上)?$|(?:20)?[0-9]+[年月]"
    words_ahead = rf"{reach_ahead}|{levels}"
    closers = (
        "以上 以下 以内 以外 及以上 及以下 左右 人民币 至 到 和 与 且 第 正 负 百分之 千分之 万分之"
    )
    dangling = _repeated((*_SIGN_WORDS, *closers.split()))
    words = (
        rf"(?!(?:{negated})?(?:{dangling})?/?{scale}?(?:{spelled})?(?:/[^/]{{1,4}})?$)(?!第?[一-鿿]?[OoIl]+[一-鿿])"
        r"(?=.*[一-鿿])(?!.*(?:[Xx]{2}|第[五六七八九十]季|[百千万零〇一二三四五六七八九十OoIl]分之|^分之|\(\)))"
        r"[^0-9≥≤><=≈±%‰*#_@^~…×?¥¼-¾⅐-⅞①-⑳]+$"
    )
    date_ahead = (
        r"(?:19|20)?[0-9]{2}年|(?:19|20)[0-9]{2}[.\/-]|[0-9]{1,2}月|第[一二三四1-4]|[一二三四1-4]季|"
        r"年[底末内]|当年|本年|今年|次年|[上下]半年"
    )
    plain_signs = f"(?:{negated}|{_longest_first(_PLAIN_SIGN_WORDS)})"
    measures = _longest_first(_MEASURES)
    countable = _longest_first([one for one in units.spellings if one not in NOT_SIMPLE])
    label = (
        # 满意率≥95%, 误差不超过5%: words and then a sign that cannot be part of them.
        rf"[一-鿿][一-鿿、“”]*?(?<![不未没无勿]):?(?=[≥≤><=≈±]|(?:{plain_signs})(?:[0-9≥≤><=≈¥±]|[百千万]分之))|"
        # 合格率100%: a word for something measured and then its number.
        rf"[一-鿿]*?(?:{measures})[:为]?(?={ahead})|[一-鿿][一-鿿]+?[:为](?={ahead})|"
        # 带动就业50人: words, one number and a known unit, and nothing else.
        rf"(?<![一-鿿0-9])(?!以[上下内外])(?:[一-鿿](?<![第按至到零〇一二两三四五六七八九十百千万亿]))+(?<![^一-鿿][一-鿿])(?<!^.)"
        rf"(?=[0-9]+(?:\.[0-9]+)?[万亿]?(?:{countable})[一-鿿]{{0,3}}?(?:以[上下内])?$)"
    )
    # What denies, bounds or compares is no name of what the number measures: 不低于上年的95%.
    no_label = (
        r"(?:并|都)?(?:不是|非(?![一-鿿]*[率数量额税])|不等于|不为|不在)|"
        rf"(?:{negated}|{_longest_first(one for one in _PLAIN_SIGN_WORDS if len(one) > 1)})(?![一-鿿]*(?:{measures}))|"
        rf"[一-鿿]*?(?:不|未|没有?)(?:{verbs}|{_RISES}|{_DROPS})(?<![率多少])(?![一-鿿]*(?:{measures}))|"
        r"[一-鿿]*?(?:上一?年|去年|前年|同期|上期|基期|基年|期初|年初)[一-鿿]{0,3}?的?[0-9]|[一-鿿]*的[0-9]"
    )
    return (
        ("UNIT", unit),
        ("ONE_EACH", rf"{one_each(units)}[一-鿿]+$"),
        ("SUFFIX", _SUFFIX),
        ("AHEAD", ahead),
        ("SIGN_AHEAD", words_ahead),
        ("REACH_AHEAD", reach_ahead),
        ("OPENERS", openers),
        ("NOT", _NOT),
        ("ABOVE", _ABOVE),
        ("UNDER", _UNDER),
        ("GRADES", grades),
        ("VERBS", verbs),
        ("DOING", _repeated(VERBS)),
        ("DOINGS", rf"{doing}(?:,{doing})*"),
        ("UNITS", spelled),
        ("CHANGE", _CHANGE),
        ("CHANGE_OF", _CHANGE_OF),
        ("RISE_TO", RISE_TO),
        ("FALL_TO", FALL_TO),
        ("BASELINE", _BASELINE),
        ("CHANGING", rf"{_CHANGE}(?:$|{ahead})|(?:基本|大致|保持)?(?:持平|一致|不变|相当)$"),
        ("LEVEL", rf"(?:[一-鿿]|(?:19|20)[0-9]{{2}}年)*(?:{bases})[一-鿿]*$"),
        ("WORDS", words),
        # Right after a digit stands a unit, whatever follows it.
        ("LABEL", rf"(?<![0-9])(?!{no_label})(?:{label})"),
        ("DATE_AHEAD", date_ahead.replace("\\/", "/")),
    )


def grammar_text(units: Units) -> str:
    """`criteria.lark` with the names of `units` filled in."""
    from importlib.resources import files

    text = files("jixiao").joinpath("criteria.lark").read_text(encoding="utf-8")
    for name, pattern in terminal_patterns(units):
        text = text.replace(f"@{name}@", pattern.replace("/", r"\/"))
    return text
