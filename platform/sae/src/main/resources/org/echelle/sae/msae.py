# extends nested.py
# MSAE: TopK at several k of the same pre-activations. p: W, D, be, bd. o[9]: number S of levels that are computed as sparse codes,
# o[10]: number of all levels L, then their k, rising, then their weights. Sparse levels are nested by rank within a row; the others,
# for which a sparse code would be the longer way, have dense codes. Own stats as topk.py's; errors and firings are the first level's.
def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  W = p[0]
  D = p[1]
  be = p[2]
  B = torch.size(X, 0)
  n = torch.size(W, 0)
  S = int(o[9])
  L = int(o[10])
  Xc = torch.sub(X, p[3])
  spread = self.spread(X)
  loss = torch.zeros([], dtype=7, device=X.device)
  squared = torch.zeros([], dtype=7, device=X.device)
  firings = torch.zeros([n], dtype=6, device=X.device)
  gs : List[Tensor] = []
  if S > 0:
    K = int(o[10 + S])
    V, I = self.candidates(Xc, W, be, K, work)
    V, place = torch.sort(torch.relu(V), 1, True)
    I = torch.gather(I, 1, place)
    places = torch.reshape(torch.arange(0, B * K, dtype=4, device=X.device), [B, K])
    row = torch.reshape(torch.floor_divide(places, K), [-1])
    groups : List[Tensor] = []
    weights : List[float] = []
    low = 0
    for i in range(S):
      high = int(o[11 + i])
      _0 = torch.append(groups, torch.reshape(torch.slice(places, 1, low, high), [-1]))
      _1 = torch.append(weights, o[11 + L + i])
      low = high
    g = self.nested(X, Xc, D, torch.reshape(I, [-1]), row, torch.reshape(V, [-1]), groups, weights, 0., e, o)
    loss = g[0]
    squared = torch.select(g[1], 0, 0)
    first = int(o[11])
    firings = torch.bincount(torch.reshape(torch.slice(I, 1, 0, first), [-1]), torch.to(torch.reshape(torch.gt(torch.slice(V, 1, 0, first), 0), [-1]), 6), n)
    gs = [g[4], g[5], g[6], g[7], g[8]]
  else:
    gs = [torch.zeros_like(W), torch.zeros_like(D), torch.zeros_like(be), torch.zeros_like(p[3]), torch.zeros_like(be)]
  if S < L:
    A = torch.addmm(be, Xc, torch.t(W))
    for j in range(L - S):
      k = int(o[11 + S + j])
      Z = torch.relu(A)
      if k < n:
        v, at = torch.topk(A, k, 1, True, False)
        Z = torch.scatter(torch.zeros_like(A), 1, at, torch.relu(v))
      R = torch.sub(torch.mm(Z, D), Xc)
      ofLevel = self.squares(R)
      l, G, c = self.weighed(R, X, ofLevel, spread, o)
      weight = o[11 + L + S + j]
      c = c * weight
      loss = torch.add(loss, l, alpha=weight)
      if S == 0 and j == 0:
        squared = ofLevel
        firings = torch.to(torch.sum(torch.gt(Z, 0), [0]), 6)
      dA = torch.mul(torch.mul(torch.mm(G, torch.t(D)), c), torch.gt(Z, 0))
      _2 = torch.add_(gs[0], torch.mm(torch.t(dA), Xc))
      _3 = torch.add_(gs[1], torch.mm(torch.t(Z), G), alpha=c)
      _4 = torch.add_(gs[2], torch.sum(dA, [0]))
      _5 = torch.add_(gs[3], torch.sum(G, [0]), alpha=c)
      _6 = torch.add_(gs[4], torch.sum(torch.mul(Z, dA), [0]))
  gbd = torch.sub(gs[3], torch.mv(torch.t(W), gs[2]))
  since2, dead, dense = self.liveness(firings, since, B, o)
  none = torch.zeros([], dtype=7, device=X.device)
  stats = torch.stack([loss, squared, spread, torch.sum(firings, dtype=7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), none, none, none])
  return [gs[0], gs[1], gs[2], gbd, stats, gs[4], since2]
