"""Many-sorted first-order formulas: terms that are made once, and simplified as they are made.

Equal terms are one object, so ``is`` compares them. A sort is its name; ``BOOL`` is the sort of
formulas. Constants made by ``distinct`` are different from each other within a sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Final
from weakref import WeakValueDictionary

BOOL: Final = "Bool"


class Term:
    """A term or a formula: an operator, a name where the operator needs one, and arguments.

    Operators: ``true``, ``false``, ``variable``, ``distinct`` (a constant), ``apply``, ``=``,
    ``and``, ``or``, ``not``, ``ite``, ``exists`` (the last argument is the body), ``exactly`` (the
    name is how many of the arguments hold).
    """

    __slots__ = ("__weakref__", "arguments", "name", "operator", "sort")

    operator: str
    name: str
    arguments: tuple[Term, ...]
    sort: str

    def __repr__(self) -> str:
        inner = ", ".join(map(repr, self.arguments))
        label = self.name or self.operator
        if self.operator == "exactly":
            label = f"exactly {self.name}"
        return f"{label}({inner})" if inner else label


_MADE: WeakValueDictionary[tuple[str, str, str, tuple[int, ...]], Term] = WeakValueDictionary()


def _make(operator: str, name: str, arguments: tuple[Term, ...], sort: str) -> Term:
    key = (operator, name, sort, tuple(map(id, arguments)))
    found = _MADE.get(key)
    if found is None:
        found = Term()
        found.operator, found.name, found.arguments, found.sort = operator, name, arguments, sort
        _MADE[key] = found
    return found


TRUE: Final = _make("true", "", (), BOOL)
FALSE: Final = _make("false", "", (), BOOL)


def variable(name: str, sort: str) -> Term:
    """A variable, bound by a quantifier around it."""
    return _make("variable", name, (), sort)


def distinct(name: str, sort: str) -> Term:
    """A constant that differs from every other constant made by this function in its sort."""
    return _make("distinct", name, (), sort)


def apply(name: str, arguments: Sequence[Term], sort: str) -> Term:
    """The value of an uninterpreted function; without arguments, an unknown constant."""
    return _make("apply", name, tuple(arguments), sort)


def equal(left: Term, right: Term) -> Term:
    """Whether two terms of one sort are the same value.

    >>> equal(distinct("a", "S"), distinct("b", "S")) is FALSE
    True
    """
    assert left.sort == right.sort, (left, left.sort, right, right.sort)
    if left is right:
        return TRUE
    if left.operator == right.operator == "distinct":
        return FALSE
    if left.sort == BOOL:
        return all_of(any_of(negation(left), right), any_of(negation(right), left))
    for one, other in ((left, right), (right, left)):
        if one.operator == "ite" and other.operator == "distinct":
            test, yes, no = one.arguments
            if "distinct" in (yes.operator, no.operator):
                return choice(test, equal(yes, other), equal(no, other))
    if id(left) > id(right):
        left, right = right, left
    return _make("=", "", (left, right), BOOL)


def negation(formula: Term) -> Term:
    if formula is TRUE:
        return FALSE
    if formula is FALSE:
        return TRUE
    return formula.arguments[0] if formula.operator == "not" else _make("not", "", (formula,), BOOL)


def _combine(operator: str, formulas: Iterable[Term], unit: Term, zero: Term) -> Term:
    parts: dict[int, Term] = {}
    for formula in formulas:
        inner = formula.arguments if formula.operator == operator else (formula,)
        for part in inner:
            if part is zero or id(negation(part)) in parts:
                return zero
            if part is not unit:
                parts[id(part)] = part
    if len(parts) < 2:
        return next(iter(parts.values()), unit)
    return _make(operator, "", tuple(parts.values()), BOOL)


def all_of(*formulas: Term) -> Term:
    """The conjunction; of none, ``TRUE``."""
    return _combine("and", formulas, TRUE, FALSE)


def any_of(*formulas: Term) -> Term:
    """The disjunction; of none, ``FALSE``."""
    return _combine("or", formulas, FALSE, TRUE)


def implies(premise: Term, conclusion: Term) -> Term:
    return any_of(negation(premise), conclusion)


def exactly(count: int, formulas: Sequence[Term]) -> Term:
    """That so many of the formulas hold."""
    open_formulas = [f for f in formulas if f is not TRUE and f is not FALSE]
    count -= sum(f is TRUE for f in formulas)
    if not 0 <= count <= len(open_formulas):
        return FALSE
    if not open_formulas:
        return TRUE
    return _make("exactly", str(count), tuple(open_formulas), BOOL)


def choice(test: Term, yes: Term, no: Term) -> Term:
    """``yes`` where the test holds, else ``no``."""
    if test is TRUE or yes is no:
        return yes
    if test is FALSE:
        return no
    if yes.sort == BOOL:
        return all_of(implies(test, yes), any_of(test, no))
    return _make("ite", "", (test, yes, no), yes.sort)


def for_all(variables: Sequence[Term], body: Term) -> Term:
    """The body for every value of the variables."""
    return negation(exists(variables, negation(body)))


def exists(variables: Sequence[Term], body: Term) -> Term:
    """The body for some value of the variables; one that must equal a term is replaced by it."""
    remaining = [v for v in variables if occurs(v, body)]
    changed = True
    while changed:
        changed = False
        for v in remaining:
            value = _forced(v, body)
            if value is not None:
                body = substitute(body, {v: value})
                remaining = [w for w in remaining if w is not v and occurs(w, body)]
                changed = True
                break
    if body.operator == "or":
        return any_of(*(exists(remaining, part) for part in body.arguments))
    if not remaining:
        return body
    return _make("exists", "", (*remaining, body), BOOL)


def _forced(v: Term, body: Term) -> Term | None:
    parts = body.arguments if body.operator == "and" else (body,)
    for part in parts:
        if part.operator == "=":
            for one, other in (part.arguments, part.arguments[::-1]):
                if one is v and not occurs(v, other):
                    return other
    return None


def occurs(v: Term, term: Term) -> bool:
    """Whether a variable is free in a term (bound variables have names of their own)."""
    seen: set[int] = set()
    stack = [term]
    while stack:
        node = stack.pop()
        if node is v:
            return True
        if id(node) not in seen:
            seen.add(id(node))
            stack.extend(node.arguments)
    return False


def substitute(term: Term, values: Mapping[Term, Term]) -> Term:
    """The term with variables replaced; bound variables are never among the replaced ones."""
    done: dict[int, Term] = {id(v): value for v, value in values.items()}
    keep: list[Term] = []

    def visit(node: Term) -> Term:
        found = done.get(id(node))
        if found is None:
            arguments = tuple(map(visit, node.arguments))
            if all(new is old for new, old in zip(arguments, node.arguments, strict=True)):
                found = node
            else:
                found = _rebuilt(node, arguments)
            keep.append(node)
            done[id(node)] = found
        return found

    return visit(term)


def _rebuilt(node: Term, arguments: tuple[Term, ...]) -> Term:
    match node.operator:
        case "=":
            return equal(*arguments)
        case "and":
            return all_of(*arguments)
        case "or":
            return any_of(*arguments)
        case "not":
            return negation(*arguments)
        case "ite":
            return choice(*arguments)
        case "exists":
            return exists(arguments[:-1], arguments[-1])
        case "exactly":
            return exactly(int(node.name), arguments)
    return _make(node.operator, node.name, arguments, node.sort)


def ground(term: Term, domain: Mapping[str, Sequence[Term]]) -> Term:
    """The term with each quantifier written out over the values of its variables' sorts."""
    done: dict[int, Term] = {}
    keep: list[Term] = []

    def visit(node: Term) -> Term:
        found = done.get(id(node))
        if found is None:
            if node.operator == "exists":
                *bound, body = node.arguments
                choices = product(*(domain[v.sort] for v in bound))
                found = any_of(
                    *(
                        visit(substitute(body, dict(zip(bound, values, strict=True))))
                        for values in choices
                    )
                )
            else:
                arguments = tuple(map(visit, node.arguments))
                same = all(a is b for a, b in zip(arguments, node.arguments, strict=True))
                found = node if same else _rebuilt(node, arguments)
            keep.append(node)
            done[id(node)] = found
        return found

    return visit(term)


def subterms(terms: Iterable[Term]) -> list[Term]:
    """Every term inside these, each once, arguments before what is made of them."""
    seen: set[int] = set()
    found: list[Term] = []

    def visit(node: Term) -> None:
        if id(node) not in seen:
            seen.add(id(node))
            for argument in node.arguments:
                visit(argument)
            found.append(node)

    for term in terms:
        visit(term)
    return found
