"""What solved talks show of their section: worth nothing, harmful to both, threats that threaten nobody, and why no deal."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tradetalks.cli.main import main
from tradetalks.report.write import read_run
from tradetalks.scenario.negotiate import negotiation_of
from tradetalks.scenario.notes import Note
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.scenario.run_talks import solve_bargain
from tradetalks.scenario.talks_notes import notes_on_talks

HEAD = """name: small
title: Talks
baseline: toy
acts:
  - {id: a, by: HOME, on: ABROAD, rate: 10%, from: 2019-01-01, source: made up}
branches:
  stick:
    title: t
    acts:
      - {id: b, by: HOME, on: ABROAD, rate: BRANCH, from: 2019-10-01, source: made up}
talks:
  sides: [HOME, ABROAD]
  opening: 2019-06-29
  deadline: 2019-09-01
  escalation: stick
  assumptions: {threatener: WHO}
  issues:
"""
OURS = "{name: ours, kind: rollback, by: HOME, to: ABROAD, amount: 1, source: s}"
# ABROAD has raised nothing.
THEIRS = "{name: theirs, kind: rollback, by: ABROAD, to: HOME, amount: 1, source: s}"
# Worth ten times to HOME what it costs ABROAD: with it on the table there is a deal.
PROMISE = "{name: a promise, kind: stated, by: ABROAD, to: HOME, amount: 1, cost: 0.1, source: s}"


def text(*issues: str, branch: str = "10%", who: str = "HOME") -> str:
    head = HEAD.replace("BRANCH", branch).replace("WHO", who)
    return head + "".join(f"    - {issue}\n" for issue in issues)


def notes(*issues: str, **given: str) -> tuple[tuple[Note, ...], np.ndarray]:
    """The notes, and what carrying the threat out is worth to the sides."""
    scenario = parse_scenario(text(*issues, **given), "x.yaml", Path(), {})
    cost = run_scenario(scenario, parts={"cost"}).cost
    talks = negotiation_of(cost)
    bargain = solve_bargain(cost, talks)
    found = notes_on_talks(talks, bargain.issues, bargain.reason)
    assert bool(bargain.reason) == bargain.closed and all(note.where == "" for note in found)
    return found, talks.threat


def test_talks_about_something_have_no_notes():
    found, _ = notes(OURS, PROMISE)
    assert found == ()


def test_a_rollback_by_a_side_that_raised_nothing():
    found, _ = notes(OURS, PROMISE, THEIRS)
    advice = "ABROAD has nothing to grant there, or HOME trades none of it: correct by, to or sectors, or leave it out"
    assert found == (Note("item theirs is worth nothing to anybody", advice),)


def test_what_is_worth_nothing_stays_at_nothing():
    """In every deal that bargaining picks, along the frontier, and with a demand for it, at what is demanded."""
    demanded = THEIRS.replace("source", "demand: 0.25, source")
    for item, least in ((THEIRS, 0.0), (demanded, 0.25)):
        scenario = parse_scenario(text(OURS, PROMISE, item), "x.yaml", Path(), {})
        talks = negotiation_of(run_scenario(scenario, parts={"cost"}).cost)
        assert talks.priced.worthless.tolist() == [False, False, True]
        deals = [deal.x for deal in talks.deals.values()]
        assert len(deals) == 4 and all(x[2] == least for x in (*deals, *talks.frontier.x, talks.zone.deal))


def test_no_deal_because_a_side_has_nothing_to_gain():
    found, _ = notes(OURS, THEIRS)
    assert [note.text for note in found[:1]] == ["item theirs is worth nothing to anybody"]
    last = found[-1]
    home = "nothing on it is worth anything to HOME; HOME would rather see the threat carried out than the impasse"
    assert last.text.startswith(f"no deal on this table suits both: {home}; ABROAD's best is ours, +")
    assert last.text.endswith(" billion dollars a year to the other")
    assert last.do == "put on the table something that ABROAD can grant and HOME gains from"


def test_no_deal_because_what_one_gains_costs_the_other_more():
    """A promise that costs who gives it more than it is worth to the other, against a rollback."""
    found, _ = notes(OURS, PROMISE.replace("cost: 0.1", "cost: 10"))
    (note,) = found
    assert note.do == "put something on the table that one side gains from more than it costs the other"
    assert "HOME's best is a promise, +1 billion dollars a year, and -10 billion" in note.text
    assert "; ABROAD's best is ours, +" in note.text


@pytest.mark.parametrize("branch", ["0%", "0.0000000001"])
def test_a_threat_that_changes_nothing(branch):
    found, flows = notes(OURS, PROMISE, branch=branch)
    assert np.abs(flows).max() < 1e-6
    assert found == (
        Note("the threat of these talks changes nothing for either side", "name a branch that raises tariffs"),
    )


def test_a_threat_that_helps_the_threatened():
    """HOME threatens to take its own tariff back; or HOME raises its tariff further and ABROAD is said to threaten."""
    found, flows = notes(OURS, PROMISE, branch="-10%")
    assert flows[1] > 0
    assert found[0] == Note(
        f"the threat helps ABROAD, whom it is to frighten ({flows[1]:+.3g} billion dollars a year)",
        "correct the branch in escalation, or write threatener: ABROAD where HOME is threatened",
    )
    assert found[1].text.endswith("; ABROAD would rather see the threat carried out than the impasse")
    found, flows = notes(OURS, PROMISE, who="ABROAD")
    assert flows[0] > 0 and [note.text.split(",")[0] for note in found] == ["the threat helps HOME"]


def test_an_item_that_harms_both():
    scenario = parse_scenario(text(OURS, PROMISE), "x.yaml", Path(), {})
    cost = run_scenario(scenario, parts={"cost"}).cost
    talks = negotiation_of(cost)
    first, second = solve_bargain(cost, talks).issues
    harmful = replace(first, worth=np.array([-1.0, -2.5]))
    assert notes_on_talks(talks, (harmful, second), "") == (
        Note(
            "item ours harms both sides (HOME -1 billion dollars a year and ABROAD -2.5 billion dollars a year)",
            "nobody signs it for itself: leave it out, or say with worth what it is worth to ABROAD beyond the model",
        ),
    )


def test_nothing_is_more_than_what_the_solver_leaves_open():
    """Payoffs at the status quo, which are zero, against what counts as nothing."""
    scenario = parse_scenario(text(OURS, PROMISE), "x.yaml", Path(), {})
    talks = negotiation_of(run_scenario(scenario, parts={"cost"}).cost)
    assert (np.abs(talks.priced.payoffs(np.zeros(2))[0]) < 0.1 * talks.priced.nothing).all()


def test_notes_on_screen_on_the_page_and_in_the_files(tmp_path, capsys):
    file, folder = tmp_path / "mine.yaml", tmp_path / "run"
    file.write_text(text(OURS, THEIRS), encoding="utf-8")
    assert main(["run", str(file), "--out", str(folder)]) == 0
    told = capsys.readouterr()
    assert (
        "item theirs is worth nothing to anybody" in told.err
        and "no deal on this table suits both: nothing on it" in " ".join(told.err.split())
    )
    run = read_run(folder)
    assert run.talks.notes[0].text == "item theirs is worth nothing to anybody"
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert [note["text"] for note in facts["notes"]] == [note.text for note in run.notes]
    assert facts["notes"][0]["where"].startswith("mine.yaml:")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert all(note.text.replace("'", "&#39;") in page for note in run.talks.notes)
    assert "No: nothing on the table is worth anything to HOME; at the fairest deal each side lacks " in page
