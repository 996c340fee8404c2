"""A YAML file with positions, and the problems found in it, told as a compiler tells them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import Event
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.parser import Parser

from tradetalks.errors import ScenarioError, is_unprintable, message, shortened
from tradetalks.inputs import KEY, Place, Refusal, Word
from tradetalks.scenario.notes import Note

# Sections in sections: talks, shocks, one shock, changes, a pair is five; no key lies deeper than this.
DEEPEST = 12
# Brackets open at once, before the file is read: reading goes one step deeper for each. Brackets in texts and comments count.
BRACKETS = 100
# Letters of a scenario: a thousand acts written out are a tenth of it.
LARGEST = 2_000_000
# Letters of a line, of a word and of a list that a message shows.
LINE, WORD, LIST = 160, 80, 1200
# Problems that a message lists: a few screens.
MOST = 40
# Problems that are looked for: finding the place of each takes its time.
ENOUGH = 400
# Called with what a text says, piece by piece as it is read; it may raise where there is too much of it.
Watch = Callable[[Event], None]


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
    """The text of a scenario and the problems met so far; all are reported together by :meth:`stop_if_wrong`.

    Args:
        text: YAML.
        name: what messages call it, a path.
        watch: of a text that anybody may have sent.
        within: stands before the title of every problem, where the same text is read in several ways.

    Raises:
        ScenarioError: the text is empty, not YAML or not a mapping, or the watch has raised it.
    """

    def __init__(self, text: str, name: str, watch: Watch | None = None, *, within: str = "") -> None:
        self.text, self.name, self.within = text, name, within
        self._watch = watch
        self.lines = text.splitlines()
        self.problems: list[Problem] = []
        # Trees of nodes, by their identity: an alias stands for the same tree, however often it is used.
        self._trees: dict[int, object] = {}
        self.top = self._composed()

    def _composed(self) -> MappingNode:
        """The top mapping."""
        if len(self.text) > LARGEST:
            self.lines = []
            expected = f"at most {LARGEST / 1e6:g} million letters"
            got = f"got {len(self.text)} letters"
            self._add(0, 0, 1, "this file is too large", got, expected, "put tariffs into tables: tariffs_from")
            raise self.error()
        if _depth(self.text) > BRACKETS:
            self._add(0, 0, 1, "this is nested too deep", "lists in lists", f"at most {DEEPEST} levels", "")
            raise self.error()
        try:
            node: Node | None = _reader(self._watch).compose(self.text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = getattr(mark, "line", 0), getattr(mark, "column", 0)
            advice = "mind indentation, colons and quotes"
            self._add(line, column, 1, "this is not YAML", str(error.problem), "a mapping of keys to values", advice)
            raise self.error() from None
        except YAMLError as error:
            self._add(0, 0, 1, "this is not YAML", str(error), "a text file of keys and values", "")
            raise self.error() from None
        except RecursionError:
            self._add(0, 0, 1, "this is nested too deep", "lists in lists", f"at most {DEEPEST} levels", "")
            raise self.error() from None
        if node is None:
            advice = "copy a shipped scenario and change it"
            self._add(0, 0, 1, "the file is empty", "nothing", "keys such as name, baseline, acts", advice)
            raise self.error()
        if not isinstance(node, MappingNode):
            expected = "keys such as name, baseline, acts"
            self.wrong(node, "a scenario is a mapping", expected, "write `name: ...` on the first line")
            raise self.error()
        return node

    def tree(self) -> dict[str, object]:
        """The file as mappings, lists and words; keys that are no words or stand twice are problems."""
        tree = self._tree(self.top, ())
        assert isinstance(tree, dict), "the top of a file is a mapping"
        return tree

    def _tree(self, node: Node, above: tuple[Node, ...]) -> object:
        if len(above) > DEEPEST or node in above:
            self.wrong(node, "this is nested too deep", f"at most {DEEPEST} levels")
            return Word("")
        if id(node) not in self._trees:
            self._trees[id(node)] = self._new_tree(node, (*above, node))
        return self._trees[id(node)]

    def _new_tree(self, node: Node, above: tuple[Node, ...]) -> object:
        if isinstance(node, MappingNode):
            return {key.value: self._tree(value, above) for key, value in self._pairs(node)}
        if isinstance(node, SequenceNode):
            return [self._tree(item, above) for item in node.value]
        if is_unprintable(node.value):
            self.wrong(node, "this text cannot be printed", "letters, without control characters or halves of letters")
            return Word("")
        return Word(node.value)

    def _pairs(self, node: MappingNode) -> Iterator[tuple[ScalarNode, Node]]:
        seen = set()
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.wrong(key, "a key is a word", "a word before the colon")
                continue
            if is_unprintable(key.value):
                self.wrong(
                    key, "this text cannot be printed", "letters, without control characters or halves of letters"
                )
                continue
            if key.value in seen:
                self.wrong(key, "this key is given twice", "each key once", "keep one of the two")
            seen.add(key.value)
            yield key, value

    def node_at(self, place: Place) -> Node:
        """What stands at ``place``; a key where the place ends in one, the beginning of the mapping where a key is missing."""
        node: Node = self.top
        for k, step in enumerate(place):
            if isinstance(node, MappingNode):
                pairs = [pair for pair in node.value if isinstance(pair[0], ScalarNode) and pair[0].value == step]
                if not pairs:
                    return _beginning(node)
                key: Node = pairs[-1][0]
                if place[k + 1 : k + 2] == (KEY,):
                    return key
                node = pairs[-1][1]
            elif isinstance(node, SequenceNode) and isinstance(step, int) and node.value:
                node = node.value[min(step, len(node.value) - 1)]
            else:
                return node
        return node

    def has(self, place: Place) -> bool:
        """Whether something stands at ``place``."""
        found: object = self.tree()
        for step in place:
            in_list = isinstance(found, list) and isinstance(step, int) and step < len(found)
            if not in_list and not (isinstance(found, dict) and step in found):
                return False
            found = found[step]  # type: ignore[index]  # a list and a number, or a mapping and its key
        return True

    def first_of(self, *places: Place) -> Place:
        """The first of these places where something stands; the whole file where nothing does."""
        return next((place for place in places if self.has(place)), ())

    def refused(self, refusals: Iterable[Refusal]) -> None:
        """Record what a reader refused, where it stands."""
        for refusal in refusals:
            if len(self.problems) >= ENOUGH:
                return
            self.wrong(self.node_at(refusal.place), refusal.title, refusal.expected, refusal.do)

    def noted(self, points: Iterable[Refusal]) -> tuple[Note, ...]:
        """What is pointed out, where it stands, in the order of the file."""
        found: dict[Note, tuple[int, int]] = {}
        for point in points:
            mark = self.node_at(point.place).start_mark
            where = f"{self.name}:{mark.line + 1}:{mark.column + 1}"
            found[Note(point.title, point.do, where)] = (mark.line, mark.column)
        return tuple(sorted(found, key=lambda note: found[note]))

    def wrong(self, node: Node, title: str, expected: str, do: str = "") -> None:
        """Record a problem with ``node``."""
        start, end = node.start_mark, node.end_mark
        width = end.column - start.column
        if end.line != start.line:
            width = len(self._line(start.line)) - start.column
        self._add(start.line, start.column, max(width, 1), title, f"got {_seen(node)}", expected, do)

    def _add(self, line: int, column: int, width: int, title: str, got: str, expected: str, do: str) -> None:
        problem = Problem(line, column, width, title, got, expected, do)
        if problem not in self.problems:
            self.problems.append(problem)

    def _line(self, line: int) -> str:
        return "".join(self.lines[line : line + 1])

    def _show(self, problem: Problem) -> str:
        number = str(problem.line + 1)
        pad = " " * len(number)
        line, column = self._line(problem.line), problem.column
        if len(line) > LINE:
            # The part of a long line around the place.
            first = max(0, column - LINE // 2)
            line, column = line[first : first + LINE], column - first
        width = max(1, min(problem.width, len(line) - column, LINE))
        if len(self._line(problem.line)) <= LINE:
            width = problem.width
        code = (
            f"   {number} | {_printable(line)}",
            f"   {pad} | {' ' * column}{'^' * width} {shortened(_printable(problem.got), WORD)}",
        )
        where = f"{self.name}:{number}:{problem.column + 1}"
        title, expected = shortened(f"{self.within}{problem.title}", LINE), shortened(problem.expected, LIST)
        return message(title, where=where, details=code, expected=expected, do=shortened(problem.do, 2 * LIST))

    def error(self) -> ScenarioError:
        """Every problem, in the order of the file."""
        ordered = sorted(self.problems, key=lambda p: (p.line, p.column))
        shown = [self._show(problem) for problem in ordered[:MOST]]
        if len(ordered) > MOST:
            shown.append(f"and {len(ordered) - MOST} more problems")
        return ScenarioError("\n\n".join(shown))

    def stop_if_wrong(self) -> None:
        """Raise :meth:`error` where there is a problem."""
        if self.problems:
            raise self.error()


def _reader(watch: Watch | None) -> YAML:
    """What reads YAML, watched while it does."""
    yaml = YAML(typ="safe", pure=True)
    if watch is None:
        return yaml
    pass_by: Watch = watch

    class Watched(Parser):
        """Has everything that is read pass the watch, once."""

        def get_event(self) -> Any:
            event = super().get_event()
            pass_by(event)
            return event

    yaml.Parser = Watched
    return yaml


def _printable(text: str) -> str:
    return "".join("\N{REPLACEMENT CHARACTER}" if is_unprintable(letter) else letter for letter in text)


def _depth(text: str) -> int:
    """A bound on how deep brackets are nested: those in texts count too, where they are not closed."""
    depth = deepest = 0
    for letter in text:
        if letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth = max(0, depth - 1)
    return deepest


def _beginning(node: MappingNode) -> Node:
    """The first key of a mapping, or an empty mapping itself."""
    for key, _ in node.value:
        first: Node = key
        return first
    return node


def _seen(node: Node) -> str:
    """What came, in a word."""
    if isinstance(node, ScalarNode):
        return str(node.value)
    if isinstance(node, SequenceNode):
        return "a list"
    return "a mapping"
