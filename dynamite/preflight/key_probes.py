"""Probes of keys: those that a header declares, and those that a join takes for granted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dynamite.datalog import (
    Atom,
    Literal,
    Rule,
    Term,
)
from dynamite.preflight.finding import FindingKind
from dynamite.preflight.probe import Probe, more_than_one
from dynamite.preflight.rule_reading import (
    bare,
    column_list,
    record_name,
    target_names,
)
from dynamite.preflight.source_asker import SourceAsker, declared_keys


class KeyProbes(SourceAsker):
    """Records that share what should tell them apart."""

    def probes(self) -> Iterator[Probe]:
        yield from self._keys()
        yield from self._assumed_keys()

    def _keys(self) -> Iterator[Probe]:
        """Declared keys that the store does not enforce, such as those of CSV files."""
        for relation in self._questions.relations:
            for key in declared_keys(self._type(relation)):
                if self._is_enforced(relation, key):
                    continue
                repeated = self._writer.repeated("key", relation, key)
                yield self._probe(
                    repeated,
                    relation,
                    FindingKind.KEY,
                    column_list(self._header, relation, key),
                    "the program's header declares it a key",
                    "what is made from the key is made from several records; "
                    "migrate stops unless told to allow collisions",
                )

    def _assumed_keys(self) -> Iterator[Probe]:
        """Columns that a join looks records up by, where no declared key speaks for it."""
        grouped: dict[tuple[Atom, Atom, tuple[tuple[int, int], ...]], list[Rule]] = {}
        for join in self._joins:
            if self._holds_key(join.left.relation, join.left_columns) or self._holds_key(
                join.right.relation, join.right_columns
            ):
                continue
            left, right = bare(join.left, ()), bare(join.right, ())
            grouped.setdefault((left, right, join.on), []).append(join.rule)
        for (left, right, on), rules in grouped.items():
            columns = tuple(theirs for _, theirs in on)
            mine = tuple(mine for mine, _ in on)
            terms = self._writer.columns(right.relation)
            body: list[Literal] = [
                Atom(right.relation, terms),
                *more_than_one(right.relation, terms, columns),
            ]
            if not self._questions.has_example:
                body += self._several(left, mine, [terms[column] for column in columns])
            other = column_list(self._header, left.relation, mine)
            yield self._probe(
                self._writer.record_relation("joined_key", right.relation, body),
                right.relation,
                FindingKind.KEY,
                column_list(self._header, right.relation, columns),
                f"joined with {other}, and neither is a declared key",
                f"each record of {record_name(self._header, left.relation)} meets several of "
                f"{record_name(self._header, right.relation)}: "
                f"as many records of {target_names(self._header, rules)}",
                rules,
            )

    def _several(self, atom: Atom, columns: Sequence[int], wanted: Sequence[Term]) -> list[Literal]:
        """That several facts of a relation hold the wanted terms, as a relation of its own."""
        terms = self._writer.columns(atom.relation)
        name = self._writer.projection(
            "several",
            atom.relation,
            columns,
            [terms[column] for column in columns],
            (Atom(atom.relation, terms), *more_than_one(atom.relation, terms, columns)),
        )
        return [Atom(name, tuple(wanted))]
