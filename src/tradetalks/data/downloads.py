"""Official files, from their official addresses: fetched, compared with known checksums, or told where to get them by hand."""

from __future__ import annotations

import csv
import hashlib
import http.client
import os
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

import pandas as pd

import tradetalks
from tradetalks.data.paths import FILES
from tradetalks.errors import AccountsError, message, shortened, suggestion

# Folder of addresses and checksums.
FOLDER = FILES / "downloads"
# Seconds without an answer after which a machine counts as offline.
PATIENCE = 15.0
# Bytes read at once.
BLOCK = 1 << 20
# Bytes of a download: EXIOBASE has 1 GB a year, the OECD 300 MB.
LARGEST = 4_000_000_000
# What a damaged file is called in checksums.csv, and one that is right.
DAMAGED, ACCEPTED = "damaged", "accepted"


class OfficialFile(NamedTuple):
    """A file that somebody publishes: what it is, what it is called there, and how its address is known."""

    name: str
    what: str
    file: str
    address: str
    page: str
    status: str
    licence: str


class KnownChecksum(NamedTuple):
    """What a file is known to hash to, and whether that file is right or damaged."""

    file: str
    algorithm: str
    digest: str
    verdict: str
    note: str


def official_files() -> pd.DataFrame:
    """The files that :func:`fetch` knows.

    Returns:
        One row a file, indexed by the name to fetch it by: ``what``, ``file``, ``address`` (empty where there is only a page),
        ``page``, ``status`` (how the address is known) and ``licence``.

    Source:
        ``data/files/downloads/README.md``.
    """
    return pd.DataFrame(_addresses().values()).set_index("name")


def fetch(name: str, into: str | Path) -> tuple[Path, str]:
    """Get an official file into a folder, or look at the one that lies there already.

    Args:
        name: of :func:`official_files`.
        into: a folder; made where there is none.

    Returns:
        Where the file lies, and in a sentence what is known of it.

    Raises:
        AccountsError: no such name; no direct address, no connection or no answer, with the address and where to put the file; a
            checksum that is not the known one; the damaged copy of a known file.
    """
    entry = _addresses().get(name)
    if entry is None:
        title = f"there is no official file {shortened(name)!r}"
        raise AccountsError(message(title, do=suggestion(name, _addresses())))
    folder = Path(into)
    place = folder / (entry.file or "")
    if not entry.address:
        raise AccountsError(_by_hand(entry, folder, "no program can fetch it: there is only a page for people"))
    if place.is_file():
        return place, f"it was there already; {verdict_on(place)}; {entry.licence}"
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{entry.file}.{os.getpid()}.part"
    try:
        _download(entry, folder, draft)
        found = verdict_on(draft, called=entry.file)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
        if new and not any(folder.iterdir()):
            folder.rmdir()
    return place, f"{entry.what}; {found}; {entry.licence}"


def verdict_on(path: Path, *, called: str = "") -> str:
    """What the checksums say of a file, or of those inside a zip.

    Args:
        path: the file.
        called: its name where that is not yet that of ``path``.

    Returns:
        A sentence: which checksum it has, or that none is known, with its own.

    Raises:
        AccountsError: a known damaged copy, or a checksum other than the known one.
    """
    said = [_verdict(name, digests) for name, digests in _digests(path, called or path.name)]
    known = [sentence for sentence in said if sentence]
    if known:
        return "; ".join(known)
    return f"no checksum is known of it; its own is sha256 {_digest(path, 'sha256')}"


def _verdict(name: str, digests: dict[str, str]) -> str:
    """What is known of one file by its digests; "" for nothing."""
    for known in _checksums():
        if known.verdict == DAMAGED and digests[known.algorithm] == known.digest:
            raise AccountsError(
                message(
                    f"{name} is damaged: {known.note}",
                    got=f"{known.algorithm} {known.digest}, that of {known.file}",
                    do="fetch it again from its official address",
                )
            )
    for known in _checksums():
        if known.verdict != ACCEPTED or known.file != name:
            continue
        if digests[known.algorithm] != known.digest:
            raise AccountsError(
                message(
                    f"{name} is not the file that is known under this name",
                    expected=f"{known.algorithm} {known.digest} ({known.note})",
                    got=f"{known.algorithm} {digests[known.algorithm]}",
                    do="fetch it again; a new edition of the same name has to be looked at first",
                )
            )
        return f"{name} has the known {known.algorithm} {known.digest}"
    return ""


def _digests(path: Path, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Name and digests of a file, then of every file in it where it is a zip."""
    yield name, {algorithm: _digest(path, algorithm) for algorithm in _algorithms()}
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for inside in archive.infolist():
                last = inside.filename.rpartition("/")[2]
                if last in {known.file for known in _checksums()}:
                    yield last, {algorithm: _digest_of(archive.open(inside), algorithm) for algorithm in _algorithms()}
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise AccountsError(
            message(f"{name} is a damaged zip", got=str(error), do="delete it and fetch it again")
        ) from None


def _algorithms() -> set[str]:
    return {known.algorithm for known in _checksums()}


def _digest(path: Path, algorithm: str) -> str:
    return _digest_of(path.open("rb"), algorithm)


def _digest_of(stream: IO[bytes], algorithm: str) -> str:
    """The digest of a stream, which is closed."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _download(entry: OfficialFile, folder: Path, draft: Path) -> None:
    """Write the file to ``draft``, or say why not and how to get it by hand."""
    agent = {"User-Agent": f"tradetalks/{tradetalks.__version__}"}
    request = urllib.request.Request(entry.address, headers=agent)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer, draft.open("wb") as file:
            length, received = int(answer.headers.get("Content-Length") or 0), 0
            while block := answer.read(BLOCK):
                received += len(block)
                if received > LARGEST:
                    raise AccountsError(_by_hand(entry, folder, f"more than {LARGEST / 1e9:g} GB came"))
                file.write(block)
    except urllib.error.HTTPError as error:
        error.close()
        raise AccountsError(_by_hand(entry, folder, f"the server answered {error.code} {error.reason}")) from None
    except (OSError, http.client.HTTPException) as error:
        reason = str(getattr(error, "reason", "") or error) or type(error).__name__
        raise AccountsError(_by_hand(entry, folder, f"no connection ({reason})")) from None
    if received < length:
        raise AccountsError(_by_hand(entry, folder, f"only {received:,} of {length:,} bytes came"))


def _by_hand(entry: OfficialFile, folder: Path, why: str) -> str:
    """How to get the file without us."""
    place, called, again = entry.address or entry.page, entry.file, ""
    if entry.file:
        again = f", then run `tradetalks data fetch {entry.name} --into {folder}` again to check it"
    return message(
        f"{entry.name} cannot be fetched: {why}",
        details=[
            f"address  {place}",
            f"page     {entry.page}",
            f"licence  {entry.licence}",
            f"status   {entry.status}",
        ],
        do=f"open it in a browser and put {called or 'the file'} into {folder}{again}",
    )


@cache
def _addresses() -> dict[str, OfficialFile]:
    with (FOLDER / "addresses.csv").open(encoding="utf-8", newline="") as table:
        return {row["name"]: OfficialFile(**row) for row in csv.DictReader(table)}


@cache
def _checksums() -> tuple[KnownChecksum, ...]:
    with (FOLDER / "checksums.csv").open(encoding="utf-8", newline="") as table:
        return tuple(KnownChecksum(**row) for row in csv.DictReader(table))
