"""What a file is, by its content: names lie, and many ".xls" files are web pages."""

from __future__ import annotations

import re
from typing import Final, Literal

from jixiao.errors import Place, UnreadableDocument

from .archive import Package

__all__ = ["Kind", "kind_of"]

Kind = Literal["xlsx", "xls", "docx", "html", "pdf", "text"]

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
_ARCHIVES: Final = (
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
)


def kind_of(data: bytes, *, file: str | None) -> Kind:
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
            raise UnreadableDocument(
                f"文件是{name} 图片，不是文档",
                code="picture",
                remedy="请取得原始的 Word、Excel 文件，或先做文字识别（OCR）并核对数字",
                place=place,
            )
    for mark, name in _ARCHIVES:
        if data.startswith(mark):
            raise UnreadableDocument(
                f"文件是{name} 压缩包",
                code="archive",
                remedy="请先解压，再读取其中的文件",
                place=place,
            )
    if data.startswith(b"{\\rtf"):
        raise UnreadableDocument(
            "文件是 RTF 格式", code="rtf", remedy="请用 Word 或 WPS 打开后另存为 .docx", place=place
        )
    return _textual(data, place)


def _textual(data: bytes, place: Place) -> Kind:
    sample = data[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = sample[: len(sample) // 2 * 2].decode("utf-16", errors="replace")
    else:
        start = sample.decode("latin-1")
    if "urn:schemas-microsoft-com:office:spreadsheet" in start[:4096]:
        raise UnreadableDocument(
            "文件是 XML 表格（Excel 2003 XML）",
            code="spreadsheet-xml",
            remedy="请用 Excel 或 WPS 打开后另存为 .xlsx",
            place=place,
        )
    if "schemas.microsoft.com/office/word/2003/wordml" in start[:4096] or (
        "schemas.microsoft.com/office/2006/xmlPackage" in start[:4096]
    ):
        raise UnreadableDocument(
            "文件是 Word XML 文档",
            code="word-xml",
            remedy="请用 Word 或 WPS 打开后另存为 .docx",
            place=place,
        )
    if "mime-version:" in start[:2048].lower() and "multipart/" in start[:8192].lower():
        return "html"
    # A table pasted as text may hold a stray <p>; a page begins with a tag or has a table.
    begins = start.lstrip("\ufeffï»¿ \t\r\n")[:1] == "<"
    if _TAGS.search(start) and (begins or re.search(r"<\s*table[\s>]", start, re.I)):
        return "html"
    return "text"


def _package(data: bytes, place: Place) -> Kind:
    package = Package(data, file=place.file)
    names = set(package.names)
    if any(name.startswith("word/document") for name in names):
        return "docx"
    if "xl/workbook.bin" in names:
        raise UnreadableDocument(
            "文件是二进制工作簿（.xlsb）",
            code="xlsb",
            remedy="请用 Excel 或 WPS 打开后另存为 .xlsx",
            place=place,
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
        raise UnreadableDocument(
            "文件是 OpenDocument 格式（.ods/.odt）",
            code="open-document",
            remedy="请用 LibreOffice 或 WPS 打开后另存为 .xlsx 或 .docx",
            place=place,
        )
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


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a compound file has a stream of this name.

    Directory entries of 128 bytes stand on multiples of 128; each begins with the name in
    UTF-16 and states its length at byte 64.
    """
    pattern = name.encode("utf-16-le") + b"\x00\x00"
    position = data.find(pattern)
    while position >= 0:
        if position % 128 == 0 and data[position + 64 : position + 66] == len(pattern).to_bytes(
            2, "little"
        ):
            return True
        position = data.find(pattern, position + 1)
    return False


def _compound(data: bytes, suffix: str, place: Place) -> Kind:
    if _has_stream(data, "EncryptedPackage"):
        raise UnreadableDocument(
            "文件设有打开密码",
            code="encrypted",
            remedy="请打开后去掉密码，另存为 .xlsx 或 .docx",
            place=place,
        )
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return "xls"
    wps = suffix in {"wps", "et", "dps", "wpt", "ett"} or _has_stream(data, "WpsCustomData")
    sheet = suffix in {"et", "ett", "xls", "xlt"}
    way = "请用 WPS 或 Excel 打开后另存为 .xlsx" if sheet else "请用 Word 或 WPS 打开后另存为 .docx"
    if wps:
        raise UnreadableDocument(
            f"文件是 WPS 自有格式（.{suffix or 'wps'}）", code="wps-format", remedy=way, place=place
        )
    if _has_stream(data, "WordDocument") or suffix in {"doc", "dot"}:
        raise UnreadableDocument(
            "文件是旧版 Word 文档（.doc）", code="old-word", remedy=way, place=place
        )
    raise UnreadableDocument(
        "文件是旧版 Office 格式，里面没有能读取的工作簿",
        code="old-office",
        remedy="请用 Office 或 WPS 打开后另存为 .xlsx 或 .docx",
        place=place,
    )
