"""Word documents (.docx): forms drawn as WordprocessingML.

Two things decide whether Word, WPS and LibreOffice show the same page: an East Asian font
named on every run (``w:eastAsia``), and a table of fixed layout with its grid spelled out.
The headings repeat only in a table that begins with them, so the indicators have a table
of their own on every page, the first joined to the one above by a paragraph of no height.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from .form import Box, Form
from .letters import Letter
from .lists import Listing
from .measure import unit_characters
from .packing import HEAD, RELATIONS, packed, relations, text_of, types
from .pages import WORD, page_ends, paged

__all__ = ["document"]

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LONG, _SHORT = 16838, 11906  # A4 in twentieths of a point
_MARGIN: Final = 964  # 1.7 cm

_TYPES: Final = types(
    (f"word/{part}.xml", f"wordprocessingml.{kind}")
    for part, kind in (
        ("document", "document.main"),
        ("styles", "styles"),
        ("settings", "settings"),
        ("footer1", "footer"),
    )
)
_RELATIONS: Final = relations([("officeDocument", "word/document.xml")])
_PARTS: Final = relations(
    [("styles", "styles.xml"), ("settings", "settings.xml"), ("footer", "footer1.xml")]
)
# What begins no line and what ends none, as Word has it for Chinese; a form adds the characters of
# its units and the signs before numbers, so that no amount is broken.
_NOT_FIRST: Final = (
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞！＂％＇），．：；？］｀｜｝～￠"
)
_NOT_LAST: Final = "$([{£¥·‘“〈《「『【〔〖〝＄（．［｛￡￥<=≥≤＜＞＝"


def _settings(units: str) -> str:
    before = text_of(_NOT_FIRST + units)
    return f"{_SETTINGS_BEGIN}{text_of(_NOT_LAST)}{_SETTINGS_MIDDLE}{before}{_SETTINGS_END}"


_SETTINGS_BEGIN: Final = HEAD + (
    f'<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:noLineBreaksAfter w:lang="zh-CN" w:val="'
)
_SETTINGS_MIDDLE: Final = '"/><w:noLineBreaksBefore w:lang="zh-CN" w:val="'
_SETTINGS_END: Final = (
    '"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def _fonts(name: str, latin: str = "Times New Roman") -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{name}" w:cs="{latin}" w:hint="eastAsia"/>'


def _style(identity: str, name: str, font: str, size: int, *, align: str, more: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{more}<w:jc w:val="{align}"/></w:pPr>'
        f'<w:rPr>{_fonts(font)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


# Lines of one height in whatever font a machine has, so that pages end where they should.
_LINES: Final = f'<w:spacing w:line="{round(WORD.line * 20)}" w:lineRule="exact"/>'
_STYLES: Final = HEAD + (
    f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>{_fonts("宋体")}'
    '<w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    '</w:rPrDefault><w:pPrDefault><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    '<w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>'
    '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/><w:qFormat/></w:style>'
    + _style(
        "FormTitle",
        "表题",
        "方正小标宋简体",
        36,
        align="center",
        more='<w:spacing w:before="60" w:after="60"/>',
    )
    + _style("FormYear", "表题年度", "宋体", 22, align="center", more='<w:spacing w:after="120"/>')
    + _style("FormLabel", "表格栏目", "黑体", 19, align="center", more=_LINES)
    + _style("FormText", "表格文字", "宋体", 19, align="left", more=_LINES)
    + _style("FormCell", "表格数值", "宋体", 19, align="center", more=_LINES)
    + _style(
        "LetterText",
        "正文",
        "仿宋_GB2312",
        28,
        align="both",
        more='<w:spacing w:before="80" w:after="80"/>',
    )
    + _style(
        "LetterHead",
        "意见标题",
        "黑体",
        28,
        align="left",
        more='<w:keepNext/><w:spacing w:before="160" w:after="80"/>',
    )
    + "</w:styles>"
)
_FOOTER: Final = HEAD + (
    f'<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:t xml:space="preserve">第 </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r>'
    '</w:fldSimple><w:r><w:t xml:space="preserve"> 页，共 </w:t></w:r><w:fldSimple w:instr=" NUMPAGES ">'
    '<w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> 页</w:t></w:r></w:p></w:ftr>'
)
# Between two tables there is always a paragraph: as good as none, or where a page begins. Which
# row that is must not be left to the program, or a label would not stand on every page.
_HAIR: Final = '<w:spacing w:before="0" w:after="0" w:line="2" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>'
_JOINT: Final = f"<w:p><w:pPr>{_HAIR}</w:pPr></w:p>"
_JOINT_BREAK: Final = f"<w:p><w:pPr><w:pageBreakBefore/>{_HAIR}</w:pPr></w:p>"


def document(parts: Sequence[Form | Listing]) -> bytes:
    """A document with one form or list after the other, each on pages of its own."""
    forms = [one for one in parts if isinstance(one, Form)]
    units = unit_characters(box.text for one in forms for box in one.boxes if box.role == "short")
    body = []
    for number, part in enumerate(parts, start=1):
        wide = part.landscape if isinstance(part, Form) else sum(part.widths) > 100
        body.append(
            _form(part, page_ends(part, WORD))
            if isinstance(part, Form)
            else _list(part, landscape=wide)
        )
        section = _section(landscape=wide)
        # The last section stands at the end of the body, the others in their last paragraph.
        body.append(section if number == len(parts) else f"<w:p><w:pPr>{section}</w:pPr></w:p>")
    return _packed("".join(body), units)


def _packed(body: str, units: str) -> bytes:
    """The document around `body`; `units` are characters that begin no line."""
    text = f'{HEAD}<w:document xmlns:w="{_W}" xmlns:r="{RELATIONS}"><w:body>{body}</w:body></w:document>'
    return packed(
        (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", text),
            ("word/styles.xml", _STYLES),
            ("word/settings.xml", _settings(units)),
            ("word/footer1.xml", _FOOTER),
            ("word/_rels/document.xml.rels", _PARTS),
        )
    )


def letters(items: Sequence[Letter]) -> bytes:
    """Letters one after the other, each from a page of its own."""
    section = _section(landscape=False)
    body = []
    for number, letter in enumerate(items, start=1):
        body.append(_paragraph(letter.title, "FormTitle"))
        for block in letter.blocks:
            if isinstance(block, str):
                body.append(_paragraph(block, "LetterText"))
            else:
                body += [_paragraph(block.name, "LetterHead"), _form(block.form(landscape=False))]
        body.append(section if number == len(items) else f"<w:p><w:pPr>{section}</w:pPr></w:p>")
    return _packed("".join(body), "")


def _section(*, landscape: bool) -> str:
    wide, high = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        f'<w:pgSz w:w="{wide}" w:h="{high}"{turned}/>'
        f'<w:pgMar w:top="{_MARGIN + 100}" w:right="{_MARGIN}" w:bottom="{_MARGIN + 100}" '
        f'w:left="{_MARGIN}" w:header="600" w:footer="600" w:gutter="0"/></w:sectPr>'
    )


def _form(form: Form, ends: Sequence[int] = ()) -> str:
    form = paged(form, ends, WORD)
    page = (_LONG if form.landscape else _SHORT) - 2 * _MARGIN
    widths = [page * size // sum(form.widths) for size in form.widths]
    above = [box for box in form.boxes if box.role in ("title", "subtitle")]
    first = max((box.row for box in above), default=-1) + 1
    lines = [
        _paragraph(box.text, "FormTitle" if box.role == "title" else "FormYear") for box in above
    ]
    tables = []
    covering = _covering(form)
    if form.heading > first:
        tables += [_table(covering, range(first, form.heading), widths, joined=True), _JOINT]
    begins = [form.heading + 1, *ends]
    for number, (begin, end) in enumerate(zip(begins, [*ends, form.rows], strict=True)):
        rows = (form.heading, *range(begin, end))
        tables += [_JOINT_BREAK] if number else []
        tables.append(_table(covering, rows, widths, headed=True))
    return "".join(lines) + "".join(tables) + _JOINT


def _list(part: Listing, *, landscape: bool) -> str:
    """A list as a form of one block, headed by its columns."""
    note = _paragraph(part.note, "FormText") if part.note else ""
    return _paragraph(part.name, "FormTitle") + note + _form(part.form(landscape=landscape))


def _covering(form: Form) -> list[list[Box]]:
    """The boxes of each row from the left, those that begin above it too."""
    rows: list[list[Box]] = [[] for _ in range(form.rows)]
    for box in sorted(form.boxes, key=lambda box: box.column):
        for row in range(box.row, box.row + box.rowspan):
            rows[row].append(box)
    return rows


def _table(
    covering: Sequence[Sequence[Box]],
    rows: Sequence[int],
    widths: Sequence[int],
    *,
    headed: bool = False,
    joined: bool = False,
) -> str:
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in widths)
    # Where another table is joined below, its top line is the only one.
    edges = "".join(
        f'<w:{side} w:val="{"nil" if joined and side == "bottom" else "single"}" '
        'w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    drawn = "".join(
        _row(covering[row], row, widths, headed=headed and row == rows[0]) for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{drawn}</w:tbl>"
    )


def _row(boxes: Sequence[Box], row: int, widths: Sequence[int], *, headed: bool) -> str:
    cells = "".join(_cells(boxes, row, widths))
    header = "<w:tblHeader/>" if headed else ""
    return (
        '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="380" w:hRule="atLeast"/>'
        f"{header}</w:trPr>{cells}</w:tr>"
    )


def _cells(boxes: Sequence[Box], row: int, widths: Sequence[int]) -> Iterable[str]:
    for box in boxes:
        size = sum(widths[box.column : box.column + box.colspan])
        span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
        merge = ""
        if box.rowspan > 1:
            merge = '<w:vMerge w:val="restart"/>' if box.row == row else "<w:vMerge/>"
        inside = _content(box) if box.row == row else _paragraph("", "FormText")
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{span}{merge}'
            f'<w:vAlign w:val="center"/></w:tcPr>{inside}</w:tc>'
        )


def _content(box: Box) -> str:
    style = {"label": "FormLabel", "text": "FormText"}.get(box.role, "FormCell")
    return "".join(_paragraph(line, style) for line in box.text.split("\n"))


def _paragraph(text: str, style: str) -> str:
    inner = text_of(text)
    run = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{inner}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run if inner else ""}</w:p>'
