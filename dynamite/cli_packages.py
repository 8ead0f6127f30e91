"""What the packages of a command do at their import and no command needs is left out.

pyarrow takes NumPy in wherever it finds it, for arrays that no command makes, and reads the text of
three hundred docstrings to document its functions. Both are a good part of what a short command
costs. This is for the process of the command line only: who imports dynamite keeps all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, Final, cast

_DOCSTRINGS: Final = "pyarrow.vendored.docscrape"
_UNUSED: Final = ("numpy", "pyarrow._s3fs", "pyarrow._gcsfs", "pyarrow._azurefs", "pyarrow._hdfs")
"""NumPy, and the file systems of clouds, which no command opens."""


def leave_out_unused(arguments: Sequence[str]) -> None:
    """Make what follows in this process import less; nothing where Spark is asked for.

    Spark's own functions want NumPy.
    """
    if any("spark" in argument for argument in arguments) or "pyarrow" in sys.modules:
        return
    # An import of what stands as None fails as that of a package that is not installed.
    modules = cast(dict[str, ModuleType | None], sys.modules)
    for name in _UNUSED:
        modules.setdefault(name, None)
    modules.setdefault(_DOCSTRINGS, _docstrings())


def _docstrings() -> ModuleType:
    module: Any = ModuleType(_DOCSTRINGS, "Finds no parameters in a docstring, without a look.")
    module.NumpyDocString = lambda text: {"Parameters": []}
    return cast(ModuleType, module)
