"""The API against its own description: what Schemathesis makes of the whole document,
right requests and wrong ones, every answer held against what is promised.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import positive_data_acceptance

from sourceline.errors import InputError
from sourceline.project import init_project
from sourceline.store import keys, people
from sourceline.store.account_log import Hand
from sourceline.store.fulltext import asked_words
from tests.web.conftest import client_of, fill

EXAMPLES = 12
"""Requests of one kind, right or wrong, to one route."""
LONGEST = 1000
HERE = "http://127.0.0.1:8321"


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A program that may do all."""
    made = fill(init_project(tmp_path_factory.mktemp("contract") / "p"))
    now = datetime.now(UTC)  # noqa: TID251 - the server's clock is the true one
    hand = Hand("Ann", now, token_bytes)
    with made.engine.begin() as connection:
        account = people.add_account(
            connection, "Ann", "a long password", "owner", hand
        )
        until = now + timedelta(days=1)
        told = keys.add_token(connection, account, "t", "owner", until, hand)
    client = client_of(made)
    client.headers["Authorization"] = f"Bearer {told[1]}"
    yield client
    made.engine.dispose()


@pytest.fixture(scope="module")
def description(owner: TestClient) -> schemathesis.BaseSchema:
    told = owner.get("/api/v1/openapi.json").json()
    return schemathesis.openapi.from_dict(short(told))


def short(told: Any) -> Any:
    """A description without the limits that only megabytes would reach."""
    if isinstance(told, dict):
        far = told.get("maxLength", 0) > LONGEST if "type" in told else False
        return {k: short(v) for k, v in told.items() if not (far and k == "maxLength")}
    return [short(x) for x in told] if isinstance(told, list) else told


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_what_the_description_says(
    owner: TestClient, description: schemathesis.BaseSchema, mode: GenerationMode
) -> None:
    asked = set()
    for found in description.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.POSITIVE or operation.query or operation.body:
            hold_to_it(owner, operation, mode)
            asked.add(operation.label)
    assert len(asked) >= 20


def hold_to_it(client: TestClient, operation: Any, mode: GenerationMode) -> None:
    """Ask one route and hold each answer against the description."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE:
            case.query = sayable(case.query)
        told = case.as_transport_kwargs(base_url=HERE)
        del told["cookies"]  # the client has its own
        if isinstance(told.get("data"), (bytes, str)):
            told["content"] = told.pop("data")
        answer = client.request(**told)
        # what is decided on is a word of the server's own, as a cursor is
        opaque = [positive_data_acceptance] if case.method == "POST" else []
        case.validate_response(Response.from_any(answer), excluded_checks=opaque)

    answers()


def sayable(query: dict[str, Any]) -> dict[str, Any]:
    """A query without what no schema can tell: a cursor is a word of the server's own,
    and a search line holds at least one word.
    """
    kept = {k: v for k, v in query.items() if k != "after"}
    try:
        asked_words(kept.get("q", ""))
    except InputError:
        kept.pop("q", None)
    return kept
