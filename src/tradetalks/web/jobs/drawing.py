"""What the process of a study does: it solves its draws into their store, and tells how far it is."""

from __future__ import annotations

from pathlib import Path

import tradetalks
from tradetalks.ensemble.run import resume_study, run_study
from tradetalks.errors import TradeTalksError
from tradetalks.scenario.reading.study import parse_study
from tradetalks.scenario.untrusted import parse_untrusted
from tradetalks.web.jobs.worker import Early, Tell


def draw_study(text: str, name: str, plan: str, store: str, progress: Tell, early: Early) -> bytes:
    """Draw a study, or go on with one whose store is there.

    Args:
        text: the scenario.
        name: what messages call it.
        plan: what is drawn, JSON with the keys of a file.
        store: path of the store.
        progress: called with a line whenever some draws are written.
        early: not called: draws are read from their store.

    Returns:
        Nothing: what was drawn lies in the store.
    """
    progress("reading the scenario")
    tradetalks.keep_compiled_code()
    place = Path(store)
    try:
        if place.exists():
            resume_study(place, progress=progress)
        else:
            scenario = parse_untrusted(text, name)
            run_study(scenario, parse_study(plan, name, scenario), place, progress=progress)
    except TradeTalksError as error:
        # Where the server keeps it is nobody's business.
        raise TradeTalksError(str(error).replace(store, place.stem)) from None
    return b""
