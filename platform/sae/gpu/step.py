#!/usr/bin/env python3
"""Runs and times Echelle's training steps in Python's torch, on a GPU where there is one.

usage: step.py FOLDER [--device cuda|cpu] [--turns N]

FOLDER is what `echelle bench train --archives FOLDER` wrote: one TorchScript archive a case, and a JSON of what it is called with.
For every case it prints the step's time, that of the float32 encoder product alone, and their ratio (medians over turns that
alternate), and how far one step's weights and loss on the device are from the same step on the CPU in float32.
A penalised dictionary (jumprelu, gated) is timed with its thresholds or gate biases where about k features fire.
The archives load in torch 1.13 and newer; their steps need 2.7 (on a CPU older ones have no fused Adam). Nothing else is needed.
"""
import argparse
import json
import pathlib
import statistics
import time

import torch

arguments = argparse.ArgumentParser()
arguments.add_argument("folder", type=pathlib.Path)
arguments.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
arguments.add_argument("--turns", type=int, default=20)
arguments.add_argument("--numerics", action="store_true", help="compares one step with the CPU's; slow for large shapes")
options = arguments.parse_args()
torch.backends.cuda.matmul.allow_tf32 = False


def seconds(work, device):
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    start = time.perf_counter()
    work()
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    return time.perf_counter() - start


class Case:
    """One archive with weights, moments and counters of its own."""

    def __init__(self, told, archive, device):
        self.told = told
        self.device = device
        self.kernel = torch.jit.load(str(archive), map_location=device)
        generator = torch.Generator().manual_seed(0)
        n, d, b = told["features"], told["width"], told["batch"]
        decoder = torch.nn.functional.normalize(torch.randn(n, d, generator=generator), dim=1)
        self.x = torch.randn(b, d, generator=generator).to(device)
        start = {"encoder": decoder, "decoder": decoder}
        self.p = [start.get(name, torch.zeros(shape)).clone().to(device) for name, shape in told["parameters"].items()]
        self.steady(list(told["parameters"]))
        self.m = [torch.zeros_like(p) for p in self.p]
        self.v = [torch.zeros_like(p) for p in self.p]
        self.counts = [torch.zeros([], device=device) for _ in self.p]
        self.since = torch.zeros(n, dtype=torch.int64, device=device)
        rows = told["work_rows"]["cuda" if device.startswith("cuda") else "cpu"]
        self.work = torch.zeros(rows, n, device=device)
        self.out = torch.zeros(b, n, device=device)

    def steady(self, names):
        """Thresholds, or gate biases, at the quantile that lets about k features of a row through."""
        sample = self.x[:256] @ self.p[0].T
        share = 1 - self.told["firing"] / self.told["features"]
        level = torch.quantile(sample[:64].flatten()[: 2**24], share).item()
        for i, name in enumerate(names):
            if name == "threshold":
                self.p[i].fill_(level)
            if name in ("b_gate", "b_mag"):
                self.p[i].fill_(-level)

    def step(self):
        t = self.told
        return self.kernel.step(
            self.x, self.p, self.m, self.v, self.counts, self.since, self.work, [], [], t["numbers"],
            t["learning_rate"], t["beta1"], t["beta2"], t["epsilon"], t["clip"], t["regime"], t["average"])

    def product(self):
        return self.kernel.product(self.x, self.p[0], self.out)


print(f"torch {torch.__version__}, {options.device}"
      + (f", {torch.cuda.get_device_name()}" if options.device.startswith("cuda") else ""))
for file in sorted(options.folder.glob("*.json")):
    told = json.loads(file.read_text())
    case = Case(told, file.with_suffix(".pt"), options.device)
    difference = ""
    if options.numerics and options.device != "cpu":
        here = Case(told, file.with_suffix(".pt"), "cpu")
        a, b = here.step()[0], case.step()[0].cpu()
        worst = max(float((p - q.cpu()).abs().max()) for p, q in zip(here.p, case.p))
        difference = f"  loss off by {abs(float(a[0] - b[0])) / abs(float(a[0])):.1e}, weights by {worst:.1e}"
    for _ in range(3):
        case.product(), case.step()
    turns = [(seconds(case.product, options.device), seconds(case.step, options.device)) for _ in range(options.turns)]
    floor, step = (statistics.median(t[i] for t in turns) for i in (0, 1))
    ratio = statistics.median(s / f for f, s in turns)
    print(f"{told['architecture']:<12} {told['mode']:<18} B {told['batch']} d {told['width']} n {told['features']}"
          f" k {told['firing']}  step {step:.5f} s  floor {floor:.5f} s  ratio {ratio:.2f}{difference}", flush=True)
