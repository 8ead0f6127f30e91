"""Tokens of the Datalog language: what the parser reads, with the comments between them.

The lexical rules are Soufflé's. Comments are no tokens: each token carries those before it, so that
the parser can hang them on the item that a person wrote them at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from dynamite.errors import InputError

DIRECTIVES: Final = (
    *("decl", "type", "input", "output", "functor", "printsize", "limitsize", "comp", "init"),
    *("number_type", "symbol_type", "override", "pragma", "plan", "include", "once"),
    *("debug_delta", "lattice"),
)

KEYWORDS: Final = frozenset(
    (
        *("as", "autoinc", "band", "bor", "bxor", "bnot", "bshl", "bshr", "bshru"),
        *("land", "lor", "lxor", "lnot", "match", "mean", "cat", "ord", "fold", "range"),
        *("strlen", "stateful", "substr", "contains", "output", "input", "overridable"),
        *("printsize", "eqrel", "inline", "no_inline", "magic", "no_magic", "brie", "btree"),
        *("btree_delete", "min", "max", "nil", "count", "sum", "true", "false", "to_float"),
        *("to_number", "to_string", "to_unsigned", "choice-domain", "recursive_iteration_cnt"),
        *("__ITERATION__", "__FILE__", "__LINE__", "__INCL__"),
    )
)
"""Words that Soufflé reserves: no relation, variable, attribute or type has such a name."""

IDENTIFIER: Final = re.compile(r"[?a-zA-Z]|[_?a-zA-Z][_?a-zA-Z0-9]+")


class TokenKind(Enum):
    """What a token is; the value is how a message names it."""

    WORD = "a name"
    KEYWORD = "a reserved word"
    NUMBER = "a number"
    FLOAT = "a float"
    STRING = "a string"
    DIRECTIVE = "a directive"
    SYMBOL = "a symbol"
    END = "the end of the program"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: its lines without the marks, and the line of the text where it starts."""

    lines: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Token:
    """A token, where it stands (from 1), and the comments between the last token and it."""

    kind: TokenKind
    text: str
    line: int
    column: int
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """The text of a ``//@`` line after its mark."""

    text: str
    line: int


_PATTERN: Final = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<line_comment>//[^\n]*)
    | (?P<block_comment>/\*.*?\*/)
    | (?P<directive>\.(?:DIRECTIVES)(?![_?a-zA-Z0-9(]))
    | (?P<float>[0-9]+\.[0-9]+)
    | (?P<number>(?:0x[0-9a-fA-F]+|0b[01]+|[0-9]+)u?)
    | (?P<word>choice-domain|[_?a-zA-Z][_?a-zA-Z0-9]*)
    | (?P<string>"(?:\\.|[^"\\])*")
    | (?P<symbol>:-|<:|<=|>=|!=|->|[|\[\]$+\-(),:;.=!*@/^%{}<>])
    """.replace("DIRECTIVES", "|".join(sorted(DIRECTIVES, key=len, reverse=True))),
    re.VERBOSE | re.DOTALL,
)

_ESCAPES: Final = {
    '"': '"',
    "'": "'",
    "\\": "\\",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


def tokenize(text: str, name: str) -> tuple[list[Token], list[HeaderLine]]:
    """The tokens of a program, an ``END`` last, and its header lines; raises ``InputError``."""
    tokens: list[Token] = []
    header: list[HeaderLine] = []
    comments: list[Comment] = []
    position, line, line_start = 0, 1, 0
    while position < len(text):
        column = position - line_start + 1
        found = _PATTERN.match(text, position)
        if found is None or (found.group() == "/" and text.startswith("/*", position)):
            raise _unreadable(text[position : position + 40], f"{name}:{line}:{column}")
        group, piece = found.lastgroup, found.group()
        if group == "line_comment" and piece.startswith("//@"):
            if text[line_start:position].strip():
                raise InputError(
                    "a header line //@ stands on a line of its own", place=f"{name}:{line}:{column}"
                )
            header.append(HeaderLine(piece[3:].strip(), line))
        elif group == "line_comment":
            comments.append(Comment((_comment_text(piece[2:]),), line))
        elif group == "block_comment":
            comments.append(Comment(_block_lines(piece), line))
        elif group != "space":
            kind = _kind(str(group), piece)
            tokens.append(Token(kind, piece, line, column, tuple(comments)))
            comments.clear()
        line += piece.count("\n")
        if "\n" in piece:
            line_start = position + piece.rindex("\n") + 1
        position = found.end()
    end = Token(TokenKind.END, "", line, position - line_start + 1, tuple(comments))
    return [*tokens, end], header


def _unreadable(text: str, place: str) -> InputError:
    character = text[0]
    directive = re.match(r"#[ \t]*([a-z]+)", text)
    word = f" (#{directive[1]})" if directive else ""
    if character == '"':
        return InputError("a string without its closing quote", place=place)
    if character == "#":
        return InputError(
            f"a C preprocessor line{word} is Soufflé's but not dynamite's",
            place=place,
            mend="write the program out",
        )
    if character == "/":
        return InputError("a comment without its closing */", place=place)
    return InputError(f"the character {character!r} has no meaning here", place=place)


def _kind(group: str, piece: str) -> TokenKind:
    if group == "word":
        return TokenKind.KEYWORD if piece in KEYWORDS else TokenKind.WORD
    return TokenKind[group.upper()]


def _comment_text(text: str) -> str:
    return text.removeprefix(" ").rstrip()


def _block_lines(piece: str) -> tuple[str, ...]:
    lines = [line.strip().removeprefix("* ") for line in piece[2:-2].strip("*").split("\n")]
    while lines and lines[0] in ("", "*"):
        lines.pop(0)
    while lines and lines[-1] in ("", "*"):
        lines.pop()
    return tuple("" if line == "*" else line for line in lines)


def unescape(token: Token, name: str) -> str:
    """The value of a string token; raises ``InputError`` on an unknown escape."""

    def replacement(found: re.Match[str]) -> str:
        letter = found.group(1)
        if letter not in _ESCAPES:
            raise InputError(
                f"unknown escape \\{letter} in a string",
                place=f"{name}:{token.line}:{token.column}",
                mend="a backslash itself is written \\\\",
            )
        return _ESCAPES[letter]

    return re.sub(r"\\(.)", replacement, token.text[1:-1], flags=re.DOTALL)


def escape(text: str) -> str:
    """The string token for a text.

    >>> escape('a "b"')
    '"a \\\\"b\\\\""'
    """
    marks = {value: f"\\{letter}" for letter, value in _ESCAPES.items() if letter != "'"}
    return '"' + "".join(marks.get(character, character) for character in text) + '"'


def is_identifier(text: str) -> bool:
    """Whether the text can name a relation, variable, attribute or type."""
    return IDENTIFIER.fullmatch(text) is not None and text not in KEYWORDS
