"""Pictures (图): where points were lost, what was achieved, and several units side by side.

The charts are Altair's, to be shown in a notebook or changed further. Their texts name the
Chinese fonts that come with each system; the colours (Okabe and Ito's) are told apart in all
common forms of colour blindness, and every bar has its figure beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, Any, Final, Literal

from jixiao.errors import JixiaoError, MissingExtra
from jixiao.exactness import in_own_context
from jixiao.quantities import format_number
from jixiao.scoring.awards import percent_text
from jixiao.scoring.scorecards import Scorecard

from .lists import total_text, unit_name
from .packing import writable

if TYPE_CHECKING:
    import altair

__all__ = ["KINDS", "PictureError", "chart", "picture"]

Kind = Literal["achieved", "levels", "losses", "units"]

#: The kinds of picture.
KINDS: Final = (
    ("achieved", "各指标完成率"),
    ("levels", "各级得分与失分"),
    ("losses", "失分最多的指标"),
    ("units", "各单位得分"),
)
_FONTS: Final = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, sans-serif"
_PARTS: Final = (("得分", "#0072B2"), ("失分", "#D55E00"), ("待定", "#A6ACB2"))
_OVER: Final = Decimal(2)  # ratios are drawn up to this; the figure beside the bar is the true one


class PictureError(JixiaoError, ValueError):
    """A picture cannot be drawn: an unknown kind, nothing to draw, or no Chinese font."""


@in_own_context
def chart(cards: Scorecard | Sequence[Scorecard], kind: Kind | None = None) -> altair.Chart:
    """A chart of one scorecard, or of several.

    Args:
        cards: what to draw.
        kind: ``levels`` points got and lost by level (the default for one scorecard);
            ``losses`` the indicators that lost most; ``achieved`` what was achieved against
            the target, by indicator; ``units`` several scorecards side by side (the default
            for several).

    Raises:
        MissingExtra: altair is not installed.
        PictureError: the kind is not known, or needs one scorecard and got several.
    """
    many = (cards,) if isinstance(cards, Scorecard) else tuple(cards)
    chosen = kind or ("levels" if len(many) == 1 else "units")
    if chosen not in dict(KINDS):
        known = "、".join(f"{name}（{title}）" for name, title in KINDS)
        raise PictureError(f"没有“{chosen}”这种图；可选：{known}", code="picture-kind")
    if not many or (chosen != "units" and len(many) != 1):
        raise PictureError(
            f"“{chosen}”一次画一个计分结果，现在有{len(many)}个", code="picture-many"
        )
    if chosen == "units":
        drawn = _stacked(_unit_rows(many), "各单位得分")
    elif chosen == "levels":
        drawn = _stacked(_level_rows(many[0]), _heading(many[0], "各级得分与失分"))
    elif chosen == "losses":
        drawn = _losses(many[0])
    else:
        drawn = _achieved(many[0])
    finished: altair.Chart = (
        drawn.configure(font=_FONTS)
        .configure_view(strokeWidth=0)
        .configure_axis(labelLimit=320, labelFontSize=12, titleFontSize=12)
        .configure_title(fontSize=15, anchor="start")
    )
    return finished


@in_own_context
def picture(cards: Sequence[Scorecard], suffix: str, *, kind: Kind | None = None) -> bytes:
    """A chart as a static picture: ``.svg`` or ``.png``.

    An SVG takes its font from the machine that shows it. A PNG is drawn here.

    Raises:
        MissingExtra: altair or vl-convert-python is not installed.
        PictureError: a PNG is wanted and this machine has no Chinese font.
    """
    drawn = chart(tuple(cards), kind)
    try:
        import vl_convert
    except ModuleNotFoundError as problem:
        if problem.name != "vl_convert":
            raise
        raise MissingExtra.of(
            extra="plot", library="vl-convert-python", purpose="写出图片"
        ) from problem
    if suffix == ".svg":
        # What the reader's machine has is not known here: the whole list stays in the file.
        svg: str = vl_convert.vegalite_to_svg(drawn.to_dict())
        return svg.encode()
    if not _shows_chinese(vl_convert):
        raise PictureError(
            "这台机器没有中文字体，图中的汉字会是空框；请写成 .svg，或安装任一中文字体（如 Noto Sans CJK）",
            code="font-missing",
        )
    png: bytes = vl_convert.vegalite_to_png(drawn.to_dict(), scale=2)
    return png


def _shows_chinese(vl_convert: Any) -> bool:
    """Whether two characters that differ are drawn differently: boxes for want of a font do not."""

    def drawn(text: str) -> bytes:
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
            f'<text x="4" y="30" font-size="24" font-family="{escape(_FONTS)}">{text}</text></svg>'
        )
        png: bytes = vl_convert.svg_to_png(svg)
        return png

    return drawn("绩") != drawn("效")


def _altair() -> Any:
    try:
        import altair
    except ModuleNotFoundError as problem:
        if problem.name != "altair":
            raise
        raise MissingExtra.of(extra="plot", library="altair", purpose="画图") from problem
    return altair


def _heading(card: Scorecard, text: str) -> str:
    name = unit_name(card)
    return writable(f"{name} {card.table.year or ''} {text}".replace("  ", " "))


def _data(rows: list[dict[str, Any]]) -> Any:
    """The rows of a chart. Of a character that no picture can hold, the library that draws would
    end the whole program."""
    held = [
        {key: writable(one) if isinstance(one, str) else one for key, one in row.items()}
        for row in rows
    ]
    return _altair().Data(values=held)


# Numbers leave as floats here, at the edge: a chart's pixels are no points.
def _pixel(value: Decimal) -> float:
    return float(value)


def _parts(
    label: str, order: int, points: Decimal, weight: Decimal, open_points: Decimal, shown: str
) -> list[dict[str, Any]]:
    lost = max(Decimal(0), weight - points - open_points)
    return [
        {
            "label": label,
            "order": order,
            "part": part,
            "rank": rank,
            "size": _pixel(size),
            "text": f"{shown} / {format_number(weight)}",
            "whole": _pixel(weight),
        }
        for rank, ((part, _), size) in enumerate(
            zip(_PARTS, (points, lost, open_points), strict=True)
        )
    ]


def _level_rows(card: Scorecard) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for order, one in enumerate(card.levels):
        if not one.weight:
            continue
        label = one.level1 or "（未分级）"
        if one.level2 is not None:
            label = f"{one.level1 or ''} › {one.level2}"
        rows += _parts(label, order, one.points, one.weight, one.open_points, one.points_text)
    return rows


def _unit_rows(cards: Sequence[Scorecard]) -> list[dict[str, Any]]:
    labels = _apart([unit_name(card) for card in cards])
    rows: list[dict[str, Any]] = []
    for order, (label, card) in enumerate(zip(labels, cards, strict=True)):
        rows += _parts(label, order, card.total, card.maximum, card.open_points, total_text(card))
    return rows


def _apart(names: Sequence[str]) -> list[str]:
    """The names, those that occur twice numbered: two of one name are two bars, not one."""
    return [
        name if names.count(name) == 1 else f"{name}（{names[: index + 1].count(name)}）"
        for index, name in enumerate(names)
    ]


def _stacked(rows: list[dict[str, Any]], title: str) -> Any:
    alt = _altair()
    names, colours = zip(*_PARTS, strict=True)
    base = alt.Chart(_data(rows))
    y = alt.Y("label:N", sort=alt.EncodingSortField("order", op="min"), title=None)
    bars = base.mark_bar().encode(
        y=y,
        x=alt.X("size:Q", stack="zero", title="分"),
        color=alt.Color(
            "part:N",
            scale=alt.Scale(domain=list(names), range=list(colours)),
            title=None,
            legend=alt.Legend(orient="bottom"),
        ),
        order=alt.Order("rank:O"),
        tooltip=[
            alt.Tooltip("label:N", title="类别"),
            alt.Tooltip("part:N", title=" "),
            alt.Tooltip("size:Q", title="分"),
        ],
    )
    figures = (
        base.transform_filter("datum.rank == 0")
        .mark_text(align="left", dx=5)
        .encode(y=y, x=alt.X("whole:Q"), text="text:N")
    )
    return alt.layer(bars, figures).properties(title=title, width=440)


def _losses(card: Scorecard) -> Any:
    alt = _altair()
    losses = card.marks_left()[:20]
    labels = _apart([loss.name for loss in losses])
    rows = [
        {
            "label": labels[order],
            "order": order,
            "size": _pixel(loss.lost),
            "text": f"−{format_number(loss.lost)}（{loss.needed}可得满分）",
        }
        for order, loss in enumerate(losses)
    ]
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("label:N", sort=alt.EncodingSortField("order", op="min"), title=None),
        x=alt.X("size:Q", title="失分"),
    )
    title = _heading(card, "失分最多的指标" if rows else "没有失分")
    bars = base.mark_bar(color=dict(_PARTS)["失分"])
    return alt.layer(bars, base.mark_text(align="left", dx=5).encode(text="text:N")).properties(
        title=title, width=360
    )


def _achieved(card: Scorecard) -> Any:
    alt = _altair()
    rows = []
    labels = _apart([one.name for one in card.items])
    for order, one in enumerate(card.items):
        ratio = one.ratio
        # A grade has a share of the points, but no rate of achievement.
        if ratio is None or one.reason.target_number is None:
            continue
        rows.append(
            {
                "label": labels[order],
                "order": order,
                "size": _pixel(min(ratio, _OVER) * 100),
                "state": "达到目标" if ratio >= 1 else "未达到",
                "text": f"{percent_text(Fraction(ratio))}　{one.reason.actual or ''}（{one.indicator.target}）",
            }
        )
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("label:N", sort=alt.EncodingSortField("order", op="min"), title=None)
    )
    bars = base.mark_bar().encode(
        x=alt.X("size:Q", title="完成率（%）"),
        color=alt.Color(
            "state:N",
            scale=alt.Scale(domain=["达到目标", "未达到"], range=["#0072B2", "#D55E00"]),
            title=None,
            legend=alt.Legend(orient="bottom"),
        ),
    )
    figures = base.mark_text(align="left", dx=5).encode(x=alt.X("size:Q"), text="text:N")
    line = alt.Chart(alt.Data(values=[{"at": 100}])).mark_rule(strokeDash=[4, 3], color="#555")
    return alt.layer(bars, figures, line.encode(x="at:Q")).properties(
        title=_heading(card, "各指标完成率（实际对目标）"), width=360
    )
