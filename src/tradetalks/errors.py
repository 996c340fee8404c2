"""The errors that tradetalks raises on purpose, and the one way in which their messages are written.

Two kinds of failure are told apart. What depends on types, labels or impossible values raises one of the errors below, at
once, where it is noticed. What depends on numbers (a solver that stops short of its tolerance) is a ``status`` of the
result, see :mod:`tradetalks.result`; only the outermost call, the one that a person made, turns it into an error.

Every message has the same layout, written by :func:`message`: a title that names what is wrong, then what was expected,
what came, and what to do about it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

# Width of the words that begin a line of a message: the longest of them, "expected", sets it.
WORD_WIDTH = 8
# Characters of a line, and lines of a part, of a message: more than any message of ours has, less than fills a screen's memory.
LONGEST_LINE, MOST_LINES = 2000, 400
# Letters of a value in the middle of a message.
SHOWN = 80
# Letters of a name that is compared with others: a longer one is no slip of the pen.
LONGEST_NAME = 200
# What moves a cursor, changes colours, rings, hides or turns the direction of text round: control characters but for line ends
# and tabs, marks that order text from right to left, halves of characters that stand for nothing alone.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class TradeTalksError(ValueError):
    """Base of every error the package raises for bad input or an unsolved problem."""


class AccountsError(TradeTalksError):
    """Accounts whose labels, signs or identities are wrong; lists every failure at once."""


class PolicyError(TradeTalksError):
    """A policy that the economy cannot take: unknown labels, impossible rates, unbalanced transfers."""


class TariffError(TradeTalksError):
    """Tables of tariffs or product codes that cannot be read; lists every problem by file and line."""


class SolveError(TradeTalksError):
    """A single run that did not reach an equilibrium; carries residual, place and advice."""


class TalksError(TradeTalksError):
    """Talks that cannot be analysed: impossible dates, mandates, probabilities or stakes, or a solver that failed."""


class TextError(TradeTalksError):
    """A text that cannot be read: empty, no text, not English; says what it is and what to give."""


class ScenarioError(TradeTalksError):
    """A scenario file that cannot be read; lists every problem with line, column and caret."""


def message(
    title: str, *, where: str = "", details: Iterable[str] = (), expected: str = "", got: str = "", do: str = ""
) -> str:
    """The text of an error, one line for each part that is given::

        where  title
        details, one a line
        expected ...
        got      ...
        do       ...

    Args:
        title: what is wrong, in one line without a full stop.
        where: the place in a file, as ``path:line:column``; stands before the title as a compiler prints it.
        details: further lines, each as it is (see :func:`labelled` and :func:`listed`).
        expected: what would have been right.
        got: what came instead.
        do: what to do about it.

    Returns:
        The lines that were given, joined, each part as :func:`bounded` leaves it: whatever a file or a call holds, a message can
        be printed and read.
    """
    lines = [bounded(f"{where}  {title}" if where else title)]
    further = list(details)
    if further:
        lines.append(bounded("\n".join(further)))
    labels = (("expected", expected), ("got", got), ("do", do))
    return "\n".join([*lines, *(labelled(word, bounded(text)) for word, text in labels if text)])


def bounded(text: str) -> str:
    """A text that does nothing to a screen and does not fill it.

    Args:
        text: of any length, with anything in it.

    Returns:
        The same lines, at most 400 of at most 2,000 characters, and how much was left out; what would control a terminal is
        written out, as ``\\x1b``.
    """
    lines = text.split("\n")
    shown = [_cut(printable(line[: 2 * LONGEST_LINE]), len(line)) for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append(f"({len(lines) - MOST_LINES:,} more lines)")
    return "\n".join(shown)


def printable(text: str) -> str:
    """The text with control characters and halves of characters written out, as ``\\x1b``."""
    return CONTROLS.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


def is_unprintable(text: str) -> bool:
    """Whether a text holds control characters, which a screen obeys, or halves of characters, which no file can hold."""
    return any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r" for letter in text)


def shortened(text: str, most: int = SHOWN) -> str:
    """The beginning of a text, at most so many letters: for a value in the middle of a message."""
    if len(text) <= most:
        return text
    return f"{text[:most]}…"


def _cut(line: str, length: int) -> str:
    if length <= LONGEST_LINE:
        return line
    return f"{line[:LONGEST_LINE]}... ({length - LONGEST_LINE:,} more characters)"


def parts(text: str) -> dict[str, str]:
    """The parts of a text that :func:`message` wrote: ``title``, ``expected``, ``got`` and ``do``, empty where there is none."""
    title, *lines = text.split("\n")
    found = {"title": title, "expected": "", "got": "", "do": ""}
    for line in lines:
        word, rest = line[:WORD_WIDTH].rstrip(), line[WORD_WIDTH + 1 :]
        if word in found:
            found[word] = rest
    return found


def labelled(word: str, text: str) -> str:
    """A line of a message: ``word`` padded to the width of "expected", then ``text``."""
    return f"{word:<{WORD_WIDTH}} {text}"


def listed(lines: Sequence[str], most: int, indent: str = "  ") -> list[str]:
    """The first ``most`` of ``lines``, indented, and how many more there are."""
    shown = [f"{indent}{line}" for line in lines[:most]]
    left_out = len(lines) - len(shown)
    if left_out:
        shown.append(f"{indent}and {left_out} more")
    return shown


def suggestion(name: str, names: Iterable[str]) -> str:
    """``did you mean ...?`` where one of ``names`` is near ``name``, else all of them to choose from; nothing without names."""
    known = list(names)
    if not known:
        return ""
    near = difflib.get_close_matches(name[:LONGEST_NAME], known, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"choose from {', '.join(known)}"
