"""Fewer regions and sectors, as the view Data merges them: read from a link, made of a scenario's world, written as a file."""

from __future__ import annotations

import dataclasses
import json
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import xarray as xr

import tradetalks
from tradetalks.errors import ScenarioError, TradeTalksError, is_unprintable, message
from tradetalks.report.chapter import Table
from tradetalks.report.format import format_list
from tradetalks.report.names import MEMBERS, country_names, sector_names
from tradetalks.scenario.changed import changed_text
from tradetalks.scenario.model import Scenario
from tradetalks.web.library import Library
from tradetalks.web.state import CODE, PART, PageState

# What is merged, as a link says it, and as the label that comes of it is written: codes of a link take no others.
KINDS = ("regions", "sectors")
# Keys of a map of labels: what to print for a new one, and the old ones.
NAME, OF = "name", "of"
LABEL = re.compile("[A-Za-z][A-Za-z0-9_.-]{0,11}")
# Letters of the first of many labels in the one that they become, so that a count fits behind it.
LONGEST_FIRST = 4
# Letters of a name beside a number, and names of members that stand in one that nobody has given.
LONGEST_LABEL, NAMED_MEMBERS = 60, 3
# Groups of a link, and letters of one: a world has at most some hundred labels.
MOST_GROUPS, LONGEST_GROUP = 40, 2000
WORLD_FILE = "world.nc"
# Rows of what averages hide, and millions in a billion.
HIDDEN, MILLIONS = 12, 1000.0
# What makes the same world without the page; a test runs it.
SNIPPET = """\
import tradetalks as tt

world, hidden = tt.aggregate(tt.load_world("{world}"){maps})
print(hidden.head(10))  # where averages hide most, billion dollars a year
tt.save_world(world, "world.nc")  # in a scenario beside it: baseline: {{file: world.nc}}
"""


@dataclasses.dataclass(frozen=True)
class Group:
    """Labels that become one.

    Args:
        kind: regions or sectors.
        label: of the new one.
        members: old labels.
        name: of the new one, to print; empty where nobody has given it one.
    """

    kind: str
    label: str
    members: tuple[str, ...]
    name: str = ""

    @property
    def text(self) -> str:
        """As it stands in a link: ``regions~NAM~CAN,MEX~Canada and Mexico``."""
        return PART.join(filter(None, (self.kind, self.label, CODE.join(self.members), self.name)))

    def called(self, names: Mapping[str, str]) -> str:
        """What it is called in pictures and tables: by its own name, that of a group of countries, or by its members.

        Args:
            names: of the old labels.
        """
        groups = tradetalks.country_groups()
        if not self.name and self.kind == "regions" and self.label in groups.index:
            return str(groups.loc[self.label, "name"])
        return self.name or name_of_members([names.get(code, code) for code in self.members])


def read_groups(texts: Iterable[str]) -> tuple[Group, ...]:
    """The groups of a link.

    Args:
        texts: as :attr:`Group.text` writes them; empty ones are passed over.

    Raises:
        ScenarioError: one that cannot be read, or too many.
    """
    found = tuple(_read_group(text) for text in texts if text)
    if len(found) > MOST_GROUPS:
        raise ScenarioError(
            message("too many groups are merged", expected=f"at most {MOST_GROUPS}", got=str(len(found)))
        )
    return found


def _read_group(text: str) -> Group:
    kind, label, members, name, *_ = [*text[:LONGEST_GROUP].split(PART, 3), "", "", ""]
    codes = tuple(code for code in members.split(CODE) if code)
    if kind not in KINDS or not LABEL.fullmatch(label) or not codes:
        raise ScenarioError(
            message(
                "this is no group that can become one",
                expected="two countries or more, or two sectors or more, and a code of at most twelve letters and digits",
                got=f"{members[:200] or 'nothing ticked'} with the code {label[:40] or 'that is empty'}",
                do="tick at least two; a code, such as NAM, is optional",
            )
        )
    return Group(kind, label, codes, _read_name(name))


def _read_name(name: str) -> str:
    """A name as a link has it, on one line with one space between words."""
    found = " ".join(name.split())
    if is_unprintable(found) or PART in found or len(found) > LONGEST_LABEL:
        raise ScenarioError(
            message(
                "this is no name for what becomes one",
                expected=f"at most {LONGEST_LABEL} letters that are seen, none of them {PART}",
                got=f"{len(found)} letters, {found[:LONGEST_LABEL]!r}",
                do="give another, or none: then it is called by its members",
            )
        )
    return found


def name_of_members(names: Sequence[str]) -> str:
    """``Japan and India``; of many the first, and how many more there are.

    Args:
        names: of the members.
    """
    if len(names) <= NAMED_MEMBERS:
        return format_list(names)
    return f"{', '.join(names[: NAMED_MEMBERS - 1])} and {len(names) - NAMED_MEMBERS + 1} more"


def free_label(members: Sequence[str]) -> str:
    """What labels become that nobody has named: ``IND_JPN``, or the first of them with how many more there are.

    Args:
        members: old labels; of fewer than two comes none.
    """
    if len(members) < 2:
        return ""
    joined = "_".join(members)
    if LABEL.fullmatch(joined):
        return joined
    return f"{members[0][:LONGEST_FIRST]}_{len(members) - 1}_more"


@dataclasses.dataclass(frozen=True, eq=False)
class MergedWorld:
    """A world with fewer regions and sectors.

    Args:
        accounts: of it.
        hidden: what averages in it hide, the most first (:func:`tradetalks.aggregate`).
        baseline: as a scenario file says it; None where it was not made of a shipped world.
    """

    accounts: xr.Dataset
    hidden: pd.DataFrame
    baseline: dict[str, object] | None

    @property
    def snippet(self) -> str:
        """Lines of Python that make the same."""
        if self.baseline is None:
            return ""
        maps = "".join(f", {kind}={json.dumps(self.baseline[kind])}" for kind in KINDS if kind in self.baseline)
        return SNIPPET.format(world=self.baseline["world"], maps=maps)


def merged_world(scenario: Scenario, groups: Sequence[Group]) -> MergedWorld:
    """The world of a scenario with groups of its labels merged.

    Args:
        scenario: whose world it is.
        groups: at least one.

    Raises:
        TradeTalksError: labels that there are not, or that are asked for twice.
    """
    names = dict(zip(KINDS, (country_names(scenario.accounts), sector_names(scenario.accounts)), strict=True))
    whole: dict[tuple[str, str], Group] = {}
    for group in groups:
        # The same label twice is one group.
        before = whole.get((group.kind, group.label), dataclasses.replace(group, members=()))
        members = tuple(dict.fromkeys((*before.members, *group.members)))
        whole[group.kind, group.label] = dataclasses.replace(before, members=members, name=before.name or group.name)
    maps: dict[str, dict[str, object]] = {kind: {} for kind in KINDS}
    for (kind, label), group in whole.items():
        maps[kind][label] = {NAME: group.called(names[kind].labels), OF: list(group.members)}
    with warnings.catch_warnings():
        # What is unlikely about what was merged is among the lines on the world.
        warnings.simplefilter("ignore")
        accounts, hidden = tradetalks.aggregate(
            scenario.accounts, regions=maps["regions"] or None, sectors=maps["sectors"] or None
        )
    _refuse_twins(accounts)
    return MergedWorld(accounts, hidden, _baseline(accounts))


def _refuse_twins(accounts: xr.Dataset) -> None:
    """Raise where two regions, or two sectors, have one name: pictures and tables would not tell them apart."""
    for kind in KINDS:
        names = [MEMBERS.sub("", str(name)) for name in accounts[f"{kind.removesuffix('s')}_name"].values]
        lower = [name.casefold() for name in names]
        twice = [name for name in names if lower.count(name.casefold()) > 1]
        if twice:
            raise ScenarioError(
                message(
                    f"two of the {kind} would be called {twice[0]!r}",
                    expected="a name of its own for each",
                    do="give what becomes one another name",
                )
            )


def _baseline(accounts: xr.Dataset) -> dict[str, object] | None:
    """Merged accounts as a scenario file says them: by the labels of the shipped world that they were made of."""
    world = str(accounts.attrs.get("aggregated_from", ""))
    if world not in tradetalks.available_worlds() or {"file", "folder"} & set(accounts.attrs):
        return None
    made = json.loads(str(accounts.attrs["aggregation"]))
    found: dict[str, object] = {"world": world}
    for kind in KINDS:
        names = dict(zip(*(map(str, accounts[one].values) for one in (kind[:-1], f"{kind[:-1]}_name")), strict=True))
        moved = {new: {NAME: names[new], OF: old} for new, old in made[kind].items() if old != [new]}
        if moved:
            found[kind] = moved
    return found


def hidden_table(merged: MergedWorld) -> Table:
    """Where tariffs that were averaged lie farthest apart, by what the average leaves out; in names and percent.

    Args:
        merged: with what its averages hide.
    """
    countries, goods = country_names(merged.accounts), sector_names(merged.accounts)
    found = merged.hidden[merged.hidden["variable"] == "tariff"].head(HIDDEN)
    frame = pd.DataFrame(
        {
            "tariff of": [countries[str(code)] for code in found["importer"]],
            "on": [countries[str(code)] for code in found["exporter"]],
            "goods": [goods[str(code)] for code in found["sector"]],
            "average, %": 100 * found["value"].to_numpy(float),
            "lowest, %": 100 * found["lowest"].to_numpy(float),
            "highest, %": 100 * found["highest"].to_numpy(float),
            "left out, m$": MILLIONS * found["loss_busd"].to_numpy(float),
        }
    )
    formats = dict.fromkeys(("average, %", "lowest, %", "highest, %"), "{:.1f}") | {"left out, m$": "{:,.0f}"}
    note = (
        "left out: the loss from rates that lie apart, which their average does not have, million dollars a year, to second "
        f"order; the {HIDDEN} largest, all together {MILLIONS * float(merged.hidden['loss_busd'].sum()):,.0f}"
    )
    return Table("hidden", "What the averages hide", frame, formats, note)


def world_file(merged: MergedWorld) -> bytes:
    """The merged world as the file that ``baseline: {file: world.nc}`` names."""
    with TemporaryDirectory() as folder:
        return tradetalks.save_world(merged.accounts, Path(folder) / WORLD_FILE).read_bytes()


def on_smaller_world(library: Library, state: PageState, merged: MergedWorld) -> str:
    """The text of the state's scenario on a merged world.

    Args:
        library: of the server.
        state: of the view.
        merged: made of the scenario's world.

    Raises:
        ScenarioError: its acts and sides name what the smaller world does not have apart, told in a line.
    """
    text = changed_text(library.state_text(state), baseline=merged.baseline)
    try:
        library.read(text)
    except TradeTalksError as error:
        raise ScenarioError(_why_not(str(error))) from None
    return text


def _why_not(told: str) -> str:
    """Why a scenario does not run on a smaller world, without places in a file that its reader does not have in hand."""
    if "table cannot be used" in told or "does not go with" in told:
        why = "its measures come from tables of tariffs, a rate for each country and good of the whole world"
    else:
        first = told.splitlines()[0].partition("  ")[2] or told.splitlines()[0]
        why = f"it names what this world does not have apart ({first})"
    return message(
        "this scenario cannot run on the smaller world",
        details=[f"{why[:1].upper()}{why[1:]}."],
        do="begin a scenario of your own on this world, or merge others",
    )


def empty_scenario(scenario: Scenario, merged: MergedWorld) -> str:
    """The text of a scenario on a merged world without any measure: rules of one's own are set in the view Tariffs.

    Args:
        scenario: whose world was merged; its players are kept where they are still there.
        merged: made of it.
    """
    regions = [str(code) for code in merged.accounts["region"].values]
    sectors = merged.accounts.sizes["sector"]
    players = [code for code in scenario.players if code in regions]
    players += [code for code in regions if code not in players]
    days = ""
    if scenario.dates:
        days = f"dates: [{scenario.dates[-1]}]\n"
    bare = f"name: smaller-world\ntitle: A world of {len(regions)} regions and {sectors} sectors\n"
    bare += f"players: {json.dumps(players[:2])}\n{days}"
    return changed_text(bare, baseline=merged.baseline)
