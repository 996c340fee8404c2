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
BOWN = """@misc{BownTariffs,
  title  = {{US}-China trade war tariffs: an up-to-date chart},
  author = {Bown, Chad P.}, howpublished = {Peterson Institute for International Economics}, year = {2025}
}"""


def entries(facts: dict) -> Iterator[str]:
    """BibTeX entries for a run, from the facts of its ``run.json``: package, model, elasticities, data."""
    yield TRADETALKS % facts["versions"]["tradetalks"]
    yield CALIENDO_PARRO
    if facts["model"]["scale"]:
        yield COSTINOT_RODRIGUEZ
        yield JU_MA_WANG_ZHU
    if facts["model"]["horizon_years"] is not None:
        yield BOEHM
    if facts["baseline"]["name"] == "world2017":
        yield OECD
    if any("piie" in source.lower() for source in facts["sources"]) or facts["profile_used"]:
        yield BOWN
