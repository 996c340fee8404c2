"""The formats in which tables can be had besides csv, and what each needs to be installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from tradetalks.errors import TradeTalksError, message, suggestion

# Format -> the package that writes it; LaTeX needs none.
NEEDS = {"xlsx": "openpyxl", "parquet": "pyarrow", "latex": ""}


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats asked for, each once, all of them known and possible here.

    Args:
        formats: some of ``xlsx``, ``parquet`` and ``latex``.

    Raises:
        TradeTalksError: a text instead of a list, an unknown format, or a package that is not installed.
    """
    names = tuple(dict.fromkeys([formats] if isinstance(formats, str) else formats))
    for name in names:
        if name not in NEEDS:
            raise TradeTalksError(
                message(
                    f"tables cannot be written as {name!r}",
                    expected=f"some of {', '.join(NEEDS)}",
                    details=[suggestion(str(name), NEEDS)],
                )
            )
        package = NEEDS[name]
        if package and find_spec(package) is None:
            raise TradeTalksError(
                message(
                    f"{name} needs the package {package}, which is not installed",
                    do='pip install "tradetalks[export]", or leave it out: every table is there as csv',
                )
            )
    return names
