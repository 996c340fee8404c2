"""The folder of a run: what its files are called, checked before anything is solved, written whole or not at all."""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tradetalks.errors import TradeTalksError, message

# How a folder is named while another takes its place.
OLD = ".old"
# The file that marks a folder as a run, the labelled results, and the run as it was solved.
MARK, RESULTS, STORE = "run.json", "results.nc", "run.npz"
# The page to read, and the scenario as it was run.
PAGE, SCENARIO = "report.html", "scenario.yaml"


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
    except (OSError, ValueError, LookupError, TypeError):
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
