"""The MNIST flow transformer by PyTorch's own modules: python3 digit_transformer.py WEIGHTS GOLDEN.json OUT

Says how far this is from the golden outputs, and writes OUT/given-digits.safetensors and OUT/wanted-digits.safetensors: eight steps from
given noise, guided by 2 where the share of noise lies between 0.3 and 0.7.
"""
import json
import math
import sys

import torch
import torch.nn.functional as F

from make_models import load, normal, save

w = {k: v.double() for k, v in load(sys.argv[1]).items()}
golden = json.load(open(sys.argv[2]))
d = w["pos_embed"].shape[-1]
layers = []
for i in range(4):
    layer = torch.nn.TransformerEncoderLayer(d, 4, 256, dropout=0.0, activation="gelu", batch_first=True).double().eval()
    layer.load_state_dict({k[len("transformer.%d." % i):]: v for k, v in w.items() if k.startswith("transformer.%d." % i)})
    layers.append(layer)


def net(x, t, labels):
    angles = t * torch.exp(-math.log(10000) * torch.arange(d, dtype=torch.float64) / (d - 1))
    time = torch.cat([angles.sin(), angles.cos()]).reshape(1, 2, d).expand(len(x), 2, d)
    tokens = F.conv2d(x, w["patch_embed.weight"], w["patch_embed.bias"], 7).flatten(2).transpose(1, 2) + w["pos_embed"]
    tokens = torch.cat([tokens, time, w["y_encoder.weight"][labels].reshape(-1, 2, d)], 1)
    kept = []
    for layer in layers:
        tokens = layer(tokens)
        kept.append(tokens)
    return F.conv_transpose2d(tokens[:, :16].transpose(1, 2).reshape(-1, d, 4, 4), w["unpatch.weight"], w["unpatch.bias"], stride=7), kept


x = torch.sin(0.37 * torch.arange(784, dtype=torch.float64)).reshape(1, 1, 28, 28)
out, kept = net(x, 0.5, torch.tensor([3]))
far = max(float((out[0, 0, 14] - torch.tensor(golden["pred_row14"])).abs().max()),
          float((kept[1][0, 0] - torch.tensor(golden["block2_token0"])).abs().max()), abs(float(out.sum()) - golden["pred_sum"]) / 784)
print("farthest from the golden outputs: %.2g" % far)
if far > 1e-4:
    sys.exit("farthest from the golden outputs: %.2g" % far)
noise, labels, none = normal(20, 2, 1, 28, 28), torch.tensor([3, 7]), torch.tensor([10, 10])
xs = [noise.double()]
asked = []
for i in range(8):
    t, p = i / 8, net(xs[-1], i / 8, labels)
    asked.append(p[1][1])
    p = p[0]
    if 0.3 < 1 - t < 0.7:
        u = net(xs[-1], t, none)[0]
        p = u + 2 * (p - u)
    xs.append(xs[-1] + (p - xs[-1]) / (1 - t) / 8)
save(sys.argv[3] + "/given-digits.safetensors", {"noise": noise, "labels": labels})
save(sys.argv[3] + "/wanted-digits.safetensors", {"samples": torch.stack(xs), "rows": torch.stack(asked)})
