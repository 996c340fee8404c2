"""The words of docs/history.md: templates that `docs/build_history.py` fills with numbers."""

TRADE = """# Predicted against what happened, and ours beside what others found

`docs/build_history.py` writes this page from tables that ship with the package; every number in them has a status
(`data/files/observed`, `data/files/published`).

{verdict}

## What is compared

**Observed:** goods trade of the United States and China by partner in the 17 goods sectors of `world2017`, from the
OECD's balanced tables of 2016 to 2022. The measure is the change of a supplier's share in what the importer buys
from abroad of a sector: demand, world prices and the importer's growth drop out. What moved one supplier alone does
not: a harvest, a grounded airliner, an order to state buyers, importers who bought ahead of a tariff. The base is
the mean of 2016 and 2017; 2020 and 2021 are left out for the pandemic. From 2016 to 2017, without new tariffs, the
same cells moved by {placebo:.0f} log points (root mean square, as all errors below): no prediction can be expected
to come nearer than that.

**Predicted:** trade under the average tariffs of the calendar year (acts of `us-china-trade-war`, day by day), with
elasticities (E14) at the average age that the tariffs had, imbalances as in the data. The shipped acts raise the
average tariff of the United States on China by {above:.0%} more than the published averages (Bown, PIIE) and
China's by {below:.0%} less, for they are weighted with the trade of 2017 in 17 sectors; predictions are at the
published averages where it does not say shipped. Timing by product is not resolved and every good of a sector is
taxed alike, though list 4B (phones, laptops, toys) never was.

{flows}

Percent change of the share in all goods imports; predicted with `{default}`. Customs: the United States' own
statistics against 2017, from memory. Importers under-declare since the tariffs (Clark & Wong, FEDS Notes, May
2021), which makes the fall too large there; balancing may make it too small in the OECD's.

## The first look, taken apart

{steps}

{parts}

## Which elasticities describe history

Root mean squared error of the {cells} cells that tariffs hit (two flows, 17 sectors), weighted by base trade, in
log points (10 is about ten percent). Slope: of observed on predicted changes through the origin; 1 is the right
size, below 1 too much is predicted. Intervals and draws: {draws} draws of sectors with replacement, both flows and
all years together. Mean θ is that of the long run, weighted with United States imports from China. Other suppliers:
the error in the cells of those who were not taxed.

{sets}

{sets_words}

The same in other ways:

{checks}

**Why the default is not the best of this table.** Four years do not show a long run: a high θ that is reached
slowly does nearly as well as a low one (the table of curves below). What tariffs cost asks the other way: at the
end of 2018, on the day, the United States gain {low_day:+.3f} percent with `BLP2023_long`, {default_day:+.3f} with
the default and {high_day:+.3f} with `CP2015_99_simulation`, where a loss of 0.04 to 0.09 was measured. No set does
well on both; the default stands between. China's imports fell in 2018 and 2019 by more than any low θ allows, and
customs statistics fell by more than the balanced tables. Only one set that does better has scale economies estimated with
it, `LL2023_twfe`, by the same authors (θ of {twfe:.1f}). With half of its scale elasticities the tariffs of
September 2019 change real income of the United States by {twfe_usa:.2f} and of China by {twfe_china:.2f} percent in
the long run, with the default by {usa:.2f} and {china:.2f}: it would predict trade better and change no headline.
Whoever asks about trade within four years should put a low θ beside the default (`BLP2023_long`, `Ossa2014`).

## By sector and by partner

Percent change of the share, history / predicted with `{default}`; bn: billion dollars a year, mean of 2016 and
2017.

{sectors}

Shares of all goods imports:

{partners}

Who gained is not predicted: for suppliers that were not taxed no set does noticeably better than a prediction of no
change (last but one column of the table of sets). Inside "all others" shares in United States imports changed by
(percent, 2019 and 2022) {hidden}. The model spreads what is diverted over all suppliers by their size; history gave
most of it to Viet Nam and, later, Taiwan.

## How fast: the horizon curve

Imports from the taxed supplier over those from all others fall by ε percent, net of duty, for one percent on one
plus the tariff; in the model ε is about 1 + θ(h). History's ε (weighted least squares through the origin over
sectors, intervals of 90 percent) beside that of sets, measured alike:

{elasticities}

{curve_words}

Other curves, with `{default}`. United States and China: change of real income at the end of 2018, on that day,
percent; measured for the United States: -0.04 (Fajgelbaum et al.) to -0.09 (Amiti, Redding & Weinstein, 1.4 billion
a month).

{curves}

{curve_choice}

## Published costs beside ours

In units of the source; a loss is negative. None, half, full: `LL2023_psi_zero`, `LL2023_psi_half`, `LL2023`, that
is no scale economies, half of the published ones, all. On the day: at the elasticities of the age that the tariffs
had.

{published}

{long_run}

{short_run}

## Where the numbers are from

Status: verified (read in the source, its abstract or its files), secondary (in someone else's transcription),
derived, memory (not read). Observed flows: OECD Inter-Country Input-Output tables, edition to 2022. Customs totals
of 2017 to 2022 are from memory, those of 2023 to 2025 secondary. Elasticities: each set has its own status
(`tradetalks.elasticity_sets()`)."""

VERDICT = """**Trade moved less than the default elasticities say.** Of the named sets `{best}` (long-run θ of {theta:.1f})
describes 2018, 2019 and 2022 best, with `{second}` and `{third}` hardly behind. It misses by {error:.1f} log points
where the default `{default}` (θ of {default_theta:.1f} on this trade) misses by {default_error:.1f} and a
prediction of no change by {nothing:.1f}; its lead over the default is {low:.0f} to {high:.0f} in 90 of 100 draws of
sectors. History cannot tell how strong scale economies are: with none, half and all of them trade is predicted
alike. Between the first and the fourth year the horizon curve rises as United States imports from China did, within
wide intervals; China's imports came back instead. Its level is too high for the first."""

PARTS = """Of {first:.0f} percent after one year, {average:.0f} points go because the tariffs of September 2019 were in force
for four months of the year, {age:.0f} because those of 2019 were younger than a year, {scaled:.0f} because the
shipped rates are above the published averages, and {share:.0f} because imports from everybody changed too. Tariffs
and measure are {explained:.0f} of the {to_balanced:.0f} points to the balanced tables' {balanced:.0f}, and of the
{to_customs:.0f} to the customs' {customs:.0f}. The elasticities are the rest: with those that do best the
prediction is {best:.0f}, between the two statistics."""

SETS = """**Lower trade elasticities than the default's describe these years better.** {better} beat it in at least 95 of 100
draws; {worse} are worse in as many. The default predicts {times:.1f} times the changes that were seen, cell by
cell; for all United States imports from China in 2019, {balanced:.1f} times by the balanced tables and
{customs:.1f} times by customs. **History says nothing on scale economies**: an error of {none:.1f}, {half:.1f} and
{full:.1f} with none, half and all of them. Correlations are low everywhere: tariffs rose by much the same in every
sector, so that sets are told apart by the size of their changes more than by the pattern."""

CURVE = """**Shape.** From 2019 to 2022 ε of United States imports from China rose by a factor of {late:.1f} in the balanced
tables and {late_customs:.1f} in customs data; by E14 it rises by {late_model:.1f}. **Level.** It was {e19:.1f} and
{e22:.1f} (customs: {c19:.1f} and {c22:.1f}), where the default has {m19:.1f} and {m22:.1f}. In 2018 importers
bought ahead of the tariffs, which no curve has. China's imports from the United States fell by more than any set
predicts in 2018 and 2019, by order as much as by price, and came back in part under Phase One. In 2025 one plus the
average duty on Chinese goods was {rise:.0f} log points above 2024 and imports fell by an ε of {gross:.1f}, not
counting that other suppliers were taxed too."""

CHOICE = """**E14 stays.** Its source (Boehm, Levchenko & Pandalai-Nayar 2023) has flows net of duty respond by 0.76 in the year
following a tariff and by 1.75 to 2.25 after seven to ten, a ratio of about 0.38; E14 with the default has
{now_ratio:.2f}. Less at once (r_0 of {r_0:g}) would be nearer to that ({low_ratio:.2f}), and to trade by {gain:.1f}
log points. But in a model in which wages adjust, the less buyers can turn elsewhere, the more of a tariff the
seller bears: the United States would gain {low_usa:.2f} percent at the end of 2018 instead of {now_usa:.2f}, where
a loss was measured and prices before duty did not fall. Trade asks for a smaller first response, measured costs for
a larger one; a change would repair one and break the other."""

LONG_RUN = """**Long run.** For China others found from -0.04 (the draft of Ju et al., with scale economies) and about -0.06
percent (Felbermayr & Steininger, of output) over -0.29 (Zhou) to -1.4 (Itakura, whose productivity falls too) and
-1.9 (Li, Balistreri & Zhang); here {china[0]:.2f}, {china[1]:.2f} and {china[2]:.2f} with none, half and all of the
scale economies. For the United States from -3 billion dollars (Felbermayr & Steininger, about 0.02 percent) and
-0.08 percent (Zhou) to -0.3; Itakura has -1.35; here {usa[0]:.2f}, {usa[1]:.2f} and {usa[2]:.2f}. But for
Zhou's, between none and half, published losses of China are below ours without scale economies or above ours with all
of them: they do not choose among low, middle and high."""

SHORT_RUN = """**Short run.** At the end of 2018 the measured loss of the United States was 1.4 billion dollars a month (Amiti,
Redding & Weinstein) or 7.2 a year (Fajgelbaum et al.); here it is {month:+.1f} a month, {year:+.1f} a year. The
lost trade alone costs {volume:.1f} billion a year here, {volume_month:.1f} a month; terms of trade give back
{terms:.1f}. On that day China's wage is {wages:.1f} percent lower against that of the United States, where
exporters were measured to bear nothing in 2018 and 2019 (pass-through {passed:g}) and little in 2025
({passed_2025:g}): a small fall on all that China sells. Duty paid agrees: 3.0 billion a month measured, {duty:.1f}
here. Costs on the day are too low for the United States by what the terms of trade give, whichever set is used, and
too high for China by about as much."""
