"""Serve the built playground on this computer: python playground/serve.py [--port 8000]."""

from __future__ import annotations

import argparse
import contextlib
import functools
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

DIST: Final = Path(__file__).resolve().parent / "dist"


class Handler(SimpleHTTPRequestHandler):
    """Files, with the types that a browser insists on for modules and WebAssembly."""

    extensions_map: Final = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".wasm": "application/wasm",
        ".gz": "application/gzip",
    }

    def log_message(self, *_: object) -> None:
        """Nothing: who looks at the page does not want to see its files go by."""


def server(folder: Path, port: int = 0, *, handler: type[Handler] = Handler) -> ThreadingHTTPServer:
    """A server of `folder`, for this computer only; port 0 takes one that is free."""
    return ThreadingHTTPServer(
        ("127.0.0.1", port), functools.partial(handler, directory=str(folder))
    )


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    if not (DIST / "index.html").is_file():
        raise SystemExit("还没有建好的网页；请先运行 make playground")
    with server(DIST, port) as one:
        sys.stdout.write(f"http://localhost:{one.server_port}/ （按 Ctrl+C 结束）\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            one.serve_forever()


if __name__ == "__main__":
    main()
