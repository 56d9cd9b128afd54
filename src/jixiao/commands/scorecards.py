"""Scorecards (得分表): scoring one file or a folder, and the lights of the year so far."""

from __future__ import annotations

import argparse
import datetime
import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jixiao.writing.terminal import card_text, progress_text, side_by_side_text

from . import CLEAN, FOUND, UNREAD, Refused, say
from .actuals import Given, actuals_of, add_actuals, by_place, given_of, is_several
from .documents import each_table, failure_json, files_of, headers_of
from .findings import is_error
from .languages import language_of, translated, written
from .outputs import add_force, add_output, refuse_inputs, refuse_taken
from .parser import add_command, add_files, add_headers
from .patterns import expanded
from .progress import ProgressLine

if TYPE_CHECKING:
    from jixiao.messages import Language
    from jixiao.review.monitoring import ProgressCard
    from jixiao.rules import Rulebook
    from jixiao.scoring.comparisons import SideBySide
    from jixiao.scoring.scorecards import Scorecard
    from jixiao.tables import TargetTable

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """The commands ``score`` and ``monitor``."""
    parser = add_command(
        commands,
        "score",
        _score,
        about="打分，并说明每一分的理由",
        examples=(
            "jixiao score 目标表.docx --actuals 实际值.csv -o 自评表.xlsx",
            "jixiao score 报送/ -o 打分/",
        ),
    )
    add_files(parser, "目标表或填好的自评表；文件夹和 *.xlsx 逐个打分；- 表示标准输入")
    add_headers(parser)
    add_actuals(parser, "实际完成值", more="；自评表已填时不需要")
    parser.add_argument(
        "--rulebook",
        action="append",
        metavar="规则",
        help="规则名称或 TOML 文件；写两次以上则并排比较（默认 财预〔2020〕10号）",
    )
    add_output(parser, "写成 .xlsx .docx .pdf .html .md .json 等；写文件夹的名字则写到那里")
    parser.add_argument(
        "--template", metavar="文件", help="填进这个 .xlsx 或 .docx 模板（与 -o 同用）"
    )
    add_force(parser, "；整个文件夹打分时，打过分、没有变的也重做")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="表里申报的得分改成复算的（不写的，留着申报的；与 -o 同用）",
    )
    parser.add_argument("--brief", action="store_true", help="只列总分和没有得满的指标")
    parser = add_command(
        commands,
        "monitor",
        _monitor,
        about="年中监控：按已过的时间给每个指标亮灯，判断年底能否完成（试验）",
        examples=("jixiao monitor 目标表.docx --actuals 1-7月.csv --as-of 2022-07-31",),
    )
    add_headers(parser)
    add_files(parser, "目标表；- 表示标准输入")
    add_actuals(parser, "到这一天的完成值")
    parser.add_argument(
        "--as-of",
        type=_day,
        metavar="日期",
        help="看哪一天，例如 2022-07-31（默认是监控表自己的月份，没有就是今天）",
    )
    parser.add_argument(
        "--rulebook", metavar="规则", help="规则名称或 TOML 文件（默认 财预〔2020〕10号）"
    )


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应写成 2022-07-31") from None


# ---- score ------------------------------------------------------------------------------


def _score(options: argparse.Namespace) -> int:
    from jixiao.exchange.codec import dumps
    from jixiao.rules import DEFAULT, rulebook
    from jixiao.writing import check_path, write

    options.files = expanded(options.files)
    given = given_of(options)
    books = [rulebook(name) for name in options.rulebook or (DEFAULT,)]
    if options.output and (is_several(options.files) or _names_folder(options)):
        refuse_inputs(options)
        return _score_batch(options, books, given)
    if options.template and not options.output:
        raise Refused("--template 要与 -o 同用：-o 写明填好的表存到哪里")
    if options.replace and not options.output:
        raise Refused("--replace 要与 -o 同用：-o 写明填好的表存到哪里")
    if len(books) > 1 and options.output:
        raise Refused("几个 --rulebook 是并排比较，不能与 -o 同用；请逐个规则输出")
    if options.output:
        check_path(options.output, template=options.template)
    refuse_taken(options)
    cards: list[Scorecard] = []
    language = language_of(options)

    def show(name: str, side: SideBySide) -> tuple[str, bool]:
        cards.extend(side.cards)
        if options.json:
            text = "\n".join(dumps(translated(card, language)) for card in side.cards)
        elif len(books) > 1:
            text = side_by_side_text(name, side, language=language)
        else:
            text = card_text(name, side.cards[0], brief=options.brief, language=language)
        return text, any(is_error(card.findings) for card in side.cards)

    work = functools.partial(_sides, actuals=by_place(given), books=tuple(books))
    code = each_table(options, work, show)
    if options.output and cards:
        write(
            cards[0] if len(cards) == 1 else tuple(cards),
            options.output,
            template=options.template,
            replace_declared=options.replace,
        )
        say(written(options.output, options), error=True)
    return code


def _names_folder(options: argparse.Namespace) -> bool:
    """Whether -o names a folder, into which one file is scored as well: 报送/*.xlsx may be one."""
    out = Path(options.output)
    single = options.template or "-" in options.files
    return not single and (out.is_dir() or not out.suffix)


def _sides(
    tables: Sequence[TargetTable], *, actuals: Given, books: tuple[Rulebook, ...]
) -> list[SideBySide]:
    """The scorecard of each table of a file by each rulebook."""
    from jixiao.scoring import compare_rulebooks

    return [
        compare_rulebooks(one, actuals_of(actuals, one, tables), rulebooks=books) for one in tables
    ]


def _score_batch(options: argparse.Namespace, books: Sequence[Rulebook], given: Given) -> int:
    """Several files into a folder: one form each, and a summary."""
    from jixiao.exchange.codec import dumps
    from jixiao.writing.batch import score_folder

    if len(books) > 1:
        raise Refused("几个文件打分到文件夹时只能用一个 --rulebook")
    if options.template:
        raise Refused("一个 --template 只能填一张表，不能用于几个文件或文件夹")
    if options.brief:
        raise Refused("几个文件打分到文件夹时屏幕上只有汇总，没有 --brief 可省的")
    out = Path(options.output)
    if out.suffix and not out.is_dir():
        raise Refused(f"几个文件要写到一个文件夹，“{options.output}”像是一个文件的名字")
    if "-" in options.files:
        raise Refused("几个文件打分到文件夹时不能有标准输入；请先把它存成文件")
    files_of(options.files)  # an empty folder is rather a wrong one
    line = ProgressLine()
    try:
        result = score_folder(
            options.files,
            out,
            rulebook=books[0],
            force=options.force,
            progress=line.say,
            headers=headers_of(options),
            jobs=options.jobs,
            actuals=given if isinstance(given, Mapping) else None,
        )
    finally:
        line.clear()
    if options.json:
        for card in result.cards:
            say(dumps(translated(card, language_of(options))))
        for one in result.failures:
            say(failure_json(one.path, code=one.code, message=one.message))
    else:
        say(result)
    if result.failures:
        return UNREAD
    return FOUND if result.has_errors else CLEAN


# ---- monitor ----------------------------------------------------------------------------


def _monitor(options: argparse.Namespace) -> int:
    from jixiao.rules import DEFAULT, rulebook

    options.files = expanded(options.files)
    given = given_of(options)
    book = rulebook(options.rulebook or DEFAULT)
    today = datetime.datetime.now(tz=datetime.UTC).astimezone().date()

    language = language_of(options)

    def show(name: str, card: ProgressCard) -> tuple[str, bool]:
        text = (
            _progress_json(name, card, language)
            if options.json
            else progress_text(name, card, language=language)
        )
        return text, is_error(card.findings)

    work = functools.partial(
        _lights, actuals=by_place(given), as_of=options.as_of, today=today, book=book
    )
    return each_table(options, work, show)


def _lights(
    tables: Sequence[TargetTable],
    *,
    actuals: Given,
    as_of: datetime.date | None,
    today: datetime.date,
    book: Rulebook,
) -> list[ProgressCard]:
    """The lights of each table of a file on the day asked for, else that of the form, else today."""
    from jixiao.review.monitoring import monitor

    return [
        monitor(
            one,
            actuals_of(actuals, one, tables),
            as_of=as_of or one.as_of or today,
            rulebook=book,
        )
        for one in tables
    ]


def _progress_json(name: str, card: ProgressCard, language: Language) -> str:
    from jixiao.review.checking import finding_rows

    items = [
        {key: value if value is None else str(value) for key, value in row.items()}
        for row in card.rows()
    ]
    return json.dumps(
        {
            "file": name,
            "as_of": card.as_of.isoformat(),
            "rulebook": card.rulebook.name,
            "lights": dict(card.lights),
            "items": items,
            "findings": finding_rows([translated(one, language) for one in card.findings]),
        },
        ensure_ascii=False,
    )
