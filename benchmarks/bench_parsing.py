"""Reading indicator values, against the floor of the engine and against other libraries.

Every figure is a ratio of two medians of one run; nothing here is an absolute time. A figure
beyond its limit fails the run. VALUES are the 26 distinct ones of a published table
(巴州自然资源局, 2022), WORDED are forms that offices write in words.
"""

from __future__ import annotations

import re
import resource
import statistics
import subprocess
import sys
import time
import timeit
from collections.abc import Callable
from decimal import Decimal

import lark

from jixiao.language import parse, read_criteria, read_criterion

VALUES = (
    "=4人 =5058.32平方米 =5辆 =113人 =4条 >=15次 >=5批 >=10次 =6套 =12次 =100% >=90% >=98% >=95% "
    "<=8小时 <=24小时 2022年10月31日以前 <=84.26万元 <=0.72万元 <=176.45万元 <=16.8万元 <=8.80万元 "
    "<=44万元 <=60.2万元 有效保障 显著提高"
).split()
WORDED = (
    "不低于95% 不少于15次 不超过84.26万元 控制在5%以内 95%以上 95%及以上 达95%以上 至少百分之九十五 大于等于90% "
    "约300人 200余人 近百人 80%-90% 3至5天 ±3%以内 (5,10]% 10~15个 3.5元/人·月 每季度至少1次 每人每月500元 1次/月 "
    "12次/年 每年12月底前 12月底前 2022年12月底前 2022年10月31日以前 2022年6月-12月 1-12月 2022年全年 11月底完成100% "
    "12月底前100%到位 同比增长5% 较上年提高3个百分点 比2021年下降10% 同比下降 不低于上年 ≥95%以上且不超过100% "
    "≥5次，≤8次 有效保障 显著提高 良好以上 二级及以上 Ⅲ类 优或良 零事故 是 不适用 共计36期 三分之二 2小时以内 五万元"
).split()
FEW = VALUES * (1_000_000 // len(VALUES))
MANY = [f">={number // 100}.{number % 100:02d}%" for number in range(200, 100_200)] * 10


def seconds(work: Callable[[], object], *, number: int, repeat: int = 15) -> float:
    """The median processor time of one call."""
    times = timeit.repeat(work, number=number, repeat=repeat, timer=time.process_time)
    return statistics.median(times) / number


def one_token() -> Callable[[str], object]:
    """The least a Lark LALR parse can cost: a grammar of one token, its result built inline."""

    class Build:
        def start(self, children: list[object]) -> object:
            return children[0]

    parser = lark.Lark(
        "start: ANY\nANY: /.+/",
        parser="lalr",
        lexer="contextual",
        transformer=Build(),  # type: ignore[arg-type]
    )
    return parser.parse


_HAND = re.compile(r"\s*(>=|<=|=|>|<)?\s*([0-9]+(?:\.[0-9]+)?)\s*(.*?)\s*")


def by_hand(texts: list[str]) -> list[object]:
    """What one writes in an afternoon: one regex, one dict, and nothing that it does not know."""
    memo: dict[str, object] = {}
    found = []
    for text in texts:
        value = memo.get(text)
        if value is None:
            match = _HAND.fullmatch(text)
            value = (match[1], Decimal(match[2]), match[3]) if match else text
            memo[text] = value
        found.append(value)
    return found


def each(read: Callable[[str], object], texts: list[str]) -> Callable[[], object]:
    def work() -> None:
        for text in texts:
            read(text)

    return work


class Figures:
    """Prints ratios and remembers those beyond their limits."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def at_most(self, name: str, value: float, limit: float) -> None:
        print(f"{name}：{value:.2f}（上限 {limit}）")
        if value > limit:
            self.missed.append(name)


def cold(figures: Figures) -> None:
    floor = one_token()
    base = seconds(each(floor, VALUES), number=20) / len(VALUES)
    ours = seconds(each(read_criterion, VALUES), number=20) / len(VALUES)
    figures.at_most("表中的 26 个值 / 单记号 Lark 解析", ours / base, 1.2)
    ratios = {
        text: seconds(lambda text=text: read_criterion(text), number=50, repeat=7)
        / seconds(lambda text=text: floor(text), number=50, repeat=7)
        for text in WORDED
    }
    figures.at_most("文字写法的中位数，同上", statistics.median(ratios.values()), 2)
    slowest = max(ratios, key=ratios.__getitem__)
    figures.at_most(f"其中最慢的（{slowest}）", ratios[slowest], 6)
    target = parse("≥95%")
    met = seconds(lambda: target.is_met("96.1%"), number=200)
    figures.at_most("is_met('96.1%')，同上", met / base, 1)


def column(figures: Figures) -> None:
    for name, texts, limit in (("26", FEW, 1.4), ("100,000", MANY, 2.0)):
        ours = seconds(lambda texts=texts: read_criteria(texts), number=1, repeat=5)
        hand = seconds(lambda texts=texts: by_hand(texts), number=1, repeat=5)
        figures.at_most(f"一百万个值、{name} 个不同的一列 / 手写的正则加字典", ours / hand, limit)


def used(code: str) -> float:
    """The processor time of a fresh interpreter that runs `code`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def processes(figures: Figures) -> None:
    def over(code: str) -> float:
        return statistics.median(used(code) - used("pass") for _ in range(15))

    figures.at_most(
        "import jixiao / import attrs", over("import jixiao") / over("import attrs"), 1.5
    )
    first = over("import jixiao; jixiao.parse('80%-90%')")
    figures.at_most("新进程里第一个 80%-90% / import lark", first / over("import lark"), 3)


def peers() -> None:
    for name, texts, read in (_quantulum(), _jionlp(), _recognizers(), _pint()):
        if read is None:
            print(f"{name}：未安装")
            continue
        theirs = seconds(each(read, texts), number=3, repeat=5) / len(texts)
        mine = seconds(each(read_criterion, texts), number=10, repeat=5) / len(texts)
        print(f"{name} / jixiao，在它读得懂的 {len(texts)} 个文字上：{theirs / mine:.1f} 倍")


Peer = tuple[str, list[str], Callable[[str], object] | None]


def _quantulum() -> Peer:
    texts = ["100%", "90%", "24 h", "8.80"]
    try:
        from quantulum3 import parser
    except ImportError:
        return "quantulum3", texts, None
    parser.parse(texts[0])
    return "quantulum3", texts, parser.parse


def _jionlp() -> Peer:
    texts = ["84.26万元", "176.45万元", "16.8万元", "44万元"]
    try:
        import jionlp
    except ImportError:
        return "jionlp", texts, None
    jionlp.parse_money(texts[0])
    return "jionlp", texts, jionlp.parse_money


def _recognizers() -> Peer:
    texts = ["100%", "90%", "98%", "95%"]
    try:
        from recognizers_number import recognize_percentage
    except ImportError:
        return "recognizers-text", texts, None
    return "recognizers-text", texts, lambda text: recognize_percentage(text, "zh-cn")


def _pint() -> Peer:
    import pint

    registry = pint.UnitRegistry(None)
    for unit in ("人", "次", "辆", "条"):
        registry.define(f"{unit} = [{unit}]")
    return "pint（字符串）", ["4 人", "15 次", "5 辆", "4 条"], registry.Quantity


def main() -> int:
    figures = Figures()
    cold(figures)
    column(figures)
    processes(figures)
    peers()
    return 1 if figures.missed else 0


if __name__ == "__main__":
    sys.exit(main())
