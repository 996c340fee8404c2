"""Whose text it is, by its head or its foot: a line such as "Global Affairs Canada" or "Official Gazette of the Federation"."""

from __future__ import annotations

import re

from tradetalks.text.phrases import issuers, places_in

# Lines at the top and at the foot of a text that may say whose it is, and letters of the longest: more is a sentence.
HEAD, FOOT, LONGEST_LINE = 8, 4, 150
# A dateline of the European Commission, whose texts call themselves "the Commission".
_BRUSSELS = re.compile(r"^Brussels, \d{1,2} \w+ \d{4}\W*$", re.MULTILINE)
_COMMISSION = re.compile(r"\bthe Commission\b")
# An agency, and a dateline of one: a report of others.
_REPORT = re.compile(
    r"\((?:Agency|Reuters|AP|AFP|Bloomberg|Newswire)\)|^[A-Z/ ]{4,40},? (?:\w+\.? \d{1,2}\w*,? )?(?:\d{4} )?[-–—] ",
    re.MULTILINE,
)


# "Ministry of Commerce of Thailand", "Republic of Türkiye", "Official Gazette of the Argentine Republic", "By the President of
# the United States of America": an office, or a state, and nothing but its country.
_OFFICE = re.compile(
    r"(?:by the |the )?(?:[a-z]+ ){0,2}?(?:ministry|department|government|office|cabinet|secretariat|council of ministers"
    r"|president|presidency|republic|kingdom|commonwealth|gazette)\b(?: \(?[\w’',&.-]+\)?){1,10}",
    re.IGNORECASE,
)
_ENDS_IN_STATE = re.compile(r"(?: republic| nation| of america)?\W*", re.IGNORECASE)
_AT_REQUEST = re.compile(
    r"\b[Cc]irculated at the request of the (?:delegation|Government) of (?:the )?(?P<whom>[A-Z][\w ]+)"
)
_OF_WTO = re.compile(
    r"\bWTO\b|World Trade Organization|Council for Trade in Goods|Committee on Safeguards|^G/", re.MULTILINE
)
# Words of the longest name of a member that stands alone.
_MEMBER = 4
# Words of a title that tells of somebody else.
_OF_ANOTHER = re.compile(r"\b(?:on|to|with|against|from|regarding|in|at|between|says?|said|responds?)\b", re.IGNORECASE)


def _office_of(line: str) -> str:
    """Code of the country whose office a line names, and nothing else; empty where it is another line."""
    plain = line.replace("İ", "I")
    if plain.isupper():
        plain = plain.title()
    if _OFFICE.fullmatch(plain) is None or _OF_ANOTHER.search(plain):
        return ""
    places = places_in(plain)
    if len({place.code for place in places}) != 1:
        return ""
    return places[-1].code if _ENDS_IN_STATE.fullmatch(plain, places[-1].end) else ""


def issuer_by_lines(text: str) -> str:
    """Code of the government that a short line at the head or the foot of a text names as its own; empty where none does, or
    where several do.

    Args:
        text: all of it.
    """
    # Of a first line "title | date | address" only the title may say it.
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and "|" in lines[0]:
        lines[0] = lines[0].partition("|")[0].strip("# ")
    if _REPORT.search("\n".join(lines[:HEAD])):
        return ""
    short = [line for line in [*lines[:HEAD], *lines[-FOOT:]] if len(line) <= LONGEST_LINE]
    pattern, codes = issuers()
    found = {codes[match.group()] for line in short for match in pattern.finditer(line)}
    request = _AT_REQUEST.search("\n".join(lines[: 2 * HEAD]))
    if request and places_in(request["whom"]):
        return places_in(request["whom"])[0].code
    if not found and _OF_WTO.search("\n".join(lines[: 2 * HEAD])):
        # A notification to the World Trade Organization bears the name of the member in capitals on a line of its own.
        members = [line.title() for line in lines[: 2 * HEAD] if line.isupper() and len(line.split()) <= _MEMBER]
        found = {place.code for line in members for place in places_in(line) if place.word == line}
    if not found:
        found = {code for line in short[:HEAD] if (code := _office_of(line))}
    if _BRUSSELS.search("\n".join(short)) and _COMMISSION.search(text):
        found.add("EU")
    if len(found) != 1:
        return ""
    return found.pop()
