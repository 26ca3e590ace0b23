"""A tiny flow transformer with random weights, computed by PyTorch's own modules (torch 1.13): python3 make_flow.py"""
import math
import os
import sys

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from fixture import save, weights  # noqa: E402

torch.manual_seed(1)
D, HEADS, LAYERS, PATCH, GRID, CLASSES, CHANNELS = 12, 4, 2, 3, 2, 3, 2

patch = nn.Conv2d(CHANNELS, D, PATCH, PATCH)
positions = torch.randn(1, GRID * GRID, D)
layers = [
    nn.TransformerEncoderLayer(D, HEADS, 20, dropout=0.0, activation="gelu", batch_first=True) for _ in range(LAYERS)
]
back = nn.ConvTranspose2d(D, CHANNELS, PATCH, PATCH)
classes = nn.Embedding(CLASSES + 1, 2 * D)
for module in [patch, back, classes, *layers]:
    for parameter in module.parameters():
        nn.init.normal_(parameter, 0.0, 0.4)

state = {"pos_embed": positions}
for prefix, module in [("patch_embed", patch), ("unpatch", back), ("y_encoder", classes)]:
    state.update({prefix + "." + k: v for k, v in module.state_dict().items()})
for i, layer in enumerate(layers):
    state.update({f"transformer.{i}." + k: v for k, v in layer.state_dict().items()})

x = torch.randn(3, CHANNELS, GRID * PATCH, GRID * PATCH)
labels = torch.tensor([2, 0, CLASSES])


def run(times):
    angles = times[:, None] * torch.exp(-math.log(10000) * torch.arange(D) / (D - 1))[None]
    time = torch.cat([angles.sin(), angles.cos()], 1).reshape(-1, 2, D)
    tokens = patch(x).flatten(2).transpose(1, 2) + positions
    tokens = torch.cat([tokens, time, classes(labels).reshape(-1, 2, D)], 1)
    kept = []
    for layer in layers:
        tokens = layer(tokens)
        kept.append(tokens)
    grid = tokens[:, : GRID * GRID].transpose(1, 2).reshape(-1, D, GRID, GRID)
    return back(grid), kept


out, kept = run(torch.full((3,), 0.3))
each, _ = run(torch.tensor([0.1, 0.55, 0.9]))
save(
    os.path.join(HERE, "flow.safetensors"),
    {**weights(state), "x": x, "labels": labels, "out": out, "layer1": kept[1], "out_of_three_times": each},
)
