"""The command line: the commands of `jixiao.commands`, and what happens when they fail.

Exit codes: 0 clean, 1 findings of severity error (or a text that is no value), 2 cannot read.
A command's room is imported when that command is asked for, and nothing for ``--version``.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from . import __version__

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

__all__ = ["main"]

#: The rooms of `jixiao.commands`, and the commands of each, in the order of the help.
_ROOMS = (
    ("values", ("parse",)),
    ("tables", ("read", "compare")),
    ("trends", ("trend",)),
    ("findings", ("check",)),
    ("scorecards", ("score", "monitor")),
    ("reports", ("report",)),
    ("blanks", ("new",)),
    ("rulebooks", ("rulebooks", "rulebook")),
    ("assistants", ("mcp",)),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    # Windows consoles and pipes may not be UTF-8; Chinese output must not break there.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(errors="replace")
    return _run(sys.argv[1:] if arguments is None else list(arguments))


def _run(given: Sequence[str]) -> int:
    """What the command returns, or the exit code of its failure."""
    import os

    options: Any = SimpleNamespace()
    try:
        return _answered(given, options)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        from .commands import say

        say("jixiao：已中断", error=True)
        return 130
    except Exception as error:
        return _failed(error, options)


def _answered(given: Sequence[str], options: Any) -> int:
    """What the command returns, when all that it said has left."""
    if given == ["--version"]:
        print(f"jixiao {__version__}")
        code = 0
    else:
        try:
            _parser(given[0] if given else None).parse_args(given, options)
        except SystemExit:
            _flush()  # the help
            raise
        code = options.run(options)
    _flush()
    return code


def _failed(error: Exception, options: Any) -> int:
    """Say what failed; what is no failure of a file or an argument is raised."""
    from .commands import UNREAD, say
    from .commands.documents import refused
    from .errors import JixiaoError

    if not isinstance(error, (JixiaoError, OSError)):
        raise error
    with suppress(OSError):
        _flush()
    say(refused(error, options), error=True)
    return UNREAD


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _parser(command: str | None = None) -> argparse.ArgumentParser:
    """The parser of one command, or of all where `command` is none of them."""
    from importlib import import_module

    from .commands import EXITS
    from .commands.parser import Parser

    parser = Parser(
        prog="jixiao",
        description="绩效：读懂预算绩效目标表，按公开的规则打分，并说明每一分的理由。",
        epilog=(
            "例子：\n"
            '  jixiao parse ">=15次" 2022年10月31日以前\n'
            "  jixiao score 目标表.docx --actuals 实际值.csv\n"
            "  jixiao check 报送/ --format sarif > findings.sarif\n\n" + EXITS
        ),
    )
    parser.add_argument(
        "--version", action="version", version=f"jixiao {__version__}", help="显示版本"
    )
    commands: Any = parser.add_subparsers(metavar="命令", required=True)
    named = [room for room, names in _ROOMS if command in names]
    for room in named or [room for room, _ in _ROOMS]:
        import_module(f".commands.{room}", __package__).add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
