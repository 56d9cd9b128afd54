"""What an assistant may touch: folders to read in, and one to write in."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Final

import attrs

from ..errors import JixiaoError
from ..reading import documents

__all__ = ["Desk", "NotAllowed"]

#: So many files are listed; a folder with more is named in part.
LISTED: Final = 500


class NotAllowed(JixiaoError, PermissionError):
    """A file outside of the folders that were named, or one that would be overwritten."""


def _folder(path: str | PathLike[str]) -> Path:
    found = Path(path).resolve()
    if not found.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "不是文件夹", str(path))
    return found


@attrs.frozen
class Desk:
    """Folders with their links resolved, so that no link leads out of them.

    Attributes:
        folders: what may be read.
        output: where may be written, or None.
    """

    folders: tuple[Path, ...]
    output: Path | None = None

    @classmethod
    def of(
        cls, folders: Iterable[str | PathLike[str]], *, output: str | PathLike[str] | None = None
    ) -> Desk:
        """The folder to write in is made where there is none.

        Raises:
            NotADirectoryError: one of them is no folder.
        """
        reading = tuple(map(_folder, folders))
        if output is not None and not Path(output).exists():
            Path(output).mkdir(parents=True)
        return cls(reading, None if output is None else _folder(output))

    def files(self) -> tuple[str, ...]:
        """The files that may be read, as they can be asked for."""
        return tuple(
            path.as_posix()
            for folder in self.folders
            for path in documents(folder)
            if path.resolve().is_relative_to(folder)
        )

    def to_read(self, name: str) -> Path:
        """The file called `name`: as `files` lists it, or relative to one of the folders.

        Raises:
            NotAllowed: it is outside of the folders (``not-allowed``), or not there (``not-found``).
        """
        inside = [
            path
            for folder in self.folders
            if (path := (folder / name).resolve()).is_relative_to(folder)
        ]
        if not inside:
            where = "、".join(map(str, self.folders)) or "（没有）"
            raise NotAllowed(
                f"不能读“{name}”：只能读这些文件夹里的文件：{where}", code="not-allowed"
            )
        found = next((path for path in inside if path.is_file()), None)
        if found is None:
            raise NotAllowed(f"没有文件“{name}”；用 files 看有哪些文件", code="not-found")
        return found

    def to_write(self, name: str, *, overwrite: bool) -> Path:
        """The path of a file called `name` in the folder for writing.

        Raises:
            NotAllowed: there is no such folder, the file is outside of it, or it is there already.
        """
        if self.output is None:
            raise NotAllowed(
                "没有可写的文件夹；启动时用 --output 指定，例如 jixiao mcp 报送/ --output 打分/",
                code="not-allowed",
            )
        path = (self.output / name).resolve()
        if path == self.output or not path.is_relative_to(self.output):
            raise NotAllowed(f"不能写“{name}”：只能写到 {self.output} 里", code="not-allowed")
        if path.exists() and not overwrite:
            raise NotAllowed(
                f"“{name}”已经有了；换一个名字，或用 overwrite=true 盖掉", code="exists"
            )
        return path
