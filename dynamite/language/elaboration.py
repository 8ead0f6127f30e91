"""The program that engines run: what the types of a program decide is written out in it.

A record and its ``nil`` get the constructors of their type, an integer literal where a float is
wanted becomes a float, ``+`` of texts becomes ``cat``, what may take an unsigned below 0 is
guarded, ``as`` goes, and an equivalence relation (``eqrel``) gets the rules that make it one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dynamite.datalog import (
    RECORD,
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Declaration,
    Item,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    Variable,
    Wildcard,
)
from dynamite.errors import InputError
from dynamite.language.formatting import format_term
from dynamite.language.functors import FUNCTORS
from dynamite.language.inference import Known, TypeInference
from dynamite.language.scope import inner_scope, scope_variables
from dynamite.language.strata import rule_place
from dynamite.language.types import (
    UNSIGNED,
    IdType,
    StaticType,
    narrower,
    nil_constructor,
    record_constructor,
    type_by_name,
)
from dynamite.values import DataType

_CAN_SINK: tuple[str, ...] = ("-", "bnot", "bshl")
"""The operators that can take an unsigned below 0."""


def elaborate(program: Program, inference: TypeInference) -> Program:
    """The program for the engines; ``program`` itself where nothing is to be written out.

    ``inference`` has run on the program. Raises ``InputError`` for a record whose type no place
    decides, and for a negative literal that is an unsigned.
    """
    elaboration = _Elaboration(program, inference)
    items = tuple(item for one in program.items for item in elaboration.item(one))
    return replace(program, items=items) if elaboration.changed else program


class _Elaboration:
    """One pass over the rules of a program; ``changed`` where it found something."""

    def __init__(self, program: Program, inference: TypeInference) -> None:
        self.changed = False
        self._program = program
        self._inference = inference
        self._records = {name for name, one in program.types.items() if one.is_record}
        self._place = ""
        self._line = 0

    def item(self, item: Item) -> Iterator[Item]:
        match item:
            case Rule():
                yield self._rule(item)
            case Declaration(qualifiers=qualifiers) if "eqrel" in qualifiers:
                yield item
                yield from self._equivalence(item)
            case _:
                yield item

    def _rule(self, rule: Rule) -> Rule:
        known = self._inference.rule(rule)
        self._place, self._line = rule_place(rule), rule.line
        scope = scope_variables(rule.heads, rule.body)
        heads = tuple(self._atom(head, known, scope) for head in rule.heads)
        body = tuple(self._literal(literal, known, scope) for literal in rule.body)
        return replace(rule, heads=heads, body=body)

    def _equivalence(self, declaration: Declaration) -> Iterator[Rule]:
        self.changed = True
        name = declaration.relation
        columns = self._inference.columns[name]
        if len(columns) != 2 or columns[0] != columns[1]:
            raise InputError(
                f"relation {name} is an equivalence (eqrel), and has not two columns of one type",
                place=f"line {declaration.line}",
            )

        def atom(one: str, other: str) -> Atom:
            return Atom(name, (Variable(one), Variable(other)))

        line = declaration.line
        yield Rule((atom("x", "x"),), (Atom(name, (Variable("x"), Wildcard())),), line=line)
        yield Rule((atom("y", "x"),), (atom("x", "y"),), line=line)
        yield Rule((atom("x", "z"),), (atom("x", "y"), atom("y", "z")), line=line)

    def _atom(self, atom: Atom, known: Known, scope: frozenset[str]) -> Atom:
        columns = self._inference.columns[atom.relation]
        return Atom(
            atom.relation,
            tuple(
                self._term(term, column, known, scope)
                for term, column in zip(atom.terms, columns, strict=True)
            ),
        )

    def _literal(self, literal: Literal, known: Known, scope: frozenset[str]) -> Literal:
        match literal:
            case Atom():
                return self._atom(literal, known, scope)
            case Negation(atom):
                return Negation(self._atom(atom, known, scope))
            case Comparison(operator, left, right):
                wanted = narrower(
                    self._inference.type_of(left, known, scope),
                    self._inference.type_of(right, known, scope),
                )
                return Comparison(
                    operator,
                    self._term(left, wanted, known, scope),
                    self._term(right, wanted, known, scope),
                )

    def _term(
        self, term: Term, wanted: StaticType | None, known: Known, scope: frozenset[str]
    ) -> Term:
        match term:
            case Constant():
                return self._constant(term, wanted)
            case Construct(constructor, args):
                return self._construct(constructor, args, wanted, known, scope)
            case Call("as", (inner, Constant(name))):
                return self._cast(inner, str(name), known, scope)
            case Call():
                return self._call(term, wanted, known, scope)
            case Aggregate(operator, inner, body):
                own, within = self._inference.inside(term, known, scope), inner_scope(term, scope)
                wanted = wanted if operator in ("sum", "min", "max") else None
                return Aggregate(
                    operator,
                    None if inner is None else self._term(inner, wanted, own, within),
                    tuple(self._literal(literal, own, within) for literal in body),
                )
        return term

    def _constant(self, term: Constant, wanted: StaticType | None) -> Term:
        value = term.value
        if value is None and isinstance(wanted, IdType) and wanted.name in self._records:
            self.changed = True
            return Construct(nil_constructor(wanted.name), ())
        if not isinstance(value, int) or isinstance(value, bool):
            return term
        if wanted is UNSIGNED and value < 0:
            raise InputError(f"{value} is below 0, and is to be an unsigned", place=self._place)
        if wanted is DataType.FLOAT:
            self.changed = True
            return Constant(float(value))
        return term

    def _construct(
        self,
        constructor: str,
        args: tuple[Term, ...],
        wanted: StaticType | None,
        known: Known,
        scope: frozenset[str],
    ) -> Construct:
        fields: tuple[StaticType | None, ...]
        if constructor == RECORD:
            if not isinstance(wanted, IdType) or not wanted.name:
                raise InputError(
                    f"the type of the record {format_term(Construct(constructor, args))} is "
                    "not known",
                    place=self._place,
                    mend="name its type with as([…], TYPE)",
                )
            self.changed = True
            constructor = record_constructor(wanted.name)
            fields = self._inference.constructor(constructor)
        else:
            fields = self._inference.constructors[constructor]
        return Construct(
            constructor,
            tuple(
                self._term(arg, field, known, scope)
                for arg, field in zip(args, fields, strict=True)
            ),
        )

    def _cast(self, inner: Term, name: str, known: Known, scope: frozenset[str]) -> Term:
        self.changed = True
        wanted = type_by_name(self._program, name, "as", self._line)
        found = self._inference.type_of(inner, known, scope)
        cast = self._term(inner, wanted if wanted is not UNSIGNED else found, known, scope)
        return Call("@unsigned", (cast,)) if wanted is UNSIGNED is not found else cast

    def _call(
        self, call: Call, wanted: StaticType | None, known: Known, scope: frozenset[str]
    ) -> Term:
        signature = next(s for s in FUNCTORS[call.functor] if s.accepts(len(call.args)))
        found: StaticType | None = None
        if signature.gives is None:
            found = narrower(self._inference.type_of(call, known, scope), wanted)
        functor = call.functor
        if functor == "+" and found is DataType.STRING:
            self.changed = True
            functor = "cat"
        args = tuple(self._term(arg, found, known, scope) for arg in call.args)
        result = Call(functor, args)
        if found is UNSIGNED and functor in _CAN_SINK:
            self.changed = True
            return Call("@unsigned", (result,))
        return result
