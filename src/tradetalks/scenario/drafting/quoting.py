"""Comments of a draft: the words that a value rests on, where they stand, and how sure it is."""

from __future__ import annotations

import dataclasses

from tradetalks.scenario.open_points import OPEN_MARK
from tradetalks.text.findings import Value
from tradetalks.text.source import SourceText

# Words of a text that one comment repeats.
MOST_WORDS = 25


@dataclasses.dataclass(frozen=True)
class Quoter:
    """Quotes one text.

    Args:
        source: the text.
    """

    source: SourceText

    def words(self, value: Value) -> str:
        """The words that a value rests on, at most 25."""
        spans = value.words or value.at
        return in_few_words(" … ".join(" ".join(self.source.text[slice(*span)].split()) for span in spans))

    def said(self, value: Value) -> str:
        """A comment: words, place, and how the value follows from them."""
        if not value.at:
            return f"# {value.derived or 'judgement'}"
        place = "-".join(str(place) for place in (value.words or value.at)[0])
        sure = "; ".join(filter(None, [value.derived or "stated", value.note]))
        return f'# "{self.words(value)}" ({self.source.name} {place}; {sure})'

    def sentence(self, value: Value) -> str:
        """The sentence of a value, at most 25 words of it."""
        if not value.at:
            return ""
        return in_few_words(" ".join(self.source.text[slice(*value.at[0])].split()))


def in_few_words(text: str) -> str:
    """At most so many words, in quotes that YAML and a comment both bear."""
    words = text.split()
    if len(words) > MOST_WORDS:
        words = [*words[: MOST_WORDS - 1], "…"]
    return " ".join(words).replace('"', "'")


def open_line(text: str, indent: str = "") -> str:
    """A line that a person has to decide."""
    return f"{indent}{OPEN_MARK} {' '.join(text.split())}"
