"""The folder of a run: what its files are called, and which of those that lie there are its own."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from tradetalks.errors import TradeTalksError, message

# How the name of a folder begins in which files are made, until they take their places.
ASIDE = ".tradetalks-"
# The file that marks a folder as a run, the labelled results, and the run as it was solved.
MARK, RESULTS, STORE = "run.json", "results.nc", "run.npz"
# A run may have been put in place between two looks at a folder, and another begun; so often in a row it has not.
LOOKS = 5
# The page to read, and the scenario as it was run.
PAGE, SCENARIO = "report.html", "scenario.yaml"


def check_folder(folder: Path) -> None:
    """Raise unless ``folder`` can be made, or holds an earlier run that may be replaced.

    Raises:
        TradeTalksError: a file of that name, files that are not a run, or a place that cannot be written.
    """
    try:
        _check_settled(folder)
        _check_place(folder)
    except OSError as error:
        raise _cannot_write(folder, f"{error.strerror}: {folder.parent}") from None


def _check_place(folder: Path) -> None:
    """Raise OSError unless files can be written into ``folder``, which may not be there yet."""
    home = folder
    if not folder.is_dir():
        home = folder.parent
        home.mkdir(parents=True, exist_ok=True)
        # Its name may be too long for the system. It is not made to find out: another run may be about to write it.
        with contextlib.suppress(FileNotFoundError):
            folder.lstat()
    tempfile.TemporaryFile(dir=home).close()


def _cannot_write(folder: Path, reason: str) -> TradeTalksError:
    return TradeTalksError(message(f"{folder} cannot be written", details=[reason], do="choose another --out"))


def _check_settled(folder: Path) -> None:
    """As :func:`check_contents`; where somebody else is writing it passes, for what lies there is half of two runs."""
    for looks_left in reversed(range(LOOKS)):
        try:
            check_contents(folder)
        except TradeTalksError:
            if _is_under_way(folder):
                return
            if not looks_left:
                raise
        else:
            return


def _is_under_way(folder: Path) -> bool:
    """Whether a run is being written into a folder that is there: what lies in it then says nothing."""
    return folder.is_dir() and any(place.name.startswith(ASIDE) for place in folder.iterdir())


def check_contents(folder: Path) -> None:
    """Raise where what lies in a folder may not be replaced.

    Args:
        folder: into which nobody else writes.

    Raises:
        TradeTalksError: a file of that name, or files that are not a run.
    """
    if "\0" in str(folder):
        raise _cannot_write(folder, "names of files have no NUL in them")
    if os.path.lexists(folder) and not folder.is_dir():
        raise TradeTalksError(
            message(f"{folder} is a file", expected="a folder to write the run into", do="choose another --out")
        )
    if not folder.is_dir() or all(place.name.startswith(ASIDE) for place in folder.iterdir()):
        return
    got = ""
    if (folder / MARK).is_file():
        got = f"a {MARK} that tradetalks did not write"
    if not listed_files(folder):
        raise TradeTalksError(
            message(
                f"{folder} holds files that are not a run",
                expected=f"an empty or new folder, or an earlier run ({MARK})",
                got=got,
                do="choose another --out; nothing was changed",
            )
        )


def listed_files(folder: Path) -> list[str]:
    """The files that a run in ``folder`` names as its own.

    Args:
        folder: of a run, or of anything else.

    Returns:
        Names as the run's ``run.json`` lists them, those outside the folder left out; none where the folder holds no run.
    """
    try:
        names = read_facts(folder).get("files")
    except TradeTalksError:
        return []
    if not isinstance(names, list) or MARK not in names:
        return []
    return [name for name in names if isinstance(name, str) and _is_inside(folder, name)]


def _is_inside(folder: Path, name: str) -> bool:
    """Whether a name leads to a place in the folder, through no link to elsewhere."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name:
        return False
    # The folder itself, which the last parent stands for, may be reached through a link.
    return not any((folder / parent).is_symlink() for parent in path.parents if parent.parts)


def files_of_others(folder: Path) -> list[str]:
    """What lies in the folder of a run and is not of the run.

    Args:
        folder: of a run.

    Returns:
        Names of files and links, relative to the folder, sorted.
    """
    own = set(listed_files(folder))
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(ASIDE)]
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        found += [(Path(place) / name).relative_to(folder).as_posix() for name in (*files, *links)]
    return sorted(name for name in found if name not in own)


def read_facts(folder: Path) -> dict[str, Any]:
    """What ``run.json`` says of a run.

    Args:
        folder: of a run.

    Returns:
        What :func:`tradetalks.report.describe.describe_run` gave, and the names of the files.

    Raises:
        TradeTalksError: the folder has no ``run.json``, or one of something else.
    """
    try:
        facts = json.loads((folder / MARK).read_text(encoding="utf-8"))
        is_run = facts["versions"]["tradetalks"] and facts["baseline"]["name"] and isinstance(facts["uses"], list)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        is_run = False
    if not is_run:
        raise TradeTalksError(
            message(
                f"{folder} is not the folder of a run",
                expected=f"a folder with {MARK} and {RESULTS}",
                do="`tradetalks run SCENARIO --out DIR` writes one",
            )
        )
    found: dict[str, Any] = facts
    return found
