"""When two instances agree, and how their differences read."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dynamite.data.compare import agree, differences
from dynamite.data.instance import Instance, flatten
from dynamite.data.schema_text import parse_schema
from dynamite.schema import Key
from dynamite.values import ABSENT, Skolem, Value

TABLES = parse_schema({"model": "relational", "tables": {"T": {"a": "int?", "b": "string?"}}}, "")
MOVIES = parse_schema(
    {
        "model": "document",
        "collections": {
            "movie": {
                "title": "string",
                "year": "int?",
                "tags": ["string"],
                "cast": [{"name": "string", "roles": ["string"]}],
                "studio": {"city": "string"},
            }
        },
    },
    "",
)
PEOPLE = parse_schema(
    {
        "model": "graph",
        "nodes": {"Person": {"name": "string"}, "Actor": {"oscars": "int?"}},
        "edges": {"KNOWS": {"properties": {"since": "int?"}}},
    },
    "",
)


def table(*rows: tuple[Value, ...]) -> Instance:
    return Instance(TABLES, {("T",): rows})


def movies(*documents: dict[str, Any]) -> Instance:
    return flatten(MOVIES, {"movie": list(documents)}, "data")


def people(names: dict[str, str], *edges: tuple[str, str], since: int | None = None) -> Instance:
    """A graph of persons by id, who know each other."""
    nodes = [
        {"id": number, "label": "Person", "properties": {"name": name}}
        for number, name in names.items()
    ]
    known = [
        {"label": "KNOWS", "start": start, "end": end, "properties": {"since": since}}
        for start, end in edges
    ]
    return flatten(PEOPLE, {"nodes": nodes, "edges": known}, "data")


def messages(expected: Instance, actual: Instance, *fixed: str) -> list[str]:
    return [str(difference) for difference in differences(expected, actual, set(fixed))]


# --- tables ---


def test_tables_are_sets_of_rows() -> None:
    assert agree(table((1, "x"), (2, "y"), (1, "x")), table((2, "y"), (1, "x")))


def test_null_and_absent_are_one_in_a_table() -> None:
    assert agree(table((None, "x")), table((ABSENT, "x")))


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (1, True), (1, "1"), (0, None)])
def test_values_compare_as_typed_values(one: Value, other: Value) -> None:
    assert not agree(table((one, "x")), table((other, "x")))


def test_decimals_and_floats_compare_by_value() -> None:
    assert agree(table((Decimal("0.5"), "x")), table((Decimal("0.50"), "x")))
    assert agree(table((float("nan"), "x")), table((float("nan"), "x")))


def test_differences_of_tables_show_the_records() -> None:
    assert messages(table((1, "x"), (2, None)), table((1, "x"), (3, "y"))) == [
        'T: expected {"a": 2, "b": null} is missing',
        'T: {"a": 3, "b": "y"} is not expected',
    ]


def test_a_difference_may_be_told_under_another_name() -> None:
    difference = differences(table((1, "x")), table())[0]
    assert difference.message("out_T") == 'out_T: expected {"a": 1, "b": "x"} is missing'


# --- documents ---

UP = {"title": "Up", "tags": ["a", "b"], "cast": [{"name": "Ed", "roles": ["Carl"]}]}


def test_arrays_are_sets() -> None:
    assert agree(movies(UP), movies({**UP, "tags": ["b", "a", "b"]}))


def test_ids_of_documents_only_say_what_lies_in_what() -> None:
    movie, cast = Skolem("Movie", ("Up",)), Skolem("Cast", ("Ed",))
    facts: dict[Key, Any] = {
        ("movie",): ((movie, "Up", ABSENT),),
        ("movie", "tags"): (
            (movie, Skolem("Tag", ("b",)), None, "b"),
            (movie, Skolem("Tag", ("a",)), None, "a"),
        ),
        ("movie", "cast"): ((movie, cast, None, "Ed"),),
        ("movie", "cast", "roles"): ((cast, Skolem("Role", ("Carl",)), None, "Carl"),),
    }
    assert agree(movies(UP), Instance(MOVIES, facts))
    assert agree(Instance(MOVIES, facts), movies(UP))


def test_null_and_absent_are_two_in_a_document() -> None:
    assert not agree(movies({"title": "Up"}), movies({"title": "Up", "year": None}))


def test_the_same_elements_in_other_parents_do_not_agree() -> None:
    one = movies({"title": "A", "tags": ["x"]}, {"title": "B", "tags": ["y"]})
    other = movies({"title": "A", "tags": ["y"]}, {"title": "B", "tags": ["x"]})
    assert messages(one, other) == [
        'movie.tags: expected "x" is missing (in {"title": "A"})',
        'movie.tags: "y" is not expected (in {"title": "A"})',
        'movie.tags: expected "y" is missing (in {"title": "B"})',
        'movie.tags: "x" is not expected (in {"title": "B"})',
    ]


def test_a_difference_deep_in_a_document_is_shown_where_it_is() -> None:
    other = {**UP, "cast": [{"name": "Ed", "roles": ["Charles"]}]}
    assert messages(movies(UP), movies(other)) == [
        'movie.cast.roles: expected "Carl" is missing (in {"name": "Ed"})',
        'movie.cast.roles: "Charles" is not expected (in {"name": "Ed"})',
    ]


def test_a_document_without_a_counterpart_is_shown_whole() -> None:
    assert messages(movies(UP), movies()) == [
        'movie: expected {"title": "Up", "tags": ["a", "b"], '
        '"cast": [{"name": "Ed", "roles": ["Carl"]}]} is missing'
    ]


def test_a_missing_object_and_an_object_do_not_agree() -> None:
    with_studio = movies({"title": "Up", "studio": {"city": "LA"}})
    assert messages(with_studio, movies({"title": "Up"})) == [
        'movie.studio: expected {"city": "LA"} is missing (in {"title": "Up"})'
    ]


def test_an_element_without_its_parent_is_not_expected() -> None:
    facts = {("movie",): ((1, "Up", ABSENT),), ("movie", "tags"): ((2, 3, 0, "lost"),)}
    assert messages(movies({"title": "Up"}), Instance(MOVIES, facts)) == [
        'movie.tags: {"value": "lost"} is not expected (it has no parent)'
    ]


def test_a_second_embedded_object_is_not_expected_even_if_it_is_equal() -> None:
    facts = {
        ("movie",): ((1, "Up", ABSENT),),
        ("movie", "studio"): ((1, 2, "LA"), (1, 3, "LA")),
    }
    expected = movies({"title": "Up", "studio": {"city": "LA"}})
    assert messages(expected, Instance(MOVIES, facts)) == [
        'movie.studio: {"city": "LA"} is not expected (its parent has another one)'
    ]


# --- graphs ---


def test_opaque_ids_may_be_renamed() -> None:
    expected = people({"1": "Ann", "2": "Bob"}, ("1", "2"))
    ann, bob = Skolem("Person", (1,)), Skolem("Person", (2,))
    facts: dict[Key, Any] = {
        ("Person",): ((bob, "Bob"), (ann, "Ann")),
        ("->", "KNOWS"): ((Skolem("KNOWS", (1, 2)), ann, bob, None),),
    }
    assert agree(expected, Instance(PEOPLE, facts))
    assert agree(Instance(PEOPLE, facts), expected)


def test_ids_that_are_values_must_be_found_again() -> None:
    expected, actual = people({"1": "Ann", "2": "Bob"}), people({"7": "Ann", "2": "Bob"})
    assert agree(expected, actual, {"2"})
    assert messages(expected, actual, "1", "2") == [
        'Person: expected {"name": "Ann"} is missing (its id is "1")',
        'Person: {"name": "Ann"} is not expected',
    ]


def test_an_end_that_is_not_listed_takes_part_in_the_renaming() -> None:
    one = people({"1": "Ann"}, ("1", "8"), ("1", "9"))
    assert agree(one, people({"a": "Ann"}, ("a", "x"), ("a", "y")))
    assert not agree(one, people({"a": "Ann"}, ("a", "x"), ("y", "a")))


def test_edges_are_a_set_and_their_ids_do_not_count() -> None:
    one = people({"1": "Ann"}, ("1", "1"), ("1", "1"))
    assert agree(one, people({"1": "Ann"}, ("1", "1")))


def test_null_and_absent_are_one_in_a_graph() -> None:
    facts: dict[Key, Any] = {("->", "KNOWS"): (("e", "a", "b", ABSENT),)}
    assert agree(people({}, ("1", "2")), Instance(PEOPLE, facts))


def test_nodes_that_agree_in_everything_are_counted() -> None:
    assert messages(people({"1": "Ann", "2": "Ann"}), people({"1": "Ann"})) == [
        'Person: expected {"name": "Ann"} is missing'
    ]


def test_labels_of_one_node_belong_together() -> None:
    def persons(*labelled: tuple[str, str | None, int | None]) -> Instance:
        facts: dict[Key, Any] = {
            ("Person",): tuple((n, name) for n, name, _ in labelled if name),
            ("Actor",): tuple((n, oscars) for n, _, oscars in labelled if oscars is not None),
        }
        return Instance(PEOPLE, facts)

    one = persons(("1", "Ann", 1), ("2", "Bob", 2))
    assert agree(one, persons(("x", "Bob", 2), ("y", "Ann", 1)))
    assert messages(one, persons(("1", "Ann", 2), ("2", "Bob", 1))) == [
        'Person: expected {"name": "Ann"} is missing '
        '(as one node Person {"name": "Ann"} Actor {"oscars": 1})',
        'Person: expected {"name": "Bob"} is missing '
        '(as one node Person {"name": "Bob"} Actor {"oscars": 2})',
        'Person: {"name": "Ann"} is not expected '
        '(as one node Person {"name": "Ann"} Actor {"oscars": 2})',
        'Person: {"name": "Bob"} is not expected '
        '(as one node Person {"name": "Bob"} Actor {"oscars": 1})',
    ]
    assert not agree(one, persons(("1", "Ann", 1), ("2", "Bob", None), ("3", None, 2)))


def test_an_edge_that_is_missing_is_shown_between_its_nodes() -> None:
    nodes = {"1": "Ann", "2": "Bob"}
    assert messages(people(nodes, ("1", "2"), since=9), people(nodes, ("2", "1"), since=9)) == [
        'KNOWS: expected {"since": 9} is missing '
        '(from Person {"name": "Ann"} to Person {"name": "Bob"})',
        'KNOWS: {"since": 9} is not expected '
        '(from Person {"name": "Bob"} to Person {"name": "Ann"})',
    ]


def test_a_wrong_node_does_not_make_its_edges_wrong() -> None:
    one = people({"1": "Ann", "2": "Bob"}, ("1", "2"))
    assert messages(one, people({"1": "Ann", "2": "Rob"}, ("1", "2"))) == [
        'Person: expected {"name": "Bob"} is missing',
        'Person: {"name": "Rob"} is not expected',
    ]


def test_a_node_whose_edges_lead_elsewhere_is_named() -> None:
    # Each edge leads from an Ann to a Bob in both; in one graph, one Bob is met twice.
    names = {"1": "Ann", "2": "Ann", "3": "Bob", "4": "Bob"}
    one = people(names, ("1", "3"), ("2", "4"))
    assert messages(one, people(names, ("1", "3"), ("2", "3")))[0] == (
        'Person: expected {"name": "Bob"} is missing (its edges lead elsewhere)'
    )


def test_graphs_that_agree_record_by_record_may_still_differ() -> None:
    names = dict.fromkeys("123456", "x")
    hexagon = people(names, *zip("123456", "234561", strict=True))
    triangles = people(names, *zip("123456", "231564", strict=True))
    assert messages(hexagon, triangles) == [
        'KNOWS: expected {"since": null} is missing (each record is there, but no renaming '
        "of ids makes all of them agree at once)"
    ]


def test_hundreds_of_like_nodes_are_compared_at_once() -> None:
    names = {str(number): "x" for number in range(400)}
    ring = [(str(n), str((n + 1) % 400)) for n in range(400)]
    turned = [(str((n + 7) % 400), str((n + 8) % 400)) for n in range(400)]
    assert agree(people(names, *ring), people(names, *reversed(turned)))
    assert agree(people(names), people(names))
    assert not agree(people(names, *ring), people(names, *ring[1:], ("0", "2")))


# --- properties ---


def renamed(instance: Instance, seed: int) -> Instance:
    """The same records in another order, with Skolem terms for the ids of documents and nodes."""
    shuffle = random.Random(seed)
    facts: dict[Key, Any] = {}
    for record_type in instance.schema:
        rows = list(instance.rows(record_type.key))
        first = len(record_type.surrogates)
        moved = [
            (
                *(_renamed(n, v) for n, v in zip(record_type.surrogates, row, strict=False)),
                *row[first:],
            )
            for row in rows
        ]
        shuffle.shuffle(moved)
        facts[record_type.key] = tuple(moved)
    return Instance(instance.schema, facts)


def _renamed(column: str, value: Value) -> Value:
    return None if column == "_index" else Skolem("New", (str(value),))


ROWS = st.tuples(st.none() | st.integers(0, 2), st.sampled_from(["x", "y", None]))
TABLE_INSTANCES = st.lists(ROWS, max_size=4).map(lambda rows: table(*rows))
DOCUMENTS = st.fixed_dictionaries(
    {
        "title": st.sampled_from("AB"),
        "tags": st.lists(st.sampled_from("xyz"), max_size=3),
        "cast": st.lists(
            st.fixed_dictionaries(
                {
                    "name": st.sampled_from("cd"),
                    "roles": st.lists(st.sampled_from("ef"), max_size=2),
                }
            ),
            max_size=2,
        ),
    },
    optional={
        "year": st.none() | st.integers(0, 1),
        "studio": st.fixed_dictionaries({"city": st.sampled_from("gh")}),
    },
)
DOCUMENT_INSTANCES = st.lists(DOCUMENTS, max_size=3).map(lambda documents: movies(*documents))
IDS = st.sampled_from("123456")
GRAPH_INSTANCES = st.builds(
    lambda names, edges, since: people(names, *edges, since=since),
    st.dictionaries(IDS, st.sampled_from("ab"), max_size=5),
    st.lists(st.tuples(IDS, IDS), max_size=7),
    st.none() | st.integers(0, 1),
)
INSTANCES = st.one_of(TABLE_INSTANCES, DOCUMENT_INSTANCES, GRAPH_INSTANCES)


@given(INSTANCES)
def test_every_instance_agrees_with_itself(instance: Instance) -> None:
    assert agree(instance, instance)


@given(st.one_of(DOCUMENT_INSTANCES, GRAPH_INSTANCES), st.integers(0, 99))
def test_agreement_survives_renaming_and_reordering(instance: Instance, seed: int) -> None:
    assert agree(instance, renamed(instance, seed))
    assert agree(renamed(instance, seed), instance)


@given(st.one_of(TABLE_INSTANCES, GRAPH_INSTANCES), st.integers(0, 99), st.data())
def test_one_changed_cell_is_noticed(instance: Instance, seed: int, data: st.DataObject) -> None:
    cells = [
        (record_type, row, column)
        for record_type in instance.schema
        for row in range(len(instance.rows(record_type.key)))
        for column in range(len(record_type.surrogates), len(record_type.columns))
    ]
    assume(cells)
    record_type, row, column = data.draw(st.sampled_from(cells))
    rows = [list(each) for each in instance.rows(record_type.key)]
    rows[row][column] = "new"
    changed = Instance(
        instance.schema, {**instance.facts, record_type.key: tuple(map(tuple, rows))}
    )
    assert not agree(instance, changed)
    assert not agree(changed, renamed(instance, seed) if record_type.surrogates else instance)


@given(DOCUMENT_INSTANCES, DOCUMENT_INSTANCES)
def test_documents_agree_exactly_if_they_are_equal_as_sets_of_trees(
    one: Instance, other: Instance
) -> None:
    assert agree(one, other) is (trees(one, "movie") == trees(other, "movie"))


def trees(instance: Instance, *path: str, parent: Value = None) -> frozenset[Any]:
    record_type = instance.schema[path]
    rows = [r for r in instance.rows(path) if not record_type.is_nested or r[0] == parent]
    number = 1 if record_type.is_nested else 0
    return frozenset(
        (
            row[len(record_type.surrogates) :],
            tuple(
                trees(instance, *child.path, parent=row[number])
                for child in instance.schema.children(record_type)
            ),
        )
        for row in rows
    )
