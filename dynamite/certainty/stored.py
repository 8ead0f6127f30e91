"""Real records that tell programs apart: the matches of their rules in a part of a store."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from dynamite.certainty.samples import obeys
from dynamite.containment.constraints import Constraints
from dynamite.data.instance import Instance
from dynamite.data.records import Row
from dynamite.datalog import Header
from dynamite.schema import Key
from dynamite.synthesis.body import Body, TooManyMatchesError, matches
from dynamite.synthesis.source import Source
from dynamite.values import is_null

MOST_MATCHES = 40
"""How many matches of a rule are tried."""


class Stored:
    """A part of a store, for finding few of its records."""

    def __init__(self, instance: Instance, constraints: Constraints, header: Header) -> None:
        self.instance = instance
        self.constraints = constraints
        self.header = header
        self.source = Source.of(instance.schema, [instance])
        self._known: dict[Body, list[Instance]] = {}

    def samples(self, body: Body) -> list[Instance]:
        """The records of matches of a body, each with those that they refer to."""
        if body not in self._known:
            self._known[body] = list(islice(self._samples(body), MOST_MATCHES))
        return self._known[body]

    def _samples(self, body: Body) -> Iterator[Instance]:
        try:
            found = matches(self.source, body)
        except TooManyMatchesError:
            return
        for _, match in found:
            facts: dict[Key, dict[Row, None]] = {}
            for r, position in zip(body.slots, match, strict=True):
                relation = self.source.relations[r]
                row = relation.rows[position][1]
                facts.setdefault(relation.record_type.key, {})[row] = None
            instance = self._with_referenced(facts)
            if obeys(instance, self.constraints):
                yield instance

    def _with_referenced(self, facts: dict[Key, dict[Row, None]]) -> Instance:
        types = self.constraints.record_types
        waiting = [(key, row) for key, rows in facts.items() for row in rows]
        while waiting:
            key, row = waiting.pop()
            for reference in self.constraints.references:
                if types[reference.relation].key != key:
                    continue
                wanted = tuple(row[c] for c in reference.columns)
                to = types[reference.to].key
                if any(map(is_null, wanted)):
                    continue
                for other in self.instance.rows(to):
                    is_it = tuple(other[c] for c in reference.references) == wanted
                    if is_it and other not in facts.setdefault(to, {}):
                        facts[to][other] = None
                        waiting.append((to, other))
                        break
        return Instance(self.instance.schema, {key: tuple(rows) for key, rows in facts.items()})
