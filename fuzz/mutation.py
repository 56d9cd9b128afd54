"""Ways to damage a text or the bytes of a file, each from a random generator handed in."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence

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


def _contents(parts: Sequence[tuple[str, bytes]]) -> list[int]:
    wanted = ("document.xml", "sheet1.xml", "styles.xml", "sharedStrings.xml")
    return [index for index, (name, _) in enumerate(parts) if name.endswith(wanted)]
