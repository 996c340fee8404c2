"""What two sides alone play: odds, shocks, strategies, wars of attrition and rounds of offers. Larger tables have none."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.errors import TalksError, message

# Sizes of a table that are written as words; a larger one is a number.
SIZES = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


def why_no_odds(sides: Sequence[str]) -> str:
    """Why talks of these sides have no odds, as a clause without a full stop; empty for two sides."""
    if len(sides) == 2:
        return ""
    return f"odds are computed for two sides; this table has {SIZES.get(len(sides), len(sides))}"


def all_of(sides: Sequence[str]) -> str:
    """``both`` for two sides, ``all`` for more."""
    if len(sides) == 2:
        return "both"
    return "all"


def check_two_sides(sides: Sequence[str]) -> None:
    """What two sides play is not asked of more.

    Raises:
        TalksError: more than two sides.
    """
    if len(sides) != 2:
        raise TalksError(message(why_no_odds(sides), do="ask for the zone, the deals and whether they would be kept"))
