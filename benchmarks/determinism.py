"""Whether a refactoring is the same, byte for byte, in runs that hash differently."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

SEEDS = (0, 1, 2)


def outputs(directory: Path, seed: int, sequences: int) -> dict[str, bytes]:
    """All that ``dynamite refactor`` writes, by the file or stream, under a seed of hashes."""
    with TemporaryDirectory() as place:
        names = {"-o": "new.sql", "--migration": "up.dl", "--migration-down": "down.sql"}
        arguments = [text for option, name in names.items() for text in (option, name)]
        for option, name in (
            ("--source-schema", "old.sql"),
            ("--target-schema", "new.sql"),
            ("--program", "program.sql"),
        ):
            arguments += [option, str(directory / name)]
        done = subprocess.run(
            [sys.executable, "-m", "dynamite", "refactor", *arguments,
             "--sequences", str(sequences)],
            cwd=place,
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": _packages()},
            capture_output=True,
            check=False,
        )  # fmt: skip
        written = {name: Path(place, name).read_bytes() for name in names.values()}
        return {**written, "stdout": done.stdout, "stderr": done.stderr}


def _packages() -> str:
    return os.pathsep.join((str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")))


def differing(directory: Path, sequences: int = 20) -> list[str]:
    """The names of what is not the same in three runs."""
    first, *others = (outputs(directory, seed, sequences) for seed in SEEDS)
    return [name for name in first if any(other[name] != first[name] for other in others)]
