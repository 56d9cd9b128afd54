"""A baseline (基线): findings that were looked at and accepted, each with a reason.

A TOML file, kept beside the tables::

    [[accepted]]
    code = "equality-count"
    subject = "聘用安保人员人数"
    reason = "编制数，不能多也不能少"

`code` and `reason` are required; `subject`, `file` and `figures` narrow the entry down.
An entry without a reason accepts nothing and is reported, and so is one that no
finding needs any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from os import PathLike
from pathlib import Path

import attrs

from ...errors import JixiaoError, Place
from ...findings import Finding, grouped
from ...userfiles import toml_of

__all__ = ["Accepted", "Baseline", "baseline_text"]

_FIELDS = frozenset(("code", "subject", "file", "figures", "reason"))


@attrs.frozen(kw_only=True)
class Accepted:
    """One entry of a baseline.

    Attributes:
        code: the code of the findings it accepts.
        subject: the indicator or task; None accepts every one.
        file: the end of the file's path; None accepts every file.
        figures: figures that must be the same, so that a changed value is reported again.
        reason: why it is accepted.
        position: which entry of the file it is, from 1.
    """

    code: str
    subject: str | None = None
    file: str | None = None
    figures: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    position: int = 1

    def covers(self, finding: Finding) -> bool:
        """Whether `finding` is one of those that this entry is about."""
        if finding.code != self.code or (self.subject and finding.subject != self.subject):
            return False
        if self.file is not None:
            name = finding.place.file if finding.place else None
            if name is None or not _same_file(name, self.file):
                return False
        return all(finding.figure(name) == text for name, text in self.figures)


def _same_file(name: str, wanted: str) -> bool:
    one, other = name.replace("\\", "/"), wanted.replace("\\", "/")
    return one == other or one.endswith(f"/{other}")


@attrs.frozen
class Baseline:
    """The entries of a baseline file, and the file's path for the place of its own findings."""

    entries: tuple[Accepted, ...] = ()
    file: str | None = None

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Baseline:
        """Read a baseline file.

        Raises:
            JixiaoError: the file is missing or no TOML, or an entry has no code or an
                unknown field.
        """
        source = Path(path)
        return cls(_entries(source), str(source))

    def kept(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings that no entry with a reason accepts."""
        reasoned: dict[tuple[str, str | None], list[Accepted]] = {}
        for entry in self.entries:
            if entry.reason:
                reasoned.setdefault((entry.code, entry.subject or None), []).append(entry)

        def accepted(one: Finding) -> bool:
            # An entry is about one subject, or about all.
            return any(
                entry.covers(one)
                for subject in {one.subject or None, None}
                for entry in reasoned.get((one.code, subject), ())
            )

        kept: list[Finding] = []
        for one in findings:
            left = [
                single
                for single in one.singles
                if single.outcome != "fails" or not accepted(single)
            ]
            # Of one finding for many rows those that are not accepted remain.
            kept += [one] if len(left) == len(one.singles) else grouped(left)
        return tuple(kept)

    def remarks(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """What is wrong with the baseline itself, given all findings before it was applied.

        ``baseline-no-reason`` for an entry without a reason, ``baseline-unused`` for one
        that none of the findings needs.
        """
        every: dict[tuple[str, str | None], list[Finding]] = {}
        for one in (single for found in findings for single in found.singles):
            if one.outcome == "fails":
                for subject in {one.subject or None, None}:
                    every.setdefault((one.code, subject), []).append(one)
        remarks = []
        for entry in self.entries:
            if not entry.reason:
                remarks.append(
                    self._remark(entry, "baseline-no-reason", "没有写理由，不生效；请写上 reason")
                )
            elif not any(
                entry.covers(one) for one in every.get((entry.code, entry.subject or None), ())
            ):
                remarks.append(
                    self._remark(entry, "baseline-unused", "已经没有对应的问题；请删去这一条")
                )
        return tuple(remarks)

    def apply(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """`kept` and `remarks` together; give it the findings of all tables at once."""
        every = tuple(findings)
        return (*self.kept(every), *self.remarks(every))

    def _remark(self, entry: Accepted, code: str, message: str) -> Finding:
        subject = f"：{entry.subject}" if entry.subject else ""
        return Finding(
            code=code,
            severity="warning",
            message=f"基线第{entry.position}条（{entry.code}{subject}）{message}",
            place=Place(file=self.file) if self.file else None,
            subject=entry.subject,
            figures=(("code", entry.code), ("position", str(entry.position))),
        )


def _entries(source: Path) -> tuple[Accepted, ...]:
    try:
        data = toml_of(source)
    except OSError as problem:
        raise _error(source, "读不到；请核对路径") from problem
    except ValueError as problem:
        raise _error(source, f"不是 TOML 文件：{problem}") from problem
    listed = data.get("accepted", [])
    unknown = sorted(set(data) - {"accepted"})
    if unknown or not isinstance(listed, list):
        raise _error(
            source, f"只应有 [[accepted]] 条目，却有 {'、'.join(unknown) or 'accepted 以外的写法'}"
        )
    entries = []
    for position, one in enumerate(listed, 1):
        if not isinstance(one, dict) or not isinstance(one.get("code"), str):
            raise _error(
                source, f'第{position}条没有 code；请写上要接受的代码，例如 code = "equality-count"'
            )
        if odd := sorted(set(one) - _FIELDS):
            raise _error(
                source,
                f"第{position}条有不认识的字段 {'、'.join(odd)}；可用 {'、'.join(sorted(_FIELDS))}",
            )
        for field in ("subject", "file", "reason"):
            if not isinstance(one.get(field, ""), str):
                raise _error(source, f"第{position}条的 {field} 应为文字")
        figures = one.get("figures", {})
        if not isinstance(figures, dict):
            raise _error(
                source, f'第{position}条的 figures 应为表，例如 figures = {{ target = "=4人" }}'
            )
        entries.append(
            Accepted(
                code=one["code"],
                subject=one.get("subject"),
                file=one.get("file"),
                figures=tuple((str(name), str(text)) for name, text in figures.items()),
                reason=str(one.get("reason", "")).strip(),
                position=position,
            )
        )
    return tuple(entries)


def _error(path: Path, message: str) -> JixiaoError:
    return JixiaoError(f"基线文件{message}", code="baseline-file", place=Place(file=str(path)))


def baseline_text(findings: Iterable[Finding]) -> str:
    """A baseline file for these findings, the reasons left blank for a person to write."""
    lines = ["# 已经核对并接受的问题。reason 写了理由才生效。"]
    for one in (single for found in findings for single in found.singles):
        if one.outcome != "fails":
            continue
        lines += [
            "",
            f"# {' '.join(one.message.split())}",
            "[[accepted]]",
            f"code = {_quoted(one.code)}",
        ]
        if one.subject:
            lines.append(f"subject = {_quoted(one.subject)}")
        if one.place and one.place.file:
            lines.append(f"file = {_quoted(Path(one.place.file).name)}")
        lines.append('reason = ""')
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for the one control character JSON lets through.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
