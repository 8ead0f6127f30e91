"""The printer of the Datalog language: from a program to the one text that stands for it."""

from __future__ import annotations

from typing import Final

from dynamite.datalog import (
    RECORD,
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Declaration,
    Directive,
    Item,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    TypeDeclaration,
    Variable,
    Wildcard,
)
from dynamite.language.constants import format_constant
from dynamite.language.functors import BINARY
from dynamite.language.header import format_header
from dynamite.language.tokens import escape

LINE_LENGTH: Final = 100
"""A longer rule is broken, one literal of its body to a line."""

_NEGATIVE: Final = max(BINARY.values()) + 1
_POWER: Final = _NEGATIVE + 1
_PRIMARY: Final = _POWER + 1


def format_program(program: Program) -> str:
    """The text of a program; ``parse`` gives the program back.

    >>> print(format_program(Program((Rule((Atom("p", (Constant(1),)),)),))), end="")
    p(1).
    """
    lines = [] if program.header is None else format_header(program.header)
    previous: Item | None = None
    for item in program.items:
        if lines and _is_apart(previous, item):
            lines.append("")
        lines.extend(_comment(line) for line in item.comments.before)
        after = f"  {_comment(item.comments.after)}" if item.comments.after else ""
        lines.append(format_item(item) + after)
        previous = item
    if program.comments:
        lines += [""] if lines else []
        lines.extend(_comment(line) for line in program.comments)
    return "".join(f"{line}\n" for line in lines)


def _is_apart(previous: Item | None, item: Item) -> bool:
    """Whether a blank line sets the item apart from the one before it."""
    if previous is None or item.comments.before or type(previous) is not type(item):
        return True
    if isinstance(previous, Rule) and isinstance(item, Rule):
        return previous.heads[0].relation != item.heads[0].relation
    return False


def _comment(line: str) -> str:
    return f"// {line}".rstrip()


def format_item(item: Item) -> str:
    """The text of one item, without its comments."""
    match item:
        case TypeDeclaration(name, base) if base:
            return f".type {name} <: {base}"
        case TypeDeclaration(name, members=members) if members:
            return f".type {name} = {' | '.join(members)}"
        case TypeDeclaration(name, _, ((_, fields),)) if item.is_record:
            return f".type {name} = [{_attributes(fields)}]"
        case TypeDeclaration(name, _, branches):
            return f".type {name} = {' | '.join(_branch(*branch) for branch in branches)}"
        case Declaration(relation, attributes, qualifiers=qualifiers):
            return " ".join((f".decl {relation}({_attributes(attributes)})", *qualifiers))
        case Directive(kind, relation, parameters):
            pairs = ", ".join(f"{key}={escape(value)}" for key, value in parameters)
            return f".{kind} {relation}" + (f"({pairs})" if pairs else "")
        case Rule():
            return format_rule(item)


def _branch(constructor: str, attributes: tuple[tuple[str, str], ...]) -> str:
    return f"{constructor} {{{_attributes(attributes)}}}"


def _attributes(attributes: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name}: {attribute_type}" for name, attribute_type in attributes)


def format_rule(rule: Rule) -> str:
    """The text of a rule or fact.

    >>> format_rule(Rule((Atom("p", (Variable("x"),)),), (Atom("q", (Variable("x"),)),)))
    'p(x) :- q(x).'
    """
    heads = ", ".join(format_atom(head) for head in rule.heads)
    if rule.is_fact:
        return f"{heads}."
    body = [format_literal(literal) for literal in rule.body]
    line = f"{heads} :- {', '.join(body)}."
    if len(line) <= LINE_LENGTH:
        return line
    return f"{heads} :-\n    " + ",\n    ".join(body) + "."


def format_atom(atom: Atom) -> str:
    """The text of an atom."""
    return f"{atom.relation}({', '.join(format_term(term) for term in atom.terms)})"


def format_literal(literal: Literal) -> str:
    """The text of a literal of a body."""
    match literal:
        case Atom():
            return format_atom(literal)
        case Negation(atom):
            return f"!{format_atom(atom)}"
        case Comparison("contains" | "match" | "!contains" | "!match" as operator, left, right):
            return f"{operator}({format_term(left)}, {format_term(right)})"
        case Comparison(operator, left, right):
            return f"{format_term(left)} {operator} {format_term(right)}"


def format_term(term: Term) -> str:
    """The text of a term.

    >>> format_term(Call("*", (Call("+", (Variable("x"), Constant(1))), Constant(2))))
    '(x + 1) * 2'
    """
    return _term(term, 0)


def _term(term: Term, least: int) -> str:
    """The text of a term where operators that bind less than ``least`` need parentheses."""
    text, strength = _strength(term)
    return f"({text})" if strength < least else text


def _strength(term: Term) -> tuple[str, int]:
    match term:
        case Variable(name):
            return name, _PRIMARY
        case Wildcard():
            return "_", _PRIMARY
        case Constant(value):
            text = format_constant(value)
            return text, _NEGATIVE if text.startswith("-") else _PRIMARY
        case Call("^", (left, right)):
            return f"{_term(left, _PRIMARY)} ^ {_term(right, _POWER)}", _POWER
        case Call("as", (inner, Constant(str(type_name)))):
            return f"as({format_term(inner)}, {type_name})", _PRIMARY
        case Call(operator, (left, right)) if operator in BINARY:
            own = BINARY[operator]
            return f"{_term(left, own)} {operator} {_term(right, own + 1)}", own
        case Call("-", (inner,)):
            # -5 is a constant; the negation of the constant 5 keeps its parentheses.
            is_number = isinstance(inner, Constant) and isinstance(inner.value, (int, float))
            return f"-{_term(inner, _PRIMARY + 1 if is_number else _NEGATIVE)}", _NEGATIVE
        case Call("bnot" | "lnot" as operator, (inner,)):
            return f"{operator} {_term(inner, _NEGATIVE)}", _NEGATIVE
        case Call(functor, args):
            return f"{functor}({_terms(args)})", _PRIMARY
        case Construct(constructor, args) if constructor == RECORD:
            return f"[{_terms(args)}]", _PRIMARY
        case Construct(constructor, args):
            return f"${constructor}({_terms(args)})", _PRIMARY
        case Aggregate(operator, inner, body):
            literals = ", ".join(format_literal(literal) for literal in body)
            term_text = "" if inner is None else f"{format_term(inner)} "
            return f"{operator} {term_text}: {{ {literals} }}", _PRIMARY


def _terms(args: tuple[Term, ...]) -> str:
    return ", ".join(format_term(arg) for arg in args)
