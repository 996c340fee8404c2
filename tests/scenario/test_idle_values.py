"""Values that change nothing, come to nothing or are unlikely: every note and refusal with its place."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tests.scenario.test_messages import HEAD, shown, told
from tests.scenario.test_notes import IDLE, ONE, notes
from tests.scenario.test_words_of_acts import acts, read
from tradetalks.errors import ScenarioError
from tradetalks.inputs.rates import HIGHEST_RATE
from tradetalks.scenario.policy_path import change_dates, tariffs_in_force
from tradetalks.scenario.read import parse_scenario

GOODS = [
    "AGR",
    "MIN",
    "FOD",
    "TEX",
    "WPP",
    "PET",
    "CHM",
    "PHA",
    "RUB",
    "NMM",
    "MET",
    "ELE",
    "EEQ",
    "MAC",
    "MVH",
    "OTR",
    "OMF",
]
ACT = acts(ONE).removeprefix(HEAD)


def test_the_dispersion_given_for_theta():
    """In the file as in tables; a table of them that the file mends says nothing any more."""
    thetas = ", ".join(f"{sector}: {0.16 + 0.03 * k / len(GOODS):g}" for k, sector in enumerate(GOODS))
    (note,) = notes(HEAD + f"model: {{scale: false, trade_elasticity: {{{thetas}}}}}\n" + ACT)
    assert note == (
        "x.yaml:4:41  trade elasticities lie below 1 in 17 of 17 sectors (AGR, MIN, FOD, TEX, WPP and 12 more): is this the "
        "dispersion 1/theta in place of theta?\ndo       give theta by sector: one over what is written"
    )
    scenario = parse_scenario(
        HEAD + ACT, "x.yaml", Path(), {"model.trade_elasticity": dict.fromkeys(GOODS, 0.2), "model.scale": False}
    )
    assert ["dispersion 1/theta" in str(note) for note in scenario.notes] == [True]


@pytest.mark.parametrize(
    ("theta", "said"), [("0.0001", "0.0001"), ("1000000", "1e+06"), ("0.09", "0.09"), ("101", "101")]
)
def test_an_elasticity_that_nobody_estimated(theta, said):
    text = HEAD + f"model: {{scale: false, trade_elasticity: {{MVH: {theta}}}}}\n" + ACT
    assert notes(text) == [
        f"x.yaml:4:47  the trade elasticity of MVH is {said}: estimates by sector lie between 0.37 and 65\n"
        "do       give the percent by which imports fall where their price rises by one percent"
    ]
    assert notes(text.replace(f"MVH: {theta}", "MVH: 64.85")) == []


def test_scale_elasticities_on_the_day_of_the_change():
    text = HEAD + "model: {horizon_years: 0, scale_elasticity: {MVH: 0.1}}\n" + ACT
    assert notes(text) == [
        "x.yaml:4:45  scale_elasticity changes nothing 0 years after a change: industries have not moved yet\n"
        "do       leave it out, or give a longer horizon_years"
    ]
    assert notes(text.replace("horizon_years: 0", "horizon_years: 0.5")) == []


def test_no_dates():
    text = HEAD + "dates: []\n" + ACT
    advice = "leave dates out, and every day on which the policy changes is solved"
    assert told(text) == shown(text, 4, "[]", "no day is named", "at least one date", advice, got="a list")


def test_an_act_that_is_overruled_on_its_own_day():
    """The level in between moves; that of no day does."""
    text = acts(ONE, "id: b, by: USA, on: CHN, kind: set, rate: 20%, from: 2026-01-01")
    assert notes(text) == [f"x.yaml:5:10  act a changes nothing\ndo       {IDLE}"]
    # A day earlier it does, and so it does where the other adds, or covers some of it.
    for more in ("kind: set, rate: 20%, from: 2026-01-02", "rate: 20%, from: 2026-01-01",
                 "kind: set, rate: 20%, sectors: MVH, from: 2026-01-01"):  # fmt: skip
        assert notes(acts(ONE, f"id: b, by: USA, on: CHN, {more}")) == []


def test_stand_ins_for_what_is_not_there():
    advice = "correct the days of one of them, or leave instead_of out"
    b = "id: b, by: USA, on: CHN, rate: 20%, from: 2026-02-01, until: 2026-03-01"
    c = "id: c, by: USA, on: CHN, rate: 20%, from: 2026-04-01, instead_of: b"
    title = "act c stands in for b, and the two are never in force together"
    assert notes(acts(ONE, b, c)) == [f"x.yaml:7:72  {title}\ndo       {advice}"]
    gone = "id: b, by: USA, kind: remove, of: a, from: 2026-02-01"
    title = "act c stands in for a, and the two are never in force together"
    assert notes(acts(ONE, gone, c.replace("instead_of: b", "instead_of: a"))) == [
        f"x.yaml:7:72  {title}\ndo       {advice}"
    ]
    assert notes(acts(ONE, b, c.replace("2026-04-01", "2026-03-01"))) == []


def drawn_acts(seed: int) -> str:
    """Five acts on one tariff in a few days, drawn by seed."""
    draw = np.random.default_rng(seed)
    lines = []
    for k in range(5):
        kind = str(draw.choice(["add", "set", "floor", "cap", "multiply"]))
        rates = {"multiply": ["0", "1", "1.5"], "set": ["10%", "20%"]}.get(kind, ["0", "5%", "10%"])
        days = f"from: 2026-01-0{draw.integers(1, 4)}"
        days += str(draw.choice(["", ", until: 2026-01-03", ", until: 2026-01-05"]))
        lines.append(f"id: a{k}, by: USA, on: CHN, sectors: MVH, kind: {kind}, rate: {draw.choice(rates)}, {days}")
    return acts(*lines)


def test_an_act_is_idle_where_leaving_it_out_changes_no_day():
    """An independent twin: the tariff of every day with the act and without it."""
    counted = {True: 0, False: 0}
    for seed in range(40):
        try:
            scenario = read(drawn_acts(seed))
        except ScenarioError as error:
            assert "contradict each other" in str(error) or "say the same" in str(error)
            continue
        days = change_dates(scenario)

        def levels(without: str, scenario=scenario, days=days) -> list[float]:
            left = dataclasses.replace(scenario, acts=tuple(act for act in scenario.acts if act.id != without))
            at = {"importer": "USA", "exporter": "CHN", "sector": "MVH"}
            return [float(tariffs_in_force(left, day).sel(at)) for day in days]

        whole = levels("")
        idle = {act.id for act in scenario.acts if np.allclose(levels(act.id), whole, atol=1e-12)}
        assert {note.text.split()[1] for note in scenario.notes if note.text.endswith("changes nothing")} == idle
        counted[True] += len(idle)
        counted[False] += len(scenario.acts) - len(idle)
    assert min(counted.values()) > 20


def test_tables_take_what_acts_take(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("importer,exporter,sector,tariff\nUSA,CHN,MVH,1\nUSA,CHN,MET,2\n", encoding="utf-8")
    text = acts("id: a, by: USA, on: CHN, tariffs_from: t.csv, from: 2026-01-01")
    with pytest.raises(ScenarioError) as error:
        read(text, tmp_path)
    said = (
        f"t.csv:3: tariff is '2'; expected a fraction between -{HIGHEST_RATE:g} and {HIGHEST_RATE:g} (0.02 means 2 %); "
        "write `2%` or `200%`; to take numbers above 1 as fractions set limits.tariff_max"
    )
    assert said in str(error.value)
    # The same word in an act, and both with a sign or with a limit.
    assert "write `2%` or `200%`; to take numbers above 1" in told(acts(ONE.replace("10%", "2")))
    limit = HEAD + "limits: {tariff_max: 3}\n"
    levels = {cell[2]: cell[3] for cell in read(limit + text.removeprefix(HEAD), tmp_path).acts[0].cells}
    assert levels == {"MVH": 1.0, "MET": 2.0}
    table.write_text(table.read_text(encoding="utf-8").replace(",2\n", ",200%\n"), encoding="utf-8")
    assert {cell[2]: cell[3] for cell in read(text, tmp_path).acts[0].cells} == levels


def test_peaks_in_a_table_of_fractions_are_fractions(tmp_path):
    """Specific duties reach several hundred percent: one rate in ten may, as in the tables of 1993."""
    rows = [
        f"USA,CHN,{sector},0.1\n" for sector in ["AGR", "MIN", "FOD", "TEX", "WPP", "PET", "CHM", "PHA", "RUB", "NMM"]
    ]
    text = acts("id: a, by: USA, on: CHN, kind: set, tariffs_from: t.csv, from: 2026-01-01")
    head = "importer,exporter,sector,tariff\n"
    (tmp_path / "t.csv").write_text(head + "".join([*rows, "USA,CHN,MVH,1.8\n"]), encoding="utf-8")
    assert dict(cell[2:] for cell in read(text, tmp_path).acts[0].cells)["MVH"] == 1.8
    (tmp_path / "t.csv").write_text(head + "".join([*rows[:5], "USA,CHN,MVH,1.8\n"]), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"0\.018 means 1\.8 %"):
        read(text, tmp_path)


def test_acts_that_together_come_to_more_than_any_may():
    two = [
        f"id: {name}, by: USA, on: CHN, sectors: [MVH], rate: 400%, from: 2026-0{k}-01"
        for k, name in ((1, "a"), (2, "b"))
    ]
    piled = [note for note in notes(acts(*two)) if "together" in note]
    assert piled == [
        "x.yaml:6:10  acts together bring USA's import tariff on CHN, on MVH, to 801.6 %\n"
        "do       no single rate may be above 500 %: correct one of them, or say limits.tariff_max"
    ]
    assert not [note for note in notes(acts(two[0])) if "together" in note]


LADDER = "war:\n  ladder:\n    - {by: USA, on: CHN, rate: 10%MOVE}\n    - {by: CHN, rule: RULE}\n"


@pytest.mark.parametrize(
    ("move", "rule", "word", "title", "expected", "do"),
    [
        (", share: 0.5", "none", "0.5", "a move has no share: it adds its rate", "by, on, rate and sectors",
         "leave share out, or write rule in place of on and rate"),
        *(("", f"{rule}, rate: 7%", "7%", f"a reaction by the rule {rule} has no rate",
           "no key rate; same_trade_value and target_list have one",
           "leave it out: its rates follow from those faced, or from its objective")
          for rule in ("none", "proportional", "tit_for_tat", "best_response")),
        *(("", f"{rule}, share: 0.5", "0.5", f"a reaction by the rule {rule} has no share", "no key share beside it",
           "leave it out, or choose another rule")
          for rule in ("none", "best_response")),
    ],
)  # fmt: skip
def test_keys_of_the_ladder_that_nothing_asks_for(move, rule, word, title, expected, do):
    text = acts(ONE) + LADDER.replace("MOVE", move).replace("RULE", rule)
    line = next(k for k, row in enumerate(text.splitlines(), start=1) if row.rstrip("}").endswith(word))
    assert told(text) == shown(text, line, word, title, expected, do)


def test_keys_of_the_ladder_that_count():
    for rule in ("proportional, share: 0.5", "tit_for_tat, share: 2", "target_list, share: 0.5, rate: 20%",
                 "same_trade_value, rate: 20%", "none", "best_response"):  # fmt: skip
        assert notes(acts(ONE) + LADDER.replace("MOVE", "").replace("RULE", rule)) == []


def test_who_is_answered_or_answers_in_vain():
    entry = "id: r, answers: {to: WHOM, by: WHO, after_days: 0}"
    whom = acts(ONE, entry.replace("WHOM", "[USA, JPN]").replace("WHO", "all"))
    expected = "acts, or regions whose acts, hit somebody who answers and are still in force then"
    assert told(whom) == shown(
        whom, 6, "[USA, JPN]", "nobody answers JPN", expected, "leave JPN out, or correct it", got="a list"
    )
    who = acts(ONE, entry.replace("WHOM", "USA").replace("WHO", "[JPN, CHN]"))
    expected = "regions that are hit by what is answered"
    assert told(who) == shown(
        who, 6, "[JPN, CHN]", "JPN has nothing to answer", expected, "leave JPN out, or correct it", got="a list"
    )
    both = "id: b, by: JPN, on: CHN, rate: 10%, from: 2026-01-01"
    assert notes(acts(ONE, both, entry.replace("WHOM", "[USA, JPN]").replace("WHO", "[CHN]"))) == []


def test_a_file_that_extends_another_is_about_those_who_act_in_it():
    head = "name: x\ntitle: y\nextends: us-china-trade-war\ncut: 2018-07-06\ndates: [2019-06-01]\n"
    act = "acts:\n  - {id: mine, by: WHO, rate: 30%, from: 2019-01-01, source: s}\n"
    scenario = read(head + act.replace("WHO", "EU, on: BRA"))
    assert set(scenario.players) == {"EU", "BRA", "USA", "CHN"} and scenario.players_inferred
    # The other file's players leave where nobody of them acts, and stay where nobody else does.
    scenario = read(head.replace("2018-07-06", "2017-01-01") + act.replace("WHO", "EU, on: BRA"))
    assert scenario.players == ("EU", "BRA") and scenario.players_inferred
    for body in ("", act.replace("WHO", "CHN, on: USA")):
        scenario = read(head + body)
        assert scenario.players == ("USA", "CHN") and not scenario.players_inferred
    # Those of the file itself come first, whatever trade the others cover.
    scenario = read(head + act.replace("WHO", "[BRA, IND], on: [JPN, EU]"))
    assert set(scenario.players) == {"BRA", "IND", "JPN", "EU"}
    scenario = read(head + "players: [USA, EU]\n" + act.replace("WHO", "EU, on: BRA"))
    assert scenario.players == ("USA", "EU") and not scenario.players_inferred


WAR = "war: {}\n"


@pytest.mark.parametrize(
    ("section", "column", "title", "do"),
    [
        ("objectives: {USA: {real_income: 1, rivalry: {on: CHN, weight: 0}}}", 45,
         "rivalry counts for nothing in the objective of USA: its weight is 0", "give a weight, or leave it out"),
        ("objectives: {CHN: {politics: {sectors: {MVH: 1, AGR: 1}, weight: 2}}}", 40,
         "politics of CHN weighs every sector alike: it is its real income", "give other weights than 1, or write real_income"),
        ("objectives: {USA: {real_income: 1}, CHN: {real_income: 1}, all: {tariff_revenue: 1}}", 60,
         "objectives for all change nothing: USA, CHN have their own", "leave all out"),
        ("instruments: {USA: uniform, CHN: mfn, all: uniform}", 39,
         "instruments for all change nothing: USA, CHN have their own", "leave all out"),
        ("instruments: {USA: {low: 10%, high: 10%}}", 37, "USA has nothing to choose: low and high are both 0.1",
         "raise high above low; a rate that nobody chooses is an act"),
        ("instruments: {USA: {subsidies: {low: 10%, high: 10%}}}", 49, "USA has nothing to choose: low and high are both 0.1",
         "raise high above low; a rate that nobody chooses is an act"),
        ("instruments: {USA: {on: JPN}}", 25, "USA sets tariffs on JPN alone, and none on those whom it fights: CHN",
         "correct on, or leave it out"),
        ("instruments: {USA: {rates: uniform, caps: {MVH: 10%, ELE: 20%}}}", 43,
         "USA sets one rate for all its sectors: the lowest cap, 0.1 on MVH, holds everywhere",
         "write rates: sector or mfn for caps by sector, or lower high"),
    ],
)  # fmt: skip
def test_parts_of_a_war_that_come_to_nothing(section, column, title, do):
    assert notes(acts(ONE) + WAR + section + "\n") == [f"x.yaml:7:{column}  {title}\ndo       {do}"]


def test_parts_of_a_war_that_count():
    for section in (
        "objectives: {USA: {rivalry: {on: CHN, weight: 0.1}}, all: {real_income: 1}}",
        "objectives: {CHN: {politics: {sectors: {MVH: 1, AGR: 2}, weight: 2}}}",
        "instruments: {USA: {on: [JPN, CHN], low: 1%, high: 10%}, all: uniform}",
        "instruments: {USA: {rates: mfn, caps: {MVH: 10%, ELE: 20%}}}",
        "instruments: {USA: {rates: uniform, sectors: MVH, caps: {MVH: 10%}}}",
    ):
        assert notes(acts(ONE) + WAR + section + "\n") == [], section
