"""Names as they are printed: in a line of text, which is read back, and in two dimensions."""

import pytest

from backprop_cli.expr.write.latex import latex
from backprop_cli.expr.write.name_layout import name_structure
from backprop_cli.expr.write.style import canonical_name, typeset_name

NAMES = [
    ("var2", "σ2²", r"\sigma_{2}^{2}"), ("var2[1]", "σ2²₁", r"\sigma_{1}^{2(2)}"), ("var2[1,2]", "σ2²₁₂", r"\sigma_{12}^{2(2)}"),
    ("dL/dvar2", "∂L/∂σ2²", r"\frac{\partial L}{\partial \sigma_{2}^{2}}"), ("mu2[3]", "μ²₃", r"\mu_{3}^{(2)}"),
    ("x_hat2", "x̂2", r"\hat{x}_{2}"), ("x_hat2[1,2]", "x̂²₁₂", r"\hat{x}_{12}^{(2)}"), ("y_hat[1,2]", "ŷ₁₂", r"\hat{y}_{12}"),
    ("v_W1", "v_W1", "v_{W_{1}}"), ("m_hat_W1", "m̂_W1", r"\hat{m}_{W_{1}}"), ("m_W1[1,2]", "m_w¹₁₂", "m_{w_{12}^{(1)}}"),
    ("v_hat", "v̂", r"\hat{v}"), ("v_hat_W2[1,2]", "v̂_w²₁₂", r"\hat{v}_{w_{12}^{(2)}}"), ("v", "v", "v"),
    ("Delta_W1", "ΔW1", r"\Delta W_{1}"), ("W1[12,3]", "w¹₁₂,₃", "w_{12{,}3}^{(1)}"), ("b1[1]", "b¹₁", "b_{1}^{(1)}"),
    ("gamma1[2]", "γ¹₂", r"\gamma_{2}^{(1)}"), ("W1⁺", "W1⁺", "W_{1}^{ + }"), ("x2", "x₂", "x_{2}"),
    ("H1[1]⁽²⁾", "h¹₁⁽²⁾", "h_{1}^{(1)(2)}"), ("L⁽¹³⁾", "L⁽¹³⁾", "L^{(13)}"), ("var2⁽²⁾", "σ2²⁽²⁾", r"\sigma_{2}^{2(2)}"),
    ("y_hat⁽²⁾", "ŷ⁽²⁾", r"\hat{y}^{(2)}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "said", "set_as"), NAMES)
def test_a_name_is_printed_as_people_write_it_and_read_back(name, said, set_as):
    assert (typeset_name(name), latex(name_structure(name))) == (said, set_as)
    assert canonical_name(said) == name
