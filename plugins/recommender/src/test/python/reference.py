"""Scores of small recommenders, computed with PyTorch's own operators.

Element i of parameter k, in the order of the lists below, is 0.8 sin(0.7 (i + 1) + 1.3 k), so that the Java tests can make the same
weights. What this prints stands in those tests.
Run: python3 reference.py   (PyTorch 1.13)
"""
import torch
import torch.nn.functional as F

torch.set_printoptions(precision=8)


def values(shapes):
    out = {}
    for k, (name, shape) in enumerate(shapes):
        n = 1
        for s in shape:
            n *= s
        i = torch.arange(n, dtype=torch.float64)
        out[name] = (0.8 * torch.sin(0.7 * (i + 1) + 1.3 * k)).reshape(shape).float()
    return out


def show(what, tensor):
    print(what, [round(v, 6) for v in tensor.flatten().tolist()])


def gru(items, rnn, out, direct, rows, embedding, width, layers, gates, bias, histories):
    shapes = [(items + ".weight", (rows, embedding))]
    for l in range(layers):
        shapes.append((f"{rnn}.weight_ih_l{l}", (3 * width, embedding if l == 0 else width)))
        shapes.append((f"{rnn}.weight_hh_l{l}", (3 * width, width)))
        if gates:
            shapes.append((f"{rnn}.bias_ih_l{l}", (3 * width,)))
            shapes.append((f"{rnn}.bias_hh_l{l}", (3 * width,)))
    shapes.append((out + ".weight", (rows if direct else embedding, width)))
    if bias:
        shapes.append((out + ".bias", (rows if direct else embedding,)))
    w = values(shapes)
    module = torch.nn.GRU(embedding, width, layers, bias=gates, batch_first=True)
    module.load_state_dict({n[len(rnn) + 1:]: v for n, v in w.items() if n.startswith(rnn + ".")})
    for h in histories:
        with torch.no_grad():
            states, _ = module(w[items + ".weight"][torch.tensor([h])])
            last = F.linear(states[0, -1], w[out + ".weight"], w.get(out + ".bias"))
            show(f"{rnn} {h}", last if direct else w[items + ".weight"] @ last)


def bert(items, length, width, blocks, heads, histories):
    shapes = [("bert.embedding.token.weight", (items + 2, width)), ("bert.embedding.position.pe.weight", (length, width))]
    for b in range(blocks):
        p = f"bert.transformer_blocks.{b}."
        for l in ["attention.linear_layers.0", "attention.linear_layers.1", "attention.linear_layers.2",
                  "attention.output_linear"]:
            shapes += [(p + l + ".weight", (width, width)), (p + l + ".bias", (width,))]
        shapes += [(p + "feed_forward.w_1.weight", (4 * width, width)), (p + "feed_forward.w_1.bias", (4 * width,)),
                   (p + "feed_forward.w_2.weight", (width, 4 * width)), (p + "feed_forward.w_2.bias", (width,))]
        for s in ["input_sublayer", "output_sublayer"]:
            shapes += [(p + s + ".norm.a_2", (width,)), (p + s + ".norm.b_2", (width,))]
    shapes += [("out.weight", (items + 1, width)), ("out.bias", (items + 1,))]
    w = values(shapes)

    def linear(x, name):
        return F.linear(x, w[name + ".weight"], w[name + ".bias"])

    def norm(x, name):
        return w[name + ".a_2"] * (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + 1e-6) + w[name + ".b_2"]

    def split(x):
        return x.view(len(x), heads, -1).transpose(0, 1)

    for h in histories:
        shown = (h + [items + 1])[-length:]
        tokens = torch.tensor([0] * (length - len(shown)) + shown)
        x = w["bert.embedding.token.weight"][tokens] + w["bert.embedding.position.pe.weight"]
        for b in range(blocks):
            p = f"bert.transformer_blocks.{b}."
            n = norm(x, p + "input_sublayer.norm")
            q, k, v = (split(linear(n, p + f"attention.linear_layers.{i}")) for i in range(3))
            products = (q @ k.transpose(1, 2)) / (width // heads) ** 0.5
            products = products.masked_fill((tokens == 0)[None, None, :], -1e9)
            mixed = (products.softmax(-1) @ v).transpose(0, 1).reshape(length, width)
            x = x + linear(mixed, p + "attention.output_linear")
            n = norm(x, p + "output_sublayer.norm")
            x = x + linear(F.gelu(linear(n, p + "feed_forward.w_1"), approximate="tanh"), p + "feed_forward.w_2")
        show(f"bert {h}", linear(x[-1], "out"))


def lightgcn(users, items, width, edges, layers):
    w = values([("embedding_user.weight", (users, width)), ("embedding_item.weight", (items, width))])
    a = torch.zeros(users + items, users + items)
    for u, i in edges:
        a[u, users + i] = a[users + i, u] = 1
    d = a.sum(1) ** -0.5
    d[torch.isinf(d)] = 0
    e = torch.cat([w["embedding_user.weight"], w["embedding_item.weight"]])
    all_layers = [e]
    for _ in range(layers):
        e = torch.diag(d) @ a @ torch.diag(d) @ e
        all_layers.append(e)
    final = torch.stack(all_layers).mean(0)
    show("lightgcn user 1", final[1])
    show("lightgcn", final[:users] @ final[users:].T)


HISTORIES = [[3, 1, 4], [2, 2, 4, 1, 3]]
gru("item_embedding", "gru_layers", "dense", False, 5, 3, 4, 1, False, True, HISTORIES)
gru("i_embeddings", "rnn", "out", False, 5, 3, 4, 1, True, False, HISTORIES)
gru("look_up", "gru", "h2o", True, 5, 3, 4, 2, True, True, HISTORIES)
gru("item_embedding", "gru_layers", "dense", False, 5, 3, 4, 1, False, True, [[4, 1, 3]])
bert(5, 4, 4, 2, 2, [[3, 1], [2, 2, 4, 1, 3]])
# user 2 has consumed nothing that counts, item 3 nobody
lightgcn(4, 4, 3, [(0, 0), (0, 1), (1, 1), (1, 2), (1, 0), (3, 2)], 3)
