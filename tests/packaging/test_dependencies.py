"""What the package imports it declares, and what it declares is pinned."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import tradetalks

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = {
    canonicalize_name(name): Version(version)
    for name, version in re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
}
# Distributions whose module has another name.
MODULES = {
    "ruamel-yaml": "ruamel",
    "lazy-loader": "lazy_loader",
    "griffelib": "griffe",
    "salib": "SALib",
    "python-multipart": "multipart",
}

# Where alone the modules of an extra may be imported.
ROOMS_OF_EXTRAS = {"export": "report/export", "study": "ensemble", "text": "text", "web": "web"}


def declared(requirements: list[str]) -> set[str]:
    """The top-level modules that these requirements bring."""
    names = (canonicalize_name(Requirement(text).name) for text in requirements)
    return {MODULES.get(name, name.replace("-", "_")) for name in names}


def imported(folder: Path) -> dict[str, Path]:
    """Every top-level module imported anywhere under ``folder``, inside functions too, and a file that does."""
    found: dict[str, Path] = {}
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [str(node.module)]
            else:
                continue
            found |= {name.split(".")[0]: file for name in names}
    return {name: file for name, file in found.items() if name not in sys.stdlib_module_names}


def test_what_the_package_imports_is_declared():
    """What only exports or studies need is in an extra, and imported in the room of that name alone."""
    package = Path(tradetalks.__file__).parent
    found = imported(package)
    extras = {name: declared(PROJECT["optional-dependencies"][name]) for name in ROOMS_OF_EXTRAS}
    assert set(found) - {"tradetalks"} - set().union(*extras.values()) <= declared(PROJECT["dependencies"])
    for name, room in ROOMS_OF_EXTRAS.items():
        assert [str(found[m]) for m in extras[name] & set(found) if not found[m].is_relative_to(package / room)] == []


def test_what_is_declared_is_imported():
    """Except h5py, which h5netcdf reads and writes through without requiring it."""
    unused = declared(PROJECT["dependencies"]) - set(imported(Path(tradetalks.__file__).parent))
    assert unused <= {"h5py", "h5netcdf"}


@pytest.mark.parametrize("folder", ["tests", "benchmarks", "docs"])
def test_what_tests_and_docs_import_is_declared(folder):
    extras = ["dev", "docs", "export", "study", "text", "web"]
    if folder == "benchmarks":
        # What is compared with, installed by whoever compares.
        extras.append("peers")
    given = [r for extra in extras for r in PROJECT["optional-dependencies"][extra]]
    ours = {"tradetalks", "tests", "benchmarks", "docs"}
    assert set(imported(ROOT / folder)) - ours - declared([*PROJECT["dependencies"], *given]) == set()


def needed(requirements: Iterable[str]) -> set[str]:
    """Every distribution that these requirements install, those they require in turn included."""
    todo = [Requirement(text) for text in requirements]
    extras_seen: dict[str, set[str]] = {}
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        new = requirement.extras - extras_seen.get(name, set()) if name in extras_seen else {"", *requirement.extras}
        if not new:
            continue
        extras_seen[name] = extras_seen.get(name, set()) | new
        for text in metadata.requires(name) or []:
            child = Requirement(text)
            environment = default_environment()
            if child.marker is None or any(child.marker.evaluate({**environment, "extra": extra}) for extra in new):
                todo.append(child)
    return set(extras_seen) - {"tradetalks"}


def test_everything_installed_is_pinned():
    requirements = [
        *PROJECT["dependencies"],
        *(r for e in ("dev", "docs", "export", "study", "text", "web") for r in PROJECT["optional-dependencies"][e]),
    ]
    assert needed(requirements) - set(PINS) == set()


def test_pins_meet_what_is_declared():
    for text in [*PROJECT["dependencies"], *(r for rs in PROJECT["optional-dependencies"].values() for r in rs)]:
        requirement = Requirement(text)
        if requirement.name != PROJECT["name"]:
            assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)]), text


def test_citation_is_of_this_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {tradetalks.__version__}\n" in citation
    assert PROJECT["version"] == tradetalks.__version__
    assert f"\nlicense: {PROJECT['license']}\n" in citation
