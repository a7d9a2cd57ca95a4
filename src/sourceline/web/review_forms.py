"""What the forms of the review pages send, and what a form of a correction means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import Depends, Request

from sourceline.errors import InputError
from sourceline.model.decisions import FIELDS
from sourceline.web.faults import RefusedError
from sourceline.web.review_door import Correcting
from sourceline.web.review_values import Offer, Sentence

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 2000
_MOST_BYTES = 2_000_000
SIDES = 4
"""Actors of one role that a form has room for."""
_TOLL = ("low", "best", "high")
_PLACE_NUMBERS = ("lat", "lon", "radius_km")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, each with all its values."""

    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """The last value of a field, empty where it was not sent."""
        return self.fields.get(name, ("",))[-1]

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return list(self.fields.get(name, ()))

    def has(self, name: str) -> bool:
        """Whether a field says yes."""
        return self.one(name) not in {"", "0"}


async def read_form(request: Request) -> Form:
    """The form that a request carries.

    Raises:
        RefusedError: it carries none, or one that is too large.
    """
    kind = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if kind != _FORM:
        raise RefusedError(415, "bad_request", f"a body of {kind[:80]}", _FORM)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise RefusedError(
                413, "bad_request", "a form too long", f"{_MOST_BYTES} bytes at most"
            )
    try:
        found = parse_qs(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise RefusedError(
            400, "bad_request", "a form of too many fields", f"{_MOST_FIELDS} at most"
        ) from error
    return Form(found)


Sent = Annotated[Form, Depends(read_form)]


def correction(
    form: Form,
    offers: Mapping[str, Sequence[Offer]],
    sentences: Sequence[Sentence],
    texts: Mapping[str, str],
) -> Correcting:
    """The correction that a form asks for.

    Args:
        form: what was sent.
        offers: values that the claims give, by field.
        sentences: the claims' sentences.
        texts: texts of the reports, by id.

    Raises:
        InputError: nothing was chosen, or it makes no sense.
    """
    field, choice = form.one("field"), form.one("choice")
    if field not in FIELDS:
        raise InputError(f"field {field[:40]!r}", expected=", ".join(FIELDS))
    for offer in offers[field]:
        if choice == offer.name:
            return Correcting(field, offer.value, offer.claim, offer.span)
    if choice == "none":
        return Correcting(field, None, form.one("claim"), None)
    if choice != "typed":
        raise InputError(
            "no value chosen", expected="one of the claims' values, or one typed"
        )
    value = _typed(field, form)
    claim, span = _words(form, sentences, texts)
    return Correcting(field, value, claim, span)


def _words(
    form: Form, sentences: Sequence[Sentence], texts: Mapping[str, str]
) -> tuple[str, tuple[int, int]]:
    """The claim and the words that a typed value comes from."""
    if form.one("start"):
        return _selected(form, sentences, texts)
    source = next((s for s in sentences if s.name == form.one("source")), None)
    if source is None:
        raise InputError(
            "no words for the value", expected="the sentence that says it, chosen"
        )
    quote = form.one("quote").strip()
    if not quote:
        return source.claim, (source.start, source.end)
    text = texts.get(source.report, "")
    at = text.find(quote, source.start, source.end)
    at = text.find(quote) if at < 0 else at
    if at < 0:
        raise InputError(
            f"words {quote[:80]!r}", expected="words that stand in that report"
        )
    return source.claim, (at, at + len(quote))


def _selected(
    form: Form, sentences: Sequence[Sentence], texts: Mapping[str, str]
) -> tuple[str, tuple[int, int]]:
    """The claim and the words that were selected in its report.

    They are sent along and must stand there, so that a browser that counts otherwise is
    refused instead of believed.
    """
    claim = form.one("of")
    report = next((s.report for s in sentences if s.claim == claim), "")
    start, end = (_whole(k, form.one(k)) or 0 for k in ("start", "end"))
    there = texts.get(report, "")[start:end] if 0 <= start < end else ""
    quote = form.one("quote")
    if not quote.strip() or _plain(there) != _plain(quote):
        raise InputError(
            f"words {quote[:80]!r} at characters {start} to {end}",
            expected="words that stand there in that claim's report",
        )
    return claim, (start, end)


def _plain(said: str) -> str:
    """Words as any browser sends them, whatever it did to the spaces between them."""
    return "".join(said.encode("utf-8", "replace").decode("utf-8").split())


def _typed(field: str, form: Form) -> Any:  # noqa: ANN401 - plain JSON
    match field:
        case "sub_event_type":
            return form.one("sub_event_type")
        case "date":
            first = form.one("earliest") or form.one("latest")
            return {"earliest": first, "latest": form.one("latest") or first}
        case "place":
            return _place(form)
        case "initiator" | "target":
            return _sides(form)
        case _:
            return {k: _whole(k, form.one(k)) for k in _TOLL}


def _place(form: Form) -> dict[str, Any]:
    told: dict[str, Any] = {"name": form.one("name")}
    for key in ("admin1", "country"):
        told[key] = form.one(key).strip() or None
    for key in _PLACE_NUMBERS:
        told[key] = _number(key, form.one(key))
    told["precision"] = _whole("precision", form.one("precision"))
    return told


def _sides(form: Form) -> list[dict[str, str]]:
    named = zip(form.all("actor"), form.all("actor_type"), strict=False)
    found = [{"actor": a, "actor_type": k} for a, k in named if a.strip()]
    if not found:
        raise InputError("no actor typed", expected="a name and what kind he is")
    return found


def _whole(name: str, said: str) -> int | None:
    found = _number(name, said)
    if found is None:
        return None
    if not found.is_integer():
        raise InputError(f"{name} {said[:40]!r}", expected="a whole number")
    return int(found)


def _number(name: str, said: str) -> float | None:
    if not said.strip():
        return None
    try:
        return float(said)
    except ValueError as error:
        raise InputError(f"{name} {said[:40]!r}", expected="a number") from error
