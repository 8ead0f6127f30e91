"""A program as views in a dialect of SQL: one for each relation that rules derive.

Input relations are tables that are there: of the relation's name and its attributes' names, or as
the header has them. A linear recursion becomes ``WITH RECURSIVE``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dynamite.datalog import Atom, Program
from dynamite.engines.column_types import Scope, infer_column_types
from dynamite.engines.sql import HeadRule
from dynamite.errors import InputError
from dynamite.exporting.dialects import DIALECTS, Dialect
from dynamite.exporting.sql_terms import BodyText
from dynamite.language.check import check
from dynamite.language.strata import Stratum
from dynamite.language.types import record_type_of
from dynamite.schema import Kind
from dynamite.values import DataType


def export_sql(program: Program, dialect: str) -> str:
    """The text of the views, each statement ending in ``;`` and a line end.

    Raises ``InputError`` for a dialect that is none, and for what it cannot say.
    """
    if dialect not in DIALECTS:
        raise InputError(
            f"there is no dialect {dialect!r}", mend=f"the dialects are: {', '.join(DIALECTS)}"
        )
    return _Script(program, DIALECTS[dialect]).text()


class _Script:
    def __init__(self, program: Program, dialect: Dialect) -> None:
        checked = check(program)
        self.program, self.strata, self.dialect = checked.program, checked.strata, dialect
        self.types = infer_column_types(self.program)
        if self.types.boxed:
            raise dialect.refused(
                f"${min(self.types.boxed)}, a record or an id that nests without bound,"
            )
        self.columns = {name: self._names(name) for name in self.types.relations}
        rules: dict[str, list[HeadRule]] = {}
        for number, rule in enumerate(self.types.rules):
            head = rule.heads[0]
            rules.setdefault(head.relation, []).append(HeadRule(number, rule, head))
        self.rules: Mapping[str, Sequence[HeadRule]] = rules
        if len({name.lower() for name in self.types.relations}) < len(self.types.relations):
            raise dialect.refused("relations whose names differ in case only")

    def text(self) -> str:
        statements = []
        for name in self.columns:
            if name in self.rules:
                continue
            if not self._is_input(name):
                statements.append(self._empty(name))
            elif self.dialect.texts_are_bytes:
                statements.append(self._view(f"{name}$", self._loaded(name)))
        for stratum in self.strata:
            statements += self._stratum(stratum)
        if self.dialect.texts_are_bytes:
            statements += [self._readable(name) for name in self.columns if self._is_derived(name)]
        return "".join(f"{statement};\n" for statement in statements)

    def _names(self, relation: str) -> tuple[str, ...]:
        record_type = record_type_of(self.program, relation)
        if record_type is not None:
            if record_type.kind is not Kind.TABLE:
                raise self.dialect.refused(f"{record_type.name}, which is no table,")
            return tuple(record_type.columns)
        names = tuple(name for name, _ in self.program.declarations[relation].attributes)
        # SQL has no table without columns.
        return names or ("holds",)

    def _loaded(self, relation: str) -> str:
        """The query of an input's table, texts as bytes where the dialect needs that."""
        source = self.dialect.identifier(self._source(relation))
        columns = ", ".join(
            self._bytes(name, column.data)
            for name, column in zip(
                self.columns[relation], self.types.columns(relation), strict=False
            )
        )
        return f"SELECT {columns or '1'} FROM {source}"

    def _bytes(self, name: str, data: DataType | None) -> str:
        identifier = self.dialect.identifier(name)
        if data is DataType.STRING:
            return f"CAST(CONVERT({identifier} USING utf8mb4) AS BINARY) AS {identifier}"
        return identifier

    def _source(self, relation: str) -> str:
        record_type = record_type_of(self.program, relation)
        header = self.program.header
        is_source = header is not None and relation in header.source_by_relation
        return record_type.name if record_type is not None and is_source else relation

    def _is_input(self, relation: str) -> bool:
        header = self.program.header
        is_source = header is not None and relation in header.source_by_relation
        return is_source or relation in self.program.inputs

    def table(self, relation: str, distinct: bool) -> tuple[str, Sequence[str]]:
        names = self.columns[relation]
        if self._is_derived(relation):
            return self.dialect.identifier(self._inner(relation)), names
        source = f"{relation}$" if self.dialect.texts_are_bytes else self._source(relation)
        text = self.dialect.identifier(source)
        if not distinct:
            return text, names
        columns = ", ".join(map(self.dialect.identifier, names))
        return f"(SELECT DISTINCT {columns} FROM {text})", names

    def _is_derived(self, relation: str) -> bool:
        return relation in self.rules or not self._is_input(relation)

    def _empty(self, relation: str) -> str:
        """The view of a relation that nothing derives."""
        columns = zip(self.columns[relation], self._kinds(relation), strict=True)
        nothing = ", ".join(
            f"{self.dialect.cast('NULL', data)} AS {self.dialect.identifier(name)}"
            for name, data in columns
        )
        origin = " FROM DUAL" if self.dialect.name == "mysql" else ""
        return self._view(self._inner(relation), f"SELECT {nothing}{origin} WHERE 1 = 0")

    def _kinds(self, relation: str) -> list[DataType | None]:
        """The types of the columns of a relation's view."""
        columns = self.types.columns(relation)
        return [DataType.STRING if column.constructors else column.data for column in columns] or [
            DataType.INT
        ]

    def _stratum(self, stratum: Stratum) -> list[str]:
        for relation in stratum.relations:
            if self._is_input(relation):
                raise self.dialect.refused(f"{relation}, which is both loaded and derived,")
        if stratum.recursive:
            return [self._recursive(stratum)]
        return [self._plain(relation) for relation in stratum.relations]

    def _plain(self, relation: str) -> str:
        queries = [self._query(derived) for derived in self.rules[relation]]
        # UNION removes duplicates, also those within one query.
        query = " UNION ".join(queries)
        if len(queries) == 1:
            query = self._query(self.rules[relation][0], distinct=True)
        return self._view(self._inner(relation), query)

    def _recursive(self, stratum: Stratum) -> str:
        (relation, *others) = stratum.relations
        dialect = self.dialect
        if others:
            raise dialect.refused(f"the mutual recursion of {', '.join(stratum.relations)}")
        if not dialect.recursion:
            raise dialect.refused(f"the recursion of {relation}")
        base: list[str] = []
        again: list[str] = []
        for derived in self.rules[relation]:
            uses = sum(
                isinstance(literal, Atom) and literal.relation == relation
                for literal in derived.rule.body
            )
            if uses > 1:
                raise dialect.refused(f"the recursion of {relation}, which is not linear,")
            (again if uses else base).append(self._query(derived))
        if len(again) > 1 and not dialect.several_recursive:
            raise dialect.refused(f"the recursion of {relation} by several rules")
        if dialect.texts_are_bytes and self._builds_texts(relation):
            raise dialect.refused(f"the recursion of {relation}, which makes new texts,")
        if not base:
            nothing = ", ".join(dialect.cast("NULL", data) for data in self._kinds(relation))
            origin = " FROM DUAL" if dialect.name == "mysql" else ""
            base = [f"SELECT {nothing}{origin} WHERE 1 = 0"]
        name = dialect.identifier(self._inner(relation))
        columns = ", ".join(map(dialect.identifier, self.columns[relation]))
        # UNION keeps what is new, so that cycles end.
        parts = [*([" UNION ".join(base)] if dialect.several_recursive else [_grouped(base)])]
        query = (
            f"WITH RECURSIVE {name} ({columns}) AS ({' UNION '.join((*parts, *again))}) "
            f"SELECT {columns} FROM {name}"
        )
        return self._view(self._inner(relation), query)

    def _builds_texts(self, relation: str) -> bool:
        texts = [column.data is not DataType.INT for column in self.types.columns(relation)]
        return any(
            is_text and type(term).__name__ in ("Call", "Construct")
            for derived in self.rules[relation]
            for is_text, term in zip(texts, derived.head.terms, strict=True)
        )

    def _inner(self, relation: str) -> str:
        return f"{relation}$" if self.dialect.texts_are_bytes else relation

    def _query(self, derived: HeadRule, distinct: bool = False) -> str:
        scope = Scope(self.types, self.types.plans[derived.number])
        body = BodyText(scope, self.dialect, self.table)
        projections = []
        columns = self.types.columns(derived.head.relation)
        for term, column in zip(derived.head.terms, columns, strict=True):
            if column.absent:
                raise self.dialect.refused("an absent field")
            data = DataType.STRING if column.constructors else column.data
            if column.constructors and column.data is not None:
                raise self.dialect.refused("a column of ids and of values")
            projections.append(self.dialect.cast(body.term(term), data))
        names = self.columns[derived.head.relation]
        named = [
            f"{text} AS {self.dialect.identifier(name)}"
            for text, name in zip(projections or ["1"], names, strict=True)
        ]
        return body.select(named, distinct)

    def _view(self, name: str, query: str) -> str:
        return f"CREATE VIEW {self.dialect.identifier(name)} AS\n{query}"

    def _readable(self, relation: str) -> str:
        """The view of a relation whose texts are texts again."""
        shown = []
        for name, data in zip(self.columns[relation], self._kinds(relation), strict=True):
            identifier = self.dialect.identifier(name)
            is_text = data is DataType.STRING
            text = self.dialect.characters(identifier) if is_text else identifier
            shown.append(f"{text} AS {identifier}")
        source = self.dialect.identifier(f"{relation}$")
        return self._view(relation, f"SELECT {', '.join(shown)} FROM {source}")


def _grouped(queries: Sequence[str]) -> str:
    """Several queries as one operand of a union."""
    return queries[0] if len(queries) == 1 else f"({' UNION '.join(queries)})"
