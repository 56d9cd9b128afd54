"""The command line: the commands of `jixiao.commands`, and what happens when they fail.

Exit codes: 0 clean, 1 findings of severity error (or a text that is no value), 2 cannot read.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from . import __version__
from .commands import (
    CLEAN,
    EXITS,
    UNREAD,
    assistants,
    findings,
    rulebooks,
    scorecards,
    tables,
    values,
)
from .commands.documents import told
from .commands.parser import Parser, Run
from .errors import JixiaoError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    # Windows consoles and pipes may not be UTF-8; Chinese output must not break there.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    run: Run = options.run
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except (JixiaoError, OSError) as error:
        sys.stdout.flush()
        print(f"jixiao：{told(error)}", file=sys.stderr)
        return UNREAD
    except KeyboardInterrupt:
        print("jixiao：已中断", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="jixiao",
        description="绩效：读懂预算绩效目标表，按公开的规则打分，并说明每一分的理由。",
        epilog=(
            "例子：\n"
            "  jixiao parse '>=15次' 2022年10月31日以前\n"
            "  jixiao score 目标表.docx --actuals 实际值.csv\n"
            "  jixiao check 报送/ --format sarif > findings.sarif\n\n" + EXITS
        ),
    )
    parser.add_argument(
        "--version", action="version", version=f"jixiao {__version__}", help="显示版本"
    )
    commands = parser.add_subparsers(metavar="命令", required=True)
    values.add_to(commands)
    tables.add_to(commands)
    findings.add_to(commands)
    scorecards.add_to(commands)
    rulebooks.add_to(commands)
    assistants.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
