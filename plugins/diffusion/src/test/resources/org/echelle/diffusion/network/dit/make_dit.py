"""Tiny DiT and PixArt-alpha with random weights, in plain functional calls of PyTorch 1.13: python3 make_dit.py

Written from the papers (arXiv 2212.09748, 2310.00426) and the published parameter names. The same numbers stand in the authors' and in
diffusers' layout. diffusers' DiT has another sinusoid (shift 1) and another epsilon in the second norm (1e-5).
"""
import math
import os
import sys

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from fixture import save  # noqa: E402

D, HEADS, DEPTH, PATCH, GRID, CHANNELS, CLASSES, WAVES = 12, 3, 2, 2, 3, 2, 4, 256
TEXT, TOKENS = 10, 5


def waves(t, shift):
    half = WAVES // 2
    angles = t.float()[:, None] * torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / (half - shift))
    return torch.cat([angles.cos(), angles.sin()], -1)


def two(s, a, b, x, f):
    x = f(F.linear(x, s[a + ".weight"], s[a + ".bias"]))
    return F.linear(x, s[b + ".weight"], s[b + ".bias"])


def positions(scale):
    omega = 1.0 / 10000 ** (torch.arange(D // 4, dtype=torch.float64) / (D / 4))
    rows = []
    for y in range(GRID):
        for x in range(GRID):
            a, b = x / scale * omega, y / scale * omega
            rows.append(torch.cat([a.sin(), a.cos(), b.sin(), b.cos()]))
    return torch.stack(rows).float()[None]


def attend(q, k, v, keep=None):
    def split(x):
        return x.reshape(x.shape[0], x.shape[1], HEADS, -1).transpose(1, 2)

    products = split(q) @ split(k).transpose(2, 3) / math.sqrt(D / HEADS)
    if keep is not None:
        products = products.masked_fill(keep[:, None, None, :] == 0, -math.inf)
    return (products.softmax(-1) @ split(v)).transpose(1, 2).reshape(q.shape)


def lin(s, name, x):
    return F.linear(x, s[name + ".weight"], s[name + ".bias"])


def norm(x, eps):
    return F.layer_norm(x, x.shape[-1:], eps=eps)


def gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def block(s, i, x, six, eps2, text=None, keep=None):
    b1, s1, g1, b2, s2, g2 = (v[:, None] for v in six.unbind(1))
    h = norm(x, 1e-6) * (1 + s1) + b1
    x = x + g1 * lin(s, f"blocks.{i}.attn.proj", attend(*lin(s, f"blocks.{i}.attn.qkv", h).chunk(3, -1)))
    if text is not None:
        k, v = lin(s, f"blocks.{i}.cross_attn.kv_linear", text).chunk(2, -1)
        mixed = attend(lin(s, f"blocks.{i}.cross_attn.q_linear", x), k, v, keep)
        x = x + lin(s, f"blocks.{i}.cross_attn.proj", mixed)
    h = norm(x, eps2) * (1 + s2) + b2
    return x + g2 * two(s, f"blocks.{i}.mlp.fc1", f"blocks.{i}.mlp.fc2", h, gelu)


def patches(s, x, scale):
    x = F.conv2d(x, s["x_embedder.proj.weight"], s["x_embedder.proj.bias"], stride=PATCH)
    return x.flatten(2).transpose(1, 2) + positions(scale)


def pixels(s, x, shift, scale):
    x = lin(s, "final_layer.linear", norm(x, 1e-6) * (1 + scale) + shift)
    x = x.reshape(x.shape[0], GRID, GRID, PATCH, PATCH, -1).permute(0, 5, 1, 3, 2, 4)
    return x.reshape(x.shape[0], -1, GRID * PATCH, GRID * PATCH)


def dit(s, x, t, labels, shift, eps2):
    c = two(s, "t_embedder.mlp.0", "t_embedder.mlp.2", waves(t, shift), F.silu)
    c = F.silu(c + s["y_embedder.embedding_table.weight"][labels])
    x, kept = patches(s, x, 1), []
    for i in range(DEPTH):
        x = block(s, i, x, lin(s, f"blocks.{i}.adaLN_modulation.1", c).reshape(-1, 6, D), eps2)
        kept.append(x)
    b, a = lin(s, "final_layer.adaLN_modulation.1", c)[:, None].chunk(2, -1)
    return pixels(s, x, b, a), kept


def pixart(s, x, t, text, keep, sizes=None, scale=1):
    c = two(s, "t_embedder.mlp.0", "t_embedder.mlp.2", waves(t, 0), F.silu)
    if sizes is not None:
        n = x.shape[0]
        both = two(s, "csize_embedder.mlp.0", "csize_embedder.mlp.2", waves(sizes[:, :2].reshape(-1), 0), F.silu)
        one = two(s, "ar_embedder.mlp.0", "ar_embedder.mlp.2", waves(sizes[:, 2], 0), F.silu)
        c = c + torch.cat([both.reshape(n, -1), one], 1)
    six = lin(s, "t_block.1", F.silu(c)).reshape(-1, 6, D)
    text = two(s, "y_embedder.y_proj.fc1", "y_embedder.y_proj.fc2", text, gelu)
    x, kept = patches(s, x, scale), []
    for i in range(DEPTH):
        x = block(s, i, x, s[f"blocks.{i}.scale_shift_table"][None] + six, 1e-6, text, keep)
        kept.append(x)
    b, a = (s["final_layer.scale_shift_table"][None] + c[:, None]).chunk(2, 1)
    return pixels(s, x, b, a), kept


def take(s, name, out, width, deviation=None):
    s[name + ".weight"] = torch.randn(out, width) * (deviation or 0.7 / math.sqrt(width))
    s[name + ".bias"] = torch.randn(out) * 0.1


def common(outputs):
    s = {"x_embedder.proj.weight": torch.randn(D, CHANNELS, PATCH, PATCH) * 0.3, "x_embedder.proj.bias": torch.randn(D)}
    s["pos_embed"] = positions(1)
    take(s, "t_embedder.mlp.0", D, WAVES)
    take(s, "t_embedder.mlp.2", D, D)
    for i in range(DEPTH):
        take(s, f"blocks.{i}.attn.qkv", 3 * D, D)
        take(s, f"blocks.{i}.attn.proj", D, D)
        take(s, f"blocks.{i}.mlp.fc1", 2 * D, D)
        take(s, f"blocks.{i}.mlp.fc2", D, 2 * D)
    take(s, "final_layer.linear", PATCH * PATCH * outputs, D)
    return s


RENAMED = [
    ("attn.proj", "attn1.to_out.0"), ("mlp.fc1", "ff.net.0.proj"), ("mlp.fc2", "ff.net.2"),
    ("cross_attn.q_linear", "attn2.to_q"), ("cross_attn.proj", "attn2.to_out.0"),
    ("scale_shift_table", "scale_shift_table"), ("adaLN_modulation.1", "norm1.linear"),
]


def diffusers(s, outside):
    named, depth = {}, range(DEPTH)
    for name, value in s.items():
        for i in depth:
            start, here = f"blocks.{i}.", f"transformer_blocks.{i}."
            if name.startswith(start):
                stem, _, kind = name[len(start):].rpartition(".")
                stem, kind = (stem, "." + kind) if kind in ("weight", "bias") else (kind, "")
                if stem == "attn.qkv":
                    for part, short in zip(value.chunk(3), "qkv"):
                        named[f"{here}attn1.to_{short}{kind}"] = part
                elif stem == "cross_attn.kv_linear":
                    for part, short in zip(value.chunk(2), "kv"):
                        named[f"{here}attn2.to_{short}{kind}"] = part
                else:
                    named[here + dict(RENAMED)[stem] + kind] = value
        for old, news in outside.items():
            if name.startswith(old):
                for new in news:
                    named[new + name[len(old):]] = value
    return named


def layouts(authors, other):
    return {**{"authors." + k: v for k, v in authors.items()}, **{"diffusers." + k: v for k, v in other.items()}}


def make_dit():
    s = common(2 * CHANNELS)
    s["y_embedder.embedding_table.weight"] = torch.randn(CLASSES + 1, D) * 0.5
    for i in range(DEPTH):
        take(s, f"blocks.{i}.adaLN_modulation.1", 6 * D, D)
    take(s, "final_layer.adaLN_modulation.1", 2 * D, D)
    emb = [f"transformer_blocks.{i}.norm1.emb." for i in range(DEPTH)]
    other = diffusers(s, {
        "x_embedder.proj": ["pos_embed.proj"],
        "t_embedder.mlp.0": [e + "timestep_embedder.linear_1" for e in emb],
        "t_embedder.mlp.2": [e + "timestep_embedder.linear_2" for e in emb],
        "y_embedder.embedding_table": [e + "class_embedder.embedding_table" for e in emb],
        "final_layer.adaLN_modulation.1": ["proj_out_1"],
        "final_layer.linear": ["proj_out_2"],
    })
    x, labels = torch.randn(3, CHANNELS, GRID * PATCH, GRID * PATCH), torch.tensor([1, CLASSES, 3])
    out, kept = dit(s, x, torch.full((3,), 731), labels, 0, 1e-6)
    each, _ = dit(s, x, torch.tensor([3, 500, 999]), labels, 0, 1e-6)
    theirs, _ = dit(s, x, torch.full((3,), 731), labels, 1, 1e-5)
    save(os.path.join(HERE, "dit.safetensors"), {
        **layouts(s, other), "x": x, "labels": labels, "out": out, "block1": kept[1], "out_of_three_times": each,
        "out_diffusers": theirs,
    })


def make_pixart(sizes):
    s = common(2 * CHANNELS)
    take(s, "t_block.1", 6 * D, D)
    take(s, "y_embedder.y_proj.fc1", D, TEXT)
    take(s, "y_embedder.y_proj.fc2", D, D)
    s["y_embedder.y_embedding"] = torch.randn(TOKENS, TEXT)
    s["final_layer.scale_shift_table"] = torch.randn(2, D) * 0.3
    for i in range(DEPTH):
        s[f"blocks.{i}.scale_shift_table"] = torch.randn(6, D) * 0.3
        take(s, f"blocks.{i}.cross_attn.q_linear", D, D)
        take(s, f"blocks.{i}.cross_attn.kv_linear", 2 * D, D)
        take(s, f"blocks.{i}.cross_attn.proj", D, D)
    if sizes:
        for name in ("csize_embedder", "ar_embedder"):
            take(s, name + ".mlp.0", D // 3, WAVES)
            take(s, name + ".mlp.2", D // 3, D // 3)
    ada = "adaln_single.emb."
    other = diffusers(s, {
        "x_embedder.proj": ["pos_embed.proj"],
        "t_embedder.mlp.0": [ada + "timestep_embedder.linear_1"],
        "t_embedder.mlp.2": [ada + "timestep_embedder.linear_2"],
        "csize_embedder.mlp.0": [ada + "resolution_embedder.linear_1"],
        "csize_embedder.mlp.2": [ada + "resolution_embedder.linear_2"],
        "ar_embedder.mlp.0": [ada + "aspect_ratio_embedder.linear_1"],
        "ar_embedder.mlp.2": [ada + "aspect_ratio_embedder.linear_2"],
        "t_block.1": ["adaln_single.linear"],
        "y_embedder.y_proj.fc1": ["caption_projection.linear_1"],
        "y_embedder.y_proj.fc2": ["caption_projection.linear_2"],
        "final_layer.scale_shift_table": ["scale_shift_table"],
        "final_layer.linear": ["proj_out"],
    })
    x, text = torch.randn(2, CHANNELS, GRID * PATCH, GRID * PATCH), torch.randn(2, TOKENS, TEXT)
    mask = torch.tensor([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]).float()
    told = torch.tensor([[1024, 1024, 1.0], [512, 960, 0.53]]) if sizes else None
    t = torch.full((2,), 412)
    out, kept = pixart(s, x, t, text, mask, told)
    tensors = {**layouts(s, other), "x": x, "text": text, "mask": mask, "out": out, "block1": kept[1]}
    if sizes:
        tensors["sizes"] = told
        tensors["out_interpolated"], _ = pixart(s, x, t, text, mask, told, 2)
    else:
        tensors["out_without_mask"], _ = pixart(s, x, t, text, None)
    save(os.path.join(HERE, "pixart_1024.safetensors" if sizes else "pixart.safetensors"), tensors)


torch.manual_seed(3)
make_dit()
make_pixart(False)
make_pixart(True)
