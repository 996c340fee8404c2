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


def test_no_message_fills_a_screen_or_does_anything_to_it():
    """Forty megabytes, escape codes, halves of letters and a hundred thousand lines, in every part of a message."""
    huge = "x" * 40_000_000
    text = message(huge, details=[huge, "a\nb"], expected=huge, got="\x1b[2J\x00\ud800", do="\n".join("ab" * 50_000))
    assert len(text) < 20_000
    title, details, _, _, expected, got, *do = text.split("\n")
    assert title == details == expected.removeprefix("expected ") == f"{'x' * 2000}... (39,998,000 more characters)"
    assert got == "got      \\x1b[2J\\x00\\ud800"
    assert len(do) == 401 and do[-1] == "(99,600 more lines)"
    assert len(message("title", details=["line"] * 1_000_000)) < 5_000


def test_a_name_of_any_length_is_looked_up_at_once():
    assert suggestion("x" * 40_000_000, ["world2017", "toy"]) == "choose from world2017, toy"
