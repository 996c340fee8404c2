"""An equilibrium in words and in one picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.economy.batch import Batch
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labelled_outcomes import LabelledOutcomes
from tradetalks.economy.products.aggregation import AggregationGap
from tradetalks.economy.products.equilibrium import ProductEquilibrium
from tradetalks.report.format import PERCENT_FORMAT, counted, format_change, format_label
from tradetalks.report.style import GAIN, LOSS, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Half of the last digit shown, percent of real income.
NO_CHANGE = 5e-4


def equilibrium_summary(equilibrium: Equilibrium) -> str:
    """One line a country, largest loss first, then what the numbers rest on. Plain text, below 80 columns."""
    return "\n".join([_table(equilibrium), *_commitments(equilibrium), _footing(equilibrium)])


def product_summary(equilibrium: ProductEquilibrium) -> str:
    """The same of an economy with products, and what is told apart in it."""
    products = equilibrium.products
    told = products.product_f >= len(products.sectors)
    share = products.flows_f[told & (products.importer_f != products.exporter_f)].sum()
    share /= products.flows_f[products.importer_f != products.exporter_f].sum()
    low, high = products.substitution_j.min(), products.substitution_j.max()
    words = (
        f"{len(products.products) - len(products.sectors):,} products, {100 * share:.0f} percent of trade told apart by them; "
        f"sigma {low:.3g} to {high:.3g}"
    )
    return "\n".join([_table(equilibrium), words, _footing(equilibrium)])


def aggregation_summary(gap: AggregationGap) -> str:
    """Real income three ways, a line a country, and what the differences are."""
    rows = [
        [str(region), *(format_change(float(value), 3) for value in row)]
        for region, *row in gap.table().itertuples(name=None)
    ]
    head = [["", "by", "sector", "by", "rates", "other"], ["", "product", "averages", "sector", "differ", "suppliers"]]
    return "\n".join(
        [
            "change of real income, percent of the baseline: one list of tariffs counted three ways",
            align([*head, *rows]),
            "rates differ: by product less sector averages; other suppliers: sector averages less by sector",
            f"{gap.by_product.products.home}: other suppliers hang on that, in size and sign",
        ]
    )


def _table(equilibrium: LabelledOutcomes) -> str:
    """A title, and one line a country, largest loss first."""
    economy = equilibrium.economy
    columns = (
        equilibrium.real_income_change.values,
        equilibrium.real_income_change_busd.values,
        equilibrium.consumer_price_change.values,
        equilibrium.wage_change.values,
        equilibrium.tariff_revenue_change.values,
    )
    digits = (3, 1, 2, 2, 1)
    order = np.argsort(columns[0])
    rows = [
        [economy.regions[n], *(format_change(float(c[n]), f) for f, c in zip(digits, columns, strict=True))]
        for n in order
    ]
    table = align(
        [
            ["", "real income", "", "consumer", "", "tariff"],
            ["", "percent", "bn USD/yr", "prices %", "wage %", "revenue bn"],
            *rows,
        ]
    )
    return f"{economy.name}: change from the baseline\n{table}"


def _commitments(equilibrium: Equilibrium) -> Iterator[str]:
    """What each purchase commitment costs whom."""
    costs = equilibrium.commitment_cost
    wedges = equilibrium.commitment_wedge.values
    terms = (costs[name].values for name in ("payer", "seller", "committed_sectors", "committed_quantity"))
    for payer, seller, sectors, quantity, wedge, cost in zip(*terms, wedges, costs.values, strict=True):
        if wedge > 0:
            yield (
                f"{payer} must buy {quantity:g} bn USD/yr from {seller} ({sectors}):\n"
                f"  its government pays {100 * wedge:.2f} percent of the price, {cost:.2f} bn USD/yr (within tariff revenue)"
            )
        else:
            yield f"{payer} buys {quantity:g} bn USD/yr from {seller} ({sectors}) without being made to"


def _footing(equilibrium: LabelledOutcomes) -> str:
    """What the numbers rest on."""
    economy = equilibrium.economy
    scale = "without scale economies"
    if economy.has_scale:
        scale = "with scale economies"
    horizon = "long run"
    if economy.horizon_years is not None:
        horizon = f"{economy.horizon_years:g} years after the change"
    return (
        f"{scale}, {horizon}; prices and wages relative to the world's average wage\n"
        f"residual {equilibrium.residual:.0e}, Walras {abs(equilibrium.walras):.0e}, "
        f"{equilibrium.evaluations} evaluations"
    )


def batch_text(batch: Batch) -> str:
    """How many policies are solved, the range of real income in each region, and how the others ended."""
    policies = counted(len(batch.statuses), "policy", "policies")
    lines = [f"{policies}, {batch.solved} solved; real income over those solved, percent of baseline"]
    if batch.solved:
        solved_pn = batch.real_income_change.values[[status.solved for status in batch.statuses]]
        numbers = (solved_pn.min(axis=0), np.median(solved_pn, axis=0), solved_pn.max(axis=0))
        regions = zip(batch.economy.regions, *numbers, strict=True)
        rows = [[name, *(format_change(float(value), 3) for value in row)] for name, *row in regions]
        lines.append(align([["", "least", "median", "most"], *rows]))
    failed = Counter(status.value for status in batch.statuses if not status.solved)
    return "\n".join([*lines, *(f"{count} {text}" for text, count in failed.items())])


def align(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text in columns: the first flush left, the others flush right."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = [text.rjust(width) for text, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return "\n".join(lines)


def plot_real_income(equilibrium: LabelledOutcomes) -> Figure:
    """Bars of the change of real income by country, percent of the baseline."""
    change = equilibrium.real_income_change.values
    order = np.argsort(change)[::-1]
    figure = new_figure(7, 0.45 * len(order) + 1.3)
    axes = figure.subplots()
    labels = [equilibrium.economy.regions[n] for n in order]
    colours = [str(colour) for colour in np.where(change[order] < -NO_CHANGE, LOSS, GAIN)]
    bars = axes.barh(labels, change[order], color=colours)
    axes.bar_label(bars, [format_label(float(change[n]), PERCENT_FORMAT) for n in order], padding=3)
    axes.axvline(0, color="0.3", linewidth=0.8)
    axes.margins(x=0.18)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(left=False)
    axes.set_xlabel("change of real income, percent of baseline")
    title = "No country loses"
    if change.min() < -NO_CHANGE:
        title = f"{labels[-1]} loses most"
    axes.set_title(title, loc="left")
    return figure
