"""The equations of docs/talks.md are those of the code, and its example runs."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "talks.md").read_text()


def test_every_equation_of_the_code_is_in_the_docs_once():
    documented = re.findall(r"^- \*\*(T\d+)\*\*", TEXT, re.M)
    code = "".join(
        path.read_text()
        for room in ("bargaining", "talks")
        for path in (ROOT / "src" / "tradetalks" / room).rglob("*.py")
    )
    assert set(re.findall(r"\((T\d+)\)", code)) <= set(documented)
    assert sorted(int(t[1:]) for t in documented) == list(range(1, len(documented) + 1))


def test_every_module_in_the_docs_exists():
    table = TEXT.split("## An example")[0]
    modules = {
        path.stem for room in ("bargaining", "talks") for path in (ROOT / "src" / "tradetalks" / room).rglob("*.py")
    }
    named = set(re.findall(r"`(\w+)`", table)) - {"self_enforcing_set"}
    assert named and named <= modules


def test_the_examples_run(capsys):
    first, rules = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    exec(compile(first, "docs/talks.md", "exec"), {})
    assert "there is a zone of agreement" in capsys.readouterr().out
    exec(compile(rules, "docs/talks.md", "exec"), {})
    assert "MFN and reciprocity: mean tariff 20.0 to 0.0 percent" in capsys.readouterr().out
