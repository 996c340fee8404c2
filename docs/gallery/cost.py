# %% [markdown]
# # What did the tariffs of 2018-19 cost, and whom?
#
# Between July 2018 and September 2019 the United States raised its average tariff on China from 4 to 21 percent, and
# China its average tariff on the United States from 7 to 22 percent. This page puts both increases, sector by sector,
# on the world economy of 2017 and reads off who pays.

# %%
import pandas as pd

import tradetalks as tt
from tradetalks.data import record

world = tt.load_world("world2017")
economy = tt.calibrate(world)
economy

# %% [markdown]
# ## The tariffs
#
# The record of the trade war ships with the package: the increase of every tariff from before July 2018 to September
# 2019, as a fraction (0.25 is 25 percentage points).

# %%
names = world["sector_name"].to_series()
increase = record.load_tariff_increase()
table = pd.DataFrame(
    {
        "USA on CHN": increase.sel(importer="USA", exporter="CHN").to_series(),
        "CHN on USA": increase.sel(importer="CHN", exporter="USA").to_series(),
    }
)
(100 * table).rename(names).rename_axis("percentage points").round(1)

# %% [markdown]
# A policy holds the new level of every instrument. We start from the tariffs of 2017 and add the increase.

# %%
tariff = economy.tariff
sectors = list(increase.sector.values)
for by, on in (("USA", "CHN"), ("CHN", "USA")):
    tariff.loc[by, on, sectors] += increase.loc[by, on].values

war = tt.solve(economy, tt.Policy(tariff=tariff))
print(war.summary())

# %% [markdown]
# China loses most. The tariff revenue of the United States covers most of what its buyers lose, but not all of it.
#
# The last line is the proof that the equations hold: the residual is the largest relative error of any of them.

# %%
war.plot()

# %% [markdown]
# ## Where does the change come from?
#
# `tt.decompose` splits the change of real income exactly. *Terms of trade*: what a country's wages and taxes make others
# pay, against what theirs make it pay. *Volume of trade*: trade that was worth having and no longer takes place. *Scale at
# home*: the country's industries that shrink become less productive. *Scale abroad*: so do those it buys from.

# %%
parts = tt.decompose(war).to_pandas()
there = (parts.abs() > 5e-4).any(axis=1)
parts.loc[there, ["CHN", "USA", "EU", "ROW"]].round(3)

# %% [markdown]
# China loses terms of trade: its wages fall, the United States' rise. Its industries shrink, and what they make becomes
# dearer to make, which its customers pay only in part. How much that is rests on the scale elasticities; the columns
# have none, half and all of those that are published:

# %%
columns = {"none": "LL2023_psi_zero", "half, the default": "LL2023_psi_half", "all": "LL2023"}
found = {}
for words, name in columns.items():
    there = tt.calibrate(tt.load_world("world2017", elasticities=name))
    found[words] = tt.solve(there, tt.Policy(tariff=tariff)).real_income_change.to_series()
pd.DataFrame(found).round(3)

# %% [markdown]
# No column is *the* answer. How strong scale economies are is a matter of evidence that is still argued about, so a
# report shows the middle between both ends. [How wrong could it be?](how-wrong.md) goes through the other things that
# matter, and [Elasticities](../elasticities.md) through the sources.
#
# ## Who within the country?
#
# Real income adds up winners and losers. Employment by sector shows who would have to move.

# %%
jobs = war.employment_change.sel(region=["USA", "CHN"]).to_pandas().T
largest = jobs["USA"].abs().nlargest(8).index
jobs.loc[largest].rename(names).rename_axis("percent").round(2)

# %% [markdown]
# ## Date by date
#
# The scenario `us-china-trade-war` has every act with its date and source. It gives the same answer for September 2019,
# and the way there.

# %%
run = tt.run_scenario(tt.read_scenario("us-china-trade-war"), parts=["cost"])
run.cost.plot()
