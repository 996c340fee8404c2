"""Which code answers: two checkouts of one version may answer differently, and a kept answer is that of its code alone."""

from __future__ import annotations

import functools
import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable


@functools.cache
def code_digest() -> str:
    """A digest of every file of the package, its data included; the room of the page solves nothing and is left out."""
    found = hashlib.sha256()
    for name, file in _files(files("tradetalks"), ""):
        found.update(name.encode())
        found.update(file.read_bytes())
    return found.hexdigest()


def _files(folder: Traversable, place: str) -> list[tuple[str, Traversable]]:
    """Files below a folder with their places, in order."""
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{place}/{entry.name}"
        if entry.is_dir():
            if name != "/web" and entry.name != "__pycache__":
                found += _files(entry, name)
        else:
            found.append((name, entry))
    return found
