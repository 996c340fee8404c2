"""Fewer, larger regions: chosen in the view Data, seen, and taken away or saved as a scenario's world."""

import re

import pytest
import xarray as xr

import tradetalks as tt
from tests.web.conftest import plain
from tests.web.kept_runs import WAR
from tradetalks.report.names import country_names
from tradetalks.scenario.untrusted import parse_untrusted
from tradetalks.web.merging import free_label, read_groups

MERGE = "merge=regions~OTH~JPN,IND"


def test_a_form_leads_to_the_link_of_the_smaller_world_and_the_link_shows_it(client):
    sent = f"/data?scenario={WAR}&of_regions=JPN&of_regions=IND&into_regions=OTH"
    link = client.get(sent, follow_redirects=False).headers["Location"]
    assert link == f"/data?scenario={WAR}&merge=regions~OTH~JPN%2CIND#aggregate"
    page = client.get(link).text
    text = plain(page)
    assert "6 regions, 23 sectors" in text and "Japan and India (OTH): Japan, India" in text
    assert "What the averages hide" in text and "Japan and India" in text.partition("Its regions and sectors")[2]
    named = client.get(f"{sent}&name_regions=Two+<in>+Asia", follow_redirects=False).headers["Location"]
    assert named == f"/data?scenario={WAR}&merge=regions~OTH~JPN%2CIND~Two+%3Cin%3E+Asia#aggregate"
    shown = client.get(named).text
    assert "<b>Two &lt;in&gt; Asia</b> (OTH)" in shown and "<in>" not in shown
    apart = re.search(r'href="(/data\?[^"]*)">take apart', page).group(1)
    assert "merge" not in apart


def test_what_becomes_one_has_a_name_that_can_be_read():
    names = {"JPN": "Japan", "IND": "India", "BRA": "Brazil", "EU": "European Union"}
    texts = ["regions~X~JPN,IND", "regions~X~JPN,IND,BRA,EU", "regions~MERCOSUR~BRA", "regions~X~JPN,IND~Two  there"]
    groups = read_groups(texts)
    told = [group.called(names) for group in groups]
    assert told == ["Japan and India", "Japan, India and 2 more", "Southern Common Market", "Two there"]
    assert read_groups([group.text for group in groups]) == groups


@pytest.mark.parametrize(
    ("ticked", "label"), [(["JPN", "IND"], "JPN_IND"), (["BRA", "EU", "JPN", "IND"], "BRA_3_more"), (["JPN"], "")]
)
def test_nobody_has_to_invent_a_code(client, ticked, label):
    assert free_label(ticked) == label
    link = client.get("/data", params={"scenario": WAR, "of_regions": ticked}, follow_redirects=False)
    assert link.status_code == (303 if label else 422)
    if label:
        assert f"merge=regions~{label}~" in link.headers["Location"]


def test_the_source_of_an_act_is_one_click_away(client):
    page = client.get(f"/data?scenario={WAR}").text
    assert '<a href="https://www.piie.com/' in page and 'rel="noreferrer"' in page


def test_the_lines_of_python_make_the_file(client, tmp_path, monkeypatch):
    page = client.get(f"/data?scenario={WAR}&{MERGE}").text
    lines = re.search(r'id="merge-lines">(.*?)</pre>', page, re.DOTALL).group(1)
    monkeypatch.chdir(tmp_path)
    exec(compile(lines.replace("&#34;", '"'), "lines", "exec"), {})
    (tmp_path / "page.nc").write_bytes(client.get(f"/data/world.nc?scenario={WAR}&{MERGE}").content)
    mine, page_made = (tt.read_world(tmp_path / name) for name in ("world.nc", "page.nc"))
    xr.testing.assert_identical(mine.drop_attrs(), page_made.drop_attrs())
    assert mine.sizes["region"] == 6


def test_the_scenario_is_saved_on_the_smaller_world_and_so_is_one_without_measures(client):
    library = client.app.state.room.library
    for on, view, acts in (("this", "/", True), ("empty", "/tariffs", False)):
        link = f"/data/take?scenario={WAR}&{MERGE}"
        found = client.post(link, data={"on": on}, follow_redirects=False).headers["Location"]
        assert found.startswith(f"{view}?scenario=saved:")
        scenario = parse_untrusted(library.text(found.partition("=")[2]), "saved.yaml")
        assert scenario.accounts.sizes["region"] == 6 and bool(scenario.acts) is acts
        assert country_names(scenario.accounts)["OTH"] == "Japan and India"
        # Pictures and tables of the saved one have the name.
        assert "Japan and India" in client.get(f"/tariffs?{found.partition('?')[2]}").text


def test_what_cannot_be_merged_or_does_not_fit_is_told_in_words(client):
    found = client.get("/data?of_regions=MOON&into_regions=X")
    assert found.status_code == 422 and "'MOON' stands for no region" in plain(found.text)
    found = client.get("/data?of_regions=VNM&into_regions=")
    assert found.status_code == 422 and "tick at least two" in plain(found.text)
    for name, why in (
        ("x" * 61, "at most 60 letters that are seen"),
        ("European Union", "would be called 'European Union'"),
    ):
        link = f"/data?scenario={WAR}&of_regions=JPN&of_regions=IND&name_regions={name}"
        refused = client.get(link)
        assert refused.status_code == 422 and why in plain(refused.text) and f'value="{name}"' in refused.text
    # What was ticked stays ticked.
    assert re.findall(r'value="(\w+)" checked', found.text) == ["VNM"]
    text = plain(client.get("/data?merge=regions~ASEAN~VNM,SEA").text)
    assert "This scenario cannot run on the smaller world" in text and "tables of tariffs" in text
    assert client.post("/data/take?merge=regions~ASEAN~VNM,SEA", data={"on": "this"}).status_code == 422
