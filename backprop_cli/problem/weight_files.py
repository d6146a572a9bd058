"""Weights of a layer from npz files: matrices (inputs, outputs) and vectors, whatever layout the problem itself has."""

from __future__ import annotations

from collections.abc import Mapping as Map

from ..errors import BackpropError, Message, fail, plainly
from ..expr.axes import nested
from ..rules import Rules
from ..typed import Any
from .model import LayerSpec
from .parameter_keys import FiledParameter
from .reader import Reader


def with_filed(reader: Reader, layer: LayerSpec, rules: Rules, names: Map[str, str]) -> LayerSpec:
    """The layer with the numbers of the files that it names, as tuples of floats; without them after a fault.

    names: of its parameters by edge, for an array that has the parameter's own name.
    """
    found = dict(layer.parameters)
    for edge, value in layer.parameters.items():
        if isinstance(value, FiledParameter):
            try:
                found[edge] = _numbers(value, value.array or names[edge], len(rules.parameters[edge]))
            except BackpropError as error:
                reader.faults += [(fault, fault.hint) for fault in error.faults]
                return layer._replace(parameters={})
    return layer._replace(parameters=found)


def _numbers(value: FiledParameter, name: str, dimensions: int) -> Any:
    from .array_files import beside, chosen_array, file_content, read_npz  # which most problems do without

    mark, path = value.file.mark, beside(value.file)
    values = chosen_array(read_npz(file_content(path, mark), path, mark), name, path, mark)
    if values.ndim != dimensions or not values.size:
        shape = "×".join(map(str, values.shape)) or "1"
        said = {"name": plainly(path), "array": plainly(name), "found": shape, "expected": dimensions}
        raise fail("fault.npz_shape", mark, Message("hint.npz_shape"), **said)
    return nested(iter(values.ravel().tolist()), values.shape)
