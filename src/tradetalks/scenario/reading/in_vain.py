"""What a file says in vain, or perhaps does not mean: acts and branches that change nothing, dates that see no act, subsidies."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterator, Mapping

import numpy as np

from tradetalks.data.checks import LARGEST_TARIFF, accepted_in
from tradetalks.data.plausibility import doubts_about
from tradetalks.economy.policy import Policy
from tradetalks.inputs import KEY, Labels, Place, Refusal
from tradetalks.inputs.rates import LARGEST_BARE_RATE
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import acts_in_force, applied, cells_in_force, change_dates, policy_in_force
from tradetalks.scenario.reading.elasticities_in_vain import elasticity_points
from tradetalks.scenario.reading.talks_in_vain import talks_points
from tradetalks.scenario.reading.war_in_vain import war_points
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.file import ScenarioFile
from tradetalks.scenario.sections.instruments import EVERYBODY

# Rates are sums of what files write with a few digits; a smaller change of a level is rounding.
SMALLEST_CHANGE = 1e-12
# Names that a line of text can take.
SHOWN = 3


@dataclasses.dataclass
class _Effect:
    """What an act does on any day: whether it changes a level, covers trade, and which imports it comes to subsidise."""

    moves: bool = False
    trades: bool = False
    subsidised: dict[tuple[str, str, str], tuple[float, float]] = dataclasses.field(default_factory=dict)


def points(
    scenario: Scenario,
    file: ScenarioFile,
    labels: Labels,
    places: Mapping[str, Place],
    model_keys: Collection[str] = (),
    *,
    war_asked: bool = False,
) -> Iterator[Refusal]:
    """What to point out, at its place in the file; titles and advice alone count.

    Args:
        scenario: what the file comes to, its dates included.
        file: what the file says.
        labels: the names and limits of the file.
        places: where the acts of the file stand, by id.
        model_keys: what the section ``model`` of the file gives.
        war_asked: whether a war is fought even where the file has no section for it.
    """
    if file.baseline is None and not scenario.extends:
        title = f"no baseline is named: {scenario.accounts.attrs['name']}, {scenario.accounts.attrs['title']}, is taken"
        advice = f"write `baseline: {scenario.accounts.attrs['name']}`, or another of `tradetalks list`"
        yield Refusal(title, do=advice)
    place = "folder"
    if "file" in scenario.accounts.attrs:
        place = "file"
    for doubt in doubts_about(scenario.accounts):
        if doubt.name not in accepted_in(scenario.accounts):
            advice = f"write `accept: [{doubt.name}]` beside {place} to take it as it is"
            yield Refusal(doubt.sentence, do=advice, place=("baseline",))
    yield from _idle_acts(scenario, places)
    idle = idle_branches(scenario)
    yield from _branches_in_vain(scenario, idle)
    yield from _dates(scenario, file, places)
    yield from _idle_limits(scenario, labels)
    yield from _idle_keys(scenario, file)
    yield from elasticity_points(scenario, model_keys)
    if file.war is None and not war_asked:
        yield from _keys_of_no_war(file)
    else:
        yield from war_points(scenario)
    yield from talks_points(scenario, idle)


def _idle_acts(scenario: Scenario, places: Mapping[str, Place]) -> Iterator[Refusal]:
    effects = _effects(scenario)
    own = (*scenario.acts, *(act for branch in scenario.branches for act in branch.acts))
    for act in (act for act in own if act.id in places and act.kind != "remove"):
        effect = effects.get(act.id, _Effect())
        place = (*places[act.id], "id")
        if act.assumes:
            yield Refusal(f"act {act.id}: {act.assumes}", do="to be exact, write rates by sector", place=place)
        if not effect.moves:
            advice = (
                "on no day in force is a level other than it would be without: correct the rate, or leave the act out"
            )
            yield Refusal(f"act {act.id} changes nothing", do=advice, place=place)
        elif not effect.trades:
            advice = "the accounts have no trade there: correct by, on or sectors"
            yield Refusal(f"act {act.id} covers no trade", do=advice, place=place)
        if any(importer == exporter for importer, exporter, _, _ in act.cells):
            title = f"act {act.id} is on what {act.by} buys from itself"
            advice = "the accounts do not tell home sales from trade among its countries: the rate is on both"
            yield Refusal(title, do=advice, place=place)
        if effect.subsidised:
            yield _subsidy(act, effect, place)


def _subsidy(act: Act, effect: _Effect, place: Place) -> Refusal:
    """A cut deeper than the tariff."""
    lowest = min(effect.subsidised, key=lambda cell: effect.subsidised[cell][1])
    before, after = effect.subsidised[lowest]
    importer, exporter, sector = lowest
    more = ""
    if len(effect.subsidised) > 1:
        more = f" and on {len(effect.subsidised) - 1} more"
    title = f"act {act.id} makes {importer} subsidise imports from {exporter}, on {sector}{more}"
    change = f"the tariff was {100 * before:.4g} % and becomes {100 * after:.4g} %"
    advice = f"{change}; to end at zero write `kind: set, rate: 0`"
    return Refusal(title, do=advice, place=place)


def _effects(scenario: Scenario) -> dict[str, _Effect]:
    """What each act does, by id, over all days of the main line and the branches."""
    dims = ("importer", "exporter", "sector")
    index = [{str(v): k for k, v in enumerate(scenario.accounts[dim].values)} for dim in dims]
    tariff = scenario.accounts["tariff"].transpose(*dims).values
    flows = scenario.accounts["flows"].transpose(*dims).values
    found: dict[str, _Effect] = {}
    for branch in (None, *(b.name for b in scenario.branches)):
        for day in change_dates(scenario, branch):
            level: dict[tuple[str, str, str, str], float] = {}
            for act, (importer, exporter, sector, rate) in cells_in_force(acts_in_force(scenario, day, branch)):
                effect = found.setdefault(act.id, _Effect())
                where = (act.instrument, importer, exporter, sector)
                if exporter:
                    at = (index[0][importer], index[1][exporter], index[2][sector])
                    before = level.get(where, float(tariff[at]) if act.instrument == "import_tariff" else 0.0)
                    effect.trades = effect.trades or bool(flows[at] > 0)
                else:
                    before, effect.trades = level.get(where, 0.0), True
                after = level[where] = applied(act.kind, before, rate)
                effect.moves = effect.moves or abs(after - before) > SMALLEST_CHANGE
                if act.instrument == "import_tariff" and after < -SMALLEST_CHANGE and before >= 0 and act.kind == "add":
                    effect.subsidised.setdefault((importer, exporter, sector), (before, after))
    return found


def _same(one: Policy, other: Policy) -> bool:
    """Whether two policies are the same in every instrument."""
    for name in ("tariff", "export_tax", "production_subsidy"):
        a, b = getattr(one, name), getattr(other, name)
        if a is None and b is None:
            continue
        difference = (0.0 if a is None else a) - (0.0 if b is None else b)
        if float(np.abs(difference).max()) > SMALLEST_CHANGE:
            return False
    return True


def idle_branches(scenario: Scenario) -> tuple[str, ...]:
    """Branches at whose end the policy is that of the main line."""
    found = []
    for branch in scenario.branches:
        days = change_dates(scenario, branch.name)
        if not days or _same(policy_in_force(scenario, days[-1], branch.name), policy_in_force(scenario, days[-1])):
            found.append(branch.name)
    return tuple(found)


def _branches_in_vain(scenario: Scenario, idle: Collection[str]) -> Iterator[Refusal]:
    acts = {branch.name: branch.acts for branch in scenario.branches}
    for name in idle:
        title = f"branch {name} ends as the main line does"
        if not acts[name]:
            title = f"branch {name} has no acts: it is the main line"
        yield Refusal(title, do="add what happens on it, or leave it out", place=("branches", name, KEY))


def _dates(scenario: Scenario, file: ScenarioFile, places: Mapping[str, Place]) -> Iterator[Refusal]:
    """Dates on which nothing is in force yet, and acts that no date sees."""
    if file.dates is None or not scenario.acts:
        return
    first = min(act.start for act in scenario.acts)
    early = [day for day in file.dates if day < first]
    if early:
        title = f"no act is in force on {_listed(early)}: what is shown there is the baseline"
        yield Refusal(title, do=f"the first act is of {first}", place=("dates",))
    seen = {act.id for day in file.dates for act in acts_in_force(scenario, day)}
    for act in scenario.acts:
        if act.id in places and act.id not in seen and act.kind != "remove":
            advice = "add a day on which it is, or leave dates out: every day of a change is solved then"
            yield Refusal(f"act {act.id} is in force on none of dates", do=advice, place=(*places[act.id], "id"))


def _listed(days: list[datetime.date]) -> str:
    more = f" and {len(days) - SHOWN} more days" if len(days) > SHOWN else ""
    return ", ".join(str(day) for day in days[:SHOWN]) + more


def _idle_limits(scenario: Scenario, labels: Labels) -> Iterator[Refusal]:
    """A limit that no rate needs: a smaller one guards against slips, and says something."""
    if labels.tariff_max is None or labels.tariff_max <= LARGEST_BARE_RATE:
        return
    acts = (*scenario.acts, *(act for branch in scenario.branches for act in branch.acts))
    highest = max((abs(cell[3]) for act in acts if act.kind != "multiply" for cell in act.cells), default=0.0)
    if highest <= LARGEST_BARE_RATE and float(scenario.accounts["tariff"].max()) <= LARGEST_TARIFF:
        advice = "no rate of the file is above 100 percent: leave the limit out"
        yield Refusal("this limit changes nothing", do=advice, place=("limits", "tariff_max"))


def _idle_keys(scenario: Scenario, file: ScenarioFile) -> Iterator[Refusal]:
    """Keys without effect beside what the rest of the file says."""
    if file.cut is not None and file.extends is not None and not _taken_over(scenario, file.cut):
        yield Refusal(f"no act is taken over: all begin after {file.cut}", do="choose a later cut", place=("cut",))


def _keys_of_no_war(file: ScenarioFile) -> Iterator[Refusal]:
    """Keys of a war that is not fought. Objectives count in talks too, for the sides."""
    advice = "add `war: {}` for `tradetalks run` to fight it; `tradetalks war` does in any case"
    if file.instruments:
        yield Refusal(
            "instruments count in a war alone, and this file has no section war", do=advice, place=("instruments",)
        )
    if file.objectives and file.talks is None:
        title = "objectives count in a war and in talks, and this file has neither"
        yield Refusal(title, do=advice, place=("objectives",))
    elif file.objectives and file.talks is not None:
        for name in file.objectives:
            if name not in (*file.talks.sides, EVERYBODY):
                title = (
                    f"{name} is not at the table: its objective counts in a war alone, and this file has no section war"
                )
                yield Refusal(title, do=advice, place=("objectives", name, KEY))


def _taken_over(scenario: Scenario, cut: datetime.date) -> bool:
    """Whether an act begins by the day of the cut: the file's own begin later, as a rule, and then nothing is lost."""
    return any(act.start <= cut for act in scenario.acts)
