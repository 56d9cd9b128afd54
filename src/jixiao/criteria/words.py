"""Criteria without a number or a date: yes or no, words (定性) and their grades, and 不适用."""

from __future__ import annotations

import re
from typing import ClassVar, Final

import attrs

from ..grades import GRADE_RANKS, stated_grade
from ..quantities import Units
from .criterion import Actual, Criterion, Direction

__all__ = ["NotApplicable", "Qualitative", "YesNo"]


_YES: Final = frozenset(
    ["是", "有", "已", "对", "yes", "y", "已完成", "完成", "达成", "已达成", "是的"]
)
# 已 is a yes where what follows was to be done; 已取消 and 已完成但未验收 tell another thing.
_DONE: Final = re.compile(
    "已经?(?:全部|如期|按期|按时|及时|顺利|基本)?(?:完成|达成|达标|实现|落实|开展|建立|建成|制定|制订|印发|执行|实施|到位"
    "|通过|验收|整改|办结|发放|兑付|支付|拨付|投入使用|投用|启用|运行|上线|配备|公开|公示|签订|覆盖|竣工|完工|开工)"
    "(?:并?(?:完成|验收|到位|投入使用|使用|运行|公开))?[了的]?"
)
_NO: Final = frozenset(["否", "无", "未", "没有", "不是", "no", "n", "未完成", "未达成", "不"])


@attrs.frozen(kw_only=True, eq=False, repr=False)
class YesNo(Criterion):
    """An expected answer: `是` or `否`."""

    kind: ClassVar[str] = "yes_no"

    expected: bool

    def _meaning(self) -> tuple[object, ...]:
        return (self.expected,)

    def __str__(self) -> str:
        return "是" if self.expected else "否"

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """是/有/已… against 否/无/未…; None for anything else."""
        del direction, baseline, units
        answer = _answer(actual)
        return None if answer is None else answer == self.expected


def _answer(actual: Actual) -> bool | None:
    if isinstance(actual, bool):
        return actual
    if isinstance(actual, YesNo):
        return actual.expected
    word = str(actual).strip().strip("。．.").lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if _DONE.fullmatch(word):
        return True
    return False if word.startswith(("未", "没有", "尚未")) else None


_NEGATED: Final = re.compile(r"(?:不得?|未曾?|没有?|无|零)(?:发生|出现|存在|产生|有)?(?:过|任何)?")
_NO_EVENT: Final = re.compile(r"零|(?:不得?|未曾?|没有?|无)(?:发生|出现|存在|产生)")
_ZERO: Final = re.compile(r"[0零](?:\.0+)?(?:[%‰％]|[一-鿿]{1,2})?")
_AFFIRMED: Final = re.compile(r"(?:已经?|有)?(?:发生|出现|存在|产生)?[了过]?")


def _event(words: str) -> tuple[bool, str]:
    """Whether `words` say that something came about, and what."""
    negated = _NEGATED.match(words)
    head = negated or _AFFIRMED.match(words)
    what = words[head.end() :] if head else words
    return negated is None, re.sub("^超[过出]?", "超", what)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Qualitative(Criterion):
    """Words without a number: `有效保障`, `显著提高`, `优`, `良好以上`, `Ⅲ类`, `优或良`.

    Attributes:
        words: the words, widths and blanks folded.
        grades: the grades named, where they belong to a known scale (优良中差, 合格, 一级…).
        or_better: whether 以上 follows a grade.
    """

    kind: ClassVar[str] = "qualitative"

    words: str
    grades: tuple[str, ...] = ()
    or_better: bool = False

    def _meaning(self) -> tuple[object, ...]:
        if self.grades:
            return (
                frozenset(
                    # The first scale stands for all: 良 and 良好 are one grade.
                    GRADE_RANKS[one][0] if one in GRADE_RANKS else one
                    for one in self.grades
                ),
                self.or_better,
            )
        return (self.words,)

    def __str__(self) -> str:
        return self.words

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """By a grade on the same scale, or by 达成 / 部分达成 / 未达成; else None."""
        del direction, baseline, units
        if not isinstance(actual, str | Criterion):
            return None
        if isinstance(actual, str):
            if self.grades:
                met = self._met_by_grade(actual.strip())
                if met is not None:
                    return met
            grade = stated_grade(actual)
            return self._met_by_absence(actual) if grade is None else grade == "reached"
        if isinstance(actual, Qualitative) and actual.grades and self.grades:
            answers = {self._met_by_grade(one) for one in actual.grades}
            return answers.pop() if len(answers) == 1 else None
        return None

    def _met_by_absence(self, given: str) -> bool | None:
        """不超预算 is met by 未超预算, and missed by 超预算: an event, and whether it came about.

        零事故 is met by 0起 too; how many are too many is for people to say.
        """
        if _NO_EVENT.match(self.words) and _ZERO.fullmatch(given.strip()):
            return True
        wanted, stated = _event(self.words), _event(given.strip().rstrip("。.；;"))
        if wanted[0] or wanted[1] != stated[1] or given.strip() == self.words:
            return None
        return not stated[0]

    def _met_by_grade(self, given: str) -> bool | None:
        mine = [dict(GRADE_RANKS.get(one, ())) for one in self.grades]
        theirs = dict(GRADE_RANKS.get(given, ()))
        for scale, rank in theirs.items():
            if all(scale in one for one in mine):
                # A better grade than the one named meets it too.
                return rank <= max(one[scale] for one in mine)
        return None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NotApplicable(Criterion):
    """`不适用`, `/`, `—`, `N/A`, `无`: the indicator does not apply."""

    kind: ClassVar[str] = "not_applicable"

    def _meaning(self) -> tuple[object, ...]:
        return ()

    def __str__(self) -> str:
        return "不适用"

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """Always None: there is nothing to meet."""
        del actual, direction, baseline, units
        return None
