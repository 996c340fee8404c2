"""Stand-ins for what solves runs: quick, slow, deaf and broken. Functions of a module, which processes import."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from tradetalks.errors import ScenarioError

Say = Callable[[str], None]
Early = Callable[[bytes], None]


def tells(text: str, name: str, parts: tuple[str, ...], progress: Say, early: Early) -> bytes:
    """Three steps, then an answer of its own making."""
    for step in ("one", "two", "three"):
        progress(step)
    return f"{name} {','.join(parts)} {text}".encode()


def comes_in_parts(text: str, name: str, parts: tuple[str, ...], progress: Say, early: Early) -> bytes:
    """Something early, twice, and then the whole."""
    early(b"a part")
    progress("more")
    early(b"a larger part")
    return b"the whole"


def waits(text: str, name: str, parts: tuple[str, ...], progress: Say, early: Early) -> bytes:
    """As many seconds as the text says, in steps at which it can be stopped."""
    for _ in range(round(float(text) * 100)):
        progress("waiting")
        time.sleep(0.01)
    return b"waited"


def counts(text: str, name: str, parts: tuple[str, ...], progress: Say, early: Early) -> bytes:
    """Says for ten minutes how far it has come."""
    for step in range(6000):
        progress(f"step {step}")
        time.sleep(0.1)
    return b""


def is_deaf(text: str, name: str, parts: tuple[str, ...], progress: Say, early: Early) -> bytes:
    """Never comes to a step."""
    progress("deaf")
    time.sleep(600)
    return b""


def fails(text: str, name: str, parts: tuple[str, ...], progress: Say, early: Early) -> bytes:
    """In the way that the text says."""
    progress("failing")
    if text == "refused":
        raise ScenarioError("this cannot be solved\ndo       change it")
    if text == "killed":
        os._exit(9)
    raise ZeroDivisionError("secret detail")


def large(text: str, name: str, parts: tuple[str, ...], progress: Say, early: Early) -> bytes:
    """After a while, more than fits into the free pages of a small database."""
    time.sleep(0.5)
    return bytes(1_000_000)


def draws(text: str, name: str, plan: str, store: str, progress: Say, early: Early) -> bytes:
    """Twenty draws of some hundredths of a second, a file each; goes on where it was stopped."""
    place = Path(store)
    place.mkdir(parents=True, exist_ok=True)
    for k in range(20):
        if (place / str(k)).exists():
            continue
        time.sleep(0.04)
        (place / str(k)).touch()
        progress(f"{k + 1} of 20 draws")
    return b""
