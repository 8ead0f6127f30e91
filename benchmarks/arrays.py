"""Arrow arrays of generated values, and uneven choices."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.facts import Column
from dynamite.columnar import arrow_type, decimal_text
from dynamite.values import DataType, Value

Numbers = npt.NDArray[np.int64]

SKEW = 1.5
"""A uniform number to this power picks a value: the first of ten comes in 22 of 100 draws."""


def random_numbers(seed: int, column: Column, purpose: str = "") -> np.random.Generator:
    """The random numbers of one column, for one purpose."""
    name = "\0".join((*column.key, column.name, purpose))
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def skewed(rng: np.random.Generator, count: int, choices: int) -> Numbers:
    """That many choices of so many, the first ones most often."""
    return (rng.random(count) ** SKEW * choices).astype(np.int64)


def texts(prefix: str, numbers: Numbers) -> pa.Array:
    """The numbers as texts, each after the prefix."""
    text = pa.array(numbers).cast(pa.string())
    return pc.binary_join_element_wise(pa.scalar(prefix), text, "")


def numbered(values: tuple[Value, ...], count: int) -> pa.Array:
    """The texts of a pool, each once; then again with a number."""
    rounds = (index // len(values) for index in range(count))
    texts_of_pool = [str(value) for value in values]
    return pa.array(
        [
            f"{texts_of_pool[index % len(values)]} {turn + 1}" if turn else texts_of_pool[index]
            for index, turn in enumerate(rounds)
        ]
    )


def array_of(values: tuple[Value, ...], data_type: DataType) -> pa.Array:
    """Values of a type as ``dynamite.columnar`` holds them."""
    if data_type is DataType.DECIMAL:
        values = tuple(decimal_text(value) for value in values)  # type: ignore[arg-type] # decimals
    return pa.array(values, arrow_type(data_type))
