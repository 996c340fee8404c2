"""What a run should cite: package, model, elasticities, data, and the theory of war and talks that it used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from tradetalks.report.describe import Facts

# What a run used, as ``run.json`` names it, and the entries of ``references.bib`` that it rests on.
THEORY = {
    "war": ("Ossa2014", "Lashkaripour2021"),
    "deal Nash": ("Nash1950",),
    "deal Kalai-Smorodinsky": ("KalaiSmorodinsky1975",),
    "deal equal gains": ("Kalai1977",),
    "linkage": ("TollisonWillett1979",),
    "deadline game": ("FudenbergTirole1986", "Fanning2016", "Fearon1994", "CarlssonVanDamme1993"),
    "attrition": ("AbreuGul2000",),
    "rounds": ("Rubinstein1982",),
    "compliance": ("Dixit1987",),
    "relative gains": ("Grieco1988",),
}
# What every study rests on, and how its shares of variance were found.
STUDY = ("MaritzJarrett1978", "Wilson1927", "Sobol2001")
STUDY_METHODS = {
    "study from blocks": ("SaltelliEtAl2010", "HermanUsher2017"),
    "study from a sample": ("PlischkeBorgonovoSmith2013",),
}
# Shipped worlds, and what their tables are from.
DATA = {
    "world2017": ("JuMaWangZhu2024", "OECDICIO", "WITS"),
    "world2022": ("OECDICIO2025", "TetiTariffs", "WITS", "CensusDuties2024"),
}


def citations(facts: Facts) -> Iterator[str]:
    """BibTeX entries for a run: only what it used, nothing twice.

    Args:
        facts: what ``run.json`` says, from :func:`tradetalks.report.describe.describe_run`.

    Yields:
        Entries of ``references.bib``, the package itself first.
    """
    found = references()
    version = facts["versions"]["tradetalks"]
    for key in dict.fromkeys(_keys(facts)):
        yield found[key].replace("VERSION", version)


def _keys(facts: Facts) -> Iterator[str]:
    uses = facts["uses"]
    methods = [method for method in STUDY_METHODS if method in uses]
    if methods:
        yield from ("tradetalks", *STUDY, *(key for method in methods for key in STUDY_METHODS[method]))
        return
    data: tuple[str, ...] = ()
    # What stands in a folder of one's own is another world, whatever its name.
    if "folder" not in facts["baseline"]:
        data = DATA.get(facts["baseline"]["name"], ())
    yield "tradetalks"
    if "input-output links" in uses or data:
        yield "CaliendoParro2015"
    else:
        yield "ArkolakisCostinotRodriguezClare2012"
    if "scale economies" in uses:
        yield "CostinotRodriguezClare2014"
    if facts["model"]["elasticities"].startswith("LL2023"):
        yield "LashkaripourLugovskyy2023"
    if "horizon" in uses:
        yield "BoehmLevchenkoPandalaiNayar2023"
    yield from data
    if "record of the war" in uses:
        yield "BownTariffs"
    for used, keys in THEORY.items():
        if used in uses:
            yield from keys


@cache
def references() -> dict[str, str]:
    """Every entry of ``references.bib`` by key."""
    text = (files("tradetalks.report") / "references.bib").read_text(encoding="utf-8")
    found = [entry.strip() for entry in re.split(r"^(?=@)", text, flags=re.MULTILINE) if entry.strip()]
    return {entry.partition("{")[2].partition(",")[0]: entry for entry in found}
