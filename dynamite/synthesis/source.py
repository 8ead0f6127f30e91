"""The source side of the examples, indexed for the search: relations, columns, keys, joins.

Legend: ``r`` is the position of a relation, ``c`` of a column in it; a row carries the number of
the example that it comes from in front, so that independent examples never join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from dynamite.data.instance import Instance, Row
from dynamite.schema import Kind, Model, RecordType, Schema
from dynamite.synthesis.conversions import convert
from dynamite.synthesis.names import KEY_WORDS, overlap, says_key, words
from dynamite.values import DataType, Value, is_null

OPAQUE = "opaque"
"""The type of a surrogate column whose values a user never sees."""


@dataclass(frozen=True)
class Column:
    """One column of a source relation.

    ``type`` is a ``DataType``, or ``OPAQUE`` for the surrogates of documents; the ids of a graph
    are strings that a user knows.
    """

    r: int
    c: int
    name: str
    type: str
    nullable: bool

    @property
    def is_opaque(self) -> bool:
        return self.type == OPAQUE


class JoinRank(IntEnum):
    """How much speaks for joining two columns: the cost of the join, so that none is free."""

    STRUCTURE = 1
    FOREIGN_KEY = 2
    NAMED_KEY = 3
    NATURAL = 4
    SAME_NAME = 5
    DANGLING = 6
    UNIQUE = 7
    OVERLAP = 9
    SELF = 30


@dataclass(frozen=True)
class JoinCandidate:
    """Two relations that may meet on some column pairs, and how likely a person means it.

    ``on`` holds pairs of column positions, of the left and the right relation; several only where
    one declared key is made of several columns.
    """

    left: int
    right: int
    on: tuple[tuple[int, int], ...]
    rank: JoinRank


@dataclass
class Relation:
    """One source record type with the rows of all examples; rows repeat in no example."""

    r: int
    record_type: RecordType
    columns: tuple[Column, ...]
    rows: list[tuple[int, Row]] = field(default_factory=list)
    _indexes: dict[int, dict[tuple[int, Value], list[int]]] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the record type's own name, the last part of its path."""
        return words(self.record_type.path[-1])

    def index(self, c: int) -> dict[tuple[int, Value], list[int]]:
        """The rows by the example and the value of a column; nulls are in none."""
        found = self._indexes.get(c)
        if found is None:
            found = defaultdict(list)
            for position, (example, row) in enumerate(self.rows):
                if not is_null(row[c]):
                    found[example, row[c]].append(position)
            self._indexes[c] = dict(found)
        return self._indexes[c]

    def is_unique_in_example(self, c: int) -> bool:
        return all(len(rows) == 1 for rows in self.index(c).values())

    @cached_property
    def keys(self) -> tuple[tuple[int, ...], ...]:
        """The column sets that identify a record by declaration or structure."""
        return declared_keys(self.record_type)

    @cached_property
    def identity(self) -> tuple[int, ...]:
        """What tells two records apart: the first key, else all columns."""
        return self.keys[0] if self.keys else tuple(range(len(self.columns)))


def declared_keys(record_type: RecordType) -> tuple[tuple[int, ...], ...]:
    """Column positions of each key, the best first: ``_id``, the primary key, unique columns.

    >>> from dynamite.schema import Attribute
    >>> a, b = Attribute("a", DataType.INT), Attribute("b", DataType.INT)
    >>> declared_keys(RecordType(("t",), Kind.TABLE, (a, b), primary_key=("b",)))
    ((1,),)
    """
    offset = len(record_type.surrogates)
    keys: list[tuple[int, ...]] = []
    if record_type.surrogates:
        keys.append((record_type.surrogates.index("_id"),))
    if record_type.kind is Kind.OBJECT:
        keys.append((record_type.surrogates.index("_parent"),))
    own = {attribute.name: offset + i for i, attribute in enumerate(record_type.attributes)}
    if record_type.primary_key:
        keys.append(tuple(own[name] for name in record_type.primary_key))
    for unique in record_type.unique:
        if not any(record_type.attribute(name).nullable for name in unique):
            keys.append(tuple(own[name] for name in unique))
    return tuple(dict.fromkeys(keys))


@dataclass
class Source:
    """All source relations of the examples."""

    schema: Schema
    relations: tuple[Relation, ...]
    _values_by_example: dict[tuple[int, int], dict[int, set[Value]]] = field(
        default_factory=dict, repr=False
    )
    _converted: dict[tuple[int, int, str], frozenset[tuple[int, Value]]] = field(
        default_factory=dict, repr=False
    )
    _words_of_joins: dict[JoinCandidate, frozenset[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, schema: Schema, instances: Sequence[Instance]) -> Source:
        relations = []
        for r, record_type in enumerate(schema.record_types):
            relation = Relation(r, record_type, tuple(_columns(r, record_type)))
            for example, instance in enumerate(instances):
                distinct = dict.fromkeys(instance.rows(record_type.key))
                relation.rows.extend((example, row) for row in distinct)
            relations.append(relation)
        return cls(schema, tuple(relations))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for relation in self.relations for column in relation.columns)

    def column(self, r: int, c: int) -> Column:
        return self.relations[r].columns[c]

    @cached_property
    def values(self) -> dict[tuple[int, int], frozenset[tuple[int, Value]]]:
        """The values of each column, with their example; nulls do not count."""
        return {
            (column.r, column.c): frozenset(self.relations[column.r].index(column.c))
            for column in self.columns
        }

    def converted(self, r: int, c: int, functor: str) -> frozenset[tuple[int, Value]]:
        """What a conversion makes of a column's values, with their example."""
        found = self._converted.get((r, c, functor))
        if found is None:
            found = frozenset((e, convert(functor, value)) for e, value in self.values[r, c])
            self._converted[r, c, functor] = found
        return found

    @cached_property
    def declared_joins(self) -> tuple[JoinCandidate, ...]:
        """The equalities that the schema itself states: of structure, and of foreign keys."""
        found = []
        at = {relation.record_type.key: relation for relation in self.relations}
        for relation in self.relations:
            record_type = relation.record_type
            if record_type.parent is not None:
                parent = at[record_type.parent]
                up = ((0, _id_column(parent.record_type)),)
                found.append(JoinCandidate(relation.r, parent.r, up, JoinRank.STRUCTURE))
            for foreign_key in record_type.foreign_keys:
                other = at[(foreign_key.table,)]
                pairs = zip(foreign_key.columns, foreign_key.references, strict=True)
                on = tuple(
                    (_attribute(record_type, mine), _attribute(other.record_type, theirs))
                    for mine, theirs in pairs
                )
                found.append(JoinCandidate(relation.r, other.r, on, JoinRank.FOREIGN_KEY))
            for key in relation.keys:
                same = tuple((c, c) for c in key)
                found.append(JoinCandidate(relation.r, relation.r, same, JoinRank.STRUCTURE))
        return tuple(found)

    @cached_property
    def joins(self) -> tuple[JoinCandidate, ...]:
        """Every join worth proposing, the likeliest first, in an order that only the data gives."""
        found = list(self.declared_joins)
        declared = {
            frozenset(((join.left, mine), (join.right, theirs)))
            for join in found
            for mine, theirs in join.on
            if len(join.on) == 1
        }
        for left, right in self._comparable_pairs():
            if frozenset(((left.r, left.c), (right.r, right.c))) in declared:
                continue
            rank = self._judge(left, right)
            if rank is not None:
                # The referring relation stands on the left, as in a foreign key.
                one, other = (right, left) if self._refers(right, left) else (left, right)
                found.append(JoinCandidate(one.r, other.r, ((one.c, other.c),), rank))
        found.extend(_natural_joins(found, self))
        return tuple(sorted(found, key=lambda join: (join.rank, join.left, join.right, join.on)))

    @cached_property
    def most_references(self) -> tuple[int, ...]:
        """For each relation from how many joins of keys one other relation refers to it, at the
        most, and at least 1."""
        counts: dict[tuple[int, int], int] = {}
        for join in self.joins:
            if join.rank <= JoinRank.NAMED_KEY and join.left != join.right:
                counts[join.right, join.left] = counts.get((join.right, join.left), 0) + 1
        most = [1] * len(self.relations)
        for (right, _), count in counts.items():
            most[right] = max(most[right], count)
        return tuple(most)

    @cached_property
    def self_referring(self) -> frozenset[int]:
        """The relations that may be joined with themselves on two different columns."""
        return frozenset(
            join.left
            for join in self.joins
            if join.left == join.right and any(a != b for a, b in join.on)
        )

    def words_of(self, join: JoinCandidate) -> frozenset[str]:
        """The words of a join's columns that do not just say that they are keys."""
        found = self._words_of_joins.get(join)
        if found is None:
            names = [self.column(join.left, a).name for a, _ in join.on]
            names += [self.column(join.right, b).name for _, b in join.on]
            found = frozenset(word for name in names for word in words(name)) - KEY_WORDS
            self._words_of_joins[join] = found
        return found

    def _comparable_pairs(self) -> Iterator[tuple[Column, Column]]:
        by_type: dict[Hashable, list[Column]] = defaultdict(list)
        for column in self.columns:
            by_type[column.type].append(column)
        for columns in by_type.values():
            for i, left in enumerate(columns):
                for right in columns[i:]:
                    yield left, right

    def _judge(self, left: Column, right: Column) -> JoinRank | None:
        if left.is_opaque or right.is_opaque:
            # Two arrays of one parent meet in it.
            mine = self.relations[left.r].record_type.parent
            theirs = self.relations[right.r].record_type.parent
            if left.name == right.name == "_parent" and mine == theirs:
                return JoinRank.FOREIGN_KEY if left.r != right.r else JoinRank.OVERLAP
            return None
        if not self.values[left.r, left.c] & self.values[right.r, right.c]:
            return None
        if left.type in (DataType.FLOAT, DataType.BOOL, DataType.JSON, DataType.BYTES):
            return None
        return self._rank(left, right)

    def _rank(self, left: Column, right: Column) -> JoinRank:
        if left.r == right.r:
            if self._refers_to_own_key(left, right) or self._refers_to_own_key(right, left):
                return JoinRank.UNIQUE
            are_keys = says_key(left.name) and says_key(right.name)
            return JoinRank.OVERLAP if are_keys else JoinRank.SELF
        if self._refers(left, right) or self._refers(right, left):
            within = self._is_within(left, right) or self._is_within(right, left)
            return JoinRank.NAMED_KEY if within else JoinRank.DANGLING
        contained = self._is_within(left, right) or self._is_within(right, left)
        if left.name.lower() == right.name.lower():
            if says_key(left.name) and (self._is_unique(left) or self._is_unique(right)):
                return JoinRank.NAMED_KEY
            return JoinRank.SAME_NAME if contained else JoinRank.OVERLAP
        for one, other in ((left, right), (right, left)):
            is_key = (other.c,) in self.relations[other.r].keys
            if is_key or (self._is_within(one, other) and self._is_unique(other)):
                return JoinRank.UNIQUE
        return JoinRank.OVERLAP

    def _refers(self, one: Column, other: Column) -> bool:
        """Whether names and values say that a column refers to another relation's key."""
        if one.r == other.r or one.is_opaque or other.is_opaque:
            return False
        return self._names_key(one, other)

    def _refers_to_own_key(self, one: Column, other: Column) -> bool:
        """Whether a column may refer to its own relation's key: the boss of a member of staff."""
        if one.c == other.c or not self._is_within(one, other):
            return False
        is_declared = (other.c,) in self.relations[other.r].keys
        return is_declared or self._names_key(one, other)

    def _is_within(self, one: Column, other: Column) -> bool:
        """Whether a column's values are among another's, in some example: one that shows how
        things are left out says nothing against it."""
        mine, theirs = self._by_example(one), self._by_example(other)
        return any(values <= theirs.get(example, set()) for example, values in mine.items())

    def _by_example(self, column: Column) -> dict[int, set[Value]]:
        place = (column.r, column.c)
        if place not in self._values_by_example:
            found: dict[int, set[Value]] = {}
            for example, value in self.values[place]:
                found.setdefault(example, set()).add(value)
            self._values_by_example[place] = found
        return self._values_by_example[place]

    def _is_unique(self, column: Column) -> bool:
        return self.relations[column.r].is_unique_in_example(column.c)

    def _names_key(self, one: Column, other: Column) -> bool:
        """Whether a name says that it refers to the other column: ``batter_id`` to an ``id``."""
        if not self._is_unique(other) or not (says_key(other.name) or other.name == "_id"):
            return False
        relation = self.relations[other.r]
        own, target = words(one.name), words(other.name)
        if other.name == "_id" and one.name in ("_start", "_end"):
            return self._may_end_at(one, relation)
        if own == target:
            return says_key(one.name)
        if len(own) > 1 and own[-1] == target[-1] and overlap(own[:-1], relation.words) > 0.5:
            return True
        if len(own) == 1 and overlap(own, relation.words) > 0.5:
            return True
        return len(own) > 1 and own[-1] == target[-1]

    def _may_end_at(self, end: Column, node: Relation) -> bool:
        edge = self.relations[end.r].record_type
        label = edge.start if end.name == "_start" else edge.end
        return label is None or (label,) == node.record_type.key


def _natural_joins(found: list[JoinCandidate], source: Source) -> Iterator[JoinCandidate]:
    """Several columns of equal names at once: a copied pair is a composite reference."""
    shared: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for join in found:
        if join.left != join.right and join.rank is JoinRank.SAME_NAME:
            ends = (join.left, join.right)
            (left, right), *_ = join.on
            if source.column(join.left, left).name == source.column(join.right, right).name:
                shared[ends].append((left, right))
    for (left, right), on in shared.items():
        if len(on) > 1:
            yield JoinCandidate(left, right, tuple(on), JoinRank.NATURAL)


def _columns(r: int, record_type: RecordType) -> Iterator[Column]:
    opaque = record_type.kind.model is Model.DOCUMENT
    for c, name in enumerate(record_type.surrogates):
        yield Column(r, c, name, OPAQUE if opaque else DataType.STRING, nullable=False)
    offset = len(record_type.surrogates)
    for c, attribute in enumerate(record_type.attributes):
        yield Column(r, offset + c, attribute.name, attribute.type, attribute.nullable)


def _id_column(record_type: RecordType) -> int:
    return record_type.surrogates.index("_id")


def _attribute(record_type: RecordType, name: str) -> int:
    names = [attribute.name for attribute in record_type.attributes]
    return len(record_type.surrogates) + names.index(name)
