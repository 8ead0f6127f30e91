"""How alike two names are: the preference among candidates that fit the example equally well.

Names decide nothing that values decide; they only order candidates (design: "prefer the one whose
names and types agree").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")

WORST = 6
"""The distance of two names that share nothing."""

KEY_WORDS = frozenset({"id", "key", "code", "no", "nr", "number", "uuid", "oid", "fk", "pk"})
"""Words that say that a column identifies something."""


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case and singular.

    >>> words("batter_id"), words("isHomeTeam"), words("countries")
    (('batter', 'id'), ('is', 'home', 'team'), ('country',))
    """
    return tuple(_singular(word.lower()) for word in _WORD.findall(name))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def distance(
    target: str, source: str, target_context: tuple[str, ...], source_context: tuple[str, ...]
) -> int:
    """How far a target attribute's name is from a source attribute's: 0 (the same) to ``WORST``.

    A context is the words around a name: of its record type, or of the join that leads to it.

    >>> distance("name", "name", (), ()), distance("club_name", "name", (), ("club",))
    (0, 0)
    >>> distance("bid", "business_id", (), ()), distance("avg_stars", "average_stars", (), ())
    (1, 2)
    >>> distance("delay", "home_final_score", (), ())
    6
    """
    if target.lower() == source.lower():
        return 0
    wanted, given = words(target), words(source)
    if wanted == given:
        return 0
    if _same(wanted, source_context + given) or _same(target_context + wanted, given):
        return 0
    if _is_initials(wanted, given) or _is_initials(wanted, source_context + given):
        return 1
    own = overlap(wanted, given)
    around = overlap(target_context + wanted, source_context + given)
    likeness = max(own, 0.9 * overlap(wanted, source_context + given), 0.75 * around)
    return max(1, round(WORST * (1 - likeness)))


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(one) and set(one) == set(other)


def _is_initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    # bid, uid: the first letters of the words before "id"
    if len(short) != 1 or len(long) < 2 or long[-1] != "id" or not short[0].endswith("id"):
        return False
    letters = short[0][:-2]
    return bool(letters) and letters == "".join(word[0] for word in long[-1 - len(letters) : -1])


def agree(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two names have a word in common, be it abbreviated."""
    return any(_word_likeness(word, given) for word in one for given in other)


@cache
def overlap(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The share of words that two names have in common, abbreviations counted in part."""
    left, right = list(dict.fromkeys(one)), list(dict.fromkeys(other))
    if not left or not right:
        return 0.0
    shared = 0.0
    free = list(right)
    for word in left:
        best = max(free, key=lambda given: _word_likeness(word, given), default="")
        likeness = _word_likeness(word, best)
        if likeness:
            shared += likeness
            free.remove(best)
    return shared / (len(left) + len(right) - shared)


@cache
def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short):
        return 0.8
    if len(short) >= 3 and short[0] == long[0] and _is_subsequence(short, long):
        return 0.6
    return 0.0


def _is_subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def says_key(name: str) -> bool:
    """Whether a name says that the column identifies something.

    >>> says_key("batter_id"), says_key("title")
    (True, False)
    """
    own = words(name)
    return bool(own) and (own[-1] in KEY_WORDS or (len(own) == 1 and _is_short_id(own[0])))


def _is_short_id(word: str) -> bool:
    return word.endswith("id") and 2 < len(word) <= 4
