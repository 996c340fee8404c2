"""The examples of docs/war.md run, and its equation numbers are those of the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "war.md").read_text()


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, flags=re.S))
def test_examples_run(block, capsys):
    exec(block, {})
    assert "Certified" in capsys.readouterr().out


def test_every_equation_of_the_code_is_on_the_page():
    sources = "".join(
        path.read_text() for room in ("games", "war") for path in (ROOT / "src" / "tradetalks" / room).rglob("*.py")
    )
    used = set(re.findall(r"\bW(\d+)\b", sources))
    listed = set(re.findall(r"\bW(\d+)\b", PAGE))
    assert used <= listed
    assert listed == {str(k) for k in range(1, 17)}
