"""The first value of some documents that does not fit a schema, and the error that names it.

This is the slow, value-by-value reading of what ``flattening`` checks by columns; it only runs
where that found a misfit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dynamite.data.place import field_at, item_at
from dynamite.errors import InputError
from dynamite.schema import Attribute, Kind, RecordType, Schema
from dynamite.stores.column_reading import decimal_value_text, json_text, time_value
from dynamite.stores.documents import Documents
from dynamite.values import ABSENT, FLOAT_INTEGERS, DataType, parse_value, show


@dataclass(frozen=True)
class Misfit:
    """What is wrong with the value at one place."""

    place: str
    problem: str
    mend: str = ""

    def error(self) -> InputError:
        return InputError(self.problem, place=self.place, mend=self.mend)


def first_misfit(
    schema: Schema, record_type: RecordType, documents: Documents, non_finite: bool
) -> InputError:
    """The error for the first value that does not fit, in the order of the documents."""
    for position, value in zip(documents.positions, documents.values, strict=True):
        place = documents.place(position)
        for misfit in _object(schema, record_type, value, place, non_finite):
            return misfit.error()
    raise AssertionError("the columns of a block do not fit and each of its values does")


def _object(
    schema: Schema, record_type: RecordType, value: Any, place: str, non_finite: bool
) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield Misfit(place, f"{show(value)} is no object")
        return
    nested = {child.path[-1]: child for child in schema.children(record_type)}
    names = {attribute.name for attribute in record_type.attributes}
    for name, held in value.items():
        where = field_at(place, name)
        if name in nested:
            yield from _nested(schema, nested[name], held, where, non_finite)
        elif name in names:
            yield from attribute_misfits(record_type.attribute(name), held, where, non_finite)
    for attribute in record_type.attributes:
        if attribute.name not in value and not attribute.nullable:
            yield Misfit(
                place, f"the field {attribute.name!r} is missing", _nullable_mend(attribute)
            )


def _nested(
    schema: Schema, child: RecordType, held: Any, place: str, non_finite: bool
) -> Iterator[Misfit]:
    if held is None:
        return
    if child.kind is Kind.OBJECT:
        yield from _object(schema, child, held, place, non_finite)
    elif not isinstance(held, list):
        yield Misfit(place, f"{show(held)} is no array")
    else:
        for index, element in enumerate(held):
            where = item_at(place, index)
            if child.kind is Kind.ARRAY:
                yield from _object(schema, child, element, where, non_finite)
            else:
                yield from attribute_misfits(child.attributes[0], element, where, non_finite)


def attribute_misfits(
    attribute: Attribute, raw: Any, place: str, non_finite: bool
) -> Iterator[Misfit]:
    """What is wrong with the value of an attribute: nothing, or one misfit."""
    if raw is None or raw is ABSENT:
        if not attribute.nullable:
            yield Misfit(place, "null in a field that is not nullable", _nullable_mend(attribute))
        return
    try:
        _check(raw, attribute.type, non_finite)
    except (ValueError, OverflowError) as error:
        yield Misfit(place, str(error))


def _check(raw: Any, data_type: DataType, non_finite: bool) -> None:
    """Raises ``ValueError`` with what is wrong where the value does not fit the type."""
    match data_type:
        case DataType.JSON:
            _check_characters(json_text(raw))
        case DataType.DECIMAL:
            decimal_value_text(raw)
        case DataType.DATETIME | DataType.DATE:
            time_value(raw, data_type)
        case DataType.FLOAT:
            _check_float(raw, non_finite)
        case DataType.INT if isinstance(raw, (float, Decimal)):
            raise ValueError(f"{show_number(raw)} is a number with a fraction, not an int")
        case _:
            parse_value(raw, data_type)
            if data_type is DataType.STRING:
                _check_characters(raw)


def _check_float(raw: Any, non_finite: bool) -> None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
        parse_value(raw, DataType.FLOAT)
    if isinstance(raw, int) and abs(raw) > FLOAT_INTEGERS:
        raise ValueError(f"{show_number(raw)} is an int that no float holds exactly")
    if not math.isfinite(raw) or not math.isfinite(float(raw)):
        if non_finite and isinstance(raw, float):
            return
        raise ValueError(f"{show_number(raw)} is beyond the range of floats")


def _check_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise ValueError(f"half of a surrogate pair, \\u{code:04x}, is no character") from None


def show_number(raw: Any) -> str:
    text = str(raw)
    return text if len(text) <= 60 else text[:57] + "..."


def _nullable_mend(attribute: Attribute) -> str:
    nullable = Attribute(attribute.name, attribute.type, nullable=True)
    return f"declare it {json.dumps(nullable.text)} where it may be left out"
