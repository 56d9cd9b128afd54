"""Markdown: short, and no text of a document becomes markup."""

from __future__ import annotations

import attrs

import jixiao


def test_report(card, tmp_path):
    text = jixiao.write(card, tmp_path / "报告.md").read_text("utf-8")
    assert text.startswith("# 部门（单位）整体支出绩效自评报告")
    assert "80.09/100分" in text
    assert "| 产出指标 | 47.34 | 50.00 |" in text
    assert "12/15次×1.25分=1.00分" in text
    rows = [line for line in text.splitlines() if line.startswith("| ") and "待定" not in line]
    assert len(rows) > len(card.scores)


def test_markup_in_texts_is_escaped(card, tmp_path):
    name = "# [标题](http://x) | <b>粗</b> `码` *斜*"
    table = attrs.evolve(
        card.table, indicators=(attrs.evolve(card.table.indicators[0], name=name, target="1|2\n3"),)
    )
    text = jixiao.write(jixiao.score(table), tmp_path / "报告.md").read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith("| ") and "标题" in line)
    assert r"\# \[标题\](http://x) \| \<b\>粗\</b\> \`码\` \*斜\*" in row
    assert row.replace(r"\|", "").count("|") == 8
    assert "1\\|2<br>3" in row


def test_table(table, tmp_path):
    text = jixiao.write(table, tmp_path / "表.md").read_text("utf-8")
    assert "| 产出指标 | 数量指标 | 聘用安保人员人数 | =4人 |" in text
