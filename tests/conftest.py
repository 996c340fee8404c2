"""Fixtures shared by all tests."""

from pathlib import Path

import pytest

VALIDATION = Path(__file__).resolve().parents[2] / "shared" / "validation"


@pytest.fixture(scope="session")
def validation() -> Path:
    """Folder of published models' data and results; it is not part of the package."""
    if not VALIDATION.is_dir():
        pytest.skip(f"published models' data are not here ({VALIDATION}): get ../shared/validation to run this test")
    return VALIDATION
