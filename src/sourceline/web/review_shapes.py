"""The shapes of the API's review part: what decisions look like that are sent, and what
is answered.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sourceline.model.decisions import FIELDS

Key = Annotated[
    str,
    Field(
        pattern="^[A-Za-z0-9_-]{8,64}$",
        description="the client's own name for this decision: sent again, it is not"
        " made again",
    ),
]
SeenWord = Annotated[
    str,
    Field(
        max_length=200_000,
        description="the word `seen` that came with the incident; where it changed"
        " since, the answer is 409",
    ),
]
Words = Annotated[str, Field(max_length=10_000, description="why")]
Name = Annotated[str, Field(max_length=100)]


class Sent(BaseModel):
    """What every decision has."""

    model_config = ConfigDict(extra="forbid")
    key: Key
    words: Words = ""


class StanceSent(Sent):
    """Accept, reject, or be unsure about an incident."""

    seen: SeenWord
    blind: bool = False


class CommentSent(Sent):
    """Say something about an incident."""

    seen: SeenWord
    blind: bool = False


class SpanSent(BaseModel):
    """Half-open offsets into the report's text."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)


class CorrectSent(BaseModel):
    """Put another value in the place of one."""

    model_config = ConfigDict(extra="forbid")
    key: Key
    seen: SeenWord
    field: str = Field(description=", ".join(FIELDS))
    value: Any = Field(description="in the form of `values`; null means not said")
    claim: Name = Field(description="the claim whose report says so")
    span: SpanSent | None = Field(
        default=None, description="the words there; needed where a value is given"
    )
    blind: bool = False


class MergeSent(Sent):
    """Say that incidents are one happening."""

    seen: list[SeenWord] = Field(min_length=2, max_length=50)


class SplitSent(Sent):
    """Say that some claims tell another happening."""

    seen: SeenWord
    claims: list[Name] = Field(
        min_length=1, max_length=5000, description="what is taken out"
    )


class ManySent(Sent):
    """Take one stance on many incidents."""

    kind: Literal["accept", "reject", "unsure"]
    seen: list[SeenWord] = Field(min_length=1, max_length=200)
    blind: bool = False


class UndoSent(Sent):
    """Take back decisions, one or many."""

    decisions: list[Name] = Field(min_length=1, max_length=500)


class DecisionAnswer(BaseModel):
    """A decision of the log."""

    id: str
    number: int
    who: str
    when: str
    kind: str
    claims: list[str]
    incidents: list[str] = Field(description="that these claims are in now")
    payload: dict[str, Any]
    undoes: list[str]
    blind: bool
    said: str = Field(description="what was done, in words")
    taken_back_by: str | None = Field(description="the undo in force")
    undoing: list[str] = Field(description="what undoing it does, in words")


class Made(BaseModel):
    """A decision that stands in the log."""

    decision: DecisionAnswer
    incident: str = Field(description="that its first claim is in now")
    again: bool = Field(description="it was sent before; nothing was done now")


class Left(BaseModel):
    """An incident on which nothing was decided, and why."""

    incident: str
    found: str


class ManyMade(BaseModel):
    """What became of a stance on many incidents."""

    made: list[Made]
    left: list[Left]


class QueueItemAnswer(BaseModel):
    """An incident that waits for a person."""

    incident: str
    rank: str
    reasons: list[str]
    record: dict[str, Any]
    seen: str


class QueueAnswer(BaseModel):
    """A page of the queue."""

    items: list[QueueItemAnswer]
    waiting: dict[str, int] = Field(description="how many wait, by rank")
    next: str | None


class ReviewAnswer(BaseModel):
    """An incident in review."""

    incident: str
    seen: str
    state: str
    reasons: list[str]
    values: dict[str, Any]
    machine: dict[str, Any]
    corrected: list[str]
    decisions: list[DecisionAnswer]


class HistoryAnswer(BaseModel):
    """Decisions, the newest first."""

    decisions: list[DecisionAnswer]
    next: int | None = Field(description="`below` of the next page")


class AgreementField(BaseModel):
    """Krippendorff's alpha of one field; null where it can not be told."""

    field: str
    coders: float | None
    coded: int
    machine: float | None
    reviewed: int


class AgreementAnswer(BaseModel):
    """How far people agree."""

    coders: list[str] = Field(description="who coded blind")
    fields: list[AgreementField]
