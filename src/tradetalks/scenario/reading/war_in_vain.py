"""What the sections of a war say in vain: wants that count for nothing, groups that bind nobody, caps that cap nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tradetalks.inputs import KEY, Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.instruments import EVERYBODY, InstrumentSpec
from tradetalks.scenario.sections.war import WarPlan
from tradetalks.scenario.war_sides import plan_of, sides_of
from tradetalks.war.coalitions import Coalition

# Kinds of tariffs that move together over sectors.
ONE_RATE = ("partner", "uniform")


def war_points(scenario: Scenario) -> Iterator[Refusal]:
    """What to point out, at its place in the file; titles and advice alone count.

    Args:
        scenario: what the file comes to, its dates included.
    """
    fighting = sides_of(plan_of(scenario), plan_of(scenario).players or scenario.players)
    goods = [
        str(name) for name in scenario.accounts["sector"].values[scenario.accounts["tradable"].values.astype(bool)]
    ]
    for player, spec in scenario.instruments.items():
        yield from _caps(player, spec, goods)
        yield from _nothing_to_choose(player, spec)
        yield from _elsewhere(player, spec, fighting)
    yield from _for_nobody("instruments", scenario.instruments, [side.name for side in fighting])
    if scenario.war is not None:
        yield from _groups(scenario.war)
        yield from _moves(scenario.war)
        if scenario.war.start == "now" and not scenario.acts:
            advice = "leave start out, or add acts"
            yield Refusal("no act is in force: now is the baseline", do=advice, place=("war", "start"))


def objective_points(scenario: Scenario) -> Iterator[Refusal]:
    """What objectives, which count in a war and in talks, say in vain; as :func:`war_points`."""
    for player, wants in scenario.objectives.items():
        for want in wants:
            place: Place = ("objectives", player, want.what)
            if want.weight == 0:
                title = f"{want.what} counts for nothing in the objective of {player}: its weight is 0"
                yield Refusal(title, do="give a weight, or leave it out", place=place)
            elif want.what == "politics" and all(weight == 1 for _, weight in want.names):
                title = f"politics of {player} weighs every sector alike: it is its real income"
                advice = "give other weights than 1, or write real_income"
                yield Refusal(title, do=advice, place=(*place, "sectors"))
    plan, talks = plan_of(scenario), scenario.talks
    at_the_table: Sequence[str] = () if talks is None else talks.sides
    on_the_ladder = [name for step in plan.ladder for name in (step.by, step.on) if name]
    wanting = [*(plan.players or scenario.players), *at_the_table, *on_the_ladder]
    yield from _for_nobody("objectives", scenario.objectives, wanting)


def _for_nobody(section: str, given: Collection[str], players: Collection[str]) -> Iterator[Refusal]:
    """What is said for all where each of them has its own."""
    if EVERYBODY in given and players and set(players) <= set(given):
        title = f"{section} for {EVERYBODY} change nothing: {', '.join(dict.fromkeys(players))} have their own"
        yield Refusal(title, do=f"leave {EVERYBODY} out", place=(section, EVERYBODY, KEY))


def _nothing_to_choose(player: str, spec: InstrumentSpec) -> Iterator[Refusal]:
    """Bounds that leave one rate."""
    parts: list[tuple[Place, float, float]] = [((), spec.low, spec.high)]
    parts += [((part.kind,), part.low, part.high) for part in spec.more]
    for below, low, high in parts:
        if low == high:
            title = f"{player} has nothing to choose: low and high are both {low:g}"
            advice = "raise high above low; a rate that nobody chooses is an act"
            yield Refusal(title, do=advice, place=("instruments", player, *below, "high"))


def _elsewhere(player: str, spec: InstrumentSpec, fighting: Sequence[Coalition]) -> Iterator[Refusal]:
    """Tariffs on others than those whom the player fights."""
    opponents = [member for side in fighting if side.name != player for member in side.members]
    if spec.on is None or player == EVERYBODY or not opponents or set(spec.on) & set(opponents):
        return
    title = (
        f"{player} sets tariffs on {', '.join(spec.on)} alone, and none on those whom it fights: {', '.join(opponents)}"
    )
    yield Refusal(title, do="correct on, or leave it out", place=("instruments", player, "on"))


def _caps(player: str, spec: InstrumentSpec, goods: Sequence[str]) -> Iterator[Refusal]:
    """Caps where the player sets no tariffs, above what it may set in any case, or by sector where one rate holds for several."""
    if spec.caps and spec.tie in ONE_RATE and len(spec.sectors or goods) > 1:
        lowest = min(spec.caps, key=lambda sector: spec.caps[sector])
        title = f"{player} sets one rate for all its sectors: the lowest cap, {spec.caps[lowest]:g} on {lowest}, holds everywhere"
        advice = "write rates: sector or mfn for caps by sector, or lower high"
        yield Refusal(title, do=advice, place=("instruments", player, "caps"))
    for sector, cap in spec.caps.items():
        place: Place = ("instruments", player, "caps", sector)
        if spec.sectors is not None and sector not in spec.sectors:
            title = f"the cap on {sector} changes nothing: {player} sets no tariffs there"
            yield Refusal(title, do=f"add {sector} to sectors, or leave the cap out", place=(*place, KEY))
        elif cap >= spec.high:
            title = f"the cap on {sector} changes nothing: high is {spec.high:g} in any case"
            yield Refusal(title, do="lower the cap, or leave it out", place=place)


def _groups(plan: WarPlan) -> Iterator[Refusal]:
    """Coalitions that neither fight nor move, unions without rules."""
    acting = {*plan.players, *(name for step in plan.ladder for name in (step.by, step.on))}
    for coalition in plan.coalitions:
        if coalition.name not in acting:
            title = f"the coalition {coalition.name} does not fight"
            advice = f"write players: [{coalition.name}, ...] in war, or leave it out"
            yield Refusal(title, do=advice, place=("war", "coalitions", coalition.name, KEY))
    for union in plan.unions:
        if not (union.zero_tariffs or union.common_tariff):
            title = f"the union {union.name} binds nobody"
            advice = "write zero_tariffs: true or common_tariff: true, or leave it out"
            yield Refusal(title, do=advice, place=("war", "unions", union.name, KEY))


def _moves(plan: WarPlan) -> Iterator[Refusal]:
    """Moves by nothing, and reactions of which no share is given."""
    for k, step in enumerate(plan.ladder):
        if step.rule is None and step.rate == 0:
            title = f"the move of {step.by} changes nothing"
            yield Refusal(title, do="give a rate, or leave it out", place=("war", "ladder", k, "rate"))
        if step.rule is not None and step.share == 0:
            title = f"the reaction of {step.by} changes nothing"
            yield Refusal(title, do="give a share above 0, or leave it out", place=("war", "ladder", k, "share"))
