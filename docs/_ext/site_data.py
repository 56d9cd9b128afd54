"""Pages made from the project's own data: floors, rulebooks, the command line, the root names."""

from __future__ import annotations

import os
import textwrap
import tomllib
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[2]


def floors() -> list[list[str]]:
    """The floors of the house from top to bottom, each with its rooms, as import-linter has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [
        [room.strip().strip("()").removeprefix("jixiao.") for room in layer.split("|")]
        for layer in layers
    ]


def house() -> str:
    """The floors drawn as a house; colours follow the page."""
    width, storey, gap, left = 720, 27, 3, 10
    every = floors()
    height = (storey + gap) * len(every) + 84
    lines = [
        f'<svg class="house" viewBox="0 0 {width} {height}" role="img" '
        'aria-label="jixiao 的层次：上层的模块可以用下层的，下层的不知道上层的" '
        'xmlns="http://www.w3.org/2000/svg">',
        f'<path class="roof" d="M{left} 46 L{width / 2} 8 L{width - left} 46 Z"/>',
        f'<text class="name" x="{width / 2}" y="37" text-anchor="middle">jixiao</text>',
    ]
    top = 52
    for rooms in every:
        lines.append(
            f'<rect class="floor" x="{left}" y="{top}" width="{width - 2 * left}" height="{storey}"/>'
        )
        share = (width - 2 * left) / len(rooms)
        for number, room in enumerate(rooms):
            x = left + number * share
            if number:
                lines.append(
                    f'<line class="wall" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{top + storey}"/>'
                )
            size = 14
            lines.append(
                f'<text class="room" x="{x + share / 2:.1f}" y="{top + 18}" '
                f'font-size="{size}" text-anchor="middle">{escape(room)}</text>'
            )
        top += storey + gap
    lines.append(
        f'<text class="note" x="{width / 2}" y="{top + 18}" text-anchor="middle">只许往下用 ↓</text>'
    )
    return "".join([*lines, "</svg>"])


class House(SphinxDirective):
    """The drawing of floors and rooms."""

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", house(), format="html")]


class _Generated(SphinxDirective):
    """Markdown made at build time."""

    def markdown(self) -> str:
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        return self.parse_text_to_nodes(self.markdown(), allow_section_headings=True)


class CommandLine(_Generated):
    """The help of every command, as the program prints it."""

    def markdown(self) -> str:
        from jixiao.__main__ import _parser

        os.environ["COLUMNS"] = "88"
        parser = _parser()
        subparsers = next(one for one in parser._actions if one.dest == "command" or one.choices)
        texts = [("jixiao", parser.format_help())]
        texts += [(f"jixiao {name}", one.format_help()) for name, one in subparsers.choices.items()]
        return "\n\n".join(f"## {name}\n\n```text\n{help_.rstrip()}\n```" for name, help_ in texts)


class Rulebooks(_Generated):
    """The shipped rulebooks, from their TOML."""

    def markdown(self) -> str:
        return rulebook_table()


def rulebook_table() -> str:
    """One row a rulebook, and below it how each differs from the default."""
    from jixiao import rulebook, rulebooks
    from jixiao.rules.policies import CERTAINTIES

    rows = ["| 名称 | 范围 | 把握 | 说明 |", "|---|---|---|---|"]
    for name in rulebooks():
        book = rulebook(name)
        rows.append(
            f"| `{book.name}` | {book.scope} | {CERTAINTIES[book.certainty]} | {book.remark} |"
        )
    parts = ["\n".join(rows)]
    for path in sorted((ROOT / "src/jixiao/data/rulebooks").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        book = rulebook(data["name"])
        parts.append(f"## {book.name}\n\n{book.title}\n\n{_sections(book, data)}")
    return "\n\n".join(parts)


def _sections(book: Any, data: dict[str, Any]) -> str:
    """The sections that the file of `book` states itself; the rest is as in the one it extends."""
    from jixiao.rules.policies import CERTAINTIES

    rows = ["| 节 | 规则 | 出处 | 把握 | 文件未规定 |", "|---|---|---|---|---|"]
    for name in data:
        for one in book.scales if name == "scales" else (getattr(book, name, None),):
            rule = getattr(one, "rule", None)
            if rule is not None:
                rows.append(
                    f"| `{name}` | {rule.text} | {rule.source} | {CERTAINTIES[rule.certainty]} "
                    f"| {'是' if rule.silent_in else ''} |"
                )
    return "\n".join(rows)


class RootNames(_Generated):
    """Every name of ``import jixiao`` with the first line of its docstring."""

    def markdown(self) -> str:
        import jixiao

        rows = ["| 名称 | 所在模块 | 说明 |", "|---|---|---|"]
        for name in jixiao.__all__:
            thing = getattr(jixiao, name)
            room = getattr(thing, "__module__", None) or thing.__name__
            first = textwrap.dedent(thing.__doc__ or "").strip().split("\n\n")[0]
            first = " ".join(first.split()).replace("|", "\\|")
            rows.append(f"| `{name}` | `{room}` | {first} |")
        return "\n".join(rows)


def name_tables(app: Sphinx, doctree: nodes.document) -> None:
    """Give each table its page as a class, for the style sheet."""
    for table in doctree.findall(nodes.table):
        table["classes"].append(app.env.docname.replace("/", "-"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, and name the tables."""
    app.connect("doctree-read", name_tables)
    app.add_directive("house", House)
    app.add_directive("command-line", CommandLine)
    app.add_directive("rulebooks", Rulebooks)
    app.add_directive("root-names", RootNames)
    return {"version": "1", "parallel_read_safe": True}
