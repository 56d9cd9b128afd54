"""Put real outputs into the examples of pages: ``python docs/fill_outputs.py docs/tutorial.md …``.

For writing pages: leave the outputs out, or let them go stale, run this, and read what it
changed before committing. An output with ``...`` that still fits is kept. Needs nothing
but jixiao; run it from the project's folder.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.test_docs import CHECKER, OPTIONS, Block, blocks_of, left_out, run_command, same_lines  # noqa: E402


def filled(page: Path) -> str:
    """The page's text with the outputs of today."""
    lines = page.read_text(encoding="utf-8").splitlines()
    names: dict[str, Any] = {"__name__": "__main__"}
    edits: list[tuple[int, int, list[str]]] = []
    for block in blocks_of(page):
        new: list[str] | None = None
        if left_out(block) is not None:
            continue
        if block.caption is not None:
            Path(block.caption).write_text(block.text, encoding="utf-8")
        elif block.language == "python" and ">>>" in block.text:
            new = _doctest(block, names)
        elif block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block.text, str(page), "exec", dont_inherit=True), names)  # noqa: S102
        elif block.language == "console":
            new = _console(block)
        if new is not None:
            start = block.line - 1
            edits.append((start, start + len(block.text.splitlines()), new))
    for start, end, new in reversed(edits):
        lines[start:end] = new
    return "\n".join(lines) + "\n"


def _doctest(block: Block, names: dict[str, Any]) -> list[str]:
    new: list[str] = []
    for part in doctest.DocTestParser().parse(block.text):
        if isinstance(part, str):
            new += part.strip().splitlines()
            continue
        first, *rest = part.source.rstrip("\n").splitlines()
        new += [f">>> {first}", *(f"... {line}" for line in rest)]
        got = _output(part.source, names)
        if "..." in part.want and CHECKER.check_output(part.want, got, OPTIONS):
            got = part.want
        new += [line if line.strip() else "<BLANKLINE>" for line in got.rstrip("\n").splitlines()]
    return new


def _output(source: str, names: dict[str, Any]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(source, "<page>", "single", dont_inherit=True), names)  # noqa: S102
        except Exception as error:
            kind = type(error)
            room = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
            print(
                f"Traceback (most recent call last):\n    ...\n{room}{kind.__qualname__}: {error}"
            )
    return out.getvalue()


def _console(block: Block) -> list[str]:
    new: list[str] = []
    code = 0
    for part in re.split(r"^(?=\$ )", block.text, flags=re.MULTILINE):
        if not part.strip():
            continue
        command, _, expected = part.partition("\n")
        words = shlex.split(command.removeprefix("$ "))
        if words == ["echo", "$?"]:
            said = f"{code}\n"
        else:
            code, said = run_command(words[1:])
        if "..." in expected.splitlines() and same_lines(expected, said):
            said = expected
        new += [command, *said.rstrip().splitlines()]
    return new


def main(pages: list[str]) -> None:
    """Rewrite the pages named."""
    os.environ["COLUMNS"] = "80"
    for page in [Path(one).resolve() for one in pages]:
        with tempfile.TemporaryDirectory() as desk:
            for folder in ("examples", "tests/documents"):
                if (ROOT / folder).is_dir():
                    shutil.copytree(ROOT / folder, Path(desk) / folder)
            os.chdir(desk)
            text = filled(page)
            os.chdir(ROOT)
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
