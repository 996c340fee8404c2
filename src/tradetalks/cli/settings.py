"""What a user writes after an option, read: settings, names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tradetalks.errors import TradeTalksError, message


def settings_of(pairs: Sequence[str]) -> dict[str, str]:
    """``KEY=VALUE`` pairs of ``--set``.

    Raises:
        TradeTalksError: a pair that is none.
    """
    settings = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise TradeTalksError(
                message(f"--set {pair} cannot be read", expected="KEY=VALUE, as in --set model.scale=false")
            )
        settings[key.strip()] = value.strip()
    return settings


def split_names(text: str | None) -> list[str] | None:
    """The names of a list with commas; None where the option is not given."""
    if text is None:
        return None
    return [name.strip() for name in text.split(",") if name.strip()]


def formats_of(text: str | None) -> tuple[str, ...]:
    """The formats of ``--export``, checked before anything is solved.

    Raises:
        TradeTalksError: an unknown one, or one that needs a package that is not installed.
    """
    from tradetalks.report.export.formats import check_formats

    return check_formats(split_names(text) or ())


def path_of(text: str | None) -> Path | None:
    """A path; None where the option is not given."""
    if text is None:
        return None
    return Path(text)
