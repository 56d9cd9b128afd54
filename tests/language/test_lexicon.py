"""The lexicon: one entry a word, one meaning wherever the word stands, no Chinese word in the code."""

import ast
import re
from pathlib import Path

import pytest

import jixiao
from jixiao.errors import JixiaoError
from jixiao.language import Lexicon, builtin_lexicon, parse, sign_operator
from jixiao.language.characters import fold, folding

SOURCE = Path(__file__).parents[2] / "src/jixiao"
HAN = re.compile("[\u4e00-\u9fff]")
#: Rooms and files whose Chinese words may decide nothing; messages and docstrings are Chinese.
ROOMS = (
    "language",
    "criteria",
    "rules",
    "monitoring.py",
    "trends",
    "checking",
    "reading",
    "scoring",
    "frames",
    "actuals.py",
)


def test_every_class_is_explained():
    text = (SOURCE / "language/lexicon.toml").read_text("utf-8")
    for section in re.findall(r"^\[[a-z-]+\]\n(?:.+\n)*", text, re.MULTILINE):
        assert "\nabout = " in section, section.splitlines()[0]


def test_no_word_stands_twice_in_one_class():
    for name, senses in builtin_lexicon().classes.items():
        words = [word for group in senses.values() for word in group]
        assert len(words) == len(set(words)), name


def test_a_lexicon_has_a_version_and_a_digest(tmp_path):
    own = builtin_lexicon()
    assert re.fullmatch(r"[0-9]{4}\.[0-9]{2}", own.version)
    path = tmp_path / "mine.toml"
    path.write_text('[bound]\nabout = "本单位的说法"\n"≥" = "保底"\n', encoding="utf-8")
    mine = Lexicon.load(path)
    assert mine.digest != own.digest == Lexicon.load().digest
    assert str(parse("保底95%", lexicon=mine)) == "≥95%"


@pytest.mark.parametrize("text", ["[bound", "[bound]\nwords = 3\n"])
def test_a_file_that_is_no_lexicon_is_refused(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JixiaoError) as caught:
        Lexicon.load(path)
    assert caught.value.code == "lexicon-file"


def sign_words():
    lexicon = builtin_lexicon()
    return [
        word
        for name in ("bound", "soft", "sign")
        for sense, words in lexicon.classes[name].items()
        if sense in "≥≤><="
        for word in words
    ]


@pytest.mark.parametrize("word", sign_words())
def test_the_sign_column_and_the_text_say_the_same(word):
    in_text = jixiao.read_criterion(f"{word}5%")
    in_column = jixiao.read_criterion("5%", sign=word)
    assert in_text.operator == in_column.operator == sign_operator(word)


@pytest.mark.parametrize(
    ("column", "operator"),
    [("不突破", "≤"), ("不高於", "≤"), ("未超过", "≤"), ("控制在", "≤"), ("不足", "<"), ("最低", "≥"),
     ("≥（大于等于）", "≥"), ("以内", "≤"), ("定性", None), ("正向", None), ("是/否", None), ("/", None), ("", None)],
)  # fmt: skip
def test_sign_columns(column, operator):
    assert sign_operator(column) == operator


def test_folding_is_one_to_one_and_done_once():
    for code, target in folding().items():
        assert len(target) == 1
        assert fold(target) == target, (chr(code), target)


def test_folding_never_changes_a_meaning():
    for text, same in [
        ("不高於５％", "不高于5%"),
        ("≥３萬畝", "≥3万亩"),
        ("１２月底前", "12月底前"),
        ("﹥＝９５﹪", ">=95%"),
    ]:
        assert parse(text, year=2022) == parse(same, year=2022)


def deciding(tree):
    """The Chinese literals that decide something: compared, looked up, searched for, listed.

    The text that stands for a key (`{"zero": "不得分"}`) is only said, and a `Literal` is a type.
    """
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    looked_up = {
        "compile", "search", "match", "fullmatch", "sub", "findall", "finditer", "split", "startswith", "endswith",
        "removesuffix", "removeprefix", "replace", "frozenset", "set", "count", "index", "find", "partition", "rpartition",
        "strip", "rstrip", "lstrip", "get", "zip", "dict",
    }  # fmt: skip
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if not HAN.search(node.value) or id(node) in docs:
            continue
        child, parent = node, parents.get(id(node))
        while parent is not None:
            if isinstance(parent, ast.Dict) and child in parent.values:
                # A list of words under a key is still a list; one text is what the key means.
                if not isinstance(child, ast.Tuple | ast.List | ast.Set):
                    break
            if isinstance(parent, ast.Compare | ast.MatchValue | ast.Set | ast.Dict):
                yield node
                break
            if isinstance(parent, ast.Subscript) and child is parent.slice:
                if getattr(parent.value, "id", "") != "Literal":
                    yield node
                break
            if isinstance(parent, ast.Call):
                name = getattr(parent.func, "attr", getattr(parent.func, "id", ""))
                if name in looked_up:
                    yield node
                break
            if isinstance(parent, ast.Assign | ast.AnnAssign):
                if isinstance(parents.get(id(parent)), ast.Module):
                    yield node
                break
            if isinstance(parent, ast.FunctionDef | ast.Return | ast.keyword):
                break
            child, parent = parent, parents.get(id(parent))


def python_files(room):
    return [room] if room.is_file() else sorted(room.rglob("*.py"))


@pytest.mark.parametrize(
    ("code", "decides"),
    [
        ('if name == "满意": pass', True),
        ('KINDS = ("产出", "效益")', True),
        ('def f(name): return {"满意": 1}.get(name)', True),
        ('def f(key): return {"ends": ("率", "比例")}[key]', True),
        ('def f(key): return {"zero": "不得分"}[key]', False),
        ('TEXTS = {"missed": {"zero": "不得分"}}', False),
        ('TEXTS = {"found": re.compile("率$")}', True),
        ('Light = Literal["红", "黄"]', False),
        ('def f(table): return table["红"]', True),
    ],
)
def test_what_counts_as_a_decision(code, decides):
    assert any(deciding(ast.parse(code))) is decides


@pytest.mark.parametrize(
    "path",
    [path for room in ROOMS for path in python_files(SOURCE / room)],
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_no_chinese_word_in_the_code_decides_anything(path):
    found = [(node.lineno, node.value) for node in deciding(ast.parse(path.read_text("utf-8")))]
    assert found == []


def test_own_words_hold_in_targets_in_actuals_and_in_a_score(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[done]\nwords = "搞掂啦"\n[bound]\n"≤" = "封顶于"\n', "utf-8")
    lexicon = Lexicon.load(own)
    table = jixiao.TargetTable(
        indicators=(
            jixiao.Indicator(name="办件", level2="数量指标", target="≥60件", weight=50),
            jixiao.Indicator(name="支出", level2="成本指标", target="封顶于80万元", weight=50),
        )
    )
    actuals = {"办件": "搞掂啦62件", "支出": "79万元"}
    plain = jixiao.score(table, actuals)
    assert [one.status for one in plain.scores] != ["完成", "完成"]
    card = jixiao.score(table, actuals, lexicon=lexicon)
    assert [one.status for one in card.scores] == ["完成", "完成"]
    assert card.lexicon == lexicon.name != plain.lexicon == builtin_lexicon().name
    both = jixiao.parse("12月底前，≥60件", year=2022)
    assert both.judge("2022年11月30日，搞掂啦62件", lexicon=lexicon).met is True
