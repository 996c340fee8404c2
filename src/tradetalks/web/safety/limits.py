"""How large a scenario may be that is sent: counted as it is read, before anything is made of it."""

from __future__ import annotations

from typing import Any

from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    NodeEvent,
)

from tradetalks.errors import ScenarioError, message
from tradetalks.scenario.reading.positions import Watch
from tradetalks.web.settings import WebSettings


def yaml_watch(text: str, settings: WebSettings) -> Watch:
    """What counts a text as it is read, and raises where it is larger than a scenario is: in letters, depth, aliases, or values,
    what aliases stand for counted.

    Args:
        text: as it was sent.
        settings: what is bounded.

    Raises:
        ScenarioError: what there is too much of, and how much may be.
    """
    if len(text) > settings.yaml_letters:
        raise _too_much("letters", settings.yaml_letters)
    return _Count(settings).take


class _Count:
    """What the events of a text come to."""

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings
        self._aliases = self._values = 0
        # Sections that are open: the name that each has been given, and the values before it.
        self._open: list[tuple[str | None, int]] = []
        # How many values each name stands for.
        self._named: dict[str, int] = {}

    def take(self, event: Any) -> None:
        """Count an event."""
        if isinstance(event, CollectionEndEvent):
            anchor, before = self._open.pop()
            self._name(anchor, self._values - before)
        elif isinstance(event, AliasEvent):
            self._aliases += 1
            self._values += self._named.get(str(event.anchor), 1)
        elif isinstance(event, NodeEvent):
            before = self._values
            self._values += 1
            if isinstance(event, CollectionStartEvent):
                self._open.append((event.anchor, before))
            else:
                self._name(event.anchor, 1)
        self._check()

    def _name(self, anchor: str | None, values: int) -> None:
        if anchor is not None:
            self._named[str(anchor)] = values

    def _check(self) -> None:
        for what, count, most in (
            ("sections in sections", len(self._open), self._settings.yaml_depth),
            ("aliases", self._aliases, self._settings.yaml_aliases),
            ("values", self._values, self._settings.yaml_nodes),
        ):
            if count > most:
                raise _too_much(what, most)


def _too_much(what: str, most: int) -> ScenarioError:
    return ScenarioError(
        message(
            f"this scenario has too many {what}",
            expected=f"at most {most:,}",
            do="run it with `tradetalks run` on your own machine",
        )
    )
