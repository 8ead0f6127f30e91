"""Homomorphisms between the bodies of two rules, and what they make of terms.

Legend: the *large* rule, as a *pattern*, is mapped into the *tableau* of the *small* one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dynamite.containment.tableau import Tableau
from dynamite.datalog import (
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Literal,
    Negation,
    Term,
    Variable,
    Wildcard,
)

Terms = tuple[Term, ...]

Images = dict[int, int]
"""The image of each root of a pattern, in the tableau that it is mapped to."""

Through = frozenset[tuple[object, ...]]
"""The ways in which the arguments of two Skolem terms may be tied to each other."""


def homomorphisms(
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
        pairs = [(pattern.root(a), tableau.root(b)) for a, b in zip(symbols, terms, strict=True)]
        if all(extended.setdefault(a, b) == b for a, b in pairs):
            yield from homomorphisms(pattern, tableau, position + 1, extended)


def _keeps_constants(pattern: Tableau, tableau: Tableau, images: Images) -> bool:
    if not all(tableau.is_nil(images[pattern.root(nil)]) for nil in pattern.nils):
        return False
    return all(
        tableau.has(constant) and images[root] == tableau.symbol(constant)
        for constant, root in pattern.constants()
    )


@dataclass(frozen=True)
class Mapping:
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

    def has_image(self, literal: Literal, body: tuple[Literal, ...]) -> bool:
        """Whether a literal of the large rule has its image among those of the small one."""
        match literal:
            case Atom():
                return True
            case Negation(atom):
                return any(
                    isinstance(other, Negation)
                    and other.atom.relation == atom.relation
                    and all(map(self.same, atom.terms, other.atom.terms))
                    for other in body
                )
            case Comparison(operator, left, right):
                return any(
                    isinstance(other, Comparison)
                    and other.operator == operator
                    and self.same(left, other.left)
                    and self.same(right, other.right)
                    for other in body
                )

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
