"""From an official table to a world of one's own: read, given tariffs and elasticities, merged by a map, all moves told."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.data.aggregation import aggregate
from tradetalks.data.countries import find_country
from tradetalks.data.elasticities import DEFAULT_SET, SET_PARTS, SET_WORLD, elasticity_sets, with_elasticities
from tradetalks.data.industry_codes import WORLD, parts_of_industries
from tradetalks.data.read import FIRST_LINE, BadTable, cells_of, table_text
from tradetalks.data.tables.convert import accounts_from_table
from tradetalks.data.tables.front import read_table
from tradetalks.data.tables.goods import goods_of
from tradetalks.data.tables.moved import EVERY, TableMove, as_moved, joined, sentences
from tradetalks.data.tables.source import tell_nobody
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.data.tariffs.cells import RATE_DOUBTS
from tradetalks.data.tariffs.laid import RatesByCell, lay_tariffs
from tradetalks.data.tariffs.tidy import read_tariffs
from tradetalks.errors import AccountsError, listed, message, shortened
from tradetalks.inputs import checked
from tradetalks.inputs.places import countries

# Told to whoever waits, in order: what is being done.
STAGES = ("reading the table", "making accounts", "merging", "done")
# Columns of a csv of elasticities.
ELASTICITY_COLUMNS = ("sector", "trade_elasticity", "scale_elasticity")
# Stands for trade elasticities until a named set is laid over the accounts; any usual number would do.
PLACEHOLDER = 5.0
# Name of what is no country in official tables.
REST = {"ROW": "Rest of the world"}
# Problems that a message lists: a screenful.
SHOWN = 20


@dataclasses.dataclass(frozen=True, eq=False)
class BuiltWorld:
    """Accounts made of an official table, and how.

    Args:
        accounts: labelled accounts, billion dollars a year and fractions; the attribute ``sources`` (JSON) names the files that
            they were made of, with checksums.
        moved: what readers and rules moved, one row a place: ``rule``, ``region``, ``sector``, ``moved_busd``, ``note``.
        averages: what averages of merged cells hide, see :func:`tradetalks.aggregate`; empty where nothing was merged.
    """

    accounts: xr.Dataset
    moved: pd.DataFrame
    averages: pd.DataFrame


@checked(AccountsError)
def build_world(
    file: str | Path,
    *,
    format: str | None = None,
    year: int | None = None,
    rate: float | None = None,
    labels: str | Path | None = None,
    tariffs: str | Path | None = None,
    date: str | None = None,
    elasticities: str = DEFAULT_SET,
    name: str = "",
    title: str = "",
    accept: Sequence[str] = (),
    say: Callable[[str], None] = lambda text: None,
    tell: Callable[[float], None] = tell_nobody,
) -> BuiltWorld:
    """A world from an official input-output table.

    Args:
        file: the table, see :func:`tradetalks.read_table`.
        format: of the table, as ``icio``; None looks at it.
        year: where the file holds several.
        rate: US dollars for a euro, for tables in euros; None is the average of the year.
        labels: a YAML file with a map of ``regions`` and of ``sectors``, see :func:`tradetalks.aggregate`; None merges nothing.
        tariffs: a csv of rates by sector, see :func:`tradetalks.data.tariffs.tidy.read_tariffs` and
            :func:`tradetalks.data.tariffs.laid.lay_tariffs`; None is none, or the table's own.
        date: the day of the tariffs, where they have dates.
        elasticities: a named set of :func:`tradetalks.elasticity_sets` (industries of ISIC revision 4), the path of a csv with
            columns ``sector``, ``trade_elasticity`` and ``scale_elasticity`` for the table's industries, or one number, the trade
            elasticity of all.
        name: of the world; that of the table where empty.
        title: of the world in a line.
        accept: names of doubts that are right here, as ``size``, see :func:`tradetalks.check_accounts`; or of the csv of tariffs
            ``negative_rates`` and ``small_rates``.
        say: called with what is being done, one of :data:`STAGES`.
        tell: called with the share of the table's numbers that have been read, from 0 to 1.

    Returns:
        The :class:`BuiltWorld`; :func:`tradetalks.save_world` writes its accounts.

    Raises:
        AccountsError: whatever is wrong with one of the files, with place and advice.
        TariffError: the same of the csv of tariffs.

    Warns:
        UnlikelyData: what is possible and more often a slip.
    """
    say(STAGES[0])
    of_rates = [name for name in accept if name in RATE_DOUBTS]
    accept = [name for name in accept if name not in RATE_DOUBTS]
    table = read_table(file, format, year=year, rate=rate, accept=accept, tell=tell)
    say(STAGES[1])
    cells = _tariffs(table, tariffs, date, of_rates)
    theta, psi, matched = _elasticities(table, elasticities)
    levied = None
    if cells is not None:
        levied = cells.tariff_nij
    accounts, moved = accounts_from_table(table, theta=theta, psi=psi, tariffs=levied, accept=accept)
    accounts = accounts.assign_attrs(matched).assign_coords(region_name=("region", _country_names(table.regions)))
    if matched:
        accounts = with_elasticities(accounts, elasticities)
    if cells is not None:
        moved = joined(moved, _unnamed(accounts, cells))
    say(STAGES[2])
    averages = pd.DataFrame()
    if labels is not None:
        accounts, averages = aggregate(accounts, regions=labels, sectors=labels)
    about = _described(accounts, table, name, title)
    about["moved"] = sentences(moved)
    about["sources"] = json.dumps(_sources(table, file, labels, tariffs, elasticities))
    accounts.attrs.pop("sha256", None)
    say(STAGES[3])
    return BuiltWorld(accounts.assign_attrs(about), moved, averages)


def _tariffs(
    table: InterCountryTable, path: str | Path | None, date: str | None, accept: Sequence[str]
) -> RatesByCell | None:
    if path is None:
        return None
    goods, _ = goods_of(table.industries)
    tidy = read_tariffs(path, accept=accept)
    return lay_tariffs(tidy, regions=table.regions, sectors=table.industries, goods=goods, date=date)


def _unnamed(accounts: xr.Dataset, cells: RatesByCell) -> pd.DataFrame:
    """Rows for the trade in goods that no row of the csv names, and for rows that no region of the table uses."""
    flows = accounts["flows"].transpose("importer", "exporter", "sector").values
    goods = accounts["tradable"].values.astype(bool)
    foreign = ~np.eye(len(flows), dtype=bool)[:, :, None]
    free = float(np.sum(flows, where=foreign & goods & ~cells.named_nij))
    moves = []
    if free > 0:
        moves.append(
            TableMove("no_tariff_row", EVERY, EVERY, free, "imports of goods that the csv does not name: no duty")
        )
    return as_moved([*moves, *(TableMove("tariffs_not_used", EVERY, EVERY, 0.0, note) for note in cells.notes)])


def _elasticities(table: InterCountryTable, given: str) -> tuple[list[float], list[float], dict[str, object]]:
    """(j,) θ and ψ, and the attributes by which named sets know the industries."""
    count = len(table.industries)
    if given in elasticity_sets().index:
        parts = parts_of_industries(table.industries)
        return [PLACEHOLDER] * count, [0.0] * count, {SET_WORLD: WORLD, SET_PARTS: json.dumps(parts)}
    try:
        return [float(given)] * count, [0.0] * count, {}
    except ValueError:
        pass
    theta, psi = _elasticity_file(Path(given), table.industries)
    return theta, psi, {}


def _elasticity_file(path: Path, industries: tuple[str, ...]) -> tuple[list[float], list[float]]:
    """(j,) θ and ψ of a csv with a row for each industry."""
    if not path.exists():
        raise AccountsError(
            message(
                f"no elasticities {shortened(str(path))!r}",
                expected="a named set, a csv file, or a number",
                do="tradetalks.elasticity_sets() lists the sets",
            )
        )
    try:
        cells = cells_of(table_text(path, ELASTICITY_COLUMNS))
    except BadTable as bad:
        raise AccountsError(message(f"{path}: {bad}")) from None
    missing = [column for column in ELASTICITY_COLUMNS if column not in cells]
    if missing:
        raise AccountsError(message(f"no column {', '.join(missing)}", where=f"{path}:1"))
    wrong = [f"{path.name}: no row for {label}" for label in industries if label not in set(cells["sector"])]
    for column in ELASTICITY_COLUMNS[1:]:
        numbers = pd.to_numeric(cells[column], errors="coerce")
        for row in np.flatnonzero(numbers.isna()):
            wrong.append(f"{path.name}:{row + FIRST_LINE}: {column} is {shortened(cells[column].iloc[row])!r}")
        cells[column] = numbers
    if cells["sector"].duplicated().any():
        wrong.append(f"{path.name}: a sector stands twice")
    if wrong:
        raise AccountsError(message(f"{path} cannot be read: {len(wrong)} problems", details=listed(wrong, SHOWN)))
    rows = cells.set_index("sector").loc[list(industries)]
    return rows["trade_elasticity"].astype(float).tolist(), rows["scale_elasticity"].astype(float).tolist()


def _country_names(regions: tuple[str, ...]) -> list[str]:
    """What to print for the regions of a table, which are codes of countries."""
    known = {**countries(), **REST}
    return [known.get(find_country(label) or label, label) for label in regions]


def _described(accounts: xr.Dataset, table: InterCountryTable, name: str, title: str) -> dict[str, object]:
    """Name, title and year of the world."""
    release, year = table.provenance.get("release", "a table"), table.provenance.get("year")
    sizes = f"{accounts.sizes['region']} regions and {accounts.sizes['sector']} sectors"
    found: dict[str, object] = {"title": title or f"{sizes}, {year}, from {release}"}
    if name:
        found["name"] = name
    doubts = [str(facts["unlikely"]) for facts in (table.provenance, accounts.attrs) if facts.get("unlikely")]
    if doubts:
        found["unlikely"] = "\n".join(dict.fromkeys(doubts))
    return found


def _sources(
    table: InterCountryTable,
    file: str | Path,
    labels: str | Path | None,
    tariffs: str | Path | None,
    elasticities: str,
) -> tuple[dict[str, str], ...]:
    """The files with their checksums; of a folder or a zip the file in it that was read."""
    read = str(table.provenance.get("file", Path(file).name))
    sha256 = str(table.provenance.get("sha256", ""))
    found = [{"what": str(table.provenance.get("release", "table")), "name": read, "sha256": sha256}]
    for what, path in (("map", labels), ("tariffs", tariffs), ("elasticities", elasticities)):
        if path is not None and Path(path).is_file():
            digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
            found.append({"what": what, "name": Path(path).name, "sha256": digest})
    return tuple(found)
