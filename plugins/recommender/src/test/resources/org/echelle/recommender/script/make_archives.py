#!/usr/bin/env python3
"""Small recommenders as TorchScript archives, with what PyTorch's own hooks give for two histories.

usage: make_archives.py OUT_DIR
recurrent.pt   takes (items, lengths), padding on the right; the state after the last action against the items; scripted
attention.pt   takes items, padding on the left; [length, batch, width] inside; a tuple of states and scores at each place; traced
expected.safetensors: recurrent.scores, .gru, .dense, .edited; attention.scores (last place), .blocks.0 ([batch, length, width]), .edited
               (edited: the output of dense, or of blocks.0, times 0.5, plus 1)
Element i of parameter k is 0.8 sin(0.7 (i + 1) + 1.3 k). Six rows of items, four actions are shown, histories 3 1 4 and 2 2 4 1 3.
Made with torch 1.13.
"""
import json
import struct
import sys

import numpy as np
import torch
import torch.nn as nn

out = sys.argv[1]
ROWS, LENGTH, WIDTH = 6, 4, 3
HISTORIES = [[3, 1, 4], [2, 2, 4, 1, 3]]


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.items = nn.Embedding(ROWS, WIDTH)
        self.gru = nn.GRU(WIDTH, 5, batch_first=True)
        self.dense = nn.Linear(5, WIDTH)

    def forward(self, items: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        states, _ = self.gru(self.items(items))
        last = states.gather(1, (lengths - 1).view(-1, 1, 1).expand(-1, 1, 5)).squeeze(1)
        return torch.matmul(self.dense(last), self.items.weight.t())


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        y = x.transpose(0, 1)
        weights = torch.matmul(self.query(y), y.transpose(1, 2)) + hidden
        return x + torch.matmul(torch.softmax(weights, 2), self.value(y)).transpose(0, 1)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.items = nn.Embedding(ROWS, WIDTH)
        self.places = nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.ModuleList([Block(), Block()])

    def forward(self, items: torch.Tensor):
        later = torch.triu(torch.ones(LENGTH, LENGTH), diagonal=1)
        hidden = -1e4 * torch.clamp(later + (items == 0).float().unsqueeze(1), max=1.0)
        x = (self.items(items) + self.places.weight).transpose(0, 1)
        for block in self.blocks:
            x = block(x, hidden)
        x = x.transpose(0, 1)
        return x, torch.matmul(x, self.items.weight.t())


def formula(model):
    for k, p in enumerate(model.parameters()):
        i = torch.arange(1, p.numel() + 1, dtype=torch.float64)
        p.data = (0.8 * torch.sin(0.7 * i + 1.3 * k)).reshape(p.shape).float()
    return model.eval()


def edited(module, run):
    handle = module.register_forward_hook(lambda m, i, o: 0.5 * o + 1)
    result = run()
    handle.remove()
    return result


def seen(module, run):
    outputs = []
    handle = module.register_forward_hook(lambda m, i, o: outputs.append(o))
    run()
    handle.remove()
    return outputs[0]


latest = [h[-LENGTH:] for h in HISTORIES]
right = torch.tensor([h + [0] * (LENGTH - len(h)) for h in latest])
left = torch.tensor([[0] * (LENGTH - len(h)) + h for h in latest])
lengths = torch.tensor([len(h) for h in latest])
recurrent, attention = formula(Recurrent()), formula(Attention())
one = lambda: recurrent(right, lengths)
two = lambda: attention(left)[1][:, -1]
expected = {
    "recurrent.scores": one(),
    "recurrent.gru": seen(recurrent.gru, one)[0],
    "recurrent.dense": seen(recurrent.dense, one),
    "recurrent.edited": edited(recurrent.dense, one),
    "attention.scores": two(),
    "attention.blocks.0": seen(attention.blocks[0], two).transpose(0, 1),
    "attention.edited": edited(attention.blocks[0], two),
}
torch.jit.save(torch.jit.script(recurrent), out + "/recurrent.pt")
torch.jit.save(torch.jit.trace(attention, left), out + "/attention.pt")

head, blobs, at = {}, [], 0
for key, value in expected.items():
    data = value.detach().contiguous().numpy().astype(np.float32).tobytes()
    head[key] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [at, at + len(data)]}
    blobs.append(data)
    at += len(data)
text = json.dumps(head).encode()
text += b" " * (-len(text) % 8)
with open(out + "/expected.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
