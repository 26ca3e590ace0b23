# Transcoders: rows are [x | y]; the code of x writes y. p: encoder [n, d], decoder [n, e], b_enc [n], b_dec [e], and skip [e, d]
# where there is one. Its own stats: auxiliary loss, smallest positive activation of the batch.
def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  W = p[0]
  D = p[1]
  be = p[2]
  bd = p[3]
  B = torch.size(X, 0)
  n = torch.size(W, 0)
  d = torch.size(W, 1)
  x = torch.contiguous(torch.slice(X, 1, 0, d))
  y = torch.contiguous(torch.slice(X, 1, d, torch.size(X, 1)))
  feature, row, value, rowStart = self.entries(x, W, be, int(o[8]), False, work)
  R = torch.sub(torch.add(self.bags(D, feature, rowStart, value), bd), y)
  if len(p) > 4:
    R = torch.addmm(R, x, torch.t(p[4]))
  squared = self.squares(R)
  spread = self.spread(y)
  loss, G, c = self.weighed(R, y, squared, spread, o)
  positive = torch.gt(value, 0)
  delta = torch.mul(self.pulls(G, D, c, feature, value, rowStart), positive)
  g = self.collect(x, G, c, n, feature, row, value, delta)
  firings = torch.bincount(feature, torch.to(positive, 6), n)
  since2, dead, dense = self.liveness(firings, since, B, o)
  none = torch.zeros([n], dtype=X.dtype, device=X.device)
  gs = [g[0], g[1], g[2], torch.zeros([d], dtype=X.dtype, device=X.device), none]
  aux = self.auxiliary(x, R, W, D, be, dead, o, gs)
  least = torch.to(torch.amin(torch.where(positive, value, torch.full_like(value, 3.0e38))), 7)
  total = torch.add(loss, torch.mul(aux, o[2]))
  stats = torch.stack([total, squared, spread, torch.to(torch.sum(positive), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), aux, least])
  out = [gs[0], gs[1], gs[2], torch.mul(torch.sum(G, [0]), c)]
  if len(p) > 4:
    _0 = torch.append(out, torch.mul(torch.mm(torch.t(G), x), c))
  _1 = torch.append(out, stats)
  _2 = torch.append(out, none)
  _3 = torch.append(out, since2)
  return out
