"""Chinese has no blank between words: a line that ends in the source ends nothing on the page."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

_STOP = "，。；：、！？）》”’"
_WIDE = re.compile(r"[⺀-鿿豈-﫿　-〿＀-￯—…“”‘’]")


def join_lines(app: Sphinx, doctree: nodes.document) -> None:
    """Drop the line break between two Chinese characters or after a Chinese stop."""
    for block in doctree.findall(lambda node: isinstance(node, nodes.TextElement)):
        if isinstance(block, nodes.FixedTextElement) or isinstance(block.parent, nodes.TextElement):
            continue
        texts = list(block.findall(nodes.Text))
        whole = "".join(map(str, texts))
        at = 0
        for text in texts:
            start, at = at, at + len(text)
            kept = "".join(
                char
                for index, char in enumerate(str(text), start)
                if char != "\n" or not _between_wide(whole, index)
            )
            if kept != text:
                # By identity: `replace` takes the first text that reads the same.
                place = next(i for i, one in enumerate(text.parent) if one is text)
                text.parent[place] = nodes.Text(kept)


def _between_wide(whole: str, index: int) -> bool:
    if whole[max(0, index - 1) : index] in _STOP and index:
        return True
    around = whole[max(0, index - 1) : index], whole[index + 1 : index + 2]
    return all(_WIDE.match(one) for one in around)


def setup(app: Sphinx) -> dict[str, Any]:
    """Work on every page once it is read."""
    app.connect("doctree-read", join_lines)
    return {"version": "1", "parallel_read_safe": True}
