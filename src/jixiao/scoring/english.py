"""The English of a score (得分理由的英文): made of what the reason holds, only when it is asked for.

The arithmetic is that of the Chinese reason; rules stay Chinese in “ ”, for they are quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from ..exactness import in_own_context
from ..messages import filled, label, phrase, quoted, section, word
from ..quantities import Number, format_number
from ..rules.policies import CERTAINTIES, Rounding, Rule
from ..statuses import Status
from .reasons import Reason, operand, share_text

__all__ = ["formula_text", "points_text", "reason_text", "rule_text", "score_text"]


def score_text(status: Status, reason: Reason, remarks: Sequence[str]) -> str:
    """The status of a score, its reason and its remarks."""
    noted = "".join(f" {_sentence(phrase(one))}" for one in remarks)
    return f"{word(status)}: {reason_text(reason)}{noted}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


@in_own_context
def reason_text(reason: Reason) -> str:
    """What `str(reason)` says, in English."""
    words = section("reason")
    given = {
        "formula": formula_text(reason),
        "target": quoted(reason.target) or words["none"],
        "actual": words["none"] if reason.actual is None else quoted(reason.actual),
        "verdict": phrase(reason.verdict),
    }
    parts = [filled(words["given"], given) or "", *map(phrase, reason.notes)]
    parts += [rule_text(rule) for rule in (reason.rule, *reason.also)]
    if reason.method in ("direct", "inverse", "linear", "share", "parts"):
        parts.append(_rounding(reason.rounding))
    return f"{'; '.join(parts)}."


def formula_text(reason: Reason) -> str:
    """The arithmetic of a reason: ``8.8 “小时”/11 “小时” × 2.08 points = 1.66 points``."""
    words = section("formula")
    fields = {
        "weight": points_text(reason.weight),
        "points": points_text(reason.before_deduction()),
        "share": share_text(reason.given),
        "target": operand(reason.target_number),
        "actual": operand(reason.actual_number),
        "comparison": _comparison(reason),
        **_quotient(reason),
    }
    formula = filled(words[reason.method], fields) or ""
    if reason.deduction is None:
        return formula
    deducted = {
        "formula": formula,
        "deduction": points_text(reason.deduction),
        "why": quoted(reason.deduction_reason or ""),
        "points": points_text(reason.points),
    }
    return filled(words["deducted"], deducted) or formula


def points_text(value: Decimal | None) -> str:
    """``2.08 points``; a question mark where they are not known."""
    words = section("reason")
    if value is None:
        return str(words["unknown"])
    text = format_number(value)
    return filled(words["one" if text == "1" else "number_of_points"], {"number": text}) or text


def _measured(value: Number | None, unit: str) -> str:
    text = operand(value)
    if not unit:
        return text
    return f"{text} {quoted(unit)}" if quoted(unit) != unit else f"{text}{unit}"


def _quotient(reason: Reason) -> dict[str, str]:
    target, actual = (
        _measured(one, reason.unit) for one in (reason.target_number, reason.actual_number)
    )
    if reason.method == "inverse":
        return {"upper": target, "lower": actual}
    return {"upper": actual, "lower": target}


def _comparison(reason: Reason) -> str:
    a, b = reason.target_number, reason.actual_number
    if a is None or b is None:
        return ""
    sign = "=" if a == b else ">" if Fraction(b) > Fraction(a) else "<"
    return f"{_measured(b, reason.unit)} {sign} {_measured(a, reason.unit)}"


def rule_text(rule: Rule) -> str:
    """A rule: its source and its own words in “ ”, and how certain it is."""
    words, certainty = section("reason"), label(CERTAINTIES[rule.certainty], "en")
    fields = {"text": quoted(rule.text), "source": quoted(rule.source)}
    if rule.silent_in is not None:
        fields |= {"silent_in": quoted(rule.silent_in), "label": certainty}
        return filled(words["silent"], fields) or ""
    marks = [] if rule.certainty == "text" else [certainty]
    if rule.made and rule.inherits:
        marks.append(filled(words["rest"], {"name": quoted(rule.inherits[0].name)}) or "")
    return filled(words["stated"], {**fields, "marks": "; ".join(marks)}) or ""


def _rounding(rounding: Rounding) -> str:
    words, how = section("rounding"), section("rounding")[rounding.mode]
    if rounding.step is not None:
        text = filled(words["step"], {"how": how, "step": points_text(rounding.step)})
    elif rounding.places:
        text = filled(words["places"], {"how": how, "places": str(rounding.places)})
    else:
        text = filled(words["whole"], {"how": how})
    silent = quoted(rounding.rule.silent_in or "")
    return filled(section("reason")["rounded"], {"how": text or how, "silent_in": silent}) or how
