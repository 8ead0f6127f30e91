"""The parser of programs: items, with the comments that a person wrote around them.

A disjunction in a body becomes a rule for each alternative; a directive or declaration of several
relations one for each. A comment that starts on the line where an item ends belongs to that item;
any other one to the item after it, or in which it stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dynamite.datalog import (
    RECORD,
    Comments,
    Declaration,
    Directive,
    Item,
    Rule,
    TypeDeclaration,
)
from dynamite.errors import InputError
from dynamite.language.bodies import BodyParser
from dynamite.language.tokens import Comment, TokenKind, unescape

_REFUSED_DIRECTIVES: Final = {
    ".functor": "a functor declaration (.functor)",
    ".limitsize": "the directive .limitsize",
    ".comp": "a component (.comp)",
    ".init": "a component (.init)",
    ".override": "a component (.override)",
    ".number_type": "the old form .number_type",
    ".symbol_type": "the old form .symbol_type",
    ".pragma": "a pragma (.pragma)",
    ".plan": "a query plan (.plan)",
    ".include": "the directive .include",
    ".once": "the directive .once",
    ".debug_delta": "the relation kind .debug_delta",
    ".lattice": "a lattice (.lattice)",
}


QUALIFIERS: Final = (
    *("eqrel", "inline", "no_inline", "magic", "no_magic", "brie", "btree", "btree_delete"),
)
"""The qualifiers of a declaration: ``eqrel`` has a meaning, the others say how to be fast."""


class Parser(BodyParser):
    """One pass over the tokens of one program."""

    def program(self) -> tuple[tuple[Item, ...], tuple[str, ...]]:
        """The items, and the comments after the last of them."""
        items: list[Item] = []
        while self.peek.kind is not TokenKind.END:
            first = self.next
            parsed = self._item()
            self._hang_comments(items, parsed, first)
            items.extend(parsed)
        last_line = self.tokens[self.next - 1].line if self.next else 0
        comments = self._trailing(items, self.peek.comments, last_line)
        return tuple(items), comments

    # Comments

    def _hang_comments(self, items: list[Item], parsed: list[Item], first: int) -> None:
        last_line = self.tokens[first - 1].line if first else 0
        before = [*self._trailing(items, self.tokens[first].comments, last_line)]
        for token in self.tokens[first + 1 : self.next]:
            before.extend(_lines(token.comments))
        if before:
            parsed[0] = replace(parsed[0], comments=Comments(tuple(before)))

    def _trailing(
        self, items: list[Item], comments: tuple[Comment, ...], last_line: int
    ) -> tuple[str, ...]:
        # A comment that starts on the line where the last item ends belongs to that item.
        trailing = tuple(c for c in comments if items and c.line == last_line)
        text = " ".join(line for line in _lines(trailing) if line).strip()
        if text:
            last = items[-1]
            items[-1] = replace(last, comments=replace(last.comments, after=text))
        return _lines(tuple(c for c in comments if c not in trailing))

    # Items

    def _item(self) -> list[Item]:
        token = self.peek
        match token.text if token.kind is TokenKind.DIRECTIVE else "":
            case ".type":
                return [self._type_declaration()]
            case ".decl":
                return [*self._declarations()]
            case ".input" | ".output" | ".printsize":
                return [*self._directives()]
            case "":
                return [*self._rules()]
        raise self.refused(_REFUSED_DIRECTIVES[token.text])

    def _type_declaration(self) -> TypeDeclaration:
        line = self.take().line
        name = self.word("the name of a type")
        if self.accept("<:"):
            return TypeDeclaration(name, self.word("the name of a type"), line=line)
        if not self.accept("="):
            raise self.refused("the old form .type without a base", f"write .type {name} <: symbol")
        if self.accept("["):
            fields = self.elements("]", self._attribute)
            return TypeDeclaration(name, branches=((RECORD, fields),), line=line)
        if self.peek.kind is TokenKind.WORD and self.tokens[self.next + 1].text != "{":
            members = [self.word("the name of a type")]
            while self.accept("|"):
                members.append(self.word("the name of a type"))
            return TypeDeclaration(name, members=tuple(members), line=line)
        branches = [self._branch()]
        while self.accept("|"):
            branches.append(self._branch())
        return TypeDeclaration(name, branches=tuple(branches), line=line)

    def _branch(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        name = self.word("the name of a constructor")
        self.expect("{")
        return name, self.elements("}", self._attribute)

    def _attribute(self) -> tuple[str, str]:
        name = self.word("the name of an attribute")
        self.expect(":")
        attribute_type = self.word("the name of a type")
        if self.at("<"):
            raise self.refused("a lattice attribute (<>)")
        return name, attribute_type

    def _declarations(self) -> list[Declaration]:
        line = self.take().line
        names = [self.word("the name of a relation")]
        while self.accept(","):
            names.append(self.word("the name of a relation"))
        self.expect("(")
        attributes = self.elements(")", self._attribute)
        qualifiers = []
        while self.peek.kind is TokenKind.KEYWORD:
            if self.peek.text not in QUALIFIERS:
                raise self._refused_qualifier(names[0])
            qualifiers.append(self.take().text)
        return [
            Declaration(name, attributes, line=line, qualifiers=tuple(qualifiers)) for name in names
        ]

    def _refused_qualifier(self, relation: str) -> InputError:
        word = self.peek.text
        what = "choice-domain" if word == "choice-domain" else f"the qualifier {word}"
        is_directive = word in ("input", "output", "printsize")
        return self.refused(what, f"write .{word} {relation}" if is_directive else "")

    def _directives(self) -> list[Directive]:
        token = self.take()
        names = [self.word("the name of a relation")]
        while self.accept(","):
            names.append(self.word("the name of a relation"))
        parameters = self.elements(")", self._parameter) if self.accept("(") else ()
        kind = token.text[1:]
        if kind == "printsize" and parameters:
            raise self.error(token, ".printsize takes no parameters")
        return [Directive(kind, name, parameters, line=token.line) for name in names]  # type: ignore[arg-type]  # one of three, by the caller

    def _parameter(self) -> tuple[str, str]:
        key = self.word("the name of a parameter")
        self.expect("=")
        token = self.take()
        if token.kind is TokenKind.STRING:
            return key, unescape(token, self.name)
        if token.kind in (TokenKind.WORD, TokenKind.NUMBER) or token.text in ("true", "false"):
            return key, token.text
        raise self.unexpected("the value of a parameter", token)

    def _rules(self) -> list[Rule]:
        line = self.peek.line
        heads = [self.atom()]
        if self.at("<="):
            raise self.refused("subsumption (<=)")
        while self.accept(","):
            heads.append(self.atom())
        if len(heads) == 1 and self.accept("."):
            return [Rule((heads[0],), line=line)]
        if self.at(".") or self.peek.kind is TokenKind.END:
            raise self.unexpected(":-", self.peek)
        self.expect(":-")
        bodies = self.disjunction()
        self.expect(".")
        if self.at(".plan"):
            raise self.refused(_REFUSED_DIRECTIVES[".plan"])
        return [Rule(tuple(heads), body, line=line) for body in bodies]


def _lines(comments: tuple[Comment, ...]) -> tuple[str, ...]:
    return tuple(line for comment in comments for line in comment.lines)
