"""Why a release withholds something: the closed list of reason codes."""

from types import MappingProxyType

NAME = "personal-name"
WORDS = "report-words"
REPORTS = "report-ids"
PLACE = "place-coarse"
UNKNOWN_PLACE = "place-unlisted"
SENSITIVE = "sensitive-event"
SITE = "sensitive-site"
SMALL = "small-number"
EMBARGO = "embargo"
UNDATED = "undated"
UNLISTED = "not-in-list"

REASONS = MappingProxyType(
    {
        NAME: "The name is no group, force or crowd of the program's lists, so it may"
        " be a person's; the word for the role stands instead.",
        WORDS: "Words of reports (evidence, names as written, titles, who is counted,"
        " explanations) and where they stand in them.",
        REPORTS: "Ids of claims and reports: they are hashes that a guess could be"
        " held against. Numbers that count within the record stand instead.",
        PLACE: "The point is not finer than the evidence, nor than the named place:"
        " the gazetteer's point for the place, rounded, or a point of a coarse grid.",
        UNKNOWN_PLACE: "The gazetteer does not list the place under that name, so the"
        " name may be an address.",
        SENSITIVE: "Sexual violence, abduction or disappearance, arrests, and people"
        " detained or missing: one administrative level coarser.",
        SITE: "The event struck a hospital, school, shelter or prison: one"
        " administrative level coarser.",
        SMALL: "A group of a sensitive event is smaller than the profile allows: no"
        " figure by group is shown.",
        EMBARGO: "Younger than the profile's embargo on the day of the release.",
        UNDATED: "No day is known, so the embargo can not be checked.",
        UNLISTED: "The value is none of the field's closed list.",
    }
)
"""Reason codes and what they mean. A reader who meets a value that is not there tells
"unknown" from "withheld" by them.
"""
