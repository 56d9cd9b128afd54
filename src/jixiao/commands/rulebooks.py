"""Rulebooks (评分规则): those that are shipped, and one's own."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from jixiao.display import path_text, wrap
from jixiao.writing.terminal import columns_of_terminal

from . import CLEAN, Refused, say
from .outputs import refuse_existing
from .parser import add_command

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """The commands ``rulebooks`` and ``rulebook``."""
    add_command(
        commands,
        "rulebooks",
        _rulebooks,
        about="列出自带的评分规则",
        examples=("jixiao rulebooks",),
    )
    parser = add_command(
        commands,
        "rulebook",
        _rulebook,
        about="看一种评分规则，检查自己写的规则，或者写出一份带说明的空白规则",
        examples=(
            "jixiao rulebook show 财预〔2020〕10号",
            "jixiao rulebook show --toml 岳阳整体支出",
            "jixiao rulebook new 我县.toml",
            "jixiao rulebook check 我县.toml",
        ),
    )
    parser.add_argument("action", metavar="做什么", help="show 看，check 检查，new 新写")
    parser.add_argument("name", metavar="规则", help="自带规则的名称，或者 .toml 文件")
    parser.add_argument(
        "--toml", action="store_true", help="show 写成规则文件的样子，各个字段都有，可以抄"
    )


def _rulebook(options: argparse.Namespace) -> int:
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "show": _show,
        "check": _check,
        "new": _new,
    }
    action = actions.get(options.action)
    if action is None:
        raise Refused(f"rulebook 后面是 show、check 或者 new，而不是“{options.action}”")
    if options.toml and (options.action != "show" or options.json):
        raise Refused("--toml 只用于 rulebook show，不与 --json 同用")
    return action(options)


def _new(options: argparse.Namespace) -> int:
    """A file to start from, every field in it with what it is; an existing one is kept."""
    from jixiao.writing.files import replace

    path = Path(options.name)
    if path.suffix != ".toml":
        raise Refused(f"规则文件以 .toml 结尾，例如 {path.name}.toml")
    refuse_existing(options.name)
    text = files("jixiao").joinpath("data/new-rulebook.toml").read_text(encoding="utf-8")
    # What JSON escapes in a text, TOML reads.
    name = json.dumps(path_text(path.stem), ensure_ascii=False)[1:-1]
    replace(path, text.replace("我县2024", name).encode())
    say(f"已写出 {path}；改好以后运行 jixiao rulebook check {path}")
    return CLEAN


def _show(options: argparse.Namespace) -> int:
    """Every section of a rulebook: what it answers, and with what certainty."""
    from jixiao.rules import rulebook

    book = rulebook(options.name)
    if options.toml:
        say(book.toml().rstrip())
        return CLEAN
    if options.json:
        say(json.dumps(_facts(book), ensure_ascii=False))
        return CLEAN
    say(f"{book.name}：{book.title}（{book.digest}）")
    _indented(f"适用：{book.scope}")
    _indented(book.remark)
    for name, rule in book.rules:
        say(f"{name}")
        _indented(str(rule))
    return CLEAN


def _check(options: argparse.Namespace) -> int:
    """Whether a file can be used, and in what it differs from the rulebook it starts from."""
    from jixiao.rules import rulebook

    book = rulebook(options.name)
    parent = _parent(book, options.name)
    changed = [
        (name, rule)
        for name, rule in book.rules
        if parent is None or (name, rule) not in parent.rules or _differs(book, parent, name)
    ]
    warnings = [*_unworded(changed), *_replaced(book, parent), *_uneven(book)]
    if options.json:
        facts = {
            **_facts(book),
            "changed": [name for name, _ in changed],
            "warnings": warnings,
        }
        say(json.dumps(facts, ensure_ascii=False))
        return CLEAN
    base = f"，与{book.extends}不同的有{len(changed)}节" if book.extends else ""
    say(f"可以使用：{book.name}（{book.digest}）{base}")
    for name, rule in changed:
        say(f"{name}")
        _indented(str(rule))
    for text in warnings:
        _indented(f"提示：{text}", at=0)
    return CLEAN


def _unworded(changed: list[tuple[str, Any]]) -> list[str]:
    """Sections that are changed without a sentence of the file's own."""
    names = [name for name, rule in changed if rule.made]
    if not names:
        return []
    return [
        f"{'、'.join(names)}没有写 rule（原文），得分理由用的是按数值写的句子；请写上文件里的原话"
    ]


def _replaced(book: Any, parent: Any) -> list[str]:
    """Lists that take the place of the parent's, and do not add to them."""
    found = []
    for name in ("scales", "dates"):
        before, now = (() if one is None else getattr(one, name) for one in (parent, book))
        if before and now != before:
            found.append(
                f"[[{name}]] 换掉了{book.extends}的{len(before)}节；要保留的请抄过来"
                f"（jixiao rulebook show --toml {book.extends}）"
            )
    return found


def _uneven(book: Any) -> list[str]:
    """Points that do not add up to the total."""
    found = []
    for name in ("levels", "levels_with_cost"):
        levels = getattr(book.points, name)
        whole = sum((points for _, points in levels), book.points.execution)
        if levels and whole != book.points.total:
            found.append(
                f"points.{name} 和预算执行加起来是{whole}分，不是总分{book.points.total}分；请核对"
            )
    return found


def _differs(book: Any, parent: Any, name: str) -> bool:
    return name in vars(type(book)) and getattr(book, name) != getattr(parent, name)


def _parent(book: Any, name: str) -> Any:
    from jixiao.rules import rulebook

    if book.extends is None:
        return None
    if book.extends.endswith(".toml"):
        return rulebook(Path(name).parent / book.extends)
    return rulebook(book.extends)


def _facts(book: Any) -> dict[str, Any]:
    return {
        "name": book.name,
        "title": book.title,
        "extends": book.extends,
        "version": book.version,
        "digest": book.digest,
        "rules": [
            {"section": name, "rule": rule.text, "source": rule.source, "certainty": rule.certainty}
            for name, rule in book.rules
        ],
    }


def _indented(text: str, at: int = 2) -> None:
    for line in wrap(text, columns_of_terminal() - at):
        say(f"{' ' * at}{line}")


def _rulebooks(options: argparse.Namespace) -> int:
    from jixiao.rules import rulebook, rulebooks

    for name in rulebooks():
        book = rulebook(name)
        if options.json:
            row = {
                "name": book.name,
                "title": book.title,
                "number": book.number,
                "effective": book.effective.isoformat() if book.effective else None,
                "scope": book.scope,
                "certainty": book.certainty,
                "remark": book.remark,
            }
            say(json.dumps(row, ensure_ascii=False))
            continue
        say(f"{book.name}：{book.title}")
        _indented(f"适用：{book.scope}")
        _indented(book.remark)
    return CLEAN
