"""One spelling for each character, in texts of any length."""

import pytest

from jixiao.language.characters import fold, folding

SHORT = "绝对数（１２％）　絕對數\t≧―a b\u200b𠮷"


@pytest.mark.parametrize("times", [1, 3, 5000])
def test_folding_keeps_every_character_in_its_place(times):
    text = SHORT * times
    assert fold(text) == text.translate(folding()) == fold(SHORT) * times


def test_a_long_text_of_many_characters_to_fold():
    text = "".join(map(chr, folding())) * 3
    assert len(text) > 4096
    assert fold(text) == text.translate(folding())


def test_no_folded_character_folds_again():
    """One character replaced after the other gives what all at once would."""
    table = folding()
    assert [chr(code) for code, char in table.items() if table.get(ord(char), char) != char] == []
