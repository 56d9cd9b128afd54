"""The good values and small documents that fuzzing starts from, made here or kept as samples."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from importlib.resources import files
from pathlib import Path

from jixiao import TargetTable, check, dumps, read, read_criterion, score

ROOT = Path(__file__).parent.parent

VALUES = (
    *("=4人", ">=15次", "≤84.26万元", "100%", "95%以上", "1次/月", "约111.45万亩", "<24小时", "2"),
    *("80%-90%", "10～15个", "±3%以内", "≥80%且≤100%", "[90,100]", "介于3天至5天之间", "三十几人"),
    *("2022年10月31日以前", "12月底前", "2023年底", "2021年7月", "9月前", "每年12月底前", "每月10日前", "2022年第三季度"),
    *("2020.1.1-2020.12.31", "2023.07-2024.01", "2021年全年", "1-12月", "2021年1月-12月"),
    *("是", "否", "同比下降", "较上年提高5%", "不低于上年", "≤辖区平均标准", "12月底前100%到位"),
    *("有效保障", "显著提高", "优良", "应改尽改", "良好以上", "二级及以上", "A级", "Ⅲ类", "优或良", "不适用", "/", "—"),
    *("壹佰万元整", "百分之九十五", "三分之二", "8万多株", "每人每月500元", "5人/10万人", "100%（1.0）", "30分钟内响应"),
    *("工5%", "到0次", "≥", "公里", "≥100且≤50", "≥**万元", "第一年按总投资额返本20%，分红按8%分红"),
)  # fmt: skip

ROWS = (
    ("项目支出绩效自评表",),
    ("（2022年度）",),
    ("项目名称", "环卫经费", "主管部门", "城市管理局"),
    ("年度资金总额", "120", "120", "96", "10", "80%", "8"),
    ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"),
    ("产出指标", "数量指标", "清扫道路面积", "≥120万平方米", "118万平方米", "20", "19.67"),
    ("", "质量指标", "垃圾清运率", "95%以上", "96%", "20", "20"),
    ("", "时效指标", "完成时间", "2022年12月底前", "2022年12月20日", "10", "10"),
    ("效益指标", "社会效益指标", "市容环境", "有效改善", "达成", "30", "28"),
    ("满意度指标", "服务对象满意度指标", "居民满意度", "≥90%", "88%", "10", "9.78"),
)

_CONTENT = "application/vnd.openxmlformats-officedocument"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def text() -> bytes:
    """A table pasted as tab separated text."""
    return "\n".join("\t".join(row) for row in ROWS).encode()


def csv() -> bytes:
    """The same, comma separated, in the encoding of Chinese Windows."""
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS).encode("gb18030")


def html() -> bytes:
    """The same as a page, with spans."""
    body = "".join(
        "<tr>" + "".join(f"<td rowspan=1 colspan=1>{cell}</td>" for cell in row) + "</tr>"
        for row in ROWS
    )
    return (
        f"<html><meta charset=utf-8><body><p>绩效</p><table>{body}</table></body></html>".encode()
    )


def _package(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, _HEAD + part)
    return out.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    return f'<Relationships xmlns="{_RELATIONS}">' + "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    ) + "</Relationships>"  # fmt: skip


def _types(**parts: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="/{name.replace("__", "/")}.xml" ContentType="{_CONTENT}.{kind}+xml"/>'
            for name, kind in parts.items()
        )
        + "</Types>"
    )


@cache
def xlsx() -> bytes:
    """A workbook with merged cells, shared and inline strings, a percentage and a date."""
    shared: list[str] = []
    rows = []
    for number, row in enumerate(ROWS, 1):
        cells = ""
        for letter, cell in zip("ABCDEFG", row, strict=False):
            place = f'r="{letter}{number}"'
            if cell in ("96%", "80%"):
                cells += f'<c {place} s="1"><v>0.{cell[:-1]}</v></c>'
            elif cell.startswith("2022年12月2"):
                cells += f'<c {place} s="2"><v>44915</v></c>'
            elif cell.replace(".", "").isdigit():
                cells += f"<c {place}><v>{cell}</v></c>"
            elif number % 2:
                cells += f'<c {place} t="inlineStr"><is><t>{_escaped(cell)}</t></is></c>'
            elif cell:
                shared.append(_escaped(cell))
                cells += f'<c {place} t="s"><v>{len(shared) - 1}</v></c>'
        rows.append(f'<row r="{number}">{cells}</row>')
    return _package(
        {
            "[Content_Types].xml": _types(
                xl__workbook="spreadsheetml.sheet.main",
                xl__worksheets__sheet1="spreadsheetml.worksheet",
                xl__styles="spreadsheetml.styles",
                xl__sharedStrings="spreadsheetml.sharedStrings",
            ),
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="自评表" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                ("worksheet", "worksheets/sheet1.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(rows)}</sheetData>'
            '<mergeCells count="2"><mergeCell ref="A1:G1"/><mergeCell ref="A6:A8"/></mergeCells></worksheet>',
            "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><numFmts count="1">'
            '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
            '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/></cellXfs></styleSheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}">'
            + "".join(f"<si><t>{one}</t></si>" for one in shared)
            + "</sst>",
        }
    )


def _escaped(cell: str) -> str:
    return cell.replace("&", "&amp;").replace("<", "&lt;")


@cache
def docx() -> bytes:
    """A Word document whose level-1 labels are merged down the rows."""
    rows = ""
    for row in ROWS:
        cells = ""
        for column, cell in enumerate(row):
            merge = '<w:vMerge w:val="restart"/>' if cell else "<w:vMerge/>"
            inside = "" if column else merge
            if len(row) < 3:
                inside += '<w:gridSpan w:val="4"/>'
            cells += (
                f"<w:tc><w:tcPr>{inside}</w:tcPr>"
                f"<w:p><w:r><w:t>{_escaped(cell)}</w:t></w:r></w:p></w:tc>"
            )
        rows += f"<w:tr>{cells}</w:tr>"
    return _package(
        {
            "[Content_Types].xml": _types(word__document="wordprocessingml.document.main"),
            "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>项目支出绩效自评表'
            f"</w:t></w:r></w:p><w:tbl>{rows}</w:tbl></w:body></w:document>",
        }
    )


@cache
def pdf() -> bytes:
    """Two pages with ruled tables."""
    return (ROOT / "tests/reading/samples/two_pages.pdf").read_bytes()


@cache
def xls() -> bytes:
    """A workbook of the old format."""
    return (Path(__file__).parent / "seeds/afforestation.xls").read_bytes()


@cache
def filled() -> TargetTable:
    """The form as a table."""
    (table,) = read(csv(), name="表.csv")
    return table


@cache
def documents() -> tuple[str, ...]:
    """JSON documents of several types."""
    card = score(filled())
    return (
        dumps(filled()),
        dumps(card),
        dumps(check(filled())),
        *(dumps(read_criterion(text, year=2022)) for text in VALUES),
    )


@cache
def rulebook() -> str:
    """A rulebook that says everything that one may say."""
    shown = files("jixiao").joinpath("data/new-rulebook.toml").read_text(encoding="utf-8")
    return re.sub(r"(?m)^# (?=\[|[a-z_]+ *=)", "", shown).replace("……", "规则")


@cache
def settings() -> str:
    """The section of a project's pyproject.toml."""
    return (
        '[tool.jixiao]\nignore = ["equality-count"]\noutcomes = ["fails", "insufficient"]\n'
        'rulebook = "财预〔2020〕10号"\n[tool.jixiao.severity]\nloose-unit = "error"\n'
    )


@cache
def baseline() -> str:
    """Accepted findings."""
    return (
        '[[accepted]]\ncode = "weight-sum"\nreason = "另有专项"\n'
        '[[accepted]]\ncode = "kinds-present"\nsubject = "成本指标"\nfile = "表.csv"\n'
        'figures = { kind = "成本指标" }\nreason = "没有成本"\n'
    )
