"""What every result can do: say how it ended, show itself in words and in a picture, and give its numbers as tables.

How failure is told. What depends on numbers can fail for some numbers: a solver may stop short of its tolerance. That is no
error inside the package: the result carries a ``status``, a member of a :class:`Status` enumeration whose value is the
message, and a sweep keeps the status of every draw. The call that a person made, and no other, ends with
:meth:`Result.raise_if_failed`, which returns the result or raises the error that says residual, place and what to try.

A result knows nothing of how it is shown. :mod:`tradetalks.report.present` knows it; the front door, ``tradetalks``, names
that module with :func:`shown_by`, and it is loaded when something is first shown.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

from tradetalks.errors import TradeTalksError, labelled, message

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

_presenter: Callable[[], ModuleType]


def shown_by(load: Callable[[], ModuleType]) -> None:
    """Name what shows results: ``load()`` gives a module with ``summary(result)``, ``plot(result, ...)`` and ``html(result)``."""
    global _presenter
    _presenter = load


class Status(enum.Enum):
    """How a search for a solution ended; the value of a member is its message.

    Every solver lists its own endings in a subclass. The one that means success is called ``SOLVED``.
    """

    @property
    def solved(self) -> bool:
        """Whether this is the ending that means success."""
        return self.name == "SOLVED"


class Result:
    """Base of results: frozen dataclasses; two results are equal only if they are the same."""

    def failure(self) -> TradeTalksError | None:
        """The error that says why there is no solution; None where there is one. A result that can fail defines it."""
        return None

    def raise_if_failed(self) -> Self:
        """The result itself, or its :meth:`failure` raised. Called where a person's call ends, never inside a solver.

        Raises:
            TradeTalksError: the status is not ``SOLVED``; says residual, place and what to try.
        """
        error = self.failure()
        if error is not None:
            raise error
        return self

    def summary(self) -> str:
        """Plain text, most important line first."""
        return str(_presenter().summary(self))

    def plot(self, *args: Any, **options: Any) -> Any:
        """The picture of the result, from matplotlib; options as in :mod:`tradetalks.report.present`."""
        return _presenter().plot(self, *args, **options)

    def to_dataset(self) -> xr.Dataset:
        """Every labelled number of the result in one dataset, units as attributes of the variables.

        Raises:
            TradeTalksError: this kind of result has no labelled arrays.
        """
        raise TradeTalksError(
            message(
                f"a {type(self).__name__} has no labelled arrays",
                do="read its attributes: they are plain numbers and arrays",
            )
        )

    def to_dataframe(self, by: Sequence[str] | None = None) -> pd.DataFrame:
        """A tidy table of :meth:`to_dataset`: one row per observation, one column per quantity.

        Quantities on different dimensions are different tables: welfare has a row per region, prices a row per region and
        sector, flows a row per importer, exporter and sector. ``by`` says which table is wanted.

        Args:
            by: dimensions that make a row, in any order, as ``("region", "sector")``; None takes those of the first
                quantity of :meth:`to_dataset`.

        Returns:
            A table with one column for each dimension of ``by``, for each further label along them and for each quantity
            on exactly these dimensions. ``table.attrs["units"]`` maps every quantity to its unit.

        Raises:
            TradeTalksError: no quantity has these dimensions, or the result has no labelled arrays.
        """
        dataset = self.to_dataset()
        layouts = {frozenset(map(str, values.dims)): values.dims for values in dataset.data_vars.values()}
        wanted = next(iter(layouts)) if by is None else frozenset(by)
        if wanted not in layouts:
            choices = "; ".join(", ".join(map(str, dims)) for dims in layouts.values())
            raise TradeTalksError(
                message(
                    f"no quantity of this {type(self).__name__} has the dimensions {', '.join(sorted(wanted))}",
                    details=[labelled("choose", choices)],
                )
            )
        chosen = [name for name, values in dataset.data_vars.items() if frozenset(map(str, values.dims)) == wanted]
        order = list(layouts[wanted])
        table = dataset[chosen].to_dataframe(dim_order=order).reset_index()
        table.attrs = {"units": {str(name): str(dataset[name].attrs.get("units", "")) for name in chosen}}
        return table

    def _repr_html_(self) -> str:
        return str(_presenter().html(self))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary().splitlines()[0]}>"
