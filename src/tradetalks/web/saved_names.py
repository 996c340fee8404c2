"""What saved scenarios are called: on one line, in letters that are seen, each by a name of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from itertools import count

from tradetalks.errors import ScenarioError, is_unprintable, message

# Letters of a name: a line of a list.
LONGEST_NAME = 120
# Marks that join letters, in Persian, in languages of India and in pictures, and are part of how these are written.
JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
# Kinds of characters of which something is seen: letters, numbers, punctuation, symbols.
SEEN = ("L", "N", "P", "S")


def saved_name(given: str) -> str:
    """The name that a reader gives a scenario, as it is kept: composed letters, one space between words.

    Args:
        given: as it was sent.

    Raises:
        ScenarioError: it is empty, longer than a line, or holds what nobody sees: control characters, marks that turn text round.
    """
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if is_unprintable(given) or any(_is_hidden(letter) for letter in name):
        raise _no_name("it holds control characters, or marks that are not seen and change how others are")
    if not any(unicodedata.category(letter)[0] in SEEN for letter in name):
        raise _no_name("nothing of it would be seen")
    if len(name) > LONGEST_NAME:
        raise _no_name(f"it has {len(name):,} letters")
    return name


def free_name(name: str, taken: Collection[str]) -> str:
    """A name that no other scenario has, whatever the case of its letters: itself, or with a number behind it.

    Args:
        name: of :func:`saved_name`.
        taken: names of the others.
    """
    others = {other.casefold() for other in taken}
    if name.casefold() not in others:
        return name
    for number in count(2):
        ending = f" ({number})"
        other = name[: LONGEST_NAME - len(ending)].rstrip() + ending
        if other.casefold() not in others:
            return other
    raise AssertionError("numbers have no end")


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cf", "Co", "Cn") and letter not in JOINERS


def _no_name(why: str) -> ScenarioError:
    expected = f"letters that are seen, on one line, at most {LONGEST_NAME}"
    return ScenarioError(message("this is no name for a scenario", details=[why], expected=expected, do="give another"))
