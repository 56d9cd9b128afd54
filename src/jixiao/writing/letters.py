"""审核意见: the findings on tables as a letter that a bureau sends to the unit.

A letter names the table, gives each finding under 完整性, 相关性, 适当性 or 可行性 with its place
and what to do, and lists every check with its outcome: nothing found is not nothing checked.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final

import attrs

from jixiao.exactness import in_own_context
from jixiao.findings import SEVERITIES, UNMADE, Finding
from jixiao.review.checking.codes import EVERY_CODE, Code, code_named
from jixiao.tables import TargetTable

from .errors import WritingError
from .files import replace, suffix_among
from .lists import Listing

__all__ = ["SUFFIXES", "Letter", "Review", "clear_text", "letter_of", "write_letter"]

#: In what formats a letter is written.
SUFFIXES: Final = (".docx", ".pdf", ".xlsx", ".html", ".md")

_ASPECTS: Final = ("完整性", "相关性", "适当性", "可行性")
_OTHERS: Final = "报送文件"
_NUMERALS: Final = "一二三四五六"
_SIGNED: Final = "审核单位（盖章）：　　　　　审核人：　　　　日期：　　年　月　日"
_CLEAR: Final = "未发现问题"


@attrs.frozen(kw_only=True)
class Review:
    """A table with what its review found.

    Attributes:
        table: the table.
        findings: of the check and of reading, with the outcomes ``not_applicable`` and
            ``insufficient``, which the list of checks names.
        ignored: codes that were not to be checked.
    """

    table: TargetTable
    findings: tuple[Finding, ...]
    ignored: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Letter:
    """A letter before any file format: paragraphs and lists, each list under its name."""

    title: str
    blocks: tuple[str | Listing, ...]


@in_own_context
def write_letter(reviews: Review | Iterable[Review], path: str | os.PathLike[str]) -> Path:
    """Write the letters on one or several tables to `path`, and return it.

    Raises:
        WritingError: an unknown suffix, or there is no review.
        MissingExtra: the library for this format is not installed.
        OSError: the path cannot be written.
    """
    target = Path(path)
    suffix = check_letter(target)
    given = (reviews,) if isinstance(reviews, Review) else tuple(reviews)
    if not given:
        raise WritingError("没有审核过的表，写不了审核意见", code="letter-empty")
    if suffix == ".xlsx":
        from . import xlsx

        return replace(target, xlsx.workbook([_findings_sheet(given), _checks_sheet(given)]))
    letters = [letter_of(one) for one in given]
    match suffix:
        case ".docx" | ".pdf":
            from . import docx, pdf

            document = docx.letters(letters)
            return replace(target, document if suffix == ".docx" else pdf.printed(document))
        case ".html":
            from . import html

            return replace(target, html.letters(letters))
        case _:
            from . import markdown

            return replace(target, markdown.letters(letters).encode())


def check_letter(path: Path) -> str:
    """The suffix of a letter's path.

    Raises:
        WritingError: letters are not written in that format, or .pdf without LibreOffice.
    """
    suffix = suffix_among(path, SUFFIXES, what="审核意见")
    if suffix == ".pdf":
        from . import pdf

        pdf.able()
    return suffix


@in_own_context
def letter_of(review: Review) -> Letter:
    """The letter on one table."""
    table = review.table
    failing = [one for one in review.findings if _concerns(one)]
    blocks: list[str | Listing] = [
        f"{table.organisation or '各报送单位'}：",
        _opening(table, failing),
    ]
    groups = {
        aspect: [one for one in failing if _aspect(one) == aspect]
        for aspect in (*_ASPECTS, _OTHERS)
    }
    number = 0
    for index, (aspect, found) in enumerate(groups.items()):
        if not found and aspect == _OTHERS:
            continue
        heading = f"{_NUMERALS[index]}、{aspect}"
        if not found:
            blocks += [f"{heading}：未发现问题。"]
            continue
        rows = tuple((str(number + place), *_row(one)) for place, one in enumerate(found, start=1))
        number += len(found)
        blocks.append(
            Listing(
                name=heading,
                header=("序号", "级别", "位置", "指标", "问题", "修改意见"),
                rows=rows,
                widths=(7, 7, 16, 16, 32, 22),
            )
        )
    checks = _checks(review)
    blocks.append(
        Listing(
            name=f"附：检查了什么（{len(checks)}项）",
            header=("方面", "检查", "结论", "说明"),
            rows=tuple(checks),
            widths=(8, 34, 16, 40),
        )
    )
    return Letter(title=_title(table), blocks=(*blocks, _SIGNED))


def _title(table: TargetTable) -> str:
    return "绩效自评审核意见" if table.kind == "evaluation" else "绩效目标审核意见"


def _opening(table: TargetTable, failing: Sequence[Finding]) -> str:
    about = "，".join(
        one for one in (table.project, f"{table.year}年度" if table.year else None) if one
    )
    name = f"《{table.title or '绩效目标表'}》" + (f"（{about}）" if about else "")
    if not failing:
        return f"你单位报送的{name}已经审核，没有发现需要修改的问题。"
    counts = "、".join(
        f"{label}{count}处"
        for severity, label in SEVERITIES
        if (count := sum(one.severity == severity for one in failing))
    )
    return (
        f"你单位报送的{name}已经审核，提出意见{len(failing)}条（{counts}）。"
        "“错误”必须改正，“警告”请核对后改正或说明理由，“提示”供参考。请修改后重新报送。"
    )


def _concerns(finding: Finding) -> bool:
    """Whether a finding is for the unit: how jixiao took a column is for whoever runs it."""
    code = code_named(finding.code)
    of_reading = code is not None and code.room == "reading" and finding.severity == "note"
    return finding.outcome == "fails" and not of_reading


def _aspect(finding: Finding) -> str:
    code = code_named(finding.code)
    return (code.aspect if code is not None else None) or _OTHERS


def _row(finding: Finding) -> tuple[str, ...]:
    code = code_named(finding.code)
    spots = "\n".join(dict.fromkeys(one.spot for one in finding.places)) or "整表"
    return (
        dict(SEVERITIES)[finding.severity],
        spots,
        finding.subject or "",
        finding.sentence,
        code.remedy if code is not None else "",
    )


def _asked(table: TargetTable) -> list[Code]:
    """The checks that are made of such a table, in the order of their aspects."""
    rooms: Collection[str] = ("check", "recheck") if table.is_filled else ("check",)
    asked = [one for one in EVERY_CODE if one.room in rooms]
    return sorted(
        asked, key=lambda one: _ASPECTS.index(one.aspect) if one.aspect in _ASPECTS else 9
    )


def _checks(review: Review) -> list[tuple[str, ...]]:
    """Every check with its outcome."""
    by_code: dict[str, list[Finding]] = {}
    for one in review.findings:
        by_code.setdefault(one.code, []).append(one)
    return [
        (code.aspect or "", code.title, *_outcome(code, by_code.get(code.name, ()), review))
        for code in _asked(review.table)
    ]


def clear_text(review: Review) -> str:
    """How many checks were made, and those which found nothing, by their titles."""
    rows = _checks(review)
    clear = [title for _, title, outcome, _ in rows if outcome == _CLEAR]
    unmade = sum(outcome in UNMADE.values() for _, _, outcome, _ in rows)
    said = f"一共{len(rows)}项检查，未发现问题的{len(clear)}项"
    unable = f"；不适用、资料不足的{unmade}项，理由见上" if unmade else ""
    return f"{said}：{'、'.join(clear)}{unable}" if clear else said + unable


def _outcome(code: Code, found: Sequence[Finding], review: Review) -> tuple[str, str]:
    if code.name in review.ignored:
        return "没有检查", "按要求不做这一项"
    count = sum(len(one.singles) for one in found if one.outcome == "fails")
    if count:
        return f"有问题，{count}处", ""
    for one in found:
        return one.label, one.message
    return _CLEAR, ""


# ---------------------------------------------------------------- a workbook, for sorting


def _whose(table: TargetTable) -> tuple[str, str]:
    return table.organisation or "", table.project or ""


def _findings_sheet(reviews: Sequence[Review]) -> Listing:
    return Listing(
        name="审核意见",
        header=("单位", "项目", "方面", "级别", "位置", "指标", "问题", "修改意见", "代码"),
        rows=tuple(
            (*_whose(review.table), _aspect(one), *_row(one), one.code)
            for review in reviews
            for one in review.findings
            if _concerns(one)
        ),
        widths=(18, 18, 8, 6, 12, 18, 40, 34, 16),
        note="、".join(dict.fromkeys(_title(review.table) for review in reviews)),
    )


def _checks_sheet(reviews: Sequence[Review]) -> Listing:
    return Listing(
        name="检查了什么",
        header=("单位", "项目", "方面", "检查", "结论", "说明"),
        rows=tuple((*_whose(review.table), *row) for review in reviews for row in _checks(review)),
        widths=(18, 18, 8, 34, 18, 44),
    )
