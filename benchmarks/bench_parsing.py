"""Reading indicator values, against the floor of the engine and against other libraries.

Every figure is a ratio of two medians of one run; nothing here is an absolute time.
The values are the 26 distinct ones of a published table (巴州自然资源局, 2022).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import timeit
from collections.abc import Callable

import lark

from jixiao.parsing import read_criteria, read_criterion

VALUES = (
    "=4人 =5058.32平方米 =5辆 =113人 =4条 >=15次 >=5批 >=10次 =6套 =12次 =100% >=90% >=98% >=95% "
    "<=8小时 <=24小时 2022年10月31日以前 <=84.26万元 <=0.72万元 <=176.45万元 <=16.8万元 <=8.80万元 "
    "<=44万元 <=60.2万元 有效保障 显著提高"
).split()
COLUMN = VALUES * (1_000_000 // len(VALUES))


def seconds(work: Callable[[], object], *, number: int, repeat: int = 15) -> float:
    """The median time of one call."""
    return statistics.median(timeit.repeat(work, number=number, repeat=repeat)) / number


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


def each(read: Callable[[str], object], texts: list[str]) -> Callable[[], object]:
    def work() -> None:
        for text in texts:
            read(text)

    return work


def cold() -> float:
    floor = one_token()
    read_criterion("≥95%")
    base = seconds(each(floor, VALUES), number=20) / len(VALUES)
    ours = seconds(each(read_criterion, VALUES), number=20) / len(VALUES)
    print(f"一个值到判断标准 / 单记号 Lark 解析：{ours / base:.2f}（上限 2.2）")
    return ours


def column(ours: float) -> None:
    whole = seconds(lambda: read_criteria(COLUMN), number=1, repeat=5)
    rate = len(COLUMN) / whole
    print(
        f"一百万个值的一列：{rate / 1e6:.1f} 百万个/秒（下限 15），是逐个读的 {rate * ours:.0f} 倍（下限 150）"
    )


def imports() -> None:
    def run(code: str) -> float:
        return seconds(
            lambda: subprocess.run([sys.executable, "-c", code], check=True), number=1, repeat=15
        )

    bare = run("pass")
    print(
        f"import jixiao / import attrs：{(run('import jixiao') - bare) / (run('import attrs') - bare):.2f}（上限 1.5）"
    )
    print(f"同上，含解释器启动：{run('import jixiao') / run('import attrs'):.2f}")


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


if __name__ == "__main__":
    cost = cold()
    column(cost)
    imports()
    peers()
