"""The command line: a thin layer over the public functions.

Exit codes: 0 clean, 1 findings of severity error (or a text that is no value), 2 cannot read.
With several files the worst one decides; a bad file never stops the others.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from . import __version__
from .display import caret_line, wrap
from .errors import JixiaoError

if TYPE_CHECKING:
    from .findings import Finding, Outcome
    from .scoring.scorecards import Scorecard
    from .tables import TargetTable

__all__ = ["main"]

CLEAN, FOUND, UNREAD = 0, 1, 2

_EXITS = "退出码：0 无问题；1 有“错误”级的发现，或文字不是指标值；2 文件读不了或参数不对。"


class _Parser(argparse.ArgumentParser):
    """argparse, speaking Chinese."""

    def error(self, message: str) -> NoReturn:
        for english, chinese in (
            ("the following arguments are required:", "缺少参数："),
            ("unrecognized arguments:", "不认识的参数："),
            ("expected one argument", "后面要有一个值"),
            ("expected at least one argument", "后面至少要有一个值"),
            ("invalid choice:", "没有这个选择："),
            ("choose from", "可选"),
            ("argument ", "参数 "),
        ):
            message = message.replace(english, chinese)
        self.print_usage(sys.stderr)
        self.exit(UNREAD, f"jixiao：{message}\n运行 {self.prog} --help 看用法和例子。\n")

    def format_help(self) -> str:
        return _in_chinese(super().format_help())

    def format_usage(self) -> str:
        return _in_chinese(super().format_usage())


def _in_chinese(text: str) -> str:
    for english, chinese in (
        ("usage: ", "用法："),
        ("positional arguments:", "参数："),
        ("options:", "选项："),
        ("show this help message and exit", "显示这段说明"),
    ):
        text = text.replace(english, chinese)
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    # Windows consoles and pipes may not be UTF-8; Chinese output must not break there.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except JixiaoError as error:
        print(f"jixiao：{error}", file=sys.stderr)
        return UNREAD
    except OSError as error:
        print(f"jixiao：{_os_error(error)}", file=sys.stderr)
        return UNREAD
    except KeyboardInterrupt:
        print("jixiao：已中断", file=sys.stderr)
        return 130


def _os_error(error: OSError) -> str:
    reasons: dict[type[OSError], str] = {
        FileNotFoundError: "没有这个文件",
        PermissionError: "没有权限打开",
        IsADirectoryError: "是文件夹，不是文件",
    }
    reason = next(
        (text for kind, text in reasons.items() if isinstance(error, kind)), error.strerror
    )
    return f"{error.filename}：{reason}" if error.filename else str(reason or error)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="jixiao",
        description="绩效：读懂预算绩效目标表，按公开的规则打分，并说明每一分的理由。",
        epilog=(
            "例子：\n"
            "  jixiao parse '>=15次' 2022年10月31日以前\n"
            "  jixiao score 目标表.docx --actuals 实际值.csv\n"
            "  jixiao check 报送/ --format sarif > findings.sarif\n\n" + _EXITS
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"jixiao {__version__}", help="显示版本"
    )
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True)
    _add_parse(commands)
    _add_read(commands)
    _add_check(commands)
    _add_score(commands)
    _add_compare(commands)
    _add_rulebooks(commands)
    return parser


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], *, about: str, example: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=about,
        description=about,
        epilog=f"例子：\n  {example}\n\n{_EXITS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="输出 JSON（每行一个结果）")
    return parser


# ---- parse ------------------------------------------------------------------------------


def _add_parse(commands: Any) -> None:
    parser = _command(
        commands,
        "parse",
        _parse,
        about="说明一个或几个指标值是什么意思",
        example="jixiao parse '>=15次' '2022年10月31日以前'",
    )
    parser.add_argument("texts", nargs="+", metavar="文字", help="指标值；- 表示从标准输入逐行读")
    parser.add_argument("--sign", metavar="符号", help="单列的计算符号，例如 ≥")
    parser.add_argument("--unit", metavar="单位", help="单列的计量单位，例如 %%")
    parser.add_argument("--year", type=int, metavar="年度", help="预算年度，用于“12月底前”之类")


def _parse(options: argparse.Namespace) -> int:
    from .criteria import Unreadable
    from .parsing import read_criterion
    from .writing.terminal import explain

    texts: Iterable[str] = options.texts
    if options.texts == ["-"]:
        texts = (line.rstrip("\n") for line in sys.stdin)
    code = CLEAN
    for text in texts:
        found = read_criterion(text, sign=options.sign, unit=options.unit, year=options.year)
        if isinstance(found, Unreadable):
            code = FOUND
        if options.json:
            print(_criterion_json(found))
        elif isinstance(found, Unreadable):
            shown, carets = caret_line(text, found.span.start, found.span.end)
            print(f"{shown}\n{carets} {found.message}\n  应为：{found.expected}")
            if found.suggestion:
                print(f"  例如：{found.suggestion}")
        else:
            print(f"{text}\n  {explain(found)}")
            for doubt in found.doubts:
                print(f"  存疑：{doubt.message}")
    return code


def _criterion_json(found: Any) -> str:
    from .codec import dumps

    return dumps(found)


# ---- documents --------------------------------------------------------------------------


def _files(names: Sequence[str]) -> list[str]:
    """The files named, a folder standing for the documents in it; `-` is standard input."""
    from .reading import documents

    files: list[str] = []
    for name in names:
        if name != "-" and Path(name).is_dir():
            files += [str(path) for path in documents(name)]
        else:
            files.append(name)
    return files


def _tables(names: Sequence[str]) -> Iterator[tuple[str, tuple[TargetTable, ...] | Exception]]:
    """Each file with its tables, or with why it cannot be read; progress goes to stderr."""
    from .reading import read

    files = _files(names)
    for name in _progress(files):
        try:
            if name == "-":
                yield "标准输入", read(sys.stdin.buffer.read(), name="标准输入")
            else:
                yield name, read(name)
        except (JixiaoError, OSError) as error:
            yield name, error


def _progress(files: Sequence[str]) -> Iterable[str]:
    if len(files) < 3 or not sys.stderr.isatty():
        return files
    try:
        from rich.console import Console
        from rich.progress import track
    except ModuleNotFoundError:
        return files
    return track(files, description="读取", console=Console(stderr=True), transient=True)


def _failures(failed: Sequence[tuple[str, Exception]], *, total: int) -> None:
    if not failed:
        return
    if total > 1:
        print(f"\n{total}个文件中有{len(failed)}个读不了：", file=sys.stderr)
    for name, error in failed:
        text = _os_error(error) if isinstance(error, OSError) else str(error)
        print(f"jixiao：{text}" if total == 1 else f"  {name}：{text}", file=sys.stderr)


def _failure_json(name: str, error: Exception) -> str:
    return json.dumps(
        {
            "file": name,
            "error": getattr(error, "code", "cannot-open"),
            "message": _os_error(error) if isinstance(error, OSError) else str(error),
        },
        ensure_ascii=False,
    )


def _each_table(options: argparse.Namespace, show: Callable[[str, TargetTable], bool]) -> int:
    """Call `show` for each table of each file; it says whether it printed an error finding."""
    failed: list[tuple[str, Exception]] = []
    total, code = 0, CLEAN
    for name, result in _tables(options.files):
        total += 1
        if isinstance(result, Exception):
            failed.append((name, result))
            if options.json:
                print(_failure_json(name, result))
            continue
        for table in result:
            if show(name, table):
                code = FOUND
    _failures(failed, total=total)
    return UNREAD if failed else code


def _is_error(findings: Iterable[Finding]) -> bool:
    return any(one.severity == "error" and one.outcome == "fails" for one in findings)


# ---- read -------------------------------------------------------------------------------


def _add_read(commands: Any) -> None:
    parser = _command(
        commands,
        "read",
        _read,
        about="读出文件里的绩效目标表",
        example="jixiao read 报送/ --json > 表.jsonl",
    )
    parser.add_argument("files", nargs="+", metavar="文件", help="文件或文件夹；- 表示标准输入")


def _read(options: argparse.Namespace) -> int:
    from .codec import dumps
    from .writing.terminal import table_text

    def show(name: str, table: TargetTable) -> bool:
        if options.json:
            print(dumps(table))
        else:
            print(table_text(name, table))
        return _is_error(table.findings)

    return _each_table(options, show)


# ---- check ------------------------------------------------------------------------------


def _add_check(commands: Any) -> None:
    parser = _command(
        commands,
        "check",
        _check,
        about="审核绩效目标表：完整、相关、适当、可行；填好的自评表同时复核分数",
        example="jixiao check 目标表.xlsx --ignore equality-count",
    )
    parser.add_argument("files", nargs="+", metavar="文件", help="文件或文件夹；- 表示标准输入")
    parser.add_argument(
        "--format", choices=("text", "json", "sarif"), default="text", help="输出格式"
    )
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="代码", help="不做这一项检查"
    )
    parser.add_argument("--settings", metavar="文件", help="读这个 pyproject.toml 的 [tool.jixiao]")
    parser.add_argument("--baseline", metavar="文件", help="已知并说明过理由的发现（TOML）")
    parser.add_argument("--all", action="store_true", help="也列出不适用和资料不足的检查")


def _check(options: argparse.Namespace) -> int:
    from .checking import check, settings_from
    from .checking.baseline import Baseline
    from .codec import dumps
    from .sarif import sarif
    from .writing.terminal import findings_text

    if options.format == "json":
        options.json = True
    settings = settings_from(options.settings) if options.settings else None
    file = options.baseline or (settings.baseline if settings else None)
    baseline = Baseline.load(file) if file else None
    # Without --all the settings decide, and without settings only what fails is shown.
    outcomes: tuple[Outcome, ...] | None = (
        ("fails", "not_applicable", "insufficient") if options.all else None
    )
    every: list[Finding] = []
    before: list[Finding] = []

    def show(name: str, table: TargetTable) -> bool:
        found = check(table, ignore=tuple(options.ignore), settings=settings, outcomes=outcomes)
        said = (one for one in table.findings if one.code not in options.ignore)
        found = (*said, *found)
        before.extend(found)
        if baseline is not None:
            found = baseline.kept(found)
        every.extend(found)
        if options.format == "sarif":
            pass
        elif options.json:
            for one in found:
                print(dumps(one))
        elif found:
            print(findings_text(found))
        else:
            print(f"{name}：没有发现问题")
        return _is_error(found)

    code = _each_table(options, show)
    if baseline is not None:
        # Only after all tables is it known which entries none of them needs.
        remarks = baseline.remarks(before)
        every.extend(remarks)
        if options.format == "json":
            for one in remarks:
                print(dumps(one))
        elif options.format == "text" and remarks:
            print(findings_text(remarks))
    if options.format == "sarif":
        print(sarif(tuple(every)))
    return code


# ---- score ------------------------------------------------------------------------------


def _add_score(commands: Any) -> None:
    parser = _command(
        commands,
        "score",
        _score,
        about="打分，并说明每一分的理由",
        example="jixiao score 目标表.docx --actuals 实际值.csv -o 自评表.xlsx",
    )
    parser.add_argument(
        "files", nargs="+", metavar="文件", help="目标表或填好的自评表；文件夹逐个打分"
    )
    parser.add_argument(
        "--actuals", metavar="文件", help="实际完成值（CSV、xlsx）；自评表已填时不需要"
    )
    parser.add_argument(
        "--rulebook",
        action="append",
        metavar="规则",
        help="规则名称或 TOML 文件；写两次以上则并排比较（默认 财预〔2020〕10号）",
    )
    parser.add_argument(
        "-o", "--output", metavar="文件", help="写成 .xlsx .docx .html .md .json；文件夹则写到那里"
    )
    parser.add_argument(
        "--template", metavar="文件", help="填进这个 .xlsx 或 .docx 模板（与 -o 同用）"
    )
    parser.add_argument("--force", action="store_true", help="文件夹里已经打过分的也重做")
    parser.add_argument("--brief", action="store_true", help="只列总分和没有得满的指标")


def _score(options: argparse.Namespace) -> int:
    from .codec import dumps
    from .reading.actuals import read_actuals
    from .rules import DEFAULT, rulebook
    from .scoring import compare_rulebooks, score
    from .writing.terminal import card_text, side_by_side_text

    books = [rulebook(name) for name in options.rulebook or (DEFAULT,)]
    actuals = read_actuals(options.actuals) if options.actuals else None
    if options.output and (
        len(options.files) > 1 or any(Path(one).is_dir() for one in options.files)
    ):
        return _score_batch(options, books[0])
    cards: list[Scorecard] = []

    def show(name: str, table: TargetTable) -> bool:
        del name
        card = score(table, actuals, rulebook=books[0])
        cards.append(card)
        if len(books) > 1 and not options.json:
            print(side_by_side_text(compare_rulebooks(table, actuals, rulebooks=books)))
        elif options.json:
            print(dumps(card))
        else:
            print(card_text(card, brief=options.brief))
        return _is_error(card.findings)

    code = _each_table(options, show)
    if options.output and cards:
        from .writing import write

        write(
            cards[0] if len(cards) == 1 else tuple(cards), options.output, template=options.template
        )
        print(f"已写入 {options.output}", file=sys.stderr)
    return code


def _score_batch(options: argparse.Namespace, book: Any) -> int:
    from .writing.batch import score_folder

    result = score_folder(
        _files(options.files), options.output, rulebook=book, force=options.force, progress=_noted
    )
    print(result)
    return UNREAD if result.failures else CLEAN


def _noted(number: int, total: int, path: Path) -> None:
    """One line a file on a terminal; nothing into pipes and logs."""
    if sys.stderr.isatty():
        print(f"{number}/{total} {path}", file=sys.stderr)


# ---- compare, rulebooks -----------------------------------------------------------------


def _add_compare(commands: Any) -> None:
    parser = _command(
        commands,
        "compare",
        _compare,
        about="比较上年和今年的目标表：增减了哪些指标，目标放松还是收紧",
        example="jixiao compare 2022目标表.xlsx 2023目标表.xlsx",
    )
    parser.add_argument("last", metavar="上年", help="上年的目标表")
    parser.add_argument("this", metavar="今年", help="今年的目标表")


def _compare(options: argparse.Namespace) -> int:
    from .comparing import compare, paired
    from .reading import read
    from .writing.terminal import columns_of_terminal, hanging

    pairs, alone = paired(read(options.last), read(options.this))
    changes = 0
    for before, after in pairs:
        found = compare(before, after)
        changes += len(found)
        if found and len(pairs) > 1 and not options.json:
            print(f"{_named(after)}：")
        for one in found:
            if options.json:
                print(json.dumps({"table": _named(after), **one.row()}, ensure_ascii=False))
            else:
                print("\n".join(hanging(str(one), columns_of_terminal())))
    for table in alone:
        print(f"没有对应的表，未比较：{_named(table)}", file=sys.stderr)
    if pairs and not changes and not options.json:
        print("两年的指标和目标都相同")
    return CLEAN if pairs else UNREAD


def _named(table: TargetTable) -> str:
    """A table in a few words: where it stands, whose it is, which period."""
    term = {"annual": "年度", "medium": "中期"}[table.term]
    year = "" if table.year is None else f"{table.year}年"
    return " ".join(filter(None, (year, table.organisation, table.project or table.title, term)))


def _add_rulebooks(commands: Any) -> None:
    _command(
        commands, "rulebooks", _rulebooks, about="列出自带的评分规则", example="jixiao rulebooks"
    )


def _rulebooks(options: argparse.Namespace) -> int:
    from .rules import rulebook, rulebooks
    from .writing.terminal import columns_of_terminal

    for name in rulebooks():
        book = rulebook(name)
        if options.json:
            effective = book.effective.isoformat() if book.effective else None
            print(
                json.dumps(
                    {
                        "name": book.name,
                        "title": book.title,
                        "number": book.number,
                        "effective": effective,
                        "scope": book.scope,
                        "certainty": book.certainty,
                        "remark": book.remark,
                    },
                    ensure_ascii=False,
                )
            )
            continue
        print(f"{book.name}：{book.title}")
        for line in (
            *wrap(f"适用：{book.scope}", columns_of_terminal() - 2),
            *wrap(book.remark, columns_of_terminal() - 2),
        ):
            print(f"  {line}")
    return CLEAN


if __name__ == "__main__":
    sys.exit(main())
