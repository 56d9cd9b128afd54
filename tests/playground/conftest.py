from __future__ import annotations

import gzip
import os
import shutil
import threading

import pytest
from playground.build import build
from playground.serve import Handler, server

from .chromium import CHROMIUM, Page


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The built page; one process builds it for all that run the tests."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    if shutil.which("npm") is None:
        pytest.skip("no npm on this machine")
    import fcntl  # there is none on Windows, where the rest of the tests runs

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "playground"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "dist" / "assets.js").is_file():
            build(folder / "dist")
    return folder / "dist"


class Host:
    """A server of the page, with how many bytes of files it has sent, texts packed."""

    def __init__(self, site):
        self.sent = 0
        self.counting = threading.Lock()
        host = self

        class Counting(Handler):
            def copyfile(self, source, outputfile):
                content = source.read()
                size = min(len(content), len(gzip.compress(content, 6)))
                # Files are sent by several threads at once.
                with host.counting:
                    host.sent += size
                outputfile.write(content)

        self._server = server(site, handler=Counting)
        self.address = f"http://localhost:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def host(site):
    host = Host(site)
    yield host
    host.close()


@pytest.fixture
def visit(site, tmp_path):
    """A first visit: a browser that knows nothing yet, and a host of its own."""
    host, page = Host(site), Page(tmp_path)
    yield page, host
    page.close()
    host.close()


@pytest.fixture(scope="session")
def loaded(host, tmp_path_factory):
    page = Page(tmp_path_factory.mktemp("browser"))
    page.look(width=1200, height=1000)
    page.open(host.address)
    page.settle()
    yield page
    page.close()


@pytest.fixture
def page(loaded):
    """The page as it is when Python is ready and nothing lies on the bench."""
    loaded.look(width=1200, height=1000)
    loaded.run("document.querySelector('#clear').click()")
    loaded.run("document.querySelector('#rulebook').selectedIndex = 0")
    loaded.settle()
    yield loaded
    assert loaded.complaints == []
