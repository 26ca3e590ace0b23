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

# What follows is for a CPU whose host selects: one bfloat16 product gives upper bounds of pre-activations. The true one differs from
# x16 w16 by at most |x - x16| |w| + |x16| |w - w16| and the sums' rounding, g |x16| |w| with g = (d + 8) 2^-23 (Cauchy-Schwarz with the
# lengths of what rounding took, a third of what it could take). With reach = |x - x16| + (2^-9 + g) |x16| and
# length = max(|w|, 2^9 |w - w16|) that is at most reach length. Rows are [x16, 1, 1, 1, reach], features [w16, b1, b2, b3, length] with
# b1 + b2 + b3 = be + g |be| to 24 bits and reach and length rounded up, so their product is above the true pre-activation by at most
# 2 reach length + 2 g |be|. Both are kept as float32 tensors of half the columns, which Java can carry.

# Some rows of a float32 tensor's memory as bfloat16, twice as many columns. What an operator writes there is seen only if its result
# is used.
def halves(self, x: Tensor, at: int, to: int) -> Tensor:
  width = 2 * torch.size(x, 1)
  return torch.set_(torch.empty([0], dtype=15), x, at * width, [to - at, width], [width, 1])

# Rounded up to bfloat16.
def above(self, x: Tensor) -> Tensor:
  return torch.to(torch.mul(x, 1. + 2. ** -6), 15)

# Rounds some rows into X16; returns their reach.
def rounded_rows(self, Xc: Tensor, at: int, to: int, X16: Tensor) -> List[Tensor]:
  d = torch.size(Xc, 1)
  g = float(d + 8) * 2. ** -23
  x = torch.slice(Xc, 0, at, to)
  x16 = torch.to(x, 15)
  back = torch.to(x16, 6)
  lost = torch.linalg_vector_norm(torch.sub(x, back), 2, [1], True)
  reach = self.above(torch.add(lost, torch.linalg_vector_norm(back, 2, [1], True), alpha=2. ** -9 + g))
  made = torch.copy_(self.halves(X16, at, to), torch.cat([x16, torch.ones([to - at, 3], dtype=15), reach, torch.zeros([to - at, d % 2], dtype=15)], 1))
  return [torch.to(torch.select(made, 1, d + 3), 6)]

# The largest 2 g |be|.
def slack(self, be: Tensor, d: int) -> List[Tensor]:
  return [torch.mul(torch.amax(torch.abs(be)), 2.1 * float(d + 8) * 2. ** -23)]

# Rounds some features into W16; returns their lengths.
def rounded_features(self, W: Tensor, be: Tensor, at: int, to: int, W16: Tensor) -> List[Tensor]:
  d = torch.size(W, 1)
  g = float(d + 8) * 2. ** -23
  w = torch.slice(W, 0, at, to)
  w16 = torch.to(w, 15)
  lost = torch.linalg_vector_norm(torch.sub(w, w16), 2, [1])
  length = self.above(torch.maximum(torch.linalg_vector_norm(w, 2, [1]), torch.mul(lost, 2. ** 9)))
  b = torch.slice(be, 0, at, to)
  b = torch.add(b, torch.abs(b), alpha=g)
  b1 = torch.to(b, 15)
  b = torch.sub(b, b1)
  b2 = torch.to(b, 15)
  b3 = torch.to(torch.sub(b, b2), 15)
  into = self.halves(W16, at, to)
  made = torch.copy_(into, torch.cat([w16, torch.stack([b1, b2, b3, length], 1), torch.zeros([to - at, d % 2], dtype=15)], 1))
  return [torch.to(torch.select(made, 1, d + 3), 6)]

# Upper bounds of some rows into the first rows of work, and the largest of 16 features w apart into peaks [rows, n / (16 w), w], bfloat16
# like the bounds. Positive floats are ordered as their bits are, and negative ones are negative integers, so the maxima are those of
# int16, for which processors have an instruction.
def slice_bounds(self, X16: Tensor, W16: Tensor, at: int, to: int, work: Tensor, peaks: Tensor, w: int) -> List[Tensor]:
  features = self.halves(W16, 0, torch.size(W16, 0))
  A = torch.mm(self.halves(X16, at, to), torch.t(features), out=self.halves(work, 0, to - at))
  n = torch.size(A, 1)
  bits = torch.set_(torch.empty([0], dtype=2), A, 0, [to - at, n // (16 * w), 16, w], [n, 16 * w, w, 1])
  into = torch.set_(torch.empty([0], dtype=2), peaks, 0, [to - at, n // (16 * w), w], [n // 16, w, 1])
  largest = torch.amax(bits, [2], False, out=into)
  return [torch.to(torch.select(torch.select(torch.select(largest, 0, 0), 0, 0), 0, 0), 6)]

# Pre-activations in float32 by feature: of the rows that want each feature, from row at on.
def rescored_by_feature(self, Xc: Tensor, W: Tensor, be: Tensor, at: int, to: int, row: Tensor, start: Tensor) -> List[Tensor]:
  bias = torch.repeat_interleave(be, torch.sub(torch.slice(start, 0, 1), torch.slice(start, 0, 0, -1)))
  return [torch.add(self.pulls(W, torch.slice(Xc, 0, at, to), 1., row, torch.ones_like(bias), start), bias)]
