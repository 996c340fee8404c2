"""The examples of docs/war.md run, one after the other, and its equation numbers are those of the code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "war.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, flags=re.S)


def test_examples_run_one_after_the_other(capsys):
    """As a reader does who types them into one session."""
    names: dict[str, object] = {}
    printed = []
    for example in EXAMPLES:
        exec(example, names)
        printed.append(capsys.readouterr().out)
    war, path, lists, club, closed = printed
    assert "Certified" in war
    assert path.splitlines()[2].split()[1:4] == ["CHN", "answers", "USA"]
    assert "share of USA's list" in lists
    assert "CHN" in club
    assert "certified: no deviation" in closed and closed.count("= 0.0909") == 2


def test_every_equation_of_the_code_is_on_the_page():
    sources = "".join(
        path.read_text() for room in ("games", "war") for path in (ROOT / "src" / "tradetalks" / room).rglob("*.py")
    )
    used = set(re.findall(r"\bW(\d+)\b", sources))
    listed = set(re.findall(r"\bW(\d+)\b", PAGE))
    assert used <= listed
    assert listed == {str(k) for k in range(1, 17)}
