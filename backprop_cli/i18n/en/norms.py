"""Layers that normalise, drop, look up and attend: what they are, their options, and what goes wrong in them."""

TEXTS = {
    "fault.numbers_arrive": "{kind} (layer {layer}): {what} has {found} {found:number|numbers}, but {expected} {expected:number arrives|numbers arrive}",
    "layers.batch_norm": "Each feature less its mean over the batch, divided by the root of its variance plus ε; then times γ, plus β.",
    "layers.layer_norm": "Each observation less the mean of its features, divided by the root of their variance plus ε; then times γ, plus β.",
    "mistake.deviation_without_root": "You divided by the variance plus ε; divide by the root of it.",
    "mistake.epsilon_outside_root": "You added ε to the root; it stands under the root, √(σ² + ε).",
    "mistake.gamma_gradient_of_x": "You multiplied the gradient by x; what γ multiplies is x̂.",
    "mistake.gamma_not_passed_back": "You forgot the factor γ on the way back through the normalisation.",
    "mistake.mean_path_forgotten": "You left out the gradient through the mean μ, which hangs on every x.",
    "mistake.statistics_as_constants": "You took μ and σ² for constants; both hang on every x, and the gradient goes through them as well.",
    "mistake.variance_by_n_minus_one": "You divided the variance by n − 1; normalisation divides it by n.",
    "mistake.variance_path_forgotten": "You left out the gradient through the variance σ², which hangs on every x.",
    "schema.option.layers.form": "compact: the derivative in one formula; nodes: the way back through every inner line.",
    "schema.parameter.beta": "What is added to each feature; without it nothing is.",
    "schema.parameter.gamma": "The factor of each feature; without it there is none.",
}
