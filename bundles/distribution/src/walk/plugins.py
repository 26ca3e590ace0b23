"""Helper of plugins.sh: archives as another lab makes them with PyTorch, and comparisons by NumPy."""
import hashlib, json, os, re, struct, sys
import numpy as np

DT = {'F32': '<f4', 'F64': '<f8', 'F16': '<f2', 'I64': '<i8', 'I32': '<i4', 'I16': '<i2', 'U8': 'u1', 'I8': 'i1', 'BOOL': '?'}


def read(f):
    b = open(f, 'rb').read()
    n = struct.unpack('<Q', b[:8])[0]
    h = json.loads(b[8:8 + n])
    h.pop('__metadata__', None)
    return {k: np.frombuffer(b[8 + n + v['data_offsets'][0]:8 + n + v['data_offsets'][1]], DT[v['dtype']]).reshape(v['shape'])
            for k, v in h.items()}


def write(f, arrays):
    h, at, body = {}, 0, b''
    for k, a in arrays.items():
        a = np.ascontiguousarray(a)
        code = [c for c, d in DT.items() if np.dtype(d) == a.dtype][0]
        h[k] = {'dtype': code, 'shape': list(a.shape), 'data_offsets': [at, at + a.nbytes]}
        at += a.nbytes
        body += a.tobytes()
    t = json.dumps(h).encode()
    open(f, 'wb').write(struct.pack('<Q', len(t)) + t + body)


def file_of(hook):
    return re.sub(r'[^A-Za-z0-9._-]', '_', hook) + '.safetensors'


def rows(args):  # rows NUMBERS.safetensors ACTS HOOK=TAP...: the rows that were extracted are those beside the archive, to 1e-6
    want, acts = read(args[0]), args[1]
    worst = 0
    for pair in args[2:]:
        hook, tap = pair.split('=')
        got = read(os.path.join(acts, file_of(hook)))['activations']
        w = want['tap.' + tap].astype('f8')
        layouts = [w.reshape(-1, w.shape[-1])]
        if w.ndim > 2:
            layouts.append(np.swapaxes(w, 0, 1).reshape(-1, w.shape[-1]))  # positions before samples
            layouts.append(np.moveaxis(w, 1, -1).reshape(-1, w.shape[1]))
        gaps = [np.abs(got - l).max() / max(1, np.abs(l).max()) for l in layouts if l.shape == got.shape]
        if not gaps or min(gaps) > 1e-6 or np.isnan(got).any():
            sys.exit(f'{hook}: {got.shape} against {w.shape}, gaps {gaps}')
        worst = max(worst, min(gaps))
    print(f'{len(args) - 2} hook points, largest gap {worst:.2g}')


def taps_of(args):  # taps NUMBERS: HOOK=TAP for every tap that the numbers tell of; parts of an output stand behind a colon
    paths = set(open(args[1]).read().split())
    for k in read(args[0]):
        if k.startswith('tap.'):
            t = k[4:]
            bare, call = re.match(r'([^#]*)(#\d+)?', t).groups()
            if ':' in t or '~' in t or bare in paths:
                print(f'{t}={t}')
            else:
                at = bare.rindex('.')
                print(f'{bare[:at]}{call or ""}:{bare[at + 1:]}={t}')


def archives(args):
    import torch
    from torch import nn
    from typing import Dict, List, NamedTuple, Optional, Tuple
    import archives_of_lab as lab
    out = args[0]
    torch.manual_seed(1)
    for name, model, inputs, hooks in lab.models():
        seen = {}
        model.eval()
        calls = {}

        def keep(key):
            def hook(m, i, o=None):
                n = calls[key] = calls.get(key, -1) + 1
                parts = dict(i=i, o=o)
                seen[key + '#%d' % n] = parts
            return hook
        kept = []
        # What passes is copied at once: consumers may change it in place.
        def copy(x):
            if isinstance(x, torch.Tensor):
                return x.detach().clone()
            if isinstance(x, dict):
                return {k: copy(v) for k, v in x.items()}
            if isinstance(x, tuple) and hasattr(x, '_fields'):
                return {k: copy(getattr(x, k)) for k in x._fields}
            if isinstance(x, (list, tuple)):
                return [copy(v) for v in x]
            return x
        handles = []
        for path, m in model.named_modules():
            if path and not isinstance(m, torch.jit.ScriptModule):
                def make(path):
                    def pre(m, i):
                        n = calls[path] = calls.get(path, -1) + 1
                        seen[path + '#%d:in' % n] = copy(i)
                    def post(m, i, o):
                        seen[path + '#%d' % calls[path]] = copy(o)
                    return pre, post
                pre, post = make(path)
                handles += [m.register_forward_pre_hook(pre), m.register_forward_hook(post)]
        with torch.no_grad():
            result = model(*[x.clone() for x in inputs])
        for h in handles:
            h.remove()
        if name.startswith('traced'):
            script = torch.jit.trace(model, tuple(x.clone() for x in inputs))
        else:
            script = torch.jit.script(model)
        torch.jit.save(script, f'{out}/{name}.pt')
        store = {f'input.{i}': x.numpy() for i, x in enumerate(inputs)}
        extra = getattr(model, 'extra', lambda *a: {})
        for hook in hooks:
            m = re.match(r'([^~#:]+)(~\w+)?(#\d+)?(?::(.+))?$', hook)
            path, method, call, part = m.groups()
            if method:
                with torch.no_grad():
                    value = extra(*inputs)[hook]
            else:
                n = call or '#0'
                value = seen[path + n + (':in' if part and part.startswith('in') else '')]
                if part and part.startswith('in'):
                    value = value[1 if part[2:] else 0]  # the second input has a name behind a dot
                elif part:
                    for p in part.split('.'):
                        value = value[p] if isinstance(value, dict) else value[int(p)]
                while isinstance(value, (list, tuple, dict)):
                    value = list(value.values())[0] if isinstance(value, dict) else value[0]
            store['tap.' + hook] = value.numpy()
        write(f'{out}/{name}.safetensors', store)
        print(name, *hooks)
    lab.refused(out)


def samples(args):  # samples NUMBERS OUT.npy: the only input
    a = read(args[0])
    assert [k for k in a if k.startswith('input.')] == ['input.0'], a.keys()
    np.save(args[1], a['input.0'])


def same(args):  # same A B: two files of rows are one
    a, b = read(args[0]), read(args[1])
    gap = np.abs(a['activations'].astype('f8') - b['activations']).max()
    if gap > 1e-6:
        sys.exit(f'they differ by {gap}')
    print('gap', gap)


def inputs(args):  # inputs DIR: one set of numbers in every form that is read, and networks for them
    import torch
    from torch import nn
    d = args[0]
    os.makedirs(d + '/folder', exist_ok=True)
    torch.manual_seed(2)
    x = torch.randn(12, 8)
    net = nn.Sequential(nn.Linear(8, 6), nn.Tanh(), nn.Linear(6, 3)).eval()
    torch.jit.save(torch.jit.script(net), d + '/mlp.pt')
    with torch.no_grad():
        a = net[0](x)
        write(d + '/numbers.safetensors', {'input.0': x.numpy(), 'tap.0': a.numpy(), 'tap.2': net(x).numpy()})
    np.save(d + '/x.npy', x.numpy())
    np.savez(d + '/x.npz', x=x.numpy())
    write(d + '/x.safetensors', {'x': x.numpy()})
    for i in range(12):
        np.save(d + '/folder/%02d.npy' % i, x[i].numpy())
    with open(d + '/x.csv', 'w') as f:
        f.write(','.join('c%d' % i for i in range(8)) + '\n')
        for r in x.numpy():
            f.write(','.join(repr(float(v)) for v in r) + '\n')
    np.save(d + '/wide.npy', np.zeros((3, 9), 'f4'))
    np.save(d + '/holes.npy', np.array([{'a': 1}, None], dtype=object))
    open(d + '/text.csv', 'w').write('a,b\nred,1\nblue,2\n')

    class Pictures(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)
            self.head = nn.Linear(8, 3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.head(torch.relu(self.conv(x)).mean((2, 3)))
    torch.jit.save(torch.jit.script(Pictures().eval()), d + '/pictures.pt')


def nothing(args):  # nothing DIR: an edit that changes nothing changed no output
    found = 0
    for root, _, files in os.walk(args[0]):
        for f in files:
            if f.endswith('.json'):
                def look(x, path):
                    nonlocal found
                    if isinstance(x, dict):
                        for k, v in x.items():
                            look(v, path + '/' + k)
                    elif isinstance(x, list):
                        for i, v in enumerate(x):
                            look(v, path + '/%d' % i)
                    elif isinstance(x, (int, float)) and re.search('(?i)(shift|change|delta|effect).*/(mean|low|high)$', path):
                        found += 1
                        if abs(x) > 1e-6 and not re.search('(?i)control|random|matched|norm', path):
                            sys.exit(f'{path} is {x}')
                look(json.load(open(os.path.join(root, f))), f)
    if not found:
        sys.exit('no figure of a change was found')
    print(found, 'figures')


def jar(args):  # jar FILE CLASSES [HEADER=VALUE | class:NAME | big:MIB | entry:NAME | manifest:MIB]...: a bundle, good or bad
    import zipfile
    headers, entries = {'Manifest-Version': '1.0', 'Bundle-ManifestVersion': '2'}, []
    padding = 0
    for a in args[2:]:
        if a.startswith('class:'):
            for f in sorted(os.listdir(args[1] + '/walk')):
                if re.match(re.escape(a[6:]) + r'(\$.*)?\.class$', f):
                    entries.append(('walk/' + f, open(args[1] + '/walk/' + f, 'rb').read()))
        elif a.startswith('big:'):
            entries.append(('big.bin', os.urandom(int(a[4:]) << 20)))
        elif a.startswith('entry:'):
            entries.append((a[6:], b'out'))
        elif a.startswith('manifest:'):
            padding = int(a[9:])
        else:
            k, v = a.split('=', 1)
            headers[k] = v
    text = ''
    for k, v in headers.items():
        line = k + ': ' + v
        text += line[:70] + '\r\n'
        for i in range(70, len(line), 69):
            text += ' ' + line[i:i + 69] + '\r\n'
    with zipfile.ZipFile(args[0], 'w', zipfile.ZIP_DEFLATED) as z:
        with z.open('META-INF/MANIFEST.MF', 'w', force_zip64=padding > 1000) as m:
            m.write(text.encode())
            block = (b'X-Padding: ' + b'a' * 60 + b'\r\n') * 14563
            for _ in range(padding):
                m.write(block)
            m.write(b'\r\n')
        for name, data in entries:
            z.writestr(name, data)


def flip(args):  # flip FILE COPY: one byte in the middle is another one
    b = bytearray(open(args[0], 'rb').read())
    b[len(b) // 2] ^= 1
    open(args[1], 'wb').write(b)


def forge(args):  # forge SIGNED COPY ENTRY: an entry has other bytes than were signed
    import zipfile
    with zipfile.ZipFile(args[0]) as a, zipfile.ZipFile(args[1], 'w', zipfile.ZIP_DEFLATED) as b:
        for i in a.infolist():
            data = a.read(i)
            b.writestr(i.filename, data + b'!' if i.filename == args[2] else data)


def revised(args):  # revised JAR COPY VERSION: the same bundle under another version
    import zipfile
    with zipfile.ZipFile(args[0]) as a, zipfile.ZipFile(args[1], 'w', zipfile.ZIP_DEFLATED) as b:
        for i in a.infolist():
            data = a.read(i)
            if i.filename == 'META-INF/MANIFEST.MF':
                data = re.sub(rb'Bundle-Version: [^\r\n]*', b'Bundle-Version: ' + args[2].encode(), data)
            b.writestr(i.filename, data)


def serve(args):  # serve FOLDER PORT.txt LOG BREAK|SLOW|NOHEAD|-: static files with ranges; a jar's first GET breaks half-way, all are slow, or HEAD is refused
    import http.server, time
    folder, manner, broken = args[0], args[3], set()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            if manner == 'NOHEAD':
                self.send_error(403)
            else:
                self.answer(False)

        def do_GET(self):
            self.answer(True)

        def answer(self, body):
            path = os.path.join(folder, os.path.basename(self.path))
            if not os.path.isfile(path):
                self.send_error(404)
                return
            data = open(path, 'rb').read()
            tag = '"%s"' % hashlib.sha256(data).hexdigest()
            r = re.match(r'bytes=(\d+)-', self.headers.get('Range') or '')
            if self.headers.get('If-Range') not in (None, tag):
                r = None
            start = int(r.group(1)) if r else 0
            open(args[2], 'a').write(f'{self.command} {self.path} from {start}\n')
            self.send_response(206 if r else 200)
            self.send_header('Content-Length', str(len(data) - start))
            self.send_header('ETag', tag)
            if r:
                self.send_header('Content-Range', f'bytes {start}-{len(data) - 1}/{len(data)}')
            self.end_headers()
            if not body:
                return
            until = len(data)
            if manner == 'BREAK' and path.endswith('.jar') and path not in broken:
                broken.add(path)
                until = (start + len(data)) // 2
            for at in range(start, until, 1 << 18):
                try:
                    self.wfile.write(data[at:min(at + (1 << 18), until)])
                except OSError:  # its reader was ended
                    return
                if manner == 'SLOW' and path.endswith('.jar'):
                    time.sleep(0.2)
            self.close_connection = True

        def log_message(self, *a):
            pass
    s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    open(args[1], 'w').write(str(s.server_port))
    s.serve_forever()


if __name__ == '__main__':
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    {'rows': rows, 'taps': taps_of, 'archives': archives, 'samples': samples, 'same': same, 'inputs': inputs, 'nothing': nothing, 'jar': jar, 'flip': flip, 'forge': forge,
     'revised': revised, 'serve': serve}[sys.argv[1]](sys.argv[2:])
