"""No equilibrium: what was tried, the best candidate, and why it is not one."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.errors import TradeTalksError
from tradetalks.games.game import Game
from tradetalks.war.outcome import WarOutcome


class NoEquilibriumError(TradeTalksError):
    """No Nash equilibrium was certified; ``outcome`` is the best candidate."""

    def __init__(self, message: str, outcome: WarOutcome | None):
        super().__init__(message)
        self.outcome = outcome


def nothing_found(game: Game, outcome: WarOutcome | None, tried: Sequence[str]) -> str:
    """The message of :class:`NoEquilibriumError`."""
    return "\n".join(
        [
            "no Nash equilibrium was found",
            *(f"tried    {line}" for line in tried),
            *_candidate(game, outcome),
            "do       try more starts, narrower bounds or fewer instruments"
            + ("" if outcome is None else "; the candidate is in the error's .outcome"),
        ]
    )


def _candidate(game: Game, outcome: WarOutcome | None) -> list[str]:
    if outcome is None or outcome.certificate is None:
        return ["best     payoffs none", "largest deviation gain unknown: no point was solved"]
    payoffs = ", ".join(f"{n} {outcome.point.payoffs[k]:+.3f}" for k, n in enumerate(game.names))
    certificate = outcome.certificate
    worst = max(certificate.checks, key=lambda c: c.deviation_gain)
    lines = [
        f"best     payoffs {payoffs}",
        f"largest deviation gain {worst.deviation_gain:.2g} {game.unit} for {worst.player} "
        f"(at most {certificate.tolerance:.2g} passes)",
    ]
    failing = [c for c in certificate.checks if not c.holds(certificate.tolerance)]
    return lines + [
        f"check    {c.player}: first-order conditions promise {c.first_order:.2g} and ask for moves of {c.residual:.2g}, "
        f"largest eigenvalue {c.eigenvalue:+.2g}"
        for c in failing
    ]
