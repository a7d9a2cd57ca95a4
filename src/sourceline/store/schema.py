"""Tables of a project.

Records (claims, incidents, periods) are stored in their public form as JSON, beside
the few columns that are searched or joined. Columns named ``waits_for_…`` are the work
list: a row is written together with what it makes necessary, so that a run that is
killed goes on where it stood.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    true,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

report = Table(
    "report",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("key", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("url", Text),
    Column("title", Text),
    Column("publisher", Text, index=True),
    Column("published", Date),
    Column("basis", String(16), nullable=False),
    Column("language", String(16)),
    Column("country", String(2)),
    Column("extracted", Boolean, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("extra", JSON, nullable=False),
    Column("waits_for_reading", Boolean, nullable=False, index=True),
    comment="what was added, as it was read",
)

copy = Table(
    "copy",
    metadata,
    Column("report", ForeignKey("report.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("publisher", Text),
    Column("url", Text),
    comment="the same words added again under another name",
)

rejection = Table(
    "rejection",
    metadata,
    Column("path", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("stage", String(16), primary_key=True),
    Column("reason", Text, nullable=False),
    comment="what was not read, or yields nothing, and why",
)

reading = Table(
    "reading",
    metadata,
    Column("report", ForeignKey("report.id"), primary_key=True),
    Column("version", String(16), nullable=False),
    Column("earliest", Date),
    Column("latest", Date),
    Column("story", String(40), nullable=False, index=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("waits_for_grouping", Boolean, nullable=False, index=True),
    Column("waits_for_control", Boolean, nullable=False, index=True),
    Column(
        "waits_for_dating", Boolean, nullable=False, server_default=true(), index=True
    ),
    Column("record", JSON, nullable=False),
    # as it was read, before other reports dated it; null where none does
    Column("as_read", JSON(none_as_null=True)),
    Index("ix_reading_days", "earliest", "latest", "report"),
    Index("ix_reading_version", "version", "report"),
    comment="the report record; its story is the wire story that it reprints",
)

band = Table(
    "band",
    metadata,
    Column("band", String(40), primary_key=True),
    Column("report", ForeignKey("report.id"), primary_key=True, index=True),
    comment="LSH bands of the fingerprints: reports that share one may be reprints",
)

likeness = Table(
    "likeness",
    metadata,
    Column("left", ForeignKey("report.id"), primary_key=True),
    Column("right", ForeignKey("report.id"), primary_key=True, index=True),
    Column("likeness", Float, nullable=False),
    comment="reports with nearly the same words, left < right",
)

claim = Table(
    "claim",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("report", ForeignKey("report.id"), nullable=False, index=True),
    Column("fused", Boolean, nullable=False, index=True),
    Column("sub_event_type", String(40), nullable=False, index=True),
    Column("incident", String(40), index=True),
    Column("record", JSON, nullable=False),
    Column("waits_for_matching", Boolean, nullable=False, index=True),
    Column("waits_for_fusing", Boolean, nullable=False, index=True),
    comment="event claims; those that did happen are fused into incidents",
)

block = Table(
    "block",
    metadata,
    Column("key", Text, primary_key=True),
    Column("claim", ForeignKey("claim.id"), primary_key=True, index=True),
    comment="blocking keys: claims that share one are compared",
)

pair = Table(
    "pair",
    metadata,
    Column("left", ForeignKey("claim.id"), primary_key=True),
    Column("right", ForeignKey("claim.id"), primary_key=True, index=True),
    Column("weight", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    comment="compared claims that may tell one happening, left < right",
)

control_claim = Table(
    "control_claim",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("report", ForeignKey("report.id"), nullable=False, index=True),
    Column("record", JSON, nullable=False),
    comment="who a report says holds a place",
)

incident = Table(
    "incident",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("event_type", String(40), nullable=False),
    Column("sub_event_type", String(40), nullable=False),
    Column("earliest", Date, index=True),
    Column("latest", Date, index=True),
    Column("country", String(2), index=True),
    Column("lat", Float),
    Column("lon", Float),
    Column("place", Text),
    Column("actors", Text, nullable=False),
    Column("deaths", Integer),
    Column("grade", String(16), nullable=False),
    Column("sources", Integer, nullable=False),
    Column("record", JSON, nullable=False),
    # as it was made, before people corrected it; null where they did not
    Column("machine", JSON(none_as_null=True)),
    Column("review", String(16), nullable=False, server_default="open", index=True),
    # its rank among those that wait for a person, null where none is needed
    Column("queue", Integer, index=True),
    comment="what many reports say about one happening",
)
Index("ix_incident_where", incident.c.lat, incident.c.lon)

alias = Table(
    "alias",
    metadata,
    Column("old", String(40), primary_key=True),
    Column("incident", String(40), nullable=False),
    comment="names that incidents once had, so that a link to one still answers",
)

landmark = Table(
    "landmark",
    metadata,
    Column("key", Text, primary_key=True),
    Column("claim", String(40), primary_key=True),
    Column("report", ForeignKey("report.id"), nullable=False, index=True),
    Column("dated", Boolean, nullable=False),
    comment="places and kinds of event by which one report's claims date another's",
)

site = Table(
    "site",
    metadata,
    Column("claim", String(40), primary_key=True),
    Column("report", ForeignKey("report.id"), nullable=False, index=True),
    Column("key", Text, nullable=False, index=True),
    Column("area", Text, nullable=False, index=True),
    Column("event", Boolean, primary_key=True),
    comment="which place a claim about control, or a battle that took one, speaks of",
)

waiting_line = Table(
    "waiting_line",
    metadata,
    Column("area", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    comment="places whose line must be made anew, by each first-level unit that they "
    "are, or were, said to lie in",
)

control_period = Table(
    "control_period",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, server_default="", index=True),
    Column("rank", Integer, nullable=False, server_default="0"),
    Column("place", Text, nullable=False, index=True),
    Column("country", String(2)),
    Column("holder", Text, nullable=False),
    Column("record", JSON, nullable=False),
    comment="who held a place from when to when",
)

judgement = Table(
    "judgement",
    metadata,
    Column("left", String(40), primary_key=True),
    Column("right", String(40), primary_key=True),
    Column("verdict", String(16), nullable=False),
    Column("who", Text, nullable=False),
    Column("when", DateTime(timezone=True), nullable=False),
    comment="what people decided about two claims; outranks every score",
)

decision = Table(
    "decision",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(40), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("who", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("previous", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
    comment="every decision, never changed: hash is over previous and body",
)

decision_claim = Table(
    "decision_claim",
    metadata,
    Column("claim", String(40), primary_key=True),
    Column("decision", ForeignKey("decision.number"), primary_key=True, index=True),
    comment="which decisions are about a claim; made from their bodies",
)

decision_head = Table(
    "decision_head",
    metadata,
    Column("log", String(16), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    comment="the last row of the log, so that a log cut short is seen",
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    comment="where the log stood every so many rows",
)

account = Table(
    "account",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),
    Column("made", String(32), nullable=False),
    Column("disabled", String(32)),
    comment="who may use the workbench; moments are ISO 8601 in UTC",
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", String(32), nullable=False, index=True),
    comment="attempts since the last success by hash of the name, whether or not there "
    "is an account of that name",
)

session = Table(
    "session",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False, index=True),
    Column("opened", String(32), nullable=False, index=True),
    Column("seen", String(32), nullable=False, index=True),
    comment="browsers that signed in; only the hash of their secret is kept",
)

token = Table(
    "token",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("account", ForeignKey("account.id"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("made", String(32), nullable=False),
    Column("expires", String(32), nullable=False),
    Column("revoked", String(32)),
    comment="keys to the API; only the hash of their secret is kept",
)

outside = Table(
    "outside",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("earliest", Date, index=True),
    Column("latest", Date, index=True),
    Column("country", String(2)),
    Column("lat", Float),
    Column("lon", Float),
    Column("deaths", Integer),
    Column("record", JSON, nullable=False),
    comment="incidents that another data set tells, to hold the project against",
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    comment="versions and hashes that the stored work was done with",
)
