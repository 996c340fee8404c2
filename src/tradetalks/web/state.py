"""What a view of the page shows: a scenario and a list of changes, written into the link so that the link restores it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from tradetalks.errors import ScenarioError, message

# The scenario of the first view.
FIRST = "us-china-2025"
# Marks a scenario of the reader's own, as saved:12.
SAVED = "saved:"
View = Literal["start", "tariffs", "cost", "war", "talks", "study", "compare", "data", "report"]
# What stands between the parts of a rule in a link, and between codes of one part.
PART, CODE = "~", ","
# The last part of a rule that is answered in kind, and how many parts a rule has without and with it.
ANSWERED, RULE_PARTS = "answered", (6, 7)
# What stands between the first and the last day of a rule.
TO = ".."
# Every sector that a rule can be on.
ALL = "all"
# Characters of a link that are written as they are: they mean nothing in a query, and it stays readable.
READABLE = "~,:"
# Rules, issues and codes in one of them: no screen shows more.
MOST_RULES, MOST_ISSUES, MOST_CODES = 60, 60, 120
# As the reader of scenarios takes a tariff: 5 is 500 percent.
HIGHEST = 5.0

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,20}$")]
Name = Annotated[str, StringConstraints(pattern=r"^(saved:[0-9]{1,9}|[a-z0-9][a-z0-9-]{0,79})$")]
IssueName = Annotated[str, StringConstraints(min_length=1, max_length=160)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
# Billion dollars a year: a thousand times what any war of these worlds costs.
MOST_BILLIONS = 1_000_000
Billions = Annotated[float, Field(ge=-MOST_BILLIONS, le=MOST_BILLIONS, allow_inf_nan=False)]


class TariffRule(BaseModel):
    """A tariff that the reader sets.

    Args:
        by: code of the country that sets it.
        on: codes of those whom it hits, or ``all``.
        sectors: codes of sectors, or ``goods`` for all of them that tariffs reach, which ``all`` means too; product codes of the
            Harmonized System stand here too.
        kind: what the rate does to the one in force: ``add`` to it, replace it (``to``), or be the most (``cap``) or the least
            (``floor``) that it may be.
        rate: a ratio: 0.25 is 25 percent.
        start: the first day in force.
        until: the last one; None where it is open.
        answered: whether those who are hit answer in kind on the same day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Code
    on: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST_CODES)]
    sectors: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST_CODES)] = ("goods",)
    kind: Literal["add", "to", "cap", "floor"] = "add"
    rate: Annotated[float, Field(ge=-1, le=HIGHEST, allow_inf_nan=False)]
    start: datetime.date
    until: datetime.date | None = None
    answered: bool = False

    @field_validator("until")
    @classmethod
    def _later(cls, until: datetime.date | None, info: ValidationInfo) -> datetime.date | None:
        """A rule ends after it begins."""
        start = info.data.get("start")
        if until is not None and start is not None and until < start:
            raise ValueError(f"a last day before the first one, {start}, ends nothing")
        return until

    @field_validator("sectors")
    @classmethod
    def _goods(cls, sectors: tuple[str, ...]) -> tuple[str, ...]:
        """Tariffs reach goods alone, so that all sectors are all goods."""
        if ALL in sectors:
            return ("goods",)
        return sectors


class PageState(BaseModel):
    """What a view shows; every view takes it from the query of its link.

    Args:
        scenario: name of a shipped scenario, or ``saved:ID``.
        date: the day shown; that of the headline where None.
        elasticities: a named set; that of the scenario where None.
        rules: tariffs of the reader's own, on top of the scenario's acts.
        rivalry: how much each side minds the other's gain, in the order of the sides; the scenario's where None.
        threat: what comes without a deal, to each side, billion dollars a year; the scenario's where None.
        deadline: of the talks; the scenario's where None.
        issues: what share of each issue is given in the deal that is looked at, by name.
        others: further scenarios that are compared with it.
        view: one of :data:`View`; it is the path of a link, not part of its query.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: Name = FIRST
    date: datetime.date | None = None
    elasticities: Code | None = None
    rules: Annotated[tuple[TariffRule, ...], Field(max_length=MOST_RULES)] = ()
    rivalry: tuple[Weight, Weight] | None = None
    threat: tuple[Billions, Billions] | None = None
    deadline: datetime.date | None = None
    issues: Annotated[dict[IssueName, Share], Field(max_length=MOST_ISSUES)] = {}
    others: Annotated[tuple[Name, ...], Field(max_length=3)] = ()
    view: View = "start"

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the scenario as it was written."""
        moved = (self.date, self.elasticities, self.rivalry, self.threat, self.deadline)
        return bool(self.rules or self.issues) or any(value is not None for value in moved)


def state_query(state: PageState) -> str:
    """The state as the query of a link, without the question mark: always in the same order, nothing that is as by default.

    Args:
        state: of a view.

    Returns:
        As ``scenario=us-china-2025&rule=USA~CHN~ELE~add~0.25~2026-11-10~answered``; empty for the first view.
    """
    return "&".join(f"{key}={quote(value, safe=READABLE)}" for key, value in _pairs(state))


def state_link(state: PageState, view: str | None = None) -> str:
    """The link to a view of the state, its own where ``view`` is None."""
    path = view or state.view
    if path == "start":
        path = ""
    query = state_query(state)
    if not query:
        return f"/{path}"
    return f"/{path}?{query}"


def read_state(pairs: Iterable[tuple[str, str]], view: str = "start") -> PageState:
    """The state that a query holds; parameters of others are passed over.

    Args:
        pairs: keys and values of the query, in order, as ``request.query_params.multi_items()`` gives them.
        view: the view of the link's path.

    Returns:
        The state; reading what :func:`state_query` wrote gives the state that was written.

    Raises:
        ScenarioError: a value that cannot be read, in words.
    """
    given: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        # A form sends fields that are left empty.
        if value:
            given[key].append(value)
    fields: dict[str, object] = {"view": view}
    for key in ("scenario", "date", "elasticities", "deadline"):
        if given[key]:
            fields[key] = given[key][-1]
    fields["rules"] = tuple(map(_read_rule, given["rule"]))
    fields["issues"] = dict(map(_read_issue, given["issue"]))
    fields["others"] = tuple(given["with"])
    for key in ("rivalry", "threat"):
        if given[key]:
            fields[key] = tuple(given[key][-1].split(CODE))
    try:
        return PageState.model_validate(fields)
    except ValidationError as error:
        raise ScenarioError(_told(error)) from None


def _pairs(state: PageState) -> Iterable[tuple[str, str]]:
    """Keys and values of what is not as by default."""
    if state.scenario != FIRST:
        yield "scenario", state.scenario
    for name in state.others:
        yield "with", name
    if state.date is not None:
        yield "date", state.date.isoformat()
    if state.elasticities is not None:
        yield "elasticities", state.elasticities
    for rule in state.rules:
        yield "rule", rule_text(rule)
    if state.rivalry is not None:
        yield "rivalry", CODE.join(map(_number, state.rivalry))
    if state.threat is not None:
        yield "threat", CODE.join(map(_number, state.threat))
    if state.deadline is not None:
        yield "deadline", state.deadline.isoformat()
    for name, share in state.issues.items():
        yield "issue", f"{name}{PART}{_number(share)}"


def rule_text(rule: TariffRule) -> str:
    """A rule as it stands in a link: ``USA~CHN~ELE~add~0.25~2026-11-10``, with ``..2027-05-01`` after its day where it ends,
    and ``~answered`` where it is."""
    days = rule.start.isoformat()
    if rule.until is not None:
        days = f"{days}{TO}{rule.until.isoformat()}"
    parts = [
        rule.by,
        CODE.join(rule.on),
        CODE.join(rule.sectors),
        rule.kind,
        _number(rule.rate),
        days,
    ]
    if rule.answered:
        parts.append(ANSWERED)
    return PART.join(parts)


def _number(value: float) -> str:
    """The shortest text that is read as the same number; whole ones without a point."""
    return repr(float(value)).removesuffix(".0")


def _read_rule(text: str) -> dict[str, object]:
    parts = text.split(PART)
    if len(parts) not in RULE_PARTS or (len(parts) == max(RULE_PARTS) and parts[-1] != ANSWERED):
        raise ScenarioError(
            message(
                "this rule of the link cannot be read",
                expected="who~whom~where~how~rate~day, as USA~CHN~goods~add~0.25~2026-11-10",
                got=text[:200],
                do="set the rule in the view Tariffs",
            )
        )
    by, on, sectors, kind, rate, days = parts[:6]
    start, _, until = days.partition(TO)
    return {
        "by": by,
        "on": tuple(on.split(CODE)),
        "sectors": tuple(sectors.split(CODE)),
        "kind": kind,
        "rate": rate,
        "start": start,
        "until": until or None,
        "answered": parts[-1] == ANSWERED,
    }


def _read_issue(text: str) -> tuple[str, str]:
    name, _, share = text.rpartition(PART)
    return name, share


def _told(error: ValidationError) -> str:
    """What is wrong with a link, in words."""
    lines = []
    for fault in error.errors(include_url=False):
        place = ".".join(map(str, fault["loc"]))
        lines.append(f"{place}: {fault['msg']}; got {str(fault['input'])[:80]!r}")
    return message("this link cannot be read", details=lines[:10], do="start again from the first view, /")
