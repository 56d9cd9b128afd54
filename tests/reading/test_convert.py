"""Old and foreign documents through LibreOffice: what is read, and what never happens."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from jixiao import dumps
from jixiao.errors import UnreadableDocument
from jixiao.reading import office as libreoffice
from jixiao.reading import read, read_grids

from .test_docx import document, p, tbl, tc, tr
from .test_read import OLE, as_xlsx, compound

DOCUMENTS = Path(__file__).parents[1] / "documents"
RTF = b"{\\rtf1\\ansi x}"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> str:
    """The LibreOffice of this machine, put to use; without it the test is skipped."""
    monkeypatch.delenv(libreoffice.VARIABLE)
    return libreoffice.office() or pytest.skip("没有安装 LibreOffice")


def content(tables: tuple, name: str) -> list[str]:
    """Everything of the tables but their findings, as text.

    LibreOffice leaves out columns of a grid in which no cell begins, so columns are not compared.
    """
    bare = [dumps(attrs.evolve(table, findings=())) for table in tables]
    return [re.sub(r'"column": \d+', "", text.replace(name, "")) for text in bare]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A profile of LibreOffice's own, made once for the documents of this file."""
    return tmp_path_factory.mktemp("profile").as_uri()


def saved_as(program: str, source: Path, suffix: str, folder: Path, profile: str) -> Path:
    """`source` as LibreOffice saves it under another suffix."""
    subprocess.run(
        [
            *(program, f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", suffix, "--outdir", str(folder), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{source.stem}.{suffix}"


@pytest.mark.parametrize(
    ("stem", "suffix"),
    [
        ("d04", "doc"),
        ("d04", "rtf"),
        ("d04", "odt"),
        ("d04", "wps"),
        ("d06", "odt"),  # its table ends the text, which LibreOffice cannot save as .doc
        ("d06", "rtf"),
        ("x01", "ods"),
        ("x07", "ods"),
        ("x04", "et"),
    ],
)
def test_the_same_tables_as_in_the_original(
    stem: str, suffix: str, office: str, tmp_path: Path, profile: str
) -> None:
    (source,) = DOCUMENTS.glob(f"{stem}*")
    made = saved_as(office, source, suffix, tmp_path, profile)
    tables = read(made)
    assert content(tables, made.as_posix()) == content(read(source), source.as_posix())
    assert {one.place.file for table in tables for one in table.indicators} == {made.as_posix()}
    # What WPS saves as .et is a workbook that needs no conversion.
    notes = [one for table in tables for one in table.findings if one.code == "document-converted"]
    assert len(notes) == (suffix != "et")
    assert all("LibreOffice" in note.message and note.severity == "note" for note in notes)


SPREADSHEET_XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table><Row>
<Cell><Data ss:Type="String">路灯</Data></Cell><Cell><Data ss:Type="Number">3</Data></Cell>
</Row></Table></Worksheet></Workbook>"""
WORD_XML = """<?xml version="1.0"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:tbl>
<w:tblPr/><w:tblGrid><w:gridCol w:w="2000"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>路灯</w:t></w:r>
</w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>"""


@pytest.mark.parametrize(
    ("source", "cells"), [(SPREADSHEET_XML, ["路灯", "3"]), (WORD_XML, ["路灯"])]
)
def test_flat_xml_of_the_old_programs(source: str, cells: list[str], office: str) -> None:
    (grid,) = read_grids(source.encode())
    assert [cell.text for cell in grid.cells] == cells


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (OLE + b"\x00" * 9000, "坏.doc"),
        (compound("WordDocument"), "坏.doc"),
        (compound("ETDocument"), "坏.et"),
        (b"{\\rtf1 abc", "断.rtf"),
    ],
)
def test_a_broken_document_is_refused(data: bytes, name: str, office: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, name=name)
    assert caught.value.code in {"conversion-failed", "no-target-table"}
    assert str(caught.value).startswith(name)


MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{}'
    "</manifest:file-entry></manifest:manifest>"
)


def open_document(body: str = "", *, manifest: str = "") -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in [("office", "office"), ("text", "text"), ("draw", "drawing")]
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("META-INF/manifest.xml", MANIFEST.format(manifest))
        package.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content{spaces} '
            'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body>'
            f"<office:text>{body}</office:text></office:body></office:document-content>",
        )
    return stream.getvalue()


def locked_word() -> bytes:
    """A compound file whose main stream, in the first sector, has the flag of a password."""
    entry = bytearray(compound("WordDocument"))
    entry[30:32] = (9).to_bytes(2, "little")
    entry[512 + 116 : 512 + 120] = (0).to_bytes(4, "little")
    # The stream begins where the entry does; the two do not meet in real files.
    name = entry[512 : 512 + 128]
    entry[512:] = (b"\xec\xa5" + b"\x00" * 8 + b"\x00\x01").ljust(128, b"\x00") + name
    return bytes(entry)


@pytest.mark.parametrize(
    "data",
    [locked_word(), open_document(manifest="<manifest:encryption-data/>")],
    ids=["doc", "odt"],
)
def test_a_password_is_said_at_once(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="密码") as caught:
        read(data)
    assert caught.value.code == "encrypted"


def test_nothing_is_fetched_from_the_network(office: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        body = (
            '<text:p><draw:frame draw:name="a" text:anchor-type="as-char">'
            f'<draw:image xlink:href="{link}" xlink:type="simple" xlink:actuate="onLoad"/>'
            "</draw:frame></text:p>"
        )
        read_grids(open_document(body))
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody waits at the door
            server.accept()


# With a program in the place of LibreOffice.

posix = pytest.mark.skipif(sys.platform == "win32", reason="a script is no program on Windows")


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Puts a Python script in the place of LibreOffice; it knows `out`, `target` and `log`."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    begin = f"""\
        #!{sys.executable}
        import os, subprocess, sys, time
        from pathlib import Path
        given = sys.argv
        out = Path(given[given.index("--outdir") + 1])
        target = out / ("document." + given[given.index("--convert-to") + 1].partition(":")[0])
        log = Path({str(tmp_path / "log")!r}).open("a", buffering=1)
        """

    def make(script: str) -> Path:
        program = tmp_path / "an office.py"
        program.write_text(textwrap.dedent(begin) + textwrap.dedent(script), encoding="utf-8")
        program.chmod(0o700)
        monkeypatch.setenv(libreoffice.VARIABLE, str(program))
        return tmp_path / "log"

    yield make
    left = sorted(path.name for path in (tmp_path / "temporary").iterdir())
    assert [name for name in left if not name.endswith(".lock")] == []


def refused(data: bytes = RTF) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_grids(data, name="报表.rtf")
    assert str(caught.value).startswith("报表.rtf：文件是 RTF 格式")
    assert ".docx" in caught.value.remedy
    return caught.value


@posix
def test_the_program_gets_a_profile_without_macros_and_links(fake, monkeypatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid")
    log = fake(
        """
        profile = next(one for one in given if one.startswith("-env:UserInstallation=file:///"))
        folder = Path(profile.partition("file://")[2])
        log.write((folder / "user/registrymodifications.xcu").read_text())
        log.write(f"{os.environ['HOME']} {'HTTPS_PROXY' in os.environ} {Path(given[-1]).suffix}")
        target.write_bytes(Path(given[-1]).read_bytes())
        """
    )
    with pytest.raises(UnreadableDocument):  # the copy of an RTF file is no .docx
        read_grids(RTF)
    said = log.read_text()
    assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value>' in said
    assert said.endswith(" False .rtf")
    assert str(Path.home()) not in said.rpartition("\n")[2].split()


@posix
def test_the_converted_file_is_read(fake, tmp_path: Path) -> None:
    (tmp_path / "made.docx").write_bytes(document(p("目标表") + tbl(tr(tc("甲"), tc("乙")))))
    fake(f"target.write_bytes(Path({str(tmp_path / 'made.docx')!r}).read_bytes())")
    (grid,) = read_grids(RTF, name="报表.rtf")
    assert str(grid.cells[0].place) == "报表.rtf 第1个表 第1行 第1列"
    assert [finding.code for finding in grid.findings] == ["document-converted"]


@posix
@pytest.mark.parametrize("script", ["", "sys.exit(3)", "target.write_bytes(b'PK'); sys.exit(3)"])
def test_a_program_that_makes_nothing(script: str, fake) -> None:
    fake(script)
    error = refused()
    assert error.code == "conversion-failed"
    assert "损坏或设有密码" in error.message


@posix
def test_a_program_that_cannot_be_started(fake, tmp_path: Path) -> None:
    fake("")
    (tmp_path / "an office.py").write_text("#!/nowhere/python\n")
    assert refused().code == "conversion-failed"


@posix
def test_a_program_that_never_ends_is_ended_with_its_children(fake, monkeypatch) -> None:
    monkeypatch.setattr(libreoffice, "MAX_CONVERT_SECONDS", 1)
    log = fake(
        """
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        log.write(f"{child.pid}\\n")
        time.sleep(60)
        """
    )
    begun = time.monotonic()
    error = refused()
    assert error.code == "conversion-timeout"
    assert "超过 1 秒" in error.message
    assert time.monotonic() - begun < 20
    for _ in range(100):
        if not alive(int(log.read_text())):
            return
        time.sleep(0.05)
    pytest.fail("the child runs on")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended stays a zombie until its new parent asks for it.
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


@posix
@pytest.mark.parametrize("rest", ["time.sleep(60)", ""])
def test_too_large_an_output(rest: str, fake, monkeypatch) -> None:
    monkeypatch.setattr(libreoffice, "MAX_CONVERTED_BYTES", 1 << 20)
    fake("target.write_bytes(bytes(3 << 20)); " + rest)
    error = refused()
    assert error.code == "too-large"
    assert "1 MB" in error.message


SLOW = """
log.write("begin\\n")
time.sleep(0.3)
log.write("end\\n")
sys.exit(1)
"""


@posix
def test_threads_convert_one_after_another(fake) -> None:
    log = fake(SLOW)
    threads = [threading.Thread(target=refused) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.read_text().split() == ["begin", "end"] * 3


@posix
def test_processes_convert_one_after_another(fake, tmp_path: Path) -> None:
    log = fake(SLOW)
    script = f"import jixiao.reading as r\ntry: r.read_grids({RTF!r})\nexcept ValueError: pass"
    env = {
        **os.environ,
        "PYTHONPATH": str(Path(libreoffice.__file__).parents[2]),
        "TMPDIR": str(tmp_path / "temporary"),
    }
    running = [subprocess.Popen([sys.executable, "-c", script], env=env) for _ in range(3)]
    assert [one.wait(60) for one in running] == [0, 0, 0]
    assert log.read_text().split() == ["begin", "end"] * 3


@posix
def test_waiting_has_an_end(fake, monkeypatch) -> None:
    import fcntl

    fake("")
    monkeypatch.setattr(libreoffice, "MAX_WAIT_SECONDS", 0.2)
    with libreoffice._lock_file().open("a+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert refused().code == "conversion-busy"
    assert refused().code == "conversion-failed"


def test_without_a_program_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(libreoffice.VARIABLE, "/nowhere/soffice")
    assert refused().code == "rtf"


def test_what_is_read_without_it_is_not_converted(fake) -> None:
    log = fake("log.write('asked')")
    assert read(as_xlsx())
    assert not log.exists()
