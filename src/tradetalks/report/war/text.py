"""A war in plain text."""

from __future__ import annotations

from tradetalks.war.outcome import WarOutcome

MOST_BOUNDS = 8


def war_text(war: WarOutcome) -> str:
    """The lines of :meth:`WarOutcome.summary`."""
    title = f"Trade war of {', '.join(war.players)}: {len(war.x)} controls, {war.seconds:.1f} s"
    return "\n".join([title, *_proof(war), "", *_players(war), *_world(war), *_bad_news(war)])


def _proof(war: WarOutcome) -> list[str]:
    if war.certificate is None:
        why = "the search was interrupted; this is the best point so far" if war.interrupted else "no certificate"
        return [f"NOT CERTIFIED: {why}"]
    word = "Certified" if war.certified else "NOT CERTIFIED"
    worst = max(war.certificate.checks, key=lambda c: c.deviation_gain)
    lines = [
        f"{word}: the best deviation found gains {worst.deviation_gain:.1e} {war.game.unit} ({worst.player}; "
        f"tolerance {war.certificate.tolerance:.0e}), searched from {len(worst.starts)} starts per player"
    ]
    if not war.certified:
        lines += [
            f"fails    {c.player}: deviation gain {c.deviation_gain:.1e}, first-order conditions promise {c.first_order:.1e} "
            f"and ask for moves of {c.residual:.1e}, largest eigenvalue {c.eigenvalue:+.2g}"
            for c in war.certificate.checks
            if not c.holds(war.certificate.tolerance)
        ]
    return lines + (["Interrupted: not every start asked for was searched"] if war.interrupted else [])


def _players(war: WarOutcome) -> list[str]:
    busd = war.payoffs_busd
    lines = [f"Payoffs ({war.game.unit}{', billion USD a year' if busd is not None else ''}) and tariffs"]
    for k, name in enumerate(war.players):
        line = f"  {name:<12} {war.payoffs.values[k]:+9.3f}"
        line += f" {busd.values[k]:+10.1f}" if busd is not None else ""
        stats = war.tariffs[name]
        lines.append(line + (f"   {stats.describe()}" if stats is not None else ""))
    if war.game.incomes() is None:
        lines += [f"  {label} = {value:.6g}" for label, value in war.controls.items()]
    return [*lines, f"Better off than before: {', '.join(war.winners) or 'nobody'}"]


def _world(war: WarOutcome) -> list[str]:
    if war.equilibrium is None:
        return []
    change, busd = war.equilibrium.real_income_change, war.equilibrium.real_income_change_busd
    rows = [
        f"  {r:<12} {float(a):+9.3f} {float(b):+10.1f}"
        for r, a, b in zip(change.region.values, change.values, busd.values, strict=True)
    ]
    return ["", "Cost for every country: real income against the baseline (percent, billion USD a year)", *rows]


def _bad_news(war: WarOutcome) -> list[str]:
    lines = [f"bound    {text}" for text in war.at_bounds[:MOST_BOUNDS]]
    if len(war.at_bounds) > MOST_BOUNDS:
        lines.append(f"bound    and {len(war.at_bounds) - MOST_BOUNDS} more")
    for _, payoffs, _ in war.others:
        text = ", ".join(f"{n} {payoffs[k]:+.3f}" for k, n in enumerate(war.players))
        lines.append(f"another certified equilibrium: {text}")
    several = [c.player for c in war.certificate.checks if c.optima > 1] if war.certificate else []
    if several:
        lines.append(f"several local optima seen for {', '.join(several)}; the best of them is the equilibrium's")
    return ["", *lines] if lines else []
