"""Texts of one number (≥95%, 完成12场，见附件): what stands around it, and the number itself."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..language.shapes import DAY_LIKE, NUMBER
from .columns import Integers, tens
from .kernel import OUT

__all__ = ["Singles"]

_ONE_NUMBER: Final = rf"^(?P<before>[^0-9]*){NUMBER}(?P<behind>[^0-9]*)$"
_MAY_BE_DAY: Final = rf"^[^0-9]*{DAY_LIKE}"
# Numbers that may be words: 0投诉, 每1次.
_WORDS: Final = pa.array(["0", *(f"0.{'0' * places}" for places in range(1, 5)), "1"])
_MILLIONTHS: Final = pa.decimal128(18, OUT)


@attrs.frozen(kw_only=True, eq=False)
class Singles:
    """The texts among many that have one number, which is not 0 or 1 and may be no day.

    Attributes:
        rows: which they are.
        texts: they themselves.
        before, behind: what stands around the number, as Arrow dictionaries.
        form: how the number is written: with up to two digits or more, with a point or without,
            like a year or not. These are the kinds of `language.shapes`.
        shown: the number in units of the last decimal shown.
        mantissa, places: the number as mantissa / 10**places, with the fewest places.
    """

    rows: Integers
    texts: pa.Array
    before: pa.DictionaryArray
    behind: pa.DictionaryArray
    form: Integers
    shown: Integers
    mantissa: Integers
    places: Integers

    @classmethod
    def of(cls, texts: pa.Array) -> Singles:
        """The singles of an Arrow column of texts."""
        texts = texts.cast(pa.string())
        parts = pc.extract_regex(texts, _ONE_NUMBER)
        single = pc.and_not(pc.is_valid(parts), pc.match_substring_regex(texts, _MAY_BE_DAY))
        _, whole, places, _ = parts.flatten()
        number = pc.binary_join_element_wise(whole, places, "")
        single = pc.and_not(single, pc.is_in(number, value_set=_WORDS))
        rows = np.flatnonzero(pc.fill_null(single, False).to_numpy(zero_copy_only=False))
        before, whole, places, behind = parts.take(pa.array(rows)).flatten()
        number = number.take(pa.array(rows)).cast(_MILLIONTHS)
        shown = np.frombuffer(number.buffers()[1] or b"", np.int64)[: 2 * len(rows) : 2]
        size, rest = (pc.utf8_length(one).to_numpy() for one in (whole, places))
        like_year = (size == 4) & np.isin(shown // (100 * 10**OUT), (19, 20))
        mantissa, least = tens(shown, OUT)
        return cls(
            rows=rows,
            texts=texts.take(pa.array(rows)),
            before=before.dictionary_encode(),
            behind=behind.dictionary_encode(),
            form=(size > 2) + 2 * (rest > 0) + 4 * like_year,
            shown=shown,
            mantissa=mantissa,
            places=least,
        )

    def kept(self, which: npt.NDArray[np.bool_]) -> Singles:
        """Some of them."""
        chosen = pa.array(which)
        return Singles(
            rows=self.rows[which],
            texts=self.texts.filter(chosen),
            before=self.before.filter(chosen),
            behind=self.behind.filter(chosen),
            form=self.form[which],
            shown=self.shown[which],
            mantissa=self.mantissa[which],
            places=self.places[which],
        )
