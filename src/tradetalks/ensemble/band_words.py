"""What the draws of a band were, to somebody who has not read their plan: as they were solved, not as they were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.ensemble.design import Design
from tradetalks.scenario.reading.study import study_text
from tradetalks.scenario.results.drawn_costs import DrawnAssumption, DrawnDesign
from tradetalks.scenario.sections.study_parameters import RETURNS_TO_SCALE, TRADE_ELASTICITY, TRADE_ESTIMATES

# What is drawn, and how it is spread, in words.
WORDS = {
    TRADE_ELASTICITY: (
        "how far trade elasticities are off",
        "a factor on all of them, in eight of ten draws between 0.8 and 1.25",
    ),
    TRADE_ESTIMATES: ("whose trade elasticities hold", "{}, each as likely"),
    RETURNS_TO_SCALE: ("how strong economies of scale are", "from none to {}, every strength as likely"),
}
# Outside of eight of ten: a tenth of the draws on either side of the file's own strength.
OUTSIDE = 0.1
# Draws with an answer among those without, as a share of the latter, up to which these are an end of the range: a judgement.
NEARLY_NONE = 0.2
# What an error says of a world that does not hold.
UNSTABLE = "no stable equilibrium"


class _Scale(NamedTuple):
    """Strengths of economies of scale, as shares of what is published, by how their draws ended; and the file's own."""

    solved: Float[np.ndarray, " s"]
    refused: Float[np.ndarray, " r"]
    own: float


def told_design(design: Design, refused: Mapping[str, str]) -> DrawnDesign:
    """What was drawn, in words that hold for the draws with an answer.

    Args:
        design: of :func:`~tradetalks.ensemble.band.joint_plan`.
        refused: by the name of a draw without an answer, why.
    """
    scale = _scale(design, refused)
    assumptions = []
    for name, parameter in design.plan.parameters.items():
        told, spread = WORDS[name]
        if parameter.one_of:
            spread = spread.format(" or ".join(parameter.one_of))
        if name == RETURNS_TO_SCALE:
            spread = spread.format(_reach(scale))
        assumptions.append(DrawnAssumption(f"{told} ({name})", spread, parameter.source))
    return DrawnDesign(
        draws=len(design),
        assumptions=tuple(assumptions),
        refused=dict(refused),
        plan=study_text(design.plan),
        cut=_cut(scale, len(design), refused),
        own=_own(scale),
    )


def _scale(design: Design, refused: Mapping[str, str]) -> _Scale | None:
    """None where no strength was drawn, or no draw was solved."""
    parameter = design.plan.parameters.get(RETURNS_TO_SCALE)
    if parameter is None or parameter.factor is None or parameter.factor.uniform is None:
        return None
    # The factor is on the file's own strength, and goes up to the whole of what is published.
    whole = parameter.factor.uniform[1]
    strength = np.asarray(design.values[RETURNS_TO_SCALE], float) / whole
    is_refused = np.array([name in refused for name in design.draw_names])
    if is_refused.all():
        return None
    return _Scale(strength[~is_refused], strength[is_refused], 1 / whole)


def _is_cut(scale: _Scale) -> bool:
    """Whether every draw without an answer is stronger than all that have one."""
    return len(scale.refused) > 0 and float(scale.refused.min()) > float(scale.solved.max())


def _reach(scale: _Scale | None) -> str:
    """Up to which strength there are draws with an answer."""
    if scale is None or not len(scale.refused):
        return "all that is published"
    if _is_cut(scale):
        return f"{scale.solved.max():.2f} of what is published"
    first = float(scale.refused.min())
    above = int(np.sum(scale.solved > first))
    return (
        f"{scale.solved.max():.2f} of what is published (above {first:.2f} of it {above} of "
        f"{above + len(scale.refused)} draws have an answer)"
    )


def _cut(scale: _Scale | None, draws: int, refused: Mapping[str, str]) -> str:
    """Sentences on the end of the ranges that is missing; empty where none is."""
    if scale is None or not len(scale.refused):
        return ""
    stronger = int(np.sum(scale.solved > scale.refused.min()))
    if stronger > NEARLY_NONE * len(scale.refused):
        return ""
    unstable = [UNSTABLE in said for said in refused.values()]
    why = "beyond, no equilibrium was found"
    if all(unstable):
        why = "beyond, this world has no stable equilibrium"
    elif any(unstable):
        why = "beyond, this world has no stable equilibrium, or none was found"
    return (
        f"Economies of scale go from none to {_reach(scale)}: {why} ({len(refused)} of {draws} "
        "draws). Where a number moves with them, the end of its range towards strong ones is a lower bound of how far it "
        "goes, not a quantile of all draws"
    )


def _own(scale: _Scale | None) -> str:
    """Why the file's own numbers may lie outside of what eight of ten draws span; empty where nothing speaks for it."""
    if scale is None:
        return ""
    weaker = float(np.mean(scale.solved <= scale.own))
    if weaker > 1 - OUTSIDE:
        return (
            "the file's own economies of scale are at the strong end of what was drawn, so that its number may lie at an end of "
            "its range, or beyond"
        )
    return ""
