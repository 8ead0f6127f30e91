"""What a migration reads: which record types and columns, and whether the source has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from dynamite.datalog import Aggregate, Atom, Header, Literal, Negation, Program, Term, Wildcard
from dynamite.errors import InputError
from dynamite.migration.proofs import Keys
from dynamite.schema import Key, Kind, Model, RecordType, Schema
from dynamite.stores.interface import Outline, Store


@dataclass(frozen=True)
class SourceReading:
    """What is read, by record type and by relation, and what is known of it.

    ``keys`` are the columns, by relation, on which the source itself lets no two records agree.
    """

    columns: Mapping[Key, Collection[str]]
    relations: tuple[str, ...]
    keys: Keys
    notes: tuple[str, ...]


def plan_reading(program: Program, header: Header, source: Store) -> SourceReading:
    """What of the source the program uses.

    Raises ``InputError`` where the source is not there, or lacks a record type or an attribute
    that the program uses, or has it with another type.
    """
    if not source.exists():
        raise InputError("there is nothing at this place", place=source.url)
    outline = source.outline()
    found = outline.schema
    used = used_columns(program)
    columns: dict[Key, Collection[str]] = {}
    keys: dict[str, list[tuple[int, ...]]] = {}
    relations, notes = [], []
    for relation, record_type in header.source_by_relation.items():
        if relation not in used:
            notes.append(f"{record_type.name}: not read, as no rule uses it")
            continue
        notes += _compare(record_type, outline, source.url)
        notes += _beyond(record_type, header.source, found)
        relations.append(relation)
        columns[record_type.key] = _wanted(record_type, used[relation])
        keys[relation] = list(_keys(record_type, found))
    if outline.is_whole:
        _refuse_strange_graph(header.source, columns, found, source.url)
    return SourceReading(columns, tuple(relations), keys, tuple(notes))


def used_columns(program: Program) -> dict[str, set[int]]:
    """The columns, by relation, that some rule's body looks at.

    >>> from dynamite.datalog import Atom, Rule, Variable, Wildcard
    >>> body = (Atom("p", (Variable("x"), Wildcard())),)
    >>> used_columns(Program((Rule((Atom("q", (Variable("x"),)),), body),)))
    {'p': {0}}
    """
    used: dict[str, set[int]] = {}
    for rule in program.rules:
        terms = [term for head in rule.heads for term in head.terms]
        for atom in _atoms(rule.body, terms):
            columns = used.setdefault(atom.relation, set())
            columns.update(i for i, t in enumerate(atom.terms) if not isinstance(t, Wildcard))
    return used


def _atoms(body: Collection[Literal], terms: Collection[Term]) -> Iterator[Atom]:
    for literal in body:
        match literal:
            case Atom():
                yield literal
                yield from _atoms((), literal.terms)
            case Negation(atom):
                yield atom
            case _:
                yield from _atoms((), (literal.left, literal.right))
    for term in terms:
        match term:
            case Aggregate(_, inner, inside):
                yield from _atoms(inside, () if inner is None else (inner,))
            case _:
                yield from _atoms((), getattr(term, "args", ()))


def _wanted(record_type: RecordType, used: set[int]) -> Collection[str]:
    """The columns to read: those in use, with a key, so that different records stay different.

    Without a key all columns are read: only records that agree in everything are duplicates.
    """
    names = record_type.columns
    if record_type.kind is not Kind.TABLE:
        return {*record_type.surrogates, *(names[column] for column in used)}
    if record_type.primary_key:
        return {*record_type.primary_key, *(names[column] for column in used)}
    return set(names)


def _keys(record_type: RecordType, found: Schema) -> Iterator[tuple[int, ...]]:
    """What the store itself guarantees: ids that the reader makes, and keys that it declares."""
    if record_type.kind is not Kind.TABLE:
        yield (record_type.columns.index("_id"),)
        if record_type.kind is Kind.OBJECT:
            yield (record_type.columns.index("_parent"),)
        return
    declared = found.by_key[record_type.key]
    for key in (declared.primary_key, *declared.unique):
        is_whole = bool(key) and all(
            name in record_type.columns and not declared.attribute(name).nullable for name in key
        )
        if is_whole:
            yield tuple(record_type.columns.index(name) for name in key)


def _compare(record_type: RecordType, outline: Outline, place: str) -> Iterator[str]:
    """Notes on what the source may rightly lack; raises ``InputError`` for what it may not.

    A file of documents or a graph shows only the fields that some record has: what is optional
    may be missing everywhere, and what its first records lack may come later.
    """
    found = outline.schema
    declared = found.by_key.get(record_type.key)
    if declared is None:
        if not outline.is_whole and (record_type.is_nested or found.model is Model.GRAPH):
            return
        if record_type.is_nested or record_type.kind.model is Model.GRAPH:
            yield f"{record_type.name}: the source has no such {record_type.kind}"
            return
        names = ", ".join(other.name for other in found) or "nothing"
        raise InputError(
            f"there is no {record_type.kind} {record_type.name!r}, which the program reads",
            place=place,
            mend=f"there is: {names}",
        )
    if declared.kind is not record_type.kind:
        raise InputError(
            f"{record_type.name} is here {_a(declared.kind)}, and the program reads "
            f"{_a(record_type.kind)}",
            place=place,
        )
    there = {attribute.name: attribute for attribute in declared.attributes}
    for attribute in record_type.attributes:
        if attribute.name in there:
            continue
        if record_type.kind is not Kind.TABLE and (attribute.nullable or not outline.is_whole):
            which = "no record" if outline.is_whole else "none of the first records"
            yield f"{record_type.name}.{attribute.name}: {which} of the source has it"
            continue
        names = ", ".join(there) or "none"
        raise InputError(
            f"{record_type.name} has no attribute {attribute.name!r}, which the program reads",
            place=place,
            mend=f"its attributes are: {names}",
        )


def _beyond(record_type: RecordType, wanted: Schema, found: Schema) -> Iterator[str]:
    """A note on what the source's records have and the program's schema does not."""
    declared = found.by_key.get(record_type.key)
    if declared is None:
        return
    known = {attribute.name for attribute in record_type.attributes}
    beyond = [a.name for a in declared.attributes if a.name not in known]
    beyond += [t.path[-1] for t in found.children(declared) if t.key not in wanted.by_key]
    if beyond:
        names = ", ".join(beyond[:5]) + (" and others" if len(beyond) > 5 else "")
        yield f"{record_type.name}: not read, as the program's schema does not have it: {names}"


def _a(kind: Kind) -> str:
    article = "an" if kind.value[0] in "aeo" else "a"
    return f"{article} {kind}"


def refuse_nothing(header: Header, read: Mapping[str, int], place: str) -> None:
    """A graph of which nothing was read is another graph, whatever its first items showed."""
    if header.source.model is Model.GRAPH and read and not any(read.values()):
        names = ", ".join(header.source_by_relation[relation].name for relation in read)
        raise InputError(f"the graph has none of what the program reads: {names}", place=place)


def _refuse_strange_graph(
    wanted: Schema, columns: Mapping[Key, object], found: Schema, place: str
) -> None:
    """A graph with none of the program's labels is another graph."""
    labels = [record_type for record_type in wanted if record_type.key in columns]
    if wanted.model is Model.GRAPH and labels and not any(rt.key in found.by_key for rt in labels):
        names = ", ".join(record_type.name for record_type in labels)
        there = ", ".join(record_type.name for record_type in found) or "nothing"
        raise InputError(
            f"the graph has none of what the program reads: {names}",
            place=place,
            mend=f"there is: {there}",
        )
