# extends penalty.py
# Gated. p: W, D, b_gate, b_mag, r, bd. u = (x - bd) W^T; gate g = u + b_gate; magnitude m = exp(r) u + b_mag; z = [g > 0] max(m, 0).
# Loss: |x - z D - bd|^2 + coefficient * sum max(g, 0) + |x - max(g, 0) D' - bd'|^2, D' and bd' held fixed. Its own stats: penalty,
# second reconstruction's loss. Entries are those with g > 0: both reconstructions and the penalty need no other.
def looks(self, X: Tensor, p: List[Tensor], o: List[float]) -> List[Tensor]:
  return [torch.sub(X, p[5]), p[2]]

def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  B = torch.size(X, 0)
  n = torch.size(p[0], 0)
  Xc = torch.sub(X, p[5])
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
  gate = code[3]
  u = torch.sub(gate, torch.index_select(p[2], 0, feature))
  stretch = torch.index_select(torch.exp(p[4]), 0, feature)
  value = torch.relu(torch.add(torch.mul(u, stretch), torch.index_select(p[3], 0, feature)))
  R = torch.sub(self.bags(D, feature, start, value), Xc)
  Q = torch.sub(self.bags(D, feature, start, gate), Xc)
  spread = self.spread(X)
  c = self.factor(B, spread, o)
  G = self.push(R, X, o)
  H = self.push(Q, X, o)
  by = o[10] / float(B)
  pull = self.pulls(G, D, c, feature, value, start)
  along = torch.to(torch.bincount(feature, torch.mul(value, pull), n), X.dtype)
  pull = torch.mul(pull, torch.gt(value, 0))
  gatePull = torch.add(self.pulls(H, D, c, feature, gate, start), by)
  g = self.collect_sorted(Xc, G, c, n, feature, row, value, torch.add(torch.mul(pull, stretch), gatePull), code[4], code[5])
  gGate = torch.to(torch.bincount(feature, gatePull, n), X.dtype)
  gMag = torch.to(torch.bincount(feature, pull, n), X.dtype)
  gR = torch.to(torch.bincount(feature, torch.mul(torch.mul(pull, stretch), u), n), X.dtype)
  gbd = self.bias_gradient(torch.sum(G, [0]), c, p[0], g[2], True)
  loss = torch.mul(torch.sum(torch.mul(G, R), dtype=7), 0.5 * c)
  aux = torch.mul(torch.sum(torch.mul(H, Q), dtype=7), 0.5 * c)
  firings = torch.to(torch.bincount(feature, torch.to(torch.gt(value, 0), 7), n), 4)
  return self.told([g[0], g[1], gGate, gMag, gR, gbd], along, loss, aux, self.squares(R), spread, firings, torch.sum(gate, dtype=7), since, B, o)

def by_slices(self, X: Tensor, Xc: Tensor, p: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  D = p[1]
  Dt = torch.t(D)
  B = torch.size(X, 0)
  spread = self.spread(X)
  c = self.factor(B, spread, o)
  by = o[10] / float(B)
  stretch = torch.exp(p[4])
  gW = torch.zeros_like(D)
  gD = torch.zeros_like(D)
  gGate = torch.zeros_like(p[2])
  gMag = torch.zeros_like(p[2])
  gR = torch.zeros_like(p[2])
  sums = torch.zeros_like(p[2])
  pushed = torch.zeros_like(p[5])
  firings = torch.zeros_like(p[2])
  loss = torch.zeros([], dtype=7, device=X.device)
  aux = torch.zeros_like(loss)
  squared = torch.zeros_like(loss)
  penalty = torch.zeros_like(loss)
  slice = self.rows_at_once(work)
  at = 0
  while at < B:
    to = min(at + slice, B)
    x = torch.slice(X, 0, at, to)
    xc = torch.slice(Xc, 0, at, to)
    U = torch.mm(xc, torch.t(p[0]), out=self.room(work, 0, to - at))
    gate = torch.relu_(torch.add(U, p[2], out=self.room(work, 1, to - at)))
    open = torch.gt(gate, 0, out=self.room(work, 2, to - at))
    Z = torch.mul_(torch.relu_(torch.add_(torch.mul(U, stretch, out=self.room(work, 3, to - at)), p[3])), open)
    R = torch.sub(torch.mm(Z, D), xc)
    Q = torch.sub(torch.mm(gate, D), xc)
    G = self.push(R, x, o)
    H = self.push(Q, x, o)
    loss = torch.add_(loss, torch.sum(torch.mul(G, R), dtype=7), alpha=0.5 * c)
    aux = torch.add_(aux, torch.sum(torch.mul(H, Q), dtype=7), alpha=0.5 * c)
    squared = torch.add_(squared, self.squares(R))
    penalty = torch.add_(penalty, torch.sum(torch.sum(gate, [1]), dtype=7))
    fires = torch.gt(Z, 0, out=self.room(work, 4, to - at))
    firings = torch.add_(firings, torch.sum(fires, [0]))
    T = torch.mul_(torch.mul_(torch.mm(G, Dt, out=self.room(work, 5, to - at)), c), fires)
    S = torch.mul_(torch.add_(torch.mul_(torch.mm(H, Dt, out=self.room(work, 6, to - at)), c), by), open)
    gMag = torch.add_(gMag, torch.sum(T, [0]))
    gGate = torch.add_(gGate, torch.sum(S, [0]))
    T = torch.mul_(T, stretch)
    gR = torch.add_(gR, torch.sum(torch.mul(T, U, out=fires), [0]))
    T = torch.add_(T, S)
    sums = torch.add_(sums, torch.sum(T, [0]))
    _0 = torch.addmm_(gD, torch.t(Z), G, alpha=c)
    _1 = torch.addmm_(gW, torch.t(T), xc)
    pushed = torch.add_(pushed, torch.sum(G, [0]))
    at = to
  gbd = self.bias_gradient(pushed, c, p[0], sums, True)
  none = torch.empty([0], dtype=X.dtype, device=X.device)
  return self.told([gW, gD, gGate, gMag, gR, gbd], none, loss, aux, squared, spread, firings, penalty, since, B, o)

def told(self, g: List[Tensor], along: Tensor, loss: Tensor, aux: Tensor, squared: Tensor, spread: Tensor, firings: Tensor, penalty: Tensor, since: Tensor, B: int, o: List[float]) -> List[Tensor]:
  since2, dead, dense = self.liveness(firings, since, B, o)
  by = 1. / float(B)
  total = torch.add(torch.add(loss, aux), penalty, alpha=o[10] * by)
  stats = torch.stack([total, squared, spread, torch.to(torch.sum(firings), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), torch.mul(penalty, by), aux])
  return [g[0], g[1], g[2], g[3], g[4], g[5], stats, along, since2]
