"""The condition of a sentence, apart from what follows on it: "if no agreement is reached | tariffs will rise"."""

from __future__ import annotations

import re
from functools import lru_cache

from tradetalks.text.phrases import ASKED

# To the end of a sentence: full stops of "U.S." and "a.m." end none.
_REST = re.compile(r"(?:[^.;]|(?<=\b\w)\.|(?<=\d)\.(?=\d))*")
_IF = re.compile(
    r"\b(?<!as )(?<!even )(?<!what )(?:only )?(?:if|unless|in the event(?: that| of)?|provided that|on condition that|as long as"
    r"|in case|contingent (?:on|upon)|conditional (?:on|upon)|in the absence of|absent|failing|without an? (?:deal|agreement))\b"
    # "Unless a lower rate applies": an exception.
    r"(?!(?<=unless) (?:an? (?:lower|higher|different|other) |otherwise ))"
    r"(?! (?:any|necessary|applicable|appropriate|needed|possible)\b[ ,])"
    # Of the goods, not of what is done: "if entered before May 1".
    r"(?! (?:(?:they|it|such goods) (?:are|is|were|was) )?(?:entered|exported|imported|loaded|shipped|withdrawn)\b)"
    r"(?!(?<=provided that) in\b)"
    # "If that is earlier": which of two days.
    r"(?! (?:that|it|this) is (?:the )?(?:earlier|later)\b)"
    # "Provided that they are products of Peru": which goods are meant.
    r"(?!(?<=provided that) (?:they|such \w+|the (?:goods|articles|products|parts|items)) (?:are|qualify|meet|comply"
    r"|originate)\b)"
    r"|(?:^|(?<=\) ))should\b(?= )|(?<=\w )should(?= (?:the )?[A-Z]\w+| (?:it|they|talks|no|you)\b)"
    # "Will remove its duty once the levy is gone".
    r"|(?<=[\w%] )once(?= (?:the|its|their|an?|all|[A-Z]\w+) (?:[^,.;]{2,60}? )?(?:has|have|is|are|does|do|[a-z]+s)\b)"
    r"|(?<=, )once(?= [^,.;]{2,60}? (?:has|have|is|are)\b)",
    re.IGNORECASE,
)
# "When the bill is introduced, the United States will": what will be waits for what is.
_ONCE = re.compile(r"^\W*(?:when|once|as soon as|upon)\b(?=[^.;]*,[^.;]*\b(?:will|shall)\b)", re.IGNORECASE)
# Before a condition that comes first, and before one that is put in: "will, if no deal is reached, raise".
_FIRST = re.compile(
    r"^\W*(?:[\w’'-]+\W+){0,2}$|[;:]\s*(?:\w+\s+)?$|\b(?:that|but|and|said|warned)\s*,?\s*$|[“\"(]$", re.IGNORECASE
)
# "LIMA, May 2 - If": the place and day of a report stand before its first sentence.
_DATELINE = re.compile(r"^\W*[A-Z]{3}[A-Z .,]*[^–—]{0,40}\s[–—-]+\s*$")
_PUT_IN = re.compile(r"\b(?:will|shall|may|would|could|can|to|or)\s*,\s*$", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:will|shall|would|may|could|can|must|(?:is|are) to)\b")
_THEN = re.compile(r",\s+then\b", re.IGNORECASE)
# A comma that closes a clause: none inside a number, and none of the first words ("if, however,").
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
# A clause has at least these: a subject and a verb with an article, "a deal fails".
_WORDS_OF_A_CLAUSE = 3


# "Until the tariffs are lifted": no day, and nothing that is done.
_UNTIL_THEN = re.compile(
    r"\b(?:until|till|for as long as|before)\s+(?!\w+ \d)(?=(?:[^,.;]|(?<=\b\w)\.)*"
    r"\b(?:is|are|has|have|was|were|(?:eliminat|remov|repeal|revok|terminat|suspend|reduc|withdraw|lift|end)e?s)\b)"
    r"(?:[^,.;]|(?<=\b\w)\.)*",
    re.IGNORECASE,
)


def undone_in(text: str) -> list[tuple[int, int]]:
    """The clauses of a sentence that only say until when: "until the U.S. tariffs are lifted".

    Args:
        text: of the sentence.
    """
    return [match.span() for match in _UNTIL_THEN.finditer(text)]


@lru_cache(ASKED)
def condition_in(text: str) -> tuple[int, int] | None:
    """Where the first condition of a sentence begins and ends; None where it has none.

    Args:
        text: of the sentence.

    Returns:
        Its letters, from its first word ("if", "unless", "when") to the comma before what follows on it, or to the end.
    """
    match = _ONCE.search(text) or _IF.search(text)
    if match is None:
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip(' "“(,'))
    rest = _REST.match(text, start)
    stop = rest.end() if rest else len(text)
    head = text[:start]
    if _PUT_IN.search(head):
        return start, _first_comma(text, start, stop)
    if match.re is _ONCE or _FIRST.search(head) or _DATELINE.search(head):
        return start, _main_clause(text, start, stop)
    return start, stop


def _first_comma(text: str, start: int, stop: int) -> int:
    """The first comma after a few words."""
    for comma in _COMMA.finditer(text, start, stop):
        if len(text[start : comma.start()].split()) >= _WORDS_OF_A_CLAUSE:
            return comma.start()
    return stop


def _main_clause(text: str, start: int, stop: int) -> int:
    """Where what follows begins: at "then", else at the comma before the first words that have a "will" or a "may" among them."""
    then = _THEN.search(text, start, stop)
    if then:
        return then.start()
    every = [comma.start() for comma in _COMMA.finditer(text, start, stop)]
    # "Once ratified, ..." is short; a comma within a list of parties is not where the condition ends.
    commas = [comma for comma in every if len(text[start:comma].split()) >= _WORDS_OF_A_CLAUSE] or every
    for comma, following in zip(commas, [*commas, stop][1:], strict=True):
        if _MODAL.search(text, comma, following):
            return comma
    return commas[0] if commas else stop


def condition_words(text: str) -> str:
    """The words of the condition; empty where there is none."""
    span = condition_in(text)
    return text[slice(*span)].strip(" ,") if span else ""
