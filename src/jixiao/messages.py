"""Messages (消息) in English: a sentence for each code, filled with the fields of what says it.

The Chinese sentence is made where something is found, and is the one that counts. The English one
is made only when it is asked for, from the code and the fields; its words are data
(``data/english.toml``). Words of a document, names of regulations and names of indicators are
quoted as they are, in “ ”. What the Chinese sentence quotes or counts and no field holds follows
in brackets, so that no number is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

__all__ = [
    "LANGUAGES",
    "Language",
    "doubt_text",
    "expected_text",
    "filled",
    "in_language",
    "is_chinese",
    "label",
    "outcome_text",
    "phrase",
    "quoted",
    "remedy_of",
    "section",
    "term",
    "title_of",
    "told",
    "values_of",
    "word",
]

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[str, ...]] = get_args(Language)

# Chinese, its punctuation and full-width forms: what stands between quotation marks in English.
_CHINESE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_INNER: Final = MappingProxyType(str.maketrans("“”", "‘’"))
_FIELD: Final = re.compile(r"\{(\w+)\}")
_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
# What a Chinese sentence names: words in quotation marks, a list of names, a path, a regulation
# (财预〔2020〕10号), numbers and Latin words.
_NAMED: Final = re.compile(
    r"“(?:[^“”]|“[^“”]*”)*”"
    r"|(?<=[：（])[^，；：。、“”（）]+(?:、[^，；：。、“”（）]+)+(?=[；）。]|$)"
    r"|(?:(?<=\s)/|[A-Za-z]:[/\\])[^\s，；：。、“”（）]+"
    r"|[\u4e00-\u9fff]*〔[0-9]{4}〕(?:[0-9]+号)?|[!-~]+(?: [!-~]+)*"
)
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_EDGES: Final = "=,.;:()[]!?'\"/ "
_CLAUSE: Final = "，；：、。"
_JOINED: Final = MappingProxyType({"，": ", ", "；": "; ", "：": ": ", "、": ", ", "。": ". "})


def in_language(language: str, chinese: str, english: Callable[[], str]) -> str:
    """`chinese` for ``"zh"``, what `english` makes for ``"en"``.

    Raises:
        ValueError: the language is another.
    """
    if language == "zh":
        return chinese
    if language == "en":
        return english()
    raise ValueError(
        f'language 应为 "zh" 或 "en"，而不是 {language!r} (language is "zh" or "en", not {language!r})'
    )


@cache
def _example() -> re.Pattern[str]:
    """An example of how to write it: no fact of the document."""
    begins = "|".join(map(re.escape, section("example")["begins"]))
    return re.compile(f"(?<!（)(?:{begins})[^；。\n]*")


@cache
def _catalogue() -> Mapping[str, Any]:
    # Whoever asks for no English needs neither of these.
    import tomllib
    from importlib.resources import files

    text = files("jixiao").joinpath("data/english.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def section(name: str) -> Mapping[str, Any]:
    """One section of the catalogue: ``finding``, ``error``, ``doubt``, ``word`` …"""
    found: Mapping[str, Any] = _catalogue()[name]
    return found


# ---- parts of sentences ---------------------------------------------------------------


def is_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters, or Chinese punctuation."""
    return _CHINESE.search(text) is not None


def quoted(text: str) -> str:
    """A text on one line; in “ ” where it is Chinese, or has quotation marks of its own."""
    flat = " ".join(text.split())
    if flat.startswith("“") and flat.endswith("”") and not set("“”") & set(flat[1:-1]):
        return flat
    if not is_chinese(flat) and not set("“”") & set(flat):
        return flat
    return f"“{flat.translate(_INNER)}”"


def word(text: str) -> str:
    """A word of the library's own (a status, a severity, a heading) in English."""
    known: str | None = section("word").get(text)
    return quoted(text) if known is None else known


def label(text: str, language: str) -> str:
    """`text` itself in Chinese, the word for it in English."""
    return in_language(language, text, lambda: word(text))


def filled(template: str, fields: Mapping[str, str]) -> str | None:
    """The template with its fields, which are quoted already; None where one is not there."""
    missing = False

    def field(found: re.Match[str]) -> str:
        nonlocal missing
        text = fields.get(found[1])
        missing = missing or not text
        return text or ""

    def part(found: re.Match[str]) -> str:
        names = _FIELD.findall(found[1])
        return found[1] if all(map(fields.get, names)) else ""

    text = _FIELD.sub(field, _OPTIONAL.sub(part, template))
    return None if missing else text


def _facts(chinese: str, *, words: bool) -> Iterator[str]:
    """What a Chinese sentence names; Latin words without a digit only where `words`."""
    for found in _NAMED.finditer(chinese.split("\n", maxsplit=1)[0]):
        for one in (found[0],) if found[0][0] == "“" else found[0].split("、"):
            text = one if is_chinese(one) or one[0] == "“" else one.strip(_EDGES)
            if text[:1] == "“" or (
                any(map(str.isalnum, text)) and (words or is_chinese(text) or _NUMBER.search(text))
            ):
                yield quoted(text)


def _is_held(fact: str, text: str, numbers: set[str]) -> bool:
    """Whether a sentence says a fact already."""
    bare = fact.strip("“”")
    stated = set(_NUMBER.findall(bare))
    if stated and not any(map(str.isalpha, bare)):
        return stated <= numbers
    return bare in text


def _with_facts(text: str, chinese: str, *, beside: str = "", words: bool = False) -> str:
    """The sentence, and in brackets what the Chinese one names and it does not."""
    held = f"{text} {beside}"
    left: list[str] = []
    for fact in _facts(_example().sub("", chinese), words=words):
        numbers = set(_NUMBER.findall(held))
        if not _is_held(fact, held, numbers):
            left.append(fact)
            held += f" {fact}"
    return f"{text} ({'; '.join(left)})" if left else text


def _sentence(entry: Mapping[str, Any], fields: Mapping[str, str]) -> str:
    sentences = (filled(_capital(one), fields) for one in entry.get("say", ()))
    said = next((one for one in sentences if one is not None), None)
    if said is not None:
        return said
    if "rule" in entry:
        return filled(section("outcome")["fails"], {"title": entry["rule"]}) or ""
    return _capital(entry["title"])


def title_of(kind: str, code: str) -> str:
    """What a code is about: what a check requires, or what is the case."""
    entry = section(kind)[code]
    return str(entry.get("rule") or entry["title"])


def remedy_of(kind: str, code: str, fields: Mapping[str, str]) -> str:
    """What is to be done; empty where a field that it names is not there."""
    remedy: str = section(kind)[code]["remedy"]
    if not all(map(fields.get, _FIELD.findall(remedy))):
        return ""
    return _FIELD.sub(lambda found: fields[found[1]], remedy)


def expected_text(code: str, chinese: str) -> str:
    """What could have stood where a value cannot be read; the Chinese quoted for another's code."""
    return remedy_of("error", code, {}) if code in section("error") else quoted(chinese)


def told(
    kind: str, code: str, fields: Mapping[str, str], *, chinese: str, remedied: bool = True
) -> str:
    """The English of a code with its fields, and what is to be done.

    A code that is not jixiao's own (a check that somebody added) has its Chinese quoted.
    """
    entry = section(kind).get(code)
    if entry is None:
        return f"{code}: {quoted(chinese)}"
    remedy = remedy_of(kind, code, fields) if remedied else ""
    text = _with_facts(_sentence(entry, fields), chinese, beside=remedy, words=kind == "error")
    return f"{text}. {remedy}." if remedy else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def outcome_text(code: str, outcome: str, fields: Mapping[str, str], *, chinese: str) -> str:
    """The English of a check that does not apply, or that could not be made."""
    entry = section("finding").get(code)
    if entry is None:
        return f"{code}: {quoted(chinese)}"
    lacking = entry.get("lacking", ()) if outcome == "insufficient" else ()
    known = (filled(one, fields) for one in lacking)
    generic = filled(section("outcome")[outcome], {"title": title_of("finding", code)}) or ""
    return _with_facts(next((one for one in known if one is not None), generic), chinese)


def doubt_text(code: str, chinese: str) -> str:
    """The English of a doubt, with what the Chinese quotes."""
    known = section("doubt").get(code)
    return quoted(chinese) if known is None else _capital(_with_facts(known, chinese))


# ---- verdicts, notes and remarks -------------------------------------------------------


@cache
def _phrases() -> Sequence[tuple[re.Pattern[str], str]]:
    return tuple((_pattern(chinese), english) for chinese, english in section("phrases")["all"])


def _pattern(template: str) -> re.Pattern[str]:
    """The Chinese of a phrase; a field that is not in “ ” or （ ） does not reach beyond its clause."""
    written, before = "", ""
    for index, part in enumerate(_FIELD.split(template)):
        if index % 2:
            inside = "." if before.endswith(("“", "（")) else "[^，；：]"
            written += f"(?P<{part}>{inside}+?)"
        else:
            written, before = written + re.escape(part), part
    return re.compile(written)


def _known(text: str) -> str | None:
    for pattern, english in _phrases():
        if found := pattern.fullmatch(text):
            return filled(english, {name: quoted(one) for name, one in found.groupdict().items()})
    return None


def term(text: str) -> str:
    """A text that is one term as a whole, in English; quoted where it is not known."""
    known = _known(text)
    return quoted(text) if known is None else known


def phrase(text: str) -> str:
    """A verdict, a note or a remark in English: clause by clause, quoted where it is not known."""
    whole = _known(text)
    if whole is not None:
        return whole
    pieces: list[tuple[str, bool]] = []
    for clause, mark in _clauses(text):
        known = _known(clause)
        if known is None and pieces and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + clause + mark, False)
        else:
            said = clause + mark if known is None else known + _JOINED.get(mark, "")
            pieces.append((said, known is not None))
    return "".join(piece if is_known else _closed(piece) for piece, is_known in pieces).strip(
        " ,;:"
    )


def _closed(text: str) -> str:
    """A run of clauses that are not known, quoted, with the mark behind it."""
    mark = _JOINED.get(text[-1], "")
    return quoted(text.rstrip(_CLAUSE)) + mark


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Clauses, each with the mark behind it; what stands in “ ” or （ ） is not divided."""
    depth, start = 0, 0
    for at, char in enumerate(text):
        if char in "“（":
            depth += 1
        elif char in "”）":
            depth -= 1
        elif depth <= 0 and char in "，；：":
            yield text[start:at], char
            start = at + 1
    if start < len(text):
        yield text[start:], ""


def values_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Figures by their names, quoted where they are Chinese; several of one name are listed."""
    found: dict[str, list[str]] = {}
    for name, text in pairs:
        if text.strip():
            found.setdefault(name, []).append(quoted(text))
    fields = {name: ", ".join(texts) for name, texts in found.items()}
    fields.setdefault("count", str(max(map(len, found.values()), default=0)))
    return fields
