"""Read and validate scenario files: every problem at once, with line, column and caret."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import xarray as xr
from pydantic import ValidationError

from tradetalks.data.elasticities import has_named_sets, scale_is_bounded, with_elasticities
from tradetalks.errors import AccountsError, ScenarioError, suggestion
from tradetalks.inputs import PATH, Labels, Maybe, OfType, Place, Refusal, checked, read_file, refusals_of
from tradetalks.scenario.model import Act, ModelOptions, Scenario
from tradetalks.scenario.policy_path import change_dates
from tradetalks.scenario.reading.acts_coherence import act_faults, level_faults
from tradetalks.scenario.reading.answers import spelled_out
from tradetalks.scenario.reading.baseline import accounts_called, accounts_of, check_labels, labels_of, parent_name
from tradetalks.scenario.reading.in_vain import points
from tradetalks.scenario.reading.library import find
from tradetalks.scenario.reading.players import inferred_players, players_of_both
from tradetalks.scenario.reading.positions import Source
from tradetalks.scenario.reading.settings import as_text, settings_source
from tradetalks.scenario.reading.talks_coherence import talks_faults, tariff_faults
from tradetalks.scenario.reading.war_coherence import war_faults
from tradetalks.scenario.reading.war_means import means_faults, nobody_fights
from tradetalks.scenario.sections.branches import Branch
from tradetalks.scenario.sections.file import ScenarioFile
from tradetalks.scenario.sections.war import WarPlan

# Bytes: what :data:`tradetalks.scenario.reading.positions.LARGEST` letters can take.
LARGEST_FILE = 8_000_000


OVERRIDES = Maybe(OfType(Mapping[str, object]))


@checked(ScenarioError, name_or_path=PATH, overrides=OVERRIDES)
def read_scenario(
    name_or_path: str | Path, overrides: Mapping[str, object] | None = None, *, war_asked: bool = False
) -> Scenario:
    """Read a shipped scenario by name, or a file.

    Args:
        name_or_path: a name of :func:`~tradetalks.scenario.reading.library.shipped_scenarios` or a path ending in ``.yaml``.
        overrides: dotted keys of the model and their values, laid over the file, as ``{"model.scale": False}``; text is read
            as YAML.
        war_asked: whether a war is fought even where the file has no section for it, so that its objectives and instruments
            are not in vain.

    Returns:
        The scenario, checked as ``tradetalks check`` does it; rates are fractions, durations years, amounts billion dollars a
        year.

    Raises:
        ScenarioError: every problem of the file, with place and advice.
    """
    path = find(name_or_path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise OSError(f"{path.stat().st_size / 1e6:.0f} MB, more than {LARGEST_FILE / 1e6:.0f}")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path} cannot be read\n{error}") from None
    return parse_scenario(text, str(path), path.parent, overrides or {}, war_asked=war_asked)


def parse_scenario(
    text: str,
    name: str,
    folder: Path,
    overrides: Mapping[str, object],
    *,
    war_asked: bool = False,
    baseline: str | None = None,
) -> Scenario:
    """Read the text of a scenario.

    Args:
        text: YAML.
        name: what messages call it.
        folder: where relative paths start.
        overrides, war_asked: as :func:`read_scenario` takes them.
        baseline: what the key of that name says instead of what is there, as a file would write it; problems then begin with
            it.

    Returns:
        The scenario, checked; units as in :func:`read_scenario`.

    Raises:
        ScenarioError: every problem, with place and advice.
    """
    within = ""
    if baseline is not None:
        within = f"in {baseline}: "
    source = Source(text, name, within=within)
    return scenario_of(source, folder, overrides, war_asked=war_asked, baseline=baseline)


def scenario_of(
    source: Source,
    folder: Path,
    overrides: Mapping[str, object],
    *,
    war_asked: bool = False,
    baseline: str | None = None,
) -> Scenario:
    """The scenario that a text says, which is read already: as :func:`parse_scenario`."""
    settings = {key: as_text(key, value) for key, value in overrides.items()}
    tree = source.tree()
    shipped = parent_name(tree, source)
    parent = None if shipped is None else _shipped(shipped)
    accounts = _accounts(baseline, tree, source, folder, parent)
    source.stop_if_wrong()
    labels = labels_of(accounts, tree, folder)
    file = _file(tree, labels, source)
    given = tree.get("model")
    model_keys: Collection[str] = given if isinstance(given, dict) else ()
    model = _model(parent, file, model_keys)
    acts, branches, places = _acts(parent, file, accounts, labels, source)
    players, inferred = _players(parent, file, acts, branches, accounts)
    source.refused(act_faults(acts, branches, places))
    source.refused(_section_faults(file, acts, branches, players, accounts, labels, source))
    accounts = _with_named_elasticities(accounts, model, source)
    source.refused(_elasticity_faults(model, accounts, source))
    source.stop_if_wrong()
    model, accounts = _overridden(model, settings, accounts, labels)
    scenario = Scenario(
        name=file.name,
        title=file.title,
        question=file.question,
        about=file.about,
        description=_description(parent, file),
        accounts=accounts,
        model=model,
        players=players,
        dates=(),
        acts=acts,
        branches=branches,
        path=source.name,
        text=source.text,
        objectives=file.objectives or {},
        instruments=file.instruments or {},
        war=file.war,
        talks=file.talks,
        study=file.study,
        extends="" if parent is None else parent.name,
        settings=settings,
        players_inferred=inferred,
        folder=str(folder),
    )
    source.refused(level_faults(scenario, places))
    source.stop_if_wrong()
    scenario = dataclasses.replace(scenario, dates=file.dates or change_dates(scenario))
    source.refused(tariff_faults(scenario))
    source.refused(nobody_fights(scenario, war_asked=war_asked))
    source.stop_if_wrong()
    source.refused(means_faults(scenario))
    source.stop_if_wrong()
    found = points(scenario, file, labels, places, tree, model_keys, war_asked=war_asked)
    return dataclasses.replace(scenario, notes=source.noted(found))


def _accounts(
    baseline: str | None, tree: dict[str, object], source: Source, folder: Path, parent: Scenario | None
) -> xr.Dataset:
    """The accounts that the file names, or those of ``baseline`` in their place."""
    if baseline is None:
        return accounts_of(tree, source, folder, parent)
    accounts = accounts_called(baseline, folder, tree)
    if parent is not None:
        check_labels(parent, accounts, source)
    return accounts


def _shipped(name: str) -> Scenario:
    """A shipped scenario that another one extends, with accounts of its own: whoever changes those changes nobody else's."""
    parent = _as_shipped(name)
    return dataclasses.replace(parent, accounts=parent.accounts.copy(deep=True))


@lru_cache(maxsize=8)
def _as_shipped(name: str) -> Scenario:
    """The same, read once: its file ships with the package and does not change, and reading it is most of reading its child."""
    return read_scenario(name)


def _file(tree: Mapping[str, object], labels: Labels, source: Source) -> ScenarioFile:
    """Every key of the file, read.

    Raises:
        ScenarioError: every key and value that is wrong by itself.
    """
    try:
        return read_file(ScenarioFile, tree, labels)
    except ValidationError as error:
        source.refused(refusals_of(error))
        raise source.error() from None


def _players(
    parent: Scenario | None,
    file: ScenarioFile,
    acts: tuple[Act, ...],
    branches: tuple[Branch, ...],
    accounts: xr.Dataset,
) -> tuple[tuple[str, ...], bool]:
    """Who the file is about, and whether that was inferred from its acts."""
    everything = (*acts, *(act for branch in branches for act in branch.acts))
    if file.players:
        return file.players, False
    if parent is None:
        found = inferred_players(everything, accounts)
        return found, bool(found)
    taken = {act.id for act in parent.acts}
    own = [act for act in everything if act.id not in taken]
    return players_of_both(parent.players, own, everything, accounts)


def _section_faults(
    file: ScenarioFile,
    acts: tuple[Act, ...],
    branches: tuple[Branch, ...],
    players: tuple[str, ...],
    accounts: xr.Dataset,
    labels: Labels,
    source: Source,
) -> Iterator[Refusal]:
    """What the question, the talks and the war of the file need from the rest of it."""
    names = [branch.name for branch in branches]
    if file.about and file.about not in names:
        expected = f"one of {', '.join(names) or 'the branches, of which there are none'}"
        yield Refusal("unknown branch", expected, suggestion(file.about, names), ("about",), file.about)
    if file.talks is not None:
        yield from talks_faults(file.talks, acts=acts, branches=branches, accounts=accounts, written=source.has)
    named: dict[str, Collection[str]] = {"objectives": file.objectives or {}, "instruments": file.instruments or {}}
    yield from war_faults(file.war or WarPlan(), players=players, sections=named, labels=labels)


def _description(parent: Scenario | None, file: ScenarioFile) -> str:
    """The file's own, or that of the scenario that it extends."""
    if parent is None:
        return file.description
    return file.description or parent.description


def _acts(
    parent: Scenario | None, file: ScenarioFile, accounts: xr.Dataset, labels: Labels, source: Source
) -> tuple[tuple[Act, ...], tuple[Branch, ...], dict[str, Place]]:
    """The acts of the main line and the branches, answers spelled out, and where each act stands in the file."""
    taken = _taken_over(parent, file)
    own = spelled_out(file.acts, before=taken, at=("acts",), labels=labels, accounts=accounts)
    source.refused(own.refusals)
    acts, places = (*taken, *own.acts), dict(own.places)
    branches = []
    for name, entry in file.branches.items():
        at = ("branches", name, "acts")
        found = spelled_out(entry.acts, before=acts, at=at, labels=labels, accounts=accounts)
        source.refused(found.refusals)
        places |= found.places
        branches.append(Branch(name, entry.title, found.acts, entry.note))
    return acts, tuple(branches), places


def _taken_over(parent: Scenario | None, file: ScenarioFile) -> tuple[Act, ...]:
    """The acts of the scenario that the file extends, up to its ``cut``."""
    if parent is None:
        return ()
    return tuple(act for act in parent.acts if file.cut is None or act.start <= file.cut)


def _model(parent: Scenario | None, file: ScenarioFile, given: Collection[str]) -> ModelOptions:
    """The file's options over those of the scenario that it extends."""
    own = file.model or ModelOptions()
    if parent is None:
        return own
    return parent.model.under(own, given)


def with_settings(scenario: Scenario, settings: Mapping[str, str]) -> Scenario:
    """A scenario that was read, with further settings laid over its model.

    Args:
        scenario: as read.
        settings: dotted keys of the model to text, as ``--set`` takes them.

    Raises:
        ScenarioError: unknown keys, and values that cannot be taken.
    """
    labels = labels_of(scenario.accounts, {}, Path())
    model, accounts = _overridden(scenario.model, settings, scenario.accounts, labels)
    return dataclasses.replace(scenario, model=model, accounts=accounts, settings={**scenario.settings, **settings})


def _overridden(
    model: ModelOptions, settings: Mapping[str, str], accounts: xr.Dataset, labels: Labels
) -> tuple[ModelOptions, xr.Dataset]:
    """The model with settings laid over it, read and checked as in the file, and the accounts with its elasticities."""
    if not settings:
        return model, accounts
    source = settings_source(settings)
    tree = source.tree()
    try:
        changes = read_file(ModelOptions, tree, labels)
    except ValidationError as error:
        source.refused(refusals_of(error))
        raise source.error() from None
    options = model.under(changes, tree)
    accounts = _with_named_elasticities(accounts, options, source, section=())
    source.refused(_elasticity_faults(options, accounts, source, section=()))
    source.stop_if_wrong()
    return options, accounts


def _with_named_elasticities(
    accounts: xr.Dataset, options: ModelOptions, source: Source, section: Place = ("model",)
) -> xr.Dataset:
    """The accounts with the set of elasticities that the model names, if it names one."""
    if not options.elasticities:
        return accounts
    place = source.first_of((*section, "elasticities"), section, ("extends",))
    if has_named_sets(accounts):
        try:
            return with_elasticities(accounts, options.elasticities)
        except AccountsError as error:
            title, expected = str(error).splitlines()
            source.refused([Refusal(title, expected.removeprefix("expected "), place=place)])
            return accounts
    title = "named sets of elasticities are matched to the sectors of shipped worlds"
    advice = "write the elasticities into sectors.csv, or give trade_elasticity and scale_elasticity by sector"
    source.refused([Refusal(title, "a shipped world as the baseline", advice, place)])
    return accounts


def _elasticity_faults(
    options: ModelOptions, accounts: xr.Dataset, source: Source, section: Place = ("model",)
) -> Iterator[Refusal]:
    """θψ < 1 in every sector with scale economies, at the value that the ``section`` of the file gives."""
    if not options.scale:
        return
    theta = {**accounts["trade_elasticity"].to_series(), **options.trade_elasticity}
    psi = {**accounts["scale_elasticity"].to_series(), **options.scale_elasticity}
    for sector in theta:
        if scale_is_bounded(theta[sector], psi[sector]):
            continue
        product = theta[sector] * psi[sector]
        yield Refusal(
            f"elasticities of {sector} are out of range",
            f"theta*psi below 1; got theta {theta[sector]:g}, psi {psi[sector]:g}, theta*psi {product:g}",
            f"lower scale_elasticity of {sector} below {1 / theta[sector]:.3g}, or set scale: false",
            # Where the file gives an elasticity of the sector, else its model section, else what stands for the whole file.
            source.first_of(
                (*section, "scale_elasticity", str(sector)),
                (*section, "trade_elasticity", str(sector)),
                section,
                ("extends",),
            ),
        )
