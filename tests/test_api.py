"""The shop window: what `import jixiao` offers, what it costs, and what the values promise."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import pickle
import pkgutil
import pydoc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import attrs
import pytest

import jixiao

SOURCE = Path(jixiao.__file__).parent

PUBLIC = [
    "AllOf",
    "Comparison",
    "Criterion",
    "Deadline",
    "Execution",
    "Finding",
    "Indicator",
    "JixiaoError",
    "NotApplicable",
    "Period",
    "Qualitative",
    "Quantity",
    "Range",
    "Relative",
    "Scorecard",
    "TargetTable",
    "Task",
    "Unreadable",
    "YesNo",
    "check",
    "compare",
    "dumps",
    "frames",
    "loads",
    "monitor",
    "parse",
    "read",
    "read_actuals",
    "read_criterion",
    "recheck",
    "rulebook",
    "rulebooks",
    "schema",
    "score",
    "trend",
    "write",
]


def modules() -> list[ModuleType]:
    names = [
        name
        for _, name, _ in pkgutil.walk_packages([str(SOURCE)], "jixiao.")
        if name != "jixiao.__main__"
    ]
    return [importlib.import_module(name) for name in names]


def trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCE.rglob("*.py")]


def test_the_public_names_are_these_and_no_more():
    assert sorted(jixiao.__all__) == PUBLIC
    assert len(PUBLIC) <= 36
    assert set(PUBLIC) <= set(dir(jixiao))


def test_star_import_gives_every_name():
    space: dict[str, object] = {}
    exec("from jixiao import *", space)
    assert set(PUBLIC) <= set(space)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        jixiao.nonsense  # noqa: B018


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_name_is_documented(name):
    assert (inspect.getdoc(getattr(jixiao, name)) or "").strip()


@pytest.mark.parametrize("name", [n for n in PUBLIC if n[0].islower()])
def test_help_is_for_people(name):
    """Defaults that are objects would stand there by their addresses."""
    assert " at 0x" not in pydoc.render_doc(getattr(jixiao, name))


@pytest.mark.parametrize("name", [n for n in PUBLIC if n[0].islower() and n != "frames"])
def test_more_than_two_positional_arguments_are_not_offered(name):
    kinds = [one.kind for one in inspect.signature(getattr(jixiao, name)).parameters.values()]
    assert kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD) <= 2


def test_importing_jixiao_loads_nothing_heavy():
    code = (
        "import sys, jixiao; "
        "heavy = {'lark','pint','openpyxl','lxml','pandas','polars','pyarrow','narwhals','altair'} & set(sys.modules); "
        "print(','.join(sorted(heavy)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(SOURCE.parent), "PATH": "/usr/bin"},
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def value_classes() -> list[type]:
    return sorted(
        {
            kind
            for module in modules()
            for kind in vars(module).values()
            if inspect.isclass(kind)
            and attrs.has(kind)
            and kind.__module__.startswith("jixiao.")
            and not issubclass(kind, Exception)
            and not kind.__name__.startswith("_")
        },
        key=lambda kind: kind.__qualname__,
    )


@pytest.mark.parametrize("kind", value_classes(), ids=lambda kind: kind.__qualname__)
def test_values_are_frozen(kind):
    assert kind.__setattr__ is not object.__setattr__
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        kind.__setattr__(object.__new__(kind), attrs.fields(kind)[0].name, 1)


SAMPLES = [
    "≥95%",
    "80%-90%",
    "2022年10月31日以前",
    "2022年1-6月",
    "是",
    "较上年提高5%",
    "12月底前100%到位",
    "良好以上",
    "不适用",
]


@pytest.mark.parametrize("text", SAMPLES)
def test_criteria_survive_pickle_and_copy(text):
    one = jixiao.parse(text)
    for other in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
        assert other == one
        assert hash(other) == hash(one)
        assert other.text == text


def small_card() -> jixiao.Scorecard:
    table = jixiao.TargetTable(
        title="表",
        year=2022,
        indicators=(
            jixiao.Indicator(
                level1="产出指标", level2="数量指标", name="培训次数", target=">=15次", weight=10
            ),
            jixiao.Indicator(
                level1="产出指标", level2="时效指标", name="完成时间", target="12月底前", weight=10
            ),
        ),
    )
    return jixiao.score(table, {"培训次数": "12次", "完成时间": "2022年12月1日"})


def test_tables_and_scorecards_survive_pickle():
    card = small_card()
    other = pickle.loads(pickle.dumps(card))
    assert other == card
    assert hash(other.table) == hash(card.table)
    assert [str(one.reason) for one in other.scores] == [str(one.reason) for one in card.scores]


def test_eight_threads_get_the_same_answers():
    texts = SAMPLES * 20

    def work(_: int) -> list[object]:
        card = small_card()
        return [*map(jixiao.parse, texts), card.total, *(str(one.reason) for one in card.scores)]

    with ThreadPoolExecutor(8) as pool:
        first, *rest = pool.map(work, range(8))
    assert all(one == first for one in rest)


def test_a_float_is_taken_by_its_shortest_text():
    assert jixiao.parse("≥0.1").is_met(0.1) is True
    assert jixiao.Indicator(name="甲", target="1", weight=0.1).weight == Decimal("0.1")


def test_no_assert_in_the_source():
    found = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_no_float_call_where_only_exact_numbers_belong():
    found = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        if path.parent == SOURCE
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
    ]
    assert found == []


def test_no_mutable_state_in_modules():
    # __all__ is a list by custom and never written to.
    found = [
        f"{module.__name__}.{name}"
        for module in [jixiao, *modules()]
        for name, value in vars(module).items()
        if isinstance(value, list | dict | set | bytearray) and not name.startswith("__")
    ]
    assert found == []


def test_no_room_without_a_noun():
    forbidden = {"utils", "helpers", "common", "base", "misc", "core", "tools"}
    assert forbidden.isdisjoint({path.stem for path in SOURCE.rglob("*.py")})


def test_no_room_hides_a_public_function() -> None:
    """Importing a module binds it on the package: one named like a function would replace it."""
    rooms = {one.name for one in pkgutil.iter_modules([str(SOURCE)])}
    assert rooms & set(PUBLIC) <= {"frames"}
