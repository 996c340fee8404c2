"""How numbers, days and lists are written in tables, sentences and charts: each kind in one way everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from tradetalks.scenario.results.described import day_in_words

# How columns of numbers are written: changes of real income in percent, with the digits at which small countries differ;
# billion dollars; shares.
PERCENT_FORMAT, BUSD_FORMAT, SHARE_FORMAT = "{:+.3f}", "{:+.1f}", "{:.0%}"
# Half of the last digit that a sentence shows: 0.01 percent of real income, 0.1 billion dollars a year. What is smaller than
# this is not worth a word, or takes a digit more.
SMALL_PERCENT = 0.005
SMALL_BUSD = 0.05
# From here on whole billions say enough: 9.5 is the least that rounds to two digits.
WHOLE_BUSD = 9.5
# Half a percent: probabilities nearer to each other, to none or to one are written alike.
SMALL_PROBABILITY = 0.005


def without_zero_sign(number: str) -> str:
    """A written number; a rounded zero has no sign of its own: ``-0.00`` is ``0.00``."""
    signed = number[:1] in ("+", "-")
    has_digits = bool(number.strip("+-0."))
    if signed and not has_digits:
        return number[1:]
    return number


def format_number(value: float, form: str) -> str:
    """A number in the format ``form`` (as ``{:+.2f}``), a rounded zero without sign."""
    return without_zero_sign(form.format(value))


def format_cell(value: object, form: str) -> str:
    """A value of a table as text in the format ``form``; a missing number leaves its cell empty."""
    if isinstance(value, float) and np.isnan(value):
        return ""
    return without_zero_sign(form.format(value))


def format_label(value: float, form: str) -> str:
    """A number beside a bar or a line: as :func:`format_number`, with the minus sign of typography."""
    return format_number(value, form).replace("-", "−")


def format_change(value: float, digits: int) -> str:
    """A change with a sign in front of every number, of zero too, so that columns of plain text keep their width."""
    # Adding zero turns the negative zero that rounding may leave into a positive one.
    rounded = round(value, digits) + 0.0
    return f"{rounded:+.{digits}f}"


def format_percent(value: float) -> str:
    """A change in percent, ``-0.56 percent``, with more digits where two would show a zero."""
    if abs(value) >= SMALL_PERCENT:
        return f"{value:+.2f} percent"
    return f"{format_number(value, '{:+.3f}')} percent"


def format_billions(value: float) -> str:
    """A change in billion dollars, ``+3.2``, with more digits where one would show a zero."""
    if abs(value) >= SMALL_BUSD:
        return format_number(value, "{:+.1f}")
    return format_number(value, "{:+.3f}")


def format_amount(value: float) -> str:
    """The size of a change in billion dollars, unsigned."""
    size = abs(value)
    if size >= WHOLE_BUSD:
        return f"{size:.0f}"
    if size >= SMALL_BUSD:
        return f"{size:.1f}"
    return "hardly any"


def format_probability(share: float) -> str:
    """A probability, ``34%``; what is possible but rounds to nothing, or to certainty, is said to be small, or large; what was
    not found is said to be that."""
    if not np.isfinite(share):
        return "not solved"
    if 0 < share < SMALL_PROBABILITY:
        return "under 1%"
    if share > 1 - SMALL_PROBABILITY and share != 1:
        return "over 99%"
    return f"{share:.0%}"


def format_in_hundred(share: float) -> str:
    """A probability as a whole number of a hundred cases."""
    if 0 < share < SMALL_PROBABILITY:
        return "under 1"
    return f"{100 * share:.0f}"


def hundredths(shares: Sequence[float] | np.ndarray) -> list[int]:
    """Probabilities of everything that may happen as whole numbers that add up to 100.

    The first is rounded by itself, as it stands everywhere else; of the others those with the largest remainders are rounded
    up.

    Args:
        shares: adding up to 1.
    """
    exact = 100 * np.asarray(shares, float)
    whole = np.floor(exact)
    whole[0] = round(exact[0])
    missing = round(float(exact.sum() - whole.sum()))
    order = 1 + np.argsort(-(exact - whole)[1:], kind="stable")
    whole[order[:missing]] += 1
    return [int(count) for count in whole]


def format_hundredths(shares: Sequence[float] | np.ndarray) -> list[str]:
    """The same as text; what is possible but comes to nothing is said to be small.

    Args:
        shares: adding up to 1.
    """
    return [_said_share(count, share) for count, share in zip(hundredths(shares), shares, strict=True)]


def _said_share(count: int, share: float) -> str:
    """A count of a hundred; nothing of what is possible is told as little."""
    if count == 0 and share > 0:
        return "under 1"
    return f"{count}"


def format_list(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(count: int, one: str, many: str = "") -> str:
    """``1 act``, ``2 acts``: a count with its noun, ``many`` where the plural does not end in an s alone."""
    if count == 1:
        return f"1 {one}"
    return f"{count} {many or one + 's'}"


def format_each(names: Iterable[str], values: Iterable[float], form: str = "{:+.0f}") -> str:
    """``USA +19, CHN +66``: a value beside each name."""
    return ", ".join(f"{name} {format_number(float(value), form)}" for name, value in zip(names, values, strict=True))


def format_span(values: Sequence[float], form: str = BUSD_FORMAT) -> str:
    """``+9.9 to +34.7``: the least and the greatest of some values."""
    return f"{format_number(min(values), form)} to {format_number(max(values), form)}"


def format_pair(value: object) -> str:
    """What an assumption says: one number for two equal ones, two with a comma, anything else as it is."""
    if not isinstance(value, tuple):
        return str(value)
    if value[0] == value[1]:
        return f"{value[0]:g}"
    return ", ".join(f"{part:g}" for part in value)


def format_yes_no(value: bool) -> str:
    """``yes`` or ``no``."""
    if value:
        return "yes"
    return "no"


def format_day(day: date) -> str:
    """``7 January 2019``."""
    return day_in_words(day)


def format_short_day(day: date) -> str:
    """``7 Jan 2019``."""
    return f"{day.day} {day:%b %Y}"
