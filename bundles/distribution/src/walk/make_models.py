"""Small diffusion models with random weights under their published parameter names, and what they compute by plain torch calls.

    python3 make_models.py OUT        (torch 1.13 or newer, numpy)

Every network is written here as a function of its parameters; a parameter is drawn when it is first used, so the file holds what the
published layout has and nothing else. In OUT: a folder (or file) a model, `given-NAME.safetensors` with the tensors to sample from, and
`wanted-NAME.safetensors` with what float64 gives: the network's predictions, a whole trajectory, pictures.
"""
import json
import math
import os
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

torch.set_grad_enabled(False)
KIND = {torch.float32: "F32", torch.float16: "F16", torch.int64: "I64"}


def save(path, tensors):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    head, blobs, at = {}, [], 0
    for name, t in tensors.items():
        t = t.float() if t.dtype == torch.float64 else t
        blob = t.contiguous().numpy().tobytes()
        head[name] = {"dtype": KIND[t.dtype], "shape": list(t.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def load(path):
    data = open(path, "rb").read()
    n = struct.unpack("<Q", data[:8])[0]
    out = {}
    for name, t in json.loads(data[8:8 + n]).items():
        if name != "__metadata__":
            a, b = t["data_offsets"]
            kind = {"F32": np.float32, "F16": np.float16, "I64": np.int64, "I32": np.int32}[t["dtype"]]
            out[name] = torch.tensor(np.frombuffer(data[8 + n + a:8 + n + b], kind).reshape(t["shape"]).copy())
    return out


def write(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        json.dump(value, f, indent=2)


class Store:
    """Parameters, drawn at first use."""

    def __init__(self, seed):
        self.rng, self.t = np.random.RandomState(seed), {}

    def __call__(self, name, *shape):
        if name not in self.t:
            z = self.rng.standard_normal(shape)
            if len(shape) == 1:
                z = 0.1 * z + (1 if "norm" in name and name.endswith("weight") else 0)
            elif "embedding" not in name:
                z = z / math.sqrt(np.prod(shape[1:]))
            self.t[name] = torch.tensor(z, dtype=torch.float32)
        assert tuple(self.t[name].shape) == shape, (name, self.t[name].shape, shape)
        return self.t[name].double()

    def lin(self, n, x, out, bias=True):
        return F.linear(x, self(n + ".weight", out, x.shape[-1]), self(n + ".bias", out) if bias else None)

    def conv(self, n, x, out, k=3, stride=1, pad=None):
        return F.conv2d(x, self(n + ".weight", out, x.shape[1], k, k), self(n + ".bias", out), stride, k // 2 if pad is None else pad)

    def gn(self, n, x, groups, eps):
        return F.group_norm(x, groups, self(n + ".weight", x.shape[1]), self(n + ".bias", x.shape[1]), eps)

    def ln(self, n, x, eps=1e-5):
        return F.layer_norm(x, x.shape[-1:], self(n + ".weight", x.shape[-1]), self(n + ".bias", x.shape[-1]), eps)


def attention(q, k, v, heads, mask=None):
    def split(x):
        return x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)

    s = split(q) @ split(k).transpose(2, 3) / math.sqrt(q.shape[-1] // heads)
    s = s if mask is None else s + mask
    return (s.softmax(-1) @ split(v)).transpose(1, 2).reshape(q.shape)


def wave(t, width, shift=0):
    """cosines before sines, as all published networks here have them"""
    half = width // 2
    a = t.double()[:, None] * torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float64) / (half - shift))
    return torch.cat([a.cos(), a.sin()], 1)


# ---- diffusers' U-Nets ------------------------------------------------------------------------------------------------------------

class UNet:
    def __init__(self, seed, config):
        self.p, self.c = Store(seed), config

    def resnet(self, n, x, out, temb):
        p, g, eps = self.p, self.c["norm_num_groups"], self.c["norm_eps"]
        h = p.conv(n + ".conv1", F.silu(p.gn(n + ".norm1", x, g, eps)), out)
        if temb is not None:
            h = h + p.lin(n + ".time_emb_proj", F.silu(temb), out)[:, :, None, None]
        h = p.conv(n + ".conv2", F.silu(p.gn(n + ".norm2", h, g, eps)), out)
        return h + (x if x.shape[1] == out else p.conv(n + ".conv_shortcut", x, out, 1))

    def attend(self, n, x, kind, level, text):
        p, c = self.p, self.c
        b, w, rows, cols = x.shape
        if kind.startswith("Attn"):
            h = p.gn(n + ".group_norm", x, c["norm_num_groups"], c["norm_eps"]).flatten(2).transpose(1, 2)
            q, k, v = (p.lin(n + ".to_" + m, h, w) for m in "qkv")
            h = p.lin(n + ".to_out.0", attention(q, k, v, w // c["attention_head_dim"]), w)
            return x + h.transpose(1, 2).reshape(x.shape)
        if not kind.startswith("Cross"):
            return x
        of = lambda key, d: c.get(key, d)[level] if isinstance(c.get(key, d), list) else c.get(key, d)
        linear = c.get("use_linear_projection", False)
        h = p.gn(n + ".norm", x, c["norm_num_groups"], 1e-6)
        h = p.lin(n + ".proj_in", h.flatten(2).transpose(1, 2), w) if linear else p.conv(n + ".proj_in", h, w, 1).flatten(2).transpose(1, 2)
        for i in range(of("transformer_layers_per_block", 1)):
            m = f"{n}.transformer_blocks.{i}"
            for a, norm in (("attn1", "norm1"), ("attn2", "norm2")):
                z = p.ln(f"{m}.{norm}", h)
                y = z if a == "attn1" else text
                q, k, v = p.lin(f"{m}.{a}.to_q", z, w, False), p.lin(f"{m}.{a}.to_k", y, w, False), p.lin(f"{m}.{a}.to_v", y, w, False)
                h = h + p.lin(f"{m}.{a}.to_out.0", attention(q, k, v, of("attention_head_dim", 8)), w)
            z, gate = p.lin(m + ".ff.net.0.proj", p.ln(m + ".norm3", h), 8 * w).chunk(2, -1)
            h = h + p.lin(m + ".ff.net.2", z * F.gelu(gate), w)
        if linear:
            return x + p.lin(n + ".proj_out", h, w).transpose(1, 2).reshape(x.shape)
        return x + p.conv(n + ".proj_out", h.transpose(1, 2).reshape(x.shape), w, 1)

    def __call__(self, x, t, text=None, labels=None, pooled=None, sizes=None):
        p, c = self.p, self.c
        widths, n = c["block_out_channels"], len(c["block_out_channels"])
        emb = lambda name, e: p.lin(name + ".linear_2", F.silu(p.lin(name + ".linear_1", e, 4 * widths[0])), 4 * widths[0])
        temb = emb("time_embedding", wave(torch.full((len(x),), float(t)), widths[0]))
        if c.get("num_class_embeds"):
            temb = temb + p("class_embedding.weight", c["num_class_embeds"], 4 * widths[0])[labels]
        if c.get("addition_embed_type"):
            told = wave(sizes.flatten(), c["addition_time_embed_dim"]).reshape(len(x), -1)
            temb = temb + emb("add_embedding", torch.cat([pooled, told], 1))
        h = p.conv("conv_in", x.double(), widths[0])
        skips = [h]
        for i, kind in enumerate(c["down_block_types"]):
            for j in range(c["layers_per_block"]):
                h = self.attend(f"down_blocks.{i}.attentions.{j}", self.resnet(f"down_blocks.{i}.resnets.{j}", h, widths[i], temb), kind, i, text)
                skips.append(h)
            if i < n - 1:
                h = p.conv(f"down_blocks.{i}.downsamplers.0.conv", h, widths[i], 3, 2, 1)
                skips.append(h)
        h = self.resnet("mid_block.resnets.0", h, widths[-1], temb)
        h = self.attend("mid_block.attentions.0", h, "Cross" if c["_class_name"].endswith("ConditionModel") else "Attn", n - 1, text)
        h = self.resnet("mid_block.resnets.1", h, widths[-1], temb)
        for i, kind in enumerate(c["up_block_types"]):
            level = n - 1 - i
            for j in range(c["layers_per_block"] + 1):
                h = self.resnet(f"up_blocks.{i}.resnets.{j}", torch.cat([h, skips.pop()], 1), widths[level], temb)
                h = self.attend(f"up_blocks.{i}.attentions.{j}", h, kind, level, text)
            if i < n - 1:
                h = p.conv(f"up_blocks.{i}.upsamplers.0.conv", F.interpolate(h, scale_factor=2.0, mode="nearest"), widths[level])
        return p.conv("conv_out", F.silu(p.gn("conv_norm_out", h, c["norm_num_groups"], c["norm_eps"])), c["out_channels"])


def conditional(widths, cross, **more):
    n = len(widths)
    return {"_class_name": "UNet2DConditionModel", "act_fn": "silu", "block_out_channels": widths, "cross_attention_dim": cross,
            "down_block_types": ["CrossAttnDownBlock2D"] * (n - 1) + ["DownBlock2D"],
            "up_block_types": ["UpBlock2D"] + ["CrossAttnUpBlock2D"] * (n - 1), "downsample_padding": 1, "flip_sin_to_cos": True,
            "freq_shift": 0, "in_channels": 4, "out_channels": 4, "layers_per_block": 2, "norm_eps": 1e-5, "norm_num_groups": 32,
            "sample_size": 8, **more}


def pixel(**more):
    return {"_class_name": "UNet2DModel", "act_fn": "silu", "block_out_channels": [16, 32], "in_channels": 1, "out_channels": 1,
            "layers_per_block": 2, "norm_eps": 1e-5, "norm_num_groups": 8, "sample_size": 16, "attention_head_dim": 8,
            "down_block_types": ["DownBlock2D", "AttnDownBlock2D"], "up_block_types": ["AttnUpBlock2D", "UpBlock2D"],
            "flip_sin_to_cos": True, "freq_shift": 0, "downsample_padding": 1, **more}


# ---- autoencoder and text encoder -----------------------------------------------------------------------------------------------------

class Vae(UNet):
    def middle(self, n, h):
        h = self.resnet(n + ".resnets.0", h, h.shape[1], None)
        return self.resnet(n + ".resnets.1", self.attend(n + ".attentions.0", h, "Attn", 0, None), h.shape[1], None)

    def encode(self, x):
        p, c = self.p, self.c
        h = p.conv("encoder.conv_in", x, c["block_out_channels"][0])
        for i, w in enumerate(c["block_out_channels"]):
            for j in range(c["layers_per_block"]):
                h = self.resnet(f"encoder.down_blocks.{i}.resnets.{j}", h, w, None)
            if i < len(c["block_out_channels"]) - 1:
                h = p.conv(f"encoder.down_blocks.{i}.downsamplers.0.conv", F.pad(h, (0, 1, 0, 1)), w, 3, 2, 0)
        h = F.silu(p.gn("encoder.conv_norm_out", self.middle("encoder.mid_block", h), c["norm_num_groups"], 1e-6))
        return p.conv("quant_conv", p.conv("encoder.conv_out", h, 2 * c["latent_channels"]), 2 * c["latent_channels"], 1)

    def decode(self, z):
        p, c = self.p, self.c
        h = p.conv("decoder.conv_in", p.conv("post_quant_conv", z / c["scaling_factor"], c["latent_channels"], 1), c["block_out_channels"][-1])
        h = self.middle("decoder.mid_block", h)
        for i, w in enumerate(reversed(c["block_out_channels"])):
            for j in range(c["layers_per_block"] + 1):
                h = self.resnet(f"decoder.up_blocks.{i}.resnets.{j}", h, w, None)
            if i < len(c["block_out_channels"]) - 1:
                h = p.conv(f"decoder.up_blocks.{i}.upsamplers.0.conv", F.interpolate(h, scale_factor=2.0, mode="nearest"), w)
        return p.conv("decoder.conv_out", F.silu(p.gn("decoder.conv_norm_out", h, c["norm_num_groups"], 1e-6)), 3)


def vae(folder, scale=0.18215):
    c = {"_class_name": "AutoencoderKL", "act_fn": "silu", "block_out_channels": [32, 64], "down_block_types": ["DownEncoderBlock2D"] * 2,
         "up_block_types": ["UpDecoderBlock2D"] * 2, "in_channels": 3, "out_channels": 3, "latent_channels": 4, "layers_per_block": 1,
         "norm_num_groups": 32, "scaling_factor": scale, "sample_size": 16}
    v = Vae(7, {**c, "norm_eps": 1e-6, "attention_head_dim": 64})
    v.encode(torch.zeros(1, 3, 16, 16, dtype=torch.float64))
    v.decode(torch.zeros(1, 4, 8, 8, dtype=torch.float64))
    write(folder + "/vae/config.json", c)
    save(folder + "/vae/diffusion_pytorch_model.safetensors", v.p.t)
    return v


TOKENS = 16


class Clip:
    def __init__(self, seed, config):
        self.p, self.c = Store(seed), config

    def __call__(self, ids):
        p, c = self.p, self.c
        d, n = c["hidden_size"], "text_model."
        act = F.gelu if c["hidden_act"] == "gelu" else lambda x: x * torch.sigmoid(1.702 * x)
        h = p(n + "embeddings.token_embedding.weight", c["vocab_size"], d)[ids]
        h = h + p(n + "embeddings.position_embedding.weight", TOKENS, d)
        later = torch.full((TOKENS, TOKENS), -math.inf, dtype=torch.float64).triu(1)
        states = [h]
        for i in range(c["num_hidden_layers"]):
            m = f"{n}encoder.layers.{i}"
            z = p.ln(m + ".layer_norm1", h)
            q, k, v = (p.lin(f"{m}.self_attn.{x}_proj", z, d) for x in "qkv")
            h = h + p.lin(m + ".self_attn.out_proj", attention(q, k, v, c["num_attention_heads"], later), d)
            z = act(p.lin(m + ".mlp.fc1", p.ln(m + ".layer_norm2", h), c["intermediate_size"]))
            h = h + p.lin(m + ".mlp.fc2", z, d)
            states.append(h)
        last = p.ln(n + "final_layer_norm", h)
        pooled = last[torch.arange(len(ids)), (ids == c["eos_token_id"]).int().argmax(1)]
        if "WithProjection" in c["architectures"][0]:
            pooled = p.lin("text_projection", pooled, c["projection_dim"], False)
        return last, states, pooled


def characters():
    plain = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    return [chr(c) for c in plain] + [chr(256 + i) for i in range(256 - len(plain))]


def vocabulary():
    one = characters()
    return one + [c + "</w>" for c in one] + ["re", "red</w>", "<|startoftext|>", "<|endoftext|>"]


def ids(*texts):
    """Of words of plain letters, by the two merges there are."""
    table, rows = {t: i for i, t in enumerate(vocabulary())}, []
    for text in texts:
        row = [table["<|startoftext|>"]]
        for word in text.split():
            row += [table["red</w>"]] if word == "red" else [table[c] for c in word[:-1]] + [table[word[-1] + "</w>"]]
        rows.append((row + [table["<|endoftext|>"]] * TOKENS)[:TOKENS])
    return torch.tensor(rows)


def text(folder, suffix="", width=64, act="quick_gelu", projection=0, seed=8):
    words = vocabulary()
    where = f"{folder}/tokenizer{suffix}"
    write(where + "/vocab.json", {t: i for i, t in enumerate(words)})
    write(where + "/tokenizer_config.json", {"model_max_length": TOKENS})
    with open(where + "/merges.txt", "w") as f:
        f.write("#version: 0.2\nr e\nre d</w>\n")
    c = {"architectures": ["CLIPTextModelWithProjection" if projection else "CLIPTextModel"], "hidden_act": act, "hidden_size": width,
         "intermediate_size": 2 * width, "layer_norm_eps": 1e-5, "max_position_embeddings": TOKENS, "model_type": "clip_text_model",
         "num_attention_heads": max(1, width // 64), "num_hidden_layers": 2, "vocab_size": len(words), "eos_token_id": len(words) - 1,
         "projection_dim": projection or width}
    clip = Clip(seed, c)
    clip(ids("red cat"))
    write(f"{folder}/text_encoder{suffix}/config.json", c)
    save(f"{folder}/text_encoder{suffix}/model.safetensors", clip.p.t)
    return clip


# ---- transformers ---------------------------------------------------------------------------------------------------------------------

D, HEADS, DEPTH, PATCH, GRID, CLASSES = 32, 4, 2, 2, 4, 5
TEXT = 24


def gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def grid():
    omega = 1.0 / 10000 ** (torch.arange(D // 4, dtype=torch.float64) / (D / 4))
    rows = [torch.cat([f(v * omega) for v in (x, y) for f in (torch.sin, torch.cos)]) for y in range(GRID) for x in range(GRID)]
    return torch.stack(rows)[None]


def transformer(p, x, t, labels=None, caption=None, diffusers=True):
    """DiT (with labels) or PixArt-alpha (with a caption), in diffusers' names, or DiT in facebook's."""
    norm = lambda x, eps=1e-6: F.layer_norm(x, x.shape[-1:], eps=eps)
    t = torch.full((len(x),), float(t))
    two = lambda a, b, e: p.lin(b, F.silu(p.lin(a, e, D)), D)
    b = "transformer_blocks.%d." if diffusers else "blocks.%d."
    h = p.conv("pos_embed.proj" if diffusers else "x_embedder.proj", x.double(), D, PATCH, PATCH, 0).flatten(2).transpose(1, 2) + grid()
    if caption is not None:
        e = "adaln_single.emb.timestep_embedder.linear_"
        c = two(e + "1", e + "2", wave(t, 256))
        shared = p.lin("adaln_single.linear", F.silu(c), 6 * D).reshape(-1, 6, D)
        caption = p.lin("caption_projection.linear_2", gelu(p.lin("caption_projection.linear_1", caption, D)), D)
    for i in range(DEPTH):
        n = b % i
        if caption is not None:
            six = p(n + "scale_shift_table", 6, D) + shared
        elif diffusers:  # every block has embedders of its own; published files hold the same numbers in each
            e = n + "norm1.emb.timestep_embedder.linear_"
            c = two(e + "1", e + "2", wave(t, 256, 1)) + p(n + "norm1.emb.class_embedder.embedding_table.weight", CLASSES + 1, D)[labels]
            six = p.lin(n + "norm1.linear", F.silu(c), 6 * D).reshape(-1, 6, D)
        else:
            c = two("t_embedder.mlp.0", "t_embedder.mlp.2", wave(t, 256)) + p("y_embedder.embedding_table.weight", CLASSES + 1, D)[labels]
            six = p.lin(n + "adaLN_modulation.1", F.silu(c), 6 * D).reshape(-1, 6, D)
        b1, s1, g1, b2, s2, g2 = (v[:, None] for v in six.unbind(1))
        z = norm(h) * (1 + s1) + b1
        if diffusers:
            q, k, v = (p.lin(n + "attn1.to_" + m, z, D) for m in "qkv")
        else:
            q, k, v = p.lin(n + "attn.qkv", z, 3 * D).chunk(3, -1)
        h = h + g1 * p.lin(n + ("attn1.to_out.0" if diffusers else "attn.proj"), attention(q, k, v, HEADS), D)
        if caption is not None:
            q, k, v = p.lin(n + "attn2.to_q", h, D), p.lin(n + "attn2.to_k", caption, D), p.lin(n + "attn2.to_v", caption, D)
            h = h + p.lin(n + "attn2.to_out.0", attention(q, k, v, HEADS), D)
        z = norm(h, 1e-5 if diffusers and caption is None else 1e-6) * (1 + s2) + b2
        fc = ("ff.net.0.proj", "ff.net.2") if diffusers else ("mlp.fc1", "mlp.fc2")
        h = h + g2 * p.lin(n + fc[1], gelu(p.lin(n + fc[0], z, 4 * D)), D)
    if caption is not None:
        shift, scale = (p("scale_shift_table", 2, D) + c[:, None]).chunk(2, 1)
    else:
        shift, scale = p.lin("proj_out_1" if diffusers else "final_layer.adaLN_modulation.1", F.silu(c), 2 * D)[:, None].chunk(2, -1)
    last = "final_layer.linear" if not diffusers else "proj_out_2" if caption is None else "proj_out"
    h = p.lin(last, norm(h) * (1 + scale) + shift, PATCH * PATCH * 8)
    return h.reshape(len(x), GRID, GRID, PATCH, PATCH, 8).permute(0, 5, 1, 3, 2, 4).reshape(len(x), 8, GRID * PATCH, GRID * PATCH)


# ---- schedules and recursions ---------------------------------------------------------------------------------------------------------

def abar(kind="linear", first=1e-4, last=0.02):
    betas = np.linspace(first, last, 1000) if kind == "linear" else np.linspace(first ** 0.5, last ** 0.5, 1000) ** 2
    return np.cumprod(1 - betas)


def ddim(predict, x, ab, times, stride, floor, clip=False, eta=0.0, noise=None):
    xs = [x]
    for i, t in enumerate(times):
        a, b = ab[t], ab[t - stride] if t >= stride else floor
        e = predict(x, t)
        clean = (x - math.sqrt(1 - a) * e) / math.sqrt(a)
        if clip:
            clean = clean.clamp(-1, 1)
        sd = eta * math.sqrt((1 - b) / (1 - a) * (1 - a / b))
        x = math.sqrt(b) * clean + math.sqrt(max(0, 1 - b - sd * sd)) * e + (sd * noise[i] if eta else 0)
        xs.append(x)
    return torch.stack(xs)


def ddpm(predict, x, ab, times, noise):
    xs = [x]
    for i, t in enumerate(times):
        a, b = ab[t], ab[times[i + 1]] if i + 1 < len(times) else 1.0
        clean = ((x - math.sqrt(1 - a) * predict(x, t)) / math.sqrt(a)).clamp(-1, 1)
        beta = 1 - a / b
        x = math.sqrt(b) * beta / (1 - a) * clean + math.sqrt(1 - beta) * (1 - b) / (1 - a) * x
        if t > 0:
            x = x + math.sqrt((1 - b) / (1 - a) * beta) * noise[i]
        xs.append(x)
    return torch.stack(xs)


def euler(predict, x, ab, times):
    sigma = np.sqrt((1 - ab) / ab)
    s = [float(np.interp(t, np.arange(1000), sigma)) for t in times] + [0.0]
    x = x * s[0]
    xs = [x]
    for i, t in enumerate(times):
        e = predict(x / math.sqrt(s[i] ** 2 + 1), t)
        x = x + (s[i + 1] - s[i]) * e
        xs.append(x)
    return torch.stack(xs)


def dpm(predict, x, ab, times):
    """DPM-Solver++(2M), midpoint, ending at sigma 0 by first order"""
    al = lambda t: math.sqrt(ab[t])
    si = lambda t: math.sqrt(1 - ab[t])
    lam = lambda t: math.log(al(t) / si(t))
    xs, before = [x], None
    for i, t in enumerate(times):
        m = (x - si(t) * predict(x, t)) / al(t)
        if i + 1 == len(times):
            x = m
        else:
            u = times[i + 1]
            h = lam(u) - lam(t)
            d = m
            if before is not None:
                r = (lam(t) - lam(times[i - 1])) / h
                d = (1 + 1 / (2 * r)) * m - before / (2 * r)
            x = si(u) / si(t) * x - al(u) * math.expm1(-h) * d
        before = m
        xs.append(x)
    return torch.stack(xs)


def flow(predict, x, sigmas):
    xs = [x]
    for i, s in enumerate(sigmas):
        x = x + ((sigmas[i + 1] if i + 1 < len(sigmas) else 0) - s) * predict(x, 1000 * s)
        xs.append(x)
    return torch.stack(xs)


def guided(net, scale, with_, without):
    def predict(x, t):
        c = net(x, t, **with_)
        if scale == 1:
            return c
        u = net(x, t, **without)
        return u + scale * (c - u)
    return predict


SD = {"_class_name": "DDIMScheduler", "beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012, "num_train_timesteps": 1000,
      "steps_offset": 1, "set_alpha_to_one": False, "clip_sample": False, "prediction_type": "epsilon"}


def normal(seed, *shape):
    return torch.tensor(np.random.RandomState(seed).standard_normal(shape), dtype=torch.float32)


def pictures(x):
    return (x / 2 + 0.5).clamp(0, 1)


def main(out):
    put = lambda kind, name, tensors: save(f"{out}/{kind}-{name}.safetensors", tensors)
    ab_sd, ab = abar("scaled", 0.00085, 0.012), abar()
    noise = normal(1, 2, 4, 8, 8)
    times = [801, 601, 401, 201, 1]

    # Stable Diffusion 1.x: eight heads, convolutions as projections
    clip = text(out + "/sd1")
    net = UNet(2, conditional([32, 64], 64, attention_head_dim=8))
    prompt, nothing = clip(ids("red cat", "a dog"))[0], clip(ids("", ""))[0]
    v = vae(out + "/sd1")
    xs = ddim(guided(net, 3, dict(text=prompt), dict(text=nothing)), noise.double(), ab_sd, times, 200, ab_sd[0])
    model(out + "/sd1", "unet", net.c, net.p.t, SD, "StableDiffusionPipeline")
    put("given", "sd1", {"noise": noise, "condition": prompt, "unconditional": nothing, "timesteps": torch.tensor(times).float(),
                         "guidance_scale": torch.tensor([3.0])})
    put("wanted", "sd1", {"samples": xs, "pictures": pictures(v.decode(xs[-1]))})
    put("tokens", "sd1", {"noise": noise, "seeds": torch.tensor([0, 1]), "tokens": ids("red cat", "a dog"), "unwanted_tokens": ids("", "")})
    put("text", "sd1", {"layer": clip(ids("red cat", "a dog"))[1][1][:, :6].reshape(12, -1)})
    single(out, net, v, clip)

    # 2.x: heads of 64, linear projections, gelu, v predicted by a schedule of zero terminal SNR
    clip = text(out + "/sd2", width=64, act="gelu", seed=9)
    net = UNet(3, conditional([64, 128], 64, attention_head_dim=[1, 2], use_linear_projection=True))
    prompt, nothing = clip(ids("red cat", "a dog"))[0], clip(ids("", ""))[0]
    vae(out + "/sd2")
    first = net(noise, 999, text=prompt)
    model(out + "/sd2", "unet", net.c, net.p.t,
          {**SD, "prediction_type": "v_prediction", "rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}, "StableDiffusionPipeline")
    put("given", "sd2", {"noise": noise, "condition": prompt, "unconditional": nothing, "guidance_scale": torch.tensor([1.0])})
    put("wanted", "sd2", {"first": first})

    # XL: two text encoders, pooled text and sizes
    one, two = text(out + "/sdxl", width=64), text(out + "/sdxl", "_2", 128, "gelu", 80, 10)
    net = UNet(4, conditional([64, 128], 192, attention_head_dim=[1, 2], use_linear_projection=True, transformer_layers_per_block=[1, 2],
                              addition_embed_type="text_time", addition_time_embed_dim=256, projection_class_embeddings_input_dim=80 + 6 * 256,
                              down_block_types=["DownBlock2D", "CrossAttnDownBlock2D"], up_block_types=["CrossAttnUpBlock2D", "UpBlock2D"]))
    t = ids("red cat", "a dog")
    prompt, pooled = torch.cat([one(t)[1][-2], two(t)[1][-2]], 2), two(t)[2]
    sizes = torch.tensor([[16, 16, 0, 0, 16, 16]] * 2).double()
    vae(out + "/sdxl", 0.13025)
    # five leading steps begin at 801; Euler's start is scaled up by sqrt(sigma^2 + 1) and its question down again
    first = net(noise, 801, text=prompt, pooled=pooled, sizes=sizes)
    model(out + "/sdxl", "unet", net.c, net.p.t, {**SD, "_class_name": "EulerDiscreteScheduler", "timestep_spacing": "leading"},
          "StableDiffusionXLPipeline", {"force_zeros_for_empty_prompt": True})
    put("given", "sdxl", {"noise": noise, "condition": prompt, "pooled": pooled, "sizes": sizes, "guidance_scale": torch.tensor([1.0])})
    put("wanted", "sdxl", {"first": first})

    # pixels: by nothing, by class
    grey = normal(2, 2, 1, 16, 16)
    more = normal(3, 6, 2, 1, 16, 16)
    net = UNet(5, pixel())
    net(grey, 0)
    model(out + "/pixel", "unet", net.c, net.p.t, {"_class_name": "DDPMScheduler", "num_train_timesteps": 1000}, "DDPMPipeline")
    free = lambda x, t: net(x, t)
    put("given", "pixel", {"noise": grey, "step_noise": more})
    steps = [800, 600, 400, 200, 0]
    wanted = {"ddpm": ddpm(free, grey.double(), ab, steps, more.double()), "ddim": ddim(free, grey.double(), ab, steps, 200, 1.0, True),
              "ddim-eta": ddim(free, grey.double(), ab, steps, 200, 1.0, True, 0.7, more.double())}
    line = [999, 749.25, 499.5, 249.75, 0]
    wanted["euler"] = euler(free, grey.double(), ab, line)
    wanted["dpm-solver"] = dpm(free, grey.double(), ab, [int(np.rint(999 * (5 - i) / 5)) for i in range(5)])
    put("wanted", "pixel", wanted)
    write(out + "/pixel-flow/scheduler/scheduler_config.json",
          {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 3.0})
    write(out + "/pixel-flow/unet/config.json", net.c)
    save(out + "/pixel-flow/unet/diffusion_pytorch_model.safetensors", net.p.t)
    shift = lambda s: 3 * s / (1 + 2 * s)
    sig = [shift(e) for e in np.linspace(1, shift(0.001), 5)]
    put("wanted", "pixel-flow", {"flow": flow(free, grey.double(), sig)})
    put("given", "pixel-flow", {"noise": grey})
    classes = UNet(6, pixel(num_class_embeds=5, unconditional_class=4))
    labels = torch.tensor([3, 0])
    run = guided(classes, 2.5, dict(labels=labels), dict(labels=torch.tensor([4, 4])))
    xs = ddpm(run, grey.double(), ab, steps, more.double())
    model(out + "/classes", "unet", classes.c, classes.p.t, {"_class_name": "DDPMScheduler", "num_train_timesteps": 1000}, "DDPMPipeline",
          {"id2label": {"0": "cat", "1": "cow", "2": "dog", "3": "hen"}})
    put("given", "classes", {"noise": grey, "step_noise": more, "labels": labels, "guidance_scale": torch.tensor([2.5])})
    put("wanted", "classes", {"samples": xs, "pictures": pictures(xs[-1])})

    # transformers
    p = Store(11)
    first = transformer(p, noise, 800, torch.tensor([1, 4]))
    p.t.update({k: p.t[k.replace("blocks.1.", "blocks.0.")] for k in p.t if "blocks.1.norm1.emb" in k})
    first = transformer(p, noise, 800, torch.tensor([1, 4]))
    dit = {"_class_name": "DiTTransformer2DModel", "num_attention_heads": HEADS, "attention_head_dim": D // HEADS, "in_channels": 4, "out_channels": 8,
           "num_layers": DEPTH, "patch_size": PATCH, "sample_size": GRID * PATCH, "num_embeds_ada_norm": CLASSES, "norm_type": "ada_norm_zero",
           "activation_fn": "gelu-approximate", "norm_elementwise_affine": False, "attention_bias": True, "norm_eps": 1e-5}
    model(out + "/dit", "transformer", dit, p.t, {**SD, "beta_schedule": "linear", "beta_start": 1e-4, "beta_end": 0.02, "steps_offset": 0},
          "DiTPipeline")
    vae(out + "/dit")
    put("given", "dit", {"noise": noise, "labels": torch.tensor([1, 4]), "guidance_scale": torch.tensor([1.0])})
    put("wanted", "dit", {"first": first[:, :4]})
    p = Store(12)
    transformer(p, noise, 999, torch.tensor([1, 4]), diffusers=False)
    p.t["pos_embed"] = grid().float()
    save(out + "/facebook.safetensors", p.t)
    put("wanted", "facebook", {"first": transformer(p, noise, 999, torch.tensor([1, 4]), diffusers=False)})
    put("given", "facebook", {"noise": noise, "labels": torch.tensor([1, 4]), "guidance_scale": torch.tensor([1.0])})
    p = Store(13)
    caption = normal(4, 2, 6, TEXT)
    first = transformer(p, noise, 999, caption=caption.double())
    art = {**dit, "_class_name": "PixArtTransformer2DModel", "norm_type": "ada_norm_single", "caption_channels": TEXT, "cross_attention_dim": D,
           "norm_eps": 1e-6, "num_embeds_ada_norm": 1000}
    model(out + "/pixart", "transformer", art, p.t,
          {**SD, "_class_name": "DPMSolverMultistepScheduler", "beta_schedule": "linear", "beta_start": 1e-4, "beta_end": 0.02}, "PixArtAlphaPipeline")
    vae(out + "/pixart")
    put("given", "pixart", {"noise": noise, "condition": caption, "guidance_scale": torch.tensor([1.0])})
    put("wanted", "pixart", {"first": first[:, :4]})


def model(folder, part, config, weights, scheduler, pipeline, more=()):
    write(f"{folder}/{part}/config.json", config)
    save(f"{folder}/{part}/diffusion_pytorch_model.safetensors", weights)
    write(folder + "/scheduler/scheduler_config.json", scheduler)
    write(folder + "/model_index.json", {"_class_name": pipeline, **dict(more)})


def single(out, net, v, clip):
    """Stable Diffusion 1.x in one file, in its authors' names, of the same numbers as the folder sd1."""
    inner = {"norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0", "conv2": "out_layers.3",
             "conv_shortcut": "skip_connection"}
    c, layers = net.c, net.c["layers_per_block"]

    def theirs(name):
        w = name.split(".")
        if w[0] in ("down_blocks", "up_blocks"):
            i, kind, j = int(w[1]), w[2], int(w[3])
            if w[0] == "down_blocks":
                at = f"input_blocks.{1 + i * (layers + 1) + (layers if kind == 'downsamplers' else j)}"
                slot = "0.op" if kind == "downsamplers" else "0" if kind == "resnets" else "1"
            else:
                at = f"output_blocks.{i * (layers + 1) + (layers if kind == 'upsamplers' else j)}"
                cross = c["up_block_types"][i].startswith("Cross")
                slot = ("2" if cross else "1") + ".conv" if kind == "upsamplers" else "0" if kind == "resnets" else "1"
            rest = [inner.get(w[4], w[4])] + w[5:] if kind == "resnets" else w[5:] if kind.endswith("samplers") else w[4:]
            return ".".join([at, slot] + rest)
        if w[0] == "mid_block":
            return ".".join(["middle_block", {"resnets0": "0", "attentions0": "1", "resnets1": "2"}[w[1] + w[2]]] +
                            ([inner[w[3]]] + w[4:] if w[1] == "resnets" else w[3:]))
        return (name.replace("time_embedding.linear_1", "time_embed.0").replace("time_embedding.linear_2", "time_embed.2")
                .replace("conv_in", "input_blocks.0.0").replace("conv_norm_out", "out.0").replace("conv_out", "out.2"))

    def picture(name):
        name = name.replace("downsamplers.0", "downsample").replace("upsamplers.0", "upsample").replace("conv_shortcut", "nin_shortcut")
        for a, b in (("mid_block.resnets.0", "mid.block_1"), ("mid_block.resnets.1", "mid.block_2"), ("mid_block.attentions.0.group_norm", "mid.attn_1.norm"),
                     ("mid_block.attentions.0.to_out.0", "mid.attn_1.proj_out"), ("mid_block.attentions.0.to_", "mid.attn_1."),
                     ("conv_norm_out", "norm_out"), (".resnets.", ".block.")):
            name = name.replace(a, b)
        for i in (0, 1):
            name = name.replace(f"encoder.down_blocks.{i}", f"encoder.down.{i}").replace(f"decoder.up_blocks.{i}", f"decoder.up.{1 - i}")
        return name

    t = {"model.diffusion_model." + theirs(k): x for k, x in net.p.t.items()}
    t.update({"first_stage_model." + picture(k): x[:, :, None, None] if "attn" in picture(k) and x.ndim == 2 else x for k, x in v.p.t.items()})
    t.update({"cond_stage_model.transformer." + k: x for k, x in clip.p.t.items()})
    save(out + "/sd1-one-file.safetensors", t)


if __name__ == "__main__":
    main(sys.argv[1])
