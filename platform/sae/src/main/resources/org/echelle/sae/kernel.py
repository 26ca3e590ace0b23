# The training step of TopK and BatchTopK dictionaries as one call, their inference, and the sums that surround them.
# Agnostic of device and of float32 or float64.
#
# Shapes: X [B, d] rows; W [n, d] encoder; D [n, d] decoder (row = atom); be [n]; bd [d] (pre-bias and output bias).
# A code is kept as entries sorted by row: feature [e], row [e], value [e], rowStart [B + 1] (CSR). No buffer of
# size B*n or B*k*d is ever made: the encoder product runs in slices of rows that stay in the processor's cache.

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
    _0 = torch.addmm(be, torch.slice(Xc, 0, at, to), Wt, out=A)
    v, i = torch.topk(A, m, 1, True, False)
    _1 = torch.copy_(torch.slice(V, 0, at, to), v)
    _2 = torch.copy_(torch.slice(I, 0, at, to), i)
    at = to
  return (V, I)

# Entries of the k*B largest positive pre-activations of the whole batch. Candidates are the m = 2k largest of each row; a row
# all of whose candidates were chosen may hold more, so such rows are looked at again with m doubled: the result is exact.
def batch_entries(self, Xc: Tensor, W: Tensor, be: Tensor, k: int, work: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  B = torch.size(Xc, 0)
  n = torch.size(W, 0)
  m = min(2 * k, n)
  V, I = self.candidates(Xc, W, be, m, work)
  V = torch.relu(V)
  total = k * B
  floor, _a = torch.min(torch.topk(torch.reshape(V, [-1]), total, 0, True, False)[0], 0)
  full = torch.nonzero(torch.logical_and(torch.ge(torch.amin(V, [1]), floor), torch.gt(torch.amin(V, [1]), 0)))
  while torch.size(full, 0) > 0 and m < n:
    wider = min(2 * m, n)
    rows = torch.reshape(full, [-1])
    v, i = self.candidates(torch.index_select(Xc, 0, rows), W, be, wider, work)
    V = torch.constant_pad_nd(V, [0, wider - m], 0)
    I = torch.constant_pad_nd(I, [0, wider - m], 0)
    _b = torch.index_copy_(V, 0, rows, torch.relu(v))
    _c = torch.index_copy_(I, 0, rows, i)
    m = wider
    floor, _d = torch.min(torch.topk(torch.reshape(V, [-1]), total, 0, True, False)[0], 0)
    full = torch.nonzero(torch.logical_and(torch.ge(torch.amin(V, [1]), floor), torch.gt(torch.amin(V, [1]), 0)))
  _e, chosen = torch.topk(torch.reshape(V, [-1]), total, 0, True, False)
  keep = torch.zeros([B * m], dtype=11, device=Xc.device)
  _f = torch.index_fill_(keep, 0, chosen, True)
  keep = torch.logical_and(keep, torch.gt(torch.reshape(V, [-1]), 0))
  at = torch.reshape(torch.nonzero(keep), [-1])
  value = torch.index_select(torch.reshape(V, [-1]), 0, at)
  feature = torch.index_select(torch.reshape(I, [-1]), 0, at)
  row = torch.floor_divide(at, m)
  return (feature, row, value)

# Selected entries of a batch, sorted by row: (feature, row, value >= 0, rowStart).
def entries(self, Xc: Tensor, W: Tensor, be: Tensor, k: int, batchwise: bool, work: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  B = torch.size(Xc, 0)
  if batchwise:
    feature, row, value = self.batch_entries(Xc, W, be, k, work)
    counts = torch.bincount(row, None, B)
    start = torch.cat([torch.zeros([1], dtype=4, device=Xc.device), torch.cumsum(counts, 0)])
    return (feature, row, value, start)
  V, I = self.candidates(Xc, W, be, k, work)
  row = torch.floor_divide(torch.arange(0, B * k, dtype=4, device=Xc.device), k)
  start = torch.mul(torch.arange(0, B + 1, dtype=4, device=Xc.device), k)
  return (torch.reshape(I, [-1]), row, torch.relu(torch.reshape(V, [-1])), start)

# Number of set bits of every int64 (SWAR).
def bits(self, x: Tensor) -> Tensor:
  x = torch.sub(x, torch.bitwise_and(torch.bitwise_right_shift(x, 1), 6148914691236517205))
  x = torch.add(torch.bitwise_and(x, 3689348814741910323), torch.bitwise_and(torch.bitwise_right_shift(x, 2), 3689348814741910323))
  x = torch.bitwise_and(torch.add(x, torch.bitwise_right_shift(x, 4)), 1085102592571150095)
  return torch.bitwise_right_shift(torch.mul(x, 72340172838076673), 56)

# The order that sorts entries by feature, rows rising within a feature, and where each feature starts [n + 1].
# A counting sort without a sort: a row has a feature at most once, so 64 rows are 64 bits of a word, and an entry's rank among
# them is the number of bits below its own. torch.sort of the same 65 536 keys costs more than the whole encoder product.
def by_feature(self, feature: Tensor, row: Tensor, B: int, n: int) -> Tuple[Tensor, Tensor]:
  chunks = (B + 63) // 64
  key = torch.add(torch.mul(torch.bitwise_right_shift(row, 6), n), feature)
  bit = torch.bitwise_left_shift(torch.ones_like(row), torch.bitwise_and(row, 63))
  words = torch.zeros([chunks * n], dtype=4, device=row.device)
  _0 = torch.index_add_(words, 0, key, bit)
  rank = self.bits(torch.bitwise_and(torch.index_select(words, 0, key), torch.sub(bit, 1)))
  counts = torch.reshape(torch.bincount(key, None, chunks * n), [chunks, n])
  start = torch.cat([torch.zeros([1], dtype=4, device=row.device), torch.cumsum(torch.sum(counts, [0]), 0)])
  base = torch.add(torch.sub(torch.cumsum(counts, 0), counts), torch.slice(start, 0, 0, n))
  place = torch.add(torch.index_select(torch.reshape(base, [-1]), 0, key), rank)
  order = torch.empty_like(row)
  _1 = torch.index_copy_(order, 0, place, torch.arange(0, torch.size(row, 0), dtype=4, device=row.device))
  return (order, start)

# Sum of weight * table[index] over each bag: a CSR product, in float by a vectorised kernel.
def bags(self, table: Tensor, index: Tensor, start: Tensor, weight: Tensor) -> Tensor:
  out, _0, _1, _2 = torch.embedding_bag(table, index, start, False, 0, False, weight, True)
  return out

# Loss and gradients of one batch. scale: loss = scale * mean over rows of the squared error summed over d.
# Returns gradients of W, D, be, bd, then a row of doubles (see Training.java), then the features that fired [n].
def gradients(self, X: Tensor, p: List[Tensor], since: Tensor, work: Tensor, k: int, batchwise: bool, scale: float, auxWeight: float, auxK: int, deadAfter: int, firedBySelection: bool) -> List[Tensor]:
  W = p[0]
  D = p[1]
  be = p[2]
  bd = p[3]
  B = torch.size(X, 0)
  n = torch.size(W, 0)
  Xc = torch.sub(X, bd)
  feature, row, value, rowStart = self.entries(Xc, W, be, k, batchwise, work)
  R = torch.sub(self.bags(D, feature, rowStart, value), Xc)
  positive = torch.gt(value, 0)
  c = 2. * scale / float(B)
  code = torch.sparse_csr_tensor(rowStart, feature, value, [B, n], dtype=value.dtype, layout=None, device=value.device, pin_memory=None)
  delta = torch.mul(torch.values(torch.sparse_sampled_addmm(code, R, torch.t(D), beta=0., alpha=c)), positive)
  order, start = self.by_feature(feature, row, B, n)
  rowsByFeature = torch.index_select(row, 0, order)
  gD = self.bags(R, rowsByFeature, start, torch.mul(torch.index_select(value, 0, order), c))
  gW = self.bags(Xc, rowsByFeature, start, torch.index_select(delta, 0, order))
  gbe = torch.to(torch.bincount(feature, delta, n), X.dtype)
  # <gD_j, w_j> without another pass: sum over entries of value * delta
  along = torch.to(torch.bincount(feature, torch.mul(value, delta), n), X.dtype)
  gbd = torch.sub(torch.mul(torch.sum(R, [0]), c), torch.mv(torch.t(W), gbe))
  if firedBySelection:
    fired = torch.gt(torch.bincount(feature, None, n), 0)
  else:
    fired = torch.gt(torch.bincount(feature, torch.to(positive, 6), n), 0)
  squared = torch.sum(torch.mul(R, R), dtype=7)
  spread = torch.sum(torch.pow(torch.sub(X, torch.mean(X, [0])), 2), dtype=7)
  since2 = torch.masked_fill(torch.add(since, B), fired, 0)
  dead = torch.ge(since2, deadAfter)
  deadCount = torch.sum(dead)
  aux = torch.zeros([], dtype=7, device=X.device)
  if auxWeight > 0. and int(deadCount) > 0:
    which = torch.reshape(torch.nonzero(dead), [-1])
    nd = torch.size(which, 0)
    ka = min(auxK, nd)
    Wd = torch.index_select(W, 0, which)
    Dd = torch.index_select(D, 0, which)
    E = torch.neg(R)
    A = torch.relu(torch.addmm(torch.index_select(be, 0, which), Xc, torch.t(Wd)))
    if ka < nd:
      av, ai = torch.topk(A, ka, 1, True, False)
      A = torch.scatter(torch.zeros_like(A), 1, ai, av)
    spreadE = float(torch.sum(torch.pow(torch.sub(E, torch.mean(E, [0])), 2), dtype=7))
    if spreadE > 0.:
      Q = torch.sub(torch.mm(A, Dd), E)
      aux = torch.mul(torch.sum(torch.mul(Q, Q), dtype=7), 1. / spreadE)
      Q = torch.mul(Q, 2. * auxWeight / spreadE)
      gDd = torch.mm(torch.t(A), Q)
      da = torch.mul(torch.mm(Q, torch.t(Dd)), torch.gt(A, 0))
      gbed = torch.sum(da, [0])
      _0 = torch.index_add_(gD, 0, which, gDd)
      _1 = torch.index_add_(gW, 0, which, torch.mm(torch.t(da), Xc))
      _2 = torch.index_add_(gbe, 0, which, gbed)
      _3 = torch.index_add_(along, 0, which, torch.sum(torch.mul(gDd, Dd), [1]))
      gbd = torch.sub(gbd, torch.mv(torch.t(Wd), gbed))
  smallest = torch.where(positive, value, torch.full_like(value, 3.0e38))
  least = torch.to(torch.amin(smallest, [0]), 7)
  leastByRow = least
  if batchwise == False:
    leastByRow = torch.mean(torch.amin(torch.reshape(smallest, [B, k]), [1]), dtype=7)
  stats = torch.stack([squared, spread, aux, torch.to(torch.sum(positive), 7), torch.to(deadCount, 7), least, leastByRow])
  return [gW, gD, gbe, gbd, stats, along, since2]

# One step. p, m, v: parameters and Adam moments [W, D, be, bd]; steps: Adam's step counts, one a parameter; since: rows since a
# feature fired. Nothing changes when the loss is not finite. Returns the row of doubles.
def step(self, X: Tensor, p: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], since: Tensor, work: Tensor, k: int, batchwise: bool, scale: float, auxWeight: float, auxK: int, deadAfter: int, lr: float, beta1: float, beta2: float, eps: float, clip: float, firedBySelection: bool) -> List[Tensor]:
  g = self.gradients(X, p, since, work, k, batchwise, scale, auxWeight, auxK, deadAfter, firedBySelection)
  stats = g[4]
  if bool(torch.isfinite(stats[0])) and bool(torch.isfinite(stats[2])):
    D = p[1]
    _0 = torch.copy_(since, g[6])
    # no push along the atom itself: its norm is fixed
    _1 = torch.addcmul_(g[1], D, torch.unsqueeze(g[5], 1), value=-1)
    norm = 0.
    for i in range(4):
      norm = norm + float(torch.linalg_vector_norm(g[i])) ** 2
    norm = norm ** 0.5
    gs = [g[0], g[1], g[2], g[3]]
    none : List[Tensor] = []
    for j in range(4):
      _s = torch.add_(steps[j], 1)
    if clip > 0. and norm > clip:
      torch._fused_adam_(p, gs, m, v, none, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=0., eps=eps, amsgrad=False, maximize=False, grad_scale=torch.full([], (norm + 1.e-6) / clip, dtype=6, device=X.device), found_inf=None)
    else:
      torch._fused_adam_(p, gs, m, v, none, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=0., eps=eps, amsgrad=False, maximize=False, grad_scale=None, found_inf=None)
    _2 = torch.mul_(D, torch.reciprocal(torch.linalg_vector_norm(D, 2, [1], True)))
  return [stats]

# The floor that a step is measured against: the encoder product alone, into a buffer that is already there.
def product(self, X: Tensor, W: Tensor, out: Tensor) -> List[Tensor]:
  return [torch.mm(X, torch.t(W), out=out)]

# Codes of rows at inference, sorted by row and feature: rowStart [B + 1] and feature as int32, value.
# rule 0: the k largest positive pre-activations of a row; rule 1: every pre-activation above theta.
def encode(self, X: Tensor, W: Tensor, be: Tensor, bd: Tensor, rule: int, k: int, theta: float, work: Tensor) -> List[Tensor]:
  B = torch.size(X, 0)
  n = torch.size(W, 0)
  Xc = torch.sub(X, bd)
  starts = torch.zeros([B + 1], dtype=4, device=X.device)
  if rule == 0:
    V, I = self.candidates(Xc, W, be, k, work)
    I, order = torch.sort(I, 1, False)
    V = torch.gather(V, 1, order)
    keep = torch.gt(V, 0)
    _0 = torch.copy_(torch.slice(starts, 0, 1, B + 1), torch.cumsum(torch.sum(keep, [1]), 0))
    return [torch.to(starts, 3), torch.to(torch.masked_select(I, keep), 3), torch.masked_select(V, keep)]
  features : List[Tensor] = []
  values : List[Tensor] = []
  counts : List[Tensor] = []
  Wt = torch.t(W)
  slice = torch.size(work, 0)
  at = 0
  while at < B:
    to = min(at + slice, B)
    A = torch.addmm(be, torch.slice(Xc, 0, at, to), Wt, out=torch.slice(work, 0, 0, to - at))
    keep = torch.gt(A, theta)
    place = torch.nonzero(keep)
    _1 = torch.append(features, torch.to(torch.select(place, 1, 1), 3))
    _2 = torch.append(values, torch.masked_select(A, keep))
    _3 = torch.append(counts, torch.sum(keep, [1]))
    at = to
  _4 = torch.copy_(torch.slice(starts, 0, 1, B + 1), torch.cumsum(torch.cat(counts), 0))
  return [torch.to(starts, 3), torch.cat(features), torch.cat(values)]

# Codes as a dense matrix [B, n].
def encode_dense(self, X: Tensor, W: Tensor, be: Tensor, bd: Tensor, rule: int, k: int, theta: float) -> List[Tensor]:
  A = torch.addmm(be, torch.sub(X, bd), torch.t(W))
  if rule == 0:
    v, i = torch.topk(A, k, 1, True, False)
    return [torch.scatter(torch.zeros_like(A), 1, i, torch.relu(v))]
  return [torch.masked_fill(A, torch.le(A, theta), 0)]

# Reconstruction without a dense code.
def reconstruct(self, X: Tensor, W: Tensor, D: Tensor, be: Tensor, bd: Tensor, rule: int, k: int, theta: float, work: Tensor) -> List[Tensor]:
  code = self.encode(X, W, be, bd, rule, k, theta, work)
  return [torch.add(self.bags(D, code[1], code[0], code[2]), bd), code[1]]

def decode_dense(self, Z: Tensor, D: Tensor, bd: Tensor) -> List[Tensor]:
  return [torch.addmm(bd, Z, D)]

def decode_sparse(self, start: Tensor, feature: Tensor, value: Tensor, D: Tensor, bd: Tensor) -> List[Tensor]:
  return [torch.add(self.bags(D, feature, start, value), bd)]

# Every row to mean 0 and sample standard deviation 1 (d - 1 in the denominator, 1e-5 added): the rows, their means, their scales.
def standardise(self, X: Tensor) -> List[Tensor]:
  mean = torch.mean(X, [1], True)
  C = torch.sub(X, mean)
  scale = torch.add(torch.sqrt(torch.mul(torch.sum(torch.mul(C, C), [1], True), 1. / float(torch.size(X, 1) - 1))), 1.e-5)
  return [torch.mul(C, torch.reciprocal(scale)), mean, scale]

# Sums in double that evaluation adds up over batches: squared error, sum x [d], sum x^2, cosine, per-row counts.
def measure(self, X: Tensor, Y: Tensor, shift: Tensor, feature: Tensor, n: int) -> List[Tensor]:
  S = torch.to(torch.sub(X, shift), 7)
  R = torch.sub(X, Y)
  dots = torch.sum(torch.mul(X, Y), [1])
  norms = torch.mul(torch.linalg_vector_norm(X, 2, [1], False), torch.linalg_vector_norm(Y, 2, [1], False))
  cosine = torch.sum(torch.where(torch.gt(norms, 0), torch.mul(dots, torch.reciprocal(norms)), torch.zeros_like(norms)), dtype=7)
  sums = torch.stack([torch.sum(torch.mul(R, R), dtype=7), torch.sum(torch.mul(S, S)), cosine])
  return [sums, torch.sum(S, [0]), torch.bincount(feature, None, n)]

# What normalisation needs of rows: sum of ||x - shift||^2, of ||x - shift||, and of x - shift, in double.
def moments(self, X: Tensor, shift: Tensor) -> List[Tensor]:
  S = torch.to(torch.sub(X, shift), 7)
  q = torch.sum(torch.mul(S, S), [1])
  return [torch.stack([torch.sum(q), torch.sum(torch.sqrt(q))]), torch.sum(S, [0])]

# Second moments about shift [d, d] in double.
def scatter_matrix(self, X: Tensor, shift: Tensor) -> List[Tensor]:
  S = torch.to(torch.sub(X, shift), 7)
  return [torch.mm(torch.t(S), S), torch.sum(S, [0])]

# Eigenvalues (rising) and eigenvectors (columns) of a symmetric matrix.
def eigh(self, C: Tensor) -> List[Tensor]:
  values, vectors = torch.linalg_eigh(C)
  return [values, vectors]

# x' = (x - shift) * scale
def affine(self, X: Tensor, shift: Tensor, scale: float) -> List[Tensor]:
  return [torch.mul(torch.sub(X, shift), scale)]

# One Weiszfeld iteration of the geometric median (rows that lie on the present point are left out).
def weiszfeld(self, X: Tensor, m: Tensor) -> List[Tensor]:
  dist = torch.linalg_vector_norm(torch.sub(X, m), 2, [1], True)
  u = torch.where(torch.gt(dist, 0), torch.reciprocal(dist), torch.zeros_like(dist))
  total = torch.sum(u)
  if float(total) == 0.:
    return [m, torch.zeros_like(total)]
  next = torch.mul(torch.sum(torch.mul(X, u), [0]), torch.reciprocal(total))
  return [next, torch.linalg_vector_norm(torch.sub(next, m))]

# The m largest positive parts of every row's pre-activations, to find a threshold.
def largest(self, X: Tensor, W: Tensor, be: Tensor, bd: Tensor, m: int, work: Tensor) -> List[Tensor]:
  V, _0 = self.candidates(torch.sub(X, bd), W, be, m, work)
  return [torch.relu(V)]
