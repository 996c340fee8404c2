"""What a sentence only quotes, names or leaves out, and what it gives a rate of its own while leaving it out."""

from __future__ import annotations

import re

from tradetalks.text.phrases import percents_in

# What a sentence quotes, names or leaves out does nothing: titles of orders, exceptions, goods in transit.
_ASIDE = re.compile(
    r"“(?!(?:[\w’-]+ ){0,3}(?:tariffs?|duty|duties)”)[^”]*”|\((?:[A-Z][\w’'-]*\s+){2}[^()]*\)"
    r"|\bexcept that\b[^.;]*"
    # "Goods of partners other than Peru shall be subject to": the exception ends before the verb of the sentence.
    r"|\b(?:except|alongside|other than|excluding|with the exception of)\b(?! as (?:otherwise )?provided)(?! that\b)"
    r"(?:(?!\s(?:shall|will|may|must)\b|\b(?:which|whose|where)\b)[^.;])*(?:\b(?:which|whose|where)\b[^.;]*)?"
    r"|\bin lieu of\b(?<!apply in lieu of)(?<!applies in lieu of)[^,;]*"
)


def without_asides(text: str) -> str:
    """A sentence in which all that it only quotes, names or leaves out is blank; every other letter keeps its place."""
    return _ASIDE.sub(lambda match: " " * len(match.group()), text)


# How an exception begins.
_EXCEPT = re.compile(r"except(?: that)?(?: for)?|alongside|other than|excluding|with the exception of", re.IGNORECASE)


def asides_with_rates(text: str) -> list[str]:
    """What a sentence leaves out and gives a rate of its own ("excluding oil, which bears 10 percent"), each as the words of a
    sentence; every letter keeps its place."""
    found = []
    for match in _ASIDE.finditer(text):
        begins = _EXCEPT.match(match.group())
        if begins and percents_in(match.group()):
            start = match.start() + begins.end()
            found.append((" " * start + text[start : match.end()]).ljust(len(text)))
    return found
