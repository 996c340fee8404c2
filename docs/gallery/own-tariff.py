# %% [markdown]
# # A tariff of my own: one sector, one partner, and the answer to it
#
# What if the European Union put 25 percent on Chinese electrical equipment (motors, batteries, cables), and China
# answered? Change the names, the sector and the rate for a question of your own.

# %%
import pandas as pd

import tradetalks as tt
from tradetalks.war import Move, Retaliation, escalation_path

world = tt.load_world("world2017")
economy = tt.calibrate(world)
world["sector_name"].sel(sector=list(economy.goods)).to_series().to_frame("name")

# %% [markdown]
# ## Without an answer
#
# Rates are fractions: 0.25 is 25 percentage points on top of the tariff that is there.

# %%
policy = tt.raise_tariffs(economy, by="EU", on="CHN", rate=0.25, sectors=["EEQ"])
alone = tt.solve(economy, policy)
print(alone.summary())

# %% [markdown]
# The European Union gains a little: its industry grows, and China bears part of the tariff. China loses more than three
# times as much.
#
# In the sector itself, what the European Union buys from whom, in billion dollars a year:

# %%
today = tt.solve(economy, tt.Policy())
into_the_eu = {"importer": "EU", "sector": "EEQ"}
pd.DataFrame(
    {
        "before": today.flows.sel(into_the_eu).to_series(),
        "with the tariff": alone.flows.sel(into_the_eu).to_series(),
    }
).round(1)

# %%
pd.DataFrame(
    {
        "price, %": alone.price_change.sel(sector="EEQ").to_series(),
        "employment, %": alone.employment_change.sel(sector="EEQ").to_series(),
    }
).round(2)

# %% [markdown]
# ## With an answer
#
# How would China answer? Governments have used a few rules, and each is a `Retaliation`: the same rates on the same
# sectors (`tit_for_tat`), the same value of trade (`same_trade_value`), the sectors where the other is hurt most
# (`target_list`), or what is best for oneself (`best_response`).

# %%
move = Move("EU", "CHN", 0.25, sectors=["EEQ"])
rules = ["none", "tit_for_tat", "proportional", "same_trade_value", "target_list", "best_response"]
ends = {}
for rule in rules:
    path = escalation_path(economy, [move, Retaliation("CHN", rule)])
    ends[rule] = path.payoffs.isel(step=-1).to_series()
pd.DataFrame(ends).T.round(3)

# %% [markdown]
# Numbers are percent of real income. Any answer turns the small gain of the European Union into a loss. Most answers
# leave China better off than none, because a large country gains from tariffs of its own as long as nobody answers those.
# `same_trade_value` does not: it picks sectors by the size of their trade and not by what they are worth.
#
# ## What would one more point do?
#
# The gradient of real income with respect to every instrument costs one solve, whatever their number. Here: what one
# more percentage point of the EU's tariff on each Chinese sector is worth to the EU, in billion dollars a year.

# %%
slope = tt.gradient(alone, region="EU")["tariff"]
slope = slope.sel(importer="EU", exporter="CHN", sector=list(economy.goods)).to_series()
income = economy.income_n[economy.regions.index("EU")]
(slope / 100 * income).nlargest(8).round(2).to_frame("bn USD a year for one more point")

# %% [markdown]
# A positive number says that the European Union would gain by going on, if nobody answered. Where that ends when
# everybody does so is the question of [the next page](war.md).
