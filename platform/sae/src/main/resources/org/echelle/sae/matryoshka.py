# extends nested.py
# Matryoshka BatchTopK. p: W, D, be, bd. o[9]: weight of the level without features, o[10]: number P of levels, then P lengths of
# prefixes, rising to n, then P weights. Its own stats as topk.py's.
def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  W = p[0]
  D = p[1]
  B = torch.size(X, 0)
  n = torch.size(W, 0)
  P = int(o[10])
  Xc = torch.sub(X, p[3])
  feature, row, value, rowStart = self.chosen(Xc, W, p[2], int(o[8]), True, work, e)
  groups : List[Tensor] = []
  weights : List[float] = []
  low = 0
  for i in range(P):
    high = int(o[11 + i])
    inside = torch.logical_and(torch.ge(feature, low), torch.lt(feature, high))
    _0 = torch.append(groups, torch.reshape(torch.nonzero(inside), [-1]))
    _1 = torch.append(weights, o[11 + P + i])
    low = high
  g = self.nested(X, Xc, D, feature, row, value, groups, weights, o[9], e, o)
  R = g[2]
  gbd = torch.sub(g[7], torch.mv(torch.t(W), g[6]))
  positive = torch.gt(value, 0)
  firings = torch.bincount(feature, torch.to(positive, 6), n)
  since2, dead, dense = self.liveness(firings, since, B, o)
  gs = [g[4], g[5], g[6], gbd, g[8]]
  aux = self.auxiliary(Xc, R, W, D, p[2], dead, o, gs)
  smallest = torch.where(positive, value, torch.full_like(value, 3.0e38))
  least = torch.to(torch.amin(torch.constant_pad_nd(smallest, [0, 1], 3.0e38), [0]), 7)
  total = torch.add(g[0], torch.mul(aux, o[2]))
  stats = torch.stack([total, torch.select(g[1], 0, P - 1), g[3], torch.to(torch.sum(positive), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), aux, least, least])
  return [gs[0], gs[1], gs[2], gs[3], stats, gs[4], since2]
