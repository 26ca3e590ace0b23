"""Holds a tensor of a file against one of another: python3 hold.py FOUND[:NAME[:INDEX]] WANTED[:NAME[:INDEX]] TOLERANCE (times the largest number, where above 1)"""
import sys

from make_models import load


def one(spec):
    path, _, rest = spec.partition(":")
    name, _, index = rest.partition(":")
    tensor = load(path)[name].double()
    return tensor[int(index)] if index else tensor


found, wanted = one(sys.argv[1]), one(sys.argv[2])
if found.shape != wanted.shape:
    sys.exit("shapes differ: %s and %s" % (tuple(found.shape), tuple(wanted.shape)))
far = float((found - wanted).abs().max())
print("largest difference %.3g of numbers up to %.3g" % (far, float(wanted.abs().max())))
# numbers far above 1 (an Euler start is 160 times the noise) are held to single precision, not to a fixed distance
if not far <= float(sys.argv[3]) * max(1.0, float(wanted.abs().max())):
    sys.exit("largest difference %.3g, more than %s" % (far, sys.argv[3]))
