"""Where the war ends, in words: what it costs, who gains, its tariffs, and how sure that is."""

from __future__ import annotations

from tradetalks.games.certificate import LARGEST_GAIN, Certificate
from tradetalks.report.format import PERCENT_FORMAT, counted, format_billions, format_each, format_percent
from tradetalks.report.war.in_force import in_force_sentence
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.war import WarRun, fighters
from tradetalks.war.escalation import EscalationPath
from tradetalks.war.outcome import WarOutcome

# Bounds that a sentence names; the table has all of them.
NAMED_BOUNDS = 4


def war_sentences(run: WarRun, cost: CostRun | None = None) -> list[str]:
    """The war in words: what it costs with and without scale economies, the others, tariffs, bounds, proof.

    Args:
        run: the war.
        cost: what the policies of the scenario cost, where the same report tells that.
    """
    war = run.war
    beside = ""
    if cost is not None:
        beside = in_force_sentence(run, cost)
    said = [
        not_certified_sentence(war),
        war_cost_sentence("In the war", war),
        beside,
        *war_scale_sentences(run),
        war_bystanders_sentence(run),
        *war_tariff_sentences(run),
        war_bounds_sentence(war),
    ]
    if war.certificate is not None:
        said.append(certificate_sentence(war.certificate))
    said += other_equilibria_sentences(war)
    if run.steps is not None:
        said.append(escalation_sentence(run.steps))
    return [sentence for sentence in said if sentence]


def not_certified_sentence(war: WarOutcome) -> str:
    """The warning that comes before everything else."""
    if war.certified and not war.interrupted:
        return ""
    if war.certified:
        return "The search was interrupted: other equilibria were not looked for."
    why = _failing(war.certificate)
    if war.interrupted:
        why = "the search was interrupted"
    return f"NOT CERTIFIED: {why}; these are the numbers of the best point so far, which need not be an equilibrium."


def _failing(certificate: Certificate | None) -> str:
    """Which check of the certificate fails."""
    if certificate is None or certificate.largest_gain > certificate.tolerance:
        return "a player could still gain by deviating"
    if certificate.residual > 0:
        return "first-order conditions still ask for moves"
    return "a player sits on a saddle"


def war_cost_sentence(lead: str, war: WarOutcome) -> str:
    """Real income of the players, and who gains."""
    world, game = war.equilibrium, war.trade_game
    if world is None or game is None:
        return ""
    parts = []
    for player in fighters(game):
        change = world.real_income_change.sel(region=player).item()
        busd = world.real_income_change_busd.sel(region=player).item()
        parts.append(
            f"{player} {format_percent(change)} of real income ({format_billions(busd)} billion dollars a year)"
        )
    winners = "nobody"
    if war.winners:
        winners = " and ".join(war.winners)
    return f"{lead}: {'; '.join(parts)}; {winners} better off than at the start."


def war_scale_sentences(run: WarRun) -> list[str]:
    """The same headline at the ends of the scale effects, or why it is missing."""
    leads = {"low": "Without scale economies", "high": "With all of the published scale economies"}
    said = []
    for name, war in run.by_scale.items():
        said.append(f"{not_certified_sentence(war)} {war_cost_sentence(leads[name], war)}".strip())
    said += [f"{leads[name]}: not found ({why})." for name, why in run.unsolved.items()]
    if run.economy.has_scale and not said:
        said.append("Other scale effects: not computed, interrupted.")
    return said


def war_bystanders_sentence(run: WarRun) -> str:
    """What the others get."""
    if not run.bystanders:
        return ""
    busd = run.world.real_income_change_busd.sel(region=run.bystanders)
    best, last = (run.bystanders[int(k)] for k in (busd.values.argmax(), busd.values.argmin()))
    return (
        f"Those who do not fight: {format_billions(float(busd.sum()))} billion dollars a year together; {best} fares best "
        f"({format_billions(busd.sel(region=best).item())}) and {last} worst ({format_billions(busd.sel(region=last).item())})."
    )


def war_tariff_sentences(run: WarRun) -> list[str]:
    """Nash tariffs beside those really in force, one sentence for each player that sets tariffs."""
    label, imposed = run.imposed
    return [
        f"Tariffs of {player}: {run.statistics(run.world.tariff.values, k).describe()}; "
        f"{label}: {run.statistics(imposed, k).describe()}."
        for k, player in enumerate(run.players)
        if len(run.cells(k)[0])
    ]


def war_bounds_sentence(war: WarOutcome) -> str:
    """Which tariffs a bound holds."""
    held = war.at_bounds
    if not held:
        if len(war.x) == 1:
            return "The only rate is not held by a bound."
        return f"None of the {len(war.x)} rates is held by a bound."
    named = "; ".join(held[:NAMED_BOUNDS])
    if len(held) > NAMED_BOUNDS:
        named += f" and {len(held) - NAMED_BOUNDS} more"
    return f"Held by a bound, {len(held)} of {counted(len(war.x), 'rate')}: {named}."


def checked_plainly(war: WarOutcome) -> str:
    """How sure the end of a war is, for somebody who knows no game theory; empty where nothing was proved.

    Args:
        war: with or without a certificate.
    """
    if war.certificate is None or not war.certified:
        return ""
    searches = max(len(check.starts) for check in war.certificate.checks)
    said = f"Checked: {counted(searches, 'fresh search', 'fresh searches')} for each country found no better tariffs for it"
    peaks = [check.player for check in war.certificate.checks if check.optima > 1]
    if peaks:
        said += "; some found another point nearly as good"
    return f"{said}. That is a search, not a proof."


def certificate_sentence(certificate: Certificate) -> str:
    """The certificate in words."""
    checks = certificate.checks
    worst = max(checks, key=lambda check: check.deviation_gain)
    gain = "gains nothing"
    if worst.deviation_gain:
        gain = f"gains {worst.deviation_gain:.1e} percent of real income ({worst.player})"
    several = "no player showed a second peak"
    peaks = [check.player for check in checks if check.optima > 1]
    if peaks:
        several = f"several peaks were seen for {', '.join(peaks)}"
    curved = "FAILS"
    if all(check.eigenvalue < LARGEST_GAIN for check in checks):
        curved = "holds for all"
    return (
        f"How sure: searching again from {counted(len(worst.starts), 'starting point')} each, the best deviation of any player "
        f"{gain}, where {certificate.tolerance:.4f} is allowed; the first-order conditions ask "
        f"for moves of at most {100 * max(check.residual for check in checks):.0e} percentage points; the second-order condition "
        f"{curved}; {several}. A certificate is a search, not a theorem."
    )


def other_equilibria_sentences(war: WarOutcome) -> list[str]:
    """Further equilibria."""
    said = []
    for other in war.others:
        parts = format_each(war.players, other.payoffs, PERCENT_FORMAT)
        said.append(f"Another certified equilibrium: {parts} percent.")
    return said


def escalation_sentence(path: EscalationPath) -> str:
    """Where the file's own moves lead, beside the war fought to its end."""
    parts = ", ".join(f"{side} {format_percent(value)}" for side, value in path.steps[-1].payoffs.items())
    return f"After the {counted(len(path.steps), 'move')} of this scenario's ladder: {parts} of real income."
