"""Where a trade war ends: Nash equilibria with a certificate."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tradetalks.economy.model import Economy
from tradetalks.errors import TradeTalksError
from tradetalks.war.certificate import Certificate, certify
from tradetalks.war.climb import Search
from tradetalks.war.equilibrium import Candidate, rounds, simultaneous
from tradetalks.war.game import Game
from tradetalks.war.instruments import Instrument
from tradetalks.war.objectives import Objective
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.players import Coalition, Source, build_game

REPAIRS = 4
SAME_EQUILIBRIUM = 1e-3


class NoEquilibriumError(TradeTalksError):
    """No Nash equilibrium was certified; ``outcome`` is the best candidate."""

    def __init__(self, message: str, outcome: WarOutcome | None):
        super().__init__(message)
        self.outcome = outcome


def nash(
    economy,
    players: Sequence[str | Coalition] | None = None,
    *,
    objective: Objective | Mapping[str, Objective] | None = None,
    instruments: str | Instrument | Mapping[str, str | Instrument] = "sector",
    on: Sequence[str] | None = None,
    policy: Source = None,
    unions: Sequence[Coalition] = (),
    starts: int = 2,
    search: Search | None = None,
    progress: Callable[[str], None] | None = None,
) -> WarOutcome:
    """The Nash equilibrium of ``players``' instruments (W13), certified.

    Args:
        economy: an economy, or a game in closed form with ``payoffs(tau) → (u, jac, hess)``.
        players: regions or coalitions; None is all regions.
        objective: what they maximise; one for all, or by player. Real income by default.
        instruments: ``"sector"`` (by partner and sector), ``"partner"``, ``"mfn"``, ``"uniform"``, or
            :mod:`tradetalks.war.instruments`; one for all, or by player.
        on: partners that instruments reach. None: the other players (with ``mfn``: everybody).
        policy: what is in force at the start: a :class:`~tradetalks.economy.policy.Policy` or an equilibrium.
        unions: free-trade areas and customs unions in force.
        starts: points from which equilibria are looked for: the status quo, no intervention, then random ones.
        search: settings of the searches, the certificate's included.
        progress: called with a line of text now and then.

    Returns:
        The first certified equilibrium found; others in ``.others``. Interrupted from the keyboard, the best point so
        far with ``certificate`` None.

    Raises:
        NoEquilibriumError: says what was tried, the best candidate and its largest deviation gain.
        TradeTalksError: players, instruments or objectives that do not fit.

    Good values: ``instruments="uniform"`` first, then ``"sector"``. Reference: Ossa (2014), Lashkaripour (2021).
    """
    search = Search() if search is None else search
    game = build_game(
        economy,
        players,
        objective=objective,
        instruments=instruments,
        on=_others(economy, players) if on is None else on,
        policy=policy,
        unions=unions,
    )
    return solve_game(game, starts=starts, search=search, progress=progress)


def _others(economy, players) -> list[str] | None:
    """All players' regions: each one's instruments reach the others."""
    if players is None or not isinstance(economy, Economy):
        return None
    return [m for p in players for m in (p.members if isinstance(p, Coalition) else (p,))]


def solve_game(game: Game, *, starts: int, search: Search, progress=None) -> WarOutcome:
    """:func:`nash` for a game already built."""
    began = time.perf_counter()
    say = (lambda text: None) if progress is None else progress
    found: list[tuple[Candidate, Certificate]] = []
    tried: list[str] = []
    last: list[Candidate] = []

    def watch(candidate: Candidate) -> None:
        last[:] = [min([*last, candidate], key=lambda c: c.gap)]
        say(f"{candidate.method}, step {candidate.steps}: gain still expected {candidate.gap:.1e} percent")

    try:
        for name, x in _starts(game, starts, search):
            candidate, certificate = _from_start(game, x, search, watch, tried, name)
            if certificate is not None and not any(_same(game, candidate, other) for other, _ in found):
                found.append((candidate, certificate))
    except KeyboardInterrupt:
        if not found and last:
            return _outcome(game, last, None, [], tried, began, interrupted=True)
        if not found:
            raise
    held = [pair for pair in found if pair[1].holds]
    if not held:
        raise _nothing_found(game, found, last, tried, began)
    return _outcome(game, [held[0][0]], held[0][1], held[1:], tried, began)


def _starts(game: Game, count: int, search: Search):
    yield "status quo", game.start
    rng = np.random.default_rng(search.seed)
    for k in range(1, count):
        reach = np.minimum(game.upper, game.lower + 1.0) - game.lower
        x = np.clip(0.0, game.lower, game.upper) if k == 1 else game.lower + rng.uniform(size=len(reach)) * reach
        yield ("no intervention" if k == 1 else f"random {k - 1}"), x


def _from_start(game, x, search, watch, tried, name):
    """First-order conditions, then rounds; a candidate that a deviation beats restarts from that deviation."""
    candidate = simultaneous(game, x, search, watch)
    tried.append(f"{candidate.method} from the {name}: {'converged' if candidate.converged else 'did not converge'}")
    if not candidate.converged:
        candidate = rounds(game, candidate.point.x if candidate.point.solved else x, search, watch)
        tried.append(f"{candidate.method} from there: {'converged' if candidate.converged else 'did not converge'}")
    if not candidate.point.solved:
        return candidate, None
    certificate, replies = certify(game, candidate.point.x, search, candidate.point)
    for _ in range(REPAIRS):
        if certificate.holds:
            break
        x = candidate.point.x.copy()
        for reply, part, check in zip(replies, game.slices, certificate.checks, strict=True):
            if reply is not None and check.deviation_gain > certificate.tolerance:
                x[part] = reply.x_c
        better = simultaneous(game, x, search, watch)
        tried.append(
            f"{better.method} from the best deviations: {'converged' if better.converged else 'did not converge'}"
        )
        if not better.converged:
            break
        rival, answers = certify(game, better.point.x, search, better.point)
        if rival.largest_gain < certificate.largest_gain:
            candidate, certificate, replies = better, rival, answers
        else:
            break
    return candidate, certificate


def _same(game: Game, a: Candidate, b: Candidate) -> bool:
    """The same equilibrium: payoffs equal to 1e-3 of a percent and controls with curvature close together."""
    return all(abs(a.point.payoffs[k] - b.point.payoffs[k]) < SAME_EQUILIBRIUM for k in range(len(game.names)))


def _outcome(game, candidates, certificate, others, tried, began, interrupted=False) -> WarOutcome:
    best = candidates[0]
    return WarOutcome(
        game=game,
        x=best.point.x,
        point=best.point,
        certificate=certificate,
        others=tuple((c.point.x, dict(c.point.payoffs), cert) for c, cert in others),
        tried=tuple(tried),
        seconds=time.perf_counter() - began,
        interrupted=interrupted,
    )


def _nothing_found(game, found, last, tried, began) -> NoEquilibriumError:
    if found:
        candidate, certificate = min(found, key=lambda pair: pair[1].largest_gain)
        worst = max(certificate.checks, key=lambda c: c.deviation_gain)
        gain = f"{worst.deviation_gain:.2g} {game.unit} for {worst.player}"
    else:
        candidate, certificate, gain = (last[0] if last else None), None, "unknown: no point was solved"
    outcome = None if candidate is None else _outcome(game, [candidate], certificate, [], tried, began)
    payoffs = (
        "none"
        if candidate is None
        else ", ".join(f"{n} {candidate.point.payoffs[k]:+.3f}" for k, n in enumerate(game.names))
    )
    message = "\n".join(
        [
            "no Nash equilibrium was found",
            *(f"tried    {line}" for line in tried),
            f"best     payoffs {payoffs}",
            f"largest deviation gain {gain}",
            "do       try more starts, narrower bounds or fewer instruments"
            + ("" if outcome is None else "; the candidate is in the error's .outcome"),
        ]
    )
    return NoEquilibriumError(message, outcome)
