"""Every view as a person has it: at the width of a telephone and of a desk, light and dark, with the keyboard alone."""

import pytest

from tests.web.browser.conftest import DRAWN, LOOKS, violations
from tests.web.kept_runs import WAR as SCENARIO

QUERY = f"scenario={SCENARIO}"
LINKS = {
    "start": f"/?{QUERY}",
    "cost": f"/cost?{QUERY}",
    "war": f"/war?{QUERY}",
    "study": f"/study?{QUERY}",
    "compare": f"/compare?{QUERY}&with={SCENARIO}",
    "data": f"/data?{QUERY}&merge=regions~OTH~JPN,IND",
    "report": f"/report?{QUERY}",
}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("view", LINKS)
def test_it_fits_draws_and_can_be_read_by_everybody(look, view, width, scheme):
    found = look(LINKS[view], width, scheme)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width
    # Nothing that can be used is cut off at the side.
    cut = found.page.evaluate(
        "[...document.querySelectorAll('main select, main button, main a.button, main figure, main pre')]"
        ".filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 80))"
    )
    assert cut == []
    assert violations(found.page) == []
    assert found.faults == []


def test_charts_are_pictures_with_their_finding_read_aloud(look):
    page = look(LINKS["cost"]).page
    for figure in page.query_selector_all("figure"):
        finding = figure.query_selector("h2, h3").inner_text()
        pictures = figure.query_selector_all("[role='graphics-document']")
        assert len(pictures) == len(figure.query_selector_all("[data-chart]"))
        for picture in pictures:
            assert picture.get_attribute("aria-label") == finding
            assert picture.query_selector_all("svg path")


def test_dark_pages_have_lighter_inks_in_charts_and_the_switch_is_kept(look):
    page = look(LINKS["war"]).page
    fills = "[...document.querySelectorAll('svg.marks path')].map(one => one.getAttribute('fill'))"
    assert "#0072B2" in page.evaluate(fills)
    page.click("[data-theme-switch]")
    page.wait_for_function(f"() => {fills}.includes('#58aee8')")
    page.reload()
    page.wait_for_function(DRAWN)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "#58aee8" in page.evaluate(fills)


def test_a_choice_is_in_the_link_and_the_link_restores_it(look, address):
    page = look(LINKS["cost"]).page
    page.select_option("#cost-measure", "percent")
    page.wait_for_function("() => location.search.includes('measure=percent')")
    finding = page.inner_text("#countries h2")
    assert "percent of real income" in finding
    link = page.url.removeprefix(address)
    # The button Back takes the choice back, not the reader out of the view.
    page.select_option("#cost-by", "CHN")
    page.wait_for_function("() => location.search.includes('by=CHN')")
    page.go_back()
    page.wait_for_function("() => !location.search.includes('by=CHN')")
    assert page.url.removeprefix(address) == link
    again = look(link).page
    assert again.input_value("#cost-measure") == "percent"
    assert again.inner_text("#countries h2") == finding


def test_everything_is_reached_by_the_keyboard(look):
    page = look(LINKS["start"]).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the answer"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash") in ("main", "#main")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className + ' ' + document.activeElement.tagName"))
        if page.evaluate("document.activeElement === document.body"):
            break
    assert any(name.startswith("term") for name in reached) and any("SUMMARY" in name for name in reached)


def test_a_word_shows_its_meaning_when_it_has_the_focus_and_hides_it_again(look):
    page = look(LINKS["start"]).page
    meaning = page.locator(".term .meaning").first
    assert not meaning.is_visible()
    page.locator(".term").first.focus()
    assert meaning.is_visible() and ":" in meaning.inner_text()
    page.keyboard.press("Escape")
    assert not meaning.is_visible()


def test_numbers_and_how_they_were_computed_are_one_click_away(look):
    page = look(LINKS["cost"]).page
    figure = page.locator("figure").first
    assert not figure.locator("table").is_visible()
    figure.locator("summary", has_text="Numbers as a table").click()
    assert figure.locator("table").is_visible()
    figure.locator("summary", has_text="How it was computed").click()
    assert "relative error" in figure.inner_text()


def test_without_scripts_the_answer_and_its_numbers_are_there(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{LINKS['cost']}")
    assert page.locator(".said").count() == 2
    assert page.locator("figure table").count() >= 5
    context.close()


def test_the_report_is_taken_away_and_opens_offline(look, browser, tmp_path):
    page = look(LINKS["report"]).page
    page.wait_for_selector("a[href*='/report/file/report.html']")
    with page.expect_download() as waited:
        page.click("a[href*='/report/file/report.html']")
    file = tmp_path / "report.html"
    waited.value.save_as(file)
    context = browser.new_context(offline=True)
    offline, asked = context.new_page(), []
    offline.on("request", lambda request: asked.append(request.url))
    offline.goto(file.as_uri())
    assert offline.locator(".said").count() == 5
    assert offline.locator("svg").count() > 3
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


def test_the_scenario_is_taken_away_as_it_was_changed(look):
    page = look(f"/report?{QUERY}&rule=USA~CHN~ELE~add~0.25~2019-12-01").page
    with page.expect_download() as waited:
        page.evaluate("location.href = '/report/scenario.yaml' + location.search")
    assert "rule-1" in waited.value.path().read_text(encoding="utf-8")


def test_a_scenario_is_saved_found_again_and_deleted(look, address):
    page = look(f"/report?{QUERY}").page
    page.fill("#save-name", "My own <b>war</b>")
    page.click('button:text-is("Save")')
    page.wait_for_url("**/?scenario=saved:*")
    again = look(f"/?{QUERY}").page
    kept = again.locator("#saved + ul a")
    assert kept.all_inner_texts() == ["My own <b>war</b>"]
    assert "saved:" in kept.first.get_attribute("href")
    assert not any(button.is_visible() for button in again.locator("#saved + ul button").all())
    # Another name, with the keyboard alone.
    again.locator("#saved + ul summary", has_text="Rename").focus()
    for key in ("Enter", "Tab", "ControlOrMeta+a"):
        again.keyboard.press(key)
    again.keyboard.type("Another & <name>")
    again.keyboard.press("Enter")
    again.wait_for_url(f"**/?{QUERY}#saved")
    assert kept.all_inner_texts() == ["Another & <name>"]
    again.locator("#saved + ul summary", has_text="Delete").click()
    again.get_by_role("button", name="Delete Another & <name> for good").click()
    again.wait_for_url("**/#saved")
    assert look(f"/?{QUERY}").page.locator("#saved + ul a").count() == 0
