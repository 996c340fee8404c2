"""Tariffs and talks under a hand: with the mouse, with the keyboard alone, on a telephone and on a desk."""

import re
import threading
import time
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
import uvicorn

from tests.web.browser.conftest import LOOKS, PATIENCE, WIDTHS, violations
from tests.web.kept_runs import seed
from tests.web.small_talks import SMALL
from tradetalks.web import WebSettings, create_app

TARIFFS = "/tariffs?scenario=us-china-trade-war&rule=USA~CHN~ELE~add~0.2~2019-12-01~answered"
# Milliseconds that an exact answer may take on a busy machine.
EXACT = 60_000
FIRST_ORDER, SOLVED = re.compile("First-order while"), re.compile("^Exact")
AT_ONCE = re.compile("^At once")
# What htmx says of a request that a newer one has taken the place of.
REPLACED = ("htmx:afterRequest", "htmx:sendAbort")


@pytest.fixture(scope="module")
def home(browser, tmp_path_factory) -> Iterator[str]:
    """Where a server listens that has small talks among its saved scenarios, solved."""
    app = create_app(WebSettings(folder=tmp_path_factory.mktemp("moving"), port=0, prepare=False))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    app.state.room.store.save("small", SMALL)
    seed(app, SMALL, tmp_path_factory)
    found = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    page = browser.new_page()
    page.goto(f"{found}/talks?scenario=saved:1")
    page.wait_for_selector("#bargain circle.yours", timeout=1000 * PATIENCE)
    page.goto(f"{found}{TARIFFS}")
    page.wait_for_selector("#tariff-numbers", state="attached", timeout=1000 * PATIENCE)
    page.close()
    yield found
    server.should_exit = True
    thread.join(timeout=30)


@pytest.fixture
def opened(browser, home):
    """Opens a view; what its console says, and its page."""
    contexts = []

    def open_view(link, width=1440, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: _noted(message, page.faults))
        page.goto(f"{home}{link}")
        page.wait_for_selector("#exactness", timeout=EXACT)
        return page

    yield open_view
    for context in contexts:
        context.close()


def _noted(message, faults):
    if message.type == "error" and not message.text.startswith(REPLACED):
        faults.append(message.text)


def said(page, words, timeout=EXACT):
    """Wait until the state of the numbers is said to be this one."""
    page.locator("#exactness").filter(has_text=words).wait_for(timeout=timeout)


def test_an_answer_that_takes_long_is_told_and_can_be_left(opened):
    page = opened(TARIFFS)
    # The server is not asked to calibrate: whoever waits for it leaves.
    page.route("**/tariffs/answer?*step=calibrate*", lambda route: None)
    page.select_option("#shown-elasticities", "uniform4")
    page.locator("#answer").filter(has_text="step 1 of 2").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.locator("#answer").filter(has_text="Stopped, as you asked").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Work it out"
    assert "elasticities=uniform4" in page.url and not violations(page) and page.faults == []
    page.select_option("#shown-elasticities", "")
    said(page, SOLVED)


def number(page, row, name):
    """A number of a table, without what is struck through."""
    cell = page.locator(f"#answer tr[data-{row}] [data-number='{name}']").first
    text = cell.evaluate(
        "cell => [...cell.childNodes].filter(part => part.nodeName !== 'S').map(part => part.textContent).join('')"
    )
    return float(text.strip().replace("−", "-"))


@pytest.mark.parametrize("width", WIDTHS)
def test_numbers_follow_a_slider_and_are_exact_when_it_stops(opened, width):
    page = opened(TARIFFS, width)
    before = number(page, "region='CHN'", "now")
    slider = page.locator(".slider")
    slider.evaluate("one => { one.value = 30; one.dispatchEvent(new Event('input', {bubbles: true})); }")
    near = number(page, "region='CHN'", "now")
    assert near < before and FIRST_ORDER.search(page.locator("#exactness").inner_text())
    assert page.locator("[name='rate.1']").input_value() == "30"
    slider.evaluate("one => one.dispatchEvent(new Event('change', {bubbles: true}))")
    said(page, SOLVED)
    exact = number(page, "region='CHN'", "now")
    assert abs(exact - near) < 0.35 * abs(exact - before)
    assert "rule=USA~CHN~ELE~add~0.3~2019-12-01~answered" in page.url
    assert page.faults == []


def test_the_old_value_stays_beside_the_new_one_for_a_while(opened):
    page = opened(TARIFFS)
    page.locator("[name='rate.1']").fill("45")
    page.locator("[name='rate.1']").press("Tab")
    old = page.locator("#answer .said s.was").first
    old.wait_for(timeout=EXACT)
    # Only what changed is struck through: the words around it stay where they were.
    assert 0 < len(old.text_content().split()) < 12
    page.locator("#answer s.was").first.wait_for(state="detached", timeout=EXACT)
    assert page.locator("#answer s.was").count() == 0


def test_a_part_has_one_old_value_however_fast_answers_come(opened):
    page = opened(TARIFFS)
    for rate in (41, 42, 43, 44):
        page.locator("[name='rate.1']").fill(str(rate))
        page.locator("[name='rate.1']").press("Tab")
        page.wait_for_url(re.compile(f"~add~0.{rate}~"), timeout=EXACT)
        said(page, SOLVED)
    most = page.evaluate("""() => Math.max(...[...document.querySelectorAll("#answer .said, #answer [data-number]")]
        .map((part) => part.querySelectorAll("s.was").length))""")
    longest = page.evaluate("""() => Math.max(...[...document.querySelectorAll("#answer s.was")]
        .map((old) => old.textContent.length))""")
    assert most == 1 and longest < 400
    assert page.faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_rules_are_set_with_the_keyboard_alone(opened, width):
    page = opened(TARIFFS, width)
    page.locator(".slider").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"~add~0\.21~"), timeout=EXACT)
    said(page, SOLVED)
    page.locator("table.cells button.cell").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    named = page.evaluate("document.activeElement.value")
    page.keyboard.press("Enter")
    page.locator("fieldset.rule").nth(1).wait_for(timeout=EXACT)
    importer, exporter, sector = named.removeprefix("cell:").split("~")
    assert f"rule={importer}~{exporter}~{sector}~add~0.1~" in unquote(page.url)
    page.get_by_role("button", name="Remove rule 1").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('fieldset.rule').length === 1", timeout=EXACT)
    # The link restores what was set.
    page.reload()
    assert page.locator("[name='by.1']").input_value() == importer
    assert page.faults == []


def test_ticks_of_a_rule_are_said_while_their_fold_is_closed(opened):
    page = opened(TARIFFS)
    page.locator("summary", has_text="on China").click()
    page.get_by_role("group", name="On whom").get_by_label("Japan").check()
    page.wait_for_url(re.compile("~CHN,JPN~"), timeout=EXACT)
    assert "China, Japan" in page.locator("[data-said='on.1']").inner_text()


def test_every_link_of_the_page_holds_what_was_changed_and_back_takes_it_back(opened):
    page = opened(TARIFFS)
    before = page.url
    page.locator("[name='rate.1']").fill("33")
    page.locator("[name='rate.1']").press("Tab")
    page.wait_for_url(re.compile("~add~0.33~"), timeout=EXACT)
    said(page, SOLVED)
    page.get_by_role("button", name="Add a rule").click()
    page.locator("fieldset.rule").nth(1).wait_for(timeout=EXACT)
    assert page.evaluate("document.activeElement.name") == "by.2"
    query = page.evaluate("location.search")
    links = page.locator("nav.views a").evaluate_all("found => found.map(one => one.search)")
    assert len(links) == 9 and set(links) == {query}
    assert page.locator("#import-state").input_value() == query[1:]
    page.go_back()
    page.wait_for_url(re.compile("~add~0.33~[^&]*$"), timeout=EXACT)
    page.wait_for_selector("#tariff-numbers", state="attached", timeout=EXACT)
    assert page.locator("fieldset.rule").count() == 1 and page.locator("[name='rate.1']").input_value() == "33"
    page.go_back()
    page.wait_for_url(before, timeout=EXACT)
    page.wait_for_selector("#tariff-numbers", state="attached", timeout=EXACT)
    assert page.locator("[name='rate.1']").input_value() == "20"
    page.go_forward()
    page.wait_for_url(re.compile("~add~0.33~"), timeout=EXACT)
    page.wait_for_selector("#tariff-numbers", state="attached", timeout=EXACT)
    assert page.locator("[name='rate.1']").input_value() == "33"
    assert page.locator("[data-slides='rate.1']").input_value() == "33"
    assert page.faults == []


def test_a_late_answer_takes_nothing_back(opened):
    page = opened(TARIFFS)

    def late(route):
        time.sleep(1)
        route.continue_()

    page.route("**/tariffs/answer?*", late)
    page.locator("[name='rate.1']").fill("35")
    # The change is sent, and while it is on its way a cell is pressed.
    page.locator("table.cells button.cell").first.click()
    page.locator("fieldset.rule").nth(1).wait_for(timeout=EXACT)
    page.wait_for_timeout(1500)
    assert "~add~0.35~" in page.url and page.url.count("rule=") == 2
    assert page.locator("nav.views a").last.get_attribute("href").count("rule=") == 2


@pytest.mark.parametrize("width", WIDTHS)
def test_rivalry_is_dragged_until_the_zone_closes(opened, width):
    page = opened("/talks?scenario=saved:1", width)
    title = page.locator("#bargain-title")
    assert "shaded area" in title.inner_text() and page.locator("#bargain .zone").count() == 1
    for side in (1, 2):
        slider = page.locator(f"[name='rivalry.{side}']")
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + 8, middle)
        page.mouse.down()
        page.mouse.move(box["x"] + 0.8 * box["width"], middle, steps=8)
        if side == 2:
            # The hand has not let go yet.
            assert "No deal is left" in title.inner_text() and AT_ONCE.search(page.locator("#exactness").inner_text())
            assert page.locator("#bargain .zone").count() == 0
        page.mouse.up()
    page.locator("#talks-top", has_text="No deal").wait_for(timeout=EXACT)
    said(page, SOLVED)
    assert "rivalry=" in page.url and "No deal is left" in title.inner_text()
    assert page.faults == []


def test_what_comes_without_a_deal_is_dragged_and_moved_with_arrow_keys(opened):
    page = opened("/talks?scenario=saved:1")
    mark = page.locator("#bargain .threat")
    box = mark.bounding_box()
    first = number(page, "deal='Nash'", "0")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + box["height"] / 2, steps=6)
    assert AT_ONCE.search(page.locator("#exactness").inner_text())
    assert number(page, "deal='Nash'", "0") > first
    page.mouse.up()
    page.wait_for_url(re.compile("threat="), timeout=EXACT)
    said(page, SOLVED)
    moved = number(page, "deal='Nash'", "0")
    assert moved > first
    page.locator("#bargain .threat").focus()
    link = page.url
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.classList.contains('threat')")
    page.wait_for_function(f"() => location.href !== '{link}'", timeout=EXACT)
    said(page, SOLVED)
    assert number(page, "deal='Nash'", "0") < moved
    assert page.faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_an_item_moves_the_point_of_the_deal(opened, width):
    page = opened("/talks?scenario=saved:1", width)
    place = "document.querySelector('#bargain .yours').getAttribute('cx')"
    before, worth = float(page.evaluate(place)), number(page, "deal='yours'", "0")
    even_handed = page.locator("tr[data-deal='Nash']").inner_text()
    slider = page.locator("[name='item.Answer withdrawn']")
    slider.evaluate("one => { one.value = 20; one.dispatchEvent(new Event('input', {bubbles: true})); }")
    assert float(page.evaluate(place)) < before
    # Other deals are what they were: nothing of them has moved.
    assert page.locator("tr[data-deal='Nash']").inner_text() == even_handed
    near = number(page, "deal='yours'", "0")
    assert near < worth
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("issue=Answer%20withdrawn~0.201"), timeout=EXACT)
    said(page, SOLVED)
    assert abs(number(page, "deal='yours'", "0") - near) < 0.5 * abs(near - worth)
    assert page.faults == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("link", [TARIFFS, "/talks?scenario=saved:1", "/talks?scenario=saved:1&rivalry=1.5,1.5"])
def test_both_views_fit_and_can_be_used_by_everybody(opened, link, width, scheme):
    page = opened(link, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for fold in page.locator("details").all():
        fold.evaluate("one => { one.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    assert page.faults == []


def test_a_rate_that_cannot_be_is_told_and_moves_no_number(opened):
    page = opened(TARIFFS)
    before = number(page, "region='CHN'", "now")
    page.locator("[name='rate.1']").fill("9999")
    refused = page.locator("[data-refused='rate.1']")
    assert refused.is_visible() and "between" in refused.inner_text()
    page.locator("[name='rate.1']").press("Tab")
    said(page, re.compile("^Not worked out"))
    assert number(page, "region='CHN'", "now") == before and "9999" not in page.url
    # What the field takes, the model takes.
    page.locator("[name='rate.1']").fill("450")
    assert not refused.is_visible()
    page.locator("[name='rate.1']").press("Tab")
    page.wait_for_url(re.compile("~add~4.5~"), timeout=EXACT)
    said(page, SOLVED)
    assert page.faults == []


@pytest.mark.parametrize(
    ("name", "wrong", "told", "right", "link"),
    [
        ("until.1", "2019-11-01", "not before the first one", "2020-05-01", "2019-12-01..2020-05-01"),
        ("start.1", "", "begins on a day", "2019-12-02", "2019-12-02"),
        ("rate.1", "", "between", "21", "add~0.21~"),
    ],
)
def test_what_cannot_be_set_is_told_where_it_stands(opened, name, wrong, told, right, link):
    """A kind of fault: nothing was sent, nothing said, and the numbers of before were called exact."""
    page = opened(TARIFFS)
    field, refused = page.locator(f"[name='{name}']"), page.locator(f"[data-refused='{name}']")
    before = page.url
    field.fill(wrong)
    field.press("Tab")
    refused.wait_for(timeout=EXACT)
    assert told in refused.inner_text() and field.get_attribute("aria-invalid") == "true"
    said(page, re.compile("^Not worked out"))
    assert page.url == before
    field.fill(right)
    field.press("Tab")
    page.wait_for_url(re.compile(re.escape(link)), timeout=EXACT)
    said(page, SOLVED)
    assert refused.count() == 0 and page.faults == []


def test_the_last_day_is_measured_by_the_first_one_as_it_stands(opened):
    page = opened(TARIFFS)
    for name, day in (("start.1", "2019-06-01"), ("until.1", "2019-07-01")):
        page.locator(f"[name='{name}']").fill(day)
        page.locator(f"[name='{name}']").press("Tab")
    page.wait_for_url(re.compile(re.escape("2019-06-01..2019-07-01")), timeout=EXACT)
    assert page.locator("[data-refused]").count() == 0


def test_an_empty_threat_is_told_and_the_picture_stays(opened):
    page = opened("/talks?scenario=saved:1")
    place = "document.querySelector('#bargain .threat').getAttribute('cx')"
    before, link = page.evaluate(place), page.url
    page.locator("[name='threat.1']").fill("")
    page.locator("[name='threat.1']").press("Tab")
    assert "A number of billions" in page.locator("[data-refused='threat.1']").inner_text()
    said(page, re.compile("^Not worked out"))
    assert page.evaluate(place) == before and page.url == link


def test_a_server_that_does_not_answer_or_turns_away_is_told_until_it_answers(opened):
    """A kind of fault: the numbers were said to be on their way for ever."""
    page = opened(TARIFFS)
    trouble, answers = page.locator(".trouble"), "**/tariffs/answer?*"
    full = '<section class="state fault"><h2>x</h2><pre>too much waits</pre></section>'
    kinds = (
        (lambda route: route.abort("connectionrefused"), "The server does not answer"),
        (lambda route: route.fulfill(status=429, body=full, content_type="text/html"), "too much waits"),
    )
    for rate, (kind, told) in enumerate(kinds, 50):
        page.route(answers, kind)
        page.locator("[name='rate.1']").fill(str(rate))
        page.locator("[name='rate.1']").press("Tab")
        trouble.filter(has_text=told).wait_for(timeout=EXACT)
        said(page, re.compile("^Not worked out"))
        page.unroute(answers)
    page.locator("[name='rate.1']").fill("20")
    page.locator("[name='rate.1']").press("Tab")
    said(page, SOLVED)
    trouble.wait_for(state="detached", timeout=EXACT)


def test_a_rule_that_is_begun_in_the_map_moves_no_page(opened):
    """A kind of fault: the page jumped to the new rule, away from the map that the hand was on."""
    page = opened(TARIFFS)
    cell = page.locator("table.cells button.cell").nth(20)
    cell.scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(200)
    before = cell.bounding_box()["y"]
    cell.click()
    page.wait_for_function("() => document.activeElement.name === 'by.2'", timeout=EXACT)
    said(page, SOLVED)
    # Sentences above the map may have a line more or less, for a while or for good.
    assert page.evaluate("scrollY") > 0
    assert abs(page.locator("table.cells button.cell").nth(20).bounding_box()["y"] - before) < 120
    # The rule that was begun is in sight all the same.
    box = page.locator("[name='by.2']").bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 900


def test_the_keyboard_goes_on_where_a_rule_was_removed(opened):
    rules = "&".join(f"rule=USA~CHN~ELE~add~0.{k}~2019-12-01" for k in (1, 2, 3))
    page = opened(f"/tariffs?scenario=us-china-trade-war&{rules}")
    page.get_by_role("button", name="Remove rule 2").click()
    page.wait_for_function("() => document.querySelectorAll('fieldset.rule').length === 2", timeout=EXACT)
    page.wait_for_function("() => document.activeElement.name === 'by.2'", timeout=EXACT)
    page.get_by_role("button", name="Remove rule 2").click()
    page.wait_for_function("() => document.querySelectorAll('fieldset.rule').length === 1", timeout=EXACT)
    page.wait_for_function("() => document.activeElement.name === 'by.1'", timeout=EXACT)


def test_with_the_keyboard_a_scenario_is_chosen_and_then_asked_for(opened):
    page = opened(TARIFFS)
    page.locator("#choose-scenario").focus()
    before = page.url
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    assert page.url == before and page.evaluate("document.activeElement.id") == "choose-scenario"
    assert page.get_by_role("button", name="Show", exact=True).is_visible()
    # The rule has a place in the other scenario, or the reader is asked.
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before, timeout=EXACT)
    assert "rule=USA~CHN~ELE" in unquote(page.url)
