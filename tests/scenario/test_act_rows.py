"""Tables of acts as people save them: every encoding and separator, every spelling, every fault of a row."""

import datetime
from pathlib import Path

import pytest

from tradetalks.scenario import read_scenario
from tradetalks.scenario.act_rows import read_act_rows
from tradetalks.scenario.reading.baseline import labels_of


@pytest.fixture(scope="module", params=["us-china-trade-war", "us-china-2025"])
def labels(request):
    return labels_of(read_scenario(request.param).accounts, {}, Path())


PLAIN = "by,on,rate,sectors,kind,start\nUSA,China|Japan,25%,Computers|7208,to,2026-11-10\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.replace("|", ";").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", ";").replace("25%", "25,0%").encode("cp1252"),
        ("sep=;\n" + PLAIN.replace(",", ";")).encode("utf-8-sig"),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace("25%", "0.25").replace("by,on", "Importer,Exporter").encode(),
        PLAIN.replace("start\n", "start,unit\n").replace("25%", "25").replace("-10\n", "-10,percent\n").encode(),
    ],
)
def test_however_it_is_saved_it_says_the_same(labels, data):
    found = read_act_rows(data, "a.csv", labels)
    assert found.faults == ()
    (row,) = found.rows
    assert (row.by, row.on, row.sectors, row.kind, row.rate) == ("USA", ("CHN", "JPN"), ("ELE", "7208"), "to", 0.25)
    assert row.start == datetime.date(2026, 11, 10) and not row.answered


@pytest.mark.parametrize("word", ["ELE", "ele", "Electronics", "the name", "computers"])
def test_goods_are_named_as_people_name_them(labels, word):
    if word == "the name":
        word = labels.names["ELE"]
    found = read_act_rows(f'by,on,rate,sectors\nUSA,CHN,1%,"{word}"\n'.encode(), "a.csv", labels)
    assert found.faults == () and found.rows[0].sectors == ("ELE",)


def test_what_is_left_out_has_its_usual_meaning(labels):
    text = "by,on,rate,sectors,kind,start,answered\nUnited States,,10%,all,,,yes\n"
    (row,) = read_act_rows(text.encode(), "a.csv", labels).rows
    assert (row.on, row.sectors, row.kind, row.start, row.answered) == (("all",), ("goods",), "add", None, True)


def test_every_fault_of_a_row_is_told_with_its_line(labels):
    text = "by,on,rate,sectors,kind,start,answered\nUSA,CHN,1%,,,,\n\nUSA,Chnia,25,Spoons,often,soon,perhaps\n"
    found = read_act_rows(text.encode(), "a.csv", labels)
    assert len(found.rows) == 1 and {line for line, _ in found.faults} == {4}
    told = "\n".join(words for _, words in found.faults)
    for said in (
        "kind is 'often'; expected add, to, cap or floor",
        "'Chnia' is no country of this world: did you mean",
        "'Spoons' is no sector of this world: choose from AGR (",
        "rate '25': tariff rate looks like a percentage; write `25%`",
        "start is 'soon'; expected a day as 2026-11-10",
        "answered is 'perhaps'; expected yes or no",
    ):
        assert said in told


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "the file is empty"),
        ("by,on\nUSA,CHN\n", "no column rate"),
        ("by,on,rate,rates\nUSA,CHN,1%,2\n", "there is no column 'rates'"),
        ("by,on,rate,tariff\nUSA,CHN,1%,2\n", "a column is there twice"),
        ("by,on,rate\n", "no row below its header"),
        ("by,on,rate\nUSA,CHN\n", "fewer cells"),
        ("by,on,rate\n,CHN,1%\n", "by is empty"),
        ("by,on,rate,sectors\nUSA,CHN,1%,728\n", "lost its leading zero"),
        ("by,on,rate,sectors\nUSA,CHN,1%,UTL\n", "is a service, which tariffs do not reach"),
        ("by,on,rate,unit\nUSA,CHN,1,pounds\n", "unit is 'pounds'"),
        ("by,on,rate,kind\nUSA,CHN,-90%,to\n", "out of range"),
        ("by,on,rate\nUSA,CHN,x\n", "a fraction expected"),
    ],
)
def test_what_a_table_cannot_say(labels, text, fault):
    found = read_act_rows(text.encode(), "a.csv", labels)
    assert not found.rows and fault in found.faults[0][1]
