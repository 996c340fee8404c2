"""What a drafted scenario leaves open: lines of its file that a person has to decide on."""

from __future__ import annotations

from tradetalks.errors import ScenarioError, message

# What such a line begins with.
OPEN_MARK = "# open:"
# Points that a refusal repeats; the file has them all.
SHOWN = 8


def open_points(text: str) -> tuple[str, ...]:
    """What a scenario file leaves open, in its order; none where it is no draft, or all is decided."""
    lines = [line.strip() for line in text.splitlines()]
    return tuple(line[len(OPEN_MARK) :].strip() for line in lines if line.startswith(OPEN_MARK))


def refuse_open(path: str, text: str) -> None:
    """Raise where a scenario file leaves points open.

    Raises:
        ScenarioError: names the first of them.
    """
    points = open_points(text)
    if not points:
        return
    more = [f"and {len(points) - SHOWN} more"] if len(points) > SHOWN else []
    raise ScenarioError(
        message(
            f"{path} is a draft with {len(points)} open point{'s' if len(points) > 1 else ''}",
            details=[*(f"open: {point}" for point in points[:SHOWN]), *more],
            do=f"decide them and delete their lines ({OPEN_MARK} ...), or run it with --as-drafted",
        )
    )
