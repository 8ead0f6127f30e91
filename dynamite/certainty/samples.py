"""The smallest source records on which a rule fires: its body frozen, with what references demand.

Every variable of a body is given a value of its own, as readable as its column allows (the
canonical database of Chandra and Merlin), so that a rule which is not contained in another makes a
record here that the other does not make. A second form has a null wherever one may stand, and where
there are truth values, further ones have them in other combinations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from dynamite.containment.constraints import Constraints
from dynamite.containment.tableau import Tableau
from dynamite.data.instance import Instance, Row
from dynamite.datalog import Atom, Call, Comparison, Constant, Program, Rule, Term, Variable
from dynamite.schema import Key, Schema
from dynamite.synthesis.conversions import convert, is_broken
from dynamite.values import DataType, Json, Value, is_null

Column = tuple[str, int]
"""A source relation, and a position in it."""

FORMS = 4
"""How many combinations of truth values are tried of one body."""


@dataclass
class Invention:
    """Gives out values that occur nowhere else.

    ``functors`` are those that a column's values must pass; ``taken`` the constants of programs.
    """

    constraints: Constraints
    functors: dict[Column, set[str]] = field(default_factory=dict)
    taken: set[Value] = field(default_factory=set)
    _count: int = 0
    _counts: dict[str, int] = field(default_factory=dict)

    def note(self, program: Program) -> None:
        """Learn of a program's constants, and of the conversions of its columns."""
        for rule in program.rules:
            calls: dict[str, set[str]] = {}
            for head in rule.heads:
                for term in head.terms:
                    _note_calls(term, (), calls)
            for literal in rule.body:
                match literal:
                    case Atom(relation, terms):
                        for position, term in enumerate(terms):
                            if isinstance(term, Variable) and term.name in calls:
                                column = (relation, position)
                                self.functors.setdefault(column, set()).update(calls[term.name])
                            if isinstance(term, Constant):
                                self.taken.add(term.value)
                    case Comparison(_, _, Constant(value)):
                        self.taken.add(value)

    def value(self, columns: Iterable[Column]) -> Value:
        """A value for columns that are equal; it passes the conversions of all of them."""
        places = list(columns)
        functors = sorted({f for place in places for f in self.functors.get(place, ())})
        relation, position = places[0]
        record_type = self.constraints.record_types[relation]
        offset = len(record_type.surrogates)
        if position < offset:
            self._count += 1
            is_text = record_type.kind.model == "graph"
            return f"{record_type.path[0].lower()[:1]}{self._count}" if is_text else self._count
        attribute = record_type.attributes[position - offset]
        name = record_type.path[-1] if attribute.name == "value" else attribute.name
        for value in self._values(attribute.type, name, functors):
            if value not in self.taken and not any(is_broken(convert(f, value)) for f in functors):
                return value
        raise AssertionError("unreachable: the values do not end")

    def _values(self, kind: DataType, name: str, functors: list[str]) -> Iterator[Value]:
        for _ in range(10_000):
            self._count += 1
            number = self._count
            if kind is DataType.STRING and not functors:
                self._counts[name] = self._counts.get(name, 0) + 1
                yield f"{name} {self._counts[name]}"
            elif kind is DataType.STRING:
                yield str(number)
                yield (date(2024, 1, 1) + timedelta(days=number)).isoformat()
                yield (datetime(2024, 1, 1, 9) + timedelta(days=number)).isoformat()
                yield "true"
                yield "AAAA"
            else:
                yield _value(kind, number)


def _note_calls(term: Term, around: tuple[str, ...], calls: dict[str, set[str]]) -> None:
    match term:
        case Call(functor, args):
            for arg in args:
                _note_calls(arg, (*around, functor), calls)
        case Variable(name):
            calls.setdefault(name, set()).update(f for f in around if f not in _OF_NULLS)


_OF_NULLS = frozenset({"@omit_null", "@nullify"})


def _value(kind: DataType, number: int) -> Value:
    match kind:
        case DataType.INT:
            return number
        case DataType.FLOAT:
            return float(number)
        case DataType.DECIMAL:
            return Decimal(number)
        case DataType.BOOL:
            return number % 2 == 1
        case DataType.DATE:
            return date(2024, 1, 1) + timedelta(days=number)
        case DataType.DATETIME:
            return datetime(2024, 1, 1, 9) + timedelta(days=number)
        case DataType.BYTES:
            return number.to_bytes(3, "big")
        case DataType.JSON:
            return Json.of(number)
        case DataType.STRING:
            return str(number)


def canonical(
    rule: Rule, constraints: Constraints, invention: Invention, schema: Schema
) -> Iterator[Instance]:
    """The samples of a rule, full ones first; each obeys the constraints."""
    for with_nulls in (False, True):
        for form in range(FORMS):
            frozen = _Frozen(rule, constraints, invention, with_nulls=with_nulls, form=form)
            instance = frozen.instance(schema)
            if instance is not None and obeys(instance, constraints):
                yield instance
            if not frozen.is_varied:
                break
        if not frozen.is_nullable:
            break


class _Frozen:
    """One form of a rule's body with values for its symbols."""

    def __init__(
        self,
        rule: Rule,
        constraints: Constraints,
        invention: Invention,
        *,
        with_nulls: bool,
        form: int,
    ) -> None:
        self.constraints = constraints
        self.invention = invention
        self.with_nulls = with_nulls
        self.form = form
        self.is_varied = False
        """Whether there are truth values to vary."""
        self.is_nullable = False
        """Whether a null may stand somewhere."""
        self.tableau = Tableau.of(rule, constraints)
        if not with_nulls:
            self.tableau.joined.update(self._fillable())
        for literal in rule.body:
            if isinstance(literal, Comparison) and isinstance(literal.left, Variable):
                symbol = self.tableau.symbol(literal.left)
                is_nil = literal.right == Constant(None)
                if is_nil and literal.operator == "=":
                    self.tableau.nils.add(symbol)
                else:
                    self.tableau.joined.add(symbol)
        self.tableau.joined -= {s for s in self.tableau.joined if self.tableau.is_nil(s)}
        self.tableau.chase()
        self.values = self._values()

    def _fillable(self) -> set[int]:
        # A reference that is to have a value needs what it refers to.
        return {
            symbol
            for relation, symbols in self.tableau.atoms
            for reference in self.constraints.references
            if reference.relation == relation
            for symbol in (symbols[c] for c in reference.columns)
        }

    def _values(self) -> dict[int, Value]:
        tableau = self.tableau
        places: dict[int, list[Column]] = {}
        for relation, symbols in tableau.atoms:
            for position, symbol in enumerate(symbols):
                places.setdefault(tableau.root(symbol), []).append((relation, position))
        values: dict[int, Value] = {root: c.value for c, root in tableau.constants()}
        truths = 0
        for root, columns in places.items():
            if root in values:
                continue
            is_needed = tableau.is_never_null(root)
            self.is_nullable |= not is_needed
            is_open = self.with_nulls or self._refers(columns)
            if tableau.is_nil(root) or (not is_needed and is_open):
                values[root] = None
            elif self._is_truth(columns[0]):
                truths += 1
                values[root] = truths >> self.form & 1 == 1
            else:
                values[root] = self.invention.value(columns)
        self.is_varied = truths > 0
        return values

    def _refers(self, columns: list[Column]) -> bool:
        return any(
            relation == reference.relation and position in reference.columns
            for reference in self.constraints.references
            for relation, position in columns
        )

    def _is_truth(self, column: Column) -> bool:
        record_type = self.constraints.record_types[column[0]]
        offset = len(record_type.surrogates)
        return column[1] >= offset and (
            record_type.attributes[column[1] - offset].type is DataType.BOOL
        )

    def instance(self, schema: Schema) -> Instance | None:
        facts: dict[Key, dict[Row, None]] = {}
        for relation, symbols in self.tableau.atoms:
            record_type = self.constraints.record_types[relation]
            row = [self.values[self.tableau.root(symbol)] for symbol in symbols]
            if "_index" in record_type.surrogates:
                row[record_type.surrogates.index("_index")] = 0
            facts.setdefault(record_type.key, {})[tuple(row)] = None
        return Instance(schema, {key: tuple(rows) for key, rows in facts.items()})


def united(instances: Iterable[Instance], schema: Schema) -> Instance:
    """All the records of several instances, each once."""
    facts: dict[Key, dict[Row, None]] = {}
    for instance in instances:
        for key, rows in instance.facts.items():
            facts.setdefault(key, {}).update(dict.fromkeys(rows))
    return Instance(schema, {key: tuple(rows) for key, rows in facts.items()})


def size(instance: Instance) -> int:
    """How many records there are."""
    return sum(map(len, instance.facts.values()))


def obeys(instance: Instance, constraints: Constraints) -> bool:
    """Whether an instance keeps to the keys, references, and columns without nulls."""
    rows = {
        relation: instance.rows(record_type.key)
        for relation, record_type in constraints.record_types.items()
    }
    for relation, keys in constraints.keys.items():
        for key in keys:
            seen = [tuple(row[c] for c in key) for row in rows[relation]]
            if len(set(seen)) != len(seen):
                return False
        needed = constraints.never_null[relation]
        if any(is_null(row[c]) for row in rows[relation] for c in needed):
            return False
    for reference in constraints.references:
        known = {tuple(row[c] for c in reference.references) for row in rows[reference.to]}
        for row in rows[reference.relation]:
            values = tuple(row[c] for c in reference.columns)
            if not any(map(is_null, values)) and values not in known:
                return False
    return True
