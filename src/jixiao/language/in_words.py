"""Amounts in words: what an actual value says of a number that was wanted and is not written.

无 and 未发生 are 0 for what should not happen, 未完成 is 0 with a doubt, 全部完成 is 100% of a share;
超额完成 and 超支 decide without a number, by the direction of the target.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ..criteria import Comparison, Criterion, Doubt, Range
from ..quantities import ONE, Quantity
from .alone import by_words, said_alone
from .beside import effect_of
from .characters import squeeze
from .nothing import is_bad_thing
from .others import stem_of
from .setting import Achieved, Setting, doubt, left_open
from .tokens import Token

__all__ = [
    "all_of_it",
    "does_all",
    "said_in_words",
    "unit_of_target",
    "wants_none",
    "zero_of",
    "zero_words",
]


def unit_of_target(target: Criterion) -> str:
    """The unit of a target that is a number or a range; `""` for others."""
    return target.unit if isinstance(target, Comparison | Range) else ""


def wants_none(setting: Setting) -> bool:
    """Whether the target is 0 of something, or sets a limit to it."""
    target = setting.target
    none = isinstance(target, Comparison) and target.quantity.exact == 0
    return none or setting.is_limit


def zero_words(tokens: Sequence[Token], setting: Setting) -> bool:
    """Whether the words say that nothing happened: 无, 未发生安全事故; 全年零发生，未出现投诉."""
    parts = _parts(tokens)
    return all(_zero_clause(part, setting) for part in parts) and bool(parts)


def _parts(tokens: Sequence[Token]) -> list[list[Token]]:
    """The words between commas."""
    parts: list[list[Token]] = [[]]
    for one in tokens:
        if "join" in one.senses:
            parts.append([])
        else:
            parts[-1].append(one)
    return [part for part in parts if part]


def _beside_zero(tokens: Sequence[Token], setting: Setting) -> str:
    """社会大局稳定 in 社会大局稳定，未发生群体性事件: what else is said, and harms nothing; else `""`."""
    parts = _parts(tokens)
    others = [part for part in parts if not _zero_clause(part, setting)]
    harms = setting.words.lexicon.words("harm-char")
    for part in others:
        effect = effect_of(part, setting, behind=True, beside=False)
        bad = any("thing-bad" in one.senses or "not" in one.senses for one in part)
        harmed = any(harm in one.text for one in part for harm in harms)
        if bad or harmed or effect.kind in ("open", "missed"):
            return ""
    said = "，".join("".join(one.text for one in part) for part in others)
    return said if len(others) < len(parts) else ""


def _zero_clause(tokens: Sequence[Token], setting: Setting) -> bool:
    kept = [one for one in tokens if one.text not in "()"]
    if any("saved" in one.senses and not setting.knows(one.text) for one in kept):
        return False  # 无结余 is said of the money, not of what was done
    heads = _denials(setting)
    while kept and not any(kept[0].text.startswith(head) for head in heads):
        told = any(
            name in kept[0].senses for name in ("whole", "this-year", "year-within", "already")
        )
        if "half-year" in kept[0].senses or "quarter" in kept[0].senses:
            return False  # of the rest of the year nothing is said
        each = any("already" in kept[0].senses and one.senses for one in kept[:1])
        placed = "thing" in kept[0].senses and (
            len(kept) < len(tokens) or kept[0].text[0].isdecimal()
        )  # 各村均无返贫, 12345热线无投诉
        if not (told or each or placed) and not setting.knows(kept[0].text):
            break
        kept = kept[1:]
    plain = _without_tail("".join(one.text for one in kept), setting)
    for head in heads:
        if not plain.startswith(head):
            continue
        rest, occurs = plain[len(head) :], setting.words.lexicon.words("occur")
        if not rest or rest in occurs or setting.knows(rest):
            return True
        if any(rest.endswith(one) and setting.knows(rest.removesuffix(one)) for one in occurs):
            return True  # 无院内感染事件发生
        if setting.knows(_without_one(rest, setting)):
            return True  # 未发生一起交通事故
        things = [rest, *(rest[len(one) :] for one in occurs if rest.startswith(one))]
        if any(is_bad_thing(one, setting.words) for one in (*things, _without_one(rest, setting))):
            return True
    return False


def _denials(setting: Setting) -> list[str]:
    """What says that nothing came: 无, 未见, and a negation with a verb of happening (未形成)."""
    lexicon = setting.words.lexicon
    joined = (no + verb for no in lexicon.words("not") for verb in lexicon.words("occur"))
    heads = {*lexicon.words("none-said"), *lexicon.words("zero"), *joined}
    return sorted(heads, key=len, reverse=True)


def _without_tail(text: str, setting: Setting) -> str:
    """未发现违规情况 without 情况, which says nothing of its own."""
    lexicon = setting.words.lexicon
    for tail in lexicon.words("thing-tail"):
        rest = text.removesuffix(tail)
        if rest != text and rest.endswith(lexicon.words("thing-bad")):
            return rest
    return text


def _without_one(text: str, setting: Setting) -> str:
    """一起火灾, 1例死亡 without the number and its measure word: not one of them."""
    for one in (ONE, "1"):
        rest = text.removeprefix(one)
        if rest != text and "unit" in setting.words.senses.get(rest[:1], {}):
            return rest[1:]
    return text


def _nothing(said: str, tokens: Sequence[Token], setting: Setting) -> Achieved | None:
    """What 无, 未发生 or 社会大局稳定，未发生群体性事件 says; None for other words."""
    if not zero_words(tokens, setting):
        other = _beside_zero(tokens, setting)
        if not other or not wants_none(setting):
            return None
        found = _none_came(said, tokens, setting)
        note = doubt("actual-aside", f"“{said}”里的“{other}”没有参与判断")
        return found._replace(doubts=(*found.doubts, note))
    target = setting.target
    wanted = isinstance(target, Comparison) and target.quantity.exact != 0
    money = wanted and setting.words.is_money(unit_of_target(target))
    if money and not any("nothing" in one.senses for one in tokens):
        return left_open("actual-zero-words", f"“{said}”可能是没有花钱，也可能是没有做，请写数")
    if wants_none(setting):
        return _none_came(said, tokens, setting)
    return left_open("actual-zero-words", f"“{said}”可能是0，也可能是没有填，请写数")


def said_in_words(text: str, tokens: Sequence[Token], setting: Setting) -> Achieved:
    """What words alone say of a number that was wanted."""
    said = text.strip()
    target, upper = setting.target, setting.is_limit

    def has(name: str) -> bool:
        return any(name in one.senses for one in tokens)

    nothing = _nothing(said, tokens, setting)
    if nothing is not None:
        return nothing
    # 未开展 is done nothing; 取消 says nothing of how much was done before.
    cancelled = any("cancelled" in one.senses and "undone" not in one.senses for one in tokens)
    if has("attached"):
        return left_open("actual-attached", f"“{said}”没有写数，请把数写在这里")
    if cancelled and not setting.knows(said):
        return left_open("actual-cancelled", f"“{said}”说没有做，没有写完成数")
    if has("survey") and (has("undone") or has("not")):
        return left_open("actual-no-survey", f"“{said}”说没有测评，没有测评就没有这个数")
    if has("undone"):
        if upper or target.kind == "range":
            return left_open("actual-undone", f"“{said}”没有写数，看不出是不是0")
        if has("all-done") or has("all-due"):
            return _not_all(said, setting)
        zero = doubt("actual-undone", f"“{said}”按0计")
        return Achieved(zero_of(target, said), "ask", (zero,))
    alone = said_alone(tokens, _verdicts(setting), setting)
    if alone is not None and (alone.met is not None or alone.open):
        return by_words(said, alone, doubt("actual-words-only", f"“{said}”没有写数"))
    whole = said_alone(tokens, _ALL_DONE, setting)
    if isinstance(target, Comparison) and setting.words.is_share(target.unit):
        if does_all(tokens, setting) or _is_all_due(tokens) or (whole is not None and whole.met):
            return all_of_it(said)
        if whole is not None and whole.open:
            return by_words(said, whole, None)
    if has("pending") and alone is None:
        return left_open("actual-pending", f"“{said}”说还没有完成，没有写数")
    return left_open("actual-no-number", f"“{said}”没有写数")


#: Class → whether the target is met where its word is said, and where it is denied.
_ALL_DONE: Final = MappingProxyType({"all-done": (True, None)})
_OPEN: Final = (None, None)


def _verdicts(setting: Setting) -> Mapping[str, tuple[bool | None, bool | None]]:
    """What words without a number decide of a target of this direction.

    超支 misses a limit and 超额完成 reaches a floor, not the other way round; 逾期 and 提前 are said
    of time, not of money; and 没有超额 is no shortfall.
    """
    lower, upper = setting.is_floor, setting.is_limit
    time = setting.words.is_time(unit_of_target(setting.target))
    passed = (None if lower else False, True if upper else None)
    return {
        "overdue-word": passed if time else _OPEN,
        "overrun": passed,
        "excess": (True if lower or setting.operator is None else None, None),
        "saved": (True if upper else None, None),
        "early": (True if upper and time else None, None),
        "shortfall": (None if upper else False, None),
        "reached-claim": (None, False),
    }


def zero_of(target: Criterion, text: str) -> Comparison:
    """0 in the unit of the target."""
    return Comparison(quantity=Quantity(Decimal(0), unit_of_target(target)), text=text)


def _none_came(said: str, tokens: Sequence[Token], setting: Setting) -> Achieved:
    """未发生事故 is 0; 未发生重大事故 says nothing of the lesser ones."""
    narrows = setting.words.lexicon.words("thing-kind", "narrow")
    found = (
        word
        for one in tokens
        for word in narrows
        if one.text == word or (one.text.startswith(word) and "thing-bad" in one.senses)
    )
    narrow = next((word for word in found if not setting.knows(word)), None)
    doubts: tuple[Doubt, ...] = ()
    if other := _other_harm(tokens, setting):
        doubts = (doubt("actual-other", f"“{said}”说的是“{other}”，指标是“{setting.name}”"),)
    elif narrow is not None:
        note = f"“{said}”只说没有“{narrow}”的，没有说其余的，按0计"
        doubts = (doubt("actual-aside", note),)
    return Achieved(zero_of(setting.target, said), "ask", doubts, (f"“{said}”按0计",))


def _other_harm(tokens: Sequence[Token], setting: Setting) -> str:
    """死亡 in 未出现人员死亡 for 食物中毒人数: a bad thing that shares no word with the name."""
    asked = setting.known
    harms = setting.words.lexicon.words("thing-bad")
    if not any(one in asked for one in harms):
        return ""
    said = [one.text for one in tokens if "thing-bad" in one.senses]
    text = "".join(one.text for one in tokens)
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}
    return said[-1] if said and not any(pair in asked for pair in pairs) else ""


def all_of_it(said: str) -> Achieved:
    """100%, which words say."""
    value = Comparison(quantity=Quantity(Decimal(100), "%"), text=said)
    return Achieved(value, "ask", (doubt("actual-all-done", f"“{said}”按100%计"),))


def _is_all_due(tokens: Sequence[Token]) -> bool:
    """已实现应保尽保: nothing else is said; 落实应保尽保政策 and 城区应保尽保 say something else."""
    *before, last = tokens
    return "all-due" in last.senses and all({"done", "fill"} & one.senses.keys() for one in before)


def _not_all(said: str, setting: Setting) -> Achieved:
    """未做到应保尽保: less than all of it, which is not nothing."""
    note = doubt("actual-turned", f"“{said}”只说没有全部做到")
    if setting.words.is_share(unit_of_target(setting.target)):
        below = Comparison(operator="<", quantity=Quantity(Decimal(100), "%"), text=said)
        return Achieved(below, "ask", (note,))
    return Achieved(None, None, (note,))


def does_all(tokens: Sequence[Token], setting: Setting) -> bool:
    """按进度全部拨付, 均已投运: a word for all of it and one of doing, and nothing that turns them."""
    stem = stem_of(squeeze(setting.name), setting.words.lexicon)
    for index, one in enumerate(tokens):
        if "all-done" in one.senses:
            # 12个项目全部验收合格, 3200户补贴全部及时发放: one word says both.
            is_done = all(_GOES_ON & after.senses.keys() for after in tokens[index + 1 :])
        elif "all-of-it" in one.senses:
            is_done = _is_done(tokens[index + 1 :], stem)
        else:
            continue
        return is_done and effect_of(tokens, setting, behind=True, beside=False).kind == "fine"
    return False


_GOES_ON: Final = frozenset(("already", "fill", "manner", "done", "on-time"))


def _is_done(tokens: Sequence[Token], stem: str) -> bool:
    """Whether what follows a word for all of it is one of doing: 全部 … 拨付, 均已投运."""
    for one in tokens:
        # 全部一次性验收合格 for 合格率: what the rate is of.
        if {"done", "on-time"} & one.senses.keys() or (
            len(one.text) > 1 and stem.endswith(one.text)
        ):
            return True
        if not {"already", "fill", "manner"} & one.senses.keys():
            return False
    return False
