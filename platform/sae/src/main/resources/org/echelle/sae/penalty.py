# What trainings with a penalty share. Features fire where a pre-activation passes a floor, so how many do is not known before. At
# first that is half of them, and dense products in slices of rows are fastest; later few fire, and entries as in codes.py are. Both
# give the same gradients up to rounding. No buffer of B * n values is made by either: work has room for seven slices of dense values,
# which are written there one over the other, since freed blocks of such a size are seldom given out again.
# o: 9 share of the B * n pre-activations up to which entries are used, 10 coefficient of the penalty at this step, then the
# architecture's own.

# An architecture's own looks(X, p, o) gives Xc and be - floor, so that the host can find what is above the floor in the kernel's
# stead: as the first tensors of a step it hands over its entries, or a single tensor where there are too many.

# Entries with A = Xc W^T + be above floor ([n] or [1]), sorted by row: feature, row, where each row starts, A, then order and start
# as by_feature gives them. Gives up, with False, as soon as there are more than most.
def active(self, Xc: Tensor, W: Tensor, be: Tensor, floor: Tensor, most: int, work: Tensor, e: List[Tensor]) -> Tuple[bool, List[Tensor]]:
  B = torch.size(Xc, 0)
  n = torch.size(W, 0)
  if len(e) == 1:
    return (False, e)
  if len(e) >= 6:
    value = torch.add(e[2], torch.index_select(torch.expand(floor, [n]), 0, e[0]))
    return (True, [e[0], e[1], e[3], value, e[4], e[5]])
  slice = self.rows_at_once(work)
  Wt = torch.t(W)
  places : List[Tensor] = []
  values : List[Tensor] = []
  found = 0
  at = 0
  while at < B and found <= most:
    to = min(at + slice, B)
    A = torch.addmm(be, torch.slice(Xc, 0, at, to), Wt, out=torch.slice(work, 0, 0, to - at))
    place = self.where_true(torch.gt(A, floor))
    _0 = torch.append(values, torch.index_select(torch.reshape(A, [-1]), 0, place))
    _1 = torch.append(places, torch.add(place, at * n))
    found = found + torch.size(place, 0)
    at = to
  if found > most:
    return (False, values)
  feature, row, start = self.located(torch.cat(places), B, n)
  order, featureStart = self.by_feature(feature, row, B, n)
  return (True, [feature, row, start, torch.cat(values), order, featureStart])

def rows_at_once(self, work: Tensor) -> int:
  return torch.size(work, 0) // 7

# The room for one of a slice's dense values, which from 0 to 6.
def room(self, work: Tensor, which: int, rows: int) -> Tensor:
  at = which * self.rows_at_once(work)
  return torch.slice(work, 0, at, at + rows)

# Places of the true values of a matrix, counted through its rows.
def where_true(self, keep: Tensor) -> Tensor:
  return torch.reshape(torch.nonzero(torch.reshape(keep, [-1])), [-1])

# Row and feature of every place, and where each row's entries begin.
def located(self, place: Tensor, B: int, n: int) -> Tuple[Tensor, Tensor, Tensor]:
  row = torch.floor_divide(place, n)
  feature = torch.sub(place, torch.mul(row, n))
  counts = torch.bincount(row, None, B)
  start = torch.cat([torch.zeros([1], dtype=4, device=place.device), torch.cumsum(counts, 0)])
  return (feature, row, start)

# The loss is half of factor() times the sum of push(R) * R, its gradient with respect to the reconstruction factor() * push(R):
# a form of weighed() that also works slice by slice.
def factor(self, B: int, spread: Tensor, o: List[float]) -> float:
  if o[1] == 1.:
    return 2. / max(float(spread), 1.e-30)
  if o[1] == 2.:
    return 2. / float(B)
  return 2. * o[0] / float(B)

def push(self, R: Tensor, X: Tensor, o: List[float]) -> Tensor:
  if o[1] == 2.:
    return torch.mul(R, torch.reciprocal(torch.clamp_min(torch.sum(torch.mul(X, X), [1], True), 1.e-30)))
  return R

def centred(self, X: Tensor, bd: Tensor, bias: bool) -> Tensor:
  if bias:
    return torch.sub(X, bd)
  return X

# Gradient of b_dec from the sum of the reconstruction's gradient and the pre-activations' [n].
def bias_gradient(self, pushed: Tensor, c: float, W: Tensor, sums: Tensor, bias: bool) -> Tensor:
  out = torch.mul(pushed, c)
  if bias:
    return torch.sub(out, torch.mv(torch.t(W), sums))
  return out

# Squared error of every row, for resampling. f: encoder, its bias, what is subtracted from a row, decoder, output bias, thresholds
# [1] or [n].
def row_errors(self, X: Tensor, f: List[Tensor], work: Tensor) -> List[Tensor]:
  B = torch.size(X, 0)
  slice = self.rows_at_once(work)
  out : List[Tensor] = []
  at = 0
  while at < B:
    to = min(at + slice, B)
    x = torch.slice(X, 0, at, to)
    A = torch.addmm(f[1], torch.sub(x, f[2]), torch.t(f[0]), out=torch.slice(work, 0, 0, to - at))
    R = torch.sub(torch.addmm(f[4], torch.masked_fill(A, torch.le(A, f[5]), 0), f[3]), x)
    _0 = torch.append(out, torch.sum(torch.mul(R, R), [1], False, dtype=7))
    at = to
  return [torch.cat(out)]
