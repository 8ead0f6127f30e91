"""Whether two programs mean the same in every source, by containment both ways.

A rule is contained in another where, chased with the source's keys and references, its body has an
image of the other's that keeps the head (Chandra and Merlin 1977); a union of rules in another
where each rule is in one of them (Sagiv and Yannakakis 1980). Negated atoms and comparisons must
have an image as they are, which is enough and not always needed: what is not shown here may hold.

Ids are equal up to their names: a Skolem term of one program stands for one of the other if in
every rule the arguments of each determine those of the other, through the same columns (or in
whatever way, where only one rule makes such ids).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.chase import Tableau
from benchmarks.constraints import Constraints
from benchmarks.scenario import Scenario
from dynamite.datalog import (
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    Variable,
    Wildcard,
)

Surrogates = tuple[str, ...]
Terms = tuple[Term, ...]

Images = dict[int, int]
"""The image of each root of a pattern, in the tableau that it is mapped to."""

Through = frozenset[tuple[object, ...]]
"""The ways in which the arguments of two Skolem terms may be tied to each other."""


def not_shown_equal(scenario: Scenario, one: Program, other: Program) -> list[str]:
    """The target record types for which containment both ways is not shown."""
    constraints = Constraints(scenario)
    ids, found = _Ids(_made_once(one) | _made_once(other)), []
    for record_type in scenario.target:
        left, right = _rules(one, record_type.key), _rules(other, record_type.key)
        both = (
            _is_contained(left, right, record_type.surrogates, constraints, ids),
            _is_contained(right, left, record_type.surrogates, constraints, ids.reversed),
        )
        if not all(both):
            found.append(record_type.name)
    return found


def _rules(program: Program, key: tuple[str, ...]) -> list[Rule]:
    assert program.header is not None
    relation = program.header.target_relation[key]
    return [rule for rule in program.rules if rule.heads[0].relation == relation]


def _made_once(program: Program) -> frozenset[str]:
    """The constructors that one rule uses, and in one place."""
    assert program.header is not None
    count = Counter(
        _id_of(term)[0]
        for rule in program.rules
        for head in rule.heads
        for name, term in zip(
            program.header.target_by_relation[head.relation].surrogates, head.terms, strict=False
        )
        if name != "_index"
    )
    return frozenset(name for name, times in count.items() if times == 1)


@dataclass
class _Ids:
    """Which constructors of the two programs stand for each other, and through what.

    ``once`` are those that one rule uses.
    """

    once: frozenset[str]
    through: dict[tuple[str, str], Through] = field(default_factory=dict)
    is_reversed: bool = False

    @property
    def reversed(self) -> _Ids:
        return _Ids(self.once, self.through, not self.is_reversed)

    def agree(self, left: str, right: str, ways: Through) -> Through | None:
        """What ties two constructors that ``ways`` would tie here, or ``None``."""
        pair = (right, left) if self.is_reversed else (left, right)
        for one, other in self.through:
            if (one == pair[0]) != (other == pair[1]):
                return None
        both = ways & self.through.get(pair, ways)
        return both or None

    def note(self, left: str, right: str, ways: Through) -> None:
        self.through[(right, left) if self.is_reversed else (left, right)] = ways


def _is_contained(
    small: list[Rule], large: list[Rule], surrogates: Surrogates, constraints: Constraints, ids: _Ids
) -> bool:
    return all(
        any(_maps_into(rule, other, surrogates, constraints, ids) for other in large)
        for rule in small
    )


def _maps_into(
    small: Rule, large: Rule, surrogates: Surrogates, constraints: Constraints, ids: _Ids
) -> bool:
    """Whether the body of ``large`` has an image in that of ``small`` that keeps the head."""
    tableau = Tableau.of(small, constraints)
    tableau.chase()
    pattern = Tableau.of(large, constraints)
    for images in _homomorphisms(pattern, tableau, 0, {}):
        mapped = _Mapped(pattern, tableau, images)
        if not all(_has_image(mapped, literal, small.body) for literal in large.body):
            continue
        ties = _head_ties(mapped, small.heads[0], large.heads[0], surrogates, ids)
        if ties is not None:
            for (left, right), ways in ties.items():
                ids.note(left, right, ways)
            return True
    return False


def _homomorphisms(
    pattern: Tableau, tableau: Tableau, position: int, images: Images
) -> Iterator[Images]:
    if position == len(pattern.atoms):
        joined = {pattern.root(symbol) for symbol in pattern.joined}
        never_null = all(tableau.is_never_null(images[symbol]) for symbol in joined)
        if never_null and _keeps_constants(pattern, tableau, images):
            yield images
        return
    relation, symbols = pattern.atoms[position]
    for other, terms in tableau.atoms:
        if other != relation:
            continue
        extended = dict(images)
        pairs = [
            (pattern.root(a), tableau.root(b)) for a, b in zip(symbols, terms, strict=True)
        ]
        if all(extended.setdefault(a, b) == b for a, b in pairs):
            yield from _homomorphisms(pattern, tableau, position + 1, extended)


def _keeps_constants(pattern: Tableau, tableau: Tableau, images: Images) -> bool:
    return all(
        tableau.has(constant) and images[root] == tableau.symbol(constant)
        for constant, root in pattern.constants()
    )


@dataclass(frozen=True)
class _Mapped:
    """A pattern with its image in a tableau: compares terms of the two rules."""

    pattern: Tableau
    tableau: Tableau
    images: Images

    def same(self, large: Term, small: Term) -> bool:
        """Whether the image of a term of the large rule is a term of the small one."""
        match large, small:
            case Variable(), Variable() | Constant():
                return self._image(large) == self.tableau.symbol(small)
            case Constant(), Constant():
                return large == small
            case Constant(), Variable():
                return self.tableau.has(large) and self.tableau.symbol(large) == (
                    self.tableau.symbol(small)
                )
            case Call(one, args), Call(other, others):
                return one == other and self._all_same(args, others)
            case Construct(one, args), Construct(other, others):
                return one == other and self._all_same(args, others)
        return isinstance(large, Wildcard) and isinstance(small, Wildcard)

    def _all_same(self, large: Terms, small: Terms) -> bool:
        return len(large) == len(small) and all(map(self.same, large, small))

    def _image(self, term: Term) -> int | None:
        if not self.pattern.has(term):
            return None
        return self.images.get(self.pattern.symbol(term))

    def ties(self, large: Terms, small: Terms, *, is_only: bool) -> Through:
        """How the arguments of two Skolem terms determine each other; empty if they do not.

        ``is_only`` says that this rule alone makes such ids.
        """
        found = set(self._through_columns(large, small, is_only))
        if self._all_same(large, small):
            found.add(("same",))
        return frozenset(found)

    def _through_columns(
        self, large: Terms, small: Terms, is_only: bool
    ) -> Iterator[tuple[object, ...]]:
        images = [self._image(term) for term in large]
        given = [self.tableau.symbol(t) for t in small if isinstance(t, Variable | Constant)]
        if None in images or len(given) != len(small):
            return
        left, right = {i for i in images if i is not None}, set(given)
        if not (left <= self.tableau.determined(right) and right <= self.tableau.determined(left)):
            return
        for relation, symbols in self.tableau.atoms:
            roots = [self.tableau.root(symbol) for symbol in symbols]
            if left | right <= set(roots):
                yield (
                    relation,
                    frozenset(c for c, root in enumerate(roots) if root in left),
                    frozenset(c for c, root in enumerate(roots) if root in right),
                )
        if is_only:
            yield ("only here",)


def _has_image(mapped: _Mapped, literal: Literal, body: tuple[Literal, ...]) -> bool:
    match literal:
        case Atom():
            return True
        case Negation(atom):
            return any(
                isinstance(other, Negation)
                and other.atom.relation == atom.relation
                and all(map(mapped.same, atom.terms, other.atom.terms))
                for other in body
            )
        case Comparison(operator, left, right):
            return any(
                isinstance(other, Comparison)
                and other.operator == operator
                and mapped.same(left, other.left)
                and mapped.same(right, other.right)
                for other in body
            )


def _head_ties(
    mapped: _Mapped, small: Atom, large: Atom, surrogates: Surrogates, ids: _Ids
) -> dict[tuple[str, str], Through] | None:
    """What ties the ids of the two heads, or ``None`` where the heads differ."""
    found: dict[tuple[str, str], Through] = {}
    for position, (one, other) in enumerate(zip(small.terms, large.terms, strict=True)):
        if position >= len(surrogates):
            if not mapped.same(other, one):
                return None
            continue
        if surrogates[position] == "_index":
            continue  # arrays compare as sets
        (left, args), (right, others) = _id_of(one), _id_of(other)
        ways = mapped.ties(others, args, is_only=left in ids.once and right in ids.once)
        if ids.is_reversed:
            ways = frozenset(_turned(way) for way in ways)
        agreed = ids.agree(left, right, ways)
        if agreed is not None and (left, right) in found:
            agreed = agreed & found[left, right] or None
        if agreed is None:
            return None
        found[left, right] = agreed
    return found


def _turned(way: tuple[object, ...]) -> tuple[object, ...]:
    """A way of being tied, seen from the other side."""
    return (way[0], *reversed(way[1:]))


def _id_of(term: Term) -> tuple[str, Terms]:
    match term:
        case Construct(constructor, args):
            return constructor, args
        case Call(functor, args):
            return functor, args
    return "value", (term,)
