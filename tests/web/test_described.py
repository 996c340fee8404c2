"""The OpenAPI description, taken at its word: whatever it allows, and what it does not, is answered as it says; nothing fails."""

import warnings

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from tests.web import solvers
from tradetalks.web import WebSettings, create_app
from tradetalks.web.jobs.pool import RunPool
from tradetalks.web.jobs.study_pool import StudyPool

with warnings.catch_warnings():
    # Its imports use names that other libraries are about to drop.
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
# Requests of each kind for each of some 25 calls: four hundred in all, and ten thousand in the slow target.
FEW, MANY = 8, 230
LOOSE = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """A server whose runs and studies are solved by stand-ins, so that requests are what is tested."""
    app = create_app(WebSettings(folder=tmp_path_factory.mktemp("described")))
    with TestClient(app, base_url="http://127.0.0.1:8023", raise_server_exceptions=False) as client:
        room = app.state.room
        stand_in = RunPool(room.store, at_once=1, waiting=10_000, kept=2, solve=solvers.tells)
        studies = StudyPool(room.store, room.settings, solve=solvers.draws)
        object.__setattr__(room, "jobs", stand_in)
        object.__setattr__(room, "studies", studies)
        yield client
        client.portal.call(stand_in.close)
        client.portal.call(studies.close)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_a_few_requests_of_every_call(described, mode):
    assert answered(described, mode, FEW) > 100


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_ten_thousand_requests(described, mode):
    assert answered(described, mode, MANY) > 4000


def answered(client: TestClient, mode: GenerationMode, many: int) -> int:
    """How many requests of every call were answered as the description says."""
    schema = schemathesis.openapi.from_dict(client.app.openapi())
    count = 0
    for operation in (found.ok() for found in schema.get_all_operations()):
        cases = operation.as_strategy(generation_mode=mode)

        @settings(max_examples=many, deadline=None, suppress_health_check=LOOSE, database=None, derandomize=True)
        @given(cases)
        def ask(case) -> None:
            nonlocal count
            sent = case.as_transport_kwargs(base_url="http://127.0.0.1:8023")
            sent.pop("cookies", None)
            answer = client.request(**sent)
            count += 1
            assert "Traceback" not in answer.text
            case.validate_response(answer, checks=CHECKS)

        try:
            ask()
        except Unsatisfiable:
            # Nothing about a call without parameters can be wrong.
            assert mode is GenerationMode.NEGATIVE and not (
                operation.path_parameters or operation.body or operation.query
            )
    return count
