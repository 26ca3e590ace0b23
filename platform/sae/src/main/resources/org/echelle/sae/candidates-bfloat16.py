# Which features of a row may be kept: the encoder product in bfloat16, its values as they are.

# The m largest pre-activations of every row, to bfloat16's precision.
def candidates(self, Xc: Tensor, W: Tensor, be: Tensor, m: int, work: Tensor) -> Tuple[Tensor, Tensor]:
  B = torch.size(Xc, 0)
  slice = torch.size(work, 0)
  V = torch.empty([B, m], dtype=Xc.dtype, device=Xc.device)
  I = torch.empty([B, m], dtype=4, device=Xc.device)
  X16 = torch.to(Xc, 15)
  W16 = torch.t(torch.to(W, 15))
  at = 0
  while at < B:
    to = min(at + slice, B)
    A = torch.slice(work, 0, 0, to - at)
    _0 = torch.copy_(A, torch.mm(torch.slice(X16, 0, at, to), W16))
    _1 = torch.add_(A, be)
    v, i = torch.topk(A, m, 1, True, False)
    _2 = torch.copy_(torch.slice(V, 0, at, to), v)
    _3 = torch.copy_(torch.slice(I, 0, at, to), i)
    at = to
  return (V, I)
