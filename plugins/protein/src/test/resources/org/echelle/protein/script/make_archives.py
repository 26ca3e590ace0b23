#!/usr/bin/env python3
"""Small protein models as TorchScript archives, with what PyTorch's own hooks give for two proteins.

usage: make_archives.py OUT_DIR
masked.pt      [batch, tokens, width], takes (input_ids, attention_mask), traced, returns a dict with logits
turned.pt      [tokens, batch, width] inside, as fair-esm has it; takes tokens alone and finds the padding itself, scripted
unmasked.pt    takes tokens alone and mixes padding in, scripted
expected.safetensors: for masked and turned: NAME.ids, NAME.logits, NAME.layers.0, NAME.edited (layers.0's output times 0.5, plus 1)
Made with torch 1.13; weights are random.
"""
import json
import struct
import sys
from typing import Dict

import numpy as np
import torch
import torch.nn as nn

out = sys.argv[1]
torch.manual_seed(3)
PAD, VOCABULARY, D = 1, 33, 8
LETTERS = ["<cls>", "<pad>", "<eos>", "<unk>", *"LAGVSERTIDPKQNFYMHWCXBUZO", ".", "-", "<null_1>", "<mask>"]


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(D, D)
        self.key = nn.Linear(D, D)
        self.value = nn.Linear(D, D)

    def forward(self, x: torch.Tensor, kept: torch.Tensor) -> torch.Tensor:
        scores = torch.matmul(self.query(x), self.key(x).transpose(1, 2)) + (1.0 - kept).unsqueeze(1) * -1e4
        return x + torch.matmul(torch.softmax(scores, 2), self.value(x))


class Masked(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, D)
        self.layers = nn.ModuleList([Layer(), Layer()])
        self.head = nn.Linear(D, VOCABULARY)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Dict[str, torch.Tensor]:
        kept = attention_mask.to(torch.float32)
        x = self.embed(input_ids)
        for layer in self.layers:
            x = layer(x, kept)
        return {"hidden": x, "logits": self.head(x)}


class Turned(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, D)
        self.layers = nn.ModuleList([nn.Linear(D, D), nn.Linear(D, D)])
        self.head = nn.Linear(D, VOCABULARY)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        kept = (tokens != 1).to(torch.float32).unsqueeze(2)
        x = (self.embed(tokens) * kept).transpose(0, 1)
        for layer in self.layers:
            x = torch.tanh(layer(x))
        y = self.head(x).transpose(0, 1)
        return y + (y * kept).sum(1, keepdim=True)


class Unmasked(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, D)
        self.layers = nn.ModuleList([nn.Linear(D, D)])

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        x = self.embed(tokens)
        for layer in self.layers:
            x = layer(x)
        return x + x.mean(1, keepdim=True)


def ids(*sequences):
    longest = max(len(s) for s in sequences) + 2
    rows = [[0] + [LETTERS.index(c) for c in s] + [2] for s in sequences]
    return torch.tensor([r + [PAD] * (longest - len(r)) for r in rows])


tokens = ids("MKVLAT", "GAWY")
mask = (tokens != PAD).to(torch.int64)
masked, turned = Masked().eval(), Turned().eval()
expected = {}
for name, model, arguments in [("masked", masked, (tokens, mask)), ("turned", turned, (tokens,))]:
    expected[name + ".ids"] = tokens
    seen = []
    handle = model.layers[0].register_forward_hook(lambda m, i, o: seen.append(o))
    result = model(*arguments)
    handle.remove()
    expected[name + ".logits"] = result["logits"] if isinstance(result, dict) else result
    expected[name + ".layers.0"] = seen[0] if name == "masked" else seen[0].transpose(0, 1)
    handle = model.layers[0].register_forward_hook(lambda m, i, o: 0.5 * o + 1)
    result = model(*arguments)
    handle.remove()
    expected[name + ".edited"] = result["logits"] if isinstance(result, dict) else result

torch.jit.save(torch.jit.trace(masked, (tokens, mask), strict=False), out + "/masked.pt")
torch.jit.save(torch.jit.script(turned), out + "/turned.pt")
torch.jit.save(torch.jit.script(Unmasked().eval()), out + "/unmasked.pt")

head, blobs, at = {}, [], 0
for key, value in expected.items():
    array = np.ascontiguousarray(value.detach().numpy())
    kind = {"float32": "F32", "int64": "I64"}[str(array.dtype)]
    head[key] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
    blobs.append(array.tobytes())
    at += array.nbytes
text = json.dumps(head).encode()
text += b" " * (-len(text) % 8)
with open(out + "/expected.safetensors", "wb") as f:
    f.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
