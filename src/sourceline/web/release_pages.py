"""The page of releases: what one would make public, what it withholds and why, making
it, and those that were made. Reviewers look, owners release.
"""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.background import BackgroundTask
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    RedirectResponse,
    Response,
)

from sourceline.errors import InputError
from sourceline.release import (
    DEFAULT,
    PROFILES,
    Foresight,
    Profile,
    Shelf,
    profile_of,
    release_project,
)
from sourceline.web.desk import Desk, desk
from sourceline.web.faults import missing
from sourceline.web.forms import Fields
from sourceline.web.people import Person, gate, needs
from sourceline.web.release_view import (
    Outlook,
    shown_releases,
    withheld,
    write_difference,
)
from sourceline.web.templates import render

router = APIRouter(prefix="/release", include_in_schema=False)
Here = Annotated[Desk, Depends(desk)]
Looks = Annotated[Person, Depends(needs("reviewer"))]
Releases = Annotated[Person, Depends(needs("owner"))]

_SHOWN = 200
"""Rows of each table on the page; the file has all."""
_NOT_KEPT = {"Cache-Control": "no-store"}
_TYPES = {".zip": "application/zip", ".csv": "text/csv; charset=utf-8"}
_UNCHANGED, _CHANGED = 200, 409
ABOUT = {
    "public-safe": "for everybody: no names of persons, no words of reports, places no"
    " finer than the evidence, sensitive events one level coarser, nothing younger than"
    " two weeks",
    "internal": "for the team's own eyes: every record as the project has it",
}


def outlook(request: Request, here: Here) -> Outlook:
    """What releases would make public, one for all who ask."""
    state = request.app.state
    if not hasattr(state, "outlook"):
        state.outlook = Outlook(here.project)
    found: Outlook = state.outlook
    return found


View = Annotated[Outlook, Depends(outlook)]


@router.get("")
def page(
    request: Request, here: Here, view: View, who: Looks, profile: str = DEFAULT
) -> Response:
    """What a release would newly make public, and the releases that were made."""
    return _page(request, (here, view, who), profile_of(profile))


@router.post("")
def release(
    request: Request, here: Here, view: View, who: Releases, told: Fields
) -> Response:
    """Make a release of what the page showed; where anything changed since, show it
    anew instead.
    """
    profile = profile_of(told.get("profile", ""))
    now = _now(request)
    if view.of(profile, now.date()).seal != told.get("seal"):
        return _page(request, (here, view, who), profile, changed=True)
    release_project(here.project, profile, now.date(), (who.name, now))
    return RedirectResponse(f"/release?profile={profile.name}#made", 303, _NOT_KEPT)


@router.get("/new.csv")
def new(request: Request, view: View, _who: Looks, profile: str = DEFAULT) -> Response:
    """Every record and field that a release would newly make public, as CSV."""
    found = view.of(profile_of(profile), _now(request).date())
    folder = tempfile.TemporaryDirectory(prefix="sourceline-")
    path = Path(folder.name) / "new.csv"
    write_difference(found, path)
    return _sent(path, folder)


@router.get("/{name}/all.zip")
def whole(here: Here, _who: Looks, name: str) -> Response:
    """A release as one archive."""
    folder = tempfile.TemporaryDirectory(prefix="sourceline-")
    path = Path(folder.name) / "all.zip"
    try:
        Shelf(here.project.settings.folder).pack(name, path)
    except InputError as error:
        folder.cleanup()
        raise missing("release", name) from error
    return _sent(path, folder, f"{name}.zip")


@router.get("/{name}/{file}")
def one_file(here: Here, _who: Looks, name: str, file: str) -> Response:
    """A file of a release, to be kept: never shown on these pages' own address."""
    try:
        path = Shelf(here.project.settings.folder).file(name, file)
    except InputError as error:
        raise missing("file of a release", f"{name[:40]}/{file[:40]}") from error
    return FileResponse(
        path,
        media_type="application/octet-stream",
        filename=path.name,
        headers=_NOT_KEPT,
    )


def _page(
    request: Request,
    at: tuple[Desk, Outlook, Person],
    profile: Profile,
    *,
    changed: bool = False,
) -> Response:
    here, view, who = at
    today = _now(request).date()
    found = view.of(profile, today)
    told = found.difference
    body = render(
        request,
        "release.html",
        profile=profile,
        profiles=PROFILES,
        about=ABOUT,
        today=today,
        found=found,
        told=told,
        named=_exposing(found),
        records=told.records[:_SHOWN],
        values=told.values[:_SHOWN],
        withdrawn=told.withdrawn[:_SHOWN],
        withheld=withheld(found),
        releases=list(shown_releases(Shelf(here.project.settings.folder))),
        may_release=who.role == "owner",
        changed=changed,
    )
    return HTMLResponse(body, _CHANGED if changed else _UNCHANGED, _NOT_KEPT)


def _exposing(found: Foresight) -> int:
    """How many changed fields say who or where."""
    return sum(1 for value in found.difference.values if value.exposes)


def _sent(
    path: Path, folder: "tempfile.TemporaryDirectory[str]", name: str | None = None
) -> FileResponse:
    """A file that is thrown away when it is sent."""
    return FileResponse(
        path,
        media_type=_TYPES[path.suffix],
        filename=name or path.name,
        headers=_NOT_KEPT,
        background=BackgroundTask(folder.cleanup),
    )


def _now(request: Request) -> datetime:
    return gate(request).clock()
