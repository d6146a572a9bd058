"""ASCII for typographic signs, where an output cannot write them."""

from __future__ import annotations

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
        "ŷ": "y_hat",
        "γ": "lr",
        "⁺": "+",
        "✓": "+",
        "✗": "x",
        "Σ": "sum ",
    }
    | {"√": "sqrt", "δ": "delta", "\u00a0": " ", "\u202f": " "}
    | {above: digit for digit, above in zip("0123456789", "⁰¹_³⁴⁵⁶⁷⁸⁹") if digit != "2"}
    | {below: digit for digit, below in zip("0123456789", "₀₁₂₃₄₅₆₇₈₉")}
)
LAST_RESORT = PLAIN_SIGNS | str.maketrans({"«": '"', "»": '"'})
TYPOGRAPHY = "∂σᵀ⊙⎡⎣−·ŷ←━²½"


def can_write(text: str, encoding: str) -> bool:
    """Whether an encoding has all the signs of a text."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
