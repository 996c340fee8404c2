"""Scenarios that readers save: each has a name of its own, and none goes by itself."""

from __future__ import annotations

import threading

from sqlalchemy import LargeBinary, cast, func, select
from sqlalchemy.orm import Session

from tradetalks.errors import TradeTalksError, message
from tradetalks.web.saved_names import free_name
from tradetalks.web.store.records import Saved, SavedEntry, saved_of
from tradetalks.web.store.tables import SavedScenario, now_utc
from tradetalks.web.store.transactions import Transactions


class TooMuchSaved(TradeTalksError):
    """More scenarios, or larger ones, than the server keeps."""


class NameTaken(TradeTalksError):
    """A scenario is to be called as another one is."""


class SavedScenarios(Transactions):
    """What is asked of saved scenarios."""

    _most_saved: int
    _most_bytes: int
    # Held while a scenario is saved, so that none is saved beyond the bounds meanwhile, nor under the same name.
    _saving: threading.Lock
    _entries: tuple[SavedEntry, ...]

    def scenarios(self) -> tuple[SavedEntry, ...]:
        """Every saved scenario, the last changed first; of a list that is in memory, so that no view waits for the disk."""
        return self._entries

    def _listed(self) -> tuple[SavedEntry, ...]:
        columns = SavedScenario.id, SavedScenario.name, SavedScenario.changed
        with self.reading() as session:
            found = session.execute(select(*columns).order_by(SavedScenario.changed.desc(), SavedScenario.id.desc()))
            return tuple(SavedEntry(*row) for row in found)

    def _others(self, number: int) -> tuple[SavedEntry, ...]:
        """The list without one of them."""
        return tuple(entry for entry in self._entries if entry.id != number)

    def scenario(self, number: int) -> Saved | None:
        """A saved scenario; None where there is none of that number."""
        with self.reading() as session:
            row = session.get(SavedScenario, number)
            if row is None:
                return None
            return saved_of(row)

    def save(self, name: str, yaml: str) -> Saved:
        """Keep a scenario under a number of its own; its name has a number behind it where another one has the name.

        Args:
            name: of :func:`tradetalks.web.saved_names.saved_name`.
            yaml: its text.

        Raises:
            TooMuchSaved: there are too many already, or too large ones; nothing is changed.
        """
        with self._saving:
            if len(self._entries) >= self._most_saved:
                raise _too_much(f"{self._most_saved:,} scenarios")
            with self.writing() as session:
                self._check_room(session, yaml)
                row = SavedScenario(name=free_name(name, [entry.name for entry in self._entries]), yaml=yaml)
                session.add(row)
            self._entries = (SavedEntry(row.id, row.name, row.changed), *self._entries)
        return saved_of(row)

    def change(self, number: int, name: str, yaml: str) -> Saved | None:
        """Put another name and text in a saved scenario's place, as :meth:`save` keeps them; None where there is none of that
        number."""
        with self._saving:
            with self.writing() as session:
                row = session.get(SavedScenario, number)
                if row is None:
                    return None
                others = [entry.name for entry in self._others(number)]
                self._check_room(session, yaml, instead_of=number)
                row.name, row.yaml, row.changed = free_name(name, others), yaml, now_utc()
            self._entries = (SavedEntry(row.id, row.name, row.changed), *self._others(number))
        return saved_of(row)

    def rename(self, number: int, name: str) -> Saved | None:
        """Give a saved scenario another name, and nothing else; None where there is none of that number.

        Args:
            number: its own.
            name: of :func:`tradetalks.web.saved_names.saved_name`.

        Raises:
            NameTaken: another one is called so, whatever the case of its letters; nothing is changed.
        """
        with self._saving:
            others = self._others(number)
            with self.writing() as session:
                row = session.get(SavedScenario, number)
                if row is None:
                    return None
                if free_name(name, [entry.name for entry in others]) != name:
                    raise _taken(name)
                row.name, row.changed = name, now_utc()
            self._entries = (SavedEntry(row.id, row.name, row.changed), *others)
        return saved_of(row)

    def delete(self, number: int) -> bool:
        """Forget a saved scenario; whether there was one."""
        with self._saving:
            with self.writing() as session:
                row = session.get(SavedScenario, number)
                if row is None:
                    return False
                session.delete(row)
            self._entries = self._others(number)
        return True

    def _check_room(self, session: Session, yaml: str, instead_of: int = 0) -> None:
        """Raise where a text does not fit beside those of the others."""
        there = select(func.sum(func.length(cast(SavedScenario.yaml, LargeBinary)))).where(
            SavedScenario.id != instead_of
        )
        if (session.scalar(there) or 0) + len(yaml.encode()) > self._most_bytes:
            raise _too_much(f"{self._most_bytes / 1e6:,.3g} MB of scenarios")


def _taken(name: str) -> NameTaken:
    return NameTaken(
        message(
            f"another scenario is called {name!r}",
            expected="a name that no other has, whatever the case of its letters",
            do="give another one; nothing was changed",
        )
    )


def _too_much(most: str) -> TooMuchSaved:
    return TooMuchSaved(
        message(
            "no more scenarios can be saved here",
            expected=f"at most {most}",
            do="delete some that you do not need any more; nothing was changed, and the link still holds what you set",
        )
    )
