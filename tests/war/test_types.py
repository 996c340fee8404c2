"""Shapes and types of every signature in the rooms of games and war are executed under jaxtyping's checks."""

import subprocess
import sys

CODE = """
import tests.typechecker
from jaxtyping import install_import_hook
with install_import_hook(["tradetalks.games", "tradetalks.war"], "tests.typechecker.check"):
    import importlib, pkgutil
    import tradetalks.games, tradetalks.war
    for package in (tradetalks.games, tradetalks.war):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
import jax.numpy as jnp
import numpy as np
from tests.war.small import random_world
from tradetalks import games, war
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.games.second_order import largest_eigenvalue
from tradetalks.war import trade_game

keep_compiled_code()
closed = games.find_equilibria(games.AnalyticGame(games.LinearQuadraticGame(1.5, 1.0)), starts=3)
repr(closed), closed.summary(), closed.certificate.to_dataframe(), repr(closed.certificate)
games.find_equilibria(games.AnalyticGame(games.CompetingExporters()))
games.CournotSuppliers(common=True).gains(0, np.array([0.25, 0.25]))

economy = random_world(1, scale=True)
everything = war.Tariffs() + war.ExportTaxes("partner") + war.ProductionSubsidies("uniform")
increases = economy.tariff * 0 + 0.1
for k, region in enumerate(economy.regions):
    increases[k, k] = 0.0


def wage(outcomes, n):
    return 100 * (outcomes.wage_hat_n[n] / jnp.mean(outcomes.wage_hat_n) - 1)


goals = [
    war.RealIncome() + 0.3 * war.Rivalry("R1"), war.PoliticalWeights({"S0": 1.5}), war.TariffRevenue(),
    war.BilateralBalance("R1"),
    war.Employment("S0"), war.StrategicIndustry("S0", price=0.2), war.StrategicIndustry("S1", price=1.0), war.Custom(wage),
]
for goal in goals:
    game = war.build_game(economy, ["R0"], objective=goal, instruments=everything)
    game.at(game.start + 0.01, [0])
point = game.at(game.start + 0.01, [0])
largest_eigenvalue(game, point, 0)
game.hessian_product(point, 0, np.ones(len(game.start)))
trade_game.SMALL_WORLD = 0  # as large worlds are: several players in one call
pair = war.Coalition("pair", ("R0", "R1"), common_tariff=True)
together = war.build_game(economy, [pair, "R2"], instruments="mfn")
together.at(together.start, [0, 1])
trade_game.SMALL_WORLD = 1500

reply = war.best_response(economy, "R0", instruments=war.ScaledList(increases))
repr(reply), reply.summary(), reply.to_dataframe(), reply.status, reply.tariffs
outcome = war.nash(economy, ["R0", "R1"], instruments={"R0": "uniform", "R1": "partner"})
repr(outcome), outcome.to_dataset(), outcome.to_dataframe(), outcome.tariffs, outcome.status, outcome.winners, outcome.choices
curves = war.reaction_curves(outcome, points=3)
repr(curves), curves.summary(), curves.to_dataset()
rules = ["proportional", "tit_for_tat", "same_trade_value", "target_list", "best_response", "none"]
path = war.escalation_path(economy, [war.ListMove("R1", "R0", increases), *(war.Retaliation("R0", rule) for rule in rules)])
repr(path), repr(path.steps[0]), path.summary(), path.to_dataset(), path.to_dataframe()
war.club_incentives(economy, ["R0"], 0.05)
print("checked")
"""


def test_signatures():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.stdout == "checked\n", done.stderr[-3000:]
