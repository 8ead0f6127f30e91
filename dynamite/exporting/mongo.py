"""Rules as aggregation pipelines of MongoDB, one for each relation of a flat target.

A rule begins at the collection of its first atom and looks the others up by the values that they
share; its tests are a ``$match``, its head a ``$project``. Several rules of a relation are united.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dynamite.datalog import (
    Atom,
    Call,
    Comparison,
    Constant,
    Program,
    Rule,
    Term,
    Variable,
    Wildcard,
)
from dynamite.engines.column_types import Scope, infer_column_types
from dynamite.errors import InputError
from dynamite.language.check import check
from dynamite.language.strata import rule_atoms, rule_place
from dynamite.schema import Kind
from dynamite.values import DataType, is_null

_COMPARED: Final = {"=": "$eq", "!=": "$ne", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_CALLED: Final = {
    "+": "$add",
    "-": "$subtract",
    "*": "$multiply",
    "cat": "$concat",
    "strlen": "$strLenCP",
    "band": "$bitAnd",
    "bor": "$bitOr",
    "bxor": "$bitXor",
}
_FLAT: Final = (Kind.TABLE, Kind.COLLECTION)


def export_mongo(program: Program) -> str:
    """A JSON array of ``{"collection": …, "pipeline": […], "into": …}``, one for each target.

    Each pipeline ends in ``$out``. Raises ``InputError`` for what a pipeline cannot say by this
    form: nested targets and sources, recursion, negation, aggregates and ids.
    """
    checked = check(program)
    header = checked.program.header
    if header is None:
        raise _refused("a program without a header")
    for record_type in (*header.source.record_types, *header.target.record_types):
        if record_type.kind not in _FLAT:
            raise _refused(f"{record_type.name}, which is neither a table nor a collection,")
    exporter = _Exporter(checked.program)
    found = []
    for relation, record_type in header.target_by_relation.items():
        rules = [r for r in exporter.types.rules if r.heads[0].relation == relation]
        if not rules:
            continue
        (first, stages), *others = [exporter.rule(rule) for rule in rules]
        for collection, pipeline in others:
            stages.append({"$unionWith": {"coll": collection, "pipeline": pipeline}})
        # A set: what several matches give is there once.
        stages += [{"$group": {"_id": "$$ROOT"}}, {"$replaceRoot": {"newRoot": "$_id"}}]
        stages.append({"$out": record_type.path[-1]})
        found.append({"collection": first, "pipeline": stages, "into": record_type.path[-1]})
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


class _Exporter:
    def __init__(self, program: Program) -> None:
        assert program.header is not None
        self.header = program.header
        self.types = infer_column_types(program)

    def rule(self, rule: Rule) -> tuple[str, list[dict[str, Any]]]:
        """The collection that a rule begins at, and its stages."""
        place = rule_place(rule)
        plan = self.types.plans[self.types.rules.index(rule)]
        used = list(rule_atoms(rule))
        if plan.negations or plan.patterns or any(use for _, use in used):
            raise _refused("negation, an aggregate or an id taken apart", place)
        if not plan.atoms:
            raise _refused("a rule without an atom", place)
        body = _Body(self, plan.atoms, Scope(self.types, plan), place)
        stages = body.stages(rule.body)
        names = self.header.target_by_relation[rule.heads[0].relation].columns
        shown = dict(zip(names, rule.heads[0].terms, strict=True))
        shown.pop("_id", None)
        projected = {name: body.expression(term) for name, term in shown.items()}
        stages.append({"$project": {"_id": 0, **projected}})
        return self.collection(plan.atoms[0], place), stages

    def collection(self, atom: Atom, place: str) -> str:
        record_type = self.header.source_by_relation.get(atom.relation)
        if record_type is None:
            raise _refused(f"{atom.relation}, which is no collection of the source,", place)
        return record_type.path[-1]

    def columns(self, atom: Atom) -> Sequence[str]:
        return self.header.source_by_relation[atom.relation].columns


class _Body:
    """The stages of one body; the n-th atom's document is the field ``t<n>``."""

    def __init__(
        self, exporter: _Exporter, atoms: Sequence[Atom], scope: Scope, place: str
    ) -> None:
        self._exporter = exporter
        self._atoms = atoms
        self._scope = scope
        self._place = place
        self._bound: dict[str, Any] = {}

    def stages(self, body: Sequence[Any]) -> list[dict[str, Any]]:
        stages: list[dict[str, Any]] = [{"$replaceRoot": {"newRoot": {"t0": "$$ROOT"}}}]
        for number, atom in enumerate(self._atoms):
            own = [
                (f"$t{number}.{name}", term)
                for name, term in zip(self._exporter.columns(atom), atom.terms, strict=True)
                if not isinstance(term, Wildcard)
            ]
            if number:
                stages += self._lookup(number, atom, own)
            else:
                stages += self._match(self._tests(own))
        stages += self._match(self._comparisons(body))
        return stages

    def _lookup(
        self, number: int, atom: Atom, own: Sequence[tuple[str, Term]]
    ) -> list[dict[str, Any]]:
        before = dict(self._bound)
        shared = sorted({t.name for _, t in own if isinstance(t, Variable) and t.name in before})
        names = {name: f"v{index}" for index, name in enumerate(shared)}
        tests = []
        for path, term in own:
            field = "$" + path.split(".", 1)[1]
            if isinstance(term, Variable) and term.name in before:
                tests += _joined(field, f"$${names[term.name]}")
            elif isinstance(term, Constant):
                tests += self._constant(field, term)
        fields = {names[name]: before[name] for name in shared}
        lookup = {
            "from": self._exporter.collection(atom, self._place),
            "let": fields,
            "pipeline": self._match(tests),
            "as": f"t{number}",
        }
        late = self._tests(
            [(path, term) for path, term in own if not isinstance(term, Constant)], set(before)
        )
        return [{"$lookup": lookup}, {"$unwind": f"$t{number}"}, *self._match(late)]

    def _tests(self, own: Sequence[tuple[str, Term]], known: set[str] | None = None) -> list[Any]:
        tests: list[Any] = []
        for path, term in own:
            match term:
                case Variable(name) if known is not None and name in known:
                    pass  # tested by the lookup
                case Variable(name) if name in self._bound:
                    tests += _joined(path, self._bound[name])
                case Variable(name):
                    self._bound[name] = path
                case Constant():
                    tests += self._constant(path, term)
                case _:
                    raise _refused("a computed argument of an atom", self._place)
        return tests

    def _constant(self, path: str, term: Constant) -> list[Any]:
        if is_null(term.value):
            return [{"$eq": [{"$ifNull": [path, None]}, None]}]
        return [{"$eq": [path, self._value(term)]}]

    def _comparisons(self, body: Sequence[Any]) -> list[Any]:
        waiting = [literal for literal in body if isinstance(literal, Comparison)]
        tests: list[Any] = []
        size = -1
        while size != (size := len(waiting)):
            rest = []
            for comparison in waiting:
                bound = self._bind(comparison)
                if bound is None:
                    rest.append(comparison)
                else:
                    tests += bound
            waiting = rest
        for comparison in waiting:
            tests += self._comparison(comparison)
        return tests

    def _bind(self, comparison: Comparison) -> list[Any] | None:
        for one, other in (
            (comparison.left, comparison.right),
            (comparison.right, comparison.left),
        ):
            is_new = isinstance(one, Variable) and one.name not in self._bound
            if comparison.operator == "=" and is_new and self._is_known(other):
                assert isinstance(one, Variable)
                self._bound[one.name] = self.expression(other)
                return [_present(self._bound[one.name])]
        return None

    def _is_known(self, term: Term) -> bool:
        match term:
            case Variable(name):
                return name in self._bound
            case Call(_, args):
                return all(map(self._is_known, args))
        return True

    def _comparison(self, comparison: Comparison) -> list[Any]:
        left, right = comparison.left, comparison.right
        for one, other in ((left, right), (right, left)):
            if isinstance(other, Constant) and is_null(other.value):
                operator = "$eq" if comparison.operator == "=" else "$ne"
                return [{operator: [{"$ifNull": [self.expression(one), None]}, None]}]
        if comparison.operator not in _COMPARED:
            raise _refused(comparison.operator, self._place)
        texts = [self.expression(left), self.expression(right)]
        return [{_COMPARED[comparison.operator]: texts}, *map(_present, texts)]

    def expression(self, term: Term) -> Any:
        match term:
            case Variable(name):
                return self._bound[name]
            case Constant():
                return self._value(term)
            case Call(functor, args) if functor in _CALLED:
                kinds = {self._scope.term(arg).data for arg in args}
                if functor in ("+", "-", "*") and (DataType.INT in kinds or len(args) == 1):
                    # MongoDB goes over to floats where 64 bits do not hold.
                    raise _refused(f"{functor} of integers", self._place)
                values = [self.expression(arg) for arg in args]
                return {_CALLED[functor]: values if len(values) > 1 else values[0]}
        shown = term.functor if isinstance(term, Call) else type(term).__name__.lower()
        raise _refused(f"the term {shown}", self._place)

    def _value(self, term: Constant) -> Any:
        value = term.value
        if value is None:
            return {"$literal": None}
        if isinstance(value, bool | int | float | str) and type(value) in (bool, int, float, str):
            return {"$literal": value}
        raise _refused(f"the constant {value!r}", self._place)

    def _match(self, tests: Sequence[Any]) -> list[dict[str, Any]]:
        return [{"$match": {"$expr": {"$and": list(tests)}}}] if tests else []


def _joined(one: Any, other: Any) -> list[Any]:
    """That two values are equal and no nulls."""
    return [{"$eq": [one, other]}, _present(one)]


def _present(value: Any) -> Mapping[str, Any]:
    return {"$ne": [{"$ifNull": [value, None]}, None]}


def _refused(what: str, place: str = "") -> InputError:
    return InputError(f"{what} cannot be exported to a pipeline of MongoDB", place=place)
