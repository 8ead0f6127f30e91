"""Probes of what is lost: nulls that join nothing, and records that no rule reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dynamite.datalog import (
    Atom,
    Comparison,
    Constant,
    Construct,
    Negation,
    Rule,
    Term,
    TypeDeclaration,
    Variable,
    Wildcard,
)
from dynamite.preflight.finding import FindingKind
from dynamite.preflight.probe import Probe
from dynamite.preflight.rule_reading import (
    Use,
    bodies,
    column_list,
    record_name,
    target_names,
    uses,
)
from dynamite.preflight.source_asker import SourceAsker, positive, repeats


class LossProbes(SourceAsker):
    """Records of which nothing is made, here or at all."""

    def probes(self) -> Iterator[Probe]:
        yield from self._nulls()
        yield from self._unreached()

    def _nulls(self) -> Iterator[Probe]:
        grouped: dict[tuple[str, int], list[Use]] = {}
        for use in uses(self._program, self._header):
            record_type = self._type(use.relation)
            attribute = use.column - len(record_type.surrogates)
            if attribute < 0 or not record_type.attributes[attribute].nullable:
                continue
            if use.relation in self._questions.relations and not self._is_outer(use):
                grouped.setdefault((use.relation, use.column), []).append(use)
        for (relation, column), found in grouped.items():
            terms = self._writer.columns(relation)
            body = (Atom(relation, terms), Comparison("=", terms[column], Constant(None)))
            how = " and ".join(dict.fromkeys(use.how for use in found))
            rules = [use.rule for use in found]
            yield self._probe(
                self._writer.record_relation("null", relation, body),
                relation,
                FindingKind.NULL,
                column_list(self._header, relation, (column,)),
                how,
                f"a null joins nothing and passes no test: no record of "
                f"{target_names(self._header, rules)} is made from these there",
                rules,
            )

    def _is_outer(self, use: Use) -> bool:
        return self._is_provided_for(use.rule, use.relation, (use.column,), positive(use.rule))

    def _unreached(self) -> Iterator[Probe]:
        for relation in self._questions.relations:
            found = [
                (body, literal)
                for rule in self._program.rules
                for body in bodies(rule)
                for literal in body
                if isinstance(literal, Atom) and literal.relation == relation
            ]
            if any(len(body) == 1 and _takes_all(atom) for body, atom in found):
                continue
            terms = self._writer.columns(relation)
            row, attributes = self._row(relation)
            reached = self._writer.declare(f"reached_{relation}", attributes)
            for body, atom in found:
                # The atom with a variable for each column, so that its whole record is known.
                named = tuple(
                    Variable(f"c{column} of atom") if isinstance(term, Wildcard) else term
                    for column, term in enumerate(atom.terms)
                )
                whole = tuple(Atom(relation, named) if lit is atom else lit for lit in body)
                self._writer.items.append(Rule((Atom(reached, row(named)),), whole))
            body = (Atom(relation, terms), Negation(Atom(reached, row(terms))))
            yield self._probe(
                self._writer.record_relation("unreached", relation, body),
                relation,
                FindingKind.UNREACHED,
                record_name(self._header, relation),
                "they match no body of the rules that read it",
                "nothing in the target is made from them",
            )

    def _row(
        self, relation: str
    ) -> tuple[Callable[[Sequence[Term]], tuple[Term, ...]], list[tuple[str, str]]]:
        """What tells a record from others, as terms: an enforced key, else an id over all columns,
        since a null would never be found."""
        attributes = self._program.declarations[relation].attributes
        keys = self._questions.kept.get(relation, ())
        if keys:
            key = tuple(keys[0])
            return lambda terms: tuple(terms[c] for c in key), [attributes[c] for c in key]
        name = f"CheckRow{len(self._writer.items)}"
        branch = tuple((f"c{position}", kind) for position, (_, kind) in enumerate(attributes))
        self._writer.items.append(TypeDeclaration(f"{name}Id", branches=((name, branch),)))
        return lambda terms: (Construct(name, tuple(terms)),), [("row", f"{name}Id")]


def _takes_all(atom: Atom) -> bool:
    return not repeats(atom) and not any(isinstance(term, Constant) for term in atom.terms)
