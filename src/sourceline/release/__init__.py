"""Releases: frozen, hash-named exports of a project under a release profile."""

from sourceline.release.difference import difference, foreseen
from sourceline.release.make import make_release
from sourceline.release.profiles import DEFAULT, PROFILES, Profile, profile_of
from sourceline.release.publish import (
    Foresight,
    foresee,
    release_project,
    sound_log,
)
from sourceline.release.reasons import REASONS
from sourceline.release.shelf import Shelf

__all__ = [
    "DEFAULT",
    "PROFILES",
    "REASONS",
    "Foresight",
    "Profile",
    "Shelf",
    "difference",
    "foresee",
    "foreseen",
    "make_release",
    "profile_of",
    "release_project",
    "sound_log",
]
