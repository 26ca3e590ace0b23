"""Makes what sample-configs/torchscript.yaml reads, as a lab of its own would: traces, what is known of them, and a network.

    python make_traces.py          needs NumPy and PyTorch 1.13 or newer; writes into the folder of this script

480 vibration traces of 60 machines, 64 readings each, as the counts of an 8-bit converter. Events of eight kinds lie in them: knocks and
dents (a sharp rise or fall that dies away), growls and squeals (bursts of slow or fast oscillation), dropouts (readings stuck at one
value), rises and falls to a new level, and bulges (slow and smooth). On half of the machines a hum lies under everything: a trait of
the recording that says nothing of the machine. The network is told for whole traces which kinds of event are in them, and never
where; it learns on traces of other machines than those that are kept here.
"""

import os

import numpy as np
import torch
from torch import nn

KINDS = ["knock", "dent", "growl", "squeal", "dropout", "rise", "fall", "bulge"]
LENGTH = 64
MACHINES = 60
EACH = 8


def trace(rng, hum):
    """Counts [LENGTH], and the kind of event at each reading: 0 for none, else 1 + its place in KINDS."""
    t = np.arange(LENGTH)
    x = rng.normal(0, 3, LENGTH)
    if hum:
        x += 10 * np.sin(2 * np.pi * (t / 21 + rng.uniform()))
    at = np.zeros(LENGTH, np.int8)
    begin = rng.integers(0, 8)
    while begin < LENGTH - 14:
        kind = rng.integers(0, 9)  # 8: a stretch without an event
        size = rng.uniform(0.6, 1.4)
        length = 12
        t = np.arange(length)
        if kind < 2:
            length = 6
            x[begin : begin + length] += [60, -60][kind] * size * np.exp(-t[:length] / 2.5)
        elif kind < 4:
            x[begin : begin + length] += 30 * size * np.sin(np.pi * t * [0.35, 0.8][kind - 2] + rng.uniform(0, 6))
        elif kind == 4:
            x[begin : begin + length] = x[begin]
        elif kind < 7:
            length = 3
            x[begin:] += [25, -25][kind - 5] * size
        elif kind == 7:
            x[begin : begin + length] += 40 * size * np.sin(np.pi * (t + 0.5) / length) ** 2
        if kind < 8:
            at[begin : begin + length] = kind + 1
        begin += length + int(rng.integers(3, 10))
    return np.clip(np.round(x), -127, 127).astype(np.int8), at


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.BatchNorm1d(width)
        self.conv = nn.Conv1d(width, width, 5, padding=2)

    def forward(self, x):
        return x + self.conv(torch.relu(self.norm(x)))


class Listener(nn.Module):
    """Logits of KINDS, of counts [batch, LENGTH]."""

    def __init__(self, width=16):
        super().__init__()
        self.inlet = nn.Conv1d(1, width, 5, padding=2)
        self.blocks = nn.ModuleList([Block(width) for _ in range(3)])
        self.head = nn.Linear(width, len(KINDS))

    def forward(self, counts):
        x = self.inlet(counts.float().unsqueeze(1) / 32)
        for block in self.blocks:
            x = block(x)
        return self.head(torch.relu(x).amax(2))


def many(rng, machines, each):
    made = [(m, *trace(rng, m % 2 == 0)) for m in range(machines) for _ in range(each)]
    counts = np.stack([x for _, x, _ in made])
    events = np.stack([e for _, _, e in made])
    return np.array([m for m, _, _ in made]), counts, events


def present(events):
    return np.stack([(events == 1 + k).any(1) for k in range(len(KINDS))], 1)


def trained(rng):
    torch.manual_seed(0)
    _, counts, events = many(rng, 40, 250)
    x, y = torch.from_numpy(counts), torch.from_numpy(present(events)).float()
    model = Listener()
    epochs, batch = 12, 64
    adam = torch.optim.Adam(model.parameters(), lr=3e-3)
    rate = torch.optim.lr_scheduler.OneCycleLR(adam, 1e-2, epochs=epochs, steps_per_epoch=len(x) // batch)
    for _ in range(epochs):
        order = torch.from_numpy(rng.permutation(len(x)))
        for i in range(len(x) // batch):
            some = order[i * batch : (i + 1) * batch]
            loss = nn.functional.binary_cross_entropy_with_logits(model(x[some]), y[some])
            adam.zero_grad()
            loss.backward()
            adam.step()
            rate.step()
    return model.eval()


def main():
    torch.set_num_threads(1)
    here = os.path.dirname(os.path.abspath(__file__))
    rng = np.random.default_rng(0)
    model = trained(rng)
    machines, counts, events = many(rng, MACHINES, EACH)
    torch.jit.save(torch.jit.script(model), os.path.join(here, "listener.pt"))
    np.save(os.path.join(here, "traces.npy"), counts)
    np.savez_compressed(os.path.join(here, "events.npz"), events=events)
    with open(os.path.join(here, "traces.csv"), "w") as table:
        table.write("trace,machine,acquisition," + ",".join(KINDS) + "\n")
        for i, (m, row) in enumerate(zip(machines, present(events).astype(int))):
            table.write(f"t{i:03d},machine-{m:02d},{'hum' if m % 2 == 0 else 'clean'},{','.join(map(str, row))}\n")
    with torch.no_grad():
        right = (model(torch.from_numpy(counts)).numpy() > 0) == present(events)
    print("right on the kept traces:", dict(zip(KINDS, right.mean(0).round(3))))


if __name__ == "__main__":
    main()
