"""Search in Chinese without a dictionary: text and query are cut into pairs of characters.

A query of several characters finds the pages that hold all of its pairs. Sphinx's own
Chinese search needs a segmenter, and then finds only the words that it cut.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage, languages

_RUN = re.compile(r"[㐀-鿿〇]+|[^\W㐀-鿿〇]+")

_SPLITTER = r"""
var splitQuery = (query) => {
  const words = [];
  for (const run of query.match(/[\u3400-\u9fff\u3007]+|[\p{Letter}\p{Number}_]+/gu) || []) {
    for (const part of run.match(/[\u3400-\u9fff\u3007]+|[^\u3400-\u9fff\u3007]+/gu)) {
      if (!/[\u3400-\u9fff\u3007]/u.test(part) || part.length === 1) words.push(part);
      else for (let i = 0; i + 1 < part.length; i++) words.push(part.slice(i, i + 2));
    }
  }
  return words;
};
"""


class Pairs(SearchLanguage):
    """Latin words as they are, Chinese by pairs and single characters."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = _SPLITTER

    def split(self, input: str) -> list[str]:  # noqa: A002
        words: list[str] = []
        for run in _RUN.findall(input):
            if re.match(r"[㐀-鿿〇]", run):
                words += run
                words += (run[at : at + 2] for at in range(len(run) - 1))
            else:
                words.append(run)
        return words

    def stem(self, word: str) -> str:
        return word.lower()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register as the Chinese search language."""
    languages["zh"] = Pairs
    return {"version": "1", "parallel_read_safe": True}
