"""The chapter on what the answer rests on: costs under other elasticities, odds under other assumptions, and what is left out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.answer.cost import told_policy
from tradetalks.report.answer.rests import NOT_IN_IT
from tradetalks.report.chapter import Chapter, Table
from tradetalks.report.cost.numbers import income_busd, income_percent
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.words import scale_sentence
from tradetalks.report.elasticity_choices import authors_of, with_authors
from tradetalks.report.format import BUSD_FORMAT, PERCENT_FORMAT, format_label
from tradetalks.report.frame import NARROW, WIDE, Frame
from tradetalks.report.names import country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.policies import policy_words
from tradetalks.report.style import COLOURS, ZERO_LINE, drawn, head
from tradetalks.report.talks.odds_tables import drivers_table
from tradetalks.report.talks.odds_words import drivers_sentence
from tradetalks.scenario.results.cost import STRENGTHS, CostRun
from tradetalks.scenario.results.drawn_costs import INSIDE
from tradetalks.scenario.results.talks import TalksRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CAPTION = (
    "Change of real income under the measures of {policy}, billion dollars a year, {when}; one assumption "
    "changes at a time. Trade elasticities of other authors are taken without economies of scale."
)
# Inches: an assumption, and what stands around all of them.
ROW_HEIGHT, FRAME_HEIGHT, WIDTH = 0.42, 1.6, 8.6


def rests_chapter(cost: CostRun, talks: TalksRun | None) -> Chapter | None:
    """What the answer rests on; None where no cost was solved, or none under other elasticities.

    Args:
        cost: every policy, solved under several elasticities.
        talks: whose odds rest on assumptions too, where there are some.
    """
    if not cost.dates or len(answers_by_assumption(cost)) < 2:
        return None
    sentences = [scale_sentence(cost)]
    tables = [rests_table(cost), *drawn_tables(cost)]
    if talks is not None and talks.course is not None and talks.course.odds.game.quoted:
        sentences.append(drivers_sentence(talks, talks.course))
        tables.append(drivers_table(talks, talks.course))
    return Chapter(
        name="rests",
        title="What does this rest on?",
        sentences=[*filter(None, sentences), NOT_IN_IT],
        tables=tables,
        charts=drawn(rests_charts, cost),
        captions={"rests": CAPTION.format(policy=policy_words(cost, told_policy(cost)), when=cost.horizon)},
        narrow=drawn(partial(rests_charts, frame=NARROW), cost),
        data={"rests": "rests"},
    )


def drawn_tables(run: CostRun) -> list[Table]:
    """What the ranges in brackets are over: every assumption that was drawn, how, and who says so; none without draws."""
    if run.band is None:
        return []
    design = run.band.design
    rows = [{"drawn": one.name, "how": with_authors(one.spread), "source": one.source} for one in design.assumptions]
    note = (
        f"{design.draws} joint draws, {design.solved} with an answer; a range in brackets is that in which {INSIDE} of them lie. "
        "Not drawn, and so in no range: the accounts, how fast trade adjusts, which tariffs come, and what the model leaves out"
    )
    for more in (design.own, design.cut):
        if more:
            note = f"{note}. {more[0].upper()}{more[1:]}"
    return [Table("drawn", "What was drawn behind the ranges of costs", pd.DataFrame(rows), {}, note, detail=True)]


def answers_by_assumption(run: CostRun) -> dict[str, Equilibrium]:
    """The world under the policy that the answer is about, by what is assumed of elasticities, in words."""
    words, moment = {**STRENGTHS, "stated": "the model of the file"}, told_policy(run)
    found = {words[name]: solved[moment] for name, solved in run.levels.items() if moment in solved}
    for name, solved in run.by_trade.items():
        found[f"trade elasticities of {authors_of(name)}"] = solved[moment]
    return found


def rests_table(run: CostRun) -> Table:
    """Real income of the players under every assumption."""
    names, rows = country_names(run.scenario.accounts), []
    for assumption, solved in answers_by_assumption(run).items():
        row: dict[str, object] = {"assumed": assumption}
        for player in shown_players(run):
            row[f"{names[player]} bn"] = income_busd(solved, player)
            row[f"{names[player]} %"] = income_percent(solved, player)
        rows.append(row)
    formats = {column: BUSD_FORMAT for column in rows[0] if column.endswith(" bn")}
    formats |= {column: PERCENT_FORMAT for column in rows[0] if column.endswith(" %")}
    note = (
        f"change of real income, billion US dollars a year and percent, {run.horizon}, under the measures of "
        f"{policy_words(run, told_policy(run))}; trade elasticities of other authors without economies of scale"
    )
    return Table(
        "rests", "The cost under other elasticities", pd.DataFrame(rows), formats, note, _observations(run), detail=True
    )


def _observations(run: CostRun) -> pd.DataFrame:
    """One row per assumption and region."""
    return pd.DataFrame(
        [
            {
                "assumed": assumption,
                "region": region,
                "real_income_change_busd": income_busd(solved, region),
                "real_income_change_percent": income_percent(solved, region),
            }
            for assumption, solved in answers_by_assumption(run).items()
            for region in run.economy.regions
        ]
    )


def rests_charts(run: CostRun, frame: Frame = WIDE) -> dict[str, Figure]:
    """A line for each assumption, a dot for each player."""
    found, names = answers_by_assumption(run), country_names(run.scenario.accounts)
    figure = frame.figure(WIDTH, ROW_HEIGHT * len(found) * (1 + frame.narrow) + FRAME_HEIGHT)
    player = max(shown_players(run), key=lambda region: abs(income_busd(run.equilibria[told_policy(run)], region)))
    values = [income_busd(solved, player) for solved in found.values()]
    low, high = min(values), max(values)
    span = f"{format_label(low, '{:+.0f}')} to {format_label(high, '{:+.0f}')}"
    head(figure, f"{names.opening(player)}: {span} billion dollars a year, by what is assumed")
    axes = figure.subplots()
    for k, region in enumerate(shown_players(run)):
        changes = [income_busd(solved, region) for solved in found.values()]
        axes.plot(
            changes, range(len(found)), "o", color=COLOURS[k % len(COLOURS)], ms=9, label=for_chart(names[region])
        )
    axes.axvline(0, color=ZERO_LINE, lw=0.8)
    axes.set_yticks(range(len(found)), [_folded(assumption) for assumption in found])
    axes.invert_yaxis()
    axes.grid(axis="x")
    axes.margins(x=0.08, y=0.12)
    axes.set_xlabel("billion dollars of real income a year")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False, ncols=len(shown_players(run)))
    return {"rests": figure}


def _folded(text: str) -> str:
    """A line of words in two."""
    words = text.split(" ")
    half = (len(words) + 1) // 2
    return f"{' '.join(words[:half])}\n{' '.join(words[half:])}"
