"""One tree of errors; each says what was found and where, what was expected, and what
to do next.
"""


class SourcelineError(Exception):
    """Anything that a user can mend or should know.

    Args:
        found: what was found, and where.
        expected: what was expected instead.
        advice: what to do next.
    """

    exit_code = 1

    def __init__(self, found: str, *, expected: str = "", advice: str = "") -> None:
        self.found, self.expected, self.advice = found, expected, advice
        parts = [found, f"expected {expected}" if expected else "", advice]
        super().__init__("; ".join(part for part in parts if part))


class ResourceError(SourcelineError):
    """A shipped file (model, lexicon) is missing, damaged or of another version."""

    exit_code = 3


class InputError(SourcelineError):
    """An input that can not be read: no such path, not text, broken JSON."""

    exit_code = 2


class MissingExtraError(SourcelineError):
    """An optional part was asked for that is not installed."""

    exit_code = 4
