"""Writing: scorecards, target tables and findings as documents, by the suffix of the path.

Every file is replaced in one step: it is the old one or the new one, never half of either.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, overload

from jixiao.display import whole_characters
from jixiao.exactness import in_own_context
from jixiao.findings import Finding
from jixiao.scoring.scorecards import Scorecard
from jixiao.tables import TargetTable

from .errors import WritingError
from .files import failing_as_oserror, replace

if TYPE_CHECKING:
    from .form import Form

__all__ = ["SUFFIXES", "WritingError", "check_path", "write"]

Written = Scorecard | TargetTable | Finding

#: What `write` can write, and for what it is.
SUFFIXES: Final = (
    (".xlsx", "表格"),
    (".docx", "Word 文档"),
    (".pdf", "打印的样子"),
    (".html", "网页报告"),
    (".md", "Markdown"),
    (".json", "数据"),
    (".csv", "逗号分隔"),
    (".txt", "制表符分隔"),
    (".svg", "图"),
    (".png", "图"),
)
_TEMPLATES: Final = (".xlsx", ".docx")


class Sink(Protocol):
    """What takes bytes: an open file, `io.BytesIO`, the body of an answer."""

    def write(self, data: bytes, /) -> object: ...


_Sink = TypeVar("_Sink", bound=Sink)


@overload
def write(
    obj: Written | Sequence[Written],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    template: str | os.PathLike[str] | None = None,
    replace_declared: bool = False,
) -> Path: ...
@overload
def write(
    obj: Written | Sequence[Written],
    path: _Sink,
    *,
    format: str,
    template: str | os.PathLike[str] | None = None,
    replace_declared: bool = False,
) -> _Sink: ...
def write(
    obj: Written | Sequence[Written],
    path: str | os.PathLike[str] | Sink,
    *,
    format: str | None = None,
    template: str | os.PathLike[str] | None = None,
    replace_declared: bool = False,
) -> Path | Sink:
    """Write `obj` to `path`, in the format of its suffix, and return the path.

    A scorecard becomes a 自评表 in the Ministry's layout (.xlsx with the reasons on a second
    sheet, .docx; .pdf is the .docx as LibreOffice prints it), a report (.html, .md), data (.json, .csv, .txt) or a picture (.svg, .png);
    several scorecards become a summary. A target table becomes its form, which `read`
    reads back as the same table. Findings become a list.

    Args:
        obj: a scorecard, a target table, or several of one kind; or findings.
        path: where to. Its folder must exist; a file that is there is replaced. Or a binary file
            object, which is written to, left open and returned; `format` says in which format.
        format: ``xlsx``, ``docx``, ``html`` …, instead of the suffix of `path`.
        template: your own form (.xlsx or .docx), with its headings and the names of the
            indicators: its blanks are filled from `obj`; its looks, and what stands in it
            already, are left alone. Formulas stay and are worked out again when it is opened.
        replace_declared: whether the computed points stand in the form of a scorecard where the
            unit had declared others (申报得分). They are kept otherwise, and what is computed
            stands beside them in the reasons and reports.

    Raises:
        WritingError: an unknown suffix, mixed or unknown objects, or a template in which
            no indicator of `obj` is found; or .pdf where LibreOffice is not installed
            (``office-missing``) or fails.
        MissingExtra: the library for this format is not installed.
        OSError: the path cannot be written.
    """
    # What cannot be written is said before where it cannot be.
    _sorted(obj)
    if isinstance(path, str | os.PathLike):
        target = Path(path)
        suffix = check_path(target, format=format, template=template)
        with failing_as_oserror(target):
            filled = rendered(obj, suffix, template=template, replace_declared=replace_declared)
        return replace(target, filled)
    if not hasattr(path, "write"):
        raise WritingError(
            f"写不到 {type(path).__name__} 里；应为路径，或以二进制方式打开的文件",
            code="target-unknown",
        )
    named = Path(str(getattr(path, "name", "")))
    if not (format or named.suffix):
        raise WritingError("写到文件对象里要说明格式，例如 format='xlsx'", code="format-missing")
    shown = named.name or "文件对象"
    suffix = _suffix(format or named.suffix, shown, template)
    with failing_as_oserror(Path(shown)):
        filled = rendered(obj, suffix, template=template, replace_declared=replace_declared)
    try:
        path.write(filled)
    except TypeError as problem:
        raise WritingError(
            "文件对象须以二进制方式打开：open(path, 'wb')，或 io.BytesIO()", code="target-text"
        ) from problem
    return path


@in_own_context
def rendered(
    obj: Written | Sequence[Written],
    suffix: str,
    *,
    template: str | os.PathLike[str] | None = None,
    replace_declared: bool = False,
) -> bytes:
    """The bytes that `write` would write to a path of `suffix`; its other arguments are the same."""
    cards, tables, findings = _sorted(obj)
    if template is not None:
        from .template import fill

        if len(cards) + len(tables) != 1:
            raise WritingError("一个模板只能填一张表", code="template-many")
        one = cards[0] if cards else tables[0]
        return fill(one, Path(template), replace_declared=replace_declared)
    if suffix == ".json":
        from jixiao.exchange.codec import dumps

        # Any sequence is a list to the codec, which `loads` reads back as a tuple.
        whole = obj if isinstance(obj, (Scorecard, TargetTable, Finding)) else tuple(obj)
        return (dumps(whole, indent=2) + "\n").encode()
    told = _report(suffix, cards, tables, findings)
    if told is not None:
        return told
    from .form import form_of
    from .selfevaluation import evaluation_form

    forms = [evaluation_form(card, replace_declared=replace_declared) for card in cards]
    forms += map(form_of, tables)
    return _paper(suffix, cards, forms, findings)


def check_path(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    template: str | os.PathLike[str] | None = None,
) -> str:
    """The suffix of the format in which `write` would write to `path`; nothing is written.

    For asking before long work, and asked by `write` itself.

    Raises:
        WritingError: an unknown suffix, or a template of another one.
        FileNotFoundError: the folder, or the template, does not exist.
    """
    target = Path(path)
    suffix = _suffix(format or target.suffix, target.name, template)
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "没有这个文件夹，请先建好", str(target.parent))
    return suffix


def _suffix(written: str, name: str, template: str | os.PathLike[str] | None) -> str:
    """The suffix of a format that `write` knows, and that its template has too; `name` is shown."""
    dotted = f".{written.lower().lstrip('.')}" if written else ""
    suffix = {".htm": ".html", ".markdown": ".md"}.get(dotted, dotted)
    if template is not None and (
        suffix not in _TEMPLATES or Path(template).suffix.lower() != suffix
    ):
        raise WritingError(
            f"模板和要写的文件应当都是 .xlsx 或都是 .docx，现在是“{Path(template).name}”和“{name}”",
            code="template-suffix",
        )
    if suffix not in dict(SUFFIXES):
        known = "、".join(f"{one}（{what}）" for one, what in SUFFIXES)
        shown = f"不认识的后缀“{written}”" if written else "文件名没有后缀"
        raise WritingError(f"{shown}，写不了“{name}”；能写的有：{known}", code="suffix-unknown")
    if suffix == ".pdf":
        from . import pdf

        pdf.able()
    if template is not None and not Path(template).is_file():
        raise FileNotFoundError(errno.ENOENT, "没有这个模板文件", str(template))
    return suffix


def _sorted(
    obj: Written | Sequence[Written],
) -> tuple[list[Scorecard], list[TargetTable], list[Finding] | None]:
    """The one kind of thing that `obj` holds; findings are None where it holds others."""
    items = [obj] if isinstance(obj, (Scorecard, TargetTable, Finding)) else obj
    if isinstance(items, (str, bytes)) or not isinstance(items, Sequence):
        raise WritingError(
            f"写不了 {type(obj).__name__}；能写的是计分结果、绩效目标表和发现，或它们的列表",
            code="object-unknown",
        )
    cards = [one for one in items if isinstance(one, Scorecard)]
    tables = [one for one in items if isinstance(one, TargetTable)]
    findings = [one for one in items if isinstance(one, Finding)]
    if len(items) not in (len(cards), len(tables), len(findings)):
        raise WritingError("一次只能写同一类：计分结果、绩效目标表或发现", code="object-mixed")
    return cards, tables, None if cards or tables else findings


def _report(
    suffix: str,
    cards: list[Scorecard],
    tables: list[TargetTable],
    findings: list[Finding] | None,
) -> bytes | None:
    """What is written of them without their forms; None where a format shows the forms."""
    match suffix:
        case ".html" if cards:
            from . import html

            return html.report(cards)
        case ".md":
            from . import markdown

            if cards:
                page = markdown.report(cards)
            elif tables:
                page = markdown.table_text(tables)
            else:
                page = markdown.finding_text(findings or ()) + "\n"
            return whole_characters(page).encode()
        case ".svg" | ".png":
            from . import plot as pictures

            if not cards:
                raise WritingError("只有计分结果能画成图", code="picture-object")
            return pictures.picture(cards, suffix)
    return None


def _paper(
    suffix: str, cards: list[Scorecard], forms: list[Form], findings: list[Finding] | None
) -> bytes:
    """The forms, with the lists that go with them."""
    from .lists import Listing, all_findings, finding_list, reason_list, unit_list

    lists = [finding_list(findings)] if findings is not None else []
    match suffix:
        case ".xlsx":
            from . import xlsx

            parts: list[Form | Listing] = [*forms, *lists]
            if len(cards) == 1:
                parts.append(reason_list(cards[0]))
                remarks = all_findings(cards[0])
                parts += [finding_list(remarks)] if remarks else []
            elif cards:
                every = [one for card in cards for one in all_findings(card)]
                parts = [unit_list(cards), *parts, *([finding_list(every)] if every else [])]
            return xlsx.workbook(parts)
        case ".docx" | ".pdf":
            from . import docx, pdf

            reasons = [reason_list(cards[0])] if len(cards) == 1 else []
            document = docx.document([*forms, *reasons, *lists])
            return document if suffix == ".docx" else pdf.printed(document)
        case ".html":
            from . import html

            return html.list_page(lists[0]) if lists else html.form_page(forms)
        case ".csv" | ".txt":
            from . import text

            parts = [*([unit_list(cards)] if len(cards) > 1 else []), *(forms or lists)]
            if len(cards) > 1:
                parts = parts[:1]
            return text.separated(parts) if suffix == ".csv" else text.tabbed(parts)
    raise WritingError(f"写不了 {suffix}", code="suffix-unknown")
