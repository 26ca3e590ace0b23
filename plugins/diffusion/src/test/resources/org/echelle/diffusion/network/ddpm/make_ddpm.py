"""The small DDPM U-Net in plain functional calls of PyTorch 1.13, from its published description.

python3 make_ddpm.py            a tiny one with random weights: ddpm.safetensors
python3 make_ddpm.py WEIGHTS.pt what the real weights give: ddpm_mnist_outputs.safetensors (inputs and outputs only)
"""
import os
import sys

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from fixture import save, weights  # noqa: E402


class Net:
    def __init__(self, state):
        self.state = state

    def param(self, name):
        return self.state[name + ".weight"], self.state[name + ".bias"]

    def conv(self, name, x, stride=1, padding=0):
        return F.conv2d(x, *self.param(name), stride=stride, padding=padding)

    def up(self, name, x, stride=1, padding=0):
        return F.conv_transpose2d(x, *self.param(name), stride=stride, padding=padding)

    def stage(self, number, x, time, bare_end=False):
        name = "network.te" + number
        h = F.linear(F.silu(F.linear(time, *self.param(name + ".0"))), *self.param(name + ".2"))
        x = x + h[:, :, None, None]
        for i in range(3):
            name = f"network.b{number}.{i}"
            if not (bare_end and i == 2):
                x = F.layer_norm(x, x.shape[1:], *self.param(name + ".ln"))
            x = F.silu(self.conv(name + ".conv1", x, padding=1))
            x = F.silu(self.conv(name + ".conv2", x, padding=1))
        return x

    def run(self, x, steps):
        time = self.state["network.time_embed.weight"][steps]
        one = self.stage("1", x, time)
        two = self.stage("2", self.conv("network.down1", one, 2, 1), time)
        three = self.stage("3", self.conv("network.down2", two, 2, 1), time)
        h = self.conv("network.down3.2", F.silu(self.conv("network.down3.0", three)), 2, 1)
        middle = self.stage("_mid", h, time)
        h = self.up("network.up1.2", F.silu(self.up("network.up1.0", middle, 2, 1)))
        four = self.stage("4", torch.cat([three, h], 1), time)
        five = self.stage("5", torch.cat([two, self.up("network.up2", four, 2, 1)], 1), time)
        out = self.stage("_out", torch.cat([one, self.up("network.up3", five, 2, 1)], 1), time, bare_end=True)
        return self.conv("network.conv_out", out, padding=1), middle


def tiny():
    state, channels, wide, steps, told = {}, 2, (3, 4, 5), 20, 6
    a, b, c = wide

    def take(name, *shape, out=None):
        state[f"network.{name}.weight"] = torch.randn(*shape) * 0.2
        state[f"network.{name}.bias"] = torch.randn(out or shape[0]) * 0.3

    state["network.time_embed.weight"] = torch.randn(steps, told)
    plan = [
        ("1", channels, (a, a, a), 28), ("2", a, (b, b, b), 14), ("3", b, (c, c, c), 7), ("_mid", c, (b, b, c), 3),
        ("4", 2 * c, (c, b, b), 7), ("5", 2 * b, (b, a, a), 14), ("_out", 2 * a, (a, a, a), 28),
    ]
    for number, first, outs, edge in plan:
        take(f"te{number}.0", first, told)
        take(f"te{number}.2", first, first)
        before = first
        for i, out in enumerate(outs):
            block = f"b{number}.{i}"
            state[f"network.{block}.ln.weight"] = 1 + 0.1 * torch.randn(before, edge, edge)
            state[f"network.{block}.ln.bias"] = 0.1 * torch.randn(before, edge, edge)
            take(f"{block}.conv1", out, before, 3, 3)
            take(f"{block}.conv2", out, out, 3, 3)
            before = out
    take("down1", a, a, 4, 4)
    take("down2", b, b, 4, 4)
    take("down3.0", c, c, 2, 2)
    take("down3.2", c, c, 4, 4)
    take("up1.0", c, c, 4, 4, out=c)
    take("up1.2", c, c, 2, 2, out=c)
    take("up2", b, b, 4, 4, out=b)
    take("up3", a, a, 4, 4, out=a)
    take("conv_out", channels, a, 3, 3)
    x, at = torch.randn(2, channels, 28, 28), torch.tensor([3, 17])
    out, middle = Net(state).run(x, torch.tensor([11, 11]))
    each, _ = Net(state).run(x, at)
    return {**weights(state), "x": x, "out": out, "middle": middle, "out_of_two_times": each}


torch.manual_seed(2)
if len(sys.argv) > 1:
    net, x, tensors = Net(torch.load(sys.argv[1], map_location="cpu")), torch.randn(1, 1, 28, 28), {}
    for step in (0, 500, 999):
        tensors[f"out_{step}"], tensors[f"middle_{step}"] = net.run(x, torch.tensor([step]))
    save(os.path.join(HERE, "ddpm_mnist_outputs.safetensors"), {"x": x, **tensors})
else:
    save(os.path.join(HERE, "ddpm.safetensors"), tiny())
