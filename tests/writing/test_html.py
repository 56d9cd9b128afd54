"""The HTML report: complete, escaped, and in need of nothing from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import attrs

import jixiao
from jixiao.findings import Finding

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag not in ("meta", "br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def _tags(text):
    parser = _Tags()
    parser.feed(text)
    assert parser.open == []
    return parser.found


def test_report_says_everything(card, tmp_path):
    text = jixiao.write(card, tmp_path / "报告.html").read_text("utf-8")
    _tags(text)
    plain = re.sub(r"<[^>]+>", "", text)
    for one in card.scores:
        assert one.name in plain
    for loss in card.marks_left():
        assert str(loss.needed) in plain
    for finding in card.findings:
        assert finding.code in plain
    assert "80.09" in plain
    assert "优或良或中" in plain


def test_hostile_texts_stay_texts(card, tmp_path):
    indicator = attrs.evolve(card.table.indicators[0], name=HOSTILE, target=HOSTILE, level2=HOSTILE)
    finding = Finding(code="x", severity="error", message=HOSTILE, subject=HOSTILE)
    table = attrs.evolve(
        card.table,
        title=HOSTILE,
        organisation=HOSTILE,
        goal=HOSTILE,
        indicators=(indicator,),
        findings=(finding,),
    )
    scored = jixiao.score(table, {HOSTILE: HOSTILE})
    for obj in (scored, table, (scored, scored), (finding,)):
        tags = _tags(jixiao.write(obj, tmp_path / "a.html").read_text("utf-8"))
        assert not {"script", "img"} & {tag for tag, _ in tags}
        assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    for shown in (scored, table):
        assert "<script" not in shown._repr_html_()


def test_nothing_from_outside(card, tmp_path):
    text = jixiao.write((card, card), tmp_path / "报告.html").read_text("utf-8")
    for tag, attributes in _tags(text):
        assert tag not in ("link", "script", "iframe", "img", "object")
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_bars_add_up(card, tmp_path):
    text = jixiao.write(card, tmp_path / "报告.html").read_text("utf-8")
    bars = re.findall(r'<div class="bar" role="img".*?</div>', text)
    assert len(bars) > len([one for one in card.levels if one.level2])
    for bar in bars:
        widths = [float(one) for one in re.findall(r"width:([0-9.]+)%", bar)]
        assert 99.9 <= sum(widths) <= 100.1


def test_dark_and_print(card, tmp_path):
    text = jixiao.write(card, tmp_path / "报告.html").read_text("utf-8")
    assert "prefers-color-scheme:dark" in text
    assert "@media print" in text
