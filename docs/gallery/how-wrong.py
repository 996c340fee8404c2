# %% [markdown]
# # How wrong could it be?
#
# A number from a model is worth as much as what it rests on. This page moves what the answer to "what did the tariffs
# of 2018-19 cost?" rests on, one thing at a time: scale economies, the horizon, the trade elasticities, and what is
# done about trade imbalances.

# %%
import numpy as np
import pandas as pd

import tradetalks as tt
from tradetalks.data import record

world = tt.load_world("world2017")
increase = record.load_tariff_increase()
sectors = list(increase.sector.values)


def cost_of_the_war(economy):
    """Change of real income in the United States and China, percent."""
    tariff = economy.tariff
    for by, on in (("USA", "CHN"), ("CHN", "USA")):
        tariff.loc[by, on, sectors] += increase.loc[by, on].values
    change = tt.solve(economy, tt.Policy(tariff=tariff)).real_income_change
    return {region: change.sel(region=region).item() for region in ("USA", "CHN")}


# %% [markdown]
# ## The rules of the model

# %%
choices = {
    "as shipped: half of the published scale economies, balanced trade, long run": {},
    "no scale economies": {"scale": False},
    "imbalances kept as they are": {"deficits": "fixed"},
    "imbalances in proportion to income": {"deficits": "proportional"},
    "one year after": {"horizon_years": 1},
    "five years after": {"horizon_years": 5},
    "no scale economies, one year after": {"scale": False, "horizon_years": 1},
}
rules = {}
for name, given in choices.items():
    rules[name] = cost_of_the_war(tt.calibrate(world, **given))
pd.DataFrame(rules).T.round(3)

# %% [markdown]
# Scale economies matter most by far. The horizon matters because in the short run buyers hardly switch: trade
# elasticities are a third of their long-run size in the first months and grow over several years.
#
# ## Trade elasticities
#
# The elasticities are estimates. Here each is drawn from a distribution with a standard deviation of a fifth around its
# shipped value, 40 times, and the world is calibrated and solved anew for each draw.

# %%
rng = np.random.default_rng(1)
draws = []
for _ in range(40):
    factor = np.exp(rng.normal(0.0, 0.2, world.sizes["sector"]))
    drawn = world.assign(
        trade_elasticity=world.trade_elasticity * factor,
        scale_elasticity=0 * world.scale_elasticity,
    )
    draws.append(cost_of_the_war(tt.calibrate(drawn)))
spread = pd.DataFrame(draws)
spread.quantile([0.05, 0.5, 0.95]).round(3)

# %% [markdown]
# The range over elasticities is narrow next to the difference that scale economies make: they are switched off here,
# because with them the product of the two elasticities of a sector has to stay below one, and some draws would not.
#
# ## How strong are scale economies?
#
# The published scale elasticities (set `LL2023`) are multiplied by one number, from none to all of them. Half is what the
# package uses where nobody says otherwise.

# %%
published = tt.load_world("world2017", elasticities="LL2023")
halves = {}
for share in (0.0, 0.25, 0.5, 0.75, 1.0):
    weaker = published.assign(scale_elasticity=share * published.scale_elasticity)
    halves[share] = cost_of_the_war(tt.calibrate(weaker))
scale = pd.DataFrame(halves).T
axes = scale.plot(marker="o")
axes.set(xlabel="scale elasticities, share of the published ones", ylabel="percent of real income")
axes.axhline(0, color="0.3", linewidth=0.8)
_ = axes.set_title("What the war costs, by the strength of scale economies", loc="left")

# %% [markdown]
# ## Two meanings of "welfare"
#
# Published tables often report a first-order formula: flows before the change times changes of prices. For large
# changes, or with scale economies, it is not the change of real income, and for China it even has the other sign. Both
# are there, each named for what it is.

# %%
economy = tt.calibrate(world)
tariff = economy.tariff
for by, on in (("USA", "CHN"), ("CHN", "USA")):
    tariff.loc[by, on, sectors] += increase.loc[by, on].values
war = tt.solve(economy, tt.Policy(tariff=tariff))
pd.DataFrame(
    {
        "exact": war.real_income_change.to_series(),
        "first order": tt.first_order_welfare(war)["welfare_first_order"].to_series(),
    }
).round(3)

# %% [markdown]
# ## What no number here covers
#
# Unemployment, uncertainty, inventories and the months of adjustment are not in the model. What is left out is listed
# in [what the models leave out](../limits.md), and published results that the code reproduces in
# [validation](../validation.md).
