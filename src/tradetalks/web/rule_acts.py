"""Rules of the page as acts of a scenario file, and what is wrong with a file said of the rule that it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count, islice

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tradetalks.errors import ScenarioError, labelled, parts
from tradetalks.inputs.rates import LARGEST_BARE_RATE
from tradetalks.web.state import TariffRule

# How a rule's kind is called in a scenario file.
KINDS = {"add": "add", "to": "set", "cap": "cap", "floor": "floor"}
# Who says so, of an act that the reader of the page made.
SOURCE = "a rule set in the page"
# Everything that tariffs reach.
GOODS = "goods"
# What acts of rules are called, before their numbers, and what their answers are called after it.
NAME, ANSWER = "rule-", "-answer"
# A number that an act of a text has in its name, as one that was saved with rules does.
TAKEN = re.compile(rf"\b{NAME}([0-9]{{1,6}})\b")
# The place that a message begins with, and what is wrong there.
PLACE = re.compile(r"[^\n]*?:(?P<line>[0-9]+):[0-9]+ +(?P<title>[^\n]*)")
# Digits of a percentage: a rate of a link has no more.
DIGITS = 12
# What came, under the line of a file that a message shows.
CAME = re.compile(r"\^ got (?P<word>[^\n]*)")
# What came where it is no word.
NO_WORD = ("a mapping", "a list")
# Advice on a file that whoever set the rule does not have in hand: its keys and what to write there.
ON_FILES = ("limits.", "after_days", "`", "by sets")


def rule_ids(text: str, number: int) -> tuple[str, ...]:
    """What the acts of some rules are called: by the first numbers that the text does not have.

    Args:
        text: of the scenario that the rules come on top of.
        number: of rules.

    Returns:
        An id each, in their order.
    """
    taken = {int(found) for found in TAKEN.findall(text)}
    free = (f"{NAME}{k}" for k in count(1) if k not in taken)
    return tuple(islice(free, number))


def acts_of_rule(rule: TariffRule, name: str) -> list[dict[str, object]]:
    """A rule as acts of a scenario file: the tariff, and the answer where there is one.

    Args:
        rule: of the state.
        name: the id of its act, of :func:`rule_ids`.
    """
    act: dict[str, object] = {"id": name, "by": rule.by, "on": _several(rule.on)}
    act |= {"sectors": _several(_sectors(rule)), "kind": KINDS[rule.kind], "rate": _rate(rule.rate)}
    act |= {"from": rule.start}
    if rule.until is not None:
        act["until"] = rule.until
    act["source"] = SOURCE
    if not rule.answered:
        return [act]
    answers = {"to": name, "share": 1}
    return [act, {"id": f"{name}{ANSWER}", "answers": answers, "source": SOURCE}]


def _sectors(rule: TariffRule) -> tuple[str, ...]:
    """Where a rule applies: all of it is all that tariffs reach."""
    if GOODS in rule.sectors:
        return (GOODS,)
    return rule.sectors


def _rate(rate: float) -> float | str:
    """A rate as a file has it: with its percent sign where a bare number would be taken for a percentage."""
    if abs(rate) <= LARGEST_BARE_RATE:
        return rate
    return f"{round(100 * rate, DIGITS):.{DIGITS}g}%"


def _several(codes: tuple[str, ...]) -> object:
    """A word for one code, a list for several."""
    if len(codes) == 1:
        return codes[0]
    return list(codes)


def told_of_rules(error: ScenarioError, text: str, ids: Sequence[str]) -> ScenarioError:
    """What is wrong with a scenario, said of the rules that it came from: whoever set them has no file.

    Args:
        error: every problem, with its place in the text.
        text: of the scenario with its rules.
        ids: of the rules' acts, in the order of the rules.
    """
    numbers = {name: k for k, name in enumerate(ids, 1)}
    rules = _rules_by_line(text, numbers)
    return ScenarioError("\n\n".join(_told(block, rules, numbers) for block in str(error).split("\n\n")))


def _told(block: str, rules: Mapping[int, int], numbers: Mapping[str, int]) -> str:
    """A problem without its place in a file, where it is one of a rule."""
    found = PLACE.match(block)
    if found is None or int(found["line"]) not in rules:
        return block
    rest = parts(block)
    lines = [f"Rule {rules[int(found['line'])]}: {found['title'].replace('this act', 'this rule')}"]
    if rest["expected"]:
        lines.append(labelled("expected", rest["expected"]))
    came = CAME.search(block)
    if came is not None and came["word"] not in NO_WORD:
        lines.append(labelled("got", came["word"]))
    if rest["do"] and not any(word in rest["do"] for word in ON_FILES):
        lines.append(labelled("do", rest["do"]))
    said = "\n".join(lines)
    return TAKEN.sub(lambda name: _called(name[0], numbers), said)


def _called(name: str, numbers: Mapping[str, int]) -> str:
    """A rule as its reader counts them; one that was saved with the scenario by its name."""
    if name in numbers:
        return f"rule {numbers[name]}"
    return f"{name} of the scenario"


def _rules_by_line(text: str, numbers: Mapping[str, int]) -> dict[int, int]:
    """The rule that each line of a scenario belongs to, lines counted from 1; none where it is not YAML."""
    try:
        acts = YAML(typ="rt", pure=True).load(text)["acts"]
        lines = [acts.lc.item(k)[0] + 1 for k in range(len(acts))]
        names = [str(act["id"]).removesuffix(ANSWER) for act in acts]
    except (YAMLError, KeyError, TypeError, AttributeError):
        return {}
    ends = [*lines[1:], len(text.splitlines()) + 1]
    return {
        line: numbers[name]
        for name, first, end in zip(names, lines, ends, strict=True)
        if name in numbers
        for line in range(first, end)
    }
