"""Ctrl-C outside and inside a search: the handler comes back, a second one does not wait."""

import signal
import threading
import time

import pytest

from tradetalks.games.interrupt import deferred, poll, side_by_side


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


def test_side_by_side_keeps_the_order_and_ends_with_the_main_thread():
    seen: list[int] = []
    assert side_by_side(lambda k: k * k, 7, seen.append) == [k * k for k in range(7)] and seen == list(range(7))
    assert side_by_side(lambda k: k, 0, seen.append) == []

    ended = []

    def endless(k: int) -> None:
        while k > 0:
            try:
                poll()
            except KeyboardInterrupt:
                ended.append(k)
                raise

    def strike(k: int) -> None:
        if k == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        side_by_side(endless, 5, strike)
    assert 1 in ended

    def broken(k: int) -> None:
        if k == 2:
            raise ValueError("two")

    with pytest.raises(ValueError, match="two"):
        side_by_side(broken, 4, lambda k: None)


def test_side_by_side_uses_no_more_processors_than_it_is_told(monkeypatch):
    def slow(k: int) -> str:
        time.sleep(0.01)
        return threading.current_thread().name

    monkeypatch.setenv("NPROC", "1")
    names = side_by_side(slow, 6, lambda k: None)
    assert len(set(names[1:])) == 1
