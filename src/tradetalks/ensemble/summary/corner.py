"""From which corner of what was drawn the draws without an outcome come."""

from __future__ import annotations

import dataclasses

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.ensemble.outcomes import FAILED, REFUSED
from tradetalks.ensemble.summary.reading import Draws

# Orders in which the draws are shuffled to learn what a split finds by chance: enough to tell one in a hundred.
SHUFFLES = 200
# A split is told where fewer than this share of the shuffled ones separate as well.
BY_CHANCE = 0.01
# Fewer draws than this have no corner: any few points lie on one side of something.
FEWEST = 3


@dataclasses.dataclass(frozen=True)
class Corner:
    """Where most draws of an ending come from.

    Args:
        ending: ``refused`` or ``failed``.
        draws: how many draws ended so.
        parameter: the one that tells them best from the others; empty where none does better than chance.
        side: ``below``, ``above`` or, of named alternatives, ``at``.
        bound: the value of the parameter that parts them; of alternatives the name.
        inside: how many of those draws lie on that side.
        others_inside: which share of all other draws that were run lies on that side.
        region_share: which share of the draws on that side ended so.
        within: the split of the draws on that side by another parameter; None where none does better than chance.
    """

    ending: str
    draws: int
    parameter: str = ""
    side: str = ""
    bound: float | str = np.nan
    inside: int = 0
    others_inside: float = np.nan
    region_share: float = np.nan
    within: Corner | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Parting:
    """Draws parted in two by one parameter: those ``inside`` are in the order's first ``size``."""

    parameter: int
    side: str
    inside: Bool[np.ndarray, " d"]
    bound: float | str


def corners_of(draws: Draws) -> tuple[Corner, ...]:
    """For draws that were refused, and for draws that failed, the one split that tells them best from the others.

    Args:
        draws: of a study.

    Returns:
        A corner for each ending that happened, split once more where that tells more.

    Notes:
        A split is by one parameter at one value, the one at which the share of such draws differs most between both sides (the
        greatest drop of the Gini impurity). Whether it is more than chance is told by shuffling the endings.

    Reference:
        Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees, for the split.
    """
    run = draws.status > 0
    found = []
    for ending, word in ((REFUSED, "refused"), (FAILED, "failed")):
        bad = draws.status[run] == ending
        if bad.any():
            corner, inside = _corner(draws, draws.values[run], bad, word)
            further, _ = _corner(draws, draws.values[run][inside], bad[inside], word)
            if further.parameter not in ("", corner.parameter):
                corner = dataclasses.replace(corner, within=further)
            found.append(corner)
    return tuple(found)


def _corner(
    draws: Draws, values: Float[np.ndarray, "r k"], bad: Bool[np.ndarray, " r"], word: str
) -> tuple[Corner, Bool[np.ndarray, " r"]]:
    """The corner of some draws, and which of them lie in it; none do where there is no corner."""
    count = int(bad.sum())
    nowhere = Corner(word, count), np.zeros(len(bad), bool)
    if count < FEWEST or bad.all():
        return nowhere
    rng = np.random.default_rng(0)
    # The first column is what happened, the others are what chance makes of it.
    labels = np.column_stack([bad, *(rng.permutation(bad) for _ in range(SHUFFLES))]).astype(float)
    best = np.full(labels.shape[1], -np.inf)
    split: Parting | None = None
    for k, name in enumerate(draws.names):
        gains, candidate = _best_split(k, values[:, k], labels, draws.alternatives.get(name))
        if candidate is not None and gains[0] > best[0]:
            split = candidate
        best = np.maximum(best, gains)
    if split is None or np.mean(best[1:] >= best[0]) >= BY_CHANCE:
        return nowhere
    inside = split.inside
    corner = Corner(
        ending=word,
        draws=count,
        parameter=draws.names[split.parameter],
        side=split.side,
        bound=split.bound,
        inside=int(np.sum(inside & bad)),
        others_inside=float(np.mean(inside[~bad])),
        region_share=float(np.mean(bad[inside])),
    )
    return corner, inside


def _best_split(
    parameter: int, values: Float[np.ndarray, " r"], labels: Float[np.ndarray, "r s"], names: tuple[str, ...] | None
) -> tuple[Float[np.ndarray, " s"], Parting | None]:
    """The greatest drop of impurity for each column of labels, and the split that gives it for the first."""
    if names is not None:
        return _best_alternative(parameter, values, labels, names)
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    places = np.flatnonzero(np.diff(ordered) > 0)
    if not len(places):
        return np.full(labels.shape[1], -np.inf), None
    below = np.cumsum(labels[order], axis=0)[places]
    gains = _gains(below, labels.sum(axis=0), places[:, None] + 1.0, len(values))
    place = places[int(np.argmax(gains[:, 0]))]
    bound = float(ordered[place] + ordered[place + 1]) / 2
    is_below = values < bound
    bad = labels[:, 0] > 0
    if np.mean(bad[is_below]) >= np.mean(bad[~is_below]):
        return gains.max(axis=0), Parting(parameter, "below", is_below, bound)
    return gains.max(axis=0), Parting(parameter, "above", ~is_below, bound)


def _best_alternative(
    parameter: int, values: Float[np.ndarray, " r"], labels: Float[np.ndarray, "r s"], names: tuple[str, ...]
) -> tuple[Float[np.ndarray, " s"], Parting | None]:
    """As :func:`_best_split`, one named alternative against all others."""
    chosen = [np.round(values) == k for k in range(len(names))]
    used = [k for k, inside in enumerate(chosen) if inside.any() and not inside.all()]
    if not used:
        return np.full(labels.shape[1], -np.inf), None
    bad = labels[:, 0] > 0
    inside = np.array([chosen[k] for k in used], float)
    gains = _gains(inside @ labels, labels.sum(axis=0), inside.sum(axis=1)[:, None], len(values))
    # Only an alternative at which more of them end so is a corner.
    more = np.array([np.mean(bad[chosen[k]]) > np.mean(bad) for k in used])
    best = used[int(np.argmax(np.where(more, gains[:, 0], -np.inf)))]
    return gains.max(axis=0), Parting(parameter, "at", chosen[best], names[best])


def _gains(
    bad_inside: Float[np.ndarray, "c s"], bad: Float[np.ndarray, " s"], inside: Float[np.ndarray, "c 1"], total: int
) -> Float[np.ndarray, "c s"]:
    """How much impurity falls when draws are parted: up to a constant, the squared differences of shares, weighed."""
    outside = total - inside
    return np.asarray(bad_inside**2 / inside + (bad - bad_inside) ** 2 / outside - bad**2 / total)
