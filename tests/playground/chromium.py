"""A headless Chromium, spoken to in the DevTools protocol through a pipe; nothing else is needed."""

from __future__ import annotations

import base64
import itertools
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--remote-debugging-pipe",
)  # fmt: skip

# The browser reads from 3 and writes to 4, which may be taken by the pipes themselves.
_AT_3_AND_4 = """
import fcntl, os, sys
reads, writes = (fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3])
os.dup2(reads, 3)
os.dup2(writes, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Page:
    """One page in a Chromium of its own, with all that the page and its workers said and asked for.

    Attributes:
        requests: the address of every request, of the page, its worker and its service worker.
        complaints: what the browser or the page wrote to the console as an error or warning.
    """

    def __init__(self, folder: Path, *, language: str = "zh-CN") -> None:
        self.downloads = folder / "downloads"
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._numbers = itertools.count(1)
        self._writing = threading.Lock()
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = {}
        self._sessions: dict[str, dict[str, Any]] = {}
        ours, theirs = os.pipe(), os.pipe()
        command = [
            sys.executable, "-c", _AT_3_AND_4, str(ours[0]), str(theirs[1]),
            str(CHROMIUM), *_FLAGS, f"--lang={language}", f"--accept-lang={language}", f"--user-data-dir={folder / 'profile'}",
            "about:blank",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command,
            pass_fds=(ours[0], theirs[1]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LANGUAGE": language},
        )
        os.close(ours[0])
        os.close(theirs[1])
        self._to = os.fdopen(ours[1], "wb", buffering=0)
        self._from = os.fdopen(theirs[0], "rb")
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        targets = self.send("Target.getTargets")["targetInfos"]
        page = next(one["targetId"] for one in targets if one["type"] == "page")
        self.send("Target.setDiscoverTargets", discover=True)
        attached = self.send("Target.attachToTarget", targetId=page, flatten=True)
        self._page = attached["sessionId"]
        self._watch(self._page)
        for domain in ("Page", "DOM"):
            self.send(f"{domain}.enable", to=self._page)
        # Service workers belong to no page.
        self.send(
            "Target.setAutoAttach",
            autoAttach=True,
            waitForDebuggerOnStart=False,
            flatten=True,
            filter=[{"type": "service_worker"}],
        )
        self.send(
            "Browser.setDownloadBehavior",
            behavior="allow",
            downloadPath=str(self.downloads),
            eventsEnabled=True,
        )

    # ---- the protocol ---------------------------------------------------------------------

    def send(self, method: str, *, to: str | None = None, **given: Any) -> dict[str, Any]:
        """Ask the browser, or the session `to`, and wait for its answer."""
        number = next(self._numbers)
        self._answers[number] = queue.Queue()
        self._post(number, method, to, given)
        answer = self._answers[number].get(timeout=90)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def _post(self, number: int, method: str, to: str | None, given: dict[str, Any]) -> None:
        message: dict[str, Any] = {"id": number, "method": method, "params": given}
        if to is not None:
            message["sessionId"] = to
        with self._writing:
            self._to.write(json.dumps(message).encode() + b"\0")

    def _listen(self) -> None:
        held = b""
        while chunk := os.read(self._from.fileno(), 1 << 16):
            *whole, held = (held + chunk).split(b"\0")
            for one in whole:
                message = json.loads(one)
                if "id" not in message:
                    self._heard(message["method"], message["params"])
                elif message["id"] in self._answers:
                    self._answers[message["id"]].put(message)

    def _heard(self, method: str, said: dict[str, Any]) -> None:
        match method:
            case "Network.requestWillBeSent":
                self.requests.append(said["request"]["url"])
            case "Log.entryAdded" if said["entry"]["level"] in ("error", "warning"):
                self.complaints.append(f"{said['entry']['text']} {said['entry'].get('url', '')}")
            case "Runtime.consoleAPICalled" if said["type"] in ("error", "warning"):
                texts = [str(one.get("value", one.get("description"))) for one in said["args"]]
                self.complaints.append(" ".join(texts))
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(said["exceptionDetails"])[:500])
            case "Target.attachedToTarget":
                self._sessions[said["sessionId"]] = said["targetInfo"]
                self._watch(said["sessionId"])

    def _watch(self, session: str) -> None:
        """Hear of the requests and complaints of a page or worker, and of the workers it starts.

        A worker waits until all this is asked for; nobody waits for the answers.
        """
        attach = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        for method, given in (
            ("Network.enable", {}),
            ("Runtime.enable", {}),
            ("Log.enable", {}),
            ("Target.setAutoAttach", attach),
            ("Runtime.runIfWaitingForDebugger", {}),
        ):
            self._post(next(self._numbers), method, session, given)

    # ---- the page -------------------------------------------------------------------------

    def forget(self) -> None:
        """Empty the browser's own cache; what a service worker keeps stays."""
        self.send("Network.clearBrowserCache", to=self._page)

    def open(self, address: str) -> None:
        """Go to an address."""
        self.send("Page.navigate", to=self._page, url=address)

    def run(self, script: str, *, in_worker: bool = False) -> Any:
        """The value of a JavaScript expression, awaited where it is a promise."""
        session = self._page
        if in_worker:
            session = [key for key, one in self._sessions.items() if one["type"] == "worker"][-1]
        answer = self.send(
            "Runtime.evaluate",
            to=session,
            expression=script,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"], ensure_ascii=False)[:800])
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = 60) -> None:
        """Until a JavaScript expression is true.

        Raises:
            TimeoutError: it never was; with what the page shows.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            # While a page is being changed for another there is nothing to ask.
            try:
                if self.run(f"Boolean({condition})"):
                    return
            except RuntimeError:
                pass
            time.sleep(0.05)
        text = self.run("document.body.innerText.slice(0, 800)")
        raise TimeoutError(f"{condition}\n{text}\n{self.complaints}")

    def settle(self) -> None:
        """Until Python is ready and nothing is being done."""
        self.wait(
            "document.documentElement.dataset.ready"
            " && !document.documentElement.hasAttribute('data-busy')"
        )

    def give(self, selector: str, *paths: Path) -> None:
        """Choose files in a field, as a user would."""
        root = self.send("DOM.getDocument", to=self._page)["root"]["nodeId"]
        node = self.send("DOM.querySelector", to=self._page, nodeId=root, selector=selector)
        self.send(
            "DOM.setFileInputFiles",
            to=self._page,
            files=[str(path) for path in paths],
            nodeId=node["nodeId"],
        )

    def drop(self, selector: str, *paths: Path) -> None:
        """Drag files over an element and let go."""
        x, y = self.run(
            f"(box => [box.x + box.width / 2, box.y + box.height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.send("Input.dispatchDragEvent", to=self._page, type=kind, x=x, y=y, data=data)

    def names(self) -> list[tuple[str, str]]:
        """The role and the name of all that assistive technology can work with."""
        nodes = self.send("Accessibility.getFullAXTree", to=self._page)["nodes"]
        worked = {"button", "textbox", "combobox", "tab", "link", "tabpanel", "progressbar"}
        return [
            (role, one.get("name", {}).get("value", ""))
            for one in nodes
            if not one.get("ignored") and (role := one["role"]["value"]) in worked
        ]

    def click(self, selector: str) -> None:
        """Press a button."""
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def type(self, selector: str, text: str) -> None:
        """Put the cursor into a field and type `text` in place of what is there."""
        self.run(
            f"(field => {{ field.focus(); field.select(); }})"
            f"(document.querySelector({json.dumps(selector)}))"
        )
        self.send("Input.insertText", to=self._page, text=text)

    def press(self, key: str) -> None:
        """Press a key that writes nothing: Tab, Enter, ArrowRight."""
        codes = {"Tab": 9, "Enter": 13, "ArrowLeft": 37, "ArrowRight": 39, "Space": 32}
        text = {"Enter": "\r"}.get(key, "")
        for kind in ("keyDown", "keyUp"):
            self.send(
                "Input.dispatchKeyEvent",
                to=self._page,
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=codes[key],
                text=text if kind == "keyDown" else "",
            )

    def text(self, selector: str) -> str:
        """What an element shows."""
        return self.run(f"document.querySelector({json.dumps(selector)}).innerText")

    def downloaded(self, name: str) -> Path:
        """A file that a click has begun to download, once it is there."""
        path = self.downloads / name
        end = time.monotonic() + 60
        while not path.is_file():
            if time.monotonic() > end:
                raise TimeoutError(f"{name}: {list(self.downloads.glob('*'))}")
            time.sleep(0.05)
        return path

    def look(self, *, width: int, height: int, dark: bool = False, paper: bool = False) -> None:
        """Of what size the window is, and whether the system is dark or the page on paper."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            to=self._page,
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.send(
            "Emulation.setEmulatedMedia",
            to=self._page,
            media="print" if paper else "",
            features=[
                {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                {"name": "prefers-reduced-motion", "value": "reduce"},
            ],
        )

    def picture(self, *, whole: bool = False) -> bytes:
        """The window as a PNG; or all of the page, however long."""
        shot = self.send(
            "Page.captureScreenshot", to=self._page, format="png", captureBeyondViewport=whole
        )
        return base64.b64decode(shot["data"])

    def printed(self) -> bytes:
        """The page as it is printed, a PDF."""
        sheet = self.send("Page.printToPDF", to=self._page, preferCSSPageSize=True)
        return base64.b64decode(sheet["data"])

    def close(self) -> None:
        """End the browser."""
        try:
            self.send("Browser.close")
        except (RuntimeError, OSError, queue.Empty):
            self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(timeout=10)
        self._to.close()
        self._from.close()
