"""Memo: answers kept by what they depend on."""

from __future__ import annotations

from typing import TypeVar

MOST_ANSWERS = 10_000

Answer = TypeVar("Answer")


class Memo(dict[tuple[object, ...], Answer]):
    """Answers kept by what they depend on: the same few questions come again and again; cleared when there are many."""

    def keep(self, question: tuple[object, ...], answer: Answer) -> Answer:
        """Keep an answer, and return it."""
        if len(self) >= MOST_ANSWERS:
            self.clear()
        self[question] = answer
        return answer
