"""Records as Parquet: typed columns, lists and structures where a record nests."""

import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourceline.export import flat
from sourceline.export.flat import Column, Shape, kind_of
from sourceline.export.material import Exported, Written

if TYPE_CHECKING:
    import pyarrow

_ROWS_A_GROUP = 2000


def write(kind: str, told: Exported, path: Path) -> Written:
    """Write one record a row, in groups of rows."""
    import pyarrow  # noqa: PLC0415 - slow to load, and only this format needs it
    import pyarrow.parquet  # noqa: PLC0415

    asked = kind_of(kind)
    schema = pyarrow.schema([(c.name, _type(c.shape)) for c in asked.columns])
    rows = (flat.row(asked, plain) for plain in asked.exported(told))
    count = 0
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while some := list(islice(rows, _ROWS_A_GROUP)):
            columns = {
                c.name: [_value(c, values[c.name]) for values in some]
                for c in asked.columns
            }
            writer.write_table(pyarrow.table(columns, schema))
            count += len(some)
    return Written(count)


def _type(shape: Shape) -> "pyarrow.DataType":
    import pyarrow  # noqa: PLC0415

    if isinstance(shape, list):
        return pyarrow.list_(_type(shape[0]))
    if isinstance(shape, dict):
        return pyarrow.struct([(name, _type(x)) for name, x in shape.items()])
    return {
        "text": pyarrow.string(),
        "text?": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "flag": pyarrow.bool_(),
        "day": pyarrow.date32(),
    }[shape]


def _value(column: Column, value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if column.shape == "day" and value is not None:
        return datetime.date.fromisoformat(value)
    return value
