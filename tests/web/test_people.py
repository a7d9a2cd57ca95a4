"""Signing in, sessions, tokens, and the owners' page, as people and programs see them."""

import logging
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import argon2
import pytest
from sqlalchemy import text

from sourceline.project import Project, init_project
from sourceline.store import keys, people
from sourceline.store.database import reading
from sourceline.web.app import create_app
from sourceline.web.login import own_path
from tests.web.doors import COOKIE, HOME, SECRET, House, light_hashing

EVIL = "\"'><x-evil onclick=alert(1)>{{ 7*7 }}"
CANARY = "canary-of-a-password-71"


@pytest.fixture(autouse=True)
def _light():
    with light_hashing():
        yield


@pytest.fixture
def own_project(tmp_path) -> Iterator[Project]:
    """One without reports, which people need not wait for."""
    made = init_project(tmp_path / "p")
    yield made
    made.engine.dispose()


@pytest.fixture
def house(own_project) -> House:
    return House(own_project)


def sign_in(browser, name: str = "reviewer", password: str = SECRET, **more: str):
    return browser.post("/login", data={"name": name, "password": password} | more)


def words(page: str) -> str:
    """What a page says, without its elements."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def sessions(house: House) -> int:
    with reading(house.engine) as connection:
        return int(
            connection.execute(text("SELECT count(*) FROM session")).scalar_one()
        )


# --- signing in and out --------------------------------------------------------------


def test_somebody_signs_in_is_named_on_every_page_and_signs_out(house) -> None:
    browser = house.browser()
    asked = browser.get("/?type=battle")
    assert asked.status_code == 401
    assert 'name="password"' in asked.text
    (following,) = re.findall(r'name="next" value="([^"]*)"', asked.text)
    answer = sign_in(browser, "Reviewer", next=unescape(following))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?type=battle"
    for address in ("/", "/control", "/account"):
        page = browser.get(address).text
        assert "Signed in as </span>reviewer</a>" in page, address
        assert 'action="/logout"' in page
    kept = browser.cookies[COOKIE]
    out = browser.post("/logout")
    assert (out.status_code, out.headers["location"]) == (303, "/login")
    assert COOKIE not in browser.cookies
    browser.cookies.set(COOKIE, kept)
    assert browser.get("/").status_code == 401, "it ended on the server too"
    assert sessions(house) == 0


def test_the_cookie_is_for_these_pages_and_no_script(house) -> None:
    told = sign_in(house.browser()).headers["set-cookie"]
    name, *flags = (part.strip() for part in told.split(";"))
    assert name.startswith(f"{COOKIE}=")
    assert {f.lower() for f in flags} == {"httponly", "samesite=strict", "path=/"}
    over = sign_in(house.browser("https://127.0.0.1:8321")).headers["set-cookie"]
    name, *flags = (part.strip() for part in over.split(";"))
    assert name.startswith(f"__Host-{COOKIE}=")
    assert {f.lower() for f in flags} == {
        "httponly", "samesite=strict", "path=/", "secure",
    }  # fmt: skip
    gone = house.as_("viewer").post("/logout").headers["set-cookie"].lower()
    assert "max-age=0" in gone
    assert "samesite=strict" in gone


def test_behind_a_server_that_speaks_https_the_cookie_is_secure(own_project) -> None:
    house = House(own_project)
    house.app = create_app(own_project, clock=house.clock, https=True)
    browser = house.browser()
    told = sign_in(browser).headers["set-cookie"]
    assert told.startswith(f"__Host-{COOKIE}=")
    assert "; secure" in told.lower()


def test_two_projects_on_one_machine_do_not_sign_each_other_out(house) -> None:
    browser = house.as_("viewer")
    told = sign_in(house.browser("http://127.0.0.1:9000")).headers["set-cookie"]
    assert told.startswith("sourceline-9000=")
    assert browser.get("/").status_code == 200


def test_a_planted_session_does_not_become_somebodys(house) -> None:
    browser = house.browser()
    planted = "A" * 43
    browser.cookies.set(COOKIE, planted)
    first = sign_in(browser).cookies[COOKIE]
    assert first != planted
    stranger = house.browser()
    for old in (planted, first):
        stranger.cookies.set(COOKIE, old)
        if old == planted:
            assert stranger.get("/").status_code == 401
    second = sign_in(browser).cookies[COOKIE]
    assert second != first
    assert stranger.get("/").status_code == 401, "the session from before ended"
    assert browser.get("/").status_code == 200


def test_a_session_that_is_used_stays_and_ends_when_it_is_not(house) -> None:
    browser = house.as_("viewer")
    house.clock.now += keys.IDLE * 0.75
    assert browser.get("/").status_code == 200
    house.clock.now += keys.IDLE * 0.75
    assert browser.get("/").status_code == 200, "its use was marked"
    house.clock.now += keys.IDLE
    assert browser.get("/").status_code == 401


def test_a_link_from_elsewhere_offers_to_go_on(house) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    page = house.browser().get("/control?on=2019-05-01", headers=headers)
    assert '<a href="/control?on=2019-05-01">go on</a>' in page.text
    assert "go on</a>" not in house.browser().get("/control").text


OFF_SITE = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\\/evil.example", "https://evil.example", "http:evil.example", "evil.example",
    "javascript:alert(1)", "data:text/html,x", "/\t/evil.example", "/\n/evil.example",
    "/\r/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example",
    "/x\\..\\..\\evil.example", "/x\r\nSet-Cookie: a=b", "/\x00/evil.example", "",
    "/login", "/login?next=/", "/logout", "?x", "#x", "../x", "/\x7f/evil.example",
    "/" + "x" * 3000,
)  # fmt: skip
ON_SITE = (
    "/", "/control?on=2019-05-01&place=Ramadi", "/incidents/i-1#claims",
    "/?place=%D8%A7%D9%84%D8%B1%D9%85%D8%A7%D8%AF%D9%8A", "/%2f/evil.example",
    "/%5cevil.example", "/?next=//evil.example", "/loginless",
)  # fmt: skip


@pytest.mark.parametrize("said", OFF_SITE)
def test_signing_in_leads_nowhere_else(house, said) -> None:
    assert own_path(said) == "/"
    page = house.browser().get(f"/login?next={quote(said, safe='')}")
    assert 'name="next" value="/"' in page.text
    answer = sign_in(house.browser(), next=said)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("said", ON_SITE)
def test_signing_in_leads_back_to_where_one_was(house, said) -> None:
    answer = sign_in(house.browser(), next=said)
    assert answer.headers["location"] == said
    assert re.match(r"/[^/\\]|/$", answer.headers["location"])


def test_enough_ways_off_the_site_are_tried() -> None:
    assert len(set(OFF_SITE)) >= 20


# --- what can be found out from outside ----------------------------------------------


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(house) -> None:
    def answers(name: str) -> list[tuple]:
        out = []
        for _ in range(people.FREE_ATTEMPTS + 2):
            answer = sign_in(house.browser(), name, "a wrong password")
            headers = sorted((k, v) for k, v in answer.headers.items())
            out.append((answer.status_code, answer.text.replace(name, ""), headers))
        return out

    known, unknown = answers("reviewer"), answers("nobody..")
    assert known == unknown
    assert [status for status, *_ in known] == [401] * 10 + [429] * 2
    assert dict(known[-1][2])["retry-after"] == "30"
    assert "in 30 seconds" in known[-1][1]


def test_whoever_waits_is_not_let_in_by_the_right_password_and_then_is(house) -> None:
    for _ in range(people.FREE_ATTEMPTS):
        sign_in(house.browser(), password="a wrong password")  # noqa: S106
    assert sign_in(house.browser()).status_code == 429
    assert sign_in(house.browser(), "coder").status_code == 303, "others are not held"
    house.clock.now += people.FIRST_WAIT
    assert sign_in(house.browser()).status_code == 303


def test_an_unknown_name_costs_the_hashing_that_a_wrong_password_costs(
    house, monkeypatch
) -> None:
    house.add("hashed", "viewer")
    people._nobodys_password.cache_clear()
    people._nobodys_password()
    weighed: list[argon2.Parameters] = []
    whole = argon2.PasswordHasher.verify

    def noted(self: argon2.PasswordHasher, stored: str, given: str) -> bool:
        weighed.append(argon2.extract_parameters(stored))
        return whole(self, stored, given)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", noted)
    sign_in(house.browser(), "hashed", "a wrong password")
    sign_in(house.browser(), "nobody at all", "a wrong password")
    assert len(weighed) == 2
    assert weighed[0] == weighed[1]


def test_a_disabled_account_is_answered_like_an_unknown_one(house) -> None:
    with house.engine.begin() as connection:
        people.disable(connection, "viewer", house.hand())
    right, unknown = (
        sign_in(house.browser(), "viewer"),
        sign_in(house.browser(), "nobody"),
    )
    assert right.status_code == unknown.status_code == 401
    assert right.text.replace("viewer", "") == unknown.text.replace("nobody", "")


def test_a_password_is_in_no_answer_no_log_and_no_file(
    house, own_project, caplog, capfd, monkeypatch
) -> None:
    caplog.set_level(logging.DEBUG)
    owner, answers = house.as_("owner"), []

    def post(address: str, **told: str) -> None:
        answers.append(owner.post(address, data=told))

    post("/people/accounts", name="Zoe", password=CANARY, role="coder")
    post("/people/accounts", name="Zoe", password=CANARY, role="coder")
    post("/people/accounts", name="Yan", password=CANARY, role="king")
    post("/people/password", name="Zoe", password=CANARY)
    post("/people/password", name="Nix", password=CANARY)
    post("/account/password", present=CANARY, new=CANARY, again=CANARY)
    post("/account/password", present=SECRET, new=CANARY, again=f"{CANARY}x")
    post("/account/password", present=SECRET, new=CANARY[:9], again=CANARY[:9])
    post("/login", name="Zoe", password=f"{CANARY}x", next=f"/{EVIL}")
    answers.append(owner.post("/login", json={"password": CANARY}))
    answers.append(sign_in(house.browser(), "Zoe", CANARY))
    assert {a.status_code for a in answers} == {303, 400, 401, 415}
    monkeypatch.setattr(people, "verify_password", None)
    answers.append(sign_in(house.browser(), "Zoe", CANARY))
    assert answers[-1].status_code == 500
    for answer in answers:
        assert CANARY[:9] not in answer.text
        assert CANARY[:9] not in str(answer.headers)
    said = capfd.readouterr()
    assert CANARY[:9] not in caplog.text + said.out + said.err
    for path in own_project.settings.folder.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path


# --- my account ----------------------------------------------------------------------


def test_changing_my_password_ends_my_other_sessions(house) -> None:
    here, there = house.as_("coder"), house.as_("coder")
    new = "another long secret"
    told = {"present": SECRET, "new": new, "again": new}
    answer = here.post("/account/password", data=told)
    assert "The password is changed." in answer.text
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 401
    assert sign_in(house.browser(), "coder").status_code == 401
    assert sign_in(house.browser(), "coder", new).status_code == 303


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            {"present": "wrong", "new": "x" * 12, "again": "x" * 12},
            "present password is",
        ),
        ({"present": SECRET, "new": "x" * 12, "again": "y" * 12}, "not the same twice"),
        ({"present": SECRET, "new": "x" * 11, "again": "x" * 11}, "11 characters"),
        ({}, "present password is not right"),
    ],
)
def test_a_password_that_can_not_be_says_why(house, told, said) -> None:
    answer = house.as_("coder").post("/account/password", data=told)
    assert answer.status_code == 400
    assert said in answer.text
    assert sign_in(house.browser(), "coder").status_code == 303


def test_a_stolen_session_can_not_try_passwords_for_ever(house) -> None:
    browser = house.as_("coder")
    for _ in range(people.FREE_ATTEMPTS):
        browser.post("/account/password", data={"present": "wrong"})
    assert (
        browser.post("/account/password", data={"present": SECRET}).status_code == 429
    )


# --- the owners' page ----------------------------------------------------------------


def test_an_owner_adds_somebody_who_signs_in_with_that_role_alone(house) -> None:
    owner = house.as_("owner")
    told = {"name": "Zoë  أمل", "password": "first password", "role": "coder"}
    assert owner.post("/people/accounts", data=told).headers["location"] == "/people"
    assert "Zoë أمل" in owner.get("/people").text
    browser = house.browser()
    assert sign_in(browser, "zoë أمل", "first password").status_code == 303
    assert browser.get("/people").status_code == 403
    assert ">People</a>" not in browser.get("/").text
    assert ">People</a>" in owner.get("/").text
    again = owner.post("/people/accounts", data=told)
    assert again.status_code == 400
    assert "already" in unescape(again.text)


def test_an_owner_changes_a_role_and_shuts_out_at_once(house) -> None:
    owner, coder = house.as_("owner"), house.as_("coder")
    owner.post("/people/role", data={"name": "coder", "role": "owner"})
    assert coder.get("/people").status_code == 200
    owner.post("/people/role", data={"name": "coder", "role": "viewer"})
    assert coder.get("/people").status_code == 403
    owner.post("/people/disable", data={"name": "coder"})
    assert coder.get("/").status_code == 401
    assert sign_in(house.browser(), "coder").status_code == 401
    assert ", disabled" in owner.get("/people").text
    owner.post("/people/enable", data={"name": "coder"})
    assert sign_in(house.browser(), "coder").status_code == 303


def test_the_last_owner_stays(house) -> None:
    owner = house.as_("owner")
    for address, told in (
        ("/people/disable", {}),
        ("/people/role", {"role": "viewer"}),
    ):
        answer = owner.post(address, data={"name": "owner"} | told)
        assert answer.status_code == 400
        assert "last owner" in answer.text
    assert owner.get("/people").status_code == 200


def test_an_owner_gives_a_new_password_and_logs_everyone_out(house) -> None:
    owner, coder = house.as_("owner"), house.as_("coder")
    given = {"name": "coder", "password": "given password"}
    owner.post("/people/password", data=given)
    assert coder.get("/").status_code == 401
    assert sign_in(coder, "coder", "given password").status_code == 303
    assert owner.post("/people/sessions/close").status_code == 303
    assert sessions(house) == 0
    assert coder.get("/").status_code == owner.get("/people").status_code == 401


def test_a_token_is_shown_once_and_opens_the_api_alone(house) -> None:
    owner = house.as_("owner")
    told = {"label": "weekly figures", "role": "viewer", "days": "30"}
    page = owner.post("/people/tokens", data=told)
    assert page.headers["cache-control"] == "no-store"
    (secret,) = re.findall(r'class="secret">([^<]+)<', page.text)
    listed = owner.get("/people").text
    assert "weekly figures" in listed
    assert secret not in listed
    program = house.browser()
    program.headers["Authorization"] = f"Bearer {secret}"
    assert program.get("/api/v1/incidents").status_code == 200
    assert program.get("/").status_code == 401
    assert program.get("/people").status_code == 401
    (name,) = re.findall(r'name="token" value="([^"]+)"', listed)
    owner.post("/people/tokens/revoke", data={"token": name})
    refused = program.get("/api/v1/incidents")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["error"]["code"] == "unauthorised"


def test_a_token_does_what_it_was_made_for_though_an_owner_made_it(house) -> None:
    _, secret = house.token("viewer")
    asked = house.as_("owner")
    for scheme in ("Bearer", "bearer", "BEARER"):
        told = {"Authorization": f"{scheme} {secret}"}
        assert asked.get("/api/v1/incidents", headers=told).status_code == 200
    bad = {"Authorization": "Bearer sl_wrong"}
    answer = asked.get("/api/v1/incidents", headers=bad)
    assert answer.status_code == 401, "the cookie beside a bad token opens nothing"


@pytest.mark.parametrize("days", ["0", "367", "-1", "x", "", "1.5", "٣", "9" * 40])
def test_a_token_without_a_sensible_end_is_refused(house, days) -> None:
    told = {"label": "x", "role": "viewer", "days": days}
    answer = house.as_("owner").post("/people/tokens", data=told)
    assert answer.status_code == 400
    assert "1 to 366" in answer.text


# --- what stands in the log ----------------------------------------------------------


def test_owners_read_what_was_changed_by_whom_and_nobody_else_does(house) -> None:
    owner, coder = house.as_("owner"), house.as_("coder")
    owner.post(
        "/people/accounts", data={"name": "Zoë", "password": CANARY, "role": "coder"}
    )
    owner.post("/people/role", data={"name": "Zoë", "role": "reviewer"})
    new = {"present": SECRET, "new": f"{CANARY}.", "again": f"{CANARY}."}
    coder.post("/account/password", data=new)
    told = {"label": EVIL, "role": "viewer", "days": "3"}
    (secret,) = re.findall(
        r"sl_[\w-]{43}", owner.post("/people/tokens", data=told).text
    )
    owner.post("/people/disable", data={"name": "Zoë"})
    page = words(owner.get("/history").text)
    for said in (
        "owner made an account for Zoë: coder",
        "owner made Zoë reviewer in place of coder",
        "coder changed their own password",
        f"“{EVIL}” of owner: viewer, until 2026-05-04",
        "owner shut out Zoë",
        "2026-05-01 00:00 UTC",
        "9 changes of accounts, which owners alone see",
    ):
        assert said in page, said
    assert CANARY not in page + owner.get("/api/v1/decisions").text
    assert secret not in page
    only = words(owner.get("/history?kind=account&who=coder").text)
    assert "coder changed their own password" in only
    assert "made an account for" not in only
    listed = owner.get("/api/v1/decisions?kind=account").json()["decisions"]
    assert [d["payload"]["deed"] for d in listed[:3]] == [
        "disabled",
        "token made",
        "password",
    ]
    assert (listed[0]["said"], listed[0]["claims"]) == ("shut out Zoë", [])
    # nobody else finds one: not in the list, not by the filter, not by its name
    browser = house.browser()
    sign_in(browser, "coder", f"{CANARY}.")
    some = f"/history?decision={listed[0]['id']}"
    for address in ("/history", "/history?who=owner", some):
        page = words(browser.get(address).text)
        assert "Zoë" not in page, address
        assert "of accounts" not in page, address
    assert "shut out Zoë" in words(owner.get(some).text)
    assert browser.get("/history?kind=account").status_code == 400
    assert browser.get("/api/v1/decisions").json()["decisions"] == []
    assert browser.get("/api/v1/decisions?kind=account").status_code == 403


def test_a_change_of_accounts_can_not_be_undone_as_a_decision(house) -> None:
    owner = house.as_("owner")
    (one, *_) = owner.get("/api/v1/decisions").json()["decisions"]
    page = owner.get("/history").text
    assert 'type="checkbox"' not in page
    sent = {"decisions": [one["id"]], "key": "a-key-of-a-client", "words": ""}
    answer = owner.post("/api/v1/decisions/undo", json=sent)
    assert answer.status_code == 400
    assert "change of accounts" in answer.text
    assert owner.get("/api/v1/decisions").json()["decisions"][0] == one


# --- forms, caches, what is sent -----------------------------------------------------


def test_names_and_labels_are_text(house) -> None:
    house.accounts["evil"] = house.add(EVIL, "owner")
    browser = house.as_("evil")
    told = {"label": EVIL, "role": "owner", "days": "3"}
    pages = [browser.post("/people/tokens", data=told)]
    pages += [browser.get(a) for a in ("/", "/people", "/account")]
    pages.append(sign_in(browser, EVIL, "wrong", next=f"/{EVIL}"))
    pages.append(browser.post("/people/role", data={"name": EVIL, "role": EVIL}))
    pages.append(browser.post("/people/enable", data={"name": EVIL + "x"}))
    for page in pages:
        assert "x-evil" in page.text
        assert "<x-evil" not in page.text
        assert "49}" not in page.text
        assert "alert(1)>" not in page.text


def test_pages_about_people_are_kept_in_no_cache(house) -> None:
    owner = house.as_("owner")
    for address in ("/login", "/account", "/people"):
        assert owner.get(address).headers["cache-control"] == "no-store", address


def test_a_form_that_is_none_is_refused(house) -> None:
    browser = house.browser()
    assert browser.post("/login", json={"name": "owner"}).status_code == 415
    many = "&".join(f"a{n}=1" for n in range(201))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.post("/login", content=many, headers=form).status_code == 400
    long = "name=" + "x" * 65_531
    assert browser.post("/login", content=long, headers=form).status_code == 401
    assert browser.post("/login", content=long + "x", headers=form).status_code == 413
    odd = b"name=%ff%00&password=%ed%a0%80\xff"
    assert browser.post("/login", content=odd, headers=form).status_code == 401


def test_without_accounts_the_page_says_how_to_make_the_first(client) -> None:
    page = client.get("/login")
    assert "account add NAME --role owner" in page.text
    assert 'name="password"' not in page.text
    assert client.get("/account").status_code == 401
    assert HOME.startswith(str(client.base_url).rstrip("/"))
