"""Policies by name: days as people write them, ways forward in words."""

from __future__ import annotations

import re

from tradetalks.report.format import format_day, format_short_day
from tradetalks.report.names import country_names
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# A word with a capital that opens no sentence, and a word without one.
WITHIN, SMALL = re.compile(r"(?<=[\w,;] )[A-Z]\w*"), re.compile(r"\b[a-z]\w*")


def policy_label(run: CostRun, moment: PolicyDate) -> str:
    """A policy beside a number: ``7 Jan 2019``, ``Lapse of Busan`` for the way forward ``lapse-of-busan``."""
    if moment.branch is None:
        return format_short_day(moment.date)
    capitals = _capitals(run.scenario)
    words = " ".join(capitals.get(word, word) for word in moment.branch.replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:]


def _capitals(scenario: Scenario) -> dict[str, str]:
    """Words that the file and the names of its regions write with capitals wherever they stand, by their small letters.

    Names of branches are written small; a name of a place, or US, has its capitals back. A word that opens a sentence, and one
    that is written small somewhere too, is none of them.
    """
    texts = [scenario.title, scenario.question, scenario.description]
    texts += [text for branch in scenario.branches for text in (branch.title, branch.note)]
    found = {word.lower(): word for text in texts for word in WITHIN.findall(text)}
    found |= {name.lower(): name for name in country_names(scenario.accounts).labels.values() if name.isalpha()}
    small = {word for text in texts for word in SMALL.findall(text)}
    return {word: written for word, written in found.items() if word not in small}


def policy_words(run: CostRun, moment: PolicyDate) -> str:
    """A policy within a sentence: the day, or the title of the way forward."""
    if moment.branch is None:
        return format_day(moment.date)
    return next(branch.title for branch in run.scenario.branches if branch.name == moment.branch)
