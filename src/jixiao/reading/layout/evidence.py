"""Evidence (证据): what a column is, from what it holds, what its heading resembles and where it stands.

A heading that the vocabulary knows settles its column. Every other column is settled jointly:
each role it may have gets points for the words of its heading, for the heading above it, for the
texts below it and for its place among the others; the best assignment of all columns together
wins. What was not settled by a known word is a guess, and the guess is said with its runner-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import attrs

from jixiao.language import is_no_sign, read_criterion, sign_operator
from jixiao.language.figures import points_of
from jixiao.quantities import builtin, unscaled

from ..headers import Headers, plain
from .columns import Column, Guess, known_level, level_label, likelihood, years_of
from .headings import by_period
from .lines import Line
from .rows import SIGNS, VALUES, is_sum

__all__ = ["Profile", "assigned", "denied", "profile_of"]

_EXACT: Final = 14  # a heading that the vocabulary knows
_SURE: Final = 12  # what it counts more for where the cells cannot say otherwise
_TOLD_BY_CELLS: Final = frozenset({"sign", "direction", "unit", "side", "explanation", "remark"})
_END: Final = 6  # a heading that ends in a word of the role
_INSIDE: Final = 3  # one that holds such a word
_MONTHS: Final = 7  # one that names the months up to which something is done
_AGAINST: Final = 8  # a heading that holds a word of another role (预期完成值 is no actual)
_ELSEWHERE: Final = 4  # one with the words of other roles only
_PARENT: Final = 4  # one under a heading that is known
_BEAM: Final = 48
_OTHER: Final = "unknown"
#: Roles a column can get by evidence; the others (past targets, likelihood) need a known word.
_ROLES: Final = (
    "level1", "level2", "name", "target", "sign", "direction", "unit", "actual", "forecast", "weight",
    "points", "deviation", "standard", "explanation", "remark", "serial", "likelihood",
)  # fmt: skip
#: What must not stand before what, read from left to right.
_ORDER: Final = (
    ("level1", "level2"), ("level1", "name"), ("level2", "name"), ("name", "target"), ("name", "sign"),
    ("level1", "target"), ("level2", "target"), ("actual", "likelihood"), ("name", "deviation"),
    ("name", "unit"), ("name", "actual"), ("name", "points"), ("target", "actual"), ("target", "points"),
    ("actual", "points"), ("weight", "points"), ("name", "weight"), ("target", "deviation"),
    ("target", "remark"), ("name", "standard"), ("name", "explanation"), ("points", "deviation"),
    ("points", "remark"), ("actual", "forecast"), ("target", "forecast"), ("forecast", "likelihood"),
    ("forecast", "deviation"), ("sign", "unit"), ("sign", "target"), ("target", "unit"),
)  # fmt: skip


def _places(order: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    """Role → those which must not stand at its right."""
    found: dict[str, frozenset[str]] = {}
    for before, behind in order:
        found[behind] = found.get(behind, frozenset()) | {before}
    return MappingProxyType(found)


#: Some forms begin at the right: 分值 | 指标值 | 三级指标 | 二级指标 | 一级指标.
_FROM_LEFT: Final = _places(_ORDER)
_FROM_RIGHT: Final = _places((behind, before) for before, behind in _ORDER)
_MIRRORED: Final = 10  # against a form that begins at the right
_WRONG_PLACE: Final = 5
_BETWEEN: Final = 4  # a column of values right behind the signs, or right before the units
_SPANNING: Final = 20  # against a column with a cell over the whole block: it holds no value
_NAMELESS: Final = 40  # against a block without names
_TARGETLESS: Final = 6  # against actual values without targets
_DOCKED: Final = 8  # a text wherever points were docked, and nowhere else
_UNDER: Final = 12  # a column of words between level 1 and the names
_EARNED: Final = 4  # numbers of which none is above the points at their left
_RULED: Final = 30  # so many texts that say how points are given are what a column is for
_SPARSE: Final = 4  # a few texts behind the values
_FEW_VALUES: Final = 3  # so many cells without a value are no accident
_ALL_VALUES: Final = 80
#: What the cells alone can say; the others need a word of the heading as well.
_BY_CONTENT: Final = frozenset(
    (
        "level1", "level2", "name", "target", "sign", "direction", "unit", "serial", "weight",
        "likelihood", "deviation", "actual",
    )
)  # fmt: skip
_SAMPLE: Final = 30


@attrs.frozen
class Profile:
    """What the cells of a column are: how many there are, and shares of them in percent.

    Attributes:
        filled: the share of the rows that have a cell.
        spanning: whether one cell lies over the whole block.
        rules: texts that say how points are given (≥90%得满分).
        signed: values that begin with a sign (≥20次), as what is asked for does and what was done does not.
    """

    count: int
    filled: int = 0
    spanning: bool = False
    likely: int = 0
    signs: int = 0
    directions: int = 0
    units: int = 0
    first: int = 0
    second: int = 0
    values: int = 0
    numbers: int = 0
    signed: int = 0
    names: int = 0
    prose: int = 0
    distinct: int = 0
    total: Decimal = Decimal(0)
    serial: bool = False
    rules: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the numbers add up to what the points of a form or of some levels do."""
        return self.total in {Decimal(one) for one in (100, 90, 80, 70, 60, 50, 40)}


@lru_cache(maxsize=4096)
def _kind(text: str, headers: Headers) -> str:
    """What one cell is; the first that fits."""
    key = plain(text)
    if key in headers.words("words", "direction"):
        return "direction"
    if points_of(key) is not None:
        return "number"
    if not any(char.isdigit() for char in key):
        if sign_operator(key) is not None:
            return "sign"
        if is_no_sign(key):
            return "no-sign"
        if len(key) <= 8 and _is_unit(key, headers):
            return "unit"
    if likelihood(text, headers) is not None:
        return "likely"
    first, second = known_level(text, "level1", headers), known_level(text, "level2", headers)
    if first or second:
        return "both" if first and second else "first" if first else "second"
    if read_criterion(text).kind in VALUES:
        return "value"
    return "name" if len(key) <= 40 else "prose"


def _is_unit(key: str, headers: Headers) -> bool:
    """Whether a text without a number is a unit: 万元, 元/株, 人次."""
    known = headers.words("words", "unit")
    if any(one in builtin().spellings or one in known for one in (key, unscaled(key))):
        return True
    above, stroke, below = key.partition("/")
    return bool(stroke) and above in builtin().spellings and bool(below)


def profile_of(column: Column, body: Sequence[Line], headers: Headers) -> Profile:
    """What stands under a heading, a merged cell counted once; one over the whole block says nothing."""
    body = [line for line in body if not is_sum(line, headers)]
    lines = [line for line in body[:_SAMPLE] if len(line.covering) > 2]
    covering = [found for line in lines if (found := column.cells(line))]
    whole = max(len(body), 2)
    spanning = any(cell.rowspan >= max(len(lines), 3) for one in covering for cell in one)
    texts = [
        text
        for line in body[:_SAMPLE]
        for text in _texts(
            [
                cell.text
                for cell in column.cells(line)
                if cell.row == line.row and cell.rowspan < whole and cell.colspan <= 3
            ],
            headers,
        )
    ]
    count = len(texts)
    filled = 100 * len(covering) // len(lines) if lines else 0
    if not count:
        return Profile(0, filled=filled, spanning=spanning)
    kinds = [_kind(text, headers) for text in texts]

    def share(*wanted: str) -> int:
        return 100 * sum(kind in wanted for kind in kinds) // count

    numbers = [points_of(plain(text)) for text in texts]
    stated = [one for one in numbers if one is not None]
    return Profile(
        count=count,
        filled=filled,
        spanning=spanning,
        likely=share("likely"),
        # 定性 and — stand among signs, and among reasons too.
        signs=share("sign", "no-sign") if "sign" in kinds else 0,
        directions=share("direction"),
        units=share("unit"),
        first=share("first", "both"),
        second=share("second", "both"),
        values=share("value", "number"),
        numbers=share("number"),
        signed=100 * sum(text.lstrip().startswith(tuple(SIGNS)) for text in texts) // count,
        names=share("name"),
        prose=share("prose"),
        distinct=100 * len(set(map(plain, texts))) // count,
        total=sum(stated, Decimal(0)),
        serial=stated[:3] == [Decimal(1), Decimal(2), Decimal(3)][: len(stated)]
        and share("number") == 100,
        rules=100 * sum(_gives_points(text, headers) for text in texts) // count,
    )


def _gives_points(text: str, headers: Headers) -> bool:
    key = plain(text)
    return any(word in key for word in headers.plain_words("words", "gives-points"))


def _texts(cells: Sequence[str], headers: Headers) -> Sequence[str]:
    """What the cells of a row under one heading say: a sign, its number and its unit are one value."""
    parted = len(cells) > 1 and _kind(cells[0], headers) in ("sign", "no-sign")
    return ["".join(cells)] if parted else cells


# ---------------------------------------------------------------- points


def _by_heading(column: Column, role: str, profile: Profile, headers: Headers) -> int:
    """What the heading's own words say for `role`."""
    if column.role == role:
        sure = 0 if role in _TOLD_BY_CELLS or denied(role, profile) else _SURE
        return _EXACT + sure - min(column.rank, 8) // 4
    key = column.header
    best = _MONTHS if role == "actual" and headers.months(key) else 0
    for word in headers.plain_words("resemble", role):
        if word in key:
            own = _END if key.endswith(word) else _INSIDE
            best = max(best, own + len(word) - 1)
    if any(word in key for word in headers.plain_words("resemble-not", role)):
        best -= _AGAINST
    return best


def denied(role: str, profile: Profile) -> bool:
    """Whether the cells are not what the known word of the heading says: prose under 指标值."""
    if role == "name":
        return profile.first + profile.second >= 60 and profile.distinct < 100
    if role == "target":
        sparse = profile.count > 0 and profile.filled < 40
        return profile.spanning or profile.prose >= 40 or sparse
    return False


def _levels_say(profile: Profile, role: str) -> int:
    own, other = (
        (profile.first, profile.second) if role == "level1" else (profile.second, profile.first)
    )
    return (9 if own > other or (own == other and role == "level2") else 3) if own >= 50 else -6


def _numbers_say(profile: Profile, role: str) -> int:
    if not profile.count:
        return 0 if role == "points" else -2
    if profile.numbers < 70:
        return -7
    if role == "points":
        return 3
    return 6 if profile.is_whole else 2


def _texts_say(profile: Profile, role: str) -> int:
    """For columns of words: deviation, standard, explanation, remark."""
    if not profile.count:
        return 1 if role in ("deviation", "remark") else 0
    if role == "standard" and profile.rules >= _RULED:
        return 8
    if profile.values > 60 or profile.likely >= 50:
        return -5
    return 3 if role in ("standard", "explanation") and profile.prose >= 30 else 1


def _by_content(profile: Profile, role: str) -> int:
    """What the cells below say for `role`."""
    match role:
        case "level1" | "level2":
            return _levels_say(profile, role)
        case "sign":
            return 16 if profile.signs >= 60 else -10
        case "direction":
            return 12 if profile.directions >= 60 else -10
        case "unit":
            return 12 if profile.units >= 60 else -8
        case "serial":
            return 8 if profile.serial else -10
        case "likelihood":
            return 14 if profile.likely >= 60 else -10
        case "weight" | "points":
            return _numbers_say(profile, role)
        case "name":
            return _names_say(profile)
        case "target" | "actual" | "forecast":
            return _values_say(profile, role)
    return _texts_say(profile, role)


def _names_say(profile: Profile) -> int:
    if not profile.count:
        return -8
    if profile.names >= 60:
        return 5 if profile.distinct >= 70 else 1
    other = max(profile.values, profile.signs, profile.first, profile.second)
    return -8 if other >= 50 else -2


def _values_say(profile: Profile, role: str) -> int:
    if not profile.count:
        return -5 if role == "target" else 1
    if max(profile.signs, profile.directions, profile.units, profile.likely) >= 60:
        return -12
    if role == "actual" and profile.count > 2 and profile.count * profile.distinct <= 100:
        return -6  # one and the same for all: a term, not what was done
    if profile.values >= 40:
        if role == "actual" and profile.signed >= 40:
            return 0  # 1-10月进度要求 beside 1-10月完成
        # Bare numbers may be points as well.
        return 3 if profile.numbers >= 90 else 6
    return -4 if profile.prose >= 40 or profile.first >= 50 else 0


# ---------------------------------------------------------------- the assignment


class _State(NamedTuple):
    points: int
    roles: tuple[str, ...]


@attrs.frozen(eq=False)
class _Scene:
    """The columns of one period with what stands under each, and the lines below them."""

    slots: Sequence[Column]
    profiles: Sequence[Profile]
    body: Sequence[Line]
    headers: Headers

    def scored(self) -> Column | None:
        """The column of the points that were given, if a word says so."""
        return next((slot for slot in self.slots if self._is("points", slot)), None)

    def _is(self, role: str, slot: Column) -> bool:
        words = self.headers.plain_words("resemble", role)
        return slot.role == role or (slot.role == "unknown" and slot.header.endswith(words))

    def holds(self, index: int, role: str) -> bool:
        """Whether the column at `index` is that of the signs, or of the units."""
        profile = self.profiles[index]
        own = profile.signs if role == "sign" else profile.units
        return self.slots[index].role == role or own >= 60

    def is_outdone(self, index: int) -> bool:
        """Whether no cell of a column is a value, and those of one with a heading alike all are."""
        if self.profiles[index].values or self.profiles[index].count < _FEW_VALUES:
            return False
        words = self.headers.plain_words("resemble", "target")
        return any(
            profile.values >= _ALL_VALUES
            and profile.count >= self.profiles[index].count
            and slot.role not in _ROLES
            and slot.leaf != "past"
            and slot.header.endswith(words)
            for slot, profile in zip(self.slots, self.profiles, strict=True)
        )

    def before(self, index: int, role: str) -> bool:
        """Whether a column of `role` stands left of the one at `index`."""
        return any(self._is(role, slot) for slot in self.slots[:index])

    def answers(self, index: int) -> bool:
        """Whether a column of values stands behind another one and before the points or the outlook."""
        valued = [one.values >= 60 and one.numbers < 90 for one in self.profiles]
        judged = ("points", "forecast", "likelihood")
        later = (self._is(role, slot) for role in judged for slot in self.slots[index + 1 :])
        earned = (self.earned(at) for at in range(index + 1, len(self.slots)))
        return valued[index] and any(valued[:index]) and (any(later) or any(earned))

    def looks_ahead(self, index: int) -> bool:
        """Whether values of unknown words (全年估计) stand right behind those up to a month."""
        valued = [one.values >= 60 and one.numbers < 90 for one in self.profiles]
        if index < 2 or not (valued[index] and valued[index - 1]):
            return False
        before, own = (self.headers.months(self.slots[at].header) for at in (index - 1, index))
        return before and not own

    def earned(self, index: int) -> bool:
        """Whether a column holds what each row got of the points in a column before it."""
        profile = self.profiles[index]
        if profile.numbers < 90 or profile.filled < 60:
            return False
        before = zip(self.slots[:index], self.profiles[:index], strict=True)
        return any(
            other.is_whole and other.numbers >= 90 and self._bounds(slot, self.slots[index])
            for slot, other in before
        )

    def allots(self, index: int) -> bool:
        """Whether a column of unknown words (标杆分) holds what each row could get of 得分.

        A page may show a part of the rows only, whose points do not add up to a whole.
        """
        profile, points = self.profiles[index], self.scored()
        if points is None or profile.numbers < 90 or profile.filled < 90:
            return False
        known = any(one.role == "weight" for one in self.slots)
        return (
            not known
            and self.slots[index].start < points.start
            and self._bounds(self.slots[index], points)
        )

    def _bounds(self, most: Column, own: Column) -> bool:
        """Whether no number of a column is above that of another, and half of them reach it."""
        pairs = [(_stated(most, line), _stated(own, line)) for line in self.body]
        known = [(one, two) for one, two in pairs if one is not None and two is not None]
        full = sum(one == two for one, two in known)
        return bool(known) and 2 * full >= len(known) and all(two <= one for one, two in known)

    def divides(self, index: int) -> bool:
        """Whether a column of words stands right behind level 1 and before a column of names."""
        if not 0 < index < len(self.slots) - 1:
            return False
        before, own, after = self.profiles[index - 1 : index + 2]
        worded = before.first >= 50 and own.names + own.second >= 60 and after.names >= 60
        return worded and own.second < 50

    def groups(self, index: int) -> bool:
        """Whether the column at its right has the names, several for each of its own words."""
        if index + 1 >= len(self.slots):
            return False
        own, after = self.profiles[index : index + 2]
        named = after.names >= 60 and after.distinct >= 70 and after.filled >= 90
        return named and own.count > 1 and 2 * own.count <= after.count

    def parts(self, index: int) -> bool:
        """Whether a column of unknown words (干成什么) parts the kinds of the column at its right.

        Under different words of it no kind stands twice; under projects every one would.
        """
        if index + 1 >= len(self.slots):
            return False
        own, kinds = self.profiles[index : index + 2]
        if kinds.second < 50 or own.names + own.first < 60 or not 2 <= own.count <= kinds.count:
            return False
        above: dict[str, set[str]] = {}
        word = ""
        for line in self.body:
            word = next((plain(cell.text) for cell in self.slots[index].cells(line)), word)
            for cell in self.slots[index + 1].cells(line):
                above.setdefault(plain(cell.text), set()).add(word)
        return all(len(words) == 1 for words in above.values())

    def docked(self, slot: Column) -> bool:
        """Whether `slot` has texts just where the points are less than their weight."""
        points = self.scored()
        if points is None or points.start > slot.start:
            return False
        lost = {True: 0, False: 0}
        whole = 0
        for line in self.body[:_SAMPLE]:
            given, full = _stated(points, line), self._weight(line)
            if given is None or full is None:
                continue
            if slot.cells(line):
                lost[given < full] += 1
            else:
                whole += given == full
        return lost[True] > 4 * lost[False] and whole > 0

    def _weight(self, line: Line) -> Decimal | None:
        """What a row may earn: under 分值, or behind its name (预算完成率（8分）)."""
        weight = next((one for one in self.slots if one.role == "weight"), None)
        if weight is not None:
            return _stated(weight, line)
        named = (level_label(cell.text).points for cell in line.starts)
        return points_of((list(filter(None, named)) or [""])[-1])


def _stated(column: Column, line: Line) -> Decimal | None:
    cells = column.cells(line)
    return points_of(plain(cells[0].text)) if len(cells) == 1 else None


def assigned(slots: Sequence[Column], body: Sequence[Line], headers: Headers) -> tuple[Column, ...]:
    """`slots` with the best roles for all of them together, each with the guess that it rests on.

    The columns of a further period (三年 | 年度) are an assignment of their own.
    """
    found: list[Column] = []
    for group in by_period(slots, headers):
        found += _assigned(group, body, headers, further=bool(found))
    return tuple(found)


def _assigned(
    slots: Sequence[Column], body: Sequence[Line], headers: Headers, *, further: bool
) -> list[Column]:
    profiles = [profile_of(slot, body, headers) for slot in slots]
    scene = _Scene(slots, profiles, body, headers)
    table = [_points(index, scene) for index in range(len(slots))]
    states = [
        _State(one.points + _whole(one.roles, further=further) - against, one.roles)
        for places, against in ((_FROM_LEFT, 0), (_FROM_RIGHT, _MIRRORED))
        for one in _states(table, places)
    ]
    states.sort(key=lambda one: -one.points)
    best = states[0].roles
    found: list[Column] = []
    for index, (slot, role) in enumerate(zip(slots, best, strict=True)):
        if role == slot.role or (role == _OTHER and slot.role not in _ROLES):
            found.append(slot)
            continue
        known = any(hit.role == role for hit in headers.find("columns", slot.header))
        guess = None if known else _guess(index, role, states, table[index])
        found.append(attrs.evolve(slot, role=role, rank=0, guess=guess))
    return found


def _whole(roles: Sequence[str], *, further: bool) -> int:
    """Points against forms without names, or with actual values and no targets."""
    nameless = -_NAMELESS if "name" not in roles and not further else 0
    later = "actual" in roles or "forecast" in roles
    return nameless - (_TARGETLESS if later and "target" not in roles else 0)


def _points(index: int, scene: _Scene) -> Mapping[str, int]:
    """Role → points, of the roles that have any."""
    slot, profile, headers = scene.slots[index], scene.profiles[index], scene.headers
    if slot.role not in (*_ROLES, _OTHER, "side"):
        return {slot.role: _EXACT}
    finest = headers.words("words", "finest-name")
    if slot.role == "name" and slot.header not in finest:
        if any(one.header in finest for one in scene.slots):
            return {_OTHER: _EXACT}  # 三级指标 beside 四级指标, which are the names
    if slot.leaf == "past":
        return {_OTHER: _EXACT}  # 上年实际, 历史值: neither a target nor an actual of this year
    found = {_OTHER: 1, **({"side": _EXACT} if slot.role == "side" else {})}
    said = {role: _by_heading(slot, role, profile, headers) for role in _ROLES}
    if slot.role == "target" and scene.is_outdone(index):
        said["target"] = _END  # 绩效标准 over 省定目标 beside 预期当年实现值 over ≥80%
    # 评价要点 over 到位率=100%得满分: what looks like a value is none under words of another role.
    elsewhere = max(said.values()) > _END
    judges = profile.rules >= _RULED and scene.scored() is not None
    for role in _ROLES:
        if role == "target" and judges and not said["target"]:
            continue  # 怎么评 over ≥90%得满分 says how points are given
        if role in ("target", "actual", "forecast") and slot.role in ("weight", "points"):
            continue  # 标准分 beside 分值 is a second column of points, whatever it holds
        if role == "forecast" and years_of(slot):
            continue  # 2022年预计完成值 beside the targets of 2023 is no forecast of this year
        place = _by_place(role, index, scene)
        content = _by_content(profile, role) + place
        if slot.leaf == "part" and role in ("target", "actual"):
            content -= _AGAINST  # 上半年 stands beside 全年
        heading = said[role]
        if elsewhere and not heading and place <= 0 and role in ("target", "actual"):
            content -= _ELSEWHERE
        if slot.over == role:
            heading = max(heading, _PARENT)
        if heading or (content >= 5 and _alone(role, index, scene)):
            found[role] = heading + content
    return found


def _alone(role: str, index: int, scene: _Scene) -> bool:
    """Whether cells and place may say `role` without any word: actual values only beside points."""
    if role == "standard":
        return scene.profiles[index].rules >= _RULED
    if role in ("actual", "points", "forecast"):
        return _by_place(role, index, scene) > 0
    return role in _BY_CONTENT


def _by_place(role: str, index: int, scene: _Scene) -> int:
    """What the columns beside one, and the rows it is filled in, say for `role`."""
    match role:
        case "target":
            return _target_place(index, scene)
        case "actual":
            return _BETWEEN if scene.answers(index) else 0
        case "forecast":
            return _BETWEEN if scene.looks_ahead(index) else 0
        case "points":
            return _EARNED if scene.earned(index) else 0
        case "weight":
            return _EARNED if scene.allots(index) else 0
        case "name":
            return -_AGAINST if scene.groups(index) else 0
        case "level1":
            return _UNDER if scene.parts(index) else 0
        case "level2":
            return _UNDER if scene.divides(index) else 0
        case "deviation" | "explanation" | "standard":
            return _text_place(role, index, scene)
    return 0


def _target_place(index: int, scene: _Scene) -> int:
    profile = scene.profiles[index]
    signed = index > 0 and scene.holds(index - 1, "sign")
    united = index + 1 < len(scene.slots) and scene.holds(index + 1, "unit")
    beside = _BETWEEN * (signed + united) if profile.values or profile.names else 0
    return beside - (_SPANNING if profile.spanning else 0)


def _text_place(role: str, index: int, scene: _Scene) -> int:
    """A column of few texts behind the values says why they are not what was aimed at."""
    profile = scene.profiles[index]
    valued = any(scene.before(index, one) for one in ("points", "actual", "forecast", "likelihood"))
    if not valued or profile.filled >= 60 or profile.values > 60:
        return 0
    if role != "deviation":
        return -_SPARSE
    return _DOCKED if scene.docked(scene.slots[index]) else _SPARSE


def _states(
    table: Iterable[Mapping[str, int]], places: Mapping[str, frozenset[str]]
) -> list[_State]:
    """The best assignments of all columns, where `places` says which may not stand before which."""
    states = [_State(0, ())]
    for points in table:
        states = _extended(states, points, places)
    return states


def _extended(
    states: Iterable[_State], points: Mapping[str, int], places: Mapping[str, frozenset[str]]
) -> list[_State]:
    """Every state with every role of the next column, the best first."""
    found = []
    for state in states:
        taken = set(state.roles) - {_OTHER, "side"}
        for role, own in points.items():
            if role in taken and role in _ROLES:
                continue
            late = sum(role in places.get(earlier, frozenset()) for earlier in state.roles)
            found.append(_State(state.points + own - _WRONG_PLACE * late, (*state.roles, role)))
    found.sort(key=lambda one: -one.points)
    return found[:_BEAM]


def _guess(index: int, role: str, states: Sequence[_State], points: Mapping[str, int]) -> Guess:
    """How near another reading of one column came, all columns taken together."""
    other = next((one for one in states if one.roles[index] != role), None)
    if other is None:
        second = max((one for one in points if one != role), key=points.__getitem__, default=_OTHER)
        return Guess(role, second, points[role] - points.get(second, 0))
    return Guess(role, other.roles[index], states[0].points - other.points)
