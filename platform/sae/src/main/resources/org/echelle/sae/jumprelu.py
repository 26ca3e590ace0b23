# extends penalty.py
# JumpReLU. p: W, D, be, bd, t (thresholds, or their logarithms). z = a [a > t]. Thresholds learn by pseudo-gradients through a kernel
# K of bandwidth h: dz/dt = -(t/h) K((a - t)/h), d[a > t]/dt = -(1/h) K((a - t)/h).
# o: 11 penalty (0: coefficient * L0, 1: coefficient * (L0 / target - 1)^2, 2: coefficient * sum of tanh(s z |w|)), 12 target or s,
# 13 h, 14 K (0 rectangle, 1 triangle, 2 Epanechnikov), 15 whether t are logarithms, 16 whether L0's step is taken as
# dictionary_learning does, of z instead of a, and thresholds may be negative, 17 weight of the pre-activation loss sum of
# max(t - a, 0) |w|, 18 whether of all features instead of the dead, 19 whether b_dec is subtracted from a row before it is encoded.
# Its own stats: penalty, pre-activation loss.
def looks(self, X: Tensor, p: List[Tensor], o: List[float]) -> List[Tensor]:
  theta, floor = self.thresholds(p, o)
  return [self.centred(X, p[3], o[19] == 1.), torch.sub(p[2], floor)]

def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  B = torch.size(X, 0)
  n = torch.size(p[0], 0)
  theta, floor = self.thresholds(p, o)
  Xc = self.centred(X, p[3], o[19] == 1.)
  few, code = self.active(Xc, p[0], p[2], floor, int(o[9] * float(B * n)), work, e)
  if few:
    return self.by_entries(X, Xc, p, theta, since, code, o)
  return self.by_slices(X, Xc, p, theta, since, work, o)

# Thresholds, and from where on K sees a pre-activation.
def thresholds(self, p: List[Tensor], o: List[float]) -> Tuple[Tensor, Tensor]:
  if o[15] == 0. and o[16] == 0.:
    _0 = torch.clamp_min_(p[4], 0.)
  if o[15] == 1.:
    theta = torch.exp(p[4])
  else:
    theta = p[4]
  reach = 0.5
  if o[14] > 0.:
    reach = 1.
  return (theta, torch.sub(theta, reach * o[13]))

# K, written into out.
def window(self, distance: Tensor, o: List[float], out: Tensor) -> Tensor:
  u = torch.abs_(torch.mul(distance, 1. / o[13], out=out))
  if o[14] == 0.:
    return torch.lt(u, 0.5, out=u)
  if o[14] == 1.:
    return torch.relu_(torch.add_(torch.neg_(u), 1.))
  return torch.mul_(torch.relu_(torch.add_(torch.neg_(torch.mul_(u, u)), 1.)), 0.75)

def by_entries(self, X: Tensor, Xc: Tensor, p: List[Tensor], theta: Tensor, since: Tensor, code: List[Tensor], o: List[float]) -> List[Tensor]:
  D = p[1]
  B = torch.size(X, 0)
  n = torch.size(D, 0)
  feature = code[0]
  row = code[1]
  start = code[2]
  a = code[3]
  above = torch.sub(a, torch.index_select(theta, 0, feature))
  fires = torch.gt(above, 0)
  value = torch.mul(a, fires)
  R = torch.sub(self.bags(D, feature, start, value), torch.sub(X, p[3]))
  spread = self.spread(X)
  c = self.factor(B, spread, o)
  G = self.push(R, X, o)
  pull = self.pulls(G, D, c, feature, value, start)
  along = torch.to(torch.bincount(feature, torch.mul(value, pull), n), X.dtype)
  K = self.window(above, o, torch.empty_like(above))
  penalty = torch.zeros([], dtype=7, device=X.device)
  stretch = torch.zeros_like(theta)
  if o[11] == 2.:
    norm = torch.linalg_vector_norm(D, 2, [1], False)
    length = torch.index_select(norm, 0, feature)
    h = torch.tanh(torch.mul(torch.mul(value, length), o[12]))
    penalty = torch.sum(h, dtype=7)
    h = torch.mul(torch.rsub(torch.mul(h, h), 1.), o[10] * o[12] / float(B))
    pull = torch.addcmul(pull, h, length)
    stretch = torch.to(torch.bincount(feature, torch.mul(h, value), n), X.dtype)
  counts = torch.to(torch.bincount(feature, torch.to(fires, 7), n), 7)
  firings = torch.to(torch.bincount(feature, torch.to(torch.gt(value, 0), 7), n), 4)
  excess = torch.bincount(feature, torch.relu(above), n)
  pulled = torch.bincount(feature, torch.mul(K, pull), n)
  if o[16] == 1.:
    K = torch.mul(K, fires)
  inside = torch.bincount(feature, K, n)
  since2, dead, dense = self.liveness(firings, since, B, o)
  q = self.lift(D, dead, B, o)
  delta = torch.mul(torch.add(pull, torch.index_select(q, 0, feature)), fires)
  g = self.collect_sorted(Xc, G, c, n, feature, row, value, delta, code[4], code[5])
  if o[11] == 2. or o[17] > 0.:
    along = torch.empty([0], dtype=X.dtype, device=X.device)
  loss = torch.mul(torch.sum(torch.mul(G, R), dtype=7), 0.5 * c)
  return self.told(X, Xc, p, theta, g, torch.sum(G, [0]), c, along, loss, self.squares(R), spread, counts, excess, pulled, inside, q, stretch, penalty, firings, since2, dead, dense, o)

def by_slices(self, X: Tensor, Xc: Tensor, p: List[Tensor], theta: Tensor, since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  D = p[1]
  Dt = torch.t(D)
  B = torch.size(X, 0)
  spread = self.spread(X)
  c = self.factor(B, spread, o)
  gW = torch.zeros_like(D)
  gD = torch.zeros_like(D)
  gbe = torch.zeros_like(theta)
  pushed = torch.zeros_like(p[3])
  counts = torch.zeros_like(theta)
  firings = torch.zeros_like(theta)
  excess = torch.zeros_like(theta)
  pulled = torch.zeros_like(theta)
  inside = torch.zeros_like(theta)
  stretch = torch.zeros_like(theta)
  loss = torch.zeros([], dtype=7, device=X.device)
  squared = torch.zeros_like(loss)
  penalty = torch.zeros_like(loss)
  norm = torch.linalg_vector_norm(D, 2, [1], False)
  every = o[17] > 0. and o[18] == 1.
  above_q = self.lift(D, torch.zeros_like(theta), B, o)
  slice = self.rows_at_once(work)
  at = 0
  while at < B:
    to = min(at + slice, B)
    x = torch.slice(X, 0, at, to)
    xc = torch.slice(Xc, 0, at, to)
    A = torch.addmm(p[2], xc, torch.t(p[0]), out=self.room(work, 0, to - at))
    above = torch.sub(A, theta, out=self.room(work, 1, to - at))
    fires = torch.gt(above, 0, out=self.room(work, 2, to - at))
    Z = torch.mul(A, fires, out=self.room(work, 3, to - at))
    R = torch.sub(torch.addmm(p[3], Z, D), x)
    G = self.push(R, x, o)
    loss = torch.add_(loss, torch.sum(torch.mul(G, R), dtype=7), alpha=0.5 * c)
    squared = torch.add_(squared, self.squares(R))
    T = torch.mul_(torch.mm(G, Dt, out=self.room(work, 4, to - at)), c)
    K = self.window(above, o, self.room(work, 5, to - at))
    spare = self.room(work, 6, to - at)
    if o[11] == 2.:
      h = torch.tanh_(torch.mul_(torch.mul(Z, norm, out=spare), o[12]))
      penalty = torch.add_(penalty, torch.sum(torch.sum(h, [1]), dtype=7))
      h = torch.mul_(torch.add_(torch.neg_(torch.mul_(h, h)), 1.), o[10] * o[12] / float(B))
      T = torch.addcmul_(T, h, norm)
      stretch = torch.add_(stretch, torch.sum(torch.mul_(h, Z), [0]))
    pulled = torch.add_(pulled, torch.sum(torch.mul(K, T, out=spare), [0]))
    if o[16] == 1.:
      K = torch.mul_(K, fires)
    inside = torch.add_(inside, torch.sum(K, [0]))
    if every:
      T = torch.add_(T, above_q)
    T = torch.mul_(T, fires)
    excess = torch.add_(excess, torch.sum(torch.relu_(above), [0]))
    counts = torch.add_(counts, torch.sum(fires, [0]))
    firings = torch.add_(firings, torch.sum(torch.gt(Z, 0, out=spare), [0]))
    _0 = torch.addmm_(gD, torch.t(Z), G, alpha=c)
    _1 = torch.addmm_(gW, torch.t(T), xc)
    gbe = torch.add_(gbe, torch.sum(T, [0]))
    pushed = torch.add_(pushed, torch.sum(G, [0]))
    at = to
  since2, dead, dense = self.liveness(firings, since, B, o)
  q = self.lift(D, dead, B, o)
  none = torch.empty([0], dtype=X.dtype, device=X.device)
  return self.told(X, Xc, p, theta, [gW, gD, gbe], pushed, c, none, loss, squared, spread, counts, excess, pulled, inside, q, stretch, penalty, firings, since2, dead, dense, o)

# Slope of the pre-activation loss below the threshold, negated [n]. A dead feature passes its threshold nowhere in the batch, and of
# all features that which do is known entry by entry; so this loss needs no product of its own: what lies below is all minus what
# lies above.
def lift(self, D: Tensor, dead: Tensor, B: int, o: List[float]) -> Tensor:
  norm = torch.mul(torch.linalg_vector_norm(D, 2, [1], False), o[17] / float(B))
  if o[18] == 1.:
    return norm
  return torch.mul(norm, dead)

def told(self, X: Tensor, Xc: Tensor, p: List[Tensor], theta: Tensor, g: List[Tensor], pushed: Tensor, c: float, along: Tensor, loss: Tensor, squared: Tensor, spread: Tensor, counts: Tensor, excess: Tensor, pulled: Tensor, inside: Tensor, q: Tensor, stretch: Tensor, penalty: Tensor, firings: Tensor, since2: Tensor, dead: Tensor, dense: Tensor, o: List[float]) -> List[Tensor]:
  D = p[1]
  B = float(torch.size(X, 0))
  counts = torch.to(counts, 7)
  silent = torch.rsub(counts, B)
  inside = torch.to(inside, 7)
  gbe = g[2]
  if o[16] == 1.:
    # z is 0 where a feature does not fire: inside the window of a small threshold, above a negative one
    inside = torch.add(inside, torch.mul(silent, torch.lt(torch.abs(theta), 0.5 * o[13])))
    counts = torch.add(counts, torch.mul(silent, torch.lt(theta, 0)))
  l0 = torch.mul(torch.sum(counts), 1. / B)
  push = o[10]
  if o[11] == 0.:
    penalty = l0
  elif o[11] == 1.:
    miss = torch.sub(torch.mul(l0, 1. / o[12]), 1.)
    penalty = torch.mul(miss, miss)
    push = o[10] * 2. * float(miss) / o[12]
  else:
    penalty = torch.mul(penalty, 1. / B)
    push = 0.
  gt = torch.add(torch.mul(theta, pulled), inside, alpha=push / B)
  gt = torch.mul(gt, -1. / o[13])
  low = torch.zeros_like(loss)
  if o[17] > 0.:
    sumX = torch.sum(Xc, [0])
    depth = torch.add(torch.sub(torch.mul(torch.sub(theta, p[2]), B), torch.mv(p[0], sumX)), excess)
    low = torch.sum(torch.mul(depth, q), dtype=7)
    _0 = torch.addr_(g[0], q, sumX, alpha=-1)
    gbe = torch.sub(gbe, torch.mul(q, B))
    gt = torch.addcmul(gt, q, silent)
    stretch = torch.add(stretch, torch.mul(torch.mul(depth, q), torch.reciprocal(torch.clamp_min(torch.linalg_vector_norm(D, 2, [1], False), 1.e-12))))
  if o[11] == 2. or o[17] > 0.:
    norm = torch.clamp_min(torch.linalg_vector_norm(D, 2, [1], False), 1.e-12)
    _1 = torch.addcmul_(g[1], D, torch.unsqueeze(torch.to(torch.mul(stretch, torch.reciprocal(norm)), D.dtype), 1))
  if o[15] == 1.:
    gt = torch.mul(gt, theta)
  gbd = self.bias_gradient(pushed, c, p[0], gbe, o[19] == 1.)
  total = torch.add(torch.add(loss, penalty, alpha=o[10]), low)
  stats = torch.stack([total, squared, spread, torch.to(torch.sum(firings), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), penalty, low])
  return [g[0], g[1], gbe, gbd, torch.to(gt, D.dtype), stats, along, since2]
