"""Whether a text is English, and which language it is where that is sure."""

from __future__ import annotations

import re

# Words that are among the commonest of English and of hardly any other language.
COMMON = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "for",
        "on",
        "that",
        "is",
        "will",
        "by",
        "with",
        "be",
        "as",
        "at",
        "this",
        "are",
        "from",
        "shall",
        "has",
        "not",
        "its",
    ]
)
# English has about two in five; a text in another language next to none.
LEAST_COMMON = 0.12
# A language is named where so many of the words are its commonest ones, and so many times more than of any other, and so
# many different ones: Polish and Portuguese share two.
LEAST_NAMED, CLEARLY, LEAST_WORDS = 0.12, 1.6, 4
# Of the words of an English text so many have letters with marks at most: names.
MOST_ACCENTED = 0.12
UNNAMED = "another language, or no sentences"
# Too few words to tell a language by.
FEW_WORDS = 12
# Of all letters: an English text has names in another script at most.
OF_A_SCRIPT = 0.2
# How other languages give themselves away: their own commonest words.
LANGUAGES = {
    "French": frozenset(
        ["le", "la", "les", "des", "une", "est", "et", "du", "que", "dans", "pour", "qui", "sur", "pas"]
    ),
    "German": frozenset(
        ["der", "die", "das", "und", "ist", "nicht", "ein", "eine", "mit", "von", "zu", "den", "für", "auf"]
    ),
    "Spanish": frozenset(
        ["el", "los", "las", "una", "es", "y", "que", "por", "con", "para", "del", "como", "su", "se"]
    ),
    "Portuguese": frozenset(
        ["os", "das", "uma", "é", "não", "que", "por", "com", "para", "do", "da", "em", "no", "na"]
    ),
    "Italian": frozenset(
        ["il", "gli", "della", "di", "che", "è", "non", "una", "per", "con", "del", "sono", "nel", "le"]
    ),
    "Dutch": frozenset(
        ["het", "een", "van", "en", "dat", "niet", "op", "te", "zijn", "voor", "met", "die", "de", "aan"]
    ),
}
# Scripts that tell a language, or only that it is none in Latin letters; Japanese before Chinese, whose signs it uses too.
SCRIPTS = {
    "Japanese": (r"[\u3040-\u30ff]", OF_A_SCRIPT / 2),
    "Chinese": (r"[\u4e00-\u9fff]", OF_A_SCRIPT),
    "Korean": (r"[\uac00-\ud7af]", OF_A_SCRIPT),
    "a language in another script": (r"[^\W\d_a-zA-Z\u00c0-\u024f\u1e00-\u1eff]", OF_A_SCRIPT),
}


def other_language(text: str) -> str:
    """The language of a text that is not English; empty where it is, or is too short to tell.

    Args:
        text: all of it.

    Returns:
        A name only where it is sure; else that it is another one.
    """
    letters = len(re.findall(r"\w", text))
    for language, (signs, least) in SCRIPTS.items():
        if len(re.findall(signs, text)) > least * letters:
            return language
    every = re.findall(r"[^\W\d_]+", text)
    # Names of a long table are of no language.
    small = [word for word in every if word[0].islower()]
    words = small if len(small) >= FEW_WORDS else [word.casefold() for word in every]
    if len(words) < FEW_WORDS:
        return ""
    english = sum(word in COMMON for word in words) / len(words)
    counts = {language: sum(word in common for word in words) / len(words) for language, common in LANGUAGES.items()}
    likeliest, second = sorted(counts, key=lambda language: counts[language], reverse=True)[:2]
    variety = len(LANGUAGES[likeliest] & set(words))
    # One word makes no language: "3 per cent, 6 per cent".
    if counts[likeliest] > english and variety > 1:
        is_sure = variety >= LEAST_WORDS and counts[likeliest] >= max(LEAST_NAMED, CLEARLY * counts[second])
        return likeliest if is_sure else UNNAMED
    accented = sum(not word.isascii() for word in words) / len(words)
    is_rare = english < LEAST_COMMON and len(words) > 4 * FEW_WORDS
    is_rare = is_rare or (not english and len(words) > FEW_WORDS)
    return UNNAMED if is_rare or accented > MOST_ACCENTED else ""
