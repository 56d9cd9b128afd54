"""What the rooms of the language signal to one another when a text is no value. Never seen outside."""

from __future__ import annotations

__all__ = ["Contradiction", "SyntaxFault"]


class Contradiction(Exception):
    """Two parts of one text say different things; `word` is where it shows."""

    def __init__(self, code: str, message: str, word: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.word = word


class SyntaxFault(Exception):
    """The folded text stops being a value at `position`."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position
