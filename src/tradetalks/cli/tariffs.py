"""``tradetalks tariffs``: what a product pays on a day, line by line."""

from __future__ import annotations

import argparse

from tradetalks.cli.terminal import say
from tradetalks.errors import TariffError, message
from tradetalks.inputs import Word
from tradetalks.inputs.numbers import as_fraction


def command_tariffs(given: argparse.Namespace) -> None:
    """Print the explanation of one tariff."""
    from tradetalks.data.tariffs.explain import explain_tariff
    from tradetalks.data.tariffs.wits import read_wits

    table = None
    if given.wits is not None:
        table = read_wits(given.wits, accept=("small_rates",))
    found = explain_tariff(
        given.by,
        given.on,
        given.product,
        given.date,
        base=_fraction("--base", given.base),
        usmca_share=_fraction("--usmca-share", given.usmca_share),
        base_from=table,
    )
    say(found.summary())


def _fraction(option: str, text: str | None) -> float | None:
    """A fraction, or a percentage with its sign; None where the option is not given.

    Raises:
        TariffError: neither.
    """
    if text is None:
        return None
    value = as_fraction(Word(text))
    if value != value:
        raise TariffError(message(f"{option} {text} cannot be read", expected="a fraction such as 0.025, or 2.5%"))
    return value
