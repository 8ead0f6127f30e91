"""Programs as text: parse and format are inverse, comments survive, the rest is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from datalog_strategies import programs
from hypothesis import given, settings
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
    Negation,
    Program,
    Rule,
    TypeDeclaration,
    Variable,
    Wildcard,
)
from dynamite.errors import InputError
from dynamite.language.check import FUNCTORS, check
from dynamite.language.text import format, identifiers, parse, unique_identifiers
from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.values import ABSENT, DataType, Json

CASES = Path(__file__).parent / "cases"
PAGE = Path(__file__).parent.parent / "docs" / "language.md"


def rule(text: str) -> Rule:
    (found,) = parse(text).rules
    return found


def term(text: str) -> object:
    return rule(f"p({text}).").heads[0].terms[0]


@given(programs)
@settings(max_examples=200, deadline=None)
def test_parse_reads_what_format_writes(program: Program) -> None:
    text = format(program)
    assert parse(text) == program
    assert format(parse(text)) == text


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_program_or_an_input_error(text: str) -> None:
    try:
        parse(text)
    except InputError as error:
        assert error.place


PIECES = (*"p(x),:-.!{}$@;=_", "count", "@date", "nil", "//", "\n", '"a"', "1", ".decl ")


@given(st.lists(st.sampled_from(PIECES)))
@settings(max_examples=300, deadline=None)
def test_any_sequence_of_tokens_is_a_program_or_an_input_error(pieces: list[str]) -> None:
    try:
        parse(" ".join(pieces))
    except InputError as error:
        assert error.place


@pytest.mark.parametrize(
    "path", sorted((CASES / "datalog").glob("*.dl")), ids=lambda path: path.stem
)
def test_formatting_a_case_keeps_its_meaning(path: Path) -> None:
    program = parse(path.read_text())
    assert parse(format(program)) == program


def test_items_keep_the_order_of_the_file() -> None:
    program = parse(".output p p(1). .decl p(x: number) .type T <: symbol")
    kinds = [type(item) for item in program.items]
    assert kinds == [Directive, Rule, Declaration, TypeDeclaration]


def test_items_know_their_line() -> None:
    assert [item.line for item in parse("\n.decl p(x: number)\n\np(\n1).").items] == [2, 4]


def test_every_kind_of_item_is_read() -> None:
    text = '.type A = B {x: number} | C {} .decl p, q() .input p(IO=file, n=3, h=true, d="\\t")'
    assert parse(text).items == (
        TypeDeclaration("A", branches=(("B", (("x", "number"),)), ("C", ()))),
        Declaration("p", ()),
        Declaration("q", ()),
        Directive("input", "p", (("IO", "file"), ("n", "3"), ("h", "true"), ("d", "\t"))),
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0x1F", 31),
        ("0b101", 5),
        ("7u", 7),
        ("-7", -7),
        ("-9223372036854775808", -(2**63)),
        ("1.50", 1.5),
        ("-0.5", -0.5),
        ('@float("inf")', float("inf")),
        (r'"a\"\\\n\t\r\'"', "a\"\\\n\t\r'"),
        ('"é\n🦊"', "é\n🦊"),
        ("nil", None),
        ("$Absent", ABSENT),
        ("$Absent()", ABSENT),
        ('@bool("true")', True),
        ('@json("{\\"b\\": 1, \\"a\\": 2}")', Json('{"a":2,"b":1}')),
        ('@bytes("YQ==")', b"a"),
    ],
)
def test_constants_are_typed_values(text: str, value: object) -> None:
    assert term(text) == Constant(value)  # type: ignore[arg-type]  # the table mixes all types


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("1-2-3", "1 - 2 - 3"),
        ("2^3^4", "2 ^ 3 ^ 4"),
        ("(2^3)^4", "(2 ^ 3) ^ 4"),
        ("-2^3", "-2 ^ 3"),
        ("(-2)^3", "(-2) ^ 3"),
        ("-(2)", "-(2)"),
        ("- -2", "-(-2)"),
        ("--x", "--x"),
        ("1 - -2", "1 - -2"),
        ("-(x+1)", "-(x + 1)"),
        ("2^-x", "2 ^ (-x)"),
        ("x % 2 / 3", "x % 2 / 3"),
        ("min(x,y)", "min(x, y)"),
        ("min (x) : { p(x) }", "min x : { p(x) }"),
        ("min (x+1)*2 : { p(x) }", "min (x + 1) * 2 : { p(x) }"),
        ("count : p(_)", "count : { p(_) }"),
        ("sum x : { p(x) } + 1", "sum x : { p(x) } + 1"),
        ("$A", "$A()"),
        ("1000000.0 * 1000000.0", "1000000.0 * 1000000.0"),
    ],
)
def test_operators_bind_as_in_souffle(text: str, written: str) -> None:
    assert format(parse(f"p({text}).")) == f"p({written}).\n"


def test_a_negated_number_is_a_constant_only_without_a_power() -> None:
    assert term("-2") == Constant(-2)
    assert term("-2 ^ 3") == Call("-", (Call("^", (Constant(2), Constant(3))),))


def test_a_disjunction_becomes_a_rule_for_each_alternative() -> None:
    program = parse("p(x) :- q(x), (r(x) ; s(x), !t(x)), x > 0 ; u(x).")
    assert format(program) == (
        "p(x) :- q(x), r(x), x > 0.\np(x) :- q(x), s(x), !t(x), x > 0.\np(x) :- u(x).\n"
    )


def test_a_parenthesis_opens_a_group_or_a_term() -> None:
    body = rule("p(x) :- (q(x)), (x + 1) * 2 < 3, ((x)) = 1.").body
    x = Variable("x")
    assert body == (
        Atom("q", (x,)),
        Comparison("<", Call("*", (Call("+", (x, Constant(1))), Constant(2))), Constant(3)),
        Comparison("=", x, Constant(1)),
    )


def test_a_rule_may_have_several_heads() -> None:
    found = rule('p(x), q($A(x)) :- r(x, _), !s(_), contains("a", x), match("b", x).')
    assert found.heads == (
        Atom("p", (Variable("x"),)),
        Atom("q", (Construct("A", (Variable("x"),)),)),
    )
    assert found.body[1] == Negation(Atom("s", (Wildcard(),)))
    assert found.body[2] == Comparison("contains", Constant("a"), Variable("x"))


def test_an_aggregate_holds_a_body() -> None:
    found = rule("p(n) :- n = sum y * 2 : { q(y, z), z > 1 }.")
    y, z = Variable("y"), Variable("z")
    assert found.body == (
        Comparison(
            "=",
            Variable("n"),
            Aggregate(
                "sum",
                Call("*", (y, Constant(2))),
                (Atom("q", (y, z)), Comparison(">", z, Constant(1))),
            ),
        ),
    )


def test_comments_stay_with_their_item() -> None:
    text = (
        "// about p\n//\n// more\n.decl p(x: number)  // trailing\n"
        "\np(1).  // one\n\n/* a\n * block */\np(2).\n\n// the end\n"
    )
    program = parse(text)
    assert [item.comments for item in program.items] == [
        Comments(("about p", "", "more"), "trailing"),
        Comments((), "one"),
        Comments(("a", "block"), ""),
    ]
    assert program.comments == ("the end",)
    assert parse(format(program)) == program


def test_a_comment_inside_an_item_moves_before_it() -> None:
    program = parse("p(x) :- // why\n  q(x). // end\n")
    assert format(program) == "// why\np(x) :- q(x).  // end\n"


def test_comments_of_an_item_that_becomes_several_stay_around_them() -> None:
    program = parse("// both\np(x) :- q(x) ; r(x). // end\n")
    assert format(program) == "// both\np(x) :- q(x).\np(x) :- r(x).  // end\n"


def test_a_program_of_comments_only_keeps_them() -> None:
    assert parse("// a\n// b\n").comments == ("a", "b")


def test_a_long_rule_is_broken_at_its_literals() -> None:
    body = ", ".join(f"relation_{number}(x, y, z)" for number in range(6))
    lines = format(parse(f"p(x) :- {body}.")).splitlines()
    assert len(lines) == 7
    assert max(map(len, lines)) <= 100


HEADER = """\
//@ source relational
//@ in_AtBats {"table": ["AtBats"], "columns": {"ab_id": "int", "event": "string?"}, \
"primary_key": ["ab_id"]}
//@ target document
//@ out_atBats {"collection": ["atBats"], "fields": {"ab_id": "int"}}
//@ out_atBats_tags {"scalars": ["atBats", "tags"], "value": "string"}
//@ out_atBats_batter {"object": ["atBats", "batter"], "fields": {"name": "string?"}}
//@ out_atBats_list {"array": ["atBats", "list"], "fields": {}}
"""


def test_the_header_holds_both_schemas() -> None:
    header = parse(HEADER).header
    assert header is not None
    assert header.source_by_relation["in_AtBats"] == RecordType(
        ("AtBats",),
        Kind.TABLE,
        (Attribute("ab_id", DataType.INT), Attribute("event", DataType.STRING, nullable=True)),
        primary_key=("ab_id",),
    )
    assert [t.kind for t in header.target] == [
        Kind.COLLECTION, Kind.SCALARS, Kind.OBJECT, Kind.ARRAY
    ]  # fmt: skip
    assert format(parse(HEADER)) == HEADER


def test_the_header_of_a_graph_is_read_back() -> None:
    text = (
        "//@ source graph\n"
        '//@ in_P {"node": ["P"], "properties": {"name": "string"}}\n'
        '//@ in_K {"edge": ["K"], "from": "P", "properties": {"since": "int"}}\n'
        "//@ target graph\n"
    )
    assert format(parse(text)) == text


def test_comments_before_the_header_come_after_it() -> None:
    program = parse("// mine\n" + HEADER + "p(1).\n")
    assert format(program) == HEADER + "\n// mine\np(1).\n"


def test_identifiers_differ_whatever_the_case() -> None:
    tables = [("a b",), ("A.b",), ("a_b",), ("é",)]
    schema = Schema(Model.RELATIONAL, tuple(RecordType(t, Kind.TABLE, ()) for t in tables))
    assert identifiers(schema, "in_") == ("in_a_b", "in_A_b_2", "in_a_b_3", "in__")


@given(st.lists(st.text(max_size=5)))
def test_unique_identifiers_can_be_written_and_differ(wanted: list[str]) -> None:
    made = unique_identifiers(wanted)
    assert len({name.lower() for name in made}) == len(wanted)
    for name in made:
        assert parse(f".decl {name}({name}: {name})").items


def error_cases() -> list[str]:
    return (CASES / "errors" / "datalog.txt").read_text().split("\n======\n")


def message_of(text: str) -> str:
    try:
        check(parse(text, "p.dl"), "p.dl")
    except InputError as error:
        return str(error)
    return "no error"


def test_each_error_has_its_message(update_cases: bool) -> None:
    pairs = [case.split("\n------\n") for case in error_cases()]
    if update_cases:
        cases = [f"{pair[0]}\n------\n{message_of(pair[0])}" for pair in pairs]
        (CASES / "errors" / "datalog.txt").write_text("\n======\n".join(cases) + "\n")
        return
    for text, message in pairs:
        assert message_of(text) == message.strip(), text


def test_the_documentation_shows_every_refused_construct() -> None:
    page = " ".join(PAGE.read_text().split())
    for case in error_cases():
        message = case.split("\n------\n")[1].strip()
        if "is Soufflé's but not dynamite's" in message:
            problem = message.split(": ", 1)[1].split(" is Soufflé's")[0]
            assert problem in page, problem


def test_the_programs_of_the_documentation_pass() -> None:
    blocks = PAGE.read_text().split("```\n")[1::2]
    assert len(blocks) == 2
    for block in blocks:
        check(parse(block))


def test_the_documentation_shows_every_functor() -> None:
    page = PAGE.read_text()
    for functor in FUNCTORS:
        forms = (f"`{functor}(", f"`{functor} ", f" {functor} ", f" {functor}`")
        assert any(form in page for form in forms), functor
