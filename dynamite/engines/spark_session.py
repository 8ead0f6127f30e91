"""The Spark session of one run: found or begun, its functions, its views, its errors."""

from __future__ import annotations

import itertools
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pyarrow as pa
from sqlglot import exp

from dynamite.engines.interface import EngineOptions
from dynamite.engines.spark_functions import exact_sum, float_text, int_power, matches
from dynamite.engines.spark_sql import (
    EXACT_SUM,
    FLOAT_TEXT,
    INT_POWER,
    MATCHES,
    kind_text,
    spark_text,
)
from dynamite.engines.sql_boxes import BOXED_TEXT
from dynamite.engines.sql_types import ERROR_MARK
from dynamite.errors import InputError, MigrationError

try:
    from py4j.protocol import Py4JError, Py4JJavaError
    from pyspark.errors import AnalysisException, PySparkException
    from pyspark.sql import Column, DataFrame, SparkSession
    from pyspark.sql.types import StructType
except ModuleNotFoundError as missing:
    if (missing.name or "").partition(".")[0] not in ("pyspark", "py4j"):
        raise
    raise InputError(
        "the spark engine needs PySpark, which is not installed",
        mend="pip install 'dynamite[spark]'",
    ) from None

_runs = itertools.count(1)
_GATEWAY: Final = "PYSPARK_GATEWAY_PORT"
"""Set by ``spark-submit``, which then says what the master is."""
LOCAL_PARTITIONS: Final = 8
"""The most parts of a shuffle on one machine, where the master does not tell its cores."""

SETTINGS: Final = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    # Constraints of what was checkpointed name columns that are gone; and no test is repeated.
    "spark.sql.constraintPropagation.enabled": "false",
    # Fields pruned out of structs are lost between the plans of a query and its subquery.
    "spark.sql.optimizer.nestedSchemaPruning.enabled": "false",
    "spark.sql.optimizer.expression.nestedPruning.enabled": "false",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
}
"""What the meaning of our queries hangs on."""


class Session:
    """The Spark session of one run: its settings and views are its own, the context may be shared.

    A context that is running is used; else one is begun, and stopped at the end.
    """

    def __init__(self, options: EngineOptions) -> None:
        logging.getLogger("SQLQueryContextLogger").disabled = True
        active = SparkSession.getActiveSession()
        self._is_ours = active is None
        self.spark = _begun(options) if active is None else active.newSession()
        master = self.spark.sparkContext.master
        if options.master is not None and options.master != master:
            raise InputError(
                f"a Spark session is running on {master}, not on {options.master}",
                mend="stop it, or leave the master out",
            )
        for name, value in SETTINGS.items():
            self.spark.conf.set(name, value)
        self._prefix = f"dynamite{next(_runs)}_"
        self._views: set[str] = set()
        self._kept: list[DataFrame] = []
        for name, function, kind in _FUNCTIONS:
            self.spark.udf.register(name, function, kind)

    def table(self, name: str) -> exp.Table:
        """The view of that name, as a table of queries."""
        return exp.to_table(self._prefix + name)

    def define_text_function(self, text_of: Callable[[str, bool], str]) -> None:
        """Make the text of boxed ids a function of the session."""

        def computed(box: str | None, written: bool) -> str | None:
            return None if box is None else text_of(box, written)

        self.spark.udf.register(BOXED_TEXT, computed, "string")

    def query(self, tree: exp.Expr) -> DataFrame:
        """The rows of a query, not computed yet."""
        return self.spark.sql(spark_text(tree))

    def first(self, tree: exp.Expr) -> tuple[Any, ...] | None:
        """The first row of a query that has few."""
        rows = self.query(tree).collect()
        return tuple(rows[0]) if rows else None

    def frame(self, batches: Iterable[pa.RecordBatch], kinds: list[exp.DataType]) -> DataFrame:
        """Record batches of the driver as a frame of columns ``c0, c1, …``."""
        columns = ", ".join(f"c{place} {kind_text(kind)}" for place, kind in enumerate(kinds))
        schema = StructType.fromDDL(columns)
        names = [f"c{position}" for position in range(len(kinds))]
        renamed = [batch.rename_columns(names) for batch in batches]
        if not renamed:
            return self.spark.createDataFrame([], schema)
        return self.spark.createDataFrame(pa.Table.from_batches(renamed), schema)

    def define(self, name: str, frame: DataFrame) -> None:
        """Let queries find a frame under a name."""
        view = self._prefix + name
        self._views.add(view)
        _renewed(frame).createOrReplaceTempView(view)

    def kept(self, frame: DataFrame) -> DataFrame:
        """The frame, computed once and held by the executors until the end of the run."""
        held = frame.persist()
        self._kept.append(held)
        return held

    def cut(self, frame: DataFrame) -> DataFrame:
        """The frame computed now, without how it came about: rounds would make that ever longer.

        Reliably where the context has a checkpoint directory, else on the executors' disks.
        """
        if self.spark.sparkContext.getCheckpointDir() is not None:
            return frame.checkpoint(eager=True)
        return frame.localCheckpoint(eager=True)

    def ordered(
        self, frame: DataFrame, order: list[Column], is_few: bool
    ) -> Iterator[pa.RecordBatch]:
        """The batches of a frame in an order; at least one, which may be empty.

        ``is_few`` says that the driver may hold all rows at once.
        """
        if is_few:
            whole = frame.coalesce(1).sortWithinPartitions(*order).toArrow().combine_chunks()
            yield from whole.to_batches() or [pa.RecordBatch.from_pylist([], schema=whole.schema)]
            return
        yield from self._stream(frame.orderBy(*order))

    def _stream(self, frame: DataFrame) -> Iterator[pa.RecordBatch]:
        """The batches of a frame in its order, part by part, so that the driver holds few."""
        packed = frame.mapInArrow(_packed, "batch BINARY")
        for row in packed.toLocalIterator(prefetchPartitions=True):
            with pa.ipc.open_stream(row["batch"]) as reader:
                yield from reader

    def close(self) -> None:
        # The latest first, so that none is planned again for want of another.
        for frame in reversed(self._kept):
            frame.unpersist()
        for view in self._views:
            self.spark.catalog.dropTempView(view)
        if self._is_ours:
            self.spark.stop()


def _renewed(frame: DataFrame) -> DataFrame:
    """The frame with columns of new identities.

    Spark confuses those of a union that a query and its subquery mention.
    """
    return frame.select(*(frame[name].alias(name) for name in frame.columns))


def _packed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Each batch as one value of bytes."""
    for batch in batches:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        yield pa.RecordBatch.from_pydict({"batch": pa.array([sink.getvalue().to_pybytes()])})


_FUNCTIONS: Final = (
    (FLOAT_TEXT, float_text, "string"),
    (MATCHES, matches, "boolean"),
    (EXACT_SUM, exact_sum, "double"),
    (INT_POWER, int_power, "bigint"),
)


def _begun(options: EngineOptions) -> SparkSession:
    """A new session, with the settings of Spark's own files and of ``spark-submit``."""
    # Executors on this machine run the interpreter that runs us.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    threads = str(options.threads) if options.threads else "*"
    is_submitted = _GATEWAY in os.environ
    master = options.master or ("" if is_submitted else f"local[{threads}]")
    builder = SparkSession.builder.appName("dynamite")
    if master:
        builder = builder.master(master)
    if master.startswith("local"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", str(_cores(master)))
        builder = builder.config("spark.ui.enabled", "false")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        builder = builder.config("spark.log.level", "OFF")
    if options.memory is not None and master.startswith("local["):
        builder = builder.config("spark.driver.memory", f"{max(options.memory >> 20, 512)}m")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        reason = _first(_told(error))
        raise InputError(
            f"Spark does not start on {master or 'its master'}: {reason}",
            mend="look at the master's name, and whether Java 17 or newer is installed",
        ) from None


def _cores(master: str) -> int:
    if found := re.fullmatch(r"local-cluster\[(\d+),\s*(\d+),\s*\d+\]", master):
        return int(found[1]) * int(found[2])
    if found := re.fullmatch(r"local\[(\d+)(?:,\s*\d+)?\]", master):
        return int(found[1])
    return min(os.cpu_count() or 1, LOCAL_PARTITIONS)


@contextmanager
def translated() -> Iterator[None]:
    """Raises ``MigrationError`` for what Spark says of data, ``InputError`` for what it lacks."""
    try:
        yield
    except AnalysisException as error:
        raise InputError(f"the spark engine cannot express this: {_first(str(error))}") from None
    except (PySparkException, Py4JError) as error:
        raise MigrationError(_problem(_told(error))) from None


def _told(error: Exception) -> str:
    """What is said of an error, and of its causes where it is Java's."""
    if not isinstance(error, Py4JJavaError):
        return str(error)
    cause, said = error.java_exception, ""
    while cause is not None:
        said, cause = str(cause.getMessage() or cause.toString()), cause.getCause()
        if ERROR_MARK in said:
            break
    return said


def _problem(message: str) -> str:
    if ERROR_MARK in message:
        told = message.split(ERROR_MARK, 1)[1]
        return re.split(r" SQLSTATE: |\n", told, maxsplit=1)[0]
    if "OutOfMemoryError" in message:
        return "Spark is out of memory; allow more with --memory, or more of the executors"
    return _first(message)


def _first(message: str) -> str:
    if "Traceback (most recent call last)" in message:
        # What Python said on an executor ends with the error itself.
        lines = [
            line for line in message.splitlines() if re.match(r"[\w.]+(Error|Exception): ", line)
        ]
        message = lines[-1] if lines else message
    return re.sub(r" SQLSTATE: .*", "", message.strip().partition("\n")[0])
