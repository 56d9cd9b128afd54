"""Scorecards (计分结果): the score of every indicator, of budget execution, and the total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal

import attrs

from ..display import html_table
from ..errors import MissingExtra
from ..exactness import in_own_context
from ..findings import Finding
from ..messages import Language, filled, in_language, quoted, section, word
from ..quantities import format_number, short_number
from ..rules import Rulebook
from ..statuses import EXCLUDED, PENDING, UNFILLED, Status
from ..tables import Indicator, TargetTable
from .enough import enough
from .reasons import Reason, exact_decimal, rounded

__all__ = ["PENDING", "UNFILLED", "LevelPoints", "Loss", "Score", "Scorecard", "Status", "signed"]

_HUNDRED: Final = Decimal(100)


# Without slots attrs makes an instance a tenth faster, and each indicator makes one.
@attrs.frozen(kw_only=True, slots=False)
class Score:
    """The score of one indicator (or of budget execution), with its reason.

    Attributes:
        indicator: the indicator; for 预算执行率 one made from the budget row.
        weight: 分值 that was used, in points; None where the document states none and
            none was shared out.
        points: 得分 as computed (复算), rounded; None while it is open. What the form declares
            stands beside it, see `declared`.
        status: 完成, 未完成, 超额 (far above the target), 超标 (a limit exceeded), 待评定 (an
            evaluator must decide; points may stand provisionally), 缺实际值, 不适用.
        reason: why, see `Reason`.
        remarks: what a reviewer should look at, as sentences.
        weight_origin: ``stated``, ``even`` 均分, ``rescaled``, ``rulebook`` or ``none``.
        lowest, highest: what `points` can still become when the evaluator decides.
    """

    indicator: Indicator
    weight: Decimal | None
    points: Decimal | None
    status: Status
    reason: Reason
    remarks: tuple[str, ...] = ()
    weight_origin: Literal["stated", "even", "rescaled", "rulebook", "none"] = "stated"
    lowest: Decimal
    highest: Decimal

    @property
    def name(self) -> str:
        """The indicator's name."""
        return self.indicator.name

    @property
    def is_open(self) -> bool:
        """Whether the points are still unknown."""
        return self.points is None and self.status != EXCLUDED

    @property
    @in_own_context
    def ratio(self) -> Decimal | None:
        """完成率 in the good direction, before any cap (1 = exactly the target).

        Exact where it ends, else to six decimals; None where no ratio exists.
        """
        reason = self.reason
        a, b = reason.target_number, reason.actual_number
        if reason.method == "full" and a is not None and b is not None:
            upper, lower = (b, a) if reason.upward else (a, b)
            return exact_decimal(Fraction(upper) / Fraction(lower)) if lower > 0 else None
        return reason.share

    @property
    def declared(self) -> Decimal | None:
        """申报得分: the points that the form itself states; None where it states none."""
        return self.indicator.points

    @property
    @in_own_context
    def difference(self) -> Decimal | None:
        """复算 less 申报, in points; None while either is open."""
        if self.points is None or self.declared is None:
            return None
        return self.points - self.declared

    @property
    def points_text(self) -> str:
        """The points as a paper shows them: 待定 while they are open, 不适用 where none are given."""
        if self.points is not None:
            return format_number(self.points)
        return PENDING if self.is_open else self.status

    @property
    def is_provisional(self) -> bool:
        """Whether points stand that an evaluator may still change."""
        return self.points is not None and not self.lowest == self.points == self.highest

    @property
    @in_own_context
    def lost(self) -> Decimal | None:
        """Points lost against the weight; None while open."""
        if self.points is None or self.weight is None:
            return None
        return max(Decimal(0), self.weight - self.points)

    def said(self, language: Language = "zh") -> str:
        """Why the score is what it is, and its remarks, as sentences: ``zh`` Chinese, ``en`` English.

        Names, values of the form and rules stay Chinese in “ ”.

        Raises:
            ValueError: the language is another.
        """

        def english() -> str:
            from .english import score_text

            return score_text(self.status, self.reason, self.remarks)

        return in_language(language, "；".join((str(self.reason), *self.remarks)), english)

    def cells(self, *, declared: bool) -> tuple[str, ...]:
        """The score as a row of a table; with 申报 | 复算 | 差 where they are to stand apart."""
        indicator = self.indicator
        before = ("" if self.declared is None else format_number(self.declared),)
        after = ("" if not self.difference else signed(self.difference),)
        return (
            indicator.level2 or indicator.level1 or "",
            self.name,
            indicator.target_text,
            self.reason.actual or "",
            "" if self.weight is None else format_number(self.weight),
            *(before if declared else ()),
            self.points_text,
            *(after if declared else ()),
            self.status,
            self.reason.formula,
        )

    def _repr_html_(self) -> str:
        declared = self.declared is not None
        return html_table(
            _columns(declared=declared),
            [self.cells(declared=declared)],
            details=("理由", [str(self.reason), *self.remarks]),
        )

    def __repr__(self) -> str:
        points = "待定" if self.points is None else format_number(self.points)
        weight = "?" if self.weight is None else format_number(self.weight)
        return f"<Score {self.name} {points}/{weight} {self.status}>"


@attrs.frozen(kw_only=True)
class LevelPoints:
    """Points of one level-1 kind, or of one level-2 kind under it, against the maximum.

    Attributes:
        level1, level2: the kind; `level2` None for the whole of level 1.
        points, weight: 得分 and 分值, in points.
        open_points: how many of `weight` are still open.
    """

    level1: str | None
    level2: str | None
    points: Decimal
    weight: Decimal
    open_points: Decimal

    @property
    def points_text(self) -> str:
        """The points as a paper shows them: 待定, not 0, while all of them are open."""
        if self.open_points and not self.points and self.open_points == self.weight:
            return PENDING
        return format_number(self.points)


@attrs.frozen(kw_only=True)
class Loss:
    """What one indicator lost, and the smallest achievement that would have earned full points.

    Attributes:
        name, level1, level2: the indicator.
        lost, weight: in points.
        needed: the smallest achievement for full points, in words.
        formula: the arithmetic of the score.
    """

    name: str
    level1: str | None
    level2: str | None
    lost: Decimal
    weight: Decimal
    needed: str
    formula: str

    def __str__(self) -> str:
        return (
            f"{self.name}：失{format_number(self.lost)}分（{self.formula}）；{self.needed}可得满分"
        )


@attrs.frozen(kw_only=True)
class Scorecard:
    """The result of scoring one table by one rulebook.

    Attributes:
        table: the table that was scored, unchanged.
        rulebook: by which.
        scores: one `Score` an indicator, in the order of the table.
        execution: the score of 预算执行; its weight is 0 where the form leaves no points for it.
        findings: what scoring remarked: missing values, units, weights that do not add up.
        lexicon: the version and digest of the words that targets and actual values were read
            with (``2026.11-3f…``); two cards of one lexicon read a text alike.
    """

    table: TargetTable
    rulebook: Rulebook
    scores: tuple[Score, ...]
    execution: Score
    findings: tuple[Finding, ...] = ()
    lexicon: str = ""

    @property
    def items(self) -> tuple[Score, ...]:
        """Every score, budget execution last."""
        return (*self.scores, self.execution)

    @cached_property
    @in_own_context
    def total(self) -> Decimal:
        """The sum of the points so far; see `open_points` for what is missing."""
        return self._sum((one, one.points) for one in self.items if one.points is not None)

    def _sum(self, parts: Iterable[tuple[Score, Decimal]]) -> Decimal:
        """The sum of some points, rounded and capped as the rulebook says of the total.

        Exact up to the one rounding, where only the total is rounded.
        """
        rounding, rule = self.rulebook.rounding, self.rulebook.total
        if rounding.at == "total":
            exact = sum((_exact(one, points) for one, points in parts), Fraction(0))
            total = rounded(exact, rounding)
        else:
            total = sum((points for _, points in parts), Decimal(0))
            if rule.places is not None:
                own = attrs.evolve(rounding, places=rule.places, mode=rule.mode, step=None)
                total = rounded(total, own)
        return total if rule.most is None else min(total, rule.most)

    @property
    def declared_total(self) -> Decimal | None:
        """申报总分: the total that the form itself states; None where it states none."""
        return self.table.declared_total

    @cached_property
    @in_own_context
    def maximum(self) -> Decimal:
        """The sum of the weights; 100 in a complete table."""
        return sum(
            (one.weight for one in self.items if one.weight is not None and one.status != EXCLUDED),
            Decimal(0),
        )

    @cached_property
    @in_own_context
    def open_points(self) -> Decimal:
        """How many points are still open."""
        return sum((one.weight or Decimal(0) for one in self.items if one.is_open), Decimal(0))

    @cached_property
    def unweighted(self) -> tuple[Score, ...]:
        """The scores whose weight (分值) is not known, so that no total says anything final."""
        return tuple(one for one in self.items if one.weight is None and one.status != EXCLUDED)

    @cached_property
    @in_own_context
    def lowest(self) -> Decimal:
        """The least the total can end in, as open scores are filled and grades decided."""
        return self._sum((one, one.lowest) for one in self.items)

    @cached_property
    @in_own_context
    def highest(self) -> Decimal:
        """The most the total can end in."""
        return self._sum((one, one.highest) for one in self.items)

    @in_own_context
    def percent(self, points: Decimal | None = None) -> Decimal | None:
        """`points` (the total by default) out of 100; None where there are no points at all."""
        value = self.total if points is None else points
        if self.maximum == _HUNDRED:
            return value
        return (
            exact_decimal(Fraction(value) / Fraction(self.maximum) * 100) if self.maximum else None
        )

    @cached_property
    @in_own_context
    def grades_possible(self) -> tuple[str, ...]:
        """The grades (优良中差) that the total can still end in, best first."""
        low, high = self.percent(self.lowest), self.percent(self.highest)
        if low is None or high is None:
            return ()
        grades = self.rulebook.grades
        names = [name for name, _ in grades.bounds]
        if self.unweighted:
            return tuple(names)
        best, worst = names.index(grades.of(high)), names.index(grades.of(low))
        return tuple(names[best : worst + 1])

    @property
    @in_own_context
    def grade(self) -> str | None:
        """优, 良, 中 or 差; None while several are possible."""
        possible = self.grades_possible
        return possible[0] if len(possible) == 1 else None

    @cached_property
    @in_own_context
    def levels(self) -> tuple[LevelPoints, ...]:
        """Points against the maximum of each level-1 kind, each followed by its level-2 kinds."""
        groups: dict[tuple[str | None, str | None], list[Score]] = {}
        for one in self.items:
            level1, level2 = one.indicator.level1, one.indicator.level2
            groups.setdefault((level1, None), []).append(one)
            if level2 is not None:
                groups.setdefault((level1, level2), []).append(one)
        firsts = dict.fromkeys(level1 for level1, _ in groups)
        keys = [key for first in firsts for key in groups if key[0] == first]
        return tuple(_level(*key, groups[key]) for key in keys)

    def score_of(self, name: str) -> Score:
        """The score of the indicator called `name`.

        Raises:
            KeyError: no indicator, or more than one, has that name.
        """
        found = [one for one in self.items if one.name == name]
        if len(found) != 1:
            raise KeyError(f"有 {len(found)} 个指标叫“{name}”")
        return found[0]

    @in_own_context
    def marks_left(self) -> tuple[Loss, ...]:
        """What was lost and where, the largest loss first, with what would have been full."""
        losses = [
            Loss(
                name=one.name,
                level1=one.indicator.level1,
                level2=one.indicator.level2,
                lost=one.lost,
                weight=one.weight,
                needed=enough(one.indicator, one.reason, one.status, self.rulebook),
                formula=one.reason.formula,
            )
            for one in self.items
            if one.lost and one.weight is not None
        ]
        return tuple(sorted(losses, key=lambda loss: -loss.lost))

    @in_own_context
    def rows(self) -> list[dict[str, Any]]:
        """One dict a score, budget execution last, with English keys, for any data frame."""
        return [
            {
                "level1": one.indicator.level1,
                "level2": one.indicator.level2,
                "name": one.name,
                "target": one.indicator.target,
                "actual": one.reason.actual,
                "weight": one.weight,
                "points": one.points,
                "declared": one.declared,
                "difference": one.difference,
                "ratio": one.ratio,
                "status": one.status,
                "formula": one.reason.formula,
                "reason": str(one.reason),
                "rule": str(one.reason.rule),
                "remarks": "；".join(one.remarks),
            }
            for one in self.items
        ]

    def plot(self, kind: str | None = None) -> Any:
        """A chart of this scorecard (altair, extra ``plot``): ``levels``, ``losses`` or ``achieved``.

        Raises:
            MissingExtra: altair is not installed.
            JixiaoError: the kind is not known.
        """
        # One of the imports that go up (see [tool.importlinter]): pictures are drawn above.
        from ..writing.plot import chart

        return chart(self, kind)  # type: ignore[arg-type]

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows of `rows` for whatever takes Arrow: ``polars.DataFrame(card)``, DuckDB, pyarrow.

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        try:
            import pyarrow as pa
        except ModuleNotFoundError as problem:
            if problem.name != "pyarrow":
                raise
            raise MissingExtra.of(
                extra="frames", library="pyarrow", purpose="转成数据框"
            ) from problem
        numbers = ("weight", "points", "declared", "difference", "ratio")
        rows = self.rows()
        names = list(rows[0])
        # Six decimals hold every ratio; points and weights have fewer. Eighteen digits leave room
        # for what a library makes of a product or a quotient of two columns.
        kinds = [pa.decimal128(18, 6) if name in numbers else pa.string() for name in names]
        columns = [
            pa.array([row[name] if name not in numbers else six(row[name]) for row in rows], kind)
            for name, kind in zip(names, kinds, strict=True)
        ]
        return pa.table(columns, names=names).__arrow_c_stream__(requested_schema)

    @property
    @in_own_context
    def summary(self) -> str:
        """The total in one sentence, with what is still open."""
        if self.is_unfilled:
            return f"{UNFILLED}，没有计分（满分{short_number(self.maximum)}分）"
        figure = f"{format_number(self.total)}/{short_number(self.maximum)}分"
        if self.maximum != _HUNDRED and (percent := self.percent()) is not None:
            figure += f"（折合百分制{_hundredths(percent)}）"
        text = f"总分（暂）：已定{figure}{self._range}" if self.is_provisional else f"总分{figure}"
        if self.unweighted:
            return f"{text}；{len(self.unweighted)}个指标分值不明，等次无法评定"
        if not self.grades_possible:
            return f"{text}，等次无法评定"
        *others, last = self.grades_possible
        return f"{text}，等次可能为{'、'.join(others)}或{last}" if others else f"{text}，等次{last}"

    def said(self, language: Language = "zh") -> str:
        """The summary: ``zh`` Chinese, ``en`` English.

        Raises:
            ValueError: the language is another.
        """
        return in_language(language, self.summary, self._summary_in_english)

    @in_own_context
    def _summary_in_english(self) -> str:
        words, maximum = section("summary"), short_number(self.maximum)
        if self.is_unfilled:
            return filled(words["unfilled"], {"maximum": maximum}) or ""
        percent = None if self.maximum == _HUNDRED else self.percent()
        moving = [one for one in self.items if one.is_provisional]
        fields = {
            "total": format_number(self.total),
            "maximum": maximum,
            "percent": "" if percent is None else _hundredths(percent),
            "open": short_number(self.open_points) if self.open_points else "",
            "opens": _named_in_english([one for one in self.items if one.is_open]),
            "lowest": format_number(self.lowest),
            "highest": format_number(self.highest),
            "moving": _named_in_english(moving),
        }
        text = filled(words["provisional" if self.is_provisional else "total"], fields) or ""
        if self.unweighted:
            number = str(len(self.unweighted))
            return filled(words["unweighted"], {"text": text, "number": number}) or text
        if not self.grades_possible:
            return filled(words["ungraded"], {"text": text}) or text
        grades = words["or"].join(map(word, self.grades_possible))
        form = words["graded" if len(self.grades_possible) == 1 else "possible"]
        return filled(form, {"text": text, "grades": grades}) or text

    @cached_property
    def is_unfilled(self) -> bool:
        """Whether there is no actual value by which anything could be scored: a table of targets only."""
        counted = [one for one in self.items if one.status != EXCLUDED]
        return bool(counted) and all(one.points is None for one in counted)

    @property
    def is_provisional(self) -> bool:
        """Whether the total can still change: something is open, or an evaluator may decide otherwise."""
        return bool(self.open_points) or self.lowest != self.highest

    @property
    def _range(self) -> str:
        """What the total is still made of, and why it can end elsewhere than they add up to."""
        text = ""
        if self.open_points:
            text = f"；未定{short_number(self.open_points)}分（{_named(one for one in self.items if one.is_open)}）"
        text += f"；最终{format_number(self.lowest)}—{format_number(self.highest)}分"
        moving = [one for one in self.items if one.is_provisional]
        return f"{text}，因{_named(moving)}的得分可能调整" if moving else text

    @property
    @in_own_context
    def total_difference(self) -> Decimal | None:
        """复算 less 申报: of the totals; None while points are open, and where the form declares more
        than there is to get, as its points are then of other weights."""
        declared = self.declared_total
        if declared is None or self.open_points or declared > self.maximum:
            return None
        return self.total - declared

    @property
    @in_own_context
    def declared_summary(self) -> str:
        """What the form declares beside what is computed, in one sentence; empty where it declares nothing."""
        declared = [one for one in self.items if one.declared is not None]
        if not declared:
            return ""
        total = self.declared_total
        text = "表上申报了得分"
        if total is not None:
            still = "（暂）" if self.is_provisional else ""
            text = f"申报总分{format_number(total)}分，复算{format_number(self.total)}分{still}"
            if self.total_difference:
                text += f"，差{signed(self.total_difference)}分"
            elif total > self.maximum:
                text += f"（满分{format_number(self.maximum)}分，低于申报的：分值不同，或者总分写错，不能相减）"
        differ = [one for one in declared if one.difference]
        undecided = [one for one in declared if one.points is None]
        text += f"；{len(differ)}项与申报不同" if differ else "；已定的各项与申报相同"
        return f"{text}，{len(undecided)}项待定" if undecided else text

    def __repr__(self) -> str:
        return f"<Scorecard {self.table.title or self.table.project or '绩效自评'} {self.summary}>"

    def _repr_html_(self) -> str:
        declared = any(one.declared is not None for one in self.items)
        title = self.table.title or self.table.project or ""
        return html_table(
            _columns(declared=declared),
            [one.cells(declared=declared) for one in self.items],
            caption=f"{title} {self.summary}（{self.rulebook.name}）".strip(),
            details=("理由", [f"{one.name}：{one.reason}" for one in self.items]),
        )


def _exact(score: Score, points: Decimal) -> Fraction:
    """`points` of a score before they were rounded, where they are those that it earned."""
    reason, weight = score.reason, score.weight
    share = reason.exact_share
    plain = reason.method != "mark" and reason.deduction is None
    if points != score.points or share is None or weight is None or not plain:
        return Fraction(points)
    return min(share, Fraction(1)) * Fraction(weight) if points <= weight else Fraction(points)


def _named(scores: Iterable[Score]) -> str:
    """Some scores in a sentence: the first by its name, and how many they are."""
    names = [one.name for one in scores]
    return f"“{names[0]}”等{len(names)}项" if len(names) > 1 else f"“{names[0]}”"


def _named_in_english(scores: Sequence[Score]) -> str:
    if len(scores) < 2:
        return "".join(quoted(one.name) for one in scores)
    fields = {"first": quoted(scores[0].name), "number": str(len(scores))}
    return filled(section("summary")["named"], fields) or ""


def _hundredths(value: Decimal) -> str:
    """A figure to two decimals at most."""
    return short_number(value.quantize(Decimal("0.01"), ROUND_HALF_UP, Context(prec=50)))


def signed(value: Decimal) -> str:
    """A difference with its sign: +0.50, -3."""
    return f"{'+' if value > 0 else ''}{short_number(value)}"


def _columns(*, declared: bool) -> tuple[str, ...]:
    points = ("申报", "复算", "差") if declared else ("得分",)
    return ("二级指标", "三级指标", "指标值", "实际完成值", "分值", *points, "状态", "算式")


def six(value: Decimal | None) -> Decimal | None:
    """Half-up to six decimals; None where that has more digits than a column holds."""
    if value is None or value.adjusted() > 11:
        return None
    return value.quantize(Decimal("0.000001"), ROUND_HALF_UP, Context(prec=50))


def _level(level1: str | None, level2: str | None, scores: list[Score]) -> LevelPoints:
    return LevelPoints(
        level1=level1,
        level2=level2,
        points=sum((one.points for one in scores if one.points is not None), Decimal(0)),
        weight=sum(
            (one.weight for one in scores if one.weight is not None and one.status != EXCLUDED),
            Decimal(0),
        ),
        open_points=sum((one.weight or Decimal(0) for one in scores if one.is_open), Decimal(0)),
    )
