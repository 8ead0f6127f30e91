"""What seems to be a key though no schema declares it: by its name, and by the example."""

from __future__ import annotations

from dataclasses import replace

from dynamite.containment.constraints import Constraints
from dynamite.datalog import Header
from dynamite.synthesis.names import KEY_WORDS, words
from dynamite.synthesis.source import Relation, Source
from dynamite.values import is_null


def likely_keys(constraints: Constraints, source: Source, header: Header) -> Constraints:
    """The constraints with such keys; invented records keep to them, to be believed.

    Nothing is proved with them.
    """
    keys = dict(constraints.keys)
    for relation in source.relations:
        name = header.source_relation[relation.record_type.key]
        more = tuple((c.c,) for c in relation.columns if _is_own_key(relation, c.c, c.name))
        keys[name] = tuple(dict.fromkeys((*keys[name], *more)))
    return replace(constraints, keys=keys)


def _is_own_key(relation: Relation, c: int, name: str) -> bool:
    """Whether a column is called ``id``, or as the relation is, and does not repeat in it."""
    if not relation.rows or not relation.is_unique_in_example(c):
        return False
    if any(is_null(row[c]) for _, row in relation.rows):
        return False
    own = words(name)
    if not own or own[-1] not in KEY_WORDS:
        return False
    said = set(own) - KEY_WORDS
    return said <= set(relation.words)
