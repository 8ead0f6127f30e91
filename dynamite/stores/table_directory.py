"""A directory with a file for each table, and the schema beside them where it is known.

``schema.json`` holds the schema in the form of the examples file. Where it is there it is
authoritative: it has the keys and the exact types, which CSV and Parquet do not hold. It is written
with the tables. A single file of a table is a store of one table, to be read only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dynamite.data.json_text import read_json
from dynamite.data.schema_text import parse_schema, schema_json
from dynamite.errors import InputError
from dynamite.schema import Model, Schema
from dynamite.stores import SCHEMA_FILE
from dynamite.stores.atomic import new_directory, refuse_existing, refuse_missing
from dynamite.stores.interface import IfExists
from dynamite.stores.parts import is_in_parts
from dynamite.stores.tables import check_target


class TableDirectory:
    """The files of a store of one kind: ``ending`` is theirs, such as ``.csv``."""

    def __init__(self, path: Path, url: str, ending: str) -> None:
        self._path = path
        self._url = url
        self._ending = ending

    def exists(self) -> bool:
        if self._path.is_dir():
            return any(self._path.iterdir())
        return self._path.exists()

    def files(self) -> dict[str, Path]:
        """The file of each table, or its directory of parts, by the table's name."""
        if not self.exists():
            raise refuse_missing(self._path, self._url)
        if not self._path.is_dir() or is_in_parts(self._path, self._ending):
            return {self._path.stem: self._path}
        files: dict[str, Path] = {}
        for file in sorted(self._path.iterdir()):
            if file.suffix.lower() != self._ending or file.name.startswith("."):
                continue
            if not file.is_file() and not is_in_parts(file, self._ending):
                raise InputError(f"{file.name} is not a file", place=self._url)
            if file.stem in files:
                raise InputError(
                    f"{files[file.stem].name} and {file.name} are both table {file.stem!r}",
                    place=self._url,
                    mend="rename one of them",
                )
            files[file.stem] = file
        return files

    def part_ending(self) -> str | None:
        """The ending of the files of parts; ``None`` where this is the place of a single file."""
        return None if self._path.suffix.lower() == self._ending else self._ending

    def place(self, file: Path) -> str:
        """How messages call a file of the store."""
        return self._url if file == self._path else f"{self._url.rstrip('/')}/{file.name}"

    def declared_schema(self) -> Schema | None:
        """The schema of ``schema.json``, or ``None``; it must name exactly the tables there are."""
        file = self._path / SCHEMA_FILE
        if not self._path.is_dir() or not file.exists():
            return None
        place = self.place(file)
        schema = parse_schema(read_json(file, place), place)
        if schema.model is not Model.RELATIONAL:
            raise InputError(f"a {schema.model} schema beside tables", place=place)
        files = self.files()
        for record_type in schema:
            if record_type.name not in files:
                raise InputError(
                    f"there is no file {record_type.name}{self._ending} for its table",
                    place=place,
                    mend="add the file, or take the table out of the schema",
                )
        for name, stray in files.items():
            if (name,) not in schema.by_key:
                raise InputError(
                    f"it has no table for the file {stray.name}",
                    place=place,
                    mend="add the table, or remove the schema to have it inferred",
                )
        return schema

    @contextmanager
    def new_tables(self, schema: Schema, if_exists: IfExists) -> Iterator[Path]:
        """A directory for the files of new tables, which becomes the store when all is well."""
        check_target(schema, self._url, folds_case=False)
        self._check_writable(schema, if_exists)
        with new_directory(self._path, self._url) as fresh:
            yield fresh
            (fresh / SCHEMA_FILE).write_text(schema_json(schema) + "\n", encoding="utf-8")

    def _check_writable(self, schema: Schema, if_exists: IfExists) -> None:
        is_file_name = self._path.suffix.lower() == self._ending
        if self._path.is_file() or (is_file_name and not self._path.is_dir()):
            raise InputError(
                f"a single {self._ending} file cannot be written to",
                place=self._url,
                mend=f"name a directory: {self._ending[1:]}:DIR",
            )
        for record_type in schema:
            name = record_type.name
            if not name or name.startswith(".") or any(sign in name for sign in "/\\\0"):
                raise InputError(
                    f"table {name!r} cannot be the name of a file",
                    place=self._url,
                    mend="rename it in the target schema, or choose a database",
                )
        if not self.exists():
            return
        if if_exists == "fail":
            raise refuse_existing(self._url, ("replace",))
        if if_exists == "append":
            raise InputError(
                f"a directory of {self._ending} files cannot be appended to",
                place=self._url,
                mend="choose --if-exists replace or another target",
            )
        self._check_only_ours()

    def _check_only_ours(self) -> None:
        # To replace the directory removes all that is in it.
        for entry in sorted(self._path.iterdir()):
            is_ours = entry.name == SCHEMA_FILE or entry.suffix.lower() == self._ending
            if not is_ours or not (entry.is_file() or is_in_parts(entry, self._ending)):
                raise InputError(
                    f"it holds {entry.name}, which a replacement would remove",
                    place=self._url,
                    mend="move it away or choose another target",
                )
