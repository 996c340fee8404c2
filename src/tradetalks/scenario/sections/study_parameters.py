"""What a study draws: a factor on elasticities or acts, the value of a key, or one of some alternatives."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from tradetalks.inputs import REGION, SECTOR, TEXT, Bound, Choice, Labels, Refusal, Several, Word, raised, record
from tradetalks.inputs.reader import JsonSchema
from tradetalks.inputs.shapes import Shape
from tradetalks.scenario.sections.study_values import SHAPES, Alternative, Distribution, Weights, weight_faults

# Parameters with a meaning of their own, by name.
TRADE_ELASTICITY = "trade elasticity"
RETURNS_TO_SCALE = "returns to scale"
ELASTICITIES = "elasticities"
# Whose trade elasticities, of the named sets, while θψ stays as in the file.
TRADE_ESTIMATES = "trade estimates"
NAMED_SETS = (ELASTICITIES, TRADE_ESTIMATES)
FACTORS = (TRADE_ELASTICITY, RETURNS_TO_SCALE)
# On which accounts the scenario stands, and the key of a file that says so.
WORLD, BASELINE = "world", "baseline"
OWN_MEANING = (*FACTORS, *NAMED_SETS, WORLD)
# What stays as it is where trade elasticities move: the product θψ, or ψ itself.
HELD = (RETURNS_TO_SCALE, "scale elasticity")
# In a grid, equally likely values of a number where nothing is said: ends, middle and quarters.
GRID_POINTS = 5


def draws_worlds(name: str, key: object) -> bool:
    """Whether a parameter says on which accounts the scenario stands, by its name or by its key."""
    return key == BASELINE or (key is None and name == WORLD)


class _ActName(Shape):
    """A word stands for the act of that name."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        if isinstance(value, Word):
            return {"id": value}
        return value

    def schema(self, inner: JsonSchema) -> JsonSchema:
        return {"anyOf": [{"type": "string"}, inner]}


@record("the choice of acts", kw_only=True)
class ActChoice:
    """Acts by name, or every act by what it covers."""

    id: Annotated[Annotated[str, TEXT] | None, Field(description="name of one act")] = None
    by: Annotated[
        tuple[Annotated[str, REGION], ...],
        Several("regions", alone=True),
        Field(description="who acts: a region or a list; anybody where absent"),
    ] = ()
    on: Annotated[
        tuple[Annotated[str, REGION], ...],
        Several("regions", alone=True),
        Field(description="who is hit: a region or a list; anybody where absent"),
    ] = ()
    sectors: Annotated[
        tuple[Annotated[str, SECTOR], ...],
        Several("sectors", alone=True),
        Field(description="where: a sector or a list; everywhere where absent"),
    ] = ()

    @model_validator(mode="after")
    def _something(self) -> Self:
        places = bool(self.by or self.on or self.sectors)
        if (self.id is not None) == places:
            raise raised(Refusal("this chooses no acts", "the name of an act, or some of by, on, sectors"))
        return self


@record("the parameter", kw_only=True)
class Parameter(Distribution):
    """What one parameter of a study drives, and how it is spread.

    Args:
        factor: how the factor on elasticities or acts is spread.
        key: a key that ``--set`` takes (dotted), of what talks assume or of what a player wants, or ``baseline``, driven by the
            distribution or the alternatives beside it.
        act: acts whose rates the factor multiplies.
        one_of: alternatives, each as a file writes the value of the key.
        weights: how likely each alternative is; equally where empty.
        holding: for ``trade elasticity`` and single trade elasticities: what stays where they move.
        points: values in a grid.
        source: who says so.
    """

    factor: Annotated[
        Distribution | None, Field(description="spread of what multiplies the elasticities or the acts' rates")
    ] = None
    key: Annotated[
        Annotated[str, TEXT] | None,
        Field(
            description="a key that `--set` takes, as model.horizon_years; or talks.assumptions.NAME, for one side "
            "talks.assumptions.NAME.SIDE; or objectives.PLAYER; or baseline, as a parameter called world; driven by what stands "
            "beside it"
        ),
    ] = None
    act: Annotated[
        Annotated[ActChoice, _ActName()] | None,
        Field(description="acts whose rates the factor multiplies: the name of one, or by, on, sectors"),
    ] = None
    one_of: Annotated[
        tuple[Annotated[str, Alternative()], ...],
        Several("alternatives"),
        Field(
            validation_alias="one of",
            serialization_alias="one of",
            description="alternatives, as the file would write the value of the key",
        ),
    ] = ()
    weights: Weights = ()
    holding: Annotated[
        str,
        Choice(HELD, "thing to hold"),
        Field(
            description="what stays where a trade elasticity moves: its product with the scale elasticity, or that alone"
        ),
    ] = RETURNS_TO_SCALE
    points: Annotated[
        int, Bound(low=2, high=1000, whole=True), Field(description="in a grid, how many equally likely values")
    ] = GRID_POINTS
    source: Annotated[str, TEXT, Field(description="who says so")] = ""

    @property
    def distribution(self) -> Distribution | None:
        """How its number is spread; None for alternatives."""
        if self.factor is not None:
            return self.factor
        if self.shapes:
            return self
        return None

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        ways = [*self.shapes, *(["factor"] if self.factor is not None else []), *(["one of"] if self.one_of else [])]
        found = []
        if len(ways) != 1:
            title = f"{len(ways)} ways to draw it" if ways else "nothing says how it is drawn"
            found.append(Refusal(title, f"exactly one of factor, one of, {', '.join(SHAPES)}"))
        if self.one_of and len(set(self.one_of)) < max(2, len(self.one_of)):
            expected = "two alternatives or more, each once"
            found.append(Refusal("these alternatives are no choice", expected, place=("one of",), given=self.one_of))
        if self.weights and not self.one_of:
            found.append(Refusal("weights of nothing", "a key `one of` beside weights", place=("weights",)))
        elif self.one_of:
            found += weight_faults(self.weights, len(self.one_of))
        if self.act is not None and (self.key is not None or self.factor is None):
            found.append(Refusal("acts are multiplied", "a key factor beside act, and no key `key`", place=("act",)))
        if self.key == "":
            found.append(Refusal("this key is empty", "a key that `--set` takes", place=("key",)))
        if self.key is not None and self.factor is not None:
            found.append(
                Refusal("a key takes values", "a distribution or alternatives beside key, no factor", place=("factor",))
            )
        if found:
            raise raised(*found)
        return self
