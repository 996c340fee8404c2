"""Rules as a form and as a table of comma-separated values say them, read into the state of the page."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import ValidationError

from tradetalks.errors import ScenarioError, message
from tradetalks.inputs import Labels
from tradetalks.scenario.act_rows import read_act_rows
from tradetalks.web.state import MOST_RULES, TariffRule

# The first field of a row of the form: its number.
NUMBERED = re.compile(r"by\.([0-9]{1,3})")
# Present in a form of rules, so that one without any row is told from no form at all.
ROWS = "rows"
KINDS = {"add": "adds", "to": "sets to", "cap": "at most", "floor": "at least"}
# Digits of a ratio behind the point that a form keeps: what a link holds comes back as it was.
DIGITS = 12


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
            "rate": round(float("".join(values("rate")[-1:])) / 100, DIGITS),
            "start": "".join(values("start")[-1:]),
            "until": "".join(values("until")[-1:]) or None,
            "answered": bool(values("answered")),
        }
        return TariffRule.model_validate(told)
    except (ValidationError, ValueError) as error:
        raise ScenarioError(_told_of_row(f"row {number} of the rules", error)) from None


def percent_text(rate: float) -> str:
    """A rate as a field of the form has it: percent, as many digits as the link holds."""
    return f"{round(100 * rate, DIGITS - 2):.{DIGITS}g}"


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


def rules_of_table(data: bytes, labels: Labels, start: datetime.date) -> TableOfRules:
    """The rules that a table of comma-separated values holds, a rule a row, as :func:`read_act_rows` reads them.

    Args:
        data: the file.
        labels: the names that countries and sectors have.
        start: first day of rules that name none.
    """
    found = read_act_rows(data, "the table", labels)
    if len(found.rows) > MOST_RULES:
        return TableOfRules((), ((0, f"more than {MOST_RULES} rules: put them into a scenario file"),))
    rules = []
    for row in found.rows:
        told = {"by": row.by, "on": row.on, "sectors": row.sectors, "kind": row.kind, "rate": row.rate}
        told |= {"start": row.start or start, "until": row.until, "answered": row.answered}
        try:
            rules.append(TariffRule.model_validate(told))
        except ValidationError as error:
            return TableOfRules((), (*found.faults, (row.line, _told_of_row("this row", error).replace("\n", "; "))))
    return TableOfRules(tuple(rules), found.faults)
