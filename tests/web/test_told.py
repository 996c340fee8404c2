"""Requests that once ended in a defect, or lost something in silence: each is answered, or refused in words."""

import datetime

import pytest
from fastapi import Response

from tradetalks.errors import ScenarioError, TradeTalksError
from tradetalks.web.attached import attached
from tradetalks.web.rules_form import rules_of_form, rules_of_table
from tradetalks.web.state import MOST_RULES, PageState, TariffRule, read_state, state_query
from tradetalks.web.studies import study_in

WAR = "us-china-trade-war"
RULE = "rule=USA~CHN~ELE~add~0.25~2019-12-01"
NINES = "9" * 5000
DAY = datetime.date(2019, 12, 1)


def test_a_file_may_be_called_in_any_script():
    answer = Response(headers=attached("торговля-report.html"))
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%D1%82%D0%BE")
    assert "\n" not in attached("a\nb/c")["content-disposition"] and "/" not in attached("b/c")["content-disposition"]


@pytest.mark.parametrize(
    "link",
    [
        "/tariffs?rows=1&by.²=USA",
        f"/tariffs?rows=1&by.{NINES}=USA",
        f"/tariffs/change?do=remove:²&{RULE}",
        f"/tariffs/change?do=remove:{NINES}&{RULE}",
    ],
)
def test_numbers_that_are_none_are_passed_over(client, link):
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get(f"{link}&scenario={WAR}", headers=headers, follow_redirects=False)
        assert answer.status_code in (200, 303), answer.text


@pytest.mark.parametrize("length", ["²", NINES])
def test_a_length_that_is_no_number_is_passed_over(client, length):
    sent = {"content-length": length.encode("latin-1"), "content-type": "application/json"}
    answer = client.post("/api/v1/check", content=b'{"yaml": "x"}', headers=sent)
    assert (answer.status_code, answer.json()["readable"]) == (200, False)


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_lines_of_a_table_may_end_as_on_any_machine(client, end):
    from pathlib import Path

    from tradetalks.scenario.reading.baseline import labels_of

    accounts = client.app.state.room.library.read(client.app.state.room.library.text(WAR)).accounts
    text = end.join(["by,on,rate", "USA,CHN,0.25", "CHN,USA,0.1", ""])
    found = rules_of_table(text.encode(), labels_of(accounts, {}, Path()), DAY)
    assert ([rule.rate for rule in found.rules], found.faults) == ([0.25, 0.1], ())


def test_a_carriage_return_in_a_cell_of_a_table_is_answered(client):
    sent = {"table": ("x.csv", b'by,on,rate\n"U\rSA",CHN,0.25\n')}
    answer = client.post(f"/tariffs/import?scenario={WAR}", files=sent, follow_redirects=False)
    assert answer.status_code == 200 and "is no country of this world" in answer.text


def row(number: int) -> list[tuple[str, str]]:
    values = {"by": "USA", "on": "CHN", "sectors": "ELE", "kind": "add", "rate": "5", "start": "2019-12-01"}
    return [(f"{name}.{number}", value) for name, value in values.items()]


def test_no_rule_of_a_form_is_dropped_in_silence(client):
    rows = [pair for number in range(1, MOST_RULES + 1) for pair in row(number)]
    assert len(rules_of_form([("rows", "1"), *rows])) == MOST_RULES
    with pytest.raises(ScenarioError) as caught:
        rules_of_form([("rows", "1"), *rows, *row(MOST_RULES + 1)])
    assert str(caught.value) == (
        "these are too many rules for the page\nexpected at most 60\ngot      61\n"
        "do       put them into a scenario file as acts: the view Report gives away one to begin with"
    )


def test_one_rule_more_than_a_link_holds_is_told(client):
    rule = TariffRule(by="USA", on=("CHN",), sectors=("ELE",), rate=0.05, start=DAY)
    query = state_query(PageState(scenario=WAR, rules=MOST_RULES * (rule,)))
    told = client.get(f"/tariffs/change?do=add&{query}", headers={"hx-request": "true"})
    assert "these are too many rules for the page" in told.text


@pytest.mark.parametrize("sectors", ["all", "goods", "ELE,all"])
def test_a_rule_on_all_sectors_is_on_all_goods(client, sectors):
    """Tariffs reach no services, and the reader of scenarios says so of `all`."""
    state = read_state([("scenario", WAR), ("rule", f"USA~CHN~{sectors}~add~0.25~2019-12-01")])
    assert state.rules[0].sectors == ("goods",)
    library = client.app.state.room.library
    act = library.read(library.state_text(state)).acts[-1]
    assert act.id == "rule-1" and len(act.cells) > 1


def test_a_study_that_cannot_be_read_is_told_by_its_name_alone(tmp_path, monkeypatch):
    (tmp_path / "studies" / "empty.zarr").mkdir(parents=True)
    with pytest.raises(TradeTalksError) as caught:
        study_in(tmp_path, "empty")
    assert str(tmp_path) not in str(caught.value) and "empty" in str(caught.value)

    def refuse(place) -> None:
        raise PermissionError(13, "Permission denied", str(place))

    monkeypatch.setattr("tradetalks.web.studies.open_study", refuse)
    (tmp_path / "studies" / "closed.zarr").mkdir()
    with pytest.raises(TradeTalksError) as caught:
        study_in(tmp_path, "closed")
    assert str(caught.value) == (
        "the study closed cannot be read\n"
        "do       whoever runs the server finds it in the folder studies of the server's own"
    )
