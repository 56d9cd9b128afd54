"""argparse, speaking Chinese: usage, help and errors, in columns that count wide characters."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NoReturn

from jixiao.display import pad, visible, width, wrap
from jixiao.writing.terminal import columns_of_terminal

from . import EXITS, UNREAD
from .languages import add_language, error_text, is_english

__all__ = ["Parser", "Run", "add_command", "add_files", "add_headers"]

Run = Callable[[argparse.Namespace], int]

_ERRORS: Final = (
    (r"the following arguments are required: (.*)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"ambiguous option: (.*) could match (.*)", r"参数 \1 写得太短，可能是 \2"),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"没有“\2”这种\1；可选 \3"),
    (r"argument (.*?): invalid int value: '(.*)'", r"参数 \1 应为整数，而不是“\2”"),
    (r"argument (.*?): expected one argument", r"参数 \1 后面要有一个值"),
    (r"argument (.*?): expected at least one argument", r"参数 \1 后面至少要有一个值"),
    (r"argument (.*?): ignored explicit argument '(.*)'", r"参数 \1 后面不要值，却写了“\2”"),
    (r"argument (.*?): (.*)", r"参数 \1：\2"),
)
_MISSPELT: Final = (
    r"unrecognized arguments: (.*)|argument \S+: invalid choice: '?(.*?)'? \(choose.*"
)
_WIDEST_TERM: Final = 26


class Parser(argparse.ArgumentParser):
    """A parser whose texts are Chinese and whose columns are aligned."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, **settings)
        self.add_argument("-h", "--help", action="help", help="显示这段说明")
        # What begins like a negative number is a value, not an option: -5%, -3℃, -1至2度.
        self._given: Sequence[str] = ()
        self._negative_number_matcher = re.compile(r"^[-][0-9.].*$")

    def _print_message(self, message: str, file: Any = None) -> None:
        # What argparse says repeats the arguments.
        if message:
            super()._print_message(visible(message), file)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        self._given = sys.argv[1:] if args is None else args
        parsed, unknown = super().parse_known_args(args, namespace)
        if unknown and not self._commands():
            # Here the usage is that of the command, and its options are known.
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return parsed, unknown

    def _commands(self) -> list[str]:
        """The names of the commands below this one."""
        return [
            name
            for one in self._actions
            if isinstance(one, argparse._SubParsersAction)
            for name in one.choices
        ]

    def _meant(self, message: str) -> str:
        """The option or the command that a misspelt one in an error is nearest to."""
        from difflib import get_close_matches

        found = re.fullmatch(_MISSPELT, message, re.DOTALL)
        if found is None:
            return ""
        unknown, command = found.groups()
        words = [command] if command else re.findall(r"(?<!\S)--[^\s=]+", unknown)
        known = self._commands() if command else list(self._option_string_actions)
        near = [one for word in words for one in get_close_matches(word, known, n=1)]
        return f"；是不是 {'、'.join(dict.fromkeys(near))}？" if near else ""

    def error(self, message: str) -> NoReturn:
        if is_english(self._given):
            self.exit(UNREAD, error_text(message, self.prog))
        self.print_usage(sys.stderr)
        self.exit(
            UNREAD,
            f"jixiao：{_told(message)}{self._meant(message)}\n运行 {self.prog} --help 看用法和例子。\n",
        )

    def format_usage(self) -> str:
        places = [one for one in self._actions if not one.option_strings]
        given = [f"{one.metavar}{' …' if one.nargs == '+' else ''}" for one in places]
        return f"用法：{' '.join((self.prog, '[选项]', *given))}\n"

    def format_help(self) -> str:
        parts = [self.format_usage(), *_paragraph(self.description)]
        for title, wanted in (("参数", False), ("选项", True)):
            rows = [
                (_term(one), one.help or "")
                for one in self._actions
                if bool(one.option_strings) is wanted and not one.choices
            ]
            parts += _section(title, rows)
        for one in self._actions:
            if isinstance(one, argparse._SubParsersAction):
                about = [
                    (each.metavar or each.dest, each.help or "") for each in one._choices_actions
                ]
                parts += _section(str(one.metavar), [(str(name), text) for name, text in about])
        return "\n".join([*parts, self.epilog or ""]).rstrip() + "\n"


def _told(message: str) -> str:
    """An error of argparse in Chinese; as it is where argparse says something new."""
    for english, chinese in _ERRORS:
        if re.fullmatch(english, message, re.DOTALL):
            return re.sub(english, chinese, message, count=1, flags=re.DOTALL).replace("'", "")
    return message


def _term(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar)
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {action.metavar}"


def _paragraph(text: str | None) -> list[str]:
    return [*wrap(text, columns_of_terminal()), ""] if text else []


def _section(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    indent = min(max(width(term) for term, _ in rows), _WIDEST_TERM) + 4
    lines = [f"{title}："]
    for term, about in rows:
        first, *rest = wrap(about.replace("%%", "%"), columns_of_terminal() - indent)
        start = pad(f"  {term}", indent)
        if width(start) > indent:
            lines.append(start)
            start = " " * indent
        lines += [f"{start}{first}", *(" " * indent + line for line in rest)]
    return [*lines, ""]


def add_command(
    commands: Any, name: str, run: Run, *, about: str, examples: Iterable[str]
) -> argparse.ArgumentParser:
    """A command of its own with its examples; every command knows ``--json``."""
    shown = "".join(f"  {one}\n" for one in examples)
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=about, description=about, epilog=f"例子：\n{shown}\n{EXITS}"
    )
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="输出 JSON（每行一个结果）")
    add_language(parser)
    return parser


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"进程数应为1或更大的整数，而不是“{text}”")
    return int(text)


def add_files(parser: argparse.ArgumentParser, about: str) -> None:
    """The files of a command, and how many processes work on them."""
    parser.add_argument("files", nargs="+", metavar="文件", help=about)
    parser.add_argument(
        "--jobs",
        metavar="个数",
        type=_jobs,
        default=None,
        help="同时用几个进程读文件（默认机器的核数；文件少时不另起进程；1 是一个接一个）",
    )


def add_headers(parser: argparse.ArgumentParser) -> None:
    """The option of every command that reads forms: further words of headings."""
    parser.add_argument(
        "--headers", metavar="词表", help="表头用语不同时，另加的词表（TOML，格式同 headers.toml）"
    )
