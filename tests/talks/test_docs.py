"""The equations of docs/talks.md are those of the code, and its example runs."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "talks.md").read_text()


def test_every_equation_is_in_the_docs_and_in_the_code():
    documented = set(re.findall(r"^- \*\*(T\d+)\*\*", TEXT, re.M))
    code = "".join(path.read_text() for path in (ROOT / "src" / "tradetalks" / "talks").glob("*.py"))
    assert documented == set(re.findall(r"\((T\d+)\)", code))


def test_every_module_is_in_the_docs():
    shared = {"__init__", "errors", "result", "program", "bargaining_problem"}
    for path in (ROOT / "src" / "tradetalks" / "talks").glob("*.py"):
        assert path.stem in shared or f"`{path.stem}`" in TEXT, path.stem


def test_the_example_runs(capsys):
    (example,) = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    exec(compile(example, "docs/talks.md", "exec"), {})
    assert "there is a zone of agreement" in capsys.readouterr().out
