"""Words explained on the page are those of the glossary, and a text says the same with them."""

import csv
import re
from importlib.resources import files

from tests.docs.test_glossary import ROWS
from tests.web.conftest import plain
from tradetalks.web.glossary import MOST, explained, meanings, typeset

TABLE = files("tradetalks.web") / "glossary.tsv"


def test_every_meaning_is_that_of_the_glossary():
    known = {row[0]: row[2] for row in ROWS}
    with TABLE.open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    assert len(rows) >= 25
    assert {row["term"]: row["meaning"] for row in rows} == {row["term"]: known[row["term"]] for row in rows}


def test_no_word_has_two_meanings():
    with TABLE.open(encoding="utf-8") as table:
        words = [word.lower() for row in csv.DictReader(table, delimiter="\t") for word in row["words"].split(",")]
    assert len(words) == len(set(words)) == len(meanings())


def test_a_text_reads_as_before_and_is_escaped():
    text = "Real income <b>falls</b> & the end of the war is certified; real income again"
    found = explained(text)
    assert plain(str(found)) == text
    assert "<b>" not in found
    assert found.count('class="term"') == MOST == 3


def test_terms_can_be_reached_by_keyboard_and_are_whole_words():
    assert re.search(r'<span class="term" tabindex="0">no deal<', str(explained("There is no deal.")))
    assert "term" not in explained("ladders and unbreached")


def test_numbers_have_a_minus_and_days_keep_their_hyphens():
    assert typeset("-33.6 (-93 to -12)") == "−33.6 (−93 to −12)"
    assert typeset("2026-07-22 and US-China") == "2026-07-22 and US-China"
