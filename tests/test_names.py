"""One name, one meaning: no public function or class is defined in two modules."""

import ast
from collections import defaultdict
from pathlib import Path

import tradetalks

SOURCE = Path(tradetalks.__file__).parent
# Alembic calls the functions of every step by these names.
OF_ALEMBIC = {"upgrade", "downgrade"}


def test_no_public_name_is_defined_twice():
    homes = defaultdict(set)
    for file in SOURCE.rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].add(str(file.relative_to(SOURCE)))
    assert {name: sorted(files) for name, files in homes.items() if len(files) > 1 and name not in OF_ALEMBIC} == {}


def test_conditional_expressions_are_few_and_never_nested():
    lines = found = 0
    for file in SOURCE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        lines += len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.IfExp):
                found += 1
                assert not any(isinstance(inner, ast.IfExp) for inner in ast.walk(node) if inner is not node), (
                    f"{file.relative_to(SOURCE)}:{node.lineno} nests conditional expressions: unfold them"
                )
    # The code that the house is modelled on has 0.2 to 8.5 in a thousand lines.
    assert found <= 12 * lines / 1000
