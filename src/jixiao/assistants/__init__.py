"""Assistants (智能助手): jixiao's public functions as tools of the Model Context Protocol (MCP).

``jixiao mcp 报送/`` is a server over stdio. An assistant may read what lies in the folders named
at start, or texts it was given; it writes only into the folder named for writing. What a tool
answers is structured (`answers`), with the reasons; what it cannot do it says as a tool error.

This room needs the MCP SDK, of the extra ``mcp``.
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING

from ..errors import MissingExtra
from ..messages import Language
from .desk import Desk

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

__all__ = ["Desk", "serve", "server"]


def server(
    folders: Iterable[str | PathLike[str]],
    *,
    output: str | PathLike[str] | None = None,
    language: Language = "zh",
) -> MCPServer:
    """The server with its tools, not yet running.

    Args:
        folders: what may be read.
        output: where scorecards may be written; nowhere if None.
        language: of findings, reasons and errors: ``zh`` or ``en``.

    Raises:
        NotADirectoryError: one of them is no folder.
        MissingExtra: the MCP SDK is not installed.
    """
    desk = Desk.of(folders, output=output)
    try:
        import mcp.server.mcpserver  # noqa: F401, only whether it is there
    except ModuleNotFoundError as problem:
        if (problem.name or "").partition(".")[0] != "mcp":
            raise
        raise MissingExtra.of(extra="mcp", library="mcp", purpose="接入智能助手") from problem
    from .service import made

    return made(desk, language)


def serve(
    folders: Iterable[str | PathLike[str]],
    *,
    output: str | PathLike[str] | None = None,
    language: Language = "zh",
) -> None:
    """Answer over standard input and output until the other side hangs up.

    Raises:
        NotADirectoryError, MissingExtra: as `server`.
    """
    server(folders, output=output, language=language).run("stdio")
