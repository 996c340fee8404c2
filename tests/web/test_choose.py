"""Another scenario for a view: what fits goes along, and nothing is left behind unasked."""

from urllib.parse import quote

from tests.web.conftest import plain

WAR = "us-china-trade-war"
RULE = "rule=USA~CHN~ELE~add~0.25~2019-12-01"


def chosen(client, was, scenario="us-china-2025", view="tariffs"):
    link = f"/choose?view={view}&scenario={scenario}&was={quote(was)}"
    return client.get(link, follow_redirects=False)


def test_rules_that_fit_go_along(client):
    found = chosen(client, f"scenario={WAR}&elasticities=LL2023&{RULE}")
    assert (found.status_code, found.headers["location"]) == (303, f"/tariffs?elasticities=LL2023&{RULE}")
    back = chosen(client, f"elasticities=LL2023&{RULE}", WAR, "cost")
    assert back.headers["location"] == f"/cost?scenario={WAR}&elasticities=LL2023&{RULE}"


def test_what_does_not_fit_is_told_before_it_is_left(client):
    other = "rule=TWN~USA~goods~add~0.1~2019-12-01"
    found = chosen(client, f"{RULE}&{other}&rivalry=0.5,0.5", WAR)
    text = plain(found.text)
    assert found.status_code == 200 and "Not everything goes along" in text
    assert "the rule Taiwan on United States, all goods: adds 10 percent" in text and "rivalry, which you moved" in text
    assert f'href="/tariffs?scenario={WAR}&amp;{RULE}"' in found.text
    assert f'href="/tariffs?{RULE}&amp;{other}&amp;rivalry=0.5,0.5"' in found.text


def test_views_ask_by_it_and_the_same_scenario_changes_nothing(client):
    page = client.get(f"/tariffs?scenario={WAR}&{RULE}").text
    assert f'name="was" id="choose-was" value="scenario={WAR}&amp;{RULE}"' in page and 'action="/choose"' in page
    assert chosen(client, f"scenario={WAR}&{RULE}", WAR).headers["location"] == f"/tariffs?scenario={WAR}&{RULE}"
    assert chosen(client, "rule=x").status_code == 422
    assert chosen(client, "", "nothing-here").status_code == 404
