"""Words beside a number: whether they leave an achieved number as it is.

A word that no class of the lexicon allows there leaves the question open and is quoted; nothing is
read over because it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from ..criteria import Comparison
from .characters import squeeze
from .nothing import is_bad_thing
from .setting import Setting
from .tokens import Token, scan

__all__ = [
    "FINE",
    "FINISHING",
    "SAYS",
    "Effect",
    "claims",
    "effect_of",
    "is_start",
    "taken_off",
    "turned_behind",
    "unknown_run",
]


class Effect(NamedTuple):
    """What words do to the number beside them: ``fine``, ``doubt``, ``open``, ``missed``, ``claimed``."""

    kind: str
    quote: str = ""


FINE: Final = Effect("fine")
#: Classes whose words may stand beside an achieved number.
_HARMLESS: Final = frozenset(
    (
        "done", "verb", "already", "fill", "measure", "thing", "result", "total", "manner", "inclusive",
        "whole", "this-year", "every", "unit", "year", "month", "day", "quarter", "half-year", "with", "and",
        "rise", "fall", "move", "scale", "after", "to", "by", "from", "grade", "between", "amid", "hold",
        "on-time", "all-done", "all-due", "early-done", "thing-kind", "place", "rank", "colon", "possessive", "half",
        "ordinal", "grade-noun", "end", "before", "school", "near", "soft", "reach", "aside",
        "part", "sign", "dealing", "whole-amount", "exclusive", "partial", "only", "really", "energy", "kept", "padding", "extreme", "part-scope", "wide-scope", "date-column", "reached-claim", "compared",
    )
)  # fmt: skip
#: Classes whose words say that a thing was done.
FINISHING: Final = frozenset(("finished", "done", "verb", "result", "all-done", "on-time"))
_ACTING: Final = frozenset(("done", "verb", "result"))
_ONLY_UNIT: Final = frozenset(("unit", "place"))
#: Classes whose words say what was done to the number behind them: the last of them counts.
SAYS: Final = frozenset(("done", "verb", "result", "move", "reach", "to"))
#: Classes whose words make a number another one than the one achieved.
_HARMFUL: Final = (
    "pending", "cancelled", "failed", "made-up", "amiss", "undone", "undone-time", "instalment", "elsewhere",
)  # fmt: skip
#: All classes whose words are known beside a number, harmless or not.
_KNOWN: Final = _HARMLESS.union(_HARMFUL, (
    "not", "begun", "plan", "hedged", "none-said", "aside-fine", "cause", "remaining", "bound",
    "excess", "overrun", "shortfall", "early", "saved", "earlier-years", "survey", "attached",
    "corrected", "overdue-word", "of-target", "aim", "baseline", "period-on-period",
    "join", "nothing", "yes", "no", "zero", "short-of", "thing-bad", "postponed", "modal", "stage",
))  # fmt: skip
#: Effects after which the further words change nothing.
_SETTLING: Final = frozenset(("open", "missed", "unread"))


def effect_of(
    tokens: Sequence[Token],
    setting: Setting,
    *,
    behind: bool,
    beside: bool = True,
    bracketed: bool = False,
) -> Effect:
    """What the words beside a number do to it: the first that harms it, else the first doubt.

    Args:
        tokens: the words, in the order of the text.
        setting: what the indicator and its target say; their own words are not held against it.
        behind: whether the words stand behind the number, else before it.
        beside: whether they belong to the clause of the number itself.
        bracketed: whether they stand in brackets.
    """
    doubt = FINE
    words = _Beside(tokens, setting, behind=behind, beside=beside, bracketed=bracketed)
    for effect in words.effects():
        if effect.kind in _SETTLING:
            return effect
        if doubt is FINE:
            doubt = effect
    return doubt


class _Beside:
    """The words on one side of a number, asked from the first to the last what they do to it."""

    def __init__(
        self,
        tokens: Sequence[Token],
        setting: Setting,
        *,
        behind: bool,
        beside: bool,
        bracketed: bool,
    ) -> None:
        self._tokens = tokens
        self._setting = setting
        self._behind = behind
        self._beside = beside
        self._bracketed = bracketed
        self._acted = not behind and any(not _ACTING.isdisjoint(one.senses) for one in tokens)

    def effects(self) -> Iterator[Effect]:
        """The effect of each word and each run of unknown characters."""
        tokens = self._tokens
        dealt = False
        index = 0 if self._behind else taken_off(tokens, self._setting)
        if not self._behind and not index:
            index = self._before_act()
            if index:
                yield Effect("doubt", "".join(one.text for one in tokens[:index]))
        while index < len(tokens):
            token = tokens[index]
            senses = token.senses
            if "dealing" in senses:
                dealt = True
            elif not ("thing" in senses or not senses or "failed" in senses):
                dealt = False
            if "going-on" in senses and self._is_going_on(index):
                yield Effect("open", tokens[index - 1].text + token.text)  # 整改中
            if "ongoing" in senses and not self._behind:
                if _is_under_way(tokens, index, self._setting):
                    yield Effect("open", token.text + tokens[-1].text)
            passed = self._passed(index)
            if passed:
                index += passed
                continue
            run = unknown_run(tokens, index) or _stray_rank(tokens, index, behind=self._behind)
            if run:
                effect, index = self._unknown(run, index)
                yield effect
            else:
                yield self._known(index, dealt=dealt)
                index += 1

    def _is_going_on(self, index: int) -> bool:
        """中 behind a verb at the end of what stands behind a number: it is still being done."""
        last = self._behind and 0 < index == len(self._tokens) - 1
        return last and not {"verb", "done"}.isdisjoint(self._tokens[index - 1].senses)

    def _before_act(self) -> int:
        """追加后办了22场: how many words tell what came before the act; they are no part of it."""
        if _is_of_share(self._setting):
            return 0
        end = next((at for at, one in enumerate(self._tokens) if "since" in one.senses), 0)
        behind = self._tokens[end + 1 :]
        run = unknown_run(behind, 0)
        done = any(
            not _ACTING.isdisjoint(one.senses) and self._setting.knows(one.text)
            for one in behind[:1]
        )
        ended = bool(run) and bool(behind[1:2]) and behind[1].text[0] in _ends(self._setting)
        return end + 1 if end and (done or ended) else 0

    def _following(self, index: int) -> Token | None:
        return self._tokens[index + 1] if index + 1 < len(self._tokens) else None

    def _passed(self, index: int) -> int:
        """How many words from `index` on only say what or how many there were."""
        token = self._tokens[index]
        if "occur" in token.senses and _is_limit(self._setting):
            return 1  # 出现1起 for =0起: what came about is what is counted
        following = self._following(index)
        measured = token.kind == "numeral" and following and "unit" in following.senses
        return 2 if measured and not self._beside else 0  # 四个站5月底前挂牌

    def _unknown(self, run: str, index: int) -> tuple[Effect, int]:
        """What the unknown `run` that begins at `index` does, and the index behind it."""
        tokens, begin = self._tokens, index
        index += max(sum(1 for _ in takewhile(_is_unknown, tokens[index:])), 1)
        known = self._known_head(begin, run)
        if known == len(run):
            return FINE, index
        ended = index < len(tokens) and tokens[index].text[0] in _ends(self._setting)
        if ended and _is_act(run + tokens[index].text, self._setting):
            run, index = run + tokens[index].text, index + 1  # 做了, 修好
        if not self._behind and index < len(tokens) and tokens[index].senses.keys() <= _ONLY_UNIT:
            run, index = run + tokens[index].text, index + 1  # 报名: no unit before its number
        if begin > 0 and "perfect" in tokens[begin - 1].senses:
            # 6篇已投稿: what stands behind 已 is what was done, and no noun.
            last = not self._behind and index >= len(tokens)
            done = self._setting.knows(run) or _is_act(run, self._setting, alone=last)
            # 已上牌, 已完稿: the verb comes first.
            done = done or (len(run) > 1 and run[0] in _ends(self._setting))
            return (Effect("doubt", run) if done else Effect("unread", run)), index
        if not self._setting.knows(run) and self._is_said_of_it(begin, index):
            return Effect("unread", run), index
        if any(self._is_said_in(at) for at in range(begin, index)):
            return Effect("open", run), index
        bracketed = self._bracketed or (self._behind and _names_thing(tokens[index:]))
        self._acted = self._acted or (bool(known) and not self._behind) or self._is_object(begin)
        run = self._without_thing(run[known:])
        last = not self._behind and index >= len(tokens)
        return _unknown(
            run, self._setting, acted=self._acted, last=last, bracketed=bracketed
        ), index

    def _is_said_of_it(self, begin: int, index: int) -> bool:
        """被摘牌5个, 硬杠杠是30场: what was done to it, or what number it is, nobody can read."""
        lexicon = self._setting.words.lexicon
        rest = self._tokens[index:]
        # 被困群众30人: what was done to them only tells which.
        if not rest and begin > 0 and self._tokens[begin - 1].text in lexicon.words("passive"):
            return True
        rest = [one for one in rest if "possessive" not in one.senses]  # 前任定的是30场
        return not self._behind and len(rest) == 1 and rest[0].text in lexicon.words("copula")

    def _is_object(self, begin: int) -> bool:
        """4座均已完工并通过蓄水验收: what stands behind a verb where something was finished before."""
        if not self._behind or begin == 0:
            return False
        senses = self._tokens[begin - 1].senses
        acts = not _ACTING.isdisjoint(senses) and {"begun", "plan", "fill"}.isdisjoint(senses)
        return acts and any("finished" in one.senses for one in self._tokens[: begin - 1])

    def _known_head(self, begin: int, run: str) -> int:
        """How much of `run` ends a word of the name that a unit cuts: 换 of 轮换粳稻 for 粮食轮换量."""
        before = self._tokens[begin - 1] if begin > 0 else None
        if before is None or len(before.text) > 1 or not set(before.senses) <= {"rank", "unit"}:
            return 0
        name = self._setting.name
        return next((end for end in range(len(run), 0, -1) if before.text + run[:end] in name), 0)

    def _without_thing(self, run: str) -> str:
        """栽设 of 栽设消火栓 for 消火栓新建: what was done to the thing that the name asks for."""
        ends = range(2, len(run) - 1)
        thing = next((run[at:] for at in ends if self._setting.names(run[at:])), "")
        act = run.removesuffix(thing)
        return act if thing and _is_act(act, self._setting) else run

    def _known(self, index: int, *, dealt: bool) -> Effect:
        senses = self._tokens[index].senses
        if "points-unit" in senses and not self._tokens[index].text.isalnum():
            return Effect("unread", self._tokens[index].text)  # 97.4%%
        if "negative-state" in senses or ("not" in senses and "none-said" not in senses):
            return _negated(self._tokens, index + 1, self._setting)
        if self._behind and index == len(self._tokens) - 1 and "bound" in senses:
            if "pending" in self._setting.words.senses.get(self._tokens[index].text[0], {}):
                return Effect("open", self._tokens[index].text)  # 320户公示期未满
        harm = self._harm(index, dealt=dealt)
        return harm or self._unfinished(index) or self._narrowed(index) or FINE

    def _harm(self, index: int, *, dealt: bool) -> Effect | None:
        """作废, 虚报, 不合格: the number is none that was achieved, unless that is what is counted."""
        token, senses = self._tokens[index], self._tokens[index].senses
        known = self._setting.names
        if "bad-measure" in senses and not known(token.text):
            return Effect("open", token.text)
        harmful = next((name for name in _HARMFUL if name in senses), None)
        if harmful is None or (harmful == "elsewhere" and (index or self._behind)):
            return None  # 与邻镇联合举办30场
        if known(token.text) and (len(token.text) > 1 or harmful in ("failed", "cancelled")):
            return self._unless_undealt(index) if harmful == "failed" else FINE
        if harmful == "failed" and not self._behind and self._is_dealt_with(index):
            return Effect("doubt", token.text)  # 清退违规药店6家 for 清退不合格药店
        before = self._tokens[:index]
        none = not self._beside and index > 0 and "none-said" in before[-1].senses  # 100%，无拖欠
        if harmful == "failed" and (dealt or none or "already" in senses):
            return FINE
        if not self._beside and any("remaining" in one.senses for one in before):
            return Effect("doubt", token.text)
        return Effect("open", token.text)

    def _unless_undealt(self, index: int) -> Effect:
        """新增违规用地22宗 for 违规用地清理宗数: that there are so many is not that they were dealt with."""
        setting = self._setting
        named = scan(squeeze(setting.name), setting.words)
        acts = [one.text for one in named if "dealing" in one.senses and len(one.text) > 1]
        said = "".join(one.text for one in self._tokens)
        # What another act brought to light was not dealt with by it.
        other = any(not _ACTING.isdisjoint(one.senses) for one in self._tokens[:index])
        undealt = setting.is_floor and acts and other and not self._behind
        return Effect("open", said) if undealt and not any(one in said for one in acts) else FINE

    def _is_dealt_with(self, index: int) -> bool:
        """Whether a bad thing stands between the verb of the name and what is counted."""
        verb = "".join(one.text for one in self._tokens[:index])
        named = bool(verb) and self._setting.names(verb) and index + 1 < len(self._tokens)
        return named and _deals_with_bad(self._setting)

    def _unfinished(self, index: int) -> Effect | None:
        """开工, 能完成, 计划: begun, possible or planned is not yet done."""
        token, senses = self._tokens[index], self._tokens[index].senses
        following = self._following(index)
        # 受理并办结472件, 开工建成5座: the last of them counts.
        if "stage" in senses and self._behind and not self._setting.knows(token.text):
            return Effect("open", token.text)  # 2个进入答辩环节
        rest = self._tokens[index + 1 :]
        ahead = senses.get("begun") == "ahead"
        if ahead and rest and "finished" in rest[0].senses:
            rest = rest[1:]  # 选址完毕
        ended = any("finished" in one.senses for one in rest)
        begun = "begun" in senses and not ended
        if begun and senses["begun"] == "start" and not is_start(self._setting):
            return Effect("open", token.text)
        if self._is_said_in(index):
            return Effect("open", token.text)
        if "modal" in senses and following is not None and "done" in following.senses:
            # 能完成12场, 可以举办12场: what can be done has not been done.
            return Effect("open", token.text + following.text)
        if "done" in senses:
            return None
        planned = "plan" in senses and self._behind and not _follows_done(self._tokens, index)
        if planned and "aim" in senses and following and claims(following):
            return None  # 建设任务全部完成并通过验收
        if (begun or planned) and not self._setting.knows(token.text):
            return None if self._is_on_the_way(index) else Effect("open", token.text)
        return None

    def _is_on_the_way(self, index: int) -> bool:
        """制定并备案3个, 购置测绘无人机2架: a step beside the act, or a word that tells which thing."""
        tokens = self._tokens
        if tokens[index].senses.get("begun") != "ahead" or not index:
            return False
        joined = tokens[index - 1].text in self._setting.words.lexicon.words("act-join")
        if self._behind:
            return joined and index == 1  # 制定5项并备案
        act = index - 1 - joined
        if act < 0 or _ACTING.isdisjoint(tokens[act].senses):
            return False
        following = self._following(index)
        thing = following is not None and "thing" in following.senses
        named = thing and following is not None and self._setting.names(following.text)
        return self._setting.knows(tokens[act].text) and bool(joined or named)

    def _is_said_in(self, index: int) -> bool:
        """培训方案明确培训1500人, 图纸上画了10公里: the number is what a document says."""
        token = self._tokens[index]
        if "document" not in token.senses or self._behind or self._setting.knows(token.text):
            return False
        lexicon, rest = self._setting.words.lexicon, self._tokens[index + 1 :]
        said = "".join(one.text for one in rest)
        only = bool(rest) and all(one.text in lexicon.words("in-between") for one in rest)
        return only or said.startswith(lexicon.words("said-in"))

    def _narrowed(self, index: int) -> Effect | None:
        """仅, 部分, 约: words that take something from the number itself."""
        token, senses = self._tokens[index], self._tokens[index].senses
        only = "only" in senses or ("really" in senses and not index)
        if only and self._behind and self._beside:
            return Effect("open", token.text)
        following = self._following(index)
        if self._behind and "hedged" in senses and following and claims(following):
            return Effect("open", token.text)  # 136户大部分完成
        narrows = "partial" in senses or ("hedged" in senses and self._beside)
        if not narrows or self._setting.knows(token.text):
            return None
        if senses.get("partial") == "some" and self._beside and not self._behind:
            unit = getattr(self._setting.target, "unit", "")
            if "points-unit" in self._setting.words.senses.get(unit, {}):
                return Effect("open", token.text)  # 部分乡镇达到90%
        return Effect("doubt", token.text)


def _is_of_share(setting: Setting) -> bool:
    return setting.words.is_share(getattr(setting.target, "unit", ""))


def taken_off(tokens: Sequence[Token], setting: Setting) -> int:
    """扣除退票后, 剔除重复统计后仍有: how many words before a number say what it is already without.

    A share is another one without what was left out: 剔除外出人员后为95.2%. Of a cost or of accidents
    it was a part, unless an audit took it off (审减后); and what is left when what the name asks for
    was taken off was not done: 剔除已改造户后仍有120户.
    """
    if _is_of_share(setting):
        return 0
    end = next((at for at, one in enumerate(tokens) if "since" in one.senses), 0)
    off = tokens[:end]
    if not any(not {"cancelled", "fall"}.isdisjoint(one.senses) for one in off):
        return 0
    audited = setting.words.lexicon.words("audited")
    if not setting.is_floor and not any(one.text in audited for one in off):
        return 0
    done = setting.words.lexicon.words("perfect")
    acts = (one for one in off if not {"perfect", *_ACTING, "cancelled"}.isdisjoint(one.senses))
    if any("perfect" in one.senses or one.text.startswith(done) for one in off):
        return 0
    if any(setting.knows(one.text) for one in acts):
        return 0
    left = end + 1 < len(tokens) and "left-over" in tokens[end + 1].senses
    return end + 1 + left


def _is_under_way(tokens: Sequence[Token], index: int, setting: Setting) -> bool:
    """在训30人, 在修5台: 在 with one character before the number, which is no place or post."""
    if index + 2 != len(tokens) or setting.knows(tokens[index].text + tokens[-1].text):
        return False
    last = tokens[-1]
    return _is_unknown(last) and last.text not in setting.words.lexicon.words("noun-end")


def _deals_with_bad(setting: Setting) -> bool:
    """Whether the name counts bad things that are done away with: 清退不合格药店."""
    named = scan(squeeze(setting.name), setting.words)
    return setting.is_floor and any("failed" in one.senses for one in named)


def _is_limit(setting: Setting) -> bool:
    """Whether the target says how much may come about at most: ≤2起, =0起."""
    target = setting.target
    none = isinstance(target, Comparison) and target.quantity.number == 0
    return none or setting.is_limit


def turned_behind(tokens: Sequence[Token]) -> str:
    """3万元超支: the word right behind the last number says that it is a difference."""
    turned = tokens and not {"overrun", "shortfall", "saved", "excess"}.isdisjoint(tokens[0].senses)
    return tokens[0].text if turned else ""


def _follows_done(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word of plan is what was done: 100%完成计划; 达成意向 has done nothing yet."""
    before = tokens[index - 1].senses if index > 0 else {}
    if "aim" not in tokens[index].senses:
        return False
    return "reached-claim" in before or "followed" in before


def is_start(setting: Setting) -> bool:
    """Whether the indicator itself is a start: 开工时间, 开工户数."""
    known = setting.name + setting.target.text
    return any(one in known for one in setting.words.lexicon.words("begun"))


def unknown_run(tokens: Sequence[Token], index: int) -> str:
    """The unknown characters that begin at `index`; `""` where the token is known."""
    return "".join(one.text for one in takewhile(_is_unknown, tokens[index:]))


def _names_thing(rest: Sequence[Token]) -> bool:
    """91位高龄独居老人: unknown words before the thing that is counted tell which."""
    for token in rest:
        if "thing" in token.senses:
            return True
        if not _is_unknown(token) and set(token.senses) != {"rank"}:
            return False
    return False


def _stray_rank(tokens: Sequence[Token], index: int, *, behind: bool) -> str:
    """排 in 排期12场: a word of rank that stands before no number is part of another word."""
    token = tokens[index]
    last = index == len(tokens) - 1 and not behind
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    # 列 stands before no number in 列入清单, and before one in 列全市第12位.
    cut = following is not None and not following.senses
    stray = set(token.senses) == {"rank"} or (set(token.senses) == {"rank", "unit"} and cut)
    return token.text if stray and not last and len(token.text) == 1 else ""


def _is_unknown(token: Token) -> bool:
    if token.kind == "numeral":
        return True
    if token.text in "“”‘’《》()+·.:…~-\"'<>":
        return False
    return _KNOWN.isdisjoint(token.senses)


def _unknown(run: str, setting: Setting, *, acted: bool, last: bool, bracketed: bool) -> Effect:
    """What unknown words do: the measured thing and nouns are harmless, anything else is not.

    `acted`: a verb stands with them before the number; `last`: the number follows at once.
    """
    lexicon = setting.words.lexicon
    if setting.knows(run):
        return FINE
    if any(char in "[]{}" for char in run):
        return Effect("unread", run)
    if not any(char.isalpha() for char in run):
        return FINE
    if run.isascii():
        return Effect("doubt", run) if bracketed or acted else Effect("unread", run)
    if not _undoes(run, setting) and not any(char in lexicon.words("harm-char") for char in run):
        noun = run.endswith(lexicon.words("noun-end"))
        if noun or acted or bracketed or _is_act(run, setting, alone=last):
            return Effect("doubt", run)
    return Effect("unread", run)


def _undoes(run: str, setting: Setting) -> bool:
    """拆卸 for 加装, 测绘 for 新建; with characters of the name it is what is asked."""
    lexicon = setting.words.lexicon
    acts = set(run).intersection(lexicon.words("act-char"))
    away = acts.intersection(lexicon.words("undo-char"))
    only = acts - away <= set(lexicon.words("undo-tail"))
    return bool(away) and only and acts.isdisjoint(setting.known)


def _ends(setting: Setting) -> tuple[str, ...]:
    return setting.words.lexicon.words("act-end")


def _is_act(run: str, setting: Setting, *, alone: bool = False) -> bool:
    """巡检, 除锈, 修完: a verb of work with another, with its object, or with what ends it.

    One character is enough right before the number (`alone`): 修12公里.
    """
    if any(char in run for char in "、，") or (len(run) < 2 and not alone):
        return False
    acts = setting.words.lexicon.words("act-char")
    stem = run.rstrip("".join(_ends(setting))) or run
    pairs = len(run) % 2 == 0 and all(char in acts for char in run[::2])  # 除锈, 拆旧换新
    return pairs or all(char in acts for char in stem)


def _negated(tokens: Sequence[Token], index: int, setting: Setting) -> Effect:
    """A negation beside a number: harmless only before something bad (未发生事故)."""
    rest = "".join(one.text for one in tokens[index:])
    said = tokens[index - 1].text
    for head in ("", *setting.words.lexicon.words("occur")):
        if rest.startswith(head) and is_bad_thing(rest[len(head) :], setting.words):
            return FINE
    following = tokens[index] if index < len(tokens) else None
    if following and not {"failed", "overdue-word", "overrun"}.isdisjoint(following.senses):
        return FINE
    if following and claims(following):
        return Effect("missed", said + following.text)
    return Effect("open", (said + rest)[:12])


def claims(token: Token) -> bool:
    """达到, 全部完成: what is denied where the number is not the whole."""
    return "reached-claim" in token.senses or "all-done" in token.senses
