"""Where no program fits: the message says why in one line, in the words of the user's own data."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynamite.cli import main
from dynamite.errors import NoProgramError
from dynamite.examples import read_examples
from dynamite.stores import open_store
from dynamite.synthesis import Limits, synth

SOURCE: dict[str, Any] = {
    "schema": {
        "model": "relational",
        "tables": {
            "AtBats": {
                "columns": {"ab_id": "int", "batter_id": "int"},
                "primary_key": ["ab_id"],
                "foreign_keys": [
                    {"columns": ["batter_id"], "table": "Players", "references": ["id"]}
                ],
            },
            "Players": {"columns": {"id": "int", "name": "string"}, "primary_key": ["id"]},
        },
    },
    "data": {
        "AtBats": [{"ab_id": 1, "batter_id": 7}, {"ab_id": 2, "batter_id": 8}],
        "Players": [{"id": 7, "name": "Lester"}, {"id": 8, "name": "Carpenter"}],
    },
}


def bats(*rows: tuple[int, str]) -> dict[str, Any]:
    """A target table that shows the name of the batter of each at-bat."""
    columns = {"ab_id": "int", "batter": "string"}
    return {
        "schema": {"model": "relational", "tables": {"Bat": columns}},
        "data": {"Bat": [{"ab_id": ab_id, "batter": batter} for ab_id, batter in rows]},
    }


def reason(tmp_path: Path, target: dict[str, Any], source: dict[str, Any] = SOURCE) -> str:
    """Why there is no program."""
    path = tmp_path / "ex.json"
    path.write_text(json.dumps({"source": source, "target": target}), encoding="utf-8")
    with pytest.raises(NoProgramError) as found:
        synth(read_examples(path, open_store), limits=Limits(seconds=30, candidates=1_000))
    message = str(found.value)
    assert "\n" not in message
    assert found.value.exit_status == 3
    return message


def test_a_column_whose_values_are_in_no_source_is_named_with_a_value(tmp_path: Path) -> None:
    assert reason(tmp_path, bats((1, "Zoe"), (2, "Yan"))) == (
        "Bat: the target attribute batter has no source: "
        '"Zoe" is in no source column that could give it; '
        "correct the value, or add the source record that it comes from"
    )


def test_a_mistyped_value_is_named(tmp_path: Path) -> None:
    message = reason(tmp_path, bats((1, "Lester"), (2, "Carpentr")))
    assert "batter" in message
    assert '"Carpentr"' in message
    assert "Lester" not in message


def test_a_number_that_the_source_lacks_is_named(tmp_path: Path) -> None:
    message = reason(tmp_path, bats((1, "Lester"), (33, "Carpenter")))
    assert "ab_id" in message
    assert "33" in message


def test_a_value_that_cannot_be_converted_is_named(tmp_path: Path) -> None:
    source = {
        "schema": {"model": "relational", "tables": {"A": {"id": "int", "d": "string"}}},
        "data": {"A": [{"id": 1, "d": "soon"}, {"id": 2, "d": "2020-01-02"}]},
    }
    target = {
        "schema": {"model": "relational", "tables": {"B": {"id": "int", "d": "date"}}},
        "data": {"B": [{"id": 1, "d": "2020-01-01"}, {"id": 2, "d": "2020-01-02"}]},
    }
    message = reason(tmp_path, target, source)
    assert '"2020-01-01"' in message


def test_values_in_the_wrong_rows_are_shown_together(tmp_path: Path) -> None:
    message = reason(tmp_path, bats((1, "Carpenter"), (2, "Lester")))
    assert message.startswith("Bat: no candidate reproduces ab_id, batter; ")
    assert '{"ab_id": 1, "batter": "Carpenter"} is missing' in message


def test_a_row_that_is_left_out_is_shown(tmp_path: Path) -> None:
    message = reason(tmp_path, bats((1, "Lester")))
    assert message.startswith("Bat: ")
    assert "2" in message.replace("ex.json", "") or "Carpenter" in message


def test_an_embedded_value_is_named_with_its_place(tmp_path: Path) -> None:
    fields = {"ab_id": "int", "batter": {"name": "string"}}
    target = {
        "schema": {"model": "document", "collections": {"bat": fields}},
        "data": {
            "bat": [
                {"ab_id": 1, "batter": {"name": "Lester"}},
                {"ab_id": 2, "batter": {"name": "Carpentr"}},
            ]
        },
    }
    message = reason(tmp_path, target)
    assert message.startswith("bat.batter: ")
    assert '"Carpentr"' in message


def test_examples_that_contradict_each_other_have_no_program(tmp_path: Path) -> None:
    one, other = bats((1, "Lester"), (2, "Carpenter")), bats((1, "Carpenter"), (2, "Lester"))
    path = tmp_path / "ex.json"
    document = {
        "source": {"schema": SOURCE["schema"]},
        "target": {"schema": one["schema"]},
        "examples": [{"source": SOURCE["data"], "target": t["data"]} for t in (one, other)],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(NoProgramError) as found:
        synth(read_examples(path, open_store), limits=Limits(seconds=30, candidates=1_000))
    assert str(found.value).startswith("Bat: no candidate reproduces ab_id, batter; ")


def test_the_command_exits_with_3_and_prints_the_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ex.json"
    document = {"source": SOURCE, "target": bats((1, "Zoe"), (2, "Yan"))}
    path.write_text(json.dumps(document), encoding="utf-8")
    status = main(["synth", "--examples", str(path)])
    out, err = capsys.readouterr()
    assert (status, out) == (3, "")
    assert '"Zoe"' in err
    assert "Traceback" not in err


# -- what else is known ----------------------------------------------------------------------------


def details(tmp_path: Path, target: dict[str, Any], source: dict[str, Any] = SOURCE) -> list[str]:
    """What else is told where there is no program."""
    path = tmp_path / "ex.json"
    path.write_text(json.dumps({"source": source, "target": target}), encoding="utf-8")
    with pytest.raises(NoProgramError) as found:
        synth(read_examples(path, open_store), limits=Limits(seconds=30, candidates=1_000))
    assert not any("\n" in detail for detail in found.value.details)
    return list(found.value.details)


def with_bats(*rows: tuple[int, int]) -> dict[str, Any]:
    source: dict[str, Any] = json.loads(json.dumps(SOURCE))
    source["data"]["AtBats"] = [{"ab_id": ab_id, "batter_id": batter} for ab_id, batter in rows]
    return source


FOUR = with_bats((1, 7), (2, 8), (3, 7), (4, 8))
LOOKUP = "ab_id from AtBats.ab_id, batter from Players.name, where AtBats.batter_id = Players.id"


def test_a_slip_of_the_pen_is_pointed_at_with_what_all_the_rest_gives(tmp_path: Path) -> None:
    assert details(tmp_path, bats((1, "Lester"), (2, "Carpentr"))) == [
        'target.data.Bat[1].batter looks like a mistake: it is "Carpentr", and with "Carpenter" '
        f"there this gives all records of Bat: {LOOKUP}"
    ]


def test_a_value_of_another_record_is_pointed_at_among_three(tmp_path: Path) -> None:
    rows = ((1, "Lester"), (2, "Carpenter"), (3, "Carpenter"), (4, "Carpenter"))
    mistake, impossible, nearest = details(tmp_path, bats(*rows), FOUR)
    assert mistake.startswith(
        'target.data.Bat[2].batter looks like a mistake: it is "Carpenter", and with "Lester" there'
    )
    assert impossible.startswith("impossible together: ab_id and batter of {")
    assert nearest.startswith(f"nearest program: {LOOKUP}; it gives 3 of 4 records; ")
    assert nearest.endswith(
        '{"ab_id": 3, "batter": "Carpenter"} is missing; {"ab_id": 3, "batter": "Lester"} '
        "is too many"
    )


def test_what_nothing_gives_together_is_as_small_as_it_can_be(tmp_path: Path) -> None:
    impossible, nearest, helpful = details(tmp_path, bats((1, "Carpenter"), (2, "Lester")))
    assert impossible == (
        'impossible together: ab_id and batter of {"ab_id": 2, "batter": "Lester"}: '
        "no join that was tried gives them (1 tried)"
    )
    assert "it gives 0 of 2 records" in nearest
    assert helpful == (
        "would help: the source record, relation or column that links ab_id with batter in these "
        "records"
    )


def test_a_record_too_many_asks_for_what_tells_it_apart(tmp_path: Path) -> None:
    rows = ((1, "Lester"), (2, "Carpenter"), (3, "Lester"))
    *_, nearest, helpful = details(tmp_path, bats(*rows), FOUR)
    assert nearest.endswith(
        'it gives 3 of 3 records; {"ab_id": 4, "batter": "Carpenter"} is too many'
    )
    assert helpful.startswith("would help: a source column whose value tells {")


def named(first: str) -> dict[str, Any]:
    source: dict[str, Any] = json.loads(json.dumps(SOURCE))
    source["schema"]["tables"]["Players"]["columns"]["first"] = "string"
    for player in source["data"]["Players"]:
        player["first"] = first
    return source


@pytest.mark.parametrize(
    ("batter", "hint"),
    [
        ("LESTER", 'Players.name holds "Lester", and no conversion changes capitals or spaces'),
        ("Jon Lester", 'it is Players.first and Players.name as one text with " " between'),
        ("JonLester", "it is Players.first and Players.name as one text, which is not searched"),
        ("arp", 'it is a part of "Carpenter" in Players.name, which is not searched'),
        ("Lestar", '"Lester" in Players.name is like it: is it meant?'),
        ("Xyz", 'no source column holds anything like "Xyz": add the one that does'),
    ],
)
def test_a_value_without_source_comes_with_where_it_may_come_from(
    tmp_path: Path, batter: str, hint: str
) -> None:
    # A second value without source: then none is the one mistake.
    told = details(tmp_path, bats((1, batter), (2, "Quux")), named("Jon"))
    assert told[0].startswith(f"would help: batter: {hint}")


def test_the_place_of_a_nested_cell_is_that_in_the_file(tmp_path: Path) -> None:
    fields = {"name": "string", "bats": [{"ab_id": "int"}]}
    players = [
        {"name": "Lester", "bats": [{"ab_id": 1}, {"ab_id": 33}]},
        {"name": "Carpenter", "bats": [{"ab_id": 2}, {"ab_id": 4}]},
    ]
    target = {
        "schema": {"model": "document", "collections": {"player": fields}},
        "data": {"player": players},
    }
    mistake = details(tmp_path, target, FOUR)[0]
    assert mistake.startswith(
        "target.data.player[0].bats[1].ab_id looks like a mistake: it is 33, and with 3 there"
    )


def test_the_place_among_several_examples_names_the_example(tmp_path: Path) -> None:
    one, other = bats((1, "Lester"), (2, "Carpenter")), bats((1, "Lester"), (2, "Carpentr"))
    path = tmp_path / "ex.json"
    document = {
        "source": {"schema": SOURCE["schema"]},
        "target": {"schema": one["schema"]},
        "examples": [{"source": SOURCE["data"], "target": t["data"]} for t in (one, other)],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(NoProgramError) as found:
        synth(read_examples(path, open_store), limits=Limits(seconds=30, candidates=1_000))
    assert found.value.details[0].startswith("examples[1].target.Bat[1].batter looks like")


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 2), min_size=3, max_size=5),
    st.data(),
)
def test_with_what_is_pointed_at_corrected_a_program_fits(
    batters: list[int], data: st.DataObject
) -> None:
    """Any one name is exchanged: whatever is pointed at, its correction has a program."""
    names = ["Lester", "Carpenter", "Wong"]
    source: dict[str, Any] = json.loads(json.dumps(SOURCE))
    source["data"] = {
        "AtBats": [{"ab_id": 100 + n, "batter_id": b} for n, b in enumerate(batters)],
        "Players": [{"id": n, "name": name} for n, name in enumerate(names)],
    }
    rows = [(100 + n, names[b]) for n, b in enumerate(batters)]
    wrong = data.draw(st.integers(0, len(rows) - 1))
    other = data.draw(
        st.sampled_from([name for name in [*names, "Mole"] if name != rows[wrong][1]])
    )
    rows[wrong] = (rows[wrong][0], other)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "ex.json"
        path.write_text(json.dumps({"source": source, "target": bats(*rows)}), encoding="utf-8")
        limits = Limits(seconds=30, candidates=1_000)
        try:
            synth(read_examples(path, open_store), limits=limits)
        except NoProgramError as error:
            told = [detail for detail in error.details if "looks like a mistake" in detail]
        else:
            return
        assert any(f"Bat[{wrong}].batter " in detail for detail in told)
        for detail in told:
            found = re.match(
                r"target\.data\.Bat\[(\d+)\]\.(\w+) .* and with (.*) there this", detail
            )
            assert found is not None
            corrected = bats(*rows)
            corrected["data"]["Bat"][int(found[1])][found[2]] = json.loads(found[3])
            path.write_text(json.dumps({"source": source, "target": corrected}), encoding="utf-8")
            assert synth(read_examples(path, open_store), limits=limits).rules


def test_the_command_prints_what_else_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ex.json"
    document = {"source": SOURCE, "target": bats((1, "Lester"), (2, "Carpentr"))}
    path.write_text(json.dumps(document), encoding="utf-8")
    assert main(["synth", "--examples", str(path)]) == 3
    first, *notes = capsys.readouterr().err.splitlines()
    assert first.startswith("dynamite: Bat: ")
    assert len(notes) == 1
    assert notes[0].startswith("note: target.data.Bat[1].batter looks like a mistake")
