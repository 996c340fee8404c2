"""What a study says: bands, shares of draws, what its numbers hang on, where it has none, and whether more draws would help."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from jaxtyping import Int

from tradetalks.ensemble.domains import HORIZON_KEY
from tradetalks.ensemble.outcomes import TO_DO
from tradetalks.ensemble.summary.convergence import convergence_of
from tradetalks.ensemble.summary.corner import Corner, corners_of
from tradetalks.ensemble.summary.drivers import EVEN, FEWEST_DRAWS, study_drivers
from tradetalks.ensemble.summary.given_data import correlated_pairs
from tradetalks.ensemble.summary.headline import Headline, last_moment, regimes_of, study_headline
from tradetalks.ensemble.summary.quantiles import median_whatever_the_rest, quantile_bands
from tradetalks.ensemble.summary.reading import Draws, read_draws
from tradetalks.ensemble.summary.saltelli import whole_blocks
from tradetalks.ensemble.summary.shares import shares_of_draws
from tradetalks.ensemble.summary.swings import Swing, swings_of
from tradetalks.ensemble.summary.worlds import Worlds, read_worlds
from tradetalks.result import Result


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class StudySummary(Result):
    """What a study says, small enough to keep.

    Args:
        title: of the scenario.
        sampling: how the draws were drawn: ``sobol``, ``latin hypercube``, ``grid``, ``saltelli``.
        horizon: of which horizon costs are, in words.
        draws: what was drawn, and how each draw ended.
        headline: the number spoken of first; None where no draw has an outcome.
        bands: quantiles of every outcome with their standard errors, see :func:`.summary.quantiles.quantile_bands`.
        shares: how many draws ended how, see :func:`.summary.shares.shares_of_draws`.
        corners: where refused and failed draws come from.
        drivers: what each outcome hangs on, see :func:`.summary.drivers.drivers_by_outcome`.
        swings: the headline at both ends of every parameter.
        convergence: the headline from fewer draws, see :func:`.summary.convergence.convergence_of`.
        regimes: the kinds of outcome that draws fall into, in words.
        regime: (d,) for every draw the position of its kind; −1 where it has none.
        moved_together: pairs of parameters that are correlated, and their rank correlation.
        region_names: by code.
        ways: titles of the ways forward, by the label of their moment.
        card: what the study says of itself, as its store keeps it.
        worlds: what differs between the worlds on which draws stand.
    """

    title: str
    sampling: str
    horizon: str
    draws: Draws
    headline: Headline | None
    bands: xr.Dataset
    shares: pd.DataFrame
    corners: tuple[Corner, ...]
    drivers: xr.Dataset
    swings: tuple[Swing, ...]
    convergence: xr.Dataset
    regimes: tuple[str, ...]
    regime: Int[np.ndarray, " d"]
    moved_together: tuple[tuple[str, str, float], ...]
    region_names: Mapping[str, str]
    ways: Mapping[str, str]
    card: Mapping[str, Any]
    worlds: Worlds = dataclasses.field(default_factory=Worlds)

    @property
    def counts(self) -> dict[str, int]:
        """How many draws ended how."""
        endings = self.shares[self.shares["question"] == "how a draw ended"]
        return {str(name): int(count) for name, count in zip(endings["outcome"], endings["draws"], strict=True)}

    @property
    def unfinished(self) -> int:
        """How many draws are not run yet."""
        return int(np.sum(self.draws.status == TO_DO))

    @property
    def used_blocks(self) -> tuple[int, int]:
        """Of the blocks laid out for Sobol indices, those of which every draw is solved, and all."""
        blocks = whole_blocks(self.draws.solved, len(self.draws.names))
        return int(blocks.sum()), len(blocks)

    @property
    def headline_drivers(self) -> pd.DataFrame:
        """What the headline hangs on, one row per parameter, the first driver first; without rows where nothing is known."""
        if self.headline is None or self.headline.outcome.name not in self.drivers["quantity"].values:
            return pd.DataFrame()
        found = self.drivers.sel(quantity=self.headline.outcome.name).reset_coords(drop=True).to_dataframe()
        ranked: pd.DataFrame = found[np.isfinite(found["rank"])].sort_values("rank", kind="stable")
        return ranked

    @property
    def median_range(self) -> tuple[float, float]:
        """The least and the greatest median of the headline, whatever the draws that have none would have given."""
        if self.headline is None:
            return -np.inf, np.inf
        # A draw on a world that does not have the number has not failed to give it.
        asked = ~self.worlds.elsewhere(self.headline.outcome.labels, self.draws)
        of = self.draws.independent & (self.draws.status != TO_DO) & asked
        values = self.headline.values[of & np.isfinite(self.headline.values)]
        return median_whatever_the_rest(values, int(of.sum()) - len(values))

    def to_dataset(self) -> xr.Dataset:
        """Bands, drivers, convergence and shares of draws in one dataset.

        Returns:
            Units are attributes of the variables. What the study is of, its horizon, its sampling and the headline are
            attributes of the dataset, and, as JSON, what differs between its ``worlds``.
        """
        labels = (self.shares["question"] + ": " + self.shares["outcome"]).tolist()
        shares: Any = {
            name: ("ending", self.shares[name].to_numpy(), {"units": "share of draws"})
            for name in ("share", "share_low", "share_high")
        }
        shares["draws_of_outcome"] = ("ending", self.shares["draws"].to_numpy(), {"units": "draws"})
        found = xr.merge(
            [self.bands, self.drivers, self.convergence, xr.Dataset(shares, {"ending": labels})],
            join="outer",
            compat="override",
        )
        found.attrs |= {"title": self.title, "horizon": self.horizon, "sampling": self.sampling}
        if self.headline is not None:
            found.attrs["headline"] = self.headline.outcome.name
        if self.worlds.parameter:
            found.attrs["worlds"] = json.dumps(dataclasses.asdict(self.worlds), ensure_ascii=False)
        return found


def summary_of(
    dataset: xr.Dataset, card: Mapping[str, Any], *, of: str | None = None, at: str | None = None
) -> StudySummary:
    """What the outcomes of a study say, see :func:`tradetalks.summarise_study`.

    Args:
        dataset: its outcomes by draw, see ``docs/studies.md``; they may lie on a disk.
        card: what the study says of itself.
        of: the code or the name of the country to speak of first; None leaves the choice.
        at: the date or branch to speak of first; None takes the last date.

    Raises:
        TradeTalksError: no such country or moment, or SALib is missing for draws laid out for Sobol indices.
    """
    draws, sampling = read_draws(dataset), str(dataset.attrs.get("sampling", ""))
    moment = last_moment(dataset, at)
    headline = study_headline(dataset, draws, of, moment)
    convergence = xr.Dataset()
    swings: tuple[Swing, ...] = ()
    if headline is not None:
        swings = swings_of(draws, headline.values)
        convergence = convergence_of(draws, headline, sampling=sampling)
    regimes, regime = regimes_of(dataset, draws)
    return StudySummary(
        title=str(dataset.attrs.get("title", "")),
        sampling=sampling,
        horizon=horizon_of(dataset, draws),
        draws=draws,
        headline=headline,
        bands=quantile_bands(dataset, draws),
        shares=shares_of_draws(dataset, draws),
        corners=corners_of(draws),
        drivers=study_drivers(dataset, draws, moment, evenly_spread=sampling in EVEN),
        swings=swings,
        convergence=convergence,
        regimes=regimes,
        regime=regime,
        moved_together=_together(dataset, draws),
        region_names=_named(dataset, "region", "region_name"),
        ways=_named(dataset, "moment", "moment_title"),
        card=card,
        worlds=read_worlds(dataset),
    )


def horizon_of(dataset: xr.Dataset, draws: Draws) -> str:
    """Of which horizon costs are, in words: that of the scenario, or where it is drawn, from the shortest to the longest.

    Args:
        dataset: of a study.
        draws: of the same.
    """
    for k, name in enumerate(draws.names):
        if draws.keys.get(name) != HORIZON_KEY or k not in draws.varying:
            continue
        if name in draws.alternatives:
            return f"at the elasticities of {' or '.join(draws.alternatives[name])} years, as drawn"
        years = draws.values[draws.solved, k]
        return f"at the elasticities of {years.min():.2g} to {years.max():.2g} years, as drawn"
    return str(dataset.attrs.get("horizon", ""))


def _together(dataset: xr.Dataset, draws: Draws) -> tuple[tuple[str, str, float], ...]:
    """Pairs of parameters that move together: as the plan says, or as the solved draws show; the strongest first."""
    stated = {(str(a), str(b)): float(r) for a, b, r in json.loads(str(dataset.attrs.get("correlations", "[]")))}
    known = {frozenset(pair) for pair in stated}
    seen = {(a, b): r for a, b, r in _seen_together(draws) if frozenset((a, b)) not in known}
    found = ((a, b, r) for (a, b), r in (stated | seen).items() if r)
    return tuple(sorted(found, key=lambda pair: -abs(pair[2])))


def _seen_together(draws: Draws) -> list[tuple[str, str, float]]:
    """Pairs that are correlated in the solved draws; named alternatives stand in no order and have none."""
    chosen = [k for k in draws.varying if draws.names[k] not in draws.alternatives]
    values = draws.values[draws.sample][:, chosen]
    if len(values) < FEWEST_DRAWS or not chosen or not np.ptp(values, axis=0).all():
        return []
    return [(draws.names[chosen[i]], draws.names[chosen[j]], r) for i, j, r in correlated_pairs(values)]


def _named(dataset: xr.Dataset, dim: str, beside: str) -> dict[str, str]:
    """What the labels of a dimension are called, for those that are called something; nothing where a study has no such names."""
    if beside not in dataset.coords:
        return {}
    pairs = zip(dataset[dim].values, dataset[beside].values, strict=True)
    return {str(label): str(name) for label, name in pairs if name}
