"""Words by which a claim is told from an act: of holding and expecting, of judging, of effects; sums of trade."""

from __future__ import annotations

import re


def _any(*words: str) -> str:
    return "(?:" + "|".join(words) + ")"


_A_VERB = r"(?:\w+ly )?"
# Who holds something to be so: "the Commission considers that", "India regrets".
HOLDS = re.compile(
    r"\b"
    + _any(
        r"consider(?:s|ed|ing)? (?:that|it|them)",
        r"consider(?:s|ed|ing)? (?:this|the|these|such) [^;]{0,60}?(?:to be|as|un\w+)",
        r"(?:finds?|found|determined|concluded|concurred|conclud\w+|agreed? with)(?: in the notice)?,? that(?! the following)",
        r"(?:I|we) (?:\w+ )?(?:find|found|noted|concurred) (?:in|with|it)",
        r"believ\w+",
        r"I (?:really )?(?:think|feel)",
        r"(?:we|We) (?:\w+ly )?(?:think|feel|doubt|treat|read|reckon|regret|oppose|reject|condemn|deplore|disagree)",
        r"(?:maintain|argu|contend|insist|complain|object|protest|alleg|stress|emphasi[sz]|assert|recogni[sz])\w*"
        r" (?:once more |again )?that",
        r"(?:advised|informed) (?:and advised )?(?:me|us|him|her) (?:of|that)",
        r"(?:deeply |strongly |firmly |resolutely )?(?:regret|deplor|condemn|oppos|reject|criticis|criticiz|denounc)"
        r"(?:es?|s|ed)",
        r"(?:is|are|remains?) (?:\w+ly )?(?:concerned|disappointed|opposed|dissatisfied|convinced|confident)",
        r"doubts|doubt that",
        r"asked that",
        r"(?:calls?|called) (?:it|this|that|them|the (?:\w+ ){1,3}?)(?: [\"“]| an? |[\"“])",
        r"[Ii]n (?:my|our|its|his|her|their) (?:judge?ment|view|opinion)",
        r"[Ii]n the (?:judge?ment|view|opinion) of",
    )
    + r"\b"
)
# Words that judge wherever they stand.
JUDGES = re.compile(
    r"\b"
    + _any(
        r"unfair\w*",
        r"un(?:just\w*|reasonabl[ey]|lawful\w*|acceptabl[ey]|warranted|sustainable|precedented)",
        r"illegal(?:ly)?(?= (?:tariff|dut|measure|action|sanction|subsid))",
        r"(?:is|are|was|were) (?:\w+ )?illegal",
        r"arbitrar\w+",
        r"misguided\w*",
        r"wrong(?:ful)?(?= (?:practices?|actions?|moves?|decision|signal)\b)",
        r"predatory",
        r"abus(?:e|es|ed|ive)(?= )",
        r"bully\w*",
        r"coerci(?:on|ve)",
        r"blackmail",
        r"pretext",
        r"appeasement",
        r"protectionis\w+",
        r"unilateral(?:ly|ism)",
        r"hegemon\w*",
        r"persecut\w+",
        r"victor(?:y|ies|ious)",
        r"win(?:s|ners?)?(?= for| in )",
        r"histor(?:ic|y-making)(?= )",
        r"landmark",
        r"tremendous\w*",
        r"wonderful",
        r"amazing",
        r"fantastic",
        r"incredibl[ey]",
        r"honou?r (?:to|for|that)",
        r"massive(?:ly)?",
        r"breakthrough",
        r"success(?:ful|fully|es)?",
        r"resolute(?:ly)?",
        r"(?:severe|serious|grave|gross)(?:ly)? (?:\w+ )?(?:harm|damag|violat|disrupt|undermin|threat|hit|hurt|impair|negativ"
        r"|impact|breach|concern|consequenc)\w*",
        r"(?<!make )(?:good|great|substantial|real|significant|encouraging) progress",
        r"(?:made|making) (?:\w+ )?progress",
        r"progress (?:has been|was|is being) made",
        r"(?:led|leads?) to progress",
        r"[Mm]uch (?:\w+ )?remains",
        r"lack of progress",
        r"mutual(?:ly)? benefi\w+",
        r"win-win",
        r"unlike any",
        r"regrettabl[ey]",
        r"speculation",
        r"extraordinary threat",
        r"in essence",
        r"de facto",
        r"(?:neither|not) (?:fair|justified|legitimate|reasonable|consistent with|compatible with)",
        r"(?:is|are|was|were) inconsistent with",
        r"in (?:disregard|violation|breach|flagrant \w+) of",
        r"(?:is|are|was|were|be|it) (?:\w+ly )?(?:no longer |both |not |thus |therefore |also )?(?:a |an |the )?"
        r"(?:necessary|appropriate|justified|vital|essential|crucial|indispensable|imperative|proportionate|sufficient"
        r"|insufficient|inadequate|legitimate)(?! (?:steps?|measures?|information)\b)",
        r"necessary and appropriate",
        r"(?<!not )constitut(?:e|es|ed|ing) an?",
    )
    + r"\b",
    re.IGNORECASE,
)
# Words that judge where nothing is done or set in the sentence.
LEANS = re.compile(
    r"\b"
    + _any(
        r"(?<!without )(?:damag|undermin|disturb|disregard|undercut|weaken|erod|distort|jeopardi[sz]|endanger|impair|disrupt"
        r"|exacerbat|violat|breach|exploit|cheat|burden|penali[sz]|suffer|stifl|hollow\w* out|flood)(?:s|ed|es|ing|e|ts?)?",
        r"harm(?:s|ed|ing)|greatly harm|hurts?",
        r"(?:harmful|damaging|disruptive|detrimental|dangerous|excessive|discriminatory|unhealthy|vulnerab\w+|decisive)",
        r"threaten(?:s|ed)?(?: to)?",
        r"(?:over)?relian(?:ce|t) (?:on|upon)",
        r"dependen(?:ce|cy) (?:on|upon)",
        r"escalat\w+",
        r"(?:level(?:s|ing|led)? the playing field|safeguard(?:s|ing) (?:the|its|our|their|U\.S\.|America)|fortif\w+)",
        r"(?:plays?|has|have|had) (?:an? )?(?:\w+ )?(?:role|effect|impact|interest) (?:in|on|to)",
        r"serv(?:es?|ing) (?:as|the)",
        r"(?:vital|essential|crucial|important|key|bad|good|worse|better|critical) (?:for|to|than|input)",
        r"(?:represents?|demonstrates?|proves?|shows?|means?) (?:an? |the |that |its |our |their )",
        r"(?:seeks?|chose|chosen|fail(?:s|ed|ing|ure)) (?:to|of)",
        r"retreat\w*",
        r"balances? the",
        r"depends? (?:on|upon)",
        r"must (?!be|file|submit|report|agree|vote|apply|comply)",
        r"tariffs? (?:are|is) (?:an? )?tax\w*",
        r"no winners?",
        r"productive",
        r"constructive",
        r"candid",
        r"(?:large|huge|enormous|substantial|persistent|chronic)\b[^;]{0,30}?\b(?:deficit|imbalance)s?",
        r"strong(?:er|ly)?",
        r"forced (?:to|response)",
        r"contributes? to",
        r"response to (?:\w+ ){0,3}(?:unilateral|unjust)\w*",
        r"aimed at",
        r"further time is needed",
        r"(?:concrete|significant|important) (?:step|improvement|achievement)s?",
        r"(?:unwilling|refus(?:e|es|ed|ing)|evad(?:e|es|ed|ing)|lacks?)",
        r"(?:is|are|was|were) (?:very |also |not |extremely |in line |truly )*(?:serious|grave|severe|important|critical"
        r"|common|simple|clear"
        r"|right|fair|good|bad|great|weak|worrying|welcome|positive|negative|deep|complementary|consistent|in line with|overdue)",
    )
    + r"\b",
    re.IGNORECASE,
)
_EFFECTS = _any(
    "help", "lead", "result", "generate", "create", "secure", "boost", "restore", "expand", "improve",
    "strengthen", "bolster", "enhance", "deepen", "increase", "reduce", "lower", "raise", "rise", "fall", "grow",
    "go up", "go down", "come down", "open", "make", "protect", "benefit", "revitali[sz]e", "bring", "support",
    "ensure", "enable", "allow", "encourage", "promote", "cost", "hurt", "harm", "damage", "push", "drive",
    "give", "provide", "deliver", "foster", "contribute", "attract", "spur", "stimulate", "unlock", "pave",
    "weigh", "slow", "affect", "suffer", "lose", "gain", "save", "level", "deter", "prevent", "stop", "curb",
    "limit", "ease", "accelerate", "serve", "have an?", "put", "keep", "add", "shrink", "transform",
    "jeopardi[sz]e", "threaten", "undermine",
    "be (?:an? )?(?:good|bad|better|worse|higher|lower|worth|easier|harder|consistent|stronger)",
)  # fmt: skip
# What will come of something.
EFFECT = re.compile(
    rf"\b(?P<modal>will|would|should|could|can|may|might) {_A_VERB}(?:also |further |only |then )?{_EFFECTS}\b"
)
EXPECTS = re.compile(
    r"\b"
    + _any(
        r"(?:we|she|he|I|they|the [A-Z]\w+|[A-Z]\w+(?: \w+)?) (?:now |still |also )?(?:expects?|anticipates?|reckons?(?= that)"
        r"|forecasts?|predicts?|foresees?|projects? that|estimates?(?= that)|warns?|warned)(?! to\b)",
        r"(?:is|are|was|were) (?:now )?(?:expected|likely|unlikely|projected|forecast|estimated|bound|poised) to",
        r"at stake",
        r"the odds of",
        r"our (?:guess|baseline)",
        r"chances? (?:of|that)",
    )
    + r"\b"
)
# An effect that is no act of those who are named, whatever else the sentence says.
FAR_EFFECT = re.compile(
    r"\b(?:will|would) (?:\w+ly |also |further )?(?:help|generate|lead to|result in|boost|benefit"
    r"|create (?:\w+ ){0,3}(?:jobs|oppor)"
    r"|strengthen|restore|make (?:\w+ )?(?:it|trade|the|our))\b|\bto strengthen (?:our|the|their)\b[^;]*\bwhich will\b"
)
# What the document itself is for, whatever else the sentence sets.
PURPOSE = re.compile(
    r"\bit is the policy of\b|\b(?:stands?|remains?) (?:\w+ly )?(?:ready|committed|determined)\b"
    r"|^(?:Answer: |\(\d+\) )?(?:In order to|To (?:implement|promote|further))\b",
    re.IGNORECASE,
)
INTENDS = re.compile(
    r"\b"
    + _any(
        r"(?:intend|aim|hope|plan|wish|seek|want|strive)(?:s|ed)?(?: (?:to|for|that|this)\b)",
        r"(?:remains?|stands?|is|are) (?:always |fully |now )?(?:ready|prepared|willing|determined|committed) (?:to|for)\b",
        r"(?:their|its|our|my|his|her) (?:intention|intent|aim|goal|desire|wish) (?:to|that|is)",
        r"(?:shares?|express\w*) (?:a|the|their) (?:desire|wish|hope)",
        r"will (?:always|never|not change|fight|continue (?:to|its|their|our)|inform|work|depend|seek|strive|spare no|defend"
        r"|safeguard|uphold|undertake)",
        r"may amend or (?:repeal|revoke)",
        r"(?:only )?for the purpose of \w+ing",
        r"continues? to (?:prepare|monitor|work|push|press|engage|seek|pursue|strive)",
        r"looks? forward to",
        r"(?:is|are|remains?) (?:\w+ly )?focused on",
        r"will (?:\w+ly |also |then )?(?:finali[sz]e|issue|launch|lodge|file|consult|prepare|present|submit|publish)",
        r"door (?:is|remains) (?:wide )?open",
        r"decided to agree",
    )
    + r"\b",
    re.IGNORECASE,
)
# In a joint statement these are items of talks.
INTENDS_ITEM = re.compile(r"(?:intend|plan|aim|seek)\w* to|will (?:work|continue|seek|strive)\b", re.IGNORECASE)
_SUM = r"(?:(?:US|C|A)?[$€£¥][\d.,]+ ?(?:billion|million|trillion|bn|tn|m)\b|[\d.,]+ (?:billion|million|trillion)|\w+ billion)"
# A large number, in a sentence in which nothing is done.
COUNTS = re.compile(
    rf"{_SUM}|\b\d{{1,3}}(?:,\d{{3}})+\b|\b(?:tens|hundreds) of (?:thousands|millions|billions)\b|\b(?:more than|over"
    rf"|about|some|nearly)"
    r" \d{3,}\b|\b\d[\d.]*(?:%| percent| per cent) of\b"
)
# Numbers that set the scene: a share, a sum of trade, what has grown by so much.
SCENE = re.compile(
    r"\b"
    + _any(
        r"(?:has|have|had) (?:now )?(?:grown|declined|fallen|risen|increased|decreased|dropped|shrunk|doubled|tripled)\b",
        rf"(?:was|were|is|are|reach\w*|total\w*|exceed\w*|spen[dt]\w*|amount\w* to|stood at|remained at|ran|runs?)"
        rf" (?:\w+ )?(?:worth |valued at |approximately |about |over |an? )*{_SUM}",
        r"account(?:s|ed|ing)? for (?:\w+ ){0,2}\d",
        r"count more than \d",
        rf"have an? {_SUM}",
        r"shares? one of",
        r"has been (?:a|an|the) (?:net|largest|biggest)",
        r"acknowledges? the efforts",
        r"is said to",
        r"according to (?!(?:the )?(?:relevant |applicable |following )?(?:terms|laws?|procedures|provisions"
        r"|regulations|rules|tariff))",
        r"(?:is|are|was|were|remains?|as) (?:the |an? |one of the |\S+ )*(?:largest|biggest|main|top)"
        r" (?:\w+ )?(?:partner|supplier|exporter"
        r"|importer|market|producer|source|buyer|destination)s?",
    ),
    re.IGNORECASE,
)
# What somebody is reported to have said.
REPORTS = re.compile(
    r"[,”\"] (?:said|says|added|noted)\b|\b(?:said|says|stated|told \w+(?: \w+)?|has said|have said) (?:that|[“\"])"
    r"|\bspeaks? of [“\"]"
)
