"""Properties that are computed once, whoever asks at the same time."""

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import sleep

from tradetalks.bargaining.once import computed_once


@dataclass(frozen=True)
class Slow:
    calls: list[str] = field(default_factory=list)

    @computed_once
    def one(self) -> object:
        """The docstring."""
        self.calls.append("one")
        sleep(0.02)
        return object()

    @computed_once
    def two(self) -> list[object]:
        self.calls.append("two")
        return [self.one, self.one]


def test_threads_get_the_same_object_and_one_computes_it():
    slow, ready = Slow(), threading.Barrier(8)

    def ask(name: str) -> object:
        ready.wait()
        return getattr(slow, name)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, ["one", "two"] * 4))
    assert sorted(slow.calls) == ["one", "two"]
    assert len({id(v) for v in found[::2]}) == 1 and len({id(v) for v in found[1::2]}) == 1
    assert found[1][0] is found[0]


def test_nothing_but_values_stays_behind():
    slow = Slow()
    assert slow.two[0] is slow.one
    assert set(slow.__dict__) == {"calls", "one", "two"}
    assert pickle.loads(pickle.dumps(slow)).calls == slow.calls
    assert Slow.one.__doc__ == "The docstring."


def test_a_failure_is_not_remembered():
    @dataclass(frozen=True)
    class Fails:
        tries: list[int] = field(default_factory=list)

        @computed_once
        def value(self) -> int:
            self.tries.append(1)
            if len(self.tries) == 1:
                raise ValueError("once")
            return 7

    fails = Fails()
    try:
        _ = fails.value
    except ValueError as error:
        assert str(error) == "once"
    assert fails.value == 7 and len(fails.tries) == 2
