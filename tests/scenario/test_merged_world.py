"""A scenario on a shipped world with fewer regions and sectors, which its file merges itself."""

import pytest

import tradetalks as tt
from tradetalks.errors import ScenarioError
from tradetalks.report.names import country_names
from tradetalks.scenario.untrusted import parse_untrusted

TEXT = """\
name: x
title: y
baseline: BASELINE
acts:
  - {id: a, by: USA, on: CHN, sectors: METAL, rate: 10%, from: 2020-01-01, source: z}
"""
MERGED = "{world: world2017, regions: {OTH: [JPN, India]}, sectors: {METAL: [MET, MAC]}}"


def read(baseline):
    return parse_untrusted(TEXT.replace("BASELINE", baseline), "x.yaml")


def test_its_world_is_that_of_aggregate_and_its_acts_use_the_new_labels():
    scenario = read(MERGED)
    world, _ = tt.aggregate(
        tt.load_world("world2017"), regions={"OTH": ["JPN", "IND"]}, sectors={"METAL": ["MET", "MAC"]}
    )
    assert scenario.accounts.identical(world)
    assert {cell[2] for cell in scenario.acts[0].cells} == {"METAL"}
    assert country_names(scenario.accounts)["OTH"] == "OTH"
    named = read(MERGED.replace("[JPN, India]", "{name: Japan and India, of: [JPN, India]}"))
    assert country_names(named.accounts)["OTH"] == "Japan and India" and named.accounts.flows.identical(world.flows)


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        ("{world: world2017}", "regions and sectors are merged of a shipped world"),
        ("{regions: {A: [USA]}}", "the baseline needs one place"),
        ("{world: mars, regions: {A: [USA]}}", "unknown world"),
        ("{world: world2017, regions: {A: [USA, MOON]}}", "'MOON' stands for no region"),
        ("{world: world2017, regions: {A: {name: x, in: [USA]}}}", "unknown key in the labels that become one"),
        ("{world: world2017, regions: 3}", "a mapping of new labels to lists of old ones expected"),
        ("{world: world2017, file: x.nc, regions: {A: [USA]}}", "a scenario that is sent runs on a shipped world"),
    ],
)
def test_what_cannot_be_merged_is_told_at_its_place(baseline, said):
    with pytest.raises(ScenarioError) as caught:
        read(baseline)
    assert said in str(caught.value) and "x.yaml:3:" in str(caught.value)
