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
from collections.abc import Collection
from dataclasses import dataclass, field

from dynamite.containment.constraints import Constraints
from dynamite.containment.images import Mapping, Terms, Through, homomorphisms
from dynamite.containment.tableau import Tableau
from dynamite.datalog import Atom, Call, Construct, Program, Rule, Term
from dynamite.schema import Key

Surrogates = tuple[str, ...]


def not_shown_equal(
    constraints: Constraints, one: Program, other: Program, shared: Collection[Key] = ()
) -> list[str]:
    """The target record types for which containment both ways is not shown.

    ``shared`` are those whose rules are known to be the very same, which saves looking at them.
    """
    assert one.header is not None
    ids, found = _Ids(_made_once(one) | _made_once(other)), []
    for key in shared:
        for rule in _rules(one, key):
            for term in rule.heads[0].terms:
                if isinstance(term, Construct):
                    ids.note(term.constructor, term.constructor, frozenset({("same",)}))
    for record_type in one.header.target:
        if record_type.key in shared:
            continue
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
    small: list[Rule],
    large: list[Rule],
    surrogates: Surrogates,
    constraints: Constraints,
    ids: _Ids,
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
    for images in homomorphisms(pattern, tableau, 0, {}):
        mapped = Mapping(pattern, tableau, images)
        if not all(mapped.has_image(literal, small.body) for literal in large.body):
            continue
        ties = _head_ties(mapped, small.heads[0], large.heads[0], surrogates, ids)
        if ties is not None:
            for (left, right), ways in ties.items():
                ids.note(left, right, ways)
            return True
    return False


def _head_ties(
    mapped: Mapping, small: Atom, large: Atom, surrogates: Surrogates, ids: _Ids
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
