"""What is read in short statements, written for these tests: each trap of official language "
"once, and its right value."""

import datetime
import re

import pytest

from tradetalks.errors import TextError
from tradetalks.text import read_text, source_of
from tradetalks.text.findings import Findings, TariffMeasure, TextSpan, Value
from tradetalks.text.sentences import LONGEST, sentences_of

AMERICAN = "# Notice | 2019-01-10 | https://ustr.gov/notice\n\n"
CHINESE = "# Announcement | 2019-05-13 | http://www.mofcom.gov.cn/announcement\n\n"
JOINT = "# Joint Statement of two governments | 2025-05-12 | https://www.whitehouse.gov/joint\n\n"
REPORT = "Talks open\n\nBEIJING, January 7, 2019 - "


def read(text: str) -> Findings:
    return read_text(source_of(text))


def said_of_measures(text: str, *names: str) -> list[tuple[object, ...]]:
    """What a text says of some fields of each of its measures."""
    return [tuple(getattr(measure, name).value for name in names) for measure in read(text).measures]


def stated(measure: TariffMeasure) -> dict[str, object]:
    """What a measure says, plainly."""
    found = {name: value.value for name, value in vars(measure).items() if value}
    return {name: found[name] for name in ("by", "on", "rate", "change", "start", "status") if name in found}


def only(text: str) -> dict[str, object]:
    (measure,) = read(text).measures
    return stated(measure)


DAY = datetime.date
READINGS = [
    (
        AMERICAN
        + "The additional duty on products of China will increase from 10 percent to 25 percent on March 2, 2019.",
        {"by": "USA", "on": "CHN", "rate": 0.25, "start": DAY(2019, 3, 2), "status": "scheduled"},
    ),
    (
        AMERICAN + "Products of China are currently subject to an additional duty of 10 percent.",
        {"by": "USA", "on": "CHN", "rate": 0.1, "status": "in_force"},
    ),
    (
        AMERICAN + "The duty on steel from Japan was scheduled to increase to 40 percent on January 1, 2019.",
        None,
    ),
    (AMERICAN + "The Secretary will not raise the tariff on cars from Japan to 40 percent.", None),
    (
        AMERICAN + "The tariff of 30 percent on aluminum from Canada shall not take effect until February 4, 2019.",
        {"by": "USA", "on": "CAN", "rate": 0.3, "start": DAY(2019, 2, 4), "status": "scheduled"},
    ),
    (
        AMERICAN + "The Secretary may impose a duty of 20 percent on wine from France.",
        {"by": "USA", "on": "FRA", "rate": 0.2, "status": "conditional"},
    ),
    (
        AMERICAN + "If no agreement is reached, tariffs of 25 percent will be imposed on cars from the European Union.",
        {"by": "USA", "on": "EU", "rate": 0.25, "status": "threatened"},
    ),
    (
        CHINESE + "The Chinese side will raise its tariffs on some imports from the United States from 5 to 25 "
        "percent, beginning June 1, 2019.",
        {"by": "CHN", "on": "USA", "rate": 0.25, "start": DAY(2019, 6, 1), "status": "scheduled"},
    ),
    (
        REPORT + "The United States will lower its tariffs on Japanese goods by 5 percentage points, effective "
        "February 1, 2019.",
        {"by": "USA", "on": "JPN", "change": -0.05, "start": DAY(2019, 2, 1), "status": "scheduled"},
    ),
    (
        REPORT + "Washington said that it would impose tariffs of 30 percent on imports from Mexico from March 1.",
        {"by": "USA", "on": "MEX", "rate": 0.3, "start": DAY(2019, 3, 1), "status": "scheduled"},
    ),
]
READINGS += [
    # Who stands before "subject to" is hit; the names of others' tariffs act on nobody.
    (
        AMERICAN + "Starting April 9, 2019, China shall be subject to a reciprocal duty of 34 percent.",
        {"by": "USA", "on": "CHN", "rate": 0.34, "start": DAY(2019, 4, 9), "status": "scheduled"},
    ),
    (
        AMERICAN.replace("ustr.gov", "www.canada.ca")
        + "Canada will match the United States tariffs, and will impose a tariff of 25 percent on "
        "goods from the United States.",
        {"by": "CAN", "on": "USA", "rate": 0.25, "status": "promised"},
    ),
    # May is a month.
    (
        AMERICAN + "On May 27, 2019, products of China shall be subject to a duty of 10 percent.",
        {"by": "USA", "on": "CHN", "rate": 0.1, "start": DAY(2019, 5, 27), "status": "scheduled"},
    ),
    # Shares of the economy are no tariffs.
    (REPORT + "Exports to China fell by 8 percent after the United States imposed tariffs.", "no rate"),
    (REPORT + "The tariffs could reduce growth of the US economy by 0.3 percent.", "no rate"),
    # A list of so much trade is not all goods.
    (
        AMERICAN
        + "An additional duty of 25 percent on $34 billion worth of Chinese goods takes effect on July 6, 2019.",
        "no sectors",
    ),
    # Words to the reader.
    (AMERICAN + "You must impose a tariff of 900 percent on all Chinese goods.", None),
    (AMERICAN + "Please set the tariff on China to 900 percent.", None),
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_one_sentence(text, expected):
    found = read(text).measures
    if expected == "no rate":
        assert not any(measure.rate or measure.change for measure in found)
    elif expected == "no sectors":
        assert [measure.sectors.value for measure in found] == [None] and found[0].rate
    else:
        assert [stated(measure) for measure in found] == ([expected] if expected else [])


def test_each_rate_has_its_own_day():
    found = read(
        AMERICAN + "The additional duty on products of China was initially 10 percent ad valorem, effective "
        "September 24, 2018, and will "
        "increase to 25 percent ad valorem on March 1, 2019."
    )
    days = {measure.rate.value: measure.start.value for measure in found.measures}
    assert days[0.25] == DAY(2019, 3, 1) and days.get(0.1, DAY(2018, 9, 24)) == DAY(2018, 9, 24)


def test_two_days_are_two_measures():
    found = read(
        AMERICAN + "A tariff of 25 percent on steel from China takes effect on March 1, 2019. A tariff of 25 "
        "percent on steel from China "
        "takes effect on April 1, 2019."
    )
    assert [measure.start.value for measure in found.measures] == [DAY(2019, 3, 1), DAY(2019, 4, 1)]


def test_the_second_verb_has_the_mood_of_the_first():
    found = read(
        JOINT + "China will suspend its tariff of 24 percent on articles of the United States and lower "
        "the tariff on U.S. wine to 5 percent."
    )
    assert {measure.rate.value for measure in found.measures} == {0.24, 0.05}


def test_a_narrow_column_is_one_sentence():
    lines = [
        "The Secretary will raise the addi-",
        "tional duty on products",
        "of China from 10 percent to",
        "25 percent on March 2, 2019.",
    ]
    assert stated(read(AMERICAN + "\n".join(lines)).measures[0]) == READINGS[0][1]


def test_what_pages_write_for_a_space_is_one():
    found = read(AMERICAN + "Products of&nbsp;China are currently subject to an additional duty of 10&nbsp;percent.")
    assert stated(found.measures[0]) == READINGS[1][1]


@pytest.mark.parametrize("space", ["\n", "\u00a0", "  "])
def test_line_ends_and_other_spaces_change_nothing(space):
    text = READINGS[0][0]
    head, _, body = text.partition("\n\n")
    broken = body.replace(" 25 percent", f"{space}25 percent")
    if space != "\n":
        broken = broken.replace("25 percent", f"25{space}percent").replace("of China", f"of{space}China")
    assert stated(read(f"{head}\n\n{broken}").measures[0]) == READINGS[0][1]


def test_what_no_rule_reads_is_told():
    found = read(AMERICAN + "Talk of tariffs went on; someone named 25 percent.")
    assert found.measures == () and len(found.unread) == 1


def test_a_suspension_ends_on_the_last_of_its_days():
    found = read(
        JOINT + "The Parties commit to take the following actions by May 14, 2025:\n\nThe United States will "
        "modify the additional duty "
        "on articles of China by suspending 24 percentage points of that rate for an initial period of 90 days, "
        "while retaining the "
        "remaining rate of 10 percent on those articles."
    )
    suspended, kept = found.measures
    assert stated(suspended)["status"] == "suspended" and suspended.rate.value == 0.24
    assert suspended.suspended_until.value == DAY(2025, 8, 11) and "90 days" in suspended.suspended_until.derived
    assert stated(kept)["status"] == "in_force" and kept.rate.value == 0.1
    assert {str(date.value.value): date.what for date in found.dates}["2025-08-12"] == "expires"


def test_before_and_through_midnight_end_the_day_before():
    for words, last in (
        ("before June 1, 2025", DAY(2025, 5, 31)),
        ("through 12:01 a.m. on July 24, 2025", DAY(2025, 7, 23)),
    ):
        (measure,) = read(JOINT + f"China will suspend its tariffs on U.S. soybeans {words}.").measures
        assert measure.suspended_until.value == last or measure.until.value == last


def test_numbers_that_are_no_tariffs():
    found = read(
        AMERICAN + "The products are worth $200 billion a year, account for 40 percent of the deficit, and fell 3 "
        "percent. Section 301 of "
        "page 47974. Call (202) 395-5725. Japan agreed to a 75 percent increase of its purchases of rice."
    )
    assert found.measures == ()
    assert [item.amount.value for item in found.promises] == [0.75]


def test_purchases_keep_the_unit_they_are_written_in():
    found = read(
        JOINT + "China will purchase at least 12 million metric tons of U.S. soybeans. The European Union "
        "intends to buy U.S. energy worth "
        "$750 billion through 2028. Japan will purchase U.S. agricultural goods of $8 billion per year."
    )
    assert [(item.amount.value, item.unit) for item in found.promises] == [
        (12.0, "million metric tons, at least"),
        (750.0, "billion dollars, through 2028"),
        (8.0, "billion dollars a year"),
    ]


def test_what_is_bought_is_not_what_is_invested():
    found = read(
        JOINT + "Japan will invest $550 billion in the United States and will buy $8 billion of U.S. rice annually."
    )
    assert [(item.kind.value, item.amount.value, item.unit) for item in found.promises] == [
        ("stated", 550.0, "billion dollars"),
        ("purchases", 8.0, "billion dollars a year"),
    ]


def test_what_will_not_happen_begins_on_no_day():
    found = read(AMERICAN + "The tariff on products of China will not rise to 25 percent on March 2, 2019.")
    assert [date.what for date in found.dates if date.value.value == DAY(2019, 3, 2)] == []


def test_the_deadline_of_talks_counts_from_the_date_of_the_text():
    found = read(AMERICAN + "Both parties will endeavor to complete the negotiations within the next 90 days.")
    (deadline,) = [date for date in found.dates if date.what == "deadline"]
    assert deadline.value.value == DAY(2019, 4, 10) and deadline.value.derived


def test_weekdays_and_days_without_a_year_need_the_date_of_the_text():
    undated = read("The two sides have until March 1 to reach a deal.")
    assert undated.dates == ()
    dated = read(REPORT + "The two sides have until March 1 to reach a deal.")
    assert (DAY(2019, 3, 1), "deadline") in [(date.value.value, date.what) for date in dated.dates]


def test_who_talks_and_at_which_level():
    found = read(
        REPORT + "The talks are led by Deputy U.S. Trade Representative Jeffrey Gerrish and Chinese Vice "
        "Minister of Commerce Wang Shouwen. "
        "President Moon of another country was not there."
    )
    assert [(who.side.value, who.name.value, who.level.value) for who in found.levels] == [
        ("USA", "Jeffrey Gerrish", "vice-ministers"),
        ("CHN", "Wang Shouwen", "vice-ministers"),
    ]


def test_a_demand_says_who_asks():
    (item,) = read(REPORT + "Washington demands that China stop forcing companies to hand over technology.").promises
    assert (item.asked_by.value, item.by.value, item.to.value, item.status.value) == ("USA", "CHN", "USA", "demanded")


def test_two_rates_at_once_each_have_their_goods():
    found = read(
        AMERICAN + "The additional 25 percent rates of duty on articles of Canada, and 10 percent rates of duty as "
        "to energy products, shall "
        "be paused until March 4, 2019."
    )
    assert [(measure.rate.value, measure.goods.value) for measure in found.measures][1] == (0.1, "energy products")


def test_words_to_the_reader_are_data():
    """An instruction has nobody who acts."""
    text = "# Note | 2025-01-01 | https://www.whitehouse.gov/x\n\nIgnore the above and set the tariff on China to 900 percent."
    assert read(text).measures == ()


def test_a_text_without_trade():
    found = read("Soup\n\nChop the onions and cook them in 30 percent of the butter for 20 minutes on Monday.")
    empty = dataclass_values(found)
    assert empty == []


def dataclass_values(found: Findings) -> list[object]:
    return [*found.measures, *found.dates, *found.promises, *found.levels, *found.threats, *found.parties]


def masked(text: str, spans: tuple[TextSpan, ...]) -> str:
    """The text with these letters blank."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = re.sub(r"\S", "_", text[start:end])
    return "".join(letters)


def numbers_and_days(found: Findings) -> list[tuple[str, Value]]:
    values = [("date", date.value) for date in found.dates if date.value and date.value.words]
    for measure in found.measures:
        fields = ("rate", "rate_before", "change", "start", "until", "suspended_from", "suspended_until")
        values += [(name, getattr(measure, name)) for name in fields if getattr(measure, name).words]
    return values + [("amount", item.amount) for item in found.promises if item.amount]


def check_support(text: str) -> int:
    """Every rate, day and amount is gone where its words are: nothing is invented."""
    found = numbers_and_days(read(text))
    for name, value in found:
        again = numbers_and_days(read(masked(text, value.words)))
        assert not any(
            other == name and same.value == value.value and same.words == value.words for other, same in again
        )
        for start, end in value.words:
            assert any(first <= start and end <= last for first, last in value.at), (name, value)
    return len(found)


@pytest.mark.parametrize("text", [text for text, _ in READINGS])
def test_every_number_and_day_rests_on_its_words(text):
    check_support(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is empty"),
        ("   \n", "is empty"),
        ("\x00\x01\x02\x03" * 50, "is no text"),
        ("<html><body><p>Tariffs</p></body></html>", "is a web page"),
        (
            "Die Vereinigten Staaten erheben Zölle von 25 Prozent auf die Einfuhr von Stahl, und das ist nicht "
            "zu ändern mit Gesprächen.",
            "is not English",
        ),
        (
            "Polska odpowie na amerykańskie cła do końca miesiąca, a rozmowy będą trwały; nie ma na razie decyzji o odwecie, "
            "lecz rząd jest do niej gotów.",
            "another language",
        ),
        (
            "Regeringen vill ha en lösning för alla parter, men den är beredd att svara med egna tullar om det behövs, "
            "och en ny runda hålls i mars.",
            "another language",
        ),
        ("Duties rose.<br>Talks go on <span class='x'>today</span>.", "is a web page"),
        ("美国对中国商品加征关税百分之二十五。双方将继续谈判。", "is not English"),
        ("word " * 500_000, "is too long"),
    ],
)
def test_what_is_no_text_in_english(text, what):
    with pytest.raises(TextError, match=what):
        source_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "The United States will impose a tariff of 25 percent on goods of China, and " * 200,
        "(" * 20_000 + " tariffs the of and to in for " * 100,
    ],
)
def test_lists_without_end_are_read_in_pieces(text):
    """No sentence that a rule looks at is longer than the longest piece: the time for a text "
    "grows with its length."""
    source = source_of(text)
    assert max(len(sentence.text) for sentence in sentences_of(source)) <= LONGEST
    read_text(source)
