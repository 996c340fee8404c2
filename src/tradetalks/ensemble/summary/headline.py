"""The one number of a study that its summary speaks of first."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Iterable, Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float, Int

from tradetalks.ensemble.summary.drivers import Outcome
from tradetalks.ensemble.summary.reading import YES_NO, Draws, outcome_variables
from tradetalks.errors import TradeTalksError, message, suggestion
from tradetalks.scenario.results.cost import BRANCH

# Of what a study may hold, what is spoken of first.
FIRST_OF_ALL = ("real_income_change", "nash_real_income_change", "nash_gain")
# How the name of a kind of draws begins that is the likeliest ending of the talks.
MOST_LIKELY = "most likely: "
# Whose number a dimension gives.
PARTIES = ("region", "side", "player")


@dataclasses.dataclass(frozen=True, eq=False)
class Headline:
    """One outcome in every draw.

    Args:
        outcome: what it is.
        values: (d,) NaN where a draw has none.
        unit: of the values.
    """

    outcome: Outcome
    values: Float[np.ndarray, " d"]
    unit: str

    @property
    def party(self) -> str:
        """The code of the country whose number it is; empty where it is nobody's."""
        return next((self.outcome.labels[dim] for dim in PARTIES if dim in self.outcome.labels), "")

    @property
    def moment(self) -> str:
        """The date or branch; empty where there is none."""
        return self.outcome.labels.get("moment", "")


def last_moment(dataset: xr.Dataset, at: str | None) -> str:
    """The moment that a summary speaks of: the one that is asked for, or else the last date of the main line.

    Args:
        dataset: of a study.
        at: a date or a branch; None for the last date.

    Returns:
        A label of ``moment``; empty where a study has none.

    Raises:
        TradeTalksError: the study has no such moment.
    """
    moments: list[str] = []
    if "moment" in dataset.coords:
        moments = [str(moment) for moment in dataset["moment"].values]
    if at is not None:
        named = next((moment for moment in moments if moment.removeprefix(BRANCH) == at.removeprefix(BRANCH)), None)
        if named is None:
            raise TradeTalksError(
                message(
                    f"the study has no moment {at!r}",
                    expected="one of its dates or branches",
                    do=_moment_advice(at, moments),
                )
            )
        return named
    main = [moment for moment in moments if not moment.startswith(BRANCH)]
    return next(iter(reversed(main or moments)), "")


def _moment_advice(at: str, moments: Sequence[str]) -> str:
    """What to write instead of a moment that there is not: of a day between two dates, the date whose policies hold then."""
    days = [moment for moment in moments if not moment.startswith(BRANCH)]
    try:
        day = datetime.date.fromisoformat(at)
    except ValueError:
        return suggestion(at, moments) or "leave it out: the study has no dates"
    if not days:
        return suggestion(at, moments) or "leave it out: the study has no dates"
    before = [date for date in days if datetime.date.fromisoformat(date) < day]
    if not before:
        return f"its first date is {days[0]}"
    return f"on that day the policies of {before[-1]} hold: write {before[-1]}"


def refuse_unknown(dataset: xr.Dataset, of: str | None, at: str | None) -> None:
    """Raise where a study cannot speak of a country at a moment: before its draws are solved, which may take hours.

    Args:
        dataset: of a study, with or without draws.
        of, at: as :func:`tradetalks.summarise_study` takes them.

    Raises:
        TradeTalksError: the study has no such country or moment.
    """
    last_moment(dataset, at)
    name = _first_of_all(dataset)
    if of is None or name is None:
        return
    variable = dataset[name]
    party = next((dim for dim in PARTIES if dim in variable.dims), None)
    if party is not None:
        _named_party(of, party, dataset, [str(label) for label in variable[party].values])


def _first_of_all(dataset: xr.Dataset) -> str | None:
    """The outcome that a summary speaks of; None where there is none."""
    known = outcome_variables(dataset)
    return next((name for name in (*FIRST_OF_ALL, *known) if name in known), None)


def study_headline(dataset: xr.Dataset, draws: Draws, of: str | None, moment: str) -> Headline | None:
    """The number that a summary speaks of first: of the players, the one of whom the median is largest.

    Args:
        dataset: of a study.
        draws: of the same.
        of: the code or the name of a country; None leaves the choice.
        moment: from :func:`last_moment`.

    Returns:
        None where no draw has any outcome.

    Raises:
        TradeTalksError: the study has no such country.
    """
    name = _first_of_all(dataset)
    if name is None:
        return None
    variable = dataset[name]
    labels: dict[str, str] = {}
    if "moment" in variable.dims:
        variable, labels = variable.sel(moment=moment), {"moment": moment}
    variable = variable.compute()
    party = next((dim for dim in PARTIES if dim in variable.dims), None)
    for dim in variable.dims:
        if dim not in ("draw", party):
            # Of what has further labels, the first.
            labels[str(dim)] = str(variable[dim].values[0])
            variable = variable.isel({dim: 0})
    if party is not None:
        code = _party(variable.transpose("draw", party), party, dataset, draws, of)
        variable, labels = variable.sel({party: code}), {**labels, party: code}
    values = np.where(draws.solved, np.asarray(variable.values, float), np.nan)
    if not np.isfinite(values).any():
        return None
    return Headline(Outcome(name, labels), values, str(dataset[name].attrs.get("units", "")))


def _party(variable: xr.DataArray, dim: str, dataset: xr.Dataset, draws: Draws, of: str | None) -> str:
    """Whose number it is."""
    labels = [str(label) for label in variable[dim].values]
    if of is not None:
        return _named_party(of, dim, dataset, labels)
    players = [code for code in json.loads(str(dataset.attrs.get("players", "[]"))) if code in labels] or labels
    solved = np.asarray(variable.sel({dim: players}).values, float)[draws.sample]
    there = np.isfinite(solved)
    # What one world of a study lacks has the draws of the others; what no draw has comes last.
    medians = [float(abs(np.median(solved[rows, k]))) if rows.any() else -1.0 for k, rows in enumerate(there.T)]
    return players[int(np.argmax(medians))]


def _named_party(of: str, dim: str, dataset: xr.Dataset, labels: Sequence[str]) -> str:
    """The code of a country that is called by its code or its name, in any case.

    Raises:
        TradeTalksError: the study has no such country.
    """
    names: dict[str, str] = {}
    if "region_name" in dataset.coords:
        pairs = zip(dataset["region"].values, dataset["region_name"].values, strict=True)
        names = {str(name): str(code) for code, name in pairs if code in labels}
    codes = names | {label: label for label in labels}
    folded = {word.casefold(): code for word, code in codes.items()}
    code = folded.get(of.strip().casefold())
    if code is not None:
        return code
    expected = f"the code of a {dim}"
    if names:
        expected = f"the code or the name of a {dim}"
    near = suggestion(of.strip().casefold(), folded)
    raise TradeTalksError(
        message(f"the study has no {dim} {of!r}", expected=expected, do=_spelled(near, codes) or suggestion(of, labels))
    )


def _spelled(near: str, words: Iterable[str]) -> str:
    """A suggestion of one folded word as the word is written; empty where nothing is near."""
    return next((f"did you mean {word}?" for word in words if near == f"did you mean {word.casefold()}?"), "")


def regimes_of(dataset: xr.Dataset, draws: Draws) -> tuple[tuple[str, ...], Int[np.ndarray, " d"]]:
    """Into which kind of outcome each draw falls: how the talks most likely end, a deal or none, kept or not, whichever differs.

    Args:
        dataset: of a study.
        draws: of the same.

    Returns:
        The kinds in words, and for every draw the position of its own; −1 where it has none. Where all solved draws are of one
        kind, the kinds are solved and refused, or failed.
    """
    for names, kinds in (_by_odds(dataset, draws), _by_deal(dataset, draws)):
        used = np.unique(kinds[kinds >= 0])
        if len(used) > 1:
            return tuple(names[k] for k in used), np.where(kinds >= 0, np.searchsorted(used, kinds), -1)
    return ("solved", "refused", "failed"), draws.status - 1


def _by_odds(dataset: xr.Dataset, draws: Draws) -> tuple[tuple[str, ...], Int[np.ndarray, " d"]]:
    kinds = np.full(len(draws.status), -1)
    if "odds" not in dataset:
        return (), kinds
    odds = dataset["odds"].transpose("draw", "outcome").compute()
    there = draws.solved & np.isfinite(odds.values).all(axis=1)
    kinds[there] = odds.values[there].argmax(axis=1)
    return tuple(f"{MOST_LIKELY}{outcome}" for outcome in odds["outcome"].values), kinds


def _by_deal(dataset: xr.Dataset, draws: Draws) -> tuple[tuple[str, ...], Int[np.ndarray, " d"]]:
    kinds = np.full(len(draws.status), -1)
    if YES_NO[0] not in dataset:
        return (), kinds
    possible, kept = (_yes(dataset, name) for name in YES_NO[:2])
    there = draws.solved & np.isfinite(possible)
    kinds[there & (possible < 0.5)] = 0
    kinds[there & (possible > 0.5)] = 1
    kinds[there & (possible > 0.5) & (kept > 0.5)] = 2
    names = ("no deal both prefer", "a deal that would not be kept", "a deal that would be kept")
    if YES_NO[1] not in dataset:
        names = ("no deal both prefer", "a deal both prefer", "")
    return names, kinds


def _yes(dataset: xr.Dataset, name: str) -> Float[np.ndarray, " d"]:
    if name not in dataset:
        return np.full(dataset.sizes["draw"], np.nan)
    return np.asarray(dataset[name].compute().values, float)
