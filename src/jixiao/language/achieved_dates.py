"""The day, month or period on which an actual value says that something was completed."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from ..criteria import Comparison, Criterion, Deadline, Doubt, Period
from ..criteria.dates import last_day
from .alone import Alone, by_words, said_alone
from .beside import FINISHING, effect_of, is_start, unknown_run
from .characters import squeeze
from .clauses import Clause, Stated
from .cleaning import clean
from .reading import date_like, read_criterion
from .setting import Achieved, Setting, aside, clauses_in, doubt, left_open
from .tokens import Token, scan

__all__ = ["achieved_date"]


_MONTHS: Final = 12


class _Dated(NamedTuple):
    clause: Clause
    stated: Stated
    role: str


def achieved_date(text: str, setting: Setting) -> Achieved:
    """The day, month or period on which something was completed.

    Raises:
        CriterionError: a damaged number, or a day that no calendar has.
    """
    said = text.strip()
    if (stamped := _time_stamp(said)) is not None:
        return stamped
    found, tokens = clauses_in(text, setting.words)
    dates = [
        _Dated(clause, one, _date_role(one))
        for clause in found
        for one in clause.numbers
        if one.kind == "date"
    ]
    if not dates:
        return _without_date(said, found, tokens, setting)
    if isinstance(setting.target, Deadline) and _is_bare_year(tokens):
        if not _is_later_year(_within_year(dates[0], setting), setting.target):
            return left_open("actual-no-date", f"“{said}”只写了年份，没有写哪天完成")
    real = (
        [one for one in dates if one.role == "postponed"]
        or [one for one in dates if one.role == "level" and not one.clause.depth]
        or [one for one in dates if one.role == "corrected"]
        or [one for one in dates if one.role == "level" and _explains_done(found, setting)]
    )
    if not real:
        return _planned_only(said, dates, tokens, setting)
    # 10月18日到货，11月12日调试完毕 for 到货时限: the day of what the name asks for.
    named = [one for one in real if _is_named(one, setting)]
    real = named or real
    chosen = real[-1]
    doubts: list[Doubt] = []
    if len(real) > 1:
        doubts.append(doubt("actual-several", f"“{said}”有几个日期，按最后一个计"))
    spoiled = _date_effects(said, found, chosen, setting, doubts)
    if spoiled is not None:
        return Achieved(None, None, (*doubts, spoiled))
    return Achieved(_within_year(chosen, setting), "ask", tuple(doubts))


def _is_later_year(value: Criterion, target: Deadline) -> bool:
    """Whether a year is beyond the deadline, whatever the day."""
    last, day = last_day(target), last_day(value)
    return last is not None and day is not None and day.year > last.year


def _is_bare_year(tokens: Sequence[Token]) -> bool:
    """2023年, 2023年度: the year of the form, and not that anything was completed in it."""
    first, *rest = tokens
    dated = first.kind in ("number", "numeral") and bool(rest)
    return dated and all("year" in one.senses for one in rest)


def _within_year(dated: _Dated, setting: Setting) -> Criterion:
    """2023年度, 全年: some day of the year, as 2023年 is; 1月-12月 ends with its last day."""
    value: Criterion = dated.stated.value
    whole = setting.words.lexicon.words("whole")
    if isinstance(value, Period) and any(one in dated.clause.text for one in whole):
        if value.start is None and value.months == ((1, None), (12, None)):
            return Deadline(month=12, precision="year", text=value.text)
        if value.start is not None and value.start == datetime.date(value.start.year, 1, 1):
            if value.end == datetime.date(value.start.year, _MONTHS, 31):
                return Deadline(date=value.end, precision="year", text=value.text)
    return value


def _is_named(dated: _Dated, setting: Setting) -> bool:
    """Whether the words beside a day are those of the name."""
    stated = dated.stated
    apart = [
        [one for one in part if {"result", "reached-claim"}.isdisjoint(one.senses)]
        for part in (stated.before, stated.behind)
    ]
    said = ("".join(one.text for one in apart[1]), *(one.text for part in apart for one in part))
    return any(len(one) > 1 and setting.names(one) for one in said)


#: Classes of words that put something else than the day in brackets outside them.
_ELSEWHEN: Final = frozenset(("since", "overrun", "bound", "with", "compared", "postponed", "not"))


def _explains_done(found: Sequence[Clause], setting: Setting) -> bool:
    """秋季开学前（8月28日）交付使用: what stands outside the brackets says that it was done."""
    words = [one for clause in found if not clause.depth for one in clause.words]
    done = any(FINISHING & one.senses.keys() and setting.names(one.text) for one in words)
    return done and all(_ELSEWHEN.isdisjoint(one.senses) for one in words)


def _date_role(stated: Stated) -> str:
    before = stated.before
    if any("postponed" in one.senses for one in before):
        return "postponed"
    if any("corrected" in one.senses for one in before):
        return "corrected"
    for token in reversed(before):
        if token.senses.get("result") == "strong":
            return "level"
        if "plan" in token.senses and "done" not in token.senses:
            return "plan"
    return "level"


def _date_effects(
    said: str,
    found: Sequence[Clause],
    chosen: _Dated,
    setting: Setting,
    doubts: list[Doubt],
) -> Doubt | None:
    """The doubt that leaves a date open: a start, a contract, something not done."""
    tokens = (*chosen.stated.before, *chosen.stated.behind)
    begun = [
        index
        for index, one in enumerate(tokens)
        if "begun" in one.senses and not _is_asked(one, setting)
    ]
    last = max(begun, default=-1)
    done = any("finished" in one.senses for one in tokens[last + 1 :])
    if last >= 0 and not done and not is_start(setting):
        return doubt("actual-start", f"“{said}”写的是“{tokens[last].text}”的日期，不是完成的日期")
    if last < 0 and not _ends(chosen.stated) and (quote := _strange(tokens, setting)):
        return doubt("actual-words", f"“{said}”里的“{quote}”没有说这一天完成了")
    _doubt_loose(said, tokens, chosen, setting, doubts)
    for part, behind in ((chosen.stated.before, False), (chosen.stated.behind, True)):
        # 12月26日批复下达: what is planned of a number is finished of a day.
        kept = [
            one
            for one in part
            if "begun" not in one.senses and not {"plan", "finished"} <= one.senses.keys()
        ]
        effect = effect_of(kept, setting, behind=behind, beside=False)
        if effect.kind in ("open", "unread", "missed"):
            return doubt(
                "actual-words", f"“{said}”里的“{effect.quote}”使这个日期不能直接算作完成日期"
            )
        if effect.kind == "doubt":
            doubts.append(aside(said, effect.quote))
    for clause in found:
        if clause is not chosen.clause:
            spoiled = _clause_effect(said, clause, found, chosen, setting, doubts)
            if spoiled is not None:
                return spoiled
    return None


def _clause_effect(
    said: str,
    clause: Clause,
    found: Sequence[Clause],
    chosen: _Dated,
    setting: Setting,
    doubts: list[Doubt],
) -> Doubt | None:
    """The doubt with which another clause leaves the date open."""
    if _says_part(clause, setting):
        return doubt("actual-words", f"“{said}”里的“{clause.text}”说明还没有全部完成")
    if clause.numbers:
        # 6月25日完工，目前进度80%: what is not all is not done.
        if any(_is_part_share(one, setting) for one in clause.numbers):
            doubts.append(aside(said, clause.text))
        elif any("plan" in token.senses for one in clause.numbers for token in one.before):
            doubts.append(aside(said, clause.text))  # 9月15日，争取年底前
        return None
    words = _since_then(clause, found, chosen)
    ended = _ends(chosen.stated)
    caused = bool(words) and (
        "cause" in words[0].senses or words[0].senses.keys() == {"aside-fine"}
    )
    stopped = {"cancelled", "postponed"} & {name for one in words for name in one.senses}
    if caused and ended and stopped and found.index(clause) < found.index(chosen.clause):
        doubts.append(aside(said, clause.text))  # 受高温停工影响，9月20日完工
        return None
    word = next((one.text for one in words if _UNDONE & one.senses.keys()), None)
    denied = any("not" in one.senses for one in words)
    if word is not None and (denied or not setting.knows(word)):
        return doubt("actual-words", f"“{said}”里的“{word}”说明还没有完成")
    effect = effect_of(words, setting, behind=True, beside=False)
    if caused and (ended or effect.kind == "unread" and not denied):
        doubts.append(aside(said, clause.text))  # 因块石供应紧张，11月15日完成
        return None
    if effect.kind in ("open", "unread", "missed"):
        return doubt("actual-words", f"“{said}”里的“{effect.quote}”没有读懂")
    if effect.kind == "doubt":
        doubts.append(aside(said, effect.quote))
    return None


#: Classes of the words that say of another clause that the thing is not done.
_UNDONE: Final = frozenset(("pending", "cancelled", "undone", "failed"))


def _ends(stated: Stated) -> bool:
    """Whether a word beside a day says that something was done; filling words (于, 在) do not."""
    tokens = (*stated.before, *stated.behind)
    return any("fill" not in one.senses and FINISHING & one.senses.keys() for one in tokens)


def _says_part(clause: Clause, setting: Setting) -> bool:
    """因只做了一半, 受疫情影响干了七成: why it was so, and how much was done."""
    caused = bool(clause.words) and "aside-fine" in clause.words[0].senses
    return caused and any(_is_part_share(one, setting) for one in clause.numbers)


def _since_then(clause: Clause, found: Sequence[Clause], chosen: _Dated) -> Sequence[Token]:
    """What a clause says without what came before: 流标一次后重新招标，9月20日签约."""
    order = [id(one) for one in found]
    if order.index(id(clause)) > order.index(id(chosen.clause)):
        return clause.words
    since = max((at for at, one in enumerate(clause.words) if "since" in one.senses), default=-1)
    return [one for one in clause.words[since + 1 :] if since < 0 or "begun" not in one.senses]


def _is_asked(token: Token, setting: Setting) -> bool:
    """签约 for 合同签订时间: a contract is what the name asks for."""
    contracts = setting.words.lexicon.words("contract")
    ends = (
        "",
        *setting.words.lexicon.words("measure"),
        *setting.words.lexicon.words("date-column"),
    )
    name = squeeze(setting.name)
    asked = any(name.endswith(one + end) for one in contracts for end in ends)
    return token.text in contracts and asked


def _is_part_share(stated: Stated, setting: Setting) -> bool:
    """80%, 一半, 七成: less than all."""
    value = stated.value
    if not isinstance(value, Comparison):
        return False
    tenths = setting.words.lexicon.words("tenth")
    whole = {"%": 100, "": 1, **dict.fromkeys(tenths, 10)}.get(value.unit, 0)
    return value.quantity.number < whole


def _doubt_loose(
    said: str, tokens: Sequence[Token], chosen: _Dated, setting: Setting, doubts: list[Doubt]
) -> None:
    """约8月底, 9月12日完成初验: not quite the day, or not quite the whole."""
    around = scan(clean(chosen.clause.text), setting.words)
    loose = (
        one.text
        for one in (*around, *tokens)
        if one.senses.get("bound") == "≈" or "hedged" in one.senses or "partial" in one.senses
    )
    word = next((one for one in loose if not setting.knows(one)), None)
    if word is not None:
        doubts.append(aside(said, word))


def _strange(tokens: Sequence[Token], setting: Setting) -> str:
    """The first run of words that neither mean anything nor stand in the indicator's name."""
    for index, one in enumerate(tokens):
        run = unknown_run(tokens, index)
        if run and any(char.isalpha() for char in run) and not setting.knows(run):
            return run
        if one.senses.keys() == {"thing"} and not setting.knows(one.text):
            return one.text
    return ""


def _planned_only(
    said: str, dates: Sequence[_Dated], tokens: Sequence[Token], setting: Setting
) -> Achieved:
    """A date that is only planned: open, or missed where even the plan lies after the deadline."""
    last = last_day(setting.target)
    under_way = any("pending" in one.senses for one in tokens)
    value = dates[-1].stated.value
    day = value.date if isinstance(value, Deadline) else None
    if under_way and last is not None and day is not None and day > last:
        return Achieved(
            value, "ask", (doubt("actual-plan", f"“{said}”还没有完成，预计的日期已超过期限"),)
        )
    return left_open("actual-plan", f"“{said}”写的是计划或预计的日期，不是完成的日期")


def _without_date(
    said: str, found: Sequence[Clause], tokens: Sequence[Token], setting: Setting
) -> Achieved:
    """What words, or a number, say of a date that was wanted."""

    def has(name: str) -> bool:
        return any(name in one.senses for one in tokens)

    numbers = [one for clause in found for one in clause.numbers if one.kind == "number"]
    if len(numbers) == 1 and len(tokens) == 1:
        day = _of_digits(said)
        if day is not None:
            return Achieved(day, "ask")
        serial = _serial(numbers[0].value)
        if serial is not None:
            return Achieved(
                Deadline(date=serial, text=said),
                "ask",
                (doubt("actual-serial", f"“{said}”按表格软件的日期序号读作{serial}"),),
            )
    if [one.kind for one in tokens] == ["number", "word", "number"] and "to" in tokens[1].senses:
        spoken = read_criterion(said, year=setting.year, lexicon=setting.words.lexicon)
        if isinstance(spoken, Period):  # 2023.5-2023.9
            return Achieved(spoken, "ask", spoken.doubts)
    alone = said_alone(tokens, _SAID, setting)
    if has("cancelled") and (alone is None or alone.met is None):
        return left_open("actual-cancelled", f"“{said}”没有写完成日期")
    if alone is not None and (alone.met is not None or alone.open):
        return by_words(said, alone, _unwritten(said, alone, tokens, late=bool(numbers)))
    if alone is None and (has("pending") or has("begun")):
        return left_open("actual-pending", f"“{said}”说还没有完成，没有写完成日期")
    return left_open("actual-no-date", f"“{said}”没有写日期")


#: Class → whether the deadline is met where its word is said, and where it is denied.
_SAID: Final = MappingProxyType(
    {
        "early": (True, None),
        "early-done": (True, None),
        "undone-time": (False, None),
        "overdue-word": (False, True),
        "on-time": (True, False),
        "all-done": (True, None),
    }
)


def _unwritten(said: str, alone: Alone, tokens: Sequence[Token], *, late: bool) -> Doubt | None:
    """The doubt that no day is written; None for 提前完成 and 逾期5天, which need none."""
    if alone.met:
        early = any("early" in one.senses or "early-done" in one.senses for one in tokens)
        return None if early else doubt("actual-on-time", f"“{said}”没有写完成日期")
    if late and any("overdue-word" in one.senses for one in tokens):
        return None
    return doubt("actual-undone", f"“{said}”没有写完成日期")


_FIRST_SERIAL: Final = 32874  # 1990-01-01
_LAST_SERIAL: Final = 73050  # 2099-12-31
_EPOCH: Final = datetime.date(1899, 12, 30)


def _of_digits(text: str) -> Deadline | None:
    """20221028 where a date is wanted, and 2022.12, which is that month."""
    like = date_like(text)
    if like is None:
        return None
    year, month, day = like
    last = calendar.monthrange(year, month)[1]
    if (day or 1) > last:
        return None
    named = datetime.date(year, month, day or last)
    return Deadline(date=named, precision="day" if day else "month", text=text)


def _serial(value: Criterion) -> datetime.date | None:
    """The day of a spreadsheet's serial number: 44862 is 2022-10-28."""
    if not isinstance(value, Comparison) or value.operator is not None or value.unit:
        return None
    number = value.quantity.number
    if number != int(number) or not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    return _EPOCH + datetime.timedelta(days=int(number))


def _time_stamp(said: str) -> Achieved | None:
    """2022-10-28 00:00:00, 2022/10/28 0:00, 2022-10-28T15:30, 10/28/2022: as programs write dates."""
    day_text, _, clock = said.replace("T", " ").partition(" ")
    day, clock = _digits_date(day_text), clock.strip()
    if day is None or (clock and not _is_clock(clock)):
        return None
    timed = not set(clock.rstrip("Zz")) <= set("0:. ")
    note = doubt("actual-time", f"“{said}”里的时刻没有参与判断，按{day}计")
    return Achieved(Deadline(date=day, text=said), "ask", (note,) if timed else ())


def _digits_date(text: str) -> datetime.date | None:
    for stroke in ("-", "/", "."):
        parts = text.split(stroke)
        if len(parts) != 3 or not all(one.isascii() and one.isdecimal() for one in parts):
            continue
        numbers = [int(one) for one in parts]
        if len(parts[0]) == 4:
            year, month, day = numbers
        elif len(parts[2]) == 4:
            first, second, year = numbers
            if first <= 12 and second <= 12 and first != second:
                return None  # 3/4/2022 may be March or April
            month, day = (first, second) if first <= 12 else (second, first)
        else:
            return None
        try:
            return datetime.date(year, month, day)
        except ValueError:
            return None
    return None


def _is_clock(text: str) -> bool:
    parts = text.rstrip("Zz").split(".")[0].split(":")
    return 2 <= len(parts) <= 3 and all(
        one.isascii() and one.isdecimal() and len(one) <= 2 for one in parts
    )
