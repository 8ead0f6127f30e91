"""Hypothesis strategies for Datalog programs: any that can be written, safe or not."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Comments,
    Comparison,
    Constant,
    Construct,
    Declaration,
    Directive,
    Header,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    TypeDeclaration,
    Variable,
    Wildcard,
)
from dynamite.language.text import identifiers
from dynamite.language.tokens import is_identifier
from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.values import ABSENT, INT_MAX, INT_MIN, DataType, Json

names = st.from_regex(re.compile(r"[a-zA-Z?][a-zA-Z0-9_?]{0,6}", re.ASCII), fullmatch=True).filter(
    is_identifier
)
texts = st.text(st.characters(codec="utf-8"), max_size=8)

constants = st.builds(
    Constant,
    st.one_of(
        st.integers(INT_MIN, INT_MAX),
        st.floats(allow_nan=False),
        st.decimals(allow_nan=False, allow_infinity=False, places=3),
        texts,
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.binary(max_size=5),
        st.builds(Json.of, st.dictionaries(texts, st.one_of(st.integers(), texts), max_size=2)),
        st.sampled_from([None, ABSENT, Decimal(0), date.min, datetime.max, -0.0]),
    ),
)


Terms = st.SearchStrategy[Term]


def _calls(terms: Terms) -> Terms:
    listed = st.lists(terms, max_size=3).map(tuple)
    several = st.lists(terms, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Call, st.sampled_from("+-*/%^"), st.tuples(terms, terms)),
        st.builds(Call, st.just("-"), st.tuples(terms)),
        st.builds(Call, st.sampled_from(["cat", "substr", "to_string", "ord"]), listed),
        st.builds(Call, st.sampled_from(["min", "max"]), several),
        st.builds(Call, st.sampled_from(["@to_date", "@omit_null", "@mine"]), listed),
        st.builds(Construct, names.filter(lambda name: name != "Absent"), listed),
        st.builds(Aggregate, st.just("count"), st.none(), _bodies(terms)),
        st.builds(Aggregate, st.sampled_from(["sum", "min", "max", "mean"]), terms, _bodies(terms)),
    )


def _atoms(terms: Terms) -> st.SearchStrategy[Atom]:
    return st.builds(Atom, names, st.lists(terms, max_size=3).map(tuple))


def _bodies(terms: Terms) -> st.SearchStrategy[tuple[Literal, ...]]:
    atoms = _atoms(terms)
    operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "contains", "match"])
    literals = st.one_of(
        atoms, st.builds(Negation, atoms), st.builds(Comparison, operators, terms, terms)
    )
    return st.lists(literals, min_size=1, max_size=3).map(tuple)


terms = st.recursive(
    st.one_of(st.builds(Variable, names), st.just(Wildcard()), constants), _calls, max_leaves=6
)

comment_lines = texts.map(lambda text: " ".join(text.split()))
comments = st.builds(
    Comments, st.lists(comment_lines, max_size=2).map(tuple), comment_lines.map(str.strip)
)

attributes = st.lists(st.tuples(names, names), max_size=3).map(tuple)

rules = st.one_of(
    st.builds(Rule, st.tuples(_atoms(terms)), comments=comments),
    st.builds(
        Rule,
        st.lists(_atoms(terms), min_size=1, max_size=2).map(tuple),
        _bodies(terms),
        comments,
    ),
)

items = st.one_of(
    rules,
    st.builds(TypeDeclaration, names, names, comments=comments),
    st.builds(
        TypeDeclaration,
        names,
        st.just(""),
        st.lists(st.tuples(names, attributes), min_size=1, max_size=2).map(tuple),
        comments,
    ),
    st.builds(Declaration, names, attributes, comments),
    st.builds(
        Directive,
        st.sampled_from(["input", "output"]),
        names,
        st.lists(st.tuples(names, texts), max_size=2).map(tuple),
        comments,
    ),
)


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """A relational schema: the header's other forms are tested by hand."""
    tables = draw(st.lists(texts.filter(bool), max_size=3, unique=True))
    return Schema(
        Model.RELATIONAL,
        tuple(
            RecordType(
                (table,),
                Kind.TABLE,
                tuple(
                    Attribute(name, draw(st.sampled_from(DataType)), draw(st.booleans()))
                    for name in draw(st.lists(texts.filter(bool), max_size=2, unique=True))
                ),
            )
            for table in tables
        ),
    )


headers = st.builds(
    lambda source, target: Header(
        source, target, identifiers(source, "in_"), identifiers(target, "out_")
    ),
    schemas(),
    schemas(),
)

programs = st.builds(
    Program,
    st.lists(items, max_size=4).map(tuple),
    st.one_of(st.none(), headers),
    st.lists(comment_lines, max_size=2).map(tuple),
)
