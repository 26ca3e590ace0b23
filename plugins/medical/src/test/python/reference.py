"""Reference outputs of the published architectures at small sizes, computed with PyTorch's own operators.

Weights follow a formula of their place in the list of parameters, so that only names, shapes and a few outputs are kept:
    v(i, k) = sin(0.7 (i + 1) + 1.3 k), element i of parameter k
Run: python3 reference.py OUTPUT_FOLDER   (PyTorch 1.13 made the files in the tests' resources)
"""
import json
import math
import sys

import torch
import torch.nn.functional as F


def values(names):
    """names: list of (name, shape)"""
    out = {}
    for k, (name, shape) in enumerate(names):
        n = 1
        for s in shape:
            n *= s
        i = torch.arange(n, dtype=torch.float64)
        v = torch.sin(0.7 * (i + 1) + 1.3 * k).reshape(shape)
        if name.endswith("running_var"):
            v = 1 + 0.5 * v * v
        elif name.endswith("op_threshs"):
            v = 0.3 + 0.2 * v * v
            v[3] = float("nan")
        elif len(shape) == 1 and name.endswith("weight"):
            v = 1 + 0.2 * v
        elif len(shape) == 1:
            v = 0.1 * v
        else:
            fan = n / shape[0]
            v = 1.4 * math.sqrt(2 / fan) * v
        out[name] = v.float()
    return out


def film(height, width):
    y = torch.arange(height, dtype=torch.float64)[:, None]
    x = torch.arange(width, dtype=torch.float64)[None, :]
    return (torch.floor(127.5 + 127.5 * torch.sin(0.11 * y + 0.07 * x + 0.002 * x * y)) / 255).float()


def norm(names, p, n):
    names += [(p + ".weight", [n]), (p + ".bias", [n]), (p + ".running_mean", [n]), (p + ".running_var", [n])]


def bn(x, w, p, eps=1e-5):
    return F.batch_norm(x, w[p + ".running_mean"], w[p + ".running_var"], w[p + ".weight"], w[p + ".bias"], False, 0, eps)


def densenet():
    stem, growth, bottle, blocks, size = 8, 4, 16, [2, 3, 2, 2], 64
    names = [("features.conv0.weight", [stem, 1, 7, 7])]
    norm(names, "features.norm0", stem)
    width = stem
    for b, layers in enumerate(blocks, 1):
        for k in range(1, layers + 1):
            p = f"features.denseblock{b}.denselayer{k}"
            norm(names, p + ".norm1", width)
            names.append((p + ".conv1.weight", [bottle, width, 1, 1]))
            norm(names, p + ".norm2", bottle)
            names.append((p + ".conv2.weight", [growth, bottle, 3, 3]))
            width += growth
        if b < 4:
            p = f"features.transition{b}"
            norm(names, p + ".norm", width)
            names.append((p + ".conv.weight", [width // 2, width, 1, 1]))
            width //= 2
    norm(names, "features.norm5", width)
    names += [("classifier.weight", [18, width]), ("classifier.bias", [18]), ("op_threshs", [18])]
    w = values(names)
    x = ((2 * film(size, size) - 1) * 1024)[None, None]
    x = F.max_pool2d(F.relu(bn(F.conv2d(x, w["features.conv0.weight"], None, 2, 3), w, "features.norm0")), 3, 2, 1)
    seen = {}
    for b, layers in enumerate(blocks, 1):
        for k in range(1, layers + 1):
            p = f"features.denseblock{b}.denselayer{k}"
            y = F.conv2d(F.relu(bn(x, w, p + ".norm1")), w[p + ".conv1.weight"])
            y = F.conv2d(F.relu(bn(y, w, p + ".norm2")), w[p + ".conv2.weight"], None, 1, 1)
            x = torch.cat([x, y], 1)
        seen[f"features.denseblock{b}"] = x
        if b < 4:
            p = f"features.transition{b}"
            x = F.avg_pool2d(F.conv2d(F.relu(bn(x, w, p + ".norm")), w[p + ".conv.weight"]), 2, 2)
    x = bn(x, w, "features.norm5")
    seen["features.norm5"] = x
    logits = F.linear(F.relu(x).mean((2, 3)), w["classifier.weight"], w["classifier.bias"])
    p = torch.sigmoid(logits)[0]
    t = w["op_threshs"]
    calibrated = torch.where(p < t, p / (2 * t), 1 - (1 - p) / (2 * (1 - t)))
    calibrated[torch.isnan(t)] = 0.5
    return names, {"logits": logits[0], "probabilities": calibrated}, seen, (size, size)


def brain_unet():
    f, size = 4, 64
    names = []

    def block(p, short, i, o):
        names.append((f"{p}.{short}conv1.weight", [o, i, 3, 3]))
        norm(names, f"{p}.{short}norm1", o)
        names.append((f"{p}.{short}conv2.weight", [o, o, 3, 3]))
        norm(names, f"{p}.{short}norm2", o)

    i = 3
    for k in range(1, 5):
        block(f"encoder{k}", f"enc{k}", i, f * 2 ** (k - 1))
        i = f * 2 ** (k - 1)
    block("bottleneck", "bottleneck", i, 2 * i)
    i *= 2
    for k in range(4, 0, -1):
        o = i // 2
        names += [(f"upconv{k}.weight", [i, o, 2, 2]), (f"upconv{k}.bias", [o])]
        block(f"decoder{k}", f"dec{k}", 2 * o, o)
        i = o
    names += [("conv.weight", [1, f, 1, 1]), ("conv.bias", [1])]
    w = values(names)

    def run(x, p, short):
        for n in "12":
            x = F.relu(bn(F.conv2d(x, w[f"{p}.{short}conv{n}.weight"], None, 1, 1), w, f"{p}.{short}norm{n}"))
        return x

    one = film(size, size)
    one = (one - one.double().mean().float()) / one.double().std(unbiased=False).float()
    x = one[None, None].repeat(1, 3, 1, 1)
    kept, seen = [], {}
    for k in range(1, 5):
        x = run(x, f"encoder{k}", f"enc{k}")
        seen[f"encoder{k}"] = x
        kept.append(x)
        x = F.max_pool2d(x, 2, 2)
    x = run(x, "bottleneck", "bottleneck")
    seen["bottleneck"] = x
    for k in range(4, 0, -1):
        x = F.conv_transpose2d(x, w[f"upconv{k}.weight"], w[f"upconv{k}.bias"], 2)
        x = run(torch.cat([x, kept[k - 1]], 1), f"decoder{k}", f"dec{k}")
        seen[f"decoder{k}"] = x
    x = F.conv2d(x, w["conv.weight"], w["conv.bias"])
    return names, {"mean": x.mean((2, 3))[0], "some": x.flatten()[::401]}, seen, (size, size)


def efficientnet():
    """EfficientNet-B5's stages with small widths and few repeats; paddings as its published code computes them for 456 pixels."""
    widths, repeats = [4, 8, 12, 16, 20, 24, 28], [2, 2, 2, 2, 2, 2, 1]
    kernels, strides, expand = [3, 3, 5, 3, 5, 5, 3], [1, 2, 2, 2, 1, 2, 1], [1, 6, 6, 6, 6, 6, 6]
    stem, head, height, width = 8, 40, 76, 46
    names = [("image_encoder._conv_stem.weight", [stem, 3, 3, 3])]
    norm(names, "image_encoder._bn0", stem)
    i, number, plan = stem, 0, []
    for s in range(7):
        for r in range(repeats[s]):
            p, o, k = f"image_encoder._blocks.{number}", widths[s], kernels[s]
            stride = strides[s] if r == 0 else 1
            mid = i * expand[s]
            if expand[s] > 1:
                names.append((p + "._expand_conv.weight", [mid, i, 1, 1]))
                norm(names, p + "._bn0", mid)
            names.append((p + "._depthwise_conv.weight", [mid, 1, k, k]))
            norm(names, p + "._bn1", mid)
            q = max(1, int(i * 0.25))
            names += [(p + "._se_reduce.weight", [q, mid, 1, 1]), (p + "._se_reduce.bias", [q])]
            names += [(p + "._se_expand.weight", [mid, q, 1, 1]), (p + "._se_expand.bias", [mid])]
            names.append((p + "._project_conv.weight", [o, mid, 1, 1]))
            norm(names, p + "._bn2", o)
            plan.append((p, k, stride, mid, i == o and stride == 1, expand[s] > 1))
            i, number = o, number + 1
    names.append(("image_encoder._conv_head.weight", [head, i, 1, 1]))
    norm(names, "image_encoder._bn1", head)
    names += [("classifier.classification_head.weight", [1, head]), ("classifier.classification_head.bias", [1])]
    w = values(names)
    state = {"size": 456}

    def same(x, weight, stride, groups):
        k, size = weight.shape[-1], state["size"]
        out = math.ceil(size / stride)
        pad = max((out - 1) * stride + k - size, 0)
        state["size"] = out
        x = F.pad(x, (pad // 2, pad - pad // 2, pad // 2, pad - pad // 2))
        return F.conv2d(x, weight, None, stride, 0, 1, groups)

    def swish(x):
        return x * torch.sigmoid(x)

    one = film(height, width)
    one = (one - one.min()) / (one.max() - one.min())
    x = ((one - 0.3089279) / 0.25053555)[None, None].repeat(1, 3, 1, 1)
    x = swish(bn(same(x, w["image_encoder._conv_stem.weight"], 2, 1), w, "image_encoder._bn0", 1e-3))
    seen = {}
    for n, (p, k, stride, mid, around, expanded) in enumerate(plan):
        y = x
        if expanded:
            y = swish(bn(F.conv2d(y, w[p + "._expand_conv.weight"]), w, p + "._bn0", 1e-3))
        y = swish(bn(same(y, w[p + "._depthwise_conv.weight"], stride, mid), w, p + "._bn1", 1e-3))
        g = swish(F.conv2d(y.mean((2, 3), keepdim=True), w[p + "._se_reduce.weight"], w[p + "._se_reduce.bias"]))
        g = F.conv2d(g, w[p + "._se_expand.weight"], w[p + "._se_expand.bias"])
        y = bn(F.conv2d(torch.sigmoid(g) * y, w[p + "._project_conv.weight"]), w, p + "._bn2", 1e-3)
        x = y + x if around else y
        seen[p] = x
    x = swish(bn(F.conv2d(x, w["image_encoder._conv_head.weight"]), w, "image_encoder._bn1", 1e-3))
    seen["image_encoder._swish"] = x
    logits = F.linear(x.mean((2, 3)), w["classifier.classification_head.weight"], w["classifier.classification_head.bias"])
    return names, {"logits": logits[0]}, seen, (height, width)


def medsam():
    """SAM's image encoder: windows of 4 on a grid of 6 (so of 8 with zeros), blocks 1 and 3 attend everywhere. In double precision: the formula's
    weights have rank two, which leaves the neck's norms little to divide by, and single precision lies up to 2.8e-4 beside it."""
    patch, grid, width, heads, window, out, size = 4, 6, 12, 3, 4, 8, 24
    names = [("image_encoder.pos_embed", [1, grid, grid, width]), ("image_encoder.patch_embed.proj.weight", [width, 3, patch, patch]),
             ("image_encoder.patch_embed.proj.bias", [width])]
    for b in range(4):
        p, s = f"image_encoder.blocks.{b}", grid if b % 2 else window
        for n, shape in (("norm1.weight", [width]), ("norm1.bias", [width]), ("attn.rel_pos_h", [2 * s - 1, width // heads]),
                         ("attn.rel_pos_w", [2 * s - 1, width // heads]), ("attn.qkv.weight", [3 * width, width]),
                         ("attn.qkv.bias", [3 * width]), ("attn.proj.weight", [width, width]), ("attn.proj.bias", [width]),
                         ("norm2.weight", [width]), ("norm2.bias", [width]), ("mlp.lin1.weight", [4 * width, width]),
                         ("mlp.lin1.bias", [4 * width]), ("mlp.lin2.weight", [width, 4 * width]), ("mlp.lin2.bias", [width])):
            names.append((f"{p}.{n}", shape))
    names += [("image_encoder.neck.0.weight", [out, width, 1, 1]), ("image_encoder.neck.1.weight", [out]),
              ("image_encoder.neck.1.bias", [out]), ("image_encoder.neck.2.weight", [out, out, 3, 3]),
              ("image_encoder.neck.3.weight", [out]), ("image_encoder.neck.3.bias", [out]),
              ("prompt_encoder.no_mask_embed.weight", [1, out]), ("mask_decoder.iou_token.weight", [1, out])]
    w = {k: v.double() for k, v in values(names).items()}

    def linear(x, p):
        return F.linear(x, w[p + ".weight"], w[p + ".bias"])

    def ln(x, p):
        return F.layer_norm(x, (x.shape[-1],), w[p + ".weight"], w[p + ".bias"], 1e-6)

    def ln2d(x, p):
        mean = x.mean(1, keepdim=True)
        variance = ((x - mean) ** 2).mean(1, keepdim=True)
        return (x - mean) / torch.sqrt(variance + 1e-6) * w[p + ".weight"][:, None, None] + w[p + ".bias"][:, None, None]

    def attend(x, p):
        """[side, side, width]: every pair of places by itself"""
        side, head = x.shape[0], width // heads
        q, k, v = linear(x, p + ".qkv").reshape(side * side, 3, heads, head).unbind(1)
        y, u = torch.arange(side * side) // side, torch.arange(side * side) % side
        result = torch.empty(side * side, heads, head, dtype=torch.float64)
        for h in range(heads):
            logits = q[:, h] @ k[:, h].T / math.sqrt(head)
            for i in range(side * side):
                down = w[p + ".rel_pos_h"][y[i] - y + side - 1]
                along = w[p + ".rel_pos_w"][u[i] - u + side - 1]
                logits[i] += down @ q[i, h] + along @ q[i, h]
            result[:, h] = torch.softmax(logits, -1) @ v[:, h]
        return linear(result.reshape(side, side, width), p + ".proj")

    one = film(size, size).double()
    one = (one - one.min()) / (one.max() - one.min())
    x = F.conv2d(one[None, None].repeat(1, 3, 1, 1), w["image_encoder.patch_embed.proj.weight"],
                 w["image_encoder.patch_embed.proj.bias"], patch)
    x = x.permute(0, 2, 3, 1) + w["image_encoder.pos_embed"]
    seen = {}
    for b in range(4):
        p, s = f"image_encoder.blocks.{b}", grid if b % 2 else window
        full = math.ceil(grid / s) * s
        wide = torch.zeros(full, full, width, dtype=torch.float64)
        wide[:grid, :grid] = ln(x, p + ".norm1")[0]
        for i in range(0, full, s):
            for j in range(0, full, s):
                wide[i:i + s, j:j + s] = attend(wide[i:i + s, j:j + s].clone(), p + ".attn")
        x = x + wide[None, :grid, :grid]
        x = x + linear(F.gelu(linear(ln(x, p + ".norm2"), p + ".mlp.lin1")), p + ".mlp.lin2")
        seen[p] = x
    x = x.permute(0, 3, 1, 2)
    x = ln2d(F.conv2d(x, w["image_encoder.neck.0.weight"]), "image_encoder.neck.1")
    x = ln2d(F.conv2d(x, w["image_encoder.neck.2.weight"], None, 1, 1), "image_encoder.neck.3")
    seen["image_encoder.neck"] = x
    return names, {"embedding": x.flatten()}, seen, (size, size)


def main(folder):
    for make in (densenet, brain_unet, efficientnet, medsam):
        names, outputs, seen, size = make()
        told = {
            "torch": torch.__version__,
            "height": size[0],
            "width": size[1],
            "parameters": [[n, s] for n, s in names],
            "outputs": {k: [round(float(v), 6) for v in t] for k, t in outputs.items()},
            "hooks": {
                k: {"shape": list(t.shape), "mean": float(t.double().mean()), "square": float((t.double() ** 2).mean()),
                    "last": float(t.flatten()[-1])}
                for k, t in seen.items()
            },
        }
        with open(f"{folder}/{make.__name__}.json", "w") as f:
            json.dump(told, f, separators=(",", ":"))
            f.write("\n")


if __name__ == "__main__":
    with torch.no_grad():
        main(sys.argv[1])
