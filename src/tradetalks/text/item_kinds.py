"""What kind of item of talks the words of a promise are."""

from __future__ import annotations

import re

from tradetalks.text.parties import TARIFF
from tradetalks.text.rates import NOUNS

BUY = r"purchas\w*|procure\w*|buy(?:s|ing)?|imports? of|import more"
PURCHASE = re.compile(rf"\b(?:{BUY})\b", re.IGNORECASE)
_ACCESS = re.compile(
    r"\bmarket access\b|\bbarriers? (?:to|for)\b|\bimport (?:licensing|restrictions?)\b|\baccepting (?:vehicles"
    r"|FDA)\b|\baccepting (?:[\w.]+ ){1,3}?vehicles\b|\baccess (?:for|to)\b"
    r"|\baccept(?:ing)? (?:the )?(?:importation|imports|entry) of\b"
    r"|\b(?:recognition|acceptance|accept|accepting)\b[^.;]{0,60}\b(?:standards|devices|vehicles|certificat\w+|products)\b"
    r"|\b(?:reduc|lower|address|remov|eliminat)\w* (?:and prevent )?(?:trade )?barriers\b(?! between)"
    r"|\bbarriers? to\b|\b(?:address|resolv)\w* (?:the )?concerns of (?:[^.;]|(?<=\b\w)\.){0,60}?\b(?:producers"
    r"|exporters|companies)\b"
    r"|\bdialogue on (?:\w+ )?standards\b"
    r"|\bopen(?:s|ing)?\b[^.;]{0,40}\bmarkets?\b|\baccept for sale\b|\bnon-tariff barriers?\b"
    r"|\bquotas?\b|\b(?:eliminat|remov|lift|abolish|end)\w* (?:[\w,-]+ ){0,4}?(?:caps?|ceilings?|bans?|restrictions)\b",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"\b(?:remov|lift|eliminat|eas)\w* (?:\w+ ){0,3}?(?:restrictions|controls) on exports?\b"
    r"|\blicen[cs]es?\b[^.;]{0,40}\bexports?\b|\bexport licen[cs]es?\b",
    re.IGNORECASE,
)
_NO_LIMITS = re.compile(
    r"\b(?:ban|banning|quotas|restricting|restrictions?)\b[^.;]{0,40}\bexports\b|\bno restrictions are imposed on the "
    r"(?:sale|export)\b"
)
_NO_SUBSIDIES = re.compile(
    r"\b(?:zero|end|ends|eliminat\w+|remov\w+|cut\w*|reduc\w+|withdraw\w*) (?:(?!and\b)\w+ ){0,3}?subsidies\b",
    re.IGNORECASE,
)
# "Resolve the steel tariff issues and retaliatory tariffs": tariffs that were raised are to come down again.
_ANSWERS = re.compile(
    r"\b(?:withdraw|lift|cancel|unwind|rescind|revoke)(?:ing)? (?:[\w-]+ ){0,4}?(?:tariffs|tariff measures|duties"
    r"|surtax(?:es)?|levies"
    r"|countermeasures)\b"
    r"|\b(?:resolv|withdraw|lift|unwind)\w*\b[^.;]*\b(?:tariff issues|retaliatory (?:tariffs|duties))\b",
    re.IGNORECASE,
)


def kind_of_item(text: str) -> str:
    """The kind of an item of talks by its words: purchases, rollback, tariff, export_access, access, subsidies or stated."""
    if PURCHASE.search(text):
        return "purchases"
    if _ANSWERS.search(text):
        return "rollback"
    if NOUNS[TARIFF].search(text):
        return "tariff"
    if _LICENCE.search(text) or _NO_LIMITS.search(text):
        return "export_access"
    if _ACCESS.search(text):
        return "access"
    if _NO_SUBSIDIES.search(text):
        return "subsidies"
    return "stated"
