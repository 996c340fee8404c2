# %% [markdown]
# # Is there a deal in January 2019?
#
# On 7 January 2019 delegations of the United States and China met in Beijing. Half a year of rising tariffs lay behind
# them, and on 2 March the next increase would come into force. Was there anything that both could sign?

# %%
import pandas as pd

import tradetalks as tt

run = tt.run_scenario(tt.read_scenario("beijing-2019"), parts=["talks"])
talks = run.talks
print(talks.summary())

# %% [markdown]
# ## What is on the table
#
# Each issue is priced by the model of the world economy: what granting all of it, and nothing else, is worth to each side
# above the tariffs in force, in billion dollars a year.

# %%
issues = talks.bargain.issues
table = pd.DataFrame([issue.worth for issue in issues], columns=talks.sides).round(1)
table.index = [f"{found.issue.name} (by {found.issue.by})" for found in issues]
table

# %% [markdown]
# ## The zone of agreement
#
# A deal lies in the zone if each side is better off than without one. What every side can gain at once, at the deal that is
# best for the one that gains least, says how wide the zone is.

# %%
print(talks.bargain.zone.summary())

# %% [markdown]
# ## Which deal?
#
# Theories of bargaining pick different points: Nash's maximises the product of gains, Kalai and Smorodinsky's gives each
# side the same share of its best, equal gains speak for themselves. Gains in billion dollars a year:

# %%
deals = talks.bargain.deals
pd.DataFrame({name: deal.worth for name, deal in deals.items()}, index=talks.sides).T.round(1)

# %%
talks.plot()

# %% [markdown]
# What each of them grants, as a share of what is on the table:

# %%
granted = {name: deal.deal.x for name, deal in deals.items()}
pd.DataFrame(granted, index=[found.issue.name for found in issues]).round(2)

# %% [markdown]
# ## Would it be kept?
#
# A deal is kept if breaking it would not pay: what a breach gains until it is found out, against what the answer takes
# afterwards.

# %%
kept = {name: deal.verdict.self_enforcing for name, deal in deals.items()}
pd.Series(kept).to_frame("both sides would keep it")

# %% [markdown]
# ## Will it be signed in time?
#
# Two views. The outside view is [the record of deadlines](../record.md): what deadlines like this one ended in. The inside view
# is a game: neither side knows how dear giving way is to the other, and near the deadline that doubt decides. Nobody can measure
# how long a government looks ahead or how likely it is never to give in, so all assumptions are drawn at once, 256 times. The two
# are pooled, with a weight that past deadlines teach, and every number comes with the range of eight draws of ten.

# %%
talks.to_dataset()["odds"].to_pandas().round(2)

# %%
# What the game's odds of an agreement follow most, when everything moves at once.
drivers = talks.course.odds.game.drivers[:5]
pd.DataFrame(
    {"lowest third": [d.low for d in drivers], "highest third": [d.high for d in drivers]}, [d.name for d in drivers]
).round(2)

# %% [markdown]
# ## And if one side counts the other's gains as losses?
#
# With enough weight on the other's gains, a side prefers the war to withdrawing all tariffs. How much is enough?

# %%
weights = talks.bargain.relative_gains.rollback
pd.Series(weights, index=talks.sides).round(3).to_frame("weight on the other's gain")

# %% [markdown]
# The two numbers are far apart, because a full rollback is worth much more to China than to the United States: a United
# States that weighs China's gains only a little would rather keep the tariffs. What it takes is a deal with more in it than
# tariffs.
