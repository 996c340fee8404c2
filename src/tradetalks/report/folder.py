"""The folder of a run: checked before anything is solved, written whole or not at all."""

from __future__ import annotations

import glob
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tradetalks.errors import TradeTalksError, message

# How a folder is named while another takes its place.
OLD = ".old"
# The file that marks a folder as a run, the labelled results, and the run as it was solved.
MARK, RESULTS, STORE = "run.json", "results.nc", "run.npz"


def check_folder(folder: Path) -> None:
    """Raise unless ``folder`` can be made, or holds an earlier run that may be replaced.

    Raises:
        TradeTalksError: a file of that name, files that are not a run, or a place that cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise TradeTalksError(
            message(f"{folder} is a file", expected="a folder to write the run into", do="choose another --out")
        )
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise TradeTalksError(
            message(
                f"{folder} holds files that are not a run",
                expected=f"an empty or new folder, or an earlier run ({MARK})",
                do="choose another --out; nothing was changed",
            )
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder.parent).close()
    except OSError as error:
        raise TradeTalksError(
            message(
                f"{folder} cannot be written",
                details=[f"{error.strerror}: {folder.parent}"],
                do="choose another --out",
            )
        ) from None


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder beside ``folder`` that takes its place when the block ends well, and vanishes otherwise.

    What a killed process left behind is removed first.
    """
    folder = folder.resolve()
    sweep(folder)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.draft-{os.getpid()}-", dir=folder.parent))
    # Temporary folders are closed to others; a report may be read by everybody, like any new folder.
    draft.chmod(0o755)
    try:
        yield draft
        if folder.exists():
            old = draft.with_name(draft.name + OLD)
            folder.rename(old)
            draft.rename(folder)
            shutil.rmtree(old)
        else:
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove drafts of ``folder`` whose process has ended; an earlier run that it was about to replace comes back."""
    for left in sorted(folder.parent.glob(f".{glob.escape(folder.name)}.draft-*")):
        process = re.search(r"\.draft-(\d+)-", left.name)
        if process is None or _is_running(int(process.group(1))):
            continue
        if left.name.endswith(OLD) and not folder.exists():
            left.rename(folder)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
