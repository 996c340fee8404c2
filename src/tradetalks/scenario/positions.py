"""A YAML file with positions, and the problems found in it, told as a compiler tells them."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable

import yaml

from tradetalks.errors import ScenarioError


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing wrong at one place; ``line`` and ``column`` count from 0 as YAML marks do."""

    line: int
    column: int
    width: int
    title: str
    got: str
    expected: str
    do: str


class Source:
    """The text of a scenario and the problems met so far; all are reported together by :meth:`stop_if_wrong`."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.lines = text.splitlines()
        self.problems: list[Problem] = []
        # Where an act's keys stand, by (key, id of the act).
        self.places: dict[tuple[str, str], yaml.Node] = {}
        self._top: yaml.MappingNode | None = None

    def root(self) -> yaml.MappingNode:
        """The top mapping, or a :class:`ScenarioError` for a file that is empty, not YAML or not a mapping."""
        try:
            node = yaml.compose(self.text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            self._add(
                line,
                column,
                1,
                "this is not YAML",
                str(error.problem),
                "a mapping of keys to values",
                "mind indentation, colons and quotes",
            )
            raise self.error() from None
        except yaml.YAMLError as error:
            self._add(0, 0, 1, "this is not YAML", str(error), "a text file of keys and values", "")
            raise self.error() from None
        if node is None:
            self._add(
                0,
                0,
                1,
                "the file is empty",
                "nothing",
                "keys such as name, baseline, acts",
                "copy a shipped scenario and change it",
            )
            raise self.error()
        if not isinstance(node, yaml.MappingNode):
            self.wrong(
                node,
                "a scenario is a mapping",
                "keys such as name, baseline, acts",
                "write `name: ...` on the first line",
            )
            raise self.error()
        self._top = node
        return node

    def beginning(self) -> yaml.Node:
        """What stands for the whole file: the name of the scenario it extends, or its first key."""
        assert self._top is not None
        extended = [v for k, v in self._top.value if k.value == "extends"]
        return extended[0] if extended else self._top.value[0][0]

    def wrong(self, node: yaml.Node, title: str, expected: str, do: str = "") -> None:
        """Record a problem with ``node``."""
        start, end = node.start_mark, node.end_mark
        scalar = isinstance(node, yaml.ScalarNode)
        width = end.column - start.column if end.line == start.line else len(self._line(start.line)) - start.column
        got = (
            f"got {node.value}" if scalar else "got a list" if isinstance(node, yaml.SequenceNode) else "got a mapping"
        )
        self._add(start.line, start.column, max(width, 1), title, got, expected, do)

    def _add(self, line: int, column: int, width: int, title: str, got: str, expected: str, do: str) -> None:
        self.problems.append(Problem(line, column, width, title, got, expected, do))

    def _line(self, line: int) -> str:
        return self.lines[line] if line < len(self.lines) else ""

    def show(self, problem: Problem) -> str:
        number = str(problem.line + 1)
        pad = " " * len(number)
        parts = [
            f"{self.name}:{number}:{problem.column + 1}  {problem.title}",
            f"   {number} | {self._line(problem.line)}",
            f"   {pad} | {' ' * problem.column}{'^' * problem.width} {problem.got}",
        ]
        parts += [f"expected {problem.expected}"] if problem.expected else []
        parts += [f"do       {problem.do}"] if problem.do else []
        return "\n".join(parts)

    def error(self) -> ScenarioError:
        ordered = sorted(self.problems, key=lambda p: (p.line, p.column))
        return ScenarioError("\n\n".join(self.show(p) for p in ordered))

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise self.error()


def nearest(name: str, names: Iterable[str]) -> str:
    """``did you mean X?`` or the list to choose from; nothing where there is none."""
    names = list(names)
    if not names:
        return ""
    near = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {near[0]}?" if near else f"choose from {', '.join(names)}"
