"""Parsers of scenario values, to be combined into a table: each takes a YAML node and returns a value or records a problem."""

from __future__ import annotations

import dataclasses
import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from tradetalks.scenario.positions import Source, nearest

Parser = Callable[[yaml.Node, Source], Any]
LOWEST_RATE, HIGHEST_RATE = -0.5, 5.0
# Above these, a bare number is more likely a percentage than a fraction or a factor.
LARGEST_BARE_RATE, LARGEST_FACTOR = 1.0, 10.0


class Wrong:
    """What a parser returns after recording a problem."""


WRONG = Wrong()


@dataclasses.dataclass(frozen=True)
class Field:
    """One key of a record: how to read it, whether it must be there, what it is otherwise."""

    read: Parser
    required: bool = False
    default: Any = None


def text(node: yaml.Node, source: Source):
    if isinstance(node, yaml.ScalarNode) and node.value != "":
        return node.value
    source.wrong(node, "text expected", "a word or a sentence")
    return WRONG


def slug(node: yaml.Node, source: Source):
    """A name that can be a folder's: letters, digits, dots, hyphens and underscores."""
    if isinstance(node, yaml.ScalarNode) and re.fullmatch(r"[^\W_][\w.-]*", node.value):
        return node.value
    source.wrong(
        node, "this name cannot name a folder",
        "letters, digits, dots, hyphens and underscores, beginning with a letter or a digit",
        "write for example `name: my-scenario`; title may say anything",
    )  # fmt: skip
    return WRONG


def number(node: yaml.Node, source: Source):
    try:
        value = float(node.value) if isinstance(node, yaml.ScalarNode) else math.nan
    except ValueError:
        value = math.nan
    return value if math.isfinite(value) else _refuse(node, source, "a number")


def above(low: float, *, or_equal: bool = False) -> Parser:
    """A number above ``low``, or of at least ``low``."""

    def read(node: yaml.Node, source: Source):
        value = number(node, source)
        if value is WRONG or value > low or (or_equal and value == low):
            return value
        source.wrong(node, "number out of range", f"a number {'of at least' if or_equal else 'above'} {low:g}")
        return WRONG

    return read


def boolean(node: yaml.Node, source: Source):
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    if isinstance(node, yaml.ScalarNode) and str(node.value).lower() in words:
        return words[str(node.value).lower()]
    return _refuse(node, source, "true or false")


def date(node: yaml.Node, source: Source):
    try:
        return (
            datetime.date.fromisoformat(node.value)
            if isinstance(node, yaml.ScalarNode)
            else _refuse(node, source, "a date")
        )
    except ValueError:
        source.wrong(node, "this is not a date", "year-month-day, as in 2019-01-07")
        return WRONG


def rate(node: yaml.Node, source: Source):
    """A tariff rate: a fraction, or a percentage written with its sign (``25%``)."""
    if not isinstance(node, yaml.ScalarNode):
        return _refuse(node, source, "a fraction such as 0.25, or 25%")
    word = node.value.strip()
    try:
        value = float(word[:-1]) / 100 if word.endswith("%") else float(word)
    except ValueError:
        return _refuse(node, source, "a fraction such as 0.25, or 25%")
    if LOWEST_RATE <= value <= HIGHEST_RATE:
        return value
    expected = f"a fraction between {LOWEST_RATE:g} and {HIGHEST_RATE:g}"
    if value > HIGHEST_RATE and not word.endswith("%"):
        source.wrong(
            node, "tariff rate looks like a percentage", f"{expected} ({value / 100:g} means {value:g} %)",
            f"write {value / 100:g} or `{value:g}%`",
        )  # fmt: skip
    else:
        source.wrong(node, "tariff rate out of range", expected)
    return WRONG


class BadRate(ValueError):
    """Why a word is not a rate."""

    def __init__(self, title: str, expected: str, do: str = "") -> None:
        super().__init__(title)
        self.title, self.expected, self.do = title, expected, do


def read_rate(word: str, tariff_max: float | None) -> float:
    """A rate from a word: ``0.25`` or ``25%``.

    Without a limit of its own (``tariff_max``, the file's limits.tariff_max) a bare number above 1 is refused, for it may
    be a percentage, and so is a percentage above 500.
    """
    word = word.strip()
    percent = word.endswith("%")
    try:
        value = float(word[:-1]) / 100 if percent else float(word)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadRate("a fraction expected", "a fraction such as 0.25, or 25%")
    highest = HIGHEST_RATE if tariff_max is None else tariff_max
    expected = f"a fraction between {LOWEST_RATE:g} and {highest:g}"
    if value < LOWEST_RATE:
        raise BadRate("tariff rate out of range", expected)
    if percent and value > highest:
        raise BadRate("tariff rate out of range", expected, "to allow larger rates set limits.tariff_max")
    if percent or value <= (LARGEST_BARE_RATE if tariff_max is None else highest):
        return value
    meant = f"{expected} ({value / 100:g} means {value:g} %)"
    if value > highest:
        do = f"write `{value:g}%`; to allow larger rates set limits.tariff_max"
    else:
        do = f"write `{value:g}%` or `{100 * value:g}%`; to take numbers above 1 as fractions set limits.tariff_max"
    raise BadRate("tariff rate looks like a percentage", meant, do)


def rate_of(tariff_max: float | None) -> Parser:
    """The rate of an act, as :func:`read_rate` takes it."""

    def read(node: yaml.Node, source: Source):
        if not isinstance(node, yaml.ScalarNode):
            return _refuse(node, source, "a fraction such as 0.25, or 25%")
        try:
            return read_rate(node.value, tariff_max)
        except BadRate as bad:
            source.wrong(node, bad.title, bad.expected, bad.do)
            return WRONG

    return read


def bounded(low: float, high: float, of: str) -> Parser:
    """A fraction or a percentage with its sign, between ``low`` and ``high``."""

    def read(node: yaml.Node, source: Source):
        word = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
        try:
            value = float(word[:-1]) / 100 if word.endswith("%") else float(word)
        except ValueError:
            value = math.nan
        if low <= value <= high:
            return value
        source.wrong(
            node, f"{of} out of range", f"a fraction between {low:g} and {high:g}, or a percentage with its sign",
            f"write {value / 100:g} or `{value:g}%`" if high < value <= 100 * high and word[-1:] != "%" else "",
        )  # fmt: skip
        return WRONG

    return read


def choice(names: Sequence[str], kind: str) -> Parser:
    """One of ``names``."""

    def read(node: yaml.Node, source: Source):
        if isinstance(node, yaml.ScalarNode) and node.value in names:
            return node.value
        word = node.value if isinstance(node, yaml.ScalarNode) else ""
        source.wrong(node, f"unknown {kind}", f"one of {', '.join(names)}", nearest(str(word), names))
        return WRONG

    return read


def one_or_many(item: Parser) -> Parser:
    """A single value or a list of them, as a tuple."""

    def read(node: yaml.Node, source: Source):
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        values = tuple(item(child, source) for child in nodes)
        return WRONG if any(v is WRONG for v in values) else values

    return read


def many(item: Parser, what: str) -> Parser:
    """A list of values, as a tuple."""

    def read(node: yaml.Node, source: Source):
        if not isinstance(node, yaml.SequenceNode):
            return _refuse(node, source, f"a list of {what}")
        values = tuple(item(child, source) for child in node.value)
        return WRONG if any(v is WRONG for v in values) else values

    return read


def table(key: Parser, item: Parser, what: str) -> Parser:
    """A mapping whose keys are data (sectors, branch names), as a dict."""

    def read(node: yaml.Node, source: Source):
        if not isinstance(node, yaml.MappingNode):
            return _refuse(node, source, f"a mapping of {what}")
        pairs = [(key(k, source), item(v, source)) for k, v in _pairs(node, source)]
        return WRONG if any(WRONG in pair for pair in pairs) else dict(pairs)

    return read


def either(test: Callable[[yaml.Node], bool], yes: Parser, no: Parser) -> Parser:
    """``yes`` where the node passes ``test``, else ``no``."""
    return lambda node, source: (yes if test(node) else no)(node, source)


def is_mapping(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode)


def is_word(word: str) -> Callable[[yaml.Node], bool]:
    return lambda node: isinstance(node, yaml.ScalarNode) and node.value == word


def constant(value: Any) -> Parser:
    return lambda node, source: value


def record(fields: Mapping[str, Field], what: str) -> Parser:
    """A mapping with known keys; unknown, repeated and missing ones are problems. Returns a dict (with ``node``)."""

    def read(node: yaml.Node, source: Source):
        if not isinstance(node, yaml.MappingNode):
            return _refuse(node, source, f"a mapping with {', '.join(fields)}")
        values: dict[str, Any] = {name: field.default for name, field in fields.items()}
        seen = set()
        for key, value in _pairs(node, source):
            if key.value not in fields:
                source.wrong(
                    key, f"unknown key in {what}", f"one of {', '.join(fields)}", nearest(str(key.value), fields)
                )
                continue
            seen.add(key.value)
            values[key.value] = fields[key.value].read(value, source)
        for name in (n for n, f in fields.items() if f.required and n not in seen):
            first = node.value[0][0] if node.value else node
            source.wrong(first, f"{what} has no {name}", f"a key {name}")
        values["node"] = node
        return values

    return read


def _pairs(node: yaml.MappingNode, source: Source) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The keys that are words, with their values; other keys and repeated ones are problems."""
    seen, pairs = set(), []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            source.wrong(key, "a key is a word", "a word before the colon")
            continue
        if key.value in seen:
            source.wrong(key, "this key is given twice", "each key once", "keep one of the two")
        seen.add(key.value)
        pairs.append((key, value))
    return pairs


def _refuse(node: yaml.Node, source: Source, expected: str):
    source.wrong(node, f"{expected.split(' such')[0].split(',')[0]} expected", expected)
    return WRONG
