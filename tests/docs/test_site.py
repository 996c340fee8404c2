"""The site has every page in one place, and every notebook of the gallery runs."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import tradetalks
from tradetalks.cli.main import build_parser

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
NOTEBOOKS = sorted(DOCS.glob("gallery/*.py"))
LINK = re.compile(r"\]\(([^)#\s]+\.md)")
# Packages whose public names have a page of their own in the reference.
ROOMS = ["tradetalks", *(f"tradetalks.{room}" for room in ("inputs", "data", "text", "economy", "games", "war", "bargaining",
                                                            "talks", "scenario", "ensemble", "report", "web"))]  # fmt: skip


def load(name: str):
    """A script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def nav_pages(entries: list) -> list[str]:
    """Every page that the navigation names, in order."""
    pages = []
    for entry in entries:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            pages += nav_pages(value) if isinstance(value, list) else [value]
    return pages


@pytest.fixture(scope="module")
def nav() -> list[str]:
    return nav_pages(YAML(typ="safe").load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])


def all_pages() -> set[str]:
    written = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}
    return written | {f"gallery/{notebook.stem}.md" for notebook in NOTEBOOKS} | {"changelog.md"}


def linked(page: str) -> set[str]:
    """The pages that a page links to."""
    folder = (DOCS / page).parent
    targets = LINK.findall((DOCS / page).read_text(encoding="utf-8"))
    return {str((folder / t).resolve().relative_to(DOCS)) for t in targets if not t.startswith("http")}


def test_every_page_is_in_the_navigation_once(nav):
    assert sorted(nav) == sorted(all_pages())


def test_home_leads_to_every_page_of_the_first_level():
    """Directly, or by the first page of a section; the changelog by the reference."""
    assert {page for page in all_pages() if "/" not in page} - {"index.md", "changelog.md"} <= linked("index.md")
    assert {f"{section}/index.md" for section in ("howto", "gallery", "reference")} <= linked("index.md")


@pytest.mark.parametrize("section", ["howto", "gallery", "reference"])
def test_a_section_lists_its_pages(section):
    pages = {page for page in all_pages() if page.startswith(f"{section}/")}
    assert pages - linked(f"{section}/index.md") == {f"{section}/index.md"}


def test_reference_lists_every_public_name():
    """Every room has a page that asks for its public names, and each of them has a home with a docstring."""
    reference = load("build_reference")
    for room in ROOMS:
        page = "front-door" if room == "tradetalks" else room.removeprefix("tradetalks.")
        assert f"<!-- exports: {room} -->" in (DOCS / "reference" / f"{page}.md").read_text(encoding="utf-8")
        names = list(reference.public_names(room))
        assert names, f"{room} has no public names"
        assert all(home.startswith("tradetalks.") for _, home in names), room
    assert {name for name, _ in reference.public_names("tradetalks")} == set(tradetalks.__all__) - {"__version__"}


def test_reference_names_every_command():
    """Those that the program lists, each with how it is written."""
    text = load("build_reference").commands()
    listed = re.findall(r"^    (\w+) ", build_parser().format_help(), re.MULTILINE)
    # Those of a group stand under their whole names, the group itself has no entry.
    assert list(dict.fromkeys(re.findall(r"^## (\w+)", text, re.MULTILINE))) == listed
    assert {"data build", "data check", "data show", "data fetch"} < set(re.findall(r"^## (.+)$", text, re.MULTILINE))
    assert all(f"\ntradetalks {name}" in text for name in listed)
    assert len(listed) > 8


def test_there_are_six_notebooks():
    assert len(NOTEBOOKS) == 6


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_a_notebook_runs(notebook):
    """Every cell runs, and none takes minutes; what it gave is kept for the site."""
    gallery = load("build_gallery")
    gallery.ensure([notebook])
    kept = gallery.kept(notebook)
    assert all(cell.outputs or _defines(cell.source) for cell in kept.cells if cell.cell_type == "code")
    assert kept.cells[0].source.startswith("# ")


def _defines(source: str) -> bool:
    """The cell only names things for later cells."""
    return all(
        isinstance(s, ast.Import | ast.ImportFrom | ast.Assign | ast.FunctionDef) for s in ast.parse(source).body
    )
