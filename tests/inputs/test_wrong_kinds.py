"""Every public function, and every class that people make, is called with things of another kind in the place of each argument.

Whatever comes, it is refused by name as a TradeTalksError: no bare error of Python or of a library, and nothing that passes for
something else. What an argument may be, its annotation says (tradetalks.inputs.called.fits); what is taken besides is listed,
with the reason.
"""

import datetime
import enum
import functools
import inspect
import pathlib
import typing

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
import tradetalks.bargaining as b
import tradetalks.data as d
import tradetalks.economy as e
import tradetalks.games as g
import tradetalks.talks as t
import tradetalks.war as w
from tests.talks.small import status_quo
from tests.worlds import random_accounts
from tradetalks.data.tables.random_world import random_table
from tradetalks.ensemble.card import card_of
from tradetalks.ensemble.study import Study
from tradetalks.errors import TradeTalksError
from tradetalks.inputs.called import fits
from tradetalks.result import Result
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter

DAY = datetime.date(2026, 1, 1)


class Odd:
    """Of no kind that anything takes."""

    def __repr__(self):
        return "Odd()"


# One of each kind of thing that a person may write; where the annotation allows it, it is not tried.
ODD = [None, True, "x", 2.5, b"x", [3], {"R0", "R1"}, {"x": "y"}, {1: 2}, Odd(), np.array(["a", "b"]), np.nan + 0j]


@functools.cache
def accounts():
    return random_accounts(2)


@functools.cache
def economy():
    return tt.calibrate(accounts(), deficits="fixed")


@functools.cache
def solved():
    return tt.solve(economy(), tt.raise_tariffs(economy(), by="R0", on="R1", rate=0.1))


FLOWS_BY_PRODUCT = pd.DataFrame({"importer": ["R0"], "exporter": ["R1"], "product": ["a"], "value": [1.0]})
RATES_BY_PRODUCT = pd.DataFrame({"importer": ["R0"], "exporter": ["R1"], "product": ["a"], "rate": [0.1]})


@functools.cache
def by_product():
    return tt.product_economy(economy(), tt.product_flows(FLOWS_BY_PRODUCT, sectors={"a": "S0"}))


@functools.cache
def scenario():
    return tt.read_scenario("beijing-2019")


@functools.cache
def study():
    plan = StudyPlan(draws=2, parameters={"horizon": Parameter(key="model.horizon_years", uniform=(1, 9))})
    return Study(pathlib.Path("there is none"), card_of(scenario(), plan, draws=2, piece=2))


@functools.cache
def table():
    return random_table(2, 2, 1)


def payoffs(x):
    """Two sides divide one, with a loss that rises."""
    return np.array([x[0] - x[0] ** 2 / 2, 1 - x[0]]), np.array([[1 - x[0]], [-1.0]])


PROBLEM = b.BargainingProblem(payoffs, [0.0], [1.0], (0.0, 0.0))
GAME = g.AnalyticGame(g.LinearQuadraticGame(1.5, 1.0))
FLOWS = np.array([[[8.0], [2.0]], [[2.0], [8.0]]])
ISSUES = (t.Issue("a", "rollback", "R0", "R1", 1.0), t.Issue("b", "rollback", "R1", "R0", 1.0))
TABLE = {
    "status_quo": status_quo, "sides": ("R0", "R1"), "issues": ISSUES, "escalation": status_quo, "opening": DAY,
    "deadline": DAY.replace(month=3), "baseline_tariff": None, "assumptions": None, "objectives": None,
}  # fmt: skip


@functools.cache
def talks():
    return tt.negotiate(**{name: made(value) for name, value in TABLE.items()})


def made(value):
    """The value, or what a function without arguments makes: nothing is solved before a test asks for it."""
    if inspect.isfunction(value) and not inspect.signature(value).parameters:
        return value()
    if hasattr(value, "cache_info"):
        return value()
    return value


# Right arguments of everything that people call, by name; a value may be a cached function that makes it.
CALLS = {
    tt.aggregate: {"accounts": accounts, "regions": {"A": ["R0", "R1"], "B": ["R2"]}, "sectors": None},
    tt.balance: {"accounts": accounts},
    tt.check_accounts: {"accounts": accounts, "rtol": 1e-4, "tariff_max": None, "accept": ()},
    tt.country_code: {"name": "China"},
    tt.with_elasticities: {"accounts": tt.load_world, "name": "uniform4"},
    tt.mend_accounts: {"accounts": accounts, "rules": ("destocking",)},
    tt.place_product: {"code": "8703", "world": "world2022"},
    tt.read_accounts: {"folder": "there is none", "attrs": None, "tariff_max": None, "accept": (), "repair": ()},
    tt.read_table: {"path": "there is none", "format": None, "year": None, "tolerance": None, "rate": None},
    tt.random_world: {"regions": 2, "sectors": 2, "seed": 1},
    tt.explain_tariff: {"by": "US", "on": "China", "product": "8703", "date": "2025-06-01", "base": None, "usmca_share": None},
    tt.save_world: {"accounts": accounts, "path": "nowhere/at/all.nc", "sources": ()},
    tt.read_world: {"path": "there is none.nc", "tariff_max": None, "accept": (), "repair": ()},
    tt.load_world: {"name": "toy", "elasticities": None},
    tt.accounts_from_table: {"table": table, "theta": 4.0, "psi": 0.0, "tariffs": None, "goods": None, "rules": (),
        "attrs": None,
                             "accept": (), "tariff_max": None},
    d.toy_world: {"size_ratio": 1.0, "import_share": 0.2, "theta": 4.0},
    tt.calibrate: {"accounts": accounts, "deficits": "fixed", "scale": True, "horizon_years": None},
    tt.solve_many: {"economy": economy, "policies": (tt.Policy(),), "method": None},
    tt.rebase: {"equilibrium": solved},
    tt.gradient: {"equilibrium": solved, "outcome": "real_income_hat_n", "region": "R0"},
    tt.response: {"equilibrium": solved},
    tt.raise_tariffs: {"economy": economy, "by": "R0", "on": "R1", "rate": 0.1, "sectors": None, "policy": None,
        "tariff_max": 5.0},
    tt.Policy: dict.fromkeys(("tariff", "export_tax", "production_subsidy", "trade_cost_hat", "technology_hat",
        "transfer")) | {"commitments": ()},
    tt.PurchaseCommitment: {"buyer": "R0", "seller": "R1", "sectors": ("S0",), "quantity_busd": 1.0},
    tt.solve: {"economy": economy, "policy": None, "method": None},
    tt.read_baci: {"path": "there is none", "accounts": accounts, "countries": None, "regions": None, "sectors": None},
    tt.write_small_baci: {"accounts": tt.load_world, "folder": "there is none/x", "products": 1, "seed": 1, "factor": 1.0},
    tt.product_flows: {"table": FLOWS_BY_PRODUCT, "sectors": {"a": "S0"}, "world": "world2022"},
    tt.product_economy: {"economy": economy, "flows": lambda: tt.product_flows(FLOWS_BY_PRODUCT, sectors={"a": "S0"}),
        "substitution": "as_origins", "home": "imports"},
    tt.raise_product_tariffs: {"economy": by_product, "table": RATES_BY_PRODUCT, "tariffs": None},
    tt.solve_products: {"economy": by_product, "tariffs": None, "policy": None, "method": None},
    tt.compare_aggregation: {"economy": by_product, "method": None,
        "tariffs": lambda: tt.raise_product_tariffs(by_product(), RATES_BY_PRODUCT)},
    tt.decompose: {"equilibrium": solved, "nodes": 3},
    tt.first_order_welfare: {"equilibrium": solved},
    e.Anderson: {"tolerance": 1e-9, "depth": 3, "max_steps": 10},
    e.elasticity_ratio: {"years": 1.0},
    tt.read_run: {"folder": "there is none"},
    tt.read_scenario: {"name_or_path": "beijing-2019", "overrides": None, "war_asked": False},
    tt.run_scenario: {"scenario": scenario, "progress": None, "parts": ("cost",), "so_far": None},
    tt.run_with_band: {"scenario": scenario, "progress": None, "parts": ("cost",), "so_far": None},
    tt.best_response: {"economy": economy, "player": "R0", "on": None, "objective": None, "instruments": "uniform",
        "policy": None,
                       "unions": (), "search": None, "progress": None},
    tt.nash: {"economy": economy, "players": ["R0", "R1"], "objective": None, "instruments": "uniform", "on": None,
        "policy": None,
              "unions": (), "starts": 1, "search": None, "progress": None},
    w.build_game: {"economy": economy, "players": ["R0"], "objective": None, "instruments": "sector", "on": None,
        "policy": None,
                   "unions": (), "rivals": False},
    w.Coalition: {"name": "a", "members": ("R0",), "zero_tariffs": False, "common_tariff": False},
    w.Tariffs: {"tie": "sector", "on": None, "sectors": None, "lower": 0.0, "upper": 1.0, "caps": None},
    w.ExportTaxes: {"tie": "sector", "on": None, "sectors": None, "lower": 0.0, "upper": 1.0},
    w.ProductionSubsidies: {"tie": "sector", "sectors": None, "lower": 0.0, "upper": 0.5},
    w.ScaledList: {"increases": lambda: economy().tariff, "lower": 0.0, "upper": 1.0},
    w.Move: {"by": "R0", "on": "R1", "rate": 0.1, "sectors": None},
    w.ListMove: {"by": "R0", "on": "R1", "increases": lambda: economy().tariff},
    w.Retaliation: {"by": "R0", "rule": "proportional", "share": 1.0, "rate": None},
    w.escalation_path: {"economy": economy, "actions": [w.Move("R0", "R1", 0.1)], "objective": None, "policy": None},
    w.uniform_penalty: {"economy": economy, "members": ["R0"], "rate": 0.05, "policy": None},
    w.club_incentives: {"economy": economy, "members": ["R0"], "rate": 0.05, "policy": None},
    w.PoliticalWeights: {"weights": {"S0": 1.0}},
    w.Rivalry: {"others": "R1", "rho": 1.0},
    w.StrategicIndustry: {"sectors": "S0", "price": 1.0},
    w.BilateralBalance: {"partner": "R1"},
    w.Employment: {"sectors": "S0"},
    w.Custom: {"function": payoffs},
    w.reaction_curves: {"war": lambda: tt.nash(g.LinearQuadraticGame(1.5, 1.0)), "points": 3},
    tt.Issue: {"name": "a", "kind": "rollback", "by": "R0", "to": "R1", "amount": 1.0, "sectors": (), "cost": 0.0, "mfn": False,
               "phase_in": {}, "low": None},
    tt.Assumptions: {"rates": (0.05, 0.05)},
    tt.negotiate: TABLE,
    t.path_of_deals: {"talks": talks, "deals": {"a": np.zeros(2)}},
    t.draw_talks: {"flows": lambda: talks().flows, "opening": DAY, "deadline": DAY.replace(month=3),
        "assumptions": tt.Assumptions(), "count": 8},
    t.joint_draws: {"assumptions": tt.Assumptions(), "variants": 1, "count": 10, "seed": 1},
    t.deals_of_two: {"priced": lambda: talks().bargaining_set},
    t.linkage_of: {"agenda": lambda: talks().agenda},
    t.by_kind: {"agenda": lambda: talks().agenda},
    t.Strategy: {"name": "a", "side": "R0", "grants": 0.1, "policy": None},
    b.BargainingProblem: {"payoffs": payoffs, "lower": [0.0], "upper": [1.0], "disagreement_point": (0.0, 0.0), "sides": ()},
    b.annuity: {"rate": 0.05, "years": 1.0},
    b.year_fraction: {"start": DAY, "end": DAY},
    b.phase_in: {"before": (0.0, 0.0), "after": (1.0, 1.0), "start": 0.0, "years": 1.0, "steps": 2},
    b.present_value: {"path": b.FlowPath([0.0], [[1.0, 1.0]]), "rates": (0.05, 0.05), "at": 0.0, "mandate_ends": 1.0,
        "reversion": 0.0},
    b.Calendar: {"opens": DAY, "rounds": (), "deadline": DAY.replace(month=3), "mandate_ends": (None, None)},
    b.FlowPath: {"times": [0.0], "flows": [[1.0, 1.0]]},
    b.critical_discount: {"comply": (1.0, 1.0), "deviate": (2.0, 2.0), "punished": (0.0, 0.0)},
    b.pooled_discount: {"comply": (1.0, 1.0), "deviate": (2.0, 2.0), "punished": (0.0, 0.0)},
    b.partial_reversion: {"comply": (1.0, 1.0), "war": (0.0, 0.0), "share": 0.5},
    b.delivered_amount: {"commitment": 1.0, "capacity": 1.0},
    b.implementation_rate: {"commitment": 1.0, "capacity": 1.0},
    b.delivery_capacity: {"hazard": 0.1, "loss": 1.0, "cost": 1.0},
    b.find_frontier: {"problem": PROBLEM},
    b.find_zone: {"problem": PROBLEM, "starts": 1},
    b.nash_bargain: {"problem": PROBLEM},
    b.egalitarian: {"problem": PROBLEM},
    b.kalai_smorodinsky: {"problem": PROBLEM},
    b.utilitarian: {"problem": PROBLEM},
    b.ideal_points: {"problem": PROBLEM, "starts": 1},
    b.seeking_gains: {"problem": PROBLEM, "least": (0.0, 0.0)},
    b.package_of: {"issues": [PROBLEM]},
    b.link_issues: {"issues": [PROBLEM], "concept": b.nash_bargain},
    b.bargaining_weights: {"weights": (0.5, 0.5), "n": 2},
    b.rivalry_matrix: {"weights": (0.1, 0.1), "n": 2},
    b.with_relative_gains: {"problem": PROBLEM, "weights": (0.1, 0.1)},
    b.shares_under_relative_gains: {"weights": (0.1, 0.1)},
    b.close_negotiating_chapters: {"closing": (0.5,), "rounds": 2, "reopening": 0.0},
    b.Bilateral: {"name": "a", "instruments": (0,), "gains": payoffs, "power": 0.5, "apart": None, "equal": None},
    d.build_accounts: {"regions": ["A", "B"], "sectors": ["X"], "flows_nij": FLOWS, "tariff_nij": 0 * FLOWS,
        "use_nkj": np.zeros((2, 1, 1)), "final_nj": [[10.0], [10.0]], "value_added_nj": [[10.0], [10.0]], "theta_j": [4.0],
        "psi_j": 0.0, "markup_j": 0.0, "tradable_j": None, "region_names": None, "sector_names": None, "population_n": None,
        "households_n": None, "employment_nj": None, "attrs": None, "tariff_max": None, "accept": (), "repair": ()},
    e.economy_from_flows: {"regions": ["A", "B"], "sectors": ["X"], "goods": None, "flows_nij": FLOWS, "tariff_nij": 0 * FLOWS,
        "use_ikj": np.zeros((2, 1, 1)), "theta_j": np.array([4.0]), "psi_j": None, "deficits": "fixed", "name": "a"},
    tt.economy_from_shares: {"regions": ["A", "B"], "sectors": ["X"], "pi_nij": FLOWS / 10, "tariff_nij": 0 * FLOWS,
        "alpha_nj": np.ones((2, 1)), "gamma_ikj": np.zeros((2, 1, 1)), "wage_bill_n": np.array([10.0, 10.0]),
        "theta_j": np.array([4.0]), "name": "a", "tariff_max": None, "accept": ()},
    d.build_world: {"file": "there is none", "format": None, "year": None, "rate": None, "labels": None, "tariffs": None,
        "date": None, "elasticities": "uniform4", "name": "", "title": ""},
    d.read_revisions: {"path": "there is none"},
    d.translate_products: {"products": pd.DataFrame(), "revisions": pd.DataFrame()},
    d.tariffs_by_sector: {"products": pd.DataFrame(), "world": "world2022", "older": "refuse"},
    tt.accounts_from_flows: {"flows": "there is none", "theta": 4.0, "psi": 0.0, "tariff": None, "inputs_of": None, "like": None,
        "goods": None, "attrs": None, "accept": (), "repair": ()},
    tt.write_small: {"format": "icio", "folder": "there is none/x", "regions": 2, "industries": 2, "seed": 0},
    d.read_teti: {"path": "there is none", "years": [2020], "measure": "tariff95", "importers": None, "sectors": None},
    d.read_tariffs: {"path": "there is none", "unit": None, "kind": None, "columns": None, "restore_zeros": False, "accept": ()},
    d.write_tariffs: {"table": pd.DataFrame(), "path": "there is none/x"},
    d.read_product_list: {"path": "there is none", "restore_zeros": False},
    d.read_tracker: {"path": "there is none"},
    d.read_wits: {"path": "there is none", "years": None, "groups": None, "restore_zeros": False, "accept": ()},
    e.keep_compiled_code: {"folder": None},
    tt.write_report: {"run": tt.ScenarioRun.__new__(tt.ScenarioRun), "folder": "there is none/x",
        "png": False, "export": ()},
    b.critical_discount_for_spell: {"comply": (1.0, 1.0), "deviate": (2.0, 2.0), "punished": (0.0, 0.0), "periods": 2},
    b.enforce: {"comply": (1.0, 1.0), "deviate": (2.0, 2.0), "punished": (0.0, 0.0), "rates": (0.05, 0.05), "lag": 1.0,
        "detection": 1.0},
    b.self_enforcing_set: {"problem": PROBLEM, "deviate": payoffs, "punished": payoffs, "rates": (0.05, 0.05), "lag": 1.0},
    b.LinearFrontier: {"total": 1.0, "floor": (0.0, 0.0)},
    b.best_given: {"problem": PROBLEM, "favoured": 0, "c": 0.1, "starts": [np.zeros(1)]},
    b.Ascent: {},
    b.solve_max_min: {"gains": payoffs, "x": np.zeros(1), "lower": np.zeros(1), "upper": np.ones(1), "curvature": None,
        "weights": None, "ascent": None},
    b.pairs_of_countries: {"payoffs": payoffs, "pairs": [(0, 1)], "instruments": [(0,)], "without": np.zeros((1, 2)),
        "sides": None},
    b.solve_nash_in_nash: {"pairs": [b.Bilateral("a", (0,), payoffs)], "lower": [0.0], "upper": [1.0], "start": None,
        "damping": 1.0, "tolerance": 1e-9, "sweeps": 20, "starts": 1},
    b.critical_common_weight: {"problem": PROBLEM, "tolerance": 1e-7, "starts": 1},
    b.critical_relative_gains: {"problem": PROBLEM, "k1": [0.1], "tolerance": 1e-7, "starts": 1},
    b.equal_proportional_gains: {"problem": PROBLEM, "reference": (1.0, 1.0), "starts": 1},
    b.lift_all: {"problem": PROBLEM, "floor": (0.0, 0.0), "direction": (1.0, 1.0), "starts": 1, "warm": None},
    b.payoff_range: {"problem": PROBLEM},
    b.share_surplus: {"total": 1.0, "problem": PROBLEM, "weights": np.array([0.5, 0.5])},
    g.AnalyticGame: {"source": g.LinearQuadraticGame(1.5, 1.0), "lower_bounds": 0.0, "upper_bounds": 10.0},
    g.CompetingExporters: {},
    g.CournotSuppliers: {"common": True},
    g.LinearQuadraticGame: {"e1": 1.5, "e2": 1.0},
    g.find_equilibria: {"game": GAME, "starts": 1, "search": None},
    g.certify: {"game": GAME, "x": np.zeros(2), "search": g.Search()},
    g.local_optima: {"game": GAME, "x": np.zeros(2), "player": 0, "search": g.Search()},
    g.Search: {"improvement_tolerance": 1e-9, "residual_tolerance": 1e-7, "steps": 6, "depth": 3, "starts": 1, "seed": 0},
    t.run_clock: {"economy_at": lambda years: economy(), "steps": [(DAY, tt.Policy())], "days": [DAY], "sides": ("R0", "R1")},
    t.tariff_history: {"economy": economy, "steps": [(DAY, tt.Policy())]},
    t.play_shocks: {"talks": lambda: talks().drawn, "shocks": ()},
    t.compare_strategies: {"talks": talks, "strategies": (), "end": np.zeros(2)},
    t.Agenda: {"status_quo": status_quo, "sides": ("R0", "R1"), "issues": ISSUES, "target_nij": lambda: economy().tariff_nij,
        "beyond": 1.0, "objectives": {}},
    tt.run_study: {"scenario": scenario, "plan": None, "path": "there is none/x", "workers": None, "scheduler": None,
        "progress": None},
    tt.resume_study: {"path": "there is none", "workers": None, "scheduler": None, "progress": None},
    tt.open_study: {"path": "there is none"},
    tt.summarise_study: {"study": study, "of": None, "at": None},
    t.Shock: {},
    t.Threat: {},
}  # fmt: skip
# Taken, although the annotation is narrower.
TAKEN = {
    (tt.Issue, "sectors", "x"): "one sector stands for a list of one",
    (w.Coalition, "members", "x"): "one region stands for a list of one",
    (tt.PurchaseCommitment, "sectors", "x"): "one sector stands for a list of one",
    (w.build_game, "instruments", None): "tariffs where nothing is said",
    (tt.nash, "instruments", None): "tariffs where nothing is said",
    (tt.best_response, "instruments", None): "tariffs where nothing is said",
}


def annotated(function):
    """The annotations of a function, or of what makes an object of a class."""
    return typing.get_type_hints(function)


CASES = [(function, name) for function, given in CALLS.items() for name in given]


@pytest.mark.parametrize(("function", "name"), CASES, ids=lambda part: getattr(part, "__name__", part))
def test_another_kind_is_refused_by_us(function, name):
    right = {key: made(value) for key, value in CALLS[function].items()}
    hint = annotated(function)[name]
    for value in ODD:
        if fits(value, hint):
            continue
        if isinstance(value, str | None) and (function, name, value) in TAKEN:
            continue
        with pytest.raises(TradeTalksError) as error:
            function(**(right | {name: value}))
        assert len(str(error.value)) < 2000, f"{name} = {value!r}"


def is_called(thing):
    """Whether people call it with arguments: functions and classes, but no errors, warnings, states and protocols."""
    if not callable(thing) or not getattr(thing, "__module__", "").startswith("tradetalks"):
        return False
    if not isinstance(thing, type):
        return True
    return not issubclass(thing, BaseException | enum.Enum) and not getattr(thing, "_is_protocol", False)


# Made by the package and read by people, besides the results (tradetalks.result.Result).
READ = {
    e.ProductEconomy, e.ProductTariffs, d.ProductFlows,
    tt.Economy, d.BuiltWorld, e.Batch, w.EscalationStep, w.TariffStatistics, w.TradeGame, g.Certificate, g.Point,
    t.BargainingSet, t.PublicTexts, t.Breach, t.Compliance, t.DrawnTalks, t.GameOdds, t.JointDraws, t.DealOfTwo, t.StrategyPath,
    t.TariffAge, t.TariffHistory,
}  # fmt: skip


def test_nothing_public_is_forgotten():
    """A new public function or class stands in CALLS with its right arguments, or in READ."""
    fronts = (tt, b, d, e, g, t, w)
    public = [getattr(front, name) for front in fronts for name in front.__all__]
    called = {thing for thing in public if is_called(thing) and inspect.signature(thing).parameters} - READ
    results = {thing for thing in called if isinstance(thing, type) and issubclass(thing, Result)}
    assert called - results - set(CALLS) == set()
