"""What a run should cite."""

from __future__ import annotations

from collections.abc import Iterator

TRADETALKS = """@software{tradetalks,
  title   = {tradetalks: trade wars and trade talks, computed},
  author  = {{The tradetalks authors}},
  version = {%s}
}"""
CALIENDO_PARRO = """@article{CaliendoParro2015,
  title   = {Estimates of the Trade and Welfare Effects of {NAFTA}},
  author  = {Caliendo, Lorenzo and Parro, Fernando},
  journal = {The Review of Economic Studies}, volume = {82}, number = {1}, pages = {1--44}, year = {2015}
}"""
ARKOLAKIS = """@article{ArkolakisCostinotRodriguezClare2012,
  title   = {New Trade Models, Same Old Gains?},
  author  = {Arkolakis, Costas and Costinot, Arnaud and Rodr{\\'\\i}guez-Clare, Andr{\\'e}s},
  journal = {American Economic Review}, volume = {102}, number = {1}, pages = {94--130}, year = {2012}
}"""
COSTINOT_RODRIGUEZ = """@incollection{CostinotRodriguezClare2014,
  title     = {Trade Theory with Numbers: Quantifying the Consequences of Globalization},
  author    = {Costinot, Arnaud and Rodr{\\'\\i}guez-Clare, Andr{\\'e}s},
  booktitle = {Handbook of International Economics}, volume = {4}, pages = {197--261}, year = {2014}
}"""
JU_MA_WANG_ZHU = """@article{JuMaWangZhu2024,
  title   = {Trade wars and industrial policy competitions: Understanding the {US}-{China} economic conflicts},
  author  = {Ju, Jiandong and Ma, Hong and Wang, Zi and Zhu, Xiaodong},
  journal = {Journal of Monetary Economics}, volume = {141}, pages = {42--58}, year = {2024}
}"""
BOEHM = """@article{BoehmLevchenkoPandalaiNayar2023,
  title   = {The Long and Short (Run) of Trade Elasticities},
  author  = {Boehm, Christoph E. and Levchenko, Andrei A. and Pandalai-Nayar, Nitya},
  journal = {American Economic Review}, volume = {113}, number = {4}, pages = {861--905}, year = {2023}
}"""
OECD = """@misc{OECDICIO,
  title  = {Inter-Country Input-Output tables},
  author = {{OECD}}, year = {2021}
}"""
WITS = """@misc{WITS,
  title  = {World Integrated Trade Solution: applied tariffs},
  author = {{World Bank}}, year = {2017}
}"""
BOWN = """@misc{BownTariffs,
  title  = {{US}-China trade war tariffs: an up-to-date chart},
  author = {Bown, Chad P.}, howpublished = {Peterson Institute for International Economics}, year = {2025}
}"""


def entries(facts: dict) -> Iterator[str]:
    """BibTeX entries for a run, from the facts of its ``run.json``: package, model, elasticities, data; only what it used."""
    uses, shipped = facts["uses"], facts["baseline"]["name"] == "world2017" and "folder" not in facts["baseline"]
    yield TRADETALKS % facts["versions"]["tradetalks"]
    yield CALIENDO_PARRO if "input-output links" in uses or shipped else ARKOLAKIS
    if "scale economies" in uses:
        yield COSTINOT_RODRIGUEZ
        if shipped:
            yield JU_MA_WANG_ZHU
    if "horizon" in uses:
        yield BOEHM
    if shipped:
        yield OECD
        yield WITS
    if "record of the war" in uses:
        yield BOWN
