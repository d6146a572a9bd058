"""What stands for a model of PyTorch where that is not installed: its smallest part that `from_torch` looks at."""

import numpy


class Tensor(numpy.ndarray):
    """An array with the methods of a tensor that are used."""

    @classmethod
    def of(cls, numbers):
        return numpy.asarray(numbers, float).view(cls)

    def detach(self):
        return self

    def numel(self):
        return self.size


class Linear:
    weight, bias = Tensor.of([[2, 0.5]]), Tensor.of([1])

    def children(self):
        return ()

    def __call__(self, x):
        return x @ self.weight.T + self.bias


class MSELoss:
    reduction = "mean"

    def __call__(self, found, wanted):
        return Tensor.of(((found - wanted) ** 2).mean())
