# Archetypal dictionaries. p: encoder [n, d], mix [n, c] >= 0 with rows of sum 1, relaxation [n, d], radius [], points [c, d] fixed,
# b_enc [n], b_dec [d]. The decoder is exp(radius) (mix points + relaxation).
# o[9] 1: selection over the batch; o[10] largest norm of a row of relaxation; o[11] 1: b_dec learns; o[12] 1: radius learns.
# Its own stats: auxiliary loss, smallest positive activation of the batch, mix rows seeded anew.

# Brings mix and relaxation back to where they may be, in place; no gradient flows through it. Returns the mix rows that were 0.
def project(self, mix: Tensor, relaxation: Tensor, delta: float) -> Tensor:
  kept = torch.relu(mix)
  sum = torch.sum(kept, [1], True)
  lost = torch.le(sum, 1.e-8)
  # a row that has collapsed starts again from a point of its own
  own = torch.remainder(torch.arange(0, torch.size(mix, 0), dtype=4, device=mix.device), torch.size(mix, 1))
  anew = torch.scatter(torch.zeros_like(mix), 1, torch.unsqueeze(own, 1), 1.)
  _0 = torch.copy_(mix, torch.where(lost, anew, torch.mul(kept, torch.reciprocal(torch.clamp_min(sum, 1.e-8)))))
  norm = torch.linalg_vector_norm(relaxation, 2, [1], True)
  shrink = torch.clamp_max(torch.mul(torch.reciprocal(torch.clamp_min(norm, 1.e-30)), delta), 1.)
  _1 = torch.mul_(relaxation, shrink)
  return torch.sum(lost)

def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  W = p[0]
  mix = p[1]
  relaxation = p[2]
  points = p[4]
  be = p[5]
  bd = p[6]
  n = torch.size(W, 0)
  B = torch.size(X, 0)
  lost = self.project(mix, relaxation, o[10])
  factor = float(torch.exp(p[3]))
  D = torch.mul(torch.add(torch.mm(mix, points), relaxation), factor)
  feature, row, value, rowStart = self.entries(X, W, be, int(o[8]), o[9] == 1., work)
  R = torch.sub(torch.add(self.bags(D, feature, rowStart, value), bd), X)
  squared = self.squares(R)
  spread = self.spread(X)
  loss, G, c = self.weighed(R, X, squared, spread, o)
  positive = torch.gt(value, 0)
  delta = torch.mul(self.pulls(G, D, c, feature, value, rowStart), positive)
  g = self.collect(X, G, c, n, feature, row, value, delta)
  firings = torch.bincount(feature, torch.to(positive, 6), n)
  since2, dead, dense = self.liveness(firings, since, B, o)
  none = torch.zeros([n], dtype=X.dtype, device=X.device)
  gs = [g[0], g[1], g[2], torch.zeros_like(bd), none]
  aux = self.auxiliary(X, R, W, D, be, dead, o, gs)
  gD = torch.mul(gs[1], factor)
  gbd = torch.mul(torch.mul(torch.sum(G, [0]), c), o[11])
  gradius = torch.mul(torch.sum(torch.mul(gs[1], D)), o[12])
  least = torch.full([], 3.0e38, dtype=7, device=X.device)
  if torch.size(value, 0) > 0:
    least = torch.to(torch.amin(torch.where(positive, value, torch.full_like(value, 3.0e38))), 7)
  total = torch.add(loss, torch.mul(aux, o[2]))
  stats = torch.stack([total, squared, spread, torch.to(torch.sum(positive), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), aux, least, torch.to(lost, 7)])
  return [gs[0], torch.mm(gD, torch.t(points)), gD, torch.reshape(gradius, []), torch.zeros_like(points), gs[2], gbd, stats, none, since2]
