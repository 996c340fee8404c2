"""Where a trade war ends: Nash equilibria with a certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tradetalks.games.nash import find_equilibria
from tradetalks.games.search import Search, unwatched
from tradetalks.inputs import checked
from tradetalks.war.coalitions import Coalition, PlayerError
from tradetalks.war.instruments import Instrument
from tradetalks.war.objectives import Objective
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.players import GIVEN, WATCH, InForce, World, build_game


@checked(PlayerError, **GIVEN, progress=WATCH)
def nash(
    economy: World,
    players: Sequence[str | Coalition] | None = None,
    *,
    objective: Objective | Mapping[str, Objective] | None = None,
    instruments: str | Instrument | Mapping[str, str | Instrument] = "sector",
    on: Sequence[str] | None = None,
    policy: InForce = None,
    unions: Sequence[Coalition] = (),
    starts: int = 2,
    search: Search | None = None,
    progress: Callable[[str], None] | None = None,
) -> WarOutcome:
    """The Nash equilibrium of ``players``' instruments (W13), certified; payoffs in percent of baseline real income.

    Args:
        economy: an economy, or a game in closed form with ``payoffs(tau) → (u, jac, hess)``.
        players: regions or coalitions; None is all regions.
        objective: what they maximise; one for all, or by player. Real income by default.
        instruments: ``"sector"`` (by partner and sector), ``"partner"``, ``"mfn"``, ``"uniform"``, or
            :mod:`tradetalks.war.instruments`; one for all, or by player.
        on: partners that instruments reach. None: the other players (with ``mfn``, or for one player alone: everybody).
        policy: what is in force at the start: a :class:`~tradetalks.economy.policy.Policy` or an equilibrium.
        unions: free-trade areas and customs unions in force.
        starts: points from which equilibria are looked for: the status quo, no intervention, then random ones.
        search: settings of the searches, the certificate's included.
        progress: called with a line of text now and then.

    Returns:
        The first certified equilibrium found; others in ``.others``. Interrupted from the keyboard: what is certified by
        then, else the best point so far, not certified; ``interrupted`` says so.

    Raises:
        NoEquilibriumError: says what was tried, the best candidate and its largest deviation gain.
        TradeTalksError: players, instruments or objectives that do not fit.

    Good values: ``instruments="uniform"`` first, then ``"sector"``.

    Reference: Ossa (2014), AER 104(12), whose "Nash" tariffs are one round of best responses; the first-order conditions are
    solved by the formula of Lashkaripour (2021), JIE.
    """
    game = build_game(
        economy,
        players,
        objective=objective,
        instruments=instruments,
        on=on,
        rivals=True,
        policy=policy,
        unions=unions,
    )
    told = unwatched if progress is None else progress
    return WarOutcome.of(find_equilibria(game, starts=starts, search=search, progress=told)).raise_if_failed()
