"""Mutation testing on a sample: would the tests notice a small mistake in the code?

``make mutants``, or ``python benchmarks/mutants.py language --number 80``. A mutant is the code with
one change (< for <=, `and` for `or`, a condition turned, a number one higher, …). The quick tests of
its room that call the function run against it; it is killed where one of them fails. The sample is
the same on every run.

Tools for this write all mutants of a package to disk, or start the tests anew for each. Here the
tests are collected once; every mutant is a fork of that process in which one function is exchanged.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import functools
import gc
import importlib
import os
import pickle
import random
import resource
import sys
import tempfile
import tomllib
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "jixiao"
#: Mutants that no test can kill, with the reason.
EQUIVALENT: Final = Path(__file__).with_name("mutants.toml")

#: Room → (the folder it stands in, its quick tests in the order in which they run).
ROOMS: Final = {
    "language": (
        "language",
        ["tests/conformance", "tests/test_parsing.py", "tests/language", "tests/test_criteria.py"],
    ),
    "scoring": (
        "scoring",
        [
            "tests/test_scoring_conformance.py",
            "tests/test_scoring.py",
            "tests/test_rules.py",
            "tests/test_plans.py",
            "tests/test_directions.py",
            "tests/test_rechecking.py",
            "tests/test_small_mistakes.py",
            "tests/test_findings.py",
            "tests/test_frames.py",
            "tests/conformance/test_actuals.py",
        ],
    ),
    "layout": (
        "reading/layout",
        [
            "tests/reading/test_layout.py",
            "tests/reading/test_leftovers.py",
            "tests/reading/test_totals.py",
            "tests/reading/test_projects.py",
            "tests/reading/test_funds.py",
            "tests/reading/test_columns.py",
            "tests/reading/test_stacked.py",
            "tests/reading/test_turned.py",
            "tests/reading/test_sides.py",
            "tests/reading/test_folded.py",
            "tests/reading/test_goals.py",
            "tests/reading/test_indicators.py",
            "tests/reading/test_one_heading.py",
            "tests/reading/test_other_headings.py",
            "tests/reading/test_evidence.py",
            "tests/reading/test_small_mistakes.py",
            "tests/reading/test_documents.py",
        ],
    ),
    "frames": (
        "frames",
        [
            "tests/test_frames.py",
            "tests/test_frames_reported.py",
            "tests/test_small_mistakes.py",
            "tests/test_sources.py",
            "tests/test_plans.py",
        ],
    ),
}
#: Processor seconds that a mutant may take beyond what the tests take without it.
PATIENCE: Final = 30

# ---------------------------------------------------------------- what can be changed

_SWAPS: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Break: ast.Continue,
    ast.Continue: ast.Break,
}
_NAMES: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


@attrs.frozen
class Mutant:
    """One change of one function."""

    path: Path
    function: str
    line: int
    before: str
    after: str
    code: Callable[[], types.CodeType] = attrs.field(eq=False, repr=False)

    @property
    def name(self) -> str:
        """What it is called in the list of equivalent ones: stable while its function is."""
        where = self.path.relative_to(SOURCE).with_suffix("").as_posix()
        return f"{where} {self.function}: {self.before} → {self.after}"


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that may stand in place of `node`."""
    match node:
        case ast.Compare(ops=[operator, *_]) if type(operator) in _SWAPS:
            yield _with(node, ops=[_SWAPS[type(operator)](), *node.ops[1:]])
        case ast.BoolOp(op=operator) | ast.BinOp(op=operator) | ast.AugAssign(op=operator):
            if type(operator) in _SWAPS:
                yield _with(node, op=_SWAPS[type(operator)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            if not isinstance(test, ast.Compare | ast.UnaryOp):
                yield _with(node, test=ast.UnaryOp(op=ast.Not(), operand=test))
        case ast.Break() | ast.Continue():
            yield _SWAPS[type(node)]()
        case ast.Constant(value=bool(value)):
            yield ast.Constant(value=not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value=value + 1)
        case ast.Constant(value=str(value)) if value.isascii() and value:
            yield ast.Constant(value=f"{value}?")
        case ast.Call(func=ast.Name(id=name)) if name in _NAMES:
            yield _with(node, func=ast.Name(id=_NAMES[name], ctx=ast.Load()))
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()


def _with(node: ast.AST, **fields: Any) -> ast.AST:
    twin = copy.copy(node)
    for name, value in fields.items():
        setattr(twin, name, value)
    return twin


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node under `node` as (parent, field, index, node); no annotations, texts or docstrings."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params", "args"):
            if not (name == "args" and isinstance(node, ast.Call)):
                continue
        several = value if isinstance(value, list) else [value]
        for index, child in enumerate(several):
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr | ast.Raise):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            yield node, name, index if isinstance(value, list) else None, child
            yield from _places(child)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and the methods of its classes, by their qualified name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for one in node.body:
                if isinstance(one, ast.FunctionDef):
                    yield f"{node.name}.{one.name}", one


def mutants(folder: Path) -> list[Mutant]:
    """Every mutant of the modules of a folder, in the order of the code."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, function in _functions(tree):
            for parent, field, index, node in _places(function):
                for change in _changes(node):
                    ast.copy_location(change, node)
                    before, after = (_shown(one) for one in (node, change))
                    code = functools.partial(_mutated, tree, parent, field, index, change)
                    found.append(Mutant(path, name, node.lineno, before, after, code))
    return found


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        node = node.test
    text = ast.unparse(node)
    return text if len(text) <= 90 else f"{text[:60]} … {text[-25:]}"


def _mutated(
    tree: ast.Module, parent: ast.AST, field: str, index: int | None, change: ast.AST
) -> types.CodeType:
    """The code of the module with one node exchanged; the tree is as it was afterwards."""
    held = getattr(parent, field)
    setattr(parent, field, change if index is None else [*held[:index], change, *held[index + 1 :]])
    try:
        return compile(ast.fix_missing_locations(tree), "mutant", "exec")
    finally:
        setattr(parent, field, held)


# ---------------------------------------------------------------- the tests against one of them


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield from _codes(one)


def _exchange(mutant: Mutant) -> None:
    """Put the code of the mutant into every live function that has it, and forget what is cached."""
    codes = {one.co_qualname: one for one in _codes(mutant.code())}
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            one.cache_clear()
        elif isinstance(one, types.FunctionType) and one.__code__.co_filename == str(mutant.path):
            name = one.__code__.co_qualname
            if name == mutant.function or name.startswith(f"{mutant.function}.<locals>."):
                if one.__code__.co_freevars == codes[name].co_freevars:
                    one.__code__ = codes[name].replace(co_filename=str(mutant.path))


class Trial:
    """A plugin of pytest: the collected tests run once as they are, and once against each mutant."""

    def __init__(self, sample: Sequence[Mutant], jobs: int) -> None:
        self.sample = sample
        self.jobs = jobs
        self.survivors: list[Mutant] = []
        self.sound = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        for path in {one.path for one in self.sample}:
            # Some are imported on first use; a function that is not there cannot be exchanged.
            name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
            importlib.import_module(name.removesuffix(".__init__"))
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        with tempfile.NamedTemporaryFile() as file:
            child = self._fork(session, lambda: not _called(session, self.sample, Path(file.name)))
            self.sound = os.waitpid(child, 0)[1] == 0
            called = pickle.loads(file.read()) if self.sound else {}
        spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - start.ru_utime
        print(f"{len(session.items)} tests, {spent:.0f} s", flush=True)
        running: dict[int, Mutant] = {}
        for mutant in self.sample if self.sound else ():
            # What is called before any test, when they are collected, may decide any of them.
            which = called[mutant.path, mutant.function] or range(len(session.items))
            items = [session.items[index] for index in which]
            child = self._fork(session, functools.partial(_kills, mutant, items), int(spent))
            running[child] = mutant
            if len(running) == self.jobs:
                self._finish(running)
        while running:
            self._finish(running)
        return True

    def _finish(self, running: dict[int, Mutant]) -> None:
        child, status = os.wait()
        mutant = running.pop(child)
        if status == 0:
            self.survivors.append(mutant)
        mark = "survived" if status == 0 else "killed  "
        print(f"{mark} {mutant.line:5} {mutant.name}", flush=True)

    @staticmethod
    def _fork(session: pytest.Session, work: Callable[[], bool], limit: int = 3600) -> int:
        """A copy of this process that ends with 1 where `work` gives True or raises."""
        child = os.fork()
        if child:
            return child
        failed = True
        with contextlib.suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_CPU, (limit + PATIENCE, limit + PATIENCE))
            plugins = session.config.pluginmanager
            plugins.unregister(plugins.getplugin("terminalreporter"))
            failed = work()
        os._exit(failed)


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test; what the one after it uses as well stays set up."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return not item.session.testsfailed


def _kills(mutant: Mutant, items: Sequence[pytest.Item]) -> bool:
    _exchange(mutant)
    return not all(map(_passes, items, [*items[1:], None]))


def _called(session: pytest.Session, sample: Sequence[Mutant], file: Path) -> bool:
    """Run every test and write down which of them call each function of the sample.

    A test that finds a result in a cache calls nothing; the first one that asked for it does.
    """
    wanted = {(str(one.path), one.function): (one.path, one.function) for one in sample}
    called: dict[tuple[Path, str], list[int]] = {key: [] for key in wanted.values()}
    now: set[tuple[str, str]] = set()

    def note(frame: types.FrameType, event: str, _: object) -> None:
        if event == "call":
            now.add((frame.f_code.co_filename, frame.f_code.co_qualname))

    for index, (item, following) in enumerate(
        zip(session.items, [*session.items[1:], None], strict=True)
    ):
        now.clear()
        sys.setprofile(note)
        passes = _passes(item, following)
        sys.setprofile(None)
        if not passes:
            return False
        for key in now & wanted.keys():
            called[wanted[key]].append(index)
    file.write_bytes(pickle.dumps(called))
    return True


def _equivalent() -> dict[str, str]:
    """The name of each mutant that changes no answer, and why."""
    return tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")) if EQUIVALENT.exists() else {}


def trial(room: str, number: int, seed: int, jobs: int) -> bool:
    """Run one room and print its score; whether every survivor is known to be equivalent."""
    folder, tests = ROOMS[room]
    every = mutants(SOURCE / folder)
    sample = random.Random(seed).sample(every, min(number, len(every)))
    print(f"== {room}: {len(sample)} of {len(every)} mutants", flush=True)
    run = Trial(sample, jobs)
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "-W", "ignore"]
    pytest.main([*options, *tests], plugins=[run])
    if not run.sound:
        print("the tests fail without any mutant", flush=True)
        return False
    known = _equivalent()
    open_ones = [one for one in run.survivors if one.name not in known]
    equal = len(run.survivors) - len(open_ones)
    counted = len(sample) - equal
    print(f"{room}: {counted - len(open_ones)}/{counted} killed, {equal} equivalent", flush=True)
    return not open_ones


def main() -> int:
    """Each room in a process of its own, for a mutant is made from the process as it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), choices=[*ROOMS, []])
    parser.add_argument("--number", type=int, default=40)
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    os.chdir(ROOT)
    sound = True
    for room in options.rooms:
        child = os.fork()
        if not child:
            os._exit(not trial(room, options.number, options.seed, options.jobs))
        sound = os.waitpid(child, 0)[1] == 0 and sound
    return not sound


if __name__ == "__main__":
    sys.exit(main())
