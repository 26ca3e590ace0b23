"""Samples from the small networks next door by plain torch calls, with samplers written from their papers: python3 make_trajectories.py

Makes trajectories.safetensors, and a small text encoder with its tokenizer. The networks' own forward passes are those of
make_networks.py, in float64.
"""
import json
import math
import os
import struct
import sys

import numpy
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
NETWORKS = os.path.join(os.path.dirname(HERE), "network")
sys.path.insert(0, NETWORKS)
from make_networks import Clip, UNet, Vae, Weights, clip_config, save  # noqa: E402

KINDS = {"F16": numpy.float16, "F32": numpy.float32, "I64": numpy.int64}


def load(path):
    data = open(path, "rb").read()
    n = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + n])
    header.pop("__metadata__", None)
    tensors = {}
    for name, t in header.items():
        a, b = t["data_offsets"]
        array = numpy.frombuffer(data[8 + n + a : 8 + n + b], KINDS[t["dtype"]]).reshape(t["shape"])
        tensors[name] = torch.tensor(array.copy())
    return tensors


def stored(net, folder):
    config = json.load(open(os.path.join(NETWORKS, folder, "config.json")))
    w = Weights(0)
    w.all = load(os.path.join(NETWORKS, folder, "diffusion_pytorch_model.safetensors"))
    return net(w, config), config


def guided(predict, x, t, g):
    c, u = predict(x, t, True), predict(x, t, False)
    return u + g * (c - u)


def ddim(predict, x, abar, times, stride, g):
    """Song et al. 2021, equation 12, without noise; below the first timestep abar is that of timestep 0."""
    xs, es = [x], []
    for t in times:
        e = guided(predict, x, t, g)
        x0 = (x - math.sqrt(1 - abar[t]) * e) / math.sqrt(abar[t])
        before = abar[max(0, t - stride)]
        x = math.sqrt(before) * x0 + math.sqrt(1 - before) * e
        xs.append(x)
        es.append(e)
    return torch.stack(xs), torch.stack(es)


def ddpm(predict, x, abar, times, noise, g):
    """Ho et al. 2020, equations 6 and 7, between the times that are visited; clean samples clipped to [-1, 1]."""
    xs, es = [x], []
    for i, t in enumerate(times):
        e = guided(predict, x, t, g)
        x0 = ((x - math.sqrt(1 - abar[t]) * e) / math.sqrt(abar[t])).clamp(-1, 1)
        before = abar[times[i + 1]] if i + 1 < len(times) else 1.0
        b = 1 - abar[t] / before
        x = math.sqrt(before) * b / (1 - abar[t]) * x0 + math.sqrt(1 - b) * (1 - before) / (1 - abar[t]) * x
        if i + 1 < len(times):
            x = x + math.sqrt((1 - before) / (1 - abar[t]) * b) * noise[i]
        xs.append(x)
        es.append(e)
    return torch.stack(xs), torch.stack(es)


def flow(predict, x, steps, g, least, most):
    """x = t x1 + (1 - t) noise; the network tells x1; guided where the share of noise lies between two bounds."""
    xs, es = [x], []
    for i in range(steps):
        t = i / steps
        inside = least < round(1 - t, 9) < most
        e = guided(predict, x, t, g) if inside else predict(x, t, True)
        x = x + (e - x) / (1 - t) / steps
        xs.append(x)
        es.append(e)
    return torch.stack(xs), torch.stack(es)


def characters():
    """The 256 characters of a byte-level vocabulary in published order: printable ones as they are, others from 256 on."""
    plain = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    rest = [256 + i for i in range(256 - len(plain))]
    return [chr(c) for c in plain + rest]


def text_encoder(out):
    single = characters()
    tokens = single + [c + "</w>" for c in single] + ["re", "red</w>", "<|startoftext|>", "<|endoftext|>"]
    ids = {t: i for i, t in enumerate(tokens)}
    folder = os.path.join(HERE, "text", "tokenizer")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "vocab.json"), "w") as f:
        json.dump(ids, f)
    with open(os.path.join(folder, "merges.txt"), "w") as f:
        f.write("#version: 0.2\nr e\nre d</w>\n")
    with open(os.path.join(folder, "tokenizer_config.json"), "w") as f:
        json.dump({"model_max_length": 8}, f)
    config = clip_config(12, 24, 2, 2, "quick_gelu", vocab_size=len(ids), max_position_embeddings=8, eos_token_id=len(ids) - 1)
    w = Weights(51)
    net = Clip(w, config)

    def encode(pieces):
        row = [ids["<|startoftext|>"]] + [ids[p] for p in pieces] + [ids["<|endoftext|>"]]
        return row + [ids["<|endoftext|>"]] * (8 - len(row))

    prompts = torch.tensor([encode(["red</w>", "c", "a", "t</w>"]), encode(["re", "d", "o</w>"])])
    unwanted = torch.tensor([encode([]), encode(["c", "a", "t</w>"])])
    with_text, without = net(prompts)[0], net(unwanted)[0]
    folder = os.path.join(HERE, "text", "text_encoder")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w") as f:
        json.dump(config, f, indent=2)
        f.write("\n")
    save(os.path.join(folder, "model.safetensors"), w.all)
    out.update({"text.condition": with_text, "text.unconditional": without})
    return with_text, without


def text(out):
    with_text, without = text_encoder(out)
    net, _ = stored(UNet, "sd1")
    vae, c = stored(Vae, "vae")
    vae.c = dict(c, downsample_padding=0, norm_eps=1e-6)
    betas = numpy.linspace(math.sqrt(0.00085), math.sqrt(0.012), 1000) ** 2
    abar = numpy.cumprod(1 - betas)
    noise = torch.tensor(numpy.random.RandomState(52).standard_normal((2, 4, 8, 8)), dtype=torch.float32)
    times = [801, 601, 401, 201, 1]

    def predict(x, t, asked):
        return net(x, torch.tensor([t, t]), text=with_text if asked else without)

    xs, es = ddim(predict, noise.double(), abar, times, 200, 3.0)
    pictures = (vae.decode(xs[-1] / c["scaling_factor"]) / 2 + 0.5).clamp(0, 1)
    out.update({"text.noise": noise, "text.samples": xs, "text.predictions": es, "text.pictures": pictures})


def pixels(out):
    net, _ = stored(UNet, "pixel-classes")
    abar = numpy.cumprod(1 - numpy.linspace(1e-4, 0.02, 1000))
    random = numpy.random.RandomState(53)
    noise = torch.tensor(random.standard_normal((2, 1, 8, 8)), dtype=torch.float32)
    more = torch.tensor(random.standard_normal((4, 2, 1, 8, 8)), dtype=torch.float32)
    labels, none = torch.tensor([3, 0]), torch.tensor([4, 4])

    def predict(x, t, asked):
        return net(x, torch.tensor([t, t]), labels=labels if asked else none)

    xs, es = ddpm(predict, noise.double(), abar, [750, 500, 250, 0], more.double(), 2.5)
    pictures = (xs[-1] / 2 + 0.5).clamp(0, 1)
    out.update({
        "pixels.noise": noise, "pixels.step_noise": more, "pixels.labels": labels,
        "pixels.samples": xs, "pixels.predictions": es, "pixels.pictures": pictures,
    })


def straight(out):
    tensors = load(os.path.join(NETWORKS, "flow", "flow.safetensors"))
    w = {k[8:]: v.double() for k, v in tensors.items() if k.startswith("weights.")}
    d = w["pos_embed"].shape[-1]
    layers = []
    for i in range(2):
        layer = torch.nn.TransformerEncoderLayer(d, 4, 20, dropout=0.0, activation="gelu", batch_first=True).double()
        start = "transformer.%d." % i
        layer.load_state_dict({k[len(start) :]: v for k, v in w.items() if k.startswith(start)})
        layers.append(layer.eval())

    def net(x, t, labels):
        angles = t * torch.exp(-math.log(10000) * torch.arange(d, dtype=torch.float64) / (d - 1))
        time = torch.cat([angles.sin(), angles.cos()]).reshape(1, 2, d).expand(len(x), 2, d)
        tokens = F.conv2d(x, w["patch_embed.weight"], w["patch_embed.bias"], 3).flatten(2).transpose(1, 2) + w["pos_embed"]
        tokens = torch.cat([tokens, time, w["y_encoder.weight"][labels].reshape(-1, 2, d)], 1)
        for layer in layers:
            tokens = layer(tokens)
        return F.conv_transpose2d(tokens[:, :4].transpose(1, 2).reshape(-1, d, 2, 2), w["unpatch.weight"], w["unpatch.bias"], 3)

    noise = torch.tensor(numpy.random.RandomState(54).standard_normal((2, 2, 6, 6)), dtype=torch.float32)
    labels, none = torch.tensor([2, 0]), torch.tensor([3, 3])
    with torch.no_grad():
        xs, es = flow(lambda x, t, asked: net(x, t, labels if asked else none), noise.double(), 8, 2.0, 0.3, 0.7)
    out.update({"flow.noise": noise, "flow.labels": labels, "flow.samples": xs, "flow.predictions": es})


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    all_tensors = {}
    text(all_tensors)
    pixels(all_tensors)
    straight(all_tensors)
    save(
        os.path.join(HERE, "trajectories.safetensors"),
        {k: v.float() if v.is_floating_point() else v for k, v in all_tensors.items()},
    )
    for k, v in all_tensors.items():
        print(k, tuple(v.shape), float(v.double().std()))
