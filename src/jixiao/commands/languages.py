"""Languages (语言): what a command says in Chinese, or in English where that is asked for.

``--language`` comes first, then the environment variable ``JIXIAO_LANGUAGE``, then what the
settings of the review say; else Chinese.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from jixiao.findings import Finding
from jixiao.messages import (
    LANGUAGES,
    Language,
    expected_text,
    filled,
    label,
    phrase,
    quoted,
    section,
)

from . import Refused

if TYPE_CHECKING:
    from jixiao.scoring.scorecards import Score, Scorecard

__all__ = [
    "VARIABLE",
    "add_language",
    "error_text",
    "is_english",
    "language_of",
    "translated",
    "written",
]

VARIABLE: Final = "JIXIAO_LANGUAGE"


def add_language(parser: argparse.ArgumentParser) -> None:
    """The option of every command: the language of what it says."""
    parser.add_argument(
        "--language",
        metavar="语言",
        type=_language,
        default=None,
        help="提示、理由和错误用 zh 中文（默认）还是 en 英文",
    )


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise argparse.ArgumentTypeError(f"没有“{text}”这种语言，可选 {'、'.join(LANGUAGES)}")
    return text


def language_of(options: argparse.Namespace, default: str | None = None) -> Language:
    """The language that is asked for; `default` is that of the settings.

    Raises:
        Refused: the environment variable names no language.
    """
    asked = getattr(options, "language", None)
    stated = os.environ.get(VARIABLE) or None
    if asked is None and stated is not None and stated not in LANGUAGES:
        raise Refused(f"环境变量 {VARIABLE} 写的是“{stated}”，应为 {'、'.join(LANGUAGES)} 之一")
    return cast(Language, asked or stated or default or "zh")


def is_english(arguments: Sequence[str]) -> bool:
    """Whether English is asked for by arguments that could not be parsed."""
    given = list(arguments)
    for at, one in enumerate(given):
        if one.startswith("--language"):
            return one.endswith("=en") or given[at + 1 : at + 2] == ["en"]
    return os.environ.get(VARIABLE) == "en"


def error_text(message: str, program: str) -> str:
    """An error of argparse in English: its own words, those of jixiao quoted."""
    head, mark, rest = message.partition(": ")
    said = f"{head}: {quoted(rest)}" if mark else quoted(message)
    return filled(section("around")["error"], {"message": said, "program": program}) or said


def written(path: object, options: argparse.Namespace) -> str:
    """The line that says where a result was written."""
    return f"{label('已写入', language_of(options))} {path}"


def translated(value: Any, language: Language) -> Any:
    """A result whose messages are in `language`, for JSON: findings, tables, scorecards, values."""
    from jixiao.criteria import Unreadable
    from jixiao.scoring.scorecards import Scorecard
    from jixiao.tables import TargetTable

    if language == "zh":
        return value
    if isinstance(value, Finding):
        parts = [attrs.evolve(one, parts=()) for one in value.singles]
        return attrs.evolve(
            value,
            message=value.said(language),
            parts=tuple(
                attrs.evolve(part, message=one.said(language))
                for part, one in zip(value.parts, parts, strict=bool(value.parts))
            ),
        )
    if isinstance(value, TargetTable):
        return attrs.evolve(value, findings=_findings(value.findings, language))
    if isinstance(value, Unreadable):
        first, *_ = value.said(language).split("\n")
        expected = expected_text(value.code, value.expected)
        return attrs.evolve(value, message=first, expected=expected)
    return _card(value, language) if isinstance(value, Scorecard) else value


def _findings(findings: tuple[Finding, ...], language: Language) -> tuple[Finding, ...]:
    return tuple(translated(one, language) for one in findings)


def _card(card: Scorecard, language: Language) -> Scorecard:
    return attrs.evolve(
        card,
        table=translated(card.table, language),
        scores=tuple(map(_score, card.scores)),
        execution=_score(card.execution),
        findings=_findings(card.findings, language),
    )


def _score(score: Score) -> Score:
    """The score with the words of its reason in English; rules stay as they are quoted."""
    reason = attrs.evolve(
        score.reason,
        verdict=phrase(score.reason.verdict),
        notes=tuple(map(phrase, score.reason.notes)),
    )
    return attrs.evolve(score, reason=reason, remarks=tuple(map(phrase, score.remarks)))
