"""Small random worlds and the validation economies, shared by tests."""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.data.accounts import build_accounts
from tradetalks.economy.economy import Economy, economy_from_flows
from tradetalks.economy.shares import economy_from_shares


def random_accounts(
    seed: int, *, n: int = 3, j: int = 2, scale: bool = False, markup: bool = False, tariffs: bool = True
):
    """Balanced accounts of a random world; trade may be unbalanced between countries."""
    rng = np.random.default_rng(seed)
    flows = rng.uniform(0.2, 1.0, (n, n, j)) * rng.uniform(1, 4, (n, 1, 1))
    flows[np.arange(n), np.arange(n)] += rng.uniform(4, 8, (n, j))
    tariff = rng.uniform(0, 0.2, (n, n, j)) * (1 - np.eye(n))[:, :, None] * tariffs
    bought = ((1 + tariff) * flows).sum(axis=1)
    sales = flows.sum(axis=0)
    # Inputs take at most 40 percent of what is bought and of what is sold, so value added and final use stay positive.
    weights = rng.uniform(0.2, 1.0, (n, j, j))
    use = 0.4 * weights * np.minimum(bought[:, :, None] / j, sales[:, None, :] / j)
    theta = rng.uniform(2, 7, j)
    return build_accounts(
        regions=[f"R{k}" for k in range(n)],
        sectors=[f"S{k}" for k in range(j)],
        flows_nij=flows,
        tariff_nij=tariff,
        use_nkj=use,
        final_nj=bought - use.sum(axis=2),
        value_added_nj=sales - use.sum(axis=1),
        theta_j=theta,
        psi_j=rng.uniform(0.1, 0.7, j) / theta if scale else 0.0,
        markup_j=rng.uniform(0.05, 0.2, j) if markup else 0.0,
    )


def write_tables(accounts: xr.Dataset, folder: Path) -> None:
    """Accounts as the five tables that a scenario's baseline folder holds."""
    folder.mkdir(parents=True)
    region, sector = accounts["region"].values, accounts["sector"].values
    pd.DataFrame({"region": region, "name": region}).to_csv(folder / "regions.csv", index=False)
    pd.DataFrame(
        {
            "sector": sector,
            "name": sector,
            "tradable": accounts["tradable"].values.astype(int),
            "trade_elasticity": accounts["trade_elasticity"].values,
            "scale_elasticity": accounts["scale_elasticity"].values,
        }
    ).to_csv(folder / "sectors.csv", index=False)
    flows = accounts[["flows", "tariff"]].to_dataframe().reset_index().rename(columns={"flows": "value_busd"})
    flows[["exporter", "importer", "sector", "value_busd", "tariff"]].to_csv(folder / "flows.csv", index=False)
    use = accounts["intermediate_use"].to_series().rename("value_busd").reset_index()
    use.to_csv(folder / "intermediate_use.csv", index=False)
    last = accounts[["final_use", "value_added"]].to_dataframe().reset_index()
    last = last.rename(columns={"final_use": "final_use_busd", "value_added": "value_added_busd"})
    columns = ["region", "sector", "final_use_busd", "value_added_busd"]
    last[columns].to_csv(folder / "final_use_and_value_added.csv", index=False)


def nafta(validation: Path) -> tuple[Economy, dict[str, np.ndarray]]:
    """Caliendo & Parro (2015), base year 1993, trade balanced; and the arrays of the replication files."""
    arrays = dict(np.load(validation / "caliendo_parro_2015" / "nafta_1993.npz"))
    economy = economy_from_shares(
        regions=arrays["regions"].tolist(),
        sectors=arrays["sectors"].tolist(),
        pi_nij=arrays["pi_nij"],
        tariff_nij=arrays["tau_nij"],
        alpha_nj=arrays["alpha_nj"],
        gamma_ikj=arrays["gamma_nkj"],
        wage_bill_n=arrays["wL_n"] / 1e9,
        theta_j=arrays["theta_j"],
        name="nafta 1993",
    )
    return economy, arrays


def ossa(validation: Path, file: str = "trade.csv") -> Economy:
    """Ossa (2014): labour only, θ = σ − 1, profits 1/σ of sales; billions of dollars, trade as in ``file``."""
    folder = validation / "ossa_2014"
    regions = pd.read_csv(folder / "regions.csv")["region"].tolist()
    sectors = pd.read_csv(folder / "sectors.csv")["sector"].tolist()
    sigma = pd.read_csv(folder / "sigma.csv").set_index("sector")["sigma"].loc[sectors].to_numpy()

    def cube(name: str, column: str) -> np.ndarray:
        table = pd.read_csv(folder / name).set_index(["importer", "exporter", "sector"])[column]
        order = pd.MultiIndex.from_product([regions, regions, sectors])
        return table.loc[order].to_numpy().reshape(len(regions), len(regions), len(sectors))

    n, j = len(regions), len(sectors)
    return economy_from_flows(
        regions=regions,
        sectors=sectors,
        flows_nij=cube(file, "value") / 1000,
        tariff_nij=cube("tariffs.csv", "tariff"),
        use_ikj=np.zeros((n, j, j)),
        theta_j=sigma - 1,
        markup_j=1 / sigma,
        name="ossa 2014",
    )
