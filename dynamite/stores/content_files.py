"""Files that content writes by itself, at the same time."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dynamite.schema import Key
from dynamite.stores.interface import Content, FileContent

Write = Callable[[FileContent, Key, Path], bool]


def written_together(content: Content, files: Mapping[Key, Path], write: Write) -> set[Key]:
    """The record types whose files the content could write, as many at a time as there are cores.

    A path that stands twice, or is there already, is left alone: on a file system that ignores
    case, two record types must not share a file.
    """
    if not isinstance(content, FileContent):
        return set()
    paths = [str(path).casefold() for path in files.values()]
    free = {k: p for k, p in files.items() if paths.count(str(p).casefold()) == 1}
    with ThreadPoolExecutor(min(len(free), os.cpu_count() or 1) or 1) as writers:
        begun = {
            key: writers.submit(write, content, key, path)
            for key, path in free.items()
            if not path.exists()
        }
        try:
            return {key for key, writing in begun.items() if writing.result()}
        except BaseException:
            for writing in begun.values():
                writing.cancel()
            content.stop()
            raise
