"""Worded targets: texts without numbers that compare with a level or name grades.

不低于上年, 有所提高 behind a baseline, 良好及以上; what is none of them is words and no more.
"""

from __future__ import annotations

from collections.abc import Sequence

from .ahead import Ahead
from .automaton import Role
from .faults import SyntaxFault
from .phrases import Bound, Phrase
from .runs import are, is_inclusive, joins_grades, moves, tokens_of, whole_change
from .tokens import Vocabulary

__all__ = ["change_of", "worded"]


def worded(phrases: Sequence[Phrase], words: Vocabulary) -> list[Role]:
    """The terminals of a text of words: a comparison with a baseline, grades, or WORDS."""
    found = _relative(phrases) or _graded(phrases) or _leveled(phrases, words)
    return found or [Role("WORDS", None, phrases[0].start)]


def change_of(phrases: Sequence[Phrase]) -> Role:
    """How something moves beside a baseline: 有所提高, 持平.

    Raises:
        SyntaxFault: the words say something else.
    """
    direction = whole_change(tokens_of(phrases))
    if direction is None:
        raise SyntaxFault(phrases[0].start)
    return Role("HOLD" if direction == "hold" else "CHANGE", direction, phrases[0].start)


def _role(name: str, phrase: Phrase) -> Role:
    return Role(name, phrase.value, phrase.start)


def _relative(phrases: Sequence[Phrase]) -> list[Role]:
    if phrases[0].kind == "BASE":
        if whole_change(tokens_of(phrases[1:])) is None:
            return []
        return [_role("BASE", phrases[0]), change_of(phrases[1:])]
    if all("hold" in one.senses for one in tokens_of(phrases)):
        return [Role("HOLD", "hold", phrases[0].start)]
    return []


def _graded(phrases: Sequence[Phrase]) -> list[Role]:
    found: list[Role] = []
    state = ""
    for one in phrases:
        if one.kind == "BOUND" and state in ("", "BOUND"):
            found.append(_role("BOUND", one))
            state = "BOUND"
        elif one.kind == "GRADE" and state in ("", "BOUND", "OR"):
            found.append(Role("GRADE", one.text, one.start))
            state = "GRADE"
        elif state == "GRADE" and one.kind == "AFTER" and one.value == "≥":
            found.append(Role("AFTER", Bound("≥", False, False, one.text), one.start))
            state = "AFTER"
        elif state in ("GRADE", "AFTER") and one.kind == "WORD" and are(one.value, "grade-noun"):
            continue
        elif state == "GRADE" and joins_grades(one):
            found.append(Role("OR", one.text, one.start))
            state = "OR"
        elif state in ("GRADE", "AFTER") and one.kind == "BRACKET" and is_inclusive(one):
            continue
        else:
            return []
    return found if state in ("GRADE", "AFTER") else []


def _leveled(phrases: Sequence[Phrase], words: Vocabulary) -> list[Role]:
    """不低于上年, 高于全省平均水平, 保持上年规模."""
    while len(phrases) > 2 and phrases[0].kind == "WORD" and are(phrases[0].value, "manner"):
        phrases = phrases[1:]  # 略低于上年
    if len(phrases) < 2:
        return []
    head, rest = phrases[0], phrases[1:]
    tokens = tokens_of(rest)
    text = "".join(one.text for one in tokens)
    if head.kind == "BOUND" and not head.value.soft:
        if rest[0].kind == "BOUND" or Ahead(phrases, words).level(0) != "level":
            return []
        return [_role("BOUND", head), Role("LEVEL", text, rest[0].start)]
    past = any("past" in one.senses for one in tokens)
    if not past or not all(one.kind in ("WORD", "AFTER") for one in rest):
        return []
    kept = head.kind == "WORD" and "kept" in head.value[0].senses
    reached = head.kind == "BOUND" and head.value.soft
    if not kept and not reached:
        return []
    if any("verb" in one.senses or moves(one) for one in tokens):
        return []
    if reached and rest[-1].kind == "AFTER":
        text = text.removesuffix(rest[-1].text)
    first = _role("BOUND", head) if reached else Role("KEEP", head.text, head.start)
    return [first, Role("LEVEL", text, rest[0].start)]
