"""Reading documents: any of the supported formats to `TargetTable` values."""

from __future__ import annotations

import errno
import functools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final

import attrs

from jixiao.actuals import field_of
from jixiao.display import path_text
from jixiao.errors import JixiaoError, Place, UnreadableDocument
from jixiao.exactness import in_own_context
from jixiao.findings import Finding
from jixiao.tables import TargetTable
from jixiao.workers import Lost, in_order

from . import convert, office
from .formats.sniffing import Foreign, Kind, Pictured, kind_of
from .grid import Grid
from .headers import Headers
from .limits import MAX_FILE_BYTES
from .progress import PageRead, Progress

__all__ = ["PageRead", "Progress", "Read", "read", "read_folder", "read_grids"]

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]


@in_own_context
def read(
    source: Source,
    *,
    name: str | None = None,
    headers: Headers | str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> tuple[TargetTable, ...]:
    """The target tables (绩效目标表, 绩效自评表) of one document.

    The format is told by content, not by suffix.

    Args:
        source: a path, the bytes of a file, or a binary file object.
        name: the file of places and messages, instead of the path of `source`.
        headers: more headings than the built-in ones: a `jixiao.reading.headers.Headers`, or the
            TOML file that they are loaded from.
        progress: called with a `PageRead` after each page of a scan, which takes some seconds.

    Raises:
        UnreadableDocument: the file is no readable document, or holds no target table.
        MissingExtra: the library for this format is not installed.
        OSError: the path cannot be opened.
        ValueError: the file of headings is not well formed.
        TypeError: `source` is none of these.
    """
    from . import layout

    words = (
        headers if headers is None or isinstance(headers, Headers) else Headers.load(Path(headers))
    )
    data, file = loaded(source, name)
    grids = _of_kind(data, file, progress)
    tables = layout.recognise(grids, headers=words)
    remarks = _dedupe([finding for grid in grids for finding in grid.findings])
    if not tables:
        raise _misnamed(data, file) or _no_table(grids, remarks, file)
    said = {finding for table in tables for finding in table.findings}
    left = tuple(finding for finding in remarks if finding not in said)
    if left:
        first = tables[0]
        tables = (attrs.evolve(first, findings=(*first.findings, *left)), *tables[1:])
    return tuple(tables)


@in_own_context
def read_grids(
    source: Source, *, name: str | None = None, progress: Progress | None = None
) -> tuple[Grid, ...]:
    """The tables of a document as plain grids of cells, before anything is recognised."""
    return _of_kind(*loaded(source, name), progress)


def _of_kind(data: bytes, file: str | None, progress: Progress | None) -> tuple[Grid, ...]:
    kind = kind_of(data, file=file)
    if isinstance(kind, Foreign):
        return _foreign(kind, data, file)
    if isinstance(kind, Pictured):
        return _pictured(kind, data, file, progress)
    return _grids(kind, data, file, progress)


def _pictured(
    kind: Pictured, data: bytes, file: str | None, progress: Progress | None
) -> tuple[Grid, ...]:
    from .formats import scan

    if not scan.available():
        raise kind.refusal
    return scan.grids(data, file=file, progress=progress)


def _foreign(kind: Foreign, data: bytes, file: str | None) -> tuple[Grid, ...]:
    """The tables of a document that LibreOffice converts first; without it the error that says so."""
    program = office.office()
    if program is None:
        raise kind.refusal
    made = convert.converted(
        data, suffix=kind.suffix, target=kind.target, refusal=kind.refusal, program=program
    )
    first, *others = _grids(kind.target, made, file) or (None,)
    if first is None:
        return ()
    note = Finding(
        code="document-converted",
        severity="note",
        message=f"{kind.refusal.message}，由 LibreOffice 转换成 .{kind.target} 后读入，请抽查几格",
        place=Place(file=file),
    )
    return (attrs.evolve(first, findings=(note, *first.findings)), *others)


def _grids(
    kind: Kind, data: bytes, file: str | None, progress: Progress | None = None
) -> tuple[Grid, ...]:
    match kind:
        case "xlsx":
            from .formats import xlsx

            return xlsx.grids(data, file=file)
        case "xls":
            from .formats import xls

            return xls.grids(data, file=file)
        case "docx":
            from .formats import docx

            return docx.grids(data, file=file)
        case "html":
            from .formats import html

            return html.grids(data, file=file)
        case "pdf":
            from .formats import pdf

            return pdf.grids(data, file=file, progress=progress)
        case "text":
            from .formats import text

            return text.grids(data, file=file)


def loaded(source: Source, name: str | None = None) -> tuple[bytes, str | None]:
    """The bytes of a source and the file name to show; never more than the limit."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        data, file = bytes(source), name
    elif isinstance(source, (str, os.PathLike)):
        file = name or Path(source).as_posix()
        data = content_of(Path(source))
    elif not hasattr(source, "read"):
        raise TypeError(
            f"read 要的是文件的路径、内容（bytes）或者打开的文件，这里是 {type(source).__name__}"
        )
    else:
        stated = getattr(source, "name", None)
        file = name or (Path(stated).as_posix() if isinstance(stated, str) else None)
        data = source.read(MAX_FILE_BYTES + 1)
        if not isinstance(data, bytes):
            raise TypeError("文件对象须以二进制方式打开：open(path, 'rb')")
    in_utf8(file)
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableDocument(
            f"文件超过 {MAX_FILE_BYTES >> 20} MB",
            code="too-large",
            remedy="请把绩效表单独存成一个文件",
            place=Place(file=file),
        )
    return data, file


def content_of(path: Path) -> bytes:
    """The bytes of a file, of one past the limit only so many as show that it is.

    Raises:
        UnreadableDocument: it is a pipe or a device, which may never end.
        OSError: it cannot be opened.
    """
    if path.is_dir():
        # Windows would say that there is no permission.
        raise IsADirectoryError(
            errno.EISDIR, "是文件夹，不是文件；请用 jixiao.reading.read_folder", str(path)
        )
    if path.exists() and not path.is_file():
        raise UnreadableDocument(
            "是管道或设备，不是文件",
            code="not-a-file",
            remedy="请先把内容存成一个文件；命令行里标准输入写 -",
            place=Place(file=path_text(path)),
        )
    with path.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def in_utf8(file: str | None) -> None:
    """Refuse a name that is no text: no place, report or summary could hold it.

    Linux keeps names as bytes; a zip file from Windows unpacks to names in GBK there.

    Raises:
        UnreadableDocument: it is one (``name-not-utf8``).
    """
    if file is None or (shown := path_text(file)) == file:
        return
    meant = os.fsencode(file).decode("gb18030", "replace").rsplit("/", 1)[-1]
    guess = "" if "\ufffd" in meant else f"，按 GBK 读是“{meant}”"
    raise UnreadableDocument(
        f"文件或文件夹的名称不是 UTF-8 编码{guess}",
        code="name-not-utf8",
        remedy="请改名以后再读；从 Windows 的压缩包解出来的，解压时注明编码，例如 unzip -O GBK",
        place=Place(file=shown),
    )


def _dedupe(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))


#: The programs by the suffixes of their files, which a file of words may bear by mistake.
_PROGRAMS: Final = MappingProxyType(
    {".xlsx": "Excel", ".xls": "Excel", ".docx": "Word", ".doc": "Word", ".pdf": "PDF"}
)


def _misnamed(data: bytes, file: str | None) -> UnreadableDocument | None:
    """The error for words without a table in a file that is named as a document."""
    suffix = Path(file or "").suffix.lower()
    program = _PROGRAMS.get(suffix)
    if program is None or kind_of(data, file=file) != "text":
        return None
    return UnreadableDocument(
        f"文件名的后缀是 {suffix}，内容却不是 {program} 文件，只是一段文字，里面没有绩效目标表",
        code="not-a-document",
        remedy="请取得原来的文件，或者用 Excel、Word、WPS 打开后重新另存",
        place=Place(file=file),
    )


def _no_table(
    grids: Sequence[Grid], remarks: Sequence[Finding], file: str | None
) -> UnreadableDocument:
    """The error for a document without a target table: what was looked for, what was found."""
    filled = [grid for grid in grids if grid.cells]
    too_large = next((one for one in remarks if one.code == "sheet-too-large"), None)
    if not filled and too_large is not None:
        return UnreadableDocument(
            too_large.message,
            code="too-large",
            remedy="请删除无关的行和格式后另存",
            place=too_large.place,
        )
    if any(map(_lists_actuals, filled)):
        return UnreadableDocument(
            "这是实际完成值的清单（指标名称、实际完成值），不是绩效表",
            code="no-target-table",
            remedy="用它打分的，连同目标表一起给出：jixiao score 目标表 --actuals 本文件",
            place=Place(file=file),
        )
    if filled:
        seen = "；".join(_describe(grid) for grid in filled[:3])
        seen = f"找到 {len(filled)} 个表格：{seen}" + ("……" if len(filled) > 3 else "")
    else:
        seen = "文件里没有任何有内容的表格"
    if remarks:
        seen += "；" + "；".join(one.message for one in remarks[:3])
    return UnreadableDocument(
        f"没有找到绩效目标表：要找的是同时有“三级指标”（或“绩效指标”）和“指标值”表头的表格，{seen}",
        code="no-target-table",
        remedy="请确认文件无误；表头用词不同时可用 --headers（headers=）补充",
        place=Place(file=file),
    )


def _lists_actuals(grid: Grid) -> bool:
    """Whether the first row of a grid heads names and actual values, and no targets."""
    first = grid.cells[0].row
    fields = {field_of(cell.text) for cell in grid.cells if cell.row == first}
    return bool(fields & {"name", "item"}) and bool(fields & {"value", "executed"})


def _describe(grid: Grid) -> str:
    first = [cell.text.replace("\n", "")[:12] for cell in grid.cells[:4]]
    where = attrs.evolve(grid.place, file=None)
    said = f"{where} {grid.rows}行{grid.columns}列，开头是“{'、'.join(first)}”"
    return said.strip()


@attrs.frozen(kw_only=True)
class Read:
    """What reading one file of many gave: its tables, or the error.

    Attributes:
        path: the file.
        tables: empty where there is an error.
        error: why it cannot be read, or None.
    """

    path: str
    tables: tuple[TargetTable, ...] = ()
    error: JixiaoError | OSError | None = attrs.field(default=None, eq=False)

    @property
    def ok(self) -> bool:
        """Whether the file was read."""
        return self.error is None


def read_folder(
    folder: str | os.PathLike[str],
    *,
    pattern: str = "**/*",
    headers: Headers | None = None,
    jobs: int | None = None,
) -> Iterator[Read]:
    """Read every file under `folder`, sorted by path; a bad file is reported and the rest goes on.

    Hidden files and the lock files of open documents (``~$…``) are passed over.

    Args:
        folder: read with all folders inside.
        pattern: which files, as `pathlib.Path.glob` takes it.
        headers: more words of headings.
        jobs: how many worker processes read; None takes the cores of the machine where there
            are files enough, 1 reads in this process.

    Raises:
        NotADirectoryError: `folder` is no folder.
        ValueError: `jobs` is less than 1.
    """
    paths = documents(folder, pattern=pattern)
    one = functools.partial(_read_one, headers=headers)
    for path, found in zip(paths, in_order(one, paths, jobs=jobs), strict=True):
        yield Read(path=str(path), error=lost(path)) if isinstance(found, Lost) else found


def _read_one(path: Path, *, headers: Headers | None) -> Read:
    try:
        return Read(path=str(path), tables=read(path, headers=headers))
    except (JixiaoError, OSError) as error:
        return Read(path=str(path), error=error)


def lost(path: str | os.PathLike[str]) -> UnreadableDocument:
    """The error for a file whose worker process was ended by the system, twice."""
    return UnreadableDocument(
        "读这个文件的进程两次被系统中止，可能是内存不够",
        code="worker-ended",
        remedy="请关掉别的程序，用 --jobs 1（jobs=1）单独再读这个文件；文件里无关的内容可以先删去",
        place=Place(file=path_text(path)),
    )


def documents(folder: str | os.PathLike[str], *, pattern: str = "**/*") -> tuple[Path, ...]:
    """The files that `read_folder` reads, in its order."""
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"不是文件夹：{root}")
    return tuple(
        path
        for path in sorted(root.glob(pattern))
        if path.is_file()
        and not any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
    )
