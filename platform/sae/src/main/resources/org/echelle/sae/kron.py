# KronSAE. p: encoder E [h (m + l), d] (a head's m base rows, then its l extension rows), D [n, d], be [h (m + l)], bd; n = h m l.
# Feature (t, i, j), number (t m + i) l + j, is sqrt(relu(u_ti) relu(v_tj)), the geometric mean of its two rectified parents; the k
# largest of a row are kept. o[9]: m, o[10]: l, o[11]: whether be learns. Own stats as topk.py's.

# Which rows of E are the parents of features.
def parents(self, feature: Tensor, m: int, l: int) -> Tuple[Tensor, Tensor]:
  head = torch.mul(torch.floor_divide(feature, m * l), m + l)
  inside = torch.remainder(feature, m * l)
  return (torch.add(head, torch.floor_divide(inside, l)), torch.add(torch.add(head, torch.remainder(inside, l)), m))

# The k largest products of parents of every row.
def grid(self, U: Tensor, m: int, l: int, k: int, work: Tensor) -> Tuple[Tensor, Tensor]:
  B = torch.size(U, 0)
  slice = torch.size(work, 0)
  heads = torch.size(U, 1) // (m + l)
  V = torch.empty([B, k], dtype=U.dtype, device=U.device)
  I = torch.empty([B, k], dtype=4, device=U.device)
  at = 0
  while at < B:
    to = min(at + slice, B)
    part = torch.reshape(torch.slice(U, 0, at, to), [to - at, heads, m + l])
    A = torch.reshape(torch.slice(work, 0, 0, to - at), [to - at, heads, m, l])
    _0 = torch.mul(torch.unsqueeze(torch.slice(part, 2, 0, m), 3), torch.unsqueeze(torch.slice(part, 2, m, m + l), 2), out=A)
    v, i = torch.topk(torch.reshape(A, [to - at, heads * m * l]), k, 1, True, False)
    _1 = torch.copy_(torch.slice(V, 0, at, to), v)
    _2 = torch.copy_(torch.slice(I, 0, at, to), i)
    at = to
  return (V, I)

# What a feature's gradient gives its parent a: d sqrt(a b) / da = sqrt(a b) / (2 a), with a kept away from 0.
def share(self, s: Tensor, a: Tensor, delta: Tensor) -> Tensor:
  return torch.mul(torch.mul(torch.mul(s, torch.reciprocal(torch.clamp_min(a, 1.e-5))), 0.5), delta)

# As learning.py's auxiliary; what the encoder gets is added to dU.
def kron_auxiliary(self, U: Tensor, R: Tensor, D: Tensor, m: int, l: int, dead: Tensor, o: List[float], gD: Tensor, along: Tensor, dU: Tensor) -> Tensor:
  aux = torch.zeros([], dtype=7, device=U.device)
  if o[2] == 0. or bool(torch.any(dead)) == False:
    return aux
  which = torch.reshape(torch.nonzero(dead), [-1])
  nd = torch.size(which, 0)
  ka = min(int(o[3]), nd)
  spreadR = float(self.spread(R))
  if spreadR <= 0.:
    return aux
  Dd = torch.index_select(D, 0, which)
  pa, pb = self.parents(which, m, l)
  a = torch.index_select(U, 1, pa)
  b = torch.index_select(U, 1, pb)
  A = torch.sqrt(torch.mul(a, b))
  if ka < nd:
    av, ai = torch.topk(A, ka, 1, True, False)
    A = torch.scatter(torch.zeros_like(A), 1, ai, av)
  Q = torch.add(torch.mm(A, Dd), R)
  aux = torch.mul(self.squares(Q), 1. / spreadR)
  Q = torch.mul(Q, 2. * o[2] / spreadR)
  gDd = torch.mm(torch.t(A), Q)
  da = torch.mm(Q, torch.t(Dd))
  _0 = torch.index_add_(gD, 0, which, gDd)
  _1 = torch.index_add_(along, 0, which, torch.sum(torch.mul(gDd, Dd), [1]))
  _2 = torch.index_add_(dU, 1, pa, self.share(A, a, da))
  _3 = torch.index_add_(dU, 1, pb, self.share(A, b, da))
  return aux

def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  D = p[1]
  B = torch.size(X, 0)
  n = torch.size(D, 0)
  k = int(o[8])
  m = int(o[9])
  l = int(o[10])
  Xc = torch.sub(X, p[3])
  U = torch.relu(torch.addmm(p[2], Xc, torch.t(p[0])))
  width = torch.size(U, 1)
  V, I = self.grid(U, m, l, k, work)
  value = torch.reshape(torch.sqrt(V), [-1])
  feature = torch.reshape(I, [-1])
  row = torch.floor_divide(torch.arange(0, B * k, dtype=4, device=X.device), k)
  rowStart = torch.mul(torch.arange(0, B + 1, dtype=4, device=X.device), k)
  R = torch.sub(self.bags(D, feature, rowStart, value), Xc)
  squared = self.squares(R)
  spread = self.spread(X)
  loss, G, c = self.weighed(R, X, squared, spread, o)
  positive = torch.gt(value, 0)
  delta = torch.mul(self.pulls(G, D, c, feature, value, rowStart), positive)
  order, start = self.by_feature(feature, row, B, n)
  gD = self.bags(G, torch.index_select(row, 0, order), start, torch.mul(torch.index_select(value, 0, order), c))
  along = torch.to(torch.bincount(feature, torch.mul(value, delta), n), X.dtype)
  pa, pb = self.parents(feature, m, l)
  at = torch.mul(row, width)
  pa = torch.add(at, pa)
  pb = torch.add(at, pb)
  flat = torch.reshape(U, [-1])
  dU = torch.zeros_like(U)
  into = torch.reshape(dU, [-1])
  _0 = torch.scatter_add_(into, 0, pa, self.share(value, torch.index_select(flat, 0, pa), delta))
  _1 = torch.scatter_add_(into, 0, pb, self.share(value, torch.index_select(flat, 0, pb), delta))
  firings = torch.bincount(feature, torch.to(positive, 6), n)
  since2, dead, dense = self.liveness(firings, since, B, o)
  aux = self.kron_auxiliary(U, R, D, m, l, dead, o, gD, along, dU)
  gE = torch.mm(torch.t(dU), Xc)
  sums = torch.sum(dU, [0])
  gbd = torch.sub(torch.mul(torch.sum(G, [0]), c), torch.mv(torch.t(p[0]), sums))
  gbe = torch.mul(sums, o[11])
  smallest = torch.where(positive, value, torch.full_like(value, 3.0e38))
  least = torch.to(torch.amin(smallest, [0]), 7)
  leastByRow = torch.mean(torch.amin(torch.reshape(smallest, [B, k]), [1]), dtype=7)
  total = torch.add(loss, torch.mul(aux, o[2]))
  stats = torch.stack([total, squared, spread, torch.to(torch.sum(positive), 7), torch.to(torch.sum(dead), 7), torch.to(dense, 7), aux, least, leastByRow])
  return [gE, gD, gbe, gbd, stats, along, since2]
