"""From the rules that were found to a program as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dynamite.datalog import (
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Declaration,
    Directive,
    Header,
    Item,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    TypeDeclaration,
    Variable,
    Wildcard,
)
from dynamite.language.text import identifiers, unique_identifiers
from dynamite.schema import Key, Kind, Model, RecordType, Schema
from dynamite.synthesis.body import Body, Place
from dynamite.synthesis.fit import Provider
from dynamite.synthesis.identity import IdTerm
from dynamite.synthesis.names import KEY_WORDS, words
from dynamite.synthesis.source import OPAQUE, Source
from dynamite.synthesis.target_rule import TargetRule
from dynamite.values import DataType

_TYPE_NAMES: dict[str, str] = {
    DataType.INT: "number",
    DataType.FLOAT: "float",
    DataType.STRING: "symbol",
    OPAQUE: "number",
}
"""How ``.decl`` writes a type; the others are subtypes of ``symbol`` with the type's own name."""


Written = dict[int, tuple[TargetRule, Rule]]
"""Rules as they were written, by the identity of what they were written from."""


def emit(
    source: Source,
    target: Schema,
    rules: dict[Key, list[TargetRule]],
    written: Written | None = None,
) -> Program:
    """The program of some rules, with both schemas in its header.

    What is in ``written`` is taken from there, and what is not is added, for the next program over
    the same schemas.
    """
    written = {} if written is None else written
    header = Header(
        source.schema,
        target,
        identifiers(source.schema, "in_"),
        identifiers(target, "out_"),
    )
    ordered = [rule for rt in target.record_types for rule in rules.get(rt.key, ())]
    ids = _IdTypes(source, target, ordered)
    for rule in ordered:
        if id(rule) not in written:
            written[id(rule)] = (rule, _Emitter(source, header, rule).rule())
    made = tuple(written[id(rule)][1] for rule in ordered)
    used = {r for rule in ordered for r in _relations(rule.rule.body)}
    declarations: list[Declaration] = []
    for relation in source.relations:
        if relation.r in used:
            types = [_type_name(column.type) for column in relation.columns]
            name = header.source_relations[relation.r]
            declarations.append(_declaration(name, relation.record_type, types))
    for name, record_type in zip(header.target_relations, target.record_types, strict=True):
        declarations.append(_declaration(name, record_type, ids.types(record_type)))
    items: list[Item] = [*_subtypes(declarations), *ids.declarations(), *declarations]
    items += [
        Directive("input", header.source_relations[relation.r])
        for relation in source.relations
        if relation.r in used
    ]
    items += [Directive("output", name) for name in header.target_relations]
    return Program((*items, *made), header)


def _relations(body: Body) -> Iterator[int]:
    yield from body.slots
    yield from (absence.r for absence in body.absences)


def _type_name(data_type: str) -> str:
    return _TYPE_NAMES.get(data_type, data_type)


def _declaration(name: str, record_type: RecordType, types: list[str]) -> Declaration:
    columns = unique_identifiers(record_type.columns)
    return Declaration(name, tuple(zip(columns, types, strict=True)))


def _subtypes(declarations: Iterable[Declaration]) -> Iterator[TypeDeclaration]:
    used = {type_name for d in declarations for _, type_name in d.attributes}
    for data_type in DataType:
        if data_type in used and data_type not in _TYPE_NAMES and data_type != DataType.FLOAT:
            yield TypeDeclaration(str(data_type), "symbol")


class _IdTypes:
    """The types of surrogate columns: an ADT for each group of constructors that share a column."""

    def __init__(self, source: Source, target: Schema, rules: list[TargetRule]) -> None:
        self.source = source
        self.target = target
        self._columns: dict[tuple[Key, str], set[str]] = {}
        self._arguments: dict[str, tuple[tuple[str, str], ...]] = {}
        self._group: dict[str, str] = {}
        for rule in rules:
            for column, term in _surrogate_terms(rule).items():
                key = (rule.record_type.key, column)
                self._columns.setdefault(key, set()).add(term.constructor)
                if term.constructor:
                    self._note(rule, term)
        for constructors in self._columns.values():
            names = sorted(name for name in constructors if name)
            for name in names[1:]:
                self._unite(names[0], name)

    def _note(self, rule: TargetRule, term: IdTerm) -> None:
        body = rule.rule.body
        columns = [self.source.column(body.slots[slot], c) for slot, c in term.args]
        names = unique_identifiers(column.name.lstrip("_") or "key" for column in columns)
        types = (_type_name(column.type) for column in columns)
        self._arguments.setdefault(term.constructor, tuple(zip(names, types, strict=True)))
        self._group.setdefault(term.constructor, term.constructor)

    def _find(self, name: str) -> str:
        while self._group[name] != name:
            name = self._group[name]
        return name

    def _unite(self, one: str, other: str) -> None:
        first, second = sorted((self._find(one), self._find(other)))
        self._group[second] = first

    def declarations(self) -> Iterator[TypeDeclaration]:
        groups: dict[str, list[str]] = {}
        for name in self._arguments:
            groups.setdefault(self._find(name), []).append(name)
        for first, names in groups.items():
            branches = tuple((name, self._arguments[name]) for name in names)
            yield TypeDeclaration(f"{first}Id", branches=branches)

    def types(self, record_type: RecordType) -> list[str]:
        found = []
        for column in record_type.surrogates:
            constructors = self._columns.get((record_type.key, column), set()) - {""}
            if column == "_index":
                found.append("number")
            elif constructors:
                found.append(f"{self._find(min(constructors))}Id")
            else:
                found.append(self._without_constructor(record_type))
        return found + [_type_name(a.type) for a in record_type.attributes]

    def _without_constructor(self, record_type: RecordType) -> str:
        return "symbol" if record_type.kind.model is Model.GRAPH else "number"


def _surrogate_terms(rule: TargetRule) -> dict[str, IdTerm]:
    terms = {"_parent": rule.parent, "_id": rule.id, "_start": rule.start, "_end": rule.end}
    return {
        column: term
        for column in rule.record_type.surrogates
        if column != "_index" and (term := terms[column]) is not None
    }


class _Emitter:
    """Names the variables of one rule, and writes its head and body."""

    def __init__(self, source: Source, header: Header, target: TargetRule) -> None:
        self.source = source
        self.header = header
        self.target = target
        self.body = target.rule.body
        self.root = self.body.classes()
        self.constants = self._constant_places()
        self.used = self._used()
        self.names = self._names()

    def rule(self) -> Rule:
        relation = self.header.target_relation[self.target.record_type.key]
        attributes = self.target.rule.providers[: len(self.target.record_type.attributes)]
        terms = (*self._surrogates(), *(self._cell(provider) for provider in attributes))
        return Rule((Atom(relation, terms),), tuple(self._literals()))

    # -- variables -----------------------------------------------------------------------------

    def _find(self, place: Place) -> Place:
        return self.root.get(place, place)

    def _constant_places(self) -> dict[Place, Constant]:
        """Places that an equality with a constant fixes, where it can stand in the atom."""
        shown = {self._find(place) for place in self._head_places()}
        joined = set(self.root.values())
        absent = {self._find(p) for a in self.body.absences for _, p in a.on}
        found: dict[Place, Constant] = {}
        counts: dict[Place, int] = {}
        for condition in self.body.conditions:
            counts[condition.place] = counts.get(condition.place, 0) + 1
        for condition in self.body.conditions:
            place = self._find(condition.place)
            is_alone = counts[condition.place] == 1 and place not in shown | joined | absent
            if condition.operator == "=" and is_alone:
                found[condition.place] = Constant(condition.value)
        return found

    def _head_places(self) -> Iterator[Place]:
        for provider in self.target.rule.providers:
            if provider.place is not None:
                yield provider.place
        for term in _surrogate_terms(self.target).values():
            yield from term.args
        if self.target.index is not None:
            yield self.target.index

    def _used(self) -> set[Place]:
        """The classes of places that occur twice in the rule: what needs a variable."""
        used = {self._find(place) for place in self._head_places()}
        used |= set(self.root.values())
        used |= {self._find(p) for a in self.body.absences for _, p in a.on}
        for condition in self.body.conditions:
            if condition.place not in self.constants:
                used.add(self._find(condition.place))
        return used

    def _names(self) -> dict[Place, str]:
        names: dict[Place, str] = {}
        wanted: list[tuple[Place, str]] = []
        for slot, r in enumerate(self.body.slots):
            for column in self.source.relations[r].columns:
                place = self._find((slot, column.c))
                if place in self.used and place not in names:
                    names[place] = ""
                    wanted.append((place, self._role(slot) + self._variable(r, column.name)))
        unique = unique_identifiers(name for _, name in wanted)
        for (place, _), name in zip(wanted, unique, strict=True):
            names[place] = name
        return names

    def _role(self, slot: int) -> str:
        """What tells a copy of a relation from the others: the name of what refers to it."""
        if self.body.slots.count(self.body.slots[slot]) == 1:
            return ""
        for left, right in sorted(self.body.equalities):
            for (mine, _), (other, c) in ((left, right), (right, left)):
                if mine == slot and self.body.slots[other] != self.body.slots[slot]:
                    name = self.source.column(self.body.slots[other], c).name
                    spoken = [word for word in words(name) if word not in KEY_WORDS]
                    if spoken:
                        return "_".join(spoken) + "_"
        return ""

    def _variable(self, r: int, column: str) -> str:
        last = words(self.source.relations[r].record_type.path[-1])
        own = "_".join(last) or "record"
        if column == "_id":
            return own
        if column == "_parent":
            parent = self.source.relations[r].record_type.path[-2:-1]
            return "_".join(words(parent[0])) if parent and words(parent[0]) else "parent"
        if column == "value" and self.source.relations[r].record_type.kind is Kind.SCALARS:
            return own
        if column.startswith("_"):
            return column[1:] or own
        return column

    def _term(self, place: Place) -> Variable:
        return Variable(self.names[self._find(place)])

    # -- head ----------------------------------------------------------------------------------

    def _surrogates(self) -> Iterator[Term]:
        terms = _surrogate_terms(self.target)
        for column in self.target.record_type.surrogates:
            if column == "_index":
                index = self.target.index
                yield Constant(0) if index is None else self._term(index)
            else:
                yield self._id(terms[column])

    def _id(self, term: IdTerm) -> Term:
        args = tuple(self._term(place) for place in term.args)
        if term.constructor:
            return Construct(term.constructor, args)
        return Call(term.conversion, args) if term.conversion else args[0]

    def _cell(self, provider: Provider) -> Term:
        if provider.place is None or provider.term is None:
            return Constant(provider.constant)
        cell: Term = self._term(provider.place)
        if provider.term.conversion:
            cell = Call(provider.term.conversion, (cell,))
        return Call(provider.term.nulls, (cell,)) if provider.term.nulls else cell

    # -- body ----------------------------------------------------------------------------------

    def _literals(self) -> Iterator[Literal]:
        for slot, r in enumerate(self.body.slots):
            yield Atom(
                self.header.source_relations[r],
                tuple(self._argument((slot, c.c)) for c in self.source.relations[r].columns),
            )
        for absence in self.body.absences:
            on = dict(absence.on)
            columns = self.source.relations[absence.r].columns
            terms = tuple(self._term(on[c.c]) if c.c in on else Wildcard() for c in columns)
            yield Negation(Atom(self.header.source_relations[absence.r], terms))
        for condition in self.body.conditions:
            if condition.place not in self.constants:
                constant = Constant(condition.value)
                yield Comparison(condition.operator, self._term(condition.place), constant)

    def _argument(self, place: Place) -> Term:
        if place in self.constants:
            return self.constants[place]
        return self._term(place) if self._find(place) in self.used else Wildcard()
