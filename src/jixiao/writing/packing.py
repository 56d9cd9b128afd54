"""Office packages (.xlsx, .docx): parts of XML in one zip file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

__all__ = ["HEAD", "RELATIONS", "TYPES", "packed", "relations", "text_of", "types", "writable"]

#: How every part begins.
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES: Final = "application/vnd.openxmlformats-officedocument"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
# Characters that XML cannot hold; a form has no use for them.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# xml.sax.saxutils would load the libraries of the web.
_ESCAPES: Final = MappingProxyType(
    {
        ord("&"): "&amp;",
        ord("<"): "&lt;",
        ord(">"): "&gt;",
        ord('"'): "&quot;",
        ord("\r"): "&#13;",
    }
)


def writable(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)


def text_of(text: str) -> str:
    """`text` as the text of an element, see `writable`."""
    return writable(text).translate(_ESCAPES)


def types(parts: Iterable[tuple[str, str]]) -> str:
    """``[Content_Types].xml``: parts by name, each with what follows `TYPES` in its type."""
    listed = "".join(
        f'<Override PartName="/{part}" ContentType="{TYPES}.{kind}+xml"/>' for part, kind in parts
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def relations(targets: Iterable[tuple[str, str]]) -> str:
    """A part of relations, rId1 and so on: kind and target of each."""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def packed(parts: Iterable[tuple[str, str]]) -> bytes:
    """The package of `parts`, each a name and its content; the same parts give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            # A fixed date, and one system: a zip file names both.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
    return stream.getvalue()
