# Baselines that are fitted: sums over a batch of rows, and steps of their solvers.

# Whitened rows: (X - mean) K^T.
def whiten(self, X: Tensor, mean: Tensor, K: Tensor) -> List[Tensor]:
  return [torch.mm(torch.sub(X, mean), torch.t(K))]

# FastICA with g = tanh: sums of g(s) z^T [r, r], of g'(s) [r], both over rows.
def ica_sums(self, Z: Tensor, W: Tensor) -> List[Tensor]:
  T = torch.tanh(torch.mm(Z, torch.t(W)))
  slope = torch.sum(torch.rsub(torch.mul(T, T), 1.), [0], dtype=7)
  return [torch.to(torch.mm(torch.t(T), Z), 7), slope]

# The nearest orthogonal matrix (W W^T)^(-1/2) W.
def decorrelate(self, W: Tensor) -> List[Tensor]:
  values, V = torch.linalg_eigh(torch.mm(W, torch.t(W)))
  root = torch.mul(V, torch.rsqrt(torch.clamp_min(values, 1.e-300)))
  return [torch.mm(torch.mm(root, torch.t(V)), W)]

# Fixed-point step E[g(s) z^T] - diag(E[g'(s)]) W, decorrelated; and how far any row is from its old direction.
def ica_step(self, W: Tensor, outer: Tensor, slope: Tensor, rows: float) -> List[Tensor]:
  next = torch.sub(torch.mul(outer, 1. / rows), torch.mul(torch.unsqueeze(torch.mul(slope, 1. / rows), 1), W))
  next = self.decorrelate(next)[0]
  same = torch.abs(torch.sum(torch.mul(next, W), [1]))
  return [next, torch.amax(torch.abs(torch.sub(same, 1.)))]

# Sums of s^3 and s^4 of every component.
def ica_moments(self, Z: Tensor, W: Tensor) -> List[Tensor]:
  S = torch.to(torch.mm(Z, torch.t(W)), 7)
  return [torch.sum(torch.pow(S, 3), [0]), torch.sum(torch.pow(S, 4), [0])]

# Lee and Seung's multiplicative update of a batch's weights Z, in place; returns Z^T X and Z^T Z.
def nmf_weights(self, X: Tensor, Z: Tensor, D: Tensor) -> List[Tensor]:
  Dt = torch.t(D)
  below = torch.clamp_min(torch.mm(Z, torch.mm(D, Dt)), 1.e-20)
  _0 = torch.mul_(Z, torch.mul(torch.mm(X, Dt), torch.reciprocal(below)))
  Zt = torch.t(Z)
  return [torch.to(torch.mm(Zt, X), 7), torch.to(torch.mm(Zt, Z), 7)]

# The update of the atoms, and ||X||^2 - 2 <Z^T X, D> + <Z^T Z, D D^T> less its first term.
def nmf_atoms(self, D: Tensor, ZX: Tensor, ZZ: Tensor) -> List[Tensor]:
  next = torch.mul(D, torch.mul(ZX, torch.reciprocal(torch.clamp_min(torch.mm(ZZ, D), 1.e-20))))
  error = torch.sub(torch.sum(torch.mul(ZZ, torch.mm(next, torch.t(next)))), torch.mul(torch.sum(torch.mul(ZX, next)), 2.))
  return [next, error]

# Smallest value and sum of squares.
def smallest(self, X: Tensor) -> List[Tensor]:
  return [torch.amin(torch.reshape(X, [-1])), torch.sum(torch.mul(X, X), dtype=7)]

# Squared distance of every row to one point.
def distances(self, X: Tensor, c: Tensor) -> List[Tensor]:
  S = torch.sub(X, c)
  return [torch.sum(torch.mul(S, S), [1])]

# Adds each row to its nearest centroid's sum and count, in place; returns the squared distances.
def assign(self, X: Tensor, C: Tensor, sums: Tensor, counts: Tensor) -> List[Tensor]:
  half = torch.mul(torch.sum(torch.mul(C, C), [1]), -0.5)
  v, i = torch.max(torch.addmm(half, X, torch.t(C)), 1)
  _0 = torch.index_add_(sums, 0, i, torch.to(X, 7))
  _1 = torch.add_(counts, torch.bincount(i, None, torch.size(C, 0)))
  square = torch.sum(torch.mul(X, X), [1])
  return [torch.relu(torch.sub(square, torch.mul(v, 2.)))]
