"""Build the playground: a folder that any static host can serve.

    python playground/build.py [--output playground/dist]

npm brings Python for the browser (pyodide) and the type checker, pip the pure-Python wheels of
`wheels.txt` and that of the project itself; nothing else is fetched, now or by the page later.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
MODULES: Final = HERE / "node_modules"
EXAMPLE: Final = ROOT / "examples" / "bazhou-2022"

LIBRARY: Final = "library.zip"
STANDARD_LIBRARY: Final = "python_stdlib.zip"
WASM: Final = "pyodide.asm.wasm"
#: What is loaded by its address, as JavaScript has to be.
SCRIPTS: Final = ("pyodide.mjs", "pyodide.asm.mjs")
#: What a page has no use for.
LEFT_OUT: Final = ("jixiao/assistants/", "pint/testsuite/")


def main() -> None:
    """Build into the folder that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--output", type=Path, default=HERE / "dist")
    build(parser.parse_args().output)


def build(output: Path) -> None:
    """Check the page's types, and lay out all that it needs in `output`, which is emptied first."""
    _install()
    _run("npx", "tsc", "--project", ".", cwd=HERE)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        runtime = work / "runtime"
        runtime.mkdir()
        brought = MODULES / "pyodide"
        for name in SCRIPTS:
            shutil.copy(brought / name, runtime / name)
        zips = (work / STANDARD_LIBRARY, work / LIBRARY)
        shutil.copy(brought / STANDARD_LIBRARY, work)
        _zip(work / LIBRARY, _library(work))
        example = [str(EXAMPLE / name) for name in ("targets.txt", "actuals.csv")]
        _run("node", "precompile.mjs", *map(str, zips), *example, cwd=HERE)
        for path in (*zips, brought / WASM):
            _pack(path, runtime)
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(HERE / "page", output, ignore=shutil.ignore_patterns("*.d.ts"))
        shutil.copytree(EXAMPLE, output / "example")
        # Under a name of its content, the runtime may be kept for ever.
        named = f"runtime-{_digest(runtime)}"
        shutil.copytree(runtime, output / named)
    _list(output, named)
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    sys.stdout.write(f"{output}：{size / 1e6:.1f} MB\n")


def _install() -> None:
    """The packages of package.json, where they are not there in these versions."""
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        about = MODULES / name / "package.json"
        if not about.is_file() or json.loads(about.read_text("utf-8"))["version"] != version:
            _run("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", cwd=HERE)
            return


def _library(work: Path) -> dict[str, bytes]:
    """The modules of jixiao, of what it needs and of the workbench, by their paths."""
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    wheels = work / "wheels"
    pinned = ("--require-hashes", "--requirement", str(HERE / "wheels.txt"))
    _run(*pip, "download", "--no-deps", "--only-binary=:all:", "--dest", str(wheels), *pinned)
    _run(*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
    modules = {"playground/workbench.py": (HERE / "workbench.py").read_bytes()}
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                about = name.partition("/")[0].endswith((".dist-info", ".data"))
                if not name.startswith(LEFT_OUT) and (not about or _stays(name)):
                    modules[name] = archive.read(name)
    return modules


def _stays(name: str) -> bool:
    """Of what describes a package: its licence, and what tells its version."""
    return name.endswith("/METADATA") or "licen" in name.lower() or "notice" in name.lower()


def _zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip that packs nothing: packed as a whole, modules that are alike take less."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            # No times, so that the same source gives the same zip.
            archive.writestr(zipfile.ZipInfo(name), data)


def _pack(path: Path, folder: Path) -> None:
    """Put a file packed into `folder`: not every host packs what it sends."""
    packed = gzip.compress(path.read_bytes(), 9, mtime=0)
    (folder / f"{path.name}.gz").write_bytes(packed)


def _list(output: Path, runtime: str) -> None:
    """Write assets.js: what there is to load, and what the service worker keeps."""
    loaded = sorted((output / runtime).glob("*.gz"))
    shell = sorted(
        path.relative_to(output).as_posix()
        for path in output.rglob("*")
        if path.is_file() and path not in loaded and path.name != "offline.js"
    )
    lock = json.loads((MODULES / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    release = ".".join(lock["info"]["python"].split(".")[:2])
    assets = {
        "version": _digest(output),
        "runtime": runtime,
        "library": LIBRARY,
        "files": [{"name": path.name, "bytes": path.stat().st_size} for path in loaded],
        "shell": [*shell, "assets.js"],
        "python": lock["info"],
        "site": f"/lib/python{release}/site-packages",
    }
    text = json.dumps(assets, ensure_ascii=False, indent=1)
    (output / "assets.js").write_text(f"self.assets = {text};\n", "utf-8")


def _digest(folder: Path) -> str:
    """Sixteen characters that are others as soon as any file in `folder` is."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _run(*command: str, cwd: Path | None = None) -> str:
    """Run a program to its end, and give what it prints.

    Raises:
        SystemExit: it is not there, or it failed; with what it said.
    """
    program = shutil.which(command[0])
    if program is None:
        raise SystemExit(f"没有 {command[0]}；建网页需要 Node.js 20 以上（连同 npm）和 pip")
    done = subprocess.run(
        [program, *command[1:]], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:4])} 失败：\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
