"""A folder that is written whole or not at all."""

from __future__ import annotations

import glob
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLD = ".old"


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder beside ``folder`` that takes its place when the block ends well, and vanishes otherwise.

    What a killed process left behind is removed first.
    """
    folder = folder.resolve()
    sweep(folder)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.draft-{os.getpid()}-", dir=folder.parent))
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
