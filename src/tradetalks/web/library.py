"""The scenarios that the page knows: those that ship and those that its reader saved, each as a text and as it is read."""

from __future__ import annotations

import asyncio
import dataclasses
import re
import threading
from collections import OrderedDict

from tradetalks.errors import ScenarioError, TradeTalksError, is_unprintable, message
from tradetalks.scenario.changed import changed_text
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.library import find, needs_own_tables, shipped_scenarios
from tradetalks.scenario.reading.positions import Watch
from tradetalks.scenario.untrusted import parse_untrusted
from tradetalks.web.bench import Bench, Shared
from tradetalks.web.beside_file import opened, with_beside, without_beside
from tradetalks.web.rule_acts import acts_of_rule, rule_ids, told_of_rules
from tradetalks.web.state import SAVED, PageState
from tradetalks.web.store.records import Saved
from tradetalks.web.store.repository import Store

# Scenarios that are kept as they were read: reading takes a second, each holds its accounts, a few megabytes.
KEPT = 32
# The number of a saved scenario.
NUMBER = re.compile("[0-9]{1,9}")


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
        # Of shipped scenarios, some tens of kilobytes each, which do not change: views ask for all of them.
        self._texts: dict[str, str] = {}
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
            return self._kept(name).yaml
        if name not in self._shipped:
            raise NothingThere(
                message(f"there is no scenario {name!r} here", expected=f"one of {', '.join(self.names())}")
            )
        if name not in self._texts:
            self._texts[name] = find(name).read_text(encoding="utf-8")
        return self._texts[name]

    def _kept(self, name: str) -> Saved:
        """A saved scenario.

        Raises:
            NothingThere: there is none of this name.
        """
        number = name.removeprefix(SAVED)
        found = None
        if NUMBER.fullmatch(number):
            found = self._store.scenario(int(number))
        if found is None:
            raise NothingThere(
                message(f"there is no scenario {name}", do="it may have been deleted; choose another one")
            )
        return found

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
        text = without_beside(self.text(state.scenario))
        named = zip(state.rules, self.rule_ids(state), strict=True)
        acts = [act for rule, name in named for act in acts_of_rule(rule, name)]
        return changed_text(text, acts=acts, model=model, talks=talks)

    def rule_ids(self, state: PageState) -> tuple[str, ...]:
        """What the acts of the state's rules are called in its file."""
        return rule_ids(self.text(state.scenario), len(state.rules))

    def text_to_save(self, state: PageState) -> str:
        """The file of a state with what the state shows beside it."""
        return with_beside(self.state_text(state), state)

    def file_text(self, state: PageState) -> str:
        """The file of a state as it is given away: a saved scenario has the name that its reader gave it for a title."""
        text = self.state_text(state)
        title = self.read_changed(state).title
        if title == self.read(text, f"{state.scenario}.yaml").title:
            return text
        return changed_text(text, title=title)

    def opened(self, name: str) -> PageState:
        """The state in which a scenario is opened that somebody chooses by its name."""
        return opened(name, self.text(name))

    def read(self, text: str, name: str = "scenario.yaml", watch: Watch | None = None) -> Scenario:
        """What a text says, read once.

        Args:
            text: YAML.
            name: what messages call it.
            watch: of a text that was sent, where it is read for the first time.

        Raises:
            ScenarioError: every problem, with place and advice.
        """
        key = (text, name)
        with self._lock:
            if key in self._read:
                self._read.move_to_end(key)
                return self._read[key]
        scenario = self._reading.get(key, lambda: parse_untrusted(text, name, watch))
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
            return await self._bench.run(self.read_changed, state)
        text = await asyncio.to_thread(self.state_text, state)
        if (text, name) in self._read:
            return await asyncio.to_thread(self.read_changed, state)
        return await self._bench.run(self.read_changed, state)

    def read_changed(self, state: PageState) -> Scenario:
        """As :meth:`scenario_of`, at once."""
        text = self.state_text(state)
        try:
            scenario = self.read(text, f"{state.scenario}.yaml")
        except ScenarioError as error:
            raise told_of_rules(error, text, self.rule_ids(state)) from None
        if not state.scenario.startswith(SAVED):
            return scenario
        name = self._kept(state.scenario).name
        if not name.strip() or is_unprintable(name):
            return scenario
        # Its text, and so its run, is that of the link that was saved.
        return dataclasses.replace(scenario, title=name)
