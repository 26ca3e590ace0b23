# Which features of a row may be kept: candidates from a bfloat16 product, rescored in float32, with a proof for every row.
#
# A bfloat16 product s of x and w (8 significant bits, unit roundoff u = 2^-8; sums in float32) is off by at most
#   (2 u + u^2 + d 2^-23) |x| |w| + u |s|,
# by Cauchy-Schwarz over the rounding of both factors, the sums, and the rounding of s itself. So s plus that bound is above the
# true pre-activation of every feature. The m + margin features with the largest such upper bounds are computed in float32; if the
# m-th largest of the true values is not below the smallest upper bound among them, nothing outside can belong. Rows for which that
# does not hold are done again in float32.

def exact_rows(self, Xc: Tensor, W: Tensor, be: Tensor, m: int, work: Tensor) -> Tuple[Tensor, Tensor]:
  B = torch.size(Xc, 0)
  slice = torch.size(work, 0)
  V = torch.empty([B, m], dtype=Xc.dtype, device=Xc.device)
  I = torch.empty([B, m], dtype=4, device=Xc.device)
  Wt = torch.t(W)
  at = 0
  while at < B:
    to = min(at + slice, B)
    A = torch.slice(work, 0, 0, to - at)
    _0 = torch.addmm(be, torch.slice(Xc, 0, at, to), Wt, out=A)
    v, i = torch.topk(A, m, 1, True, False)
    _1 = torch.copy_(torch.slice(V, 0, at, to), v)
    _2 = torch.copy_(torch.slice(I, 0, at, to), i)
    at = to
  return (V, I)

# The m largest pre-activations of every row.
def candidates(self, Xc: Tensor, W: Tensor, be: Tensor, m: int, work: Tensor) -> Tuple[Tensor, Tensor]:
  B = torch.size(Xc, 0)
  d = torch.size(Xc, 1)
  n = torch.size(W, 0)
  slice = torch.size(work, 0)
  wide = min(n, 2 * m + 8)
  if wide == n:
    return self.exact_rows(Xc, W, be, m, work)
  u = 2. ** -8
  bound = 2. * u + u * u + float(d) * 2. ** -23
  reach = torch.mul(torch.linalg_vector_norm(Xc, 2, [1]), bound * 1.001)
  length = torch.linalg_vector_norm(W, 2, [1])
  X16 = torch.to(Xc, 15)
  W16 = torch.t(torch.to(W, 15))
  I = torch.empty([B, wide], dtype=4, device=Xc.device)
  ceiling = torch.empty([B], dtype=Xc.dtype, device=Xc.device)
  at = 0
  while at < B:
    to = min(at + slice, B)
    A = torch.slice(work, 0, 0, to - at)
    _0 = torch.copy_(A, torch.mm(torch.slice(X16, 0, at, to), W16))
    _1 = torch.add_(A, torch.abs(A), alpha=u * 1.01)
    _2 = torch.addcmul_(A, torch.unsqueeze(torch.slice(reach, 0, at, to), 1), length)
    _3 = torch.add_(A, be)
    v, i = torch.topk(A, wide, 1, True, False)
    _4 = torch.copy_(torch.slice(I, 0, at, to), i)
    _5 = torch.copy_(torch.slice(ceiling, 0, at, to), torch.amin(v, [1]))
    at = to
  I, _6 = torch.sort(I, 1, False)
  rowStart = torch.mul(torch.arange(0, B + 1, dtype=4, device=Xc.device), wide)
  flat = torch.reshape(I, [-1])
  bias = torch.index_select(be, 0, flat)
  exact = torch.add(self.pulls(Xc, W, 1., flat, torch.ones_like(bias), rowStart), bias)
  V, place = torch.topk(torch.reshape(exact, [B, wide]), m, 1, True, False)
  I = torch.gather(I, 1, place)
  open = torch.reshape(torch.nonzero(torch.lt(torch.amin(V, [1]), ceiling)), [-1])
  if torch.size(open, 0) > 0:
    v, i = self.exact_rows(torch.index_select(Xc, 0, open), W, be, m, work)
    _7 = torch.index_copy_(V, 0, open, v)
    _8 = torch.index_copy_(I, 0, open, i)
  return (V, I)

# The same to be called from outside, for tests.
def candidates_of(self, Xc: Tensor, W: Tensor, be: Tensor, m: int, work: Tensor) -> List[Tensor]:
  V, I = self.candidates(Xc, W, be, m, work)
  return [V, I]
