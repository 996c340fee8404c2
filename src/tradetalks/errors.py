"""The errors that tradetalks raises on purpose, and the one way in which their messages are written.

Two kinds of failure are told apart. What depends on types, labels or impossible values raises one of the errors below, at
once, where it is noticed. What depends on numbers (a solver that stops short of its tolerance) is a ``status`` of the
result, see :mod:`tradetalks.result`; only the outermost call, the one that a person made, turns it into an error.

Every message has the same layout, written by :func:`message`: a title that names what is wrong, then what was expected,
what came, and what to do about it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

# Width of the words that begin a line of a message: the longest of them, "expected", sets it.
WORD_WIDTH = 8


class TradeTalksError(ValueError):
    """Base of every error the package raises for bad input or an unsolved problem."""


class AccountsError(TradeTalksError):
    """Accounts whose labels, signs or identities are wrong; lists every failure at once."""


class PolicyError(TradeTalksError):
    """A policy that the economy cannot take: unknown labels, impossible rates, unbalanced transfers."""


class SolveError(TradeTalksError):
    """A single run that did not reach an equilibrium; carries residual, place and advice."""


class TalksError(TradeTalksError):
    """Talks that cannot be analysed: impossible dates, mandates, probabilities or stakes, or a solver that failed."""


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
        The lines that were given, joined.
    """
    first = f"{where}  {title}" if where else title
    labels = (("expected", expected), ("got", got), ("do", do))
    return "\n".join([first, *details, *(labelled(word, text) for word, text in labels if text)])


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
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"choose from {', '.join(known)}"
