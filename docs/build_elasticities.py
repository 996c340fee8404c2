"""Write docs/elasticities.md: the named sets, their sources, and what the tariffs of 2018-19 cost with each (half a minute).

With ``--check`` nothing is written; the exit status says whether the page is what the code gives."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from docs.pages import write_or_check

import tradetalks as tt
from tradetalks.data.elasticities import TRADE_BAND
from tradetalks.data.record import load_tariff_increase
from tradetalks.economy.runtime import keep_compiled_code

PAGE = Path(__file__).resolve().parent / "elasticities.md"

TEXT = """# Elasticities and how sure they are

Two numbers of every sector decide what a tariff costs: the trade elasticity θ (by how many percent trade falls when
it gets one percent dearer) and the scale elasticity ψ (by how many percent an industry gets cheaper when it grows by
one percent). They cannot be read off accounts; they are estimated, and estimates differ. The package therefore ships
named sets, each number with its source and how it was read, and shows every cost with its range over them.

```python
import tradetalks as tt

sets = tt.elasticity_sets()  # 23 rows: title, source, status
world = tt.load_world("world2017", elasticities="uniform4")  # another set than the default
world = tt.with_elasticities(world, "LL2023")  # the same, for accounts at hand
```

In a scenario file: `model: {{elasticities: LL2023}}`; on the command line `--set elasticities=LL2023`. Single sectors
are changed with `trade_elasticity` and `scale_elasticity`. Named sets are matched to the sectors of shipped worlds;
accounts of one's own bring theirs in `sectors.csv`.

## The default, and the range

| scale effects | set | ψ | why |
|---|---|---|---|
| low | `LL2023_psi_zero` | none | constant returns, as in most models of trade policy |
| **middle, the default** | `LL2023_psi_half` | half of the published | between the ends; nobody's estimate, and said to be so |
| high | `LL2023` | as published | the only source that estimates θ and ψ together for all goods |

Lashkaripour & Lugovskyy (2023) is the only source here with θ and ψ from one estimation, for all goods, with standard
errors: from imports of single firms into Colombia. ψ is identified from the product, so that a ψ of one paper should
not be put beside a θ of another; `BCDR2019_median4` does, for want of anything better, and its ψ are from memory. As
far as that unread table shows, the published scale effects are at the high end of the literature: the product θψ, on
which the multiplier 1/(1 − θψ) rests, averages {mean:.2f} over the goods sectors of `world2017` and reaches
{largest:.2f}, where 1 would have no equilibrium. A headline at that edge would rest on the third digit of an
estimate. With the same θ and no scale effects China's loss is a fifth. The middle is therefore the default. An economy
of one's own, or another named set, is taken as stated, with no and half of its ψ beside it.

**What a range holds.** Behind every cost, in the long run, on the day, by year and to date, stands the range from the
lowest to the highest of what is solved: the file's own elasticities, the three strengths of scale effects with its own θ,
and three published sets of θ without scale effects, a low, a usual and a high one for whole economies:
{band} (`Shapiro2016` is higher still on trade between the two countries). It is the span of estimates, not an interval of
confidence, and effects need not rise with either elasticity, so that an end may lie at any of them. Both are in it
because either alone would mislead: scale effects decide what China loses, trade elasticities what the United States
does. High θ with high ψ are not combined: nobody has estimated them together, and θψ would pass 1. A war
fought to its end is solved at the scale effects alone, and says so; odds are drawn over the scale effects. On other
accounts than the shipped ones no published set fits: the range is that of scale effects. `results.nc` has the ends
(`_lowest`, `_highest`) and every case (`by_scale_effects`, `by_elasticity_set`).

Two cells deserve care. The paper's industries are those of ISIC revision 3, where computers belong to its "Machinery"
(θ 7.75), not to "Electrical and Optical Equipment" (1.235), which computers and electronics carry here: the largest
flow between the two countries. And the estimates for petroleum are weak (t-values of 1.4 and 1.3); the authors
simulate with 0.397 and 1.758.

All sets are of the long run; in the first years after a change trade responds less (E14 of [the model](model.md)).
What trade did after 2018 speaks for low ones: [history](history.md).

**How sure a number is.** *verified*: read in the paper or the authors' own file. *secondary*: read in somebody else's
transcription. *memory*: not read; check before use. *constructed*: halved, set to zero or averaged here.
A set whose sectors differ says how many are less sure. `data/files/elasticities/README.md` in the package has the rules,
`world2017.csv` beside it the status of every single number. Some DOIs are from memory (said there).

## What rests on them

The tariffs of September 2019 between the United States and China, on `world2017`, deficits purged, both sides'
increases in force: change of real income in the long run, percent of the baseline.

{table}

Scale effects move China's loss five-fold ({chn_low} to {chn_high} percent) and trade elasticities not even two-fold;
with the United States it is the other way round. Without scale economies, whatever the trade elasticities, the United
States loses {usa_flat} and China {chn_flat} percent.
"""


def results() -> pd.DataFrame:
    """Every set: mean θ and θψ over goods, and real income after the tariffs of September 2019, percent."""
    increase = load_tariff_increase()
    rows = []
    for name, facts in tt.elasticity_sets().iterrows():
        economy = tt.calibrate(tt.load_world("world2017", elasticities=str(name)))
        tariff = economy.tariff.copy()
        for importer, exporter in (("USA", "CHN"), ("CHN", "USA")):
            cells = {"importer": importer, "exporter": exporter, "sector": increase["sector"]}
            tariff.loc[cells] += increase.loc[importer, exporter]
        change = tt.solve(economy, tt.Policy(tariff=tariff)).real_income_change
        goods = economy.goods_index
        rows.append(
            {
                "set": name,
                "source": _with_link(f"{facts['source']}, {facts['place']}".rstrip(", "), str(facts["doi"])),
                "status": facts["status"],
                "theta": np.median(economy.theta_j[goods]),
                "product": (economy.theta_j * economy.psi_j)[goods].mean(),
                "largest": (economy.theta_j * economy.psi_j).max(),
                "USA": change.sel(region="USA").item(),
                "CHN": change.sel(region="CHN").item(),
            }
        )
    return pd.DataFrame(rows)


def _with_link(source: str, doi: str) -> str:
    """The source, with a link to it where its DOI is known."""
    if not doi:
        return source
    return f"{source}, [doi](https://doi.org/{doi})"


def page() -> str:
    """The text of the page."""
    found = results()
    lines = ["| set | from | status | median θ | mean θψ | United States | China |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| `{r.set}` | {r.source} | {r.status} | {r.theta:.2f} | {r.product:.2f} | {r.USA:+.3f} | {r.CHN:+.3f} |"
        for r in found.itertuples()
    ]
    at = found.set_index("set")
    flat = found[found["product"] == 0]
    return TEXT.format(
        band=", ".join(f"`{name}`" for name in TRADE_BAND),
        mean=at["product"]["LL2023"],
        largest=at["largest"]["LL2023"],
        table="\n".join(lines),
        chn_low=f"{at['CHN']['LL2023_psi_zero']:.2f}",
        chn_high=f"{at['CHN']['LL2023']:.2f}",
        usa_flat=f"{-flat['USA'].max():.2f} to {-flat['USA'].min():.2f}",
        chn_flat=f"{-flat['CHN'].max():.2f} to {-flat['CHN'].min():.2f}",
    )


if __name__ == "__main__":
    keep_compiled_code()
    sys.exit(write_or_check({PAGE: page}))
