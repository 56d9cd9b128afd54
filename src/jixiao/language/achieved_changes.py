"""The change (较上年提高3%) that an actual value says came about.

A change is read as in a target, which leaves the words before it aside; here they count: 预计同比
增长9% has not come about, and 部分企业增长5% is not the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import dropwhile, pairwise
from typing import Final, Literal

import attrs

from ..criteria import Comparison, Criterion, Doubt, Range, Relative
from ..quantities import Quantity, as_number
from .achieved import achieved_amount
from .alone import turning
from .beside import effect_of
from .clauses import Clause, Stated
from .cleaning import clean
from .others import of_another
from .reading import read_criterion
from .setting import Achieved, Setting, aside, clauses_in, doubt, left_open
from .tokens import Token, scan

__all__ = ["achieved_change"]

_CHANGES: Final[tuple[Literal["rise", "fall", "hold"], ...]] = ("rise", "fall", "hold")


def achieved_change(text: str, target: Relative, setting: Setting) -> Achieved:
    """The change, or the level, that an actual value states.

    Raises:
        CriterionError: a damaged number.
        UnitError: every number is of another kind than the target's.
    """
    said = text.strip()
    found, tokens = clauses_in(text, setting.words)
    held = [one.text for one in tokens if "hold" in one.senses]
    if held and any({"rise", "fall"} & one.senses.keys() for one in tokens):
        note = f"“{said}”一处说“{held[0]}”，一处说有变化，看不出以哪个为准"
        return left_open("actual-several", note)
    read = read_criterion(text, units=setting.units, lexicon=setting.words.lexicon)
    if isinstance(read, Relative):
        other = _other_base(read, target, setting)
        if other:
            return left_open("actual-other", f"“{said}”{other}")
        kept = [one for one in read.doubts if one.code != "leading-words"]
        return _weighed(said, read, tokens, setting, kept)
    computed = _computed(said, found, target, setting)
    if computed is not None:
        return computed
    if isinstance(read, Comparison | Range) and not any(
        one.code.endswith("-words") for one in read.doubts
    ):
        return Achieved(read, "ask", read.doubts)
    pieces = _pieces(text)
    for at, piece in enumerate(pieces):
        inner = read_criterion(piece, units=setting.units, lexicon=setting.words.lexicon)
        if isinstance(inner, Relative):
            for rest in pieces[at + 1 :]:
                if spoiling := _spoiling(scan(rest, setting.words), setting):
                    return _turned(said, spoiling)
            aside = doubt("actual-aside", f"“{said}”里其余的话没有参与判断")
            return _weighed(said, inner, scan(piece, setting.words), setting, (aside,))
    if not any(clause.numbers for clause in found):
        worded = _by_words(said, target, tokens, setting)
        if worded is not None:
            return worded
    unit = target.amount.unit if target.amount is not None else ""
    level = Comparison(quantity=Quantity(Decimal(1), unit), text=target.text)
    stated = achieved_amount(text, attrs.evolve(setting, target=level))
    if stated.met != "ask" or stated.value is None:
        return Achieved(None, None, stated.doubts)
    return stated


def _other_base(stated: Relative, target: Relative, setting: Setting) -> str:
    """环比下降6.3% for 同比下降5%以上: it is compared with something else."""
    mine, wanted = stated.baseline, target.baseline
    alike = _last_year_words(setting)
    if mine is None or wanted is None or mine == wanted:
        return ""
    if all(any(base.startswith(one) for one in alike) for base in (mine, wanted)):
        return ""
    return f"是与“{mine}”比，指标是与“{wanted}”比"


def _computed(
    said: str, found: Sequence[Clause], target: Relative, setting: Setting
) -> Achieved | None:
    """上年18.3万元，本年19.1万元: the change that two levels make; None without both."""
    numbers = [one for clause in found for one in clause.numbers]
    levels = [one.value for one in numbers if isinstance(one.value, Comparison)]
    last = [_is_last_year(one, setting) for one in numbers]
    names = ("上年", "本年") if any(last) else ("原来", "后来")
    if not any(last) and len(numbers) == 2:
        # 由36.2%提升到36.7%
        last = ["from" in one.before[-1].senses if one.before else False for one in numbers]
    if len(levels) != len(numbers) or sorted(last) != [False, True]:
        return None
    if any(one.operator is not None for one in levels) or not all(
        _is_plain(one, setting) for one in numbers
    ):
        return None
    before, after = (levels[0], levels[1]) if last[0] else (levels[1], levels[0])
    moved = _moved(before.quantity, after.quantity, target.amount, setting)
    if moved is None:
        return None
    change: Literal["rise", "fall", "hold"] = "hold"
    if moved.exact:
        change = "rise" if moved.exact > 0 else "fall"
    size = Quantity(as_number(abs(moved.exact)), moved.unit)
    value = Relative(
        baseline=target.baseline, change=change, amount=size if moved.exact else None, text=said
    )
    note = doubt("actual-computed", f"“{said}”按{names[0]}{before}、{names[1]}{after}比较")
    return Achieved(value, "ask", (note,))


def _last_year_words(setting: Setting) -> list[str]:
    """上年, 同期, and 2022年 in a table of 2023."""
    words = [*setting.words.lexicon.words("last-year")]
    if setting.year is not None:
        words.append(f"{setting.year - 1}年")
    return words


def _is_last_year(stated: Stated, setting: Setting) -> bool:
    words = _last_year_words(setting)
    return any(token.text.startswith(one) for token in stated.before for one in words)


def _is_plain(stated: Stated, setting: Setting) -> bool:
    """Whether nothing beside a number but its year says what it is: 本年待支付17.1万元 is no level."""
    last = _last_year_words(setting)
    before = [
        token
        for token in stated.before
        if not any(token.text.startswith(one) for one in last) and "this-year" not in token.senses
    ]
    if any("plan" in token.senses for token in before):
        return False
    told = [(before, False), (stated.behind, True)]
    return all(effect_of(one, setting, behind=behind).kind == "fine" for one, behind in told)


def _moved(
    before: Quantity, after: Quantity, amount: Quantity | None, setting: Setting
) -> Quantity | None:
    """By how much a level moved, in the unit that the target asks for; None if that is open."""
    share = setting.words.is_share(before.unit)
    if before.unit != after.unit:
        if not before.unit or setting.units.relation(after.unit, before.unit) is None:
            return None
        after = Quantity(as_number(after.in_unit(before.unit, units=setting.units)), before.unit)
    moved = after.exact - before.exact
    if amount is None or amount.unit == before.unit:
        # 85% to 88% may be 3 points or 3.5%.
        return None if amount is not None and share else Quantity(as_number(moved), before.unit)
    if setting.words.is_share(amount.unit) and not share and before.exact:
        return Quantity(as_number(moved / before.exact * 100), amount.unit)
    if share and setting.units.relation(before.unit, amount.unit) is not None:
        return Quantity(as_number(moved), amount.unit)
    return None


def _pieces(text: str) -> list[str]:
    """达到215万元 and 较上年增长4.1%."""
    folded = clean(text)
    for mark in ",;()":
        folded = folded.replace(mark, "；")
    return [piece for piece in folded.split("；") if piece.strip()]


def _weighed(
    said: str,
    value: Criterion,
    tokens: Sequence[Token],
    setting: Setting,
    doubts: Sequence[Doubt],
) -> Achieved:
    """The change, unless a word beside it says that it has not come about."""
    doubts = list(doubts)
    bounded = {
        id(one) for one, two in pairwise(tokens) if "not" in one.senses and "bound" in two.senses
    }
    # 未低于上年: the negation belongs to the bound.
    turned = turning([one for one in tokens if id(one) not in bounded], setting)
    if turned is not None:
        return _turned(said, turned.text)
    last = max((at for at, one in enumerate(tokens) if _changes(one)), default=len(tokens))
    other = of_another(tokens[:last], None, setting)
    if other:
        doubts.append(doubt("actual-other", f"“{said}”{other}"))
    rough = next((one.text for one in tokens if one.senses.get("hold") == "rough"), "")
    if rough and not setting.names(rough):
        doubts.append(doubt("actual-hedged", f"“{said}”里的“{rough}”按持平计，可能略高或略低"))
    for part, behind in ((tokens[:last], False), (_behind_amount(tokens[last + 1 :]), True)):
        effect = effect_of(part, setting, behind=behind, beside=False)
        if effect.kind == "unread" and not (behind or _is_harmful(effect.quote, setting)):
            # 粮食单产提高3%: what changed, in words that nobody has listed.
            effect = effect._replace(kind="doubt")
        if effect.kind == "doubt":
            doubts.append(aside(said, effect.quote))
        elif effect.kind != "fine":
            return _turned(said, effect.quote)
    return Achieved(value, "ask", tuple(doubts))


#: Classes of the words that belong to the amount of a change: 了6%以上.
_OF_AMOUNT: Final = frozenset(
    (
        "change-tail", "unit", "scale", "general-measure", "after", "bound", "soft", "share", "more",
    )
)  # fmt: skip


def _behind_amount(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands behind 6% in 提高6%，有待核实."""
    return [
        *dropwhile(
            lambda one: one.kind in ("number", "numeral") or not _OF_AMOUNT.isdisjoint(one.senses),
            tokens,
        )
    ]


def _spoiling(tokens: Sequence[Token], setting: Setting) -> str:
    """What takes a change back that was stated before it (提高6%，有待核实); "" where nothing does."""
    if any(one.kind == "number" for one in tokens):
        return ""
    for one, other in pairwise(tokens):
        if "not" in one.senses and "reached-claim" in other.senses:
            return one.text + other.text  # 但未达到要求
    effect = effect_of(tokens, setting, behind=True, beside=False)
    harmless = effect.kind in ("fine", "doubt") or (
        effect.kind == "unread" and not _is_harmful(effect.quote, setting)
    )
    return "" if harmless else effect.quote


def _is_harmful(text: str, setting: Setting) -> bool:
    harms = setting.words.lexicon.words("harm-char")
    return any(char in harms for char in text)


def _changes(token: Token) -> bool:
    return any(name in token.senses for name in _CHANGES)


def _turned(said: str, quote: str) -> Achieved:
    return left_open("actual-words", f"“{said}”里的“{quote}”使这个变化不能直接算作实际的变化")


def _by_words(
    said: str, target: Relative, tokens: Sequence[Token], setting: Setting
) -> Achieved | None:
    """提高, 未提高, 有所提高: a change without its number; None where no word says one."""
    at = next((index for index, one in enumerate(tokens) if _changes(one)), None)
    if at is None:
        return None
    change = next(name for name in _CHANGES if name in tokens[at].senses)
    denied = at > 0 and "not" in tokens[at - 1].senses
    if not denied and target.amount is not None and change == target.change:
        return left_open("actual-no-number", f"“{said}”没有写变化了多少")
    if not denied:
        return _weighed(said, Relative(change=change, text=said), tokens, setting, ())
    if change == target.change and turning(tokens[: at - 1], setting) is None:
        note = doubt("actual-denied", f"“{said}”说没有做到“{target.text}”")
        return Achieved(None, False, (note,))
    return _turned(said, tokens[at - 1].text)
