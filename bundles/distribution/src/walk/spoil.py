"""Spoils a file in place: python3 spoil.py drop FILE PREFIX | add FILE NAME | scale FILE NAME FACTOR | fill FILE NAME NUMBER | set FILE.json KEY JSON | unset FILE.json KEY"""
import json
import sys

import torch

from make_models import load, save

what, path, *rest = sys.argv[1:]
if what in ("set", "unset"):
    value = json.load(open(path))
    if what == "set":
        value[rest[0]] = json.loads(rest[1])
    else:
        value.pop(rest[0])
    json.dump(value, open(path, "w"), indent=2)
else:
    t = load(path)
    if what == "drop":
        gone = [k for k in t if k.startswith(rest[0])]
        if not gone:
            sys.exit("nothing begins with " + rest[0])
        t = {k: v for k, v in t.items() if k not in gone}
    elif what == "add":
        t[rest[0]] = torch.zeros(3, 3)
    elif what == "fill":
        t[rest[0]].fill_(float(rest[1]))
    else:
        t[rest[0]] = t[rest[0]] * float(rest[1])
    save(path, t)
