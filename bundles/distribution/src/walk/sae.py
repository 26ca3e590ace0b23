"""Helper of sae.sh: makes small data, reads what Echelle wrote with numpy alone, and sends signals. Each function is a command."""
import io, json, os, pickle, random, re, resource, signal, struct, subprocess, sys, time, zipfile
from pathlib import Path
import numpy as np


def load(path):
    """A safetensors file, by its header and bytes."""
    with open(path, 'rb') as f:
        head = json.loads(f.read(struct.unpack('<Q', f.read(8))[0]))
        body = f.read()
    types = {'F32': '<f4', 'F64': '<f8', 'I64': '<i8', 'I32': '<i4', 'F16': '<f2', 'U8': 'u1', 'BOOL': 'u1', 'BF16': '<u2'}
    return {k: np.frombuffer(body[slice(*v['data_offsets'])], types[v['dtype']]).reshape(v['shape'])
            for k, v in head.items() if k != '__metadata__'}


def save(path, tensors):
    head, body = {}, b''
    for k, v in tensors.items():
        raw = np.ascontiguousarray(v, dtype='<f4').tobytes()
        head[k] = {'dtype': 'F32', 'shape': list(v.shape), 'data_offsets': [len(body), len(body) + len(raw)]}
        body += raw
    text = json.dumps(head).encode()
    Path(path).write_bytes(struct.pack('<Q', len(text)) + text + body)


def dictionary(folder):
    return load(Path(folder) / 'dictionary.safetensors'), json.loads((Path(folder) / 'dictionary.json').read_text())


def code(t, facts, x):
    """Codes of a dictionary of ours, for rows as they come, in double."""
    kind, x = facts['architecture'], x.astype('f8')
    b = t['b_in'] if 'b_in' in t else np.zeros(x.shape[1]) if facts.get('pre-bias') == 'none' else t['b_dec']
    u = x - b
    if kind == 'gated':
        g = u @ t['encoder'].T.astype('f8')
        return np.where(g + t['b_gate'] > 0, np.maximum(g * np.exp(t['r_mag'].astype('f8')) + t['b_mag'], 0), 0)
    a = u @ t['encoder'].T.astype('f8') + t['b_enc']
    if kind == 'jumprelu':
        return np.where(a > t['threshold'], np.maximum(a, 0), 0)
    if kind in ('batch-topk', 'matryoshka', 'ort'):
        return np.where(a > facts['threshold'], np.maximum(a, 0), 0)
    if facts.get('k', 0) > 0:
        z = np.maximum(a, 0)
        z[z < np.sort(z, 1)[:, [-facts['k']]]] = 0
        return z
    return np.maximum(a, 0)


# ---- data

def data(out):
    """Rows made of few of 64 planted directions of 32 numbers, and what goes with them."""
    out = Path(out); out.mkdir(parents=True, exist_ok=True)
    r = np.random.default_rng(0)
    true = r.normal(size=(64, 32)); true /= np.linalg.norm(true, axis=1, keepdims=True)
    z = (r.random((10000, 64)) < 0.05) * (0.5 + r.random((10000, 64)))
    rows = (z @ true + 0.01 * r.normal(size=(10000, 32))).astype('f4')
    np.save(out / 'truth.npy', true.astype('f4')); np.save(out / 'rows.npy', rows)
    w = r.normal(size=(64, 24)); w /= np.linalg.norm(w, axis=1, keepdims=True)
    np.save(out / 'output.npy', (z @ w).astype('f4'))               # of a layer whose input the rows are
    np.save(out / 'width16.npy', rows[:, :16]); np.save(out / 'other.npy', rows[::-1].copy())
    np.save(out / 'wide256.npy', r.normal(size=(4096, 256)).astype('f4'))
    np.save(out / 'wide512.npy', r.normal(size=(4096, 512)).astype('f4'))
    long = np.tile(rows, (6, 1)); np.save(out / 'long.npy', long)
    bad = long.copy(); bad[50000, 3] = np.nan; np.save(out / 'nan.npy', bad)
    bad = long.copy(); bad[50000, 3] = np.inf; np.save(out / 'inf.npy', bad)
    bad = rows.copy(); bad[4321, 7] = np.nan; np.save(out / 'nan-early.npy', bad)
    np.save(out / 'constant.npy', np.ones((2000, 32), 'f4')); np.save(out / 'empty.npy', np.zeros((0, 32), 'f4'))


# ---- what was written

def trained(folder, kind, truth='', least='0'):
    """Finite tensors of that architecture; and the share of planted directions that an atom has with cosine above 0.9."""
    t, facts = dictionary(folder)
    assert facts['architecture'] == kind, facts['architecture']
    for name, v in t.items():
        assert np.isfinite(v).all(), name + ' is not finite'
    if truth:
        true, atoms = np.load(truth), t['decoder'].astype('f8')
        norm = np.linalg.norm(atoms, axis=1, keepdims=True)
        cos = (atoms / np.where(norm > 0, norm, 1)) @ true.T
        cos = np.abs(cos) if kind == 'abs-topk' else cos
        share = (cos.max(0) > 0.9).mean()
        print('%s: %.0f %% of the planted directions found, FVU %.3f, L0 %.2f' % (kind, 100 * share, facts['metrics']['fvu'], facts['metrics']['l0']))
        assert share >= float(least), 'only %.2f of the directions' % share


def same(a, b):
    x, y = Path(a).read_bytes(), Path(b).read_bytes()
    assert x == y, 'other bytes: %d and %d of them' % (len(x), len(y))


def differ(a, b):
    assert Path(a).read_bytes() != Path(b).read_bytes(), 'the same bytes'


def fact(folder, *wanted):
    """KEY=VALUE of dictionary.json, keys with dots."""
    facts = dictionary(folder)[1]
    for each in wanted:
        key, value = each.split('=', 1)
        at = facts
        for part in key.split('.'):
            at = at[part]
        assert str(at) == value or (value[-1].isdigit() and isinstance(at, (int, float)) and float(value) == at), '%s is %s, not %s' % (key, at, value)


def unit(folder):
    norms = np.linalg.norm(dictionary(folder)[0]['decoder'], axis=1)
    assert np.abs(norms - 1).max() < 1e-5, 'norms from %g to %g' % (norms.min(), norms.max())


def notunit(folder):
    norms = np.linalg.norm(dictionary(folder)[0]['decoder'], axis=1)
    assert np.abs(norms - 1).max() > 1e-2, 'all norms are 1'


def folded(folder, rows, tolerance='0.05'):
    """Tensors as written, on raw rows, give about the FVU that training told of its last steps."""
    t, facts = dictionary(folder)
    x = np.load(rows).astype('f8')[:4000]
    kind = facts.get('normalisation', {}).get('kind')
    u, mu, sd = x, 0, 1
    if kind == 'layer-norm':
        mu, sd = x.mean(1, keepdims=True), x.std(1, ddof=1, keepdims=True) + 1e-5
    if kind == 'constant-norm':
        sd = np.linalg.norm(x, axis=1, keepdims=True) / np.sqrt(x.shape[1])
    u = (x - mu) / sd
    y = code(t, facts, u) @ t['decoder'].astype('f8') + t['b_dec']
    fvu = ((u - y) ** 2).sum() / ((u - u.mean(0)) ** 2).sum()
    told = facts['metrics']['fvu']
    print('FVU by numpy %.4f, told %.4f' % (fvu, told))
    assert abs(fvu - told) < float(tolerance), 'FVU by numpy %.4f, told %.4f' % (fvu, told)


def fewerdead(before, after):
    a, b = (dictionary(f)[1]['metrics']['deadShare'] for f in (before, after))
    print('dead %.3f without, %.3f with' % (a, b))
    assert b < a, 'dead %.3f without, %.3f with' % (a, b)


def fvunear(a, b, tolerance):
    x, y = (dictionary(f)[1]['metrics']['fvu'] for f in (a, b))
    print('FVU %.5f and %.5f' % (x, y))
    assert abs(x - y) <= float(tolerance), 'FVU %.5f and %.5f' % (x, y)


# ---- memory

def peak(file, *command):
    """Runs a command and writes the most memory that it had resident, in KiB."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL)
    Path(file).write_text('%d\n' % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    sys.exit(done.returncode)


def held(said, top, base, name):
    text = Path(said).read_text()
    told = re.search(r'Training needs up to (\d+) (MiB|GiB) of memory', text)
    told = int(told[1]) * (1024 if told[2] == 'GiB' else 1)
    took = (int(Path(top).read_text()) - int(Path(base).read_text())) / 1024
    print('%-44s told %5d MiB   took %5.0f MiB   told / took %.2f' % (name, told, took, told / max(took, 1)))
    assert took <= told, '%s: told %d MiB, took %.0f MiB more than a tiny training' % (name, told, took)


# ---- signals

def interrupt(name, folder, delay, *command):
    """Starts a command, waits until folder holds a new checkpoint and a (for KILL random) part of delay has passed, sends the signal; exits as a shell would."""
    wait = random.random() * float(delay) if name == 'KILL' else float(delay)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    held = lambda: set(map(str, Path(folder).glob('**/checkpoints/step-*')))
    before, end = held(), time.time() + 60
    while not held() - before and child.poll() is None and time.time() < end:
        time.sleep(0.01)
    time.sleep(wait)
    if child.poll() is None:
        child.send_signal(getattr(signal, 'SIG' + name))
    done = child.wait(60)
    sys.exit(128 - done if done < 0 else done)


# ---- formats

def equal(a, b):
    """Two files or folders of one format hold the same tensors."""
    def tensors(path):
        path, out = Path(path), {}
        for f in [path] if path.is_file() else sorted(p for p in path.rglob('*') if p.is_file()):
            if f.suffix == '.safetensors':
                got = load(f)
            elif f.suffix == '.npz':
                got = dict(np.load(f))
            elif f.suffix in ('.pt', '.pth'):
                import torch
                raw = f.read_bytes()
                if raw[:1] == b'{':
                    raw = raw[raw.index(b'\n') + 1:]
                got = flat(torch.load(io.BytesIO(raw), map_location='cpu'))
            else:
                continue
            out.update({f.name + ':' + k: v for k, v in got.items()})
        return out
    x, y = tensors(a), tensors(b)
    strip = lambda t: {k.split(':', 1)[1]: v for k, v in t.items()}
    x, y = strip(x), strip(y)
    assert x and set(x) == set(y), 'tensors %s and %s' % (sorted(x), sorted(y))
    for k in x:
        assert np.array_equal(np.asarray(x[k]), np.asarray(y[k])), '%s differs by %g' % (k, np.abs(np.asarray(x[k], 'f8') - np.asarray(y[k], 'f8')).max())
    print('%d tensors are equal' % len(x))


def flat(state, prefix=''):
    out = {}
    if hasattr(state, 'detach'):
        return {prefix: state.detach().numpy()}
    if isinstance(state, dict):
        for k, v in state.items():
            out.update(flat(v, prefix + '.' + str(k) if prefix else str(k)))
    return out


def alike(a, b, rows):
    """Two dictionaries of ours, whatever their kind and units, give the same rows back."""
    x = np.load(rows)[:300]
    (t, f), (u, g) = dictionary(a), dictionary(b)
    y = code(t, f, x) @ t['decoder'].astype('f8') + t['b_dec']
    z = code(u, g, x) @ u['decoder'].astype('f8') + u['b_dec']
    worst = np.abs(y - z).max()
    print('reconstructions differ by %.1e' % worst)
    assert worst < 1e-4, 'reconstructions differ by %g' % worst


def saelenscodes(sae, store, index):
    """An exported SAELens folder, read with numpy alone, gives the codes that Echelle indexed."""
    w, cfg = load(Path(sae) / 'sae_weights.safetensors'), json.loads((Path(sae) / 'cfg.json').read_text())
    x = np.concatenate([load(f)['activations'] for f in sorted(Path(store).glob('*.safetensors'))]).astype('f8')
    start, feature, value = (load(Path(index) / ('row-%s.safetensors' % n))['data'] for n in ('start', 'feature', 'value'))
    u = x - w['b_dec'] if cfg['apply_b_dec_to_input'] else x
    h = u @ w['W_enc'].astype('f8')
    kind = cfg['architecture']
    if kind == 'gated':
        f = np.where(h + w['b_gate'] > 0, np.maximum(h * np.exp(w['r_mag'].astype('f8')) + w['b_mag'], 0), 0)
    else:
        h = h + w['b_enc']
        f = np.maximum(h, 0)
        if kind == 'topk':
            f[f < np.sort(f, 1)[:, [-cfg['k']]]] = 0
        elif kind == 'jumprelu':
            f = f * (h > w['threshold'])
    ours = np.zeros_like(f)
    row = np.repeat(np.arange(len(start) - 1), np.diff(start))
    ours[row, feature] = value
    far = np.abs(ours - f)
    tied = (far > 1e-3).any(1).mean()                                # a value at the edge, kept by one and not by the other
    print('%s: %d rows, %d codes, worst difference %.1e, rows that differ at an edge %.5f' % (kind, len(x), len(value), far[(far <= 1e-3)].max(), tied))
    assert len(value) > 1000 and far[far <= 1e-3].max() < 1e-5 * max(1, np.abs(f).max()) and tied < 1e-3


# ---- dictionaries of others

def villes(assets, out):
    """Rows that villes' dictionary reads, over all names; some of them, and whether the name so far ends in "saint", for a run."""
    import torch
    a, out = Path(assets), Path(out); out.mkdir(parents=True, exist_ok=True)
    w = {k: torch.from_numpy(v.copy()) for k, v in load(a / 'sae/villes/transformer_d64.safetensors').items()}
    vocab = json.loads((a / 'golden/sae_villes.json').read_text())['vocab']
    ids = {c: i for i, c in enumerate(vocab)}
    groups = {}
    for name in (a / 'sae/villes/villes.txt').read_text(encoding='utf-8').splitlines():
        if name:
            groups.setdefault(len(name), []).append(name)
    norm = lambda x, n: x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * w[n + '.weight']
    rows, saint = [], []
    for length, names in sorted(groups.items()):
        tokens = torch.tensor([[1] + [ids[c] for c in n] + [2] for n in names])
        t = length + 2
        x = w['embedding.weight'][tokens] + w['core.PE.weight'][:t]
        h = norm(x, 'core.layers.0.attention_norm')
        heads = lambda n: (h @ w['core.layers.0.sa.%s.weight' % n].T).view(len(names), t, 8, 8).transpose(1, 2)
        s = heads('query_proj') @ heads('key_proj').transpose(2, 3) / 8 ** 0.5
        s = s.masked_fill(torch.ones(t, t).triu(1).bool(), -1e30).softmax(-1) @ heads('value_proj')
        x = x + s.transpose(1, 2).reshape(len(names), t, 64) @ w['core.layers.0.sa.c_proj.weight'].T
        h = norm(x, 'core.layers.0.mlp_norm')
        m = torch.nn.functional.silu(h @ w['core.layers.0.mlp.fc_1.weight'].T) * (h @ w['core.layers.0.mlp.fc_3.weight'].T)
        rows.append((x + m @ w['core.layers.0.mlp.fc_2.weight'].T).reshape(-1, 64).numpy())
        saint += [i >= 1 and n[:i].endswith('saint') for n in names for i in range(t)]
    rows, saint = np.concatenate(rows), np.array(saint)
    np.save(out / 'all.npy', rows)
    pick = np.random.default_rng(0).choice(len(rows), 16000, replace=False)
    network(out, rows[pick], [("saint", saint[pick])], 256)


def listcomp(assets, out):
    """Rows that listcomp's dictionary reads: the stream after the first block at the separator, of all pairs of digits."""
    a, out = Path(assets), Path(out); out.mkdir(parents=True, exist_ok=True)
    w = {k: v.astype('f8') for k, v in load(a / 'sae/listcomp/2layer_100dig_64d.safetensors').items()}
    E, P = w['embed.W_E'], w['pos_embed.W_pos']
    q = lambda x, n: x @ w['blocks.0.attn.W_' + n].reshape(64, 64) + w['blocks.0.attn.b_' + n].reshape(64)
    sep = E[101] + P[2]
    first, second = E[:100] + P[0], E[:100] + P[1]
    s0, s1 = (q(x, 'K') @ q(sep, 'Q') / 8 for x in (first, second))
    p = 1 / (1 + np.exp(s1[None, :] - s0[:, None]))[..., None]
    mixed = p * q(first, 'V')[:, None] + (1 - p) * q(second, 'V')[None]
    rows = (sep + mixed @ w['blocks.0.attn.W_O'].reshape(64, 64) + w['blocks.0.attn.b_O'].reshape(64)).reshape(-1, 64).astype('f4')
    np.save(out / 'all.npy', rows)
    one = np.arange(10000)
    network(out, rows, [("larger", one // 100 > one % 100)], 100)


def network(out, rows, columns, features):
    """A network that hands rows through, as TorchScript, with the rows as its samples and a table of what is known of each."""
    import torch

    class Through(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.stream = torch.nn.Identity()

        def forward(self, x):
            return self.stream(x)

    torch.jit.script(Through()).save(str(out / 'through.pt'))
    np.save(out / 'some.npy', rows)
    lines = ['row,' + ','.join(n for n, _ in columns)] + ['r%d,%s' % (i, ','.join(str(int(c[i])) for _, c in columns)) for i in range(len(rows))]
    (out / 'some.csv').write_text('\n'.join(lines) + '\n')
    (out / 'run.yaml').write_text(
        'domain: torchscript\nsubject: {weights: through.pt}\nsamples: {kind: arrays, path: some.npy, table: some.csv, name: row}\n'
        'concepts: [{kind: table, path: some.csv, id: row, columns: [%s]}]\nhooks: [stream]\n'
        'dictionary: {architecture: relu-l1, features: %d, steps: 5, batch: 256}\nscore: {baselines: [neurons], bootstrap: 20}\n' % (columns[0][0], features))


def foreign(folder, rows, explained, l0):
    """Explained variance and L0 of an imported dictionary over rows, by numpy."""
    t, facts = dictionary(folder)
    x = np.load(rows).astype('f8')
    error = active = 0
    for part in np.array_split(x, max(1, len(x) // 20000)):
        z = code(t, facts, part)
        active += (z > 0).sum()
        error += ((part - z @ t['decoder'].astype('f8') - t['b_dec']) ** 2).sum()
    got = 1 - error / ((x - x.mean(0)) ** 2).sum(), active / len(x)
    print('explained variance %.4f, L0 %.2f over %d rows' % (*got, len(x)))
    assert abs(got[0] - float(explained)) < 1e-3 and abs(got[1] - float(l0)) < 0.05, got


def indexed(run, ours, explained, l0, within):
    """Explained variance and L0 of the codes that Echelle indexed with an imported dictionary in a run."""
    hook = Path(run) / 'hooks/stream'
    t, _ = dictionary(ours)
    x = np.concatenate([load(f)['activations'] for f in sorted((hook / 'activations').glob('*.safetensors'))]).astype('f8')
    start, feature, value = (load(hook / 'index' / ('row-%s.safetensors' % n))['data'] for n in ('start', 'feature', 'value'))
    z = np.zeros((len(x), len(t['decoder'])))
    z[np.repeat(np.arange(len(x)), np.diff(start)), feature] = value
    got = 1 - ((x - z @ t['decoder'] - t['b_dec']) ** 2).sum() / ((x - x.mean(0)) ** 2).sum(), len(value) / len(x)
    print('explained variance %.4f, L0 %.2f of %d indexed rows' % (*got, len(x)))
    assert abs(got[0] - float(explained)) < float(within) and abs(got[1] / float(l0) - 1) < 0.02, got


# ---- hostile files

def hostile(out, good):
    """Files that lie, climb, or would run a command. good: a folder of ours."""
    out = Path(out); out.mkdir(parents=True, exist_ok=True)
    w = lambda name, raw: (out / name).write_bytes(raw)
    mark = str((out / 'code-was-run').resolve())

    class Evil:
        def __init__(self, call, *args): self.call, self.args = call, args
        def __reduce__(self): return self.call, self.args

    def pt(program, entries=(('m/data/0', b'\0' * 24),)):
        raw = io.BytesIO()
        with zipfile.ZipFile(raw, 'w', zipfile.ZIP_STORED) as z:
            z.writestr('m/data.pkl', program)
            for n, b in entries:
                z.writestr(n, b)
        return raw.getvalue()
    w('code.pt', pt(pickle.dumps({'W_enc': Evil(os.system, 'touch ' + mark)}, 2)))
    w('eval.pt', pt(pickle.dumps(Evil(eval, "open(%r,'w')" % mark), 2)))
    w('bare-pickle.pt', pickle.dumps({'W_enc': Evil(os.system, 'touch ' + mark)}, 2))
    os.makedirs(out / 'dl', exist_ok=True)
    w('dl/ae.pt', pt(pickle.dumps({'encoder.weight': Evil(os.system, 'touch ' + mark)}, 2)))
    (out / 'dl/config.json').write_text('{"trainer": {"dict_class": "AutoEncoder"}}')
    w('saev.pt', b'{"schema": 5, "cfg": {}}\n' + pt(pickle.dumps(Evil(os.system, 'touch ' + mark), 2)))
    w('climbs.pt', pt(pickle.dumps({}, 2), [('../../climbed', b'x'), ('m/data/0', b'\0' * 24)]))
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, 'w') as z:
        z.writestr('../../climbed.npy', b'x'); z.writestr('W_enc.npy', b'x')
    w('climbs.npz', raw.getvalue())
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, 'w') as z:
        b = io.BytesIO(); np.lib.format.write_array(b, np.array([Evil(os.system, 'touch ' + mark)], dtype=object), allow_pickle=True)
        for n in ('W_enc', 'W_dec', 'b_enc', 'b_dec', 'threshold'):
            z.writestr(n + '.npy', b.getvalue())
    w('objects.npz', raw.getvalue())

    def st(head, body=b'\0' * 64, length=None):
        text = json.dumps(head).encode() if not isinstance(head, bytes) else head
        return struct.pack('<Q', len(text) if length is None else length) + text + body
    one = lambda a, b, shape: {'dtype': 'F32', 'shape': shape, 'data_offsets': [a, b]}
    w('overlaps.safetensors', st({'W_enc': one(0, 32, [8]), 'W_dec': one(16, 64, [12])}))
    w('outside.safetensors', st({'W_enc': one(0, 4096, [1024])}))
    w('size-lies.safetensors', st({'W_enc': one(0, 64, [1000, 1000])}))
    w('huge-header.safetensors', st(b'{}', length=2 ** 60))
    w('overflow.safetensors', st({'W_enc': one(0, 64, [2 ** 62, 2 ** 62])}))
    w('negative.safetensors', st({'W_enc': one(-16, 48, [16])}))
    w('gap.safetensors', st({'W_enc': one(32, 64, [8])}))
    w('not-json.safetensors', st(b'{"W_enc": '))
    whole = (Path(good) / 'dictionary.safetensors').read_bytes()
    os.makedirs(out / 'cut', exist_ok=True)
    w('cut/dictionary.safetensors', whole[:len(whole) // 2]); (out / 'cut/dictionary.json').write_bytes((Path(good) / 'dictionary.json').read_bytes())
    os.makedirs(out / 'lies', exist_ok=True)
    facts = json.loads((Path(good) / 'dictionary.json').read_text()); facts['k'] = 10 ** 9
    w('lies/dictionary.safetensors', whole); (out / 'lies/dictionary.json').write_text(json.dumps(facts))
    os.makedirs(out / 'notfinite', exist_ok=True)
    t = dict(load(Path(good) / 'dictionary.safetensors')); t['encoder'] = t['encoder'].copy(); t['encoder'][3, 3] = np.nan
    save(out / 'notfinite/dictionary.safetensors', t); (out / 'notfinite/dictionary.json').write_bytes((Path(good) / 'dictionary.json').read_bytes())
    import torch
    torch.save({'encoder.weight': torch.zeros(8, 4)}, out / 'ok.pt')
    raw = (out / 'ok.pt').read_bytes(); w('cut.pt', raw[:len(raw) // 2]); os.remove(out / 'ok.pt')
    torch.save(torch.nn.Linear(4, 8), out / 'module.pt')
    npy = lambda shape, body: b'\x93NUMPY\x01\x00' + struct.pack('<H', 118) + ("{'descr': '<f4', 'fortran_order': False, 'shape': %s, }" % shape).ljust(117).encode() + b'\n' + body
    w('lies.npy', npy('(1000000000, 64)', b'\0' * 64)); w('overflow.npy', npy('(4611686018427387904, 4611686018427387904)', b'\0' * 64))
    w('eval.npy', npy('(__import__("os").system("touch %s"), 2)' % mark[:20], b'\0' * 64)); w('cut.npy', npy('(100, 8)', b'\0' * 999))
    w('nothing.npy', b''); w('nothing.pt', b''); w('noise.npz', os.urandom(4096))
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('W_enc.npy', npy('(1000, 100000)', b'\0' * (400 * 10 ** 6)))
    w('bomb.npz', raw.getvalue())


def notrun(folder):
    assert not list(Path(folder).parent.rglob('code-was-run*')) and not list(Path(folder).parent.rglob('climbed*')), 'the code in a file was run'


def sweeptable(file, members):
    lines = Path(file).read_text().splitlines()
    assert len(lines) == int(members) + 1, '%d lines' % len(lines)
    head = lines[0].split(',')
    for line in lines[1:]:
        row = dict(zip(head, line.split(',')))
        assert 0 < float(row['l0']) < 100 and 0 < float(row['fvu']) < 1.5, line


if __name__ == '__main__':
    try:
        globals()[sys.argv[1]](*sys.argv[2:])
    except AssertionError as e:
        print('sae.py', sys.argv[1] + ':', e)
        sys.exit(1)
