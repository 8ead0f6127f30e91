"""The parser of bodies and terms, which hold each other: an aggregate is a term with a body.

Recursive descent over Soufflé's grammar. What Soufflé has and dynamite lacks is refused by its
name, where it stands.
"""

from __future__ import annotations

import itertools
from typing import Final, get_args

from dynamite.datalog import (
    RECORD,
    Aggregate,
    AggregateOperator,
    Atom,
    Call,
    Comparison,
    ComparisonOperator,
    Constant,
    Construct,
    Literal,
    Negation,
    Term,
    Variable,
    Wildcard,
)
from dynamite.errors import InputError
from dynamite.language.constants import CONSTANT_FUNCTORS, parse_constant
from dynamite.language.cursor import REFUSED_WORDS, TokenCursor
from dynamite.language.functors import BINARY
from dynamite.language.tokens import Token, TokenKind, unescape
from dynamite.values import ABSENT, INT_MAX, INT_MIN

CALLED: Final = (
    *("cat", "ord", "strlen", "substr", "to_float", "to_number", "to_string", "to_unsigned"),
)
"""Soufflé's functors that are written as a call of a reserved word; also ``min`` and ``max``."""

LIMIT_OF_ALTERNATIVES: Final = 1000
"""A body with more alternatives than this, multiplied out, is refused."""

_AGGREGATES: Final = get_args(AggregateOperator)
_COMPARISONS: Final = ("=", "!=", "<", "<=", ">", ">=")
_OPERATORS: Final = (*_COMPARISONS, *BINARY, "^")
_TRUE: Final = Comparison("=", Constant(1), Constant(1))
_FALSE: Final = Comparison("=", Constant(1), Constant(0))

Conjunctions = list[tuple[Literal, ...]]


class BodyParser(TokenCursor):
    """Reads bodies and terms from a cursor."""

    def __init__(self, tokens: list[Token], name: str) -> None:
        super().__init__(tokens, name)
        self._closing = _closing_parentheses(tokens)

    # Bodies

    def disjunction(self) -> Conjunctions:
        bodies = self._conjunction()
        while self.accept(";"):
            bodies = bodies + self._conjunction()
        return bodies

    def _conjunction(self) -> Conjunctions:
        parts = [self._body_term()]
        while self.accept(","):
            parts.append(self._body_term())
        return self._multiplied(parts)

    def _multiplied(self, parts: list[Conjunctions]) -> Conjunctions:
        count = 1
        for part in parts:
            count *= len(part)
        if count > LIMIT_OF_ALTERNATIVES:
            raise self.error(
                self.peek,
                f"the body has {count} alternatives when multiplied out",
                "give the alternatives relations of their own",
            )
        return [tuple(itertools.chain(*choice)) for choice in itertools.product(*parts)]

    def _body_term(self) -> Conjunctions:
        if self.accept("!"):
            # Neither of the parts, of each: as De Morgan has it.
            alternatives = self._body_term()
            return self._multiplied(
                [[(_opposite(literal),) for literal in part] for part in alternatives]
            )
        if self.at("(") and not self._is_parenthesized_term():
            self.take()
            bodies = self.disjunction()
            self.expect(")")
            return bodies
        return [(self._literal(),)]

    def _is_parenthesized_term(self) -> bool:
        """Whether the ``)`` to the ``(`` here is followed by an operator of terms."""
        after = self.tokens[self._closing.get(self.next, self.next) + 1].text
        return after in _OPERATORS

    def _literal(self) -> Literal:
        token = self.peek
        if token.text in ("contains", "match") and token.kind is TokenKind.KEYWORD:
            return self._call_comparison()
        if token.text in ("true", "false") and token.kind is TokenKind.KEYWORD:
            return _TRUE if self.take().text == "true" else _FALSE
        if token.kind is TokenKind.WORD and self.tokens[self.next + 1].text == "(":
            atom = self.atom()
            if self.peek.kind is TokenKind.SYMBOL and self.peek.text in _OPERATORS:
                raise self._no_functor(token)
            return atom
        if token.kind is TokenKind.WORD and self.tokens[self.next + 1].text == ".":
            self.take()
            raise self.refused("a qualified name of a component")
        left = self._term()
        operator = self.take()
        if operator.text not in _COMPARISONS:
            raise self.unexpected("a comparison", operator)
        return Comparison(_operator(operator.text), left, self._term())

    def _call_comparison(self) -> Comparison:
        operator = self.take().text
        self.expect("(")
        left = self._term()
        self.expect(",")
        right = self._term()
        self.expect(")")
        return Comparison(_operator(operator), left, right)

    def atom(self) -> Atom:
        relation = self.word("a relation")
        if self.at(".") and self.tokens[self.next + 1].kind is TokenKind.WORD:
            raise self.refused("a qualified name of a component")
        self.expect("(")
        return Atom(relation, self.elements(")", self._term))

    # Terms, by falling precedence of their operators

    def _term(self, least: int = 0) -> Term:
        left = self._signed()
        while self._is_operator() and BINARY[self.peek.text] >= least:
            operator = self.take().text
            left = Call(operator, (left, self._term(BINARY[operator] + 1)))
        return left

    def _is_operator(self) -> bool:
        return self.peek.text in BINARY and self.peek.kind is not TokenKind.STRING

    def _signed(self) -> Term:
        if self.at("bnot") or self.at("lnot"):
            return Call(self.take().text, (self._signed(),))
        if not self.at("-"):
            return self._power()
        minus = self.take()
        is_number = self.peek.kind in (TokenKind.NUMBER, TokenKind.FLOAT)
        if is_number and self.tokens[self.next + 1].text != "^":
            return self._number(self.take(), minus)
        return Call("-", (self._signed(),))

    def _power(self) -> Term:
        base = self._primary()
        return Call("^", (base, self._signed())) if self.accept("^") else base

    def _primary(self) -> Term:
        token = self.take()
        match token.kind:
            case TokenKind.NUMBER | TokenKind.FLOAT:
                return self._number(token)
            case TokenKind.STRING:
                return Constant(unescape(token, self.name))
            case TokenKind.WORD:
                return self._variable(token)
            case TokenKind.KEYWORD:
                return self._reserved(token)
        match token.text:
            case "(":
                term = self._term()
                self.expect(")")
                return term
            case "$":
                return self._construct()
            case "@":
                return self._own_functor(token)
            case "[":
                return Construct(RECORD, self.elements("]", self._term))
        raise self.unexpected("a term", token)

    def _variable(self, token: Token) -> Term:
        if self.at("("):
            raise self._no_functor(token)
        return Wildcard() if token.text == "_" else Variable(token.text)

    def _no_functor(self, token: Token) -> InputError:
        return self.error(
            token,
            f"{token.text} is no functor",
            f"the functors are: {', '.join(CALLED)}, min, max, and dynamite's own with @",
        )

    def _reserved(self, token: Token) -> Term:
        if token.text == "nil":
            return Constant(None)
        if token.text in REFUSED_WORDS:
            raise self.refused(REFUSED_WORDS[token.text], token=token)
        if token.text == "as":
            return self._cast()
        if token.text in CALLED or (token.text in ("min", "max") and self._is_call()):
            self.expect("(")
            return Call(token.text, self.elements(")", self._term))
        if token.text in _AGGREGATES:
            return self._aggregate(token)
        raise self.unexpected("a term", token)

    def _cast(self) -> Term:
        self.expect("(")
        inner = self._term()
        self.expect(",")
        type_name = self.word("the name of a type")
        self.expect(")")
        return Call("as", (inner, Constant(type_name)))

    def _is_call(self) -> bool:
        """Whether the ``(`` here opens arguments (``min(a, b)``), not the term of an aggregate."""
        depth = 0
        if not self.at("("):
            return False
        for token in self.tokens[self.next : self._closing.get(self.next, self.next)]:
            depth += (token.text in ("(", "{")) - (token.text in (")", "}"))
            if depth == 1 and token.text == "," and token.kind is TokenKind.SYMBOL:
                return True
        return False

    def _aggregate(self, token: Token) -> Term:
        term = None if self.at(":") else self._term()
        if token.text == "count" and term is not None:
            raise self.error(token, "count takes no term", "write count : { … }")
        if token.text != "count" and term is None:
            raise self.error(token, f"{token.text} needs a term", f"write {token.text} x : {{ … }}")
        self.expect(":")
        body: tuple[Literal, ...]
        if self.accept("{"):
            bodies = self.disjunction()
            if len(bodies) > 1:
                raise self.error(
                    token,
                    "an aggregate over a disjunction",
                    "give the alternatives a relation of their own",
                )
            body = bodies[0]
            self.expect("}")
        else:
            body = (self.atom(),)
        return Aggregate(token.text, term, body)  # type: ignore[arg-type]  # one of _AGGREGATES

    def _construct(self) -> Term:
        if self.peek.kind is not TokenKind.WORD:
            raise self.refused("the counter $")
        constructor = self.word("the name of a constructor")
        args = self.elements(")", self._term) if self.accept("(") else ()
        if constructor == "Absent" and not args:
            return Constant(ABSENT)
        return Construct(constructor, args)

    def _own_functor(self, at: Token) -> Term:
        if self.at("@"):
            raise self.refused("a user's aggregate (@@)")
        functor = self.word("the name of a functor")
        self.expect("(")
        args = self.elements(")", self._term)
        if functor not in CONSTANT_FUNCTORS:
            return Call(f"@{functor}", args)
        match args:
            case (Constant(str() as text),):
                return parse_constant(functor, text, self.place(at))
        raise self.error(at, f"@{functor} takes one string literal", f'write @{functor}("…")')

    def _number(self, token: Token, minus: Token | None = None) -> Constant:
        sign = -1 if minus else 1
        if token.kind is TokenKind.FLOAT:
            return Constant(sign * float(token.text))
        value = sign * int(
            token.text.removesuffix("u"), 0 if token.text[:2] in ("0x", "0b") else 10
        )
        if not INT_MIN <= value <= INT_MAX:
            raise self.error(minus or token, f"{value} has more than 64 bits", "")
        return Constant(value)


def _opposite(literal: Literal) -> Literal:
    match literal:
        case Atom():
            return Negation(literal)
        case Negation(atom):
            return atom
        case Comparison(operator, left, right):
            return Comparison(_OPPOSITES[operator], left, right)


_OPPOSITES: Final[dict[ComparisonOperator, ComparisonOperator]] = {
    "=": "!=",
    "!=": "=",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "contains": "!contains",
    "!contains": "contains",
    "match": "!match",
    "!match": "match",
}


def _operator(text: str) -> ComparisonOperator:
    return text  # type: ignore[return-value]  # the callers take only comparison operators


def _closing_parentheses(tokens: list[Token]) -> dict[int, int]:
    """The position of the ``)`` to each ``(`` that has one."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for position, token in enumerate(tokens):
        if token.kind is not TokenKind.SYMBOL:
            continue
        if token.text == "(":
            opened.append(position)
        elif token.text == ")" and opened:
            closing[opened.pop()] = position
    return closing
