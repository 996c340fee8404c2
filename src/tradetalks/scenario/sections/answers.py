"""Answers in kind, as a file writes them: those who are hit do the same to whoever acted, a while later."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tradetalks.inputs import REGION, TEXT, Bound, Fraction, Labels, Several, record
from tradetalks.scenario.sections.acts import ALL, is_word

# Ten times what was done, and ten years: more is a slip.
_SHARE = Fraction(0.0, 10.0, "share of the answer")
_LAG = Bound(high=3650, whole=True, means="days")


class _By(Several):
    """Regions, or the word all: whoever is hit."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        if labels is not None and is_word(value, ALL):
            return labels.regions
        return super().shaped(value, labels)


@record("the answers", kw_only=True)
class Answers:
    """Who answers what, how much of it, and when."""

    to: Annotated[
        tuple[Annotated[str, TEXT], ...],
        Several("acts", alone=True),
        Field(description="what is answered: an act (its id), a region (whatever it does), or a list"),
    ]
    by: Annotated[
        Annotated[tuple[Annotated[str, REGION], ...], _By("regions", alone=True)] | None,
        Field(description="who answers, of those who are hit: a region, a list, or all (where absent)"),
    ] = None
    share: Annotated[float, _SHARE, Field(description="how much of what was done; 1 is in kind")] = 1.0
    after_days: Annotated[
        int, _LAG, Field(description="from the first day of what is answered to that of the answer")
    ] = 0


@record("the answer", kw_only=True)
class AnswerEntry:
    """An entry of ``acts`` that stands for one act of each who answers, on whoever acted, of the same kind, on the same goods.

    An answer lasts as long as what it answers.
    """

    id: Annotated[str, TEXT, Field(description="its name, the beginning of the names of its acts (id-REGION-act)")]
    answers: Annotated[Answers, Field(description="who answers what, how much of it, and when")]
    source: Annotated[str, TEXT, Field(description="who says so")]
    note: Annotated[str, TEXT, Field(description="what it is")] = ""
