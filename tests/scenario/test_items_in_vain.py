"""Items that nobody can sign, that come too late or are of next to nothing; threats of another day or of somebody else."""

import pytest

from tests.scenario.test_messages import shown, told
from tests.scenario.test_notes import ONE, notes
from tests.scenario.test_talks_notes import OURS, PROMISE, THEIRS
from tests.scenario.test_talks_notes import notes as solved
from tests.scenario.test_words_of_acts import acts, read

TALKS = """branches:
  more: {title: t, acts: [{id: b, by: BY, on: ON, rate: 5%, from: START, source: s}]}
talks:
  sides: [USA, CHN]
  opening: 2026-02-01
  deadline: 2026-04-01
  escalation: more
  issues:
    - {name: Ours, kind: rollback, by: USA, to: CHN, amount: 1, source: s}
"""


def talks(*items: str, start: str = "2026-04-01", by: str = "USA", on: str = "CHN", more: str = "") -> str:
    text = TALKS.replace("START", start).replace("BY", by).replace("ON", on)
    return acts(ONE) + text + "".join(f"    - {{{item}, source: s}}\n" for item in items) + more


def item(kind: str, **more: object) -> str:
    said = "".join(f", {key}: {value}" for key, value in more.items())
    return f"name: Mine, kind: {kind}, by: CHN, to: USA, amount: {said.removeprefix(', amount: ')}"


@pytest.mark.parametrize("kind", ["payment", "stated"])
@pytest.mark.parametrize("sectors", ["goods", "MVH", "[MVH, ELE]"])
def test_sums_of_money_have_no_sectors(kind, sectors):
    text = talks(item(kind, amount=1, sectors=sectors))
    advice = "leave sectors out: what is paid or stated is billion dollars a year, wherever it is earned"
    title, expected = f"an item of the kind {kind} has no sectors", f"no key sectors beside kind: {kind}"
    got = "a list" if sectors.startswith("[") else sectors
    assert told(text) == shown(text, 15, sectors, title, expected, advice, got=got)
    assert notes(text.replace(f", sectors: {sectors}", "")) == []


def test_costs_and_worths_have_the_limit_of_payments():
    income = read(talks()).accounts["final_use"].sum("sector")
    text = talks(item("stated", amount=1, cost=1000000))
    most = f"at most {0.1 * float(income.sel(region='CHN')):.4g} billion dollars a year, 10% of CHN's income"
    assert told(text) == shown(text, 15, "1000000", "more than it can cost", most)
    text = talks(item("purchases", amount=1, sectors="AGR", worth=-100000))
    most = f"at most {0.1 * float(income.sel(region='USA')):.4g} billion dollars a year up or down, 10% of USA's income"
    assert told(text) == shown(text, 15, "-100000", "more than it can be worth", most)


def test_items_that_nobody_can_sign_or_expects():
    assert notes(talks(item("stated", amount=1, red_line=0))) == [
        "x.yaml:15:73  nothing of Mine can be signed: its red line is 0\ndo       raise the red line, or leave the item out"
    ]
    assert notes(talks(item("purchases", amount=1, sectors="AGR", delivered=0))) == [
        "x.yaml:15:91  nothing of Mine is expected to be bought: delivered is 0\n"
        "do       give the share that one may expect, or leave it out"
    ]


def test_items_of_another_century_and_of_next_to_nothing():
    assert notes(talks(item("stated", amount=1, phase_in="{2126-04-01: 1}"))) == [
        "x.yaml:15:73  Mine comes into force on 2126-04-01, after every mandate ends\n"
        "do       no side looks beyond 2030-01-31: give earlier days, or longer mandate_years"
    ]
    assert notes(talks(item("stated", amount=1, phase_in="{2029-04-01: 1}"))) == []
    tiny = talks().replace("amount: 1,", "amount: 1e-13,")
    assert notes(tiny) == [
        "x.yaml:14:62  Ours takes back nothing: its amount is 1e-13 of the increase\n"
        "do       give the share that is withdrawn; 1 is all"
    ]


def test_a_promise_to_buy_everything():
    (note,) = notes(talks(item("purchases", amount=1800, sectors="AGR")))
    assert note.startswith("x.yaml:15:63  Mine promises 95.2 percent of all that CHN spends there, at home too\n")
    assert notes(talks(item("purchases", amount=900, sectors="AGR"))) == []


def test_threats_of_another_day():
    valued = "the threat is valued from the deadline on, 2026-04-01: let the branch begin then"
    assert notes(talks(start="2040-01-01")) == [
        f"x.yaml:12:15  branch more begins on 2040-01-01, after every mandate ends: no side looks so far\ndo       {valued}"
    ]
    assert notes(talks(start="2027-06-01")) == [
        f"x.yaml:12:15  branch more begins on 2027-06-01, 426 days after the deadline\ndo       {valued}"
    ]
    assert notes(talks(start="2026-01-15")) == [
        "x.yaml:12:15  branch more begins on 2026-01-15, before the talks open on 2026-02-01\n"
        "do       what is in force by then belongs to the main line: move the act there, or give it a later day"
    ]
    assert notes(talks(start="2026-07-01")) == []


def test_threats_of_somebody_else():
    advice = "write threatener: CHN in assumptions, or name a branch with acts of USA"
    title = "USA decides at the deadline, and branch more holds acts of CHN and none of its own"
    assert notes(talks(by="CHN", on="USA")) == [f"x.yaml:12:15  {title}\ndo       {advice}"]
    assert notes(talks(by="CHN", on="USA", more="  assumptions: {threatener: CHN}\n")) == []


def test_events_and_mandates_that_nothing_asks_for():
    event = "  shocks:\n    - {name: q, date: 2026-03-01, changes: {CHANGE}, source: s}\n"
    assert notes(talks(more=event.replace("CHANGE", "snap_back_years: 3"))) == [
        "x.yaml:16:62  snap_back_years changes nothing unless the punishment is snap-back\ndo       leave it out"
    ]
    assert notes(talks(more=event.replace("CHANGE", "purchase_lag_years: 3"))) == [
        "x.yaml:16:65  purchase_lag_years changes nothing: no purchases are on the table\ndo       leave it out"
    ]
    both = event.replace("CHANGE", "punishment: snap-back, snap_back_years: 3")
    assert notes(talks(more=both)) == []
    # What an event brings later is no longer in vain from the beginning.
    assert notes(talks(more=both + "  assumptions: {snap_back_years: 2}\n")) == []
    levels = "  levels: [{name: low, share: 0.1, limits: {Ours: 0.5}}]\n"
    assert notes(talks(more=levels).replace("amount: 1,", "amount: 1, red_line: 0.3,")) == [
        "x.yaml:15:51  the level low may sign 0.5 of Ours, and its red line is 0.3\n"
        "do       lower the limit, or raise the red line"
    ]


def test_what_solving_shows_names_the_cause():
    """Red lines, days beyond every mandate and amounts of next to nothing, not what is traded."""
    shut = [it.replace("source", "red_line: 0, source") for it in (OURS, PROMISE)]
    found, _ = solved(*shut)
    (reason,) = [note for note in found if note.text.startswith("no deal")]
    assert reason.text.endswith("every red line is 0: nothing on it may be signed")
    assert reason.do == "raise the red lines: of ours, a promise"
    found, _ = solved(OURS, shut[1])
    (reason,) = [note for note in found if note.text.startswith("no deal")]
    assert reason.do.endswith(", or raise the red line of a promise")
    late = THEIRS.replace("source", "phase_in: {2126-04-01: 1}, source").replace("ABROAD, to: HOME", "HOME, to: ABROAD")
    late = late.replace("rollback", "stated").replace("amount: 1,", "amount: 1,")
    found, _ = solved(OURS, PROMISE, late)
    assert [note.do for note in found] == [
        "it comes into force on 2126-04-01 and no side looks beyond 2023-06-28: give phase_in earlier days"
    ]
    found, _ = solved(
        OURS, PROMISE, late.replace("phase_in: {2126-04-01: 1}, ", "").replace("amount: 1,", "amount: 1e-9,")
    )
    assert [note.do for note in found] == ["its amount is 1e-09 bn a year: correct the amount, or leave it out"]
