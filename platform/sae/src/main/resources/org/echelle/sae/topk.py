# The k largest of every row after ReLU, zeros among them where fewer are positive: as dictionary_learning selects, which counts a
# selected zero as a firing. Reproduces its traces; which zeros are taken is up to topk.
def selected_after_relu(self, Xc: Tensor, W: Tensor, be: Tensor, k: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  B = torch.size(Xc, 0)
  V, I = torch.topk(torch.relu(torch.addmm(be, Xc, torch.t(W))), k, 1, True, False)
  row = torch.floor_divide(torch.arange(0, B * k, dtype=4, device=Xc.device), k)
  start = torch.mul(torch.arange(0, B + 1, dtype=4, device=Xc.device), k)
  return (torch.reshape(I, [-1]), row, torch.reshape(V, [-1]), start)

# TopK and BatchTopK (o[9] = 1). p: W, D, be, bd. Its own stats: auxiliary loss, smallest positive activation that was kept in the
# batch, and the mean over rows of each row's smallest.
def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  W = p[0]
  D = p[1]
  be = p[2]
  bd = p[3]
  B = torch.size(X, 0)
  n = torch.size(W, 0)
  k = int(o[8])
  batchwise = o[9] == 1.
  Xc = torch.sub(X, bd)
  if o[5] == 1. and batchwise == False:
    feature, row, value, rowStart = self.selected_after_relu(Xc, W, be, k)
  else:
    feature, row, value, rowStart = self.chosen(Xc, W, be, k, batchwise, work, e)
  R = torch.sub(self.bags(D, feature, rowStart, value), Xc)
  squared = self.squares(R)
  spread = self.spread(X)
  loss, G, c = self.weighed(R, X, squared, spread, o)
  positive = torch.gt(value, 0)
  # from here on by feature, so that an atom is read once
  order, start = self.sorted(e, feature, row, B, n)
  rows = torch.index_select(row, 0, order)
  features = torch.index_select(feature, 0, order)
  values = torch.index_select(value, 0, order)
  delta = torch.mul(self.pulls(D, G, c, rows, values, start), torch.gt(values, 0))
  # <gD_j, w_j> without another pass: sum over entries of value * delta
  along = torch.to(torch.bincount(features, torch.mul(values, delta), n), X.dtype)
  g = [self.bags(Xc, rows, start, delta), self.bags(G, rows, start, torch.mul(values, c)), torch.to(torch.bincount(features, delta, n), X.dtype)]
  gbd = torch.sub(torch.mul(torch.sum(G, [0]), c), torch.mv(torch.t(W), g[2]))
  if o[5] == 1. or len(e) >= 6:
    # every entry counts; the host's are all positive
    firings = torch.sub(torch.slice(start, 0, 1), torch.slice(start, 0, 0, n))
  else:
    firings = torch.bincount(feature, torch.to(positive, 6), n)
  since2, dead, dense = self.liveness(firings, since, B, o)
  gs = [g[0], g[1], g[2], gbd, along]
  aux = self.auxiliary(Xc, R, W, D, be, dead, o, gs)
  smallest = torch.where(positive, value, torch.full_like(value, 3.0e38))
  least = torch.full([], 3.0e38, dtype=7, device=X.device)
  if torch.size(value, 0) > 0:
    least = torch.to(torch.amin(smallest, [0]), 7)
  leastByRow = least
  if batchwise == False and torch.size(value, 0) == B * k:
    leastByRow = torch.mean(torch.amin(torch.reshape(smallest, [B, k]), [1]), dtype=7)
  total = torch.add(loss, torch.mul(aux, o[2]))
  stats = torch.stack([total, squared, spread, torch.to(torch.sum(positive), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), aux, least, leastByRow])
  return [gs[0], gs[1], gs[2], gs[3], stats, gs[4], since2]
