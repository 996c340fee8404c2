"""A table as basedata.har in the names of GTAP's version 7."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tradetalks.data.tables.gtap import BASIC, FINAL, PAID
from tradetalks.data.tables.har import HeaderArray, write_har
from tradetalks.data.tables.table import InterCountryTable

Array = np.ndarray
# Million dollars in a billion; the duty that made-up files have, a fraction; shares of value added that factors earn.
MILLIONS = 1e3
DUTY = 0.0625
FACTORS = {"Labour": 0.625, "Capital": 0.375}


def write_gtap(table: InterCountryTable, folder: Path) -> Path:
    """``basedata.har`` with one duty for all, no export taxes and no margins; numbers in single precision, as GEMPACK writes.

    Args:
        table: billion dollars a year; every user buys from exporters in the same shares, as GTAP assumes.
        folder: where it is written.

    Returns:
        The file.
    """
    sets = {
        "COMM": table.industries,
        "ACTS": table.industries,
        "REG": table.regions,
        "ENDW": tuple(FACTORS),
        "MARG": table.industries[-1:],
    }
    n, j = len(table.regions), len(table.industries)
    arrays: dict[str, HeaderArray] = {}

    def put(header: str, values: Array, *names: str) -> None:
        labels = tuple(sets[name] for name in names)
        arrays[header] = HeaderArray(header, MILLIONS * values, names, labels)

    foreign = table.flows_nij.transpose(2, 1, 0) * (1 - np.eye(n))
    for header in ("VXSB", "VFOB", "VCIF"):
        put(header, foreign, "COMM", "REG", "REG")
    put("VMSB", (1 + DUTY) * foreign, "COMM", "REG", "REG")
    users = {"F": (table.use_iknj, table.taxes_nj)}
    for at, agent in enumerate(FINAL):
        users[agent] = (table.final_iknc[..., at : at + 1], table.taxes_nc[:, at : at + 1])
    for agent, (bought, taxes) in users.items():
        domestic = np.einsum("ncnu->cun", bought)
        imported = (1 + DUTY) * (bought.sum(axis=0).transpose(0, 2, 1) - domestic)
        duties = DUTY / (1 + DUTY) * imported.sum(axis=0).T
        # What is not a duty is a tax on domestic purchases.
        rate = (taxes - duties) / domestic.sum(axis=0).T
        names = ("COMM", "ACTS", "REG") if agent == "F" else ("COMM", "REG")
        written = (domestic, imported, domestic * (1 + rate.T), imported)
        for header, values in zip((*BASIC[agent], *PAID[agent]), written, strict=True):
            put(header, values if agent == "F" else values[:, 0], *names)
    made = np.zeros((j, j, n))
    made[np.arange(j), np.arange(j)] = table.output_nj.T
    put("MAKB", made, "COMM", "ACTS", "REG")
    put("MAKS", made, "COMM", "ACTS", "REG")
    put("EVFP", np.array(list(FACTORS.values()))[:, None, None] * table.value_added_nj.T, "ENDW", "ACTS", "REG")
    put("VST", np.zeros((1, n)), "MARG", "REG")
    path = folder / "basedata.har"
    path.write_bytes(write_har(arrays))
    return path
