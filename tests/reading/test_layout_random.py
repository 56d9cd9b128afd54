"""What is drawn is what is read: many layouts, drawn at random, in and without merging."""

import pytest

from jixiao.reading.layout import recognise

from .paper import Form


def told(table):
    def text(value):
        return None if value is None else str(value)

    return [
        (
            one.level1,
            one.level2,
            one.name,
            one.target,
            text(one.weight),
            one.actual,
            text(one.points),
        )
        for one in table.indicators
    ]


def check(form, grids):
    tables = recognise(grids)
    assert len(tables) == 1
    (table,) = tables
    assert told(table) == form.expected()
    assert table.title == "".join(form.title.split())
    assert table.year == 2022
    assert table.organisation == "某州测绘院"
    assert table.department == "某州自然资源局"
    assert table.project == "自然资源管理"
    assert table.goal == "做好矿山安全生产，2021年起三年内完成。"
    assert str(table.declared_total) == ("94" if form.total else "None")
    return table


@pytest.mark.parametrize("seed", range(300))
def test_merged_cells(seed):
    form = Form.at_random(seed)
    paper, *_ = form.draw()
    check(form, [paper.grid()])


@pytest.mark.parametrize("seed", range(300))
def test_merging_lost_labels_first(seed):
    form = Form.at_random(seed)
    paper, *_ = form.draw()
    check(form, [paper.grid(spans=False)])


@pytest.mark.parametrize("seed", range(200))
def test_title_above_the_table(seed):
    form = Form.at_random(seed)
    title, subtitle = form.title, form.subtitle
    form.title = form.subtitle = ""
    paper, *_ = form.draw()
    form.title = title
    check(form, [paper.grid(heading=("附件2", title, subtitle, "单位：万元"))])


@pytest.mark.parametrize("seed", range(300))
@pytest.mark.parametrize("repeated", [True, False])
def test_table_cut_by_a_page(seed, repeated):
    """Merged cells end at the page; below they go on without their text."""
    form = Form.at_random(seed)
    form.fillers = False
    paper, _, body, _ = form.draw()
    cut = body + 1 + seed % (len(form.rows) - 1)
    first = paper.grid(last=cut)
    rest = paper.grid(first=cut, table=2)
    if repeated:
        again = Form(
            **{
                **vars(form),
                "title": "",
                "subtitle": "",
                "head": False,
                "rows": (),
                "total": False,
                "note": None,
            }
        )
        head, *_ = again.draw()
        rest = below(head.grid(table=2), rest)
    check(form, [first, rest])


def below(head, rest):
    """One grid with the rows of `rest` under those of `head`."""
    import attrs

    moved = tuple(cell._replace(row=cell.row + head.rows) for cell in rest.cells)
    return attrs.evolve(
        rest, cells=(*head.cells, *moved), rows=head.rows + rest.rows, columns=rest.columns
    )


@pytest.mark.parametrize("seed", range(300))
def test_merging_lost_labels_in_the_middle(seed):
    form = Form.at_random(seed)
    form.fillers, form.merge = False, "levels"
    paper, *_ = form.draw()
    check(form, [paper.grid(spans=False, at="middle")])


@pytest.mark.parametrize("seed", range(300))
def test_two_forms_on_one_sheet(seed):
    one, two = Form.at_random(seed), Form.at_random(seed + 1000)
    two.title = one.title
    paper, *_, end = one.draw()
    two.top = end + 1 + seed % 2
    two.draw(paper)
    tables = recognise([paper.grid(spans=seed % 3 > 0)])
    assert [told(table) for table in tables] == [one.expected(), two.expected()]
    assert [table.organisation for table in tables] == ["某州测绘院"] * 2
    assert [table.year for table in tables] == [2022, 2022]
