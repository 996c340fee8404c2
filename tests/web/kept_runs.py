"""Runs that tests of the page share: solved once for all of them, by whichever process of the tests asks first."""

import os
import time

import pytest
from fastapi import FastAPI

from tests.web.small_talks import SMALL
from tradetalks.ensemble import run_with_band
from tradetalks.scenario.reading.library import find
from tradetalks.scenario.run import PARTS
from tradetalks.scenario.store import packed
from tradetalks.scenario.untrusted import parse_untrusted
from tradetalks.web.jobs.job import job_key

# The quickest scenario that ships, with costs and a war; and talks that are solved in seconds.
WAR = "us-china-trade-war"
WAR_TEXT, SMALL_TEXT = find(WAR).read_text(encoding="utf-8"), SMALL
# Seconds that another process may take to solve one on a busy machine.
PATIENCE = 600


def kept_run(text: str, factory: pytest.TempPathFactory) -> bytes:
    """A run with its band, packed: from the folder that all processes of these tests have, solved where it is not there."""
    home = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        home = home.parent
    kept = home / f"run-{job_key(text, PARTS)}.npz"
    solving, part = kept.with_suffix(".solving"), kept.with_suffix(".part")
    until = time.monotonic() + PATIENCE
    while not kept.exists():
        assert time.monotonic() < until, f"nobody solved {kept}"
        try:
            solving.touch(exist_ok=False)
        except FileExistsError:
            time.sleep(0.2)
            continue
        try:
            if not kept.exists():
                part.write_bytes(packed(run_with_band(parse_untrusted(text, "kept.yaml"))))
                part.replace(kept)
        finally:
            solving.unlink()
    return kept.read_bytes()


def seed(app: FastAPI, text: str, factory: pytest.TempPathFactory) -> None:
    """Have a server find a kept run in its database, as if it had solved it before it was started."""
    key, store = job_key(text, PARTS), app.state.room.store
    store.begin_run(key, "kept.yaml", text, PARTS)
    store.keep_run(key, kept_run(text, factory))
