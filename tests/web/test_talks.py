"""The view Talks: what is moved in it, and the states in which there is nothing to move."""

import html
import json
import re
from concurrent.futures import Future
from urllib.parse import unquote, urlencode

import numpy as np
import pytest

from tests.web.conftest import plain, shown
from tests.web.small_talks import CLOSED, SMALL, THREE
from tradetalks.scenario.moved_bargain import moved_bargain
from tradetalks.scenario.moved_deadline import moved_odds
from tradetalks.scenario.moved_deal import moved_deal
from tradetalks.scenario.store import packed, unpacked
from tradetalks.talks.agenda import Agenda
from tradetalks.web.odds_shown import _band_words
from tradetalks.web.quick import QuickAnswers
from tradetalks.web.state import PageState
from tradetalks.web.talks_shown import talks_shown

SUITS = "Is there a deal that both prefer?"


@pytest.fixture(scope="module")
def saved(client):
    """The link of the small talks, once they are solved."""
    number = client.app.state.room.store.save("small", SMALL).id
    link = f"scenario=saved:{number}"
    shown(client, f"/talks?{link}")
    return link


@pytest.fixture(scope="module")
def talks(small_run):
    return small_run.talks


def picture(page):
    return json.loads(re.search(r'id="bargain-numbers">(.*?)</script>', page, re.DOTALL)[1])


def row(page, deal):
    return re.search(rf'data-deal="{deal}".*?</tr>', page, re.DOTALL)[0]


def test_the_view_shows_what_the_run_has(client, saved, talks):
    page = shown(client, f"/talks?{saved}")
    found = picture(page)
    assert found["sides"] == ["United States", "China"] and not found["closed"]
    np.testing.assert_allclose(found["worth"], talks.bargain.possible.worth, atol=1e-6)
    nash = talks.bargain.deals["Nash"]
    seen = next(deal["seen"] for deal in found["deals"] if deal["name"] == "Nash")
    np.testing.assert_allclose(seen, nash.deal.u, atol=1e-6)
    np.testing.assert_allclose(found["yours"]["worth"], nash.worth, atol=1e-6)
    assert f"{nash.worth[0]:+.1f}" in row(page, "Nash") and f"{nash.worth[0]:+.1f}" in row(page, "yours")
    assert 'name="item.Tariffs withdrawn"' in page and 'name="rivalry.2"' in page
    assert re.search(r"a deal by 1 January 2027 in \d+ of 100", plain(page))


def test_a_run_from_the_database_is_shown_without_solving_and_the_first_move_is_prepared_once(small_run, monkeypatch):
    talks, quick = unpacked(packed(small_run)).talks, QuickAnswers()
    priced = []

    def never(agenda, x):
        raise AssertionError("the view solves before anything is moved")

    with monkeypatch.context() as before:
        before.setattr(Agenda, "price", never)
        shown_first = talks_shown(talks, PageState(view="talks"), quick)
    assert json.loads(shown_first.picture)["yours"]["slopes"]
    price = Agenda.price
    monkeypatch.setattr(Agenda, "price", lambda agenda, x: priced.append(x) or price(agenda, x))
    ready = quick.make_ready(talks)
    assert quick.make_ready(talks) is ready
    ready.result(600)
    assert priced


def test_a_moved_item_moves_the_deal_and_nothing_else(client, saved, talks):
    page = client.get(
        f"/talks/answer?{saved}&item.Tariffs+withdrawn=50&own.Tariffs+withdrawn=0.1&item.Answer+withdrawn="
    )
    link = f"/talks?{saved}&issue=Tariffs%20withdrawn~0.5"
    assert page.headers["HX-Push-Url"] == link
    x = talks.bargain.deals["Nash"].deal.x.copy()
    x[0] = 0.5
    exact = moved_deal(talks, x)
    np.testing.assert_allclose(picture(page.text)["yours"]["worth"], exact.worth, atol=1e-6)
    assert 'value="50.0"' in client.get(link).text


def test_moved_rivalry_is_solved_anew(client, saved, talks):
    page = client.get(f"/talks/answer?{saved}&rivalry.1=0.3&rivalry.2=0.2&rivalry.1.own=0&rivalry.2.own=0")
    assert page.headers["HX-Push-Url"] == f"/talks?{saved}&rivalry=0.3,0.2"
    exact = moved_bargain(talks, rivalry=[0.3, 0.2])
    seen = next(deal["seen"] for deal in picture(page.text)["deals"] if deal["name"] == "Nash")
    np.testing.assert_allclose(seen, exact.deals["Nash"].u, rtol=1e-3, atol=1e-4)
    share = moved_odds(talks, rivalry=[0.3, 0.2]).odds[2, 0]
    assert f"in {100 * share:.0f} of 100" in plain(page.text)


def test_fierce_rivalry_or_a_good_threat_closes_the_zone(client, saved):
    for moved in ("rivalry=1.5,1.5", "threat=900,900"):
        page = client.get(f"/talks?{saved}&{moved}").text
        assert f"{SUITS} No deal is left: " in plain(page) and "each side lacks" in page and picture(page)["closed"]
        assert "Not every side would sign it. If they did: " in plain(page)


def test_what_a_hand_left_alone_stays_as_the_link_had_it(client, saved):
    """Sliders have steps; a link need not keep to them."""
    was = f"{saved}&rivalry=0.12345,0&issue=Answer withdrawn~0.12345"
    form = {"was": was, "rivalry.1": "0.12", "rivalry.2": "0", "rivalry.1.own": "0", "rivalry.2.own": "0"}
    form |= {"item.Answer withdrawn": "12.3", "own.Answer withdrawn": "60", "item.Tariffs withdrawn": "40"}
    found = client.get(f"/talks/answer?{saved}&{urlencode(form)}")
    link = unquote(found.headers["HX-Push-Url"])
    assert "rivalry=0.12345,0&" in link and "issue=Answer withdrawn~0.12345" in link
    assert "issue=Tariffs withdrawn~0.4" in link
    moved = client.get(f"/talks/answer?{saved}&{urlencode(form | {'rivalry.2': '0.07'})}")
    assert "rivalry=0.12345,0.07" in unquote(moved.headers["HX-Push-Url"])


def test_a_form_where_nothing_moved_leads_back_to_the_short_link(client, saved):
    form = (
        "rivalry.1=0.0&rivalry.2=0&rivalry.1.own=0&rivalry.2.own=0&item.Answer+withdrawn=100&own.Answer+withdrawn=100.0"
    )
    found = client.get(f"/talks/answer?{saved}&{form}")
    assert found.headers["HX-Push-Url"] == f"/talks?{saved}"
    same = client.get(f"/talks/answer?{saved}&{form}&deadline=2027-01-01&deadline.own=2027-01-01")
    assert same.headers["HX-Push-Url"] == f"/talks?{saved}"
    moved = client.get(f"/talks?{saved}&{form.replace('rivalry.1=0.0', 'rivalry.1=0.5')}", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (303, f"/talks?{saved}&rivalry=0.5,0")


def test_another_deadline_has_other_odds_and_another_clock(client, saved, talks):
    page = client.get(f"/talks?{saved}&deadline=2026-09-01").text
    assert "a deal by 1 September 2026" in page and "On 1 September 2026 waiting costs" in page


def test_the_answer_stands_above_what_can_be_moved_and_comes_with_every_answer(client, saved):
    page = client.get(f"/talks?{saved}").text
    assert page.index('id="talks-top"') < page.index('id="moves"') and page.count('id="talks-top"') == 1
    assert f"{SUITS} Yes: the even-handed one (Nash) is worth +" in plain(page)
    part = client.get(f"/talks/answer?{saved}&rivalry.1=0.3&rivalry.2=0.2&rivalry.1.own=0&rivalry.2.own=0").text
    assert 'id="talks-top" class="lines" hx-swap-oob="true"' in part


def test_it_is_said_whose_threat_and_which_day_the_odds_are_of(client, saved, talks):
    """Odds are not played anew for a moved threat; deals are not signed anew for a moved deadline."""
    threat = plain(client.get(f"/talks?{saved}&threat=5,-2").text)
    share = 100 * talks.course.odds.odds[2, 0]
    assert re.search(
        rf"With the scenario's own threat: [A-Z][a-z ]+: a deal by 1 January 2027 in {share:.0f} of 100", threat
    )
    assert "The odds are not those of the threat that you moved" in threat
    later = client.get(f"/talks?{saved}&deadline=2027-12-01").text
    assert (
        f"By the scenario's own deadline, 1 January 2027, a deal comes in {share:.0f} of 100: past deadlines"
        in plain(later)
    )
    assert picture(later)["exact"].startswith(
        "The clock is exact for 1 December 2027. Deals are those signed by 1 January 2027, the scenario's own deadline, and odds"
    )
    own = client.get(f"/talks?{saved}").text
    assert picture(own)["exact"] == "" and "own threat" not in own and "own deadline" not in own


def test_bands_of_odds_never_contradict_their_number():
    assert _band_words(0.01, 0.0, 0.0) == "in most draws no deal"
    assert _band_words(0.24, 0.15, 0.33) == "a deal 15 to 33 in 100"
    assert _band_words(0.4, 0.1, 0.3) == "in most draws a deal 10 to 30 in 100"
    assert _band_words(0.2, 0.199, 0.201) == "in most draws a deal 20 in 100"


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ("deadline=2026-01-01", "does not come after the opening 2026-06-01"),
        ("issue=Nothing~0.5", "'Nothing' is not on the table"),
    ],
)
def test_what_cannot_be_moved_is_said_and_the_view_stays(client, saved, moved, words):
    page = client.get(f"/talks?{saved}&{moved}")
    assert page.status_code == 200 and words in html.unescape(page.text) and 'data-deal="Nash"' in page.text


def test_a_number_that_is_none_is_said(client, saved):
    page = client.get(f"/talks/answer?{saved}&rivalry.1=much&rivalry.2=0")
    assert "This cannot be worked out" in page.text and "rivalry" in page.text


def test_without_talks_there_are_links_to_those_that_have_some(client):
    page = client.get("/talks?scenario=usmca-2026").text
    assert "Nobody talks in this scenario" in page and 'href="/talks?scenario=beijing-2019"' in page


def test_where_no_deal_suits_both_it_says_so_and_items_can_still_be_moved(client):
    number = client.app.state.room.store.save("closed", CLOSED).id
    page = shown(client, f"/talks?scenario=saved:{number}")
    assert f"{SUITS} No deal: " in plain(page) and 'name="item.Answer withdrawn"' in page
    assert picture(page)["closed"] and picture(page)["worth"] == []


def test_three_sides_have_deals_and_no_odds(client):
    number = client.app.state.room.store.save("three", THREE).id
    page = shown(client, f"/talks?scenario=saved:{number}")
    assert "Odds are computed for two sides; this table has more" in page
    assert 'id="bargain"' not in page and 'name="rivalry.1"' not in page and 'data-deal="yours"' in page


def test_names_end_no_script(talks, monkeypatch):
    """Numbers stand in the page as data: a name in them is no tag, and begins no comment that swallows their end."""
    monkeypatch.setattr("tradetalks.web.talks_shown.side_names", lambda talks: ("<!--<script>", "</script>"))
    picture = talks_shown(talks, PageState(), QuickAnswers()).picture
    assert "<" not in picture
    assert json.loads(picture)["sides"] == ["<!--<script>", "</script>"]


def test_it_is_said_while_the_first_change_would_wait(client, saved, monkeypatch):
    ready: Future[None] = Future()
    monkeypatch.setattr(QuickAnswers, "make_ready", lambda quick, talks: ready)
    said = "What the first change needs is being prepared"
    assert said in client.get(f"/talks?{saved}").text
    ready.set_result(None)
    assert said not in client.get(f"/talks?{saved}").text
