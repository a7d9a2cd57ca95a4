"""One toll from rival figures: least, shown, greatest, and the rule that chose.

A claim may tell several tolls: its speakers contradict each other, or it recalls an
older figure. Each becomes a *statement* of one voice. Then, as casualty recorders do
(Every Casualty standards 2016; GTD and ACLED codebooks): the last word of each
independent voice counts; the figure that most of them share is shown, else the last of
a rising toll, else the lowest credible one. A party's figure for its enemy's losses
counts for the highest alone.
"""

import csv
import datetime
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from sourceline.fuse.voices import Voices, about_enemy, about_own, speaker_of
from sourceline.model.claims import Attribution, Casualty, EventClaim
from sourceline.model.incidents import Testimony, Toll, TollStep

SINGLE = "the only figure"
REVISED = "the latest figure of the one speaker, who revised it"
SHARED = "given by every independent speaker"
MAJORITY = "given by {count} of {all} independent speakers"
RISING = "the latest of a rising toll"
LOWEST = "the lowest of the contradictory figures"
LARGEST = "the fullest count; other speakers count parts of it or other groups"
ENEMY_ONLY = "none shown: only a party's claim about its enemy's losses"
BOUNDS_ONLY = "none shown: only an upper bound or words like 'dozens'"
NOBODY = "nobody gives a figure"
_SUMMED = "; the speaker's own groups added up"

Vague = Mapping[str, tuple[int, int | None]]
"""What vague words are coded as, at least and at most (None where they are open);
never a figure to show."""
PRECISE: Vague = MappingProxyType({})
"""No vague words are known."""
_MULTIPLIED = re.compile(r"\b(?:hundred|thousand)|\d")
_OLD_BEFORE = re.compile(
    r"(?i)(?:\b(?:from|not|earlier|previous(?:ly)?|initial(?:ly)?|at first|up from|"
    r"first (?:reported|reports?|said|gave|given|announced|put|counted|spoke|spoken|"
    r"written|figure|tolls?|bulletin|count)|"
    r"instead of|rather than|for a while|had (?:announced|given|said|put)|gave)\b)"
    r"(?:(?!\b(?:to|now|but)\b)[^.;]){0,28}$"
)
_OLD_AFTER = re.compile(
    r"(?i)^[^.;,]{0,24}\b(?:earlier|previously|initially|at first|in the first)\b"
)
_OPEN = frozenset({"at least", "more than"})
_FIGHTERS = frozenset({"combatant-state", "combatant-non-state"})
_GROUPED = ("civilian", "combatant-state", "combatant-non-state")


@dataclass(frozen=True, slots=True)
class Statement:
    """A toll as one voice gives it in one claim.

    Attributes:
        voice: who speaks.
        story: the story that quotes him.
        day: the report's day of publication, None where unknown.
        claim: the claim.
        figure: people; None where only an upper bound or vague words are given.
        low: least number.
        high: greatest number; None where it is open or not said.
        groups: people by casualty group.
        parts: people by named group that the total contains.
        summed: whether ``figure`` adds up several groups.
        enemy: whether all of it is a party's claim about its enemy's losses.
        own: whether it is a party's word on its own losses.
        stands: whether the words around it do not call it an older figure.
    """

    voice: str
    story: str
    day: datetime.date | None
    claim: str
    figure: int | None
    low: int | None
    high: int | None
    groups: tuple[tuple[str, int], ...]
    parts: tuple[tuple[str, int], ...]
    summed: bool
    enemy: bool
    own: bool
    stands: bool

    @property
    def text(self) -> str:
        """The figure as a person would write it."""
        if self.figure is None:
            return f"up to {self.high}" if self.high and not self.low else "uncounted"
        if self.high is None:
            return f"at least {self.figure}"
        return f"{self.low}-{self.high}" if self.low != self.high else str(self.figure)

    @property
    def order(self) -> tuple[datetime.date, bool, int, str]:
        """By day; unknown days first, then figures recalled, then lesser ones."""
        day = self.day or datetime.date.min
        return day, self.stands, self.figure or 0, self.claim


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A toll with what it was made of.

    Attributes:
        toll: the toll.
        told: every statement.
        rivals: last words that contradict each other beyond revision; none where they
            agree.
        settled: whether a rule other than the lowest figure chose among them.
    """

    toll: Toll
    told: tuple[Statement, ...]
    rivals: tuple[Statement, ...]
    settled: bool


# --- statements of one claim --------------------------------------------------------


def statements(
    testimony: Testimony, harm: str, found: Voices, vague: Vague = PRECISE
) -> list[Statement]:
    """The tolls that one claim tells for a harm, one a voice and figure."""
    claim = testimony.claim
    tolls = [_none_hurt(_coded(c, vague), harm) for c in claim.casualties]
    mine = [c for c in tolls if c is not None and c.harm == harm]
    parts = [c for c in mine if c.scope == "part"]
    told = _by_speaker(testimony, [c for c in mine if c.scope == "event"], found)
    out = []
    for voice, (speaker, figures) in told.items():
        theirs = [
            p for p in parts if found.of(testimony, speaker_of(claim, p)) == voice
        ]
        versions = _versions(claim, figures)
        theirs += versions.inside
        out += _statements(testimony, voice, speaker, versions.current, theirs)
        for version in versions.old:
            recalled = _statements(testimony, voice, speaker, [version], ())
            out += [replace(one, stands=False) for one in recalled]
        for version in versions.others:
            unnamed = f"{_number(version)} {version.group} beside {voice}"
            out += _statements(testimony, unnamed, None, [version], ())
    return out


def _by_speaker(
    testimony: Testimony, figures: Sequence[Casualty], found: Voices
) -> dict[str, tuple[Attribution | None, list[Casualty]]]:
    """Figures by voice; what the report itself counts completes the only speaker that
    it quotes, where he does not count the same people.
    """
    out: dict[str, tuple[Attribution | None, list[Casualty]]] = {}
    for one in figures:
        speaker = speaker_of(testimony.claim, one)
        out.setdefault(found.of(testimony, speaker), (speaker, []))[1].append(one)
    itself = found.of(testimony, None)
    if len(out) == len({itself, *out}) == 2:  # noqa: PLR2004 - itself and one speaker
        other = next(v for v in out if v != itself)
        groups = [{c.group for c in out[v][1]} for v in (itself, other)]
        if not groups[0] & groups[1] and "unknown" not in groups[0] | groups[1]:
            out[other][1].extend(out.pop(itself)[1])
    return out


def _none_hurt(toll: Casualty, harm: str) -> Casualty | None:
    """Nobody killed or wounded is nobody killed; other such figures say neither."""
    if toll.harm != "killed-or-wounded":
        return toll
    return replace(toll, harm=harm) if (toll.low, toll.high) == (0, 0) else None


@dataclass(frozen=True, slots=True)
class _Versions:
    """One speaker's figures: those that stand, those that they replace, those of
    somebody else, and those that a total of his may contain.
    """

    current: list[Casualty]
    old: list[Casualty]
    others: list[Casualty]
    inside: list[Casualty]


def _versions(claim: EventClaim, tolls: Sequence[Casualty]) -> _Versions:
    """Which figures stand.

    Figures of one group are pieces of one toll where one sentence counts different
    people by them. Otherwise they are rivals: what the words call older makes way, and
    of the rest the first stands. What is less counts some of the same people, what is
    more belongs to speakers that the claim does not name.
    """
    by_group: dict[str, list[Casualty]] = {}
    for toll in sorted(tolls, key=lambda c: (c.span, _least(c))):
        by_group.setdefault(toll.group, []).append(toll)
    current: list[Casualty] = []
    old: list[Casualty] = []
    others: list[Casualty] = []
    lesser: list[Casualty] = []
    for group in sorted(by_group):
        mine = by_group[group]
        if _pieces(claim, mine):
            current += mine
            continue
        standing = [c for c in mine if not _is_old(claim, c)] or mine[:1]
        current.append(standing[0])
        rest = [c for c in mine if _number(c) != _number(standing[0])]
        rivals = [c for c in rest if c in standing]
        lesser += [c for c in rivals if _least(c) < _least(standing[0])]
        others += [c for c in rivals if _least(c) > _least(standing[0])]
        old += [c for c in rest if c not in standing]
    return _Versions(current, old, others, lesser)


def _pieces(claim: EventClaim, tolls: Sequence[Casualty]) -> bool:
    """Whether figures of one group count different people of one sentence."""
    people = {(c.who or "").casefold() for c in tolls}
    if len(people) < len(tolls) or "" in people:
        return False
    sentences = {_sentence(claim, c)[1] for c in tolls}
    old = any(_is_old(claim, c) for c in tolls)
    return len(sentences) == 1 and not old


def _sentence(claim: EventClaim, toll: Casualty) -> tuple[str, int]:
    """The sentence of a figure and where it begins."""
    for one in claim.evidence:
        if one.span.start <= toll.span.start < one.span.end:
            return one.text, one.span.start
    return "", -1


def _is_old(claim: EventClaim, toll: Casualty) -> bool:
    """Whether the words around a figure say that it no longer stands."""
    text, start = _sentence(claim, toll)
    before = text[: toll.span.start - start]
    after = text[toll.span.end - start :]
    return bool(_OLD_BEFORE.search(before) or _OLD_AFTER.search(after))


def _number(toll: Casualty) -> int | None:
    """The figure that a count gives: its least number; words are none."""
    return None if toll.modifier == "vague" else toll.low


def _least(toll: Casualty) -> int:
    """The figure, 0 where there is none."""
    return _number(toll) or 0


def _statements(
    testimony: Testimony,
    voice: str,
    speaker: Attribution | None,
    tolls: Sequence[Casualty],
    parts: Sequence[Casualty],
) -> list[Statement]:
    """One statement; two where the speaker is a party and counts both sides."""
    claim = testimony.claim
    enemy = [c for c in tolls if about_enemy(claim, c, speaker)]
    credible = [c for c in tolls if c not in enemy]
    groups = [(False, credible)] if credible else []
    if enemy:
        groups.append((True, list(tolls)))
    return [
        _statement(
            testimony, voice, told, parts, (hostile, _owned(claim, told, speaker))
        )
        for hostile, told in groups
    ]


def _owned(
    claim: EventClaim, tolls: Sequence[Casualty], speaker: Attribution | None
) -> bool:
    return any(about_own(claim, c, speaker) for c in tolls)


def _statement(
    testimony: Testimony,
    voice: str,
    tolls: Sequence[Casualty],
    parts: Sequence[Casualty],
    sides: tuple[bool, bool],
) -> Statement:
    counted = [c for c in tolls if _number(c) is not None]
    whole = {c.group for c in tolls}
    inside = _largest_parts(p for p in parts if p.group in whole or "unknown" in whole)
    groups: Counter[str] = Counter()
    for one in counted:
        groups[one.group] += _least(one)
    figure = sum(groups.values()) if counted else None
    low, high = figure, _upper(tolls)
    if high is not None:
        high = max(high, figure or 0)
    beyond = figure is not None and sum(inside.values()) > figure
    if beyond:
        figure = low = sum(inside.values())
        high = None if high is None else max(high, figure)
        groups = Counter(inside)
    if not counted:
        low = _vague_low(tolls)
    outlet = testimony.outlet
    return Statement(
        voice=voice,
        story=outlet.story,
        day=outlet.published.date,
        claim=testimony.claim.id,
        figure=figure,
        low=low,
        high=high,
        groups=tuple(sorted(groups.items())),
        parts=tuple(sorted(inside.items())),
        summed=beyond or len(counted) > 1,
        enemy=sides[0],
        own=sides[1],
        stands=True,
    )


def _largest_parts(parts: Iterable[Casualty]) -> dict[str, int]:
    """The largest part of each named group: groups cannot overlap, parts of one can."""
    out: dict[str, int] = {}
    for one in parts:
        if one.group in _GROUPED and _number(one) is not None:
            out[one.group] = max(_least(one), out.get(one.group, 0))
    return out


def _upper(tolls: Sequence[Casualty]) -> int | None:
    """Sum of the upper bounds, None where one is open."""
    total = 0
    for one in tolls:
        told = one.modifier not in _OPEN and (
            one.modifier != "vague" or len(tolls) == 1
        )
        if one.high is None or not told:
            return None
        total += one.high
    return total


def _vague_low(tolls: Sequence[Casualty]) -> int | None:
    lows = [c.low for c in tolls if c.modifier == "vague" and c.low is not None]
    return sum(lows) if lows else None


def _coded(toll: Casualty, vague: Vague) -> Casualty:
    """A figure in vague words with what they are coded as; others as they are."""
    if toll.modifier != "vague":
        return toll
    words = toll.words.casefold()
    known = [w for w in vague if re.search(rf"\b{re.escape(w)}\b", words)]
    if not known or (len(known) > 1 and _MULTIPLIED.search(words)):
        return toll
    low, high = max((vague[w] for w in known), key=lambda bounds: bounds[0])
    return replace(toll, low=low, high=high)


def read_vague(text: str) -> Vague:
    """Vague words from the text of ``data/vague_counts.csv``."""
    rows = csv.DictReader(x for x in text.splitlines() if not x.startswith("#"))
    coded = {
        row["word"]: (int(row["low"]), int(row["high"]) if row["high"] else None)
        for row in rows
    }
    return MappingProxyType(coded)


# --- many claims --------------------------------------------------------------------


def reckon(
    testimonies: Sequence[Testimony],
    harm: str,
    found: Voices,
    vague: Vague = PRECISE,
) -> Reckoning:
    """The toll of one harm from the trustworthy claims of an incident.

    Args:
        testimonies: claims that say that it happened.
        harm: ``killed`` or ``wounded``.
        found: their voices.
        vague: words that are coded as numbers.
    """
    told = [s for t in testimonies for s in statements(t, harm, found, vague)]
    credible = _last_words([s for s in told if not s.enemy])
    enemy = _last_words([s for s in told if s.enemy])
    full = _full(credible)
    chosen, rule, settled = _choose(_widest(full), told, credible)
    if chosen is None:
        rule = BOUNDS_ONLY if credible else ENEMY_ONLY if told else NOBODY
    elif chosen.summed:
        rule += _SUMMED
    low, high = _extremes(_bounding(full, chosen), credible, enemy)
    toll = Toll(
        low=low,
        best=None if chosen is None else chosen.figure,
        high=high,
        by_group=() if chosen is None else _shown_groups(chosen),
        rule=rule,
        history=_history(told),
        enemy_claims=tuple(sorted({s.claim for s in told if s.enemy})),
    )
    rivals = _rivals(full, credible, enemy, rule)
    return Reckoning(toll, tuple(told), rivals, settled)


def _last_words(told: Iterable[Statement]) -> list[Statement]:
    """The last statement of each voice, dated by when that figure was first told: a
    reprint, or a late quotation of an old figure, is no news.
    """
    first: dict[tuple[str, object], Statement] = {}
    for one in sorted(told, key=_first_told):
        key = (one.voice, (one.figure, one.low, one.high))
        first.setdefault(key, one)
    last: dict[str, Statement] = {}
    for one in sorted(first.values(), key=lambda s: s.order):
        held = last.get(one.voice)
        if held is None or one.figure is not None or held.figure is None:
            last[one.voice] = one
    return [last[v] for v in sorted(last)]


def _first_told(one: Statement) -> tuple[datetime.date, bool, int, str]:
    """By day, unknown ones last; standing figures and fuller groups first."""
    day = one.day or datetime.date.max
    return day, not one.stands, -len(one.groups), one.claim


def _full(credible: Sequence[Statement]) -> list[Statement]:
    """Counts that no other one contains or outgrows without contradicting it."""
    counted = [s for s in credible if s.figure is not None]
    return [s for s in counted if not any(_yields(s, o) for o in counted)]


def _widest(full: Sequence[Statement]) -> list[Statement]:
    """Counts whose groups are not all counted, with more, by another."""
    covered = [{g for g, _ in s.groups} for s in full]
    return [
        s
        for s, mine in zip(full, covered, strict=True)
        if not any(mine < o for o in covered)
    ]


def _choose(
    full: Sequence[Statement], told: Sequence[Statement], credible: Sequence[Statement]
) -> tuple[Statement | None, str, bool]:
    """The statement to show, the rule that chose it, and whether that is settled."""
    counted = [s for s in credible if s.figure is not None]
    if not full:
        return None, "", True
    if len(full) == 1:
        return full[0], _alone(full[0], told, counted), True
    share = {s: _agreeing(s, counted) for s in full}
    chosen = min(full, key=lambda s: (share[s][1] - share[s][0], _fullness(s)))
    agree, differ = share[chosen]
    if not differ:
        return chosen, SHARED, True
    if agree > max(1, differ):
        return chosen, MAJORITY.format(count=agree, all=agree + differ), True
    if _rises(full):
        return (
            max(full, key=lambda s: (s.figure or 0, len(s.groups), s.claim)),
            RISING,
            True,
        )
    wide = _widest(full)
    least = min(s.figure or 0 for s in wide)
    return min((s for s in wide if s.figure == least), key=_fullness), LOWEST, False


def _agreeing(one: Statement, counted: Sequence[Statement]) -> tuple[int, int]:
    """How many voices, its own among them, agree with a count and how many do not;
    those that count other people do neither.
    """
    agree = differ = 0
    for other in counted:
        if one.figure == other.figure or (_yields(other, one) and _shared(one, other)):
            agree += 1
        elif not _yields(other, one):
            differ += 1
    return agree, differ


def _shared(one: Statement, other: Statement) -> bool:
    mine = {g for g, _ in (*one.groups, *one.parts)}
    return any(g in mine for g, _ in other.groups)


def _fullness(one: Statement) -> tuple[object, ...]:
    """More groups first, closed counts, then in order."""
    return -len(one.groups), one.high is None, one.order


def _alone(
    chosen: Statement, told: Sequence[Statement], counted: Sequence[Statement]
) -> str:
    """The rule where one count is left."""
    if any(s.figure != chosen.figure for s in counted):
        return LARGEST
    figures = {s.figure for s in told if s.voice == chosen.voice and not s.enemy}
    return REVISED if len(figures) > 1 else SINGLE


def _yields(one: Statement, other: Statement) -> bool:
    """Whether a statement counts only a part of what another counts in full, or other
    people than it, without contradicting it. The dead of one fighting side are part of
    an undivided total; a number of civilians beside it is another count of the same.
    """
    mine = dict(one.groups)
    if (other.figure or 0) <= (one.figure or 0) or "unknown" in mine:
        return False
    theirs = dict(other.groups)
    if "unknown" in theirs:
        inside = dict(other.parts)
        return all(n == inside.get(g, 0) or g in _FIGHTERS for g, n in mine.items())
    return all(theirs[g] == n for g, n in mine.items() if g in theirs)


def _rises(full: Sequence[Statement]) -> bool:
    """Later days never tell less, and the last tells more than the first."""
    days: dict[datetime.date, list[int]] = {}
    for one in full:
        if one.day is None:
            return False
        days.setdefault(one.day, []).append(one.figure or 0)
    ordered = [days[d] for d in sorted(days)]
    steps = all(max(a) <= min(b) for a, b in itertools.pairwise(ordered))
    same_day = all(len(set(figures)) == 1 for figures in ordered)
    return len(ordered) > 1 and steps and same_day


def _bounding(full: Sequence[Statement], chosen: Statement | None) -> list[Statement]:
    """Counts that may bound the toll from below: the widest, and the one shown."""
    return [*_widest(full), *([chosen] if chosen else [])]


def _extremes(
    full: Sequence[Statement],
    credible: Sequence[Statement],
    enemy: Sequence[Statement],
) -> tuple[int | None, int | None]:
    """Least and greatest. Bounds count, vague words only where they alone speak or go
    beyond every number. The greatest is None where it is open at the top.
    """
    unclear = [s for s in credible if s.figure is None]
    lows = [s.low for s in (full or unclear) if s.low is not None]
    numbers = [s for s in (*credible, *enemy) if s.figure is not None]
    closed = [s for s in unclear if s.low is None or not full]
    highs = [s.high for s in (*numbers, *closed) if s.high is not None]
    opened = [s.low for s in numbers if s.high is None and s.low is not None]
    opened += [s.low for s in unclear if s.low is not None]
    low, high = min(lows, default=None), max(highs, default=None)
    if high is not None and max(opened, default=0) > high:
        high = None
    return low, high


def _shown_groups(chosen: Statement) -> tuple[tuple[str, int], ...]:
    """People by group; named parts of an undivided total, the rest unknown."""
    groups, parts = dict(chosen.groups), dict(chosen.parts)
    if set(groups) == {"unknown"} and parts:
        rest = groups["unknown"] - sum(parts.values())
        groups = {**parts, **({"unknown": rest} if rest else {})}
    return tuple(sorted(groups.items()))


def _history(told: Iterable[Statement]) -> tuple[TollStep, ...]:
    """Each figure of each story once, in the order of the reports' days; days that
    nobody knows come last.
    """
    seen: set[tuple[str, int]] = set()
    out = []
    for one in sorted(told, key=lambda s: (_first_told(s)[0], s.figure or 0, s.claim)):
        if one.figure is not None and (one.story, one.figure) not in seen:
            seen.add((one.story, one.figure))
            out.append(TollStep(one.day, one.figure, one.claim))
    return tuple(out)


def _rivals(
    full: Sequence[Statement],
    credible: Sequence[Statement],
    enemy: Sequence[Statement],
    rule: str,
) -> tuple[Statement, ...]:
    """Counts that contradict each other beyond revision, with those of one side's dead
    that a fuller count contradicts, and a party's about its enemy that others do.
    """
    lesser = [s for s in credible if s not in full]
    contradicted = [
        one
        for one in (*lesser, *enemy)
        if any(_conflict(one, s) for s in full if s.voice != one.voice)
    ]
    revised = rule.startswith(RISING) or len({s.figure for s in full}) < 2  # noqa: PLR2004
    found = [*([] if revised and not contradicted else full), *contradicted]
    return tuple(found)


def _conflict(one: Statement, other: Statement) -> bool:
    """Whether both count people of a named group, or one of them all, and differ."""
    mine, theirs = dict(one.groups), {**dict(other.parts), **dict(other.groups)}
    return any(theirs[g] != n for g, n in mine.items() if g in theirs)


def rival_values(statements_: Iterable[Statement]) -> dict[str, tuple[str, ...]]:
    """Figures as text, with the claims that give them."""
    out: dict[str, set[str]] = {}
    for one in statements_:
        out.setdefault(one.text, set()).add(one.claim)
    return {text: tuple(sorted(claims)) for text, claims in sorted(out.items())}
