"""Talks for users of Python: the same as a scenario's, and what cannot be negotiated."""

import doctest
from datetime import date

import numpy as np
import pytest

import tradetalks as tt
from tests.talks.small import solved_at, status_quo, tariffs_nij
from tradetalks.errors import TalksError
from tradetalks.scenario.negotiate import clock_of, deal_path_of
from tradetalks.talks.issue import Issue
from tradetalks.talks.negotiate import negotiate
from tradetalks.war import ObjectiveError, RealIncome

CUTS = (Issue("cuts of R0", "rollback", "R0", "R1", 1.0), Issue("cuts of R1", "rollback", "R1", "R0", 1.0))


def small_talks(**changes):
    economy = status_quo().economy
    worse = tt.solve(economy, tt.raise_tariffs(economy, by="R0", on="R1", rate=0.2))
    given = {
        "sides": ("R0", "R1"),
        "issues": CUTS,
        "escalation": worse,
        "opening": date(2026, 1, 1),
        "deadline": date(2026, 3, 1),
        "baseline_tariff": np.zeros_like(tariffs_nij()),
    }
    return negotiate(status_quo(), **(given | changes))


def test_payoffs_are_those_of_the_two_equilibria():
    found = small_talks()
    economy = status_quo().economy
    free = tariffs_nij().copy()
    free[0, 1, economy.goods_index] = free[1, 0, economy.goods_index] = 0.0
    gain = (solved_at(free).values.real_income_hat_n - status_quo().values.real_income_hat_n) * economy.income_n
    np.testing.assert_allclose(found.bargaining_set.full_rollback, gain[:2], atol=1e-6)
    worse = tt.solve(economy, tt.raise_tariffs(economy, by="R0", on="R1", rate=0.2))
    loss = (worse.values.real_income_hat_n - status_quo().values.real_income_hat_n) * economy.income_n
    np.testing.assert_allclose(found.escalation, loss[:2], atol=1e-6)
    assert repr(found) == "<Negotiation: R0 and R1, 2 issues, 2026-01-01 to 2026-03-01>"


def test_a_scenario_is_the_same_talks(talks, long_run):
    """What the scenario's wiring hands over, handed over by hand: all that differs is the calendar of the flows."""
    by_date = talks.replace(
        agenda=long_run.agenda,
        escalation=long_run.escalation,
        weaker_scale=(),
        stronger_scale=(),
        threatened=long_run.threatened,
    )
    np.testing.assert_allclose(by_date.odds.odds, long_run.odds.odds, atol=1e-9)
    assert (talks.opening, talks.deadline, talks.assumptions) == (
        long_run.opening, long_run.deadline, long_run.assumptions
    )  # fmt: skip
    assert talks.agenda.issues == long_run.agenda.issues


def test_the_target_of_a_full_rollback_is_the_baseline_unless_given():
    economy = status_quo().economy
    np.testing.assert_allclose(small_talks(baseline_tariff=None).agenda.now.target_nij, economy.tariff_nij)
    labelled = economy.tariff.copy()
    labelled[:] = 0.0
    np.testing.assert_allclose(small_talks(baseline_tariff=labelled.T).agenda.now.target_nij, 0.0)


def told(kind=TalksError, **changes):
    with pytest.raises(kind) as error:
        small_talks(**changes)
    return str(error.value)


def test_what_cannot_be_negotiated_is_refused():
    economy = status_quo().economy
    other = tt.solve(economy.without_scale(), tt.Policy())
    assert told(escalation=other) == (
        "the escalation is an equilibrium of another economy than the status quo\n"
        "expected two equilibria of one economy\ndo       solve both with the economy that calibrate returned"
    )
    assert told(baseline_tariff=np.zeros(3)) == (
        "the tariffs of a full rollback have the wrong shape\n"
        "expected an array (importer, exporter, sector) of the shape (3, 3, 2)\ngot      the shape (3,)\n"
        "do       start from a copy of economy.tariff"
    )
    assert told(baseline_tariff=economy.tariff.rename(importer="buyer")) == (
        "the tariffs of a full rollback have other labels than the economy's\n"
        "expected the dimensions importer, exporter, sector with the economy's labels, in its order\n"
        "got      the dimensions buyer, exporter, sector\ndo       start from a copy of economy.tariff"
    )
    assert told(deadline=date(2026, 1, 1)) == (
        "the deadline 2026-01-01 does not come after the opening 2026-01-01\ndo       give a later deadline"
    )


def test_the_example_of_the_docstring():
    (example,) = doctest.DocTestFinder(recurse=False).find(negotiate)
    assert doctest.DocTestRunner().run(example) == (0, len(example.examples)) and len(example.examples) > 5
    assert tt.negotiate is negotiate


def test_results_give_tidy_tables(run, talks):
    """Units stand with the numbers, and every object fits on a line."""
    clock, path = clock_of(run), deal_path_of(talks)
    assert set(clock.to_dataset().data_vars) == {"flow", "percent", "so_far", "per_day", "horizon"}
    np.testing.assert_allclose(clock.to_dataset()["flow"].values, clock.flows)
    table = path.to_dataframe()
    assert table.attrs["units"] == {"gain": "billion dollars a year"}
    assert len(table) == len(path.gains) * len(path.years) * 2
    nash = talks.deals["Nash"].to_dataset()
    np.testing.assert_allclose(nash["value"].sel(instrument=list(talks.agenda.names)), talks.deals["Nash"].x)
    for found in (talks, talks.agenda, talks.bargaining_set, talks.texts, talks.compliance, talks.zone, clock, path):
        assert "\n" not in repr(found) and len(repr(found)) < 200


def test_what_stands_in_place_of_an_equilibrium_or_a_day_is_named():
    advice = "do       solve the policy first: tradetalks.solve(economy, policy)"
    assert told(escalation=tt.Policy()) == (
        "negotiate: escalation is of another kind\nexpected an Equilibrium\n"
        f"got      escalation = Policy(nothing changed)\n{advice}"
    )
    with pytest.raises(TalksError) as error:
        negotiate(
            tt.Policy(), sides=("R0", "R1"), issues=CUTS, escalation=status_quo(),
            opening=date(2026, 1, 1), deadline=date(2026, 3, 1),
        )  # fmt: skip
    assert str(error.value) == (
        "negotiate: status_quo is of another kind\nexpected an Equilibrium\n"
        f"got      status_quo = Policy(nothing changed)\n{advice}"
    )
    assert told(deadline="2026-03-01") == (
        "negotiate: a date expected\nexpected a datetime.date, without a time\ngot      deadline = '2026-03-01'"
    )
    assert told(opening=None).endswith("got      opening = None")
    assert told(issues=("cuts",)).startswith("negotiate: issues is of another kind\nexpected issues\n")
    assert told(issues="cuts").startswith("negotiate: issues is no list of these\nexpected a list of Issue\n")
    assert told(assumptions={"choice_dispersion": 0.1}).startswith("negotiate: assumptions is of another kind\n")


def test_what_would_be_ignored_or_depend_on_hashing_is_refused():
    assert told(sides={"R0", "R1"}).startswith("negotiate: sides names nothing\nexpected a list of regions\n")
    assert told(objectives={"X": RealIncome()}) == (
        "objectives are given for somebody who is not at the table\nexpected sides among R0, R1\ngot      X\n"
        "do       correct the name, or add the side"
    )
    for value in ("x", RealIncome()):
        assert told(objectives=value).startswith(
            "negotiate: objectives is of another kind\nexpected a mapping from sides"
        )
    assert told(kind=ObjectiveError, objectives={"R0": "income"}).startswith("this is no objective\n")
    nothing = np.full_like(tariffs_nij(), np.nan)
    assert told(baseline_tariff=nothing).startswith("the tariffs of a full rollback cannot be\n")
    assert told(baseline_tariff="x").startswith("negotiate: baseline_tariff is of another kind\n")


def test_an_issue_has_a_name():
    with pytest.raises(TalksError, match=r"^an issue has no name; give it one\.$"):
        Issue("", "rollback", "R0", "R1", 1.0)
