"""A war in plain text."""

from __future__ import annotations

from tradetalks.games.certificate import Certificate
from tradetalks.report.format import counted, format_change
from tradetalks.war.outcome import WarOutcome

# The rest is in `at_bounds`; a summary should fit on a screen.
MOST_BOUNDS = 8


def war_text(war: WarOutcome) -> str:
    """The lines of :meth:`WarOutcome.summary`."""
    title = f"Trade war of {', '.join(war.players)}: {counted(len(war.x), 'instrument')}, {war.seconds:.1f} s"
    return "\n".join([title, *_proof(war), "", *_players(war), *_world(war), *_bad_news(war)])


def _proof(war: WarOutcome) -> list[str]:
    """What the certificate says, or why there is none."""
    if war.certificate is None:
        why = "the search was interrupted; this is the best point so far" if war.interrupted else "no certificate"
        return [f"NOT CERTIFIED: {why}"]
    word = "NOT CERTIFIED"
    if war.certified:
        word = "Certified"
    worst = max(war.certificate.checks, key=lambda c: c.deviation_gain)
    lines = [
        f"{word}: the best deviation found gains {worst.deviation_gain:.1e} {war.game.unit} ({worst.player}; "
        f"tolerance {war.certificate.tolerance:.0e}), searched from {counted(len(worst.starts), 'start')} per player"
    ]
    lines += _failing(war.certificate)
    if war.interrupted:
        lines.append("Interrupted: not every start asked for was searched")
    return lines


def _failing(certificate: Certificate) -> list[str]:
    """The players whose check fails."""
    return [
        f"fails    {c.player}: deviation gain {c.deviation_gain:.1e}, first-order conditions promise "
        f"{c.predicted_improvement:.1e} and ask for moves of {c.residual:.1e}, largest eigenvalue {c.eigenvalue:+.2g}"
        for c in certificate.checks
        if not c.holds(certificate.tolerance)
    ]


def _players(war: WarOutcome) -> list[str]:
    """Payoffs and tariffs; in closed form every choice."""
    busd = war.payoffs_busd
    money = "" if busd is None else ", billion USD a year"
    lines = [f"Payoffs ({war.game.unit}{money}) and tariffs"]
    for k, name in enumerate(war.players):
        line = f"  {name:<12} {format_change(float(war.payoffs.values[k]), 3):>9}"
        if busd is not None:
            line += f" {format_change(float(busd.values[k]), 1):>10}"
        stats = war.tariffs[name]
        if stats is not None:
            line += f"   {stats.describe()}"
        lines.append(line)
    if war.trade_game is None:
        lines += [f"  {label} = {value:.6g}" for label, value in war.choices.items()]
    return [*lines, f"Better off than before: {', '.join(war.winners) or 'nobody'}"]


def _world(war: WarOutcome) -> list[str]:
    """What every country pays, bystanders included."""
    if war.equilibrium is None:
        return []
    change, busd = war.equilibrium.real_income_change, war.equilibrium.real_income_change_busd
    rows = [
        f"  {r:<12} {format_change(float(a), 3):>9} {format_change(float(b), 1):>10}"
        for r, a, b in zip(change["region"].values, change.values, busd.values, strict=True)
    ]
    return ["", "Cost for every country: real income against the baseline (percent, billion USD a year)", *rows]


def _bad_news(war: WarOutcome) -> list[str]:
    """Bounds that hold, further equilibria, several peaks."""
    lines = [f"bound    {text}" for text in war.at_bounds[:MOST_BOUNDS]]
    if len(war.at_bounds) > MOST_BOUNDS:
        lines.append(f"bound    and {len(war.at_bounds) - MOST_BOUNDS} more")
    for other in war.others:
        text = ", ".join(f"{n} {format_change(float(other.payoffs[k]), 3)}" for k, n in enumerate(war.players))
        lines.append(f"another certified equilibrium: {text}")
    several = []
    if war.certificate is not None:
        several = [c.player for c in war.certificate.checks if c.optima > 1]
    if several:
        lines.append(f"several local optima seen for {', '.join(several)}; the best of them is the equilibrium's")
    return ["", *lines] if lines else []
