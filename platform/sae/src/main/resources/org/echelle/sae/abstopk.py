# AbsTopK: the k largest of a row by size, with their signs. p: W, D, be, bd. Its own stats as topk.py's, by size.
def signed_entries(self, Xc: Tensor, W: Tensor, be: Tensor, k: int, work: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  B = torch.size(Xc, 0)
  slice = torch.size(work, 0)
  V = torch.empty([B, k], dtype=Xc.dtype, device=Xc.device)
  I = torch.empty([B, k], dtype=4, device=Xc.device)
  Wt = torch.t(W)
  at = 0
  while at < B:
    to = min(at + slice, B)
    A = torch.addmm(be, torch.slice(Xc, 0, at, to), Wt, out=torch.slice(work, 0, 0, to - at))
    v, i = torch.topk(torch.abs(A), k, 1, True, False)
    _1 = torch.copy_(torch.slice(V, 0, at, to), torch.gather(A, 1, i))
    _2 = torch.copy_(torch.slice(I, 0, at, to), i)
    at = to
  row = torch.floor_divide(torch.arange(0, B * k, dtype=4, device=Xc.device), k)
  start = torch.mul(torch.arange(0, B + 1, dtype=4, device=Xc.device), k)
  return (torch.reshape(I, [-1]), row, torch.reshape(V, [-1]), start)

# As learning.py's auxiliary, but dead features help with either sign, the largest by size.
def signed_auxiliary(self, Xc: Tensor, R: Tensor, W: Tensor, D: Tensor, be: Tensor, dead: Tensor, o: List[float], g: List[Tensor]) -> Tensor:
  aux = torch.zeros([], dtype=7, device=Xc.device)
  if o[2] == 0. or bool(torch.any(dead)) == False:
    return aux
  which = torch.reshape(torch.nonzero(dead), [-1])
  nd = torch.size(which, 0)
  ka = min(int(o[3]), nd)
  spreadR = float(self.spread(R))
  if spreadR <= 0.:
    return aux
  Wd = torch.index_select(W, 0, which)
  Dd = torch.index_select(D, 0, which)
  A = torch.addmm(torch.index_select(be, 0, which), Xc, torch.t(Wd))
  mask = torch.ones_like(A)
  if ka < nd:
    av, ai = torch.topk(torch.abs(A), ka, 1, True, False)
    mask = torch.scatter(torch.zeros_like(A), 1, ai, torch.ones_like(av))
    A = torch.mul(A, mask)
  Q = torch.add(torch.mm(A, Dd), R)
  aux = torch.mul(self.squares(Q), 1. / spreadR)
  Q = torch.mul(Q, 2. * o[2] / spreadR)
  gDd = torch.mm(torch.t(A), Q)
  da = torch.mul(torch.mm(Q, torch.t(Dd)), mask)
  gbed = torch.sum(da, [0])
  _0 = torch.index_add_(g[1], 0, which, gDd)
  _1 = torch.index_add_(g[0], 0, which, torch.mm(torch.t(da), Xc))
  _2 = torch.index_add_(g[2], 0, which, gbed)
  _3 = torch.sub_(g[3], torch.mv(torch.t(Wd), gbed))
  _4 = torch.index_add_(g[4], 0, which, torch.sum(torch.mul(gDd, Dd), [1]))
  return aux

def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  W = p[0]
  D = p[1]
  B = torch.size(X, 0)
  n = torch.size(W, 0)
  k = int(o[8])
  Xc = torch.sub(X, p[3])
  feature, row, value, rowStart = self.signed_entries(Xc, W, p[2], k, work)
  R = torch.sub(self.bags(D, feature, rowStart, value), Xc)
  squared = self.squares(R)
  spread = self.spread(X)
  loss, G, c = self.weighed(R, X, squared, spread, o)
  delta = self.pulls(G, D, c, feature, value, rowStart)
  g = self.collect(Xc, G, c, n, feature, row, value, delta)
  along = torch.to(torch.bincount(feature, torch.mul(value, delta), n), X.dtype)
  gbd = torch.sub(torch.mul(torch.sum(G, [0]), c), torch.mv(torch.t(W), g[2]))
  size = torch.abs(value)
  fired = torch.gt(size, 0)
  firings = torch.bincount(feature, torch.to(fired, 6), n)
  since2, dead, dense = self.liveness(firings, since, B, o)
  gs = [g[0], g[1], g[2], gbd, along]
  aux = self.signed_auxiliary(Xc, R, W, D, p[2], dead, o, gs)
  least = torch.to(torch.amin(size, [0]), 7)
  leastByRow = torch.mean(torch.amin(torch.reshape(size, [B, k]), [1]), dtype=7)
  total = torch.add(loss, torch.mul(aux, o[2]))
  stats = torch.stack([total, squared, spread, torch.to(torch.sum(fired), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), aux, least, leastByRow])
  return [gs[0], gs[1], gs[2], gs[3], stats, gs[4], since2]
