"""What is claimed, and what beside it is none: each kind of words with a counter-example; sentences made for these tests."""

import pytest

from tests.text.test_reading import read

JOINT = "# Joint Statement of Chile and Peru | 2026-03-02 | \n\n"
CHINESE = "# A statement | 2026-03-02 | http://www.mofcom.gov.cn/x\n\n"
SHEET = "# A fact sheet | 2026-03-02 | https://www.whitehouse.gov/sheet\n\n"
FACT, OPINION, FORECAST, INTENTION = ["fact"], ["opinion"], ["forecast"], ["intention"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Numbers that set the scene; a number that a paper sets, and where its rules stand, are none.
        (SHEET + "Imports of hats have grown by over 12 percent in two years.", FACT),
        (SHEET + "Trade in hats was worth $12 billion last year.", FACT),
        (SHEET + "Norway is the second largest supplier of hats.", FACT),
        (SHEET + "The fee is $65 for a hat.", []),
        (SHEET + "Fees are computed according to the relevant laws.", []),
        # Who holds something to be so; who only looks at it.
        (SHEET + "The Secretary found and advised me of his opinion that hats matter.", OPINION),
        (CHINESE + "China firmly opposes the measures of the Norwegian side.", OPINION),
        (SHEET + "The Commission considers these fees to be a barrier.", OPINION),
        (SHEET + "The Commission may consider the effect of fees.", []),
        (SHEET + "The inquiry found that:", []),
        # What is held of what will come is expected.
        (SHEET + "Some argued that fees would push makers of hats abroad.", FORECAST),
        (SHEET + "The Commission believes that a fee would be appropriate.", OPINION),
        # Words that judge; what is only named, done or asked for.
        (SHEET + "Hats are indispensable, and the dumping of them is unreasonable.", OPINION),
        (SHEET + "Cheap hats of the others undermine the makers of the North.", OPINION),
        (SHEET + "The President signed an order to counter unfair dumping of hats.", []),
        (SHEET + "This paper does not constitute an agreement.", []),
        (SHEET + "We urge Norway to correct its wrong practices.", []),
        (SHEET + "Makers of hats shall take any necessary measure.", []),
        (SHEET + "NOW, THEREFORE, by the powers of the Constitution, I order as follows.", []),
        # What will come of something; what somebody will do.
        (SHEET + "This will protect the makers of hats.", FORECAST),
        (SHEET + "Higher fees could raise the price of hats.", FORECAST),
        (SHEET + "Norway will protect its makers of hats.", []),
        (SHEET + "Analysts expect a deal.", FORECAST),
        # What somebody is to do.
        (CHINESE + "In order to ease tensions, the Commission met.", INTENTION),
        (CHINESE + "China will always keep its word.", INTENTION),
        (CHINESE + "We hope that Norway will meet us halfway.", INTENTION),
        (CHINESE + "The Commission will meet on 3 May 2026.", []),
        # A heading, a title in brackets, and what is only to be owed claim nothing.
        (SHEET + "Norway answers unjustified fees", []),
        (SHEET + "Order 14 (Adjusting Unfair Imports of Hats) was read.", []),
        (
            SHEET
            + "Hats of Norway that would otherwise be subject to a 30 percent tariff shall be subject to 10 percent.",
            [],
        ),
        # What a joint statement intends to do is an item.
        (JOINT + "Chile and Peru intend to open their markets to hats.", []),
        (JOINT + "Chile and Peru intend this framework to be a first step.", INTENTION),
        # What is reported to be said; what is said to be done stays an act.
        (SHEET + "“Hats are taxes,” said the minister.", OPINION),
        (SHEET + "The minister said that prices of hats would come down.", FORECAST),
        (SHEET + "The notice said that Norway imposed a duty of 10 percent on hats.", []),
    ],
)
def test_what_is_claimed(text, expected):
    assert [claim.kind for claim in read(text).claims] == expected
