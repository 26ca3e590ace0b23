# Nested reconstructions: level i is what the entries of groups 0..i write together (Matryoshka: groups of features; MSAE: groups of
# ranks within a row). One sparse pass forward and one back: the groups' own sums [P * B, d], running sums over groups, and, for
# the gradient, running sums of the weighted residuals from the last level back. An entry of group g is pulled by all levels >= g.

# Entries sorted by row; groups: for each group the places of its entries, ascending; weights: of the levels' losses; bias: weight
# of a level without any feature; e: tensors of the step. Returns the loss, the squared errors, the last level's residual, the spread; then gradients of
# W, D, be, and of bd but for what passes through the encoder; last <gD_j, w_j>. The squared errors are those of all levels [P].
def nested(self, X: Tensor, Xc: Tensor, D: Tensor, feature: Tensor, row: Tensor, value: Tensor, groups: List[Tensor], weights: List[float], bias: float, e: List[Tensor], o: List[float]) -> List[Tensor]:
  B = torch.size(X, 0)
  d = torch.size(X, 1)
  n = torch.size(D, 0)
  P = len(groups)
  # entries by group, then row: key = group * B + row
  key = torch.empty_like(row)
  for i in range(P):
    _0 = torch.index_copy_(key, 0, groups[i], torch.add(torch.index_select(row, 0, groups[i]), i * B))
  place = torch.cat(groups)
  sortedFeature = torch.index_select(feature, 0, place)
  sortedValue = torch.index_select(value, 0, place)
  counts = torch.bincount(key, None, P * B)
  start = torch.cat([torch.zeros([1], dtype=4, device=X.device), torch.cumsum(counts, 0)])
  sums = self.bags(D, sortedFeature, start, sortedValue)
  levels = torch.reshape(sums, [P, B, d])
  spread = self.spread(X)
  loss = torch.zeros([], dtype=7, device=X.device)
  errors : List[Tensor] = []
  c = 0.
  _1 = torch.sub_(torch.select(levels, 0, 0), Xc)
  bd = torch.zeros_like(Xc[0])
  if bias > 0.:
    l, G, c0 = self.weighed(torch.neg(Xc), X, self.squares(Xc), spread, o)
    loss = torch.add(loss, l, alpha=bias)
    bd = torch.mul(torch.sum(G, [0]), c0 * bias)
  for i in range(P):
    R = torch.select(levels, 0, i)
    if i > 0:
      _2 = torch.add_(R, torch.select(levels, 0, i - 1))
    squared = self.squares(R)
    _6 = torch.append(errors, squared)
    l, G, c1 = self.weighed(R, X, squared, spread, o)
    loss = torch.add(loss, l, alpha=weights[i])
    c = c1
  # from here on level i holds the gradient that reaches group i, in units of c * (weight of the last level)
  last = torch.select(levels, 0, P - 1)
  residual = last
  if o[1] == 2.:
    residual = torch.clone(last)
    l, G, c1 = self.weighed(residual, X, errors[P - 1], spread, o)
    _3 = torch.copy_(last, G)
  c = c * weights[P - 1]
  for j in range(P - 1):
    i = P - 2 - j
    R = torch.select(levels, 0, i)
    G = R
    if o[1] == 2.:
      l, G, c1 = self.weighed(R, X, errors[i], spread, o)
    _4 = torch.add(torch.select(levels, 0, i + 1), G, alpha=weights[i] / weights[P - 1], out=R)
  bd = torch.add(bd, torch.mul(torch.sum(torch.select(levels, 0, 0), [0]), c))
  pulled = self.pulls(sums, D, c, sortedFeature, sortedValue, start)
  delta = torch.empty_like(value)
  _5 = torch.index_copy_(delta, 0, place, pulled)
  delta = torch.mul(delta, torch.gt(value, 0))
  order, byFeature = self.sorted(e, feature, row, B, n)
  gD = self.bags(sums, torch.index_select(key, 0, order), byFeature, torch.mul(torch.index_select(value, 0, order), c))
  gW = self.bags(Xc, torch.index_select(row, 0, order), byFeature, torch.index_select(delta, 0, order))
  gbe = torch.to(torch.bincount(feature, delta, n), X.dtype)
  along = torch.to(torch.bincount(feature, torch.mul(value, delta), n), X.dtype)
  return [loss, torch.stack(errors), residual, spread, gW, gD, gbe, bd, along]
