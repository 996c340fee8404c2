"""A property that is computed when first asked for, and once: where several threads ask at a time, one computes, others wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")

# Held only while the lock of one property of one object is made, so that two threads never make two.
_making_locks = threading.Lock()


class computed_once(Generic[Owner, Value]):
    """Like :class:`functools.cached_property`, with a lock for every property of every object.

    The function may ask for other such properties of the same object, as long as they do not ask for each other in turn.
    """

    def __init__(self, compute: Callable[[Owner], Value]) -> None:
        self.compute = compute
        self.name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type[Owner]) -> computed_once[Owner, Value]: ...

    @overload
    def __get__(self, instance: Owner, owner: type[Owner]) -> Value: ...

    def __get__(self, instance: Owner | None, owner: type[Owner]) -> computed_once[Owner, Value] | Value:
        if instance is None:
            return self
        # The value is kept under the name of the property, where Python finds it before it comes here again.
        kept: dict[str, Any] = instance.__dict__
        lock_name = f"{self.name} is being computed"
        with _making_locks:
            lock = kept.setdefault(lock_name, threading.RLock())
        try:
            with lock:
                if self.name not in kept:
                    kept[self.name] = self.compute(instance)
                value: Value = kept[self.name]
                return value
        finally:
            # Locks cannot be copied or pickled: none stays behind.
            kept.pop(lock_name, None)
