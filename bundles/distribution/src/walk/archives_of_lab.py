"""Networks as labs write them, for plugins.py: name, network, inputs, the hook points that are asked for."""
import os
import torch
from torch import nn, Tensor
from typing import Dict, List, NamedTuple, Optional, Tuple


class Pair(NamedTuple):
    mean: Tensor
    spread: Tensor


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(8, 8)

    def forward(self, x: Tensor) -> Pair:
        y = self.lin(x)
        return Pair(y, y.abs() + 1)


class NamedUser(nn.Module):
    def __init__(self):
        super().__init__()
        self.code = Named()
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        p = self.code(x)
        return self.head(p.mean * p.spread)


class DictMid(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 4)

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        h = self.a(x)
        return {'hidden': h, 'small': self.b(h)}


class DictUser(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = DictMid()
        self.head = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        d = self.enc(x)
        return {'logits': self.head(d['small']), 'hidden': d['hidden']}


class ListOut(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])

    def forward(self, x: Tensor) -> List[Tensor]:
        out: List[Tensor] = []
        for step in self.steps:
            x = torch.tanh(step(x))
            out.append(x)
        return out


class ListUser(nn.Module):
    def __init__(self):
        super().__init__()
        self.pyramid = ListOut()
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        levels = self.pyramid(x)
        return self.head(levels[0] + levels[2])


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(11, 8)
        self.lstm = nn.LSTM(8, 6, num_layers=2, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(12, 5, batch_first=True)
        self.head = nn.Linear(5, 4)

    def forward(self, x: Tensor) -> Tensor:
        y, (h, c) = self.lstm(self.emb(x))
        z, _ = self.gru(y)
        return self.head(z) + h.mean() + c.mean()


class Codec(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Linear(8, 4)
        self.up = nn.Linear(4, 8)

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        return torch.relu(self.down(x))

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        return self.up(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))


class CodecUser(nn.Module):
    def __init__(self):
        super().__init__()
        self.codec = Codec()
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.codec.decode(self.codec.encode(x) * 2))

    def extra(self, x):
        z = self.codec.encode(x)
        return {'codec~encode': z, 'codec~decode': self.codec.decode(z * 2)}


class InPlace(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 8)
        self.c = nn.Linear(8, 8)
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        y = self.a(x)
        y.add_(1.0).relu_()
        z = self.b(y)
        z[:, 0] = 7.0
        z.transpose(0, 1).mul_(2.0)
        w = self.c(z)
        part = w[..., :4]
        part.zero_()
        w += 3.0
        return self.head(w)


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Bilinear(8, 5, 6)
        self.head = nn.Linear(6, 3)

    def forward(self, x: Tensor, cond: Tensor) -> Tensor:
        return self.head(torch.tanh(self.mix(x, cond)))


class Again(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.Linear(8, 8)
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        for i in range(3):
            x = torch.tanh(self.cell(x)) + 0.1 * i
        return self.head(x)


class Branch(nn.Module):
    def __init__(self):
        super().__init__()
        self.often = nn.Linear(8, 8)
        self.never = nn.Linear(8, 8)
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.often(x)
        if bool(x.mean() > 1e6):
            x = self.never(x)
        return self.head(x)


class Alias(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(8, 8)
        self.two = self.one
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.two(torch.tanh(self.one(x))))


class Deep(nn.Module):
    def __init__(self, depth: int):
        super().__init__()
        self.inner = Deep(depth - 1) if depth else nn.Sequential(nn.Linear(8, 8), nn.GELU())
        self.norm = nn.LayerNorm(8)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.inner(x)) + x


class Keyed(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleDict({'first': nn.Linear(8, 8), 'class_': nn.Linear(8, 8)})
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        for key, part in self.parts.items():
            x = part(x)
        return self.head(x)


class Forking(nn.Module):
    """Wants a fork."""
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 8)

    def forward(self, x: Tensor, scale: Optional[Tensor] = None) -> Tuple[Tensor, Optional[Tensor]]:
        left = torch.jit.fork(self.a, x)
        right = self.b(x)
        y = torch.jit.wait(left) + right
        if scale is not None:
            y = y * scale
        return y, scale


class Running(nn.Module):
    """Counts its runs in a buffer."""
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.head = nn.Linear(8, 3)
        self.register_buffer('runs', torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        self.runs += 1
        return self.head(self.a(x))


class Chosen(nn.Module):
    """Early return, a loop with a condition, None, numbers and words beside tensors."""
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 8)
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor, more: Optional[Tensor] = None, times: int = 2, word: str = 'plain') -> Dict[str, Tensor]:
        y = self.first(x)
        n = 0
        while n < times:
            y = torch.relu(y)
            n += 1
        if word == 'early':
            return {'y': y}
        if more is not None:
            y = y + more
        return {'y': self.head(y)}


class Half(nn.Module):
    def __init__(self, bias: float):
        super().__init__()
        self.lin = nn.Linear(8, 8)
        self.bias = bias

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x) + self.bias


class Alike(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = Half(0.5), Half(0.5)
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.two(torch.sin(self.one(x))))


class Turned(nn.Module):
    """Positions before samples, as recurrent networks of old."""
    def __init__(self):
        super().__init__()
        self.mix = nn.Linear(8, 6)
        self.head = nn.Linear(6, 3)

    def forward(self, x: Tensor) -> Tensor:
        y = self.mix(x.transpose(0, 1))
        return self.head(torch.tanh(y).transpose(0, 1))


class Fixed(nn.Module):
    """Traced with one sample, whose number is a constant of the trace then."""
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.head = nn.Linear(40, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.a(x).reshape(1, 40))


class Attend(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.MultiheadAttention(8, 2, batch_first=True)
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        y, w = self.attn(x, x, x)
        return self.head(self.norm(x + y))


class Images(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(2)
        self.act = nn.ReLU(inplace=True)
        self.head = nn.Linear(24, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.pool(self.act(self.conv(x))).flatten(1))


class Numbered(nn.Module):
    """Cannot run without a word."""
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)

    def forward(self, x: Tensor, how: str) -> Tensor:
        return self.a(x) if how == 'a' else x


def models():
    x = torch.randn(4, 5, 8)
    yield 'scripted_named_tuple', NamedUser(), [x], ['code:mean', 'code:spread', 'code.lin', 'head:in']
    yield 'scripted_dict_middle', DictUser(), [x], ['enc:hidden', 'enc:small', 'head']
    yield 'scripted_list_out', ListUser(), [x], ['pyramid:0', 'pyramid:2', 'pyramid.steps.1']
    yield 'scripted_lstm_gru', Recurrent(), [torch.randint(0, 11, (4, 7))], ['emb', 'lstm:0', 'gru:0', 'head']
    yield 'traced_lstm_gru', Recurrent(), [torch.randint(0, 11, (4, 7))], ['emb', 'lstm:0', 'gru', 'head']
    yield 'scripted_methods', CodecUser(), [x], ['codec~encode', 'codec~decode', 'codec.down', 'head']
    yield 'scripted_in_place', InPlace(), [x], ['a', 'b', 'c', 'b:in', 'head']
    yield 'traced_in_place', InPlace(), [x], ['a', 'b', 'c', 'b:in', 'head']
    yield 'scripted_two_inputs', Two(), [torch.randn(4, 8), torch.randn(4, 5)], ['mix', 'mix:in', 'head']
    yield 'scripted_loop', Again(), [x], ['cell#0', 'cell#1', 'cell#2', 'cell#1:in', 'head']
    yield 'traced_loop', Again(), [x], ['cell#0', 'cell#2', 'head']
    yield 'scripted_branch', Branch(), [x], ['often', 'head']
    yield 'scripted_alias', Alias(), [x], ['head', 'head:in']
    yield 'scripted_nested', Deep(1), [x], ['inner.inner', 'inner.inner.0', 'norm']
    yield 'traced_nested', Deep(1), [x], ['inner.inner', 'inner.inner.0', 'norm']
    yield 'scripted_module_dict', Keyed(), [x], ['parts.first', 'parts.class_', 'head']
    yield 'scripted_state', Running(), [x], ['a', 'head']
    yield 'scripted_interface', Chosen(), [x], ['first', 'head']
    yield 'scripted_shared_class', Alike(), [x], ['one.lin', 'two.lin', 'two:in', 'head']
    yield 'scripted_first_dim_second', Turned(), [x], ['mix', 'head']
    yield 'traced_fixed_batch', Fixed(), [x[:1]], ['a', 'head']
    yield 'traced_two_inputs', Two(), [torch.randn(4, 8), torch.randn(4, 5)], ['mix:in.cond', 'head']
    yield 'scripted_attention', Attend(), [x], ['norm', 'head']
    yield 'traced_pictures', Images(), [torch.randn(2, 3, 8, 8)], ['conv', 'act', 'pool', 'head']
    yield 'traced_double', nn.Sequential(nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 3)).double(), [x.double()], ['0', '1', '2']


def refused(out):
    """What cannot be tapped, and what nests as deep as language models' encoders do: encoder.layer.3.attention.self.query."""
    import torch.package
    m = nn.Sequential(nn.Linear(8, 8), nn.ReLU())
    with torch.package.PackageExporter(os.path.join(out, 'refused_package.pt')) as e:
        e.extern('torch.**')
        e.save_pickle('model', 'model.pkl', m)
    torch.save(m, os.path.join(out, 'refused_pickle.pt'))
    q = torch.quantization.quantize_dynamic(m, {nn.Linear})
    torch.jit.save(torch.jit.script(q), os.path.join(out, 'refused_quantized.pt'))
    f = torch.jit.optimize_for_inference(torch.jit.script(m.eval()))
    torch.jit.save(f, os.path.join(out, 'refused_optimized.pt'))
    torch.jit.save(torch.jit.script(Forking().eval()), os.path.join(out, 'refused_fork.pt'))
    torch.jit.save(torch.jit.script(Numbered().eval()), os.path.join(out, 'refused_number.pt'))
    open(os.path.join(out, 'refused_empty.pt'), 'wb').close()
    open(os.path.join(out, 'refused_cut.pt'), 'wb').write(open(os.path.join(out, 'scripted_nested.pt'), 'rb').read()[:3000])
    torch.jit.save(torch.jit.script(Deep(5).eval()), os.path.join(out, 'seven_levels.pt'))
    torch.jit.save(torch.jit.script(Encoder(12, 8).eval()), os.path.join(out, 'encoder.pt'))
    torch.jit.save(torch.jit.script(m[1]), os.path.join(out, 'without_submodules.pt'))


class Block(nn.Module):
    """Nested as encoders of language models are: encoder.layer.0.attention.own.query."""
    def __init__(self, width: int):
        super().__init__()
        own = Own(width)
        self.attention = Attention(own, width)
        self.feed = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.attention(x)
        return self.norm(x + self.feed(x))


class Own(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.query, self.key, self.value = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.query(x) @ self.key(x).transpose(-1, -2), -1) @ self.value(x)


class Attention(nn.Module):
    def __init__(self, own: Own, width: int):
        super().__init__()
        self.own = own
        self.output = nn.Sequential(nn.Linear(width, width), nn.LayerNorm(width))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.output(self.own(x))


class Layers(nn.Module):
    def __init__(self, layers: int, width: int):
        super().__init__()
        self.layer = nn.ModuleList([Block(width) for _ in range(layers)])

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layer:
            x = layer(x)
        return x


class Body(nn.Module):
    def __init__(self, layers: int, width: int):
        super().__init__()
        self.encoder = Layers(layers, width)
        self.pooler = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.pooler(self.encoder(x))


class Encoder(nn.Module):
    def __init__(self, layers: int, width: int):
        super().__init__()
        self.body = Body(layers, width)
        self.head = nn.Linear(width, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.body(x))
