"""From a text to a draft of a scenario, and from the draft to a run."""

import csv
import io
import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tradetalks.cli.main import main
from tradetalks.errors import ScenarioError, TextError
from tradetalks.scenario.drafting.assemble import ScenarioDraft, draft_scenario
from tradetalks.scenario.drafting.decisions import Decision, decided, decisions_json, read_decisions, reviewable
from tradetalks.scenario.open_points import open_points, refuse_open
from tradetalks.scenario.read import parse_scenario
from tradetalks.text import read_text, source_of

NOTICE = (
    "# A notice made up for tests | 2019-01-10 | https://ustr.gov/notice\n\n"
    "The additional duty of 25 percent on steel of China will take effect on February 1, 2019. The "
    "additional duty on products of Japan is "
    "set in an order. Unless an agreement is reached by March 1, 2019, tariffs of 10 percent will be "
    "imposed on cars from the European "
    "Union. An additional duty of 5 percent on articles of Canada will be imposed on March 1, 2019. "
    "China will purchase $8 billion of "
    "U.S. agricultural goods per year. China will purchase 12 million metric tons of U.S. soybeans.\n"
)


def drafted(*texts: str, world: str | None = None) -> ScenarioDraft:
    sources = [source_of(text, name=f"text{k}.txt") for k, text in enumerate(texts)]
    return draft_scenario([(source, read_text(source)) for source in sources], world=world)


def scenario_of(draft: ScenarioDraft):
    return parse_scenario(draft.text, "draft.yaml", Path("."), {})


def test_acts_and_branches_of_a_notice():
    scenario = scenario_of(drafted(NOTICE))
    (act,) = scenario.acts
    assert (act.by, str(act.start)) == ("USA", "2019-02-01") and act.cells == (("USA", "CHN", "MET", 0.25),)
    (branch,) = scenario.branches
    assert branch.title.startswith("If: Unless an agreement")
    assert [cell for act in branch.acts for cell in act.cells] == [("USA", "EU", "MVH", 0.1)]


def test_a_country_that_the_world_does_not_have_is_asked_about():
    old, new = drafted(NOTICE), drafted(NOTICE, world="world2022")
    assert any(point.startswith("Canada: no region of world2017") for point in old.open_points)
    assert "\n    on: CAN" not in old.text and "ROW" not in old.text
    assert "\n    on: CAN" in new.text and not any("Canada: no region" in point for point in new.open_points)


def test_amounts_in_other_units_are_asked_about():
    draft = drafted(NOTICE)
    assert any(
        "12 million metric tons: in another unit than billion dollars a year" in point for point in draft.open_points
    )


def test_every_value_stands_beside_its_words():
    text = drafted(NOTICE).text
    lines = [
        line for line in text.splitlines() if line.strip().startswith(("rate:", "from:", "on:", "by:", "sectors:"))
    ]
    assert len(lines) >= 10
    for line in lines:
        assert '# "' in line or "judgement" in line or "whose text it is" in line, line
        quoted = line.partition('# "')[2].partition('" (')[0]
        assert len(quoted.split()) <= 25
        for part in quoted.split(" … "):
            assert part.replace("'", '"') in NOTICE.replace("\n", " ")


def test_talks_with_an_item_that_has_an_amount():
    text = (
        "# Made up | 2019-01-10 | https://ustr.gov/x\n\nProducts of China are currently subject to an "
        "additional duty of "
        "10 percent. The talks between the United States and China open on January 14, 2019. "
        "The two sides have until March 1, 2019 to reach a deal. China will purchase $8 billion of U.S. "
        "agricultural goods per year. "
        "If no deal is reached, tariffs of 25 percent on products of China will take effect on March 2, 2019.\n"
    )
    scenario = scenario_of(drafted(text))
    plan = scenario.talks_plan
    assert plan.sides == ("USA", "CHN") and str(plan.opening) == "2019-01-14" and str(plan.deadline) == "2019-03-01"
    (item,) = plan.issues
    assert (item.kind, item.by, item.to, item.amount) == ("purchases", "CHN", "USA", 8.0)
    # An amount in millions is written as it stands, and is billions in the scenario.
    (few,) = scenario_of(drafted(text.replace("$8 billion", "$300 million"))).talks_plan.issues
    assert few.amount == 0.3


def test_a_later_text_counts_over_an_earlier_one():
    first = (
        "# One | 2018-12-01 | https://ustr.gov/1\n\nThe additional duty on products of China will increase "
        "to 25 percent on January 1, 2019."
    )
    second = (
        "# Two | 2018-12-19 | https://ustr.gov/2\n\nThe additional duty on products of China will increase "
        "to 25 percent on March 2, 2019."
    )
    for texts in ((first, second), (second, first)):
        draft = drafted(*texts)
        (act,) = scenario_of(draft).acts
        assert str(act.start) == "2019-03-02" and "# replaced by a later text" in draft.text


def test_a_withdrawal_leaves_the_act_that_it_ends():
    first = (
        "# One | 2018-06-01 | https://ustr.gov/1\n\n"
        "An additional duty of 25 percent on steel of China takes effect on July 6, 2018."
    )
    second = "# Two | 2019-01-10 | https://ustr.gov/2\n\nThe duty of 25 percent on steel of China has been withdrawn."
    draft = drafted(first, second)
    (act,) = scenario_of(draft).acts
    assert str(act.start) == "2018-07-06" and "# replaced by a later text" not in draft.text
    assert any("which act ends?" in point for point in draft.open_points)


def test_contradictions_stand_side_by_side():
    text = (
        "# One | 2019-01-01 | https://ustr.gov/1\n\nThe additional duty on steel of China will be imposed at "
        "a rate of 10 percent on "
        "March 2, 2019. Tariffs of 15 percent on steel from China will be imposed on March 2, 2019.\n"
    )
    draft = drafted(text)
    assert any("two rates" in point and "10 percent" in point and "15 percent" in point for point in draft.open_points)


def test_a_text_without_trade_gives_an_empty_draft():
    draft = drafted("Soup\n\nChop the onions and cook them for 20 minutes.")
    assert draft.found == 0 and "Nothing was found" in draft.text and scenario_of(draft).acts == ()


def test_the_table_has_every_value_with_its_place():
    rows = list(csv.DictReader(io.StringIO(drafted(NOTICE).table)))
    rates = [row for row in rows if row["field"] == "rate"]
    assert {row["value"] for row in rates} == {"0.25", "0.1", "0.05"}
    for row in rates:
        assert NOTICE[int(row["start"]) : int(row["end"])] == row["words"]


def test_decisions_change_and_drop(tmp_path):
    source = source_of(NOTICE, name="n.txt")
    findings = read_text(source)
    (record, field) = next((record, field) for record, field, value in reviewable(findings) if value.value == 0.25)
    made = [Decision(record, field, "change", "30%"), Decision("item 1", "", "drop")]
    file = tmp_path / "decisions.json"
    file.write_text(decisions_json({"n.txt": made}))
    changed = decided(findings, read_decisions(file)["n.txt"], world="world2017")
    assert changed.measures[0].rate.value == 0.3 and "changed by hand" in changed.measures[0].rate.derived
    assert len(changed.promises) == len(findings.promises) - 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[", "is no JSON"),
        ("[]", "holds no decisions"),
        ('{"n.txt": [{"record": "measure 1"}]}', "decision that cannot be read"),
        ('{"n.txt": [{"record": "measure 1", "do": "forget"}]}', "decision that cannot be read"),
    ],
)
def test_decisions_that_cannot_be_read(tmp_path, text, what):
    file = tmp_path / "decisions.json"
    file.write_text(text)
    with pytest.raises(TextError, match=what):
        read_decisions(file)
    with pytest.raises(TextError, match="cannot be read"):
        read_decisions(tmp_path / "none.json")


def test_decisions_on_what_is_not_there():
    findings = read_text(source_of(NOTICE))
    with pytest.raises(TextError, match="nothing was found that is measure 99"):
        decided(findings, [Decision("measure 99", "rate", "drop")], world="world2017")
    with pytest.raises(TextError, match="cannot be 'much'"):
        decided(findings, [Decision("measure 1", "rate", "change", "much")], world="world2017")


def test_a_run_refuses_what_is_open():
    draft = drafted(NOTICE)
    count = len(open_points(draft.text))
    assert draft.text.startswith(f"# A draft with {count} open points")
    with pytest.raises(ScenarioError, match=f"a draft with {count} open points"):
        refuse_open("draft.yaml", draft.text)
    closed = "\n".join(line for line in draft.text.splitlines() if "# open:" not in line)
    refuse_open("draft.yaml", closed)


def test_the_commands(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("n.txt").write_text(NOTICE)
    assert main(["draft", "n.txt"]) == 0
    assert "a draft with" in capsys.readouterr().out
    assert Path("draft-n.yaml").exists() and Path("draft-n-findings.csv").exists()
    assert main(["check", "draft-n.yaml"]) == 0
    assert "a draft with" in capsys.readouterr().out
    assert main(["run", "draft-n.yaml", "--brief"]) == 2
    assert "--as-drafted" in capsys.readouterr().err
    # What is there already stays.
    assert main(["draft", "n.txt"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["draft", "https://ustr.gov/notice"]) == 2
    assert "nothing is fetched" in capsys.readouterr().err
    assert main(["draft", "n.txt", "--date", "soon"]) == 2
    assert main(["draft", "n.txt", "--world", "mars"]) == 2
    assert main(["draft", "none.txt"]) == 2


def test_a_review_is_recorded(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("n.txt").write_text(NOTICE)
    answers = iter(["r", "c", "CHN", "x", "d", "q"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    assert main(["draft", "n.txt", "--review"]) == 0
    (rows,) = json.loads(Path("draft-n-decisions.json").read_text()).values()
    assert [row["do"] for row in rows] == ["drop", "change", "drop"]
    capsys.readouterr()
    assert main(["draft", "n.txt", "--decisions", "draft-n-decisions.json", "--out", "again.yaml"]) == 0
    assert Path("again.yaml").read_text() == Path("draft-n.yaml").read_text()


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        # The average on record for that day is 12.1 percent.
        ("The additional duty of 25 percent on all goods of China remains in force.", True),
        ("The additional duty of 10 percent on all goods of China remains in force.", False),
        ("The additional duty of 25 percent on steel of China remains in force.", False),
    ],
)
def test_what_stands_is_held_against_the_record(said, is_asked):
    """On all goods no duty can be above the average; on some it may, and the average stands beside it."""
    lines = drafted(f"# Notice | 2019-01-09 | https://ustr.gov/notice\n\n{said}\n").text.splitlines()
    assert is_asked == any(
        line.startswith("# open: which is right? USA on CHN: the text has 25 percent") for line in lines
    )
    assert [line for line in lines if "tariffs of USA on CHN average 12.1 percent of the imports of all goods" in line]


def test_talks_that_lack_something_are_set_aside_with_what_is_known():
    """The first line is understood with or without its mark; what the text says of talks stands ready to go on from."""
    draft = drafted(
        "Talks in Oslo | 2019-01-09 | https://ustr.gov/talks\n\nTalks between the United States and China on subsidies "
        "aim to reach an agreement by March 1, 2019.\n"
    )
    lines = draft.text.splitlines()
    assert "dates: [2019-01-09]" in lines and "# talks:" in lines and "#   issues:" in lines
    assert [line for line in lines if line.startswith("#   deadline: 2019-03-01")]
    assert [line for line in lines if line.startswith("#   sides: [USA, CHN]")]
    assert scenario_of(draft).talks is None


def test_annotations_are_read_alike_by_readers_of_both_versions_of_yaml(tmp_path, monkeypatch):
    """In YAML 1.1 a bare ``on`` is a truth value, so that no country would be found there."""
    monkeypatch.chdir(tmp_path)
    Path("n.txt").write_text(NOTICE)
    assert main(["draft", "n.txt", "--as", "gold", "--out", "gold"]) == 0
    text = Path("gold/n.yaml").read_text()
    older = YAML(typ="safe", pure=True)
    older.version = (1, 1)
    assert older.load("on") is True
    found = older.load(text)
    assert found == YAML(typ="safe").load(text)
    assert [act["on"]["value"] for act in found["acts"]] == ["CHN", "EU", "Canada"]


def test_a_review_goes_on_where_another_ended(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("n.txt").write_text(NOTICE)
    answers = iter(["r", "a", "q"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    assert main(["draft", "n.txt", "--review"]) == 0
    first = capsys.readouterr().out
    # A label that cannot be is asked for again.
    answers = iter(["c", "Nowhere", "Japan", *["a"] * 200])
    arguments = ["--decisions", "draft-n-decisions.json", "--review", "--out", "second.yaml"]
    assert main(["draft", "n.txt", *arguments]) == 0
    second = capsys.readouterr().out
    assert "2 decided before" in second and "measure 1, by" in first and "measure 1, by" not in second
    assert "cannot be 'Nowhere'" in second
    (rows,) = json.loads(Path("second-decisions.json").read_text()).values()
    assert [row["do"] for row in rows[:3]] == ["drop", "accept", "change"]
    assert {row["record"].partition(" ")[0] for row in rows} >= {"measure", "item", "party", "date"}


def test_q_in_place_of_a_new_value_ends_the_review(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("n.txt").write_text(NOTICE)
    answers = iter(["a", "c", "q"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    assert main(["draft", "n.txt", "--review"]) == 0
    (rows,) = json.loads(Path("draft-n-decisions.json").read_text()).values()
    assert [row["do"] for row in rows] == ["accept"]


@pytest.mark.parametrize(
    ("record", "field", "value", "what"),
    [
        ("measure 1", "on", "Chian", "countries by their codes"),
        ("measure 1", "sectors", "STEEL", "sectors of world2017: AGR"),
        ("measure 1", "status", "inforce", "did you mean in_force"),
        ("measure 1", "kind", "tax", "add, set, change, remove"),
        ("measure 1", "start", "tomorrow", "a day as"),
        ("measure 1", "rate", "25", "a percentage such as 25%"),
        ("item 1", "kind", "sale", "purchases"),
        ("date 1", "day", "May", "a day as"),
        ("date 1", "what", "begins", "effective"),
        ("party 1", "country", "", "countries by their codes"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(record, field, value, what):
    findings = read_text(source_of(NOTICE))
    with pytest.raises(TextError, match=f"{record} {field} cannot be") as refusal:
        decided(findings, [Decision(record, field, "change", value)], world="world2017")
    assert what in str(refusal.value)


def test_days_parties_and_levels_are_decided_on():
    text = (
        NOTICE
        + "\nThe talks were led by U.S. Trade Representative Robert Lighthizer and Vice Premier Liu He of China.\n"
    )
    findings = read_text(source_of(text))
    made = [
        Decision("date 1", "what", "change", "signed"),
        Decision("date 2", "day", "change", "2019-02-08"),
        Decision("party 1", "country", "change", "Norway"),
        Decision("party 2", "", "drop"),
        Decision("negotiator 1", "level", "change", "leaders"),
        Decision("negotiator 2", "leads", "change", "false"),
        Decision("measure 1", "sectors", "change", "MAC, ELE"),
        Decision("measure 1", "on", "change", "Japan, CHN"),
    ]
    changed = decided(findings, made, world="world2017")
    assert changed.dates[0].what == "signed" and str(changed.dates[1].value.value) == "2019-02-08"
    assert changed.parties[0].value == "NOR" and len(changed.parties) == len(findings.parties) - 1
    assert changed.levels[0].level.value == "leaders" and changed.levels[1].leads.value is False
    assert changed.measures[0].sectors.value["world2017"] == ["MAC", "ELE"]
    assert changed.measures[0].on.value == ["JPN", "CHN"]


def test_a_ceiling_is_the_rate_itself_whatever_stood_before():
    text = (
        "# Made up | 2025-08-05 | https://www.whitehouse.gov/x\n\nThe United States will lower its duties on goods of Japan from "
        "39 percent to a maximum of 15 percent, ordinary duties included, from September 1, 2025.\n"
    )
    draft = drafted(text)
    (act,) = scenario_of(draft).acts
    assert "kind: floor" in draft.text and {cell[3] for cell in act.cells} == {0.15}
    assert any("the 39 percent before end" in point for point in draft.open_points)


def test_countermeasures_without_rates_and_the_highest_of_several_are_asked_about():
    text = (
        "# Made up | 2025-08-05 | https://ec.europa.eu/x\n\nThe Commission suspended its countermeasures against the United "
        "States until 6 February 2026. China will impose duties of up to 30 percent on U.S. aircraft from 1 October 2025.\n"
    )
    draft = drafted(text)
    assert any("are these duties, at which rates" in point for point in draft.open_points)
    assert any("the highest of several" in point for point in draft.open_points)
    assert scenario_of(draft).acts == ()


def test_what_a_text_leaves_out_and_what_it_also_suspends_is_asked():
    note = "# A note | 2019-01-10 | https://ustr.gov/note\n\n"
    draft = drafted(
        note + "An additional duty of 12 percent on cars of Japan took effect on January 2, 2019. "
        "The additional duty of 12 percent on steel of Japan is suspended until May 1, 2019.",
        note + "Tires of all countries will be subject to an additional duty of 7 percent, except as noted below.",
    )
    assert "the text suspends duties of the same rate and pair" in draft.text
    assert "does the text leave out? 'except as noted" in draft.text


def test_what_may_come_does_not_come_before_what_it_changes():
    draft = drafted(
        "# A note | 2019-01-10 | https://ustr.gov/note\n\n"
        "A duty of 12 percent on cars of Japan will take effect on May 1, 2019. "
        "If Japan retaliates, the United States will double the duty on cars of Japan to 24 percent."
    )
    assert "from: 2019-05-01  # judgement: the first day of what it would change" in draft.text
