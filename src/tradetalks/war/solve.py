"""Where a trade war ends: Nash equilibria with a certificate."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tradetalks.games.certificate import Certificate, certify
from tradetalks.games.equilibrium import Candidate, rounds, simultaneous
from tradetalks.games.game import Game
from tradetalks.games.interrupt import deferred, poll
from tradetalks.games.local_ascent import Search, SearchError
from tradetalks.games.optima import random_point
from tradetalks.war.failure import NoEquilibriumError, nothing_found
from tradetalks.war.instruments import Instrument
from tradetalks.war.objectives import Objective
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.players import Coalition, Source, build_game

REPAIRS = 4
SAME_EQUILIBRIUM = 1e-3
SAME_PLACE = 1e-5


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

    Good values: ``instruments="uniform"`` first, then ``"sector"``. Reference: Ossa (2014), Lashkaripour (2021).
    """
    search = Search() if search is None else search
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
    return solve_game(game, starts=starts, search=search, progress=progress)


def solve_game(game: Game, *, starts: int, search: Search, progress=None) -> WarOutcome:
    """:func:`nash` for a game already built."""
    if starts < 1:
        raise SearchError(
            f"a Nash equilibrium is looked for from at least one start\nexpected starts of 1 or more\ngot      {starts}\n"
            "do       leave starts out, or raise it"
        )
    hunt = Hunt(game, search.scaled(game.scale), progress or (lambda text: None))
    interrupted = False
    with deferred():
        try:
            for name, x in _starts(game, starts, search):
                hunt.from_start(name, x)
            poll()
        except KeyboardInterrupt:
            if hunt.best is None:
                raise
            interrupted = True
    held = [pair for pair in hunt.found if pair[1] is not None and pair[1].holds]
    if held:
        return hunt.outcome(*held[0], held[1:], interrupted)
    if interrupted:
        return hunt.outcome(*hunt.best_so_far, (), interrupted)
    candidate, certificate = hunt.best_so_far
    outcome = None if candidate is None else hunt.outcome(candidate, certificate, (), False)
    raise NoEquilibriumError(nothing_found(game, outcome, hunt.tried), outcome)


def _starts(game: Game, count: int, search: Search):
    yield "status quo", np.clip(game.start, game.lower, game.upper)
    rng = np.random.default_rng(search.seed)
    for k in range(1, count):
        x = np.clip(0.0, game.lower, game.upper) if k == 1 else random_point(game.lower, game.upper, rng, k - 2)
        yield ("no intervention" if k == 1 else f"random {k - 1}"), x


class Hunt:
    """A search under way: every candidate seen and its certificate, the log, and the best point for an interruption."""

    def __init__(self, game: Game, search: Search, say: Callable[[str], None]):
        self.game, self.search, self.say = game, search, say
        self.found: list[tuple[Candidate, Certificate]] = []
        self.tried: list[str] = []
        self.best: Candidate | None = None
        self.began = time.perf_counter()

    def watch(self, candidate: Candidate) -> None:
        """Told of every step."""
        if self.best is None or candidate.gap < self.best.gap:
            self.best = candidate
        self.say(
            f"{candidate.method}, step {candidate.steps}: gain still expected {candidate.gap:.1e} {self.game.unit}"
        )

    @property
    def best_so_far(self) -> tuple[Candidate | None, Certificate | None]:
        """The candidate whose best deviation gains least; without certificates, that with the least gain expected."""
        if self.found:
            return min(self.found, key=lambda pair: pair[1].largest_gain)
        return (self.best, None) if self.best is not None and self.best.point.solved else (None, None)

    def from_start(self, name: str, x: np.ndarray) -> None:
        """First-order conditions, then rounds; a candidate that a deviation beats restarts from that deviation."""
        candidate = simultaneous(self.game, x, self.search, self.watch)
        self._log(candidate, f"the {name}")
        if not candidate.converged:
            x = candidate.point.x if candidate.point.solved else x
            candidate = rounds(self.game, x, self.search, self.watch)
            self._log(candidate, "there")
        if candidate.point.solved:
            self._keep(*self._repaired(candidate))

    def _log(self, candidate: Candidate, place: str) -> None:
        word = "converged" if candidate.converged else "did not converge"
        self.tried.append(f"{candidate.method} from {place}: {word}")

    def _certify(self, candidate: Candidate):
        return certify(self.game, candidate.point.x, self.search, candidate.point, self.say)

    def _repaired(self, candidate: Candidate) -> tuple[Candidate, Certificate]:
        certificate, replies = self._certify(candidate)
        for _ in range(REPAIRS):
            if certificate.holds:
                break
            x = candidate.point.x.copy()
            for reply, part, check in zip(replies, self.game.slices, certificate.checks, strict=True):
                if reply is not None and check.deviation_gain > certificate.tolerance:
                    x[part] = reply.x_c
            better = simultaneous(self.game, x, self.search, self.watch)
            self._log(better, "the best deviations")
            if not better.converged:
                break
            rival, answers = self._certify(better)
            if rival.largest_gain >= certificate.largest_gain:
                break
            candidate, certificate, replies = better, rival, answers
        return candidate, certificate

    def _keep(self, candidate: Candidate, certificate: Certificate) -> None:
        if not any(same(self.game, candidate, other) for other, _ in self.found):
            self.found.append((candidate, certificate))

    def outcome(self, candidate, certificate, others, interrupted: bool) -> WarOutcome:
        """What the search ends with."""
        return WarOutcome(
            game=self.game,
            x=candidate.point.x,
            point=candidate.point,
            certificate=certificate,
            others=tuple((c.point.x, dict(c.point.payoffs), cert) for c, cert in others),
            tried=tuple(self.tried),
            seconds=time.perf_counter() - self.began,
            interrupted=interrupted,
        )


def same(game: Game, a: Candidate, b: Candidate) -> bool:
    """The same equilibrium: payoffs equal to 1e-3 percent, and controls that are as good as equal (weighted with W11)."""
    players = range(len(game.names))
    d = np.concatenate([game.curvature(a.point, k).d_c for k in players])
    apart = 0.5 * np.sum(d * (a.point.x - b.point.x) ** 2)
    near = all(abs(a.point.payoffs[k] - b.point.payoffs[k]) < SAME_EQUILIBRIUM * game.scale for k in players)
    return bool(near and apart < SAME_PLACE * game.scale)
