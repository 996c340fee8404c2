"""Tables that are in memory: any system of pymrio (GLORIA is read by it), or frames of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.data.tables.blocks import CELL, FINAL, OUTPUT, TAXES, VALUE_ADDED, LabelledMatrix, Role, table_of
from tradetalks.data.tables.identities import check_identities
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.errors import AccountsError, listed, message

Array = np.ndarray
# Labels that a message lists.
SHOWN = 10
# Levels of an index: region, then industry or final use.
LEVELS = 2
NAME = "frames"


def table_from_frames(
    use: pd.DataFrame,
    final: pd.DataFrame,
    value_added: pd.Series | pd.DataFrame,
    *,
    taxes: pd.Series | pd.DataFrame | None = None,
    output: pd.Series | None = None,
    unit: float,
    provenance: dict[str, object] | None = None,
    tolerance: float | None = None,
) -> InterCountryTable:
    """A table from frames of pandas.

    Args:
        use: rows and columns (region, industry).
        final: rows (region, industry), columns (region, final use).
        value_added: by (region, industry): a series, or a frame with industries as columns whose rows are added up.
        taxes: taxes less subsidies on products, in the same ways; None is none.
        output: by (region, industry); None is the sum of the row.
        unit: billion dollars in one unit of the numbers: 0.001 for million dollars.
        provenance: facts about the source.
        tolerance: how far rows and columns may miss output, a share of it; None is one percent.

    Raises:
        AccountsError: labels that differ between the frames, missing numbers, rows or columns that do not add up.
    """
    frames = {"use": use, "final": final}
    for name, frame in frames.items():
        _check_levels(name, frame)
    cells = list(use.index)
    rows = _roles(CELL, use.index)
    values = [np.hstack([_numbers("use", use), _numbers("final", final)])]
    if list(final.index) != cells:
        raise _differ("rows of final", list(final.index), cells)
    below = ((VALUE_ADDED, "value_added", value_added), (TAXES, "taxes", taxes), (OUTPUT, "output", output))
    for kind, name, given in below:
        if given is not None:
            line = _by_cell(name, given, cells)
            values.append(np.hstack([line, np.zeros((1, final.shape[1]))]))
            rows.append(Role(kind))
    columns = [*_roles(CELL, use.columns), *_roles(FINAL, final.columns)]
    matrix = LabelledMatrix(NAME, _text(rows), _text(columns), rows, columns, unit * np.vstack(values), 0)
    table = table_of(matrix, provenance={"release": "frames", "year": 0, **(provenance or {})})
    check_identities(table, NAME, tolerance)
    return table


def table_from_pymrio(
    system: Any,
    *,
    value_added: str | Sequence[str],
    unit: float,
    taxes: Sequence[str] = (),
    tolerance: float | None = None,
) -> InterCountryTable:
    """A table from any system of pymrio: Z, Y and rows of one of its extensions.

    Args:
        system: a ``pymrio.IOSystem`` with Z and Y (``calc_all()`` makes them where only A is there).
        value_added: the extension whose rows are all value added, as ``"factor_inputs"``, or names of rows of any extension.
        unit: billion dollars in one unit of its numbers: 0.001 for million dollars, 0.0011 for million euros at 1.10.
        taxes: rows of taxes less subsidies on products.
        tolerance: how far columns may miss the sums of rows, a share of output; None is one percent.

    Raises:
        AccountsError: no Z or Y, no such extension or row, rows or columns that do not add up.

    Notes:
        pymrio drops Eora's rest of the world and the output rows of the OECD: read such files with :func:`tradetalks.read_table`.
    """
    for name in ("Z", "Y"):
        if getattr(system, name, None) is None:
            raise AccountsError(message(f"the system has no {name}", do="call its calc_all() first"))
    extensions = dict(_extensions(system))
    wanted = value_added
    if isinstance(wanted, str):
        if wanted not in extensions:
            raise AccountsError(
                message(
                    f"the system has no extension {wanted!r}",
                    expected=f"one of {', '.join(extensions) or 'none'}",
                    do="name the rows of value added: value_added=[...]",
                )
            )
        rows = extensions[wanted]
        earned = rows.drop(index=[row for row in rows.index if row in taxes])
    else:
        earned = _rows(extensions, wanted)
    return table_from_frames(
        system.Z,
        system.Y,
        earned,
        taxes=_rows(extensions, taxes) if taxes else None,
        unit=unit,
        provenance={"release": f"pymrio: {getattr(getattr(system, 'meta', None), 'name', 'system')}"},
        tolerance=tolerance,
    )


def _roles(kind: str, index: pd.Index) -> list[Role]:
    regions, items = (map(str, index.get_level_values(level)) for level in range(LEVELS))
    return [Role(kind, region, item) for region, item in zip(regions, items, strict=True)]


def _extensions(system: Any) -> Iterator[tuple[str, pd.DataFrame]]:
    """Name and rows of every extension that has rows by region and industry."""
    for name, part in vars(system).items():
        rows = getattr(part, "F", None)
        if isinstance(rows, pd.DataFrame):
            yield name, rows


def _rows(extensions: dict[str, pd.DataFrame], names: Sequence[str]) -> pd.DataFrame:
    found = []
    for name in names:
        homes = [rows.loc[[name]] for rows in extensions.values() if name in rows.index]
        if len(homes) != 1:
            raise AccountsError(
                message(
                    f"{len(homes)} extensions have a row {name!r}",
                    expected="one",
                    got=", ".join(extensions) or "no extension",
                    do="name rows as the system's extensions do",
                )
            )
        found += homes
    return pd.concat(found)


def _check_levels(name: str, frame: pd.DataFrame) -> None:
    for side, index in (("rows", frame.index), ("columns", frame.columns)):
        if index.nlevels != LEVELS:
            raise AccountsError(
                message(
                    f"{side} of {name} have {index.nlevels} levels of labels",
                    expected="two: region, then industry or final use",
                    do="set a MultiIndex of region and industry",
                )
            )


def _numbers(name: str, frame: pd.DataFrame) -> Array:
    values = frame.to_numpy(float)
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        wrong = [f"{frame.index[r]}, {frame.columns[c]}: {values[r, c]}" for r, c in bad[:SHOWN].tolist()]
        raise AccountsError(
            message(
                f"{len(bad)} cells of {name} hold no number",
                details=listed(wrong, SHOWN),
                expected="0 where nothing flows",
            )
        )
    return values


def _by_cell(name: str, given: pd.Series | pd.DataFrame, cells: list[object]) -> Array:
    """One line of numbers in the order of the table's columns."""
    line = given
    if isinstance(given, pd.DataFrame):
        line = pd.Series(_numbers(name, given).sum(axis=0), given.columns)
    if list(line.index) != cells:
        raise _differ(name, list(line.index), cells)
    return _numbers(name, pd.DataFrame(line).T)


def _differ(name: str, got: Sequence[object], expected: Sequence[object]) -> AccountsError:
    first = next((f"{g}, expected {e}" for g, e in zip(got, expected, strict=False) if g != e), f"{len(got)} labels")
    return AccountsError(
        message(
            f"labels of {name} are not those of the table's rows",
            expected="the same regions and industries in the same order",
            got=first,
            do="reindex it; nothing is reordered or filled in",
        )
    )


def _text(roles: Sequence[Role]) -> list[str]:
    return [f"{role.kind} {role.region} {role.item}" for role in roles]
