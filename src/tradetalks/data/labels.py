"""Labels that can stand for a region or a sector in tables, files and charts."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from tradetalks.errors import CONTROLS, shortened

# Letters of a label or a name: file systems end names at 255, and no column of a table holds more.
LONGEST = 255
# Words of scenario files, by kind of label: every region or sector, and every sector that tariffs reach.
RESERVED = {"region": ("all",), "sector": ("all", "goods")}


def label_problems(kind: str, labels: Sequence[str]) -> Iterator[str]:
    """What is wrong with ``labels`` of regions or sectors, one sentence each.

    Args:
        kind: what they are labels of, region or sector.
        labels: in order, each once.
    """
    if not labels:
        yield f"there is no {kind}"
    for label in labels:
        wrong = _problem(kind, label)
        if wrong:
            yield f"{kind} {shortened(label)!r} cannot be a label: {wrong}"
    for label, count in Counter(labels).items():
        if count > 1:
            yield f"{kind} {label} stands {count} times; expected each label once"


def name_problems(kind: str, names: Sequence[str]) -> Iterator[str]:
    """What is wrong with the names to be printed beside labels: as for labels, but any words will do."""
    for name in names:
        wrong = _unprintable(name)
        if wrong:
            yield f"{kind} name {shortened(name)!r} cannot be printed: {wrong}"
    for name, count in Counter(name.casefold() for name in names).items():
        if count > 1:
            yield f"{count} {kind}s have one name, {shortened(name)}; expected a name of its own for each"


def _problem(kind: str, label: str) -> str:
    if label.strip() == "":
        return "it is empty"
    word = label.lower()
    if word in RESERVED[kind]:
        what = "every one" if word == "all" else "every sector that tariffs reach"
        return f"scenario files mean {what} by {word!r}"
    if label != label.strip():
        return "it begins or ends with a blank"
    # Two labels that differ in such a letter alone look the same in every table and message.
    if any(unicodedata.category(letter) == "Cf" for letter in label):
        return "it holds a letter that nobody sees"
    return _unprintable(label)


def _unprintable(text: str) -> str:
    if len(text) > LONGEST:
        return f"it has {len(text)} letters, more than {LONGEST}"
    if any(ord(letter) < ord(" ") or ord(letter) == 127 for letter in text):
        return "it holds a control character"
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        return "it holds half of a character (a surrogate)"
    if CONTROLS.search(text):
        return "it holds a mark that turns the direction of text round"
    return ""
