#!/usr/bin/env python3
"""Times InterPLM's counts on the very input of `echelle bench score --arrays FOLDER`, and compares every count with ours.

usage: interplm.py CHECKOUT FOLDER
CHECKOUT is a working tree of ElanaPearl/InterPLM, read as it is; modules that its counting does not need are replaced by
empty ones. Needs numpy and scipy. Every other concept has instances (InterPLM's domains).
"""
import importlib
import sys
import time
import types
from pathlib import Path

import numpy as np
from scipy import sparse

sys.dont_write_bytecode = True
THRESHOLDS = [0, 0.15, 0.5, 0.6, 0.8]


class Anything(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def peer(root):
    for package, place in (("interplm", ""), ("interplm.analysis", "/analysis"), ("interplm.analysis.concepts", "/analysis/concepts")):
        module = types.ModuleType(package)
        module.__path__ = [root + "/interplm" + place]
        sys.modules[package] = module
    for name in ("torch", "tqdm", "interplm.sae", "interplm.sae.dictionary", "interplm.sae.inference",
                 "interplm.data_processing", "interplm.data_processing.embedding_loader"):
        sys.modules[name] = Anything(name)
    return importlib.import_module("interplm.analysis.concepts.compare_activations").calc_metrics_sparse


def main():
    checkout, folder = sys.argv[1], Path(sys.argv[2])
    rows, features, concepts, labels, one, every = (folder / "meta.txt").read_text().split()
    rows, features, concepts, labels = int(rows), int(features), int(concepts), int(labels)

    def array(name, kind="<i4"):
        return np.fromfile(folder / name, kind)

    codes = sparse.csr_matrix((array("value.f32", "<f4"), array("feature.i32"), array("row_start.i32")), (rows, features))
    named = sparse.csc_matrix(
        (array("instance.i32").astype(float), (np.repeat(np.arange(rows), labels), array("label.i32"))), (rows, concepts))
    begun = time.perf_counter()
    hits, misses, found = peer(checkout)(codes, named, THRESHOLDS, [c % 2 == 1 for c in range(concepts)])
    theirs = time.perf_counter() - begun
    shape = (concepts, features, len(THRESHOLDS))
    ours = array("hits.i32").reshape(shape)
    fired = array("fired.i32").reshape(shape[1:])
    print(f"hits equal: {np.array_equal(ours, hits)}, false positives equal: {np.array_equal(fired - ours, misses)}, "
          f"instances equal: {np.array_equal(array('found.i32').reshape(shape)[::2], found[::2])}")
    print(f"{codes.nnz} non-zeros, {concepts} concepts, {len(THRESHOLDS)} thresholds: InterPLM {theirs:.2f} s "
          f"({theirs / concepts / len(THRESHOLDS) * 1e3:.1f} ms for each concept and threshold), "
          f"ours {float(one):.4f} s on one thread ({theirs / float(one):.0f} times), "
          f"{float(every):.4f} s on all ({theirs / float(every):.0f} times)")


main()
