"""What an English sentence of jixiao has to be, whatever it says."""

from __future__ import annotations

import re

from jixiao.errors import JixiaoError
from jixiao.findings import Finding
from jixiao.messages import is_chinese

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# How to write it, not what is written: 例如 1200, 应如 95.4%.
_EXAMPLE = re.compile(r"(?:例如|应如)[^；。\n]*")


def outside_quotes(text: str) -> str:
    """The text without what stands in “ ”."""
    kept, depth = [], 0
    for char in text:
        depth += (char == "“") - (char == "”")
        if not depth and char != "”":
            kept.append(char)
    return "".join(kept)


def _numbers(text: str) -> set[str]:
    """The numbers in a text; 09次 and 9次 have the same one."""
    return {one.lstrip("0") or "0" for one in _NUMBER.findall(text)}


def faults(english: str, chinese: str) -> list[str]:
    """What is wrong with the English of a Chinese sentence."""
    found = []
    if is_chinese(outside_quotes(english)):
        found.append("Chinese outside quotation marks")
    if not english.strip():
        found.append("nothing is said")
    if set("{}") & set(outside_quotes(english)) and not set("{}") & set(chinese):
        found.append("a field is not filled")
    if lost := _numbers(_EXAMPLE.sub("", chinese)) - _numbers(english):
        found.append(f"without {sorted(lost)}")
    return [f"{one}: {english} // {chinese}" for one in found]


def faults_of_finding(one: Finding) -> list[str]:
    """Those of a finding; of one for many rows, only what it says of the first."""
    first = one.singles[0] if one.message.startswith(one.singles[0].message) else one
    # What follows is a drawing of the text with carets below it.
    return faults(one.said("en"), first.message.split("\n", maxsplit=1)[0])


def faults_of_error(one: JixiaoError) -> list[str]:
    """Those of an exception."""
    return faults(one.said("en"), one.message)
