"""Rule bodies as tableaux, chased with keys and references (Maier, Mendelzon and Sagiv 1979).

Legend: a *symbol* is a number that stands for a variable, wildcard or constant of a rule; symbols
that keys make equal share a root.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dynamite.containment.constraints import Constraints, Reference
from dynamite.datalog import Atom, Constant, Rule, Term, Variable

DEPTH = 4
"""How many references are followed from an atom of the rule."""


@dataclass
class Tableau:
    """The atoms of a rule's body, over symbols."""

    constraints: Constraints
    atoms: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    """The symbols that a join, or a constant of the rule, keeps from being null."""
    nils: set[int] = field(default_factory=set)
    """The symbols that an atom's ``nil`` says to be null."""
    _parents: list[int] = field(default_factory=list)
    _symbols: dict[Variable | Constant, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Rule, constraints: Constraints) -> Tableau:
        tableau = cls(constraints)
        for literal in rule.body:
            if isinstance(literal, Atom):
                tableau._add(literal)
        return tableau

    def _add(self, atom: Atom) -> None:
        symbols = []
        for term in atom.terms:
            if term == Constant(None):
                # A null joins nothing, and null and absent pass the test alike: a symbol each.
                symbols.append(self._fresh())
                self.nils.add(symbols[-1])
                continue
            known = term in self._symbols
            symbols.append(self.symbol(term))
            if known or isinstance(term, Constant):
                self.joined.add(symbols[-1])
        self.atoms.append((atom.relation, tuple(symbols)))

    def symbol(self, term: Term) -> int:
        """The symbol of a variable or constant; a fresh one for a wildcard."""
        if not isinstance(term, Variable | Constant):
            return self._fresh()
        if term not in self._symbols:
            self._symbols[term] = self._fresh()
        return self.root(self._symbols[term])

    def has(self, term: Term) -> bool:
        """Whether a variable or constant stands in some atom."""
        return term in self._symbols

    def constants(self) -> list[tuple[Constant, int]]:
        """The constants of the rule's atoms, each with its root."""
        return [
            (term, self.root(symbol))
            for term, symbol in self._symbols.items()
            if isinstance(term, Constant)
        ]

    def _fresh(self) -> int:
        self._parents.append(len(self._parents))
        return len(self._parents) - 1

    def root(self, symbol: int) -> int:
        while self._parents[symbol] != symbol:
            symbol = self._parents[symbol]
        return symbol

    def is_never_null(self, symbol: int) -> bool:
        root = self.root(symbol)
        if any(self.root(other) == root for other in self.joined):
            return True
        return any(
            self.root(symbols[position]) == root
            for relation, symbols in self.atoms
            for position in self.constraints.never_null[relation]
        )

    def is_nil(self, symbol: int) -> bool:
        """Whether the rule says that a symbol is null."""
        root = self.root(symbol)
        return any(self.root(other) == root for other in self.nils)

    def chase(self) -> None:
        """Unite what keys make equal, and add the records that references demand."""
        self._apply_keys()
        done = 0
        for _ in range(DEPTH):
            new, done = self.atoms[done:], len(self.atoms)
            for relation, symbols in new:
                for reference in self.constraints.references:
                    if reference.relation == relation:
                        self._demand(reference, symbols)
            self._apply_keys()

    def _apply_keys(self) -> None:
        changed = True
        while changed:
            changed = False
            for number, (relation, one) in enumerate(self.atoms):
                for c, d in self.constraints.equal.get(relation, ()):
                    changed |= self._unite(one[c], one[d])
                for other_relation, other in self.atoms[number + 1 :]:
                    if relation == other_relation and self._share_key(relation, one, other):
                        for a, b in zip(one, other, strict=True):
                            changed |= self._unite(a, b)

    def _share_key(self, relation: str, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
        return any(
            all(self.root(one[c]) == self.root(other[c]) for c in key)
            for key in self.constraints.keys[relation]
        )

    def _unite(self, one: int, other: int) -> bool:
        left, right = sorted((self.root(one), self.root(other)))
        self._parents[right] = left
        return left != right

    def _demand(self, reference: Reference, symbols: tuple[int, ...]) -> None:
        given = [self.root(symbols[c]) for c in reference.columns]
        if not all(self.is_never_null(symbol) for symbol in given):
            return
        wanted = list(zip(reference.references, given, strict=True))
        for relation, other in self.atoms:
            if relation == reference.to and all(self.root(other[c]) == s for c, s in wanted):
                return
        record_type = self.constraints.record_types[reference.to]
        demanded = [self._fresh() for _ in record_type.columns]
        for c, symbol in wanted:
            demanded[c] = symbol
        self.atoms.append((reference.to, tuple(demanded)))

    def determined(self, symbols: set[int]) -> set[int]:
        """The roots that some symbols determine through keys."""
        known = {self.root(symbol) for symbol in symbols}
        changed = True
        while changed:
            changed = False
            for relation, terms in self.atoms:
                roots = {self.root(term) for term in terms}
                if roots <= known:
                    continue
                keys = self.constraints.keys[relation]
                if any(all(self.root(terms[c]) in known for c in key) for key in keys):
                    known |= roots
                    changed = True
        return known
