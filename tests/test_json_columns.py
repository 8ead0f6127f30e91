"""Lines of JSON read as columns give what the exact decoder gives, or are left to it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynamite.data.schema_text import parse_schema
from dynamite.errors import InputError
from dynamite.schema import Key, Schema
from dynamite.stores import open_store
from dynamite.stores.column_flattening import ColumnFlattener
from dynamite.stores.flattening import Flattener, gathered
from dynamite.stores.graph_reading import read_graph
from dynamite.stores.graph_records import GraphFlattener
from dynamite.stores.json_reading import LineBlock, decoded_lines, scanner

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine makes nothing wrong."""

SCHEMA = parse_schema(
    {
        "model": "document",
        "collections": {
            "c": {
                "i": "int",
                "f": "float?",
                "s": "string?",
                "b": "bool?",
                "d": "date?",
                "t": "datetime?",
                "o": {"x": "int?", "p": {"q": "string?"}},
                "l": [{"y": "string?", "z": ["int"]}],
                "n": ["string?"],
            }
        },
    },
    "schema",
)
ALL = {record_type.key: record_type.columns for record_type in SCHEMA}

numbers = st.one_of(st.integers(-(2**65), 2**65), st.floats(), st.sampled_from([0, -0.0, 1.0]))
moments = st.sampled_from(
    ["2026-01-31", "2026-01-31T10:00:00", "2026-01-31 10:00:00.1234567", "0000-01-01", "soon"]
)
anything = st.one_of(
    st.none(), st.booleans(), numbers, st.text(max_size=4), moments, st.just([]), st.just({})
)


def objects(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Objects with some of the fields; now and then one holds anything."""
    return st.fixed_dictionaries(
        {}, optional={name: st.one_of(values, anything) for name, values in fields.items()}
    )


ints = st.integers(-(2**63), 2**63 - 1)
documents = st.fixed_dictionaries(
    {"i": ints},
    optional={
        "f": st.one_of(st.none(), st.floats(-1e15, 1e15), st.integers(-(2**52), 2**52)),
        "s": st.one_of(st.none(), st.text(max_size=5)),
        "b": st.one_of(st.none(), st.booleans()),
        "d": st.sampled_from([None, "2026-01-31", "0001-01-01"]),
        "t": st.sampled_from([None, "2026-01-31T10:00:00", "2026-01-31 10:00:00.5"]),
        "o": st.one_of(st.none(), st.fixed_dictionaries({}, optional={"x": ints})),
        "l": st.lists(
            st.fixed_dictionaries(
                {}, optional={"y": st.text(max_size=3), "z": st.lists(ints, max_size=2)}
            ),
            max_size=3,
        ),
        "n": st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=3),
        "unknown": st.one_of(st.none(), st.integers(), st.just([1, {"i": "x"}]), st.text()),
    },
)
odd_documents = objects(
    i=ints, f=numbers, s=st.text(), b=st.booleans(), d=moments, t=moments,
    o=objects(x=ints, p=objects(q=st.text())), l=st.lists(anything), n=st.lists(anything),
)  # fmt: skip


def by_values(text: bytes, tells_absent: bool) -> list[tuple[Key, list[dict[str, object]]]] | None:
    """What the exact decoder reads; ``None`` where it refuses."""
    flattener = Flattener(SCHEMA, ALL, tells_absent=tells_absent)
    scan = scanner(exact_decimals=False)
    try:
        read = decoded_lines(LineBlock(text, text.count(b"\n"), 1), "f", "c", scan)
        return rows(flattener.flatten(read), tells_absent)
    except InputError:
        return None


def by_columns(text: bytes, tells_absent: bool) -> list[tuple[Key, list[dict[str, object]]]] | None:
    """What columns read; ``None`` where they leave it to the exact decoder."""
    columns = ColumnFlattener(Flattener(SCHEMA, ALL, tells_absent=tells_absent), "c")
    ((_, batches),) = columns.blocks(iter([LineBlock(text, text.count(b"\n"), 1)]))
    return None if batches is None else rows(batches, tells_absent)


def rows(batches: object, tells_absent: bool) -> list[tuple[Key, list[dict[str, object]]]]:
    """The records by type; floats by their bits, absence where it is told."""
    found: dict[Key, list[dict[str, object]]] = {}
    for key, batch in gathered(batches, rows=1 << 30):  # type: ignore[arg-type]
        found.setdefault(key, []).extend(batch.to_pylist())
    text = json.dumps(sorted(found.items()), default=str)
    if not tells_absent:
        text = text.replace('"absent": true', '"absent": false')
    return json.loads(text)  # type: ignore[no-any-return]


@UNTIMED
@given(st.lists(documents, min_size=1, max_size=4), st.booleans())
def test_columns_read_what_the_exact_decoder_reads(
    values: list[dict[str, object]], tells_absent: bool
) -> None:
    text = "".join(json.dumps(value) + "\n" for value in values).encode()
    read = by_columns(text, tells_absent)
    if not tells_absent:
        assert read is not None, "plain documents need no second look"
    if read is not None:
        assert read == by_values(text, tells_absent)


EVERY = '"f":null,"s":null,"b":true,"d":null,"t":null,"n":[]'


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        (f'{{"i":1,{EVERY}}}', True),
        (f'{{"i":1,{EVERY},"o":{{"x":null}},"l":[{{"y":null}},{{"y":"1"}}]}}', True),
        (f'{{"i":1,{EVERY},"o":null,"l":null}}', True),
        # What a text says is no key.
        ('{"i":1,"f":null,"s":"\\"f\\":","b":true,"d":null,"t":null}', True),
        ('{"i":1,"f":null,"s":null,"b":true,"d":null}', False),
        (f'{{"i":1,{EVERY},"l":[{{"y":null}},{{}}]}}', False),
        # A field elsewhere is counted with those that it is called like.
        ('{"i":1,"f":null,"s":null,"b":true,"d":null,"unknown":{"t":null}}', False),
        ('{"i":1,"f":null,"s":null,"b":true,"d":null,"o":{"p":{"t":1}}}', False),
        # A key that is written in another way is not counted.
        (f'{{"i":1,{EVERY}}}'.replace('"s":', '"s" :'), False),
        (f'{{"i":1,{EVERY}}}'.replace('"s":', '"\\u0073":'), False),
    ],
)
def test_nulls_are_told_from_absence_where_no_field_is_missing(line: str, is_told: bool) -> None:
    text = f"{line}\n".encode()
    read = by_columns(text, tells_absent=True)
    assert (read is not None) is is_told
    assert read is None or read == by_values(text, tells_absent=True)


@UNTIMED
@given(st.lists(odd_documents, min_size=1, max_size=3), st.data())
def test_columns_never_read_what_the_exact_decoder_refuses(
    values: list[dict[str, object]], data: st.DataObject
) -> None:
    text = "".join(json.dumps(value) + "\n" for value in values)
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + data.draw(st.sampled_from('{}[]":,\n\r \\0n')) + text[place:]
    tells_absent = data.draw(st.booleans())
    read = by_columns(text.encode(), tells_absent)
    if read is not None:
        assert read == by_values(text.encode(), tells_absent)


LEFT_TO_THE_DECODER = (
    "null",
    "[1]",
    '{"i":1} {"i":2}',
    '{"i":1,"i":2}',
    '{"i":1.0}',
    '{"i":"1"}',
    '{"i":99999999999999999999}',
    '{"i":1,"f":9007199254740993}',
    '{"i":1,"f":NaN}',
    '{"i":1,"f":1e999}',
    '{"i":1,"s":2}',
    '{"i":1,"l":[null]}',
    '{"i":1,"t":"2026-01-31T10:00:00.1234567"}',
    '{"i":1,"d":"0000-12-31"}',
    '{"f":1}',
    '\ufeff{"i":1}',
)
"""Lines that a reader of columns may not judge."""


@pytest.mark.parametrize("line", LEFT_TO_THE_DECODER)
def test_what_arrow_would_take_or_crash_on_is_left_to_the_exact_decoder(line: str) -> None:
    text = f'{{"i":0}}\n{line}\n'.encode()
    assert by_columns(text, tells_absent=False) is None
    if line != '{"i":1,"f":9007199254740993}':
        assert by_values(text, tells_absent=False) is None


GRAPH = parse_schema(
    {
        "model": "graph",
        "nodes": {"P": {"a": "int?", "s": "string?"}, "Q": {"s": "string?"}},
        "edges": {"R": {"from": "P", "to": "Q", "properties": {"w": "float?"}}},
    },
    "schema",
)
node_ids = st.sampled_from(["1", "2", "3", "4"])
nodes = st.fixed_dictionaries(
    {
        "type": st.just("node"),
        "id": node_ids,
        "labels": st.lists(st.sampled_from(["P", "Q", "Z"]), max_size=2),
        "properties": st.fixed_dictionaries(
            {}, optional={"a": st.one_of(st.none(), ints), "s": st.text(max_size=3)}
        ),
    }
)
ends = st.fixed_dictionaries({"id": node_ids})
edges = st.fixed_dictionaries(
    {
        "type": st.just("relationship"),
        "label": st.sampled_from(["R", "Z", ""]),
        "start": ends,
        "end": ends,
        "properties": st.fixed_dictionaries({}, optional={"w": st.floats(0, 1), "x": anything}),
    },
    optional={"id": node_ids},
)


def graph_rows(batches: object) -> object:
    found: dict[Key, list[dict[str, object]]] = {}
    for key, batch in batches:  # type: ignore[attr-defined]
        found.setdefault(key, []).extend(batch.to_pylist())
    return sorted(found.items())


@given(items=st.lists(st.one_of(nodes, edges), min_size=1, max_size=6))
def test_a_graph_read_by_columns_is_the_graph_read_by_items(
    items: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("g") / "g.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    columns = {record_type.key: record_type.columns for record_type in GRAPH}
    try:
        items_read = read_graph(path, "g", scanner(exact_decimals=False))
        expected = graph_rows(GraphFlattener(GRAPH, columns).flatten(items_read))
    except InputError as error:
        with pytest.raises(InputError) as refused:
            read_by_store(path, GRAPH, columns)
        assert str(refused.value).partition(": ")[2] == str(error).partition(": ")[2]
        return
    assert read_by_store(path, GRAPH, columns) == expected


def read_by_store(path: Path, schema: Schema, columns: dict[Key, tuple[str, ...]]) -> object:
    return graph_rows(open_store(f"graph:{path}").read(schema, columns))


def test_only_some_properties_are_read_as_columns(tmp_path: Path) -> None:
    path = tmp_path / "g.jsonl"
    path.write_text('{"type":"node","id":"1","labels":["P"],"properties":{"a":1,"s":"x"}}\n')
    ((key, batch),) = open_store(f"graph:{path}").read(GRAPH, {("P",): ["_id"]})
    assert key == ("P",)
    assert batch.equals(
        pa.RecordBatch.from_pylist([{"_id": "1", "a": None, "s": None}], schema=batch.schema)
    )
