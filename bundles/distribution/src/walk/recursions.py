"""Holds every step of a trajectory against diffusers' recursion, fed with the trajectory's own predictions: whatever the network computes, the
recursion is the same or is not.

    python3 recursions.py TRAJECTORY dpm-solver|euler TOLERANCE     (times the largest number of the step)

Betas are linear from 1e-4 to 0.02 over 1000 timesteps; sigma = sqrt((1 - abar) / abar), between timesteps by straight lines, and 0 at the end.
"""
import math
import sys

import numpy as np

from make_models import abar, load

t = load(sys.argv[1])
xs, predictions, times = t["samples"].double(), t["predictions"].double(), t["timesteps"].double().numpy()
sigmas = np.append(np.interp(times, np.arange(1000), np.sqrt((1 - abar()) / abar())), 0.0)


def euler(i, x, noise):
    return x + (sigmas[i + 1] - sigmas[i]) * noise


def parts(i):
    alpha = 1 / math.sqrt(sigmas[i] ** 2 + 1)
    return alpha, sigmas[i] * alpha


def clean(i):
    alpha, sigma = parts(i)
    return (xs[i] - sigma * predictions[i]) / alpha


def dpm(i, x, noise):
    """2M, midpoint; first order at the first step and, fewer than 15 steps, at the last"""
    (a0, s0), (a1, s1), m = parts(i), parts(i + 1), clean(i)
    if s1 == 0:
        return m
    log = lambda j: -math.log(sigmas[j])
    h = log(i + 1) - log(i)
    d = m if i == 0 else m + 0.5 * (m - clean(i - 1)) / ((log(i) - log(i - 1)) / h)
    return s1 / s0 * x - a1 * math.expm1(-h) * d


step = {"euler": euler, "dpm-solver": dpm}[sys.argv[2]]
far = 0
for i in range(len(times)):
    wanted = step(i, xs[i], predictions[i])
    far = max(far, float((xs[i + 1] - wanted).abs().max() / max(1.0, float(wanted.abs().max()))))
print("timesteps %s; farthest step %.2g of its largest number" % (list(times), far))
if far > float(sys.argv[3]):
    sys.exit("farthest step %.2g of its largest number" % far)
