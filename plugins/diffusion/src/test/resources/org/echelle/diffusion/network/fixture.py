"""Writes tensors as a safetensors file: what the scripts beside the fixtures share."""
import json
import struct

import torch

TYPES = {torch.float32: "F32", torch.int64: "I64"}


def save(path, tensors):
    header, offset, blobs = {}, 0, []
    for name, tensor in tensors.items():
        tensor = tensor.detach().contiguous()
        blob = tensor.numpy().tobytes()
        header[name] = {
            "dtype": TYPES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + len(blob)],
        }
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def weights(state):
    """The parameters of a network, apart from inputs and outputs."""
    return {"weights." + name: tensor for name, tensor in state.items()}
