"""The one door to onnxruntime: word pieces in, arrays of scores out.

Each call holds one window (or one report's spans), never several: int8 activations are
ranged per call, so a window's result depends on that window alone, whatever else is
read before, after or beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sourceline.errors import ResourceError
from sourceline.language.pieces import Pieces

Array = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WordLayers:
    """The reader's layers of one window, W words with the root at 0."""

    words: Array
    upos: Ints
    arcs: Array
    dependents: Array
    heads: Array
    lemma: Ints
    names: Array
    conflict: Array
    kinds: Ints
    start: Array
    mention: Array
    trigger: Array


@dataclass(frozen=True, slots=True)
class SpanLayers:
    """The span heads of one stretch: T triggers, M mentions, logits; ``real`` says
    whether a candidate is a trigger at all.
    """

    real: Array
    sub_type: Array
    status: Array
    news: Array
    control: Array
    actor_type: Array
    pairs: Array
    same: Array
    links: Array

    def only(self, rows: NDArray[np.intp]) -> "SpanLayers":
        """The layers of some of the triggers."""
        of_triggers = {
            name: getattr(self, name)[rows]
            for name in ("real", "sub_type", "status", "news", "control", "pairs")
        }
        return replace(self, **of_triggers, same=self.same[np.ix_(rows, rows)])


class LanguageModel:
    """The model's four graphs and its tokenizer.

    Args:
        graphs: path of each graph by name (reader, relations, graph, lines).
        tokenizer: path of the tokenizer's JSON.
        labels: label lists of the word heads.
        threads: threads inside one call; reports are better shared out among processes.

    Raises:
        ResourceError: onnxruntime can not load a graph.
    """

    def __init__(
        self,
        graphs: Mapping[str, Path],
        tokenizer: Path,
        labels: Mapping[str, tuple[str, ...]],
        *,
        threads: int = 1,
    ) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.labels = labels
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        try:
            self._sessions = {
                name: onnxruntime.InferenceSession(
                    str(path), options, providers=["CPUExecutionProvider"]
                )
                for name, path in graphs.items()
            }
        except Exception as error:
            raise ResourceError(
                f"the model does not load: {error}",
                advice="install the package again, with the onnxruntime it names",
            ) from error

    def read_words(self, pieces: Pieces) -> WordLayers:
        """The word layers of one window."""
        fed = {
            name: np.asarray([getattr(pieces, name)], dtype=np.int64)
            for name in ("ids", "shapes", "first", "last")
        }
        return WordLayers(*self._sessions["reader"].run(None, fed))

    def label_arcs(self, dependents: Array, heads: Array) -> Ints:
        """Relation of each dependent-head pair, both (P, 128)."""
        found: Ints = self._sessions["relations"].run(
            None, {"dependents": dependents, "heads": heads}
        )[0]
        return found

    def read_lines(self, means: Array, look: Array, apart: NDArray[np.int64]) -> Array:
        """(lines, kinds) probabilities from mean word vectors, surface features and the
        banded distances between lines.
        """
        found: Array = self._sessions["lines"].run(
            None, {"means": means, "look": look, "apart": apart}
        )[0]
        return found

    def read_spans(self, fed: Mapping[str, NDArray[Any]]) -> SpanLayers:
        """The span layers of one stretch of a report."""
        return SpanLayers(*self._sessions["graph"].run(None, dict(fed)))
