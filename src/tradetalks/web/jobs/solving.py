"""What the process of a run does: it solves a scenario, and tells what is solved so far."""

from __future__ import annotations

import tradetalks
from tradetalks.ensemble.band import run_with_band
from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.store import packed
from tradetalks.scenario.untrusted import parse_untrusted
from tradetalks.web.jobs.worker import Early, Tell


def solve_packed(text: str, name: str, parts: tuple[str, ...], progress: Tell, early: Early) -> bytes:
    """The run of a scenario with the bands of its costs, as :func:`tradetalks.scenario.store.packed` writes it.

    Args:
        text: the scenario.
        name: what messages call it.
        parts: what is asked for.
        progress: called with a line for every step.
        early: called with what is solved so far, packed, each time that there is more of it.
    """
    progress("reading the scenario")
    tradetalks.keep_compiled_code()

    def hear(run: ScenarioRun) -> None:
        early(packed(run, small=False))

    return packed(run_with_band(parse_untrusted(text, name), progress, parts=parts, so_far=hear))
