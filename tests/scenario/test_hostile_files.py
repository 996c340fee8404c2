"""Hostile and odd files: refused in a few lines, at once, whatever they hold; and mutations of the files that ship."""

import dataclasses
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.limits import TooLong, time_limit
from tests.scenario.test_messages import HEAD, act, shown, told
from tradetalks.errors import TradeTalksError
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.reading.library import needs_own_tables, shipped_scenarios
from tradetalks.scenario.sections.talks_parts import StrategyPlan
from tradetalks.scenario.shipped_files import FILES
from tradetalks.talks.issue import Issue

# Letters of a message, and seconds that reading may take, on a slow machine too.
LONGEST_MESSAGE, LONGEST_TIME = 60_000, 20.0
# Megabytes of a process that reads thousands of files, libraries included.
MOST_MEMORY = 1000.0
DEEP = "x.yaml:1:1  this is nested too deep\n   1 | name: x\n     | ^ lists in lists\nexpected at most 12 levels"


def outcome(text: str, folder: Path = Path()) -> str:
    """The message of a refusal, "" for a file that is taken; anything but a refusal fails."""
    try:
        with time_limit(LONGEST_TIME):
            parse_scenario(text, "x.yaml", folder, {})
    except TradeTalksError as error:
        said = str(error)
        assert len(said) < LONGEST_MESSAGE
        said.encode("utf-8")
        return said
    return ""


@pytest.mark.parametrize("day", ["9999-12-31", "2500-01-01"])
def test_until_the_end_of_time_is_open(day):
    scenario = parse_scenario(act(f"rate: 10%, until: {day}"), "x.yaml", Path(), {})
    assert scenario.acts[0].until is None and len(scenario.dates) == 1


def test_days_that_no_array_of_dates_holds():
    text = act("rate: 10%").replace("2019-01-01", "9999-12-31")
    assert told(text) == shown(
        text, 5, "9999-12-31", "this date is out of range", "a date from 1700-01-01 to 2200-12-31"
    )


def test_nothing_and_too_much():
    assert told("{}\n") == (
        "x.yaml:1:1  the scenario has no name\n   1 | {}\n     | ^^ got a mapping\nexpected a key name\n\n"
        "x.yaml:1:1  the scenario has no title\n   1 | {}\n     | ^^ got a mapping\nexpected a key title"
    )
    assert told(HEAD + "acts: " + "[" * 450 + "]" * 450) == DEEP
    assert told(HEAD + "acts:\n  " + "- " * 3000 + "1\n") == DEEP
    assert told(HEAD + "acts: " + "x" * 40_000_000) == (
        "x.yaml:1:1  this file is too large\n   1 | \n     | ^ got 40000043 letters\nexpected at most 2 million letters\n"
        "do       put tariffs into tables: tariffs_from"
    )
    assert outcome(HEAD + "".join(f"k{k}: 1\n" for k in range(20_000))).endswith("do       choose from name, title, "
        "question, about, description, extends, cut, baseline, model, limits, players, dates, acts, branches, objectives, "
        "instruments, war, talks, study"
    )  # fmt: skip


def test_long_names_and_texts():
    said = told(HEAD.replace("x", "x" * 300, 1))
    assert said.startswith("x.yaml:1:7  this name is too long\n") and said.endswith("\ndo       title may be longer")
    assert told(HEAD.replace("y", "y" * 100_000, 1)).endswith("\nexpected at most 20000 letters")
    said = told(HEAD.replace("world2017", "{folder: " + "a" * 5000 + "}"))
    assert said.startswith("x.yaml:3:11  this path is too long\n")
    assert all(len(line) < 1300 for line in said.splitlines())


@pytest.mark.parametrize(
    ("word", "seen"), [('"\\ud800"', "\N{REPLACEMENT CHARACTER}"), ('"\\e[31m"', "\N{REPLACEMENT CHARACTER}[31m")]
)
def test_what_no_screen_and_no_file_can_hold(word, seen):
    text = HEAD + f"description: {word}\n"
    expected = "letters, without control characters or halves of letters"
    assert told(text) == shown(text, 4, word, "this text cannot be printed", expected, got=seen)


@pytest.mark.parametrize("bad", ["a\0b", "a\x1b[2J", "a\ud800"])
def test_names_made_in_python_that_no_file_can_hold(bad):
    """What no result and no page can hold is refused where it is made, by name."""
    scenario = parse_scenario(act("rate: 10%") + "branches:\n  b: {title: t}\n", "x.yaml", Path(), {})
    title = "this text cannot be printed\nexpected letters, without control characters or halves of letters"
    for name in ("title", "description"):
        with pytest.raises(TradeTalksError) as error:
            dataclasses.replace(scenario, **{name: bad})
        assert str(error.value) == f"Scenario: {title}\ngot      {name} = {bad!r}"
    with pytest.raises(TradeTalksError, match="this name cannot name a folder"):
        dataclasses.replace(scenario, name=bad)
    with pytest.raises(TradeTalksError, match="this text cannot be printed"):
        dataclasses.replace(scenario.branches[0], name=bad)
    with pytest.raises(TradeTalksError, match="this text cannot be printed"):
        Issue(bad, "payment", "USA", "CHN", 1.0)
    with pytest.raises(TradeTalksError, match="this text cannot be printed"):
        StrategyPlan(bad, "USA", grants=0.5)


def test_another_baseline_than_that_of_what_is_extended():
    text = "name: x\ntitle: y\nextends: us-china-trade-war\nbaseline: toy\n"
    expected = "accounts with the regions of world2017: BRA, CHN, EU, IND, JPN, ROW, USA are missing"
    advice = "leave baseline out, or do not extend"
    assert told(text) == shown(text, 4, "toy", "this baseline does not go with us-china-trade-war", expected, advice)


def test_pipes_and_devices_are_not_read(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with pytest.raises(TradeTalksError, match=r"pipe\.yaml is no regular file\n"):
        read_scenario(pipe)
    assert outcome(act("tariffs_from: pipe.yaml"), tmp_path).endswith("do       pipe.yaml: not a regular file")
    assert outcome(act("tariffs_from: /dev/zero")).endswith("do       zero: not a regular file")
    for name in ("a" * 5000, "a" * 5000 + ".yaml", "a\0b"):
        with pytest.raises(TradeTalksError, match="there is no"):
            read_scenario(name)


def test_a_list_of_codes_is_refused_once_and_not_row_by_row(tmp_path):
    rows = "".join(f"USA,CHN,{code:08d},0.25\n" for code in range(1, 2000))
    (tmp_path / "hs.csv").write_text(f"importer,exporter,sector,tariff\n{rows}", encoding="utf-8")
    said = outcome(act("sectors: [AGR, MIN], tariffs_from: hs.csv"), tmp_path)
    assert said.endswith(
        "do       hs.csv: none of 1999 sectors is one that this act reaches (00000001, 00000002, 00000003, ...)\n"
        "sum up codes of goods by sector first, weighted by trade: AGR, MIN"
    )


# What is spliced into files: values of other types, YAML's own signs, letters of every kind, numbers beyond bounds.
GARBAGE = (
    "null", "[]", "{}", "-1", "1e400", "nan", "0.5", "99999999999999999999", "9999-12-31", "2019-02-30", "0001-01-01", "true",
    "no", "all", "goods",
    "[a, [b]]", "{a: {b: c}}", "&a [*a]", "*b", "!!str x", "'", '"', "|", ">", "%", "?", ":", "- ", "\t", "\0",
    "é", "中国", "\u202e", "\ud800", "\U0001f600", "USA", "CHN", "CAN", "MVH", "25%", "-115%", "1e-320",
    "add", "remove", "floor", "x" * 3000,
)  # fmt: skip


def mutated(text: str, rng: random.Random) -> str:
    """A file with a few lines, words or letters deleted, doubled, exchanged or replaced."""
    lines = text.splitlines(keepends=True)
    for _ in range(rng.randint(1, 4)):
        k, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        kind = rng.randrange(7)
        if kind == 0 and len(lines) > 1:
            del lines[k]
        elif kind == 1:
            lines.insert(other, lines[k])
        elif kind == 2:
            lines[k], lines[other] = lines[other], lines[k]
        elif kind == 3:
            words = lines[k].split(" ")
            words[rng.randrange(len(words))] = rng.choice(GARBAGE)
            lines[k] = " ".join(words)
        elif kind == 4:
            key, colon, _ = lines[k].partition(":")
            lines[k] = f"{key}{colon} {rng.choice(GARBAGE)}\n"
        elif kind == 5:
            at = rng.randint(0, len(lines[k]))
            lines[k] = lines[k][:at] + rng.choice(GARBAGE) + lines[k][at:]
        else:
            lines[k] = " " * rng.randint(0, 6) + lines[k].lstrip(" ")
    return "".join(lines)


NAMES = [name for name in shipped_scenarios() if not needs_own_tables(name)]


def mutate_many(count: int, seed: int) -> dict[str, int]:
    """Read so many mutated files; how many were taken and how many refused."""
    rng = random.Random(seed)
    texts = [(FILES / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES]
    counts = {"taken": 0, "refused": 0}
    for k in range(count):
        text = mutated(rng.choice(texts), rng)
        try:
            said = outcome(text)
        except Exception as error:
            raise AssertionError(f"file {k} of seed {seed} ended as {type(error).__name__}: {error}") from error
        counts["refused" if said else "taken"] += 1
    return counts


def mutate_apart(count: int, seed: int) -> tuple[dict[str, int], float]:
    """The same in a process of its own, and the most memory that it took, in megabytes."""
    code = (
        "import json; from tests.limits import peak_kilobytes; from tests.scenario.test_hostile_files import mutate_many; "
        f"counts = mutate_many({count}, seed={seed}); "
        "print(json.dumps([counts, peak_kilobytes()]))"
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    counts, kilobytes = json.loads(ended.stdout.splitlines()[-1])
    return counts, kilobytes / 1024


def test_mutated_files_are_read_or_refused():
    """One by one within a time, all within a memory: a hang ends as a failure of its file."""
    counts, megabytes = mutate_apart(150, seed=9)
    assert counts["taken"] > 0 and counts["refused"] > 0 and sum(counts.values()) == 150
    assert megabytes < MOST_MEMORY


def test_a_hang_fails_and_does_not_block():
    with pytest.raises(TooLong, match="not done after"), time_limit(0.1):
        while True:
            pass


@pytest.mark.slow
def test_many_mutated_files_are_read_or_refused():
    counts, megabytes = mutate_apart(5000, seed=10)
    assert sum(counts.values()) == 5000 and megabytes < MOST_MEMORY
