"""Verbs of tariffs, by what they do with one."""

from __future__ import annotations

import re

# Verbs by what they do with a tariff. Forms are spelled out; -ing, -ed and -s belong to the same verb.
_STEMS = {
    "suspend": "suspend(?:s|ed|ing)?(?! (?:\\w+ ){0,3}?(?:concessions|obligations))|paus(?:e|es|ed|ing)|postpon(?:e|es|ed"
    "|ing)|defer(?:s|red|ring)?|delay(?:s|ed|ing)?"
    "|suspension(?= of)(?! of concessions)",
    "keep": (
        "retain(?:s|ed|ing)?|leav(?:e|es|ing)(?= the tariff| tariff| its tariff| dut| the dut"
        "| [^;]{2,90}? (?:in place|unchanged|untouched))|maintain(?:s|ed"
        "|ing)?|keep(?:s|ing)?|kept|remain(?:s|ed|ing)?(?! (?:suspended|paused))|continu(?:e|es|ed|ing)(?! to "
        "be (?:suspend|paus|postpon|defer))"
    ),
    "remove": "no longer (?:in force|in effect)|expired(?! on which)|lapsed|phas(?:e|es|ed|ing) out|discontinu(?:e|es|ed|ing)"
    "|(?:end|drop|waiv)(?:e?s|p?ed|p?ing|e)?(?= (?:the |its |their |all )(?:[\\w%.-]+ ){0,4}?(?:tariffs?|dut(?:y|ies)|surtax"
    "|surcharge|lev(?:y|ies)|countermeasures)\\b)"
    "|(?:stop|ceas|end)(?:s|e|es|p?ed|p?ing)? (?:levying|collecting|charging|imposing|applying|the "
    "(?:collection|levy|application) of)"
    "|no longer (?:appl(?:y|ies)|charges?|lev(?:y|ies)|imposes?|collects?)|remov(?:e|es|ed|ing)|eliminat"
    "(?:e|es|ed|ing)|terminat(?:e|es|ed|ing)|rescind(?:s|ed|ing)?"
    "|revok(?:e|es|ed|ing)|withdraw(?:s|n|ing)?(?! from warehouse)|withdrew|lift(?:s|ed|ing)?|scrap(?:s|ped"
    "|ping)?|abolish(?:es|ed|ing)?"
    "|cancel(?:s|led|ed|ling|ing)?|repeal(?:s|ed|ing)?|roll(?:s|ed|ing)? back(?! (?:from|to)\\b)|appl(?:y|ies) in lieu of"
    "|replac(?:e|es|ed|ing)|no longer (?:be )?subject to"
    "|cease(?:s|d)? to (?:apply|be (?:applied|implemented|levied|collected|in force))",
    "lower": "lower(?:s|ed|ing)(?! additional)|lower(?= the| its| their| tariff| dut| import)|reduc(?:e|es|ed|ing)"
    "|cut(?:s|ting)?|decreas(?:e|es|ed|ing)|go(?:es)? down|went down|halv(?:e|es|ed|ing)|slash(?:es|ed|ing)?|trim(?:s|med|ming)?"
    "|roll(?:s|ed|ing)? back(?= (?:from|to)\\b)|(?:falls?|falling|fell|drop(?:s|ped|ping)?)(?= (?:back )?(?:to|from|by)\\b)",
    "raise": (
        "rais(?:e|es|ed|ing)|elevat(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|hik(?:e|es|ed|ing)|rise(?:s)?|rising|rose|climb(?:s|ed)?"
        "|go(?:es)? up|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|jump(?:s|ed)?(?= (?:to|from|by)\\b)"
        "|(?:go|goes|went|snap|snaps|return|returns|revert|reverts)(?: back)?(?= (?:to|from) \\d)"
    ),
    "impose": "impos(?:e|es|ed|ing)|application(?= of (?:zero|an? additional|additional|\\d))|appl(?:y|ies|ied"
    "|ying)(?! in lieu)|lev(?:y(?! (?:on|of)\\b)|ies(?= (?:an?|\\d"
    "|additional|duties|tariffs))|ied|ying)"
    "|(?<!no longer )(?<!no longer be )subject(?:ed)? to(?! (?:the )?(?:Sections?|section|Proclamation"
    "|Executive Order|terms|approval|review|change|their|its)\\b)|assessed|collect(?:ed|ing|s)?|taxed"
    "|proceed(?:s|ed|ing)? with"
    "|(?:re-?)?introduc(?:e|es|ed|ing)|implement(?:s|ed|ing)?(?! (?:regulation|decision|act)s?\\b)"
    "(?! (?:the )?(?:outcome|consensus|result|understanding)s?\\b)|takes? effect|took effect"
    "|enters? into (?:force|effect)|entered into (?:force|effect)"
    "|com(?:e|es|ing) into (?:force|effect)|came into (?:force|effect)"
    "|(?:com(?:e|es|ing)|came) back(?= (?:on|from|into|in) )"
    "|(?:go|goes|going|gone|went) into (?:force|effect)|kick(?:s|ed|ing)? in"
    "|(?:adopt(?:s|ed|ing)?|plac(?:e|es|ed|ing)|put(?:s|ting)?|announc(?:e|es|ed|ing)|unveil(?:s|ed|ing)?|sign(?:s|ed|ing)?|propos(?:e|es|ed|ing)|bring(?:s|ing)?)"
    "(?= (?:an? |the |its |their |additional |provisional |new |matching )?(?:[\\w-]+ ){0,2}?(?:tariff|dut|lev|surtax"
    "|surcharge|\\d[\\d.]* ?(?:%|per)))"
    "|starts? at|added(?! on)|add(?:s|ing)?(?= (?:an? )?(?:further |additional |extra )?\\d)|re-?impos(?:e|es|ed|ing)"
    "|restor(?:e|es|ed|ing)"
    "|reinstat(?:e|es|ed|ing)|slap(?:s|ped|ping)?|charg(?:e|es|ed|ing)"
    "|(?:answer(?:s|ed|ing)?|respond(?:s|ed|ing)?|retaliat(?:e|es|ed|ing)|hit(?:s|ting)? back) with|hit with|struck with"
    "|receiv(?:e|es|ed|ing)(?= (?:an? )?(?:\\w+ ){0,2}?(?:\\d|zero))|pay(?:s|ing)?|paid|hit by(?= (?:an? |the "
    ")?(?:[\\w-]+ ){0,3}(?:tariff|dut|lev|\\d))"
    "|threaten(?:s|ed|ing)?(?= (?:an?|new|further|additional|\\d))"
    "|(?:fac(?:e|es|ed|ing)|attract(?:s|ed|ing)?|bears?|bore|incur(?:s|red)?|enter(?:s|ed)?(?= "
    "(?:the )?[A-Z][\\w. ]{1,25}? at )|carr(?:y|ies)(?= an? (?:tariff|dut|lev)))"
    "(?= (?:an? |the |its |their |additional )?(?:[\\w-]+ ){0,3}(?:tariff|dut|lev|surtax|surcharge|ceiling|cap\\b|\\d))",
    "set": "(?:establish|creat|provid)(?:es?|ed|ing)?(?= an? (?:[\\w,-]+ ){0,4}?quota)|adjust(?:s|ed|ing)?(?= (?:from|to) \\d)"
    "|limit(?:s|ed|ing)?(?= (?:[\\w-]+ ){0,3}?(?:tariff|dut))"
    "|shall be(?=\\s+(?:\\d|zero))|will be(?=\\s+(?:\\d|zero))|set(?:s|ting)?(?= (?:at|the|tariff|its|dut))"
    "|modify(?:ing)?|modif(?:y|ies|ied)|not exceed(?:s|ing)?|capp?(?:ed|s|ing)?(?= (?:at|the|its|their|tariff|dut))"
    "|agree(?:s|d)? (?:on|to)(?= an? (?:[\\w%.-]+ ){0,3}(?:tariff|dut|rate|ceiling))",
    # What a list of goods carries; it is done where the list is spoken of before.
    "describe": "cover(?:s|ed|ing)?(?! (?:by|under|in)\\b)|carr(?:y|ies|ied|ying)|consist(?:s|ed)? of|compris(?:e|es|ed"
    "|ing)(?! of)"
    "|combin(?:e|es|ed|ing)|merg(?:e|es|ed|ing)",
    "extend": "extend(?:s|ed|ing)?|prolong(?:s|ed|ing)?",
}
VERB = re.compile(rf"\b(?:{'|'.join(f'(?P<{name}>{forms})' for name, forms in _STEMS.items())})\b", re.IGNORECASE)
# Forms in which a reader is told to do something.
BASE = (
    r"suspend|pause|retain|maintain|keep|remove|eliminate|terminate|withdraw|lift|cancel|lower|reduce|cut|raise"
    r"|increase"
    r"|impose|apply|levy|set|extend|end|limit"
)
