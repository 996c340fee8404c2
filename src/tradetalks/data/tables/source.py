"""Where a table lies: one file, a folder of files, or a zip of either, read in one way."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from tradetalks.errors import AccountsError, listed, message

# Names that a message lists.
SHOWN = 10
# Told how much of a file has been read, from 0 to 1.
Tell = Callable[[float], None]


def tell_nobody(share: float) -> None:
    """For readers whose progress nobody waits for."""


class _Told(io.BytesIO):
    """Bytes that tell how far they have been read."""

    def __init__(self, data: bytes, tell: Tell) -> None:
        super().__init__(data)
        self.size, self.tell_share = max(len(data), 1), tell

    def read(self, size: int | None = -1, /) -> bytes:
        return self._told(super().read(size))

    def read1(self, size: int | None = -1, /) -> bytes:
        # What a reader of text asks for, some thousand bytes at a time.
        return self._told(super().read1(size))

    def _told(self, found: bytes) -> bytes:
        self.tell_share(self.tell() / self.size)
        return found


@dataclasses.dataclass(frozen=True)
class Member:
    """One file's bytes, and the name that messages give it.

    Args:
        name: of the file, inside its folder or zip.
        data: its bytes.
        tell: who waits for them to be read.
    """

    name: str
    data: bytes
    tell: Tell = tell_nobody

    def opened(self) -> io.BytesIO:
        """The bytes, to be read once from the beginning; ``tell`` hears how far."""
        return _Told(self.data, self.tell)

    @cached_property
    def sha256(self) -> str:
        """Of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclasses.dataclass(frozen=True)
class TableSource:
    """A file, a folder or a zip that holds a table.

    Args:
        path: as it was given.
        readers: how to get the bytes of every file in it, by name with forward slashes; a single file has its own name.
        tell: who waits for its tables to be read.
    """

    path: Path
    readers: Mapping[str, Callable[[], bytes]]
    tell: Tell = tell_nobody

    @property
    def names(self) -> list[str]:
        """The files in it."""
        return list(self.readers)

    def member(self, name: str) -> Member:
        """The file of that name.

        Raises:
            AccountsError: it cannot be read.
        """
        try:
            return Member(name, self.readers[name](), self.tell)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError) as error:
            raise AccountsError(
                message("the file cannot be read", where=name, got=str(error), do="get the file again")
            ) from None

    def named(self, *files: str) -> str | None:
        """The one file of these names, in whatever folder, the first name first, without regard to capitals; None without any.

        Raises:
            AccountsError: several of one name.
        """
        for file in files:
            found = [name for name in self.names if f"/{name}".lower().endswith(f"/{file}".lower())]
            if len(found) > 1:
                raise AccountsError(
                    message(
                        f"several files are called {file}",
                        where=str(self.path),
                        details=listed(found, SHOWN),
                        do="name the folder or the file that is meant",
                    )
                )
            if found:
                return found[0]
        return None


def open_source(path: str | Path) -> TableSource:
    """What lies at ``path``.

    Raises:
        AccountsError: nothing, an empty file, something that is neither file nor folder, or a zip that cannot be opened.
    """
    path = Path(path)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        return TableSource(path, {file.relative_to(path).as_posix(): file.read_bytes for file in files})
    if not path.exists():
        raise AccountsError(message("there is no such file or folder", where=str(path), do="check the path"))
    if not path.is_file():
        raise AccountsError(message("neither a regular file nor a folder", where=str(path), do="give a file"))
    if not path.stat().st_size:
        raise AccountsError(message("the file is empty", where=str(path), do="get the file again"))
    if path.suffix.lower() == ".zip":
        return _zip(path)
    return TableSource(path, {path.name: path.read_bytes})


def _zip(path: Path) -> TableSource:
    """The files of a zip, and those of zips in it: the OECD packs five years, each zipped, into one."""
    readers: dict[str, Callable[[], bytes]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in _files(archive):
                if not name.lower().endswith(".zip"):
                    readers[name] = partial(_unpacked, path, name)
                    continue
                with zipfile.ZipFile(io.BytesIO(archive.read(name))) as inner:
                    readers |= {f"{name}/{part}": partial(_unpacked, path, name, part) for part in _files(inner)}
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, zlib.error, EOFError) as error:
        raise AccountsError(
            message("the zip cannot be opened", where=str(path), got=str(error), do="get the file again")
        ) from None
    return TableSource(path, readers)


def _files(archive: zipfile.ZipFile) -> list[str]:
    return [info.filename for info in archive.infolist() if not info.is_dir()]


def _unpacked(path: Path, name: str, part: str | None = None) -> bytes:
    """A file of a zip, or of a zip in it."""
    with zipfile.ZipFile(path) as archive:
        data = archive.read(name)
    if part is None:
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as inner:
        return inner.read(part)


def the_table(source: TableSource, endings: tuple[str, ...], year: int | None) -> Member:
    """The one table of a source whose name has one of the endings, of the year where there are several.

    Raises:
        AccountsError: none, or several that the year does not tell apart.
    """
    found = [name for name in source.names if name.lower().endswith(endings)]
    if year is not None and len(found) > 1:
        found = [name for name in found if str(year) in name.rpartition("/")[2]]
    if len(found) == 1:
        return source.member(found[0])
    if not found:
        raise AccountsError(
            message(
                "there is no table here",
                where=str(source.path),
                expected=f"a file that ends in {', '.join(endings)}" + (f", of {year}" if year else ""),
                got=", ".join(source.names[:SHOWN]) or "nothing",
            )
        )
    raise AccountsError(
        message(
            f"{len(found)} tables lie here",
            where=str(source.path),
            details=listed(sorted(found), SHOWN),
            expected="one",
            do="give year=..., or the path of one of them",
        )
    )


def no_numbers(name: str, wrong: Sequence[str]) -> AccountsError:
    """Cells of a file that hold something else than a number, each told with its place."""
    return AccountsError(
        message(
            f"{len(wrong)} cells hold no number",
            where=name,
            details=listed(wrong, SHOWN),
            expected="a number in every cell; 0 where nothing flows",
            do="mend the cells named; nothing is filled in",
        )
    )
