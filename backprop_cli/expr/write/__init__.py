"""From expressions to what is written: one layout, and text, LaTeX and MathML printed from it."""
