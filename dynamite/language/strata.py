"""Strata: the order in which the relations of a program are derived.

Relations that depend on each other are derived together; one that depends on another through a
negation or an aggregate comes after it (stratified semantics). A cycle through either is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dynamite.datalog import Atom, Literal, Negation, Program, Rule, Term
from dynamite.errors import InputError
from dynamite.language.scope import aggregates


@dataclass(frozen=True)
class Stratum:
    """Relations derived together, and their rules, each with one head.

    ``recursive`` where a rule's body uses a relation of the stratum itself.
    """

    relations: tuple[str, ...]
    rules: tuple[Rule, ...]
    recursive: bool


def single_headed(rules: Iterable[Rule]) -> Iterator[Rule]:
    """The rules, each head by itself."""
    for rule in rules:
        if len(rule.heads) == 1:
            yield rule
        else:
            for head in rule.heads:
                yield replace(rule, heads=(head,))


def body_atoms(body: Iterable[Literal]) -> Iterator[tuple[Atom, str]]:
    """Every atom of a body, with how it is used: ``""``, ``"negation"`` or ``"aggregate"``."""
    for literal in body:
        match literal:
            case Atom():
                yield literal, ""
            case Negation(atom):
                yield atom, "negation"
        yield from _aggregated(literal)


def _aggregated(part: Literal | Term) -> Iterator[tuple[Atom, str]]:
    for aggregate in aggregates(part):
        yield from ((atom, "aggregate") for atom, _ in body_atoms(aggregate.body))
        if aggregate.term is not None:
            yield from _aggregated(aggregate.term)


def rule_atoms(rule: Rule) -> Iterator[tuple[Atom, str]]:
    """Every atom that a rule's facts depend on, with how it is used."""
    yield from body_atoms(rule.body)
    for head in rule.heads:
        for term in head.terms:
            yield from _aggregated(term)


def stratify(program: Program) -> tuple[Stratum, ...]:
    """The strata in the order of their evaluation, only of relations that have rules.

    Raises ``InputError`` for a relation that depends on itself through a negation or an aggregate,
    with the cycle.
    """
    by_head: dict[str, list[Rule]] = {}
    for rule in single_headed(program.rules):
        by_head.setdefault(rule.heads[0].relation, []).append(rule)
    uses = {
        relation: {atom.relation: None for rule in rules for atom, _ in rule_atoms(rule)}
        for relation, rules in by_head.items()
    }
    strata = []
    for component in _components(uses):
        members = [relation for relation in by_head if relation in component]
        if not members:
            continue
        rules = tuple(rule for relation in members for rule in by_head[relation])
        recursive = any(used in component for relation in members for used in uses[relation])
        if recursive:
            _refuse_cycle(component, rules, uses)
        strata.append(Stratum(tuple(members), rules, recursive))
    return tuple(strata)


def _components(uses: Mapping[str, Iterable[str]]) -> Iterator[frozenset[str]]:
    """The strongly connected components, each after those that it uses (Tarjan 1972)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root in uses:
        if root in number:
            continue
        work = [(root, iter(uses[root]))]
        number[root] = low[root] = len(number)
        path.append(root)
        on_path.add(root)
        while work:
            node, successors = work[-1]
            for successor in successors:
                if successor not in number:
                    number[successor] = low[successor] = len(number)
                    path.append(successor)
                    on_path.add(successor)
                    work.append((successor, iter(uses.get(successor, ()))))
                    break
                if successor in on_path:
                    low[node] = min(low[node], number[successor])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    component = path[path.index(node) :]
                    del path[-len(component) :]
                    on_path.difference_update(component)
                    yield frozenset(component)


def _refuse_cycle(
    component: frozenset[str], rules: Iterable[Rule], uses: Mapping[str, Iterable[str]]
) -> None:
    for rule in rules:
        for atom, use in rule_atoms(rule):
            if use and atom.relation in component:
                head = rule.heads[0].relation
                cycle = [head, *_path(atom.relation, head, uses, component)]
                through = "a negation" if use == "negation" else "an aggregate"
                raise InputError(
                    f"{head} depends on itself through {through}: {' -> '.join(cycle)}",
                    place=rule_place(rule),
                    mend="break the cycle: what is negated or aggregated must be derived before",
                )


def _path(
    start: str, end: str, uses: Mapping[str, Iterable[str]], component: frozenset[str]
) -> list[str]:
    """A shortest way from a relation to another by what each uses, both ends included."""
    came_from: dict[str, str | None] = {start: None}
    queue = [start]
    while end not in came_from:
        node = queue.pop(0)
        for used in uses.get(node, ()):
            if used in component and used not in came_from:
                came_from[used] = node
                queue.append(used)
    path: list[str] = []
    step: str | None = end
    while step is not None:
        path.append(step)
        step = came_from[step]
    return path[::-1]


def rule_place(rule: Rule) -> str:
    """Where a rule stands, as a message names it: its line and what it derives."""
    heads = ", ".join(head.relation for head in rule.heads)
    what = f"{'fact of' if rule.is_fact else 'rule for'} {heads}"
    return f"line {rule.line}, {what}" if rule.line else what
