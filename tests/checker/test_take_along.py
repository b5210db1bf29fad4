"""What a person takes along, on the small made-up knowledge: each word of it, and how the code is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.qr import MOST_BYTES, rows

if TYPE_CHECKING:
    from collections.abc import Iterable


class Code:
    matrix: Iterable[Iterable[int]] = ((0, 1, 2), (3, 0x10, 0x11))


def test_the_code_is_asked_for_as_bytes_at_the_lowest_error_correction() -> None:
    asked: list[tuple[bytes, dict[str, Any]]] = []

    def encode(content: bytes, /, **how: Any) -> Code:  # noqa: ANN401
        asked.append((content, how))
        return Code()

    assert rows("Ä", encode) == ["010", "101"]
    assert asked == [
        ("Ä".encode(), {"error": "l", "mode": "byte", "micro": False, "boost_error": False})
    ]
    assert MOST_BYTES == 2953
