"""Words against words: an answer (是, 已建立, ☑), a grade, or the target's own words said again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..criteria import Doubt, Judgement, Qualitative, YesNo
from ..grades import GRADE_RANKS, stated_grade
from .beside import effect_of
from .characters import fold, squeeze
from .cleaning import clean
from .setting import Setting, aside, doubt
from .tokens import Token, scan

__all__ = ["judged_answer", "judged_words"]


# ---- yes or no


def judged_answer(criterion: YesNo, text: str, setting: Setting) -> Judgement:
    """Whether the answer that a text gives is the one that is asked for."""
    answer, doubts = _yes_or_no(text, setting)
    if answer is None:
        return Judgement(met=None, doubts=doubts)
    return Judgement(
        met=answer == criterion.expected, doubts=doubts, stated=YesNo(expected=answer, text=text)
    )


def _yes_or_no(text: str, setting: Setting) -> tuple[bool | None, tuple[Doubt, ...]]:
    """The answer that a text gives: 是, 已建立, √, ☑是 □否, 未建立."""
    word = clean(text).replace(" ", "")
    lexicon = setting.words.lexicon
    if word.lower() in lexicon.words("answer-yes"):
        return True, ()
    if word.lower() in lexicon.words("answer-no"):
        return False, ()
    tokens = scan(word, setting.words)
    unclear = None, (doubt("actual-words", f"“{text.strip()}”看不出是或否"),)
    if any("ticked" in one.senses for one in tokens):
        ticked = _ticked(word, setting)
        if ticked is None and "ticked" in tokens[0].senses:
            return _explained(True, tokens[1:], text, setting)  # √ 已公示
        return ticked, ()
    if len(tokens) > 1 and "join" in tokens[1].senses:
        if "yes" in tokens[0].senses or "no" in tokens[0].senses:
            return _explained("yes" in tokens[0].senses, tokens[2:], text, setting)
    if tokens and "hedged" in tokens[0].senses:
        return None, (doubt("actual-hedged", f"“{text.strip()}”说得不肯定，看不出是或否"),)
    if word.startswith(lexicon.words("negative-state")):
        return False, ()
    head, _, rest = word.partition("(")
    if head and rest:
        inside = scan(rest.rstrip(")"), setting.words)
        effect = effect_of(inside, setting, behind=True, beside=False, bracketed=True)
        found = _yes_or_no(head, setting)
        # 是（未验收） answers nothing; 是（已备案） and 否（待验收） say more of the answer.
        done = bool(inside) and "perfect" in inside[0].senses
        spoiled = effect.kind in ("open", "missed") and not done
        return unclear if found[0] and spoiled else found
    if any(one.kind == "number" for one in tokens):
        return unclear
    if tokens and "done" in tokens[0].senses and word[:1] in lexicon.words("already-mark"):
        turned = {"cancelled", "failed", "pending", "undone", "not"}
        return (True, ()) if all(turned.isdisjoint(one.senses) for one in tokens) else unclear
    return (True, ()) if stated_grade(text) == "reached" else unclear


#: Classes whose words answer once more, or say that it was done: ☑是 ☑否; 否，已公示.
_OTHER_ANSWER: Final = frozenset(("ticked", "yes", "no"))
_SAYS_DONE: Final = frozenset(
    ("done", "perfect", "verb", "already", "all-done", "early-done", "on-time", "reached-claim")
)


def _explained(
    answer: bool, rest: Sequence[Token], text: str, setting: Setting
) -> tuple[bool | None, tuple[Doubt, ...]]:
    """否，因机构改革推迟; √ 已公示; but 是，尚未公示, 是，逾期办理 and 否，已公示 answer nothing."""
    rest = [one for one in rest if one.text not in "()"]
    effect = effect_of(rest, setting, behind=True, beside=False)
    other = any(not _OTHER_ANSWER.isdisjoint(one.senses) or one.kind == "number" for one in rest)
    if answer:
        marks = setting.words.lexicon.words("already-mark")
        done = [one for one in rest if "done" in one.senses or "all-of-it" in one.senses]
        says = bool(rest) and (rest[0].text.startswith(marks) or rest[0] in done[:1])
        under_way = bool(rest) and rest[-1].text in setting.words.lexicon.words("going-on")
        fits = says and not under_way and effect.kind in ("fine", "doubt")
    else:
        why = bool(rest) and not {"cause", "pending"}.isdisjoint(rest[0].senses)
        fits = why or all(_SAYS_DONE.isdisjoint(one.senses) for one in rest)
    if other or not fits:
        return None, (doubt("actual-words", f"“{text.strip()}”看不出是或否"),)
    if effect.kind != "doubt":
        return answer, ()
    return answer, (aside(text.strip(), effect.quote),)


def _ticked(word: str, setting: Setting) -> bool | None:
    """√ alone is yes; in √是□否, 是□否√ and [√]是[]否 the ticked word answers."""
    lexicon = setting.words.lexicon
    ticks, marks = lexicon.words("ticked"), (*lexicon.words("ticked"), *lexicon.words("unticked"))
    tick, empty = ticks[0], lexicon.words("unticked")[0]
    for opening, closing in ("[]", "()"):
        word = word.replace(f"{opening}{tick}{closing}", tick).replace(f"{opening}{closing}", empty)
    if word[:1] not in (tick, empty) and word[-1:] in (tick, empty):
        word = _marks_first(word, (tick, empty))
    pieces: list[tuple[str, str]] = []
    for char in word:
        if char in marks:
            pieces.append((char, ""))
        elif pieces:
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + char)
        else:
            return None
    chosen = [text for mark, text in pieces if mark in ticks]
    if len(chosen) != 1:
        return None
    if not chosen[0]:
        return True if len(pieces) == 1 else None
    if chosen[0] in lexicon.words("answer-yes"):
        return True
    return False if chosen[0] in lexicon.words("answer-no") else None


def _marks_first(word: str, marks: Sequence[str]) -> str:
    """是□否√ as □是√否."""
    result, text = "", ""
    for char in word:
        if char in marks:
            result, text = result + char + text, ""
        else:
            text += char
    return result + text


# ---- words


def judged_words(criterion: Qualitative, text: str, setting: Setting) -> Judgement:
    """By a grade on the scale, a stated grade (达成), the same words, or their denial."""
    said = text.strip()
    word = clean(text).replace(" ", "")
    if criterion.grades:
        found = _by_grade(criterion, word, setting)
        if found is not None:
            return found
    grade = stated_grade(said)
    if grade == "partly" and word.startswith(setting.words.lexicon.words("nearly")):
        note = doubt("actual-hedged", f"“{said}”不是规定的等次，是达成还是部分达成由评价人评定")
        return Judgement(met=None, doubts=(note,))
    stated = Qualitative(words=word, text=text)
    if grade is not None:
        return Judgement(met=grade == "reached", stated=stated)
    wanted = _unexplained(fold(criterion.words).replace(" ", ""))
    if word == wanted or word == squeeze(criterion.text):
        return Judgement(met=True, stated=stated)
    if criterion.grades and any("after" in one.senses for one in scan(word, setting.words)):
        message = f"“{said}”只说在哪一等以上或以下，是否达成由评价人评定"
        return Judgement(met=None, doubts=(doubt("actual-words", message),), stated=stated)
    event = _by_event(wanted, word, setting)
    if event is not None:
        return Judgement(met=event, stated=stated)
    return _by_echo(wanted, word, said, stated, setting)


def _unexplained(words: str) -> str:
    """逐步改善 of 逐步改善（长期）: what stands in brackets at the end only explains."""
    head, opened, rest = words.partition("(")
    return head if head and opened and rest.find(")") == len(rest) - 1 else words


def _by_grade(criterion: Qualitative, word: str, setting: Setting) -> Judgement | None:
    stated = Qualitative(words=word, grades=(word,), text=word)
    met = criterion.meets_grade(word)
    if met is not None:
        close = not met and _next_best(criterion, word, setting)
        note = doubt("grade-close", f"“{word}”与“{criterion}”相近，按低一等读")
        return Judgement(met=met, stated=stated, doubts=(note,) if close else ())
    within = _grade_within(criterion, word, setting)
    if within is not None:
        return within
    each = tuple(word) if word in setting.words.lexicon.words("grade-pair", "both") else (word,)
    answers = [
        met if (met := criterion.meets_grade(one)) is not None else _other_scale(criterion, one)
        for one in each
    ]
    other = all(answers) if None not in answers and len(set(answers)) == 1 else None
    if other is None:
        return None
    note = doubt("grade-scale", f"“{word}”与“{criterion}”不是同一套等次，按相当的等次读")
    return Judgement(met=other, stated=stated, doubts=(note,))


#: Classes of the words that only say how a grade was found.
_BESIDE_GRADE: Final = frozenset((
    "done", "verb", "already", "fill", "measure", "thing", "result", "survey", "colon", "whole", "this-year", "manner",
))  # fmt: skip


def _grade_within(criterion: Qualitative, word: str, setting: Setting) -> Judgement | None:
    """评定为优秀, 验收合格: a grade among words that only say how it was found."""
    for grade in _grades_in(word):
        met = criterion.meets_grade(grade)
        before, _, behind = word.partition(grade)
        if met is None or before.count("(") > before.count(")"):
            continue  # of no scale that is asked for, or in brackets
        note = _beside_grade(word, before, behind, setting, met=met)
        alone = len(_grades_in(word)) == 1 and behind.startswith(",")
        if note is None and met is False and not before and alone:
            note = (aside(word, behind.lstrip(",")),)  # Ⅳ类，主要超标因子为总磷
        if note is not None:
            stated = Qualitative(words=word, grades=(grade,), text=word)
            return Judgement(met=met, stated=stated, doubts=note)
    return None


def _grades_in(word: str) -> list[str]:
    """The grades that stand in a text and in no longer one, and are not all of it."""
    found = list[str]()
    for grade in sorted(GRADE_RANKS, key=len, reverse=True):
        if grade in word and word != grade and not any(grade in longer for longer in found):
            found.append(grade)
    # 中 of 优秀等次公示中 is no grade beside 优秀.
    return [one for one in found if len(one) > 1] or found


def _beside_grade(
    word: str, before: str, behind: str, setting: Setting, *, met: bool
) -> tuple[Doubt, ...] | None:
    """The doubts of what stands beside a grade; None where it turns the grade or may do so."""
    bracket = behind if behind.startswith("(") and behind.find(")") == len(behind) - 1 else ""
    rest = "" if bracket else behind
    following = scan(rest, setting.words)
    if following and "grade-noun" in following[0].senses and "after" not in following[0].senses:
        following = following[1:]  # 优秀等次
    bounds = next((one.senses["after"] for one in following[:1] if "after" in one.senses), "")
    if bounds and not (met and bounds.startswith("≥")):
        return None  # 合格以上 may be 优秀, 优秀等次以下 is less
    around = [*scan(before, setting.words), *following]
    inside = scan(bracket.strip("()"), setting.words)
    effect = effect_of(inside, setting, behind=True, beside=False, bracketed=True)
    odd = [one for one in around if not _is_beside_grade(one, setting)]
    harms = setting.words.lexicon.words("harm-char")
    unknown = all(one.kind == "char" and not one.senses and one.text not in harms for one in odd)
    if effect.kind == "open" or not unknown:
        return None
    # 年均值达到Ⅱ类, 优秀（全市第二名）: words that nobody has listed, and none that turns it.
    quote = "".join(one.text for one in odd) or bracket
    return (aside(word, quote),) if quote else ()


def _is_beside_grade(token: Token, setting: Setting) -> bool:
    fine = not _BESIDE_GRADE.isdisjoint(token.senses) or setting.knows(token.text)
    return fine and "hedged" not in token.senses


def _next_best(criterion: Qualitative, word: str, setting: Setting) -> bool:
    """较高 beside 高, 基本合格 beside 合格: one grade is the other with a word of degree before it."""
    lexicon = setting.words.lexicon
    degrees = (*lexicon.words("weaker-than"), *lexicon.words("nearly"))
    return any(
        longer == degree + shorter
        for one in criterion.grades
        for longer, shorter in ((word, one), (one, word))
        for degree in degrees
    )


def _other_scale(criterion: Qualitative, word: str) -> bool | None:
    """优 against 合格: another word for 优 is on that scale."""
    for scale, rank in GRADE_RANKS.get(word, ()):
        for name, ranks in GRADE_RANKS.items():
            if (scale, rank) in ranks and name != word:
                met = criterion.meets_grade(name)
                if met is not None:
                    return met
    return None


def _by_event(wanted: str, word: str, setting: Setting) -> bool | None:
    """不超预算 is met by 未超预算, and missed by 超预算: an event, and whether it came about."""
    first, second = _event(wanted, setting), _event(word, setting)
    if not first[0] and not second[0] and _ends_in(second[1], first[1], setting):
        return True
    if first[0] or not first[1] or not second[1].startswith(first[1]):
        return None
    # 超预算3%: by how much is said too.
    rest = scan(second[1][len(first[1]) :], setting.words)
    if rest and (rest[0].kind != "number" or any("unit" not in one.senses for one in rest[1:])):
        return None
    return not second[0]


def _ends_in(said: str, event: str, setting: Setting) -> bool:
    """不良影响 in (未)对周边环境造成不良影响: the name and a word of happening stand before it."""
    if not event or not said.endswith(event):
        return False
    before = scan(said.removesuffix(event), setting.words)
    strange = [one for one in before if "occur" not in one.senses and not setting.knows(one.text)]
    names = [one for one in strange if one.text not in setting.known]
    return len("".join(one.text for one in names)) <= 1


def _event(words: str, setting: Setting) -> tuple[bool, str]:
    """Whether words say that something came about, and what."""
    lexicon = setting.words.lexicon
    negations = sorted(
        {*lexicon.words("zero"), *lexicon.words("none-said"), *lexicon.words("not")},
        key=len,
        reverse=True,
    )
    for head in negations:
        if words.startswith(head) and len(words) > len(head):
            return False, _core(words[len(head) :], setting)
    for head in sorted(lexicon.words("came-about"), key=len, reverse=True):
        words = words.removeprefix(head)
    return True, _core(words, setting)


def _core(words: str, setting: Setting) -> str:
    for head in sorted(setting.words.lexicon.words("occur"), key=len, reverse=True):
        if words.startswith(head) and len(words) > len(head):
            words = words.removeprefix(head)
            break
    for tail in setting.words.lexicon.words("passing"):
        words = words.replace(tail, tail[:1])
    return words


def _by_echo(wanted: str, word: str, said: str, stated: Qualitative, setting: Setting) -> Judgement:
    """得到有效保障 for 有效保障, 不及时 for 及时, 提高 for 显著提高."""
    if _denies(wanted, word, setting):
        note = doubt("actual-denied", f"“{said}”说没有做到“{wanted}”")
        return Judgement(met=False, doubts=(note,), stated=stated)
    if word in {one + wanted for one in setting.words.lexicon.words("weaker-than")}:
        note = doubt("actual-weaker", f"“{said}”比“{wanted}”说得轻，是否达成由评价人评定")
        return Judgement(met=None, doubts=(note,), stated=stated)
    word = ",".join(
        one for one in word.split(",") if wanted in one or not _denies_harm(one, setting)
    )
    if wanted in word:
        around = scan(word.replace(wanted, " ", 1), setting.words)
        exceeded = any("overrun" in one.senses and not setting.knows(one.text) for one in around)
        going_on = bool(around) and "going-on" in around[-1].senses  # 有效保障，整改中
        if not (exceeded or going_on) and all(_TURNING.isdisjoint(one.senses) for one in around):
            if _unknown_beside(wanted, word, setting) <= len(wanted):
                note = doubt("actual-padded", f"“{said}”含有指标值“{wanted}”，按相符读")
                return Judgement(met=True, doubts=(note,), stated=stated)
    note = doubt("actual-words", f"“{said}”与“{wanted}”不同，是否达成由评价人评定")
    return Judgement(met=None, doubts=(note,), stated=stated)


#: Classes of what is bad in itself: 故障, 事故.
_BAD: Final = frozenset(("failed", "thing-bad", "thing-kind", "amiss", "overrun"))


#: Classes of what is done.
_ACTING: Final = frozenset(("done", "verb", "dealing", "begun", "finished", "modal"))


def _denies_harm(clause: str, setting: Setting) -> bool:
    """未发生重大故障 behind 运行稳定可靠: a clause of its own which says that nothing bad came about."""
    happened, what = _event(clause, setting)
    tokens = scan(what, setting.words) if what and not happened else ()
    bad = [one for one in tokens if not _BAD.isdisjoint(one.senses)]
    # 未排除故障, 未处理投诉: that nothing was done about it is no good.
    return bool(bad) and all(
        one in bad or (_TURNING | _ACTING).isdisjoint(one.senses) or "occur" in one.senses
        for one in tokens
    )


def _unknown_beside(wanted: str, word: str, setting: Setting) -> int:
    """How many characters nobody knows stand in the clause that says the words of the target.

    持续优化，企业开办时间压缩至0.5天: what follows is an example, unless it harms.
    """
    head, _, tail = word.partition(wanted)
    harms = setting.words.lexicon.words("harm-char")
    apart = [*head.split(","), *tail.split(",")]
    if any(one in clause for one in harms for clause in apart):
        return len(word)
    beside = scan(f"{head.rpartition(',')[2]} {tail.partition(',')[0]}", setting.words)
    return sum(not one.senses and not setting.knows(one.text) for one in beside)


#: Classes of the words that turn what is echoed, or leave it open.
_TURNING: Final = frozenset((
    "not", "pending", "cancelled", "failed", "undone", "hedged", "plan", "amiss", "overdue-word", "negative-state",
))  # fmt: skip


def _denies(wanted: str, word: str, setting: Setting) -> bool:
    """不及时 for 及时, 提升不明显 for 明显提升, 延期 for 按期."""
    negations = setting.words.lexicon.words("negative-state")
    tokens = scan(word, setting.words)
    negative = next((one for one in negations if word.startswith(one)), "")
    rest = word.removeprefix(negative)
    # 未超支 does not deny 不超支、不挪用, which denies it itself.
    denies = negative and rest and not any(one + rest in wanted for one in negations)
    if denies and (wanted in rest or rest in wanted):
        return True
    if any(word.replace(one, "", 1) == wanted for one in negations if one in word):
        return True
    said = [one.text for one in tokens if "negative-state" not in one.senses]
    if len(said) < len(tokens):  # The same words in another order, one of them denied.
        if sorted(said) == sorted(one.text for one in scan(wanted, setting.words)):
            return True
    late = any("overdue-word" in one.senses for one in tokens)
    return late and "on-time-target" in setting.words.lexicon.of(wanted)
