"""dynamite: finds the Datalog program that maps one schema to another, and runs it at scale.

Each command is a function here, which takes and returns typed values and prints nothing:
``synth``, ``migrate``, ``run``, ``inspect``; ``parse`` and ``format`` read and write programs.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dynamite.datalog_text import format, parse
    from dynamite.inspection import inspect
    from dynamite.migrate import migrate
    from dynamite.run import run
    from dynamite.synthesis import synth

__version__: Final = "0.1.0"
__all__ = ["__version__", "format", "inspect", "migrate", "parse", "run", "synth"]

_MODULES: Final = {
    "format": "dynamite.datalog_text",
    "inspect": "dynamite.inspection",
    "migrate": "dynamite.migrate",
    "parse": "dynamite.datalog_text",
    "run": "dynamite.run",
    "synth": "dynamite.synthesis",
}
"""Where each function is defined; it is imported at its first use: ``import dynamite`` is light."""


class _Library(ModuleType):
    """The package, in which a function's name always means the function.

    A few modules are named like their function. Python binds a submodule to its name in the
    package when it is first imported, which would hide the function; that binding is refused.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _MODULES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        if name not in _MODULES:
            raise AttributeError(f"module 'dynamite' has no attribute {name!r}")
        from importlib import import_module

        function = getattr(import_module(_MODULES[name]), name)
        setattr(self, name, function)
        return function

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_MODULES})


sys.modules[__name__].__class__ = _Library
