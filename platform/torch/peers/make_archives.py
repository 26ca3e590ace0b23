"""Makes the archives of BENCHMARKS.md in the folder given: a ResNet-18 and a ViT-Ti/16 with random weights, scripted, and the ViT traced.

    python make_archives.py FOLDER          needs PyTorch 1.13 or newer
"""

import os
import sys

import torch
from torch import nn


class Basic(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.relu = nn.ReLU(inplace=True)
        plain = stride == 1 and i == o
        self.down = nn.Identity() if plain else nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + self.down(x))


def layer(i, o, stride):
    return nn.Sequential(Basic(i, o, stride), Basic(o, o, 1))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        conv = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.stem = nn.Sequential(conv, nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.layer1 = layer(64, 64, 1)
        self.layer2 = layer(64, 128, 2)
        self.layer3 = layer(128, 256, 2)
        self.layer4 = layer(256, 512, 2)
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.stem(x)))))
        return self.fc(x.mean((2, 3)))


class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d)
        self.qkv = nn.Linear(d, 3 * d)
        self.out = nn.Linear(d, d)
        self.norm2 = nn.LayerNorm(d)
        self.fc1 = nn.Linear(d, 4 * d)
        self.fc2 = nn.Linear(4 * d, d)
        self.heads = heads

    def forward(self, x):
        b, t, d = x.shape
        each = d // self.heads
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, each).permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax(q @ k.transpose(-1, -2) * each**-0.5, -1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(b, t, d))
        return x + self.fc2(nn.functional.gelu(self.fc1(self.norm2(x))))


class VitTiny(nn.Module):
    def __init__(self, d=192, blocks=12, heads=3):
        super().__init__()
        self.patch = nn.Conv2d(3, d, 16, 16)
        self.position = nn.Parameter(torch.randn(1, 196, d) * 0.02)
        self.blocks = nn.ModuleList([Block(d, heads) for _ in range(blocks)])
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, 1000)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2) + self.position
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x).mean(1))


def main(folder):
    torch.manual_seed(0)
    torch.jit.save(torch.jit.script(ResNet18().eval()), os.path.join(folder, "resnet18.pt"))
    vit = VitTiny().eval()
    torch.jit.save(torch.jit.script(vit), os.path.join(folder, "vit.pt"))
    torch.jit.save(torch.jit.trace(vit, torch.zeros(8, 3, 224, 224)), os.path.join(folder, "vit_traced.pt"))


if __name__ == "__main__":
    main(sys.argv[1])
