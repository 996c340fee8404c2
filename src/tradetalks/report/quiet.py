"""What matplotlib says to programmers and a reader of a chart need not know."""

from __future__ import annotations

import warnings


def say_nothing_of_layout() -> None:
    """Until warnings are reset: keep to itself what matplotlib says of letters without a font, and of labels without room."""
    warnings.filterwarnings("ignore", message=r"Glyph \d+", category=UserWarning)
    warnings.filterwarnings("ignore", message="constrained_layout not applied", category=UserWarning)
