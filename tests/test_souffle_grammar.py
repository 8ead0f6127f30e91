"""What dynamite prints is Soufflé's language: checked with a grammar of Soufflé's own syntax.

The grammar is in ``souffle_grammar.lark``. It knows syntax only: that Soufflé would also accept the
types and the user's functors (``@omit_null`` and the like) is not what is claimed here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import lark
import pytest
from hypothesis import given, settings

from dynamite import format, synth
from dynamite.datalog import Program
from tests.datalog_strategies import programs

ROOT = Path(__file__).resolve().parents[1]
GRAMMAR = Path(__file__).with_name("souffle_grammar.lark")
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("examples/*/example.json"))

NON_PROGRAMS = {
    "a fact without its dot": "p(1)",
    "a reserved word as a relation": "count(1).",
    "a reserved word as a variable": "p(x) :- q(x, input).",
    "a reserved word as an attribute": ".decl p(max: number)",
    "a name that begins with a digit": "p(1x).",
    "an unknown escape": r'p("\d").',
    "an open string": 'p("a).',
    "a float without its fraction": "p(1.).",
    "a float with an exponent": "p(1e5).",
    "a negated comparison without its sides": "p(x) :- q(x), ! < 1.",
    "a name in quotes": '"p"(1).',
    "a constructor without arguments or parentheses": "p($Absent).",
    "an aggregate without a body": "p(x) :- x = sum y.",
    "a type of nothing": ".type Id = ",
    "a rule without a head": ":- p(1).",
}


@cache
def grammar() -> lark.Lark:
    # A basic lexer knows reserved words everywhere, as Soufflé's does; a contextual one would not.
    return lark.Lark(GRAMMAR.read_text("utf-8"), start="program", parser="lalr", lexer="basic")


def is_accepted(text: str) -> bool:
    try:
        grammar().parse(text)
    except lark.UnexpectedInput:
        return False
    return True


@cache
def printed(example: str) -> str:
    return format(synth(ROOT / "examples" / example / "example.json").program)


def has_nil(text: str) -> bool:
    rules = (line for line in text.splitlines() if not line.startswith("//"))
    return any("nil" in line.replace("(", " ").replace(",", " ").split() for line in rules)


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_synth_prints_is_accepted(example: str) -> None:
    grammar().parse(printed(example))


def test_most_examples_need_no_nil() -> None:
    # With nil a program is Soufflé's by syntax only, as Soufflé's nil is a record.
    without = [example for example in EXAMPLES if not has_nil(printed(example))]
    assert len(without) > len(EXAMPLES) // 2 > 3


@settings(max_examples=150)
@given(programs)
def test_what_the_printer_prints_is_accepted(program: Program) -> None:
    text = format(program)
    if "$Absent" not in text:  # no value of Soufflé's, and not its syntax either
        grammar().parse(text)


@pytest.mark.parametrize("what", NON_PROGRAMS)
def test_what_is_no_program_is_refused(what: str) -> None:
    assert not is_accepted(NON_PROGRAMS[what])


def test_names_may_begin_with_a_reserved_word() -> None:
    assert is_accepted("counter(x) :- inputs(x, _min), x = to_string_2.")
