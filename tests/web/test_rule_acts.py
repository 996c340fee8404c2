"""Rules as acts of a file: their names, their rates, and errors that speak of the rule."""

import pytest

from tradetalks.errors import ScenarioError
from tradetalks.web.rule_acts import acts_of_rule, rule_ids
from tradetalks.web.state import PageState, TariffRule

WAR = "us-china-trade-war"


def rule(**given):
    return TariffRule.model_validate({"by": "USA", "on": ("CHN",), "rate": 0.2, "start": "2019-12-01"} | given)


def test_ids_are_the_first_that_the_text_does_not_have():
    assert rule_ids("acts: []", 2) == ("rule-1", "rule-2")
    assert rule_ids("{id: rule-1}, {id: rule-3-answer}", 3) == ("rule-2", "rule-4", "rule-5")


@pytest.mark.parametrize(("rate", "written"), [(0.25, 0.25), (1.0, 1.0), (4.5, "450%"), (1.2345678, "123.45678%")])
def test_rates_are_written_as_a_file_takes_them(client, rate, written):
    assert acts_of_rule(rule(rate=rate), "x")[0]["rate"] == written
    library = client.app.state.room.library
    scenario = library.read_changed(PageState(scenario=WAR, rules=(rule(rate=rate, sectors=("ELE",)),)))
    assert scenario.acts[-1].cells[0][-1] == pytest.approx(rate, rel=1e-12)


def test_all_is_what_tariffs_reach(client):
    library = client.app.state.room.library
    scenario = library.read_changed(PageState(scenario=WAR, rules=(rule(sectors=("all",)),)))
    found = {cell[2] for cell in scenario.acts[-1].cells}
    assert found == {str(code) for code in scenario.accounts["sector"].values[scenario.accounts["tradable"].values]}


def test_errors_speak_of_the_rule_and_not_of_a_file(client):
    rules = (rule(), rule(sectors=("UTL",)), rule(on=("Narnia",), by="CHN"), rule(rate=-0.7, kind="to"))
    with pytest.raises(ScenarioError) as error:
        client.app.state.room.library.read_changed(PageState(scenario=WAR, rules=rules))
    text = str(error.value)
    for said in (
        "Rule 2: tariffs do not reach UTL",
        "Rule 3: unknown region",
        "got      Narnia",
        "Rule 4: tariff rate",
    ):
        assert said in text
    for unsaid in ("yaml", "sectors: goods", "Rule 1", " | "):
        assert unsaid not in text
