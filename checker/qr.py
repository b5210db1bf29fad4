"""The text of a summary as a QR code.

The encoder is handed in. In the page it is segno's, which is loaded only when
somebody asks for a code; the checker itself needs nothing but Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MOST_BYTES", "Encode", "rows"]

MOST_BYTES = 425
"""What a code of version 13 takes at error correction level L, in bytes.

It has 69 modules and a border of 4 on each side: on a screen of 320 px each is 4 px wide, which
a camera can tell apart. A longer text needs several codes.
"""


class Code(Protocol):
    """An encoded text; each module of the matrix is dark where it is odd."""

    @property
    def matrix(self) -> Iterable[Iterable[int]]:
        """Return the modules, without the light border."""


class Encode(Protocol):
    """The encoder: `segno.encoder.encode`."""

    def __call__(
        self, content: bytes, /, *, error: str, mode: str, micro: bool, boost_error: bool
    ) -> Code:
        """Return the code of some bytes."""


def rows(text: str, encode: Encode) -> list[str]:
    """Return the modules of the code, row by row, 1 for a dark and 0 for a light one.

    :raises ValueError: the encoder's own, when the text has more bytes than any code takes

    With `segno`, which is no part of this package: ``rows("a text", segno.encoder.encode)``.
    """
    code = encode(text.encode(), error="l", mode="byte", micro=False, boost_error=False)
    return ["".join("1" if module & 1 else "0" for module in row) for row in code.matrix]
