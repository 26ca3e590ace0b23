# Makes the small NIfTI files beside this script, and prints what their voxels and affines must be.
# Needs Debian's python3-nibabel 5.0.0. Run in this folder.
import hashlib
import numpy as np, nibabel as nib

rng = np.random.default_rng(7)
TURNED = np.array([[0, 0, 2.5, -10], [-1.5, 0, 0, 20], [0, 2, 0, 5], [0, 0, 0, 1]])


def told(name):
    i = nib.load(name)
    a = np.asarray(i.dataobj).reshape(-1, order='F').astype('<f4')
    c = np.asarray(nib.as_closest_canonical(i).dataobj).reshape(-1, order='F').astype('<f4')
    sha = lambda v: hashlib.sha256(v.tobytes()).hexdigest()
    print('"%s, %s, %s, %s",' % (name, ''.join(nib.aff2axcodes(i.affine)), sha(a), sha(c)), i.affine.round(4).tolist())


for code in ('u1', 'i1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f4', 'f8'):
    a = rng.integers(0, 100, (4, 3, 2)).astype(code)
    if code[0] == 'i':
        a = a - np.array(50, code)
    if code[0] == 'f':
        a = a / np.array(7, code)
    if code == 'u8':
        a = a + np.uint64(2 ** 63)
    big = code in ('i2', 'f4', 'u4')
    h = nib.Nifti2Header(endianness='>' if big else '<')
    h.set_data_dtype(np.dtype(code).newbyteorder('>' if big else '<'))
    i = nib.Nifti2Image(a, TURNED, h)
    nib.save(i, code + '.nii')
    told(code + '.nii')

# a pair (little endian in the end: nibabel turns it) with slope and intercept, placed by its quaternion alone
h = nib.Nifti1Header(endianness='>')
h.set_data_dtype('>i2')
i = nib.Nifti1Pair(rng.integers(-300, 300, (3, 4, 2)).astype('>i2'), None, h)
i.header.set_slope_inter(0.5, 3)
i.set_qform(TURNED, 1)
i.set_sform(None, 0)
nib.save(i, 'pair.img')
told('pair.img')

# labels on u1.nii, and the same half a pixel (1 mm) away: 1 in the first slice at columns 0 and 1 of row 0, 2 in the second slice everywhere
a = np.zeros((4, 3, 2), np.uint8)
a[:2, 0, 0] = 1
a[:, :, 1] = 2
nib.save(nib.Nifti2Image(a, TURNED), 'labels.nii')
MOVED = TURNED.copy()
MOVED[2, 3] += 1
nib.save(nib.Nifti2Image(a, MOVED), 'labels_moved.nii')
