"""The scenarios that ship with the package, and how one is found."""

from __future__ import annotations

import re
from pathlib import Path

from tradetalks.errors import ScenarioError, suggestion
from tradetalks.scenario.shipped_files import FILES


def shipped_scenarios() -> dict[str, str]:
    """Names and titles of the scenarios that ship with the package."""
    return {path.stem: _title(path) for path in sorted(FILES.glob("*.yaml"))}


def needs_own_tables(name: str) -> bool:
    """Whether a shipped scenario runs on tables that do not ship with it: it is copied beside one's own."""
    own = re.search(r"^baseline: *\{ *folder: *(.+?) *\}", _text(FILES / f"{name}.yaml"), re.MULTILINE)
    return own is not None and not (FILES / own.group(1)).is_dir()


def find(name_or_path: str | Path) -> Path:
    """The file behind a shipped name or a path.

    Raises:
        ScenarioError: there is none.
    """
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") or _is_file(path):
        if _is_file(path):
            return path
        if _is_there(path):
            raise ScenarioError(f"{path} is no regular file\ndo       give the path of a text file")
        raise ScenarioError(f"there is no file {path}\ndo       `tradetalks list` names the shipped scenarios")
    shipped = FILES / f"{name_or_path}.yaml"
    if _is_file(shipped):
        return shipped
    advice = suggestion(str(name_or_path), shipped_scenarios())
    raise ScenarioError(
        f"there is no shipped scenario {str(name_or_path)!r}\n{advice}\ndo       a file of your own ends in .yaml"
    )


def _is_file(path: Path) -> bool:
    """Whether there is a regular file: a pipe or a device may never end. No path that the system refuses is one."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _is_there(path: Path) -> bool:
    """Whether something else stands there: a folder, a pipe, a device."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _title(path: Path) -> str:
    title = re.search(r"^title: *(.+)$", _text(path), re.MULTILINE)
    if title is None:
        return path.stem
    return title.group(1).strip("\"'")
