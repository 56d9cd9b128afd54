"""The tools, each a thin layer over a public function."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Annotated, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from .. import __version__
from ..errors import JixiaoError, os_reason
from ..language import read_criterion
from ..messages import Language
from ..reading import read
from ..review.checking import check
from ..review.comparing import compare, paired
from ..review.rechecking import recheck
from ..rules import DEFAULT, Rulebook, rulebook, rulebooks
from ..scoring import score
from ..tables import TargetTable
from ..writing import check_path, write
from .answers import (
    Card,
    Changed,
    Changes,
    Files,
    Review,
    Rulebooks,
    Scores,
    Table,
    Tables,
    Value,
    Values,
)
from .desk import LISTED, Desk

__all__ = ["made"]

_P = ParamSpec("_P")
_R = TypeVar("_R")

File = Annotated[str | None, Field(description="文件：files 列出的名字，或相对于可读文件夹的路径")]
Text = Annotated[
    str | None, Field(description="不给文件时，表的文字：CSV、制表符分隔，或从文档里复制的表格")
]
Rules = Annotated[str, Field(description="计分规则的名称，见 rulebooks；或可读文件夹里的 .toml")]

_ABOUT = (
    "绩效（jixiao）读预算绩效目标表和自评表，按公开的规则打分，说明每一分的理由，并做审核。"
    "先用 files 看有哪些文件。读不懂的、要人定的都会写明，不要替它补数；"
    "open_points 不是 0 时，总分还会变，应当同时说出 lowest 和 highest。"
)


def made(desk: Desk, language: Language = "zh") -> MCPServer:
    """The server of one desk; its messages are in `language`."""
    server = MCPServer(
        "jixiao", title="绩效", version=__version__, instructions=_ABOUT, log_level="WARNING"
    )
    tools = _Tools(desk, language)
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    writes = ToolAnnotations(
        read_only_hint=desk.output is None, destructive_hint=False, open_world_hint=False
    )
    for function, about in (
        (tools.files, "列出可以读的文件"),
        (tools.parse, "读懂指标值（如 >=15次、12月底前、有效保障）；可同时判断实际值是否达到"),
        (tools.read, "读出文件或文字里的绩效目标表、自评表：各指标和它们的意思"),
        (tools.check, "审核绩效目标表：完整、相关、适当、可行，填好的自评表同时复核得分"),
        (tools.recheck, "只复核自评表上申报的得分、执行率和合计"),
        (tools.score, "按计分规则打分，逐项给出得分和理由；也可以写成文件"),
        (tools.compare, "两年的表对比：新增、取消、改名、放宽、收紧"),
        (tools.rulebooks, "列出计分规则"),
    ):
        annotations = writes if function == tools.score else reads
        server.tool(description=about, annotations=annotations)(_told(function, language))
    return server


def _told(function: Callable[_P, _R], language: Language) -> Callable[_P, _R]:
    """A function whose errors are told to the assistant: the code, then the sentence."""

    @functools.wraps(function)
    def tool(*given: _P.args, **named: _P.kwargs) -> _R:
        try:
            return function(*given, **named)
        except JixiaoError as error:
            raise ToolError(f"[{error.code}] {error.said(language)}") from error
        except OSError as error:
            raise ToolError(f"[cannot-open] {os_reason(error)}：{error.filename}") from error

    return tool


class _Tools:
    """The functions that an assistant can call."""

    def __init__(self, desk: Desk, language: Language) -> None:
        self._desk = desk
        self._language: Language = language

    def files(self) -> Files:
        found = self._desk.files()
        output = self._desk.output
        return Files(
            files=list(found[:LISTED]),
            more=max(0, len(found) - LISTED),
            output=None if output is None else str(output),
        )

    def parse(
        self,
        texts: Annotated[list[str], Field(description="指标值，一个或几个")],
        year: Annotated[int | None, Field(description="预算年度，用于“12月底前”之类")] = None,
        sign: Annotated[str | None, Field(description="计算符号一栏，如 ≥")] = None,
        unit: Annotated[str | None, Field(description="计量单位一栏，如 %")] = None,
        actual: Annotated[str | None, Field(description="实际完成值：判断是否达到")] = None,
    ) -> Values:
        found = [read_criterion(text, sign=sign, unit=unit, year=year) for text in texts]
        return Values(
            values=[
                Value.of(
                    one,
                    is_met=None if actual is None else one.is_met(actual),
                    language=self._language,
                )
                for one in found
            ]
        )

    def read(self, file: File = None, text: Text = None) -> Tables:
        return Tables(tables=[Table.of(one, self._language) for one in self._tables(file, text)])

    def check(
        self,
        file: File = None,
        text: Text = None,
        ignore: Annotated[list[str] | None, Field(description="不看的发现代码")] = None,
    ) -> Review:
        tables = self._tables(file, text)
        said = [one for table in tables for one in table.findings if one.code not in (ignore or ())]
        found = [one for table in tables for one in check(table, ignore=tuple(ignore or ()))]
        return Review.of(tuple(dict.fromkeys((*said, *found))), self._language)

    def recheck(self, file: File = None, text: Text = None, rules: Rules = DEFAULT) -> Review:
        book = self._book(rules)
        tables = self._tables(file, text)
        found = (one for table in tables for one in recheck(table, rulebook=book))
        return Review.of(found, self._language)

    def score(
        self,
        file: File = None,
        text: Text = None,
        actuals: Annotated[
            dict[str, str | int | float] | None,
            Field(description="指标名称 → 实际完成值，照原文写；自评表里已填的不用给"),
        ] = None,
        actuals_file: Annotated[str | None, Field(description="实际完成值的文件")] = None,
        rules: Rules = DEFAULT,
        save_as: Annotated[
            str | None,
            Field(
                description="写成这个文件（.xlsx、.docx、.html、.json……），只能写到启动时指定的文件夹"
            ),
        ] = None,
        overwrite: Annotated[bool, Field(description="save_as 的文件已有时盖掉它")] = False,
    ) -> Scores:
        if actuals is not None and actuals_file is not None:
            raise ToolError("[arguments] actuals 和 actuals_file 只能给一个")
        book = self._book(rules)
        path = None
        if save_as is not None:
            path = self._desk.to_write(save_as, overwrite=overwrite)
            check_path(path)
        source = actuals if actuals_file is None else self._desk.to_read(actuals_file)
        cards = [score(table, source, rulebook=book) for table in self._tables(file, text)]
        if path is not None:
            write(cards[0] if len(cards) == 1 else cards, path)
        return Scores(
            cards=[Card.of(card, self._language) for card in cards],
            written=None if path is None else str(path),
        )

    def compare(
        self,
        last_year: Annotated[str, Field(description="去年的表，文件名")],
        this_year: Annotated[str, Field(description="今年的表，文件名")],
    ) -> Changes:
        pairs, alone = paired(self._tables(last_year, None), self._tables(this_year, None))
        changes = [one for before, after in pairs for one in compare(before, after)]
        return Changes(
            changes=[Changed.of(one) for one in changes],
            not_compared=[one.project or one.title or str(one.place) for one in alone],
        )

    def rulebooks(self) -> Rulebooks:
        return Rulebooks(rulebooks={name: rulebook(name).title for name in rulebooks()})

    def _book(self, name: str) -> Rulebook:
        """A rulebook by its name, or of a file that may be read."""
        known = rulebooks()
        if name in known:
            return rulebook(name)
        if not name.endswith(".toml"):
            raise ToolError(f"[rulebook-unknown] 没有计分规则“{name}”；有：{'、'.join(known)}")
        return rulebook(self._desk.to_read(name))

    def _tables(self, file: str | None, text: str | None) -> Sequence[TargetTable]:
        if (file is None) == (text is None):
            raise ToolError("[arguments] file 和 text 要给一个，也只能给一个")
        if file is not None:
            return read(self._desk.to_read(file), name=file)
        return read((text or "").encode(), name="文字")
