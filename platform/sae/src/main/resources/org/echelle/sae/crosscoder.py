# Crosscoders: rows are sources side by side, features are shared. p: W, D, be, bd, no bias subtracted from rows. e[0] [s, d]: which
# columns belong to a source, or one row of ones for the norm of all together; |w_j| below is the sum over them of norms of atom j.
# o[9] 0: ReLU and the penalty o[10] * mean over rows of sum_j z_j |w_j|; 1: the k * B largest z_j |w_j| of the batch.
# Its own stats: penalty or auxiliary loss, unweighted.
def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  W = p[0]
  D = p[1]
  be = p[2]
  bd = p[3]
  B = torch.size(X, 0)
  n = torch.size(W, 0)
  sources = torch.to(e[0], X.dtype)
  norms = torch.sqrt(torch.mm(torch.mul(D, D), torch.t(sources)))
  norm = torch.sum(norms, [1])
  spread = self.spread(X)
  none = torch.zeros([n], dtype=X.dtype, device=X.device)
  if o[9] == 0.:
    Z = torch.relu(torch.addmm(be, X, torch.t(W)))
    R = torch.sub(torch.addmm(bd, Z, D), X)
    squared = self.squares(R)
    loss, G, c = self.weighed(R, X, squared, spread, o)
    each = o[10] / float(B)
    positive = torch.gt(Z, 0)
    delta = torch.mul(torch.add(torch.mul(torch.mm(G, torch.t(D)), c), torch.mul(norm, each)), positive)
    sums = torch.sum(Z, [0])
    slope = torch.mm(torch.reciprocal(torch.clamp_min(norms, 1.e-12)), sources)
    gD = torch.mul(torch.mm(torch.t(Z), G), c)
    gD = torch.add(gD, torch.mul(torch.mul(D, slope), torch.unsqueeze(torch.mul(sums, each), 1)))
    penalty = torch.mul(torch.sum(torch.mul(torch.to(sums, 7), norm)), 1. / float(B))
    firings = torch.sum(positive, [0])
    since2, dead, dense = self.liveness(firings, since, B, o)
    total = torch.add(loss, torch.mul(penalty, o[10]))
    stats = torch.stack([total, squared, spread, torch.to(torch.sum(firings), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), penalty])
    return [torch.mm(torch.t(delta), X), gD, torch.sum(delta, [0]), torch.mul(torch.sum(G, [0]), c), stats, none, since2]
  by = torch.clamp_min(norm, 1.e-12)
  feature, row, scaled, rowStart = self.entries(X, torch.mul(W, torch.unsqueeze(by, 1)), torch.mul(be, by), int(o[8]), True, work)
  value = torch.mul(scaled, torch.reciprocal(torch.index_select(by, 0, feature)))
  R = torch.sub(torch.add(self.bags(D, feature, rowStart, value), bd), X)
  squared = self.squares(R)
  loss, G, c = self.weighed(R, X, squared, spread, o)
  positive = torch.gt(value, 0)
  delta = torch.mul(self.pulls(G, D, c, feature, value, rowStart), positive)
  g = self.collect(X, G, c, n, feature, row, value, delta)
  firings = torch.bincount(feature, torch.to(positive, 6), n)
  since2, dead, dense = self.liveness(firings, since, B, o)
  gs = [g[0], g[1], g[2], torch.zeros_like(bd), none]
  aux = self.auxiliary(X, R, W, D, be, dead, o, gs)
  total = torch.add(loss, torch.mul(aux, o[2]))
  stats = torch.stack([total, squared, spread, torch.to(torch.sum(positive), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), aux])
  return [gs[0], gs[1], gs[2], torch.mul(torch.sum(G, [0]), c), stats, none, since2]
