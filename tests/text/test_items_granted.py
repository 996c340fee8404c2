"""What both sides grant each other, and what is sought; sentences written for these tests."""

import pytest

from tests.text.test_reading import read
from tradetalks.text.phrases import goods_in

JOINT = "# Joint Statement of Chile and Peru | 2026-03-02 | \n\n"
NOTICE = "# A notice | 2026-03-02 | https://www.federalregister.gov/notice\n\n"
CHINESE = "# A statement | 2026-03-02 | http://www.mofcom.gov.cn/x\n\n"
SHEET = "# A fact sheet | 2026-03-02 | https://www.whitehouse.gov/sheet\n\n"
BOTH = ["CHL", "PER"]


def _items(text):
    return [(i.kind.value, i.by.value, i.to.value, i.asked_by.value, i.status.value) for i in read(text).promises]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Both, named or not, grant each other; what they only work on is open.
        (
            JOINT + "Chile and Peru intend to accept each other's safety standards for vehicles.",
            [("access", BOTH, BOTH, None, "promised")],
        ),
        (
            JOINT + "Chile and Peru commit to work together to reduce non-tariff barriers.",
            [("access", BOTH, BOTH, None, "open")],
        ),
        (
            JOINT + "The countries have committed to better market access for beef.",
            [("access", BOTH, BOTH, None, "agreed")],
        ),
        # To talk, to coordinate and to visit is granted to nobody; what an agreement will do is told of it.
        (JOINT + "Chile and Peru intend to coordinate their domestic procedures.", []),
        (
            JOINT
            + "The Government of Chile and the Government of Peru reached an Agreement, which will provide new access.",
            [],
        ),
        # Of what is only stated a joint statement says for whom, or it is for nobody.
        (JOINT + "Chile commits to join the forum on forests.", [("stated", "CHL", None, None, "promised")]),
        (JOINT + "Chile commits to share its maps with Peru.", [("stated", "CHL", "PER", None, "promised")]),
        # The second sentence of an item goes on as the first began.
        (
            JOINT
            + "Peru will do the following:\n\n- Open its market for beef of Chile. Accept the vehicle standards of Chile.\n",
            [("access", "PER", "CHL", None, "promised")] * 2,
        ),
        # Each part of a list of doings is an item.
        (
            JOINT
            + "Peru commits to accepting Chilean made vehicles; streamlining forms for Chile; and addressing trade barriers.",
            [
                ("access", "PER", "CHL", None, "promised"),
                ("stated", "PER", "CHL", None, "promised"),
                ("access", "PER", "CHL", None, "promised"),
            ],
        ),
        # What one side seeks of another nobody has granted.
        (
            NOTICE
            + "The United States is talking to Norway with the goal of obtaining the elimination of these practices.",
            [("stated", "NOR", "USA", "USA", "open")],
        ),
        (
            CHINESE + "We hope to work with the Norwegian side toward the end of all quarrels.",
            [("stated", ["CHN", "NOR"], ["CHN", "NOR"], "CHN", "open")],
        ),
        (
            CHINESE + "If the Norwegian side wants a solution, it must correct its practices.",
            [("stated", "NOR", "CHN", "CHN", "open")],
        ),
        # What "must" be paid is asked of nobody.
        (CHINESE + "Importers of Norwegian fish must file the form before the goods arrive.", []),
        # Commitments that were "agreed to in" some round are promised by nobody here.
        (NOTICE + "Norway has left commitments agreed to in earlier rounds.", []),
        # A purpose is not bought.
        (
            SHEET + "Norway will buy cotton from the United States to diversify its energy supply.",
            [("purchases", "NOR", "USA", None, "promised")],
        ),
        # What keeps goods out is lifted: access, and no purchase; what keeps out goods of others is stated only.
        (JOINT + "Peru will lift its ban on imports of beef of Chile.", [("access", "PER", "CHL", None, "promised")]),
        (
            JOINT + "Peru will prohibit imports of goods made by forced labor.",
            [("stated", "PER", None, None, "promised")],
        ),
        (JOINT + "Peru will not require formalities for hats of Chile.", [("access", "PER", "CHL", None, "promised")]),
        (
            JOINT + "Peru will ease restrictions on exports of copper to Chile.",
            [("export_access", "PER", "CHL", None, "promised")],
        ),
        # Each verb of a sentence promises, or does not, for itself.
        (
            JOINT + "Peru will hold talks, and will open its market to hats of Chile.",
            [("access", "PER", "CHL", None, "promised")],
        ),
        (
            JOINT + "Peru has committed to accept certificates of Chile; support the fund; and remove its quotas.",
            [
                ("access", "PER", "CHL", None, "promised"),
                ("stated", "PER", "CHL", None, "promised"),
                ("access", "PER", "CHL", None, "promised"),
            ],
        ),
        # Who is ready offers; who only issues a notice gives nobody anything.
        (
            SHEET + "Norway is willing to buy more soybeans from the United States.",
            [("purchases", "NOR", "USA", None, "offered")],
        ),
        (SHEET + "The United States will issue a notice on this.", []),
        # What talks were about, item by item.
        (
            SHEET + "The talks covered: (1) pressure on U.S. companies in Norway; and (2) subsidies.",
            [("stated", "NOR", "USA", None, "open"), ("subsidies", None, None, None, "open")],
        ),
        # A pledge that is spoken of, and what is hoped of both, or of one; a hope that gives nobody anything is none.
        (
            SHEET + "The two sides discussed Norway's pledge to purchase wheat from the United States.",
            [("purchases", "NOR", "USA", None, "promised")],
        ),
        (
            CHINESE + "We hope that China and Norway will reach an agreement on the removal of all additional tariffs.",
            [("rollback", ["CHN", "NOR"], ["CHN", "NOR"], "CHN", "open")],
        ),
        (CHINESE + "We hope that the Norwegian side will continue on the right track.", []),
        (SHEET + "The United States will welcome a delegation of Norway for meetings.", []),
        # "The two sides" of a government's own text grant each other, "we" of it do not.
        (
            SHEET
            + "Norway levies a duty of 5 percent on U.S. hats. The two sides agreed to take measures to balance their trade.",
            [("stated", ["NOR", "USA"], ["NOR", "USA"], None, "agreed")],
        ),
        (
            SHEET + "Norway levies a duty of 5 percent on U.S. hats. We agreed to take measures to balance our trade.",
            [],
        ),
        # What is contingent on something waits for somebody; "preferential treatment" that is negotiated is access.
        (
            JOINT
            + "Chile intends to negotiate preferential treatment for medicines of Peru, contingent on its inquiry.",
            [("access", "CHL", "PER", None, "conditional")],
        ),
        # The label of an item does nothing.
        (
            JOINT + "Key terms of the Agreement include:\n\n- Removing barriers: Peru will accept vehicles of Chile.",
            [("access", "PER", "CHL", None, "promised")],
        ),
    ],
)
def test_what_is_granted_and_what_is_sought(text, expected):
    assert _items(text) == expected


def test_why_something_is_bought_names_no_goods_of_it():
    (item,) = read(SHEET + "Norway will buy cotton from the United States to diversify its energy supply.").promises
    assert item.goods.value == "cotton"


def test_what_a_sentence_is_about_stands_before_it():
    (item,) = read(
        JOINT + "With respect to automobiles, Chile and Peru intend to accept each other's standards."
    ).promises
    assert item.sectors.value["world2017"] == ["MVH"]


def test_goods_in_the_name_of_an_authority_are_none():
    assert [good.word for good in goods_in("devices approved by the Food and Drug Administration, and rice")] == [
        "rice"
    ]


def test_an_end_under_the_terms_of_a_deal_is_promised_in_every_sentence_of_an_item():
    text = (
        JOINT
        + "Key terms of the Agreement will include:\n\n- Hats: Peru is glad. Peru will remove its tariffs on hats of Chile.\n"
    )
    assert [m.status.value for m in read(text).measures] == ["promised"]


def test_a_joint_statement_that_announces_is_of_its_day():
    found = read(JOINT + "Chile and Peru are pleased to announce a framework.")
    assert [date.what for date in found.dates] == ["announced"]
    assert read(JOINT + "Chile and Peru have a framework.").dates == ()


def test_deals_of_companies_are_purchases_of_the_partner():
    american = "# Joint Statement of the United States and Peru | 2026-03-02 | \n\n"
    head = "The two take note of the forthcoming commercial deals between U.S. and Peruvian companies, including:"
    text = (
        american
        + head
        + "\n\n- Procurement of 30 aircraft.\n\n- Purchase of cotton with an estimated value of $4 billion.\n"
    )
    found = read(text).promises
    assert [(i.by.value, i.to.value, i.amount.value, i.status.value) for i in found] == [
        ("PER", "USA", 30.0, "promised"),
        ("PER", "USA", 4.0, "promised"),
    ]
    others = read(
        JOINT + head.replace("U.S.", "Chilean") + "\n\n- Purchase of cotton with an estimated value of $4 billion.\n"
    ).promises
    assert [item.by.value for item in others] == [None]
