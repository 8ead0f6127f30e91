"""A cursor over the tokens of a program: what every part of the parser reads with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from dynamite.errors import InputError
from dynamite.language.tokens import Token, TokenKind

REFUSED_WORDS: Final = {
    "autoinc": "the counter autoinc()",
    "fold": "the functor fold",
    "range": "the generator range",
    "__ITERATION__": "the counter __ITERATION__",
    "recursive_iteration_cnt": "the counter recursive_iteration_cnt",
    "__FILE__": "the constant __FILE__",
    "__LINE__": "the constant __LINE__",
    "__INCL__": "the constant __INCL__",
}

_Parsed = TypeVar("_Parsed")


class TokenCursor:
    """The next token of one program, and errors at tokens; ``name`` is the file in messages."""

    def __init__(self, tokens: list[Token], name: str) -> None:
        self.tokens = tokens
        self.name = name
        self.next = 0

    @property
    def peek(self) -> Token:
        return self.tokens[self.next]

    def take(self) -> Token:
        token = self.tokens[self.next]
        if token.kind is not TokenKind.END:
            self.next += 1
        return token

    def at(self, text: str) -> bool:
        return self.peek.text == text and self.peek.kind is not TokenKind.STRING

    def accept(self, text: str) -> bool:
        found = self.at(text)
        if found:
            self.next += 1
        return found

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.unexpected(text, self.peek)

    def word(self, what: str) -> str:
        token = self.take()
        if token.kind is TokenKind.KEYWORD:
            if token.text in REFUSED_WORDS:
                raise self.refused(REFUSED_WORDS[token.text], token=token)
            raise self.error(token, f"{token.text} is a reserved word, not {what}", "choose a name")
        if token.kind is not TokenKind.WORD or token.text == "_":
            raise self.unexpected(what, token)
        return token.text

    def elements(self, closing: str, element: Callable[[], _Parsed]) -> tuple[_Parsed, ...]:
        """The elements up to the closing mark; the opening one is taken already."""
        if self.accept(closing):
            return ()
        found = [element()]
        while self.accept(","):
            found.append(element())
        if not self.accept(closing):
            raise self.unexpected(f", or {closing}", self.peek)
        return tuple(found)

    # Errors

    def place(self, token: Token) -> str:
        return f"{self.name}:{token.line}:{token.column}"

    def unexpected(self, expected: str, token: Token) -> InputError:
        found = token.kind.value if token.kind is TokenKind.END else token.text
        return InputError(f"expected {expected}, found {found}", place=self.place(token))

    def error(self, token: Token, problem: str, mend: str = "") -> InputError:
        return InputError(problem, place=self.place(token), mend=mend)

    def refused(self, construct: str, mend: str = "", token: Token | None = None) -> InputError:
        """The error for what is Soufflé's and not dynamite's."""
        return self.error(token or self.peek, f"{construct} is Soufflé's but not dynamite's", mend)
