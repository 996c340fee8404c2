"""Reports of runs, written once into the server's folder: what is given away as files, by the names that they list."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import re
import shutil
import zipfile
from collections import OrderedDict
from pathlib import Path

from tradetalks.errors import TradeTalksError
from tradetalks.report.chapter import Chapter
from tradetalks.report.export.tables import KeptTable, kept_tables
from tradetalks.report.folder import ASIDE
from tradetalks.report.write import write_report
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.store.failures import failures_told

# All tables in one file, where the package that writes it is there.
WORKBOOK = "xlsx"
# Folders that are kept, some megabytes each; others are written again when they are asked for.
KEPT = 20
# A file that a folder of reports has which a server made: in one without it nothing is ever removed.
MADE_HERE = "made-by-tradetalks-serve"
# How a report's folder is called: as the key of its run.
KEY = re.compile("[0-9a-f]{32}")


@dataclasses.dataclass(frozen=True)
class WrittenReport:
    """A report on the disk.

    Args:
        folder: where it lies.
        names: of its files.
        tables: by name.
        charts: captions by name.
    """

    folder: Path
    names: tuple[str, ...]
    tables: dict[str, KeptTable]
    charts: dict[str, str]


class Reports:
    """Folders of reports by the key of their run.

    Args:
        folder: where they lie; reports that an earlier server left there are removed, and nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self._home = folder
        # matplotlib draws in one thread at a time.
        self._drawing = asyncio.Lock()
        self._kept: OrderedDict[str, WrittenReport] = OrderedDict()
        _forget_reports(folder)

    async def of(self, key: str, run: ScenarioRun) -> WrittenReport:
        """A run's report, written where it is not there.

        Args:
            key: of the run, as the pool made it.
            run: of that key.
        """
        async with self._drawing:
            if key not in self._kept or not await asyncio.to_thread(_is_whole, self._kept[key]):
                self._kept[key] = await asyncio.to_thread(_written, run, self._home / key)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                _, oldest = self._kept.popitem(last=False)
                await asyncio.to_thread(shutil.rmtree, oldest.folder, ignore_errors=True)
            return self._kept[key]

    async def file(self, key: str, run: ScenarioRun, name: str) -> bytes | None:
        """A file of a run's report; None where the report has none of that name, whatever lies on the disk."""
        report = await self.of(key, run)
        if name not in report.names:
            return None
        return await asyncio.to_thread((report.folder / name).read_bytes)

    async def zipped(self, key: str, run: ScenarioRun) -> bytes:
        """The whole folder in one file."""
        report = await self.of(key, run)
        return await asyncio.to_thread(_zipped, report)


def _forget_reports(home: Path) -> None:
    """Remove the reports of an earlier server: folders that it named, in a folder that it made."""
    if not (home / MADE_HERE).is_file():
        return
    for place in home.iterdir():
        # Those that were being written when it was killed lie beside the whole ones.
        if (KEY.fullmatch(place.name) or place.name.startswith(ASIDE)) and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)


def _make_home(home: Path) -> None:
    """Make the folder of reports where it is not there."""
    if not home.exists():
        # Scenarios may be confidential: others of this machine do not read what is made of them.
        home.mkdir(mode=0o700, parents=True)
        (home / MADE_HERE).touch()


def _is_whole(report: WrittenReport) -> bool:
    """Whether every file of a report is still where it was written."""
    return all((report.folder / name).is_file() for name in report.names)


def _written(run: ScenarioRun, place: Path) -> WrittenReport:
    with failures_told(place.parent.parent):
        _make_home(place.parent)
        try:
            names, parts = _files_of(run, place, export=(WORKBOOK,))
        except TradeTalksError:
            # The package that writes workbooks is not installed.
            names, parts = _files_of(run, place)
    captions = {name: part.captions.get(name, "") for part in parts for name in part.charts}
    return WrittenReport(place, tuple(names), {table.name: table for table in kept_tables(parts)}, captions)


def _files_of(run: ScenarioRun, place: Path, export: tuple[str, ...] = ()) -> tuple[list[str], list[Chapter]]:
    """The files of a report and its chapters; what the system refuses is raised as it was, without advice for commands."""
    try:
        return write_report(run, place, export=export)
    except TradeTalksError as error:
        if isinstance(error.__context__, OSError):
            raise error.__context__ from None
        raise


def _zipped(report: WrittenReport) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in report.names:
            archive.write(report.folder / name, name)
    return out.getvalue()
