"""The built wheel, used where nothing but its three dependencies is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
NEEDED = ("attrs", "lark", "pint", "flexcache", "flexparser", "platformdirs", "typing_extensions")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            # Without --wheel the wheel is built from the sdist, as an installer may do it.
            "--no-isolation",
            "--outdir",
            str(out),
            str(ROOT),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory) -> Path:
    """A folder with the wheel's content and the core dependencies, and nothing else."""
    site = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(site)
    for name in NEEDED:
        for one in metadata.files(name) or ():
            if ".." in one.parts or one.suffix == ".pyc":
                continue
            target = site / one
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(one.locate()), target)
    return site


def test_the_sdist_holds_what_tests_and_docs_need(wheel):
    with tarfile.open(next(wheel.parent.glob("*.tar.gz"))) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "CHANGELOG.md", "Makefile", "pyproject.toml"} <= inside
    assert any(name.startswith("tests/conformance/") for name in inside)
    assert any(name.startswith("docs/reference/") for name in inside)


def run(site: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(site)!r})\n{code}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_data_file_is_in_it(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for path in (source / "jixiao").rglob("*")
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts
    }
    assert wanted <= inside
    assert {"jixiao/py.typed", "jixiao/language/criteria.lark", "jixiao/data/units.txt"} <= inside


def test_its_bill_of_materials_lists_every_declared_dependency(wheel):
    archive = zipfile.ZipFile(wheel)
    (name,) = (
        one for one in archive.namelist() if one.endswith(".dist-info/sboms/jixiao.cdx.json")
    )
    bill = json.loads(archive.read(name))
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = settings["optional-dependencies"].values()
    declared = {*settings["dependencies"], *(one for extra in extras for one in extra)}
    listed = {said["value"] for one in bill["components"] for said in one["properties"]}
    wanted = {Requirement(one) for one in declared if not one.startswith("jixiao")}
    assert set(map(Requirement, listed)) == wanted
    required = {one["name"] for one in bill["components"] if one["scope"] == "required"}
    assert required == {"attrs", "lark", "pint"}


def test_it_parses_reads_and_scores_without_any_extra(bare):
    done = run(
        bare,
        "import jixiao\n"
        "assert jixiao.parse('≥95%').is_met('96%') is True\n"
        f"table, = jixiao.read({str(ROOT / 'examples/bazhou-2022/targets.txt')!r})\n"
        f"card = jixiao.score(table, {str(ROOT / 'examples/bazhou-2022/actuals.csv')!r})\n"
        "print(len(table.indicators), card.total)",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == "35"


def sample(suffix: str) -> str:
    return str(next((ROOT / "tests").rglob(f"*.{suffix}")))


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_workbooks_and_word_documents_need_no_extra(bare, suffix):
    done = run(bare, f"import jixiao; print(len(jixiao.read({sample(suffix)!r})))")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 1


@pytest.mark.parametrize(
    ("code", "extra"),
    [
        ("jixiao.read({xls!r})", "xls"),
        ("jixiao.read({html!r})", "html"),
        ("jixiao.read({pdf!r})", "pdf"),
        ("jixiao.frames.parse_column(['≥95%', 3])", "frames"),
        ("import jixiao.strategies; jixiao.strategies.criteria()", "testing"),
    ],
)
def test_a_missing_extra_is_named(bare, code, extra):
    paths = {suffix: sample(suffix) for suffix in ("xls", "html", "pdf")}
    done = run(
        bare,
        "import jixiao\n"
        f"try:\n    {code.format(**paths)}\n"
        "except ImportError as error:\n    print(error.extra, error)\n",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(extra)
    assert f"jixiao[{extra}]" in done.stdout


@pytest.mark.parametrize(
    ("code", "extra"),
    [
        ("import jixiao.exchange.sqlalchemy_types", "sqlalchemy"),
        ("from jixiao.assistants import serve; serve(['.'])", "mcp"),
        ("jixiao.frames.findings([])", "frames"),
        ("jixiao.score(jixiao.TargetTable(), type('F', (), {'columns': ()})())", "frames"),
    ],
)
def test_what_an_extra_is_for_names_it(bare, code, extra):
    done = run(
        bare,
        "import jixiao\nfrom jixiao.errors import MissingExtra\n"
        f"try:\n    {code}\nexcept MissingExtra as error:\n    print(error.extra)",
    )
    assert (done.stdout.strip(), done.stderr) == (extra, "")
