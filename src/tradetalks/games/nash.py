"""The search for Nash equilibria of any game: candidates from several starts, each certified, distinct ones kept."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.errors import TradeTalksError, labelled, message
from tradetalks.games.candidates import Candidate, rounds, simultaneous
from tradetalks.games.certificate import Certificate, certify
from tradetalks.games.game import Game, Point, choices_at_bounds
from tradetalks.games.interrupt import deferred, poll
from tradetalks.games.optima import LocalOptimum, random_point
from tradetalks.games.search import Search, SearchError, unwatched
from tradetalks.inputs import checked
from tradetalks.result import Result, Status

Array = np.ndarray

# A candidate that a deviation beats restarts from that deviation, four times: each costs a search and a certificate.
REPAIRS = 4
# Two equilibria are one where every payoff is the same to 1e-3 percent, three digits of what is reported ...
SAME_PAYOFFS = 1e-3
# ... and moving from one to the other would, by the curvature, change payoffs by less than 1e-5 percent.
SAME_PLACE = 1e-5


class EquilibriumStatus(Status):
    """How a search for equilibria (W13) ended; the value says it in words."""

    SOLVED = "certified: no deviation that was found gains"
    INTERRUPTED = "interrupted: the best point so far, not certified"
    NOT_CERTIFIED = "not certified: the best candidate fails its certificate"
    NO_PAYOFFS = "unsolved: the game has no payoffs at any point that was tried"


class NoEquilibriumError(TradeTalksError):
    """No Nash equilibrium was certified; ``outcome`` holds the best candidate, where any point had payoffs."""

    def __init__(self, text: str, outcome: GameOutcome | None) -> None:
        super().__init__(text)
        self.outcome = outcome


class OtherEquilibrium(NamedTuple):
    """A further certified equilibrium: choice variables, payoffs by player (the game's unit), certificate."""

    x: Float[Array, " c"]
    payoffs: dict[int, float]
    certificate: Certificate


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class GameOutcome(Result):
    """How a game ends: the candidate that W13 led to, and its certificate.

    Args:
        game: what was played.
        point: payoffs and choices at the end.
        certificate: None where the search ended before there was one.
        others: further certified equilibria.
        tried: the log of the search, a line for each attempt.
        seconds: how long it took.
        interrupted: whether it was stopped from the keyboard.
    """

    game: Game
    point: Point
    certificate: Certificate | None
    others: tuple[OtherEquilibrium, ...] = ()
    tried: tuple[str, ...] = ()
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def x(self) -> Float[Array, " c"]:
        """All players' choice variables, in the order of ``game.labels``."""
        return self.point.x

    @property
    def players(self) -> tuple[str, ...]:
        """Names in order."""
        return self.game.names

    @property
    def certified(self) -> bool:
        """Whether the certificate holds."""
        return self.certificate is not None and self.certificate.holds

    @property
    def status(self) -> EquilibriumStatus:
        """How the search ended."""
        if self.certified:
            return EquilibriumStatus.SOLVED
        if self.interrupted:
            return EquilibriumStatus.INTERRUPTED
        if self.certificate is not None:
            return EquilibriumStatus.NOT_CERTIFIED
        return EquilibriumStatus.NO_PAYOFFS

    def failure(self) -> NoEquilibriumError | None:
        """Says what was tried, the best candidate and why it is not an equilibrium; None too for what was interrupted."""
        if self.status in (EquilibriumStatus.SOLVED, EquilibriumStatus.INTERRUPTED):
            return None
        advice = "try more starts, narrower bounds or fewer instruments"
        candidate = None
        details = ["best     payoffs none", "largest deviation gain unknown: no point was solved"]
        if self.certificate is not None:
            candidate = self
            advice += "; the candidate is in the error's .outcome"
            details = self._shortcomings(self.certificate)
        tried = [labelled("tried", line) for line in self.tried]
        text = message("no Nash equilibrium was found", details=[*tried, *details], do=advice)
        return NoEquilibriumError(text, candidate)

    def _shortcomings(self, certificate: Certificate) -> list[str]:
        """The best candidate and every check that it fails."""
        payoffs = ", ".join(f"{name} {self.point.payoffs[k]:+.3f}" for k, name in enumerate(self.players))
        worst = max(certificate.checks, key=lambda c: c.deviation_gain)
        lines = [
            labelled("best", f"payoffs {payoffs}"),
            f"largest deviation gain {worst.deviation_gain:.2g} {certificate.unit} for {worst.player} "
            f"(at most {certificate.tolerance:.2g} passes)",
        ]
        for c in certificate.checks:
            if c.holds(certificate.tolerance):
                continue
            promise = (
                f"first-order conditions promise {c.predicted_improvement:.2g} and ask for moves of {c.residual:.2g}"
            )
            lines.append(labelled("check", f"{c.player}: {promise}, largest eigenvalue {c.eigenvalue:+.2g}"))
        return lines

    @property
    def choices(self) -> dict[str, float]:
        """Every choice variable by name, in its own unit."""
        return dict(zip(self.game.labels, map(float, self.x), strict=True))

    @property
    def at_bounds(self) -> tuple[str, ...]:
        """Choice variables held by a bound, in words."""
        parts = self.game.slices
        return tuple(text for k, part in enumerate(parts) for text in choices_at_bounds(self.game, self.x[part], k))

    def summary(self) -> str:
        """Plain text: how the search ended, payoffs, choices."""
        lines = [f"Game of {', '.join(self.players)}: {self.status.value}"]
        for k, name in enumerate(self.players):
            lines.append(f"  {name:<12} {self.point.payoffs.get(k, np.nan):+9.3f} {self.game.unit}")
        lines += [f"  {label} = {value:.6g}" for label, value in self.choices.items()]
        return "\n".join([*lines, *(f"bound    {text}" for text in self.at_bounds)])

    def __repr__(self) -> str:
        named = enumerate(self.players)
        pay = ", ".join(f"{name} {self.point.payoffs.get(k, np.nan):+.3f}" for k, name in named)
        return f"{type(self).__name__}({pay}; {'certified' if self.certified else 'NOT CERTIFIED'})"


@checked(SearchError)
def find_equilibria(
    game: Game, *, starts: int = 2, search: Search | None = None, progress: Callable[[str], None] = unwatched
) -> GameOutcome:
    """The Nash equilibrium of any game (W13), certified; further ones in ``others``. Raises nothing where there is none.

    Args:
        game: any :class:`~tradetalks.games.game.Game`.
        starts: points to search from: the choices in force, no intervention, then random ones.
        search: tolerances, and the starts of each best response; gains in the unit of the game's payoffs (percent of own real
            income in a war).
        progress: called with a line of text at every step.

    Returns:
        The first certified equilibrium found, else the best candidate; ``status`` says which.

    Raises:
        SearchError: no starts.
    """
    if starts < 1:
        raise SearchError(
            message(
                "a Nash equilibrium is looked for from at least one start",
                expected="starts of 1 or more",
                got=str(starts),
                do="leave starts out, or raise it",
            )
        )
    settings = Search() if search is None else search
    under_way = EquilibriumSearch(game, settings.scaled(game.scale), progress)
    interrupted = False
    with deferred():
        try:
            for name, x in _starts(game, starts, settings):
                under_way.from_start(name, x)
            poll()
        except KeyboardInterrupt:
            if under_way.best is None:
                raise
            interrupted = True
    return under_way.outcome(interrupted)


def _starts(game: Game, count: int, search: Search) -> Iterator[tuple[str, Array]]:
    yield "status quo", np.clip(game.start, game.lower, game.upper)
    if count > 1:
        yield "no intervention", np.clip(0.0, game.lower, game.upper)
    rng = np.random.default_rng(search.seed)
    for k in range(count - 2):
        yield f"random {k + 1}", random_point(game.lower, game.upper, rng, k)


class EquilibriumSearch:
    """A search under way: candidates with their certificates, the log, and the best point for an interruption."""

    def __init__(self, game: Game, search: Search, progress: Callable[[str], None]) -> None:
        self.game, self.search, self.progress = game, search, progress
        self.certified: list[tuple[Candidate, Certificate]] = []
        self.tried: list[str] = []
        self.best: Candidate | None = None
        self.began = time.perf_counter()

    def watch(self, candidate: Candidate) -> None:
        """Told of every step of the searches for candidates."""
        if self.best is None or candidate.predicted_improvement < self.best.predicted_improvement:
            self.best = candidate
        self.progress(
            f"{candidate.method}, step {candidate.steps}: "
            f"gain still expected {candidate.predicted_improvement:.1e} {self.game.unit}"
        )

    def from_start(self, name: str, x: Float[Array, " c"]) -> None:
        """First-order conditions, then rounds; a candidate that a deviation beats restarts from that deviation."""
        candidate = simultaneous(self.game, x, self.search, self.watch)
        self._log(candidate, f"the {name}")
        if not candidate.converged:
            if candidate.point.solved:
                x = candidate.point.x
            candidate = rounds(self.game, x, self.search, self.watch)
            self._log(candidate, "there")
        if candidate.point.solved:
            self._keep(*self._repaired(candidate))
        elif self.best is None:
            self.best = candidate

    def _log(self, candidate: Candidate, place: str) -> None:
        word = "converged" if candidate.converged else "did not converge"
        self.tried.append(f"{candidate.method} from {place}: {word}")

    def _certify(self, candidate: Candidate) -> tuple[Certificate, list[LocalOptimum | None]]:
        return certify(self.game, candidate.point.x, self.search, candidate.point, self.progress)

    def _repaired(self, candidate: Candidate) -> tuple[Candidate, Certificate]:
        """The candidate and its certificate, after restarts from deviations as long as these help."""
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
        if not any(same_equilibrium(self.game, candidate.point, other.point) for other, _ in self.certified):
            self.certified.append((candidate, certificate))

    def outcome(self, interrupted: bool) -> GameOutcome:
        """What the search ends with: an equilibrium, else the candidate whose best deviation gains least."""
        held = [pair for pair in self.certified if pair[1].holds]
        if held:
            return self._outcome(held[0][0].point, held[0][1], held[1:], interrupted)
        if self.certified:
            candidate, certificate = min(self.certified, key=lambda pair: pair[1].largest_gain)
            return self._outcome(candidate.point, certificate, [], interrupted)
        if self.best is not None:
            return self._outcome(self.best.point, None, [], interrupted)
        start = self.game.at(self.game.start, range(len(self.game.names)))
        return self._outcome(start, None, [], interrupted)

    def _outcome(
        self,
        point: Point,
        certificate: Certificate | None,
        others: list[tuple[Candidate, Certificate]],
        interrupted: bool,
    ) -> GameOutcome:
        return GameOutcome(
            game=self.game,
            point=point,
            certificate=certificate,
            others=tuple(OtherEquilibrium(c.point.x, dict(c.point.payoffs), proof) for c, proof in others),
            tried=tuple(self.tried),
            seconds=time.perf_counter() - self.began,
            interrupted=interrupted,
        )


def same_equilibrium(game: Game, a: Point, b: Point) -> bool:
    """Payoffs equal to 1e-3 percent, and choices as good as equal (distances weighted with the curvature)."""
    players = range(len(game.names))
    d = np.concatenate([game.curvature(a, k).d_c for k in players])
    apart = 0.5 * np.sum(d * (a.x - b.x) ** 2)
    near = all(abs(a.payoffs[k] - b.payoffs[k]) < SAME_PAYOFFS * game.scale for k in players)
    return bool(near and apart < SAME_PLACE * game.scale)
