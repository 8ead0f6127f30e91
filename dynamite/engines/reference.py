"""The reference engine: pure Python, small, the oracle that the other engines are tested against.

``evaluate`` is its direct form, over Python values and without Arrow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyarrow as pa

from dynamite.columnar import blanked
from dynamite.datalog import Program
from dynamite.engines.interface import EngineOptions
from dynamite.engines.reference_arrow import batches_of, rows_of
from dynamite.engines.reference_documents import Documents
from dynamite.engines.reference_evaluation import Evaluation, evaluate
from dynamite.engines.reference_facts import Facts, Row
from dynamite.engines.reference_matches import Matches, count_matches
from dynamite.engines.reference_order import row_order
from dynamite.errors import InputError
from dynamite.language.check import check
from dynamite.schema import Kind

__all__ = ["Evaluation", "ReferenceEngine", "evaluate"]


class ReferenceEngine:
    """One run of one program over Python values in memory; see ``interface.Engine``.

    ``derivations`` counts, for each rule and each head of the relation, the ways in which the
    rule's positive atoms are matched with distinct facts so that the whole body holds: the rows of
    the join before duplicates are removed. A fact written in the program counts once.

    A loaded fact is *reached* when it is the match of a positive atom in such a way, also of an
    atom in the body of an aggregate of a body that holds.
    """

    name = "reference"

    def __init__(self, program: Program, options: EngineOptions) -> None:
        self._checked = check(program)
        self.program = self._checked.program
        self._evaluation = Evaluation(self.program, checked=self._checked)
        self._loaded: dict[str, set[Row]] = {}
        self._matches: Matches | None = None

    def load(self, relation: str, batch: pa.RecordBatch) -> None:
        rows = rows_of(self.program, self._checked.columns, self._known(relation), batch)
        self._loaded.setdefault(relation, set()).update(rows)
        self._facts(relation).add(rows)

    def evaluate(self) -> None:
        self._evaluation.derive()

    def count(self, relation: str) -> int:
        return len(self._facts(relation))

    def derivations(self, relation: str) -> int:
        return self._counted.derivations.get(self._known(relation), 0)

    def unreached(self, relation: str) -> int:
        reached = self._counted.reached.get(self._known(relation), set())
        return len(self._loaded.get(relation, set()) - reached)

    def read(self, relation: str, blank: Collection[int] = ()) -> Iterator[pa.RecordBatch]:
        rows = sorted(self._facts(relation).rows, key=row_order)
        for batch in batches_of(self.program, self._checked.columns, relation, rows):
            yield blanked(batch, blank)

    def read_documents(self, relation: str) -> Iterator[pa.RecordBatch]:
        header = self.program.header
        record_type = None if header is None else header.target_by_relation.get(relation)
        if header is None or record_type is None or record_type.kind is not Kind.COLLECTION:
            raise InputError(f"relation {relation} is no collection of the target")
        facts = {
            nested.key: list(self._facts(name).rows)
            for name, nested in header.target_by_relation.items()
        }
        return Documents(header.target, facts).batches(record_type)

    def close(self) -> None:
        for facts in self._evaluation.facts.values():
            facts.clear()
        self._loaded.clear()
        self._matches = None

    @property
    def _counted(self) -> Matches:
        if self._matches is None:
            self._matches = count_matches(self._evaluation)
        return self._matches

    def _known(self, relation: str) -> str:
        if relation not in self._checked.columns:
            raise InputError(f"relation {relation} is not declared")
        return relation

    def _facts(self, relation: str) -> Facts:
        return self._evaluation.facts[self._known(relation)]
