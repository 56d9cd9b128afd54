"""Exceptions, and the two ways to say where: `Place` in a document, `Span` in a text.

Exceptions are for "cannot go on"; what a reviewer would merely remark is a
`jixiao.Finding`. Every exception carries a stable ASCII `code` and plain-data
fields, reads as Chinese, and survives pickling (process pools need that).
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

import attrs

from .display import caret_line
from .messages import (
    Language,
    expected_text,
    filled,
    in_language,
    quoted,
    section,
    term,
    told,
    values_of,
)

__all__ = [
    "ActualsError",
    "CriterionError",
    "JixiaoError",
    "MissingExtra",
    "Place",
    "RulebookError",
    "Span",
    "UnitError",
    "UnreadableDocument",
    "internal_error",
    "os_reason",
]


@attrs.frozen(kw_only=True)
class Place:
    """Where a stated value stands: file, sheet (or page), table, row and column.

    Rows, columns and tables count from 1, as people count. For a text file the
    row is the line and the column is the field in that line. Anything unknown is None.
    `file` is the path as it was handed in, with forward slashes; as text it is the last
    part of it.
    """

    file: str | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None

    @property
    def address(self) -> str | None:
        """The cell as a workbook names it, e.g. ``F13``; None where it stands in no workbook."""
        if self.sheet is None or self.table is not None or not self.row or not self.column:
            return None
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{letters}{self.row}"

    def __str__(self) -> str:
        parts = []
        if self.file:
            # The folders would push the line off the screen; programs have `file`.
            parts.append(self.file.replace("\\", "/").rsplit("/", 1)[-1])
        address = self.address
        if self.sheet:
            parts.append(f"〔{self.sheet}〕" + (address or ""))
        if address is not None:
            return " ".join(parts)
        if self.table is not None:
            parts.append(f"第{self.table}个表")
        if self.spot:
            parts.append(self.spot)
        return " ".join(parts)

    def said(self, language: Language = "zh") -> str:
        """The place as text in ``zh`` Chinese or ``en`` English.

        Raises:
            ValueError: the language is another.
        """
        return in_language(language, str(self), self._english)

    def _english(self) -> str:
        parts = []
        if self.file:
            parts.append(quoted(self.file.replace("\\", "/").rsplit("/", 1)[-1]))
        if self.sheet:
            parts.append(term(self.sheet))
        if self.table is not None:
            parts.append(_numbered("table", self.table))
        return " ".join(filter(None, (*parts, self.spot_said("en"))))

    @property
    def line(self) -> Place:
        """The row that the cell stands in."""
        return attrs.evolve(self, column=None)

    @property
    def spot(self) -> str:
        """Where in its table: the cell of a workbook, else row and column; empty if unknown."""
        if self.address is not None:
            return self.address
        row = "" if self.row is None else f"第{self.row}行"
        column = "" if self.column is None else f"第{self.column}列"
        return " ".join(filter(None, (row, column)))

    def spot_said(self, language: Language = "zh") -> str:
        """The same as `spot`, in ``zh`` Chinese or ``en`` English."""
        return in_language(language, self.spot, self._spot_in_english)

    def _spot_in_english(self) -> str:
        if self.address is not None:
            return self.address
        row = "" if self.row is None else _numbered("row", self.row)
        column = "" if self.column is None else _numbered("column", self.column)
        return " ".join(filter(None, (row, column)))


def _numbered(what: str, number: int) -> str:
    return filled(section("around")[what], {"number": str(number)}) or str(number)


@attrs.frozen
class Span:
    """A half-open range of characters `[start, end)` inside one text, counted from 0."""

    start: int
    end: int


def _rebuild(cls: type[JixiaoError], message: str, fields: dict[str, Any]) -> JixiaoError:
    return cls(message, **fields)


class JixiaoError(Exception):
    """The base of every exception that jixiao raises on purpose.

    Attributes:
        code: stable ASCII name of what is wrong, for programs.
        message: the Chinese sentence, for people.
        place: where in a document, or None.
    """

    def __init__(self, message: str, *, code: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.place = place

    def __str__(self) -> str:
        where = str(self.place) if self.place else ""
        return f"{where}：{self.message}" if where else self.message

    def said(self, language: Language = "zh") -> str:
        """The whole of it, as `str` gives it: ``zh`` Chinese, ``en`` English made of code and fields.

        Raises:
            ValueError: the language is another.
        """
        return in_language(language, str(self), self._english)

    def _english(self) -> str:
        return self._placed(told("error", self.code, self._values(), chinese=self.message))

    def _values(self) -> dict[str, str]:
        """The plain fields of the exception, for sentences."""
        fields = ((name, str(one)) for name, one in vars(self).items() if isinstance(one, str))
        return values_of(one for one in fields if one[0] not in ("message", "code"))

    def _placed(self, text: str) -> str:
        where = "" if self.place is None else self.place.said("en")
        return f"{where}: {text}" if where else text

    def __reduce__(self) -> tuple[Any, ...]:
        fields = {key: value for key, value in self.__dict__.items() if key != "message"}
        return _rebuild, (type(self), self.message, fields)


#: What the system says of a file, in the words of this library.
_REASONS: Final = MappingProxyType(
    {
        errno.ENOENT: "没有这个文件",
        errno.EISDIR: "是文件夹，不是文件",
        errno.ENOTDIR: "路径里有一段不是文件夹",
        errno.EEXIST: "已经有这个文件",
        errno.EACCES: "没有权限，或者正被别的程序打开",
        errno.EPERM: "没有权限",
        errno.EROFS: "所在的磁盘只能读，不能写",
        errno.ENOSPC: "磁盘满了，没有写成；请腾出空间再运行",
        errno.EDQUOT: "磁盘的配额满了，没有写成；请腾出空间再运行",
        errno.EFBIG: "文件太大，写不下",
        errno.ENAMETOOLONG: "文件名太长",
        errno.EIO: "磁盘读写出错",
        errno.EMFILE: "打开的文件太多",
        errno.ENFILE: "打开的文件太多",
        errno.ELOOP: "链接绕成了圈",
        errno.EBUSY: "正被别的程序使用",
    }
)


def os_reason(problem: OSError) -> str:
    """Why a file could not be opened or written, in Chinese; the system's words where there are none.

    What is Chinese already (of jixiao itself, or of a Chinese Windows) is kept.
    """
    said = problem.strerror or str(problem)
    if not said.isascii():
        return said
    return _REASONS.get(problem.errno or 0) or f"系统报告“{said}”"


def internal_error(problem: Exception) -> JixiaoError:
    """A mistake of the program, and said to be one, in the place of the result of a file."""
    return JixiaoError(
        f"程序出错（{type(problem).__name__}：{problem}），请报告这个问题", code="internal-error"
    )


class CriterionError(JixiaoError, ValueError):
    """A text is not an indicator value (指标值).

    Attributes:
        text: the text as given.
        span: the characters that are at fault.
        expected: what could have stood there, in words a finance clerk knows.
        suggestion: a near text that would be read, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        text: str,
        span: Span,
        expected: str,
        suggestion: str | None = None,
        place: Place | None = None,
    ) -> None:
        super().__init__(message, code=code, place=place)
        self.text = text
        self.span = span
        self.expected = expected
        self.suggestion = suggestion

    def __str__(self) -> str:
        lines = [super().__str__()]
        if self.text.strip():
            lines += [f"  {line}" for line in caret_line(self.text, self.span.start, self.span.end)]
        lines.append(f"  应为：{self.expected}")
        if self.suggestion:
            lines.append(f"  例如：{self.suggestion}")
        return "\n".join(lines)

    def _english(self) -> str:
        fields = self._values()
        text = told("error", self.code, fields, chinese=self.message, remedied=False)
        lines = [self._placed(text)]
        if self.text.strip():
            # Quoted like every word of a document; the carets move on by the quotation mark.
            shown = caret_line(f"“{self.text}”", self.span.start + 1, self.span.end + 1)
            lines += [f"  {line}" for line in shown]
        around = section("around")
        expected = expected_text(self.code, self.expected)
        lines.append(f"  {filled(around['expected'], {'expected': expected})}")
        if self.suggestion:
            lines.append(f"  {filled(around['example'], {'example': quoted(self.suggestion)})}")
        return "\n".join(lines)


class UnitError(JixiaoError, ValueError):
    """Two units that cannot be converted into one another, or a unit that is not known.

    Attributes:
        unit: the unit at fault.
        other: the unit it was to be compared with, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        unit: str,
        other: str | None = None,
        code: str = "unit-incompatible",
        place: Place | None = None,
    ) -> None:
        super().__init__(message, code=code, place=place)
        self.unit = unit
        self.other = other


class UnreadableDocument(JixiaoError, ValueError):
    """A file cannot be read at all: wrong kind, damaged, encrypted, or past a limit.

    Attributes:
        remedy: what the user can do about it.
    """

    def __init__(self, message: str, *, code: str, remedy: str, place: Place | None = None) -> None:
        super().__init__(message, code=code, place=place)
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{super().__str__()}。{self.remedy}"


class MissingExtra(JixiaoError, ImportError):
    """An optional library is needed for this and is not installed.

    Attributes:
        extra: the name to install, as in ``pip install "jixiao[xlsx]"``.
        library: the import name that is missing.
    """

    def __init__(
        self,
        message: str,
        *,
        extra: str,
        library: str,
        code: str = "missing-extra",
        place: Place | None = None,
    ) -> None:
        super().__init__(message, code=code, place=place)
        self.extra = extra
        self.library = library

    @classmethod
    def of(cls, *, extra: str, library: str, purpose: str) -> MissingExtra:
        """The error for `library`, which `purpose` (Chinese, e.g. "读取 .xlsx") needs."""
        gap = " " if purpose[-1:].isascii() else ""  # 读取 HTML 需要, 写数据框需要
        return cls(
            # Where jixiao is installed pip adds what the extra lacks and fetches no jixiao.
            f"{purpose}{gap}需要 {library}，尚未安装；请在装有 jixiao 的 Python 里运行 "
            f'pip install "jixiao[{extra}]"，只补装缺的库',
            extra=extra,
            library=library,
        )


class RulebookError(JixiaoError, ValueError):
    """A rulebook is not known, or its file does not follow the schema.

    Attributes:
        field: the field at fault, as a dotted path, or None.
        errors: everything that is wrong with a file, one by one, where it is more than one thing;
            `code` and `field` are then those of the first.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        field: str | None = None,
        place: Place | None = None,
        errors: tuple[RulebookError, ...] = (),
    ) -> None:
        super().__init__(message, code=code, place=place)
        self.field = field
        self.errors = errors

    def _english(self) -> str:
        if not self.errors:
            return super()._english()
        head = filled(section("around")["several"], {"number": str(len(self.errors))})
        return "\n  ".join([self._placed(head or ""), *(one.said("en") for one in self.errors)])

    @classmethod
    def together(cls, errors: Sequence[RulebookError], place: Place | None = None) -> RulebookError:
        """One error that says all of `errors`."""
        every = tuple(part for one in errors for part in (one.errors or (one,)))
        first = every[0]
        if len(every) == 1:
            return cls(
                first.message, code=first.code, field=first.field, place=first.place or place
            )
        lines = [f"有{len(every)}处要改"]
        for one in every:
            # The file is said once, before them all.
            same = one.place is not None and place is not None and one.place.file == place.file
            where = (one.place.spot if same else str(one.place)) if one.place else ""
            lines.append(f"{where}：{one.message}" if where else one.message)
        message = "\n  ".join(lines)
        return cls(message, code=first.code, field=first.field, place=place, errors=every)


class ActualsError(JixiaoError, ValueError):
    """The actual values (实际完成值) cannot be used at all, e.g. a list without names."""
