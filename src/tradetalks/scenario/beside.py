"""Work beside the main thread that nobody has to wait for: an interruption ends a command, whatever is still being solved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Found = TypeVar("Found")


def started(solve: Callable[..., Found], *given: object, name: str) -> Future[Found]:
    """Begin ``solve(*given)`` in a thread of its own.

    The threads of an executor are waited for when a block or the program ends, an interrupted one too; this one is not.

    Args:
        solve: what to do.
        given: its arguments.
        name: of the thread.

    Returns:
        What is under way; ``result()`` waits for it, and raises what it raised.
    """
    future: Future[Found] = Future()

    def work() -> None:
        try:
            found = solve(*given)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(found)

    threading.Thread(target=work, name=name, daemon=True).start()
    return future
