"""What a scenario file stands on, read before the rest of it: the scenario that it extends, and its accounts."""

from __future__ import annotations

import os
import warnings
from functools import cache, partial
from pathlib import Path

import xarray as xr
from pydantic import ValidationError

from tradetalks.data.aggregation import aggregate
from tradetalks.data.checks import LARGEST_TARIFF
from tradetalks.data.label_maps import LabelMap
from tradetalks.data.plausibility import UnlikelyData
from tradetalks.data.products.matching import products_of_accounts
from tradetalks.data.read import COLUMNS, read_accounts
from tradetalks.data.region_names import RegionNames
from tradetalks.data.world_file import read_world
from tradetalks.data.worlds import available_worlds, folder_hash, load_world
from tradetalks.errors import AccountsError, suggestion
from tradetalks.inputs import Labels, Refusal, read_file, refusals_of
from tradetalks.inputs.places import label_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.library import shipped_scenarios
from tradetalks.scenario.reading.positions import Source
from tradetalks.scenario.sections.file import Limits, OwnWorld
from tradetalks.scenario.shipped_files import FILES

# The world of a file that names none: the latest of those that ship.
DEFAULT_BASELINE = "world2022"
# What messages call the text of a baseline that stands in no file.
VALUE = "the value"
# Letters of a path: systems end parts of it at 255, and more is no folder.
LONGEST_PATH = 200


def parent_name(tree: dict[str, object], source: Source) -> str | None:
    """The shipped scenario that a file extends; None where it extends none.

    Raises:
        ScenarioError: there is no such scenario.
    """
    if "extends" not in tree:
        return None
    name, shipped = tree["extends"], shipped_scenarios()
    if isinstance(name, str) and name in shipped:
        return str(name)
    advice = suggestion(name if isinstance(name, str) else "", shipped)
    source.refused([Refusal("unknown scenario to extend", f"one of {', '.join(shipped)}", advice, ("extends",))])
    raise source.error()


def accounts_of(tree: dict[str, object], source: Source, folder: Path, parent: Scenario | None) -> xr.Dataset:
    """The accounts of the file's ``baseline``, else of the scenario that it extends, else of :data:`DEFAULT_BASELINE`.

    Raises:
        ScenarioError: they cannot be used.
    """
    baseline = tree.get("baseline")
    if baseline is None and parent is not None:
        return parent.accounts
    if baseline is None:
        return load_world(DEFAULT_BASELINE)
    accounts = _named(baseline, source, folder, _tariff_max(tree))
    if parent is not None:
        check_labels(parent, accounts, source)
    return accounts


def accounts_called(baseline: str, folder: Path, tree: dict[str, object]) -> xr.Dataset:
    """The accounts that a file would have whose key ``baseline`` said something else.

    Args:
        baseline: the value of the key, as a file writes it: ``world2022``, ``{file: PATH}``.
        folder: where relative paths start.
        tree: of the file, whose limits count.

    Raises:
        ScenarioError: they cannot be used.
    """
    source = Source(f"baseline: {baseline}", VALUE)
    value = source.tree().get("baseline")
    source.stop_if_wrong()
    return _named(value, source, folder, _tariff_max(tree))


def _named(baseline: object, source: Source, folder: Path, tariff_max: float | None) -> xr.Dataset:
    """A shipped world, or tables of one's own."""
    if isinstance(baseline, str):
        return _world(baseline, source)
    return _own(baseline, source, folder, tariff_max)


def check_labels(parent: Scenario, accounts: xr.Dataset, source: Source) -> None:
    """What is taken over is about regions and sectors that the file's own baseline has too.

    Args:
        parent: what the file extends.
        accounts: the file's own.
        source: the text of the file.

    Raises:
        ScenarioError: it has not.
    """
    for kind in ("region", "sector"):
        known = {str(v) for v in accounts[kind].values}
        missing = [str(v) for v in parent.accounts[kind].values if str(v) not in known]
        if missing:
            title = f"this baseline does not go with {parent.name}"
            expected = f"accounts with the {kind}s of {parent.accounts.attrs['name']}: {', '.join(missing)} are missing"
            advice = "leave baseline out, or do not extend"
            source.refused([Refusal(title, expected, advice, source.first_of(("baseline",), ("extends",)))])
            raise source.error()


def _world(name: str, source: Source) -> xr.Dataset:
    worlds = available_worlds()
    if name in worlds:
        return load_world(str(name))
    expected = f"one of {', '.join(worlds)}, {{folder: PATH}}, {{file: PATH}} or {{world: NAME, regions: ...}}"
    source.refused([Refusal("unknown baseline", expected, suggestion(name, worlds), ("baseline",))])
    raise source.error()


def _own(baseline: object, source: Source, folder: Path, tariff_max: float | None) -> xr.Dataset:
    """Accounts of one's own beside the file; what is unlikely about them is among the notes of the scenario."""
    nothing = Labels((), (), ())
    try:
        own = read_file(OwnWorld, baseline, nothing)
    except ValidationError as error:
        source.refused(refusal.below("baseline") for refusal in refusals_of(error))
        raise source.error() from None
    if own.world is not None:
        return _merged(own, own.world, source)
    given = own.folder or own.file or ""
    if len(given) > LONGEST_PATH:
        source.refused([Refusal("this path is too long", f"at most {LONGEST_PATH} letters", place=("baseline",))])
        raise source.error()
    _refuse_what_does_not_ship(given, source, folder)
    limit = None
    if tariff_max is not None:
        limit = max(tariff_max, LARGEST_TARIFF)
    expected = "a folder of tables as in `tradetalks show world2017`"
    if own.file is not None:
        expected = "a world that `tradetalks data build` or `tradetalks.save_world` wrote"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnlikelyData)
            return _read_own(own, folder / given, limit)
    except AccountsError as error:
        source.refused([Refusal("the baseline's accounts cannot be used", expected, str(error), ("baseline",))])
        raise source.error() from None


def _merged(own: OwnWorld, world: str, source: Source) -> xr.Dataset:
    """A shipped world with fewer regions and sectors.

    Raises:
        ScenarioError: regions or sectors that it does not have, or that are asked for twice.
    """
    maps: dict[str, LabelMap | None] = {"regions": None, "sectors": None}
    for kind, given in (("regions", own.regions), ("sectors", own.sectors)):
        if given:
            maps[kind] = {new: old.entry for new, old in given.items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnlikelyData)
            accounts, _ = aggregate(load_world(world), **maps)
    except AccountsError as error:
        title, expected = "this world cannot be merged so", f"regions and sectors of {world}, each in one place"
        source.refused([Refusal(title, expected, str(error), ("baseline",))])
        raise source.error() from None
    return accounts


def _read_own(own: OwnWorld, place: Path, tariff_max: float | None) -> xr.Dataset:
    """The accounts of a folder or a file, with the path as it was written and what they hash to."""
    if own.file is not None:
        accounts = read_world(place, tariff_max=tariff_max, accept=own.accept, repair=own.repair)
        return accounts.assign_attrs(file=own.file)
    accounts = read_accounts(place, tariff_max=tariff_max, accept=own.accept, repair=own.repair)
    return accounts.assign_attrs(folder=own.folder, sha256=folder_hash(place, COLUMNS))


def _refuse_what_does_not_ship(given: str, source: Source, folder: Path) -> None:
    """Raise for a shipped scenario on tables that do not ship with it."""
    if folder != FILES or os.path.exists(folder / given):
        return
    own = Path(source.name)
    source.refused(
        [
            Refusal(
                "this scenario runs on arrays of your own, which do not ship with it",
                f"a folder {given} of tables as in `tradetalks show world2017`, beside a copy of this file",
                f"`tradetalks copy {own.stem} {own.name}` beside your arrays, then run it there",
                ("baseline",),
            )
        ]
    )
    raise source.error()


def labels_of(accounts: xr.Dataset, tree: dict[str, object], folder: Path) -> Labels:
    """The names that the file may use. What is wrong with those that it makes up is told when its sections are read."""
    sectors = tuple(str(v) for v in accounts["sector"].values)
    regions = tuple(str(v) for v in accounts["region"].values)
    goods = tuple(name for name, t in zip(sectors, accounts["tradable"].values, strict=True) if t)
    names = _names(accounts)
    # Made when a word is no label and no name of the accounts: tables of names are read for it.
    region_names = cache(partial(RegionNames, accounts))
    coalitions = _inside(tree, "war", "coalitions")
    if not isinstance(coalitions, dict):
        coalitions = {}
    sides = _inside(tree, "talks", "sides")
    at_the_table: tuple[str, ...] = ()
    if isinstance(sides, list) and len(set(map(str, sides))) == len(sides) > 1:
        at_the_table = tuple(
            label_of(str(side), regions, names) or region_names().find(str(side))[0] or str(side) for side in sides
        )
    return Labels(
        regions=regions,
        sectors=sectors,
        goods=goods,
        coalitions=tuple(map(str, coalitions)),
        sides=at_the_table,
        tariff_max=_tariff_max(tree),
        folder=folder,
        names=names,
        inside=_inside_trade(accounts),
        find_region=lambda word: region_names().find(word),
        # Found when a file names products: tables are read for it.
        find_products=cache(partial(products_of_accounts, accounts)),
    )


def _inside_trade(accounts: xr.Dataset) -> dict[str, tuple[str, ...]]:
    """Sectors in which a region has tariffs on its own goods: it is made of several countries that trade with each other."""
    found: dict[str, tuple[str, ...]] = {}
    for region in accounts["region"].values:
        own = accounts["tariff"].sel(importer=region, exporter=region)
        taxed = tuple(str(v) for v in own["sector"].values[own.values != 0])
        if taxed:
            found[str(region)] = taxed
    return found


def _names(accounts: xr.Dataset) -> dict[str, str]:
    """Names in words of regions and sectors, by label; a label that both have keeps its own."""
    found: dict[str, str] = {}
    for kind in ("region", "sector"):
        if f"{kind}_name" in accounts:
            words = accounts[f"{kind}_name"].values
            found |= {str(label): str(word) for label, word in zip(accounts[kind].values, words, strict=True)}
    return found


def _tariff_max(tree: dict[str, object]) -> float | None:
    try:
        return read_file(Limits, tree.get("limits"), Labels((), (), ())).tariff_max
    except ValidationError:
        return None


def _inside(tree: dict[str, object], section: str, key: str) -> object:
    """What stands under ``key`` of a section, None where there is none."""
    found = tree.get(section)
    if isinstance(found, dict):
        return found.get(key)
    return None
