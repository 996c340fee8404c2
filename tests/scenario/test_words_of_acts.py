"""Floors, caps, acts instead of others, answers in kind, lists and names in words: the rates that follow, and the messages."""

import datetime
import re
from pathlib import Path

import pytest

from tests.scenario.test_messages import HEAD, REGIONS, act, shown, told
from tradetalks.errors import ScenarioError
from tradetalks.inputs.places import countries
from tradetalks.scenario.policy_path import acts_in_force, change_dates, policy_in_force, tariffs_in_force
from tradetalks.scenario.read import parse_scenario, read_scenario

DAY = datetime.date


def read(text: str, folder: Path = Path()):
    return parse_scenario(text, "x.yaml", folder, {})


def acts(*lines: str) -> str:
    return HEAD + "acts:\n" + "".join(f"  - {{{line}, source: s}}\n" for line in lines)


def rate(scenario, day: str, importer: str, exporter: str, sector: str = "MVH", branch: str | None = None) -> float:
    levels = tariffs_in_force(scenario, DAY.fromisoformat(day), branch)
    return float(levels.sel(importer=importer, exporter=exporter, sector=sector))


def base(scenario, importer: str, exporter: str, sector: str = "MVH") -> float:
    return float(scenario.accounts["tariff"].sel(importer=importer, exporter=exporter, sector=sector))


def test_a_floor_is_the_greater_of_the_old_rate_and_its_own():
    scenario = read(acts("id: f, by: USA, on: EU, kind: floor, rate: 3%, from: 2026-01-01"))
    old = scenario.accounts["tariff"].sel(importer="USA", exporter="EU")
    new = tariffs_in_force(scenario, DAY(2026, 1, 1)).sel(importer="USA", exporter="EU")
    goods = scenario.accounts["tradable"].values
    assert (old.values[goods] > 0.03).any() and (old.values[goods] < 0.03).any()
    assert (new.values[goods] == old.values[goods].clip(min=0.03)).all()


def test_a_cap_is_the_lesser():
    scenario = read(
        acts(
            "id: a, by: USA, on: EU, rate: 25%, from: 2026-01-01",
            "id: c, by: USA, on: EU, kind: cap, rate: 15%, from: 2026-02-01",
        )
    )
    assert rate(scenario, "2026-01-15", "USA", "EU") == base(scenario, "USA", "EU") + 0.25
    assert rate(scenario, "2026-02-01", "USA", "EU") == 0.15


def test_the_dated_american_schedule_has_its_floor(validation):
    scenario = read_scenario(validation / "cases" / "18-dated-us-schedule" / "floor.yaml")
    goods = scenario.accounts["tradable"].values
    old = scenario.accounts["tariff"].sel(importer="USA", exporter="EU").values[goods]
    for day, expected in (
        (DAY(2025, 8, 6), old + 0.10),
        (DAY(2025, 8, 7), old.clip(min=0.15)),
        (DAY(2026, 2, 23), old.clip(min=0.15)),
        (DAY(2026, 2, 24), old + 0.10),
    ):
        found = tariffs_in_force(scenario, day).sel(importer="USA", exporter="EU").values[goods]
        assert found == pytest.approx(expected, abs=1e-15)
    assert len(scenario.dates) == 12 and scenario.players[0] == "USA" and scenario.players_inferred


def test_an_act_instead_of_another_on_the_same_goods():
    scenario = read(
        acts(
            "id: all-goods, by: USA, on: EU, rate: 10%, from: 2026-01-01",
            "id: cars, by: USA, on: EU, sectors: MVH, rate: 25%, from: 2026-02-01, until: 2026-03-31, instead_of: all-goods",
        )
    )
    before = base(scenario, "USA", "EU")
    for day, more in (("2026-01-15", 0.10), ("2026-02-01", 0.25), ("2026-03-31", 0.25), ("2026-04-01", 0.10)):
        assert rate(scenario, day, "USA", "EU") == pytest.approx(before + more, abs=1e-15)
    # Goods that it does not cover keep the act that it stands in for.
    assert rate(scenario, "2026-02-01", "USA", "EU", "MET") == base(scenario, "USA", "EU", "MET") + 0.10


@pytest.mark.parametrize(
    ("more", "title", "expected", "do"),
    [
        ("sectors: MVH, rate: 25%, instead_of: al", "act b stands in for an unknown act", "the id of an act that sets a rate",
         "did you mean all?"),
        ("sectors: MVH, rate: 25%, instead_of: b", "acts b and b stand in for each other", "one of the two",
         "say which of them applies"),
        ("sectors: MET, rate: 25%, instead_of: all", "acts b and all have no goods in common",
         "an act on some of the same goods", "leave instead_of out, or correct its ids"),
    ],
)  # fmt: skip
def test_what_nothing_can_stand_in_for(more, title, expected, do):
    text = acts(
        "id: all, by: USA, on: EU, sectors: MVH, rate: 10%, from: 2026-01-01",
        f"id: b, by: USA, on: EU, from: 2026-01-01, {more}",
    )
    word = more.rpartition(" ")[2]
    assert told(text) == shown(text, 6, f"{word}, source".split(",")[0], title, expected, do)


ANSWER = "id: back, answers: {to: USA, by: all, share: 50%, after_days: 30}"


def test_everyone_answers_in_kind_in_one_line():
    scenario = read(
        acts(
            "id: steel, by: USA, on: [EU, CHN], sectors: [MET], rate: 20%, from: 2026-01-01, until: 2026-12-31",
            "id: other, by: IND, on: BRA, rate: 5%, from: 2026-01-01",
            ANSWER,
        )
    )
    assert [a.id for a in scenario.acts] == ["steel", "other", "back-EU-steel", "back-CHN-steel"]
    answer = scenario.acts[2]
    assert (answer.by, answer.kind, answer.start, answer.until) == ("EU", "add", DAY(2026, 1, 31), DAY(2026, 12, 31))
    assert answer.cells == (("EU", "USA", "MET", 0.1),)
    assert rate(scenario, "2026-01-30", "EU", "USA", "MET") == base(scenario, "EU", "USA", "MET")
    assert rate(scenario, "2026-01-31", "CHN", "USA", "MET") == base(scenario, "CHN", "USA", "MET") + 0.1
    assert rate(scenario, "2026-01-31", "IND", "USA", "MET") == base(scenario, "IND", "USA", "MET")
    assert change_dates(scenario) == (DAY(2026, 1, 1), DAY(2026, 1, 31), DAY(2027, 1, 1))


def test_an_answer_ends_with_what_it_answers():
    scenario = read(
        acts(
            "id: steel, by: USA, on: EU, sectors: [MET], rate: 20%, from: 2026-01-01",
            "id: off, by: USA, kind: remove, of: steel, from: 2026-06-01",
            "id: back, answers: {to: steel, after_days: 10}",
        )
    )
    assert rate(scenario, "2026-05-31", "EU", "USA", "MET") == base(scenario, "EU", "USA", "MET") + 0.2
    assert rate(scenario, "2026-06-01", "EU", "USA", "MET") == base(scenario, "EU", "USA", "MET")


def test_answers_in_a_branch():
    text = acts("id: steel, by: USA, on: EU, sectors: [MET], rate: 20%, from: 2026-01-01") + (
        "branches:\n  answer:\n    title: t\n    acts:\n      - {id: back, answers: {to: United States}, source: s}\n"
    )
    scenario = read(text)
    assert len(scenario.acts) == 1
    assert rate(scenario, "2026-01-01", "EU", "USA", "MET", "answer") == base(scenario, "EU", "USA", "MET") + 0.2


def test_a_branch_that_takes_back_an_act_ends_its_answers():
    text = acts(
        "id: steel, by: USA, on: EU, sectors: [MET], rate: 20%, from: 2026-01-01", "id: back, answers: {to: steel}"
    ) + (
        "branches:\n  peace:\n    title: t\n    acts:\n"
        "      - {id: off, by: USA, kind: remove, of: steel, from: 2026-06-01, source: s}\n"
    )
    scenario = read(text)
    assert acts_in_force(scenario, DAY(2026, 6, 1), "peace") == ()
    assert len(acts_in_force(scenario, DAY(2026, 6, 1))) == 2


def test_an_answer_to_a_factor_and_to_an_export_tax():
    scenario = read(
        acts(
            "id: m, by: USA, on: EU, sectors: [MVH], kind: multiply, rate: 3, from: 2026-01-01",
            "id: e, by: USA, on: EU, sectors: [MVH], instrument: export_tax, rate: 10%, from: 2026-01-01",
            "id: back, answers: {to: [m, e], share: 0.5}",
        )
    )
    assert scenario.acts[2].cells == (("EU", "USA", "MVH", 2.0),)
    assert scenario.acts[3].cells == (("USA", "EU", "MVH", 0.05),)
    tax = policy_in_force(scenario, DAY(2026, 1, 1)).export_tax
    assert tax is not None and float(tax.sel(importer="USA", exporter="EU", sector="MVH")) == 0.05


@pytest.mark.parametrize(
    ("kind", "rate_", "share", "level"),
    [("set", "15%", "50%", lambda old: 0.15), ("floor", "30%", "50%", lambda old: max(old, 0.3)),
     ("cap", "1%", "10%", lambda old: min(old, 0.01)), ("set", "15%", "1", lambda old: 0.15)],
)  # fmt: skip
def test_who_answers_a_level_answers_the_change(kind, rate_, share, level):
    """Half of a rise to 15 percent is half of the points, never a cut of what was higher."""
    scenario = read(
        acts(
            f"id: f, by: USA, on: CHN, kind: {kind}, rate: {rate_}, from: 2026-01-01",
            f"id: r, answers: {{to: f, share: {share}}}",
        )
    )
    part = 0.1 if share == "10%" else 0.5 if share == "50%" else 1.0
    moved = 0
    for sector in ("AGR", "FOD", "TEX", "MVH", "MET"):
        change = level(base(scenario, "USA", "CHN", sector)) - base(scenario, "USA", "CHN", sector)
        answer = rate(scenario, "2026-01-01", "CHN", "USA", sector) - base(scenario, "CHN", "USA", sector)
        assert answer == pytest.approx(part * change, abs=1e-12)
        moved += abs(change) > 0
    assert moved > 2


def test_an_answer_to_what_stands_in_stands_in_for_the_answer():
    first = "id: a, by: USA, on: CHN, rate: 10%, from: 2026-01-01"
    cars = "id: b, by: USA, on: CHN, sectors: MVH, rate: 25%, from: 2026-01-01, instead_of: a"
    scenario = read(acts(first, cars, "id: r, answers: {to: USA}"))
    for sector, points in (("MVH", 0.25), ("MET", 0.10)):
        for importer, exporter in (("USA", "CHN"), ("CHN", "USA")):
            was = base(scenario, importer, exporter, sector)
            assert rate(scenario, "2026-01-01", importer, exporter, sector) == pytest.approx(was + points)


def test_an_answer_gives_way_where_something_stands_in_for_what_it_answers():
    text = acts("id: a, by: USA, on: CHN, rate: 10%, from: 2026-01-01", "id: r, answers: {to: a, after_days: 10}") + (
        "branches:\n  milder:\n    title: t\n    acts:\n      - {id: b, by: USA, on: CHN, sectors: MVH, rate: 1%, "
        "from: 2026-03-01, instead_of: a, source: s}\n"
        "  answered:\n    title: t\n    acts:\n      - {id: b2, by: USA, on: CHN, sectors: MVH, rate: 1%, "
        "from: 2026-03-01, instead_of: a, source: s}\n      - {id: r2, answers: {to: b2}, source: s}\n"
    )
    scenario = read(text)
    cars, metal = base(scenario, "CHN", "USA", "MVH"), base(scenario, "CHN", "USA", "MET")
    assert rate(scenario, "2026-02-28", "CHN", "USA", "MVH", "milder") == pytest.approx(cars + 0.1)
    assert rate(scenario, "2026-03-01", "CHN", "USA", "MVH", "milder") == pytest.approx(cars)
    assert rate(scenario, "2026-03-01", "CHN", "USA", "MVH", "answered") == pytest.approx(cars + 0.01)
    assert rate(scenario, "2026-03-01", "CHN", "USA", "MET", "milder") == pytest.approx(metal + 0.1)
    assert not [note for note in scenario.notes if "changes nothing" in str(note)]


def test_an_answer_does_not_outlive_what_it_answers():
    """Taken back on a branch before anybody had answered; suspended on the day on which it was to be answered."""
    text = acts("id: a, by: USA, on: CHN, rate: 10%, from: 2026-01-01", "id: r, answers: {to: a, after_days: 60}") + (
        "branches:\n  peace:\n    title: t\n    acts:\n"
        "      - {id: off, by: USA, kind: remove, of: a, from: 2026-02-01, source: s}\n"
        "  pause:\n    title: t\n    acts:\n"
        "      - {id: pause, by: USA, kind: remove, of: a, from: 2026-02-01, until: 2026-03-31, source: s}\n"
    )
    scenario = read(text)
    was = base(scenario, "CHN", "USA", "MVH")
    for day, branch, points in (
        ("2026-03-15", None, 0.1), ("2026-03-15", "peace", 0.0), ("2027-01-01", "peace", 0.0),
        ("2026-03-15", "pause", 0.0), ("2026-04-01", "pause", 0.1),
    ):  # fmt: skip
        assert rate(scenario, day, "CHN", "USA", "MVH", branch) == pytest.approx(was + points)
    suspended = read(
        acts(
            "id: a, by: USA, on: CHN, rate: 10%, from: 2026-01-01",
            "id: off, by: USA, kind: remove, of: a, from: 2026-03-01, until: 2026-03-31",
            "id: r, answers: {to: a, after_days: 70}",
        )
    )
    for day, points in (("2026-03-12", 0.0), ("2026-03-31", 0.0), ("2026-04-01", 0.1)):
        assert rate(suspended, day, "CHN", "USA", "MVH") == pytest.approx(was + points)


def test_an_answer_names_what_it_answers():
    scenario = read(acts("id: a, by: USA, on: CHN, rate: 10%, from: 2026-01-01", "id: r, answers: {to: a}"))
    assert [act.answers for act in scenario.acts] == ["", "a"]


@pytest.mark.parametrize(
    ("second", "title", "expected", "do"),
    [
        ("of: off", "act again removes off, which is itself a removal", "the id of an act that sets a rate",
         "give off an until, or state again what it removed"),
        ("of: a", "act again removes a, which off has removed by 2026-03-01", "an act in force", "leave one of the two out"),
    ],
)  # fmt: skip
def test_removals_of_what_is_removed(second, title, expected, do):
    text = acts(
        "id: a, by: USA, on: CHN, rate: 10%, from: 2026-01-01",
        "id: off, by: USA, kind: remove, of: a, from: 2026-02-01",
        f"id: again, by: USA, kind: remove, from: 2026-03-01, {second}",
    ).replace(f"{second}, source: s}}", f"source: x, {second}}}")
    assert told(text) == shown(text, 7, second.split(": ")[1], title, expected, do)


@pytest.mark.parametrize(
    ("answers", "word", "title", "expected", "do", "got"),
    [
        ("{to: stel}", "stel", "stel is answered, and is no act", "the id of an act, or a region", "did you mean steel?", None),
        ("{to: steel, by: CHN}", "{to: steel, by: CHN}", "nobody answers steel",
         "acts that hit somebody who answers, and that are still in force then", "correct to, by or after_days", "a mapping"),
        ("{to: steel, after_days: 1.5}", "1.5", "after_days is out of range",
         "a whole number of at least 0 and at most 3650 (days)", "", None),
    ],
)  # fmt: skip
def test_answers_that_cannot_be(answers, word, title, expected, do, got):
    text = acts(
        "id: steel, by: USA, on: EU, sectors: [MET], rate: 20%, from: 2026-01-01", f"id: back, answers: {answers}"
    )
    assert told(text) == shown(text, 6, word, title, expected, do, got)


def test_several_act_at_once():
    scenario = read(acts("id: a, by: [USA, EU], on: [CHN, EU], rate: 10%, from: 2026-01-01"))
    pairs = {cell[:2] for cell in scenario.acts[0].cells}
    assert scenario.acts[0].by == "USA, EU" and pairs == {("USA", "CHN"), ("USA", "EU"), ("EU", "CHN")}
    assert scenario.acts[0].is_by("EU") and not scenario.acts[0].is_by("CHN")
    assert read(acts("id: a, by: all, on: USA, rate: 10%, from: 2026-01-01")).acts[0].by == "all"


@pytest.mark.parametrize(
    ("by", "on", "sectors"),
    [("United States", "China", "Motor vehicles"), ("usa", "chn", "mvh"), ("USA", "  CHINA ", "[motor  Vehicles]")],
)
def test_names_in_words(by, on, sectors):
    names = read(HEAD + "dates: [2026-01-01]\n").accounts["sector_name"].to_series()
    sectors = sectors.replace("Motor vehicles", names["MVH"]).replace("motor  Vehicles", names["MVH"].upper())
    scenario = read(acts(f"id: a, by: {by}, on: {on}, sectors: {sectors}, rate: 10%, from: 2026-01-01"))
    assert scenario.acts[0].cells == (("USA", "CHN", "MVH", 0.1),) and scenario.acts[0].by == "USA"


@pytest.mark.parametrize(("on", "sectors"), [("ALL", "Goods"), ("[all]", "[goods]"), ("All", "goods")])
def test_words_for_everything_in_any_case(on, sectors):
    plain = read(acts("id: a, by: USA, on: all, sectors: goods, rate: 10%, from: 2026-01-01"))
    assert read(acts(f"id: a, by: USA, on: {on}, sectors: {sectors}, rate: 10%, from: 2026-01-01")).acts == plain.acts


def test_a_sector_named_twice():
    text = act("rate: {MVH: 10%, mvh: 20%}")
    got = "a mapping"
    assert told(text) == shown(
        text, 5, "{MVH: 10%, mvh: 20%}", "two keys stand for the same", "each key once", "keep one of the two", got
    )
    text = act("rate: 10%").replace("on: CHN", "on: [CHN, China]")
    assert told(text) == shown(
        text, 5, "[CHN, China]", "CHN stands twice in on", "each once", "leave one of the two out", "a list"
    )


def test_a_country_that_is_not_there_is_no_misspelling():
    assert countries()["CAN"] == "Canada" and len(countries()) == 249
    for word in ("CAN", "Canada"):
        text = act("rate: 0.1").replace("on: CHN", f"on: {word}")
        do = f"Canada is no region of these accounts; choose from {REGIONS}"
        assert told(text) == shown(text, 5, word, "unknown region", f"one of {REGIONS}", do)
    text = act("rate: 0.1").replace("on: CHN", "on: Chnia")
    assert told(text) == shown(text, 5, "Chnia", "unknown region", f"one of {REGIONS}", "did you mean CHN?")


@pytest.mark.parametrize(
    ("body", "word", "title", "expected", "do"),
    [
        ("sectors: [MET], rate: {MVH: 25%}", "[MET]", "sectors and rate name different sectors", "the sectors of rate: MVH",
         "leave sectors out: the rates name theirs"),
        ("rate: 10%, share: 50%", "50%", "share is of a profile", "no key share without profile", "write the rate itself"),
        ("rate: 10%, of: b", "b", "only a removal is of another act", "no key of beside kind: add",
         "write `kind: remove`, or leave out `of`"),
        ("rate: 10%, instrument: production_subsidy", "CHN", "a production subsidy has no partner", "no key on", "leave on out"),
    ],
)  # fmt: skip
def test_keys_without_effect(body, word, title, expected, do):
    text = act(body)
    assert told(text) == shown(text, 5, word, title, expected, do, "a list" if word == "[MET]" else None)


def test_sectors_that_say_what_the_rates_say():
    assert read(act("sectors: [MVH], rate: {MVH: 25%}")).acts[0].cells == (("USA", "CHN", "MVH", 0.25),)


def test_a_removal_is_of_a_whole_act_by_who_acted():
    text = acts(
        "id: a, by: USA, on: CHN, rate: 10%, from: 2026-01-01",
        "id: b, by: USA, on: EU, kind: remove, of: a, from: 2026-02-01",
    )
    advice = "leave on out; `until` is the last day of the removal"
    assert told(text) == shown(
        text, 6, "EU", "a removal takes away a whole act", "no key on beside kind: remove", advice
    )
    text = acts(
        "id: a, by: USA, on: CHN, rate: 10%, from: 2026-01-01", "id: b, by: CHN, kind: remove, of: a, from: 2026-02-01"
    )
    title = "act b by CHN removes a, an act by USA"
    assert told(text) == shown(text, 6, "CHN", title, "by: USA", "who acted takes it back")


def test_a_cut_as_deep_as_the_tariff_is_high():
    scenario = read(
        acts(
            "id: up, by: USA, on: CHN, rate: 125%, from: 2026-01-01",
            "id: down, by: USA, on: CHN, rate: -115%, from: 2026-05-14",
        )
    )
    assert rate(scenario, "2026-05-14", "USA", "CHN") == pytest.approx(base(scenario, "USA", "CHN") + 0.10, abs=1e-15)


def test_the_error_is_ours():
    with pytest.raises(ScenarioError):
        read(act("rate: {}"))


def test_the_example_of_the_docs():
    page = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    example, free_trade, *_ = re.findall(r"``` yaml\n(.*?)```", page, re.DOTALL)
    assert read(free_trade).notes == ()
    scenario = read(example)
    old = base(scenario, "USA", "EU")
    assert rate(scenario, "2026-01-01", "USA", "EU") == max(old + 0.10, 0.15)
    assert rate(scenario, "2026-02-01", "USA", "EU") == old + 1.25
    # The answer comes a month after the act that it answers, on top of the cap.
    assert rate(scenario, "2026-03-03", "EU", "USA", branch="answered") > rate(scenario, "2026-03-03", "EU", "USA")


def test_a_table_takes_the_names_that_acts_take(tmp_path):
    head = "name: x\ntitle: x\nbaseline: world2017\nacts:\n"
    act = "  - {id: a, by: USA, on: CHN, kind: set, tariffs_from: t.csv, from: 2026-01-01, source: s}\n"
    cells = []
    for rows in ("USA,CHN,MVH,0.2\n", "United States,china,Motor vehicles,0.2\n"):
        (tmp_path / "t.csv").write_text(f"importer,exporter,sector,tariff\n{rows}", encoding="utf-8")
        cells.append(parse_scenario(head + act, "x.yaml", tmp_path, {}).acts[0].cells)
    assert cells[0] == cells[1] == (("USA", "CHN", "MVH", 0.2),)


def on_world2022(by="USA", on="CHN", sectors="MVH", more="", head=""):
    text = f"name: x\ntitle: x\nbaseline: world2022\n{head}acts:\n  - {{id: a, by: {by}, on: {on}, sectors: {sectors}, "
    return read(f"{text}rate: 10%, from: 2026-01-01, source: s}}\n{more}")


@pytest.mark.parametrize(
    ("by", "on", "sectors", "taken"),
    [
        ("US", "European Union", "Agriculture", "US is taken for USA (United States); "
         "Agriculture is taken for AGR (Agriculture, hunting, forestry)"),
        ("Vereinigte Staaten", "EU27", "[agriculture]", "Vereinigte Staaten is taken for USA (United States); "
         "EU27 is taken for EU (European Union (27)); agriculture is taken for AGR (Agriculture, hunting, forestry)"),
        ("'840'", "eu", "AGR", "840 is taken for USA (United States)"),
        ("united states", "European union (27)", "Agriculture, hunting, forestry", ""),
    ],
)  # fmt: skip
def test_names_in_other_spellings_are_taken_and_told(by, on, sectors, taken):
    sectors = sectors.replace("Agriculture, hunting, forestry", "'Agriculture, hunting, forestry'")
    scenario = on_world2022(by, on, sectors)
    assert scenario.acts[0].cells == (("USA", "EU", "AGR", 0.1),) and scenario.acts[0].by == "USA"
    told = [note for note in scenario.notes if "is taken for" in note.text]
    assert [note.text for note in told] == ([taken] if taken else [])


@pytest.mark.parametrize(
    ("given", "do"),
    [
        ({"on": "Germany"}, "Germany is a part of EU here (European Union (27)): write EU for all of it"),
        ({"on": "USMCA"}, "USMCA is several regions here: write [USA, CAN, MEX]"),
        ({"on": "ASEAN"}, "ASEAN is no region of these accounts; of it they tell VNM, SEA apart"),
        ({"on": "ASEAN10"}, "ASEAN10 is several regions here: write [VNM, SEA]"),
        ({"on": "Thailand"}, "Thailand is a part of SEA here (Other ASEAN): write SEA for all of it"),
        ({"on": "Corée du Nord"}, "North Korea is no region of these accounts; choose from USA, CAN"),
        (
            {"sectors": "metals"},
            "did you mean MIN (Metal ores and other mining) or NMM (Non-metallic mineral products) or BMT",
        ),
        ({"sectors": "Steel"}, "as products it is 72: write [72]"),
        ({"sectors": "semiconductor"}, "as products it is 8541, 8542: write [8541, 8542]"),
    ],
)
def test_what_is_no_single_region_or_sector_is_refused_with_what_it_may_be(given, do):
    with pytest.raises(ScenarioError) as error:
        on_world2022(**given)
    assert f"do       {do}" in str(error.value)


def test_other_spellings_in_answers_talks_and_tables(tmp_path):
    answer = "  - {id: back, answers: {to: US, by: [Corea del Sur]}, source: s}\n"
    scenario = on_world2022("US", "KOR", more=answer)
    assert [act.by for act in scenario.acts] == ["USA", "KOR"]
    (tmp_path / "t.csv").write_text("importer,exporter,sector,tariff\nUS,Viet Nam,Food,10%\n", encoding="utf-8")
    text = (
        "name: x\ntitle: x\nbaseline: world2022\nacts:\n"
        "  - {id: a, by: USA, on: all, tariffs_from: t.csv, from: 2026-01-01, source: s}\n"
    )
    assert read(text, tmp_path).acts[0].cells == (("USA", "VNM", "FOD", 0.1),)
