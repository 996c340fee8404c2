"""What acts do, worked out once for all days and cells, is what comes out cell by cell and day by day."""

import dataclasses
import datetime
import random

import numpy as np
import pytest

from tests.scenario import slow_course as slow
from tradetalks.data import load_world
from tradetalks.scenario.act_steps import LevelGrid
from tradetalks.scenario.changed_levels import Levels
from tradetalks.scenario.level_course import LevelCourse
from tradetalks.scenario.model import Act, Branch, ModelOptions, Scenario
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.scenario.reading.act_effects import effects_of
from tradetalks.scenario.reading.acts_coherence import level_faults
from tradetalks.scenario.sections.product_rates import ProductRates

REGIONS, SECTORS = ("USA", "CHN", "JPN"), ("ELE", "MVH")
FIRST = datetime.date(2025, 1, 1)
CELLS = (("USA", "CHN", "ELE", 0.1),)
# Levels above it are told with their place.
LIMIT = 0.4


def schedule(seed: int) -> Scenario:
    """Acts of every kind on the same few cells, some on products, some that stand in for others, and a branch."""
    draw = random.Random(seed)
    accounts = load_world("world2017")
    main = acts_of(draw, "a", 12, ())
    return Scenario(
        name="x",
        title="x",
        description="",
        accounts=accounts,
        model=ModelOptions(),
        players=(),
        dates=(),
        acts=main,
        branches=(Branch("b", "b", acts_of(draw, "b", 4, main)), Branch("idle", "idle", ())),
        path="x",
        text="",
    )


def acts_of(draw: random.Random, name: str, number: int, before: tuple[Act, ...]) -> tuple[Act, ...]:
    acts: list[Act] = []
    for k in range(number):
        known = [act.id for act in (*before, *acts) if act.kind != "remove"]
        start = FIRST + datetime.timedelta(draw.randrange(8))
        until = draw.choice([None, None, start + datetime.timedelta(draw.randrange(4))])
        given = {"id": f"{name}{k}", "by": "USA", "start": start, "until": until, "source": "x", "of": None}
        if known and draw.random() < 0.15:
            given |= {"of": draw.choice(known)}
            acts.append(Act(kind="remove", instrument="import_tariff", cells=(), **given))
            continue
        instrument = draw.choice(["import_tariff"] * 6 + ["export_tax", "production_subsidy"])
        kind = draw.choice(["add", "add", "set", "multiply", "floor", "cap"])
        where = [(i, e, s) for i in REGIONS for e in REGIONS for s in SECTORS if i != e]
        if instrument == "production_subsidy":
            where = [(i, "", s) for i in REGIONS for s in SECTORS]
        where = draw.sample(where, draw.randint(1, len(where)))
        same = draw.choice([-1.2, -0.4, -0.2, 0.0, 0.1, 0.25, 0.5])
        cells = tuple((*place, draw.choice([same, same, 0.1])) for place in where)
        products = {}
        if instrument == "import_tariff" and draw.random() < 0.3:
            products = {cell[:3]: of_products(draw, cell) for cell in cells if draw.random() < 0.7}
        instead = tuple(draw.sample(known, min(len(known), draw.choice([0, 0, 0, 1, 2]))))
        acts.append(Act(kind=kind, instrument=instrument, cells=cells, products=products, instead_of=instead, **given))
    return tuple(acts)


def of_products(draw: random.Random, cell: tuple) -> ProductRates:
    weight = (0.5, 0.2, 0.3) if cell[2] == "ELE" else (0.6, 0.4)
    named = tuple(sorted(draw.sample(range(len(weight)), draw.randint(1, len(weight)))))
    return ProductRates(weight, named, tuple(draw.choice([cell[3], 0.3]) for _ in named))


@pytest.mark.parametrize("seed", range(12))
def test_the_quick_way_comes_to_what_the_slow_one_does(seed):
    scenario = schedule(seed)
    faults = [str(fault.title) for fault in level_faults(scenario, {})]
    wrong = slow.impossible(scenario)
    assert len(faults) == len(wrong)
    for said, (act, day, (_, importer, _, sector), level) in zip(faults, wrong, strict=True):
        assert said.startswith(f"with act {act} {importer}'s ")
        assert said.endswith(f"in {sector} is {level:g} on {day}")
    found, expected = effects_of(scenario, limit=LIMIT), slow.effects(scenario)
    assert set(found) == set(expected)
    for name, effect in expected.items():
        quick = found[name]
        assert (quick.moves, quick.trades, quick.beside) == (effect["moves"], effect["trades"], effect["beside"]), name
        assert list(quick.subsidised.items()) == list(effect["subsidised"].items()), name
        level, cell = effect["highest"]
        assert quick.highest == (level, cell if level > LIMIT else None), name


@pytest.mark.parametrize("seed", range(3))
def test_policies_are_the_levels_at_the_end_of_the_day(seed):
    scenario = schedule(seed)
    tariff = scenario.accounts["tariff"]
    for branch, acts in zip((None, "b"), slow.lines(scenario), strict=False):
        for day in change_dates(scenario, branch):
            policy = policy_in_force(scenario, day, branch)
            parts = {"import_tariff": tariff.copy(), "export_tax": tariff * 0, "production_subsidy": tariff[:, 0] * 0}
            for (instrument, *place), level in slow.course(scenario, slow.in_force(acts, day))[1].items():
                at = dict(zip(("importer", "exporter", "sector"), place, strict=True))
                if instrument == "production_subsidy":
                    del at["exporter"]
                parts[instrument].loc[at] = slow.paid(level)
            assert policy.tariff.equals(parts["import_tariff"])
            for name in ("export_tax", "production_subsidy"):
                found = getattr(policy, name)
                assert np.array_equal(0 * parts[name] if found is None else found, parts[name])


def test_what_holds_on_the_next_day_is_not_worked_out_again():
    """An act that joins others changes levels once; one that leaves has what comes after it worked out anew, and nothing else."""
    begun = [FIRST + datetime.timedelta(k) for k in range(5)]
    ends = {3: begun[4] - datetime.timedelta(1)}
    acts = [
        Act(f"a{k}", "USA", "add", "import_tariff", day, ends.get(k), CELLS, None, "x") for k, day in enumerate(begun)
    ]
    course = LevelCourse(LevelGrid(load_world("world2017")), acts)
    assert [course.go_to(day) for day in begun] == [0, 1, 2, 3, 3]
    kept = list(course.changes)
    assert course.go_to(begun[4]) == 4
    assert all(one is two for one, two in zip(course.changes, kept, strict=True))
    course.go_to(begun[0])
    assert np.array_equal(
        np.flatnonzero(course.levels.sector != LevelGrid(load_world("world2017")).start), kept[0].step.at
    )


def test_a_cell_that_stands_twice_in_an_act_of_python_applies_twice():
    twice = (("USA", "CHN", "ELE", 0.1), ("USA", "CHN", "ELE", 0.1))
    act = Act("a", "USA", "add", "import_tariff", FIRST, None, twice, None, "x")
    course = LevelCourse(LevelGrid(load_world("world2017")), [act])
    course.go_to(FIRST)
    assert float(course.changes[-1].after[0] - course.changes[0].before[0]) == pytest.approx(0.2)


def test_work_grows_with_acts_and_not_with_their_days(monkeypatch):
    """What grew with days, acts and cells together took a minute of a processor where hundreds of acts were on all goods."""
    acts = [
        Act(f"a{k}", "USA", "add", "import_tariff", FIRST + datetime.timedelta(k), None, CELLS, None, "x")
        for k in range(100)
    ]
    applied = []
    apply = Levels.apply
    monkeypatch.setattr(Levels, "apply", lambda levels, step: applied.append(step) or apply(levels, step))
    scenario = dataclasses.replace(schedule(0), acts=tuple(acts), branches=())
    assert all(effect.moves for effect in effects_of(scenario, limit=LIMIT).values())
    assert len(applied) == len(acts)
