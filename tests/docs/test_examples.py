"""What the tutorial and the how-to pages show works: Python examples run, commands are written right, files read."""

import re
import shlex
from pathlib import Path

import pytest

from tradetalks.cli.main import build_parser, main
from tradetalks.scenario.read import read_scenario

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = sorted(f"howto/{page.name}" for page in (ROOT / "docs" / "howto").glob("*.md"))
PAGES = [
    "index.md",
    "tutorial.md",
    "bargaining.md",
    "own_world.md",
    "studies.md",
    "tables.md",
    "tariffs.md",
    "product_tier.md",
    "texts.md",
    "worlds.md",
    *HOW_TO,
]
TEXTS = {page: (ROOT / "docs" / page).read_text(encoding="utf-8") for page in PAGES}
TEXTS["README.md"] = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXTS[page], re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")])
def test_python_examples_run(page, tmp_path, monkeypatch, capsys):
    """The blocks of a page one after the other, as a reader would type them."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), names)
    assert capsys.readouterr().out


def commands() -> list[str]:
    lines = [line for page in TEXTS for block in blocks(page, "(?:sh)?") for line in block.splitlines()]
    return sorted({line.partition("#")[0].strip() for line in lines if line.startswith("tradetalks ")})


def test_there_are_commands_to_check():
    assert len(commands()) > 10


@pytest.mark.parametrize("command", commands())
def test_commands_are_written_right(command):
    build_parser().parse_args(shlex.split(command)[1:])


def test_the_act_of_the_tutorial_can_be_added(tmp_path, monkeypatch):
    """Copied, changed at the end of ``acts`` and read, as the tutorial says."""
    monkeypatch.chdir(tmp_path)
    assert main(["copy", "us-china-trade-war", "mine.yaml"]) == 0
    before = read_scenario("mine.yaml")
    (act,) = blocks("tutorial.md", "yaml")
    text = Path("mine.yaml").read_text(encoding="utf-8")
    head, _, tail = text.partition("\nacts:\n")
    acts, rest = re.match(r"((?:[ #].*\n|\n)*)(.*)", tail, re.DOTALL).groups()
    Path("mine.yaml").write_text(f"{head}\nacts:\n{acts}{act}{rest}", encoding="utf-8")
    after = read_scenario("mine.yaml")
    assert [a.id for a in after.acts] == [*(a.id for a in before.acts), "ten-points-more"]
    assert len(after.dates) == len(before.dates) + 1


def test_from_an_official_table_to_a_run(tmp_path, monkeypatch):
    """The files of the page, as a reader would write them: the map and the csv build a world, on which the scenario is read."""
    monkeypatch.chdir(tmp_path)
    labels, scenario = blocks("own_world.md", "yaml")
    (tariffs,) = blocks("own_world.md", "text")
    for name, text in (("map.yaml", labels), ("tariffs.csv", tariffs), ("mine.yaml", scenario)):
        Path(name).write_text(text, encoding="utf-8")
    exec(compile(blocks("own_world.md", "python")[0], "own_world.md", "exec"), {})
    (build,) = (line for block in blocks("own_world.md", "sh") for line in block.splitlines() if " build " in line)
    assert main(shlex.split(build)[1:]) == 0
    assert read_scenario("mine.yaml").accounts.attrs["file"] == "world.nc"
