"""Compares a migrated target with what is expected, by plain Python that knows nothing of dynamite.

A target is read into lines, one per record: the JSON of ``[record type, record]`` with sorted keys.
Two targets are equal when their sorted lines are: order of records does not count, their number
does. Arrays keep their order.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

Record = tuple[str, dict[str, Any]]

SQLITE_TIME = re.compile(r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(\.\d+)?)$")


def target_lines(target: Path, ids: str) -> list[str]:
    """The sorted lines of a migrated target; ``ids`` says what a graph's ids are (below)."""
    return _lines(target_records(target), target.is_dir(), ids)


def expected_lines(check: Path, source: Path, target: Path, ids: str) -> list[str]:
    """The sorted lines that a target should have, from ``expected.json`` or by ``check.py``."""
    records = _computed(check, source) if check.suffix == ".py" else _data(_json(check))
    return _lines(records, target.suffix == "", ids)


def first_difference(actual: list[str], expected: list[str]) -> str:
    """What differs first, for a person; empty where nothing does.

    >>> first_difference(['["t", {"a": 1}]'], ['["t", {"a": 2}]'])
    'missing: ["t", {"a": 2}]; unexpected: ["t", {"a": 1}]'
    """
    if actual == expected:
        return ""
    missing, unexpected = _without(expected, actual), _without(actual, expected)
    parts = [f"missing: {missing[0]}"] if missing else []
    parts += [f"unexpected: {unexpected[0]}"] if unexpected else []
    return "; ".join(parts)


def _without(lines: list[str], others: list[str]) -> list[str]:
    """The lines of a sorted list that another sorted list has less often."""
    rest, position = [], 0
    for line in lines:
        while position < len(others) and others[position] < line:
            position += 1
        if position < len(others) and others[position] == line:
            position += 1
        else:
            rest.append(line)
    return rest


def _lines(records: Iterator[Record], as_text: bool, ids: str) -> list[str]:
    """Sorted lines. CSV holds only text, so what is compared with it is made text too."""
    first = next(records, None)
    if first is not None and first[0] in ("nodes", "edges"):
        return sorted(_graph_lines([first, *records], ids))
    every = () if first is None else (first, *records) if as_text else _chain(first, records)
    return sorted(_line(kind, _text(record) if as_text else record) for kind, record in every)


def _chain(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def _line(kind: str, record: dict[str, Any]) -> str:
    return json.dumps([kind, record], sort_keys=True, ensure_ascii=False)


def _text(record: dict[str, Any]) -> dict[str, Any]:
    return {name: None if cell is None else str(cell) for name, cell in record.items()}


def _graph_lines(records: Iterable[Record], ids: str) -> Iterator[str]:
    """The lines of a graph, where a node's id is replaced by its labels and properties.

    That is a bijection of ids as long as no two nodes agree in everything, which is required. With
    ``ids`` "values", ids that are a value of the data (here: that have no space and no colon) stay.
    """
    rows = list(records)
    nodes = [record for kind, record in rows if kind == "nodes"]
    shown = {}
    for node in nodes:
        keeps = ids == "values" and " " not in node["id"] and ":" not in node["id"]
        labels = node.get("labels") or [node["label"]]
        shown[node["id"]] = json.dumps(
            [node["id"] if keeps else "", sorted(labels), node["properties"]],
            sort_keys=True,
            ensure_ascii=False,
        )
    if len(set(shown.values())) != len(nodes):
        raise ValueError("two nodes agree in everything, so that ids cannot be compared")
    yield from shown.values()
    for kind, edge in rows:
        if kind == "edges":
            ends = {"start": shown[edge["start"]], "end": shown[edge["end"]]}
            yield _line(edge["label"], {**ends, "properties": edge.get("properties") or {}})


def target_records(target: Path) -> Iterator[Record]:
    """The records of a migrated target, in its order: a CSV directory, SQLite or JSON file."""
    if target.is_dir():
        return _csv_records(target)
    if target.suffix == ".db":
        return _sqlite_records(target)
    if target.suffix == ".jsonl":
        return _json_lines(target)
    return _data(_json(target))


def _csv_records(directory: Path) -> Iterator[Record]:
    for path in sorted(directory.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield path.stem, {name: cell or None for name, cell in row.items()}


def _sqlite_records(path: Path) -> Iterator[Record]:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        names = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        for (table,) in database.execute(names).fetchall():
            quoted = table.replace('"', '""')
            for row in database.execute(f'SELECT * FROM "{quoted}"'):
                yield table, {name: _time(cell) for name, cell in dict(row).items()}


def _time(cell: Any) -> Any:
    """A cell, with a T in a date and time, where SQLite's own functions write a space."""
    return SQLITE_TIME.sub(r"\1T\2", cell) if isinstance(cell, str) else cell


def _json_lines(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield path.stem, json.loads(line)


def _json(path: Path) -> dict[str, list[dict[str, Any]]]:
    data: dict[str, list[dict[str, Any]]] = json.loads(path.read_text("utf-8"))
    return data


def _data(data: dict[str, list[dict[str, Any]]]) -> Iterator[Record]:
    for kind, records in data.items():
        for record in records:
            yield kind, record


def _computed(check: Path, source: Path) -> Iterator[Record]:
    """What a ``check.py`` prints for a source."""
    module = f"examples.{check.parent.name}.{check.stem}"
    command = [sys.executable, "-m", module, str(source.absolute())]
    root = check.parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            kind, record = json.loads(line)
            yield kind, record
    if process.returncode != 0:
        raise RuntimeError(f"{module} failed with status {process.returncode}")
