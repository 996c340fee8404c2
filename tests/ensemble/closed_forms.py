"""Studies made of functions whose quantiles and shares of variance are known, in the layout of a store."""

import json
from types import SimpleNamespace

import numpy as np
import xarray as xr
from scipy.stats import norm, qmc

from tradetalks.ensemble.summary.study_summary import summary_of

MOMENTS = ["2018-07-06", "2019-09-01", "branch: deal"]
REGIONS = {"USA": "United States", "CHN": "China", "EUU": "European Union (28)"}
# How much of the outcome each moment has, and each region.
BY_MOMENT, BY_REGION = np.array([0.5, 1.0, 0.2]), np.array([0.25, 1.0, -0.1])


def points(sampling, count, k, seed=1):
    """(count, k) in the unit cube; ``count`` blocks of k + 2 for saltelli."""
    if sampling == "saltelli":
        both = qmc.Sobol(2 * k, seed=seed).random(count)
        first, last = both[:, :k], both[:, k:]
        mixed = [np.where(np.arange(k) == j, last, first) for j in range(k)]
        return np.stack([first, *mixed, last], axis=1).reshape(-1, k)
    if sampling == "sobol":
        return qmc.Sobol(k, seed=seed).random(count)
    if sampling == "latin hypercube":
        return qmc.LatinHypercube(k, seed=seed).random(count)
    return np.random.default_rng(seed).random((count, k))


def study(
    cube, outcome, *, values=None, names=None, sampling="sobol", status=None, alternatives=None, talks=None, **attrs
):
    """A study whose outcome for China at the second moment is ``outcome``; other moments and regions are multiples of it."""
    count, k = cube.shape
    names = names or [f"x{j + 1}" for j in range(k)]
    status = np.ones(count, np.int8) if status is None else np.asarray(status, np.int8)
    change = np.asarray(outcome, float)[:, None, None] * BY_MOMENT[:, None] * BY_REGION
    change[status != 1] = np.nan
    labels = alternatives or {}
    refused = status == 2
    data = {
        "parameter_value": (("draw", "parameter"), cube if values is None else values),
        "cube": (("draw", "parameter"), cube),
        "status": ("draw", status),
        "code": ("draw", np.where(refused, "no stable equilibrium", "").astype(str)),
        "message": ("draw", np.where(refused, "scale economies too strong", "").astype(str)),
        "seconds": ("draw", np.full(count, 0.01)),
        "real_income_change": (("draw", "moment", "region"), change, {"units": "percent of baseline"}),
        "real_income_change_busd": (("draw", "moment", "region"), 130 * change, {"units": "billion dollars a year"}),
    }
    coords = {
        "draw": [f"d{n:05d}" for n in range(count)],
        "parameter": names,
        "moment": MOMENTS,
        "moment_title": ("moment", ["", "", "both withdraw their tariffs"]),
        "region": list(REGIONS),
        "region_name": ("region", list(REGIONS.values())),
        "parameter_alternatives": ("parameter", [json.dumps(labels[n]) if n in labels else "" for n in names]),
        "parameter_unit": ("parameter", ["factor"] * k),
    }
    if talks is not None:
        data |= {name: (("draw", "outcome")[: np.ndim(numbers)], numbers) for name, numbers in talks.items()}
        coords |= {"outcome": ["deal", "more time", "tariffs rise"]}
    about = {"title": "A closed form", "players": json.dumps(["USA", "CHN"]), "horizon": "in the long run"}
    return SimpleNamespace(dataset=xr.Dataset(data, coords, about | {"sampling": sampling} | attrs))


def ishigami(u, a=7.0, b=0.1):
    """Ishigami and Homma (1990), on the unit cube."""
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices(a=7.0, b=0.1):
    """First-order and total indices in closed form."""
    alone, mixed = (1 + b * np.pi**4 / 5) ** 2 / 2, b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = alone + a**2 / 8 + mixed
    return np.array([alone, a**2 / 8, 0]) / variance, np.array([alone + mixed, a**2 / 8, mixed]) / variance


G = np.array([0.0, 0.5, 1.0, 4.5, 9.0, 99.0])


def g_function(u):
    """Sobol's g-function."""
    return np.prod((np.abs(4 * u - 2) + G) / (1 + G), axis=1)


def g_indices():
    """First-order and total indices in closed form."""
    alone = 1 / (3 * (1 + G) ** 2)
    variance = np.prod(1 + alone) - 1
    return alone / variance, alone * np.prod(1 + alone) / (1 + alone) / variance


WEIGHTS = np.array([4.0, 3.0, 2.0, 1.0, 0.0])


def linear_gaussian(u):
    """A weighted sum of independent normal numbers: shares of variance are squared weights."""
    return norm.ppf(u) @ WEIGHTS


def linear_indices():
    """They add up to one."""
    return WEIGHTS**2 / np.sum(WEIGHTS**2)


def summarised(study, **asked):
    """The summary of a study that is in no store."""
    return summary_of(study.dataset, {}, **asked)
