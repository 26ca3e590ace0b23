# extends penalty.py
# ReLU with a penalty. p: W, D, be, bd. o: 11 penalty (0: sum of z^p, 1: sum of z |w|, 2: (sum of z^p)^(1/p)), 12 p, 13 the next p
# of an annealing or 0, 14 whether b_dec is subtracted from a row before it is encoded, 15 activation below which the slope of z^p
# grows no more. Its own stats: penalty, and penalty at the next p.
def looks(self, X: Tensor, p: List[Tensor], o: List[float]) -> List[Tensor]:
  return [self.centred(X, p[3], o[14] == 1.), p[2]]

def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  B = torch.size(X, 0)
  n = torch.size(p[0], 0)
  Xc = self.centred(X, p[3], o[14] == 1.)
  few, code = self.active(Xc, p[0], p[2], torch.zeros([1], dtype=X.dtype, device=X.device), int(o[9] * float(B * n)), work, e)
  if few:
    return self.by_entries(X, Xc, p, since, code, o)
  return self.by_slices(X, Xc, p, since, work, o)

def by_entries(self, X: Tensor, Xc: Tensor, p: List[Tensor], since: Tensor, code: List[Tensor], o: List[float]) -> List[Tensor]:
  D = p[1]
  B = torch.size(X, 0)
  n = torch.size(D, 0)
  feature = code[0]
  row = code[1]
  start = code[2]
  value = code[3]
  R = torch.sub(self.bags(D, feature, start, value), torch.sub(X, p[3]))
  spread = self.spread(X)
  c = self.factor(B, spread, o)
  G = self.push(R, X, o)
  pull = self.pulls(G, D, c, feature, value, start)
  by = o[10] / float(B)
  along = torch.to(torch.bincount(feature, torch.mul(value, pull), n), X.dtype)
  norm = p[2]
  if o[11] == 1.:
    norm = torch.linalg_vector_norm(D, 2, [1], False)
    slope = torch.index_select(norm, 0, feature)
    penalty = torch.sum(torch.mul(value, slope), dtype=7)
    next = torch.zeros_like(penalty)
  else:
    slope = torch.mul(torch.pow(torch.clamp_min(value, o[15]), o[12] - 1.), o[12])
    rowsum = torch.bincount(row, torch.pow(value, o[12]), B)
    if o[11] == 2.:
      slope = torch.mul(slope, torch.index_select(self.root_slope(rowsum, o[12]), 0, row))
    penalty = self.rooted(rowsum, o[12], o)
    next = torch.zeros_like(penalty)
    if o[13] > 0.:
      next = self.rooted(torch.bincount(row, torch.pow(value, o[13]), B), o[13], o)
  g = self.collect_sorted(Xc, G, c, n, feature, row, value, torch.to(torch.add(pull, slope, alpha=by), X.dtype), code[4], code[5])
  if o[11] == 1.:
    sums = torch.to(torch.bincount(feature, value, n), X.dtype)
    _0 = torch.addcmul_(g[1], D, torch.unsqueeze(torch.mul(sums, torch.reciprocal(torch.clamp_min(norm, 1.e-12))), 1), value=by)
    along = torch.empty([0], dtype=X.dtype, device=X.device)
  gbd = self.bias_gradient(torch.sum(G, [0]), c, p[0], g[2], o[14] == 1.)
  loss = torch.mul(torch.sum(torch.mul(G, R), dtype=7), 0.5 * c)
  return self.told(g[0], g[1], g[2], gbd, along, loss, self.squares(R), spread, torch.bincount(feature, None, n), penalty, next, since, B, o)

def by_slices(self, X: Tensor, Xc: Tensor, p: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  D = p[1]
  Dt = torch.t(D)
  B = torch.size(X, 0)
  spread = self.spread(X)
  c = self.factor(B, spread, o)
  by = o[10] / float(B)
  gW = torch.zeros_like(D)
  gD = torch.zeros_like(D)
  gbe = torch.zeros_like(p[2])
  pushed = torch.zeros_like(p[3])
  sums = torch.zeros_like(p[2])
  firings = torch.zeros_like(p[2])
  loss = torch.zeros([], dtype=7, device=X.device)
  squared = torch.zeros_like(loss)
  penalty = torch.zeros_like(loss)
  next = torch.zeros_like(loss)
  norm = torch.linalg_vector_norm(D, 2, [1], False)
  slice = self.rows_at_once(work)
  at = 0
  while at < B:
    to = min(at + slice, B)
    x = torch.slice(X, 0, at, to)
    xc = torch.slice(Xc, 0, at, to)
    Z = torch.relu_(torch.addmm(p[2], xc, torch.t(p[0]), out=self.room(work, 0, to - at)))
    R = torch.sub(torch.addmm(p[3], Z, D), x)
    G = self.push(R, x, o)
    loss = torch.add_(loss, torch.sum(torch.mul(G, R), dtype=7), alpha=0.5 * c)
    squared = torch.add_(squared, self.squares(R))
    T = torch.mul_(torch.mm(G, Dt, out=self.room(work, 1, to - at)), c)
    power = self.room(work, 2, to - at)
    slope = self.room(work, 3, to - at)
    if o[11] == 1.:
      T = torch.add_(T, norm, alpha=by)
      sums = torch.add_(sums, torch.sum(Z, [0]))
    else:
      rowsum = torch.sum(torch.pow(Z, o[12], out=power), [1], True)
      slope = torch.mul_(torch.pow(torch.clamp_min(Z, o[15], out=power), o[12] - 1., out=slope), o[12])
      if o[11] == 2.:
        slope = torch.mul_(slope, self.root_slope(rowsum, o[12]))
      T = torch.add_(T, slope, alpha=by)
      penalty = torch.add_(penalty, self.rooted(rowsum, o[12], o))
      if o[13] > 0.:
        next = torch.add_(next, self.rooted(torch.sum(torch.pow(Z, o[13], out=power), [1], True), o[13], o))
    T = torch.masked_fill_(T, torch.le(Z, 0), 0)
    _1 = torch.addmm_(gD, torch.t(Z), G, alpha=c)
    _2 = torch.addmm_(gW, torch.t(T), xc)
    gbe = torch.add_(gbe, torch.sum(T, [0]))
    pushed = torch.add_(pushed, torch.sum(G, [0]))
    firings = torch.add_(firings, torch.sum(torch.gt(Z, 0, out=power), [0]))
    at = to
  if o[11] == 1.:
    penalty = torch.sum(torch.mul(sums, norm), dtype=7)
    _3 = torch.addcmul_(gD, D, torch.unsqueeze(torch.mul(sums, torch.reciprocal(torch.clamp_min(norm, 1.e-12))), 1), value=by)
  gbd = self.bias_gradient(pushed, c, p[0], gbe, o[14] == 1.)
  none = torch.empty([0], dtype=X.dtype, device=X.device)
  return self.told(gW, gD, gbe, gbd, none, loss, squared, spread, firings, penalty, next, since, B, o)

# Sum over rows of S or S^(1/p), S being a row's sum of z^p.
def rooted(self, rowsum: Tensor, p: float, o: List[float]) -> Tensor:
  if o[11] == 2.:
    return torch.sum(torch.pow(rowsum, 1. / p), dtype=7)
  return torch.sum(rowsum, dtype=7)

# What the root makes of the slope of a row's sum: (1/p) S^(1/p - 1); 0 for rows without a feature.
def root_slope(self, rowsum: Tensor, p: float) -> Tensor:
  return torch.mul(torch.pow(rowsum, 1. / p - 1.), torch.mul(torch.gt(rowsum, 0), 1. / p))

def told(self, gW: Tensor, gD: Tensor, gbe: Tensor, gbd: Tensor, along: Tensor, loss: Tensor, squared: Tensor, spread: Tensor, firings: Tensor, penalty: Tensor, next: Tensor, since: Tensor, B: int, o: List[float]) -> List[Tensor]:
  since2, dead, dense = self.liveness(firings, since, B, o)
  by = 1. / float(B)
  total = torch.add(loss, penalty, alpha=o[10] * by)
  stats = torch.stack([total, squared, spread, torch.to(torch.sum(firings), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), torch.mul(penalty, by), torch.mul(next, by)])
  return [gW, gD, gbe, gbd, stats, along, since2]
