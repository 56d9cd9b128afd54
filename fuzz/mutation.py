"""Ways to damage a text or the bytes of a file, each from a random generator handed in."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

# Pieces of values and forms, and characters that programs trip over.
PIECES = (
    *("≥", "≤", ">", "<", "=", "≈", ">=", "=<", "＞＝", "≧", "~", "～", "-", "—", "±", "+", "*"),
    *("不低于", "不超过", "至少", "以上", "以下", "以内", "左右", "超过", "约", "介于", "之间", "且", "或", "每"),
    *("0", "1", "95", "8.80", "1,200", "2 000", "９９", "十二", "两百五十", "壹佰万元整", "百分之九十五", "三分之二", "半"),
    *("00000", "1e9", "9**9", "0x1F", "٣", "½", "①", "1/0", "-0", ".5", "5.", "1.2.3", "NaN", "inf"),
    *("%", "％", "‰", "万元", "元", "亿", "人次", "人", "次/月", "平方米", "㎡", "元/人·月", "工作日", "标箱", "个", "百分点"),
    *("2022年", "13月", "2月30日", "10月31日", "12月底前", "上半年", "第三季度", "每年", "每月", "2020.1.1-2020.12.31"),
    *("同比下降", "较上年提高", "不低于上年", "有效保障", "优", "良好以上", "二级及以上", "是", "无", "/", "不适用"),
    *("一级指标", "二级指标", "三级指标", "指标值", "产出指标", "数量指标", "分值", "实际完成值", "绩效目标表", "年度"),
    *("\t", "\n", "\r\n", "\x0c", "\x00", "\u200b", "\ufeff", "\u3000", "\u202e", "\ud7ff", "\U0001f600"),
    *(",", "，", '"', '""', ";", "：", "(", ")", "（", "[", "]", "<", ">", "&", "&lt;", "**", "……"),
)  # fmt: skip

NUMBERS = ("0", "-1", "1", "99999999999", "2147483648", "1e308", "", "x", "0.5", "65536", "16385")

CHUNKS = (
    *(b"", b"\x00", b"\xff" * 4, b"\x00" * 8, b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"]]>"),
    *(b"<", b">", b'"', b"&", b"</", b"/>", b"<!--", b"&#0;", b"&#x110000;", b"stream", b"endobj"),
)


def damaged_text(text: str, random_: random.Random) -> str:
    """`text` after one to six changes: a piece put in, taken out, doubled or moved."""
    for _ in range(random_.randint(1, 6)):
        start = random_.randint(0, len(text))
        end = min(len(text), start + random_.choice((0, 1, 1, 2, 4, 12)))
        match random_.randrange(6):
            case 0:
                text = text[:start] + random_.choice(PIECES) + text[start:]
            case 1:
                text = text[:start] + random_.choice(PIECES) + text[end:]
            case 2:
                text = text[:start] + text[end:]
            case 3:
                text = text[:start] + text[start:end] * random_.choice((2, 2, 3, 40)) + text[end:]
            case 4:
                elsewhere = random_.randint(0, len(text))
                text = text[:start] + text[end:elsewhere] + text[start:end] + text[elsewhere:]
            case _:
                text = text[:start] + chr(random_.choice((random_.randrange(0x80), random_.randrange(0x3000, 0xD000)))) + text[end:]  # fmt: skip
    return text


def damaged_bytes(data: bytes, random_: random.Random) -> bytes:
    """`data` after one to eight changes of bits, bytes and pieces, or cut short."""
    changed = bytearray(data)
    for _ in range(random_.randint(1, 8)):
        size = len(changed)
        start = random_.randint(0, size)
        end = min(size, start + random_.choice((1, 2, 4, 16, 256)))
        match random_.randrange(7):
            case 0 if start < size:
                changed[start] ^= 1 << random_.randrange(8)
            case 1 if start < size:
                changed[start] = random_.choice((0, 1, 127, 128, 255, random_.randrange(256)))
            case 2:
                changed[start:end] = random_.choice(CHUNKS)
            case 3:
                del changed[start:end]
            case 4:
                changed[start:start] = changed[start:end] * random_.choice((1, 2, 20))
            case 5:
                other = random_.randint(0, size)
                changed[start:end] = changed[other : other + end - start]
            case 6 if random_.random() < 0.2:
                del changed[start:]
            case _:
                pass
    return bytes(changed)


def damaged_markup(text: str, random_: random.Random) -> str:
    """XML or HTML after one to five changes of tags, attributes and texts."""
    for _ in range(random_.randint(1, 5)):
        marks = [0, *(at for at, char in enumerate(text) if char == "<"), len(text)]
        one = random_.randrange(len(marks) - 1)
        start, end = marks[one], marks[one + 1]
        match random_.randrange(7):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:end] * random_.choice((1, 1, 30)) + text[end:]
            case 2:
                other = marks[random_.randrange(len(marks))]
                text = text[:other] + text[start:end] + text[other:]
            case 3:
                quote = text.find('="', start)
                close = text.find('"', quote + 2)
                if -1 < quote < close:
                    text = text[: quote + 2] + random_.choice(NUMBERS) + text[close:]
            case 4:
                close = text.find(">", start)
                if -1 < close < end:
                    inside = damaged_text(text[close + 1 : end], random_)
                    escaped = inside.replace("&", "&amp;").replace("<", "&lt;")
                    text = text[: close + 1] + escaped + text[end:]
            case 5:
                digits = [at for at in range(start, end) if text[at].isdigit()]
                if digits:
                    at = random_.choice(digits)
                    text = text[:at] + random_.choice(NUMBERS) + text[at + 1 :]
            case _:
                text = text[:start] + random_.choice(PIECES) + text[start:]
    return text


def damaged_package(data: bytes, random_: random.Random) -> bytes:
    """An office package with one part damaged and packed again; now and then the raw bytes."""
    if random_.random() < 0.15:
        return damaged_bytes(data, random_)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    victim = random_.randrange(len(parts))
    # The part that holds the cells matters most.
    contents = _contents(parts)
    if contents and random_.random() < 0.7:
        victim = random_.choice(contents)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for index, (name, part) in enumerate(parts):
            if index != victim:
                package.writestr(name, part)
            elif random_.random() < 0.05:
                continue
            elif random_.random() < 0.2:
                package.writestr(name, damaged_bytes(part, random_))
            else:
                text = damaged_markup(part.decode("utf-8", "replace"), random_)
                package.writestr(name, text.encode("utf-8", "replace"))
    return out.getvalue()


_PDF_NUMBER = re.compile(rb"(?<![0-9.])-?[0-9]+(?:\.[0-9]+)?(?![0-9.])")
_PDF_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_PDF_OBJECT = re.compile(rb"[0-9]+ 0 obj.*?endobj", re.DOTALL)
PDF_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2147483648",
    b"4294967295",
    b"99999999999",
    b"1e308",
    b"65536",
    b"",
    b"0.0001",
)
PDF_WORDS = (
    *(b"/FlateDecode", b"/RunLengthDecode", b"/ASCIIHexDecode", b"/LZWDecode", b"/Identity-H"),
    *(b"/Type", b"/Pages", b"/Kids", b"/Count", b"/W", b"/ToUnicode", b"/Contents", b"/Length"),
    *(b"<<", b">>", b"[", b"]", b"null", b"true", b"(", b")", b"q", b"Q", b"BT", b"ET", b"Tj", b"re", b"f", b"Do"),
    *(b"1 beginbfrange\n<00> <ff> <0041>\nendbfrange\n", b"1 begincidrange\n<0000> <ffff> 0\nendcidrange\n"),
)  # fmt: skip


def damaged_pdf(data: bytes, random_: random.Random) -> bytes:
    """A PDF after one to six changes of numbers, references, names, objects and drawing."""
    if random_.random() < 0.1:
        return damaged_bytes(data, random_)
    for _ in range(random_.randint(1, 6)):
        match random_.randrange(6):
            case 0:  # what a number counts, sizes or refers to
                data = _pdf_replaced(data, _PDF_NUMBER, random_, random_.choice(PDF_NUMBERS))
            case 1:  # another object's reference, or its own
                data = _pdf_replaced(
                    data, re.compile(rb"[0-9]+ 0 R"), random_, b"%d 0 R" % random_.randint(0, 20)
                )
            case 2:
                at = random_.randrange(len(data) + 1)
                data = data[:at] + b" " + random_.choice(PDF_WORDS) + b" " + data[at:]
            case 3:
                data = _pdf_replaced(
                    data, re.compile(rb"/[A-Za-z]+"), random_, random_.choice(PDF_WORDS)
                )
            case 4:  # an object doubled or taken out
                found = random_.choice([*_PDF_OBJECT.finditer(data)] or [None])
                if found is not None:
                    again = found[0] * random_.choice((0, 2, 20))
                    data = data[: found.start()] + again + data[found.end() :]
            case _:
                data = _pdf_redrawn(data, random_)
    return data


def _pdf_replaced(
    data: bytes, pattern: re.Pattern[bytes], random_: random.Random, new: bytes
) -> bytes:
    streams = [found.span() for found in _PDF_STREAM.finditer(data)]
    found = [
        one.span()
        for one in pattern.finditer(data)
        if not any(start <= one.start() < end for start, end in streams)
    ]
    if not found:
        return data
    start, end = random_.choice(found)
    return data[:start] + new + data[end:]


def _pdf_redrawn(data: bytes, random_: random.Random) -> bytes:
    """A stream unpacked, damaged, and put back unpacked or packed twice."""
    found = random_.choice([*_PDF_STREAM.finditer(data)] or [None])
    if found is None:
        return data
    inside = found[0].split(b"\n", 1)[1].removesuffix(b"endstream")
    with suppress(zlib.error):
        inside = zlib.decompressobj().decompress(inside, 1 << 20)
    for _ in range(random_.randint(1, 4)):
        spans = [one.span() for one in _PDF_NUMBER.finditer(inside)]
        if spans and random_.random() < 0.7:
            start, end = random_.choice(spans)
            inside = inside[:start] + random_.choice(PDF_NUMBERS) + inside[end:]
        else:
            inside = damaged_bytes(inside, random_)
    packed = zlib.compress(inside)
    if random_.random() < 0.2:
        packed = zlib.compress(packed)
    return data[: found.start()] + b"stream\n" + packed + b"\nendstream" + data[found.end() :]


def damaged_json(text: str, random_: random.Random) -> str:
    """A JSON document after one to four changes of its values, keys and structure."""
    if random_.random() < 0.2:
        return damaged_text(text, random_)
    whole = json.loads(text)
    for _ in range(random_.randint(1, 4)):
        inside = [one for one in _containers(whole) if one]
        if not inside:
            break
        holder = random_.choice(inside)
        key = random_.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        match random_.randrange(4):
            case 0:
                holder[key] = copy.deepcopy(random_.choice(JSON_VALUES))
            case 1:
                again = range(random_.choice((1, 3, 200)))
                holder[key] = [copy.deepcopy(holder[key]) for _ in again]
            case 2:
                other = random_.choice(inside)
                holder[key] = json.loads(json.dumps(other)) if len(str(other)) < 5000 else None
            case _:
                if isinstance(holder, dict):
                    holder[random_.choice(PIECES)] = holder.pop(key)
                else:
                    del holder[key]
    return json.dumps(whole, ensure_ascii=random_.random() < 0.5)


JSON_VALUES = (
    *(None, True, 0, -1, 10**30, 1.5, "", "x", "1E+9999999", "1E-9999999", "1" * 5000, "-0", "NaN"),
    *("1/3", "1/" + "9" * 3000, "2022-02-30", "0000-00-00", "≥1次", "\ud800", "\x1b[31m"),
    *([], {}, [[]], {"kind": "all_of", "parts": []}, {"number": "1", "unit": "次"}, {"date": "x"}),
)  # fmt: skip


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from _containers(one)


def _contents(parts: Sequence[tuple[str, bytes]]) -> list[int]:
    wanted = ("document.xml", "sheet1.xml", "styles.xml", "sharedStrings.xml")
    return [index for index, (name, _) in enumerate(parts) if name.endswith(wanted)]
