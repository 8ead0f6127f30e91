"""Comparing documents: sets of trees, taken apart only where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dynamite.data.compare_records import Difference, record_key, shown, shown_json
from dynamite.data.records import Row, format_cells, ordered
from dynamite.schema import Key, Kind, RecordType, Schema
from dynamite.values import Value, format_value

_Facts = Mapping[Key, Iterable[Row]]


@dataclass(frozen=True)
class _Tree:
    """A record with all that lies in it; ``key`` is equal for trees that agree."""

    record_type: RecordType
    row: Row
    children: tuple[tuple[_Tree, ...], ...]
    key: Hashable


def document_differences(schema: Schema, expected: _Facts, actual: _Facts) -> list[Difference]:
    """The differences of two instances of a document schema.

    A record without its parent is unexpected, and so is a second embedded object of one parent.
    """
    wanted, given = _Forest(schema, expected), _Forest(schema, actual)
    found: list[Difference] = []
    for collection in schema.roots():
        _compare(wanted.trees(collection), given.trees(collection), "", found)
    found.extend(given.misplaced())
    return found


class _Forest:
    """The trees of an instance, built from its flat facts."""

    def __init__(self, schema: Schema, facts: _Facts) -> None:
        self.schema = schema
        self.children = {record_type.key: schema.children(record_type) for record_type in schema}
        self.by_parent: dict[Key, dict[Value, list[Row]]] = {}
        for record_type in schema:
            grouped: dict[Value, list[Row]] = defaultdict(list)
            for row in ordered(facts.get(record_type.key, ())):
                grouped[row[0] if record_type.is_nested else None].append(row)
            self.by_parent[record_type.key] = grouped

    def trees(self, record_type: RecordType, parent: Value = None) -> tuple[_Tree, ...]:
        """The different trees of a record type in one parent, in the order of their records."""
        rows = self.by_parent[record_type.key].get(parent, ())
        trees = {tree.key: tree for tree in (self.tree(record_type, row) for row in rows)}
        return tuple(trees.values())

    def tree(self, record_type: RecordType, row: Row) -> _Tree:
        number = row[1 if record_type.is_nested else 0]
        children = tuple(self.trees(child, number) for child in self.children[record_type.key])
        keys = tuple(frozenset(tree.key for tree in trees) for trees in children)
        return _Tree(record_type, row, children, (record_key(record_type, row), keys))

    def misplaced(self) -> Iterable[Difference]:
        for record_type in self.schema:
            if record_type.parent is None:
                continue
            parent_type = self.schema[record_type.parent]
            position = 1 if parent_type.is_nested else 0
            parents = {
                row[position] for rows in self.by_parent[parent_type.key].values() for row in rows
            }
            for parent, rows in self.by_parent[record_type.key].items():
                if parent not in parents:
                    for row in rows:
                        yield _unexpected(record_type, row, "it has no parent")
                elif record_type.kind is Kind.OBJECT and len({row[1] for row in rows}) > 1:
                    yield _unexpected(record_type, rows[1], "its parent has another one")


def _unexpected(record_type: RecordType, row: Row, note: str) -> Difference:
    return Difference(record_type, "unexpected", shown(record_type, row), note)


def _compare(
    expected: tuple[_Tree, ...], actual: tuple[_Tree, ...], note: str, found: list[Difference]
) -> None:
    """Add the differences of two sets of trees of one record type.

    Where just one tree of each side is left with the same attributes, what lies in them is
    compared; any other tree is missing or unexpected as a whole.
    """
    both = {tree.key for tree in expected} & {tree.key for tree in actual}
    wanted = _by_attributes(tree for tree in expected if tree.key not in both)
    given = _by_attributes(tree for tree in actual if tree.key not in both)
    for attributes, trees in wanted.items():
        others = given.get(attributes, [])
        if len(trees) == 1 and len(others) == 1:
            _compare_children(trees[0], others[0], found)
            continue
        for tree in trees:
            found.append(Difference(tree.record_type, "missing", _shown_tree(tree), note))
    for attributes, trees in given.items():
        if len(trees) == 1 and len(wanted.get(attributes, [])) == 1:
            continue
        for tree in trees:
            found.append(Difference(tree.record_type, "unexpected", _shown_tree(tree), note))


def _compare_children(expected: _Tree, actual: _Tree, found: list[Difference]) -> None:
    note = f"in {shown(expected.record_type, expected.row)}"
    for wanted, given in zip(expected.children, actual.children, strict=True):
        _compare(wanted, given, note, found)


def _by_attributes(trees: Iterable[_Tree]) -> dict[Hashable, list[_Tree]]:
    grouped: dict[Hashable, list[_Tree]] = defaultdict(list)
    for tree in trees:
        grouped[record_key(tree.record_type, tree.row)].append(tree)
    return grouped


def _shown_tree(tree: _Tree) -> str:
    return shown_json(_form(tree))


def _form(tree: _Tree) -> Any:
    if tree.record_type.kind is Kind.SCALARS:
        return format_value(tree.row[-1])
    form = format_cells(tree.record_type, tree.row)
    for trees in tree.children:
        for child in trees:
            name = child.record_type.path[-1]
            if child.record_type.kind is Kind.OBJECT:
                form[name] = _form(child)
            else:
                form.setdefault(name, []).append(_form(child))
    return form
