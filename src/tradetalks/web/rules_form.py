"""Rules as a form and as a table of comma-separated values say them, read into the state of the page."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import ValidationError

from tradetalks.errors import ScenarioError, message, suggestion
from tradetalks.inputs import Labels, Word
from tradetalks.inputs.rates import BadRate, rate_within
from tradetalks.web.state import HIGHEST, MOST_RULES, TariffRule

# The first field of a row of the form: its number.
NUMBERED = re.compile(r"by\.([0-9]{1,3})")
# Present in a form of rules, so that one without any row is told from no form at all.
ROWS = "rows"
KINDS = {"add": "adds", "to": "sets to", "cap": "at most", "floor": "at least"}
# Columns of a table of rules; the first three must be there.
COLUMNS = ("by", "on", "rate", "sectors", "kind", "start", "answered")
NEEDED = COLUMNS[:3]
YES = ("yes", "true", "1", "answered")
# Between several codes in one cell.
BETWEEN = ";"
# Bare numbers above this are more likely percentages.
LARGEST_BARE = 1.0


def rules_of_form(pairs: Iterable[tuple[str, str]]) -> tuple[TariffRule, ...] | None:
    """The rules that a form holds, in the order of its rows; None where the request has no such form.

    Args:
        pairs: keys and values of the query: ``by.1``, ``on.1`` and so on, the rate in percent.

    Raises:
        ScenarioError: a row that says nothing that can be in force, by its number.
    """
    given: dict[str, list[str]] = {}
    for key, value in pairs:
        given.setdefault(key, []).append(value)
    if ROWS not in given:
        return None
    numbers = sorted({int(found.group(1)) for found in map(NUMBERED.fullmatch, given) if found})
    check_count(len(numbers))
    return tuple(_rule_of_row(given, number) for number in numbers)


def check_count(rules: int) -> None:
    """Raise where there are more rules than a link holds: none is ever dropped in silence.

    Args:
        rules: how many there would be.

    Raises:
        ScenarioError: too many.
    """
    if rules > MOST_RULES:
        raise ScenarioError(
            message(
                "these are too many rules for the page",
                expected=f"at most {MOST_RULES}",
                got=str(rules),
                do="put them into a scenario file as acts: the view Report gives away one to begin with",
            )
        )


def _rule_of_row(given: Mapping[str, Sequence[str]], number: int) -> TariffRule:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for value in given.get(f"{name}.{number}", ()) if value)

    by, on = "".join(values("by")[-1:]), values("on")
    # Who is named both as acting and as hit acts alone.
    on = tuple(code for code in on if code != by)
    products = tuple("".join(values("products")).replace(",", " ").split())
    sectors = (*values("sectors"), *products) or ("goods",)
    if len(sectors) > 1:
        sectors = tuple(code for code in sectors if code != "goods")
    try:
        told: dict[str, object] = {
            "by": by,
            "on": on or ("all",),
            "sectors": sectors,
            "kind": "".join(values("kind")[-1:]) or "add",
            "rate": round(float("".join(values("rate")[-1:])) / 100, 6),
            "start": "".join(values("start")[-1:]),
            "answered": bool(values("answered")),
        }
        return TariffRule.model_validate(told)
    except (ValidationError, ValueError) as error:
        raise ScenarioError(_told_of_row(f"row {number} of the rules", error)) from None


def _told_of_row(where: str, error: Exception) -> str:
    """What is wrong with a rule, in words."""
    if not isinstance(error, ValidationError):
        return message(f"{where} has no rate", expected="a number of percent, as 25", do="write a number")
    fault = error.errors(include_url=False)[0]
    place = ".".join(map(str, fault["loc"]))
    return message(f"{where}: {place} cannot be read", expected=str(fault["msg"]), got=str(fault["input"])[:80])


@dataclasses.dataclass(frozen=True)
class TableOfRules:
    """What a table says.

    Args:
        rules: of the rows that can be read.
        faults: (line, what is wrong) of the others.
    """

    rules: tuple[TariffRule, ...]
    faults: tuple[tuple[int, str], ...]


def rules_of_table(text: str, labels: Labels, start: datetime.date) -> TableOfRules:
    """The rules that a table of comma-separated values holds, a rule a row.

    Args:
        text: with a head that names columns of :data:`COLUMNS`; several countries or sectors in a cell stand apart by ``;``.
        labels: the names that countries and sectors have.
        start: first day of rules that name none.
    """
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4000].splitlines()[0], delimiters=",\t|")
    except (csv.Error, IndexError):
        dialect = csv.excel
    # Old programs end a line with a carriage return alone.
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.DictReader(io.StringIO(lines, newline=""), dialect=dialect)
    heads = [str(name).strip().lower() for name in reader.fieldnames or ()]
    faults = _faults_of_head(heads)
    if faults:
        return TableOfRules((), faults)
    reader.fieldnames = heads
    rules: list[TariffRule] = []
    wrong: list[tuple[int, str]] = []
    for row in reader:
        cells = {name: str(value or "").strip() for name, value in row.items() if isinstance(name, str)}
        if not any(cells.values()):
            continue
        if len(rules) == MOST_RULES:
            wrong.append((reader.line_num, f"more than {MOST_RULES} rules: put them into a scenario file"))
            break
        try:
            rules.append(_rule_of_cells(cells, labels, start))
        except ScenarioError as error:
            wrong.append((reader.line_num, str(error)))
    if not rules and not wrong:
        wrong.append((1, "no row below the head"))
    return TableOfRules(tuple(rules), tuple(wrong))


def _faults_of_head(heads: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """Columns that are missing, unknown or twice there."""
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        return ((1, f"no column {', '.join(missing)}; the first line names columns: {', '.join(COLUMNS)}"),)
    unknown = [name for name in heads if name not in COLUMNS]
    if unknown:
        return ((1, f"there is no column {unknown[0]!r}: {suggestion(unknown[0], COLUMNS)}"),)
    if len(set(heads)) < len(heads):
        return ((1, "a column is there twice"),)
    return ()


def _rule_of_cells(cells: Mapping[str, str], labels: Labels, start: datetime.date) -> TariffRule:
    """A row as a rule.

    Raises:
        ScenarioError: what is wrong with it, in a line.
    """
    try:
        rate = rate_within(Word(cells["rate"]), highest=HIGHEST, largest_bare=LARGEST_BARE, lowest=-1.0)
    except BadRate as bad:
        raise ScenarioError(f"rate {cells['rate']!r}: {bad.title}; expected {bad.expected}") from None
    sectors = [_sector(word, labels) for word in _several(cells.get("sectors", "") or "goods")]
    on = [_region(word, labels) for word in _several(cells["on"] or "all")]
    given = {"by": _region(cells["by"], labels, also=()), "on": tuple(on), "sectors": tuple(sectors), "rate": rate}
    given |= {"kind": cells.get("kind", "").lower() or "add", "start": cells.get("start", "") or start}
    try:
        return TariffRule.model_validate(given | {"answered": cells.get("answered", "").lower() in YES})
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise ScenarioError(f"{fault['loc'][0]} {str(fault['input'])[:60]!r}: {fault['msg']}") from None


def _several(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(BETWEEN) if word.strip()]


def _region(word: str, labels: Labels, also: Sequence[str] = ("all",)) -> str:
    """The code of a country in any spelling."""
    if word.lower() in also:
        return word.lower()
    code = labels.region(word)
    if code is None:
        raise ScenarioError(f"{word!r} is no country of this world: {suggestion(word, labels.regions)}")
    return code


def _sector(word: str, labels: Labels) -> str:
    """The code of a sector, or a code of products."""
    if word.lower() in ("all", "goods") or word.replace(".", "").isdigit():
        return word.lower()
    by_name = {str(name).lower(): code for code, name in labels.names.items() if code in labels.sectors}
    code = by_name.get(word.lower(), word.upper())
    if code not in labels.sectors:
        raise ScenarioError(f"{word!r} is no sector of this world: {suggestion(word, labels.sectors)}")
    return code
