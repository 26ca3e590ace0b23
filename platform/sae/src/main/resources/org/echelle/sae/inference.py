# Finished dictionaries. f: [encoder [n, d], b_enc [n], input bias [d], decoder [n, e], output bias [e], threshold [n] or [1]].
# rule 0: the k largest positive pre-activations of a row; rule 1: every pre-activation above its threshold; rule 2: the largest of
# each of k groups of n / k features, where it is positive.
# m, l: grid of a Kronecker-factorised encoder, which is then [h * (m + l), d]; 0 for a plain one.

# Pre-activations of centred rows [b, n].
def pre(self, Xc: Tensor, f: List[Tensor], m: int, l: int, out: Tensor) -> Tensor:
  if m == 0:
    return torch.addmm(f[1], Xc, torch.t(f[0]), out=out)
  U = torch.relu(torch.addmm(f[1], Xc, torch.t(f[0])))
  U = torch.reshape(U, [torch.size(Xc, 0), -1, m + l])
  u = torch.unsqueeze(torch.slice(U, 2, 0, m), 3)
  v = torch.unsqueeze(torch.slice(U, 2, m, m + l), 2)
  return torch.copy_(out, torch.reshape(torch.sqrt(torch.mul(u, v)), [torch.size(Xc, 0), -1]))

# The largest pre-activation of each of k groups [b, k], and whose it is.
def of_groups(self, A: Tensor, k: int) -> Tuple[Tensor, Tensor]:
  size = torch.size(A, 1) // k
  v, i = torch.max(torch.reshape(A, [torch.size(A, 0), k, size]), 2)
  return (v, torch.add(i, torch.mul(torch.arange(0, k, dtype=4, device=A.device), size)))

# Codes of rows, sorted by row and feature: rowStart [B + 1] and feature as int32, value.
def encode(self, X: Tensor, f: List[Tensor], rule: int, k: int, m: int, l: int, work: Tensor) -> List[Tensor]:
  B = torch.size(X, 0)
  Xc = torch.sub(X, f[2])
  starts = torch.zeros([B + 1], dtype=4, device=X.device)
  features : List[Tensor] = []
  values : List[Tensor] = []
  counts : List[Tensor] = []
  slice = torch.size(work, 0)
  at = 0
  while at < B:
    to = min(at + slice, B)
    A = self.pre(torch.slice(Xc, 0, at, to), f, m, l, torch.slice(work, 0, 0, to - at))
    if rule == 0:
      V, I = torch.topk(A, k, 1, True, False)
      I, order = torch.sort(I, 1, False)
      V = torch.gather(V, 1, order)
      keep = torch.gt(V, 0)
      _1 = torch.append(features, torch.to(torch.masked_select(I, keep), 3))
      _2 = torch.append(values, torch.masked_select(V, keep))
    elif rule == 2:
      V, I = self.of_groups(A, k)
      keep = torch.gt(V, 0)
      _1 = torch.append(features, torch.to(torch.masked_select(I, keep), 3))
      _2 = torch.append(values, torch.masked_select(V, keep))
    else:
      keep = torch.gt(A, f[5])
      place = torch.nonzero(keep)
      _1 = torch.append(features, torch.to(torch.select(place, 1, 1), 3))
      _2 = torch.append(values, torch.masked_select(A, keep))
    _3 = torch.append(counts, torch.sum(keep, [1]))
    at = to
  _4 = torch.copy_(torch.slice(starts, 0, 1, B + 1), torch.cumsum(torch.cat(counts), 0))
  return [torch.to(starts, 3), torch.cat(features), torch.cat(values)]

# Codes as a dense matrix [B, n].
def encode_dense(self, X: Tensor, f: List[Tensor], rule: int, k: int, m: int, l: int) -> List[Tensor]:
  A = torch.empty([torch.size(X, 0), torch.size(f[3], 0)], dtype=X.dtype, device=X.device)
  A = self.pre(torch.sub(X, f[2]), f, m, l, A)
  if rule == 0:
    v, i = torch.topk(A, k, 1, True, False)
    return [torch.scatter(torch.zeros_like(A), 1, i, torch.relu(v))]
  if rule == 2:
    v, i = self.of_groups(A, k)
    return [torch.scatter(torch.zeros_like(A), 1, i, torch.relu(v))]
  return [torch.masked_fill(A, torch.le(A, f[5]), 0)]

# Reconstruction without a dense code, and the features that fired.
def reconstruct(self, X: Tensor, f: List[Tensor], rule: int, k: int, m: int, l: int, work: Tensor) -> List[Tensor]:
  code = self.encode(X, f, rule, k, m, l, work)
  return [torch.add(self.bags(f[3], code[1], code[0], code[2]), f[4]), code[1]]

def decode_dense(self, Z: Tensor, D: Tensor, bd: Tensor) -> List[Tensor]:
  return [torch.addmm(bd, Z, D)]

def decode_sparse(self, start: Tensor, feature: Tensor, value: Tensor, D: Tensor, bd: Tensor) -> List[Tensor]:
  return [torch.add(self.bags(D, feature, start, value), bd)]

# The q largest positive parts of every row's pre-activations, to find a threshold.
def largest(self, X: Tensor, f: List[Tensor], m: int, l: int, q: int, work: Tensor) -> List[Tensor]:
  B = torch.size(X, 0)
  Xc = torch.sub(X, f[2])
  out = torch.empty([B, q], dtype=X.dtype, device=X.device)
  slice = torch.size(work, 0)
  at = 0
  while at < B:
    to = min(at + slice, B)
    A = self.pre(torch.slice(Xc, 0, at, to), f, m, l, torch.slice(work, 0, 0, to - at))
    V, I = torch.topk(A, q, 1, True, False)
    _0 = torch.copy_(torch.slice(out, 0, at, to), torch.relu(V))
    at = to
  return [out]
