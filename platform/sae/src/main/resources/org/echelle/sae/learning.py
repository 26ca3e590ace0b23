# What every training shares. An architecture's own text defines
#   gradients(X, p, e, since, work, o) -> [a gradient for each parameter, stats, along, since]
# p: parameters, the decoder second where there is one; e: tensors of this step; since: rows since a feature fired [n];
# stats: a row of doubles: loss, squared error, spread, entries that fired, dead features, dense features, then its own;
# along: <gradient of atom j, atom j> [n] where it comes for free, else empty.
# o: 0 scale of the loss, 1 its kind (0 constant, 1 batch FVU, 2 by each row's square), 2 weight of the auxiliary loss, 3 its
# features a row, 4 rows after which a feature is dead, 5 whether a selected zero counts as firing, 6 precision, 7 step from 0,
# 8 number of features k, 9... the architecture's own.

# Loss of a residual, the residual as its gradient wants it, and the factor to multiply that with.
def weighed(self, R: Tensor, X: Tensor, squared: Tensor, spread: Tensor, o: List[float]) -> Tuple[Tensor, Tensor, float]:
  B = float(torch.size(R, 0))
  if o[1] == 1.:
    total = max(float(spread), 1.e-30)
    return (torch.mul(squared, 1. / total), R, 2. / total)
  if o[1] == 2.:
    w = torch.reciprocal(torch.clamp_min(torch.sum(torch.mul(X, X), [1], True), 1.e-30))
    G = torch.mul(R, w)
    return (torch.mul(torch.sum(torch.mul(G, R), dtype=7), 1. / B), G, 2. / B)
  return (torch.mul(squared, o[0] / B), R, 2. * o[0] / B)

# Sum of squares: each row's in its own type, pairwise, and those added up in double; a double copy of R would cost as much as three
# operators.
def squares(self, R: Tensor) -> Tensor:
  return torch.sum(torch.sum(torch.mul(R, R), [-1]), dtype=7)

def spread(self, X: Tensor) -> Tensor:
  return self.squares(torch.sub(X, torch.mean(X, [0])))

# Entries' gradients and the sums over entries: gradients of W, D, be and <gD_j, w_j>.
# The code's entries must be sorted by row; delta is dL/d(pre-activation) of each entry.
def collect(self, Xc: Tensor, G: Tensor, c: float, n: int, feature: Tensor, row: Tensor, value: Tensor, delta: Tensor) -> List[Tensor]:
  order, start = self.by_feature(feature, row, torch.size(Xc, 0), n)
  return self.collect_sorted(Xc, G, c, n, feature, row, value, delta, order, start)

def collect_sorted(self, Xc: Tensor, G: Tensor, c: float, n: int, feature: Tensor, row: Tensor, value: Tensor, delta: Tensor, order: Tensor, start: Tensor) -> List[Tensor]:
  rowsByFeature = torch.index_select(row, 0, order)
  gD = self.bags(G, rowsByFeature, start, torch.mul(torch.index_select(value, 0, order), c))
  gW = self.bags(Xc, rowsByFeature, start, torch.index_select(delta, 0, order))
  gbe = torch.to(torch.bincount(feature, delta, n), Xc.dtype)
  return [gW, gD, gbe]

# <G_row, D_feature> * c of every entry.
def pulls(self, G: Tensor, D: Tensor, c: float, feature: Tensor, value: Tensor, rowStart: Tensor) -> Tensor:
  code = torch.sparse_csr_tensor(rowStart, feature, value, [torch.size(G, 0), torch.size(D, 0)], dtype=value.dtype, layout=None, device=value.device, pin_memory=None)
  return torch.values(torch.sparse_sampled_addmm(code, G, torch.t(D), beta=0., alpha=c))

# Who is alive: rows since each feature fired, which are dead, how many fire on more than a tenth of the rows.
def liveness(self, firings: Tensor, since: Tensor, B: int, o: List[float]) -> Tuple[Tensor, Tensor, Tensor]:
  since2 = torch.masked_fill(torch.add(since, B), torch.gt(firings, 0), 0)
  return (since2, torch.ge(since2, int(o[4])), torch.sum(torch.gt(firings, B // 10)))

# The auxiliary loss of Gao et al. (arXiv 2406.04093, section 2.4): dead features alone reconstruct what is left, -R = x - xhat,
# which is held fixed, without decoder bias. Adds to the gradients g = [gW, gD, gbe, gbd, along]; returns the loss, unweighted.
def auxiliary(self, Xc: Tensor, R: Tensor, W: Tensor, D: Tensor, be: Tensor, dead: Tensor, o: List[float], g: List[Tensor]) -> Tensor:
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
  A = torch.relu(torch.addmm(torch.index_select(be, 0, which), Xc, torch.t(Wd)))
  if ka < nd:
    av, ai = torch.topk(A, ka, 1, True, False)
    A = torch.scatter(torch.zeros_like(A), 1, ai, av)
  Q = torch.add(torch.mm(A, Dd), R)
  aux = torch.mul(self.squares(Q), 1. / spreadR)
  Q = torch.mul(Q, 2. * o[2] / spreadR)
  gDd = torch.mm(torch.t(A), Q)
  da = torch.mul(torch.mm(Q, torch.t(Dd)), torch.gt(A, 0))
  gbed = torch.sum(da, [0])
  _0 = torch.index_add_(g[1], 0, which, gDd)
  _1 = torch.index_add_(g[0], 0, which, torch.mm(torch.t(da), Xc))
  _2 = torch.index_add_(g[2], 0, which, gbed)
  _3 = torch.sub_(g[3], torch.mv(torch.t(Wd), gbed))
  _4 = torch.index_add_(g[4], 0, which, torch.sum(torch.mul(gDd, Dd), [1]))
  return aux

# gradients(), seen through rows of D of unit norm: codes are chosen as if every atom had norm 1, though the norms are free.
# With u = D / |D|, W' = W |D|, be' = be |D| the chain rule gives the gradients of W, D and be.
def rescaled(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  norm = torch.clamp_min(torch.linalg_vector_norm(p[1], 2, [1], True), 1.e-12)
  flat = torch.squeeze(norm, 1)
  unit = torch.mul(p[1], torch.reciprocal(norm))
  q = [torch.mul(p[0], norm), unit, torch.mul(p[2], flat), p[3]]
  g = self.gradients(X, q, e, since, work, o)
  radial = torch.add(torch.sum(torch.mul(g[0], p[0]), [1], True), torch.unsqueeze(torch.mul(g[2], p[2]), 1))
  along = torch.sum(torch.mul(g[1], unit), [1], True)
  tangent = torch.mul(torch.sub(g[1], torch.mul(unit, along)), torch.reciprocal(norm))
  out = [torch.mul(g[0], norm), torch.add(tangent, torch.mul(unit, radial)), torch.mul(g[2], flat)]
  i = 3
  while i < len(g):
    _0 = torch.append(out, g[i])
    i = i + 1
  return out

# One step. p, m, v: parameters and Adam's moments; steps: Adam's step counts, one a parameter; average: averaged weights, or
# nothing. regime 0: atoms of unit norm, 1: free, 2: free but chosen as if of unit norm. Nothing changes when the loss is not
# finite. Returns the row of doubles.
def step(self, X: Tensor, p: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], since: Tensor, work: Tensor, e: List[Tensor], average: List[Tensor], o: List[float], lr: float, beta1: float, beta2: float, eps: float, clip: float, regime: int, decay: float) -> List[Tensor]:
  if regime == 2:
    g = self.rescaled(X, p, e, since, work, o)
  else:
    g = self.gradients(X, p, e, since, work, o)
  P = len(p)
  stats = g[P]
  if bool(torch.isfinite(torch.select(stats, 0, 0))):
    _0 = torch.copy_(since, g[P + 2])
    if regime == 0:
      D = p[1]
      along = g[P + 1]
      if torch.numel(along) == 0:
        along = torch.sum(torch.mul(g[1], D), [1])
      if o[7] == 0.:
        # atoms may begin with another norm
        along = torch.mul(along, torch.reciprocal(torch.sum(torch.mul(D, D), [1])))
      # no push along the atom itself: its norm is fixed
      _1 = torch.addcmul_(g[1], D, torch.unsqueeze(along, 1), value=-1)
    gs : List[Tensor] = []
    norm = 0.
    for i in range(P):
      _2 = torch.append(gs, g[i])
      if clip > 0.:
        norm = norm + float(torch.linalg_vector_norm(g[i])) ** 2
      _3 = torch.add_(steps[i], 1)
    norm = norm ** 0.5
    none : List[Tensor] = []
    if clip > 0. and norm > clip:
      torch._fused_adam_(p, gs, m, v, none, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=0., eps=eps, amsgrad=False, maximize=False, grad_scale=torch.full([], (norm + 1.e-6) / clip, dtype=6, device=X.device), found_inf=None)
    else:
      torch._fused_adam_(p, gs, m, v, none, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=0., eps=eps, amsgrad=False, maximize=False, grad_scale=None, found_inf=None)
    if regime == 0:
      _4 = torch.mul_(p[1], torch.reciprocal(torch.linalg_vector_norm(p[1], 2, [1], True)))
    i = 0
    while i < len(average):
      _5 = torch.lerp_(average[i], p[i], 1. - decay)
      i = i + 1
  return [stats]
