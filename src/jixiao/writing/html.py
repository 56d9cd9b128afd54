"""HTML: a report of scorecards, or a form, as one file that needs nothing else.

No script, no font, no picture and no address from outside; a policy in the head forbids
them. Every text goes through `html.escape`. Pictures are boxes whose widths are percentages,
so they need no library and show Chinese in the reader's own font.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Final

from jixiao.display import whole_characters
from jixiao.exactness import in_own_context
from jixiao.findings import SEVERITIES, Finding
from jixiao.quantities import format_number
from jixiao.review.trends import Signal, Trend
from jixiao.scoring.scorecards import Score, Scorecard, signed

from .form import Form
from .letters import Letter
from .lists import Listing, all_findings, report_title, rule_name, unit_list, unit_name
from .portfolio import Portfolio
from .trends import gone_list

__all__ = ["form_page", "list_page", "report"]

# The colours are told apart in all common forms of colour blindness (Okabe and Ito's set),
# and no meaning hangs on them alone: every bar has its figure, every status its word.
_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c2127;--soft:#5b6570;--line:#d5dbe1;--back:#fff;--pane:#f5f7f9;
--got:#0072b2;--lost:#d55e00;--open:#8a939c;--bar:#e3e8ec}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#a3acb5;--line:#3a424a;--back:#14171a;
--pane:#1d2226;--got:#56b4e9;--lost:#e69f00;--open:#7d8790;--bar:#2c333a}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:75rem;background:var(--back);color:var(--ink);
font:15px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif;
overflow-wrap:anywhere}
h1{font-size:1.55rem;line-height:1.35;margin:0 0 .2rem}
h2{font-size:1.12rem;margin:2.2rem 0 .7rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
p{margin:.3rem 0}a{color:var(--got)}
.soft{color:var(--soft)}
.num{font-variant-numeric:tabular-nums;text-align:right;white-space:nowrap}
.head{display:flex;flex-wrap:wrap;gap:.5rem 2rem;align-items:baseline;margin:1.1rem 0 .6rem}
.total{font-size:2.9rem;font-weight:700;line-height:1;font-variant-numeric:tabular-nums}
.total small{font-size:1.1rem;font-weight:400;color:var(--soft)}
.grade{font-size:1.5rem;font-weight:700;padding:.05em .55em;border:2px solid currentColor;border-radius:.3em}
.bar{display:flex;height:.8em;margin:.4em 0;min-width:5rem;background:var(--bar);border-radius:2px;overflow:hidden}
.bar i{display:block;height:100%;flex:none}
.got{background:var(--got)}.lost{background:var(--lost)}
.open{background:repeating-linear-gradient(45deg,var(--open) 0 3px,transparent 3px 6px)}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.88rem;color:var(--soft);margin:.4rem 0}
.key i{display:inline-block;width:1em;height:.8em;margin-right:.35em;border-radius:2px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{padding:.38rem .55rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{font-weight:600;background:var(--pane);white-space:nowrap}
td.word{white-space:nowrap}
tr.sub td:first-child{padding-left:1.8rem;color:var(--soft)}
tr.sub td:first-child+td{color:var(--soft)}
.levels td{border-bottom:0}.levels tr:not(.sub) td{border-top:1px solid var(--line)}
.why{font-size:.88rem;color:var(--soft)}
td.why{min-width:18rem}.one tr:first-child td{border-bottom:0}.one .why td{padding-top:0}
.num,.cell{word-break:keep-all}
.why b{color:var(--ink);font-weight:500}
.mark{font-weight:600;white-space:nowrap}
.mark.short{color:var(--lost)}
.name{min-width:8rem}.cell{min-width:5rem}
.levels td:first-child{width:14rem}.levels td:last-child{width:45%}
.finding{margin:.55rem 0;padding:.4rem .8rem;border-left:4px solid var(--open);background:var(--pane)}
.finding.error{border-color:var(--lost)}.finding.warning{border-color:var(--got)}
.finding code{font-size:.85em;color:var(--soft)}
.form{overflow-x:auto}
.form table{table-layout:fixed;min-width:44rem}
.form th,.form td{padding:.35rem .3rem;border:1px solid var(--ink);font-size:.93rem;
background:none;vertical-align:middle}
.form th,.form .mid{text-align:center}.form .mid{word-break:keep-all}
.form h1{text-align:center}
.form .sub{text-align:center;margin-bottom:.6rem}
section+section{margin-top:3rem;padding-top:1rem;border-top:3px double var(--line)}
footer{margin-top:3rem;font-size:.85rem;color:var(--soft)}
@media (max-width:40rem){td.why{min-width:12rem}.levels td:first-child{width:auto}
tr.sub td:first-child{padding-left:1rem}}
@page{size:A4;margin:1.4cm 1.2cm}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--back:#fff;--pane:#f2f2f2;
--got:#0072b2;--lost:#d55e00;--open:#8a939c;--bar:#e3e8ec}
body{max-width:none;padding:0;font-size:9pt;line-height:1.4}h1{font-size:14pt}h2{margin:.9rem 0 .3rem;font-size:11pt}
.total{font-size:20pt}th,td{padding:.15rem .3rem}.finding{margin:.25rem 0;padding:.15rem .5rem}p{margin:.15rem 0}.why{font-size:8pt}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.wide,.form{overflow:visible}thead{display:table-header-group}tr,.one,.finding,.head{break-inside:avoid}
h2{break-after:avoid}td.why{min-width:0}.name{min-width:7em}.cell{min-width:0}section+section{break-before:page;border:0}
.form table{min-width:0}}
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
# The picture of a cell as the reader of scans gives it; anything else is shown nowhere.
_PICTURE: Final = re.compile(r"data:image/png;base64,[A-Za-z0-9+/]+=*")


def _page(title: str, body: str) -> bytes:
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )
    return whole_characters(page).encode()


def report(cards: Sequence[Scorecard]) -> bytes:
    """The report of one scorecard, or of several with an overview before them."""
    parts = []
    if len(cards) > 1:
        parts.append(_overview(cards))
    parts += [_section(card, number) for number, card in enumerate(cards, start=1)]
    title = _title(cards[0]) if len(cards) == 1 else f"绩效自评汇总（{len(cards)}个）"
    return _page(
        title,
        "\n".join(parts)
        + "<footer>由 jixiao 生成；得分按所列规则计算，待定部分以评价人评定为准。</footer>",
    )


def form_page(forms: Sequence[Form]) -> bytes:
    """Forms as HTML tables, merged cells and all."""
    title = next(
        (box.text for form in forms for box in form.boxes if box.role == "title"), "绩效表"
    )
    return _page(
        title, "\n".join(f'<section class="form">{_form(form)}</section>' for form in forms)
    )


def list_page(part: Listing) -> bytes:
    """A plain list."""
    return _page(part.name, f"<h1>{escape(part.name)}</h1>{_listing(part)}")


def letters(items: Sequence[Letter]) -> bytes:
    """Letters one after the other."""
    sections = "\n".join(
        f"<section><h1>{escape(letter.title)}</h1>{''.join(map(_block, letter.blocks))}</section>"
        for letter in items
    )
    return _page(items[0].title, sections)


@in_own_context
def portfolio_page(whole: Portfolio, *, rule: str) -> bytes:
    """The report of a folder, with the grades as bars."""
    title = "绩效自评汇总报告"
    most = max((count for _, count in whole.distribution), default=0)
    bars = "".join(
        f'<tr><td class="word">{escape(name)}</td><td class="num">{count}张</td><td style="width:70%">'
        f'<div class="bar"><i class="got" style="width:{_share(Decimal(count), Decimal(most))}%"></i></div></td></tr>'
        for name, count in whole.distribution
        if count
    )
    lists = "".join(map(_block, whole.lists()))
    return _page(
        title,
        f'<h1>{title}</h1><p class="soft">规则：{escape(rule)}</p><p>{escape(whole.summary)}。</p>'
        f"<h2>等次分布</h2><table><tbody>{bars}</tbody></table>{lists}"
        "<footer>由 jixiao 生成；申报分是单位自己填的，复算分按所列规则计算，暂的以评价人评定为准。</footer>",
    )


def trends(items: Sequence[Trend]) -> bytes:
    """Several years of one office, or of several one after the other."""
    sections = "".join(
        f'<section><h1>{escape(one.title)}</h1><p class="soft">{escape(one.summary)}</p>'
        f"<h2>信号</h2>{''.join(map(_signal, one.signals)) or '<p>没有信号。</p>'}"
        f"{_block(gone_list(one)) if one.gone else ''}{_said(one.remarks)}</section>"
        for one in items
    )
    return _page(
        items[0].title if len(items) == 1 else f"几年对照（{len(items)}个）",
        f"{sections}<footer>由 jixiao 生成；图中虚线是目标，实线是实际。单位之间不作比较。</footer>",
    )


def _signal(one: Signal) -> str:
    places = "、".join(map(str, one.places))
    return (
        f'<div class="finding {one.severity}"><b>{dict(SEVERITIES)[one.severity]}</b> '
        f"{escape(one.message)}<br>{one.picture()}<br>"
        f'<span class="soft">{escape(places)}</span> <code>{escape(one.code)}</code></div>'
    )


def _said(remarks: Sequence[Finding]) -> str:
    lines = "".join(f"<p>{escape(one.message)}。</p>" for one in remarks)
    return f"<h2>说明</h2>{lines}" if lines else ""


def _block(block: str | Listing) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    return f"<h2>{escape(block.name)}</h2>{_listing(block)}"


# ---------------------------------------------------------------- one scorecard


def _title(card: Scorecard) -> str:
    parts = (report_title(card), unit_name(card), str(card.table.year or ""))
    return " ".join(dict.fromkeys(part for part in parts if part))


def _section(card: Scorecard, number: int) -> str:
    table = card.table
    about = [
        unit_name(card),
        f"{table.year}年度" if table.year else "",
        f"规则：{rule_name(card)}",
    ]
    return (
        f'<section id="card-{number}"><h1>{escape(report_title(card))}</h1>'
        f'<p class="soft">{escape(" · ".join(part for part in about if part))}</p>'
        f"{_total(card)}{_levels(card)}{_losses(card)}{_indicators(card)}{_findings(all_findings(card))}</section>"
    )


def _total(card: Scorecard) -> str:
    grades = "或".join(card.grades_possible) or "无法评定"
    return (
        f'<div class="head"><div class="total">{_n(card.total)}'
        f"<small>{'（暂）' if card.is_provisional else ''} / {_n(card.maximum)} 分</small></div>"
        f'<div class="grade">{escape(grades)}</div></div>'
        f"{_bar(card.total, card.maximum, card.open_points)}{_KEY}<p>{escape(card.summary)}。</p>"
        f"{f'<p>{escape(card.declared_summary)}。</p>' if card.declared_summary else ''}"
    )


_KEY: Final = (
    '<div class="key"><span><i class="got"></i>得分</span><span><i class="lost"></i>失分</span>'
    '<span><i class="open"></i>待定</span></div>'
)


def _bar(
    points: Decimal, weight: Decimal, open_points: Decimal, *, scale: Decimal | None = None
) -> str:
    whole = scale or weight
    if whole <= 0:
        return ""
    lost = max(Decimal(0), weight - points - open_points)
    pieces = (("got", points), ("lost", lost), ("open", open_points))
    inner = "".join(
        f'<i class="{kind}" style="width:{_share(size, whole)}%"></i>'
        for kind, size in pieces
        if size > 0
    )
    label = f"得{_n(points)}分，失{_n(lost)}分，待定{_n(open_points)}分，满分{_n(weight)}分"
    return f'<div class="bar" role="img" aria-label="{escape(label)}" title="{escape(label)}">{inner}</div>'


def _share(size: Decimal, whole: Decimal) -> str:
    return format(min(size / whole * 100, Decimal(100)).quantize(Decimal("0.01")), "f")


def _levels(card: Scorecard) -> str:
    rows = []
    for one in card.levels:
        if one.level2 is None and one.weight == 0 and one.open_points == 0:
            continue
        kind = ' class="sub"' if one.level2 is not None else ""
        name = one.level2 if one.level2 is not None else one.level1 or "（未分级）"
        rows.append(
            f"<tr{kind}><td>{escape(name)}</td>"
            f'<td class="num">{escape(one.points_text)} / {_n(one.weight)}</td>'
            f'<td class="num">{_n(one.open_points) if one.open_points else ""}</td>'
            f"<td>{_bar(one.points, one.weight, one.open_points)}</td></tr>"
        )
    return (
        '<h2>各级得分</h2><div class="wide"><table class="levels"><thead><tr><th>类别</th>'
        '<th class="num">得分 / 满分</th><th class="num">待定</th><th>构成</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _losses(card: Scorecard) -> str:
    losses = card.marks_left()
    open_items = [one for one in card.items if one.is_open]
    if not losses and not open_items:
        return "<h2>失分在哪里</h2><p>没有失分。</p>"
    top = max((loss.lost for loss in losses), default=Decimal(1))
    rows = "".join(
        f'<tr><td class="name">{escape(loss.name)}</td><td class="num">−{_n(loss.lost)}</td>'
        f'<td style="width:28%"><div class="bar"><i class="lost" style="width:{_share(loss.lost, top)}%">'
        "</i></div></td>"
        f'<td class="why"><b>{escape(loss.formula)}</b>；{escape(loss.needed)}可得满分</td></tr>'
        for loss in losses
    )
    text = "<h2>失分在哪里</h2>"
    if rows:
        text += (
            '<div class="wide"><table><thead><tr><th>指标</th><th class="num">失分</th><th></th>'
            f"<th>算式</th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
    if open_items:
        names = "、".join(f"{one.name}（{_n(one.weight)}分）" for one in open_items)
        text += f"<p>还没有定的：{escape(names)}。</p>"
    return text


def _indicators(card: Scorecard) -> str:
    declared = _is_declared(card)
    rows = "".join(_row(one, declared=declared) for one in card.scores)
    last = card.execution
    heads = ("类别", "三级指标", "年度指标值", "实际完成值")
    return (
        '<h2>各指标得分与理由</h2><div class="wide"><table><thead><tr>'
        + "".join(f"<th>{text}</th>" for text in heads)
        + f'<th class="num">分值</th>{_points_heads(card)}<th>状态</th></tr></thead>'
        f"{rows}</table></div>"
        f"<h2>预算执行率</h2><p><b>{escape(last.points_text)} / {_n(last.weight)} 分，{escape(last.status)}</b></p>"
        f'<p class="why">{escape(str(last.reason))}</p>{_remarks(last)}'
    )


def _is_declared(card: Scorecard) -> bool:
    return any(one.declared is not None for one in card.items)


def _points_heads(card: Scorecard) -> str:
    names = ("申报", "复算", "差") if _is_declared(card) else ("得分",)
    return "".join(f'<th class="num">{name}</th>' for name in names)


def _points_cells(one: Score, *, declared: bool) -> str:
    """得分; or 申报 | 复算 | 差 where the form declares anything."""
    if not declared:
        return f'<td class="num">{escape(one.points_text)}</td>'
    stated = "" if one.declared is None else _n(one.declared)
    apart = "" if not one.difference else signed(one.difference)
    return "".join(
        f'<td class="num">{text}</td>' for text in (stated, escape(one.points_text), apart)
    )


def _row(one: Score, *, declared: bool) -> str:
    short = " short" if one.lost or one.is_open else ""
    level = one.indicator.level2 or one.indicator.level1 or ""
    width = 9 if declared else 7
    return (
        f'<tbody class="one"><tr><td class="word">{escape(level)}</td><td class="name">{escape(one.name)}</td>'
        f'<td class="cell">{escape(one.indicator.target_text)}</td>'
        f'<td class="cell">{escape(one.reason.actual or "—")}</td>'
        f'<td class="num">{_n(one.weight)}</td>{_points_cells(one, declared=declared)}'
        f'<td><span class="mark{short}">{escape(one.status)}</span></td></tr>'
        f'<tr class="why"><td></td><td colspan="{width - 1}">{escape(str(one.reason))}{_remarks(one)}</td></tr></tbody>'
    )


def _remarks(one: Score) -> str:
    return "".join(f"<p>※ {escape(text)}</p>" for text in one.remarks)


def _findings(findings: Iterable[Finding]) -> str:
    names = dict(SEVERITIES)
    items = "".join(
        f'<div class="finding {one.severity}"><b>{names[one.severity]}</b> {escape(one.sentence)}'
        f'<br><span class="soft">{escape(str(one.place)) if one.place else "整表"}</span> '
        f"<code>{escape(one.code)}</code>{_picture(one)}</div>"
        for one in findings
    )
    return f"<h2>发现</h2>{items or '<p>没有发现问题。</p>'}"


def _picture(one: Finding) -> str:
    """The cell of a scan that a finding is about, as it looks."""
    picture = one.figure("picture")
    if picture is None or not _PICTURE.fullmatch(picture):
        return ""
    return f'<br><img src="{picture}" alt="{escape(str(one.place))}">'


def _n(value: Decimal | None) -> str:
    return "?" if value is None else escape(format_number(value))


# ---------------------------------------------------------------- several, forms, lists


def _overview(cards: Sequence[Scorecard]) -> str:
    rows = "".join(
        f'<tr><td class="name"><a href="#card-{number}">{escape(unit_name(card))}</a></td>'
        f'<td class="num">{_n(card.total)} / {_n(card.maximum)}</td>'
        f'<td class="word">{escape("或".join(card.grades_possible))}</td>'
        f'<td style="width:45%">{_bar(card.total, card.maximum, card.open_points)}</td></tr>'
        for number, card in enumerate(cards, start=1)
    )
    return (
        f'<section><h1>绩效自评汇总（{len(cards)}个）</h1>{_KEY}<div class="wide"><table><thead><tr><th>单位</th>'
        f'<th class="num">得分 / 满分</th><th>等次</th><th>构成</th></tr></thead><tbody>{rows}</tbody></table></div>'
        f"<details><summary>明细</summary>{_listing(unit_list(cards))}</details></section>"
    )


def _listing(part: Listing) -> str:
    numbers = {
        column for row in part.rows for column, one in enumerate(row) if isinstance(one, Decimal)
    }
    kinds = [' class="num"' if column in numbers else "" for column in range(len(part.header))]

    def cells(tag: str, texts: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{kind}>{_lines(text)}</{tag}>" for text, kind in zip(texts, kinds, strict=True)
        )

    header = cells("th", part.header)
    rows = "".join(f"<tr>{cells('td', row)}</tr>" for row in part.texts())
    note = f"<p>{escape(part.note)}</p>" if part.note else ""
    return f'{note}<div class="wide"><table>{_columns(part.widths)}<thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table></div>'


def _columns(widths: Sequence[int]) -> str:
    whole = sum(widths)
    parts = "".join(f'<col style="width:{size * 100 // whole}%">' for size in widths)
    return f"<colgroup>{parts}</colgroup>"


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _form(form: Form) -> str:
    above = [box for box in form.boxes if box.role in ("title", "subtitle")]
    first = max((box.row for box in above), default=-1) + 1
    lines = "".join(
        f"<h1>{escape(box.text)}</h1>"
        if box.role == "title"
        else f'<p class="sub">{escape(box.text)}</p>'
        for box in above
    )
    rows: list[list[str]] = [[] for _ in range(form.rows)]
    for box in form.boxes:
        tag = "th" if box.role == "label" else "td"
        spans = f' rowspan="{box.rowspan}"' if box.rowspan > 1 else ""
        spans += f' colspan="{box.colspan}"' if box.colspan > 1 else ""
        middle = ' class="mid"' if box.role in ("short", "number") else ""
        rows[box.row].append(f"<{tag}{spans}{middle}>{_lines(box.text)}</{tag}>")
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows[first:])
    return f"{lines}<table>{_columns(form.widths)}<tbody>{body}</tbody></table>"
