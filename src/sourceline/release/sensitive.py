"""Which incidents are shown one administrative level coarser, and why."""

import re
from collections.abc import Iterable

from sourceline.model.claims import EventClaim, Place
from sourceline.model.incidents import Incident
from sourceline.release import reasons

SUB_EVENT_TYPES = frozenset(
    {"Sexual violence", "Abduction/forced disappearance", "Arrests"}
)
HARMS = frozenset({"detained", "abducted", "missing"})
_SITE = re.compile(
    r"\b(?:hospitals?|clinics?|health (?:cent(?:er|re)s?|posts?|facilit(?:y|ies))"
    r"|ambulances?|maternity|medical (?:cent(?:er|re)s?|points?|facilit(?:y|ies))"
    r"|schools?|kindergartens?|nurser(?:y|ies)|orphanages?|universit(?:y|ies)"
    r"|madrasas?|shelters?|(?:refugee|displaced|displacement|idp)\b.*\bcamps?"
    r"|prisons?|jails?|detention (?:cent(?:er|re)s?|sites?|facilit(?:y|ies)))\b",
    re.IGNORECASE,
)


def why_sensitive(one: Incident, claims: Iterable[EventClaim]) -> str | None:
    """The reason code, None where the incident is not sensitive.

    One claim is enough: a person whom any report calls detained or missing is to be
    protected whatever the others say.
    """
    told = list(claims)
    kinds = {one.sub_event_type, *(c.sub_event_type for c in told)}
    harms = {c.harm for claim in told for c in claim.casualties}
    rivals = {v.value for d in one.disputed if d.field == "type" for v in d.values}
    if (kinds | rivals) & SUB_EVENT_TYPES or harms & HARMS:
        return reasons.SENSITIVE
    struck = [o for claim in told for o in claim.objects]
    struck += [n for p in (one.place, *(c.place for c in told)) for n in _names(p)]
    return reasons.SITE if any(_SITE.search(words) for words in struck) else None


def _names(found: Place | None) -> tuple[str, ...]:
    """What a place is called: it may be the hospital's own name."""
    if found is None:
        return ()
    of = found.relation.of if found.relation else ""
    return found.name, found.gazetteer_name or "", of
