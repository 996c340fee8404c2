"""Studies that were begun here; their draws lie in files of their own."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from tradetalks.web.store.records import StudyRecord, study_of
from tradetalks.web.store.tables import StoredStudy
from tradetalks.web.store.transactions import INTERRUPTED, LONGEST_NAME, UNFINISHED, Transactions

# Letters of a title.
LONGEST_TITLE = 200


class KeptStudies(Transactions):
    """What is asked of studies."""

    def begin_study(self, name: str, title: str, file: str, text: str, plan: str) -> None:
        """Note that a study is asked for; what was known of one of that name is forgotten."""
        row = StoredStudy(name=name, title=title[:LONGEST_TITLE], file=file[:LONGEST_NAME], text=text, plan=plan)
        row.status = "queued"
        with self.writing() as session:
            session.execute(delete(StoredStudy).where(StoredStudy.name == name))
            session.add(row)

    def mark_study(self, name: str, status: str, error: str = "") -> None:
        """Note what became of a study."""
        with self.writing() as session:
            session.execute(update(StoredStudy).where(StoredStudy.name == name).values(status=status, error=error))

    def study(self, name: str) -> StudyRecord | None:
        """What is known of a study; None where it was not begun here."""
        with self.reading() as session:
            row = session.get(StoredStudy, name)
            if row is None:
                return None
            return study_of(row)

    def studies(self) -> list[StudyRecord]:
        """The studies that were begun here, the last first."""
        with self.reading() as session:
            return [study_of(row) for row in session.scalars(select(StoredStudy).order_by(StoredStudy.created.desc()))]

    def forget_study(self, name: str) -> None:
        """Forget a study; its draws are another's to remove."""
        with self.writing() as session:
            session.execute(delete(StoredStudy).where(StoredStudy.name == name))

    def interrupt_studies(self) -> None:
        """Call interrupted what no server is drawing any more."""
        with self.writing() as session:
            session.execute(update(StoredStudy).where(StoredStudy.status.in_(UNFINISHED)).values(status=INTERRUPTED))
