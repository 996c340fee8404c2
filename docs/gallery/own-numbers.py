# %% [markdown]
# # My own numbers
#
# Three ways in: an economy from published shares, accounts of your own, and a scenario with settings of your own.

# %%
import numpy as np
import xarray as xr

import tradetalks as tt

# %% [markdown]
# ## An economy from shares
#
# Many papers print trade shares, expenditure shares and value added rather than accounts. `tt.economy_from_shares`
# takes them as they are and solves once so that everything adds up. Two countries, two sectors, made up:

# %%
regions, sectors = ["NORTH", "SOUTH"], ["FOOD", "MANUF"]
# Shares of suppliers (middle axis) in what each buyer (first axis) spends on a sector (last).
trade_share = np.array([[[0.80, 0.60], [0.20, 0.40]], [[0.10, 0.30], [0.90, 0.70]]])
tariff = np.array([[[0.00, 0.00], [0.10, 0.05]], [[0.20, 0.10], [0.00, 0.00]]])
final_share = np.array([[0.3, 0.7], [0.5, 0.5]])
# Every sector spends 30 percent of its sales on goods; the rest is value added.
input_share = np.zeros((2, 2, 2))
input_share[:, 1, :] = 0.3

own = tt.economy_from_shares(
    regions=regions,
    sectors=sectors,
    pi_nij=trade_share,
    tariff_nij=tariff,
    alpha_nj=final_share,
    gamma_ikj=input_share,
    wage_bill_n=np.array([1000.0, 400.0]),
    theta_j=np.array([6.0, 4.0]),
    name="north and south",
)
own

# %% [markdown]
# From here everything works as with the shipped world: free trade, a tariff war, its end.

# %%
free = tt.solve(own, tt.Policy(tariff=0 * own.tariff))
print(free.summary())

# %%
print(tt.nash(own, instruments="uniform").summary())

# %% [markdown]
# ## Accounts of one's own
#
# Accounts are checked before anything is computed: every table, every identity, all problems at once. Here is a small
# world with a number that does not add up.

# %%
flows = np.array([[[80.0], [20.0]], [[20.0], [180.0]]])
given = {
    "regions": ["HOME", "ABROAD"],
    "sectors": ["GOOD"],
    "flows_nij": flows,
    "tariff_nij": np.zeros_like(flows),
    "use_nkj": np.zeros((2, 1, 1)),
    "final_nj": np.array([[100.0], [200.0]]),
    "theta_j": np.array([4.0]),
}
try:
    tt.build_accounts(**given, value_added_nj=np.array([[100.0], [210.0]]))
except ValueError as error:
    print(error)

# %% [markdown]
# With the right number it is a world like any other. Closing trade has a closed form here (Arkolakis, Costinot &
# Rodríguez-Clare 2012): real income falls by one less the own share to the power of one over the elasticity.

# %%
accounts = tt.build_accounts(**given, value_added_nj=np.array([[100.0], [200.0]]))
small = tt.calibrate(accounts)
# Trade costs twenty times as high close the border for all practical purposes;
# own purchases, on the diagonal, stay as they are.
abroad = small.tariff.importer != small.tariff.exporter
closed = tt.Policy(trade_cost_hat=xr.where(abroad, 20.0, xr.ones_like(small.tariff)))
print(tt.solve(small, closed).real_income_change.to_series().round(3).to_dict())
print("closed form:", round(100 * (0.8 ** (1 / 4) - 1), 3), "for HOME")

# %% [markdown]
# From files, `tt.read_accounts("folder")` reads five tables; [bring your own data](../howto/own-data.md) says what is
# in them.
#
# ## A scenario with settings of one's own
#
# A scenario is a text file. Settings given from Python replace those of the file, as `--set` does on the command line.

# %%
for deficits in ("zero", "fixed"):
    scenario = tt.read_scenario("us-china-trade-war", {"model.deficits": deficits})
    print(f"deficits {deficits}")
    print(tt.run_scenario(scenario, parts=["cost"]).summary())
