"""Findings (发现): the review of tables."""

from __future__ import annotations

import argparse
import difflib
import functools
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from jixiao.findings import Finding, Outcome
from jixiao.messages import Language, quoted
from jixiao.writing.terminal import columns_of_terminal, findings_text, hanging

from . import Refused, say
from .documents import FILES, each_table, files_of, shown_path
from .languages import language_of, translated, written
from .outputs import add_force, add_output, refuse_existing, refuse_taken
from .parser import add_command, add_files, add_headers

if TYPE_CHECKING:
    from jixiao.messages import Language
    from jixiao.review.checking.baseline import Baseline
    from jixiao.review.checking.settings import Settings
    from jixiao.tables import TargetTable
    from jixiao.writing.letters import Review

__all__ = ["EVERY_OUTCOME", "add_to", "is_error", "reviewed"]

_FORMATS = ("text", "json", "sarif")
#: What a letter of review tells of: also the checks that could not be made.
EVERY_OUTCOME: Final[tuple[Outcome, ...]] = ("fails", "not_applicable", "insufficient")


@attrs.frozen(kw_only=True)
class _Checked:
    """What a worker gives back of one table."""

    project: str | None
    found: tuple[Finding, ...]
    review: Review | None
    clear: str


def is_error(findings: Iterable[Finding]) -> bool:
    """Whether one of them makes the exit code 1."""
    return any(one.severity == "error" and one.outcome == "fails" for one in findings)


def add_to(commands: Any) -> None:
    """The command ``check``."""
    parser = add_command(
        commands,
        "check",
        _check,
        about="审核绩效目标表：完整、相关、适当、可行；填好的自评表同时复核分数",
        examples=(
            "jixiao check 目标表.xlsx --ignore equality-count",
            "jixiao check 目标表.xlsx -o 审核意见.docx",
            "jixiao check 报送/ --format sarif > findings.sarif",
        ),
    )
    add_files(parser, FILES)
    add_headers(parser)
    parser.add_argument(
        "--format", metavar="格式", help="text（默认）、json 或 sarif", type=_format, default=None
    )
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="代码", help="不做这一项检查；可以写几次"
    )
    parser.add_argument("--settings", metavar="文件", help="读这个 pyproject.toml 的 [tool.jixiao]")
    parser.add_argument("--baseline", metavar="文件", help="已知并说明过理由的发现（TOML）")
    parser.add_argument(
        "--write-baseline", metavar="文件", help="把这次的发现写成基线文件，理由留空，由人填写"
    )
    add_output(parser, "写成审核意见 .docx .pdf .xlsx .html .md")
    add_force(parser)
    parser.add_argument(
        "--all", action="store_true", help="也列出不适用、资料不足和未发现问题的检查"
    )


def _format(text: str) -> str:
    if text not in _FORMATS:
        raise argparse.ArgumentTypeError(f"没有“{text}”这种格式，可选 {'、'.join(_FORMATS)}")
    return text


def _known(codes: Sequence[str]) -> None:
    from jixiao.review.checking.codes import CODES, OTHER_CODES, READING_CODES

    names = [*(one.name for one in (*CODES, *OTHER_CODES)), *READING_CODES]
    for code in codes:
        if code not in names:
            near = difflib.get_close_matches(code, names, n=1, cutoff=0.6)
            hint = f"；是不是 {near[0]}？" if near else "；代码写在每条发现的方括号里"
            raise Refused(f"--ignore：没有叫“{code}”的发现{hint}")


def _refuse_early(options: argparse.Namespace) -> None:
    """Raise `Refused` for what no file that is read could mend, before any is read."""
    from jixiao.writing.letters import check_letter

    # The reasons that somebody wrote are not to be lost.
    refuse_existing(options.write_baseline)
    if options.json and options.format not in (None, "json"):
        raise Refused(f"--json 与 --format {options.format} 只能写一个")
    _known(options.ignore)
    refuse_taken(options)
    if options.output:
        check_letter(Path(options.output))


def _check(options: argparse.Namespace) -> int:
    from jixiao.exchange.codec import dumps
    from jixiao.exchange.sarif import sarif
    from jixiao.review.checking import settings_from
    from jixiao.review.checking.baseline import Baseline, baseline_text
    from jixiao.writing.files import replace
    from jixiao.writing.letters import write_letter

    _refuse_early(options)
    options.json = options.json or options.format == "json"
    as_sarif = options.format == "sarif"
    settings = settings_from(options.settings) if options.settings else None
    file = options.baseline or (settings.baseline if settings else None)
    baseline = Baseline.load(file) if file else None
    # Without --all the settings decide, and without settings only what fails is shown.
    outcomes = EVERY_OUTCOME if options.all else None
    several = len(files_of(options.files)) > 1
    language = language_of(options, settings.language if settings else None)
    every: list[Finding] = []
    before: list[Finding] = []
    reviews: list[Review] = []

    def show(name: str, checked: _Checked) -> tuple[str | None, bool]:
        found = checked.found
        if checked.review is not None and options.output:
            reviews.append(_accepted(checked.review, baseline))
        before.extend(found)
        if baseline is not None:
            found = baseline.kept(found)
        every.extend(found)
        text: str | None = None
        if options.json:
            text = "\n".join(dumps(translated(one, language)) for one in found) or None
        elif not as_sarif:
            text = _shown(name, checked, found, headed=several or not found, language=language)
        return text, is_error(found)

    work = functools.partial(
        _each_checked,
        ignore=tuple(options.ignore),
        settings=settings,
        outcomes=outcomes,
        is_letter=bool(options.output or options.all),
    )
    code = each_table(options, work, show)
    if baseline is not None:
        # Only after all tables is it known which entries none of them needs.
        remarks = baseline.remarks(before)
        every.extend(remarks)
        if remarks and not as_sarif:
            rows = (dumps(translated(one, language)) for one in remarks)
            say("\n".join(rows) if options.json else findings_text(remarks, language=language))
    if as_sarif:
        say(sarif(tuple(every), language=language))
    if options.output and reviews:
        write_letter(reviews, options.output)
        say(written(options.output, options), error=True)
    if options.write_baseline:
        replace(Path(options.write_baseline), baseline_text(before).encode())
        say(f"已写入 {options.write_baseline}；写了理由的条目才生效", error=True)
    return code


def _shown(
    name: str, checked: _Checked, found: Sequence[Finding], *, headed: bool, language: Language
) -> str:
    """The findings of a table as the terminal shows them, under its name where it is `headed`."""
    above = [_head(name, checked.project, found, language)] if headed else []
    # The titles of what was clear are those of the Chinese letter.
    clear = checked.clear if language == "zh" else ""
    below = hanging(clear, columns_of_terminal()) if clear else []
    file = shown_path(name) if above else None
    lines = [findings_text(found, file=file, language=language)] if found else []
    return "\n".join([*above, *lines, *below])


def _each_checked(tables: Sequence[TargetTable], **how: Any) -> list[_Checked]:
    """What `_checked` says of each table of a file."""
    return [_checked(one, **how) for one in tables]


def _checked(
    table: TargetTable,
    *,
    ignore: tuple[str, ...],
    settings: Settings | None,
    outcomes: tuple[Outcome, ...] | None,
    is_letter: bool,
) -> _Checked:
    """The project of a table and its findings, those of reading first; and all that a letter says."""
    from jixiao.writing.letters import Review, clear_text

    review = None
    if is_letter:
        every = reviewed(table, ignore=ignore, settings=settings, outcomes=EVERY_OUTCOME)
        review = Review(table=table, findings=every, ignored=frozenset(ignore))
    found = reviewed(table, ignore=ignore, settings=settings, outcomes=outcomes)
    clear = clear_text(review) if review is not None and outcomes == EVERY_OUTCOME else ""
    return _Checked(project=table.project, found=found, review=review, clear=clear)


def reviewed(
    table: TargetTable,
    *,
    ignore: Collection[str] = (),
    settings: Settings | None = None,
    outcomes: Collection[Outcome] | None = None,
) -> tuple[Finding, ...]:
    """What reading remarked of a table, and what the check finds; each thing said once."""
    from jixiao.review.checking import check

    found = check(table, ignore=ignore, settings=settings, outcomes=outcomes)
    return (*_said(table, found, ignore), *found)


def _accepted(review: Review, baseline: Baseline | None) -> Review:
    """The review without what a baseline accepts."""
    if baseline is None:
        return review
    return attrs.evolve(review, findings=baseline.kept(review.findings))


def _said(
    table: TargetTable, found: Iterable[Finding], ignore: Collection[str]
) -> Iterator[Finding]:
    """What reading remarked, but for what the check says with more words: blank targets and heads."""
    found = list(found)
    checked = {place for one in found if one.code == "target-unreadable" for place in one.places}
    headless = any(one.code == "head-empty" for one in found)
    for one in table.findings:
        repeated = (one.code == "target-missing" and one.place in checked) or (
            one.code == "field-blank" and headless
        )
        repeated = repeated or one in found
        if one.code not in ignore and not repeated:
            yield one


def _head(name: str, project: str | None, found: Sequence[Finding], language: Language) -> str:
    """The line above the findings of a file: how many there are of each severity."""
    from jixiao.review.checking import tally

    if language == "zh":
        whose = f"（{project}）" if project else ""
        return f"{name}{whose}：{tally(found)}"
    whose = f" ({quoted(project)})" if project else ""
    return f"{quoted(name)}{whose}: {tally(found, language=language)}"
