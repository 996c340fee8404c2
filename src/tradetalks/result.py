"""What every result can do: say in words and show in a picture what was found.

A result knows nothing of how it is shown. :mod:`tradetalks.report.present` knows it; the front door, ``tradetalks``, names
that module with :func:`shown_by`, and it is loaded when something is first shown.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

_presenter: Callable[[], ModuleType]


def shown_by(load: Callable[[], ModuleType]) -> None:
    """Name what shows results: ``load()`` gives a module with ``summary(result)``, ``plot(result, ...)`` and ``html(result)``."""
    global _presenter
    _presenter = load


class Result:
    """Base of results: frozen dataclasses; two results are equal only if they are the same."""

    def summary(self) -> str:
        """Plain text, most important line first."""
        return str(_presenter().summary(self))

    def plot(self, *args: Any, **options: Any) -> Any:
        """The picture of the result, from matplotlib; options as in :mod:`tradetalks.report.present`."""
        return _presenter().plot(self, *args, **options)

    def _repr_html_(self) -> str:
        return str(_presenter().html(self))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary().splitlines()[0]}>"
