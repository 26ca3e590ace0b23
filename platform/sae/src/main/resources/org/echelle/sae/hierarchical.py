# HierarchicalTopK: the mean over t = 1..k of the losses of every row's t largest activations. p: W, D, be, bd. Own stats as topk.py's.
# Forward, the residual takes one atom a row at a time; back, it gives them up again, while S gathers the residuals from t on: what
# the t-th entry is pulled by. Nothing is kept of a level, so that memory does not grow with k.
def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  W = p[0]
  D = p[1]
  B = torch.size(X, 0)
  n = torch.size(W, 0)
  k = int(o[8])
  Xc = torch.sub(X, p[3])
  V, I = self.candidates(Xc, W, p[2], k, work)
  V, place = torch.sort(torch.relu(V), 1, True)
  I = torch.gather(I, 1, place)
  values = torch.contiguous(torch.t(V))
  features = torch.contiguous(torch.t(I))
  R = torch.neg(Xc)
  squares = torch.zeros([B], dtype=7, device=X.device)
  for t in range(k):
    z = torch.unsqueeze(torch.select(values, 0, t), 1)
    _0 = torch.addcmul_(R, torch.index_select(D, 0, torch.select(features, 0, t)), z)
    _1 = torch.add_(squares, torch.sum(torch.mul(R, R), [1], dtype=7))
  residual = torch.clone(R)
  spread = self.spread(X)
  mean = torch.mul(torch.sum(squares), 1. / float(k))
  loss, G, c = self.weighed(residual, X, mean, spread, o)
  c = c / float(k)
  byRow = torch.ones([B, 1], dtype=X.dtype, device=X.device)
  if o[1] == 2.:
    byRow = torch.reciprocal(torch.clamp_min(torch.sum(torch.mul(X, X), [1], True), 1.e-30))
    loss = torch.mul(torch.sum(torch.mul(torch.squeeze(byRow, 1), squares)), 1. / float(B * k))
  S = torch.zeros_like(R)
  gD = torch.zeros_like(D)
  pull = torch.empty_like(values)
  for s in range(k):
    t = k - 1 - s
    i = torch.select(features, 0, t)
    z = torch.unsqueeze(torch.select(values, 0, t), 1)
    if o[1] == 2.:
      _2 = torch.addcmul_(S, R, byRow)
    else:
      _2 = torch.add_(S, R)
    atoms = torch.index_select(D, 0, i)
    _3 = torch.copy_(torch.select(pull, 0, t), torch.sum(torch.mul(atoms, S), [1]))
    _4 = torch.index_add_(gD, 0, i, torch.mul(S, z))
    _5 = torch.addcmul_(R, atoms, z, value=-1)
  gD = torch.mul_(gD, c)
  value = torch.reshape(V, [-1])
  feature = torch.reshape(I, [-1])
  row = torch.floor_divide(torch.arange(0, B * k, dtype=4, device=X.device), k)
  positive = torch.gt(value, 0)
  delta = torch.mul(torch.mul(torch.reshape(torch.t(pull), [-1]), c), positive)
  order, start = self.by_feature(feature, row, B, n)
  gW = self.bags(Xc, torch.index_select(row, 0, order), start, torch.index_select(delta, 0, order))
  gbe = torch.to(torch.bincount(feature, delta, n), X.dtype)
  gbd = torch.sub(torch.mul(torch.sum(S, [0]), c), torch.mv(torch.t(W), gbe))
  along = torch.to(torch.bincount(feature, torch.mul(value, delta), n), X.dtype)
  firings = torch.bincount(feature, torch.to(positive, 6), n)
  since2, dead, dense = self.liveness(firings, since, B, o)
  gs = [gW, gD, gbe, gbd, along]
  aux = self.auxiliary(Xc, residual, W, D, p[2], dead, o, gs)
  smallest = torch.where(positive, value, torch.full_like(value, 3.0e38))
  least = torch.to(torch.amin(smallest, [0]), 7)
  leastByRow = torch.mean(torch.amin(torch.reshape(smallest, [B, k]), [1]), dtype=7)
  total = torch.add(loss, torch.mul(aux, o[2]))
  stats = torch.stack([total, self.squares(residual), spread, torch.to(torch.sum(positive), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), aux, least, leastByRow])
  return [gs[0], gs[1], gs[2], gs[3], stats, gs[4], since2]
