"""What is answered while somebody waits for it: costs of one policy and their slopes, kept for whoever asks again."""

from __future__ import annotations

import datetime
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import numpy as np
import xarray as xr

from tradetalks.scenario.beside import started
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.moved_bargain import MovedBargain, moved_bargain
from tradetalks.scenario.moved_deadline import moved_odds
from tradetalks.scenario.moved_deal import deal_slopes
from tradetalks.scenario.quick_cost import ReadyEconomies, quick_cost, ready_economies
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.tariff_slopes import TariffSlopes, tariff_slopes
from tradetalks.web.bench import Shared

# Worlds with their models that are kept calibrated, some ten megabytes each; and answers, a tenth of that.
WORLDS, ANSWERS = 6, 64
Found = TypeVar("Found")


def _moved_first(talks: TalksRun) -> None:
    """Move something of every kind: what the first move would wait for is built, and code is compiled."""
    deal_slopes(talks, np.full(len(talks.bargain.issues), 1 / 2))
    if talks.course is not None:
        moved_odds(talks, deadline=talks.deadline + datetime.timedelta(1))


class QuickAnswers:
    """Economies that are calibrated once, and what was asked of them lately. Several threads may ask at a time."""

    def __init__(self) -> None:
        self._economies: list[ReadyEconomies] = []
        self._found: OrderedDict[tuple[str, ...], object] = OrderedDict()
        self._calibrating, self._entering = threading.Lock(), threading.Lock()
        self._finding = Shared()
        # Talks in which something has been moved, or is being moved in a thread so that nobody waits for the first time.
        self._moved: weakref.WeakKeyDictionary[TalksRun, Future[None]] = weakref.WeakKeyDictionary()

    def economies(self, scenario: Scenario) -> ReadyEconomies:
        """Those of a scenario's baseline and model; calibrated by the first who asks, the others wait for it."""
        # Those that are there wait for no others.
        ready = self._ready(scenario)
        if ready is not None:
            return ready
        with self._calibrating:
            ready = self._ready(scenario)
            if ready is None:
                ready = ready_economies(scenario)
                self._economies = [ready, *self._economies][:WORLDS]
            return ready

    def is_ready(self, scenario: Scenario) -> bool:
        """Whether its economies are calibrated, so that an answer takes a moment."""
        return self._ready(scenario) is not None

    def _ready(self, scenario: Scenario) -> ReadyEconomies | None:
        return next((ready for ready in self._economies if ready.fits(scenario)), None)

    def cost(self, scenario: Scenario, policies: list[PolicyDate]) -> CostRun:
        """What some policies of a scenario cost, at its own elasticities."""
        key = ("cost", scenario.text, *map(repr, policies))
        return self._kept(key, lambda: quick_cost(scenario, self.economies(scenario), policies))

    def slopes(self, scenario: Scenario, cost: CostRun, moment: PolicyDate) -> TariffSlopes:
        """Slopes of real incomes at a policy that ``cost`` has solved."""
        key = ("slopes", scenario.text, repr(moment))
        return self._kept(key, lambda: tariff_slopes(cost.equilibria[moment]))

    def make_ready(self, talks: TalksRun) -> Future[None]:
        """Begin, in a thread, what the first move in talks would wait for; what is under way is waited for, not begun twice.

        Args:
            talks: that are shown: somebody may move something in them.
        """
        with self._entering:
            if talks not in self._moved:
                self._moved[talks] = started(_moved_first, talks, name="first move")
            return self._moved[talks]

    def bargain(
        self, talks: TalksRun, rivalry: tuple[float, float] | None, threat: tuple[float, float] | None
    ) -> MovedBargain:
        """What could be signed in talks that are solved, under another rivalry or threat; it takes seconds to find."""
        key = ("bargain", talks.scenario.text, repr(rivalry), repr(threat))
        return self._kept(key, lambda: moved_bargain(talks, rivalry=rivalry, threat=threat))

    def odds(self, talks: TalksRun, deadline: datetime.date | None, rivalry: tuple[float, float] | None) -> xr.Dataset:
        """Odds and their bands by source and outcome, at another deadline or rivalry."""
        key = ("odds", talks.scenario.text, repr(deadline), repr(rivalry))
        return self._kept(key, lambda: moved_odds(talks, deadline=deadline, rivalry=rivalry).to_dataset())

    def _kept(self, key: tuple[str, ...], find: Callable[[], Found]) -> Found:
        found = self._found.get(key)
        if found is None:
            found = self._finding.get(key, find)
            with self._entering:
                self._found[key] = found
                while len(self._found) > ANSWERS:
                    self._found.popitem(last=False)
        return found  # type: ignore[return-value]
