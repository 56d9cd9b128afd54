"""Shares that are written as a part and a whole: 264/300, 问卷300份，满意276份."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final

from ..criteria import Comparison, Criterion
from ..quantities import Quantity, as_number, format_number
from .beside import effect_of
from .characters import squeeze
from .clauses import Clause, Stated, role_of
from .numerals import number_of
from .others import stem_of
from .setting import Achieved, Setting, clauses_in, doubt
from .tokens import Vocabulary, scan

__all__ = ["fraction_of", "fraction_parts"]

# A part of a whole, not a piece of a longer number, of a date or of a unit.
_FRACTION: Final = re.compile(
    r"(?<![0-9.,/])([0-9][0-9,]*(?:\.[0-9]+)?)/([0-9][0-9,]*(?:\.[0-9]+)?)(?![0-9.,/])"
)
#: Classes whose words turn a part into its rest: 不合格1只.
_TURNED: Final = frozenset(("not", "negative-state", "failed", "pending", "undone", "none-said"))
#: How near to the end of a rate's name a word stands that says how it must be done.
_NEAR: Final = 6
#: Classes of what was to be done: 应整改100处, 计划开工20个.
_DUE: Final = frozenset(("plan", "aim", "modal"))


def fraction_parts(text: str) -> tuple[Decimal, Decimal] | None:
    """Numerator and denominator that an actual value states: 264/300, 88%（264/300）; None without.

    A part is not greater than its whole, and a date (10/31) beside other numbers is none.
    """
    found = _FRACTION.findall(squeeze(text))
    if len(found) != 1:
        return None
    top, bottom = number_of(found[0][0]), number_of(found[0][1])
    if top is None or bottom is None or bottom <= 0 or top > bottom:
        return None
    return top, bottom


def fraction_of(criterion: Criterion, text: str, setting: Setting) -> Achieved | None:
    """264/300 against a share is 88%, and so is 问卷300份，满意264份; None where nothing is so said."""
    if not isinstance(criterion, Comparison) or criterion.unit not in ("%", "‰", ""):
        return None
    whole = squeeze(text)
    parts: tuple[Decimal | Fraction, Decimal | Fraction] | None
    if _FRACTION.fullmatch(whole):
        parts = fraction_parts(whole)
    elif criterion.unit and not any(sign in whole for sign in "%‰％"):
        parts = _spoken(text, setting)
    else:
        parts = None
    if parts is None:
        return None
    top, bottom = parts
    value = _share(Fraction(top) / Fraction(bottom), text)
    note = doubt("actual-fraction", f"“{text.strip()}”按{_written(top)}÷{_written(bottom)}计")
    # 264/300 beside 按期办结率 answers what is asked; 办结98件 may have been late.
    unsaid = "" if _FRACTION.fullmatch(whole) else _unsaid(whole, setting)
    if unsaid:
        asks = doubt("actual-other", f"“{text.strip()}”没有写多少是“{unsaid}”的")
        return Achieved(value, None, (note, asks))
    return Achieved(value, "ask", (note,))


def _share(number: Fraction, text: str) -> Comparison:
    return Comparison(quantity=Quantity(as_number(number)), form="fraction", text=text)


def _unsaid(text: str, setting: Setting) -> str:
    """按期 of 按期办结率, 一次 of 一次合格率, where a part is told without it; `""` where none is.

    办结98件 does not say that they were in time.
    """
    lexicon = setting.words.lexicon
    stem = stem_of(squeeze(setting.name), lexicon)
    for name in ("in-time", "first-time"):
        words = lexicon.words(name)
        # 首次执行案件执结率 counts first cases, and asks nothing of how they were closed.
        asked = next((one for one in words if one in stem[-_NEAR:]), "")
        late = lexicon.words("overdue-word") if name == "in-time" else ()
        if asked and not any(one in text for one in (*words, *late)):
            return asked
    return ""


def _written(number: Decimal | Fraction) -> str:
    return format_number(as_number(number) if isinstance(number, Fraction) else number)


def _spoken(text: str, setting: Setting) -> tuple[Fraction, Fraction] | None:
    """The part and the whole of 应检640台，实检621台: two counts of one thing, and perhaps the rest.

    The words at the part are those of the name (满意度, 检验率), and nothing turns them. A rest
    (不合格5批次) is taken from the whole.
    """
    # What the rate is of: 满意 of 满意度, 检验 of 电梯检验率.
    stem = stem_of(squeeze(setting.name), setting.words.lexicon)[-2:]
    found, _ = clauses_in(text, setting.words)
    # 合格118人（其中1人补考合格）: what stands in brackets explains, if it says the same.
    if any(
        clause.depth and clause.numbers and not _repeats(clause, stem, setting.words)
        for clause in found
    ):
        return None
    numbers = [one for clause in found if not clause.depth for one in clause.numbers]
    if numbers and not _is_time(numbers[0], setting):
        # 另3件逾期2日办结: how long something took is none of the counts.
        numbers = [one for one in numbers if not _is_time(one, setting)]
    counts = [one for one in numbers if _is_count(one)]
    if not stem or not 2 <= len(counts) <= 3 or len(counts) != len(numbers):
        return None
    if not _alike(counts, setting):
        return None
    amounts = [_amount(one, counts[0], setting) for one in counts]
    kinds = [_kind_of(counts, index, stem, setting) for index in range(len(counts))]
    if len(counts) == 3:
        return _of_three(amounts, kinds, setting)
    due = any(not _DUE.isdisjoint(token.senses) for token in counts[0].before)
    if kinds == ["part", "rest"]:
        if due:  # 应整改100处，未整改25处
            return amounts[0] - amounts[1], amounts[0]
        return amounts[0], amounts[0] + amounts[1]  # 回访19件，还有1件没回访
    at = amounts.index(min(amounts)) if amounts[0] != amounts[1] else 1
    whole, smaller = amounts[1 - at], amounts[at]
    if whole <= 0 or kinds[at] == "" or kinds[1 - at] == "rest":
        return None
    if not due and all(stem in "".join(token.text for token in one.before) for one in counts):
        return None  # 上半年合格100批次，下半年合格95批次
    return (smaller if kinds[at] == "part" else whole - smaller), whole


def _repeats(clause: Clause, stem: str, words: Vocabulary) -> bool:
    """Whether a clause has the word of the name, and none that turns it: 其中1人补考合格."""
    tokens = [*clause.words]
    for one in clause.numbers:
        tokens += (*one.before, *scan(one.noun, words), *one.behind)
    bad = _TURNED | {"cancelled", "postponed", "overdue-word", "amiss", "made-up"}
    return stem in clause.text and all(bad.isdisjoint(token.senses) for token in tokens)


def _of_three(
    amounts: Sequence[Fraction], kinds: Sequence[str], setting: Setting
) -> tuple[Fraction, Fraction] | None:
    """1873件已办结1870件，3件延期; 发放问卷500份，收回486份，满意462份."""
    whole, rest = max(amounts), min(amounts)
    part = sum(amounts, Fraction(0)) - whole - rest
    if whole == part + rest and kinds[amounts.index(part)] == "part":
        return part, whole
    # Each is counted out of the one before it; the answer stands if it is the same of both.
    if not amounts[0] >= amounts[1] >= amounts[2] > 0 or kinds[2] != "part" or "rest" in kinds:
        return None
    shares = (_share(rest / one, "") for one in amounts[:2])
    met = {setting.target.decides(one, units=setting.units) for one in shares}
    return (rest, part) if len(met) == 1 else None


def _kind_of(counts: Sequence[Stated], index: int, stem: str, setting: Setting) -> str:
    """``part`` where the words at a count are those of the name, ``rest`` where they are turned."""
    one = counts[index]
    around = [*one.before, *scan(one.noun, setting.words)]
    if index:
        # 300件中逾期12件: the words between are read with the first unit.
        around += scan(counts[index - 1].noun, setting.words)
    if index + 1 == len(counts):
        around += one.behind
    said = "".join(token.text for token in around)
    turned = any(
        not _TURNED.isdisjoint(token.senses) and not setting.knows(token.text) for token in around
    )
    bad = turned or any("thing-bad" in token.senses for token in around)
    same = index == 1 and _is_spent(counts, stem, setting)
    if same or any(char in said for char in stem) or _is_done_of_due(counts, index, stem, setting):
        if turned or _is_denied(said, stem, setting):
            return "rest"
        return "part" if not index or _is_done(one, stem, setting) else ""
    # 登记4127对，差错0对: none of them is bad, whatever it is called.
    return "rest" if bad and one.value.quantity.number == 0 else ""


def _is_spent(counts: Sequence[Stated], stem: str, setting: Setting) -> bool:
    """支出312万元 behind 到位资金320万元, for 执行率."""
    spent = setting.words.lexicon.words("spent")
    first, second = ([token.text for token in one.before] for one in counts[:2])
    known = partial(role_of, known=setting.knows, share=setting.words.is_share)
    plain = all(known(one) == "level" for one in counts[:2])
    return (
        stem in spent
        and plain
        and not any(one in spent for one in first)
        and (any(one in spent for one in second))
    )


def _is_done_of_due(counts: Sequence[Stated], index: int, stem: str, setting: Setting) -> bool:
    """实检1180批次 behind 应检1200批次: so many of those that were due, where doing is what counts."""
    if not index:
        return False
    due, done = counts[index - 1].before, counts[index].before
    really = any(token.senses.get("result") == "strong" for token in done[:1])
    act = "".join(token.text for token in done)[1:2]
    doing = stem in setting.words.lexicon.words("rate-of-doing") or (act and act in stem)
    return really and bool(doing) and any(not _DUE.isdisjoint(token.senses) for token in due[:1])


def _is_denied(said: str, stem: str, setting: Setting) -> bool:
    """未就业, 不及时: the word of the name behind a negation, whatever both together mean elsewhere."""
    before, found, _ = said.partition(stem)
    return bool(found) and before.endswith(setting.words.lexicon.words("not"))


def _is_done(one: Stated, stem: str, setting: Setting) -> bool:
    """Whether a count is one achieved: 计划整改98处 is none, nor 责令整改98处.

    What belongs to the name or says "of these" is taken as read: 其中304份填写满意.
    """
    role = role_of(one, known=setting.knows, share=setting.words.is_share)
    told = [token for token in one.before if stem not in token.text and "part" not in token.senses]
    effect = effect_of(told, setting, behind=False)
    return role in ("level", "part", "each") and effect.kind in ("fine", "doubt")


def _amount(stated: Stated, first: Stated, setting: Setting) -> Fraction:
    """A count in the unit of the first: 1780万元 beside 1.94亿元."""
    quantity, unit = stated.value.quantity, first.value.unit
    if not unit or not quantity.unit or unit == quantity.unit:
        return Fraction(quantity.number)
    return Fraction(quantity.in_unit(unit, units=setting.units))


def _is_time(stated: Stated, setting: Setting) -> bool:
    return isinstance(stated.value, Comparison) and setting.words.is_time(stated.value.unit)


def _is_count(stated: Stated) -> bool:
    value = stated.value
    return stated.kind == "number" and isinstance(value, Comparison) and value.operator is None


def _alike(counts: Sequence[Stated], setting: Setting) -> bool:
    units = sorted({one.value.unit for one in counts} - {""})
    return bool(units) and all(
        setting.units.relation(one, units[0]) is not None for one in units[1:]
    )
