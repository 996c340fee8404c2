"""Tables on narrow screens."""

import io

import pandas as pd
import pytest
from rich.console import Console

from tradetalks.cli.screen import print_table
from tradetalks.report.chapter import Table

FRAME = pd.DataFrame(
    {
        "deal": ["Nash", "Kalai-Smorodinsky"],
        "USA range": ["+9.9 to +34.7", "+12.7 to +37.5"],
        **{f"column {k} bn": [1.5 * k, -2.5 * k] for k in range(8)},
    }
)
TABLE = Table(
    "deals", "The deals", FRAME, {f"column {k} bn": "{:+.1f}" for k in range(8)} | {"USA range": "{}"}, "a note"
)


def printed(width: int) -> str:
    console = Console(width=width, file=io.StringIO())
    print_table(TABLE, console)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_nothing_is_cut_at_any_width(width):
    text = printed(width)
    assert max(map(len, text.splitlines())) <= width
    words = text.replace("\xa0", " ")
    for k in range(8):
        for value in FRAME[f"column {k} bn"]:
            assert f"{value:+.1f}".replace("+0.0", "0.0").replace("-0.0", "0.0") in words
    assert "+12.7 to +37.5" in words and "Kalai-Smorodinsky" in words and text.count("a note") == 1


def test_labels_are_repeated_in_every_piece():
    assert printed(60).count("Kalai-Smorodinsky") > 1
    assert printed(160).count("Kalai-Smorodinsky") == 1
