"""The one layout of messages, and the one way in which results say that they failed."""

import pytest

from tradetalks.errors import SolveError, labelled, listed, message, parts, suggestion
from tradetalks.result import Result, Status


def test_every_part_of_a_message():
    text = message(
        "tariff rate looks like a percentage",
        where="a.yaml:14:22",
        details=[labelled("unknown", "USB")],
        expected="a fraction",
        got="145",
        do="write 1.45",
    )
    assert text == (
        "a.yaml:14:22  tariff rate looks like a percentage\nunknown  USB\n"
        "expected a fraction\ngot      145\ndo       write 1.45"
    )
    assert message("only a title") == "only a title"


def test_lists_end_with_how_many_more():
    assert listed(["a", "b", "c"], most=2) == ["  a", "  b", "  and 1 more"]
    assert listed(["a", "b"], most=2, indent="") == ["a", "b"]
    assert listed([], most=2) == []


def test_suggestions():
    assert suggestion("wrld2017", ["world2017", "toy"]) == "did you mean world2017?"
    assert suggestion("x", ["world2017", "toy"]) == "choose from world2017, toy"


class _Ended(Status):
    SOLVED = "solved: all is well"
    STALLED = "stalled: nothing moves"


class _Found(Result):
    def __init__(self, status: _Ended):
        self.status = status

    def failure(self) -> SolveError | None:
        if self.status.solved:
            return None
        return SolveError(message(f"no solution was found ({self.status.value})"))


def test_only_the_outermost_call_raises():
    good, bad = _Found(_Ended.SOLVED), _Found(_Ended.STALLED)
    assert good.raise_if_failed() is good
    assert not bad.status.solved
    with pytest.raises(SolveError) as error:
        bad.raise_if_failed()
    assert str(error.value) == "no solution was found (stalled: nothing moves)"
    plain = Result()
    assert plain.raise_if_failed() is plain


def test_the_parts_of_a_message_are_those_it_was_made_of():
    given = {"title": "no", "expected": "yes", "got": "no", "do": "say yes"}
    assert parts(message(**given)) == given
    assert parts(message("no", details=["  more"])) == {"title": "no", "expected": "", "got": "", "do": ""}
    assert suggestion("a", []) == ""
