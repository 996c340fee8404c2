"""What an answer rests on: what each player has under every named assumption, one at a time."""

from __future__ import annotations

from tradetalks.report.answer.chart import signed_band
from tradetalks.report.answer.cost import horizon_words, told_policy
from tradetalks.report.band import band_of
from tradetalks.report.cost.measures import with_measures
from tradetalks.report.cost.numbers import income_busd
from tradetalks.report.cost.players import shown_players
from tradetalks.report.names import country_names
from tradetalks.report.policies import policy_label
from tradetalks.report.rests import answers_by_assumption, rests_table
from tradetalks.scenario.results.cost import CostRun
from tradetalks.web.charts.bars import LABEL_ROOM, Bar, bars_spec
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import axis_ends, colours_of

UNIT = "billion dollars a year"


def rests_drawing(run: CostRun) -> Drawing | None:
    """What each player has under every assumption about elasticities, by the policy that is told; None where there is but one.

    Args:
        run: every policy, solved under several elasticities.
    """
    if not run.dates:
        return None
    worlds = answers_by_assumption(run)
    if len(worlds) < 2:
        return None
    moment = told_policy(run)
    players, names = shown_players(run), country_names(run.scenario.accounts)
    found = {code: {words: income_busd(world, code) for words, world in worlds.items()} for code in players}
    widest = max(players, key=lambda code: max(found[code].values()) - min(found[code].values()))
    ends = band_of(sorted(found[widest].values()))
    finding = with_measures(
        run,
        f"what {names.said(widest)} loses or gains moves most with elasticities, {signed_band(ends)} {UNIT} "
        f"({policy_label(run, moment)})",
    )
    finding = finding[:1].upper() + finding[1:]
    domain = axis_ends([value for values in found.values() for value in values.values()], right=LABEL_ROOM)
    colours = colours_of(players, players)
    panels = []
    for code in players:
        bars = [
            Bar(_short(words), band_of([value]), signed_band(band_of([value])), colours[code])
            for words, value in found[code].items()
        ]
        panels.append(ChartPanel(bars_spec(bars, finding, UNIT, domain=domain), names[code]))
    caption = (
        f"Change of real income under the measures of {policy_label(run, moment)}, {UNIT}, {horizon_words(run)}; one assumption "
        "changes at a time. Trade elasticities of other authors are taken without economies of scale."
    )
    return Drawing("rests", finding, tuple(panels), caption, rests_table(run))


def _short(words: str) -> str:
    """An assumption beside a bar: whose elasticities, or how much of the economies of scale."""
    return words.removeprefix("trade elasticities of ").replace(
        "of the published economies of scale", "of the economies of scale"
    )
