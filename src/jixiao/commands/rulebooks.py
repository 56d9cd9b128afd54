"""Rulebooks (评分规则): those that are shipped, and one's own."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from jixiao.display import wrap
from jixiao.writing.terminal import columns_of_terminal

from . import CLEAN, Refused, say
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
            "jixiao rulebook new 我县.toml",
            "jixiao rulebook check 我县.toml",
        ),
    )
    parser.add_argument("action", metavar="做什么", help="show 看，check 检查，new 新写")
    parser.add_argument("name", metavar="规则", help="自带规则的名称，或者 .toml 文件")


def _rulebook(options: argparse.Namespace) -> int:
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "show": _show,
        "check": _check,
        "new": _new,
    }
    action = actions.get(options.action)
    if action is None:
        raise Refused(f"rulebook 后面是 show、check 或者 new，而不是“{options.action}”")
    return action(options)


def _new(options: argparse.Namespace) -> int:
    """A file to start from, every field in it with what it is; an existing one is kept."""
    path = Path(options.name)
    if path.suffix != ".toml":
        raise Refused(f"规则文件以 .toml 结尾，例如 {path.name}.toml")
    if path.exists():
        raise Refused(f"{path} 已经有了，没有改动；请换一个名字")
    text = files("jixiao").joinpath("data/new-rulebook.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("我县2024", path.stem), encoding="utf-8")
    say(f"已写出 {path}；改好以后运行 jixiao rulebook check {path}")
    return CLEAN


def _show(options: argparse.Namespace) -> int:
    """Every section of a rulebook: what it answers, and with what certainty."""
    from jixiao.rules import rulebook

    book = rulebook(options.name)
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
    if options.json:
        say(
            json.dumps(
                {**_facts(book), "changed": [name for name, _ in changed]}, ensure_ascii=False
            )
        )
        return CLEAN
    base = f"，与{book.extends}不同的有{len(changed)}节" if book.extends else ""
    say(f"可以使用：{book.name}（{book.digest}）{base}")
    for name, rule in changed:
        say(f"{name}")
        _indented(str(rule))
    return CLEAN


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


def _indented(text: str) -> None:
    for line in wrap(text, columns_of_terminal() - 2):
        say(f"  {line}")


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
