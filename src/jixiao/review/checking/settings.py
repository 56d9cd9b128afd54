"""Settings of the review in a ``pyproject.toml``, read only where somebody asks for them.

::

    [tool.jixiao]
    ignore = ["equality-count"]                 # 不看的代码
    outcomes = ["fails", "insufficient"]        # 默认只有 fails
    baseline = "绩效基线.toml"                    # 相对于本文件
    rulebook = "财预〔2020〕10号"
    severity = { "kinds-present" = "note" }     # 改变轻重
    language = "en"                             # 命令行的提示用英文，默认 zh 中文
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any, Final, cast

import attrs

from ...errors import JixiaoError, Place
from ...findings import SEVERITIES, Finding, Outcome, Severity
from ...messages import LANGUAGES, Language
from ...userfiles import toml_of

__all__ = ["Settings", "settings_from"]

_OUTCOMES: Final = ("fails", "not_applicable", "insufficient")
_FIELDS: Final = ("ignore", "outcomes", "baseline", "rulebook", "severity", "language")


@attrs.frozen(kw_only=True)
class Settings:
    """What a project wants of its reviews.

    Attributes:
        ignore: codes to leave out.
        outcomes: which outcomes to show.
        baseline: the path of the baseline file, or None.
        rulebook: the name or path of the rulebook for scoring, or None.
        severity: (code, severity) pairs that replace the built-in severity.
        language: of what the command line says, ``zh`` or ``en``; None where it is not stated.
    """

    ignore: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ("fails",)
    baseline: Path | None = None
    rulebook: str | None = None
    severity: tuple[tuple[str, Severity], ...] = ()
    language: Language | None = None

    def graded(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings with the severities of these settings; those ignored left out."""
        wanted = dict(self.severity)
        return tuple(
            attrs.evolve(one, severity=wanted[one.code]) if one.code in wanted else one
            for one in findings
            if one.code not in self.ignore
        )


def settings_from(path: str | PathLike[str]) -> Settings:
    """The ``[tool.jixiao]`` of a pyproject.toml; the defaults where it has no such table.

    `path` is the file, or a folder: then the nearest pyproject.toml there or above.

    Raises:
        JixiaoError: the file is missing or no TOML, or a field is unknown or of the wrong kind.
    """
    source = _found(Path(path))
    if source is None:
        return Settings()
    try:
        data = toml_of(source)
    except OSError as problem:
        raise _error(source, "读不到文件") from problem
    except ValueError as problem:
        raise _error(source, f"不是 TOML 文件：{problem}") from problem
    tools = data.get("tool", {})
    table = tools.get("jixiao", {}) if isinstance(tools, dict) else None
    if not isinstance(table, dict):
        raise _error(source, "里的 tool.jixiao 应为一节，写作 [tool.jixiao]")
    if odd := sorted(set(table) - set(_FIELDS)):
        raise _error(
            source, f"[tool.jixiao] 有不认识的字段 {'、'.join(odd)}；可用 {'、'.join(_FIELDS)}"
        )
    outcomes = _texts(source, table, "outcomes", ("fails",))
    if wrong := [one for one in outcomes if one not in _OUTCOMES]:
        raise _error(source, f"outcomes 里的 {'、'.join(wrong)} 不对；可用 {'、'.join(_OUTCOMES)}")
    severity = table.get("severity", {})
    levels = [name for name, _ in SEVERITIES]
    if not isinstance(severity, dict) or any(one not in levels for one in severity.values()):
        raise _error(source, f"severity 应为“代码 = 轻重”的表，轻重可用 {'、'.join(levels)}")
    language = _text(source, table, "language")
    if language is not None and language not in LANGUAGES:
        raise _error(source, f"language 里的 {language} 不对；可用 {'、'.join(LANGUAGES)}")
    baseline = _text(source, table, "baseline")
    return Settings(
        ignore=_texts(source, table, "ignore", ()),
        outcomes=cast(tuple[Outcome, ...], outcomes),
        baseline=None if baseline is None else source.parent / baseline,
        rulebook=_text(source, table, "rulebook"),
        severity=tuple(severity.items()),
        language=cast(Language | None, language),
    )


def _found(path: Path) -> Path | None:
    if not path.is_dir():
        return path
    folder = path.resolve()
    return next(
        (
            one / "pyproject.toml"
            for one in (folder, *folder.parents)
            if (one / "pyproject.toml").is_file()
        ),
        None,
    )


def _texts(
    source: Path, table: dict[str, Any], field: str, default: tuple[str, ...]
) -> tuple[str, ...]:
    value = table.get(field, default)
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise _error(source, f'{field} 应为一列文字，例如 {field} = ["equality-count"]')
    return tuple(value)


def _text(source: Path, table: dict[str, Any], field: str) -> str | None:
    value = table.get(field)
    if value is not None and not isinstance(value, str):
        raise _error(source, f"{field} 应为文字")
    return value


def _error(path: Path, message: str) -> JixiaoError:
    return JixiaoError(f"设置{message}", code="settings", place=Place(file=str(path)))
