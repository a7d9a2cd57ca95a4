"""Which claims tell one happening: a Fellegi-Sunter model, run by Splink on DuckDB.

Each comparison of a pair falls into a level; a level weighs log2(m / u), with m how
often claims of one happening fall into it and u how often others do. The weight of a
pair depends on its two claims alone, so that adding reports one by one gives the same
pairs as all at once.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sourceline.errors import ResourceError
from sourceline.fuse.blocking import SLACK_DAYS, SLACK_KM, blocks
from sourceline.fuse.comparisons import COMPARISONS, MACROS, Comparison, in_words
from sourceline.fuse.features import Features, columns, features, hashed
from sourceline.model.incidents import Pair, Testimony

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from splink import SettingsCreator

__all__ = ["MatchWeights", "blocks", "match", "read_weights"]

FORMAT = 1
_LEAST_BITS = 0.3
"""What weighs less is no reason."""
_DIGITS = 2
_COMPARED = """
CREATE TABLE compared AS
SELECT DISTINCT '0' AS match_key, least(a.claim, b.claim) AS join_key_l,
    greatest(a.claim, b.claim) AS join_key_r
FROM keyed a JOIN keyed b USING (key)
JOIN claims l ON l.unique_id = least(a.claim, b.claim)
JOIN claims r ON r.unique_id = greatest(a.claim, b.claim)
WHERE a.fresh AND (a.claim < b.claim OR NOT b.fresh)
    AND l.report <> r.report
    AND gap(l.first, l.last, r.first, r.last) <= $days
    AND (coalesce(apart(l.lat, l.lon, r.lat, r.lon) - l.radius - r.radius
        <= $kilometres, true)
        OR (list_has_any(l.spots, r.spots) AND NOT (l.exact AND r.exact))
        OR list_has_any(l.spots, r.spoken) OR list_has_any(r.spots, l.spoken))
"""


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """How often each level of each comparison occurs.

    Attributes:
        prior: probability that two compared claims tell one happening.
        floor: bits; pairs below are not told.
        levels: by comparison and level m (among claims of one happening) and u (among
            others).
        usual: stems, hashed, of words that are usual in reports of violence.
        version: name of these weights.
        counts: by comparison and level how many pairs of one happening, and how many
            others, the rates were estimated from; empty where nobody kept them.
        factors: by comparison the power that m and u were raised to.
        usual_words: the stems of ``usual``.
    """

    prior: float
    floor: float
    levels: Mapping[str, Mapping[str, tuple[float, float]]]
    usual: frozenset[int]
    version: str
    counts: Mapping[str, Mapping[str, tuple[float, float]]] = field(
        default_factory=dict
    )
    factors: Mapping[str, float] = field(default_factory=dict)
    usual_words: tuple[str, ...] = ()

    def bits(self, comparison: str, level: str) -> float:
        """Weight of a level: log2(m / u)."""
        m, u = self.levels[comparison][level]
        return math.log2(m / u)


def read_weights(text: str) -> MatchWeights:
    """Weights from the text of ``data/match_weights.json`` or of a retraining.

    Raises:
        ResourceError: it is no such file, of another format, or lacks a level.
    """
    try:
        data = json.loads(text)
        levels, counts = (_both(data.get(k, {})) for k in ("comparisons", "counts"))
        factors = {k: float(f) for k, f in data.get("factors", {}).items()}
        prior, floor = float(data["prior"]), float(data["floor"])
        words = tuple(data["usual_words"].split())
        version, known = str(data["version"]), data["format"]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ResourceError(
            f"match weights: {error!r}", expected="the form of match_weights.json"
        ) from error
    if known != FORMAT:
        raise ResourceError(
            f"match weights of format {known}",
            expected=str(FORMAT),
            advice="train them anew with this version",
        )
    for comparison in COMPARISONS:
        for level in comparison.levels:
            m, u = levels.get(comparison.name, {}).get(level.name, (0.0, 0.0))
            if not (0 < m < 1 and 0 < u < 1 and 0 < prior < 1):
                raise ResourceError(
                    f"match weights: {comparison.name}, {level.name}: m {m}, u {u}",
                    expected="probabilities between 0 and 1",
                )
    learns = _same_shape(counts, levels) and factors.keys() == levels.keys()
    return MatchWeights(
        prior,
        floor,
        levels,
        frozenset(hashed(words)),
        version,
        counts if learns else MappingProxyType({}),
        MappingProxyType(factors),
        words,
    )


_Levels = Mapping[str, Mapping[str, tuple[float, float]]]


def _both(data: Mapping[str, Mapping[str, Sequence[float]]]) -> _Levels:
    """Two numbers by comparison and level."""
    read = {
        comparison: MappingProxyType(
            {k: (float(a), float(b)) for k, (a, b) in given.items()}
        )
        for comparison, given in data.items()
    }
    return MappingProxyType(read)


def _same_shape(one: _Levels, other: _Levels) -> bool:
    return {c: set(x) for c, x in one.items()} == {c: set(x) for c, x in other.items()}


def match(
    new: Sequence[Testimony],
    weights: MatchWeights,
    *,
    against: Sequence[Testimony] = (),
) -> list[Pair]:
    """Compare claims with one another and with older ones.

    Args:
        new: claims that were not compared yet.
        weights: of the levels.
        against: claims that were; they are not compared with one another again. One
            that is also in ``new`` counts as new.

    Returns:
        Pairs of at least ``weights.floor`` bits in the order of their ids. Two claims
        of one report are never a pair, nor are claims that no blocking key joins.
    """
    fresh = {t.claim.id: t for t in new}
    every = {t.claim.id: t for t in against} | fresh
    keys = {name: blocks(every[name]) for name in sorted(every)}
    wanted = {key for name in fresh for key in keys[name]}
    kept = [name for name, own in keys.items() if not wanted.isdisjoint(own)]
    if len(kept) < 2:  # noqa: PLR2004 - one claim is no pair
        return []
    rows = {name: features(every[name], weights.usual) for name in kept}
    scored = compare(
        list(rows.values()),
        [(n, k, n in fresh) for n in kept for k in keys[n] if k in wanted],
        weights,
    )
    return [_pair(row, rows, weights) for row in scored]


@dataclass(frozen=True, slots=True)
class Scored:
    """A compared pair.

    Attributes:
        left: the lesser claim id.
        right: the greater.
        weight: bits.
        levels: index of each comparison's level, -1 where one claim is silent.
    """

    left: str
    right: str
    weight: float
    levels: tuple[int, ...]


def compare(
    rows: Sequence[Features],
    keyed: Sequence[tuple[str, str, bool]],
    weights: MatchWeights,
) -> list[Scored]:
    """Run the model.

    Args:
        rows: the claims, each once.
        keyed: (claim, blocking key, whether the claim is new).
        weights: of the levels.

    Returns:
        Pairs of at least ``weights.floor`` bits in the order of their ids.
    """
    import duckdb  # noqa: PLC0415 - heavy, needed only here
    from splink import DuckDBAPI, Linker  # noqa: PLC0415 - heavy, needed only here

    with duckdb.connect(":memory:") as connection:
        for macro in MACROS:
            connection.execute(f"CREATE TEMP MACRO {macro}")
        _load(connection, rows, keyed)
        connection.execute(_COMPARED, {"days": SLACK_DAYS, "kilometres": SLACK_KM})
        api = DuckDBAPI(connection)
        linker = Linker(
            api.register("claims"),
            _settings(weights),
            log_level=None,
            validate_settings=False,
        )
        linker.table_management.register_blocked_pairs_for_predict(
            api.register("compared")
        )
        found = linker.inference.predict(
            threshold_match_weight=weights.floor, warning_mode="never"
        )
        wanted = ", ".join(f"gamma_{c.name}" for c in COMPARISONS)
        told = connection.execute(
            f"SELECT unique_id_l, unique_id_r, match_weight, {wanted} "  # noqa: S608
            f"FROM {found.physical_name} ORDER BY 1, 2"
        ).fetchall()
    return [
        Scored(
            row[0],
            row[1],
            float(row[2]),
            tuple(map(_level_index, row[3:], COMPARISONS)),
        )
        for row in told
    ]


def _level_index(gamma: int, comparison: Comparison) -> int:
    """Splink numbers levels from the last, 0, upwards; -1 where one is silent."""
    return len(comparison.levels) - 1 - gamma if gamma >= 0 else -1


def _load(
    connection: "DuckDBPyConnection",
    rows: Sequence[Features],
    keyed: Sequence[tuple[str, str, bool]],
) -> None:
    """The claims and their keys as tables ``claims`` and ``keyed``."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, needed only here

    types = columns()
    made = {
        "unique_id" if name == "claim" else name: pa.array(
            [getattr(row, name) for row in rows], type=_arrow(types[name])
        )
        for name in types
    }
    claim, key, fresh = zip(*keyed, strict=True)
    connection.register("given_claims", pa.table(made))
    connection.register(
        "given_keys",
        pa.table({"claim": list(claim), "key": list(key), "fresh": list(fresh)}),
    )
    connection.execute("CREATE TABLE claims AS FROM given_claims")
    connection.execute("CREATE TABLE keyed AS FROM given_keys")


def _arrow(kind: str) -> "pa.DataType":
    import pyarrow as pa  # noqa: PLC0415 - heavy, needed only here

    plain = {
        "BOOLEAN": pa.bool_(),
        "BIGINT": pa.int64(),
        "DOUBLE": pa.float64(),
        "VARCHAR": pa.string(),
    }[kind.removesuffix("[]")]
    return pa.list_(plain) if kind.endswith("[]") else plain


def _settings(weights: MatchWeights) -> "SettingsCreator":
    from splink import SettingsCreator  # noqa: PLC0415 - heavy, needed only here

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(c, weights) for c in COMPARISONS],
        blocking_rules_to_generate_predictions=[],
        probability_two_random_records_match=weights.prior,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
        linker_uid="sourceline",
    )


def _comparison(comparison: Comparison, weights: MatchWeights) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": comparison.unknown,
            "label_for_charts": "not said",
            "is_null_level": True,
        }
    ]
    for level in comparison.levels:
        m, u = weights.levels[comparison.name][level.name]
        levels.append(
            {
                "sql_condition": level.sql or "ELSE",
                "label_for_charts": level.name,
                "m_probability": m,
                "u_probability": u,
            }
        )
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def _pair(scored: Scored, rows: Mapping[str, Features], weights: MatchWeights) -> Pair:
    one, other = rows[scored.left], rows[scored.right]
    reasons = []
    for number, (comparison, index) in enumerate(
        zip(COMPARISONS, scored.levels, strict=True)
    ):
        if index < 0:
            continue
        level = comparison.levels[index].name
        bits = weights.bits(comparison.name, level)
        if abs(bits) >= _LEAST_BITS:
            words = in_words(comparison.name, level, one, other)
            reasons.append((-abs(bits), number, f"{words} ({bits:+.1f})"))
    return Pair(
        scored.left,
        scored.right,
        round(scored.weight, _DIGITS),
        tuple(words for _, _, words in sorted(reasons)),
    )
