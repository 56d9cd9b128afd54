"""Make the page of published mistakes from its data: ``python docs/mistakes.py``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parent / "reference"
FORMS = {"target": "目标表", "filled": "自评表"}
SEVERITIES = {"error": "错误", "warning": "警告", "note": "提示"}
FIELDS = {
    "goal": "总体目标",
    "goal_actual": "实际完成情况",
    "organisation": "单位",
    "year": "年度",
    "total": "总分",
    "grade": "评价等次",
    "tasks_total": "任务金额合计",
}
ROW = ("kind", "name", "target", "weight", "actual", "points", "deviation")
BUDGET = ("年初预算", "全年预算", "全年执行", "分值", "执行率", "得分")

HEAD = """# 公开指出过的填报错误

审核意见、评价报告、填报指南和公开的表里出现过的错误，一项一行：是什么、谁在哪一年指出或者在哪张公开表里出现、哪个代码指出它、
一个错的例子和一个对的例子。例子是另编的，都在同一张正确的表（城市公园绿化养护，2025年）上改一处；“原表”就是没有改的那张。
本页由 `docs/reference/mistakes.toml` 生成，每一行都作为测试运行：错的例子必须被这个代码、至少以所写的轻重指出，对的例子不能被它指出。

| 序号 | 错误 | 谁指出，何时 | 代码 | 表 | 不通过的例子 | 通过的例子 |
|---|---|---|---|---|---|---|
"""


def data() -> dict[str, Any]:
    return tomllib.loads((REFERENCE / "mistakes.toml").read_text(encoding="utf-8"))


def page() -> str:
    """The whole page."""
    found = data()
    sources = {one["id"]: one for one in found["source"]}
    (base,) = found["base"]
    rows = [
        f"| {number} | {one['what']} | {_said(sources[one['source']])} "
        f"| [{one['code']}](findings/{one['code']}.md)（{SEVERITIES[one['severity']]}） "
        f"| {FORMS[one['form']]} | {_change(one['fails'], base)} "
        f"| {_change(one.get('passes', {}), base)} |"
        for number, one in enumerate(found["mistake"], 1)
    ]
    return (
        HEAD + "\n".join(rows) + "\n\n## 出处\n\n" + "\n".join(map(_source, found["source"])) + "\n"
    )


def _said(source: Mapping[str, Any]) -> str:
    return f"{source['place']}{source['year'] or ''}"


def _source(source: Mapping[str, Any]) -> str:
    year = f"，{source['year']}年" if source["year"] else ""
    url = f"，<{source['url']}>" if "url" in source else ""
    return f"* {source['place']}{year}：{source['title']}{url}"


def _change(change: Mapping[str, Any], base: Mapping[str, Any]) -> str:
    return "；".join(_pieces(change, base)).replace("|", "\\|") or "原表"


def _pieces(change: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[str]:
    if change.get("blank"):
        yield "实际完成值、得分都空着"
    if change.get("copied"):
        yield "各行实际完成值与指标值一字不差"
    for key, label in FIELDS.items():
        if key in change:
            yield f"{label}：{change[key] or '空'}"
    for line in change.get("tasks", ()):
        name, _, total, fiscal, other = line.split("|")
        yield f"任务“{name}”总额{total}，财政拨款{fiscal}，其他资金{other}"
    for line in change.get("execution", ()):
        item, *amounts = line.split("|")
        said = [f"{label}{one}" for label, one in zip(BUDGET, amounts, strict=True) if one]
        yield f"{item}：{'，'.join(said)}"
    for name, level in change.get("levels", {}).items():
        yield f"“{name}”的一级指标：{'空' if level == '/' else level}"
    for name, points in change.get("label_points", {}).items():
        yield f"类别“{name}”后面注明{points}"
    for name, text in change.get("subtotals", {}).items():
        weight, points = text.split("|")
        yield f"“{name}”下面的小计：分值{weight}，得分{points}"
    for line in change.get("add", ()):
        row = dict(zip(ROW, line.split("|"), strict=True))
        yield f"加一行 {row['kind']}·{row['name']} {row['target']}（实际{row['actual']}）"
    if "drop" in change:
        yield f"没有{'、'.join(change['drop'])}"
    rows = change.get("rows", {})
    before = {line.split("|")[1]: line.split("|") for line in base["rows"].strip().splitlines()}
    for name, fields in list(rows.items())[:2]:
        yield _row(dict(zip(ROW, before[name], strict=True)) | fields, fields)
    if len(rows) > 2:
        yield "其余各行分值相应调整"


def _row(row: Mapping[str, str], fields: Mapping[str, str]) -> str:
    said = [f"{row['name']} {row['target'] or '（指标值空）'}"]
    if "previous" in fields:
        said.append(f"上年实际{fields['previous']}")
    if {"actual", "points", "weight", "deviation"} & set(fields):
        said.append(f"实际{row['actual'] or '空'}")
        said.append(f"得分{row['points'] or '空'}/分值{row['weight'] or '空'}")
    if "deviation" in fields:
        said.append(f"原因“{fields['deviation']}”")
    return "，".join(said)


if __name__ == "__main__":
    (REFERENCE / "mistakes.md").write_text(page(), encoding="utf-8")
