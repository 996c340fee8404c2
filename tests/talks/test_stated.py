"""What somebody states in Python and cannot: assumptions, issues, agendas, deals. Every message in full."""

import dataclasses

import numpy as np
import pytest

from tests.talks.small import agenda, status_quo, tariffs_nij
from tradetalks.errors import PolicyError, TalksError
from tradetalks.inputs import Bound
from tradetalks.scenario.solved_deals import worth_at_end
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.assumptions import BOUNDS, BY_SIDE, CHOICES, SPREADS, Assumptions
from tradetalks.talks.issue import Issue
from tradetalks.talks.issue_amount import AMOUNTS, KINDS
from tradetalks.talks.negotiate import check_money


def refused(message, call, error=TalksError):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


def test_bounds():
    assert Bound().holds(0) and not Bound().holds(-1e-9) and not Bound().holds(np.inf) and not Bound().holds(np.nan)
    ends = Bound(low=1, high=2, above=True, below=True)
    assert ends.holds(1.5) and not ends.holds(1) and not ends.holds(2)
    assert Bound(low=1, whole=True).holds(3) and not Bound(low=1, whole=True).holds(3.5)
    assert (
        ends.words == "a number above 1 and below 2" and Bound(high=1).words == "a number of at least 0 and at most 1"
    )


RATE = "a number of at least 0 and at most 3 (a year: 5 % is 0.05)"
DAYS = "a whole number of at least 1 and at most 36500 (days)"


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"rates": (-0.05, 0.05)}, f"the assumption rates is -0.05 for side 1; expected {RATE}."),
        ({"rates": 0.05}, "the assumption rates is 0.05; expected a tuple of numbers, (side 1, side 2)."),
        ({"rates": (0.1,)}, "the assumption rates is (0.1,); expected a tuple of numbers, (side 1, side 2)."),
        ({"rivalry": (0.1, (0.1, 0.0, 0.2))}, "the assumption rivalry is (0.1, 0.0, 0.2) for side 2; expected a number, or 2 of "
         "these in the order of the sides, with 0 for itself."),
        ({"rivalry": (0.1, 0.0, (0.1, 0.0, 0.2))}, "the assumption rivalry is (0.1, 0.0, 0.2) for side 3; expected a number, or "
         "3 of these in the order of the sides, with 0 for itself."),
        ({"rates": ("a", 0.1)}, f"the assumption rates is 'a' for side 1; expected {RATE}."),
        ({"committed": (0.1, 1.0)},
         "the assumption committed is 1.0 for side 2; expected a number of at least 0 and below 0.9999 "
         "(a probability: 5 % is 0.05)."),
        ({"choice_dispersion": 0.0}, "the assumption choice_dispersion is 0.0; expected a number above 0 and at most 10 "
         "(a share of the prize: 5 % is 0.05)."),
        ({"round_days": 0.5}, f"the assumption round_days is 0.5; expected {DAYS}."),
        ({"extension_days": True}, f"the assumption extension_days is True; expected {DAYS}."),
        ({"lag_years": np.nan}, "the assumption lag_years is nan; expected a number above 0 and at most 100 (years)."),
        ({"punishment": "snap-bak"}, "the assumption punishment is 'snap-bak'; expected one of proportional, impasse, "
         "escalation, snap-back. Did you mean snap-back?"),
        ({"punishment": "war"}, "the assumption punishment is 'war'; expected one of proportional, impasse, escalation, "
         "snap-back."),
        ({"threatener": "USA"}, "the assumption threatener is 'USA'; expected 0 (side 1), 1 (side 2), and so on."),
    ],
)  # fmt: skip
def test_assumptions(stated, message):
    refused(message, lambda: Assumptions(**stated))
    refused(message, lambda: dataclasses.replace(Assumptions(), **stated))


def test_defaults_ranges_and_numpy_numbers_are_within_the_bounds():
    assert set(SPREADS) < set(BOUNDS) and set(CHOICES).isdisjoint(SPREADS)
    assert (
        Assumptions(
            choice_dispersion=np.float64(0.1), round_days=np.int64(3), committed=(np.float64(0.2), 0.1)
        ).round_days
        == 3
    )


@pytest.mark.parametrize("name", list(BOUNDS))
def test_every_bound_is_where_it_says(name):
    """Just inside is taken, just outside is not, at both ends."""
    bound, whole = BOUNDS[name], BOUNDS[name].whole

    def stated(value):
        return {name: (value, value) if name in BY_SIDE else value}

    step = 1 if whole else 1e-9
    for end, shut, outward in ((bound.low, bound.above, -step), (bound.high, bound.below, step)):
        if not np.isfinite(end):
            continue
        inside, outside = (end - outward, end) if shut else (end, end + outward * max(1, abs(end)))
        Assumptions(**stated(int(inside) if whole else inside))
        with pytest.raises(TalksError):
            Assumptions(**stated(int(outside) if whole else outside))


def issue(kind="payment", amount=1.0, **more):
    return Issue("x", kind, "R0", "R1", amount, **more)


@pytest.mark.parametrize("kind", KINDS)
def test_amounts_of_every_kind(kind):
    bound = AMOUNTS[kind]
    assert issue(kind, 0.25).most == 1.0
    outside = [5.5] * bool(np.isfinite(bound.high)) + [0] * bound.above
    for amount in outside:
        refused(
            f"issue 'x': the amount is out of range; expected {bound.words}, got amount = {amount}.",
            lambda amount=amount: issue(kind, float(amount)),
        )
    assert outside


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"kind": "gift"}, f"issue 'x' has an unknown kind 'gift'; choose from {', '.join(KINDS)}."),
        ({"mfn": True}, "issue 'x' of the kind payment is granted to every exporter; only a cut of tariffs can be. "
         "Write one issue per asker, or leave mfn out."),
        ({"kind": "tariff", "low": 0.5}, "issue 'x': tariffs fall to one rate; expected no key low in an issue of the kind "
         "tariff: a rate is agreed, not estimated, got low = 0.5."),
        ({"low": 2.0}, "issue 'x': the range does not hold the amount; expected a number from 0 to the amount, 1, got low = 2."),
        ({"high": 0.5}, "issue 'x': the range does not hold the amount; expected at least the amount, 1, and a number above 0 "
         "(billion dollars a year), got high = 0.5."),
        ({"low": 3.0, "high": 0.5}, "issue 'x': the range does not hold the amount; expected a number from 0 to the amount, 1, "
         "got low = 3."),
        ({"delivered": 0.5}, "issue 'x': only purchases are delivered in part; expected no key delivered in an issue of the kind "
         "payment, got delivered = 0.5."),
        ({"kind": "purchases", "delivered": 57.0}, "issue 'x': delivered is out of range; expected a number of at least 0 and "
         "at most 1 (a share: 5 % is 0.05), got delivered = 57."),
        ({"red_line": 1.5}, "issue 'x': red_line is out of range; expected a number of at least 0 and at most 1 (a share: 5 % is "
         "0.05), got red_line = 1.5."),
        ({"phase_in_years": -1.0}, "issue 'x': phase_in_years is out of range; expected a number of at least 0 and at most 100 "
         "(years), got phase_in_years = -1."),
        ({"demand": 0.5, "red_line": 0.4}, "issue 'x': R1 demands 0.5 of it and R0's red line is 0.4. Nobody can grant that: "
         "lower the demand or move the red line."),
        ({"offer": 0.5, "red_line": 0.4}, "issue 'x': R1 is offered 0.5 of it and R0's red line is 0.4. Nobody can grant that: "
         "lower the demand or move the red line."),
    ],
)  # fmt: skip
def test_issues(more, message):
    refused(message, lambda: issue(**more))


def on(*issues, sides=("R0", "R1")):
    return Agenda(status_quo(), sides, issues, np.zeros_like(tariffs_nij()))


def test_agendas():
    economy = status_quo().economy
    refused("an agenda needs at least one issue\ngot      none\ndo       put something on the table", on)
    refused(
        "an agenda needs at least one issue\ngot      none\ndo       put something on the table",
        lambda: agenda().only("subsidies"),
    )
    refused(
        "two issues are called 'x'\nexpected a name of its own for each\ndo       rename one of them",
        lambda: on(issue(), issue("stated")),
    )
    refused(
        "an agenda needs two or more different sides\ngot      R0\ndo       name every region at the table once",
        lambda: on(issue(), sides=("R0",)),
    )
    refused(
        "issue 'x' is granted by R0 to R1\n"
        "expected the two sides R0 and R2\n"
        "do       leave it out: nobody at this table can grant it",
        lambda: on(issue(), sides=("R0", "R2")),
    )
    refused(
        "there is no region 'R9' in this economy\nchoose from R0, R1, R2", lambda: on(issue(), sides=("R0", "R9")), PolicyError
    )  # fmt: skip
    spent, income = economy.expenditure_nj[0], economy.income_n
    refused(
        f"issue 'x': more than there is to buy; expected at most {spent[1]:.4g} billion dollars a year, all that R0 spends "
        "there, got amount = 1000.",
        lambda: check_money(on(issue("purchases", 1000.0, sectors=("S1",)))),
    )
    refused(
        f"issue 'x': more than can be paid; expected at most {0.1 * income[0]:.4g} billion dollars a year, 10% of R0's income, "
        "got amount = 1000.",
        lambda: check_money(on(issue(amount=1000.0))),
    )
    refused(
        f"issue 'x': more than it can be worth; expected at most {0.1 * income[1]:.4g} billion dollars a year, 10% of R1's "
        "income, got high = 1000.",
        lambda: check_money(on(issue("stated", high=1000.0))),
    )


def test_deals_outside_every_bound():
    """The issue is named; a range beyond the amount may be asked for, and so may the slip of a difference quotient."""
    talks = agenda()
    most = {"buying": 1.5, "paying": 2.0}
    for k, name in enumerate(talks.names):
        for value in (-0.2, 2.2):
            x = np.zeros(5)
            x[k] = value
            message = (
                f"the deal asks for too much or too little of the issue {name!r}\n"
                f"expected a number from 0, the status quo, to {most.get(name, 1):g}; 1 is the whole amount\n"
                f"got      x = {value:g}\ndo       raise the amount to go further"
            )
            for call in (talks.payoffs, talks.gains, talks.policy, talks.equilibrium):
                refused(message, lambda call=call, x=x: call(x))
    message = (
        "a deal has one number for each of the 5 issues\n"
        "expected in order: cuts of R0, cuts of R1, buying, paying, a promise\ngot      an array of the shape (4,)"
    )
    refused(message, lambda: talks.payoffs(np.zeros(4)))
    np.testing.assert_allclose(talks.payoffs(talks.with_amounts(np.zeros(5), "high"))[0], 0, atol=1e-6)


def test_amounts_at_the_ends_of_their_ranges():
    """A deal with other amounts is the same deal on an agenda that states them."""
    talks, x = agenda(), np.array([0.5, 0.5, 0.8, 0.6, 0.3])
    np.testing.assert_allclose(talks.with_amounts(x, "high"), [0.5, 0.5, 1.2, 1.2, 0.3])
    np.testing.assert_allclose(talks.with_amounts(x, "low"), [0.5, 0.5, 0.4, 0.3, 0.3])
    costs = on(Issue("open", "access", "R0", "R1", 0.02, ("S0",), low=0.01, high=0.05))
    wider = on(Issue("open", "access", "R0", "R1", 0.05, ("S0",)))
    for share in (0.3, 1.0):
        at_high = costs.with_amounts(np.array([share]), "high")
        np.testing.assert_allclose(
            costs.policy(at_high).trade_cost_hat_jni, wider.policy(np.array([share])).trade_cost_hat_jni, rtol=1e-12
        )


def test_purchases_as_delivered():
    """(T33) All that is bought is the delivered share of all that would have been, and never less than now."""
    talks = agenda()
    flows = status_quo().flows
    now = float(flows.sel(importer="R1", exporter="R0", sector="S1"))
    for delivered in (1.0, 0.99, 0.9, 0.5):
        buying = dataclasses.replace(talks.issues[2], delivered=delivered)
        other = talks.replace(issues=(*talks.issues[:2], buying, *talks.issues[3:]))
        for share in (0.0, 0.4, 1.0):
            x = np.array([0.3, 0.2, share, 0.7, 1.0])
            got = other.as_delivered(x)
            bought = max(now, delivered * (now + 0.2 * share)) if share else now
            assert got[2] == pytest.approx((bought - now) / 0.2, abs=1e-7) and got[2] <= share + 1e-12
            np.testing.assert_array_equal(np.delete(got, 2), np.delete(x, 2))


def test_what_a_grant_is_worth_beyond_the_model():
    """Counted in proportion to what is granted, as its cost is; at the ends of its own range where amounts are at theirs."""
    access = Issue("doors", "access", "R1", "R0", 0.02, low=0.01, high=0.04)
    more = {"worth": 0.4, "worth_low": 0.1, "worth_high": 0.9, "cost": 0.2}
    stated = dataclasses.replace(access, **more)
    plain, valued = (Agenda(status_quo(), ("R0", "R1"), (i,), np.zeros_like(tariffs_nij())) for i in (access, stated))
    x = np.array([0.5])
    np.testing.assert_allclose(valued.payoffs(x)[0] - plain.payoffs(x)[0], [0.2, -0.1], atol=1e-12)
    np.testing.assert_allclose(valued.payoffs(x)[1] - plain.payoffs(x)[1], [[0.4], [-0.2]], atol=1e-9)
    for end, worth in (("low", 0.1), ("high", 0.9)):
        ratio = stated.ratio(end)
        expected = plain.payoffs(x * ratio)[0] + [0.5 * worth, -0.1 * ratio]
        np.testing.assert_allclose(worth_at_end(valued, x, end), expected, atol=1e-9)
        np.testing.assert_allclose(worth_at_end(plain, x, end), plain.payoffs(x * ratio)[0], atol=1e-12)
    assert stated.beyond_the_model == "worth 0.4 (0.1 to 0.9) bn a year to R0, costs R1 0.2 bn a year"
    assert access.beyond_the_model == "" and stated.valued("low").valued("low") == stated.valued("low")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"kind": "stated", "worth": 1.0}, "issue 'x': this item is worth its amount; expected no key worth in an issue of the "
         "kind stated: its amount is what it is worth, got worth = 1."),
        ({"worth": 1.0, "worth_low": 2.0}, "issue 'x': the range does not hold the worth; expected at most the worth, 1, got "
         "worth_low = 2."),
        ({"worth": 1.0, "worth_high": 0.5}, "issue 'x': the range does not hold the worth; expected at least the worth, 1, got "
         "worth_high = 0.5."),
    ],
)  # fmt: skip
def test_worths_that_cannot_be(more, message):
    refused(message, lambda: issue(**more))


def test_nothing_is_worth_more_than_a_tenth_of_an_income():
    income = float(status_quo().economy.income_n[0])
    rich = Issue("x", "payment", "R1", "R0", 0.01, worth=income)
    said = f"expected at most {0.1 * income:.4g} billion dollars a year, 10% of R0's income, got worth = {income:g}."
    refused(
        f"issue 'x': more than it can be worth; {said}",
        lambda: check_money(Agenda(status_quo(), ("R0", "R1"), (rich,), np.zeros_like(tariffs_nij()))),
    )
