"""A process that solves: steps, answers, failures, and being stopped."""

import threading
import time

import pytest

from tests.web import solvers
from tradetalks.errors import TradeTalksError
from tradetalks.web.jobs.worker import JobCancelled, Worker


@pytest.fixture
def worker():
    """A process that solves what it is made for, ended after the test."""
    made = []

    def make(solve) -> Worker:
        made.append(Worker(solve))
        return made[-1]

    yield make
    for one in made:
        one.close()


def solved(worker: Worker, text: str, heard=lambda line: None, early=lambda data: None) -> bytes:
    return worker.solve((text, "x.yaml", ("cost",)), heard, early)


def test_it_tells_its_steps_and_answers_again_and_again(worker):
    one, steps = worker(solvers.tells), []
    assert [solved(one, text, steps.append) for text in "ab"] == [b"x.yaml cost a", b"x.yaml cost b"]
    assert steps == 2 * ["one", "two", "three"]


def test_it_gives_what_is_solved_so_far_before_the_whole(worker):
    parts = []
    assert solved(worker(solvers.comes_in_parts), "x", early=parts.append) == b"the whole"
    assert parts == [b"a part", b"a larger part"]


@pytest.mark.parametrize("solve", [solvers.waits, solvers.is_deaf])
def test_it_can_be_stopped_at_a_step_and_between_steps_and_solves_again(worker, solve):
    one = worker(solve)
    begun = threading.Event()
    failed = []

    def run() -> None:
        try:
            solved(one, "60", lambda line: begun.set())
        except JobCancelled as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(60)
    one.stop()
    thread.join(30)
    assert len(failed) == 1
    if solve is solvers.waits:
        assert solved(one, "0.02") == b"waited"


def test_one_that_is_stopped_before_it_begins_never_begins(worker):
    one = worker(solvers.tells)
    one.stop()
    with pytest.raises(JobCancelled):
        solved(one, "a")
    assert solved(one, "a") == b"x.yaml cost a"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("refused", "this cannot be solved\ndo       change it"),
        (
            "killed",
            "the process that solved this has ended\ndo       there may be too little memory: try fewer regions",
        ),
        (
            "broken",
            "this is a defect of tradetalks (ZeroDivisionError: secret detail)\n"
            "do       please report it, with the last lines of server.log",
        ),
    ],
)
def test_what_fails_says_why_and_the_next_one_is_solved(worker, text, said):
    one = worker(solvers.fails)
    for _ in range(2):
        with pytest.raises(TradeTalksError) as caught:
            solved(one, text)
        assert str(caught.value) == said


def test_its_process_does_not_outlive_it(worker):
    one = worker(solvers.is_deaf)

    def run() -> None:
        with pytest.raises(JobCancelled):
            solved(one, "x")

    thread = threading.Thread(target=run)
    thread.start()
    while one._process is None:
        time.sleep(0.01)
    one.close()
    thread.join(30)
    assert not thread.is_alive()
