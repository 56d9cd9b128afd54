"""What is done with one damaged input, and what may come of it.

A target makes an input from its number and hands it to the library. Anything but a value
or a `JixiaoError` (which a missing optional library is too) is a failure, and so is an
input that takes longer than its bound.
"""

from __future__ import annotations

import random
import re
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import FrameType, MappingProxyType

from jixiao import (
    TargetTable,
    check,
    dumps,
    loads,
    parse,
    read,
    read_actuals,
    read_criterion,
    recheck,
    rulebook,
    score,
    write,
)
from jixiao.criteria import AllOf, Comparison, Criterion, Range, Relative, Unreadable
from jixiao.errors import CriterionError, JixiaoError
from jixiao.quantities import builtin
from jixiao.reading.limits import MAX_PDF_SECONDS
from jixiao.review.checking import settings_from
from jixiao.review.checking.baseline import Baseline

from . import mutation, starts

#: Seconds that one input may take. Damaged documents of a few kilobytes take milliseconds;
#: the bound leaves room for a busy machine.
BOUND = 10.0


class Broken(Exception):
    """An input broke a promise: the message says which."""


@dataclass(frozen=True)
class Target:
    """A name, how an input is made, and what is done with it."""

    name: str
    make: Callable[[random.Random], bytes]
    use: Callable[[bytes], None]
    bound: float = BOUND


@dataclass(frozen=True)
class Failure:
    """An input that broke a promise."""

    target: str
    seed: int
    number: int
    data: bytes
    error: BaseException

    def __str__(self) -> str:
        kind = type(self.error).__name__
        return (
            f"{self.target}: {kind}: {self.error}\n"
            f"    python -m fuzz {self.target} --seed {self.seed} --only {self.number}"
        )


def input_of(target: Target, *, seed: int, number: int) -> bytes:
    """The input that has this number; the same everywhere and always."""
    return target.make(random.Random(f"{target.name} {seed} {number}"))


@cache
def warm() -> None:
    """Build the parser and load the engines before the clock runs."""
    parse("≥1公顷").is_met("15亩")


def attempt(target: Target, *, seed: int, number: int) -> Failure | None:
    """Make one input and use it; the failure, or None."""
    warm()
    data = input_of(target, seed=seed, number=number)
    try:
        with _in_time(target.bound):
            target.use(data)
    except JixiaoError as error:
        if not (error.code.isascii() and error.code and str(error)):
            return Failure(
                target.name, seed, number, data, Broken("an error without code or message")
            )
        return None
    except Exception as error:
        return Failure(target.name, seed, number, data, error)
    return None


@contextmanager
def _in_time(bound: float) -> Iterator[None]:
    def late(_number: int, _frame: FrameType | None) -> None:
        raise Broken(f"longer than {bound:g} s")

    started = time.perf_counter()
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, bound)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    # A signal waits for native code to return; the clock does not.
    if time.perf_counter() - started > bound:
        raise Broken(f"longer than {bound:g} s")


# ---- values ------------------------------------------------------------------------------


def _value(random_: random.Random) -> bytes:
    if random_.random() < 0.1:
        text = "".join(random_.choice(mutation.PIECES) for _ in range(random_.randint(1, 6)))
    else:
        text = mutation.damaged_text(random_.choice(starts.VALUES), random_)
    return text.encode("utf-8", "surrogatepass")


def _use_value(data: bytes) -> None:
    text = data.decode("utf-8", "surrogatepass")
    found = read_criterion(text, year=2022)
    if isinstance(found, Unreadable):
        # What is missing at the end is pointed to just behind it.
        if not 0 <= found.span.start <= found.span.end <= len(text) + 1:
            raise Broken(f"span {found.span} outside a text of {len(text)} characters")
        try:
            parse(text, year=2022)
        except CriterionError:
            return
        raise Broken("read_criterion says Unreadable, parse does not")
    again = read_criterion(str(found))
    # A noun that is no known unit may hold anything, signs and words of the grammar too.
    if not all(map(_is_known, _units(found))):
        pass
    elif again != found or hash(again) != hash(found):
        raise Broken(f"{str(found)!r}, its canonical spelling, reads as {again!r}")
    for actual in ("95%", "2022年10月31日", "达成", "是", "", 3, "1-12月"):
        _quietly(found, actual)
    _quietly(found, text)


def _units(found: Criterion | Unreadable) -> Iterator[str]:
    match found:
        case AllOf(parts=parts):
            for part in parts:
                yield from _units(part)
        case Comparison(quantity=quantity) | Range(upper=quantity) | Relative(amount=quantity):
            yield quantity.unit if quantity else ""


def _is_known(unit: str) -> bool:
    parts = re.split(r"[/·]|(?<=[百千万亿])", unit)
    return all(not part or part in builtin().spellings or part in "百千万亿" for part in parts)


def _quietly(criterion: Criterion, actual: object) -> None:
    try:
        met = criterion.is_met(actual)
    except JixiaoError:
        return
    if met not in (True, False, None):
        raise Broken(f"is_met gives {met!r}")


# ---- documents ---------------------------------------------------------------------------


def _use_document(data: bytes) -> None:
    for table in read(data, name="损坏"):
        hash(table)
        table.rows()
        str([str(one) for one in table.findings])
        str(score(table))
        str([str(one) for one in check(table)])


def _use_actuals(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "实际值.csv"
        path.write_bytes(data)
        given = read_actuals(path)
    hash(given)
    str([str(one) for one in given.findings])


def _use_json(data: bytes) -> None:
    found = loads(data.decode("utf-8", "replace"))
    hash(found)
    str(found)
    again = loads(dumps(found))
    if again != found:
        raise Broken("what was written reads back as another value")
    for one in found if isinstance(found, tuple) else (found,):
        if isinstance(one, TargetTable):
            str(score(one))
            check(one)
        elif isinstance(one, Criterion):
            for actual in ("95%", Decimal("0.95"), "2022年10月31日", "达成"):
                _quietly(one, actual)


def _use_rulebook(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "规则.toml"
        path.write_bytes(data)
        book = rulebook(path)
    str(score(starts.filled(), rulebook=book))
    recheck(starts.filled(), rulebook=book)


def _use_settings(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pyproject.toml"
        path.write_bytes(data)
        settings = settings_from(path)
    check(starts.filled(), settings=settings)


def _use_baseline(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "基线.toml"
        path.write_bytes(data)
        Baseline.load(path).apply(check(starts.filled()))


def _use_template(suffix: str) -> Callable[[bytes], None]:
    def use(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"模板{suffix}"
            path.write_bytes(data)
            write(score(starts.filled()), Path(folder) / f"填好{suffix}", template=path)

    return use


def _json(random_: random.Random) -> bytes:
    start = random_.choice(starts.documents())
    return mutation.damaged_json(start, random_).encode("utf-8", "replace")


def _toml(start: Callable[[], str]) -> Callable[[random.Random], bytes]:
    return lambda random_: mutation.damaged_text(start(), random_).encode("utf-8", "replace")


def _bytes(start: Callable[[], bytes]) -> Callable[[random.Random], bytes]:
    return lambda random_: mutation.damaged_bytes(start(), random_)


def _text(start: Callable[[], bytes], encoding: str) -> Callable[[random.Random], bytes]:
    def make(random_: random.Random) -> bytes:
        if random_.random() < 0.3:
            return mutation.damaged_bytes(start(), random_)
        text = mutation.damaged_text(start().decode(encoding), random_)
        return text.encode(encoding, "replace")

    return make


def _html(random_: random.Random) -> bytes:
    if random_.random() < 0.2:
        return mutation.damaged_bytes(starts.html(), random_)
    return mutation.damaged_markup(starts.html().decode(), random_).encode("utf-8", "replace")


def _package(start: Callable[[], bytes]) -> Callable[[random.Random], bytes]:
    return lambda random_: mutation.damaged_package(start(), random_)


def _pdf(random_: random.Random) -> bytes:
    return mutation.damaged_pdf(starts.pdf(), random_)


def _actuals(random_: random.Random) -> bytes:
    text = "指标,实际完成值,扣分\n清扫道路面积,118万平方米,\n市容环境,达成,1\n居民满意度,88%,\n"
    return mutation.damaged_text(text, random_).encode("utf-8", "replace")


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        target.name: target
        for target in (
            Target("value", _value, _use_value),
            Target("text", _text(starts.text, "utf-8"), _use_document),
            Target("csv", _text(starts.csv, "gb18030"), _use_document),
            Target("html", _html, _use_document),
            Target("xlsx", _package(starts.xlsx), _use_document),
            Target("docx", _package(starts.docx), _use_document),
            Target("xls", _bytes(starts.xls), _use_document),
            # The child that reads it has a bound of its own.
            Target("pdf", _pdf, _use_document, BOUND + MAX_PDF_SECONDS),
            Target("actuals", _actuals, _use_actuals),
            Target("loads", _json, _use_json),
            Target("rulebook", _toml(starts.rulebook), _use_rulebook),
            Target("settings", _toml(starts.settings), _use_settings),
            Target("baseline", _toml(starts.baseline), _use_baseline),
            Target("template-xlsx", _package(starts.xlsx), _use_template(".xlsx")),
            Target("template-docx", _package(starts.docx), _use_template(".docx")),
        )
    }
)
