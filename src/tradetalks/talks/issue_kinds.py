"""The kinds of issue: what is granted, and in which unit and range the amount is stated."""

from __future__ import annotations

from tradetalks.inputs import Bound

_COSTS = Bound(high=0.5, above=True, means="a fraction off trade costs")
AMOUNTS = {
    "rollback": Bound(high=1.0, above=True, means="a share of the increase: 1 withdraws all of it"),
    "access": _COSTS,
    "export_access": _COSTS,
    "purchases": Bound(above=True, means="billion dollars a year"),
    "payment": Bound(above=True, means="billion dollars a year"),
    "technology": Bound(high=1.0, above=True, below=True, means="a fraction added to the technology level"),
    "subsidies": Bound(high=0.5, above=True, means="a fraction of sales"),
    "stated": Bound(above=True, means="billion dollars a year"),
}
KINDS = tuple(AMOUNTS)
# What a unit of each kind is; the reference of keys prints it.
GRANTS = {
    "rollback": "`by` withdraws its tariffs on `to` above the baseline",
    "access": "`by` lowers other barriers to imports from `to`",
    "export_access": "`by` lowers barriers to its own exports to `to`",
    "purchases": "`by` buys more from `to` than it does now",
    "payment": "`by` pays `to`, as royalties or aid",
    "technology": "the technology of `to` improves",
    "subsidies": "`by` gives up production subsidies",
    "stated": "what the model does not price, at an analyst's value to `to`",
}
