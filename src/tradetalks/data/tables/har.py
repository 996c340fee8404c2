"""Header array files of GEMPACK: records of Fortran, arrays by names of four letters, sets with their elements.

A record is its length in bytes (4 bytes), so many bytes, and the length again. An array begins with a record of its name; the
next says type, title and sizes; those after begin with four blanks and, but for the one that names sets, with how many records
are left.
"""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tradetalks.errors import AccountsError, message

Array = np.ndarray
BLANK = b"    "
# Letters of a title, of the name of a set or an element, and of an array's name; dimensions of a real array.
TITLE, ELEMENT, NAME, DIMENSIONS = 70, 12, 4, 7
# Bytes of a number, and where in the second record the sizes begin.
WORD, SIZES = 4, 80
# Numbers of an array: GTAP's largest, margins by commodity, exporter and importer, has 7 million.
LARGEST = 1e8
# Numbers that one record of a written file holds; any amount can be read.
CHUNK = 7000


@dataclasses.dataclass(frozen=True)
class HeaderArray:
    """One array of a file.

    Args:
        title: in words.
        values: numbers (single precision in the file), or texts.
        sets: names of the sets along each dimension; none for arrays without sets.
        labels: elements of each set, in order; none where the file does not name them.
    """

    title: str
    values: Array
    sets: tuple[str, ...] = ()
    labels: tuple[tuple[str, ...], ...] = ()


def read_har(name: str, data: bytes) -> dict[str, HeaderArray]:
    """The arrays of a file by their names in capitals.

    Args:
        name: of the file, for messages.
        data: its bytes.

    Raises:
        AccountsError: no such file, or one that ends in the middle of a record or an array.

    Source:
        GEMPACK header array files, as described by HeaderArrayFile.jl (README) and read in files that GEMPACK wrote.
    """
    groups: list[tuple[str, list[bytes]]] = []
    for record in _records(name, data):
        if len(record) == NAME and record != BLANK:
            groups.append((record.decode("ascii", errors="replace").strip().upper(), []))
        elif groups:
            groups[-1][1].append(record)
    if not groups:
        raise AccountsError(
            message("no arrays are in this file", where=name, expected="a header array file of GEMPACK")
        )
    found = {}
    for header, records in groups:
        try:
            found[header] = _array(records)
        except (struct.error, IndexError, ValueError) as error:
            raise AccountsError(
                message(f"array {header} is not whole", where=name, got=str(error), do="get the file again")
            ) from None
    return found


def _records(name: str, data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = -1
        if at + WORD <= len(data):
            (length,) = struct.unpack_from("<i", data, at)
            end = at + WORD + length
        if end < at + WORD or data[end : end + WORD] != data[at : at + WORD]:
            raise AccountsError(
                message(
                    "a record does not end as it begins",
                    where=f"{name}, byte {at}",
                    expected="a header array file of GEMPACK, whole",
                    do="get the file again; transfer it as binary",
                )
            )
        yield data[at + WORD : end]
        at = end + WORD


def _ints(record: bytes, start: int, count: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{count}i", record, start)


def _array(records: Sequence[bytes]) -> HeaderArray:
    """One array from the records after its name."""
    about, rest = records[0], list(records[1:])
    kind, title = about[4:10].decode("ascii"), about[10:SIZES].decode("latin-1").strip()
    (count,) = _ints(about, SIZES, 1)
    sizes = _ints(about, SIZES + WORD, count)
    if any(size < 0 for size in sizes) or np.prod(sizes, dtype=float) > LARGEST:
        raise ValueError(f"sizes {sizes}")
    if kind == "1CFULL":
        return HeaderArray(title, _texts(rest, sizes[1]))
    if kind in ("2RFULL", "2IFULL"):
        return HeaderArray(title, _matrix(rest, sizes, kind))
    if kind[:2] not in ("RE", "RL"):
        raise ValueError(f"type {kind}")
    sets: tuple[str, ...] = ()
    labels: tuple[tuple[str, ...], ...] = ()
    rank = len(sizes)
    if kind.startswith("RE"):
        sets, labels, rest = _sets(rest)
        rank = len(sets)
    read = _full
    if kind.endswith("SE"):
        read = _sparse
    values = read(rest, sizes)
    return HeaderArray(title, values.reshape(sizes[: max(rank, 1)], order="F"), sets, labels)


def _texts(records: Sequence[bytes], width: int) -> Array:
    found: list[str] = []
    for record in records:
        _left, _total, here = _ints(record, WORD, 3)
        start = 4 * WORD
        found += [record[start + k * width : start + (k + 1) * width].decode("latin-1").strip() for k in range(here)]
    return np.array(found, dtype=object)


def _matrix(records: Sequence[bytes], sizes: Sequence[int], kind: str) -> Array:
    values = np.zeros(sizes[:2])
    dtype = {"2RFULL": "<f4", "2IFULL": "<i4"}[kind]
    for record in records:
        first_row, last_row, first_column, last_column = _ints(record, 4 * WORD, 4)
        block = (last_row - first_row + 1, last_column - first_column + 1)
        numbers = np.frombuffer(record, dtype, offset=8 * WORD).reshape(block, order="F")
        values[first_row - 1 : last_row, first_column - 1 : last_column] = numbers
    return values


def _sets(records: list[bytes]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], list[bytes]]:
    """Names of the sets, their elements by dimension, and the records that are left."""
    about = records.pop(0)
    distinct, _, rank = _ints(about, WORD, 3)
    start = 4 * WORD + ELEMENT + WORD
    names = [about[start + k * ELEMENT : start + (k + 1) * ELEMENT].decode("latin-1").strip() for k in range(rank)]
    known = about[start + rank * ELEMENT : start + rank * (ELEMENT + 1)]
    elements: dict[str, tuple[str, ...]] = {}
    named = dict.fromkeys(name for name, sign in zip(names, known, strict=True) if sign == ord("k"))
    for name in list(named)[:distinct]:
        labels: list[str] = []
        left = 2
        while left > 1:
            record = records.pop(0)
            (left,) = _ints(record, WORD, 1)
            labels += _texts([record], ELEMENT).tolist()
        elements[name] = tuple(labels)
    return tuple(names), tuple(elements.get(name, ()) for name in names), records


def _full(records: Sequence[bytes], sizes: Sequence[int]) -> Array:
    """Numbers in Fortran's order; records of places and of numbers take turns."""
    values = np.zeros(sizes, order="F")
    for place, numbers in zip(records[1::2], records[2::2], strict=True):
        bounds = _ints(place, 2 * WORD, 2 * len(sizes))
        where = tuple(slice(low - 1, high) for low, high in zip(bounds[::2], bounds[1::2], strict=True))
        block = [high - low + 1 for low, high in zip(bounds[::2], bounds[1::2], strict=True)]
        values[where] = np.frombuffer(numbers, "<f4", offset=2 * WORD).reshape(block, order="F")
    return values.ravel(order="F")


def _sparse(records: Sequence[bytes], sizes: Sequence[int]) -> Array:
    """Numbers above and below 0 by their place in Fortran's order, counted from 1."""
    values = np.zeros(int(np.prod(sizes)))
    for record in records[1:]:
        _left, _total, here = _ints(record, WORD, 3)
        keys = np.frombuffer(record, "<i4", here, offset=4 * WORD)
        values[keys - 1] = np.frombuffer(record, "<f4", here, offset=4 * WORD + here * WORD)
    return values


def write_har(arrays: Mapping[str, HeaderArray]) -> bytes:
    """A file of real arrays with sets (REFULL).

    Args:
        arrays: by names of four letters, each with ``sets`` and ``labels``; numbers are written in single precision.
    """
    records: list[bytes] = []
    for header, array in arrays.items():
        sizes = [*array.values.shape, *[1] * (DIMENSIONS - array.values.ndim)]
        title = array.title.ljust(TITLE)[:TITLE].encode("latin-1")
        records += [
            header.ljust(NAME).encode("ascii"),
            BLANK + b"REFULL" + title + struct.pack("<8i", DIMENSIONS, *sizes),
        ]
        named = dict(zip(array.sets, array.labels, strict=True))
        rank = len(array.sets)
        names = b"".join(name.ljust(ELEMENT).encode("latin-1") for name in array.sets)
        about = struct.pack("<3i", len(named), 1, rank) + header.ljust(ELEMENT).encode("ascii") + struct.pack("<i", 1)
        records.append(BLANK + about + names + b"k" * rank + bytes(WORD * (rank + 1)))
        for labels in named.values():
            text = b"".join(label.ljust(ELEMENT)[:ELEMENT].encode("latin-1") for label in labels)
            records.append(BLANK + struct.pack("<3i", 1, len(labels), len(labels)) + text)
        records += _numbers_written(array.values.reshape(sizes), sizes)
    return b"".join(struct.pack("<i", len(record)) + record + struct.pack("<i", len(record)) for record in records)


def _numbers_written(values: Array, sizes: Sequence[int]) -> Iterator[bytes]:
    """The record of sizes, then places and numbers, a slice of the last long dimension at a time."""
    along = max(k for k, size in enumerate(sizes) if size > 1 or k == 0)
    inner = int(np.prod(sizes[:along]))
    step = max(1, CHUNK // inner)
    starts = range(0, sizes[along], step)
    left = 2 * len(starts) + 1
    yield BLANK + struct.pack("<9i", left, DIMENSIONS, *sizes)
    for start in starts:
        end = min(start + step, sizes[along])
        bounds = [bound for size in sizes for bound in (1, size)]
        bounds[2 * along : 2 * along + 2] = [start + 1, end]
        block = values[(slice(None),) * along + (slice(start, end),)]
        left -= 1
        yield BLANK + struct.pack("<15i", left, *bounds)
        left -= 1
        yield BLANK + struct.pack("<i", left) + block.astype("<f4").tobytes(order="F")
