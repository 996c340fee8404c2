"""A player's choice variables and their linear map to the rates of its instruments.

W9: rate_l = offset_l + weight_l · x_c with c = choice_l. A tie (one rate for all partners, say) is variable elimination: the
rates it joins share a choice variable. ``l`` runs over single rates, ``c`` over choice variables.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from tradetalks.war.instruments import KINDS

Array = np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class StrategySpace:
    """What one player chooses.

    Args:
        members: positions of its regions.
        kind_l: position of each rate's instrument in ``KINDS``.
        member_l: position in ``members`` of the region that sets it.
        partner_l: position of the region it falls on (for subsidies: the member itself).
        sector_l: position of the sector.
        choice_l: the choice variable that moves it (W9).
        weight_l: how much it moves with the choice variable.
        offset_l: the rate where the choice variable is 0, a fraction.
        lower_c: bounds of the choice variables.
        upper_c: the same.
        start_c: the choices in force (of tied rates the trade-weighted mean).
        label_c: their names.
    """

    members: tuple[int, ...]
    kind_l: Int[Array, " l"]
    member_l: Int[Array, " l"]
    partner_l: Int[Array, " l"]
    sector_l: Int[Array, " l"]
    choice_l: Int[Array, " l"]
    weight_l: Float[Array, " l"]
    offset_l: Float[Array, " l"]
    lower_c: Float[Array, " c"]
    upper_c: Float[Array, " c"]
    start_c: Float[Array, " c"]
    label_c: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of choice variables."""
        return len(self.lower_c)

    def rates(self, x_c: Float[Array, " c"]) -> Float[Array, " l"]:
        """W9."""
        rate_l: Array = self.offset_l + self.weight_l * x_c[self.choice_l]
        return rate_l

    def onto_choices(self, slope_l: Float[Array, " l"]) -> Float[Array, " c"]:
        """The transpose of W9: derivatives with respect to rates become derivatives with respect to choice variables."""
        return np.bincount(self.choice_l, self.weight_l * slope_l, self.size)

    def gradient(self, slopes: Mapping[str, Float[Array, " k"]]) -> Float[Array, " c"]:
        """Derivatives with respect to choice variables from those with respect to the rates of every kind, in order."""
        slope_l = np.zeros(len(self.kind_l))
        for kind in self.kinds:
            slope_l[self.cells(kind)[0]] = slopes[kind]
        return self.onto_choices(slope_l)

    def gradient_from_tables(self, tables: Mapping[str, Array]) -> Float[Array, " c"]:
        """The same from derivatives with respect to the economy's whole arrays, by kind."""
        return self.gradient({kind: tables[kind][self.cells(kind)[1]] for kind in self.kinds})

    @cached_property
    def _cells(self) -> dict[str, tuple[Array, tuple[Array, ...]]]:
        found: dict[str, tuple[Array, tuple[Array, ...]]] = {}
        for k, kind in enumerate(KINDS):
            at = np.flatnonzero(self.kind_l == k)
            own = np.asarray(self.members)[self.member_l[at]]
            partner, sector = self.partner_l[at], self.sector_l[at]
            if kind == "tariff":
                found[kind] = at, (sector, own, partner)
            elif kind == "export_tax":
                found[kind] = at, (sector, partner, own)
            else:
                found[kind] = at, (own, sector)
        return found

    def cells(self, kind: str) -> tuple[Int[Array, " k"], tuple[Array, ...]]:
        """Which rates are of ``kind``, and their places in the economy's array of that kind.

        Returns:
            Positions l, and places: (sector, importer, exporter) for tariffs and export taxes, (producer, sector) for
            subsidies.
        """
        return self._cells[kind]

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of instruments the player has."""
        return tuple(kind for kind in KINDS if len(self._cells[kind][0]))


def join_spaces(spaces: Sequence[StrategySpace]) -> StrategySpace:
    """The space of a player with several instruments: their choice variables one after the other."""
    if len(spaces) == 1:
        return spaces[0]
    shift = np.cumsum([0, *(s.size for s in spaces[:-1])])

    def joined(name: str) -> Array:
        return np.concatenate([getattr(s, name) for s in spaces])

    return StrategySpace(
        members=spaces[0].members,
        kind_l=joined("kind_l"),
        member_l=joined("member_l"),
        partner_l=joined("partner_l"),
        sector_l=joined("sector_l"),
        choice_l=np.concatenate([s.choice_l + n for s, n in zip(spaces, shift, strict=True)]),
        weight_l=joined("weight_l"),
        offset_l=joined("offset_l"),
        lower_c=joined("lower_c"),
        upper_c=joined("upper_c"),
        start_c=joined("start_c"),
        label_c=tuple(label for s in spaces for label in s.label_c),
    )
