"""Draw the picture of the page that the documentation shows: python -m playground.picture."""

from __future__ import annotations

import io
import tempfile
import threading
from pathlib import Path
from typing import Final

from PIL import Image
from playground.serve import DIST, server
from tests.playground.chromium import Page

PICTURE: Final = Path(__file__).resolve().parent.parent / "docs" / "_static" / "playground.png"


def main() -> None:
    """Open the example in a browser, and keep what it shows in few colours."""
    host = server(DIST)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Page(Path(folder))
        try:
            page.look(width=1000, height=1240)
            page.open(f"http://localhost:{host.server_port}/")
            page.settle()
            page.type("#one-value", "≥%")
            page.click("#example")
            page.settle()
            page.run("document.activeElement.blur()")
            picture = Image.open(io.BytesIO(page.picture())).convert("RGB")
        finally:
            page.close()
            host.shutdown()
    picture.quantize(64, dither=Image.Dither.NONE).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
