"""What differs between the worlds of a study, in sentences."""

from __future__ import annotations

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.format import counted, format_list
from tradetalks.report.study.names import headline_values, party_names


def worlds_of_headline(summary: StudySummary) -> str:
    """That the headline is of some worlds alone, or of other countries in each; empty where neither is so.

    Args:
        summary: of a study.
    """
    if summary.headline is None:
        return ""
    party, worlds = summary.headline.party, summary.worlds
    name = party
    if party in summary.region_names:
        name = party_names(summary)[party]
    without = worlds.without(summary.headline.outcome.labels)
    if without:
        draws = counted(len(headline_values(summary)), "draw")
        return f"{name} is not in {format_list(without)}: these are the {draws} of the others."
    if party in worlds.differs:
        return f"{name} is not the same everywhere: {worlds.differs[party]}."
    return ""


def worlds_note(summary: StudySummary) -> str:
    """Which countries not every world has, and which are other countries in each; empty where there are none.

    Args:
        summary: of a study.
    """
    names, worlds = party_names(summary), summary.worlds
    by_worlds: dict[tuple[str, ...], list[str]] = {}
    for region, without in worlds.lacks.get("region", {}).items():
        by_worlds.setdefault(without, []).append(names[region])
    told = [f"not in {format_list(without)}: {format_list(found)}" for without, found in by_worlds.items()]
    told += [f"{names[region]}: {said}" for region, said in worlds.differs.items()]
    return "; ".join(told)
