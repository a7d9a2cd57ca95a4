"""Releases: frozen, hash-named exports of a project under a release profile."""

from sourceline.release.difference import difference
from sourceline.release.make import make_release
from sourceline.release.profiles import DEFAULT, PROFILES, Profile, profile_of
from sourceline.release.reasons import REASONS

__all__ = [
    "DEFAULT",
    "PROFILES",
    "REASONS",
    "Profile",
    "difference",
    "make_release",
    "profile_of",
]
