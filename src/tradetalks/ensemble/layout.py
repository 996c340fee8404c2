"""How a store is laid out when it is made, and how much room it will take."""

from __future__ import annotations

import contextlib
import glob
import json
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
import zarr
from zarr.codecs import Crc32cCodec, ZstdCodec

from tradetalks.ensemble.card import RunCard
from tradetalks.ensemble.durable import DurableStore, keep_folder
from tradetalks.ensemble.store import DRAW, INPUTS, PACKED, as_stored
from tradetalks.errors import TradeTalksError, message
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.store import packed

# Coordinates that are no dimensions, named where xarray looks for them.
COORDINATES = "coordinates"
# Draws that are written together: enough to share what is compiled and to keep files few, few enough that little is lost.
LEAST, MOST = 64, 256
# Where each draw is a run of its own, of seconds to minutes.
LEAST_ALONE, MOST_ALONE = 4, 16
# Into so many pieces a study is cut where it may be: work for many processes, and a step of the progress every percent or so.
PIECES = 64
# Bytes: of a text, which is cut at 200 letters, and of what a file takes at least on most disks.
TEXT, BLOCK = 200, 4096
# Of all that is needed, so much more is asked for: other programs write too.
SPARE = 1.1
# Bytes from which megabytes have two digits.
MEGABYTES_FROM = 1e7
# Seconds after which a store that is not made by then is never: it takes less than one.
BEGUN = 3600


def piece_size(draws: int, *, batched: bool) -> int:
    """How many draws are solved, and written, together: a power of two that depends on the study alone, never on a machine.

    Args:
        draws: of the study.
        batched: whether they are solved in one compiled call.
    """
    least, most = LEAST_ALONE, MOST_ALONE
    if batched:
        least, most = LEAST, MOST
    size = least
    while size < most and size * PIECES < draws:
        size *= 2
    return size


def check_room(path: Path, frame: xr.Dataset, card: RunCard, pieces: int) -> None:
    """Refuse a study that is larger than the disk.

    Args:
        path: of the store, which may not be there yet.
        frame: every variable, without a draw or with any number of them.
        card: of the study.
        pieces: how many are to be written.

    Raises:
        TradeTalksError: there is less room than they take.
    """
    a_draw = sum(_bytes_a_draw(values) for values in frame.data_vars.values())
    files = len(frame.data_vars) * pieces
    needed = SPARE * (a_draw * card.piece * pieces + BLOCK * files)
    there = shutil.disk_usage(path.parent).free
    if needed > there:
        raise TradeTalksError(
            message(
                f"the study does not fit on the disk of {path}",
                expected=f"{_in_bytes(needed)} free, for {card.draws:,} draws of {a_draw:,} bytes",
                got=_in_bytes(there),
                do="make room, choose another --out, or ask for fewer draws",
            )
        )


def _bytes_a_draw(values: xr.DataArray) -> int:
    """What a draw takes of a variable."""
    size = values.dtype.itemsize
    if values.dtype.kind in "UOST":
        size = TEXT
    return size * int(np.prod([values.sizes[dim] for dim in values.dims[1:]], dtype=int))


def _in_bytes(count: float) -> str:
    """``640 kB``, ``12 MB``: digits enough to tell what is needed from what is there."""
    if count < MEGABYTES_FROM:
        return f"{count / 1e3:,.0f} kB"
    return f"{count / 1e6:,.0f} MB"


def create_store(path: Path, card: RunCard, frame: xr.Dataset, scenario: Scenario, draw_names: Sequence[str]) -> None:
    """Make a store in which every draw is to do; it is there whole or not at all.

    Args:
        path: nothing lies there.
        card: what the numbers depend on.
        frame: every variable with its dimensions, coordinates and attributes, without a draw.
        scenario: what is run.
        draw_names: (d,) what the draws are called.

    Raises:
        OSError: it cannot be written, or somebody has made one there meanwhile.
    """
    _clear_begun(path)
    aside = path.with_name(f"{_beginning(path)}{secrets.token_hex(4)}")
    try:
        root = zarr.create_group(DurableStore(aside), zarr_format=3)
        names = [str(name) for name in frame.data_vars]
        for name in names:
            _create_variable(root, name, frame[name], card)
        coordinates: dict[Any, xr.DataArray] = {**frame.coords, DRAW: xr.DataArray(np.array(draw_names), dims=DRAW)}
        for name, values in coordinates.items():
            _create_coordinate(root, str(name), values)
        kept = np.frombuffer(packed(scenario), np.uint8)
        inputs = root.create_group(INPUTS)
        inputs.create_array(PACKED, data=kept, chunks=kept.shape, compressors=[Crc32cCodec()])
        beside = " ".join(str(name) for name in frame.coords if name not in frame.dims)
        attributes = {**_plain(frame.attrs), **card.to_attributes(), "variables": names, COORDINATES: beside}
        root.attrs.update(attributes)
        aside.rename(path)
        keep_folder(path.parent)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _beginning(path: Path) -> str:
    """How the name of a folder begins in which a store is made."""
    return f".{path.name}."


def _clear_begun(path: Path) -> None:
    """Remove what processes left that were killed while they made this store."""
    for left in path.parent.glob(f"{glob.escape(_beginning(path))}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > BEGUN:
                shutil.rmtree(left)


def _create_variable(root: Any, name: str, values: xr.DataArray, card: RunCard) -> None:
    """A variable along the draws: a chunk a piece, with a checksum; text is compressed."""
    sizes = [values.sizes[dim] for dim in values.dims[1:]]
    compressors: list[Any] = [Crc32cCodec()]
    dtype, gap = _kind(values)
    if dtype is str:
        compressors = [ZstdCodec(), Crc32cCodec()]
    root.create_array(
        name,
        shape=(card.draws, *sizes),
        chunks=(card.piece, *(max(1, size) for size in sizes)),
        dtype=dtype,
        fill_value=gap,
        compressors=compressors,
        dimension_names=values.dims,
        attributes=_plain(values.attrs),
    )


def _kind(values: xr.DataArray) -> tuple[Any, Any]:
    """How values are stored, and what stands where there is none."""
    if values.dtype.kind in "UOST":
        return str, ""
    if values.dtype.kind == "f":
        return np.dtype("<f8"), float("nan")
    return values.dtype, 0


def _create_coordinate(root: Any, name: str, values: xr.DataArray) -> None:
    """A coordinate, written whole."""
    data = as_stored(values.values)
    dtype: Any = data.dtype
    if dtype.kind == "U":
        dtype = str
    array = root.create_array(
        name,
        shape=data.shape,
        chunks=tuple(max(1, size) for size in data.shape),
        dtype=dtype,
        compressors=[ZstdCodec(), Crc32cCodec()],
        dimension_names=values.dims,
        attributes=_plain(values.attrs),
    )
    array[...] = data


def _plain(attributes: Mapping[Any, Any]) -> dict[str, Any]:
    """Attributes as JSON has them."""
    found: dict[str, Any] = json.loads(json.dumps({str(k): v for k, v in attributes.items()}, default=_listed))
    return found


def _listed(value: Any) -> Any:
    """Arrays and numbers of numpy as JSON has them, all else as text."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)
