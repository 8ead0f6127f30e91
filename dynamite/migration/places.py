"""Whether two URLs name the same place, so that a migration never writes over what it reads."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from dynamite.errors import InputError
from dynamite.migration.server_places import server_place

# Three slashes name a server's own socket; of the schemes of files, a path.
_LIVE = re.compile(
    r"(?i)(?!(?:sqlite|duckdb|csv|parquet|jsonl?|xml|graph|graphml):)[A-Za-z][\w+.-]*://"
)
_SCHEME = re.compile(r"[A-Za-z][\w+.-]+:(//)?")


def refuse_same_place(source: str, target: str) -> None:
    """Raises ``InputError`` where the target is the source, or a directory that holds it."""
    mend = "migrate to another place"
    if _LIVE.match(source) and _LIVE.match(target):
        if server_place(source).is_same(server_place(target)):
            raise InputError("the source and the target are the same place", mend=mend)
        return
    if _LIVE.match(source) or _LIVE.match(target):
        return
    old, new = _path(source), _path(target)
    if old == new or (old.exists() and new.exists() and old.samefile(new)):
        raise InputError("the source and the target are the same place", place=target, mend=mend)
    if new in old.parents:
        raise InputError(f"the target holds the source {source}", place=target, mend=mend)


def refuse_no_directory(target: str) -> None:
    """Raises ``InputError`` where the directory that is to hold the target is not there."""
    if not _LIVE.match(target) and not _path(target).parent.is_dir():
        raise InputError("its directory does not exist", place=target, mend="make it first")


def is_file(url: str) -> bool:
    """Whether a store is a file or a directory, and not a database on a server."""
    return not _LIVE.match(url)


def _path(url: str) -> Path:
    """The real path that a file's URL names: ``sqlite:///x.db`` is relative, ``////`` absolute."""
    match = _SCHEME.match(url)
    rest = url
    if match is not None:
        rest = url[match.end() :]
        if match[1]:
            rest = unquote(rest.removeprefix("/"))
    return Path(rest).resolve()
