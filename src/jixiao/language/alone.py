"""Words alone: what an actual value says that states no number and no date.

超额完成, 超支, 提前完成, 逾期 decide by themselves, but only where every other word is understood
and none turns them: 不能按时完成 is not 按时完成, 拟超额完成 is not done, 太多 is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from ..criteria import Doubt
from .beside import effect_of
from .setting import Achieved, Setting, aside, doubt
from .tokens import Token

__all__ = ["Alone", "by_words", "said_alone", "turning"]

#: The sense of a word that decides nothing without its number: 多, 少.
_AMOUNT: Final = "amount"
#: Classes whose words turn what stands beside them, or leave it undecided.
_TURNING: Final = frozenset(
    ("not", "negative-state", "none-said", "plan", "modal", "hedged", "partial")
)
#: Those of them that deny what follows.
_DENYING: Final = frozenset(("not", "negative-state", "none-said"))
#: Classes that add nothing to what was missed: 逾期未完成, 超支，正在整改.
_MISSED: Final = frozenset(("pending", "undone", "undone-time", "cancelled", "failed", "begun"))


class Alone(NamedTuple):
    """What the words decide.

    Attributes:
        word: the word that decides.
        met: whether the target is met; None where the words leave it open.
        open: the word that leaves it open; `""` if there is none.
        aside: a word that plays no part; `""` if there is none.
    """

    word: str
    met: bool | None
    open: str = ""
    aside: str = ""


def said_alone(
    tokens: Sequence[Token],
    verdicts: Mapping[str, tuple[bool | None, bool | None]],
    setting: Setting,
) -> Alone | None:
    """What the words say by a word of the classes of `verdicts`.

    Args:
        tokens: the whole text.
        verdicts: class → whether the target is met where it is said, and where it is denied; of
            a word of two classes the first counts.
        setting: what the text is read against.

    Returns:
        None where no such word stands there. Two words that disagree leave it open.
    """
    found = []
    for index, token in enumerate(tokens):
        name = next((one for one in verdicts if token.senses.get(one, _AMOUNT) != _AMOUNT), None)
        if name is not None:
            found.append(_read(tokens, index, verdicts[name], setting))
    if not found:
        return None
    turned = next((one for one in found if one.open), None)
    if turned is not None and not any(one.met is False for one in found):
        return turned
    decided = [one for one in found if one.met is not None]
    if len({one.met for one in decided}) > 1:
        return Alone(decided[0].word, None, open=decided[-1].word)
    return (decided or found)[0]


def by_words(said: str, alone: Alone, reason: Doubt | None) -> Achieved:
    """What the words decide, or the word that leaves it open; `reason` says what is not written."""
    if alone.open:
        message = f"“{said}”里的“{alone.open}”使“{alone.word}”不能直接算作完成情况"
        return Achieved(None, None, (doubt("actual-words", message),))
    doubts = [] if reason is None else [reason]
    if alone.aside:
        doubts.append(aside(said, alone.aside))
    return Achieved(None, alone.met, tuple(doubts))


def _read(
    tokens: Sequence[Token],
    index: int,
    verdict: tuple[bool | None, bool | None],
    setting: Setting,
) -> Alone:
    word = tokens[index].text
    before, denied = _without_denial(tokens[:index])
    met = verdict[denied]
    before = _without_compared(before)
    # 超出目标任务: what is exceeded is no plan.
    behind = [one for one in _without_lengths(tokens[index + 1 :]) if "of-target" not in one.senses]
    if met is False:
        # What was done about it, 超支，已追加, takes nothing from it.
        clause = takewhile(lambda one: "join" not in one.senses, behind)
        behind = [one for one in clause if _MISSED.isdisjoint(one.senses)]
    turned = turning((*before, *behind), setting)
    if turned is not None:
        return Alone(word, None, open=turned.text)
    aside = ""
    for part, is_behind in ((before, False), (behind, True)):
        effect = effect_of(part, setting, behind=is_behind, beside=False)
        if effect.kind == "doubt":
            aside = effect.quote
        elif effect.kind != "fine":
            return Alone(word, None, open=effect.quote)
    return Alone(word, met, aside=aside)


def _without_denial(before: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """The words without the negation right before the word that decides: 未, 没有, 不能."""
    index = len(before)
    while index > 0 and "modal" in before[index - 1].senses:
        index -= 1
    if index > 0 and not _DENYING.isdisjoint(before[index - 1].senses):
        return before[: index - 1], True
    return before, False


def _without_compared(before: Sequence[Token]) -> list[Token]:
    """The words without what the word compares with: 较计划滞后, 比原定时间早了."""
    return [
        one
        for index, one in enumerate(before)
        if index == 0 or "than" not in before[index - 1].senses or "plan" not in one.senses
    ]


def _without_lengths(behind: Sequence[Token]) -> list[Token]:
    """The words without a stretch of time, which only says by how much: 提前一周报送."""
    kept = list(behind)
    for index in reversed(range(len(kept) - 1)):
        counted = kept[index].kind in ("numeral", "number")
        if counted and "span-of-time" in kept[index + 1].senses:
            del kept[index]
    return kept


def turning(tokens: Sequence[Token], setting: Setting) -> Token | None:
    """The first word that denies, hedges, plans or takes a part, the measured thing apart."""
    for one in tokens:
        if not _TURNING.isdisjoint(one.senses) and not setting.knows(one.text):
            return one
    return None
