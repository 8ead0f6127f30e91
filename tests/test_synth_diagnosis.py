"""Where no program fits: the message says why in one line, in the words of the user's own data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

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
