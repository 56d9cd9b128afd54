"""Opening office packages (zip) without trusting them.

A package states its own sizes; they are checked before reading, and what is unpacked
is counted again while reading, because a statement may lie. A document type declaration
in an XML part ends the reading where it begins: no office program writes one, and every
entity attack needs one.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, Final
from xml.parsers import expat

from jixiao.errors import Place, UnreadableDocument

from ..limits import (
    MAX_MEMBERS,
    MAX_PART_BYTES,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_FLOOR,
)

__all__ = ["Package", "Stop", "local", "parse_xml"]

_CHUNK: Final = 1 << 16

# What the zip library raises for damage: its own error, and those of what it is built on.
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ValueError, IndexError, OverflowError, NotImplementedError, RuntimeError),
)
_ENCRYPTED: Final = 0x1


class Package:
    """The members of a zip, read one at a time within the limits."""

    def __init__(self, data: bytes, *, file: str | None) -> None:
        self._file = file
        self._budget = MAX_UNPACKED_BYTES
        self._size = max(len(data), 1)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _DAMAGE as bad:
            raise self._error("压缩包结构不完整，文件没有传完或已损坏", code="truncated") from bad
        if len(members) > MAX_MEMBERS:
            raise self._error(
                f"压缩包内有 {len(members)} 个成员，超过上限 {MAX_MEMBERS}", code="too-large"
            )
        # Some writers use backslashes or another case than the relations do.
        self._members = {_key(member.filename): member for member in members}

    @property
    def names(self) -> tuple[str, ...]:
        """Member names, lower case, with forward slashes."""
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def read(self, name: str) -> bytes:
        """The bytes of one member; raises when it is missing, damaged or too large."""
        member = self._members.get(_key(name))
        if member is None:
            raise self._error(f"文件内部缺少 {name}，可能已损坏", code="truncated")
        if member.flag_bits & _ENCRYPTED:
            raise self._error("文件设有密码", code="encrypted", remedy="请去掉密码后另存")
        allowed = self._allowed(member)
        # The compressed size is stated too; the whole file is the only size that cannot lie.
        allowed = min(allowed, max(RATIO_FLOOR, MAX_RATIO * self._size))
        pieces: list[bytes] = []
        total = 0
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(_CHUNK):
                    total += len(piece)
                    if total > allowed:
                        raise self._bomb(name)
                    pieces.append(piece)
        except _DAMAGE as bad:
            if isinstance(bad, UnreadableDocument):
                raise
            raise self._error(
                f"文件内部的 {name} 解压失败，文件没有传完或已损坏", code="truncated"
            ) from bad
        self._budget -= total
        return b"".join(pieces)

    def weigh(self) -> None:
        """Raises where the members together, or one of them, would be too large to copy."""
        for member in self._zip.infolist():
            self._allowed(member)
            self._budget -= member.file_size

    def _allowed(self, member: zipfile.ZipInfo) -> int:
        """How many bytes of `member` may be unpacked; raises where it states more."""
        allowed = min(MAX_PART_BYTES, self._budget)
        declared = member.file_size
        if declared > allowed or (
            declared > RATIO_FLOOR and declared > MAX_RATIO * max(member.compress_size, 1)
        ):
            raise self._bomb(member.filename)
        return allowed

    def _bomb(self, name: str) -> UnreadableDocument:
        return self._error(
            f"文件内部的 {name} 解压后过大（上限 {MAX_PART_BYTES >> 20} MB，"
            f"压缩比上限 {MAX_RATIO}）",
            code="too-large",
            remedy="请删除无关的工作表、空白格式和图片后另存，或把绩效表单独存成一个文件",
        )

    def _error(self, message: str, *, code: str, remedy: str | None = None) -> UnreadableDocument:
        return UnreadableDocument(
            message,
            code=code,
            remedy=remedy or "请重新获取文件，或用 Excel、Word、WPS 打开后另存",
            place=Place(file=self._file),
        )


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


class Stop(Exception):
    """Raised inside a handler to end `parse_xml` before the end of the part."""


def parse_xml(
    data: bytes,
    part: str,
    file: str | None,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> bool:
    """Run expat over one part; False when a handler stopped it.

    Handlers get tags as written, prefix included: a wrapper for each of a hundred thousand
    tags would cost as much as the parsing. Nothing outside the part is ever opened: expat
    has no loader, and entities are refused. Depth needs no limit, for a stream keeps no tree.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: Any) -> None:
        raise _declared(part, file)

    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except Stop:
        return False
    except (expat.ExpatError, ValueError, LookupError) as bad:
        if isinstance(bad, UnreadableDocument):
            raise
        raise UnreadableDocument(
            f"文件内部的 {part} 不是完整的 XML，文件没有传完或已损坏",
            code="truncated",
            remedy="请重新获取文件，或用 Excel、Word、WPS 打开后另存",
            place=Place(file=file),
        ) from bad
    return True


def _declared(part: str, file: str | None) -> UnreadableDocument:
    return UnreadableDocument(
        f"文件内部的 {part} 含有文档类型或实体声明，正常的办公软件不会写入，为安全起见不予读取",
        code="xml-entities",
        remedy="请用 Excel、Word 或 WPS 打开后另存为新文件",
        place=Place(file=file),
    )


def local(tag: str) -> str:
    """A tag less its prefix, which is the document's own choice."""
    return tag[tag.rfind(":") + 1 :]
