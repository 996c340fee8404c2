# %% [markdown]
# # Where does the war end?
#
# Each government sets its tariffs so as to be best off, given those of the other. Where no government wants to change
# its tariffs alone, the war has ended: a Nash equilibrium. Claims of that kind are easy to make and hard to check, so
# each comes with a certificate.

# %%
import pandas as pd

import tradetalks as tt
from tradetalks.war import RealIncome, Rivalry, StrategicIndustry, reaction_curves

economy = tt.calibrate(tt.load_world("world2017"))
war = tt.nash(economy, players=["USA", "CHN"], instruments="sector")
print(war.summary())

# %% [markdown]
# Both lose, and China more. The tariffs are of the order of those that were imposed in 2018-19.
#
# ## The certificate
#
# For each player, the largest gain that a search from several starting points could find by deviating alone. It has to
# be below a ten-thousandth of a percent of real income. `predicted_improvement` is what the slopes still promise, and a
# negative `eigenvalue` says that the point is a peak of the player's payoff and not a saddle.

# %%
columns = ["player", "deviation_gain", "predicted_improvement", "eigenvalue", "optima"]
rows = [[getattr(check, name) for name in columns] for check in war.certificate.checks]
pd.DataFrame(rows, columns=columns).set_index("player")

# %% [markdown]
# ## The picture
#
# Along the axes each player's tariffs are scaled together: 1 is the Nash policy, 0 is no tariffs. Each curve is what
# one player does best for every policy of the other; at the equilibrium they cross.

# %%
curves = reaction_curves(war)
axes = war.plot("reactions", reactions=curves)

# %%
axes = war.plot("tariffs")

# %% [markdown]
# ## If nobody answered
#
# The best response to today's policy. The United States would gain if China did not answer: that is why wars begin.

# %%
print(tt.best_response(economy, player="USA", on=["CHN"]).summary())

# %% [markdown]
# ## If governments want something else
#
# Objectives can be added and weighted. Below, the United States also counts what China gains against itself, and China
# wants a larger share of the world's electronics.

# %%
objectives = {
    "USA": RealIncome() + 0.1 * Rivalry("CHN"),
    "CHN": RealIncome() + 0.02 * StrategicIndustry(["ELE"]),
}
rivals = tt.nash(economy, players=["USA", "CHN"], objective=objectives)
print(rivals.summary())

# %% [markdown]
# ## Everybody against everybody
#
# All seven regions set all their tariffs: 714 of them, still solved and certified.

# %%
world_war = tt.nash(economy)
print(world_war.summary())
