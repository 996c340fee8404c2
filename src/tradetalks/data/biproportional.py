"""A table with given sums of rows and columns, as near as can be to the one that there is: RAS, and GRAS where signs differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Float
from scipy.optimize import linprog
from scipy.sparse import coo_array

from tradetalks.errors import AccountsError, listed, message
from tradetalks.inputs import Bound, argument

Array = np.ndarray
# How far a sum may be from its target, over the target.
TOLERANCE = 1e-10
TOLERANCE_GIVEN = Bound(high=1e-2, above=True, means="a fraction: 0.0001 is 0.01 percent")
# Targets below this share of the largest are met to that share: nothing smaller is a number of a published table.
NEGLIGIBLE = 1e-9
# Rounds over rows and columns: most tables need tens. Where an entry has to change by orders of magnitude the gap falls as slowly
# as 1 / rounds, and Newton's method goes on from there.
MOST_ROUNDS = 1_000
# Newton steps, each of which solves for all factors together: tens suffice where there is a solution, and there is room for more.
MOST_STEPS = 200
# Halvings of a Newton step before it counts as no step: 2⁻⁴⁰ of it is rounding.
MOST_HALVINGS = 40
# Rows and columns of the largest table that Newton's method is for: it inverts a matrix of their number, in a second.
NEWTON = 2_000
# Logarithm of the largest factor: e⁶⁰ is 10²⁶, beyond which an entry is made of nothing.
LARGEST_FACTOR = 60.0
# How far the two totals may differ: published totals are rounded to six digits.
TOTALS = 1e-6
# Cells of the largest table for which the reason of a failure is looked for (a linear program of a second).
EXPLAINED = 40_000
# Rows and columns that a message lists.
SHOWN = 10


@dataclasses.dataclass(frozen=True)
class BalancedTable:
    """A table that meets its targets, and how it came about.

    Args:
        table: (m, k) the balanced table, in the unit of the one that was given.
        row_factors: (m,) r of x = r·a·s for positive and a/(r·s) for negative entries.
        column_factors: (k,) s.
        steps: rounds over rows and columns, and Newton steps.
        gap: the largest distance of a sum from its target, over the target.
        moved: Σ |x − a|, in the unit of the table.
    """

    table: Float[Array, "m k"]
    row_factors: Float[Array, " m"]
    column_factors: Float[Array, " k"]
    steps: int
    gap: float
    moved: float


def balance_table(
    table: Float[Array, "m k"],
    *,
    rows: Float[Array, " m"],
    columns: Float[Array, " k"],
    row_labels: Sequence[str] = (),
    column_labels: Sequence[str] = (),
    rtol: float = TOLERANCE,
) -> BalancedTable:
    """The table with the sums asked for that is nearest to the given one, with its zeros and signs.

    With a for the entries given and x = z·a for those found, z > 0,

        minimise Σ |a|·(z·ln z − z)   so that   Σ_k x = rows,   Σ_m x = columns,

    whose solution is x = r·a·s where a > 0 and a/(r·s) where a < 0. Without negative entries this is RAS. A target that is NaN
    asks for nothing: the factor of its row or column is 1.

    Args:
        table: (m, k) entries of either sign.
        rows: (m,) sums of rows, in the unit of the table.
        columns: (k,) sums of columns.
        row_labels: (m,) for messages; their numbers where absent.
        column_labels: (k,) for messages.
        rtol: how far a sum may be from its target, as a fraction of it.

    Returns:
        The :class:`BalancedTable`.

    Raises:
        AccountsError: targets whose totals differ, a row or column that no factors can bring to its target, by name; or zeros
            that leave no table with these sums, and where.

    Source:
        Stone & Brown (1962) for RAS; Junius & Oosterhaven (2003) for negative entries, with the objective as corrected by
        Lenzen, Wood & Gallego (2007).
    """
    rtol = argument("balance_table", "rtol", rtol, TOLERANCE_GIVEN, AccountsError)
    given, rows, columns = (np.asarray(part, float) for part in (table, rows, columns))
    names = _names("row", row_labels, len(rows)), _names("column", column_labels, len(columns))
    _check(given, rows, columns, names)
    r, s, steps = _by_rounds(given, rows, columns, rtol)
    found, gap = _balanced(given, rows, columns, r, s)
    if gap > rtol and sum(given.shape) <= NEWTON:
        r, s, further = _by_newton(given, rows, columns, r, s, rtol)
        found, gap = _balanced(given, rows, columns, r, s)
        steps += further
    if gap > rtol:
        raise AccountsError(
            message(
                f"the table cannot be balanced: after {steps:,} rounds a sum is {100 * gap:.2g} percent off",
                details=_reason(given, rows, columns, names),
                do="check zeros and targets; a small number in place of a zero lets something flow there",
            )
        )
    return BalancedTable(found, r, s, steps, gap, float(np.abs(found - given).sum()))


def _by_rounds(given: Array, rows: Array, columns: Array, rtol: float) -> tuple[Array, Array, int]:
    """Factors of rows given those of columns, and the other way round, until sums stay: (m,), (k,) and how many rounds."""
    positive, negative = np.maximum(given, 0.0), np.maximum(-given, 0.0)
    r, s, steps = np.ones(len(rows)), np.ones(len(columns)), 0
    while steps < MOST_ROUNDS:
        steps += 1
        r = _factors(positive @ s, negative @ _inverse(s), rows)
        s = _factors(positive.T @ r, negative.T @ _inverse(r), columns)
        if _balanced(given, rows, columns, r, s)[1] <= rtol or max(r.max(), s.max()) > np.exp(LARGEST_FACTOR):
            break
    return r, s, steps


def _by_newton(given: Array, rows: Array, columns: Array, r: Array, s: Array, rtol: float) -> tuple[Array, Array, int]:
    """All factors at once: the minimum of Σ|x| − rows·ln r − columns·ln s, whose slopes are the gaps."""
    live = np.concatenate([~np.isnan(rows) & (rows != 0), ~np.isnan(columns) & (columns != 0)])
    targets = np.nan_to_num(np.concatenate([rows, columns]))
    logs = np.log(np.maximum(np.concatenate([r, s]), np.exp(-LARGEST_FACTOR)))
    kept = np.concatenate([r, s])

    def factors(at: Array) -> tuple[Array, Array]:
        whole = np.where(live, np.exp(np.clip(at, -LARGEST_FACTOR, LARGEST_FACTOR)), kept)
        return whole[: len(rows)], whole[len(rows) :]

    def height(at: Array) -> float:
        found, _ = _balanced(given, rows, columns, *factors(at))
        return float(np.abs(found).sum() - targets[live] @ at[live])

    steps = 0
    while steps < MOST_STEPS:
        found, gap = _balanced(given, rows, columns, *factors(logs))
        if gap <= rtol:
            break
        steps += 1
        step = np.zeros_like(logs)
        step[live] = _newton_step(found, targets, live)
        here, length = height(logs), 1.0
        for _ in range(MOST_HALVINGS):
            if height(logs + length * step) <= here:
                break
            length /= 2
        logs = logs + length * step
    return *factors(logs), steps


def _newton_step(found: Float[Array, "m k"], targets: Array, live: Array) -> Array:
    """The change of the logarithms that would close all gaps if sums were linear in them; rows and columns scaled alike."""
    size = np.abs(found)
    curvature = np.block([[np.diag(size.sum(axis=1)), size], [size.T, np.diag(size.sum(axis=0))]])[np.ix_(live, live)]
    gaps = (targets - np.concatenate([found.sum(axis=1), found.sum(axis=0)]))[live]
    scale = 1.0 / np.sqrt(np.maximum(np.diag(curvature), np.finfo(float).tiny))
    # All rows up and all columns down changes nothing: of these steps the shortest is taken.
    solved, *_ = np.linalg.lstsq(scale[:, None] * curvature * scale, scale * gaps, rcond=None)
    step: Array = scale * solved
    return step


def _balanced(given: Array, rows: Array, columns: Array, r: Array, s: Array) -> tuple[Array, float]:
    """The table with these factors, and the largest gap of its sums."""
    positive, negative = np.maximum(given, 0.0), np.maximum(-given, 0.0)
    found = r[:, None] * positive * s - negative * _inverse(r)[:, None] * _inverse(s)
    return found, max(_gap(found.sum(axis=1), rows), _gap(found.sum(axis=0), columns))


def _names(kind: str, labels: Sequence[str], count: int) -> list[str]:
    if len(labels) == count:
        return [str(label) for label in labels]
    return [f"{kind} {k}" for k in range(count)]


def _check(given: Array, rows: Array, columns: Array, names: tuple[list[str], list[str]]) -> None:
    """Raise for shapes, numbers and targets with which nothing can be done."""
    if given.shape != (*rows.shape, *columns.shape) or given.ndim != 2:
        raise AccountsError(
            message(
                "the targets do not fit the table",
                expected="one target for each row and each column",
                got=f"a table of {given.shape}, {rows.size} rows, {columns.size} columns",
            )
        )
    if not np.isfinite(given).all() or np.isinf(rows).any() or np.isinf(columns).any():
        raise AccountsError(message("the table or its targets hold something other than numbers"))
    wrong = [*_impossible(given, rows, names[0]), *_impossible(given.T, columns, names[1])]
    if wrong:
        raise AccountsError(message("these targets cannot be met", details=listed(wrong, SHOWN)))
    if np.isnan(rows).any() or np.isnan(columns).any():
        return
    totals = rows.sum(), columns.sum()
    if abs(totals[0] - totals[1]) > TOTALS * max(np.abs(rows).sum(), np.abs(columns).sum()):
        raise AccountsError(
            message(
                "the targets of rows and of columns add up to different totals",
                got=f"{totals[0]:.8g} and {totals[1]:.8g}",
                do="scale one to the other, or leave a target open (NaN)",
            )
        )


def _impossible(given: Array, targets: Array, names: list[str]) -> Iterator[str]:
    """Rows whose entries have the wrong sign for their target, or are all 0."""
    for entries, target, name in zip(given, targets, names, strict=True):
        above, below = np.any(entries > 0), np.any(entries < 0)
        if target > 0 and not above:
            yield f"{name} is to be {target:g} and has no entry above 0"
        if target < 0 and not below:
            yield f"{name} is to be {target:g} and has no entry below 0"
        if target == 0 and below and not above:
            yield f"{name} is to be 0 and has only entries below 0"


def _inverse(factors: Array) -> Array:
    """1 over the factors; where a factor is 0, nothing is divided by it."""
    return np.where(factors > 0, 1.0 / np.where(factors > 0, factors, 1.0), 0.0)


def _factors(p: Float[Array, " m"], n: Float[Array, " m"], targets: Float[Array, " m"]) -> Float[Array, " m"]:
    """The factors f with f·p − n/f = targets: the positive root, in the form that does not cancel; 1 where nothing is asked."""
    root = np.sqrt(targets**2 + 4 * p * n)
    up = (targets + root) / (2 * np.where(p > 0, p, 1.0))
    down = 2 * n / np.where(root > targets, root - targets, 1.0)
    found = np.where((p > 0) & ~(targets < 0), up, down)
    # A row of zeros whose target is 0 needs no factor, and one that asks for nothing has none.
    return np.where(((p == 0) & (n == 0)) | np.isnan(targets), 1.0, found)


def _gap(sums: Float[Array, " m"], targets: Float[Array, " m"]) -> float:
    """The largest distance from a target, over the target."""
    asked = ~np.isnan(targets)
    if not asked.any():
        return 0.0
    size = np.abs(targets[asked])
    floor = max(NEGLIGIBLE * float(size.max()), np.finfo(float).tiny)
    return float((np.abs(sums[asked] - targets[asked]) / np.maximum(size, floor)).max())


def _reason(given: Array, rows: Array, columns: Array, names: tuple[list[str], list[str]]) -> list[str]:
    """Which rows and columns cannot reach their targets because of zeros: what flows at most through the cells that there are."""
    if (given < 0).any() or np.isnan([*rows, *columns]).any() or given.size > EXPLAINED:
        return []
    at_row, at_column = np.nonzero(given)
    number = np.arange(len(at_row))
    one_each = np.ones(len(at_row))
    sums = coo_array(
        (np.tile(one_each, 2), (np.concatenate([at_row, len(rows) + at_column]), np.tile(number, 2))),
        shape=(len(rows) + len(columns), len(at_row)),
    )
    targets = np.concatenate([rows, columns])
    flow = linprog(-one_each, A_ub=sums, b_ub=targets, method="highs")
    if not flow.success:
        return []
    short = targets - sums @ flow.x
    missing = np.flatnonzero(short > TOTALS * targets.sum())
    labels = [*names[0], *names[1]]
    lines = [f"{labels[k]} can be at most {targets[k] - short[k]:.6g} of {targets[k]:.6g}" for k in missing]
    return ["where the table has entries, no more can flow:", *listed(lines, SHOWN)] if lines else []
