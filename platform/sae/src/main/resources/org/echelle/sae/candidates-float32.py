# Which features of a row may be kept: the encoder product in float32.

# The m largest pre-activations of every row, the encoder product taken slice by slice.
def candidates(self, Xc: Tensor, W: Tensor, be: Tensor, m: int, work: Tensor) -> Tuple[Tensor, Tensor]:
  B = torch.size(Xc, 0)
  n = torch.size(W, 0)
  slice = torch.size(work, 0)
  V = torch.empty([B, m], dtype=Xc.dtype, device=Xc.device)
  I = torch.empty([B, m], dtype=4, device=Xc.device)
  Wt = torch.t(W)
  at = 0
  while at < B:
    to = min(at + slice, B)
    A = torch.slice(work, 0, 0, to - at)
    _0 = torch.add_(torch.mm(torch.slice(Xc, 0, at, to), Wt, out=A), be)
    v, i = torch.topk(A, m, 1, True, False)
    _1 = torch.copy_(torch.slice(V, 0, at, to), v)
    _2 = torch.copy_(torch.slice(I, 0, at, to), i)
    at = to
  return (V, I)

# The same to be called from outside, for tests.
def candidates_of(self, Xc: Tensor, W: Tensor, be: Tensor, m: int, work: Tensor) -> List[Tensor]:
  V, I = self.candidates(Xc, W, be, m, work)
  return [V, I]
