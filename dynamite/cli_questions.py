"""The questions of ``dynamite synth --interactive``: plain lines, on a terminal or by pipes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

from dynamite.errors import InputError

if TYPE_CHECKING:
    from dynamite.commands.synth import Question
    from dynamite.data.instance import Instance
    from dynamite.progress import StatusLine


def ask_on(
    answers: TextIO, screen: TextIO, status: StatusLine
) -> Callable[[Question], Instance | None]:
    """What asks a question on ``screen`` and reads its answer from ``answers``."""
    asked = 0

    def ask(question: Question) -> Instance | None:
        nonlocal asked
        asked += 1
        status.clear()
        _show(question, asked, screen)
        return _answer(question, answers, screen)

    return ask


def _show(question: Question, number: int, screen: TextIO) -> None:
    form = question.as_json()
    print(f"\nQuestion {number}. These source records:", file=screen)
    _records(form["source"], "  ", screen)
    print("are to become:", file=screen)
    shown = question.differing()
    for count, option in enumerate(form["options"], 1):
        print(f" {count})", file=screen)
        if not _records(option["target"], "    ", screen, shown):
            print("    nothing", file=screen)


def _records(data: Any, indent: str, screen: TextIO, names: tuple[str, ...] = ()) -> int:
    """Print the records of a data object, a line each; of some record types, where any is named."""
    roots = {name.split(".")[0] for name in names}
    lines = 0
    for name, records in data.items():
        for record in records:
            label = record.get("label", name) if name in ("nodes", "edges") else name
            if not roots or label in roots:
                print(f"{indent}{name}: {json.dumps(record, ensure_ascii=False)}", file=screen)
                lines += 1
    return lines


def _answer(question: Question, answers: TextIO, screen: TextIO) -> Instance | None:
    from dynamite.commands.synth import written_answer

    count = len(question.options)
    numbers = ", ".join(map(str, range(1, count + 1)))
    while True:
        prompt = f"{numbers}, n for neither, or q to ask no more: "
        print(prompt, end="", file=screen, flush=True)
        line = answers.readline()
        if not answers.isatty():
            print(line.strip(), file=screen)
        if not line or line.strip().lower() == "q":
            print(file=screen)
            return None
        choice = line.strip().lower()
        if choice.isdecimal() and 1 <= int(choice) <= count:
            return question.options[int(choice) - 1].target
        if choice in ("n", "neither"):
            whole = json.dumps(question.as_json()["options"][0]["target"], ensure_ascii=False)
            print("What comes out of the first, as a whole:", file=screen)
            print(whole, file=screen)
            print("What should, on one line: ", end="", file=screen, flush=True)
            choice = answers.readline().strip()
        if choice.startswith("{"):
            try:
                return written_answer(question, choice, "answer")
            except InputError as error:
                print(error, file=screen)
