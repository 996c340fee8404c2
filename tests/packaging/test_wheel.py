"""The wheel holds everything, and works outside the checkout with nothing but what it declares."""

import os
import subprocess
import sys
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tests.packaging.test_dependencies import PROJECT, ROOT, needed

PACKAGE = ROOT / "src" / "tradetalks"
# Leftovers of running from a checkout.
NOT_SHIPPED = {".pyc", ".nbi", ".nbc"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from this checkout."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (file,) = out.glob("*.whl")
    return file


def outside(program: Path, *arguments: str, folder: Path) -> str:
    """Run a program as a user would: in a folder of their own, with no path to the checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    done = subprocess.run([program, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def install(environment: Path, *arguments: str) -> Path:
    """Install into a virtual environment; returns the folder of its programs."""
    python = environment / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return python.parent


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory) -> Path:
    """Programs of an environment that holds the wheel and the distributions it declares, which are linked, not copied."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder / "env", with_pip=False)
    links = folder / "declared"
    links.mkdir()
    for name in needed(PROJECT["dependencies"]):
        for place in {Path(str(file.locate())).absolute() for file in metadata.distribution(name).files or []}:
            link_top(place, links)
    (site,) = (folder / "env").glob("lib/python*/site-packages")
    (site / "declared.pth").write_text(f"{links}\n")
    return install(folder / "env", "--no-deps", "--no-index", str(wheel))


def link_top(file: Path, links: Path) -> None:
    """Link the entry of site-packages that ``file`` belongs to (programs lie elsewhere and are left out)."""
    (site,) = {parent for parent in file.parents if parent.name == "site-packages"} or {None}
    if site is None or ".." in file.relative_to(site).parts:
        return
    top = file.relative_to(site).parts[0]
    target = links / top
    if not target.exists() and (site / top).exists():
        target.symlink_to(site / top)


def test_wheel_holds_every_file_of_the_package(wheel):
    there = {
        str(file.relative_to(PACKAGE.parent))
        for file in PACKAGE.rglob("*")
        if file.is_file() and file.suffix not in NOT_SHIPPED
    }
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert there - packed == set()
    assert {name for name in packed if name.startswith("tradetalks/")} == there


def test_wheel_has_types_data_scenarios_and_templates(wheel):
    packed = zipfile.ZipFile(wheel).namelist()
    for kind in ("tradetalks/py.typed", "tradetalks/__init__.pyi", "tradetalks/__main__.py"):
        assert kind in packed
    stubs = {path.relative_to(PACKAGE.parent).as_posix() for path in PACKAGE.rglob("*.pyi")}
    assert stubs and stubs <= set(packed)
    for start, end in (
        ("tradetalks/data/files/world2017/", ".csv"),
        ("tradetalks/data/files/world2022/", ".csv"),
        ("tradetalks/data/files/us_china/", ".csv"),
        ("tradetalks/data/files/deadlines/", ".csv"),
        ("tradetalks/data/files/deadlines/", "README.md"),
        ("tradetalks/scenario/files/", ".yaml"),
        ("tradetalks/report/", ".html.j2"),
    ):
        assert [name for name in packed if name.startswith(start) and name.endswith(end)], (start, end)


def test_wheel_says_what_it_is(wheel):
    archive = zipfile.ZipFile(wheel)
    (about,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    text = archive.read(about).decode()
    assert f"\nVersion: {PROJECT['version']}\n" in text
    assert text.count("\nRequires-Dist: ") >= len(PROJECT["dependencies"])
    assert any("licenses/LICENSE" in name for name in archive.namelist())


def test_beijing_runs_outside_the_checkout(bare, tmp_path):
    """The main job, from the installed wheel, in a folder of its own."""
    where = outside(bare / "python", "-c", "import tradetalks; print(tradetalks.__file__)", folder=tmp_path)
    assert str(ROOT) not in where
    outside(bare / "tradetalks", "run", "beijing-2019", "--out", "runs/beijing", "--quiet", folder=tmp_path)
    written = {str(file.relative_to(tmp_path / "runs" / "beijing")) for file in (tmp_path / "runs").rglob("*.*")}
    assert {"report.html", "results.nc", "run.json", "scenario.yaml", "tables/real_income.csv"} <= written


def test_the_module_is_the_program(bare, tmp_path):
    assert outside(bare / "python", "-m", "tradetalks", "list", folder=tmp_path) == outside(
        bare / "tradetalks", "list", folder=tmp_path
    )


@pytest.mark.slow
def test_a_clean_install_runs(wheel, tmp_path):
    """From the registry, at the versions of constraints.txt: needs a connection."""
    venv.create(tmp_path / "env", with_pip=False)
    programs = install(tmp_path / "env", "--constraint", str(ROOT / "constraints.txt"), str(wheel))
    outside(programs / "tradetalks", "run", "beijing-2019", "--out", "beijing", "--quiet", folder=tmp_path)
    assert (tmp_path / "beijing" / "report.html").is_file()
