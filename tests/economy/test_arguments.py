"""Arguments in Python are checked as strictly as the values of files: texts, truths and missing values are no numbers."""

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.economy.calibrate import at_horizon
from tradetalks.economy.solve import Anderson
from tradetalks.errors import AccountsError, PolicyError, TradeTalksError

NAN = float("nan")
# What stands in place of numbers and truths; none may pass, and none may end in an error that is not ours.
ODD = ["no", "25%", "0.25", NAN, float("inf"), None, [0.1], {}, b"1", 1j, object(), np.array([1.0, 2.0])]


@pytest.fixture(scope="module")
def accounts():
    return random_accounts(2)


@pytest.fixture(scope="module")
def economy(accounts):
    return tt.calibrate(accounts, deficits="fixed")


@pytest.fixture(scope="module")
def solved(economy):
    return tt.solve(economy)


def said(call) -> str:
    with pytest.raises(TradeTalksError) as error:
        call()
    return str(error.value)


def test_scale_is_true_or_false(accounts):
    for value in ("no", "yes", 0, 1, None, NAN):
        assert said(lambda value=value: tt.calibrate(accounts, scale=value)) == (
            f"calibrate: true or false expected\nexpected true or false\ngot      scale = {value!r}"
        )
    assert not tt.calibrate(accounts, scale=np.bool_(False)).has_scale


def test_a_text_is_no_rate(economy):
    assert said(lambda: tt.raise_tariffs(economy, by="R0", on="R1", rate="25%")) == (
        "raise_tariffs: rate is out of range\nexpected a number (a fraction: 0.25 is 25 points)\ngot      rate = '25%'\n"
        "do       give a number, not a text; 25 percent is 0.25"
    )
    assert said(lambda: tt.raise_tariffs(economy, by="R0", on="R1", rate=NAN)) == (
        "raise_tariffs: rate is out of range\nexpected a number (a fraction: 0.25 is 25 points)\ngot      rate = nan"
    )


def test_a_cut_deeper_than_minus_one(economy):
    lowest = economy.tariff.sel(importer="R0", exporter="R1").min().item() - 2
    assert said(lambda: tt.raise_tariffs(economy, by="R0", on="R1", rate=-2)) == (
        f"tariffs of R0 would fall to {lowest:g}\nexpected a rate that leaves every tariff above -1 (-1 gives the goods away)\n"
        "got      rate = -2"
    )


def test_names_that_name_nothing(economy):
    for given, shown in (([], "[]"), (5, "5"), ([5], "[5]"), (None, "None")):
        assert said(lambda given=given: tt.raise_tariffs(economy, by="R0", on=given, rate=0.1)) == (
            f"raise_tariffs: on names nothing\nexpected a label, or a list of at least one label\ngot      {shown}"
        )
    assert said(lambda: tt.raise_tariffs(economy, by="R0", on="R1", rate=0.1, sectors=[])) == (
        "raise_tariffs: sectors names nothing\nexpected a label, or a list of at least one label\ngot      []"
    )
    assert said(lambda: tt.raise_tariffs(economy, by=3, on="R1", rate=0.1)) == (
        "there is no region 3 in this economy\nchoose from R0, R1, R2"
    )
    one = tt.raise_tariffs(economy, by="R0", on="R1", rate=0.1, sectors="S0").tariff - economy.tariff
    assert one.sel(importer="R0", exporter="R1", sector="S0").item() == pytest.approx(0.1)
    assert np.count_nonzero(one) == 1


def test_commitments(economy):
    assert said(lambda: tt.PurchaseCommitment("R0", "R1", ("S0",), "5")) == (
        "PurchaseCommitment: quantity_busd is out of range\nexpected a number (billion dollars a year)\n"
        "got      quantity_busd = '5'\ndo       give a number, not a text; 25 percent is 0.25"
    )
    assert tt.PurchaseCommitment("R0", "R1", "S0", 5).sectors == ("S0",)
    assert tt.Policy(commitments=[tt.PurchaseCommitment("R0", "R1", ["S0"], 5)]).commitments[0].quantity_busd == 5.0
    assert said(lambda: tt.Policy(commitments=tt.PurchaseCommitment("R0", "R1", ("S0",), 5.0))) == (
        "Policy: these are not commitments\nexpected a tuple of PurchaseCommitment\ngot      PurchaseCommitment\n"
        "do       write commitments=(PurchaseCommitment(...),)"
    )


def test_tariffs_that_are_texts_or_truths(economy):
    for dtype, shown in ((str, "<U"), (bool, "bool"), (complex, "complex128")):
        text = said(lambda dtype=dtype: tt.solve(economy, tt.Policy(tariff=economy.tariff.astype(dtype))))
        assert text.startswith(f"tariff holds something other than numbers\nexpected floats\ngot      {shown}")


def test_derivatives_of_something(economy, solved):
    assert said(lambda: tt.gradient(economy)) == (
        "gradient takes an equilibrium first\nexpected an Equilibrium, from tradetalks.solve\ngot      Economy\n"
        "do       equilibrium = tradetalks.solve(economy, policy)"
    )
    assert said(lambda: tt.gradient(solved)) == (
        "whose real_income_hat_n is not said\nexpected region, one of R0, R1, R2\n"
        'do       write for example gradient(equilibrium, "real_income_hat_n", "R0")'
    )
    assert said(lambda: tt.response(solved, tariff=0.1)).startswith("tariff is not a labelled array\n")


def test_settings_of_the_method(economy):
    assert said(lambda: Anderson(tolerance=0)) == (
        "Anderson: tolerance is out of range\nexpected a number above 0 and at most 0.01 (a relative error)\n"
        "got      tolerance = 0"
    )
    assert said(lambda: tt.solve(economy, method="newton")) == (
        "solve: method is no method\nexpected Anderson(...) or None\ngot      str"
    )


# Every argument that takes a number, a truth, a name or an object, with one value in its place.
CALLS = {
    "calibrate.scale": lambda e, q, v: tt.calibrate(random_accounts(2), scale=v),
    "calibrate.deficits": lambda e, q, v: tt.calibrate(random_accounts(2), deficits=v),
    "calibrate.horizon_years": lambda e, q, v: v is None or tt.calibrate(random_accounts(2), horizon_years=v),
    "calibrate.accounts": lambda e, q, v: tt.calibrate(v),
    "check_accounts.rtol": lambda e, q, v: tt.check_accounts(random_accounts(2), rtol=v),
    "check_accounts.tariff_max": lambda e, q, v: v is None or tt.check_accounts(random_accounts(2), tariff_max=v),
    "raise_tariffs.rate": lambda e, q, v: tt.raise_tariffs(e, by="R0", on="R1", rate=v),
    "raise_tariffs.by": lambda e, q, v: tt.raise_tariffs(e, by=v, on="R1", rate=0.1),
    "raise_tariffs.on": lambda e, q, v: tt.raise_tariffs(e, by="R0", on=v, rate=0.1),
    "raise_tariffs.sectors": lambda e, q, v: v is None or tt.raise_tariffs(e, by="R0", on="R1", rate=0.1, sectors=v),
    "raise_tariffs.policy": lambda e, q, v: v is None or tt.raise_tariffs(e, by="R0", on="R1", rate=0.1, policy=v),
    "raise_tariffs.tariff_max": lambda e, q, v: tt.raise_tariffs(e, by="R0", on="R1", rate=0.1, tariff_max=v),
    "Policy.tariff": lambda e, q, v: v is None or tt.solve(e, tt.Policy(tariff=v)),
    "Policy.transfer": lambda e, q, v: v is None or tt.solve(e, tt.Policy(transfer=v)),
    "Policy.commitments": lambda e, q, v: tt.Policy(commitments=v),
    "PurchaseCommitment.buyer": lambda e, q, v: tt.solve(
        e, tt.Policy(commitments=(tt.PurchaseCommitment(v, "R1", ("S0",), 1.0),))
    ),
    "PurchaseCommitment.sectors": lambda e, q, v: tt.solve(
        e, tt.Policy(commitments=(tt.PurchaseCommitment("R0", "R1", v, 1.0),))
    ),
    "PurchaseCommitment.quantity": lambda e, q, v: tt.PurchaseCommitment("R0", "R1", ("S0",), v),
    "rebase": lambda e, q, v: tt.rebase(v),
    "gradient": lambda e, q, v: tt.gradient(v),
    "gradient.outcome": lambda e, q, v: tt.gradient(q, v, "R0"),
    "gradient.region": lambda e, q, v: tt.gradient(q, region=v),
    "response": lambda e, q, v: tt.response(v),
    "response.tariff": lambda e, q, v: tt.response(q, tariff=v),
    "decompose": lambda e, q, v: tt.decompose(v),
    "decompose.nodes": lambda e, q, v: tt.decompose(q, nodes=v),
    "first_order_welfare": lambda e, q, v: tt.first_order_welfare(v),
    "solve": lambda e, q, v: tt.solve(v),
    "solve.policy": lambda e, q, v: v is None or tt.solve(e, v),
    "solve.method": lambda e, q, v: v is None or tt.solve(e, method=v),
    "solve_many": lambda e, q, v: tt.solve_many(e, v),
    "solve_many.policies": lambda e, q, v: tt.solve_many(e, [v]),
    "solve_many.method": lambda e, q, v: v is None or tt.solve_many(e, [tt.Policy()], method=v),
    "at_horizon": lambda e, q, v: at_horizon(v, 1.0, balanced=False),
    "at_horizon.years": lambda e, q, v: v is None or at_horizon(e, v, balanced=False),
    "at_horizon.balanced": lambda e, q, v: at_horizon(e, 1.0, balanced=v),
    "elasticity_ratio": lambda e, q, v: tt.economy.elasticity_ratio(v),
    "Anderson.tolerance": lambda e, q, v: Anderson(tolerance=v),
    "Anderson.depth": lambda e, q, v: Anderson(depth=v),
}


# Values that some of them take all the same: a cut of 200 points is told as such, a quantity where it meets an economy.
TAKEN = {
    "calibrate.scale": (True,),
    "at_horizon.balanced": (True,),
    "PurchaseCommitment.quantity": (-2,),
}


@pytest.mark.parametrize("call", CALLS)
def test_odd_values_are_refused_by_us(economy, solved, call):
    for value in [*ODD, True, -2]:
        if any(value is taken for taken in TAKEN.get(call, ())):
            continue
        try:
            result = CALLS[call](economy, solved, value)
        except (PolicyError, AccountsError) as error:
            assert len(str(error)) < 1000
        else:
            # None leaves an optional argument out.
            assert value is None and result is True, f"{call} takes {value!r}"


SHARES = {
    "regions": ["A", "B"], "sectors": ["X", "Y"],
    "pi_nij": np.array([[[0.8, 0.7], [0.2, 0.3]], [[0.1, 0.2], [0.9, 0.8]]]),
    "tariff_nij": np.zeros((2, 2, 2)), "alpha_nj": np.array([[0.4, 0.6], [0.5, 0.5]]),
    "gamma_ikj": np.full((2, 2, 2), 0.2), "wage_bill_n": np.array([100.0, 200.0]), "theta_j": np.array([4.0, 5.0]),
}  # fmt: skip

# Tariffs abroad of 10 percent; shares of somebody who buys nothing at home.
ABROAD = np.tile(1.0 - np.eye(2)[:, :, None], (1, 1, 2))
TARIFFS = 0.1 * ABROAD
RAGGED = "pi_nij has rows of different lengths; expected an array of shape (2, 2, 2)"
PERCENT = (
    "tariff_nij goes up to 200, 20000 percent: a fraction is expected, 0.25 means 25 percent (to take larger tariffs as they are "
    "give tariff_max)"
)
INPUTS = "gamma_ikj of A, X adds up to {}; expected less than 1 over inputs: "
NO_OWN_SHARES = (
    "pi_nij has no own shares (importer = exporter), of which most of any economy consists; without them a tariff costs nobody "
    "anything. They are 1 less the shares of the others, for A, B"
)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"pi_nij": -SHARES["pi_nij"]}, "pi_nij is below 0 in 8 cells, the least -0.9"),
        ({"pi_nij": SHARES["pi_nij"][:1]}, "pi_nij has shape (1, 2, 2); expected (2, 2, 2)"),
        ({"alpha_nj": 2 * SHARES["alpha_nj"]}, "alpha_nj of A adds up to 2; expected 1 over sectors"),
        ({"wage_bill_n": np.array([100.0, 0.0])}, "wage_bill_n is not above 0: the least is 0"),
        ({"wage_bill_n": np.array([100.0, NAN])}, "wage_bill_n holds 1 values that are not numbers"),
        ({"theta_j": np.array(["4", "5"])}, "theta_j holds something other than numbers"),
        ({"theta_j": [4.0, 0.0]}, "theta_j is not above 0: the least is 0"),
        ({"pi_nij": [[[0.8, 0.7], [0.2]], [[0.1, 0.2], [0.9, 0.8]]]}, RAGGED),
        ({"pi_nij": ABROAD}, NO_OWN_SHARES),
        ({"pi_nij": 1.0 - ABROAD}, "A, B: trade with nobody, by pi_nij; expected shares of other exporters"),
        ({"tariff_nij": 2000 * TARIFFS}, PERCENT),
        ({"gamma_ikj": 100 * SHARES["gamma_ikj"]}, f"{INPUTS.format(40)}are these percentages?"),
        ({"gamma_ikj": 2.5 * SHARES["gamma_ikj"]}, f"{INPUTS.format(1)}what is left of 1 is value added"),
        ({"regions": ["A", "B\u200b"]}, "region 'B\\u200b' cannot be a label: it holds a letter that nobody sees"),
        ({"regions": ["A", "B\u202e"]}, "region 'B\\u202e' cannot be a label: it holds a letter that nobody sees"),
        ({"regions": ["A", "A"]}, "region A stands 2 times; expected each label once"),
        ({"regions": ["A", "all"]}, "region 'all' cannot be a label: scenario files mean every one by 'all'"),
        ({"tariff_nij": np.full((2, 2, 2), -1.0)}, "tariff_nij is at or below -1: a fraction is expected, 0.25 means 25 percent"),
    ],
)  # fmt: skip
def test_shares_that_make_no_economy(change, line):
    text = said(lambda: tt.economy_from_shares(**(SHARES | change)))
    assert text.startswith("no economy can be made of these shares: ") and f"\n  {line}\n" in text
    assert text.endswith("do       mend the arrays named; tables in billion dollars go to tradetalks.build_accounts")


@pytest.mark.parametrize(
    ("change", "doubt", "beginning"),
    [
        ({"tariff_nij": 10 * TARIFFS}, "tariffs", "tariffs are 100 percent of the world's imports, more than any recorded"),
        ({"tariff_nij": TARIFFS[::-1]}, "own_tariffs", "A, B levy tariffs on own purchases, up to 10 percent"),
        ({"theta_j": [0.25, 0.2]}, "dispersion", "trade elasticities lie below 1 in 2 of 2 sectors (X, Y)"),
        ({"wage_bill_n": [1e8, 2e8]}, "size", "the world of these accounts earns 3e+08 billion dollars a year"),
        ({"wage_bill_n": [1e-7, 2e-7]}, "size", "the world of these accounts earns 3e-07 billion dollars a year"),
        ({"pi_nij": 0.97 * ABROAD + 0.03 * (1 - ABROAD)}, "home_shares", "A, B buy less than 5 percent at home"),
    ],
)  # fmt: skip
def test_shares_that_are_unlikely(change, doubt, beginning):
    with pytest.warns(tt.UnlikelyData) as warned:
        tt.economy_from_shares(**(SHARES | change))
    assert len(warned) == 1 and str(warned[0].message).startswith(beginning)
    assert str(warned[0].message).endswith(f'(accept=("{doubt}",) takes it as it is)')
    assert warned[0].filename == __file__
    tt.economy_from_shares(**(SHARES | change), accept=doubt)


def test_shares_as_lists_are_the_same():
    lists = {name: np.asarray(value).tolist() for name, value in SHARES.items()}
    np.testing.assert_array_equal(tt.economy_from_shares(**lists).flows_nij, tt.economy_from_shares(**SHARES).flows_nij)
    economy = tt.economy_from_shares(**(SHARES | {"tariff_nij": 60 * TARIFFS}), tariff_max=10, accept="tariffs")
    assert economy.tariff.max().item() == pytest.approx(6.0)


@pytest.mark.parametrize(
    "regions",
    [{"A", "B"}, None, "AB", ["A", None], 2],
)
def test_regions_that_are_no_list(regions):
    assert said(lambda: tt.economy_from_shares(**(SHARES | {"regions": regions}))) == (
        f"economy_from_shares: regions names nothing\nexpected a list of regions\ngot      regions = {regions!r}"
    )


def test_shares_that_make_one():
    economy = tt.economy_from_shares(**SHARES)
    np.testing.assert_allclose(economy.deficit_n, 0, atol=1e-7)
    assert tt.solve(economy, tt.raise_tariffs(economy, by="A", on="B", rate=0.1)).real_income_change.sel(region="B") < 0
