"""How many records generated source data have, of each record type and in each array."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.arrays import Numbers, random_numbers
from benchmarks.scenario import Column, Scenario, columns_of
from dynamite.schema import Key, Kind, RecordType

FANOUT = (0, 3)
"""How many elements an array has where the scenario does not say."""

LOOKUP_SHARE = 0.1
"""How many records a type has that others only refer to, for each of theirs, in large data."""

_APPROACHES = 3
"""How often the number of records is mended for data of some total."""

_LARGE = 1_000
"""Records of one type from which some arrays are long."""


class Sizes:
    """How many records there are: ``counts`` by record type, ``elements`` by parent record.

    ``records`` are those of each table, collection, node label and edge type; ``weights`` says for
    which of them there are that many times as many, at least one.
    """

    def __init__(
        self, scenario: Scenario, records: int, seed: int, weights: Mapping[Key, float]
    ) -> None:
        self.scenario = scenario
        self.records = records
        self.seed = seed
        self.weights = weights
        self.elements: dict[Key, Numbers] = {}
        self.counts: dict[Key, int] = {}
        for record_type in scenario.source:
            self.counts[record_type.key] = self._count(record_type)

    @classmethod
    def of_total(cls, scenario: Scenario, total: int, seed: int) -> Sizes:
        """Sizes of about that many records in all, fewer of the types that are only referred to."""
        weights = {
            record_type.key: LOOKUP_SHARE if _is_lookup(scenario, record_type) else 1.0
            for record_type in scenario.source.roots()
        }
        records = total / sum(_share(scenario, rt, weights) for rt in scenario.source)
        for _ in range(_APPROACHES):
            # Unique columns bound how many records there are.
            sizes = cls(scenario, max(1, round(records)), seed, weights)
            records *= total / max(1, sum(sizes.counts.values()))
        return cls(scenario, max(1, round(records)), seed, weights)

    def first_ids(self) -> dict[Key, int]:
        """The first id of each record type: they are unique over the whole instance."""
        offsets, total = {}, 1
        for key, count in self.counts.items():
            offsets[key] = total
            total += count
        return offsets

    def _count(self, record_type: RecordType) -> int:
        if record_type.parent is None:
            return min([self._wanted(record_type), *self._bounds(record_type)])
        least, most = fanout(self.scenario, record_type)
        rng = random_numbers(self.seed, Column(record_type.key, "*"))
        parents = self.counts[record_type.parent]
        elements = rng.integers(least, most + 1, parents)
        if parents >= _LARGE and most > 1:
            elements[rng.random(parents) < 0.001] *= 10
        self.elements[record_type.key] = elements
        return int(elements.sum())

    def _wanted(self, record_type: RecordType) -> int:
        return max(1, round(self.records * self.weights.get(record_type.key, 1.0)))

    def _bounds(self, record_type: RecordType) -> list[int]:
        """How many records there can be at most where a unique column draws from another."""
        found = []
        for column in columns_of(record_type):
            targets = self.scenario.facts.links.get(column, ())
            if column in self.scenario.facts.keys and targets:
                others = [self.scenario.source[target.key] for target in targets]
                if record_type not in others:
                    found.append(sum(self._wanted(other) for other in others))
        return found


def fanout(scenario: Scenario, record_type: RecordType) -> tuple[int, int]:
    """The least and most elements of an array; an object is there always if not said otherwise."""
    usual = (1, 1) if record_type.kind is Kind.OBJECT else FANOUT
    return scenario.facts.fanout.get(record_type.key, usual)


def _is_lookup(scenario: Scenario, record_type: RecordType) -> bool:
    links = scenario.facts.links.items()
    composites = scenario.facts.composite_links
    pairs = [(one.key, to.key) for one, targets in links for to in targets]
    pairs += [(c.columns[0].key, c.references[0].key) for c in composites]
    own = record_type.key
    refers = any(one == own and to != own for one, to in pairs)
    return not refers and any(to == own and one != own for one, to in pairs)


def _share(scenario: Scenario, record_type: RecordType, weights: Mapping[Key, float]) -> float:
    if record_type.parent is None:
        return weights[record_type.key]
    least, most = fanout(scenario, record_type)
    parent = scenario.source[record_type.parent]
    return _share(scenario, parent, weights) * (least + most) / 2
