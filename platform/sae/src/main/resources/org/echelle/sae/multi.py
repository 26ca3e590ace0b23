# extends topk.py
# Multi-TopK: the loss at k, and that at o[11] * k weighted by o[10], of the same pre-activations. Both reach the encoder. What fires
# is counted at k.
def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  g = self.inherited(X, p, e, since, work, o)
  W = p[0]
  D = p[1]
  n = torch.size(W, 0)
  wide = min(n, int(o[8] * o[11]))
  Xc = torch.sub(X, p[3])
  feature, row, value, rowStart = self.entries(Xc, W, p[2], wide, False, work)
  R = torch.sub(self.bags(D, feature, rowStart, value), Xc)
  loss, G, c = self.weighed(R, X, self.squares(R), self.spread(X), o)
  c = c * o[10]
  delta = torch.mul(self.pulls(G, D, c, feature, value, rowStart), torch.gt(value, 0))
  s = self.collect(Xc, G, c, n, feature, row, value, delta)
  _0 = torch.add_(g[0], s[0])
  _1 = torch.add_(g[1], s[1])
  _2 = torch.add_(g[2], s[2])
  gbd = torch.add(g[3], torch.sub(torch.mul(torch.sum(G, [0]), c), torch.mv(torch.t(W), s[2])))
  stats = torch.cat([torch.slice(g[4], 0, 0, 1) + loss * o[10], torch.slice(g[4], 0, 1, torch.size(g[4], 0))])
  along = torch.add(g[5], torch.to(torch.bincount(feature, torch.mul(value, delta), n), X.dtype))
  return [g[0], g[1], g[2], gbd, stats, along, g[6]]
