"""The report in a real browser: nothing asked for, nothing complained of, nothing cut off."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

import jixiao

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

# Run beside the report, not in it: its own policy forbids scripts.
_PROBE = """<script>addEventListener('load',()=>{const d=document.documentElement;
document.title=JSON.stringify({wide:d.scrollWidth-d.clientWidth,
dark:getComputedStyle(document.body).backgroundColor,
tall:document.body.scrollHeight,
cut:[...document.querySelectorAll('body *')].filter(e=>e.getBoundingClientRect().right>d.clientWidth+1
&&!e.closest('.wide')&&!e.closest('.form')).length})})</script></body>"""


def _run(page, tmp_path, *options, width=1000):
    log = tmp_path / "net.json"
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-component-update", "--no-first-run", "--disable-sync", "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}",
            f"--window-size={width},1400", "--virtual-time-budget=3000", *options, "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True, text=True, timeout=90, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr, log


def _measured(path, tmp_path, *options, width=1000):
    text = path.read_text("utf-8")
    probed = re.sub(r"<meta http-equiv=[^>]*>", "", text).replace("</body>", _PROBE)
    page = tmp_path / "probed.html"
    page.write_text(probed, "utf-8")
    dom, _, _ = _run(page, tmp_path, *options, width=width)
    title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
    return json.loads(title[1].replace("&amp;", "&"))


def test_no_requests_and_no_complaints(card, tmp_path):
    path = jixiao.write(card, tmp_path / "报告.html")
    dom, errors, log = _run(path, tmp_path)
    assert "80.09" in dom
    assert "CONSOLE" not in errors
    urls = set(
        re.findall(r'"url":"((?:https?|wss?|ftp)://[^"]+)"', log.read_text("utf-8", "replace"))
    )
    # The browser's own errands (updates, time) are not the page's.
    assert not [
        url for url in urls if not re.match(r"https?://[^/]*\.?(google|gstatic)[a-z]*\.com", url)
    ]


@pytest.mark.parametrize("width", [500, 1000, 1600])
def test_nothing_runs_out_of_the_page(card, tmp_path, width):
    found = _measured(jixiao.write((card, card), tmp_path / "报告.html"), tmp_path, width=width)
    assert found["wide"] <= 0
    assert found["cut"] == 0
    assert found["tall"] > 1000


def test_light_and_dark(card, tmp_path):
    path = jixiao.write(card, tmp_path / "报告.html")
    light = _measured(path, tmp_path)
    dark = _measured(path, tmp_path, "--blink-settings=preferredColorScheme=0")
    assert light["dark"] == "rgb(255, 255, 255)"
    assert dark["dark"] == "rgb(20, 23, 26)"
