"""What a file is, by its content: names lie, and many ".xls" files are web pages."""

from __future__ import annotations

import re
from typing import Final, Literal

import attrs

from jixiao.errors import Place, UnreadableDocument

from .archive import Package

__all__ = ["Foreign", "Kind", "Pictured", "as_text", "kind_of"]

Kind = Literal["xlsx", "xls", "docx", "html", "pdf", "text"]


def _as_xlsx() -> str:
    """The way out where nothing converts a workbook."""
    return "请用 Excel 或 WPS 打开后另存为 .xlsx"


def _as_docx() -> str:
    """The way out where nothing converts a text document."""
    return "请用 Word 或 WPS 打开后另存为 .docx"


def as_text() -> str:
    """The way out where nothing recognises the text of a picture."""
    return (
        "请取得原始的 Word、Excel 文件，或先做文字识别（OCR）并核对数字；"
        "装上 jixiao[scan]，可以由 jixiao 识别"
    )


@attrs.frozen(kw_only=True)
class Foreign:
    """A format that only an office program can read.

    Attributes:
        suffix: the suffix under which the program knows the format.
        target: what to have it converted to.
        refusal: the error where there is no such program: its message says what the file is,
            its remedy names the way out.
    """

    suffix: str
    target: Literal["docx", "xlsx"]
    refusal: UnreadableDocument = attrs.field(eq=False)


@attrs.frozen(kw_only=True)
class Pictured:
    """A picture (PNG, JPEG, TIFF): a scan or a photo, which the extra ``scan`` reads.

    Attributes:
        refusal: the error where the extra is not installed.
    """

    refusal: UnreadableDocument = attrs.field(eq=False)


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF: Final = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_TAGS: Final = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|table|tr|td|meta|div|p|center|h[1-6]|span|font|style)"
    r"[\s>/]",
    re.IGNORECASE,
)
_PICTURES: Final = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
# What scanners and cameras do not write is not read.
_SCANS: Final = frozenset({"PNG", "JPEG", "TIFF"})
_ARCHIVES: Final = (
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
)


def kind_of(data: bytes, *, file: str | None) -> Kind | Foreign | Pictured:
    """The format to read `data` as; `UnreadableDocument` for what cannot be read at all."""
    suffix = (file or "").lower().rpartition(".")[2] if "." in (file or "") else ""
    place = Place(file=file)
    if not data.strip():
        raise UnreadableDocument("文件是空的", code="empty", remedy="请重新获取文件", place=place)
    if data.startswith(_OLE):
        return _compound(data, suffix, place)
    if data.startswith(_BIFF):
        return "xls"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data, place)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for mark, name in _PICTURES:
        if data.startswith(mark) and (mark != b"BM" or b"\x00" in data[:32]):
            refusal = UnreadableDocument(
                f"文件是{name} 图片，不是文档", code="picture", remedy=as_text(), place=place
            )
            if name in _SCANS:
                return Pictured(refusal=refusal)
            raise refusal
    for mark, name in _ARCHIVES:
        if data.startswith(mark):
            raise UnreadableDocument(
                f"文件是{name} 压缩包",
                code="archive",
                remedy="请先解压，再读取其中的文件",
                place=place,
            )
    if data.startswith(b"{\\rtf"):
        return Foreign(
            suffix="rtf",
            target="docx",
            refusal=UnreadableDocument(
                "文件是 RTF 格式", code="rtf", remedy=_as_docx(), place=place
            ),
        )
    return _textual(data, place)


def _textual(data: bytes, place: Place) -> Kind | Foreign:
    sample = data[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = sample[: len(sample) // 2 * 2].decode("utf-16", errors="replace")
    else:
        start = sample.decode("latin-1")
    if "urn:schemas-microsoft-com:office:spreadsheet" in start[:4096]:
        return Foreign(
            suffix="xml",
            target="xlsx",
            refusal=UnreadableDocument(
                "文件是 XML 表格（Excel 2003 XML）",
                code="spreadsheet-xml",
                remedy=_as_xlsx(),
                place=place,
            ),
        )
    if "schemas.microsoft.com/office/word/2003/wordml" in start[:4096] or (
        "schemas.microsoft.com/office/2006/xmlPackage" in start[:4096]
    ):
        return Foreign(
            suffix="xml",
            target="docx",
            refusal=UnreadableDocument(
                "文件是 Word XML 文档", code="word-xml", remedy=_as_docx(), place=place
            ),
        )
    if "mime-version:" in start[:2048].lower() and "multipart/" in start[:8192].lower():
        return "html"
    # A table pasted as text may hold a stray <p>; a page begins with a tag or has a table.
    begins = start.lstrip("\ufeffï»¿ \t\r\n")[:1] == "<"
    if _TAGS.search(start) and (begins or re.search(r"<\s*table[\s>]", start, re.I)):
        return "html"
    return "text"


def _package(data: bytes, place: Place) -> Kind | Foreign:
    package = Package(data, file=place.file)
    names = set(package.names)
    if any(name.startswith("word/document") for name in names):
        return "docx"
    if "xl/workbook.bin" in names:
        return Foreign(
            suffix="xlsb",
            target="xlsx",
            refusal=UnreadableDocument(
                "文件是二进制工作簿（.xlsb）", code="xlsb", remedy=_as_xlsx(), place=place
            ),
        )
    if any(name.startswith("xl/") for name in names) or (
        "[content_types].xml" in names and any(name.endswith("workbook.xml") for name in names)
    ):
        return "xlsx"
    if "ofd.xml" in names:
        raise UnreadableDocument(
            "文件是 OFD 版式文件",
            code="ofd",
            remedy="请取得原始的 Word、Excel 文件，或用 OFD 阅读器导出为 .docx",
            place=place,
        )
    if "content.xml" in names and "mimetype" in names:
        return _open_document(package, place)
    if any(name.startswith("ppt/") for name in names):
        raise UnreadableDocument(
            "文件是演示文稿",
            code="not-a-document",
            remedy="请把其中的表格复制到 Excel 后另存为 .xlsx",
            place=place,
        )
    raise UnreadableDocument(
        "文件是 ZIP 压缩包，里面不是 Word 或 Excel 文档",
        code="archive",
        remedy="请先解压，再读取其中的文件",
        place=place,
    )


def _open_document(package: Package, place: Place) -> Foreign:
    """An OpenDocument text or sheet; its member ``mimetype`` says which."""
    stated = package.read("mimetype")
    refusal = UnreadableDocument(
        "文件是 OpenDocument 格式（.ods/.odt）",
        code="open-document",
        remedy="请用 LibreOffice 或 WPS 打开后另存为 .xlsx 或 .docx",
        place=place,
    )
    manifest = "meta-inf/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise _locked(place)
    if b"opendocument.spreadsheet" in stated:
        return Foreign(suffix="ods", target="xlsx", refusal=refusal)
    if b"opendocument.text" in stated:
        return Foreign(suffix="odt", target="docx", refusal=refusal)
    raise refusal


def _locked(place: Place) -> UnreadableDocument:
    return UnreadableDocument(
        "文件设有打开密码",
        code="encrypted",
        remedy="请打开后去掉密码，另存为 .xlsx 或 .docx",
        place=place,
    )


def _entry(data: bytes, name: str) -> int | None:
    """Where the directory entry of a compound file's stream of this name stands.

    Directory entries of 128 bytes stand on multiples of 128; each begins with the name in
    UTF-16 and states its length at byte 64.
    """
    pattern = name.encode("utf-16-le") + b"\x00\x00"
    position = data.find(pattern)
    while position >= 0:
        if position % 128 == 0 and data[position + 64 : position + 66] == len(pattern).to_bytes(
            2, "little"
        ):
            return position
        position = data.find(pattern, position + 1)
    return None


def _has_stream(data: bytes, name: str) -> bool:
    return _entry(data, name) is not None


def _is_locked_word(data: bytes) -> bool:
    """Whether the main stream of an old Word document says that the rest is encrypted.

    The entry states the first sector at byte 116; the stream begins with its mark and has
    the flags at byte 10.
    """
    entry = _entry(data, "WordDocument")
    if entry is None:
        return False
    size = 1 << min(int.from_bytes(data[30:32], "little"), 16)
    start = (int.from_bytes(data[entry + 116 : entry + 120], "little") + 1) * size
    flags = int.from_bytes(data[start + 10 : start + 12], "little")
    return data[start : start + 2] == b"\xec\xa5" and bool(flags & 0x0100)


def _compound(data: bytes, suffix: str, place: Place) -> Kind | Foreign:
    if _has_stream(data, "EncryptedPackage") or _is_locked_word(data):
        raise _locked(place)
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return "xls"
    word = _has_stream(data, "WordDocument")
    wps = suffix in {"wps", "et", "dps", "wpt", "ett"} or _has_stream(data, "WpsCustomData")
    sheet = suffix in {"et", "ett", "xls", "xlt"} and not word
    way = "请用 WPS 或 Excel 打开后另存为 .xlsx" if sheet else _as_docx()
    if wps:
        refusal = UnreadableDocument(
            f"文件是 WPS 自有格式（.{suffix or 'wps'}）", code="wps-format", remedy=way, place=place
        )
    elif word or suffix in {"doc", "dot"}:
        refusal = UnreadableDocument(
            "文件是旧版 Word 文档（.doc）", code="old-word", remedy=way, place=place
        )
    else:
        raise UnreadableDocument(
            "文件是旧版 Office 格式，里面没有能读取的工作簿",
            code="old-office",
            remedy="请用 Office 或 WPS 打开后另存为 .xlsx 或 .docx",
            place=place,
        )
    if sheet:
        return Foreign(suffix="xls", target="xlsx", refusal=refusal)
    # The text program of WPS writes the streams of Word; the others of this suffix are older.
    known = word or suffix in {"doc", "dot"}
    return Foreign(suffix="doc" if known else "wps", target="docx", refusal=refusal)
