# %% [markdown]
# # Is there a deal in January 2019?
#
# On 7 January 2019 delegations of the United States and China met in Beijing. Half a year of rising tariffs lay behind
# them, and on 2 March the next increase would come into force. Was there anything that both could sign?

# %%
import pandas as pd

import tradetalks as tt
from tradetalks.scenario.negotiate import negotiation_of
from tradetalks.talks.outlook import sensitivity_of

scenario = tt.read_scenario("beijing-2019")
run = tt.run_scenario(scenario)
talks = negotiation_of(run)
print(talks.summary())

# %% [markdown]
# ## What is on the table
#
# Each issue is priced by the model of the world economy: what granting all of it is worth to each side, above the
# tariffs in force, in billion dollars a year.

# %%
issues = talks.agenda.issues
pd.DataFrame([(i.by, i.name, i.kind) for i in issues], columns=["granted by", "issue", "kind"])

# %% [markdown]
# ## The zone of agreement
#
# A deal lies in the zone if each side is better off than without one. The surplus is what the side that gains least
# gains at the deal that is best for it.

# %%
print(talks.zone.summary())

# %% [markdown]
# ## Which deal?
#
# Theories of bargaining pick different points: Nash's maximises the product of gains, Kalai and Smorodinsky's gives
# each side the same share of its best, the egalitarian the same gain.

# %%
deals = talks.deals
pd.DataFrame({name: deal.u for name, deal in deals.items()}, index=talks.sides).T.round(1)

# %%
nash = deals["Nash"]
pd.Series(nash.x, index=[i.name for i in issues]).round(2).to_frame("share granted in Nash's deal")

# %% [markdown]
# ## Will it be signed in time?
#
# Each side may be of a kind that never gives in, and the other cannot tell. Near the deadline that doubt decides. The
# odds are those of an equilibrium of a game, not a forecast; the [backtest](../backtest.md) holds such odds against
# what happened.

# %%
pd.Series(talks.outcome_odds).round(2).to_frame("odds by 2 March")

# %% [markdown]
# ## And if one side counts the other's gains as losses?
#
# With enough weight on the other's gains, a side prefers the war to withdrawing all tariffs. How much is enough?

# %%
weights = talks.bargaining_set.rollback_relative_gains
pd.Series(weights, index=talks.sides).round(3).to_frame("weight on the other's gain")

# %% [markdown]
# The two numbers are far apart, because a full rollback is worth much more to China than to the United States: a United
# States that weighs China's gains only a little would rather keep the tariffs. What it takes is a deal with more in it
# than tariffs.
#
# ## What do the odds rest on?
#
# Nobody can measure how long a government looks ahead or how likely it is never to give in. Each such assumption is
# moved over its range; those that move the odds most come first.

# %%
odds = {swing.name: swing.values("deal") for swing in sensitivity_of(talks)[:6]}
ends = {name: (min(values), max(values)) for name, values in odds.items()}
pd.DataFrame(ends, index=["lowest odds of a deal", "highest"]).T.round(2)
