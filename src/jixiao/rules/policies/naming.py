"""Sections of words: what names tell of directions, and what may be monitored how."""

from __future__ import annotations

from decimal import Decimal

import attrs

from ..fields import (
    PATTERNS,
    POINTS,
    WORDS,
    by,
    choice,
    records,
)
from .records import (
    LIGHTS,
    OUTLOOKS,
    Likelihood,
    Outlook,
    Rule,
)

__all__ = ["DirectionWords", "Monitoring"]


# Each name that is looked up asks for it by this hash.
@attrs.frozen(kw_only=True, cache_hash=True)
class DirectionWords:
    """Which way is better where only a plain value is stated, as the name tells.

    See `jixiao.rules.directions` for how the lists work together.

    Attributes:
        less: bad things, of which less is better (投诉, 事故).
        flaws: faults of the work itself (差错, 超时): less is better whatever verb stands before.
        more: good things and what is done (合格, 处理): higher is better.
        curbs: verbs of lessening (减少, 下降): more of it is better, whatever it lessens.
        acts: verbs that deal with a bad thing; before it they make a count of work of it.
        cures: those of them that have only bad things for their object (治理, 化解): a rate too.
        tails: words that may follow a bad thing without changing its meaning (发生, 率, 次数).
        ends: regular expressions for names of which less is better (…响应时间, …成本控制率).
        denials: what turns a good thing into a bad one and a bad one into a good one (不合格).
        absent: what says, before a bad thing, that there is none of it (无事故).
        people: ends of words for those who are dealt with: 救助对象返贫人数 counts who fell back.
        places: ends of words for where, when or on what: 治理区水土流失率.
        which: regular expressions for what stands between a verb and its object and says only
            which or how many.
        amiss: ends of words for what is done against the rules (违规使用资金数).
        proper: words before a bad thing that say it is done as it should be (达标排放).
        outcomes: bad things that come about in spite of the work; nothing can be done to them.
        occurs: words for the coming about or the growth of a bad thing.
        cost_kinds: level-1 or level-2 kinds of which less is better.
        good_kinds: such kinds of which more is better, where a name tells nothing (满意度).
        received: words of money that others receive (补助): under such a kind less may be too
            little, so that neither way is taken for granted.
        each: words of names whose money is each one's (人均), as by a unit 元/人.
        spendings: ends of names of what the unit itself spends (奖励支出): less is better.
        standards: ends of names of such money that is paid as it is set (补助标准): neither way,
            whatever the kind.
        time_kinds: level-2 kinds under which a span of time is better the shorter.
        lasting: words of what is to last or to come early all the same (运行, 提前).
    """

    less: tuple[str, ...] = attrs.field(metadata=by(WORDS))
    more: tuple[str, ...] = attrs.field(metadata=by(WORDS))
    flaws: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    curbs: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    acts: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    cures: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    tails: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    ends: tuple[str, ...] = attrs.field(default=(), metadata=by(PATTERNS))
    denials: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    absent: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    people: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    places: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    which: tuple[str, ...] = attrs.field(default=(), metadata=by(PATTERNS))
    amiss: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    proper: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    outcomes: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    occurs: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    cost_kinds: tuple[str, ...] = attrs.field(metadata=by(WORDS))
    good_kinds: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    received: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    each: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    spendings: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    standards: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    time_kinds: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    lasting: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    rule: Rule


@attrs.frozen(kw_only=True)
class Monitoring:
    """Mid-year lights (绩效运行监控): bounds of progress against time, and their outlooks.

    Attributes:
        red_below, yellow_below, blue_from: bounds of the ratio.
        outlooks: the outlook of each light.
        states: units of a state, which does not grow over the year (%, 分贝).
        times: units of a time: a state where it is limited, an amount where it is asked for.
        each: words of names whose times do not add up (平均, 质保).
        done: ends of names of shares of the year's work (支付进度率), which do grow.
        well_done: words of names that are states all the same (支付及时率).
        standing: names of what stands at a level and does not grow, whatever its unit (指数, 日均).
    """

    red_below: Decimal = attrs.field(metadata=by(POINTS))
    yellow_below: Decimal = attrs.field(metadata=by(POINTS))
    blue_from: Decimal = attrs.field(metadata=by(POINTS))
    outlooks: tuple[Likelihood, ...] = attrs.field(
        metadata=by(
            records(
                Likelihood,
                light=choice(*LIGHTS),
                outlook=choice(*OUTLOOKS),
            )
        )
    )
    states: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    times: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    each: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    done: tuple[str, ...] = attrs.field(default=(), metadata=by(PATTERNS))
    well_done: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    standing: tuple[str, ...] = attrs.field(default=(), metadata=by(PATTERNS))
    rule: Rule

    def outlook(self, light: str) -> Outlook:
        """完成目标可能性 of a light."""
        return next(one.outlook for one in self.outlooks if one.light == light)
