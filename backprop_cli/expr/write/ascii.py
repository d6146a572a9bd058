"""ASCII for typographic signs, where an output cannot write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

PLAIN_SIGNS = str.maketrans(
    {"━": "--", "–": "-", "—": "--", "−": "-", "·": "*", "×": "x", "…": "...", "←": "<-", "→": "->", "’": "'"}
    | {"“": '"', "”": '"', "½": "1/2", "²": "^2", "ᵀ": "^T", "∂": "d", "≤": "<=", "≥": ">=", "≈": "~", "′": "'"}
    | {
        "⟦": "[[",
        "⟧": "]]",
        "▲": "^",
        "▼": "v",
        "⊙": "*",
        "σ": "sigmoid",
        "Φ": "Phi",
        "ŷ": "y_hat",
        "γ": "lr",
        "⁺": "+",
        "✓": "+",
        "✗": "x",
        "∅": "o",
        "Σ": "sum ",
        "⌊": "floor(",
        "⌋": ")",
    }
    | {"ᵢ": "_i", "ⱼ": "_j", "√": "sqrt", "δ": "delta", "Δ": "Delta_", "\u00a0": " ", "\u202f": " "}
    | {"β": "beta", "ε": "epsilon", "λ": "lambda", "μ": "mu", "\u0302": "_hat", "ᵗ": "^t"}
    | {above: digit for digit, above in zip("0123456789", "⁰¹_³⁴⁵⁶⁷⁸⁹") if digit != "2"}
    | dict(zip("▁▂▃▄▅▆▇█", ".:-=+xX#"))  # a curve in one line: the higher a bar, the more ink
    | {below: digit for digit, below in zip("0123456789", "₀₁₂₃₄₅₆₇₈₉")}
    | dict(zip("àáâäåçèéêëìíîïñòóôöøùúûüý", "aaaaaceeeeiiiinooooouuuuy"))  # of names in a source
)
LAST_RESORT = PLAIN_SIGNS | str.maketrans({"«": '"', "»": '"'})
TYPOGRAPHY = "∂σᵀ⊙⎡⎣−·ŷ←━²½"


def json_escape(sign: str) -> str:
    """A character as JSON writes it in ASCII."""
    import json

    return json.dumps(sign)[1:-1]


def xml_escape(sign: str) -> str:
    """A character as HTML and SVG write it in ASCII."""
    return f"&#{ord(sign)};"


_ESCAPES = {"json": json_escape, "jsonl": json_escape} | dict.fromkeys(("html", "svg", "moodle", "stack"), xml_escape)


def ascii_escaped(pieces: Iterable[str], format: str) -> Iterator[str]:
    """The text of a format that has escapes with every other character escaped; that of any other format as it is."""
    escape = _ESCAPES.get(format, str)
    for piece in pieces:
        yield piece if piece.isascii() else "".join(sign if sign.isascii() else escape(sign) for sign in piece)


def can_write(text: str, encoding: str) -> bool:
    """Whether an encoding has all the signs of a text."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
