"""Makes the small networks of this folder: weights in published layouts, inputs, and outputs by plain torch calls in float64.

    python3 make_networks.py        (torch 1.13, numpy)

Written from the published definitions (papers, and the formulas that diffusers documents), not from the Java beside it. A check on names and
shapes that neither can bend: with the published settings they add up to the published numbers of parameters of Stable Diffusion 1.5, 2.1
and XL, of their autoencoder and of their text encoders.
"""
import gzip
import json
import math
import os
import struct

import numpy
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {torch.float16: "F16", torch.float32: "F32", torch.int64: "I64"}


def save(path, tensors):
    header, blobs, at = {}, [], 0
    for name, t in tensors.items():
        blob = t.contiguous().numpy().tobytes()
        header[name] = {"dtype": TYPES[t.dtype], "shape": list(t.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


class Weights:
    """Draws each tensor at its first use, in values that half precision holds; or only counts."""

    def __init__(self, seed, dry=False):
        self.random = numpy.random.RandomState(seed)
        self.dry = dry
        self.all = {}
        self.shapes = {}

    def __call__(self, name, *shape):
        self.shapes[name] = shape
        if self.dry:
            return torch.zeros(shape, device="meta")
        if name not in self.all:
            z = self.random.standard_normal(shape)
            if len(shape) > 1:
                z = z / math.sqrt(numpy.prod(shape[1:])) * (1 if "embedding" not in name else math.sqrt(shape[1]))
            else:
                z = z * 0.1 + (1 if "norm" in name and name.endswith("weight") else 0)
            self.all[name] = torch.tensor(z, dtype=torch.float16)
        return self.all[name].double()

    def normal(self, *shape):
        return torch.tensor(self.random.standard_normal(shape), dtype=torch.float32)

    def count(self):
        return sum(int(numpy.prod(s)) for s in self.shapes.values())


class Net:
    def __init__(self, w, c):
        self.w, self.c, self.seen = w, c, {}

    def see(self, name, x):
        self.seen[name] = x
        return x

    def linear(self, n, x, out, bias=True):
        y = x @ self.w(n + ".weight", out, x.shape[-1]).T
        return y + self.w(n + ".bias", out) if bias else y

    def conv(self, n, x, out, k=3, stride=1, pad=1):
        return F.conv2d(x, self.w(n + ".weight", out, x.shape[1], k, k), self.w(n + ".bias", out), stride, pad)

    def gn(self, n, x, groups, eps):
        return F.group_norm(x, groups, self.w(n + ".weight", x.shape[1]), self.w(n + ".bias", x.shape[1]), eps)

    def ln(self, n, x):
        return F.layer_norm(x, x.shape[-1:], self.w(n + ".weight", x.shape[-1]), self.w(n + ".bias", x.shape[-1]), 1e-5)

    def attend(self, q, k, v, heads, causal=False):
        b, n, d = q.shape
        m = k.shape[1]
        q = q.reshape(b, n, heads, d // heads)
        k = k.reshape(b, m, heads, d // heads)
        v = v.reshape(b, m, heads, d // heads)
        s = torch.einsum("bnhd,bmhd->bhnm", q, k) / math.sqrt(d // heads)
        if causal:
            s = s + torch.full((n, m), -math.inf, dtype=s.dtype).triu(1)
        return torch.einsum("bhnm,bmhd->bnhd", s.softmax(-1), v).reshape(b, n, d)

    def sinusoids(self, t, width, flip, shift):
        half = width // 2
        f = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / (half - shift))
        a = t.float()[:, None] * f[None]
        s, c = a.sin(), a.cos()
        e = torch.cat([c, s] if flip else [s, c], 1)
        return e.double()

    def two(self, n, x, width):
        return self.linear(n + ".linear_2", F.silu(self.linear(n + ".linear_1", x, width)), width)

    def resnet(self, n, x, out, temb=None):
        c = self.c
        groups, eps = c["norm_num_groups"], c.get("norm_eps", 1e-5)
        h = self.conv(n + ".conv1", F.silu(self.gn(n + ".norm1", x, groups, eps)), out)
        scale = c.get("resnet_time_scale_shift") == "scale_shift"
        if temb is not None:
            t = self.linear(n + ".time_emb_proj", F.silu(temb), 2 * out if scale else out)[:, :, None, None]
            if not scale:
                h = h + t
        h = self.gn(n + ".norm2", h, groups, eps)
        if temb is not None and scale:
            h = h * (1 + t[:, :out]) + t[:, out:]
        h = self.conv(n + ".conv2", F.silu(h), out)
        if x.shape[1] != out:
            x = self.conv(n + ".conv_shortcut", x, out, 1, 1, 0)
        return self.see(n, x + h)

    def map_attention(self, n, x, heads, groups, old=False):
        b, c, rows, cols = x.shape
        names = ["query", "key", "value", "proj_attn"] if old else ["to_q", "to_k", "to_v", "to_out.0"]
        h = x if groups is None else self.gn(n + ".group_norm", x, groups, self.c.get("norm_eps", 1e-5))
        h = h.flatten(2).permute(0, 2, 1)
        q, k, v = (self.linear(n + "." + m, h, c) for m in names[:3])
        h = self.linear(n + "." + names[3], self.attend(q, k, v, heads), c)
        return self.see(n, x + h.permute(0, 2, 1).reshape(b, c, rows, cols))

    def transformer(self, n, x, text, heads, depth):
        b, c, rows, cols = x.shape
        linear = self.c.get("use_linear_projection", False)
        h = self.gn(n + ".norm", x, self.c["norm_num_groups"], 1e-6)
        if not linear:
            h = self.conv(n + ".proj_in", h, c, 1, 1, 0)
        h = h.flatten(2).permute(0, 2, 1)
        if linear:
            h = self.linear(n + ".proj_in", h, c)
        for k in range(depth):
            m = "%s.transformer_blocks.%d" % (n, k)
            for a, norm, context in (("attn1", "norm1", None), ("attn2", "norm2", text)):
                z = self.ln(m + "." + norm, h)
                y = z if context is None else context
                q, key, v = (self.linear(m + "." + a + "." + p, s, c, False) for p, s in (("to_q", z), ("to_k", y), ("to_v", y)))
                h = h + self.see(m + "." + a, self.linear(m + "." + a + ".to_out.0", self.attend(q, key, v, heads), c))
            z = self.linear(m + ".ff.net.0.proj", self.ln(m + ".norm3", h), 8 * c)
            hidden = self.see(m + ".ff.net.0", z[..., : 4 * c] * F.gelu(z[..., 4 * c :]))
            h = self.see(m, h + self.see(m + ".ff", self.linear(m + ".ff.net.2", hidden, c)))
        if linear:
            h = self.linear(n + ".proj_out", h, c)
        h = h.permute(0, 2, 1).reshape(b, c, rows, cols)
        if not linear:
            h = self.conv(n + ".proj_out", h, c, 1, 1, 0)
        return self.see(n, x + h)

    def shrink(self, n, x):
        if self.c.get("downsample_padding", 1) == 0:
            return self.see(n, self.conv(n + ".conv", F.pad(x, (0, 1, 0, 1)), x.shape[1], 3, 2, 0))
        return self.see(n, self.conv(n + ".conv", x, x.shape[1], 3, 2, 1))

    def grow(self, n, x, size):
        return self.see(n, self.conv(n + ".conv", F.interpolate(x, size=size, mode="nearest"), x.shape[1]))


def each(value, n):
    return list(value) if isinstance(value, (list, tuple)) else [value] * n


class UNet(Net):
    def __call__(self, x, t, text=None, labels=None, pooled=None, sizes=None):
        c = self.c
        widths = c["block_out_channels"]
        n = len(widths)
        conditional = c["_class_name"] == "UNet2DConditionModel"
        flip, shift = c.get("flip_sin_to_cos", True), c.get("freq_shift", 0)
        layers = c["layers_per_block"]
        head = each(c["attention_head_dim"], n)
        depth = each(c.get("transformer_layers_per_block", 1), n)
        wide = 4 * widths[0]
        dtype = torch.float32 if self.w.dry else torch.float64
        x = x.to(dtype)
        if c.get("center_input_sample"):
            x = 2 * x - 1
        temb = self.two("time_embedding", self.sinusoids(t, widths[0], flip, shift).to(x), wide)
        if c.get("class_embed_type") == "timestep":
            temb = temb + self.two("class_embedding", self.sinusoids(labels, widths[0], flip, shift), wide)
        elif c.get("num_class_embeds"):
            temb = temb + self.w("class_embedding.weight", c["num_class_embeds"], wide)[labels]
        if c.get("addition_embed_type") == "text_time":
            e = self.sinusoids(sizes.flatten(), c["addition_time_embed_dim"], flip, shift).reshape(len(sizes), -1)
            temb = temb + self.two("add_embedding", torch.cat([pooled.to(x), e.to(x)], 1), wide)
        if text is not None:
            text = text.to(dtype)

        def attention(path, kind, h, level, where):
            width = h.shape[1]
            if kind.startswith("CrossAttn"):
                return self.transformer(path, h, text, head[level], depth[level])
            if kind.startswith("Attn"):
                return self.map_attention(path, h, 1 if head[level] is None else width // head[level], c["norm_num_groups"], c.get("old_names", False))
            return h

        h = self.see("conv_in", self.conv("conv_in", x, widths[0]))
        skips = [h]
        for i, kind in enumerate(c["down_block_types"]):
            for j in range(layers):
                h = self.resnet("down_blocks.%d.resnets.%d" % (i, j), h, widths[i], temb)
                h = attention("down_blocks.%d.attentions.%d" % (i, j), kind, h, i, "down")
                skips.append(h)
            if i < n - 1:
                h = self.shrink("down_blocks.%d.downsamplers.0" % i, h)
                skips.append(h)
            self.see("down_blocks.%d" % i, h)
        h = self.resnet("mid_block.resnets.0", h, widths[-1], temb)
        if conditional:
            h = self.transformer("mid_block.attentions.0", h, text, head[-1], depth[-1])
        elif c.get("add_attention", True):
            groups = c.get("attn_norm_num_groups")
            if groups is None and c.get("resnet_time_scale_shift", "default") == "default":
                groups = c["norm_num_groups"]
            heads = 1 if head[-1] is None else widths[-1] // head[-1]
            h = self.map_attention("mid_block.attentions.0", h, heads, groups, c.get("old_names", False))
        h = self.see("mid_block", self.resnet("mid_block.resnets.1", h, widths[-1], temb))
        for i, kind in enumerate(c["up_block_types"]):
            level = n - 1 - i
            for j in range(layers + 1):
                h = self.resnet("up_blocks.%d.resnets.%d" % (i, j), torch.cat([h, skips.pop()], 1), widths[level], temb)
                h = attention("up_blocks.%d.attentions.%d" % (i, j), kind, h, level, "up")
            if i < n - 1:
                h = self.grow("up_blocks.%d.upsamplers.0" % i, h, skips[-1].shape[2:])
            self.see("up_blocks.%d" % i, h)
        h = self.see("conv_norm_out", self.gn("conv_norm_out", h, c["norm_num_groups"], c.get("norm_eps", 1e-5)))
        return self.conv("conv_out", F.silu(h), c["out_channels"])


def ldm_names(c):
    """Names of Stable Diffusion's own checkpoints, counted as its constructor appends blocks: theirs to diffusers'."""
    pairs = {"time_embed.0": "time_embedding.linear_1", "time_embed.2": "time_embedding.linear_2", "input_blocks.0.0": "conv_in", "out.0": "conv_norm_out", "out.2": "conv_out"}
    if c.get("addition_embed_type"):
        pairs.update({"label_emb.0.0": "add_embedding.linear_1", "label_emb.0.2": "add_embedding.linear_2"})
    inner = {"in_layers.0": "norm1", "in_layers.2": "conv1", "emb_layers.1": "time_emb_proj", "out_layers.0": "norm2", "out_layers.3": "conv2", "skip_connection": "conv_shortcut"}
    depth = each(c.get("transformer_layers_per_block", 1), len(c["block_out_channels"]))

    def res(theirs, ours):
        pairs.update({theirs + "." + a: ours + "." + b for a, b in inner.items()})

    def attn(theirs, ours, k):
        for m in ["norm", "proj_in", "proj_out"] + ["transformer_blocks.%d.%s" % (i, s) for i in range(k) for s in (
            "attn1.to_q", "attn1.to_k", "attn1.to_v", "attn1.to_out.0", "ff.net.0.proj", "ff.net.2", "attn2.to_q", "attn2.to_k", "attn2.to_v",
            "attn2.to_out.0", "norm1", "norm2", "norm3")]:
            pairs[theirs + "." + m] = ours + "." + m

    n, at = len(c["block_out_channels"]), 0
    for i, kind in enumerate(c["down_block_types"]):
        for j in range(c["layers_per_block"]):
            at += 1
            res("input_blocks.%d.0" % at, "down_blocks.%d.resnets.%d" % (i, j))
            if kind.startswith("Cross"):
                attn("input_blocks.%d.1" % at, "down_blocks.%d.attentions.%d" % (i, j), depth[i])
        if i < n - 1:
            at += 1
            pairs["input_blocks.%d.0.op" % at] = "down_blocks.%d.downsamplers.0.conv" % i
    res("middle_block.0", "mid_block.resnets.0")
    attn("middle_block.1", "mid_block.attentions.0", depth[-1])
    res("middle_block.2", "mid_block.resnets.1")
    at = -1
    for i, kind in enumerate(c["up_block_types"]):
        for j in range(c["layers_per_block"] + 1):
            at += 1
            res("output_blocks.%d.0" % at, "up_blocks.%d.resnets.%d" % (i, j))
            more = 1
            if kind.startswith("Cross"):
                attn("output_blocks.%d.1" % at, "up_blocks.%d.attentions.%d" % (i, j), depth[n - 1 - i])
                more = 2
            if j == c["layers_per_block"] and i < n - 1:
                pairs["output_blocks.%d.%d.conv" % (at, more)] = "up_blocks.%d.upsamplers.0.conv" % i
    return pairs


def ldm(c, shapes):
    back = {ours: theirs for theirs, ours in ldm_names(c).items()}
    out = {}
    for name, shape in shapes.items():
        module, leaf = name.rsplit(".", 1)
        out["model.diffusion_model.%s.%s" % (back[module], leaf)] = (name, shape)
    return out


def folder(name, net, config, cases):
    where = os.path.join(HERE, name)
    os.makedirs(where, exist_ok=True)
    with open(os.path.join(where, "config.json"), "w") as f:
        json.dump({k: v for k, v in config.items() if k != "old_names"}, f, indent=2)
        f.write("\n")
    save(os.path.join(where, "diffusion_pytorch_model.safetensors"), net.w.all)
    save(os.path.join(where, "cases.safetensors"), {k: v.float() if v.is_floating_point() else v for k, v in cases.items()})


def conditional(widths, cross, **more):
    n = len(widths)
    return dict(
        {
            "_class_name": "UNet2DConditionModel",
            "_diffusers_version": "0.6.0",
            "act_fn": "silu",
            "block_out_channels": widths,
            "center_input_sample": False,
            "cross_attention_dim": cross,
            "down_block_types": ["CrossAttnDownBlock2D"] * (n - 1) + ["DownBlock2D"],
            "downsample_padding": 1,
            "flip_sin_to_cos": True,
            "freq_shift": 0,
            "in_channels": 4,
            "layers_per_block": 1,
            "mid_block_scale_factor": 1,
            "norm_eps": 1e-05,
            "norm_num_groups": 4,
            "out_channels": 4,
            "sample_size": 8,
            "up_block_types": ["UpBlock2D"] + ["CrossAttnUpBlock2D"] * (n - 1),
        },
        **more
    )


REAL = {
    "sd1": conditional([320, 640, 1280, 1280], 768, attention_head_dim=8, layers_per_block=2, norm_num_groups=32, sample_size=64),
    "sd2": conditional([320, 640, 1280, 1280], 1024, attention_head_dim=[5, 10, 20, 20], layers_per_block=2, norm_num_groups=32, sample_size=96, use_linear_projection=True),
    "sdxl": conditional(
        [320, 640, 1280],
        2048,
        attention_head_dim=[5, 10, 20],
        layers_per_block=2,
        norm_num_groups=32,
        sample_size=128,
        use_linear_projection=True,
        transformer_layers_per_block=[1, 2, 10],
        addition_embed_type="text_time",
        addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=2816,
        down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    ),
}
PUBLISHED = {"sd1": 859520964, "sd2": 865910724, "sdxl": 2567463684}


def names(file, c, w):
    lines = ["%s %s %s" % (theirs, ours, "x".join(map(str, shape))) for theirs, (ours, shape) in sorted(ldm(c, w.shapes).items())]
    write_gz(file, lines)


def real_unets():
    for name, c in REAL.items():
        w = Weights(0, dry=True)
        x = torch.zeros(1, 4, 64, 64, device="meta")
        extra = {}
        if name == "sdxl":
            extra = {"pooled": torch.zeros(1, 1280, device="meta"), "sizes": torch.zeros(1, 6)}
        UNet(w, c)(x, torch.zeros(1), torch.zeros(1, 77, c["cross_attention_dim"], device="meta"), **extra)
        assert w.count() == PUBLISHED[name], (name, w.count())
        names("ldm-%s.txt.gz" % name, c, w)


HOOKS = ["conv_in", "down_blocks.0.resnets.0", "down_blocks.0.attentions.0", "down_blocks.0.downsamplers.0", "down_blocks.1", "mid_block", "up_blocks.0.upsamplers.0", "up_blocks.0",
         "up_blocks.1.attentions.1", "conv_norm_out"]
INNER = ["down_blocks.%d.attentions.0.transformer_blocks.0" % i for i in (0, 1)]


def small_unets():
    nets = {
        "sd1": conditional([8, 16], 12, attention_head_dim=8),
        "sd2": conditional([8, 16], 12, attention_head_dim=[1, 4], use_linear_projection=True, norm_eps=1e-06),
        "sdxl": conditional(
            [8, 16],
            12,
            attention_head_dim=[2, 4],
            use_linear_projection=True,
            transformer_layers_per_block=[1, 2],
            addition_embed_type="text_time",
            addition_time_embed_dim=4,
            projection_class_embeddings_input_dim=30,
            down_block_types=["DownBlock2D", "CrossAttnDownBlock2D"],
            up_block_types=["CrossAttnUpBlock2D", "UpBlock2D"],
            upcast_attention=None,
        ),
    }
    pixel = {
        "_class_name": "UNet2DModel",
        "act_fn": "silu",
        "block_out_channels": [8, 16],
        "center_input_sample": False,
        "in_channels": 1,
        "out_channels": 1,
        "layers_per_block": 1,
        "norm_num_groups": 4,
        "sample_size": 8,
        "down_block_types": ["DownBlock2D", "AttnDownBlock2D"],
        "up_block_types": ["AttnUpBlock2D", "UpBlock2D"],
    }
    nets["pixel-classes"] = dict(pixel, attention_head_dim=4, num_class_embeds=5, norm_eps=1e-05)
    nets["pixel-old"] = dict(pixel, attention_head_dim=None, downsample_padding=0, flip_sin_to_cos=False, freq_shift=1, norm_eps=1e-06, center_input_sample=True, old_names=True)
    nets["pixel-scale"] = dict(pixel, attention_head_dim=8, resnet_time_scale_shift="scale_shift", class_embed_type="timestep")
    for seed, (name, c) in enumerate(nets.items()):
        w = Weights(seed + 1)
        cases = {}
        # the second size does not halve without rest, which conditional U-Nets allow
        sizes = [(8, 8), (7, 6)] if name in ("sd1", "sd2") else [(8, 8)]
        for i, (rows, cols) in enumerate(sizes):
            net = UNet(w, c)
            x = w.normal(2, c["in_channels"], rows, cols)
            t = torch.tensor([[981.0, 981.0], [3.0, 3.0]][i])
            given = {}
            if c["_class_name"] == "UNet2DConditionModel":
                given["text"] = w.normal(2, 5, c["cross_attention_dim"])
            if "addition_embed_type" in c:
                given["pooled"] = w.normal(2, 6)
                given["sizes"] = torch.tensor([[1024, 768, 0, 16, 512, 512], [64, 64, 8, 0, 1024, 1024]], dtype=torch.float32)
            if "num_class_embeds" in c or "class_embed_type" in c:
                given["labels"] = torch.tensor([3, 0])
            y = net(x, t, **given)
            cases.update({"%d.x" % i: x, "%d.t" % i: t, "%d.y" % i: y})
            cases.update({"%d.%s" % (i, k): v for k, v in given.items()})
            if i == 0 and name in ("sd1", "sdxl", "pixel-classes"):
                for hook, seen in net.seen.items():
                    if hook in HOOKS or any(hook.startswith(k) for k in INNER):
                        cases["0.at." + hook] = seen
        folder(name, net, c, cases)
        if name.startswith("sd"):
            names(os.path.join(name, "ldm.txt.gz"), c, w)


class Vae(Net):
    def middle(self, n, h):
        h = self.resnet(n + ".resnets.0", h, h.shape[1])
        h = self.map_attention(n + ".attentions.0", h, 1, self.c["norm_num_groups"])
        return self.resnet(n + ".resnets.1", h, h.shape[1])

    def encode(self, x):
        c, n = self.c, len(self.c["block_out_channels"])
        h = self.conv("encoder.conv_in", x, c["block_out_channels"][0])
        for i, width in enumerate(c["block_out_channels"]):
            for j in range(c["layers_per_block"]):
                h = self.resnet("encoder.down_blocks.%d.resnets.%d" % (i, j), h, width)
            if i < n - 1:
                h = self.shrink("encoder.down_blocks.%d.downsamplers.0" % i, h)
        h = self.middle("encoder.mid_block", h)
        h = self.conv("encoder.conv_out", F.silu(self.gn("encoder.conv_norm_out", h, c["norm_num_groups"], 1e-6)), 2 * c["latent_channels"])
        return self.conv("quant_conv", h, h.shape[1], 1, 1, 0) if c.get("use_quant_conv", True) else h

    def decode(self, z):
        c, n = self.c, len(self.c["block_out_channels"])
        if c.get("use_post_quant_conv", True):
            z = self.conv("post_quant_conv", z, z.shape[1], 1, 1, 0)
        h = self.middle("decoder.mid_block", self.conv("decoder.conv_in", z, c["block_out_channels"][-1]))
        for i, width in enumerate(reversed(c["block_out_channels"])):
            for j in range(c["layers_per_block"] + 1):
                h = self.resnet("decoder.up_blocks.%d.resnets.%d" % (i, j), h, width)
            if i < n - 1:
                h = self.grow("decoder.up_blocks.%d.upsamplers.0" % i, h, [2 * h.shape[2], 2 * h.shape[3]])
        return self.conv("decoder.conv_out", F.silu(self.gn("decoder.conv_norm_out", h, c["norm_num_groups"], 1e-6)), c["out_channels"])


def vae_config(widths, layers, groups, **more):
    n = len(widths)
    return dict(
        {
            "_class_name": "AutoencoderKL",
            "act_fn": "silu",
            "block_out_channels": widths,
            "down_block_types": ["DownEncoderBlock2D"] * n,
            "up_block_types": ["UpDecoderBlock2D"] * n,
            "in_channels": 3,
            "out_channels": 3,
            "latent_channels": 4,
            "layers_per_block": layers,
            "norm_num_groups": groups,
            "scaling_factor": 0.18215,
        },
        **more
    )


def ldm_vae(shapes, levels):
    """Stable Diffusion's own names of the autoencoder, by its constructor: the way up is built from the last level and numbered by level."""
    lines = []
    for ours, shape in shapes.items():
        theirs = ours
        if ".mid_block." in ours:
            for a, b in (("mid_block.resnets.0", "mid.block_1"), ("mid_block.resnets.1", "mid.block_2"), ("mid_block.attentions.0.group_norm", "mid.attn_1.norm"),
                         ("mid_block.attentions.0.to_out.0", "mid.attn_1.proj_out"), ("mid_block.attentions.0.to_", "mid.attn_1.")):
                theirs = theirs.replace(a, b)
            if len(shape) == 2:
                shape = shape + (1, 1)
        elif "_blocks." in ours:
            side, _, level, _, number, *rest = ours.replace("downsamplers.0", "downsample.0").replace("upsamplers.0", "upsample.0").split(".")
            up = side == "decoder"
            level = levels - 1 - int(level) if up else level
            kind = ours.split(".")[3]
            leaf = ".".join(rest).replace("conv_shortcut", "nin_shortcut")
            theirs = "%s.%s.%s.%s" % (side, "up" if up else "down", level, "block.%s.%s" % (number, leaf) if kind == "resnets" else ("upsample." if up else "downsample.") + leaf)
        theirs = theirs.replace("conv_norm_out", "norm_out")
        lines.append("first_stage_model.%s %s %s" % (theirs, ours, "x".join(map(str, shape))))
    return lines


def write_gz(file, lines):
    with open(os.path.join(HERE, file), "wb") as f:
        with gzip.GzipFile(fileobj=f, mode="wb", mtime=0, filename="") as z:
            z.write("\n".join(lines).encode())


def vaes():
    c = dict(vae_config([128, 256, 512, 512], 2, 32), downsample_padding=0, norm_eps=1e-6)
    w = Weights(0, dry=True)
    v = Vae(w, c)
    v.encode(torch.zeros(1, 3, 64, 64, device="meta"))
    v.decode(torch.zeros(1, 4, 8, 8, device="meta"))
    assert w.count() == 83653863, w.count()
    write_gz("ldm-vae.txt.gz", sorted(ldm_vae(w.shapes, 4)))
    w = Weights(21)
    cases = {}
    for i, more in enumerate([{}, {"use_quant_conv": False, "use_post_quant_conv": False, "scaling_factor": 0.3611, "shift_factor": 0.1159}]):
        c = vae_config([8, 16], 1, 4, **more)
        v = Vae(w, dict(c, downsample_padding=0, norm_eps=1e-6))
        x = w.normal(2, 3, 8, 12)
        noise = w.normal(2, 4, 4, 6)
        z = w.normal(2, 4, 4, 6)
        both = v.encode(x.double())
        mean, logvar = both[:, :4], both[:, 4:].clamp(-30, 20)
        scale, shift = c["scaling_factor"], c.get("shift_factor", 0)
        cases.update({
            "%d.x" % i: x,
            "%d.noise" % i: noise,
            "%d.mode" % i: (mean - shift) * scale,
            "%d.drawn" % i: (mean + torch.exp(0.5 * logvar) * noise.double() - shift) * scale,
            "%d.z" % i: z,
            "%d.decoded" % i: v.decode(z.double() / scale + shift),
        })
    folder("vae", v, vae_config([8, 16], 1, 4), cases)
    write_gz("vae/ldm.txt.gz", ldm_vae(w.shapes, 2))


class Clip(Net):
    def __call__(self, ids):
        c, seen = self.c, {}
        d = c["hidden_size"]
        n = "text_model."
        act = F.gelu if c["hidden_act"] == "gelu" else lambda x: x * torch.sigmoid(1.702 * x)
        table = self.w(n + "embeddings.token_embedding.weight", c["vocab_size"], d)
        place = self.w(n + "embeddings.position_embedding.weight", c["max_position_embeddings"], d)
        h = self.see(n + "embeddings", (torch.zeros(*ids.shape, d, device="meta") if self.w.dry else table[ids]) + place[: ids.shape[1]])
        states = [h]
        for i in range(c["num_hidden_layers"]):
            m = n + "encoder.layers.%d" % i
            z = self.ln(m + ".layer_norm1", h)
            q, k, v = (self.linear(m + ".self_attn." + p, z, d) for p in ("q_proj", "k_proj", "v_proj"))
            h = h + self.see(m + ".self_attn", self.linear(m + ".self_attn.out_proj", self.attend(q, k, v, c["num_attention_heads"], not self.w.dry), d))
            z = act(self.linear(m + ".mlp.fc1", self.ln(m + ".layer_norm2", h), c["intermediate_size"]))
            h = self.see(m, h + self.see(m + ".mlp", self.linear(m + ".mlp.fc2", z, d)))
            states.append(h)
        last = self.see(n + "final_layer_norm", self.ln(n + "final_layer_norm", h))
        if self.w.dry:
            pooled = last[:, 0]
        else:
            ends = [max(range(len(r)), key=lambda j: r[j]) if c["eos_token_id"] == 2 else r.index(c["eos_token_id"]) for r in ids.tolist()]
            pooled = torch.stack([last[b, e] for b, e in enumerate(ends)])
        projected = None
        if c["architectures"] == ["CLIPTextModelWithProjection"]:
            projected = self.linear("text_projection", pooled, c["projection_dim"], False)
        return last, states[-2], pooled, projected


def clip_config(width, hidden, layers, heads, act, **more):
    return dict(
        {
            "architectures": ["CLIPTextModel"],
            "bos_token_id": 0,
            "eos_token_id": 2,
            "hidden_act": act,
            "hidden_size": width,
            "intermediate_size": hidden,
            "layer_norm_eps": 1e-05,
            "max_position_embeddings": 77,
            "model_type": "clip_text_model",
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "pad_token_id": 1,
            "projection_dim": width,
            "vocab_size": 49408,
        },
        **more
    )


def clips():
    big = {"architectures": ["CLIPTextModelWithProjection"], "projection_dim": 1280}
    for count, c in ((123060480, clip_config(768, 3072, 12, 12, "quick_gelu")), (694659840, clip_config(1280, 5120, 32, 20, "gelu", **big))):
        w = Weights(0, dry=True)
        Clip(w, c)(torch.zeros(1, 77, dtype=torch.int64))
        assert w.count() == count, w.count()
    small = {
        "clip": clip_config(16, 40, 3, 2, "quick_gelu", vocab_size=40, max_position_embeddings=12),
        "clip-projection": clip_config(16, 40, 3, 4, "gelu", vocab_size=40, max_position_embeddings=12, eos_token_id=38, projection_dim=10, architectures=["CLIPTextModelWithProjection"]),
    }
    for seed, (name, c) in enumerate(small.items()):
        w = Weights(31 + seed)
        ids = torch.tensor([[39 - 1 - seed, 5, 7, 5, 30, 39 - seed, 1, 1, 1, 1, 1, 1], [38 - seed] + list(range(2, 12)) + [39 - seed]])
        net = Clip(w, c)
        last, penultimate, pooled, projected = net(ids)
        cases = {"ids": ids, "last": last, "penultimate": penultimate, "pooled": pooled}
        if projected is not None:
            cases["projected"] = projected
        cases.update({"at." + k: v for k, v in net.seen.items() if "layers.1" in k or "embeddings" in k})
        where = os.path.join(HERE, name)
        os.makedirs(where, exist_ok=True)
        with open(os.path.join(where, "config.json"), "w") as f:
            json.dump(c, f, indent=2)
            f.write("\n")
        save(os.path.join(where, "model.safetensors"), w.all)
        save(os.path.join(where, "cases.safetensors"), {k: v.float() if v.is_floating_point() else v for k, v in cases.items()})


if __name__ == "__main__":
    real_unets()
    small_unets()
    vaes()
    clips()
