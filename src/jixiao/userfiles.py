"""Files that users write themselves (规则、设置、基线、词表): text and TOML, read within a bound.

The rooms that know what such a file says turn the errors into their own, with the file's name.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any, Final

__all__ = ["MOST_BYTES", "MOST_DOTS", "tables_of", "text_of", "toml_of"]

#: The longest rulebook has some ten thousand bytes; a baseline of ten thousand findings a million.
MOST_BYTES: Final = 4 * 1024 * 1024
#: A field is as deep as its name has dots, and names stand on one line; of tens of thousands,
#: the reader of TOML takes time that grows with their square.
MOST_DOTS: Final = 200


def text_of(path: str | PathLike[str]) -> str:
    """The text of a UTF-8 file, with or without its mark.

    Raises:
        OSError: it cannot be opened.
        ValueError: it is larger than `MOST_BYTES`, not UTF-8, or a pipe or device, which may
            never end.
    """
    source = Path(path)
    if source.exists() and not (source.is_file() or source.is_dir()):
        raise ValueError("是管道或设备，不是文件；请存成文件")
    with source.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"文件超过 {MOST_BYTES // 1024 // 1024} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ValueError("文件不是 UTF-8（像是 GBK）；请在编辑器里另存为 UTF-8") from problem


def toml_of(path: str | PathLike[str]) -> dict[str, Any]:
    """The tables of a TOML file; its decimals are Decimals.

    Raises:
        OSError: it cannot be opened.
        ValueError: as `text_of`, it is no TOML, or a line has more than `MOST_DOTS` dots.
    """
    return tables_of(text_of(path))


def tables_of(text: str) -> dict[str, Any]:
    """The tables of a TOML text, see `toml_of`.

    Raises:
        ValueError: it is no TOML, or a line has more than `MOST_DOTS` dots.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MOST_DOTS:
            raise ValueError(f"第{number}行的点超过{MOST_DOTS}个，字段一层套一层，太深了")
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError as problem:
        raise ValueError("一层套一层，太深了") from problem
    except tomllib.TOMLDecodeError as problem:
        raise ValueError(_in_chinese(str(problem), text)) from problem


_AT: Final = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
#: What tomllib says, by its beginning, and what it comes to.
_SAYS: Final = (
    ("Expected ']' at the end", "节名后面缺少 ]，应如 [rounding]、[[scales]]"),
    ("Expected ']]' at the end", "节名后面缺少 ]]，应如 [[scales]]"),
    ("Expected '='", "字段名后面缺少 ="),
    ("Expected newline or end of document", "一行写了两样；一个字段占一行"),
    ("Cannot overwrite a value", "同一个字段写了两次；请留下一个"),
    ("Duplicate inline table key", "一对 { } 里同一个字段写了两次；请留下一个"),
    ("Cannot declare", "同一节写了两次；请合成一节，能写几节的用两层方括号，如 [[scales]]"),
    ("Cannot mutate immutable", "这一节前面已经用 { } 写过；请合成一处"),
    ("Unclosed inline table", "缺少 }"),
    ("Unclosed array", "缺少 ]"),
    ("Unterminated string", "文字后面缺少引号"),
    ("Illegal character", "文字没有在本行结束，或者有不能用的字符；引号要成对"),
    ("Unescaped", "文字里的 \\ 要写成 \\\\，或者改用单引号 '…'"),
    ("Invalid date", "日期写错了，应如 2024-01-01"),
    (
        "Invalid initial character for a key",
        "字段名写错了；字段名用英文，等号、逗号、括号也用英文的",
    ),
    ("Invalid statement", "这一行不是字段，也不是节；说明文字前面加 #"),
    ("Invalid value", '等号后面的值写错了：文字用英文引号 "…" 括起来，小数写成 "0.8"'),
)
# Signs that are easily typed in their Chinese form.
_CHINESE_SIGNS: Final = "“”‘’，＝［］｛｝：；"


def _in_chinese(problem: str, text: str) -> str:
    """What is wrong with a TOML text, and where."""
    found = _AT.fullmatch(problem)
    said = problem if found is None else found[1]
    what = next((chinese for english, chinese in _SAYS if said.startswith(english)), said)
    if found is None:
        return what
    if found[2] is None:
        return f"文件末尾：{what}"
    line = text.splitlines()[int(found[2]) - 1] if int(found[2]) <= len(text.splitlines()) else ""
    wrong = next((one for one in line[int(found[3]) - 1 :] if one in _CHINESE_SIGNS), None)
    hint = f"；那里有中文的“{wrong}”，请改用英文的" if wrong else ""
    return f"第{found[2]}行第{found[3]}列：{what}{hint}"
