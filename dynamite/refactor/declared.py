"""The tables that a file of DDL declares."""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from dynamite.data.ddl import Declaration, declarations
from dynamite.errors import InputError
from dynamite.refactor.reading import read_condition
from dynamite.refactor.reading_expressions import ExpressionReader
from dynamite.refactor.scope import Context, Scope
from dynamite.refactor.sql import Expression, Literal, NextValue, Query
from dynamite.refactor.tables import Database, OnDelete, Reference, Table, TableColumn


def read_database(sql: str, place: str, dialect: str = "postgres") -> Database:
    """The tables that the text of a file declares; raises ``InputError`` with the place.

    >>> database = read_database("CREATE TABLE T (id serial PRIMARY KEY, name text)", "old.sql")
    >>> database["T"].key, database["T"].column("id").is_counting
    (('id',), True)
    """
    declared = declarations(sql, place, dialect)
    bare = Database(tuple(_table(table, place, ()) for table in declared))
    return Database(
        tuple(
            _table(table, place, tuple(_check(check, bare, table, place) for check in table.checks))
            for table in declared
        ),
        _quoted(sql, place) if dialect == "postgres" else frozenset(),
    )


def _quoted(sql: str, place: str) -> frozenset[str]:
    """The names that PostgreSQL knows by their capitals, since they are declared in quotes.

    Raises ``InputError`` where the same name is there without quotes: it is another name then.
    """
    tokens = sqlglot.tokenize(sql, read="postgres")
    names = {t.text for t in tokens if t.token_type is sqlglot.TokenType.IDENTIFIER}
    names = {name for name in names if name != name.lower()}
    for token in tokens:
        if token.token_type is sqlglot.TokenType.VAR and token.text in names:
            raise InputError(
                f"{token.text!r} is written with quotes and without, which are two names",
                place=f"{place}:{token.line}",
                mend="write it one way",
            )
    return frozenset(names)


def _check(check: exp.Expr, database: Database, table: Declaration, place: str) -> Expression:
    return read_condition(check, database, database[table.name], f"{place}:{table.line}")


def _table(declared: Declaration, place: str, checks: tuple[Expression, ...]) -> Table:
    where = f"{place}:{declared.line}"
    for other in declared.others:
        raise InputError(f"{other!r} is not understood", place=where)
    for number in range(len(declared.foreign_keys)):
        action = declared.on_update(number)
        if action not in ("NO ACTION", "RESTRICT"):
            raise InputError(f"ON UPDATE {action} is not understood", place=where)
    columns = tuple(
        TableColumn(
            name,
            data_type,
            declared.sql_types.get(name, str(data_type)),
            name not in declared.required,
            _default(declared, name, where),
        )
        for name, data_type in declared.types.items()
    )
    references = tuple(
        Reference(
            declared.name,
            key.columns,
            key.table,
            key.references,
            _on_delete(declared.on_delete(number), where),
        )
        for number, key in enumerate(declared.foreign_keys)
    )
    unique = tuple(dict.fromkeys(declared.unique))
    return Table(declared.name, columns, declared.primary_key, unique, references, checks)


def _default(declared: Declaration, name: str, place: str) -> Expression:
    if name in declared.counting:
        return NextValue(f"{declared.name}_{name}_seq".lower())
    tree = declared.defaults.get(name)
    if tree is None:
        return Literal(None)
    scope = Scope(Context(Database(()), place, 1))
    return ExpressionReader(_no_query).read(tree, scope)


def _no_query(tree: exp.Expr, scope: Scope | None) -> Query:
    raise InputError(f"{tree.sql()!r} is not understood as a default")


def _on_delete(text: str, place: str) -> OnDelete:
    text = "NO ACTION" if text == "RESTRICT" else text
    if text not in OnDelete.__members__.values():
        raise InputError(f"ON DELETE {text} is not understood", place=place)
    return OnDelete(text)
