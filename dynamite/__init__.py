"""dynamite: finds the Datalog program that maps one schema to another, and runs it at scale.

Each command is a function here, which takes and returns typed values and prints nothing:
``synth``, ``migrate``, ``verify``, ``run``, ``export``, ``inspect``; ``parse`` and ``format`` read
and write programs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dynamite.commands.export import export
    from dynamite.commands.inspect import inspect
    from dynamite.commands.migrate import migrate
    from dynamite.commands.run import run
    from dynamite.commands.synth import synth
    from dynamite.commands.verify import verify
    from dynamite.language.text import format, parse

__version__: Final = "0.1.0"
__all__ = [
    "__version__",
    "export",
    "format",
    "inspect",
    "migrate",
    "parse",
    "run",
    "synth",
    "verify",
]

_MODULES: Final = {
    "export": "dynamite.commands.export",
    "format": "dynamite.language.text",
    "inspect": "dynamite.commands.inspect",
    "migrate": "dynamite.commands.migrate",
    "parse": "dynamite.language.text",
    "run": "dynamite.commands.run",
    "synth": "dynamite.commands.synth",
    "verify": "dynamite.commands.verify",
}
"""Where each function is defined; it is imported at its first use: ``import dynamite`` is light."""


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'dynamite' has no attribute {name!r}")
    function = getattr(import_module(_MODULES[name]), name)
    globals()[name] = function
    return function


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
