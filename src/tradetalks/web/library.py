"""The scenarios that the page knows: those that ship and those that its reader saved, each as a text and as it is read."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import OrderedDict

from tradetalks.errors import TradeTalksError, message
from tradetalks.scenario.changed import changed_text
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.library import find, needs_own_tables, shipped_scenarios
from tradetalks.scenario.untrusted import parse_untrusted
from tradetalks.web.bench import Bench, Shared
from tradetalks.web.state import SAVED, PageState, TariffRule
from tradetalks.web.store.repository import Store

# How a rule's kind is called in a scenario file.
KINDS = {"add": "add", "to": "set", "cap": "cap", "floor": "floor"}
# Scenarios that are kept as they were read: reading takes a second, each holds its accounts, a few megabytes.
KEPT = 32
# The number of a saved scenario.
NUMBER = re.compile("[0-9]{1,9}")
# Who says so, of an act that the reader of the page made.
SOURCE = "a rule set in the page"


class NothingThere(TradeTalksError):
    """What a request names is not there."""


class Library:
    """Texts of scenarios by name, and what they say.

    Args:
        store: saved scenarios.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shipped = {name: title for name, title in shipped_scenarios().items() if not needs_own_tables(name)}
        self._read: OrderedDict[tuple[str, str], Scenario] = OrderedDict()
        self._lock = threading.Lock()
        self._reading = Shared()
        # Reading takes a second, and every step of a slider is a text of its own.
        self._bench = Bench()

    def text(self, name: str) -> str:
        """The text of a shipped or saved scenario.

        Raises:
            NothingThere: there is none, or it runs on tables that do not ship.
        """
        if name.startswith(SAVED):
            number = name.removeprefix(SAVED)
            found = None
            if NUMBER.fullmatch(number):
                found = self._store.scenario(int(number))
            if found is None:
                raise NothingThere(
                    message(f"there is no scenario {name}", do="it may have been deleted; choose another one")
                )
            return found.yaml
        if name not in self._shipped:
            raise NothingThere(
                message(f"there is no scenario {name!r} here", expected=f"one of {', '.join(self.names())}")
            )
        return find(name).read_text(encoding="utf-8")

    def names(self) -> dict[str, str]:
        """Names and titles of the shipped scenarios that run on what ships."""
        return self._shipped

    def state_text(self, state: PageState) -> str:
        """The scenario that a view is about, as a file: its text, with the changes of the state."""
        model: dict[str, object] = {}
        if state.elasticities is not None:
            model["elasticities"] = state.elasticities
        talks: dict[str, object] = {}
        if state.rivalry is not None:
            talks["assumptions"] = {"rivalry": list(state.rivalry)}
        if state.deadline is not None:
            talks["deadline"] = state.deadline
        acts = [act for number, rule in enumerate(state.rules, 1) for act in acts_of_rule(rule, number)]
        return changed_text(self.text(state.scenario), acts=acts, model=model, talks=talks)

    def read(self, text: str, name: str = "scenario.yaml") -> Scenario:
        """What a text says, read once.

        Raises:
            ScenarioError: every problem, with place and advice.
        """
        key = (text, name)
        with self._lock:
            if key in self._read:
                self._read.move_to_end(key)
                return self._read[key]
        scenario = self._reading.get(key, lambda: parse_untrusted(text, name))
        with self._lock:
            self._read[key] = scenario
            while len(self._read) > KEPT:
                self._read.popitem(last=False)
        return scenario

    async def scenario_of(self, state: PageState) -> Scenario:
        """The scenario that a view is about, with the changes of its state; read off the event loop.

        Raises:
            ScenarioError: no such scenario, or changes that it does not take.
        """
        name = f"{state.scenario}.yaml"
        if state.is_changed:
            return await self._bench.run(lambda: self.read(self.state_text(state), name))
        text = await asyncio.to_thread(self.state_text, state)
        if (text, name) in self._read:
            return self.read(text, name)
        return await self._bench.run(self.read, text, name)


def acts_of_rule(rule: TariffRule, number: int) -> list[dict[str, object]]:
    """A rule as acts of a scenario file: the tariff, and the answer where there is one.

    Args:
        rule: of the state.
        number: of the rule, from 1; it names the acts.
    """
    act: dict[str, object] = {"id": f"rule-{number}", "by": rule.by, "on": _several(rule.on)}
    act |= {"sectors": _several(rule.sectors), "kind": KINDS[rule.kind], "rate": rule.rate}
    act |= {"from": rule.start, "source": SOURCE}
    if not rule.answered:
        return [act]
    answers = {"to": act["id"], "share": 1}
    return [act, {"id": f"rule-{number}-answer", "answers": answers, "source": SOURCE}]


def _several(codes: tuple[str, ...]) -> object:
    """A word for one code, a list for several."""
    if len(codes) == 1:
        return codes[0]
    return list(codes)
