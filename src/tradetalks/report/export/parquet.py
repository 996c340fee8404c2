"""Every table of a report as Parquet: types kept, title and note in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tradetalks.report.export.tables import KeptTable


def write_parquet(tables: Sequence[KeptTable], facts: Mapping[str, str], folder: Path) -> None:
    """Write ``NAME.parquet`` for each table.

    Args:
        tables: of a report.
        facts: what was run; kept with title and note of the table in the attributes of each table (``pandas.DataFrame.attrs``).
        folder: that is there.
    """
    for table in tables:
        frame = table.frame.reset_index(drop=True)
        about = {"chapter": table.chapter, "table": table.title, "note": table.note}
        frame.attrs.update({**facts, **about})
        frame.to_parquet(folder / f"{table.name}.parquet", engine="pyarrow", index=False)
