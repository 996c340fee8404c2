"""The view Tariffs: rules set by form, button, cell and table; what they cost; what cannot be read."""

import datetime
import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest

from tests.web.conftest import plain
from tests.web.small_talks import SMALL
from tradetalks.errors import ScenarioError
from tradetalks.report.answer.cost import cost_line
from tradetalks.report.elasticity_choices import authors_of, elasticity_choices
from tradetalks.scenario import read_scenario
from tradetalks.scenario.quick_cost import quick_cost, ready_economies
from tradetalks.scenario.reading.baseline import labels_of
from tradetalks.web.rules_form import percent_text, rules_of_form, rules_of_table
from tradetalks.web.state import read_state
from tradetalks.web.tariffs_shown import said_dollars

WAR = "scenario=us-china-trade-war"
ROW = {"by.1": "USA", "on.1": "CHN", "kind.1": "add", "rate.1": "20", "start.1": "2019-12-01", "sectors.1": "ELE"}
FORM = f"{WAR}&rows=1&{urlencode(ROW)}"
RULE = "rule=USA~CHN~ELE~add~0.2~2019-12-01"


def numbers_in(text):
    return json.loads(re.search(r'id="tariff-numbers">(.*?)</script>', text, re.S)[1])


def test_a_rule_that_ends_is_in_the_link_the_file_and_the_answer(client):
    """It is over on the scenario's last date, so that the day it begins on is shown."""
    row = ROW | {"start.1": "2019-09-01", "until.1": "2019-12-31"}
    found = client.get(f"/tariffs/answer?{WAR}&rows=1&{urlencode(row)}")
    link = found.headers["HX-Push-Url"]
    assert link == f"/tariffs?{WAR}&rule=USA~CHN~ELE~add~0.2~2019-09-01..2019-12-31"
    assert "Exact, 1 September 2019" in found.text
    text = client.get(link.replace("/tariffs", "/report/scenario.yaml")).text
    assert "from: 2019-09-01" in text and "until: 2019-12-31" in text
    assert 'name="until.1" value="2019-12-31"' in client.get(link).text
    found = client.get(f"/tariffs/answer?{WAR}&rows=1&{urlencode(row | {'until.1': '2019-01-01'})}")
    assert "row 1 of the rules: until cannot be read" in plain(found.text)
    table = b"by,on,rate,start,until\nUSA,CHN,25%,2019-09-01,2019-12-31\nUSA,CHN,25%,2019-09-01,2019-08-01\n"
    scenario = read_scenario("us-china-trade-war")
    read = rules_of_table(table, labels_of(scenario.accounts, {}, Path()), datetime.date(2019, 1, 1))
    assert [str(rule.until) for rule in read.rules] == ["2019-12-31"]
    assert read.faults == ((3, "until is 2019-08-01, before the start 2019-09-01; expected a later day, or none"),)


def test_sets_of_elasticities_are_explained_where_they_are_chosen(client):
    text = html.unescape(client.get(f"/tariffs?{WAR}&elasticities=BLP2023_long").text)
    assert "low, 1.0 on average: Boehm, Levchenko & Pandalai-Nayar (2023) · BLP2023_long" in text
    assert '<optgroup label="No economies of scale">' in text
    assert "1 for all goods: the long run after most favoured nation changes; no economies of scale." in text
    scenario = read_scenario("us-china-trade-war")
    for sets in elasticity_choices(scenario.accounts).values():
        known = [one.average for one in sets if one.average == one.average]
        assert known == sorted(known)
    assert authors_of("mine") == "mine"


@pytest.fixture(scope="module")
def answer(client):
    found = client.get(f"/tariffs/answer?{FORM}")
    assert found.status_code == 200
    return found


def test_the_answer_is_that_of_the_scenario_and_the_link_holds_the_rule(client, answer):
    assert answer.headers["HX-Push-Url"] == f"/tariffs?{WAR}&{RULE}"
    text = html.unescape(answer.text)
    state = read_state(parse_qsl(f"{WAR}&{RULE}"), "tariffs")
    library = client.app.state.room.library
    scenario = library.read(library.state_text(state), "x")
    quick = quick_cost(scenario, ready_economies(scenario))
    assert cost_line(quick).question in text
    exact = numbers_in(answer.text)
    for code, value in zip(
        quick.economy.regions, quick.equilibria[quick.now].real_income_change_busd.values, strict=True
    ):
        assert exact["now"][code] == pytest.approx(float(value), abs=1e-9)
    assert exact["now"]["CHN"] < exact["shipped"]["CHN"] and exact["slopes"]["1"]["CHN"] < 0
    assert exact["rates"] == {"1": 0.2}


def test_numbers_are_of_the_horizon_that_the_file_fixes(client):
    """A kind of fault: a table said “once trade has adjusted” whatever the horizon was."""
    text = SMALL.partition("branches:")[0].replace("{scale: false}", "{scale: false, horizon_years: 1}")
    number = client.app.state.room.store.save("soon", text).id
    page = plain(client.get(f"/tariffs/answer?scenario=saved:{number}").text)
    assert "before the first act, 1 year after a change, billion dollars a year" in page and "has adjusted" not in page
    assert "without your rules" in page and "as shipped" not in page


def test_the_first_line_is_what_ones_own_rules_cost_all_whom_they_name(client, answer):
    """Not what a quarrel costs of which the rules are no part."""
    exact = numbers_in(answer.text)
    text = plain(answer.text)
    moved = {code: exact["now"][code] - exact["shipped"][code] for code in exact["now"]}
    said = re.search(r"What do your rules cost\? (.*?) Without ranges", text)[1]
    assert text.index("What do your rules cost?") < text.index("What does it cost?")
    assert moved["CHN"] < -0.05 and f"China {abs(moved['CHN']):.{int(abs(moved['CHN']) < 0.95)}f}" in said
    assert "the United States" in said and re.search(r"with what is in force on \d+ [A-Z][a-z]+ \d{4}\.", said)
    assert "What do your rules cost?" not in client.get(f"/tariffs/answer?{WAR}").text


def test_the_page_is_there_before_the_answer_and_restores_the_rules(client, answer):
    text = client.get(f"/tariffs?{WAR}&{RULE}").text
    assert 'name="rate.1"' in text and 'value="20"' in text
    assert re.search(r'name="on.1" value="CHN" checked', text)
    assert 'id="tariff-numbers"' in text
    other = client.get("/tariffs?scenario=usmca-2026").text
    assert 'hx-trigger="load"' in other and "step 1 of 2" in other and "the trade of every country is balanced" in other


def test_the_day_and_the_elasticities_are_chosen_beside_the_rules(client, answer):
    """What an answer waits for is told step by step; it can be left, and does not keep others waiting."""
    by_htmx = {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:8023/tariffs?{WAR}&{RULE}"}
    link = f"/tariffs/answer?{FORM}&date=2019-06-01&elasticities=LL2023_psi_zero"
    first = client.get(link, headers=by_htmx)
    assert first.headers["HX-Push-Url"].endswith(RULE) and "tariff-numbers" not in first.text
    assert "step 1 of 2 The world is calibrated at the elasticities of Lashkaripour & Lugovskyy (2023)" in plain(
        first.text
    )
    calibrate = html.unescape(re.search(r'hx-get="(/tariffs/answer[^"]*)" hx-trigger="load"', first.text)[1])
    stop = html.unescape(re.search(r'hx-get="([^"]*)"[^>]*>Stop<', first.text)[1])
    stopped = client.get(stop, headers=by_htmx).text
    assert "Stopped, as you asked" in stopped and f'hx-get="{html.escape(calibrate)}"' in stopped
    second = client.get(calibrate, headers=by_htmx).text
    assert "step 2 of 2 The world under these tariffs is solved" in plain(second)
    solve = html.unescape(re.search(r'hx-get="(/tariffs/answer[^"]*)" hx-trigger="load"', second)[1])
    assert solve == calibrate.removesuffix("&step=calibrate") != calibrate
    room = client.app.state.room
    scenario = room.library.read_changed(read_state(parse_qsl(WAR)))
    with room.quick._calibrating, ThreadPoolExecutor() as threads:
        assert threads.submit(room.quick.economies, scenario).result(timeout=30)
    found = client.get(f"/tariffs/answer?{FORM}&date=2019-06-01&elasticities=LL2023_psi_zero")
    assert found.headers["HX-Push-Url"] == f"/tariffs?{WAR}&date=2019-06-01&elasticities=LL2023_psi_zero&{RULE}"
    told = "Exact, 1 June 2019, at the elasticities of Lashkaripour & Lugovskyy (2023) (LL2023_psi_zero)."
    assert told in plain(found.text)
    # The rule is in force from December on.
    exact = numbers_in(found.text)
    assert exact["now"] == exact["shipped"] and set(exact["slopes"]["1"].values()) == {0.0}
    page = client.get(f"/tariffs?{WAR}&date=2019-06-01&elasticities=LL2023_psi_zero&{RULE}").text
    assert '<option value="2019-06-01" selected>' in page
    assert re.search(r'<option value="LL2023_psi_zero"[^>]* selected>', page)


def test_links_around_an_answer_hold_what_was_changed(client, answer):
    """What stands on the page beside the part that is put in place goes with it."""
    for view in ("cost", "war", "talks", "report"):
        assert f'href="/{view}?{WAR}&amp;{RULE}"' in answer.text
    assert 'id="views" aria-label="Views" hx-swap-oob="true"' in answer.text
    assert 'id="foot" hx-swap-oob="true"' in answer.text and "the link holds every change" in answer.text
    assert f'name="state" id="import-state" value="{WAR}&amp;{RULE}" hx-swap-oob' in answer.text
    whole = client.get(f"/tariffs?{WAR}&{RULE}").text
    assert "hx-swap-oob" not in whole and whole.count('id="views"') == 1


def test_an_answer_to_the_same_state_is_no_step_of_the_history(client, answer):
    shown = {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:8023/tariffs?{WAR}&{RULE}"}
    found = client.get(f"/tariffs/answer?{FORM}", headers=shown)
    assert "HX-Push-Url" not in found.headers and found.headers["HX-Replace-Url"] == f"/tariffs?{WAR}&{RULE}"
    found = client.get(f"/tariffs/answer?{FORM.replace('rate.1=20', 'rate.1=30')}", headers=shown)
    assert found.headers["HX-Push-Url"].endswith("~add~0.3~2019-12-01")


def test_a_button_beside_a_rate_that_is_none_leaves_the_form_as_it_is(client, answer):
    link = f"/tariffs/change?{FORM.replace('rate.1=20', 'rate.1=')}&do=add"
    found = client.get(link, headers={"HX-Request": "true"})
    assert found.headers["HX-Retarget"] == "#answer" and "row 1 of the rules has no rate" in found.text
    assert "HX-Push-Url" not in found.headers and 'id="rules"' not in found.text


def test_a_form_without_script_leads_to_its_link(client, answer):
    found = client.get(f"/tariffs?{FORM}", follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, f"/tariffs?{WAR}&{RULE}")


@pytest.mark.parametrize(
    ("do", "rules"),
    [
        ("add", [RULE, "rule=USA~CHN~goods~add~0.1~"]),
        ("remove:1", []),
        ("clear", []),
        ("cell:EU~JPN~MVH", [RULE, "rule=EU~JPN~MVH~add~0.1~"]),
        ("cell:EU~Narnia~MVH", [RULE, "rule=USA~CHN~goods~add~0.1~"]),
        ("nonsense", [RULE]),
        ("remove:7", [RULE]),
    ],
)
def test_buttons_change_the_rules(client, answer, do, rules):
    found = client.get(f"/tariffs/change?{FORM}&{urlencode({'do': do})}", headers={"HX-Request": "true"})
    assert found.status_code == 200
    link = found.headers["HX-Push-Url"]
    told = re.findall(r"rule=[^&]*", link)
    assert len(told) == len(rules)
    assert all(one.startswith(start) for one, start in zip(told, rules, strict=True))
    assert found.text.count('class="rule"') == len(rules)


def test_a_fault_is_told_in_words_and_the_rules_stay(client, answer):
    text = client.get(f"/tariffs/answer?{FORM.replace('rate.1=20', 'rate.1=much')}").text
    assert "row 1 of the rules has no rate" in text and "cannot be worked out" in text
    text = html.unescape(client.get(f"/tariffs/answer?{FORM.replace('sectors.1=ELE', 'sectors.1=NOPE')}").text)
    assert "NOPE" in text and "Traceback" not in text
    # What the form shows is what the fault is about.
    page = client.get(f"/tariffs?{WAR}&{RULE.replace('USA', 'XXX')}").text
    assert "got      XXX" in page and '<option value="XXX" selected>' in page
    text = client.get(f"/tariffs/answer?{FORM.replace('rate.1=20', 'rate.1=9999')}").text
    assert "row 1 of the rules: rate cannot be read" in text


def test_a_table_is_read_and_its_faults_are_named_row_by_row(client, answer):
    good = "by,on,rate,sectors\nUSA,China;Japan,25%,ELE;7208\n"
    found = client.post(f"/tariffs/import?{WAR}", files={"table": ("a.csv", good)}, follow_redirects=False)
    assert found.status_code == 303
    assert found.headers["location"].startswith(f"/tariffs?{WAR}&rule=USA~CHN,JPN~ELE,7208~add~0.25~")
    bad = "by,on,rate\nUSA,Narnia,25%\nUSA,CHN,25\nUSA,CHN,10%\n"
    text = html.unescape(client.post(f"/tariffs/import?{WAR}", files={"table": ("a.csv", bad)}).text)
    assert "Nothing was taken over" in text
    assert "line 2: 'Narnia' is no country of this world" in text
    assert "line 3: rate '25': tariff rate looks like a percentage; write `25%`" in text and "line 4" not in text
    changed = {"state": f"{WAR}&{RULE}"}
    found = client.post("/tariffs/import", files={"table": ("a.csv", good)}, data=changed, follow_redirects=False)
    assert found.headers["location"].startswith(f"/tariffs?{WAR}&{RULE}&rule=USA~CHN,JPN~ELE,7208~add~0.25~")
    again = client.get(f"/tariffs/import?{WAR}&{RULE}", follow_redirects=False)
    assert (again.status_code, again.headers["location"]) == (303, f"/tariffs?{WAR}&{RULE}")
    many = "by,on,rate\n" + "USA,CHN,10%\n" * 60
    text = client.post("/tariffs/import", files={"table": ("a.csv", many)}, data=changed).text
    assert "61 rules with those that are there, more than 60" in text
    large = client.post(f"/tariffs/import?{WAR}", files={"table": ("a.csv", "x" * 70_000)})
    assert "larger than 64 kB" in large.text


@pytest.fixture(scope="module")
def labels(tmp_path_factory):
    return labels_of(read_scenario("us-china-trade-war").accounts, {}, tmp_path_factory.mktemp("labels"))


@pytest.mark.parametrize("name", ["us-china-trade-war", "us-china-2025", "usmca-2026", "eu-us-2025"])
def test_the_example_of_the_page_is_read_as_it_stands(client, name):
    page = client.get(f"/tariffs?scenario={name}").text
    example = html.unescape(re.search(r'id="table-example">(.*?)</pre>', page, re.S)[1])
    found = client.post(f"/tariffs/import?scenario={name}", files={"table": ("a.csv", example)}, follow_redirects=False)
    assert found.status_code == 303 and found.headers["location"].count("rule=") == 1
    assert ",7208~add~0.25~" in found.headers["location"]


def test_a_table_that_is_refused_is_told_in_the_page_and_the_address_stays(client, answer):
    bad = {"table": ("a.csv", "by,on,rate\nUSA,CHN,25\n")}
    found = client.post("/tariffs/import", files=bad, data={"state": f"{WAR}&{RULE}"}, headers={"HX-Request": "true"})
    assert found.status_code == 200 and "Nothing was taken over" in found.text
    assert "HX-Push-Url" not in found.headers or found.headers["HX-Push-Url"].endswith(RULE)
    assert 'name="rate.1"' in found.text and "<html" not in found.text


def test_more_rules_than_a_link_holds_are_told(labels):
    found = rules_of_table(b"by,on,rate\n" + b"USA,CHN,10%\n" * 61, labels, "2020-01-01")
    assert not found.rules and "more than 60 rules" in found.faults[0][1]


def test_rules_are_kept_to_the_last_digit_and_none_is_dropped():
    (rule,) = rules_of_form([*(ROW | {"rate.1": percent_text(0.1234567891)}).items(), ("rows", "1")])
    assert rule.rate == 0.1234567891
    many = [("rows", "61"), *((f"by.{k}", "USA") for k in range(1, 62))]
    with pytest.raises(ScenarioError, match="too many rules"):
        rules_of_form(many)
    # Digits of other scripts, or thousands of them, name no row.
    assert rules_of_form([("rows", "1"), ("by.²", "USA"), (f"by.{'9' * 5000}", "USA")]) == ()


def test_a_form_says_what_it_says():
    assert rules_of_form([("by.1", "USA")]) is None
    assert rules_of_form([("rows", "0")]) == ()
    given = [*ROW.items(), ("on.1", "USA"), ("products.1", "7208, 8542"), ("rows", "1"), ("answered.1", "yes")]
    (rule,) = rules_of_form(given)
    assert rule.on == ("CHN",) and rule.sectors == ("ELE", "7208", "8542") and rule.answered


def test_what_rounds_to_nothing_has_no_sign():
    assert [said_dollars(value) for value in (-0.2, 0.3, -34.4, 41.0)] == ["0", "0", "−34", "+41"]
