"""Ctrl-C during a search: nothing is lost, nothing is claimed that was not checked, and the handler comes back."""

import signal
import threading

import numpy as np
import pytest

from tests.games.small import Circle
from tests.war.small import armington
from tradetalks.errors import TradeTalksError
from tradetalks.games import AnalyticGame, LinearQuadraticGame, Search
from tradetalks.war import best_response, nash

ECONOMY = armington(np.full((3, 3), 1.0) + 6 * np.eye(3))


def pressed_at(word: str, count: int = 1):
    """Press Ctrl-C when the search says ``word`` for the ``count``-th time; returns the callback and what was said."""
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if sum(word in t for t in said) == count and word in text:
            signal.raise_signal(signal.SIGINT)

    return say, said


def test_interrupted_search_returns_the_best_so_far():
    seen = []

    def stop(text):
        seen.append(text)
        if len(seen) == 3:
            raise KeyboardInterrupt

    war = nash(ECONOMY, ["R0", "R1"], progress=stop)
    assert war.interrupted and not war.certified and war.certificate is None
    assert seen[0].startswith("first-order conditions, step 0: gain still expected ")
    assert "NOT CERTIFIED: the search was interrupted; this is the best point so far" in war.summary()
    assert repr(war).endswith("NOT CERTIFIED)")


def test_interrupted_best_response(monkeypatch):
    from tradetalks.games import optima

    ascents = []
    original = optima.robust_ascent

    def once(*args, **kwargs):
        if ascents:
            raise KeyboardInterrupt
        ascents.append(1)
        return original(*args, **kwargs)

    monkeypatch.setattr(optima, "robust_ascent", once)
    found = best_response(ECONOMY, "R0", search=Search(starts=3))
    assert found.interrupted and not found.certified
    assert found.gain > 0
    assert "NOT CERTIFIED: interrupted" in found.summary()


@pytest.mark.parametrize("word", ["step 1", "certificate: best deviation of R1, player 2 of 2"])
def test_a_signal_during_the_first_start(word):
    say, said = pressed_at(word)
    before = signal.getsignal(signal.SIGINT)
    war = nash(ECONOMY, ["R0", "R1"], progress=say)
    assert war.interrupted and not war.certified and word in said[-1]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_signal_in_the_second_start_keeps_what_is_certified_and_says_so():
    say, _ = pressed_at("step 0", 2)
    war = nash(ECONOMY, ["R0", "R1"], progress=say)
    assert war.certified and war.interrupted
    assert "Interrupted: not every start asked for was searched" in war.summary()


def test_a_signal_after_a_start_without_equilibrium_gives_its_point():
    say, _ = pressed_at("certificate", 5)
    war = nash(AnalyticGame(Circle(), 0.0, 1.0), starts=3, progress=say)
    assert war.interrupted and not war.certified and war.certificate is not None
    lines = war.summary().splitlines()
    assert lines[1].startswith("NOT CERTIFIED: the best deviation found gains ")
    assert "Interrupted: not every start asked for was searched" in lines
    with pytest.raises(TradeTalksError):
        war.plot("reactions")


def test_progress_of_a_best_response_and_a_signal():
    say, said = pressed_at("start zero")
    found = best_response(ECONOMY, "R0", search=Search(starts=3), progress=say)
    assert found.interrupted and not found.certified and found.gain > 0
    assert said[0].startswith("start here: best payoff so far +")


def test_other_threads_search_as_before():
    wars = []
    thread = threading.Thread(target=lambda: wars.append(nash(LinearQuadraticGame(1.5, 1.0))))
    thread.start()
    thread.join()
    assert wars[0].certified
