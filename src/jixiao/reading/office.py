"""LibreOffice, where it is installed: the one program that documents are converted and printed by.

The document may be a stranger's, so the program runs apart: in a folder and with a user profile
of its own that last for one conversion, without macros, without links to other files or the
network, within a bounded time and size. One conversion runs at a time, whichever thread or
program asks: each takes a processor and some hundred megabytes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final, Literal

from jixiao.errors import JixiaoError

from .limits import MAX_CONVERT_SECONDS, MAX_CONVERTED_BYTES, MAX_WAIT_SECONDS

__all__ = ["VARIABLE", "OfficeError", "office", "saved_as"]

#: The environment variable that names the program; empty: nothing is converted.
VARIABLE: Final = "JIXIAO_SOFFICE"

_USUAL: Final = MappingProxyType(
    {
        "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
        # The .com waits for its work; the .exe returns at once.
        "win32": tuple(
            rf"{folder}\LibreOffice\program\soffice.com"
            for folder in (os.environ.get("PROGRAMFILES"), os.environ.get("PROGRAMFILES(X86)"))
            if folder
        ),
    }
)

#: The filter of a format that has several; a PDF is printed by the program of the document.
_FILTERS: Final = MappingProxyType({"docx": "MS Word 2007 XML", "xlsx": "Calc MS Excel 2007 XML"})

# Links to other files: what Writer calls never, Calc calls never, has different numbers.
# A proxy that nobody answers at closes the ways that no setting names.
_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("Office.Calc/Formula/Load", "ODFRecalcMode", "1"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_PROFILE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
    + "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in _SETTINGS
    )
    + "</oor:items>\n"
)

_PAUSE: Final = 0.05
_THREADS: Final = threading.Lock()


class OfficeError(JixiaoError):
    """The program did not make what was asked for; the rooms that ask say of which document."""


def office() -> str | None:
    """The program that converts: the one that `VARIABLE` names, else on the path, else in the usual places."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return shutil.which(named) if named else None
    for place in _USUAL.get(sys.platform, ()):
        if Path(place).is_file():
            return place
    return shutil.which("soffice") or shutil.which("libreoffice")


def saved_as(
    target: Literal["docx", "xlsx", "pdf"], data: bytes, *, suffix: str, program: str
) -> bytes:
    """The document `data` as `program` saves it in another format.

    Args:
        target: the format to save in; a PDF has the pages that are printed.
        data: the document.
        suffix: the suffix of its format.
        program: what `office` found.

    Raises:
        OfficeError: it cannot be done within the limits.
    """
    with (
        _one_at_a_time(),
        tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as folder,
    ):
        root = Path(folder)
        source, out = root / f"document.{suffix}", root / "out"
        out.mkdir()
        source.write_bytes(data)
        settings = root / "profile/user"
        settings.mkdir(parents=True)
        (settings / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        _run(_command(program, root, source, target), root, out)
        made = out / f"document.{target}"
        if not made.is_file():
            raise _failed()
        return made.read_bytes()


def _command(program: str, root: Path, source: Path, target: str) -> list[str]:
    return [
        program,
        f"-env:UserInstallation={(root / 'profile').as_uri()}",
        *("--headless", "--invisible", "--nologo", "--norestore", "--nodefault"),
        *("--nolockcheck", "--nofirststartwizard", "--nocrashreport"),
        *("--convert-to", f"{target}:{_FILTERS[target]}" if target in _FILTERS else target),
        *("--outdir", str(root / "out"), str(source)),
    ]


def _run(command: list[str], root: Path, out: Path) -> None:
    """Run to the end, or to the limit of time or size; nothing of it is left running."""
    # Proxies are dropped too: the program would ask them for what a document links to.
    keep = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    temporary = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), str(root))
    try:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=root,
            env={**keep, **temporary},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as bad:
        raise _failed() from bad
    deadline = time.monotonic() + MAX_CONVERT_SECONDS
    try:
        while process.poll() is None:
            if time.monotonic() > deadline:
                raise OfficeError(
                    f"LibreOffice 转换超过 {MAX_CONVERT_SECONDS} 秒，已停止",
                    code="conversion-timeout",
                )
            _weigh(out)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_PAUSE)
    finally:
        _end(process)
    _weigh(out)
    if process.returncode:
        raise _failed()


def _weigh(out: Path) -> None:
    total = 0
    for path in out.iterdir():
        # The program renames its temporary files while they are looked at.
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    if total > MAX_CONVERTED_BYTES:
        raise OfficeError(
            f"LibreOffice 转换的结果超过 {MAX_CONVERTED_BYTES >> 20} MB", code="too-large"
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started: the command is often a script that starts it."""
    if sys.platform == "win32":
        if process.poll() is None:
            taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
            subprocess.run(  # noqa: S603
                [str(taskkill), "/F", "/T", "/PID", str(process.pid)],
                capture_output=True,
                check=False,
            )
    else:
        # Its children may outlive it, so the group is ended even where it has ended itself.
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _failed() -> OfficeError:
    return OfficeError("LibreOffice 打不开，文件可能已损坏或设有密码", code="conversion-failed")


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait until no other thread and no other program of this user converts."""
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    busy = OfficeError(
        f"等了 {MAX_WAIT_SECONDS} 秒，别的文件还在转换，没有轮到", code="conversion-busy"
    )
    if not _THREADS.acquire(timeout=MAX_WAIT_SECONDS):
        raise busy
    try:
        with contextlib.ExitStack() as stack:
            # A profile of its own keeps two apart even where the lock cannot be made.
            with contextlib.suppress(OSError):
                handle = stack.enter_context(_lock_file().open("a+b"))
                while not _locked(handle):
                    if time.monotonic() > deadline:
                        raise busy
                    time.sleep(_PAUSE)
            yield
    finally:
        _THREADS.release()


def _lock_file() -> Path:
    # On Windows the folder itself belongs to the user.
    user = "" if sys.platform == "win32" else f"-{os.getuid()}"
    return Path(tempfile.gettempdir(), f"jixiao-convert{user}.lock")


def _locked(handle: IO[bytes]) -> bool:
    """Take the lock of an open file, which its closing gives back; False where another has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
