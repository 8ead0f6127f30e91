"""What a migration has written when it ends, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dynamite.errors import MigrationError


@dataclass
class Outcome:
    """What is written of the target.

    ``keeps_part`` says whether a write that does not end leaves what it wrote, to be gone on with:
    ``None`` where the store does not say.
    """

    target: str
    dry_run: bool
    keeps_part: bool | None = False
    is_writing: bool = False
    is_written: bool = False

    @property
    def text(self) -> str:
        if self.is_written:
            return f"everything was written to {self.target}"
        if self.is_writing and self.keeps_part is None:
            return f"{self.target} may hold a part of it"
        if self.is_writing and self.keeps_part:
            return f"what was written stays at {self.target}, and --resume goes on from there"
        return "nothing was written" if self.dry_run else f"nothing was written to {self.target}"


_SAID = ("nothing was written", "everything was written", "--resume")
"""Who raises such a message has said what is written."""


@contextmanager
def outcome_said(outcome: Outcome) -> Iterator[None]:
    """Says with every failure what is written, as the target's store promises."""
    try:
        yield
    except KeyboardInterrupt:
        raise MigrationError(f"stopped by Ctrl-C; {outcome.text}") from None
    except MemoryError:
        mend = "bound the engine with --memory"
        raise MigrationError(f"out of memory; {outcome.text}", mend=mend) from None
    except MigrationError as error:
        if any(words in str(error) for words in _SAID):
            raise
        raise MigrationError(f"{error}; {outcome.text}") from error
