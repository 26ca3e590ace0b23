"""Makes the archives beside it, on which runs that are made again could go wrong: in-place operators, views, states, several edits.

    python make_archives.py            needs PyTorch 1.13 or newer

Numbers are PyTorch's own: forward hooks record and edit (0.5 y + 1); "all" are the outputs with every module edited at once that an unedited run calls.
"""

import json
import os
import struct
from typing import List, NamedTuple, Optional

import torch
from torch import Tensor, nn

D = 6


class Statement(nn.Module):
    """An in-place module called for its effect alone."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(D, D)
        self.act = nn.ReLU(inplace=True)
        self.mid = nn.Linear(D, D)

    def forward(self, x):
        y = self.first(x)
        self.act(y)
        z = self.mid(y)
        return z + y


class Glue(nn.Module):
    """What a module handed out is changed by the module around it, before and after the tap."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(D, D)
        self.mid = nn.Linear(D, D)
        self.last = nn.Linear(D, D)

    def forward(self, x):
        y = self.first(x)
        before = y * 3
        y += 1
        z = self.mid(y)
        y.mul_(2)
        return self.last(z) + y + before


class Views(nn.Module):
    """Modules that hand out what they were given, or a view of it, which changes behind the tap."""

    def __init__(self):
        super().__init__()
        self.same = nn.Identity()
        self.flat = nn.Flatten(0, 1)
        self.mid = nn.Linear(D, D)
        self.last = nn.Linear(D, D)

    def forward(self, x):
        a = x * 2
        same = self.same(a)
        flat = self.flat(a)
        t = self.mid(a)
        a += t
        return self.last(flat) + same.flatten(0, 1) * 0.3


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(D, D)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        x += self.act(self.inner(x))
        return x


class Residual(nn.Module):
    """Blocks that add to the tensor they are given."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(D, D)
        self.blocks = nn.Sequential(Block(), Block(), Block())
        self.last = nn.Linear(D, D)

    def forward(self, x):
        y = self.first(x)
        z = y * 2
        return self.last(self.blocks(y)) + y + z


class Pair(NamedTuple):
    left: Tensor
    right: Tensor


class Split(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = nn.Linear(D, D)
        self.right = nn.Linear(D, D)

    def forward(self, x, scale: Optional[Tensor] = None) -> Pair:
        y = self.left(x)
        return Pair(y, self.right(y) if scale is None else self.right(y) * scale)


class Several(nn.Module):
    def __init__(self):
        super().__init__()
        self.each = nn.ModuleList([nn.Linear(D, D), nn.Linear(D, D)])

    def forward(self, x) -> List[Tensor]:
        out: List[Tensor] = []
        for each in self.each:
            out.append(each(x))
        return out


class Parts(nn.Module):
    """Outputs of several tensors: tuples, nested, named, lists; a recurrent layer; an argument that may be missing."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(D, D, batch_first=True)
        self.split = Split()
        self.several = Several()
        self.mid = nn.Linear(D, D)
        self.last = nn.Linear(D, D)

    def forward(self, x):
        y, state = self.lstm(x)
        pair = self.split(y)
        again = self.split(y, pair.left)
        many = self.several(pair.right)
        z = self.mid(many[0] + many[1] + again.right)
        return self.last(z) + state[0].mean() + state[1].sum() * 0.1 + pair.left


class Ways(nn.Module):
    """Which modules are called, and how often, depends on what passes."""

    def __init__(self):
        super().__init__()
        self.step = nn.Linear(D, D)
        self.mid = nn.Linear(D, D)
        self.small = nn.Linear(D, D)
        self.large = nn.Linear(D, D)

    def forward(self, x):
        y = x
        steps = 0
        while steps < 3 and bool(y.abs().sum() > 5.0):
            y = self.step(y)
            steps += 1
        y = self.mid(y)
        for _ in range(2):
            if bool(y.sum() > 20.0):
                y = self.large(y)
            else:
                y = self.small(y)
        return y


class Inside(nn.Module):
    """Taps in a module that is called twice, and in one beside it."""

    def __init__(self):
        super().__init__()
        self.shared = Statement()
        self.mid = nn.Linear(D, D)

    def forward(self, x):
        return self.shared(self.mid(self.shared(x)))


class Inputs(nn.Module):
    """Changes what it is given before and behind its taps."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(D, D)
        self.mid = nn.Linear(D, D)
        self.last = nn.Linear(D, D)

    def forward(self, x):
        y = self.first(x)
        x.mul_(0.5)
        z = self.mid(x + y)
        x += z
        return self.last(z) + x


class Counting(nn.Module):
    """Hands out how often it was called, beside what it was given."""

    def __init__(self):
        super().__init__()
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x):
        self.calls.add_(1)
        return x + 0 * self.calls, self.calls.clone()


class Counted(nn.Module):
    """How often what stands before and behind a tap was called; without numbers of PyTorch beside it."""

    def __init__(self):
        super().__init__()
        self.before = Counting()
        self.mid = nn.Linear(D, D)
        self.behind = Counting()

    def forward(self, x):
        y, before = self.before(x)
        z, behind = self.behind(self.mid(y))
        return z, before, behind


CASES = {
    "statement": (Statement, ["first", "mid"], True),
    "glue": (Glue, ["first", "mid", "last"], True),
    "views": (Views, ["mid", "last"], True),
    "residual": (Residual, ["first", "blocks.0.inner", "blocks.1", "blocks.2.inner", "last"], False),
    "parts": (Parts, ["split.left", "several.each.1", "mid", "last"], False),
    "ways": (Ways, ["step", "mid", "small", "large"], False),
    "inside": (Inside, ["shared.first", "mid", "shared.mid"], False),
    "inputs": (Inputs, ["first", "mid", "last"], True),
}


def run(model, x, edited, seen=None):
    calls = {}
    handles = []

    def hook(path):
        def at(_, __, out):
            call = calls.get(path, 0)
            calls[path] = call + 1
            if seen is not None:
                seen[f"tap.{path}#{call}"] = out.detach().clone()
            return 0.5 * out + 1 if path in edited else None

        return at

    for path in CASES[model.case][1]:
        handles.append(model.get_submodule(path).register_forward_hook(hook(path)))
    with torch.no_grad():
        out = model(x.clone())
    for handle in handles:
        handle.remove()
    return out


class Forking(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 2)
        self.second = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        future = torch.jit.fork(self.first, x)
        return self.second(x) + torch.jit.wait(future)


def write(name, tensors):
    header, at = {}, 0
    for key, value in tensors.items():
        size = value.numel() * 4
        header[key] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(name + ".safetensors", "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            out.write(value.contiguous().float().numpy().tobytes())


def main():
    for number, (case, (kind, paths, traceable)) in enumerate(CASES.items()):
        torch.manual_seed(number)
        model = kind().eval()
        model.case = case
        x = torch.randn(2, 3, D)
        tensors = {"input.0": x}
        seen = {}
        tensors["output"] = run(model, x, [], seen)
        tensors.update({k if k.endswith("#1") or k[:-1] + "1" in seen else k[:-2]: v for k, v in seen.items() if int(k[-1]) < 2})
        for path in paths:
            tensors["edited." + path] = run(model, x, [path])
        tensors["all"] = run(model, x, [p for p in paths if f"tap.{p}#0" in seen])
        del model.case
        write("scripted_" + case, tensors)
        torch.jit.save(torch.jit.script(model), "scripted_" + case + ".pt")
        if traceable:
            write("traced_" + case, tensors)
            torch.jit.save(torch.jit.trace(model, x.clone()), "traced_" + case + ".pt")
    os.makedirs("counting", exist_ok=True)
    torch.jit.save(torch.jit.script(Counted()), "counting/counted.pt")
    deep = nn.Linear(2, 2)
    for _ in range(14):
        deep = nn.Sequential(deep, nn.Tanh())
    torch.jit.save(torch.jit.script(deep.eval()), "counting/deep.pt")
    torch.jit.save(torch.jit.script(Forking()), "counting/forking.pt")


main()
