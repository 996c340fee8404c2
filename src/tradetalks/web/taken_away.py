"""What the view Report gives away of a written report: its page, its workbook, and bundles of its files."""

from __future__ import annotations

import io
import zipfile

from tradetalks.report.export.write import WORKBOOK
from tradetalks.report.folder import PAGE
from tradetalks.web.reports import WrittenReport

# Bundles of files of one kind, by the name they are taken away under: how the names of their files begin.
BUNDLES = {"tables.zip": "tables/", "charts.zip": "charts/", "everything.zip": ""}


def taken_away(report: WrittenReport) -> dict[str, int]:
    """What can be taken away of a report, with its size in bytes before it is packed.

    Args:
        report: written.
    """
    found = {name: _size(report, name) for name in (PAGE, WORKBOOK) if name in report.names}
    return found | {bundle: sum(_size(report, name) for name in _names_in(report, bundle)) for bundle in BUNDLES}


def file_of(report: WrittenReport, name: str) -> bytes | None:
    """A file of a report, or a bundle of files; None where there is none of that name, whatever lies on the disk.

    Args:
        report: written.
        name: one of :func:`taken_away`.
    """
    if name in BUNDLES:
        return _packed(report, _names_in(report, name))
    if name not in taken_away(report):
        return None
    return (report.folder / name).read_bytes()


def _size(report: WrittenReport, name: str) -> int:
    return (report.folder / name).stat().st_size


def _names_in(report: WrittenReport, bundle: str) -> list[str]:
    """The files of a bundle."""
    return [name for name in report.names if name.startswith(BUNDLES[bundle])]


def _packed(report: WrittenReport, names: list[str]) -> bytes:
    """Files in one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.write(report.folder / name, name)
    return out.getvalue()
