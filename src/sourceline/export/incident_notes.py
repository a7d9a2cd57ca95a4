"""An incident in a few sentences: when, where, who, what, each count and its voice."""

from collections.abc import Iterator

from sourceline.export import speakers
from sourceline.export.material import ToldIncident
from sourceline.model.claims import Casualty, DateRange, Place
from sourceline.model.incidents import Incident, IncidentParticipant, Testimony

_MONTHS = (
    "January February March April May June July August September October November"
    " December"
).split()
_HARMS = ("killed", "wounded", "killed-or-wounded")


def notes(one: ToldIncident, country: str) -> str:
    """The sentences, in one line.

    Args:
        one: the incident and its claims.
        country: the country's name.
    """
    incident = one.incident
    sentences = [_happening(incident, country)]
    sentences += list(_counts(one))
    if incident.deaths.enemy_claims:
        sentences.append(_enemy_claims(one))
    sentences += [
        f"Disputed: {dispute.field} "
        + " or ".join(
            f"{v.value} ({_voices(one, frozenset(v.claims))})" for v in dispute.values
        )
        for dispute in incident.disputed
    ]
    sentences.append(f"Graded {incident.grade}: {incident.grade_reason}")
    return " ".join(_sentence(s) for s in sentences)


def _sentence(words: str) -> str:
    said = " ".join(words.split()).rstrip(" .:")
    return f"{said}."


def _happening(incident: Incident, country: str) -> str:
    where = "" if incident.place is None else f" in {_place(incident.place, country)}"
    who = ", ".join(_who(p) for p in incident.participants)
    when = "" if incident.date is None else _when(incident.date)
    return f"{when}{where}: {incident.sub_event_type}" + (f", {who}" if who else "")


def _who(participant: IncidentParticipant) -> str:
    return f"{participant.actor} ({participant.role.replace('_', ' ')})"


def _when(date: DateRange) -> str:
    if date.earliest is None or date.latest is None:
        return "On an unknown day"
    if date.earliest == date.latest:
        said = f"On {_day(date)}"
    else:
        last = DateRange(date.latest, None, 1, "stated")
        said = f"Between {_day(date)} and {_day(last)}"
    return f"{said} (as reported)" if date.basis == "publication" else said


def _day(date: DateRange) -> str:
    day = date.earliest
    return "" if day is None else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _place(place: Place, country: str) -> str:
    name = place.gazetteer_name or place.name
    parts = dict.fromkeys(
        x for x in (place.relation and place.relation.words, name) if x
    )
    around = ", ".join(x for x in (place.admin1, country) if x and x != name)
    return ", ".join(parts) + (f" ({around})" if around else "")


def _counts(one: ToldIncident) -> Iterator[str]:
    """One sentence a harm: each count once, with everybody who gives it."""
    for harm in _HARMS:
        told: dict[str, list[str]] = {}
        for testimony in one.claims:
            if testimony.claim.id in one.incident.deaths.enemy_claims:
                continue
            if count := _count(testimony, harm):
                told.setdefault(count, []).append(speakers.voice(testimony))
        if told:
            yield f"{harm.capitalize()}: " + "; ".join(
                f"{count} according to {', '.join(sorted(set(said)))}"
                for count, said in told.items()
            )


def _enemy_claims(one: ToldIncident) -> str:
    claimed = [
        f"{count} according to {speakers.voice(t)}"
        for t in one.claims
        if t.claim.id in one.incident.deaths.enemy_claims
        for count in (_count(t, "killed"),)
        if count
    ]
    return "Claimed by a party about its enemy, not counted: " + "; ".join(claimed)


def _count(testimony: Testimony, harm: str) -> str:
    """What a claim counts of one harm, part figures and totals over several events
    aside.
    """
    figures = [
        _figure(c)
        for c in testimony.claim.casualties
        if c.harm == harm and c.scope == "event"
    ]
    return " and ".join(figures)


def _figure(casualty: Casualty) -> str:
    said = " ".join(casualty.words.replace(";", ",").split())
    exact = casualty.modifier == "exact" and casualty.best is not None
    number = str(casualty.best) if exact else _bounded(casualty, said)
    return number if casualty.group == "unknown" else f"{number} {casualty.group}"


def _bounded(casualty: Casualty, said: str) -> str:
    if casualty.modifier == "at least":
        return f"at least {casualty.low}"
    if casualty.modifier == "up to":
        return f"up to {casualty.high}"
    if casualty.modifier == "range":
        return f"{casualty.low} to {casualty.high}"
    if casualty.modifier == "about":
        return f"about {casualty.best}"
    if casualty.modifier == "more than" and casualty.low is not None:
        return f"more than {casualty.low - 1}"
    return f'"{said}"'


def _voices(one: ToldIncident, claims: frozenset[str]) -> str:
    found = {speakers.voice(t) for t in one.claims if t.claim.id in claims}
    return ", ".join(sorted(found)) or f"{len(claims)} claims"
