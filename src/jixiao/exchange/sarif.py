"""Findings as SARIF 2.1.0, the format that editors and continuous integration show.

OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0. A place in a
text file is its line; in a workbook or a document there are no lines, so the row of
the table stands for the line, and the cell is named as a logical location.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from ..display import visible
from ..errors import Place
from ..findings import Finding
from ..messages import Language
from ..review.checking.codes import code_named

__all__ = ["sarif", "sarif_log"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
# With a kind other than "fail", SARIF wants the level "none".
_KINDS: Final = MappingProxyType(
    {"fails": "fail", "not_applicable": "notApplicable", "insufficient": "open"}
)


def sarif_log(
    findings: Iterable[Finding], *, version: str | None = None, language: Language = "zh"
) -> dict[str, Any]:
    """One SARIF log with one run, as plain data. `version` is that of jixiao, if wanted.

    `language` is that of the messages: ``zh`` or ``en``.
    """
    # Editors mark lines: what is the same in many rows is a result in each.
    listed = [single for one in findings for single in one.singles]
    names = list(dict.fromkeys(one.code for one in listed))
    driver: dict[str, Any] = {
        "name": "jixiao",
        "fullName": "jixiao 绩效目标审核",
        "rules": [_rule(name, language) for name in names],
    }
    if version:
        driver["version"] = version
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, names.index(one.code), language) for one in listed],
            }
        ],
    }


def sarif(
    findings: Iterable[Finding], *, version: str | None = None, language: Language = "zh"
) -> str:
    """The SARIF log as JSON text; Chinese is written as it is."""
    log = sarif_log(findings, version=version, language=language)
    return visible(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _rule(name: str, language: Language) -> dict[str, Any]:
    code = code_named(name)
    rule: dict[str, Any] = {"id": name}
    if code is not None:
        rule["shortDescription"] = {"text": code.title_said(language)}
        rule["defaultConfiguration"] = {"level": code.severity}
    return rule


def _result(finding: Finding, index: int, language: Language) -> dict[str, Any]:
    fails = finding.outcome == "fails"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "kind": _KINDS[finding.outcome],
        "level": finding.severity if fails else "none",
        "message": {"text": finding.said(language)},
        "partialFingerprints": {"jixiao/v1": _fingerprint(finding)},
    }
    if location := _location(finding.place, finding.subject):
        result["locations"] = [location]
    if finding.figures:
        result["properties"] = {"figures": dict(finding.figures)}
    return result


def _fingerprint(finding: Finding) -> str:
    # Without the row, so that a finding stays the same when lines are put in above it.
    place = finding.place or Place()
    parts = (finding.code, place.file or "", place.sheet or "", finding.subject or "")
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


def _location(place: Place | None, subject: str | None) -> dict[str, Any] | None:
    location: dict[str, Any] = {}
    if place is not None and place.file:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
        if place.row is not None:
            physical["region"] = {"startLine": place.row}
        location["physicalLocation"] = physical
    logical: dict[str, Any] = {}
    if place is not None:
        cell = [
            place.sheet,
            f"第{place.table}个表" if place.table is not None else None,
            f"第{place.row}行" if place.row is not None else None,
            f"第{place.column}列" if place.column is not None else None,
        ]
        if any(cell):
            logical["fullyQualifiedName"] = "/".join(one for one in cell if one)
    if subject:
        logical["name"] = subject
    if logical:
        location["logicalLocations"] = [logical]
    return location or None


def _uri(file: str) -> str:
    # A log made on Windows is read elsewhere, and the other way round.
    for path in (PurePosixPath(file), PureWindowsPath(file)):
        if path.is_absolute():
            return _file_uri(path)
    return quote(file.replace("\\", "/"), errors="surrogatepass")


def _file_uri(path: PurePath) -> str:
    """The address of a path of any system (RFC 8089); `PurePath.as_uri` is on its way out of Python."""
    share = path.drive.replace("\\", "/") if len(path.drive) > 2 else ""
    drive = "" if share else path.drive
    rest = path.as_posix()[len(path.drive) :]
    if share:
        return "file:" + quote(share + rest, errors="surrogatepass")
    return f"file://{'/' if drive else ''}{drive}{quote(rest, errors='surrogatepass')}"
