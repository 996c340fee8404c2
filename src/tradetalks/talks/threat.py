"""What a deadline threatens, as far as the record of deadlines asks."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from tradetalks.data.deadlines import KINDS, MOST_EXTENSIONS
from tradetalks.errors import TalksError
from tradetalks.inputs import DAY, Bound, Choice, record
from tradetalks.talks.record.features import DeadlineFeatures


@record("the threat", error=TalksError)
class Threat:
    """What the record of deadlines needs to know of this one.

    Args:
        kind: what the deadline threatens, one of :data:`tradetalks.data.deadlines.KINDS`.
        announced: the day on which the deadline was set; None where not known.
        earlier_extensions: how often the same threat was put off before.

    Raises:
        TalksError: an unknown kind, or a count that is none.
    """

    kind: Annotated[str, Choice(KINDS, "kind of threat"), Field(description="what the deadline threatens")] = (
        "tariff_rise"
    )
    announced: Annotated[
        Annotated[date, DAY] | None, Field(description="day on which the deadline was set, by the deadline itself")
    ] = None
    earlier_extensions: Annotated[
        int,
        Bound(high=MOST_EXTENSIONS, whole=True, means="times"),
        Field(description="how often the same threat was put off before"),
    ] = 0

    def as_of(self, deadline: date, threatener: str) -> DeadlineFeatures:
        """The deadline as the record sees it.

        Args:
            deadline: the day.
            threatener: the region that set it.
        """
        return DeadlineFeatures(self.kind, deadline, threatener, self.announced, self.earlier_extensions)
