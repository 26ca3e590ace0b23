# extends topk.py
# OrtSAE. e: in steps that evaluate the penalty, the last tensor is the features in random order [n]. o[12]: gamma of this step, o[13]:
# number of chunks. Its own stats: topk.py's, then the penalty.

# Mean over chunks of the mean over features of the square of the largest cosine with another atom of the chunk (not below 0), and
# its gradient with respect to D.
def crowding(self, D: Tensor, order: Tensor, chunks: int) -> Tuple[Tensor, Tensor]:
  n = torch.size(D, 0)
  norm = torch.clamp_min(torch.linalg_vector_norm(D, 2, [1], True), 1.e-12)
  U = torch.mul(D, torch.reciprocal(norm))
  gU = torch.zeros_like(D)
  value = torch.zeros([], dtype=7, device=D.device)
  for i in range(chunks):
    which = torch.slice(order, 0, i * n // chunks, (i + 1) * n // chunks)
    size = torch.size(which, 0)
    if size > 1:
      C = torch.index_select(U, 0, which)
      cosines = torch.mm(C, torch.t(C))
      _0 = torch.fill_diagonal_(cosines, -2.)
      c, j = torch.max(cosines, 1)
      c = torch.clamp_min(c, 0.)
      share = 1. / float(size * chunks)
      value = torch.add(value, torch.sum(torch.mul(c, c), dtype=7), alpha=share)
      h = torch.unsqueeze(torch.mul(c, 2. * share), 1)
      _1 = torch.index_add_(gU, 0, which, torch.mul(torch.index_select(C, 0, j), h))
      _2 = torch.index_add_(gU, 0, torch.index_select(which, 0, j), torch.mul(C, h))
  # only the directions count
  radial = torch.sum(torch.mul(gU, U), [1], True)
  return (value, torch.mul(torch.sub(gU, torch.mul(U, radial)), torch.reciprocal(norm)))

def gradients(self, X: Tensor, p: List[Tensor], e: List[Tensor], since: Tensor, work: Tensor, o: List[float]) -> List[Tensor]:
  g = self.inherited(X, p, e, since, work, o)
  penalty = torch.zeros([1], dtype=7, device=X.device)
  stats = g[4]
  if len(e) % 6 == 1 and o[12] > 0.:
    # gamma belongs to a loss that is 1 when nothing is explained
    gamma = o[12]
    if o[1] == 0.:
      gamma = gamma * o[0] * float(torch.select(stats, 0, 2)) / float(torch.size(X, 0))
    value, gD = self.crowding(p[1], e[len(e) - 1], int(o[13]))
    _0 = torch.add_(g[1], gD, alpha=gamma)
    penalty = torch.reshape(value, [1])
    stats = torch.cat([torch.add(torch.slice(stats, 0, 0, 1), penalty, alpha=gamma), torch.slice(stats, 0, 1, torch.size(stats, 0))])
  # the penalty has no part along an atom, so <gD_j, w_j> is as before
  return [g[0], g[1], g[2], g[3], torch.cat([stats, penalty]), g[5], g[6]]
