"""What a package adds on an economy (T42), and the agenda it is written on."""

from functools import partial

import numpy as np
import pytest

from tests.talks.small import EXACT, agenda, status_quo
from tradetalks.bargaining.linkage import link_issues
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import egalitarian, nash_bargain, utilitarian
from tradetalks.bargaining.stall import LONG
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import TalksError
from tradetalks.talks.issue_linkage import by_kind, linkage_of, worth_signing


class Additive:
    """An agenda whose payoffs add up: one independent problem an issue."""

    def __init__(self, problems, names):
        self.problems, self.names, self.incomes = problems, names, np.ones(2)

    def payoffs(self, x):
        parts = [p.payoffs(x[k : k + 1]) for k, p in enumerate(self.problems)]
        return np.sum([u for u, _ in parts], 0), np.hstack([jac for _, jac in parts])

    def problem(self):
        m = len(self.problems)
        return BargainingProblem(self.payoffs, np.zeros(m), np.ones(m), np.zeros(2), instruments=self.names)


def issue(gain, loss):
    """Worth ``gain`` to side 1 at a rising cost ``loss`` x² to side 2 (or the reverse, for negative values)."""

    def payoffs(x):
        u = np.array([gain * x[0] - (loss < 0) * -loss * x[0] ** 2, 0.0])
        du = np.array([[gain + (loss < 0) * 2 * loss * x[0]], [0.0]])
        if loss > 0:
            u[1], du[1, 0] = 0.4 * x[0] - loss * x[0] ** 2, 0.4 - 2 * loss * x[0]
        return u, du

    return BargainingProblem(payoffs, [0.0], [1.0], (0.0, 0.0))


def give(share):
    """Side 1 gives: costs it ``share`` x, brings side 2 x; by itself nobody signs it."""
    return BargainingProblem(
        lambda x: (np.array([-share * x[0], x[0]]), np.array([[-share], [1.0]])), [0.0], [1.0], (0.0, 0.0)
    )


@pytest.mark.parametrize("concept", [nash_bargain, egalitarian])
def test_where_payoffs_add_up_it_is_the_linkage_of_separate_issues(concept):
    problems = [issue(1.0, 0.5), issue(0.7, 0.9), give(0.3)]
    found = linkage_of.__wrapped__(Additive(problems, ("a", "b", "c")), concept=concept)
    expected = link_issues(problems, concept=concept)
    np.testing.assert_allclose(found.value, expected.value, atol=1e-6)
    np.testing.assert_allclose(found.package.x, expected.package.x, atol=1e-4)
    assert found.unsigned == ("c",) and found.value.sum() > 0.1


def test_what_nobody_would_sign_alone_is_found_out_by_one_search():
    """And not by a search for each side's best among the deals that all can sign: these are the impasse alone, and payoffs are
    as a solver leaves them, off by their last digits."""
    asked = []

    def payoffs(x):
        asked.append(x)
        off = 1e-9 * np.array([4.8, 2.1]) + 1e-10 * np.sin(1e10 * x[0] + np.array([1.0, 2.0]))
        u = np.array([-0.24596 * x[0] - 5.2 * x[0] ** 2, 11.884 * x[0] + 3.0 * x[0] ** 2])
        return u + off, np.array([[-0.24596 - 10.4 * x[0]], [11.884 + 6.0 * x[0]]])

    costly = BargainingProblem(payoffs, [0.0], [1.0], [0.0, 0.0])
    found = linkage_of.__wrapped__(
        Additive([costly, give(0.3)], ("a", "b")), concept=partial(nash_bargain, starts=1, certify=False)
    )
    assert found.unsigned == ("a", "b")
    # The package, what it is above the impasse, and a search for the item alone; thrice as many with each side's best.
    assert len(asked) < 6 * LONG


def test_a_package_of_everything_adds_nothing_to_itself():
    problems = [issue(1.0, 0.5), give(0.3)]
    found = linkage_of.__wrapped__(Additive(problems, ("a", "b")), {"all": ["a", "b"]})
    np.testing.assert_allclose(found.value, 0, atol=1e-9)


def test_worth_signing():
    problem = issue(1.0, 0.5)
    assert worth_signing(nash_bargain(problem), problem)
    assert not worth_signing(nash_bargain(give(0.3)), give(0.3))
    impossible = BargainingProblem(problem.payoffs, [0.0], [1.0], (0.0, 0.0), outside_option=(5.0, 5.0))
    assert not worth_signing(utilitarian(impossible), impossible)


def solved_payoffs(x):
    """Payoffs of a deal from a cold solve to a tighter tolerance, with what is stated added."""
    talks, now = agenda(), status_quo()
    solved = solve_instruments(now.economy, talks.policy(x), method=EXACT)
    gain = (solved.values.real_income_hat_n - now.values.real_income_hat_n) * now.economy.income_n
    return gain[:2] + np.array([0.3, -0.1]) * x[4]


@pytest.fixture(scope="module")
def linked():
    return linkage_of(agenda(), by_kind(agenda()))


def test_linkage_solved_from_scratch(linked):
    """V = the package less the separate deals, all of them in force at once."""
    groups = by_kind(agenda())
    assert linked.names == tuple(groups) == ("rollback", "purchases", "payment", "stated")
    union = np.zeros(5)
    for (kind, issues), deal in zip(groups.items(), linked.separate, strict=True):
        own = [agenda().names.index(i) for i in issues]
        if kind not in linked.unsigned:
            union[own] = deal.x
    package = solved_payoffs(linked.package.x)
    np.testing.assert_allclose(linked.package.u, package, atol=1e-7)
    np.testing.assert_allclose(linked.value, package - solved_payoffs(union), atol=1e-7)
    np.testing.assert_allclose(linked.together, solved_payoffs(union), atol=1e-7)


def test_what_one_side_alone_gives_is_not_signed_alone(linked):
    assert set(linked.unsigned) >= {"payment", "stated"}
    assert linked.value.sum() >= -1e-6


def test_summary(linked):
    lines = linked.summary().splitlines()
    assert lines[0] == f"linking 4 issues is worth {linked.value.sum():+.6g} in total"
    assert lines[1] == (
        f"  R0: package {linked.package.u[0]:.6g}, one by one {linked.together[0]:.6g}, linkage {linked.value[0]:+.6g}"
    )
    assert lines[3] == f"  cannot be signed alone: {', '.join(linked.unsigned)}"


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"a": []}, "the group 'a' is empty\n"
        "expected at least one issue\n"
        "do       leave the group out"),
        ({"a": ["fish"]},
         "the group 'a' names the issue 'fish', which is not on the agenda\n"
         "do       choose from cuts of R0, cuts of R1, buying, paying, a promise"),
        ({"a": ["buying"]},
         "every issue belongs to exactly one group\n"
         "got      'cuts of R0' in 0\n"
         "do       give each issue one group, or no groups to take every issue alone"),
        ({"a": ["buying", "paying"], "b": ["buying", "cuts of R0", "cuts of R1", "a promise"]},
         "every issue belongs to exactly one group\n"
         "got      'buying' in 2\n"
         "do       give each issue one group, or no groups to take every issue alone"),
    ],
)  # fmt: skip
def test_bad_groups_are_refused(groups, message):
    with pytest.raises(TalksError) as error:
        linkage_of(agenda(), groups)
    assert str(error.value) == message
