"""Make the page of codes in English from the catalogue: ``python docs/codes_in_english.py``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "codes-en.md"

HEAD = """# Codes in English

What each code means, what its English sentence says, and what to do. `said("en")` gives the sentence with its fields
([messages in English](../en.md#messages-in-english)). In Chinese: [the review](findings/index.md), [the other codes](codes.md).
This page is made from the catalogue of the library.
"""

ROOMS = {
    "check": "Review of a table of targets",
    "recheck": "Review of a filled form",
    "baseline": "Baselines",
    "reading": "Reading",
    "actuals": "Actual values",
    "scoring": "Scoring",
    "monitoring": "Monitoring",
    "trends": "Several years",
}


def _data(name: str) -> dict[str, Any]:
    path = ROOT / "src" / "jixiao" / "data" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    catalogue, codes = _data("english.toml"), _data("codes.toml")["code"]
    for room, title in ROOMS.items():
        yield f"## {title}\n"
        names = [one["name"] for one in codes if one["from"] == room]
        heads = (
            "Code",
            "What is required" if room in ("check", "recheck") else "When",
            "What to do",
        )
        yield from _table(heads, ((name, *_told(catalogue["finding"][name])) for name in names))
    yield "## Exceptions and values that cannot be read\n"
    rows = ((name, *_told(one)) for name, one in catalogue["error"].items())
    yield from _table(("Code", "When", "What to do, or what was expected"), rows)
    yield "## Doubts\n"
    yield from _table(("Code", "When"), catalogue["doubt"].items())


def _told(entry: dict[str, Any]) -> tuple[str, str]:
    return entry.get("rule") or entry["title"], entry["remedy"]


def _table(heads: tuple[str, ...], rows: Any) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for name, *cells in rows:
        yield f"| `{name}` | {' | '.join(_cell(one) for one in cells)} |"
    yield ""


def _cell(text: str) -> str:
    named = re.sub(r"\{(\w+)\}", r"*\1*", text)
    return named[:1].upper() + named[1:].replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
