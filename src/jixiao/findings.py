"""Findings: what is wrong or doubtful in a document, as values that never stop the work."""

from __future__ import annotations

from typing import Final, Literal, get_args

import attrs

from .errors import Place

__all__ = ["SEVERITIES", "Finding", "Outcome", "Severity"]

Severity = Literal["error", "warning", "note"]
Outcome = Literal["fails", "not_applicable", "insufficient"]

SEVERITIES: Final[tuple[tuple[Severity, str], ...]] = (
    ("error", "错误"),
    ("warning", "警告"),
    ("note", "提示"),
)


@attrs.frozen(kw_only=True)
class Finding:
    """One remark on one place of a document.

    Attributes:
        code: stable ASCII name of the check, e.g. ``weight-sum``.
        severity: ``error`` 错误, ``warning`` 警告 or ``note`` 提示.
        message: Chinese: what is wrong, why, and what to do.
        outcome: ``fails``; or ``not_applicable`` / ``insufficient`` where a check
            could not be made (these two only on request).
        place: where, or None for the whole table.
        subject: the name of the indicator or task concerned, or None.
        figures: the numbers and texts the message was made from, as (name, text) pairs.
    """

    code: str
    severity: Severity
    message: str
    outcome: Outcome = "fails"
    place: Place | None = None
    subject: str | None = None
    figures: tuple[tuple[str, str], ...] = ()

    def __attrs_post_init__(self) -> None:
        for name, kind in (("severity", Severity), ("outcome", Outcome)):
            if (given := getattr(self, name)) not in (options := get_args(kind)):
                raise ValueError(f"{name} 应为 {'、'.join(options)} 之一，而不是 {given!r}")

    def __str__(self) -> str:
        label = dict(SEVERITIES)[self.severity]
        where = f"{self.place} " if self.place else ""
        return f"{where}{label}[{self.code}] {self.message}"

    def figure(self, name: str) -> str | None:
        """The figure called `name`, or None."""
        return dict(self.figures).get(name)
