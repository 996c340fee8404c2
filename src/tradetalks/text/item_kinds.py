"""What kind of item of talks the words of a promise are."""

from __future__ import annotations

import re

from tradetalks.text.parties import TARIFF
from tradetalks.text.rates import NOUNS

BUY = r"purchas\w*|procure\w*|buy(?:s|ing)?|imports? of|import more"
# What somebody does that is granted to another: where a list of promises goes on behind a semicolon.
DOES = (
    r"(?:accept|address|adopt|allow|approve|apply|ban|buy|cease|commit|cut|discontinue|ease|eliminate|end|enforce|ensure"
    r"|establish|exempt"
    r"|expand|expedite|facilitate|grant|halt|implement|improve|increase|invest|join|lift|limit|lower|maintain|open"
    r"|permit|prohibit"
    r"|protect|provide|publish|purchase|recogni[sz]e|reduce|reform|refrain|remove|repeal|resolve|resume|simplify|stop|streamline"
    r"|strengthen|support|suspend|waive|withdraw)"
)
PURCHASE = re.compile(rf"\b(?:{BUY})\b", re.IGNORECASE)
_FREES = (
    r"(?:remov|lift|eliminat|eas|end|abolish|reduc|lower|relax|streamlin|simplif|exempt|address|resolv|waiv|expedit|moderni[sz]"
    r"|phas|withdraw|loosen|suspend|repeal|clear)\w*"
)
# What keeps goods of others out, beside a tariff.
_HURDLES = (
    r"(?:(?:trade |non-tariff |technical |regulatory |sanitary |market )*barriers?|bans?|moratori(?:um|a)|prohibitions?"
    r"|caps?|ceilings?"
    r"|quotas?|(?:import )?licen[cs](?:es?|ing)|licen[cs]ing (?:regime|requirements?)|(?:[\w-]+ )?requirements?|restrictions?"
    r"|conformity assessment\w*|customs procedures|local content|labell?ing|registration|halal|inspections?|approvals?)"
)
_ACCESS = re.compile(
    r"\bmarket access\b|\bpreferential (?:treatment|access)\b|\bbarriers? (?:to|for|facing|against)\b|\baccess (?:for|to)\b"
    rf"|\b{_FREES} [^;]{{0,80}}?\b{_HURDLES}\b"
    r"|\b(?:recogni|accept)\w*\b[^;]{0,90}\b(?:standards?|devices|vehicles|certificat\w+|certified|products|authori[sz]ations?"
    r"|approvals?|imports|importation|entry|marks?|requirements|regulations)\b"
    r"|\b(?:approv|regist|certif|list)\w*\b[^;]{0,60}\b(?:plants|facilities|establishments|products|exporters)\b"
    r"|\b(?:address|resolv)\w* (?:the |U\.S\. |\w+ )?concerns (?:of|with|about) [^;]{0,60}?\b(?:producers|exporters|companies"
    r"|procedures|exports|access)\b"
    r"|\ballow\w* [^;]{0,140}?\bto enter\b|\bnot (?:to )?(?:restrict|require|apply)\b[^;]{0,60}\b(?:market access"
    r"|exports to|imports|formalities"
    r"|registration)\b"
    r"|\bphase out [^;]{0,40}?\b(?:tax|fee|charge)\b"
    r"|\bdialogue on (?:\w+ )?standards\b"
    r"|\bopen(?:s|ing)?\b[^;]{0,40}\bmarkets?\b|\baccept for sale\b|\bnon-tariff (?:barriers?|measures?)\b"
    r"|\bquotas?\b",
    re.IGNORECASE,
)
_EXPORTS = (
    rf"\b{_FREES} (?:[\w-]+ ){{0,4}}?(?:restrictions?|controls?|limits?|bans?|prohibitions?)\b[^;]{{0,40}}?\bexports?\b"
    rf"|\b{_FREES} (?:[\w-]+ ){{0,4}}?export (?:restrictions?|controls?|limits?|bans?)\b"
    r"|\blicen[cs]es?\b[^;]{0,40}\bexports?\b|\bexport licen[cs]es?\b"
    r"|\b(?:ban|banning|quotas|restricting|restrict|limit|limiting|restrictions?)\b[^;]{0,40}\bexports\b"
    r"|\bno restrictions are imposed on the (?:sale|export)\b"
    r"|\b(?:eas|facilitat|allow|permit|resum)\w*\b[^;]{0,30}\b(?:exports?|shipments?|supply|flow) of\b"
)
_EXPORT_ACCESS = re.compile(_EXPORTS, re.IGNORECASE)
# Goods of others that are kept out, or duties that the text sets beside tariffs: stated only.
_NO_TARIFF = re.compile(
    r"\bdigital services? tax\w*|\b(?:duties|moratorium|tariffs) on electronic transmissions\b|\bduties on electronic "
    r"transmissions\b|\b(?:prohibit|ban|bar)\w*\b[^;]{0,30}\bimport\w*"
    r"|\bforced labou?r\b|\bstop (?:\w+ )*import",
    re.IGNORECASE,
)
_HINDERS_IMPORTS = re.compile(
    rf"\b{_FREES} (?:[\w-]+ ){{0,4}}?(?:bans?|restrictions?|prohibitions?|moratori\w+|limits?|requirements?|licen\w+)\b"
    r"[^;]{0,40}\bimport",
    re.IGNORECASE,
)
# Rules against those who evade duties are no tariff.
_EVASION = re.compile(r"\b(?:duty|tariff) evasion\b", re.IGNORECASE)
# "Will not apply registration for imports of milk".
_NOT_APPLIED = re.compile(r"\bnot (?:to )?(?:apply|require|restrict)\b", re.IGNORECASE)
_NO_SUBSIDIES = re.compile(
    r"\b(?:zero|end|ends|eliminat\w+|remov\w+|cut\w*|reduc\w+|withdraw\w*|address\w*|limit\w*) (?:(?!and\b)\w+ "
    r"){0,3}?subsidies\b",
    re.IGNORECASE,
)
# "Resolve the steel tariff issues and retaliatory tariffs": tariffs that were raised are to come down again.
_ANSWERS = re.compile(
    r"\b(?:withdraw|lift|cancel|unwind|rescind|revoke)(?:ing)? (?:[\w-]+ ){0,4}?(?:tariffs|tariff measures|duties"
    r"|surtax(?:es)?|levies"
    r"|countermeasures)\b"
    r"|\b(?:resolv|withdraw|lift|unwind)\w*\b[^;]*\b(?:tariff issues|retaliatory (?:tariffs|duties))\b",
    re.IGNORECASE,
)


def kind_of_item(text: str) -> str:
    """The kind of an item of talks by its words: purchases, rollback, tariff, export_access, access, subsidies or stated."""
    if _HINDERS_IMPORTS.search(text):
        return "access"
    if _NO_TARIFF.search(text):
        return "stated"
    if PURCHASE.search(text) and not _NOT_APPLIED.search(text):
        return "purchases"
    if _ANSWERS.search(text):
        return "rollback"
    if NOUNS[TARIFF].search(_EVASION.sub(" ", text)):
        return "tariff"
    if _EXPORT_ACCESS.search(text):
        return "export_access"
    if _ACCESS.search(text):
        return "access"
    if _NO_SUBSIDIES.search(text):
        return "subsidies"
    return "stated"


# "The removal of all additional duties".
_ENDS = re.compile(
    r"(?:the )?(?:removal|elimination|cancellation|withdrawal|lifting) of (?:all )?(?:the )?(?:additional|unilateral"
    r"|punitive|new)\b"
)


def kind_of_measure(text: str) -> str:
    """The kind of an item that is to end measures of another: rollback, tariff, subsidies or stated."""
    kind = kind_of_item(text)
    if kind == "tariff" and _ENDS.match(text):
        return "rollback"
    return kind if kind in ("rollback", "tariff", "subsidies") else "stated"
