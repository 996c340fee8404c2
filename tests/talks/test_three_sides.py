"""Talks of three sides on a small economy: zone, deals, compliance and linkage; the table of two inside it; what is left out."""

from dataclasses import replace
from datetime import date
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

import tradetalks as tt
from tests.talks.small import status_quo, tariffs_nij
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.errors import TalksError
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.assumptions import USUAL_TERM, Assumptions
from tradetalks.talks.bargaining_set import WAR_AS_IT_STANDS
from tradetalks.talks.compliance import Breach, Compliance
from tradetalks.talks.issue import Issue
from tradetalks.talks.issue_linkage import by_kind, linkage_of
from tradetalks.talks.negotiate import negotiate
from tradetalks.talks.negotiation import Negotiation
from tradetalks.talks.pair_deals import deals_of_two
from tradetalks.war import terms
from tradetalks.war.objectives import Objective

OPENING, DEADLINE = date(2026, 1, 1), date(2026, 3, 1)
SIDES = ("R0", "R1", "R2")
PAIRS = [(by, to) for by in SIDES for to in SIDES if by != to]


@cache
def threat() -> Equilibrium:
    economy = status_quo().economy
    policy = tt.raise_tariffs(economy, by="R0", on=["R1", "R2"], rate=0.1)
    return tt.solve(economy, policy)


ISSUES = (
    *(Issue(f"{by} cuts on {to}", "rollback", by, to, 1.0) for by, to in PAIRS),
    Issue("R1 pays R0", "payment", "R1", "R0", 0.3),
    Issue("R2 pays R0", "payment", "R2", "R0", 0.3),
    Issue("R2 buys", "purchases", "R2", "R1", 0.2, ("S1",)),
)


def talks_of(sides=SIDES, issues=ISSUES, **more) -> Negotiation:
    return negotiate(
        status_quo(),
        sides=sides,
        issues=issues,
        escalation=threat(),
        opening=OPENING,
        deadline=DEADLINE,
        baseline_tariff=np.zeros_like(tariffs_nij()),
        **more,
    )


@pytest.fixture(scope="module")
def talks() -> Negotiation:
    return talks_of()


def test_zone_and_deals_are_those_of_three(talks):
    assert not talks.closed and set(talks.deals) >= {"Nash", "Kalai-Smorodinsky", "largest sum"}
    for deal in talks.deals.values():
        np.testing.assert_allclose(talks.priced.payoffs(deal.x)[0], deal.u, atol=1e-9)
        assert (deal.u > -1e-6).all() and deal.frontier_gap < 1e-4
    # Nobody's best is beaten by what a deal brings it.
    assert all((deal.u <= talks.zone.ideal + 1e-6).all() for deal in talks.deals.values())


@pytest.mark.parametrize("order", [(2, 0, 1), (1, 0, 2)])
def test_the_order_of_the_sides_orders_the_results(talks, order):
    order = list(order)
    other = talks_of(tuple(SIDES[k] for k in order))
    assert set(other.deals) == set(talks.deals)
    for name, deal in talks.deals.items():
        np.testing.assert_allclose(other.deals[name].u, deal.u[order], rtol=1e-3, atol=2e-4, err_msg=name)
        kept, again = talks.compliance.by_breach(deal.x), other.compliance.by_breach(deal.x)
        assert set(kept) == set(again) == {"everything", "purchases", *(f"everything to {side}" for side in SIDES)}
        for breach, verdict in kept.items():
            np.testing.assert_allclose(again[breach].critical_discount, verdict.critical_discount[order], atol=1e-6)
    np.testing.assert_allclose(other.zone.ideal, talks.zone.ideal[order], atol=1e-5)
    assert other.zone.max_min_surplus == pytest.approx(talks.zone.max_min_surplus, abs=1e-5)


class Content(Objective):
    """A side that wants nothing: its payoff is the same in every deal."""

    def term(self, economy, members):
        return terms.Gain(np.zeros(len(economy.regions)))


@pytest.mark.slow
def test_the_table_of_two_is_that_of_three_with_a_side_that_can_neither_give_nor_gain():
    between = tuple(issue for issue in ISSUES if {issue.by, issue.to} == {"R0", "R1"})
    mandates = {"mandate_years": (4.0, 4.0)}
    two = talks_of(("R0", "R1"), between, assumptions=Assumptions(**mandates))
    three = talks_of(SIDES, between, objectives={"R2": Content()})
    assert three.zone.gaining.tolist() == [True, True, False]
    assert three.zone.max_min_surplus == pytest.approx(two.zone.max_min_surplus, abs=1e-7)
    np.testing.assert_allclose(three.zone.ideal, [*two.zone.ideal, 0.0], atol=1e-6)
    assert set(three.deals) == set(two.deals)
    for name, deal in two.deals.items():
        found = three.deals[name]
        np.testing.assert_allclose(found.u, [*deal.u, 0.0], atol=1e-5, err_msg=name)
        one, other = two.compliance.enforcement(found.x), three.compliance.enforcement(found.x)
        np.testing.assert_allclose(other.critical_discount[:2], one.critical_discount, atol=1e-9)
        assert other.critical_lag[2] == np.inf and len(three.compliance.breaches) == len(two.compliance.breaches)
    surplus = two.compliance.self_enforcing_surplus()
    assert three.compliance.self_enforcing_surplus() == pytest.approx(surplus, abs=1e-6)
    weight = two.bargaining_set.common_relative_gains()
    # Gains here are a tenth of a billion: the weight is found until what is left to gain is a millionth of that.
    assert three.bargaining_set.common_relative_gains() == pytest.approx(weight, abs=1e-4)
    groups = by_kind(two.priced)
    np.testing.assert_allclose(
        linkage_of(three.priced, groups, step=three.threat).value,
        [*linkage_of(two.priced, groups, step=two.threat).value, 0.0],
        atol=1e-5,
    )


def test_a_side_that_could_only_lose_keeps_what_it_has(talks):
    """All that R0 and R1 grant each other diverts trade from R2, which sits there: nothing is signed that harms it."""
    between = tuple(issue for issue in ISSUES if {issue.by, issue.to} == {"R0", "R1"})
    three = talks_of(SIDES, between)
    for deal in three.deals.values():
        assert deal.u[2] > -1e-6
    outside = talks_of(("R0", "R1"), between)
    harmed = outside.priced.gains(outside.deals["Nash"].x)[2]
    assert harmed < -1e-3
    assert three.zone.surplus < outside.zone.surplus or three.closed


def test_what_two_sign_without_the_third_is_what_they_sign_at_a_table_of_their_own(talks):
    """(T63) and what it brings the third is what it brings a bystander."""
    found = {deal.partners: deal for deal in deals_of_two(talks.bargaining_set)}
    assert set(found) == {("R0", "R1"), ("R0", "R2"), ("R1", "R2")}
    for partners, deal in found.items():
        own = [k for k, issue in enumerate(ISSUES) if {issue.by, issue.to} == set(partners)]
        table = talks_of(partners, tuple(ISSUES[k] for k in own), assumptions=Assumptions(mandate_years=(4.0, 4.0)))
        alone = table.bargaining_set.deals_by_threat[WAR_AS_IT_STANDS]["Nash"]
        assert deal.signed and not deal.x[[k for k in range(len(ISSUES)) if k not in own]].any()
        at = [SIDES.index(side) for side in partners]
        np.testing.assert_allclose(deal.u[at], alone.u, rtol=1e-3, atol=1e-4)
        (third,) = set(range(3)) - set(at)
        x = np.zeros(len(own)) + deal.x[own]
        assert deal.u[third] == pytest.approx(table.priced.gains(x)[third], abs=1e-6)


def test_a_table_of_two_has_nobody_to_leave_out():
    between = tuple(issue for issue in ISSUES if {issue.by, issue.to} == {"R0", "R1"})
    assert deals_of_two(talks_of(("R0", "R1"), between).bargaining_set) == ()


@pytest.mark.slow
def test_two_without_a_deal_of_their_own():
    """All that is between R0 and R1 is a payment: the two alone sign nothing."""
    issues = (Issue("gift", "payment", "R0", "R1", 0.3), *(i for i in ISSUES if {i.by, i.to} == {"R1", "R2"}))
    found = {deal.partners: deal for deal in deals_of_two(talks_of(SIDES, issues).bargaining_set)}
    assert set(found) == {("R0", "R1"), ("R1", "R2")} and found["R1", "R2"].signed
    alone = found["R0", "R1"]
    assert not alone.signed and not alone.x.any() and not alone.u.any()


def public_good(issues, worth=1.0, cost=0.4) -> tuple[SimpleNamespace, BargainingProblem]:
    """Every grant costs who grants it and is worth more to who asked for it."""
    slopes = np.zeros((3, len(issues)))
    for k, issue in enumerate(issues):
        slopes[SIDES.index(issue.by), k] = -cost
        slopes[SIDES.index(issue.to), k] = worth
    m = len(issues)
    problem = BargainingProblem(lambda x: (slopes @ x, slopes), np.zeros(m), np.ones(m), np.zeros(3), sides=SIDES)
    return SimpleNamespace(sides=SIDES, issues=issues), problem


def grants(pairs):
    return tuple(SimpleNamespace(by=by, to=to, kind="stated") for by, to in pairs)


@pytest.mark.parametrize("pairs", [PAIRS, [("R0", "R1"), ("R1", "R2"), ("R2", "R0")]], ids=["to all", "in a circle"])
@pytest.mark.parametrize("punishment", ["proportional", "impasse"])
def test_patience_in_the_dilemma_of_three_in_closed_form(pairs, punishment):
    """Grants cost c and are worth b: cheating gains c on each grant and the answers take b on each, so δ* = c/b (T30)."""
    cost, rate = 0.4, 0.5
    assumed = replace(Assumptions().of_sides(3), punishment=punishment, lag_years=0.25)
    kept = Compliance(*public_good(grants(pairs), cost=cost), np.zeros(3), assumed)
    verdict = kept.by_breach(np.ones(len(pairs)))["everything"]
    np.testing.assert_allclose(verdict.critical_discount, cost, rtol=1e-12)
    np.testing.assert_allclose(kept.enforcement(np.ones(len(pairs))).critical_lag, -np.log(cost) / rate, rtol=1e-12)
    # Whether it is kept turns where the answer comes exactly that late.
    limit = -np.log(cost) / rate
    for lag, holds in ((0.99 * limit, True), (1.01 * limit, False)):
        late = replace(kept, assumptions=replace(assumed, lag_years=lag))
        assert late.enforcement(np.ones(len(pairs))).self_enforcing is holds
        assert (late.self_enforcing_surplus() > 0.01) is holds


def test_whoever_is_worth_least_is_cheated_first():
    """A grant worth b to R1 and b/4 to R2, of the same cost c: δ* is 2c/(5b/4) for both at once, 4c/b for R2 alone (T30)."""
    issues, cost = grants([("R0", "R1"), ("R0", "R2"), ("R1", "R0"), ("R2", "R0")]), 0.2
    agenda, problem = public_good(issues, cost=cost)

    def payoffs(x):
        u, jac = problem.payoffs(x)
        less = np.zeros((3, 4))
        less[2, 1] = 0.75
        return u - less @ x, jac - less

    compliance = Compliance(agenda, replace(problem, payoffs=payoffs), np.zeros(3), Assumptions().of_sides(3))
    names = [breach.name for breach in compliance.breaches]
    assert names == ["everything", "everything to R1", "everything to R2"]
    verdicts = compliance.by_breach(np.ones(4))
    needed = [verdicts[name].critical_discount[0] for name in names]
    np.testing.assert_allclose(needed, [2 * cost / 1.25, cost, 4 * cost], rtol=1e-12)
    # R1 and R2 grant to R0 alone: that is everything, and stands there once.
    assert all((verdicts[name].critical_discount[1:] == 0).all() for name in names[1:])
    found = compliance.enforcement(np.ones(4))
    assert found.critical_lag[0] == pytest.approx(-np.log(4 * cost) / 0.5)


def test_all_others_answer_and_none_of_them_twice():
    """R0 withholds from both: each takes back what it lost, b and b, of the 2b + g that R0 had while it cheated."""
    issues, gift = grants(PAIRS), 0.7
    agenda, problem = public_good(issues)

    def payoffs(x):
        u, jac = problem.payoffs(x)
        return u + np.array([gift, 0.0, 0.0]), jac

    compliance = Compliance(agenda, replace(problem, payoffs=payoffs), np.zeros(3), Assumptions().of_sides(3))
    x = np.ones(6)
    breach = compliance.breaches[0]
    np.testing.assert_allclose(compliance.deviate(breach)(x)[0], [2 + gift, 2, 2])
    np.testing.assert_allclose(compliance.punished(breach)(x)[0], [gift, 0, 0], atol=1e-12)
    # A breach that harms one of two is answered by one.
    alone = Breach("R0 from R1", np.array([[pair == ("R0", "R1") for pair in PAIRS], [False] * 6, [False] * 6]), 0.25)
    np.testing.assert_allclose(compliance.punished(alone)(x)[0][0], 2 + gift - 0.4 - 1.0)


@pytest.mark.parametrize("punishment", ["proportional", "impasse", "escalation"])
def test_derivatives_of_breach_and_punishment(talks, punishment):
    compliance = replace(talks.compliance, assumptions=replace(talks.assumptions, punishment=punishment))
    x = np.linspace(0.2, 0.9, len(ISSUES))
    for breach in compliance.breaches:
        for f in (compliance.deviate(breach), compliance.punished(breach)):
            _, jac = f(x)
            for m in range(0, len(x), 3):
                step = 1e-4 * np.eye(len(x))[m]
                np.testing.assert_allclose(jac[:, m], (f(x + step)[0] - f(x - step)[0]) / 2e-4, rtol=1e-3, atol=1e-4)


def test_answers_of_all_others_by_hand(talks):
    """(T46) from payoffs of the deal and of the broken deals."""
    x = talks.deals["Nash"].x
    comply = talks.priced.payoffs(x)[0]
    punished = talks.compliance.punished(talks.compliance.breaches[0])(x)[0]
    for k, side in enumerate(SIDES):
        broken = talks.priced.payoffs(np.where([issue.by == side for issue in ISSUES], 0.0, x))[0]
        taken = sum(max(0.0, comply[j] - broken[j]) for j in range(3) if j != k)
        assert punished[k] == pytest.approx(max(0.0, broken[k] - taken), abs=1e-9)


def test_rivalry_by_pair(talks):
    """R0 minds R1's gain, not R2's: only the gain of R1 counts against what R0 has."""
    by_pair = replace(talks.assumptions, rivalry=((0.0, 0.3, 0.0), 0.0, 0.0))
    rivals = talks.replace(assumptions=by_pair)
    x = np.full(len(ISSUES), 0.5)
    u, income = talks.priced.payoffs(x)[0], talks.priced.incomes
    seen = rivals.problem.payoffs(x)[0]
    np.testing.assert_allclose(seen, [u[0] - 0.3 * income[0] / income[1] * u[1], u[1], u[2]], atol=1e-12)
    everybody = talks.replace(assumptions=replace(talks.assumptions, rivalry=(0.3, 0.0, 0.0)))
    against = 0.3 * income[0] * (u[1] / income[1] + u[2] / income[2])
    np.testing.assert_allclose(everybody.problem.payoffs(x)[0][0], u[0] - against, atol=1e-12)
    zone = everybody.zone.max_min_surplus
    assert zone < rivals.zone.max_min_surplus < talks.zone.max_min_surplus


@pytest.mark.parametrize("part", ["odds", "drawn", "flows", "attrition", "rounds", "stakes"])
def test_what_two_sides_play_is_not_asked_of_three(talks, part):
    with pytest.raises(TalksError) as caught:
        getattr(talks, part)
    assert str(caught.value) == (
        "odds are computed for two sides; this table has three\n"
        "do       ask for the zone, the deals and whether they would be kept"
    )


def test_a_frontier_is_a_curve_of_two(talks):
    with pytest.raises(TalksError, match="a frontier is a curve between two sides\ngot      R0, R1, R2\n"):
        _ = talks.frontier


def test_what_is_said_of_three(talks):
    said = talks.summary()
    assert said.splitlines()[-1] == "odds are computed for two sides; this table has three"
    assert "Nash: R0 " in said and ", R2 " in said
    assert repr(talks).startswith("<Negotiation: R0, R1 and R2, 9 issues")


def test_assumptions_for_a_table_of_three():
    assert Assumptions().of_sides(2) == Assumptions()
    three = Assumptions(committed=(0.1, 0.2, 0.3)).of_sides(3)
    assert three.committed == (0.1, 0.2, 0.3) and three.rates == (0.05,) * 3
    assert three.mandate_years == (USUAL_TERM,) * 3
    with pytest.raises(TalksError) as caught:
        talks_of(assumptions=Assumptions(rates=(0.05, 0.1)))
    assert str(caught.value) == (
        "the assumption rates has 2 values\nexpected 3, one for each side\ngot      (0.05, 0.1)"
    )
    with pytest.raises(TalksError, match="side 3 threatens at a table of 2"):
        Assumptions(threatener=2).of_sides(2)


def test_an_agenda_of_three_needs_grants_between_them():
    with pytest.raises(TalksError, match="granted by R0 to R9\nexpected two of R0, R1, R2"):
        Agenda(status_quo(), SIDES, (Issue("gift", "stated", "R0", "R9", 1.0),), tariffs_nij())
