# Sums over rows, and what normalises them. Agnostic of device and of float32 or float64.

# The floor that a step is measured against: the encoder product alone, into a buffer that is already there.
def product(self, X: Tensor, W: Tensor, out: Tensor) -> List[Tensor]:
  return [torch.mm(X, torch.t(W), out=out)]

# Sums in double that evaluation adds up over batches: squared error, sum x [d], sum x^2, cosine, per-row counts.
def measure(self, X: Tensor, Y: Tensor, shift: Tensor, feature: Tensor, n: int) -> List[Tensor]:
  S = torch.to(torch.sub(X, shift), 7)
  R = torch.sub(X, Y)
  dots = torch.sum(torch.mul(X, Y), [1])
  norms = torch.mul(torch.linalg_vector_norm(X, 2, [1], False), torch.linalg_vector_norm(Y, 2, [1], False))
  cosine = torch.sum(torch.where(torch.gt(norms, 0), torch.mul(dots, torch.reciprocal(norms)), torch.zeros_like(norms)), dtype=7)
  sums = torch.stack([torch.sum(torch.mul(R, R), dtype=7), torch.sum(torch.mul(S, S)), cosine])
  return [sums, torch.sum(S, [0]), torch.bincount(feature, None, n)]

# What normalisation needs of rows: sum of ||x - shift||^2, of ||x - shift||, and of x - shift, in double.
def moments(self, X: Tensor, shift: Tensor) -> List[Tensor]:
  S = torch.to(torch.sub(X, shift), 7)
  q = torch.sum(torch.mul(S, S), [1])
  return [torch.stack([torch.sum(q), torch.sum(torch.sqrt(q))]), torch.sum(S, [0])]

# Second moments about shift [d, d] in double.
def scatter_matrix(self, X: Tensor, shift: Tensor) -> List[Tensor]:
  S = torch.to(torch.sub(X, shift), 7)
  return [torch.mm(torch.t(S), S), torch.sum(S, [0])]

# Eigenvalues (rising) and eigenvectors (columns) of a symmetric matrix.
def eigh(self, C: Tensor) -> List[Tensor]:
  values, vectors = torch.linalg_eigh(C)
  return [values, vectors]

# One Weiszfeld iteration of the geometric median (rows that lie on the present point are left out).
def weiszfeld(self, X: Tensor, m: Tensor) -> List[Tensor]:
  dist = torch.linalg_vector_norm(torch.sub(X, m), 2, [1], True)
  u = torch.where(torch.gt(dist, 0), torch.reciprocal(dist), torch.zeros_like(dist))
  total = torch.sum(u)
  if float(total) == 0.:
    return [m, torch.zeros_like(total)]
  next = torch.mul(torch.sum(torch.mul(X, u), [0]), torch.reciprocal(total))
  return [next, torch.linalg_vector_norm(torch.sub(next, m))]

# x' = (x - shift) * scale; shift [d], scale [d] or [1]
def affine(self, X: Tensor, shift: Tensor, scale: Tensor) -> List[Tensor]:
  return [torch.mul(torch.sub(X, shift), scale)]

# Rows in units of their own, their shifts [B, 1], their scales [B, 1].
# kind 1: mean 0 and sample standard deviation 1 (d - 1 in the denominator, 1e-5 added); kind 2: norm sqrt(d).
def standardise(self, X: Tensor, kind: int) -> List[Tensor]:
  d = float(torch.size(X, 1))
  if kind == 2:
    norm = torch.linalg_vector_norm(X, 2, [1], True)
    scale = torch.mul(torch.clamp_min(norm, 1.e-12), d ** -0.5)
    return [torch.mul(X, torch.reciprocal(scale)), torch.zeros_like(scale), scale]
  mean = torch.mean(X, [1], True)
  C = torch.sub(X, mean)
  scale = torch.add(torch.sqrt(torch.mul(torch.sum(torch.mul(C, C), [1], True), 1. / (d - 1.))), 1.e-5)
  return [torch.mul(C, torch.reciprocal(scale)), mean, scale]
