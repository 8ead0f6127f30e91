"""Datalog programs as text, in Soufflé 2's syntax: parse and format.

``parse(format(program)) == program``, and a program has one text. Comments of a person's edit
survive: whole lines before an item and after the last one, and one after an item on its line; a
comment inside an item moves before it.
"""

from __future__ import annotations

from dynamite.datalog import Program
from dynamite.language.formatting import (
    format_atom,
    format_item,
    format_literal,
    format_program,
    format_rule,
    format_term,
)
from dynamite.language.header import identifiers, parse_header, unique_identifiers
from dynamite.language.parser import Parser
from dynamite.language.tokens import tokenize

__all__ = [
    "format",
    "format_atom",
    "format_item",
    "format_literal",
    "format_program",
    "format_rule",
    "format_term",
    "identifiers",
    "parse",
    "unique_identifiers",
]

format = format_program


def parse(text: str, name: str = "program") -> Program:
    """The program that a text writes.

    Raises ``InputError`` with the place ``name:line:column``, also for what is Soufflé's but not
    dynamite's.

    >>> parse("p(x) :- q(x), x > 1.").rules[0].heads
    (Atom(relation='p', terms=(Variable(name='x'),)),)
    """
    tokens, header_lines = tokenize(text.removeprefix("\ufeff"), name)
    items, comments = Parser(tokens, name).program()
    return Program(items, parse_header(header_lines, name), comments)
