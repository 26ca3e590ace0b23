# Codes found by search, given atoms only. S [B, d] what is to be explained; U [n, d] atoms of unit norm (or 0); G [n, n] their
# products, or nothing where that would be too large; least [B, 1]: correlations up to it are rounding.

# Matching pursuit (Mallat & Zhang 1993), non-negative: k times the atom of the largest correlation, as long as one is positive.
def mp(self, S: Tensor, U: Tensor, G: Tensor, k: int, least: Tensor) -> Tensor:
  Ut = torch.t(U)
  C = torch.mm(S, Ut)
  Z = torch.zeros_like(C)
  R = torch.clone(S)
  going = True
  t = 0
  while going and t < k:
    v, j = torch.max(C, 1, True)
    a = torch.where(torch.gt(v, least), v, torch.zeros_like(v))
    going = bool(torch.any(torch.gt(a, 0)))
    if going:
      Z = torch.scatter_add(Z, 1, j, a)
      chosen = torch.squeeze(j, 1)
      if torch.numel(G) > 0:
        C = torch.sub(C, torch.mul(torch.index_select(G, 0, chosen), a))
      else:
        R = torch.sub(R, torch.mul(torch.index_select(U, 0, chosen), a))
        C = torch.mm(R, Ut)
    t = t + 1
  return Z

# Lawson and Hanson's non-negative least squares of many small problems at once, in double. G [B, k, k] products of each row's
# atoms, c [B, k] their products with the row, member [B, k] which places are used, P [B, k] those thought positive, z [B, k] a
# start that is 0 outside P and not negative.
def support(self, G: Tensor, c: Tensor, member: Tensor, P: Tensor, z: Tensor) -> Tuple[Tensor, Tensor]:
  k = torch.size(c, 1)
  ridge = torch.mul(torch.eye(k, dtype=7, device=c.device), 1.e-12)
  tolerance = torch.mul(torch.amax(torch.abs(c), [1], True), 1.e-9)
  outer = 0
  while outer < 3 * k + 3:
    inner = 0
    while inner < k + 2:
      M = torch.to(P, 7)
      A = torch.mul(torch.mul(G, torch.unsqueeze(M, 1)), torch.unsqueeze(M, 2))
      A = torch.add(torch.add(A, torch.diag_embed(torch.rsub(M, 1.))), ridge)
      y = torch.squeeze(torch.linalg_solve(A, torch.unsqueeze(torch.mul(c, M), 2)), 2)
      bad = torch.logical_and(P, torch.le(y, 0))
      if bool(torch.any(bad)):
        # as far towards y as nothing becomes negative; what becomes 0 leaves
        ratio = torch.mul(z, torch.reciprocal(torch.clamp_min(torch.sub(z, y), 1.e-300)))
        ratio = torch.where(bad, ratio, torch.full_like(ratio, 2.))
        alpha = torch.amin(ratio, [1], True)
        z = torch.add(z, torch.mul(torch.sub(y, z), torch.clamp_max(alpha, 1.)))
        P = torch.logical_and(P, torch.logical_not(torch.logical_and(bad, torch.le(ratio, torch.mul(alpha, 1.000000001)))))
        z = torch.mul(torch.relu(z), P)
        inner = inner + 1
      else:
        z = torch.mul(y, M)
        inner = k + 2
    w = torch.sub(c, torch.squeeze(torch.bmm(G, torch.unsqueeze(z, 2)), 2))
    free = torch.logical_and(torch.logical_and(member, torch.logical_not(P)), torch.gt(w, tolerance))
    if bool(torch.any(free)):
      best, at = torch.max(torch.where(free, w, torch.full_like(w, -1.)), 1, True)
      P = torch.scatter(P, 1, at, torch.logical_or(torch.gather(P, 1, at), torch.gt(best, 0)))
      outer = outer + 1
    else:
      outer = 3 * k + 3
  return (torch.relu(z), P)

# Orthogonal matching pursuit (Pati et al. 1993), non-negative: after every new atom the weights of all chosen ones are solved
# for anew.
def omp(self, S: Tensor, U: Tensor, k: int, least: Tensor) -> Tensor:
  B = torch.size(S, 0)
  Ut = torch.t(U)
  C = torch.mm(S, Ut)
  chosen = torch.zeros_like(C, dtype=11)
  Us = torch.zeros([B, k, torch.size(S, 1)], dtype=S.dtype, device=S.device)
  G = torch.zeros([B, k, k], dtype=7, device=S.device)
  c = torch.zeros([B, k], dtype=7, device=S.device)
  z = torch.zeros_like(c)
  member = torch.zeros_like(c, dtype=11)
  P = torch.zeros_like(member)
  places = torch.zeros_like(c, dtype=4)
  t = 0
  going = True
  while going and t < k:
    v, j = torch.max(torch.masked_fill(C, chosen, -3.e38), 1, True)
    live = torch.gt(v, least)
    going = bool(torch.any(live))
    if going:
      chosen = torch.scatter(chosen, 1, j, torch.logical_or(torch.gather(chosen, 1, j), live))
      u = torch.mul(torch.index_select(U, 0, torch.squeeze(j, 1)), live)
      _0 = torch.copy_(torch.select(Us, 1, t), u)
      g = torch.to(torch.squeeze(torch.bmm(Us, torch.unsqueeze(u, 2)), 2), 7)
      _1 = torch.copy_(torch.select(G, 1, t), g)
      _2 = torch.copy_(torch.select(G, 2, t), g)
      _3 = torch.copy_(torch.select(c, 1, t), torch.sum(torch.mul(u, S), [1]))
      _4 = torch.copy_(torch.select(places, 1, t), torch.squeeze(j, 1))
      _5 = torch.copy_(torch.select(member, 1, t), torch.squeeze(live, 1))
      _6 = torch.copy_(torch.select(P, 1, t), torch.squeeze(live, 1))
      z, P = self.support(G, c, member, P, z)
      R = torch.sub(S, torch.squeeze(torch.bmm(torch.unsqueeze(torch.to(z, S.dtype), 1), Us), 1))
      C = torch.mm(R, Ut)
    t = t + 1
  return torch.scatter_add(torch.zeros_like(C), 1, places, torch.to(torch.mul(z, member), S.dtype))

# Gradient pursuit (Blumensath & Davies 2008), non-negative as dictionary_learning has it: one atom more, then a step of the best
# length along the gradient on all chosen atoms; an atom that is clipped to 0 stays chosen.
def gradient(self, S: Tensor, U: Tensor, k: int, least: Tensor) -> Tensor:
  Ut = torch.t(U)
  R = S
  C = torch.mm(S, Ut)
  Z = torch.zeros_like(C)
  chosen = torch.zeros_like(C, dtype=11)
  t = 0
  while t < k:
    v, j = torch.max(C, 1, True)
    chosen = torch.scatter(chosen, 1, j, torch.logical_or(torch.gather(chosen, 1, j), torch.gt(v, least)))
    g = torch.mul(C, chosen)
    direction = torch.mm(g, U)
    square = torch.sum(torch.mul(direction, direction), [1], True)
    length = torch.mul(torch.sum(torch.mul(direction, R), [1], True), torch.reciprocal(torch.clamp_min(square, 1.e-30)))
    Z = torch.relu(torch.add(Z, torch.mul(g, length)))
    R = torch.sub(S, torch.mm(Z, U))
    C = torch.mm(R, Ut)
    t = t + 1
  return Z

# Non-negative least squares on all atoms: accelerated projected gradient with restarts (O'Donoghue & Candes 2015), until the
# largest change of a weight is below a millionth of the largest weight. steep: largest eigenvalue of U U^T.
def nnls(self, S: Tensor, U: Tensor, G: Tensor, steep: float) -> Tensor:
  Ut = torch.t(U)
  C = torch.mm(S, Ut)
  Z = torch.zeros_like(C)
  Y = Z
  momentum = 1.
  t = 0
  while t < 2000:
    if torch.numel(G) > 0:
      slope = torch.sub(torch.mm(Y, G), C)
    else:
      slope = torch.sub(torch.mm(torch.mm(Y, U), Ut), C)
    next = torch.relu(torch.sub(Y, torch.mul(slope, 1. / steep)))
    moved = torch.sub(next, Z)
    if float(torch.sum(torch.mul(torch.sub(Y, next), moved))) > 0.:
      momentum = 1.
    faster = 0.5 + 0.5 * (1. + 4. * momentum * momentum) ** 0.5
    Y = torch.add(next, torch.mul(moved, (momentum - 1.) / faster))
    momentum = faster
    Z = next
    t = t + 1
    if float(torch.amax(torch.abs(moved))) <= 1.e-6 * float(torch.amax(Z)):
      t = 2000
  return Z

# SAELens's matching pursuit on atoms as they are: a row is done once what is left is shorter than residual (0: never), or, where
# repeats end it, after a step that chose no new atom.
def mp_until(self, S: Tensor, D: Tensor, k: int, residual: float, repeats: bool) -> Tensor:
  Dt = torch.t(D)
  R = S
  Z = torch.zeros([torch.size(S, 0), torch.size(D, 0)], dtype=S.dtype, device=S.device)
  live = torch.ones([torch.size(S, 0), 1], dtype=11, device=S.device)
  t = 0
  while t < k and bool(torch.any(live)):
    v, j = torch.max(torch.relu(torch.mm(R, Dt)), 1, True)
    a = torch.mul(v, live)
    old = torch.gather(Z, 1, j)
    Z = torch.scatter_add(Z, 1, j, a)
    R = torch.sub(R, torch.mul(torch.index_select(D, 0, torch.squeeze(j, 1)), a))
    if repeats:
      live = torch.logical_and(live, torch.logical_and(torch.eq(old, 0), torch.gt(a, 0)))
    if residual > 0.:
      live = torch.logical_and(live, torch.ge(torch.linalg_vector_norm(R, 2, [1], True), residual))
    t = t + 1
  return Z

# rule 5 mp_until, 0 mp, 1 omp, 2 gradient, 3 nnls, 4 the nearest atom with weight 1.
def weights(self, S: Tensor, D: Tensor, U: Tensor, inverse: Tensor, G: Tensor, rule: int, k: int, steep: float, residual: float, repeats: bool) -> Tensor:
  if rule == 5:
    return self.mp_until(S, D, k, residual, repeats)
  if rule == 4:
    half = torch.mul(torch.sum(torch.mul(D, D), [1]), -0.5)
    A = torch.addmm(half, S, torch.t(D))
    v, j = torch.max(A, 1, True)
    return torch.scatter(torch.zeros_like(A), 1, j, torch.ones_like(v))
  least = torch.mul(torch.linalg_vector_norm(S, 2, [1], True), 1.e-6)
  if rule == 0:
    Z = self.mp(S, U, G, k, least)
  elif rule == 1:
    Z = self.omp(S, U, k, least)
  elif rule == 2:
    Z = self.gradient(S, U, k, least)
  else:
    Z = self.nnls(S, U, G, steep)
  return torch.mul(Z, inverse)

# Codes of rows, as encode() gives them. b: what is subtracted from a row.
def pursue(self, X: Tensor, b: Tensor, D: Tensor, U: Tensor, inverse: Tensor, G: Tensor, rule: int, k: int, steep: float, residual: float, repeats: bool, slice: int) -> List[Tensor]:
  B = torch.size(X, 0)
  S = torch.sub(X, b)
  starts = torch.zeros([B + 1], dtype=4, device=X.device)
  features : List[Tensor] = []
  values : List[Tensor] = []
  counts : List[Tensor] = []
  at = 0
  while at < B:
    to = min(at + slice, B)
    Z = self.weights(torch.slice(S, 0, at, to), D, U, inverse, G, rule, k, steep, residual, repeats)
    keep = torch.gt(Z, 0)
    place = torch.nonzero(keep)
    _0 = torch.append(features, torch.to(torch.select(place, 1, 1), 3))
    _1 = torch.append(values, torch.masked_select(Z, keep))
    _2 = torch.append(counts, torch.sum(keep, [1]))
    at = to
  _3 = torch.copy_(torch.slice(starts, 0, 1, B + 1), torch.cumsum(torch.cat(counts), 0))
  return [torch.to(starts, 3), torch.cat(features), torch.cat(values)]

def pursue_dense(self, X: Tensor, b: Tensor, D: Tensor, U: Tensor, inverse: Tensor, G: Tensor, rule: int, k: int, steep: float, residual: float, repeats: bool, slice: int) -> List[Tensor]:
  B = torch.size(X, 0)
  S = torch.sub(X, b)
  parts : List[Tensor] = []
  at = 0
  while at < B:
    to = min(at + slice, B)
    _0 = torch.append(parts, self.weights(torch.slice(S, 0, at, to), D, U, inverse, G, rule, k, steep, residual, repeats))
    at = to
  return [torch.cat(parts)]

# Atoms of unit norm, one over their norms, their products (where wanted), the largest eigenvalue of those.
def prepare_atoms(self, D: Tensor, products: bool) -> List[Tensor]:
  norm = torch.linalg_vector_norm(D, 2, [1], True)
  inverse = torch.where(torch.gt(norm, 0), torch.reciprocal(norm), torch.zeros_like(norm))
  U = torch.mul(D, inverse)
  G = torch.empty([0], dtype=D.dtype, device=D.device)
  if products:
    G = torch.mm(U, torch.t(U))
  if torch.size(D, 0) < torch.size(D, 1):
    small = torch.mm(U, torch.t(U))
  else:
    small = torch.mm(torch.t(U), U)
  steep = torch.amax(torch.linalg_eigvalsh(torch.to(small, 7)))
  return [U, torch.squeeze(inverse, 1), G, steep]
