"""Assumptions as a reader knows them."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.talks.joint_draws import VARIANT

NAMES = {
    VARIANT: "scale economies (none, half, full)",
    "rates": "impatience (discount rate)",
    "mandate_years": "length of the mandate",
    "committed": "chance of never conceding",
    "demand": "demand, share of its best deal",
    "conceding_cost": "private cost of conceding",
    "conceding_dispersion": "spread of that private cost",
    "extending_cost": "cost of extending",
    "backing_down_cost": "cost of letting the threat lapse",
    "choice_dispersion": "spread of the choice at the deadline",
    "extension_days": "length of an extension",
    "rivalry": "weight on the other's gain",
    "signing_cost": "cost of signing, share of the threat",
}


def driver_name(coordinate: str, sides: Sequence[str]) -> str:
    """``committed 2`` as ``chance of never conceding, China``."""
    name, _, side = coordinate.partition(" ")
    said = NAMES.get(name, name.replace("_", " "))
    if not side:
        return said
    return f"{said}, {sides[int(side) - 1]}"
