"""Composition: the only place that knows what is loaded and in which order things
run.
"""

from functools import lru_cache

from sourceline.language.analyse import Analyser
from sourceline.language.model import LanguageModel
from sourceline.resources import model_files


@lru_cache(maxsize=1)
def analyser() -> Analyser:
    """The shipped language model, loaded once a process.

    Raises:
        ResourceError: a file of the model is missing or damaged.
    """
    found = model_files()
    return Analyser(LanguageModel(found.graphs, found.tokenizer, found.labels))
