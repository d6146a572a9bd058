"""What each kind of layer, loss and optimiser is: its formula in words."""

TEXTS = {
    "layers.elu": "A positive value as it is; for a negative one, alpha times its exponential less 1.",
    "layers.identity": "The value as it arrives: an output neuron without an activation.",
    "layers.leaky_relu": "A positive value as it is; a negative one times the slope.",
    "layers.linear": "The inputs times the weights, plus the bias.",
    "layers.relu": "A positive value as it is; 0 for a negative one.",
    "layers.sigmoid": "The exponential over one plus the exponential: a number between 0 and 1.",
    "layers.softmax": "Each exponential over the sum of them all: probabilities that sum to 1.",
    "layers.softplus": "The logarithm of one plus the exponential: a ReLU without its corner.",
    "layers.tanh": "The hyperbolic tangent: a number between −1 and 1.",
    "losses.cross_entropy": "Minus the sum of each target times the logarithm of its probability; after a softmax layer.",
    "losses.cross_entropy_with_logits": "Cross-entropy with the softmax inside: it takes the values before the softmax.",
    "losses.half_squared_error": "Half the square of target less prediction, summed over the outputs.",
    "losses.hinge": "What target times prediction lacks to 1, at least 0, summed over the outputs; targets are −1 and 1.",
    "losses.huber": "Half the square of a difference up to delta, a straight line beyond it, summed over the outputs.",
    "losses.log_loss": "Minus the logarithm of the probability of the true class, summed over the outputs; after a sigmoid.",
    "losses.log_loss_with_logits": "Log loss with the sigmoid inside: it takes the value before the sigmoid.",
    "losses.mae": "The absolute value of target less prediction, averaged over the outputs.",
    "losses.mse": "The square of target less prediction, averaged over the outputs.",
    "losses.squared_error": "The square of target less prediction, summed over the outputs.",
    "optimisers.sgd": "Stochastic gradient descent: the weight less the learning rate times its gradient.",
}
