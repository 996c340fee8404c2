"""A line of the answer: a question, what answers it, and what to know beside that."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class AnswerLine:
    """A question with its answer.

    Args:
        topic: what it is about, one word: ``odds``, ``cost``, ``deal``, ``keeping``, ``who``, ``war``, ``end`` or ``rests``.
        question: as somebody asks it who knows nothing of models.
        answer: a sentence whose first word answers; every number with its band and its horizon.
        detail: further sentences; empty where there is nothing to add.
    """

    topic: str
    question: str
    answer: str
    detail: str = ""

    @property
    def text(self) -> str:
        """Answer and detail in one go."""
        return f"{self.answer} {self.detail}".strip()
