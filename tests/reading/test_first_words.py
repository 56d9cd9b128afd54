"""What a row is, is asked of its first word where that settles it: never another answer."""

from jixiao.reading.headers import Headers
from jixiao.reading.layout import blocks, recognise

from .paper import Paper

HEADER = ("一级指标", "二级指标", "三级指标", "指标值", "分值")
OWN = ("产出指标", "数量指标", "培训人数", "≥20人", "10")
BESIDE = (
    ("质量指标", "合格率", "≥95%", "10"),
    ("12", "", "", ""),
    ("同意", "", "", ""),
    ("盖章", "盖章：", "签字：", "公章"),
    ("联系电话：1", "填表人：2", "填报人：3", "联系人：4"),
    ("年度资金总额", "12", "", ""),
    ("", "指标", "", "100"),
)


def form(first, beside):
    sheet = Paper()
    sheet.put(0, 0, "项目支出绩效目标表", 1, len(HEADER))
    rows = (HEADER, OWN, OWN, (first, *beside), ("效益指标", "社会效益指标", "满意", "是", "10"))
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts):
            if text:
                sheet.put(row, column, text, 1, 1)
    sheet.rows = len(rows) + 1
    return sheet.grid()


def first_words():
    sections = Headers.load().sections
    known = {word for section in sections.values() for words in section.values() for word in words}
    shapes = ("{}", "{}：", "（{}）", "{}（万元）", "*{}", "产出{}", "1.{}")
    return [
        shape.format(word) for at, word in enumerate(sorted(known)) for shape in shapes[at % 7 :: 7]
    ] + [
        *(
            "第2页共5页",
            "2/5",
            "——",
            "某",
            "合计（万元）",
            "其他" * 20,
            "（2022年度）",
            "：",
            "签字：",
        )
    ]


def test_the_first_word_alone_settles_only_what_all_questions_would(monkeypatch):
    words = first_words()
    assert len(words) > 500
    grids = [form(word, BESIDE[at // 7 % len(BESIDE)]) for at, word in enumerate(words)]
    quick = [recognise([grid]) for grid in grids]
    monkeypatch.setattr(blocks, "is_special", lambda _word, _headers: True)
    for word, grid, found in zip(words, grids, quick, strict=True):
        assert recognise([grid]) == found, word


def test_most_first_words_are_settled_at_once():
    # Else the questions of the first word would be asked for nothing.
    headers = Headers.load()
    labels = [word + "指标" for word in headers.words("labels", "level2")]
    special = [word for word in labels if blocks.is_special(word, headers)]
    assert len(special) * 4 < len(labels), special
