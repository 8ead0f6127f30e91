"""The sketch of a goal: copies of source relations, and the joins between them, as holes.

A sketch (VLDB 2020, section 4.2) holds the goal's base body, which is fixed, and free slots and
equalities, each a boolean hole. A filling is a join skeleton; which column gives which head column
is not a hole, as ``fit`` finds it by projection.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from dynamite.holes import Filling, Rejection
from dynamite.solver import Solver
from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Body, Place
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.names import agree, overlap, words
from dynamite.synthesis.source import JoinCandidate, JoinRank, Relation, Source

SLOT_COST = 10
CONDITION_COSTS = (3, 24, 36)
"""Of conditions that the target's names or types speak of, of others with ``=``, with ``!=``."""

SHARED_COST = 14
"""Of two columns that share one lookup where some relation refers to it twice."""

UNGIVEN_COST = 5
"""Of a column that one of several rules gives by a constant or null instead of a source column."""

MAX_COPIES = 3
MAX_COST = 120


@dataclass(frozen=True)
class Equality:
    """A join hole: the places that it equates, and its variable."""

    slots: tuple[int, int]
    pairs: tuple[tuple[Place, Place], ...]
    variable: int
    cost: int


class Sketch:
    """The holes of a goal, declared to a solver.

    ``weakest`` bounds the joins that are worth a hole.
    """

    def __init__(
        self, source: Source, goal: Goal, mapping: AttributeMapping, weakest: JoinRank
    ) -> None:
        self.source = source
        self.goal = goal
        self.mapping = mapping
        self.weakest = weakest
        self.solver = Solver()
        self.base = len(goal.base.slots)
        self.slots: list[int] = list(goal.base.slots)
        self.slot_variables: dict[int, int] = {}
        self._regret = self._relation_regret()
        self._competing = self._competition()
        self._names: dict[tuple[int, int], tuple[str, ...]] = {}
        self._add_free_slots()
        self.equalities = self._add_equalities()
        self.condition_variables = tuple(self.solver.variable(c) for c in CONDITION_COSTS)
        for one, other in combinations(self.condition_variables, 2):
            self.solver.add((-one, -other))
        self._prefer_own_lookups()
        self._add_coverage()
        self._add_connections()

    # -- slots ---------------------------------------------------------------------------------

    def _add_free_slots(self) -> None:
        for relation in self.source.relations:
            previous = 0
            for _ in range(self._copies(relation.r)):
                slot = len(self.slots)
                self.slots.append(relation.r)
                variable = self.solver.variable(SLOT_COST + self._regret[relation.r])
                self.slot_variables[slot] = variable
                if previous:
                    # copies of a relation are alike: use the first before the second
                    self.solver.add((-variable, previous))
                previous = variable

    def _copies(self, r: int) -> int:
        """How many free slots of a relation a rule may need: as many as columns compete for one."""
        needed = max(self._competing.get(r, 1), self.source.most_references[r])
        taken = self.goal.base.slots.count(r)
        if taken and r not in self.source.self_referring:
            needed -= taken
        return max(0, min(needed, MAX_COPIES))

    def _competition(self) -> dict[int, int]:
        """For each relation how many head columns want one and the same of its columns."""
        wanted: dict[tuple[int, int], int] = {}
        for terms in self.mapping.terms:
            near = terms[0].penalty + 1 if terms else 0
            for place in {(term.r, term.c) for term in terms if term.penalty <= near}:
                wanted[place] = wanted.get(place, 0) + 1
        most: dict[int, int] = {}
        for (r, _), count in wanted.items():
            most[r] = max(most.get(r, 1), count)
        return most

    def _relation_regret(self) -> list[int]:
        wanted = self.goal.context
        likeness = [_likeness(wanted, relation) for relation in self.source.relations]
        best = max(likeness, default=0.0)
        # Attorneys by cases are attorneys before they are cases.
        first = [_first_shared(wanted, relation) for relation in self.source.relations]
        ahead = min((f for f, one in zip(first, likeness, strict=True) if one == best), default=0)
        return [
            round(3 * (best - one)) + (0 < one == best and f > ahead)
            for f, one in zip(first, likeness, strict=True)
        ]

    # -- equalities ----------------------------------------------------------------------------

    def _add_equalities(self) -> list[Equality]:
        component = {
            slot: number
            for number, group in enumerate(self.goal.base.components())
            for slot in group
        }
        by_relation: dict[int, list[int]] = {}
        for slot, r in enumerate(self.slots):
            by_relation.setdefault(r, []).append(slot)
        found: list[Equality] = []
        for join in self.source.joins:
            if join.rank > self.weakest:
                continue
            for left in by_relation.get(join.left, ()):
                for right in by_relation.get(join.right, ()):
                    if self._is_worth(join, left, right, component):
                        found.append(self._equality(join, left, right))
        self._forbid_twin_lookups(found)
        return found

    def _forbid_twin_lookups(self, found: list[Equality]) -> None:
        # Two copies looked up by one reference through a key are one record.
        by_reference: dict[tuple[tuple[Place, ...], int, tuple[int, ...]], list[int]] = {}
        for equality in found:
            left = tuple(a for a, _ in equality.pairs)
            right = equality.pairs[0][1][0]
            key = tuple(b[1] for _, b in equality.pairs)
            relation = self.source.relations[self.slots[right]]
            if key in relation.keys or (len(key) == 1 and relation.is_unique_in_example(key[0])):
                reference = (left, self.slots[right], key)
                by_reference.setdefault(reference, []).append(equality.variable)
        for variables in by_reference.values():
            for one, other in combinations(variables, 2):
                self.solver.add((-one, -other))

    def _is_worth(
        self, join: JoinCandidate, left: int, right: int, component: dict[int, int]
    ) -> bool:
        if left == right:
            return False
        both_base = left < self.base and right < self.base
        if both_base and component[left] == component[right]:
            return False
        if join.left == join.right:
            symmetric = all(a == b for a, b in join.on)
            if symmetric and left > right:
                return False
            # A copy joined on the whole key of a free slot is that slot again.
            if symmetric and join.rank is JoinRank.STRUCTURE:
                return both_base
        return True

    def _equality(self, join: JoinCandidate, left: int, right: int) -> Equality:
        pairs = tuple(((left, a), (right, b)) for a, b in join.on)
        cost = int(join.rank) + self._context_cost(join)
        return Equality((left, right), pairs, self.solver.variable(cost), cost)

    def _context_cost(self, join: JoinCandidate) -> int:
        # Of two columns that refer to one table, prefer the one that the target's names speak of.
        if join.rank is JoinRank.STRUCTURE:
            return 0
        spoken = self.source.words_of(join)
        return 0 if not spoken or agree(self._named(join.left, join.right), spoken) else 1

    def _named(self, left: int, right: int) -> tuple[str, ...]:
        """The words of the target, and of its columns that one of two relations gives best."""
        found = self._names.get((left, right))
        if found is None:
            wanted = dict.fromkeys(self.goal.context)
            for h, terms in enumerate(self.mapping.terms):
                if terms and terms[0].r in (left, right):
                    wanted.update(dict.fromkeys(words(self.goal.columns[h].name)))
            found = self._names[left, right] = tuple(wanted)
        return found

    # -- coverage ------------------------------------------------------------------------------

    def _add_coverage(self) -> None:
        for h, level in enumerate(self._levels):
            steps = sorted(set(level.values()))
            for number, step in enumerate(steps):
                slots = [s for s, r in enumerate(self.slots) if level.get(r, 99) <= step]
                if any(slot < self.base for slot in slots):
                    break
                clause = [self.slot_variables[slot] for slot in slots]
                if number + 1 < len(steps):
                    clause.append(self.solver.variable(steps[number + 1] - step))
                elif self._may_be_ungiven(h):
                    clause.append(self.solver.variable(UNGIVEN_COST))
                self.solver.add(clause)

    @cached_property
    def _levels(self) -> tuple[dict[int, int], ...]:
        """For each head column what it costs to have it from a relation, by relation."""
        found = []
        for terms in self.mapping.terms:
            level: dict[int, int] = {}
            for term in terms:
                far = term.penalty - terms[0].penalty
                level[term.r] = min(level.get(term.r, far), far)
            found.append(level)
        return tuple(found)

    def _may_be_ungiven(self, h: int) -> bool:
        return self.mapping.partial and self.goal.can_be_constant(h)

    @cached_property
    def lowest(self) -> int:
        """A lower bound of the cost of every filling."""
        if self.base:
            is_joined = len(self.goal.base.components()) == 1
            whole = self._coverage_cost(self.goal.base.slots) + (0 if is_joined else 1)
            return min(whole, SLOT_COST + 1)
        singles = (
            SLOT_COST + self._regret[r] + self._coverage_cost((r,))
            for r in dict.fromkeys(self.slots)
        )
        # Two slots cost their join besides.
        return min(*singles, 2 * SLOT_COST + 1)

    def _coverage_cost(self, relations: tuple[int, ...]) -> int:
        """What the head columns cost with slots of these relations only, at the least."""
        cost = 0
        for h, level in enumerate(self._levels):
            if not level:
                continue
            given = min((level[r] for r in relations if r in level), default=None)
            if given is None and not self._may_be_ungiven(h):
                return MAX_COST
            cost += max(level.values()) + UNGIVEN_COST if given is None else given
        return cost

    def _prefer_own_lookups(self) -> None:
        # home_team and away_team are looked up one each, even where the example's two are equal.
        wanted: dict[tuple[int, int], list[int]] = {}
        for h, terms in enumerate(self.mapping.terms):
            if terms:
                wanted.setdefault((terms[0].r, terms[0].c), []).append(h)
        for (r, _), columns in sorted(wanted.items()):
            slots = [s for s, relation in enumerate(self.slots) if relation == r]
            if len(columns) < 2 or len(slots) < 2 or slots[0] < self.base:
                continue
            if self._references(r) > 1:
                shared = self.solver.variable(SHARED_COST)
                self.solver.add((shared, self.slot_variables[slots[1]]))

    def _references(self, r: int) -> int:
        """From how many columns of one relation another one is referred to, at the most."""
        counts: dict[int, set[int]] = {}
        for join in self.source.joins:
            if join.right == r and join.left != r and join.rank <= JoinRank.NAMED_KEY:
                counts.setdefault(join.left, set()).add(join.on[0][0])
        return max((len(columns) for columns in counts.values()), default=0)

    def _add_connections(self) -> None:
        # Only slots that are used are joined. A free slot is joined to something, or is the only
        # one; each part of the base is joined to something else. Larger groups that hang together
        # and touch nothing else are cut when they are met.
        touching: dict[int, list[int]] = {slot: [] for slot in self.slot_variables}
        parts = self.goal.base.components()
        leaving: list[list[int]] = [[] for _ in parts]
        for equality in self.equalities:
            for slot in equality.slots:
                if slot >= self.base:
                    touching[slot].append(equality.variable)
            for part, variables in zip(parts, leaving, strict=True):
                if (equality.slots[0] in part) != (equality.slots[1] in part):
                    variables.append(equality.variable)
        if len(parts) > 1:
            for variables in leaving:
                self.solver.add(variables)
        alone = []
        if not self.base:
            several = self.solver.variable()
            self.solver.at_most_one(self.slot_variables.values(), unless=several)
            alone.append(-several)
        for slot, variable in self.slot_variables.items():
            self.solver.add([-variable, *alone, *touching[slot]])
            self.solver.add_implied(variable, touching[slot])

    def conditioned(self, filling: Filling) -> int:
        """0 for a plain skeleton, 1 where natural conditions are allowed, 2 where any are."""
        for level, variable in enumerate(self.condition_variables, 1):
            if variable in filling.chosen:
                return level
        return 0

    # -- fillings ------------------------------------------------------------------------------

    def used(self, filling: Filling) -> list[int]:
        """The slots of a filling: the base, then the free slots that it uses."""
        free = [s for s, variable in self.slot_variables.items() if variable in filling.chosen]
        return [*range(self.base), *free]

    def equated(self, filling: Filling) -> list[Equality]:
        return [equality for equality in self.equalities if equality.variable in filling.chosen]

    def body(self, filling: Filling) -> Body:
        """The skeleton that a filling stands for; its slots are numbered anew without gaps."""
        used = self.used(filling)
        number = {slot: position for position, slot in enumerate(used)}
        pairs = {
            tuple(sorted(((number[a[0]], a[1]), (number[b[0]], b[1]))))
            for equality in self.equated(filling)
            for a, b in equality.pairs
        }
        base = self.goal.base
        return Body(
            tuple(self.slots[slot] for slot in used),
            base.equalities | frozenset((pair[0], pair[1]) for pair in pairs),
            base.conditions,
            base.absences,
        )

    def connection_cuts(self, filling: Filling) -> list[Rejection] | None:
        """Clauses against a skeleton that falls apart, or ``None`` where it holds together.

        Sound: a group of slots that nothing else touches makes a cross product, which is no
        candidate; so if this group is used, an equality must leave it, or, where the group holds
        the whole base, no slot outside may be used.
        """
        groups = self._groups(filling)
        if len(groups) <= 1:
            return None
        cuts = []
        for group in groups:
            leaving = [
                e.variable
                for e in self.equalities
                if (e.slots[0] in group) != (e.slots[1] in group)
            ]
            outside = next(s for other in groups if other is not group for s in sorted(other))
            inside = min(group)
            clause = list(leaving)
            for slot in (inside, outside):
                if slot >= self.base:
                    clause.append(-self.slot_variables[slot])
            # The other slots of the group stay in it only while the equalities that hold them do.
            clause += [-self.slot_variables[s] for s in group if s >= self.base and s != inside]
            cuts.append(Rejection(tuple(clause), "not connected"))
        return cuts

    def _groups(self, filling: Filling) -> list[set[int]]:
        groups = [{slot} for slot in self.used(filling)]
        pairs = [(a[0], b[0]) for a, b in self.goal.base.equalities]
        pairs += [equality.slots for equality in self.equated(filling)]
        for left, right in pairs:
            one = next(group for group in groups if left in group)
            other = next(group for group in groups if right in group)
            if one is not other:
                one |= other
                groups.remove(other)
        return groups


def _first_shared(wanted: tuple[str, ...], relation: Relation) -> int:
    """The position of the first word of the target's name that a relation's name has."""
    return next((i for i, word in enumerate(wanted) if word in relation.words), len(wanted))


def _likeness(wanted: tuple[str, ...], relation: Relation) -> float:
    """How much a relation's name, alone or with what it is nested in, is like the target's."""
    path = tuple(word for part in relation.record_type.path for word in words(part))
    return max(overlap(wanted, relation.words), overlap(wanted, path))
