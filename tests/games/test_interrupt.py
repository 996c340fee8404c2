"""Ctrl-C outside and inside a search: the handler comes back, a second one does not wait."""

import signal

import pytest

from tradetalks.games.interrupt import deferred, poll


def test_outside_a_search_nothing_changes():
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), deferred():
        signal.raise_signal(signal.SIGINT)
        done = True
    assert done
    poll()


def test_the_second_signal_does_not_wait():
    with pytest.raises(KeyboardInterrupt), deferred():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("not reached")
