"""What a day of a sentence is: announced, effective, expires, deadline, opening, past."""

from __future__ import annotations

import datetime
import re

from tradetalks.text.days import BEGINS, DAY, NamedDay
from tradetalks.text.measure_times import WAS_TO
from tradetalks.text.parties import TARIFF
from tradetalks.text.rates import NOUNS, rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import actions_in

# A day that only names a paper: "Executive Order 14257 of April 2, 2025".
_PAPER = re.compile(
    r"\b(?:Orders?|Proclamations?|Memorand\w+|Announcements?|Notices?|Determinations?|Law|Agreement|Statement"
    r"|Regulations?|Directive"
    r"|Decisions?|Actions?|Act|Deal|Framework|Terms|Communiqu\w+)\b[^;]{0,90}\b(?:of|dated)\s+$"
)
# The same of a citation, of a notice, or of what is dated.
_OF_PAPER = re.compile(
    r"\d+ FR \d+,? \($|\bdated\s+$|\bTreaty of\s+$|\b(?:notices?|rule|regulation|determination) (?:published|issued) on\s+$"
    r"|\b(?:[Ff]iled|FR Doc\.)[^;]{0,40}$"
)
# "In a notice published on 5 March, it determined": what is told of that day, which names no paper that is known.
_IN_A_PAPER = re.compile(
    r"^\W*In (?:an?|its) (?:\w+ )?(?:notice|determination|order|decision|statement|announcement|letter) (?:published|issued|made)"
    r" on\s+$"
)
# "The July 31, 2025, Order", "the Agreement, signed on 16 July": the day is a part of the paper's name.
_DAY_OF_PAPER = re.compile(
    r",?\s+(?:EO|Executive Order|Order|Proclamation|Notice|notice|Agreement|Joint Statement|Memorandum|Determination)\b"
)
_SIGNED_ON = re.compile(
    r"\b(?:Agreement|Treaty|Convention|Memorandum|Protocol),?\s+(?:(?:which|that) was\s+)?signed on\s+$"
)
# A hearing, whenever it is held.
_HEARING = re.compile(r"\bhearing\b[^;]{0,40}\b(?:on|from|to)\s+(?:\w+ \d{1,2},? to\s+)?$")
# "The agreement reached by the two presidents on 1 December".
_AGREED_ON = re.compile(r"\b(?:agreement|deal|framework|consensus|truce|terms)\b[^;,]{0,30}\breached\b[^;,]*\bon\s+$")
_ON = re.compile(r"\b[Oo]n\s+$")
_REACHED = re.compile(
    r"[^;]{0,120}?\b(?:reached (?:an? )?(?:\w+ ){0,2}?(?:agreement|deal|consensus|understanding)|agreed (?:to|on|that"
    r"|further)|concluded (?:an? )"
    r"(?:\w+ ){0,2}?(?:agreement|deal)|gave themselves)\b"
)
# Days after a round of talks on which its own read-out is of it.
_JUST_NOW = 7
# "In advance of the March 1 deadline".
_DEADLINE_AFTER = re.compile(r",?\s+deadline\b")
# "Has been levied since 1 May": of a tariff, the first day.
_STANDS = re.compile(
    r"\b(?:levied|applied|charged|collected|in force|in effect|in place|subject to[^;,]{0,40}|imposed"
    r"|faced[^;,]{0,30})(?: (?:in|to) [^;,]{0,60})?"
    r"\s+since\s+$"
)
_SINCE = re.compile(r"\bsince\s+$", re.IGNORECASE)
_REPLACED = re.compile(r"\b(?:currently|previously|originally) (?:due|set|scheduled) to expire on\s+$", re.IGNORECASE)
_FROM_TO = re.compile(rf"\bfrom {DAY} to\s+(?:\d\d?:\d\d on )?$", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|through|expir\w+ (?:on|by)|no later than|up to and including)\s+(?:[\w:.]+ ){0,6}?$", re.IGNORECASE
)
# "And entered before 12:01 a.m. on 5 October": the end of an exception for goods on their way.
_ENTERED_BEFORE = re.compile(r"\bentered\b(?:(?!\bloaded\b)[^;])*\bbefore\s+12:01 a\.m\.[\w ]*?(?:on )?$")
_NOT_BEFORE = re.compile(r"\bnot take effect until\s+$", re.IGNORECASE)
_CAME_ON = re.compile(r"\b(?:imposed|increased?) on\s+$", re.IGNORECASE)
_HAVE_UNTIL = re.compile(r"\b(?:have|has|had) until\s+$", re.IGNORECASE)
NO_DEAL = re.compile(r"\b(?:agreement|deal|talks|negotiations|outcome|settlement)\b", re.IGNORECASE)
_WAS_TO = re.compile(
    r"\b(?:was|were|had been) (?:\w+ )?(?:scheduled|due|set|supposed) to\b[^;]*\b(?:on|from)\s+$", re.IGNORECASE
)
_STRUCK, _INSERTED = re.compile(r"\b(?:striking the term|deleting) “$"), re.compile(r"\binsert\w+ [^“]*“$")
_BY = re.compile(r"\bby\s+$", re.IGNORECASE)
_TALKS = re.compile(
    r"\b(?:negotiat\w*|talks?|conclude\w*|reach\w*|agree\w*|deadline|complet\w*|consult\w*|deal|transaction)\b",
    re.IGNORECASE,
)
_ACTIONS = re.compile(r"\b(?:actions?|measures|steps|implement\w*|tariffs?)\b", re.IGNORECASE)
_MEETING = re.compile(
    r"\b(?:meet(?:s|ings?)?|talks|negotiations|round|summit|consultations|delegation|visit)\b", re.IGNORECASE
)
_OPENS = re.compile(
    r"\b(?:open|beg[ai]n|start|meet|met|expected in|due in|hold|held|resum|(?:take|took|takes) place|conven"
    r"|travel|visit|arriv|host|launch|s[ia]ts? down)\w*\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"^\W*(?:I|we|it|they|he|she|the [\w ]+?|[A-Z][\w. ’]+?)?\s*(?:announced|determined|declared|issued|signed"
    r"|published|proclaimed|reached|directed|launched|initiated)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:before|prior to)\s+(?:\d\d?:\d\d [ap]\.m\. [\w ]*?on )?$", re.IGNORECASE)
# "The deadline of July 9 is extended to August 1".
_EXTENDED = re.compile(
    r"\b(?:deadline|talks|truce|period|negotiations)\b[^;]*\b(?:extended|postponed|moved|pushed back|prolonged|put off)\b[^;,]*"
    r"\b(?:to|until|till|through)\s+$",
    re.IGNORECASE,
)
_DEADLINE_OF = re.compile(r"\b(?:deadline (?:of|on)|due (?:on|by)|expir\w+ on|ends? on)\s+$", re.IGNORECASE)
_DEADLINE_IS = re.compile(r"\bdeadline (?:of|on|is)\s+$", re.IGNORECASE)
# "Before a truce runs out on March 1": by then there is a deal, or none.
_TRUCE_ENDS = re.compile(
    r"\b(?:truce|cease-?fire|standstill|talks|negotiations)\b[^.;,]{0,40}"
    r"\b(?:runs? out|ends?|expires?|lapses?|due to end)\s+on\s+$",
    re.IGNORECASE,
)
_IS_EXTENDED = re.compile(r"\b(?:extended|postponed|moved|pushed back|put off)\b", re.IGNORECASE)
# "Will meet the Trade Representative on Tuesday", and letters before the day in which that stands.
_MEETING_VERB, _MEETS_ON = (
    re.compile(r"\b(?:meets?|met|s[ia]ts? down|hold talks|begin talks|hold\b[^;]*\b(?:round|talks|meeting))\b"),
    90,
)
_DUE = re.compile(
    r"\b(?:due(?: by| on)?|by|before|no later than|submitted (?:by|on or before)|until)\s+$", re.IGNORECASE
)
_COMMENTS = re.compile(
    r"\b(?:requests? (?:to|for)|applications|petitions?|comments?|consultation of|stakeholders|hearing|submissions?)\b",
    re.IGNORECASE,
)


def what_day_is(sentence: Sentence, day: NamedDay, written: datetime.date | None) -> str:
    """What a day is; empty where it only names a paper, or nothing can be told."""
    text = sentence.text
    head, tail = text[: day.start], text[day.end :]
    is_past = written is not None and day.day < written
    # A span "from Monday to Wednesday" that ends on the day of the text is over.
    is_over = is_past or bool(_FROM_TO.search(head) and written == day.day)
    days_ago = None if written is None else (written - day.day).days
    found = (
        _named(text, head, tail, is_past=is_past),
        _moved(text, head, tail, is_past=is_past),
        _met_or_agreed(text, head, tail, days_ago, is_past=is_over),
        _begins_or_ends(text, head, is_past=is_over),
        _on_day(text, head, tail, is_past=is_over),
    )
    return next((said for said in found if said is not None), "past" if is_over else "")


def _named(text: str, head: str, tail: str, *, is_past: bool) -> str | None:
    """What the words right beside a day make of it, or of the paper whose name it stands in; None where they do not say."""
    if _SINCE.search(head):
        return "effective" if _STANDS.search(head) and NOUNS[TARIFF].search(text) else "past"
    if _IN_A_PAPER.search(head) and is_past:
        return "past"
    if _DEADLINE_AFTER.match(tail):
        return "deadline"
    if _DAY_OF_PAPER.match(tail) or _SIGNED_ON.search(head):
        return ""
    if _ENTERED_BEFORE.search(head):
        return "expires"
    if _PAPER.search(head) or _OF_PAPER.search(head) or _BEFORE.search(head):
        return ""
    if _COMMENTS.search(text) and _DUE.search(head):
        return "past" if is_past else "deadline"
    return None


def _moved(text: str, head: str, tail: str, *, is_past: bool) -> str | None:
    """Whether a day is an old or a new one of something that is moved, or that runs out; None where it is not."""
    if _STRUCK.search(head):
        return "effective, struck"
    if _INSERTED.search(head) or _NOT_BEFORE.search(head):
        return "effective"
    if _REPLACED.search(head):
        return "expiry replaced"
    is_of_tariff = NOUNS[TARIFF].search(text)
    if (_WAS_TO.search(head) and (is_of_tariff or not _MEETING.search(text))) or (WAS_TO.search(head) and is_of_tariff):
        return "effective, struck"
    if _TRUCE_ENDS.search(head) and not is_past:
        return "deadline"
    return _put_off(head, tail) or None


def _met_or_agreed(text: str, head: str, tail: str, days_ago: int | None, *, is_past: bool) -> str | None:
    """Whether people meet, are heard or have agreed on a day; None where that is not said."""
    if _HEARING.search(head):
        return "past" if is_past else "deadline"
    if is_past and (_AGREED_ON.search(head) or (_ON.search(head) and _REACHED.match(tail))):
        return "agreed"
    is_span = BEGINS.search(head) or _FROM_TO.search(head)
    if is_span and _MEETING.search(text) and not NOUNS[TARIFF].search(text):
        # "For a third round of talks, from June 2 to June 4".
        if is_past and (days_ago is None or days_ago > _JUST_NOW):
            return "past"
        return "closing" if _FROM_TO.search(head) else "opening"
    return None


def _begins_or_ends(text: str, head: str, *, is_past: bool) -> str | None:
    """Whether something begins on a day, lasts until it, or is to be done by it; None where none of these is said."""
    if BEGINS.search(head) or _CAME_ON.search(head):
        return "effective, backwards" if is_past and re.search(r"\bretroactiv|\bon or after\b", text) else "effective"
    if (_UNTIL.search(head) or _FROM_TO.search(head)) and not _HAVE_UNTIL.search(head):
        return "deadline" if _COMMENTS.search(text) else "expires"
    if _BY.search(head) or _HAVE_UNTIL.search(head):
        if NO_DEAL.search(text):
            return "deadline"
        if _ACTIONS.search(text) and not re.search(r"\bnegotiat|\btalks\b|\bdeal\b", text):
            return "effective, at the latest"
        return "deadline" if _TALKS.search(text) else ""
    return None


def _put_off(head: str, tail: str) -> str:
    """Whether a day is the old or the new one of something that is extended; empty where it is neither."""
    if _EXTENDED.search(head):
        return "deadline"
    if _DEADLINE_OF.search(head) and _IS_EXTENDED.search(tail):
        return "expiry replaced"
    return "deadline" if _DEADLINE_IS.search(head) else ""


def _on_day(text: str, head: str, tail: str, *, is_past: bool) -> str | None:
    """What happens on a day; None where nothing that counts does."""
    if not re.search(r"\bon\s+$", head, re.IGNORECASE):
        return None
    if _ANNOUNCED.match(tail.lstrip(" ,")) and not is_subordinate(head):
        return "announced"
    near = head[-_MEETS_ON:]
    if not is_past and _MEETING_VERB.search(near) and not NOUNS[TARIFF].search(near):
        return "opening"
    actions = actions_in(text)
    if actions and all(action.denied for action in actions):
        # "Will not rise on March 2": nothing begins.
        return ""
    if actions and rates_in(text) and not is_past:
        return "effective"
    if _MEETING.search(text) and _OPENS.search(text) and not is_past:
        return "opening"
    return None


def is_subordinate(head: str) -> bool:
    """Whether what stands before a day is more than an opening: the day then belongs to a clause inside."""
    return len(head.split()) > 4
