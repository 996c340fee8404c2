"""A world in one netCDF file: the tables of labelled accounts, what they were made of, and what was moved on the way."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import h5py
import numpy as np
import xarray as xr

import tradetalks
from tradetalks.data.accounts import checked_accounts
from tradetalks.data.checks import accepted_in, check_tables, refuse_impossible
from tradetalks.data.elasticities import set_attributes
from tradetalks.data.variables import OPTIONAL, VARIABLES
from tradetalks.errors import AccountsError, message, shortened
from tradetalks.inputs import ANYTHING, checked

# What every such file says of itself, and the number of its layout.
FORMAT, LAYOUT = "tradetalks world", 1
# First bytes of HDF5, on which netCDF 4 is built, and of netCDF 3, which is another format.
HDF5, NETCDF3 = b"\x89HDF\r\n\x1a\n", b"CDF"
MEGABYTE = 1e6
# Bytes of a file: 164 regions and 120 sectors take 45 MB uncompressed.
LARGEST_FILE = 512 * MEGABYTE
# Numbers in all tables: those of 200 regions and 200 sectors; a small file may claim any number of zeros.
MOST_CELLS = 40_000_000
# Strength of compression: 4 is as small as 9 within a percent, in a third of the time.
COMPRESSION = 4
# Attributes that only this room writes, and those about what accounts were read from, which become sources.
OF_THE_FILE = ("format", "layout", "tradetalks_version")
WHERE_FROM = ("file", "folder", "sha256", "written_by")
# Letters of a list in a message.
LINE = 120


@checked(AccountsError, accounts=ANYTHING)
def save_world(accounts: xr.Dataset, path: str | Path, *, sources: Sequence[Mapping[str, str]] = ()) -> Path:
    """Write accounts into one file that any scenario can name: ``baseline: {file: world.nc}``.

    The attributes of the accounts go with them: name, title, year, source, citation, what was repaired, merged, balanced and
    accepted; beside them the version of this package and the sources with their checksums.

    Args:
        accounts: labelled accounts, billion dollars a year and fractions.
        path: the file, usually ``.nc``; a world that lies there is replaced, anything else is left alone.
        sources: files that the accounts were made of, each with ``what``, ``name`` and ``sha256``; those that the accounts
            already know of come first.

    Returns:
        The path.

    Raises:
        AccountsError: accounts that fail their checks, or a place where something else lies.

    Source:
        NetCDF 4 (Unidata), readable by xarray, R and others.
    """
    check_tables(accounts)
    refuse_impossible(accounts)
    path = Path(path)
    check_place(path)
    attrs = {key: _plain(value) for key, value in accounts.attrs.items() if key not in WHERE_FROM and value is not None}
    attrs |= set_attributes(accounts)
    attrs |= {"format": FORMAT, "layout": LAYOUT, "tradetalks_version": tradetalks.__version__}
    attrs["sources"] = json.dumps([*sources_of(accounts), *(dict(source) for source in sources)])
    kept = _in_order(accounts, attrs)
    packed = {name: {"zlib": True, "complevel": COMPRESSION} for name in kept.data_vars}
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        kept.to_netcdf(draft, engine="h5netcdf", encoding=packed)
        draft.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    return path


def _in_order(accounts: xr.Dataset, attrs: Mapping[str, object]) -> xr.Dataset:
    """Tables, labels and attributes in one order, so that equal accounts give equal files."""
    tables = {name: accounts[name].drop_encoding() for name in VARIABLES if name in accounts}
    coords = {name: accounts.coords[name].drop_encoding() for name in sorted(map(str, accounts.coords))}
    return xr.Dataset(
        {name: (table.dims, table.values, table.attrs) for name, table in tables.items()},
        {name: (labels.dims, labels.values) for name, labels in coords.items()},
        dict(sorted(attrs.items())),
    )


def sources_of(accounts: xr.Dataset) -> list[dict[str, str]]:
    """Files that accounts were made of, each with ``what``, ``name`` and ``sha256``: those they name, or the tables they were
    read from."""
    if "sources" in accounts.attrs:
        known: list[dict[str, str]] = json.loads(str(accounts.attrs["sources"]))
        return known
    if "sha256" not in accounts.attrs:
        return []
    name = accounts.attrs.get("folder", accounts.attrs.get("name", ""))
    return [{"what": "accounts", "name": str(name), "sha256": str(accounts.attrs["sha256"])}]


def check_place(path: Path) -> None:
    """Raise where a world cannot be written: something else lies there, or there is no such folder."""
    if not path.parent.is_dir():
        raise AccountsError(message(f"there is no folder {path.parent}", do="make it, or write elsewhere"))
    if path.exists() and not is_world(path):
        raise AccountsError(
            message(
                f"{path} is not a world of tradetalks and is left alone",
                expected="a new file, or a world that was written before",
                do="choose another name",
            )
        )


def is_world(path: Path) -> bool:
    """Whether a file says of itself that it is a world of this package."""
    try:
        return not _wrong_at_sight(path)
    except OSError:
        return False


@checked(AccountsError, accept=ANYTHING, repair=ANYTHING)
def read_world(
    path: str | Path, *, tariff_max: float | None = None, accept: Sequence[str] = (), repair: Sequence[str] = ()
) -> xr.Dataset:
    """The accounts that :func:`save_world` wrote.

    Args:
        path: the file.
        tariff_max: the largest tariff, a fraction; None is what they were written with, else 5.
        accept: names of doubts that are right here, besides those that were accepted when they were made.
        repair: rules for negative entries and gaps, see :func:`tradetalks.mend_accounts`.

    Returns:
        Dataset of :data:`tradetalks.data.variables.VARIABLES`, checked, billion dollars a year; attributes ``file`` and
        ``sha256`` say which file it was, ``sources`` (JSON) what it was made of.

    Raises:
        AccountsError: no such file, another kind of file, a damaged or too large one, tables that are missing, or every failed
            identity.

    Warns:
        UnlikelyData: what is possible and more often a slip, and was not accepted when the file was made.
    """
    path = Path(path)
    wrong = _wrong_at_sight(path)
    if wrong:
        raise _unreadable(path, wrong)
    try:
        with xr.open_dataset(path, engine="h5netcdf") as stored:
            accounts = stored.load()
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError) as error:
        raise _unreadable(path, f"damaged ({shortened(' '.join(str(error).split()))})") from None
    accounts = _texts(accounts)
    attrs = {key: _unpacked(value) for key, value in accounts.attrs.items() if key not in OF_THE_FILE}
    accounts.attrs = attrs | {"written_by": f"tradetalks {accounts.attrs['tradetalks_version']}"}
    check_tables(accounts)
    given = [accept] if isinstance(accept, str) else list(accept)
    accepted = tuple(dict.fromkeys([*accepted_in(accounts), *given]))
    accounts = checked_accounts(accounts, tariff_max, accepted, repair, stacklevel=4)
    return accounts.assign_attrs(file=str(path), sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _unreadable(path: Path, wrong: str) -> AccountsError:
    return AccountsError(
        message(
            f"{path} cannot be read as a world",
            expected="a netCDF file that tradetalks.save_world or `tradetalks data build` wrote",
            got=wrong,
        )
    )


def _wrong_at_sight(path: Path) -> str:
    """Why a file is no world, before anything large is read; "" where it is one."""
    if not path.exists():
        return "no such file"
    if not path.is_file():
        return "not a regular file"
    size = path.stat().st_size
    if size > LARGEST_FILE:
        return f"{size / MEGABYTE:.0f} MB, more than {LARGEST_FILE / MEGABYTE:.0f}"
    with path.open("rb") as file:
        start = file.read(len(HDF5))
    if start.startswith(NETCDF3):
        return "netCDF 3, an earlier format"
    if start != HDF5:
        return "no netCDF file" if size else "an empty file"
    try:
        with h5py.File(path, "r") as stored:
            return _wrong_inside(stored)
    except (OSError, RuntimeError, KeyError, ValueError, UnicodeDecodeError) as error:
        return f"cut off or damaged ({shortened(' '.join(str(error).split()))})"


def _wrong_inside(stored: h5py.File) -> str:
    """Why an HDF5 file is no world."""
    names = ", ".join(map(str, stored))
    if str(stored.attrs.get("format", "")) != FORMAT:
        return f"another netCDF file, with {shortened(names, LINE) or 'nothing in it'}"
    # Numbers among the attributes of a netCDF file are lists of one.
    layout = np.ravel(stored.attrs.get("layout", 0)).tolist()
    if layout != [LAYOUT]:
        return f"layout {layout}, of another version of tradetalks"
    tables = {name: stored[name] for name in stored}
    if not all(isinstance(table, h5py.Dataset) for table in tables.values()):
        return f"groups where tables belong: {shortened(names, LINE)}"
    cells = sum(int(np.prod(table.shape)) for table in tables.values())
    if cells > MOST_CELLS:
        return f"{cells:,} numbers, more than {MOST_CELLS:,}"
    missing = [name for name in VARIABLES if name not in tables and name not in OPTIONAL]
    if missing:
        return f"no table {', '.join(missing)}"
    return ""


def _texts(accounts: xr.Dataset) -> xr.Dataset:
    """Labels as texts of numpy's, as everywhere else; tables that no accounts have are left out."""
    kept = accounts[[name for name in VARIABLES if name in accounts]]
    return kept.assign_coords({name: (values.dims, values.values.astype(str)) for name, values in kept.coords.items()})


def _plain(value: object) -> str | int | float:
    """An attribute as netCDF can hold it."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    return json.dumps(value, default=str)


def _unpacked(value: object) -> object:
    """An attribute as Python has it."""
    if isinstance(value, np.generic):
        return value.item()
    return value
