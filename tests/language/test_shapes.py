"""A shape says what the full reading says, to the letter."""

import json
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao import strategies
from jixiao.language import reading
from jixiao.language.faults import Contradiction, SyntaxFault
from jixiao.language.shapes import shaped
from jixiao.language.tokens import vocabulary
from jixiao.quantities import builtin

WORDS = vocabulary(builtin())
FOLDER = Path(__file__).parent.parent / "conformance" / "criteria"
TEXTS = sorted(
    {
        case["text"]
        for path in FOLDER.glob("*.json")
        if path.name != "schema.json"
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]
    }
)
quick = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def in_full(folded):
    try:
        return reading._read(folded, WORDS)
    except (SyntaxFault, Contradiction):
        return None


def same(text):
    """Whether shape and reading agree; None where there is no shape."""
    folded = reading.clean(text)
    found = shaped(folded, WORDS, reading._read)
    if found is None:
        return None
    full = in_full(folded)
    assert type(found) is type(full), text
    assert repr(attrs.asdict(found)) == repr(attrs.asdict(full)), text
    return True


def test_every_text_of_the_conformance_cases():
    answers = [same(text) for text in TEXTS]
    # Enough of them take the short way for the comparison to say something.
    assert answers.count(True) > 700


NUMBERS = st.one_of(
    st.integers(0, 120).map(str),
    st.integers(0, 10**9).map(str),
    st.integers(1890, 2110).map(str),
    st.decimals(1890, 2110, places=2).map(str),
    st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(["2022", "2022.12", "20221231", "12.31", "1.5", "0.5", "007", "12", "31", "24", "10", "5.0", "8.80"]),
)  # fmt: skip


@quick
@given(st.sampled_from(TEXTS), st.lists(NUMBERS, min_size=4, max_size=4))
def test_every_text_with_other_numbers(text, numbers):
    import re

    replacements = iter(numbers)
    same(re.sub(r"[0-9]+(?:\.[0-9]+)?", lambda found: next(replacements, found[0]), text))


@quick
@given(strategies.texts())
def test_generated_texts(text):
    same(text)


@pytest.mark.parametrize(
    "text", ["≥95%", "95%以上", "不超过84.26万元", "80%-90%", "3至5天", "同比增长5%", "约300人", "3.5元/人·月", "每季度至少1次"]
)  # fmt: skip
def test_the_commonest_forms_have_a_shape(text):
    assert same(text)


@pytest.mark.parametrize(
    "text", ["2022", "2022.12", "5A级", "3级", "12月", "12.31前", "9-5天", "1/3", "2022年5次", "1,200次"]
)  # fmt: skip
def test_numbers_that_mean_more_than_themselves_have_none(text):
    assert shaped(reading.clean(text), WORDS, reading._read) is None
