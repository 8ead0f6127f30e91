"""The errors that a user can cause or meet, each one line, each with its exit status."""

from __future__ import annotations


class DynamiteError(Exception):
    """One line for a person: where, what is wrong, and the mend. ``exit_status`` is the command's.

    >>> str(InputError("columns must be an object", place="ex.json: source.schema.tables.T"))
    'ex.json: source.schema.tables.T: columns must be an object'
    """

    exit_status = 2

    def __init__(self, problem: str, *, place: str = "", mend: str = "") -> None:
        self.problem = problem
        self.place = place
        self.mend = mend
        super().__init__(_one_line(problem, place, mend))


class InputError(DynamiteError):
    """Bad input: a file, a schema, a program, a URL or an argument that cannot be used."""


class NoProgramError(DynamiteError):
    """No program in the search space fits the example; the problem says why, in its data.

    ``details`` are lines of what else is known: what cannot be given together, the nearest
    program, cells that look like mistakes, what would help.
    """

    exit_status = 3

    def __init__(
        self, problem: str, *, place: str = "", mend: str = "", details: tuple[str, ...] = ()
    ) -> None:
        self.details = details
        super().__init__(problem, place=place, mend=mend)


class AmbiguousError(DynamiteError):
    """Several inequivalent programs fit, and the caller asked for exactly one."""

    exit_status = 4


class MigrationError(DynamiteError):
    """A migration stopped before its end or by a check; the message says what is written."""

    exit_status = 5

    def restated(self, problem: str, mend: str) -> MigrationError:
        """The same error in other words."""
        return MigrationError(problem, place=self.place, mend=mend)


class RefusedRecordError(MigrationError):
    """A target does not take a record that the program makes, by a constraint of its own.

    ``record_types`` are the names of those that the record is of, so that its rules can be named.
    """

    def __init__(
        self, problem: str, *, record_types: tuple[str, ...], place: str = "", mend: str = ""
    ) -> None:
        self.record_types = record_types
        super().__init__(problem, place=place, mend=mend)

    def restated(self, problem: str, mend: str) -> MigrationError:
        return RefusedRecordError(
            problem, record_types=self.record_types, place=self.place, mend=mend
        )


class LimitError(DynamiteError):
    """A search stopped at a limit or at Ctrl-C; the message says what it knows."""

    exit_status = 6


def _one_line(problem: str, place: str, mend: str) -> str:
    text = f"{place}: {problem}" if place else problem
    if mend:
        text = f"{text}; {mend}"
    return " ".join(text.split())
