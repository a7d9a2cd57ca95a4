"""The running mean of the weights over the last part of a training."""

from torch import Tensor, nn


class Average:
    """Exponential mean of a module's weights (Polyak and Juditsky 1992)."""

    def __init__(self, model: nn.Module, decay: float = 0.997) -> None:
        self.weights: dict[str, Tensor] = {
            k: v.detach().clone() for k, v in model.state_dict().items()
        }
        self.decay = decay

    def update(self, model: nn.Module) -> None:
        for key, value in model.state_dict().items():
            self.weights[key].mul_(self.decay).add_(
                value.detach(), alpha=1 - self.decay
            )
