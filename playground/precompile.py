"""Compile what the page uses most, in the Python that will run it, so that no browser has to.

Run by precompile.mjs. The example goes through all that the page asks; each module that this
imports is replaced in its zip by what the compiler makes of it, without docstrings. The others stay
as they are: compiled they would take more room than they save time.
"""

from __future__ import annotations

import json
import sys
import zipfile
from importlib import _bootstrap_external
from pathlib import Path
from typing import Final

#: What serves to write programs, to start others, or to speak to servers, and takes room.
LEFT_OUT: Final = (
    *("_pyrepl/", "doctest.py", "modulefinder.py", "pdb.py", "pickletools.py", "profile.py"),
    *("pstats.py", "pydoc.py", "pydoc_data/", "trace.py", "unittest/"),
    *("multiprocessing/", "xmlrpc/", "wsgiref/"),
    *("ftplib.py", "imaplib.py", "mailbox.py", "poplib.py", "smtplib.py", "socketserver.py"),
)


def precompile(standard: str, library: str, example: list[str]) -> None:
    """Compile the modules of two zips, in their place, that the page needs for an example.

    Raises:
        RuntimeError: the example cannot be shown.
    """
    sys.path.insert(0, library)
    show(example)
    used = {getattr(one, "__file__", None) for one in list(sys.modules.values())}
    running = next(one for one in sys.path if one.endswith(".zip") and one != library)
    replace(Path(library), {one for one in used if one and one.startswith(library)}, library)
    replace(Path(standard), {one for one in used if one and one.startswith(running)}, running)


def show(example: list[str]) -> None:
    """Ask of the table and the actual values of the example all that the page asks."""
    from playground.workbench import Workbench

    bench = Workbench("/tmp")  # noqa: S108 (of the interpreter alone)
    for path in map(Path, example):
        bench.ask("lay", json.dumps({"name": path.name}), path.read_bytes())
    table = {"document": 1, "table": 0}
    ruled = {**table, "rulebook": bench.rulebooks()[0]}
    for question, given in (
        ("read", table),
        ("review", table),
        ("score", {**ruled, "source": 2, "edits": {"0": "4人"}}),
        ("recheck", ruled),
        ("value", {"text": "≥%"}),
    ):
        told = json.loads(bench.ask(question, json.dumps(given)))
        if "error" in told:
            raise RuntimeError(f"示例的 {question} 没有做成：{told['error']['message']}")


def replace(path: Path, used: set[str], seen_as: str) -> None:
    """Compile the modules of a zip that were imported from where the interpreter saw it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            if name.startswith(LEFT_OUT):
                continue
            if name.endswith(".py") and f"{seen_as}/{name}" in used:
                code = compile(data, name, "exec", dont_inherit=True, optimize=2)
                # Of a zip that never changes nothing has to be compared with its source.
                data = bytes(_bootstrap_external._code_to_hash_pyc(code, bytes(8), checked=False))
                name += "c"
            # No times, so that the same source gives the same zip.
            archive.writestr(zipfile.ZipInfo(name), data)
