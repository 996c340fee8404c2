"""Scenario files that cannot be read: every message in full, with its place."""

from pathlib import Path

import pytest

from tradetalks.data.read import COLUMNS
from tradetalks.errors import ScenarioError
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.reading.library import shipped_scenarios

HEAD = "name: x\ntitle: y\nbaseline: world2017\n"
ONE = "exactly one of rate, profile, tariffs_from; got"
REGIONS = "BRA, CHN, EU, IND, JPN, ROW, USA"


def told(text: str, folder: Path = Path(), **overrides) -> str:
    with pytest.raises(ScenarioError) as error:
        parse_scenario(text, "x.yaml", folder, overrides)
    return str(error.value)


def act(body: str) -> str:
    return f"{HEAD}acts:\n  - {{id: a, by: USA, on: CHN, from: 2019-01-01, source: s, {body}}}\n"


def test_empty_file():
    assert told("") == (
        "x.yaml:1:1  the file is empty\n   1 | \n     | ^ nothing\nexpected keys such as name, baseline, acts\n"
        "do       copy a shipped scenario and change it"
    )


def test_not_yaml():
    assert told("name: a: b\n") == (
        "x.yaml:1:8  this is not YAML\n   1 | name: a: b\n     |        ^ mapping values are not allowed here\n"
        "expected a mapping of keys to values\ndo       mind indentation, colons and quotes"
    )


def test_not_a_mapping():
    assert told("- 1\n") == (
        "x.yaml:1:1  a scenario is a mapping\n   1 | - 1\n     | ^^^ got a list\nexpected keys such as name, baseline, acts\n"
        "do       write `name: ...` on the first line"
    )


def test_missing_and_unknown_keys():
    assert told("name: x\nbaseline: world2017\nplayrs: [USA]\n") == (
        "x.yaml:1:1  the scenario has no title\n   1 | name: x\n     | ^^^^ got name\nexpected a key title\n\n"
        "x.yaml:3:1  unknown key in the scenario\n   3 | playrs: [USA]\n     | ^^^^^^ got playrs\n"
        "expected one of name, title, question, about, description, extends, cut, baseline, model, limits, players, dates, acts, "
        "branches, objectives, instruments, war, talks, study\ndo       did you mean players?"
    )


def test_duplicate_key():
    assert told(HEAD + "name: z\n") == (
        "x.yaml:4:1  this key is given twice\n   4 | name: z\n     | ^^^^ got name\nexpected each key once\n"
        "do       keep one of the two"
    )


def test_unknown_baseline():
    assert told("name: x\ntitle: y\nbaseline: world2018\n") == (
        "x.yaml:3:11  unknown baseline\n   3 | baseline: world2018\n     |           ^^^^^^^^^ got world2018\n"
        "expected one of world2017, world2022, toy, {folder: PATH}, {file: PATH} or {world: NAME, regions: ...}\n"
        "do       did you mean world2017?"
    )


def test_unknown_parent():
    text = "name: x\ntitle: y\nextends: us-china-tradewar\n"
    assert told(text) == shown(
        text, 3, "us-china-tradewar", "unknown scenario to extend", f"one of {', '.join(shipped_scenarios())}",
        "did you mean us-china-trade-war?",
    )  # fmt: skip


def test_folder_that_is_not_there(tmp_path):
    text = told("name: x\ntitle: y\nbaseline: {folder: nowhere}\n", tmp_path)
    head = (
        "x.yaml:3:11  the baseline's accounts cannot be used\n   3 | baseline: {folder: nowhere}\n"
        "     |           ^^^^^^^^^^^^^^^^^ got a mapping\nexpected a folder of tables as in `tradetalks show world2017`\n"
        f"do       accounts folder {tmp_path / 'nowhere'} cannot be read: 5 problems\n"
    )
    files = (f"{name}: no such file; expected columns {', '.join(columns)}" for name, columns in COLUMNS.items())
    assert text == head + "\n".join(files)


def shown(text: str, line: int, word: str, title: str, expected: str, do: str = "", got: str | None = None) -> str:
    """The whole message for a problem with the last ``word`` of ``line`` (counted from 1)."""
    code = text.splitlines()[line - 1]
    column = code.rindex(word)
    parts = [
        f"x.yaml:{line}:{column + 1}  {title}",
        f"   {line} | {code}",
        f"   {' ' * len(str(line))} | {' ' * column}{'^' * len(word)} got {word if got is None else got}",
        f"expected {expected}",
    ]
    return "\n".join([*parts, *([f"do       {do}"] if do else [])])


FRACTION = "a fraction between -5 and 5"
LARGER = "to allow larger rates set limits.tariff_max"
SECTORS = (
    "AGR, MIN, FOD, TEX, WPP, PET, CHM, PHA, RUB, NMM, MET, ELE, EEQ, MAC, MVH, OTR, OMF, UTL, CON, TRD, TRN, BUS, PUB"
)
GOODS = ", ".join(SECTORS.split(", ")[:17])
TABLE = "a csv file with columns importer, exporter, sector, tariff, rows that by, on and sectors reach, rates as 0.1 or 10%"


@pytest.mark.parametrize(
    ("body", "word", "title", "expected", "do"),
    [
        ("rate: 145", "145", "tariff rate looks like a percentage", f"{FRACTION} (1.45 means 145 %)",
         f"write `145%`; {LARGER}"),
        ("rate: 3", "3", "tariff rate looks like a percentage", f"{FRACTION} (0.03 means 3 %)",
         "write `3%` or `300%`; to take numbers above 1 as fractions set limits.tariff_max"),
        ("rate: 600%", "600%", "tariff rate out of range", FRACTION, LARGER),
        ("rate: -0.9, kind: set", "-0.9", "tariff rate out of range", "a fraction between -0.5 and 5", ""),
        ("rate: -1.15", "-1.15", "tariff rate looks like a percentage", f"{FRACTION} (-0.0115 means -1.15 %)",
         "write `-1.15%` or `-115%`"),
        ("rate: -115", "-115", "tariff rate looks like a percentage", f"{FRACTION} (-1.15 means -115 %)", "write `-115%`"),
        ("rate: -600%", "-600%", "tariff rate out of range", FRACTION, ""),
        ("rate: nan", "nan", "a fraction expected", "a fraction such as 0.25, or 25%", ""),
        ("rate: ten", "ten", "a fraction expected", "a fraction such as 0.25, or 25%", ""),
        ("rate: 110, kind: multiply", "110", "factor out of range",
         "a fraction between 0 and 10, or a percentage with its sign", "write 1.1 or `110%`"),
        ("rate: 11, kind: multiply", "11", "factor out of range",
         "a fraction between 0 and 10, or a percentage with its sign",
         "a factor multiplies tariffs: 1.1 raises them by a tenth; for a new level write kind: set"),
        ("rate: -2, kind: multiply", "-2", "factor out of range",
         "a fraction between 0 and 10, or a percentage with its sign", ""),
        ("profile: tariff_increase_2018_2019, share: 50", "50", "share of the profile out of range",
         "a fraction between -1 and 1, or a percentage with its sign", "write 0.5 or `50%`"),
        ("profile: tariff_increase_2018_2019, share: nan", "nan", "share of the profile out of range",
         "a fraction between -1 and 1, or a percentage with its sign", ""),
        ("profile: tariff_increase_2018_2018", "tariff_increase_2018_2018", "unknown profile",
         "one of tariff_increase_2018_2019", "did you mean tariff_increase_2018_2019?"),
        ("rate: 0.1, sectors: [hats]", "hats", "unknown sector", f"one of {SECTORS}", f"choose from {SECTORS}"),
        ("rate: 0.1, sectors: [cars]", "cars", "cars is no sector here", f"sectors among {GOODS}, or codes of products",
         "as products it is 8703: write [8703]"),
        ("rate: 0.1, sectors: PUB", "PUB", "tariffs do not reach PUB", f"sectors among {GOODS}",
         "write `sectors: goods` for all of them"),
        ("rate: {TRD: 0.1}", "{TRD: 0.1}", "tariffs do not reach TRD", f"sectors among {GOODS}",
         "write `sectors: goods` for all of them"),
        ("rate: 0.1, sectors: []", "[]", "this act reaches nothing", "at least one sector", ""),
        ("rate: 0.1, until: 2018-01-01", "2018-01-01", "the act ends before it begins",
         "a date of 2019-01-01 or later", ""),
        ("rate: 0.1, until: soon", "soon", "this is not a date", "year-month-day, as in 2019-01-07", ""),
        ("rate: 0.1, kind: raise", "raise", "unknown kind of act", "one of add, set, multiply, floor, cap, remove",
         "choose from add, set, multiply, floor, cap, remove"),
        ("rate: 0.1, instrument: quota", "quota", "unknown instrument",
         "one of import_tariff, export_tax, production_subsidy",
         "choose from import_tariff, export_tax, production_subsidy"),
        ("profile: tariff_increase_2018_2019, instrument: production_subsidy", "tariff_increase_2018_2019",
         "a production subsidy is not a tariff", "a rate: it has no partner", ""),
    ],
)  # fmt: skip
def test_acts(body, word, title, expected, do):
    text = act(body)
    got = "a list" if word == "[]" else "a mapping" if word.startswith("{") else None
    assert told(text) == shown(text, 5, word, title, expected, do, got)


@pytest.mark.parametrize(
    ("body", "title", "expected"),
    [
        ("kind: add", "one rate is needed", f"{ONE} none"),
        ("rate: 0.1, profile: tariff_increase_2018_2019", "one rate is needed", f"{ONE} rate, profile"),
        ("kind: remove", "nothing to remove", "a key of: the id of an earlier act"),
    ],
)
def test_acts_that_say_too_little_or_too_much(body, title, expected):
    line = act(body).splitlines()[4]
    assert told(act(body)) == (f"x.yaml:5:6  {title}\n   5 | {line}\n     |      ^^ got id\nexpected {expected}")


def test_limits():
    limit = "limits: {tariff_max: 10}\n"
    scenario = parse_scenario(act("rate: 7.5").replace("acts:", limit + "acts:"), "x.yaml", Path(), {})
    assert scenario.acts[0].cells[0][3] == 7.5
    text = act("rate: 12").replace("acts:", limit + "acts:")
    assert told(text) == shown(
        text, 6, "12", "tariff rate looks like a percentage",
        "a fraction between -10 and 10 (0.12 means 12 %)", f"write `12%`; {LARGER}",
    )  # fmt: skip
    text = f"{HEAD}limits: {{tariff_max: 0}}\n"
    assert told(text) == shown(text, 4, "0", "number out of range", "a number above 0")


def test_percentages_are_fractions():
    for word, rate in (("300%", 3.0), ("0.25", 0.25), ("25%", 0.25), ("-10%", -0.1), ("1", 1.0)):
        scenario = parse_scenario(act(f"rate: {word}"), "x.yaml", Path(), {})
        assert {cell[3] for cell in scenario.acts[0].cells} == {rate}
    scenario = parse_scenario(act("profile: tariff_increase_2018_2019, share: 50%"), "x.yaml", Path(), {})
    whole = parse_scenario(act("profile: tariff_increase_2018_2019"), "x.yaml", Path(), {})
    assert scenario.acts[0].cells[0][3] == whole.acts[0].cells[0][3] / 2


def test_an_act_on_oneself():
    text = act("rate: 0.1").replace("on: CHN", "on: USA")
    assert told(text) == (
        f"x.yaml:5:26  this act reaches nobody\n   5 | {text.splitlines()[4]}\n     | {' ' * 25}^^^ got USA\n"
        "expected another region than USA\ndo       by sets, on is hit"
    )


def test_every_region_subsidises():
    text = act("rate: 0.1, instrument: production_subsidy").replace("by: USA, on: CHN", "by: all")
    payers = {cell[0] for cell in parse_scenario(text, "x.yaml", Path(), {}).acts[0].cells}
    assert payers == set(REGIONS.split(", "))


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ("CHN,USA,AGR,0.1\n", ["t.csv:2: importer is 'CHN'; this act reaches USA",
                               "t.csv:2: exporter is 'USA'; this act reaches CHN"]),
        ("USA,CHN,AGR,0.1\nUSA,CHN,TEX,0.1\n", ["t.csv:3: sector is 'TEX'; this act reaches AGR, MIN"]),
        ("USA,CHN,AGR,10\n", ["t.csv:2: tariff is '10'; expected a fraction between -5 and 5 (0.1 means 10 %); "
                              "write `10%`; to allow larger rates set limits.tariff_max"]),
        ("USA,CHN,AGR,much\n", ["t.csv:2: tariff is 'much'; expected a fraction such as 0.25, or 25%"]),
        ("USA,CHN,AGR,\n", ["t.csv:2: tariff is ''; expected a fraction such as 0.25, or 25%"]),
        ("USA,CHN,AGR,0.1\nUSA,CHN,AGR,0.2\n", ["t.csv:3: USA CHN AGR was given before, on line 2"]),
        ("USA,USA,AGR,0\nCHN,USA,TEX,0%\n", ["t.csv: no row changes a tariff that this act reaches"]),
        ("USA,CHN,AGR,x\n" * 12, None),
    ],
)  # fmt: skip
def test_tables(tmp_path, rows, problems):
    (tmp_path / "t.csv").write_text(f"importer,exporter,sector,tariff\n{rows}")
    text = act("sectors: [AGR, MIN], tariffs_from: t.csv")
    said = told(text, tmp_path)
    if problems is None:
        assert said.splitlines()[-1] == "and 13 more"
    else:
        assert said == shown(text, 5, "t.csv", "this table cannot be used", TABLE, "\n".join(problems))


def test_tables_without_columns_or_file(tmp_path):
    text = act("tariffs_from: t.csv")
    missing = f"there is no file {tmp_path / 't.csv'}"
    assert told(text, tmp_path) == shown(text, 5, "t.csv", "this table cannot be used", TABLE, missing)
    (tmp_path / "t.csv").write_text("importer,exporter,rate\nUSA,CHN,1%\n")
    columns = "t.csv:1: no column sector, tariff; got importer, exporter, rate"
    assert told(text, tmp_path) == shown(text, 5, "t.csv", "this table cannot be used", TABLE, columns)
    (tmp_path / "t.csv").write_text("")
    empty = "t.csv  the file is empty\ndo       get the file again"
    assert told(text, tmp_path) == shown(text, 5, "t.csv", "this table cannot be used", TABLE, empty)
    (tmp_path / "t.csv").write_text("importer,exporter,sector,tariff\nUSA,CHN,AGR,1%\nUSA,CHN,MIN,1%,2%\n")
    torn = (
        "the table t.csv has lines of more cells than the first\nt.csv:3: 5 cells, the first line has 4\n"
        "expected cells separated by commas, as many on each line\n"
        "do       where commas stand in numbers too, separate cells by semicolons, or write 25.5 for 25,5"
    )
    assert told(text, tmp_path) == shown(text, 5, "t.csv", "this table cannot be used", TABLE, torn)


def test_tables_as_excel_writes_them_in_europe(tmp_path):
    """Semicolons, decimal commas with and without a percent sign, Windows-1252, a first line that names the separator."""
    for first in ("", "sep=;\n"):
        for rate in ("25,5%", "25,5 %", "0,255"):
            text = f"{first}importer;exporter;sector;tariff\nÉtats-Unis;China;AGR;{rate}\n;;;\n"
            (tmp_path / "t.csv").write_text(text, encoding="cp1252")
            ((_, _, sector, found),) = parse_scenario(act("tariffs_from: t.csv"), "x.yaml", tmp_path, {}).acts[0].cells
            assert sector == "AGR" and found == pytest.approx(0.255)
    (tmp_path / "t.csv").write_text("sep=;\nimporter;exporter;sector;tariff\n\nUSA;CHN;AGR;much\n")
    assert "t.csv:4: tariff is 'much'" in told(act("tariffs_from: t.csv"), tmp_path)


def test_a_table_with_percent_signs_and_idle_zeros(tmp_path):
    rows = "USA,CHN,AGR,10%\nUSA,USA,AGR,0\nUSA,CHN,PUB,0.0\n"
    (tmp_path / "t.csv").write_text(f"importer,exporter,sector,tariff\n{rows}")
    scenario = parse_scenario(act("tariffs_from: t.csv"), "x.yaml", tmp_path, {})
    assert scenario.acts[0].cells == (("USA", "CHN", "AGR", 0.1),)


def test_unknown_region_has_a_caret():
    assert told(act("rate: 0.1").replace("CHN", "CNH")) == (
        "x.yaml:5:26  unknown region\n"
        "   5 |   - {id: a, by: USA, on: CNH, from: 2019-01-01, source: s, rate: 0.1}\n"
        f"     | {' ' * 25}^^^ got CNH\nexpected one of {REGIONS}\ndo       did you mean CHN?"
    )


def test_profile_of_an_impossible_pair():
    text = act("profile: tariff_increase_2018_2019").replace("on: CHN", "on: EU")
    assert told(text) == shown(
        text, 5, "tariff_increase_2018_2019", "the profile has no such pair", "USA on CHN, or CHN on USA"
    )


PAIR = "{id: %s, by: USA, on: CHN, kind: %s, rate: %s, from: 2019-01-01, source: s}"


def two(first, second) -> str:
    return f"{HEAD}acts:\n  - {PAIR % first}\n  - {PAIR % second}\n"


def test_contradicting_acts_and_repeated_ids():
    text = two(("first", "set", 0.1), ("second", "set", 0.2))
    assert told(text) == shown(
        text,
        6,
        "second",
        "acts first and second contradict each other",
        "one rate for USA on CHN, AGR, from 2019-01-01",
    )
    text = two(("same", "set", 0.1), ("same", "set", 0.1))
    assert told(text) == shown(text, 6, "same", "two acts are called same", "an id of its own for each act")


def test_an_act_written_twice():
    text = two(("first", "add", 0.1), ("second", "add", 0.1))
    assert told(text) == shown(
        text, 6, "second", "acts first and second say the same", "each act once",
        "keep one of the two, or merge them into one rate",
    )  # fmt: skip


def removal(first: str, day: str) -> str:
    return (
        f"{HEAD}acts:\n  - {{id: early, by: USA, on: CHN, rate: 0.1, from: 2019-01-01, {first}source: s}}\n"
        f"  - {{id: late, by: USA, kind: remove, of: early, from: {day}, source: s}}\n"
    )


def test_a_removal_out_of_time():
    text = removal("until: 2019-02-01, ", "2019-03-01")
    assert told(text) == shown(
        text, 6, "early", "act late removes early, which is not in force on 2019-03-01", "an act in force"
    )
    text = removal("", "2019-01-01")
    assert told(text) == shown(
        text, 6, "early", "act late removes early on its own first day", "a day after 2019-01-01",
        "leave both out if it never applied",
    )  # fmt: skip


def test_cuts_that_add_up_to_too_much():
    acts = "".join(
        f"  - {{id: cut-{k}, by: HOME, on: ABROAD, rate: -40%, from: 2020-0{k}-01, source: s}}\n" for k in (1, 2, 3)
    )
    text = f"name: x\ntitle: y\nbaseline: toy\nacts:\n{acts}"
    assert told(text) == shown(
        text, 7, "cut-3", "with act cut-3 HOME's import tariff on ABROAD in GOOD is -1.2 on 2020-03-01",
        "a level above -1, the acts in force taken together", "lower one of the acts in force that day",
    )  # fmt: skip
    text = (
        "name: x\ntitle: y\nbaseline: toy\nacts:\n"
        "  - {id: aid, by: HOME, instrument: production_subsidy, rate: 300%, from: 2020-01-01, source: s}\n"
    )
    assert told(text) == shown(
        text, 5, "aid", "with act aid HOME's production subsidy in GOOD is 3 on 2020-01-01",
        "a fraction below 1 of sales", "lower one of the acts in force that day",
    )  # fmt: skip


def test_dates_out_of_order():
    for dates, word, expected in (
        ("[2020-02-01, 2020-01-01]", "2020-01-01", "a date after 2020-02-01"),
        ("[2020-02-01, 2020-02-01]", "2020-02-01", "a date after 2020-02-01"),
    ):
        text = f"{HEAD}dates: {dates}\n"
        do = "list the dates from first to last, each once"
        assert told(text) == shown(text, 4, word, "dates out of order", expected, do)


@pytest.mark.parametrize("players", ["[USA]", "[USA, USA]"])
def test_players(players):
    text = f"{HEAD}players: {players}\n"
    assert told(text) == shown(
        text, 4, players, "players are those who face each other", "two regions or more, each once",
        "leave players out to see those who act and are hit", "a list",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["../../x", "a b", "-x", ".hidden", "a/b"])
def test_names_that_cannot_name_a_folder(name):
    text = f"name: {name}\ntitle: y\nbaseline: toy\n"
    assert told(text) == shown(
        text, 1, name, "this name cannot name a folder",
        "letters, digits, dots, hyphens and underscores, beginning with a letter or a digit",
        "write for example `name: my-scenario`; title may say anything",
    )  # fmt: skip


def test_keys_that_are_not_words():
    assert told("? [a]\n: 1\n" + HEAD) == (
        "x.yaml:1:3  a key is a word\n   1 | ? [a]\n     |   ^^^ got a list\nexpected a word before the colon"
    )
    shipped = ", ".join(shipped_scenarios())
    text = "name: x\ntitle: y\nextends: [a]\n"
    assert told(text) == shown(
        text, 3, "[a]", "unknown scenario to extend", f"one of {shipped}", f"choose from {shipped}", "a list"
    )


def test_model_options():
    text = HEAD + "model: {scale: maybe}\n"
    assert told(text) == shown(text, 4, "maybe", "true or false expected", "true or false")
    text = HEAD + "model: {trade_elasticity: {ELE: 9}}\n"
    assert told(text) == shown(
        text, 4, "9", "elasticities of ELE are out of range", "theta*psi below 1; got theta 9, psi 0.276, theta*psi 2.484",
        "lower scale_elasticity of ELE below 0.111, or set scale: false",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("model", "word", "title", "expected"),
    [
        ("horizon_years: -1", "-1", "number out of range", "a number of at least 0"),
        ("horizon_years: nan", "nan", "a number expected", "a number"),
        ("trade_elasticity: {ELE: 0}", "0", "number out of range", "a number above 0"),
        ("trade_elasticity: {ELE: .nan}", ".nan", "a number expected", "a number"),
        ("scale_elasticity: {ELE: -0.1}", "-0.1", "number out of range", "a number of at least 0"),
        ("scale_elasticity: {ELE: inf}", "inf", "a number expected", "a number"),
        ("deficits: none", "none", "unknown deficit rule", "one of zero, fixed, proportional"),
    ],
)
def test_numbers_of_the_model(model, word, title, expected):
    text = f"{HEAD}model: {{{model}}}\n"
    do = "choose from zero, fixed, proportional" if "deficit" in title else ""
    assert told(text) == shown(text, 4, word, title, expected, do)


def test_elasticities_are_laid_over_each_other():
    text = HEAD + "model: {trade_elasticity: {AGR: 3}, horizon_years: 2}\n"
    model = parse_scenario(text, "x.yaml", Path(), {"model.trade_elasticity.MIN": "5"}).model
    assert model.trade_elasticity == {"AGR": 3.0, "MIN": 5.0} and model.horizon_years == 2
    assert parse_scenario(text, "x.yaml", Path(), {"model.horizon_years": "long_run"}).model.horizon_years is None


def test_several_problems_in_order():
    text = HEAD + "players: [USA, CNH]\nmodel: {scale: maybe}\ndates: [soon]\n"
    places = [line.split("  ")[0] for line in told(text).splitlines() if line.startswith("x.yaml:")]
    assert places == ["x.yaml:4:16", "x.yaml:5:16", "x.yaml:6:9"]


@pytest.mark.parametrize(
    ("settings", "line", "said"),
    [
        ({"modl.scale": "true"}, 1,
         "unknown setting\n   1 | modl.scale: true\n     | ^^^^^^^^^^ got modl.scale\n"
         "expected one of model.elasticities, model.scale, model.deficits, model.horizon_years, model.trade_elasticity.SECTOR, "
         "model.scale_elasticity.SECTOR\ndo       did you mean model.scale?"),
        ({"model.scale": "["}, 1,
         "this value is not YAML\n   1 | model.scale: [\n     | ^^^^^^^^^^^ got model.scale\n"
         "expected a number, a word, true or false"),
        ({"model.scale": "true", "model.scale.x": "1"}, 2,
         "this setting does not go with another one\n   2 | model.scale.x: 1\n     | ^^^^^^^^^^^^^ got model.scale.x\n"
         "expected each key once\ndo       keep one of the two"),
        ({"model.scale.x": "1", "model.scale": "true"}, 2,
         "this setting does not go with another one\n   2 | model.scale: true\n     | ^^^^^^^^^^^ got model.scale\n"
         "expected each key once\ndo       keep one of the two"),
    ],
)  # fmt: skip
def test_settings(settings, line, said):
    with pytest.raises(ScenarioError) as error:
        read_scenario("beijing-2019", settings)
    assert str(error.value) == f"--set:{line}:1  {said}"


def test_settings_out_of_range():
    with pytest.raises(ScenarioError) as error:
        read_scenario("beijing-2019", {"model.scale_elasticity.ELE": "2"})
    theta = read_scenario("beijing-2019").accounts["trade_elasticity"].sel(sector="ELE").item()
    assert str(error.value) == (
        "--set model:2:8  elasticities of ELE are out of range\n   2 |   ELE: 2\n     |        ^ got 2\n"
        f"expected theta*psi below 1; got theta {theta:g}, psi 2, theta*psi {2 * theta:g}\n"
        f"do       lower scale_elasticity of ELE below {1 / theta:.3g}, or set scale: false"
    )
