# Sparse codes: which features of a row are kept, and products with them.
#
# Shapes: X [B, d] rows; W [n, d] encoder; D [n, d] decoder (row = atom); be [n].
# A code is kept as entries sorted by row: feature [e], row [e], value [e], rowStart [B + 1] (CSR). No buffer of
# size B*n or B*k*d is ever made: the encoder product runs in slices of rows.

# Entries of the k*B largest positive pre-activations of the whole batch. Candidates are the m = 2k largest of each row; a row
# all of whose candidates were chosen may hold more, so such rows are looked at again with m doubled: the result is exact.
def batch_entries(self, Xc: Tensor, W: Tensor, be: Tensor, k: int, work: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  B = torch.size(Xc, 0)
  n = torch.size(W, 0)
  m = min(2 * k, n)
  V, I = self.candidates(Xc, W, be, m, work)
  V = torch.relu(V)
  total = k * B
  floor, _a = torch.min(torch.topk(torch.reshape(V, [-1]), total, 0, True, False)[0], 0)
  full = torch.nonzero(torch.logical_and(torch.ge(torch.amin(V, [1]), floor), torch.gt(torch.amin(V, [1]), 0)))
  while torch.size(full, 0) > 0 and m < n:
    wider = min(2 * m, n)
    rows = torch.reshape(full, [-1])
    v, i = self.candidates(torch.index_select(Xc, 0, rows), W, be, wider, work)
    V = torch.constant_pad_nd(V, [0, wider - m], 0)
    I = torch.constant_pad_nd(I, [0, wider - m], 0)
    _b = torch.index_copy_(V, 0, rows, torch.relu(v))
    _c = torch.index_copy_(I, 0, rows, i)
    m = wider
    floor, _d = torch.min(torch.topk(torch.reshape(V, [-1]), total, 0, True, False)[0], 0)
    full = torch.nonzero(torch.logical_and(torch.ge(torch.amin(V, [1]), floor), torch.gt(torch.amin(V, [1]), 0)))
  _e, chosen = torch.topk(torch.reshape(V, [-1]), total, 0, True, False)
  keep = torch.zeros([B * m], dtype=11, device=Xc.device)
  _f = torch.index_fill_(keep, 0, chosen, 1)
  keep = torch.logical_and(keep, torch.gt(torch.reshape(V, [-1]), 0))
  at = torch.reshape(torch.nonzero(keep), [-1])
  value = torch.index_select(torch.reshape(V, [-1]), 0, at)
  feature = torch.index_select(torch.reshape(I, [-1]), 0, at)
  row = torch.floor_divide(at, m)
  return (feature, row, value)

# Selected entries of a batch, sorted by row: (feature, row, value >= 0, rowStart).
def entries(self, Xc: Tensor, W: Tensor, be: Tensor, k: int, batchwise: bool, work: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  B = torch.size(Xc, 0)
  if batchwise:
    feature, row, value = self.batch_entries(Xc, W, be, k, work)
    counts = torch.bincount(row, None, B)
    start = torch.cat([torch.zeros([1], dtype=4, device=Xc.device), torch.cumsum(counts, 0)])
    return (feature, row, value, start)
  V, I = self.candidates(Xc, W, be, k, work)
  row = torch.floor_divide(torch.arange(0, B * k, dtype=4, device=Xc.device), k)
  start = torch.mul(torch.arange(0, B + 1, dtype=4, device=Xc.device), k)
  return (torch.reshape(I, [-1]), row, torch.relu(torch.reshape(V, [-1])), start)

# Where rows are short, the bias as one more column of both factors: a sum over all activations costs 12 % of a product at d = 64,
# one more column 3 %.
def with_bias(self, Xc: Tensor, W: Tensor, be: Tensor) -> List[Tensor]:
  ones = torch.ones([torch.size(Xc, 0), 1], dtype=Xc.dtype, device=Xc.device)
  return [torch.cat([Xc, ones], 1), torch.cat([W, torch.unsqueeze(be, 1)], 1), torch.empty([0], dtype=Xc.dtype, device=Xc.device)]

# Pre-activations of some rows into the first rows of work, and the largest of 16 features w apart into peaks [slice, n / (16 w), w];
# the host looks at them there. peaks may be empty. be: the bias, or nothing where with_bias gave the factors.
def slice_product(self, Xc: Tensor, W: Tensor, be: Tensor, at: int, to: int, work: Tensor, peaks: Tensor) -> List[Tensor]:
  A = torch.mm(torch.slice(Xc, 0, at, to), torch.t(W), out=torch.slice(work, 0, 0, to - at))
  if torch.numel(be) > 0:
    # a product and a sum: addmm would first copy the bias into every row, which costs 12 % of the product where this costs 2 %
    _0 = torch.add_(A, be)
  if torch.numel(peaks) == 0:
    return [torch.slice(A, 0, 0, 1)]
  folded = torch.reshape(A, [to - at, torch.size(peaks, 1), -1, torch.size(peaks, 2)])
  return [torch.amax(folded, [2], False, out=torch.slice(peaks, 0, 0, to - at))]

# The code that the host selected (feature, row, value, rowStart, then order and start as by_feature gives them, as the first tensors
# of this step), else selected here.
def chosen(self, Xc: Tensor, W: Tensor, be: Tensor, k: int, batchwise: bool, work: Tensor, e: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  if len(e) >= 6:
    return (e[0], e[1], e[2], e[3])
  return self.entries(Xc, W, be, k, batchwise, work)

# Number of set bits of every int64 (SWAR).
def bits(self, x: Tensor) -> Tensor:
  x = torch.sub(x, torch.bitwise_and(torch.bitwise_right_shift(x, 1), 6148914691236517205))
  x = torch.add(torch.bitwise_and(x, 3689348814741910323), torch.bitwise_and(torch.bitwise_right_shift(x, 2), 3689348814741910323))
  x = torch.bitwise_and(torch.add(x, torch.bitwise_right_shift(x, 4)), 1085102592571150095)
  return torch.bitwise_right_shift(torch.mul(x, 72340172838076673), 56)

# The order that sorts entries by feature, rows rising within a feature, and where each feature starts [n + 1].
# A counting sort without a sort: a row has a feature at most once, so 64 rows are 64 bits of a word, and an entry's rank among
# them is the number of bits below its own. torch.sort of the same 65 536 keys costs more than the whole encoder product.
def by_feature(self, feature: Tensor, row: Tensor, B: int, n: int) -> Tuple[Tensor, Tensor]:
  chunks = (B + 63) // 64
  key = torch.add(torch.mul(torch.bitwise_right_shift(row, 6), n), feature)
  bit = torch.bitwise_left_shift(torch.ones_like(row), torch.bitwise_and(row, 63))
  words = torch.zeros([chunks * n], dtype=4, device=row.device)
  _0 = torch.index_add_(words, 0, key, bit)
  rank = self.bits(torch.bitwise_and(torch.index_select(words, 0, key), torch.sub(bit, 1)))
  counts = torch.reshape(torch.bincount(key, None, chunks * n), [chunks, n])
  start = torch.cat([torch.zeros([1], dtype=4, device=row.device), torch.cumsum(torch.sum(counts, [0]), 0)])
  base = torch.add(torch.sub(torch.cumsum(counts, 0), counts), torch.slice(start, 0, 0, n))
  place = torch.add(torch.index_select(torch.reshape(base, [-1]), 0, key), rank)
  order = torch.empty_like(row)
  _1 = torch.index_copy_(order, 0, place, torch.arange(0, torch.size(row, 0), dtype=4, device=row.device))
  return (order, start)

# by_feature of the code in hand, if the host selected and sorted it the host's.
def sorted(self, e: List[Tensor], feature: Tensor, row: Tensor, B: int, n: int) -> Tuple[Tensor, Tensor]:
  if len(e) >= 6:
    return (e[4], e[5])
  return self.by_feature(feature, row, B, n)

# Sum of weight * table[index] over each bag: a CSR product, in float by a vectorised kernel.
def bags(self, table: Tensor, index: Tensor, start: Tensor, weight: Tensor) -> Tensor:
  out, _0, _1, _2 = torch.embedding_bag(table, index, start, False, 0, False, weight, True)
  return out
