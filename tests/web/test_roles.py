"""Who may do what: every route of the router, for everybody who may ask."""

import re

import pytest
from sqlalchemy import text

from sourceline.model.decisions import ROLES
from sourceline.project import init_project
from sourceline.store import keys, people
from sourceline.store.database import reading
from sourceline.store.people import at_least
from sourceline.web.safety import HEADERS
from tests.web.conftest import fill
from tests.web.doors import COOKIE, House, light_hashing, routes

ALL = "everybody"
"""Whoever reaches the server; the others name the least role."""
NEEDED = {
    ("GET", "/api/v1/openapi.json"): ALL,
    ("HEAD", "/api/v1/openapi.json"): ALL,
    ("GET", "/login"): ALL,
    ("POST", "/login"): ALL,
    ("POST", "/logout"): ALL,
    ("GET", "/"): "viewer",
    ("GET", "/control"): "viewer",
    ("GET", "/incidents/{name}"): "viewer",
    ("GET", "/reports/{name}"): "viewer",
    ("GET", "/api/v1/incidents"): "viewer",
    ("GET", "/api/v1/incidents/{name}"): "viewer",
    ("GET", "/api/v1/incidents.csv"): "viewer",
    ("GET", "/api/v1/incidents.geojson"): "viewer",
    ("GET", "/api/v1/incidents.jsonl"): "viewer",
    ("GET", "/api/v1/facets"): "viewer",
    ("GET", "/api/v1/histogram"): "viewer",
    ("GET", "/api/v1/map"): "viewer",
    ("GET", "/api/v1/reports"): "viewer",
    ("GET", "/api/v1/reports/{name}"): "viewer",
    ("GET", "/api/v1/claims/{name}"): "viewer",
    ("GET", "/api/v1/control"): "viewer",
    ("GET", "/api/v1/changes"): "viewer",
    ("GET", "/account"): "viewer",
    ("POST", "/account/password"): "viewer",
    ("GET", "/review"): "viewer",
    ("GET", "/review/list"): "viewer",
    ("GET", "/history"): "viewer",
    ("GET", "/agreement"): "viewer",
    ("GET", "/api/v1/queue"): "viewer",
    ("GET", "/api/v1/review/{name}"): "viewer",
    ("GET", "/api/v1/decisions"): "viewer",
    ("GET", "/api/v1/agreement"): "viewer",
    ("POST", "/review/stance"): "coder",
    ("POST", "/review/comment"): "coder",
    ("POST", "/review/correct"): "coder",
    ("POST", "/review/list"): "coder",
    ("POST", "/review/undo"): "coder",
    ("POST", "/review/merge"): "reviewer",
    ("POST", "/review/split"): "reviewer",
    ("POST", "/history/undo"): "coder",
    ("POST", "/api/v1/decisions/accept"): "coder",
    ("POST", "/api/v1/decisions/reject"): "coder",
    ("POST", "/api/v1/decisions/unsure"): "coder",
    ("POST", "/api/v1/decisions/comment"): "coder",
    ("POST", "/api/v1/decisions/correct"): "coder",
    ("POST", "/api/v1/decisions/many"): "coder",
    ("POST", "/api/v1/decisions/undo"): "coder",
    ("POST", "/api/v1/decisions/merge"): "reviewer",
    ("POST", "/api/v1/decisions/split"): "reviewer",
    ("GET", "/release"): "reviewer",
    ("GET", "/release/new.csv"): "reviewer",
    ("GET", "/release/{name}/all.zip"): "reviewer",
    ("GET", "/release/{name}/{file}"): "reviewer",
    ("POST", "/release"): "owner",
    ("GET", "/people"): "owner",
    ("POST", "/people/accounts"): "owner",
    ("POST", "/people/role"): "owner",
    ("POST", "/people/password"): "owner",
    ("POST", "/people/disable"): "owner",
    ("POST", "/people/enable"): "owner",
    ("POST", "/people/tokens"): "owner",
    ("POST", "/people/tokens/revoke"): "owner",
    ("POST", "/people/sessions/close"): "owner",
}
NOBODY = ("nobody", "expired session", "closed session", "disabled account", "forged")
NO_TOKEN = ("revoked token", "ended token", "forged token")


@pytest.fixture(scope="module")
def house(project_of_accounts):
    with light_hashing():
        yield House(project_of_accounts)


@pytest.fixture(scope="module")
def project_of_accounts(tmp_path_factory):
    made = fill(init_project(tmp_path_factory.mktemp("roles") / "p"))
    yield made
    made.engine.dispose()


def sent_by(house: House, who: str) -> dict[str, str]:
    """The header by which somebody is known."""
    kind, _, role = who.rpartition(" ")
    if who in ROLES:
        return {"Cookie": f"{COOKIE}={house.session(who)}"}
    if kind == "token of":
        return {"Authorization": f"Bearer {house.token(role)[1]}"}
    return _sent_by_no_one(house, who)


def _sent_by_no_one(house: House, who: str) -> dict[str, str]:
    cookie = bearer = ""
    if who == "expired session":
        cookie = house.session("owner", house.clock.now - keys.IDLE)
    elif who == "closed session":
        cookie = house.session("owner")
        with house.engine.begin() as connection:
            keys.close_session(connection, cookie)
    elif who == "disabled account":
        with house.engine.begin() as connection:
            people.enable(connection, "gone", house.hand())
        cookie = house.session("gone")
        with house.engine.begin() as connection:
            people.disable(connection, "gone", house.hand())
    elif who == "forged":
        cookie = "A" * 43
    elif who == "revoked token":
        token, bearer = house.token("owner")
        with house.engine.begin() as connection:
            keys.revoke_token(connection, token.id, house.hand())
    elif who == "ended token":
        _, bearer = house.token("owner", days=1 / 24)
        house.clock.on(hours=1)
    elif who == "forged token":
        bearer = "sl_" + "A" * 43
    told = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    return told | ({"Authorization": f"Bearer {bearer}"} if bearer else {})


def ask(house: House, method: str, path: str, headers: dict[str, str]):
    return house.browser().request(method, filled(path), headers=headers)


def filled(path: str) -> str:
    return re.sub(r"{[^}]*}", "none", path)


def test_every_route_of_the_router_says_who_may(house) -> None:
    there = set(routes(house.app))
    assert there - set(NEEDED) == set(), "declare the role that each of these takes"
    assert set(NEEDED) - there == set(), "there is no such route any more"


def expected(needed: str, who: str, path: str) -> set[int]:
    """The statuses that are right; empty where only 401 and 403 would be wrong."""
    if needed == ALL:
        return set()
    kind, _, role = who.rpartition(" ")
    if who in ROLES or (kind == "token of" and path.startswith("/api/")):
        held = who if who in ROLES else role
        return set() if at_least(held, needed) else {403}
    return {401}


def test_every_cell_of_role_and_route_answers_as_declared(house) -> None:
    if "gone" not in house.accounts:
        house.accounts["gone"] = house.add("gone", "owner")
    everybody = (
        *ROLES,
        *(f"token of {role}" for role in ROLES),
        *NOBODY,
        *NO_TOKEN,
    )
    cells = 0
    for who in everybody:
        for method, path in routes(house.app):
            answer = ask(house, method, path, sent_by(house, who))
            right = expected(NEEDED.get((method, path), "owner"), who, path)
            cell = (who, method, path, answer.status_code)
            if right:
                assert answer.status_code in right, cell
            elif path != "/login":
                assert answer.status_code not in {401, 403, 500}, cell
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, cell
            cells += 1
    assert cells == len(everybody) * len(routes(house.app)) >= 16 * 33
    print(f"{cells} cells of role and route")  # noqa: T201


def test_what_is_refused_does_nothing(house) -> None:
    def state() -> list:
        with reading(house.engine) as connection:
            return [
                connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()  # noqa: S608
                for table in ("account", "token", "decision")
            ]

    sender = {role: sent_by(house, role) for role in ROLES} | {"nobody": {}}
    before = state()
    for who, headers in sender.items():
        for (method, path), needed in NEEDED.items():
            if method == "POST" and expected(needed, who, path):
                told = {
                    "name": "viewer",
                    "role": "owner",
                    "password": "a new password",
                    "label": "x",
                    "days": "3",
                }
                answer = house.browser().post(path, data=told, headers=headers)
                assert answer.status_code in {401, 403}, (who, path)
    assert state() == before


def test_what_is_there_and_what_is_not_can_not_be_told_apart_without_an_account(
    house,
) -> None:
    listed = house.as_("viewer").get("/api/v1/incidents").json()["incidents"]
    claim = listed[0]["claims"][0]
    there = {
        "/incidents/{name}": listed[0]["id"],
        "/reports/{name}": claim["report"],
        "/api/v1/incidents/{name}": listed[0]["id"],
        "/api/v1/reports/{name}": claim["report"],
        "/api/v1/claims/{name}": claim["id"],
    }
    ids = [p for m, p in routes(house.app) if m == "GET" and "{name}" in p]
    assert set(there) <= set(ids)
    for path in ids:
        known = there.get(path, "i-1")
        missing = known[:2] + "0" * len(known[2:])
        shown = house.as_("viewer").get(path.replace("{name}", known)).status_code
        assert shown == 200 or path not in there
        answers = [
            house.browser().get(path.replace("{name}", name))
            for name in (known, missing)
        ]
        first, second = (
            (a.status_code, a.text.replace(n, ""), sorted(a.headers.items()))
            for a, n in zip(answers, (known, missing), strict=True)
        )
        assert first == second, path
        assert first[0] == 401


def test_a_project_without_accounts_lets_this_machine_read_and_no_more(own_project):
    house = House(own_project, roles=())
    near, far = house.browser(), house.browser(far="10.0.0.5")
    for method, path in routes(house.app):
        needed = NEEDED.get((method, path), "owner")
        address = filled(path)
        answer = near.request(method, address)
        own = path == "/account"
        if needed == "viewer" and method == "GET" and not own:
            assert answer.status_code in {200, 404}, path
        elif needed != ALL:
            assert answer.status_code == 401, path
        if needed != ALL:
            assert far.request(method, address).status_code == 403, path
