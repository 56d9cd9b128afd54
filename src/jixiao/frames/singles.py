"""Texts of one number (≥95%, 完成12场，见附件): what stands around it, and the number itself."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..language.shapes import DAY_LIKE, NUMBER
from .columns import Integers, tens
from .kernel import OUT

__all__ = ["Singles"]

_ONE_NUMBER: Final = rf"^(?P<before>[^0-9]*){NUMBER}(?P<behind>[^0-9]*)$"
_MAY_BE_DAY: Final = rf"^[^0-9]*{DAY_LIKE}"
_MILLIONTHS: Final = pa.decimal128(18, OUT)


@attrs.frozen(kw_only=True, eq=False)
class Singles:
    """The texts among many that have one number, which is not 0 and may be no day.

    Attributes:
        rows: which they are.
        before, behind: what stands around the number, as Arrow dictionaries.
        form: how the number is written: its digits on both sides of the point, and whether it
            begins like a year. What is written alike is read alike, or nearly so.
        shown: the number in units of the last decimal shown.
        mantissa, places: the number as mantissa / 10**places, with the fewest places.
    """

    rows: Integers
    before: pa.DictionaryArray
    behind: pa.DictionaryArray
    form: Integers
    shown: Integers
    mantissa: Integers
    places: Integers

    @classmethod
    def of(cls, texts: pa.Array) -> Singles:
        """The singles of an Arrow column of texts."""
        parts = pc.extract_regex(texts, _ONE_NUMBER)
        single = pc.and_not(pc.is_valid(parts), pc.match_substring_regex(texts, _MAY_BE_DAY))
        rows = np.flatnonzero(pc.fill_null(single, False).to_numpy(zero_copy_only=False))
        before, whole, places, behind = parts.take(pa.array(rows)).flatten()
        number = pc.binary_join_element_wise(whole, places, "").cast(_MILLIONTHS)
        shown = np.frombuffer(number.buffers()[1] or b"", np.int64)[: 2 * len(rows) : 2]
        like_year = np.isin(
            pc.utf8_slice_codeunits(whole, 0, 2).cast(pa.int64()).to_numpy(), (19, 20)
        )
        digits = [pc.utf8_length(one).to_numpy().astype(np.int64) for one in (whole, places)]
        mantissa, least = tens(shown, OUT)
        return cls(
            rows=rows,
            before=before.dictionary_encode(),
            behind=behind.dictionary_encode(),
            form=(digits[0] * 16 + digits[1]) * 2 + like_year,
            shown=shown,
            mantissa=mantissa,
            places=least,
        )
