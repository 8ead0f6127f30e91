"""Engines: what evaluates a Datalog program, each imported when it is first opened."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from dynamite.datalog import Program
from dynamite.engines.interface import Engine, EngineOptions
from dynamite.errors import InputError

ENGINES: Final = {
    "duckdb": ("dynamite.engines.duckdb", "DuckDBEngine"),
    "pydatalog": ("dynamite.engines.pydatalog", "PyDatalogEngine"),
    "reference": ("dynamite.engines.reference", "ReferenceEngine"),
    "spark": ("dynamite.engines.spark", "SparkEngine"),
}
"""The module and class of each engine, by the name that people write."""


def open_engine(name: str, program: Program, options: EngineOptions | None = None) -> Engine:
    """An engine ready to load facts.

    Raises ``InputError`` for an unknown name, and where the program has a construct that the engine
    lacks.
    """
    if name not in ENGINES:
        raise InputError(
            f"there is no engine {name!r}", mend=f"the engines are: {', '.join(ENGINES)}"
        )
    module, class_name = ENGINES[name]
    options = options or EngineOptions()
    if options.master is not None and name != "spark":
        raise InputError(
            f"the {name} engine runs on no cluster", mend="leave the master out, or use spark"
        )
    opened: Engine = getattr(import_module(module), class_name)(program, options)
    return opened
