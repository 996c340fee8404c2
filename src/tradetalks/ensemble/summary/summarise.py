"""The summary of a study that is in a store."""

from __future__ import annotations

import dataclasses

from tradetalks.ensemble.study import Study
from tradetalks.ensemble.summary.study_summary import StudySummary, summary_of
from tradetalks.errors import TradeTalksError
from tradetalks.inputs import Kind, checked

STUDY = Kind(
    (Study,),
    "a Study, from tradetalks.open_study or tradetalks.run_study",
    'open the store first: open_study("NAME.zarr")',
)


@checked(TradeTalksError, study=STUDY)
def summarise_study(study: Study, *, of: str | None = None, at: str | None = None) -> StudySummary:
    """What a study says: how sure its numbers are, and what they hang on.

    One variable after the other is read, in pieces; a study is never loaded whole.

    Args:
        study: from :func:`tradetalks.open_study` or :func:`tradetalks.run_study`; it may be unfinished.
        of: the code or the name of the country to speak of first; None takes the player for whom most is at stake.
        at: the date or branch to speak of first, as ``2019-09-01``; None takes the last date.

    Returns:
        The summary, in the units of the outcomes, with pictures, tables and a page of its own.

    Raises:
        TradeTalksError: the study was damaged since it was written, it has no such country or moment, or SALib is missing for a
            study laid out for Sobol indices.

    Source:
        ``docs/studies.md`` says what each estimate means and whose it is.
    """
    study.check_whole()
    return summary_of(study.dataset, dataclasses.asdict(study.card), of=of, at=at)
