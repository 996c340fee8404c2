"""Every benchmark gives rows of one form, and the tables of studies are measured here at a small size: that they can be made."""

import importlib
from pathlib import Path

import pytest
from benchmarks.write_page import benchmarks


def of(name):
    return importlib.import_module(f"benchmarks.bench_{name}")


def test_every_benchmark_is_a_table_of_the_page():
    folder = Path(__file__).resolve().parents[1] / "benchmarks"
    assert benchmarks() == [file.stem.removeprefix("bench_") for file in sorted(folder.glob("bench_*.py"))]
    for name in benchmarks():
        heading, _, text = of(name).__doc__.partition("\n\n")
        assert "\n" not in heading and text.strip()


def told(rows, count):
    """Every row says what was measured, in one line of a table."""
    assert len(rows) == count
    for row in rows:
        assert row.what and row.measured
        assert not any(
            "|" in text or "\n" in text for text in (row.what, row.measured, row.limit, row.target, row.beside)
        )


def test_studies_at_a_small_size():
    told([next(of("studies").rows(draws=6, singles=2, turns=1))], 1)


@pytest.mark.slow
def test_all_of_studies_at_a_small_size():
    told(list(of("studies").rows(draws=6, singles=2, alone=1, turns=1)), 4)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_processes_beside_threads_at_a_small_size():
    told(list(of("study_workers").rows(draws=6, workers=1, turns=1)), 2)


@pytest.mark.slow
def test_summing_up_at_a_small_size():
    told(list(of("summary").rows(draws=256)), 1)


@pytest.mark.slow
def test_products_at_a_small_size():
    told(list(of("products").rows(sizes=((20, 60, 2000),))), 6)
