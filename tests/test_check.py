"""``check``: what a source holds that the example never showed; counted by hand too."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from migrations import DOCUMENT_TO_RELATIONAL, RELATIONAL_TO_GRAPH, SCENARIOS, one_line_headers

from dynamite.cli import main
from dynamite.cli_arguments import FINDINGS
from dynamite.commands.check import check
from dynamite.commands.migrate import migrate
from dynamite.commands.verify import verify
from dynamite.errors import InputError, MigrationError
from dynamite.language.text import parse
from dynamite.preflight.finding import CheckReport, Finding, FindingKind, report_lines

ENGINES = ("duckdb", "reference")

HEADER = """\
//@ source relational
//@ in_Bat {"table": ["Bat"], "columns": {"k": "int", "p": "int?", "e": "string?"},
    // "primary_key": ["k"], "foreign_keys": [{"columns": ["p"], "table": "Player",
    // "references": ["id"]}]}
//@ in_Player {"table": ["Player"], "columns": {"id": "int", "n": "string"}, "primary_key": ["id"]}
//@ in_Team {"table": ["Team"], "columns": {"t": "int", "c": "string?"}}
//@ target relational
//@ out_T {"table": ["T"], "columns": {"k": "int", "n": "string?"}, "primary_key": ["k"]}
//@ out_U {"table": ["U"], "columns": {"k": "int", "v": "int?"},
    // "foreign_keys": [{"columns": ["k"], "table": "T", "references": ["k"]}]}
.decl in_Bat(k: number, p: number, e: symbol)
.input in_Bat
.decl in_Player(id: number, n: symbol)
.input in_Player
.decl in_Team(t: number, c: symbol)
.input in_Team
.decl out_T(k: number, n: symbol)
.output out_T
.decl out_U(k: number, v: number)
.output out_U
"""

JOIN = "out_T(k, n) :- in_Bat(k, p, _), in_Player(p, n)."


def write(directory: Path, bats: Any = (), players: Any = (), teams: Any = ()) -> str:
    """A directory of CSV files with some records."""
    tables = {"Bat": ("k,p,e", bats), "Player": ("id,n", players), "Team": ("t,c", teams)}
    for name, (columns, rows) in tables.items():
        with (directory / f"{name}.csv").open("w", newline="") as file:
            file.write(columns + "\n")
            csv.writer(file).writerows(rows)
    return str(directory)


def checked(rules: str, source: str, engine: str = "duckdb", **options: Any) -> CheckReport:
    return check(parse(one_line_headers(HEADER) + rules), source, engine=engine, **options)


def found(report: CheckReport, kind: str, where: str) -> Finding:
    (finding,) = (f for f in report.findings if (f.kind, f.where) == (kind, where))
    return finding


def kinds(report: CheckReport) -> set[tuple[str, str]]:
    return {(finding.kind.value, finding.where) for finding in report.findings}


# -- each finding ----------------------------------------------------------------------------------

CLEAN = {"bats": [(1, 7, "out")], "players": [(7, "Jon")]}


def test_a_source_without_surprises_has_no_findings(tmp_path: Path) -> None:
    assert kinds(checked(JOIN, write(tmp_path, **CLEAN))) == set()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_null_where_a_rule_joins(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path, bats=[(1, 7, ""), (2, "", "a"), (3, "", "")], players=[(7, "Jon")])
    report = checked(JOIN, source, engine)
    null = found(report, "null", "Bat.p")
    assert (null.count, null.lines) == (2, (18,))
    assert null.records == ({"k": 2, "p": None, "e": "a"}, {"k": 3, "p": None, "e": None})
    assert null.problem == "joined with Player.id"
    assert "no record of T is made" in null.effect


def test_a_null_where_a_rule_tests(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, 7, ""), (2, 7, "a")])
    for body in ('in_Bat(k, _, "a")', 'in_Bat(k, _, e), e != "b"'):
        report = checked(f"out_T(k, nil) :- {body}.", source)
        assert found(report, "null", "Bat.e").problem == "tested"
    is_tested_for = checked("out_T(k, nil) :- in_Bat(k, _, e), e != nil.", source)
    assert ("null", "Bat.e") not in kinds(is_tested_for)


def test_the_null_of_an_outer_join_is_provided_for(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, "", ""), (2, 9, "")], players=[(7, "Jon")])
    outer = f"{JOIN}\nout_T(k, nil) :- in_Bat(k, p, _), !in_Player(p, _)."
    report = checked(outer, source)
    assert kinds(report) == {("partner", "Player.id"), ("unreached", "Player")}


def test_a_null_that_no_rule_of_an_outer_join_takes_is_found(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, 7, ""), (2, "", "a")], players=[(7, "Jon")])
    outer = (
        'out_T(k, n) :- in_Bat(k, p, "a"), in_Player(p, n).\n'
        'out_T(k, nil) :- in_Bat(k, p, "a"), !in_Player(p, _).'
    )
    report = checked(outer, source)
    assert found(report, "null", "Bat.e").count == 1
    assert ("null", "Bat.p") not in kinds(report)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_declared_key_that_repeats(tmp_path: Path, engine: str) -> None:
    players = [(7, "Jon"), (7, "Joe"), (8, "Al"), (8, "Al")]
    source = write(tmp_path, bats=[(1, 7, ""), (2, 8, "")], players=players)
    report = checked(JOIN, source, engine)
    keys = [f for f in report.findings if (f.kind, f.where) == ("key", "Player.id")]
    copies, repeated = keys
    assert (copies.count, repeated.count) == (1, 2)
    assert repeated.records == ({"id": 7, "n": "Joe"}, {"id": 7, "n": "Jon"})
    # What follows from it in the target is found too.
    assert found(report, "collision", "T.k").count == 2


def test_a_key_that_the_store_enforces_is_not_looked_at(tmp_path: Path) -> None:
    RELATIONAL_TO_GRAPH.write(tmp_path)
    report = check(tmp_path / "p.dl", str(tmp_path / "source.db"))
    assert not [f for f in report.findings if f.kind is FindingKind.KEY]


def test_columns_that_repeat_on_both_sides_of_a_join_without_a_key(tmp_path: Path) -> None:
    rules = "out_U(k, t) :- in_Bat(k, _, c), in_Team(t, c)."
    teams = [(1, "a"), (2, "a"), (3, "b"), (4, "b"), (5, "c")]
    bats = [(1, "", "a"), (2, "", "a"), (3, "", "b"), (4, "", "c"), (5, "", "c")]
    report = checked(rules, write(tmp_path, bats=bats, teams=teams))
    assert found(report, "key", "Team.c").count == 2
    assert found(report, "key", "Bat.e").count == 2


def test_a_reference_to_nothing_and_a_parent_without_children(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, 7, ""), (2, 9, "")], players=[(7, "Jon"), (8, "Al")])
    report = checked(JOIN, source)
    assert found(report, "reference", "Bat.p").records == ({"k": 2, "p": 9, "e": None},)
    assert found(report, "partner", "Player.id").records == ({"id": 8, "n": "Al"},)


def test_a_parent_that_another_rule_takes_alone_needs_no_children(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, 7, "")], players=[(7, "Jon"), (8, "Al")])
    rules = f"{JOIN}\nout_U(i, nil) :- in_Player(i, _)."
    assert not [f for f in checked(rules, source).findings if f.kind is FindingKind.PARTNER]


def test_a_foreign_key_that_no_rule_follows(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, 7, ""), (2, 9, ""), (3, "", "")], players=[(7, "Jon")])
    rules = "out_T(k, nil) :- in_Bat(k, _, _).\nout_U(i, nil) :- in_Player(i, _)."
    reference = found(checked(rules, source), "reference", "Bat.p")
    assert reference.records == ({"k": 2, "p": 9, "e": None},)


@pytest.mark.parametrize("engine", ENGINES)
def test_values_that_cannot_be_converted(tmp_path: Path, engine: str) -> None:
    bats = [(1, 7, "12"), (2, 7, "n/a"), (3, 7, "n/a"), (4, 7, "?"), (5, 7, "")]
    source = write(tmp_path, bats=bats)
    report = checked("out_U(k, to_number(e)) :- in_Bat(k, _, e), k < 9.", source, engine)
    conversion = found(report, "conversion", "Bat.e")
    assert (conversion.count, conversion.lines) == (2, (18,))
    assert conversion.problem in (
        'to_number of "?": not an integer',
        'to_number of "n/a": not an integer',
    )
    assert [record["k"] for record in conversion.records] == [2, 3, 4]
    assert any("not checked, as a value stops their rules: U" in note for note in report.notes)


def test_a_value_that_no_rule_converts_does_not_count(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, 7, "12"), (20, 7, "n/a")])
    report = checked("out_U(k, to_number(e)) :- in_Bat(k, _, e), k < 9.", source)
    assert not [f for f in report.findings if f.kind is FindingKind.CONVERSION]


def test_values_of_another_type(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, "x", ""), ("y", 7, ""), ("y", 8, ""), (4, 7, "")])
    report = checked(JOIN, source)
    assert {f.where: f.count for f in report.findings if f.kind == "type"} == {
        "Bat.k": 2,
        "Bat.p": 1,
    }
    assert found(report, "type", "Bat.k").records == ({"k": "y"}, {"k": "y"})
    assert "line 3" in found(report, "type", "Bat.k").problem
    assert any("nothing else was checked" in note for note in report.notes)


def test_records_that_no_rule_reaches(tmp_path: Path) -> None:
    bats = [(1, 7, "in"), (2, "", ""), (3, "", "out"), (4, 9, "in")]
    source = write(tmp_path, bats=bats, teams=[(1, "a")])
    report = checked('out_T(k, nil) :- in_Bat(k, _, "in").', source)
    assert found(report, "unreached", "Bat").count == 2
    team = found(report, "unreached", "Team")
    assert (team.count, team.problem, team.records) == (
        1,
        "no rule reads it",
        ({"t": 1, "c": "a"},),
    )


def test_records_that_an_aggregate_counts_are_reached(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, 7, ""), (2, 7, ""), (3, 9, "")], players=[(7, "Jon")])
    rules = "out_U(i, n) :- in_Player(i, _), n = count : { in_Bat(_, i, _) }."
    assert found(checked(rules, source), "unreached", "Bat").records == (
        {"k": 3, "p": 9, "e": None},
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_target_records_that_share_a_key_refer_to_nothing_or_lack_a_value(
    tmp_path: Path, engine: str
) -> None:
    source = write(tmp_path, bats=[(1, 7, "a"), (2, 7, "b"), (3, "", "c")])
    rules = "out_T(p, e) :- in_Bat(_, p, e).\nout_U(k, nil) :- in_Bat(k, _, _)."
    report = checked(rules, source, engine)
    assert found(report, "collision", "T.k").records == (
        {"k": 7, "n": "a"},
        {"k": 7, "n": "b"},
    )
    assert found(report, "required", "T").records == ({"k": None, "n": "c"},)
    assert found(report, "orphan", "U").count == 3


def test_a_document_without_its_parts_is_told_by_its_fields(tmp_path: Path) -> None:
    DOCUMENT_TO_RELATIONAL.write(tmp_path)
    report = check(tmp_path / "p.dl", str(tmp_path / "source.json"))
    tags = found(report, "unreached", "movie.tags")
    assert tags.records[0] == {"_parent": 0, "_id": 1, "_index": 0, "value": "crime"}


# -- with the example ------------------------------------------------------------------------------


def examples_file(directory: Path, bats: list[Any], players: list[Any], teams: list[Any]) -> Path:
    names = {"Bat": ("k", "p", "e"), "Player": ("id", "n"), "Team": ("t", "c")}
    rows = {"Bat": bats, "Player": players, "Team": teams}
    data = {t: [dict(zip(names[t], row, strict=True)) for row in rows[t]] for t in names}
    tables = {
        "Bat": {"columns": {"k": "int", "p": "int?", "e": "string?"}, "primary_key": ["k"]},
        "Player": {"columns": {"id": "int", "n": "string"}, "primary_key": ["id"]},
        "Team": {"t": "int", "c": "string?"},
    }
    target = {"T": {"columns": {"k": "int", "n": "string?"}, "primary_key": ["k"]}}
    path = directory / "example" / "ex.json"
    path.parent.mkdir()
    sides = {
        "source": {"schema": {"model": "relational", "tables": tables}, "data": data},
        "target": {"schema": {"model": "relational", "tables": target}, "data": {"T": []}},
    }
    path.write_text(json.dumps(sides))
    return path


def test_what_the_example_shows_is_no_finding(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, 7, ""), (2, "", ""), (3, 9, "")], players=[(7, "Jon")])
    assert kinds(checked(JOIN, source)) >= {("null", "Bat.p"), ("reference", "Bat.p")}
    example = examples_file(tmp_path, [(1, 7, None), (2, None, None)], [(7, "Jon")], [])
    report = checked(JOIN, source, examples=example)
    assert kinds(report) == {("reference", "Bat.p")}
    assert any("null Bat.p" in note for note in report.notes)


def test_a_column_that_the_example_holds_constant(tmp_path: Path) -> None:
    source = write(
        tmp_path, bats=[(1, 7, "a"), (2, 7, "b"), (3, 7, "")], players=[(7, "Jon"), (8, "Al")]
    )
    example = examples_file(tmp_path, [(1, 7, "a"), (2, 7, "a")], [(7, "Jon")], [])
    rules = f"{JOIN}\nout_U(i, nil) :- in_Player(i, _)."
    constant = found(checked(rules, source, examples=example), "constant", "Bat.e")
    assert (constant.count, constant.records[0]["k"]) == (1, 2)
    assert constant.problem == 'the example has only "a" there'
    # One record says nothing of a column.
    assert ("constant", "Player.n") not in kinds(checked(rules, source, examples=example))


def test_a_column_that_was_unique_in_the_example_and_is_joined(tmp_path: Path) -> None:
    rules = "out_U(k, t) :- in_Bat(k, _, c), in_Team(t, c)."
    source = write(tmp_path, bats=[(1, "", "a")], teams=[(1, "a"), (2, "a"), (3, "a")])
    assert ("key", "Team.c") not in kinds(checked(rules, source))
    bats, teams = [(1, None, "a"), (2, None, "a")], [(1, "a"), (2, "b")]
    example = examples_file(tmp_path, bats, [], teams)
    assert found(checked(rules, source, examples=example), "key", "Team.c").count == 3


def test_another_examples_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    side = {"schema": {"model": "relational", "tables": {"X": {"a": "int"}}}, "data": {"X": []}}
    path.write_text(json.dumps({"source": side, "target": side}))
    with pytest.raises(InputError, match="its source has no table Bat with the program's columns"):
        checked(JOIN, write(tmp_path), examples=path)


# -- the command -----------------------------------------------------------------------------------


def test_the_command_tells_by_its_exit_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.dl").write_text(one_line_headers(HEADER) + JOIN)
    write(tmp_path, bats=[(1, 7, ""), (2, "", "")], players=[(7, "Jon")])
    arguments = ["check", "--program", "p.dl", "--source", "."]
    assert main(arguments) == 1
    assert (
        "\nnull: null where the program joins or tests: Bat.p: 1 record\n  p.dl:18: joined with"
        in (capsys.readouterr().out)
    )
    assert main([*arguments, "--ignore", "null", "--ignore", "unreached", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
    assert main([*arguments, "--json"]) == 1
    first = json.loads(capsys.readouterr().out)["findings"][0]
    assert (first["kind"], first["where"], first["lines"]) == ("null", "Bat.p", [18])
    assert main(["check", "--program", "q.dl", "--source", "."]) == 2


def test_the_command_line_knows_every_kind_of_finding() -> None:
    assert tuple(FindingKind) == FINDINGS
    with pytest.raises(InputError, match="'nul' is no kind of finding; the kinds are: type, "):
        checked(JOIN, ".", ignore=["nul"])


def test_the_report_is_short(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(k, "", "") for k in range(9)], players=[])
    lines = list(report_lines(checked(JOIN, source, ignore=["unreached"])))
    assert lines[3:9] == [
        "  line 18: joined with Player.id",
        "  so: a null joins nothing and passes no test: no record of T is made from these there",
        '    {"k": 0, "p": null, "e": null}',
        '    {"k": 1, "p": null, "e": null}',
        '    {"k": 2, "p": null, "e": null}',
        "    and 6 more",
    ]


# -- migrate ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["duckdb", "reference", "pydatalog"])
def test_a_migration_stops_where_a_key_of_the_source_repeats(tmp_path: Path, engine: str) -> None:
    players = [(7, "Jon"), (8, "Al"), (8, "Al")]
    source = write(tmp_path, bats=[(1, 7, ""), (2, 8, "")], players=players)
    program = parse(one_line_headers(HEADER) + JOIN)
    with pytest.raises(
        MigrationError, match=r"Player: the key \(id\) that the program declares re"
    ):
        migrate(program, source, str(tmp_path / "out") + "/", engine=engine)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("engine", ["duckdb", "reference", "pydatalog"])
def test_a_migration_that_is_told_to_allow_collisions_counts_copies_once(
    tmp_path: Path, engine: str
) -> None:
    players = [(7, "Jon"), (8, "Al"), (8, "Al"), (7, "Joe")]
    source = write(tmp_path, bats=[(1, 7, ""), (2, 8, "")], players=players)
    program = parse(one_line_headers(HEADER) + JOIN)
    target = str(tmp_path / "out") + "/"
    report = migrate(program, source, target, engine=engine, allow_collisions=True)
    assert report.targets[0].written == 3
    assert "T: 1 record more than there are keys (k), as allowed" in report.notes
    assert sorted((tmp_path / "out" / "T.csv").read_text().splitlines()) == [
        '"k","n"',
        '1,"Joe"',
        '1,"Jon"',
        '2,"Al"',
    ]


COPIES = """\
//@ source relational
//@ in_Player {"table": ["Player"], "columns": {"id": "int", "n": "string"}, "primary_key": ["id"]}
//@ target relational
//@ out_P {"table": ["P"], "columns": {"id": "int", "n": "string"}}
.decl in_Player(id: number, n: symbol)
.input in_Player
.decl out_P(id: number, n: symbol)
.output out_P
out_P(i, n) :- in_Player(i, n).
"""


def test_what_was_migrated_with_collisions_is_verified_as_equal(tmp_path: Path) -> None:
    source = write(tmp_path, players=[(7, "Jon"), (8, "Al"), (8, "Al")])
    target = str(tmp_path / "out") + "/"
    migrate(parse(COPIES), source, target, allow_collisions=True)
    assert verify(parse(COPIES), source, target).is_equal


def test_a_store_that_enforces_its_keys_refuses_allowed_collisions(tmp_path: Path) -> None:
    source = write(tmp_path, bats=[(1, 7, "")], players=[(7, "Jon"), (7, "Joe")])
    program = parse(one_line_headers(HEADER) + JOIN)
    target = tmp_path / "out.db"
    with pytest.raises(MigrationError, match="nothing was written"):
        migrate(program, source, str(target), allow_collisions=True)
    assert not target.exists()


# -- for all sources -------------------------------------------------------------------------------

SMALL = st.integers(0, 4)
BATS = st.lists(
    st.tuples(SMALL, st.one_of(st.none(), SMALL), st.sampled_from(["a", "b", None])), max_size=6
)
PLAYERS = st.lists(st.tuples(SMALL, st.sampled_from(["Jon", "Al"])), max_size=5)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=15, deadline=None)
@given(bats=BATS, players=PLAYERS)
def test_plain_python_counts_the_same(engine: str, bats: list[Any], players: list[Any]) -> None:
    rules = 'out_T(k, n) :- in_Bat(k, p, "a"), in_Player(p, n).'
    with tempfile.TemporaryDirectory() as directory:
        report = checked(rules, write(Path(directory), bats, players), engine)
    counts = Counter((finding.kind.value, finding.where) for finding in report.findings)
    told = {
        (f.kind.value, f.where): f.count for f in report.findings if counts[f.kind, f.where] < 2
    }
    assert {key: n for key, n in told.items() if key[0] != "key"} == by_hand(bats, players)
    for table, rows, where in (("Bat", bats, "Bat.k"), ("Player", players, "Player.id")):
        keys = [f.count for f in report.findings if (f.kind, f.where) == ("key", where)]
        distinct = set(rows)
        per_key = Counter(row[0] for row in distinct)
        repeated = sum(per_key[row[0]] > 1 for row in distinct)
        assert keys == [n for n in (len(rows) - len(distinct), repeated) if n], table


def by_hand(bats: list[Any], players: list[Any]) -> dict[tuple[str, str], int]:
    """The findings but for keys, counted over the distinct records."""
    bats, players = sorted(set(bats), key=repr), sorted(set(players))
    taken = [bat for bat in bats if bat[2] == "a"]
    ids = {player[0] for player in players}
    asked = {bat[1] for bat in taken}
    derived = {(b[0], p[1]) for b in taken for p in players if b[1] == p[0]}
    per_key = Counter(record[0] for record in derived)
    counts = {
        ("null", "Bat.p"): sum(bat[1] is None for bat in bats),
        ("null", "Bat.e"): sum(bat[2] is None for bat in bats),
        ("reference", "Bat.p"): sum(b[1] is not None and b[1] not in ids for b in taken),
        ("partner", "Player.id"): sum(player[0] not in asked for player in players),
        ("unreached", "Bat"): sum(bat not in taken or bat[1] not in ids for bat in bats),
        ("unreached", "Player"): sum(player[0] not in asked for player in players),
        ("collision", "T.k"): sum(per_key[record[0]] > 1 for record in derived),
    }
    return {key: count for key, count in counts.items() if count}


def test_scenarios_of_all_models_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, scenario in SCENARIOS.items():
        place = tmp_path / name.replace(" ", "_")
        place.mkdir()
        scenario.write(place)
        monkeypatch.chdir(place)
        reports = [check("p.dl", scenario.source, engine=engine) for engine in ENGINES]
        assert reports[0].findings == reports[1].findings
        assert {f.kind for f in reports[0].findings} <= {FindingKind.NULL, FindingKind.UNREACHED}


@pytest.mark.parametrize("engine", ["duckdb", "reference", "pydatalog"])
def test_a_migration_that_a_value_stops_names_the_rule(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path, bats=[(1, 7, "n/a")])
    rules = "out_T(k, e) :- in_Bat(k, _, e).\nout_U(k, to_number(e)) :- in_Bat(k, _, e)."
    program = tmp_path / "p.dl"
    program.write_text(one_line_headers(HEADER) + rules)
    with pytest.raises(MigrationError, match=r'p\.dl:19: to_number of "n/a": not an integer.*'):
        migrate(program, source, str(tmp_path / "out") + "/", engine=engine)


def test_a_reference_of_an_embedded_object_needs_no_declared_key(tmp_path: Path) -> None:
    program = """\
//@ source relational
//@ in_Bat {"table": ["Bat"], "columns": {"k": "int", "p": "int?", "e": "string?"}}
//@ in_Player {"table": ["Player"], "columns": {"id": "int", "n": "string"}}
//@ target document
//@ out_bat {"collection": ["bat"], "fields": {"k": "int"}}
//@ out_bat_by {"object": ["bat", "by"], "fields": {"n": "string"}}
.type Id = Bat {k: number} | By {k: number}
.decl in_Bat(k: number, p: number, e: symbol)
.input in_Bat
.decl in_Player(id: number, n: symbol)
.input in_Player
.decl out_bat(_id: Id, k: number)
.output out_bat
.decl out_bat_by(_parent: Id, _id: Id, n: symbol)
.output out_bat_by
out_bat($Bat(k), k) :- in_Bat(k, _, _).
out_bat_by($Bat(k), $By(k), n) :- in_Bat(k, p, _), in_Player(p, n).
"""
    source = write(tmp_path, bats=[(1, 7, ""), (2, 9, ""), (3, "", "")], players=[(7, "Jon")])
    report = check(parse(program), source)
    assert found(report, "reference", "Bat.p").records == ({"k": 2, "p": 9, "e": None},)
    assert kinds(report) == {("reference", "Bat.p"), ("null", "Bat.p")}
