"""What recurrent layers with gates have in common: the parameters of each gate."""


def gate_parameters(gates: str) -> dict[str, tuple[str, ...]]:
    """For each gate by its letter two matrices and a bias, gate after gate: Wxz, Whz, bz, Wxr …

    >>> gate_parameters("z")
    {'Wxz': ('inputs', 'hidden'), 'Whz': ('hidden', 'hidden'), 'bz': ('hidden',)}
    """
    of_each = {"Wx": ("inputs", "hidden"), "Wh": ("hidden", "hidden"), "b": ("hidden",)}
    return {f"{part}{gate}": dimensions for gate in gates for part, dimensions in of_each.items()}
