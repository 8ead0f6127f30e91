"""The types of a program's columns as the SQL compiler needs them, a fixpoint over its rules.

A column's type says which plain type and which constructors flow into it, and whether absence does.
All columns that hold ``$A(…)`` hold it in one form, so that ids compare alike across relations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from dynamite.columnar import may_be_absent
from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Constant,
    Construct,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    Variable,
)
from dynamite.engines.body import (
    BodyPlan,
    ColumnSource,
    PartSource,
    Source,
    TermSource,
    plan_body,
)
from dynamite.engines.functor_types import functor_type
from dynamite.errors import InputError
from dynamite.language.scope import groups, inner_scope, scope_variables
from dynamite.language.strata import rule_atoms, single_headed
from dynamite.language.types import IdType, StaticType, column_types, constructor_types, plain
from dynamite.schema import Model, RecordType
from dynamite.values import ABSENT, DataType, Json, Skolem, Value


@dataclass(frozen=True, slots=True)
class ColumnType:
    """``data`` is ``None`` where no plain value flows in; null may always."""

    data: DataType | None = None
    constructors: frozenset[str] = frozenset()
    absent: bool = False

    def __or__(self, other: ColumnType) -> ColumnType:
        if self.data is not None and other.data is not None and self.data is not other.data:
            raise InputError(
                f"one column holds both {self.data} and {other.data}",
                mend="convert one of them in the rule, as with to_string(x)",
            )
        return ColumnType(
            self.data or other.data,
            self.constructors | other.constructors,
            self.absent or other.absent,
        )

    @property
    def is_empty(self) -> bool:
        return self.data is None and not self.constructors


@dataclass
class ColumnTypes:
    """The column types of every relation, and the argument types of every constructor."""

    relations: dict[str, tuple[ColumnType, ...]] = field(default_factory=dict)
    constructors: dict[str, tuple[ColumnType, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    """The program's rules, each with one head."""
    plans: list[BodyPlan] = field(default_factory=list)
    """The plan of each rule's body."""
    boxed: frozenset[str] = frozenset()
    """The constructors whose ids are kept as text (``boxes``): those that nest without bound or
    are loaded, and all that share a column with one or are held by one."""

    def columns(self, relation: str) -> tuple[ColumnType, ...]:
        return self.relations[relation]

    def number(self, constructor: str) -> int:
        """The constructor's tag where several constructors share a column."""
        return sorted(self.constructors).index(constructor)


@dataclass
class Scope:
    """The types of variables within a body: its plan, and the scope around it (aggregates)."""

    types: ColumnTypes
    plan: BodyPlan
    around: Scope | None = None

    def variable(self, name: str) -> ColumnType:
        if name not in self.plan.bound:
            if self.around is None:
                raise InputError(f"variable {name} is bound nowhere")
            found = self.around.variable(name)
        else:
            found = self.source(self.plan.bound[name])
        return replace(found, absent=False) if name in self.plan.joined else found

    def source(self, source: Source) -> ColumnType:
        match source:
            case ColumnSource(atom, column):
                return self.types.columns(self.plan.atoms[atom].relation)[column]
            case PartSource(_, constructor, position):
                parts = self.types.constructors.get(constructor, ())
                return parts[position] if position < len(parts) else ColumnType()
            case TermSource(term):
                return self.term(term)

    def term(self, term: Term) -> ColumnType:
        match term:
            case Variable(name):
                return self.variable(name)
            case Constant(value):
                return value_type(value)
            case Construct(constructor):
                return ColumnType(constructors=frozenset({constructor}))
            case Call(functor, args):
                return functor_type(functor, args, self.term, ColumnType())
            case Aggregate():
                return self.aggregate(term)
        raise InputError("_ stands for no value here", mend="name the variable")

    def aggregate(self, term: Aggregate) -> ColumnType:
        match term.operator:
            case "count":
                return ColumnType(DataType.INT)
            case "mean":
                return ColumnType(DataType.FLOAT)
        inner = self.within(term)
        found = inner.term(term.term) if term.term is not None else ColumnType(DataType.INT)
        return replace(found, absent=False)

    def within(self, term: Aggregate) -> Scope:
        """The scope of an aggregate's body."""
        outer = groups(term, self.plan.scope)
        plan = plan_body(term.body, outer, inner_scope(term, self.plan.scope))
        return Scope(self.types, plan, self)


def value_type(value: Value) -> ColumnType:
    """The column type of one constant."""
    match value:
        case None:
            return ColumnType()
        case Skolem(constructor, _):
            return ColumnType(constructors=frozenset({constructor}))
        case _ if value is ABSENT:
            return ColumnType(absent=True)
    return ColumnType(_data_type(value))


def _data_type(value: Value) -> DataType:
    for kind, data_type in (
        (bool, DataType.BOOL),
        (int, DataType.INT),
        (float, DataType.FLOAT),
        (Decimal, DataType.DECIMAL),
        (Json, DataType.JSON),
        (str, DataType.STRING),
        (datetime, DataType.DATETIME),
        (date, DataType.DATE),
        (bytes, DataType.BYTES),
    ):
        if isinstance(value, kind):
            return data_type
    raise InputError(f"{value!r} has no type")


def declared_columns(program: Program, relation: str) -> tuple[ColumnType, ...] | None:
    """The types that a relation's header entry or declaration gives its columns."""
    header = program.header
    if header is not None:
        if relation in header.source_by_relation:
            return record_columns(header.source_by_relation[relation])
        if relation in header.target_by_relation:
            return tuple(
                replace(column, absent=False)
                for column in record_columns(header.target_by_relation[relation])
            )
    columns = column_types(program).get(relation)
    if columns is None:
        return None
    return tuple(ColumnType(None if isinstance(column, IdType) else column) for column in columns)


def record_columns(record_type: RecordType) -> tuple[ColumnType, ...]:
    """The types of a record type's columns, as ``columnar`` lays out its batches."""
    graph = record_type.kind.model is Model.GRAPH
    surrogate = ColumnType(DataType.STRING if graph else DataType.INT)
    return (surrogate,) * len(record_type.surrogates) + tuple(
        ColumnType(attribute.type, absent=may_be_absent(record_type, attribute))
        for attribute in record_type.attributes
    )


def infer_column_types(program: Program) -> ColumnTypes:
    """The column types of a program.

    Raises ``InputError`` for a column of two plain types.
    """
    types = ColumnTypes(rules=tuple(single_headed(program.rules)))
    declared = {
        relation: columns
        for relation in relations_of(program)
        if (columns := declared_columns(program, relation)) is not None
    }
    inputs = input_relations(program)
    loaded = _loaded_ids(program, types, inputs)
    for relation, arity in relations_of(program).items():
        known = declared.get(relation, (ColumnType(),) * arity)
        if relation in inputs:
            known = types.relations.get(relation, known)
        types.relations[relation] = known if relation in inputs else (ColumnType(),) * arity
    types.plans.extend(
        plan_body(rule.body, frozenset(), scope_variables(rule.heads, rule.body))
        for rule in types.rules
    )
    _flow_until_stable(types)
    for relation, columns in declared.items():
        # What only nulls flow into has the declared type.
        types.relations[relation] = tuple(
            replace(known, data=column.data) if known.is_empty else known
            for known, column in zip(types.relations[relation], columns, strict=True)
        )
    _flow_until_stable(types)
    types.boxed = _boxed(types, loaded)
    return types


def _loaded_ids(program: Program, types: ColumnTypes, inputs: frozenset[str]) -> frozenset[str]:
    """The constructors of ids that are loaded; gives them and the loaded columns their types."""
    columns = column_types(program)
    by_type: dict[str, set[str]] = {}
    arguments: dict[str, tuple[StaticType, ...]] = {}
    for constructor, (name, args) in constructor_types(program).items():
        by_type.setdefault(name, set()).add(constructor)
        arguments[constructor] = args

    def loaded_type(column: StaticType) -> ColumnType:
        column = plain(column)
        if not isinstance(column, IdType):
            return ColumnType(column)
        constructors = frozenset(by_type.get(column.name, ()))
        for constructor in sorted(constructors - types.constructors.keys()):
            types.constructors[constructor] = (ColumnType(),) * len(arguments[constructor])
            types.constructors[constructor] = tuple(map(loaded_type, arguments[constructor]))
        return ColumnType(constructors=constructors)

    for relation in sorted(inputs & columns.keys()):
        if any(isinstance(column, IdType) for column in columns[relation]):
            types.relations[relation] = tuple(map(loaded_type, columns[relation]))
    return frozenset(types.constructors)


def input_relations(program: Program) -> frozenset[str]:
    """The relations that facts are loaded into."""
    sources = program.header.source_relations if program.header is not None else ()
    return frozenset((*sources, *program.inputs))


def relations_of(program: Program) -> dict[str, int]:
    """Every relation of a program with its number of columns, in a settled order."""
    found: dict[str, int] = {}
    if program.header is not None:
        by_relation: Mapping[str, RecordType] = {
            **program.header.source_by_relation,
            **program.header.target_by_relation,
        }
        found.update({name: len(kind.columns) for name, kind in by_relation.items()})
    found.update({name: len(d.attributes) for name, d in program.declarations.items()})
    for rule in program.rules:
        for atom in (*rule.heads, *(atom for atom, _ in rule_atoms(rule))):
            arity = found.setdefault(atom.relation, len(atom.terms))
            if arity != len(atom.terms):
                raise InputError(
                    f"relation {atom.relation} has {arity} columns, an atom gives it "
                    f"{len(atom.terms)}"
                )
    return found


def terms_of(literal: Literal) -> tuple[Term, ...]:
    match literal:
        case Atom(_, terms):
            return terms
        case Negation(atom):
            return atom.terms
    return (literal.left, literal.right)


def _flow_until_stable(types: ColumnTypes) -> None:
    before = None
    while before != (state := (dict(types.relations), dict(types.constructors))):
        before = state
        for rule, plan in zip(types.rules, types.plans, strict=True):
            scope = Scope(types, plan)
            for literal in rule.body:
                for term in terms_of(literal):
                    _flow_into_constructors(term, scope)
            for head in rule.heads:
                _flow_into_head(head, scope)


def _flow_into_head(head: Atom, scope: Scope) -> None:
    columns = list(scope.types.relations[head.relation])
    for position, term in enumerate(head.terms):
        _flow_into_constructors(term, scope, makes=True)
        columns[position] = _join(
            columns[position], scope.term(term), f"{head.relation}, column {position + 1}"
        )
    scope.types.relations[head.relation] = tuple(columns)


def _flow_into_constructors(term: Term, scope: Scope, makes: bool = False) -> None:
    """Flow what a term holds into its constructors; one that ``makes`` ids takes none apart."""
    match term:
        case Construct() if not makes and scope.plan.binding.is_pattern(term):
            return  # it takes terms apart and makes none
        case Construct(constructor, args):
            for arg in args:
                _flow_into_constructors(arg, scope, makes)
            flowing = tuple(scope.term(arg) for arg in args)
            _flow_args(constructor, flowing, scope.types)
        case Call(_, args):
            for arg in args:
                _flow_into_constructors(arg, scope, makes)
        case Aggregate(_, inner, body):
            within = scope.within(term)
            for literal in body:
                for part in terms_of(literal):
                    _flow_into_constructors(part, within)
            if inner is not None:
                _flow_into_constructors(inner, within)
        case Constant(value):
            _flow_value(value, scope.types)


def _flow_value(value: Value, types: ColumnTypes) -> None:
    if isinstance(value, Skolem):
        for arg in value.args:
            _flow_value(arg, types)
        _flow_args(value.constructor, tuple(map(value_type, value.args)), types)


def _flow_args(constructor: str, flowing: tuple[ColumnType, ...], types: ColumnTypes) -> None:
    known = types.constructors.get(constructor, (ColumnType(),) * len(flowing))
    if len(known) != len(flowing):
        raise InputError(
            f"${constructor} has {len(known)} arguments in one place and {len(flowing)} in another"
        )
    types.constructors[constructor] = tuple(
        _join(one, other, f"${constructor}") for one, other in zip(known, flowing, strict=True)
    )


def _join(one: ColumnType, other: ColumnType, place: str) -> ColumnType:
    try:
        return one | other
    except InputError as error:
        raise InputError(error.problem, place=place, mend=error.mend) from None


def _boxed(types: ColumnTypes, loaded: frozenset[str]) -> frozenset[str]:
    boxed = set(loaded)
    boxed |= {name for name in types.constructors if name in _held_by(name, types)}
    columns = [column for row in types.relations.values() for column in row]
    columns += [column for row in types.constructors.values() for column in row]
    size = -1
    while size != (size := len(boxed)):
        for name in tuple(boxed):
            boxed |= _held_by(name, types)
        for column in columns:
            if not boxed.isdisjoint(column.constructors):
                boxed |= column.constructors
    return frozenset(boxed)


def _held_by(constructor: str, types: ColumnTypes) -> set[str]:
    held: set[str] = set()
    waiting = [constructor]
    while waiting:
        for arg in types.constructors.get(waiting.pop(), ()):
            waiting.extend(arg.constructors - held)
            held |= arg.constructors
    return held
