# Makes the small DICOM files beside this script, and prints what their pixels must be.
# Needs Debian's python3-pydicom 2.3.1, python3-gdcm 3.0, dcmtk 3.6.7 and libgdcm-tools. Run in this folder.
import hashlib, subprocess
import numpy as np, pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (DeflatedExplicitVRLittleEndian as DEFLATED, ExplicitVRLittleEndian as EXPLICIT, ImplicitVRLittleEndian as IMPLICIT,
                         ExplicitVRBigEndian as BIG)

rng = np.random.default_rng(7)
ROWS, COLUMNS = 12, 10
y, x = np.mgrid[:ROWS, :COLUMNS]
# steps, ramps, flats and some noise: what a predictor gets right and wrong
GREY = (np.where(x > 5, 900, 40 * x + 25 * y) + rng.integers(-30, 30, (ROWS, COLUMNS)) * (y > 4) - 300).astype(np.int16)
COLOUR = np.stack([np.where(x > 4, 200, 10 * y), 255 - 12 * x - 3 * y, rng.integers(0, 256, (ROWS, COLUMNS))], -1).astype(np.uint8)


def dataset(pixels, bits, signed, photometric='MONOCHROME2', **more):
    d = FileDataset(None, {}, preamble=b'\0' * 128)
    d.file_meta = FileMetaDataset()
    d.SOPClassUID = '1.2.840.10008.5.1.4.1.1.7'
    d.SOPInstanceUID = '1.2.3.4.5'
    d.StudyInstanceUID, d.SeriesInstanceUID = '1.2.3.4', '1.2.3.4.1'
    d.Modality, d.PatientID, d.PatientName = 'OT', 'made-1', 'Made^One'
    d.Rows, d.Columns = pixels.shape[:2]
    d.SamplesPerPixel = 3 if pixels.ndim == 3 else 1
    if pixels.ndim == 3:
        d.PlanarConfiguration = 0
    d.PhotometricInterpretation = photometric
    d.BitsAllocated = 8 * pixels.dtype.itemsize
    d.BitsStored, d.HighBit, d.PixelRepresentation = bits, bits - 1, int(signed)
    d.PixelData = pixels.tobytes()
    for k, v in more.items():
        setattr(d, k, v)
    return d


def save(d, name, syntax=EXPLICIT, **how):
    d.file_meta.TransferSyntaxUID = syntax
    d.is_little_endian = syntax != BIG
    d.is_implicit_VR = syntax == IMPLICIT
    d.save_as(name, write_like_original=False, **how)


def told(name, a):
    a = np.ascontiguousarray(a)
    print(name, a.shape, hashlib.sha256(a.astype('<i4').tobytes()).hexdigest(), int(a.astype(np.int64).sum()))


def run(*command):
    subprocess.run(command, check=True)


# twelve signed bits in sixteen, rubbish in the upper four
rubbish = ((GREY.astype(np.uint16) & 0x0FFF) | 0xA000).view(np.int16)
save(dataset(rubbish, 12, True, PhotometricInterpretation='MONOCHROME1'), 'implicit.dcm', IMPLICIT)
save(dataset(GREY, 16, True), 'deflated.dcm', DEFLATED)
told('implicit.dcm, deflated.dcm, lossless*.dcm, jls*.dcm, j2k.dcm', GREY)

save(dataset(GREY, 16, True), '/tmp/grey.dcm')
run('dcmcjpeg', '+e1', '/tmp/grey.dcm', 'lossless1.dcm')
for prediction in range(2, 8):
    run('dcmcjpeg', '+el', '+sv', str(prediction), '/tmp/grey.dcm', 'lossless%d.dcm' % prediction)
run('dcmcjpls', '+el', '/tmp/grey.dcm', 'jls.dcm')
run('gdcmconv', '--j2k', '/tmp/grey.dcm', 'j2k.dcm')
save(dataset((GREY + 400).astype(np.uint16), 12, False), '/tmp/unsigned.dcm')
run('dcmcjpls', '+en', '+md', '3', '/tmp/unsigned.dcm', 'jls_near.dcm')
run('dcmdjpls', 'jls_near.dcm', '/tmp/near.dcm')
told('jls_near.dcm', pydicom.dcmread('/tmp/near.dcm').pixel_array)

save(dataset(COLOUR, 8, False, 'RGB'), '/tmp/colour.dcm')
run('dcmcrle', '/tmp/colour.dcm', 'rgb_rle.dcm')
run('dcmcjpls', '+el', '+il', '/tmp/colour.dcm', 'rgb_jls_line.dcm')
run('dcmcjpls', '+el', '+is', '/tmp/colour.dcm', 'rgb_jls_sample.dcm')
run('dcmcjpls', '+el', '+in', '/tmp/colour.dcm', 'rgb_jls_none.dcm')
run('dcmcjpeg', '+e1', '/tmp/colour.dcm', 'rgb_lossless.dcm')
run('gdcmconv', '--j2k', '/tmp/colour.dcm', 'rgb_j2k.dcm')
d = dataset(COLOUR, 8, False, 'RGB', PlanarConfiguration=1)
d.PixelData = np.ascontiguousarray(COLOUR.transpose(2, 0, 1)).tobytes()
save(d, 'rgb_planes.dcm')
save(dataset(COLOUR, 8, False, 'RGB'), 'rgb_big.dcm', BIG)
told('rgb*.dcm', COLOUR)

# Y1 Y2 Cb Cr
pairs = COLOUR.reshape(-1, 2, 3)
d = dataset(COLOUR, 8, False, 'YBR_FULL_422')
d.PixelData = np.stack([pairs[:, 0, 0], pairs[:, 1, 0], pairs[:, 0, 1], pairs[:, 0, 2]], -1).tobytes()
save(d, 'ybr422.dcm')
spread = COLOUR.reshape(-1, 2, 3).copy()
spread[:, 1, 1:] = spread[:, 0, 1:]
from pydicom.pixel_data_handlers.util import convert_color_space, apply_modality_lut, apply_voi_lut
told('ybr422.dcm', convert_color_space(spread.reshape(ROWS, COLUMNS, 3), 'YBR_FULL', 'RGB'))

# three frames, two fragments each, a table of offsets
frames = [pydicom.dcmread('jls.dcm')]
one = pydicom.encaps.defragment_data(frames[0].PixelData)
d = pydicom.dcmread('jls.dcm')
d.NumberOfFrames = 3
d.PixelData = encapsulate([one] * 3, fragments_per_frame=2, has_bot=True)
d.save_as('jls_frames.dcm')

# three frames of five by seven bits, not cut at bytes
bits = rng.integers(0, 2, (3, 5, 7), dtype=np.uint8)
d = dataset(bits[0], 1, False)
d.BitsAllocated, d.NumberOfFrames = 1, 3
packed = np.packbits(bits.ravel(), bitorder='little').tobytes()
d.PixelData = packed + b'\0' * (len(packed) % 2)
save(d, 'bits.dcm')
told('bits.dcm', bits)

# tables instead of slope and window
lut = Dataset()
lut.LUTDescriptor, lut.ModalityLUTType = [16, 0, 16], 'US'
lut.add_new(0x00283006, 'US', [i * i for i in range(16)])
voi = Dataset()
voi.LUTDescriptor, voi.LUTExplanation = [226, 0, 8], 'SQUARES'
voi.add_new(0x00283006, 'US', [min(255, i + 20) for i in range(226)])
small = (x + y).clip(0, 20).astype(np.uint8)
d = dataset(small, 8, False)
d.ModalityLUTSequence, d.VOILUTSequence = [lut], [voi]
save(d, 'tables.dcm')
m = apply_modality_lut(small, d)
told('tables.dcm', m)
told('tables.dcm, shown', apply_voi_lut(m, d))

# an enhanced image: two frames with slopes and places of their own, shared spacing and direction
def item(**k):
    i = Dataset()
    for n, v in k.items():
        setattr(i, n, v)
    return i

two = np.stack([small, small + 1])
d = dataset(small, 8, False, NumberOfFrames=2)
d.PixelData = two.tobytes()
d.SharedFunctionalGroupsSequence = [item(
    PixelMeasuresSequence=[item(PixelSpacing=[0.5, 0.25], SliceThickness=3, SpacingBetweenSlices=4)],
    PlaneOrientationSequence=[item(ImageOrientationPatient=[0, 1, 0, 0, 0, -1])])]
d.PerFrameFunctionalGroupsSequence = [item(
    PlanePositionSequence=[item(ImagePositionPatient=[10 + 4 * f, 20, 30])],
    PixelValueTransformationSequence=[item(RescaleSlope=f + 1, RescaleIntercept=-f, RescaleType='US')]) for f in range(2)]
save(d, 'enhanced.dcm')
told('enhanced.dcm', np.stack([small.astype(int), (small.astype(int) + 1) * 2 - 1]))

# floats
f = (GREY / 7).astype('<f4')
d = dataset(GREY, 16, True)
del d.PixelData, d.BitsStored, d.HighBit, d.PixelRepresentation
d.BitsAllocated = 32
d.FloatPixelData = f.tobytes()
save(d, 'floats.dcm')
print('floats.dcm', float(f.astype(np.float64).sum()), f[0, :3], f[11, 9])

# contours on a slice with 0.5 mm rows and 0.25 mm columns
d = dataset(small, 8, False, Modality='RTSTRUCT', SOPClassUID='1.2.840.10008.5.1.4.1.1.481.3')
for k in ('PixelData', 'Rows', 'Columns'):
    delattr(d, k)
d.StructureSetROISequence = [item(ROINumber=1, ROIName='square'), item(ROINumber=2, ROIName='empty')]
d.ROIContourSequence = [item(ReferencedROINumber=1, ContourSequence=[item(
    ContourGeometricType='CLOSED_PLANAR', NumberOfContourPoints=4,
    ContourImageSequence=[item(ReferencedSOPClassUID='1.2.840.10008.5.1.4.1.1.2', ReferencedSOPInstanceUID='1.2.3.4.5')],
    ContourData=[10.375, 20.75, 5, 11.375, 20.75, 5, 11.375, 22.75, 5, 10.375, 22.75, 5])])]
save(d, 'contours.dcm')

# a slice, and masks drawn on it: a segmentation that names it, one of another place, one that names another image and one that names none;
# contours.dcm above names it too
SLICE = dict(PixelSpacing=[0.5, 0.25], ImagePositionPatient=[10, 20, 5], ImageOrientationPatient=[1, 0, 0, 0, 1, 0], SliceThickness=2)
save(dataset(small, 8, False, **SLICE), 'drawn_slice.dcm')


def segmentation(name, places, source, study='1.2.3.4'):
    """Frame 0 shows segment 1 in rows 2 to 5, columns 2 to 5; frame 1 segment 2 in row 0."""
    bits = np.zeros((2, ROWS, COLUMNS), np.uint8)
    bits[0, 2:6, 2:6] = bits[1, 0] = 1
    d = dataset(bits[0], 1, False, Modality='SEG', SOPClassUID='1.2.840.10008.5.1.4.1.1.66.4', SOPInstanceUID='1.2.3.4.9',
                StudyInstanceUID=study, SegmentationType='BINARY', NumberOfFrames=2, BitsAllocated=1)
    packed = np.packbits(bits.ravel(), bitorder='little').tobytes()
    d.PixelData = packed + b'\0' * (len(packed) % 2)
    d.SegmentSequence = [item(SegmentNumber=n, SegmentLabel=l) for n, l in ((1, 'liver'), (2, 'edge'), (3, 'never'))]
    derived = [item(SourceImageSequence=[item(ReferencedSOPClassUID='1.2.840.10008.5.1.4.1.1.7', ReferencedSOPInstanceUID=source)])]
    d.SharedFunctionalGroupsSequence = [item(
        PixelMeasuresSequence=[item(PixelSpacing=[0.5, 0.25], SliceThickness=2)],
        PlaneOrientationSequence=[item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])])]
    d.PerFrameFunctionalGroupsSequence = [item(
        PlanePositionSequence=[item(ImagePositionPatient=p)], SegmentIdentificationSequence=[item(ReferencedSegmentNumber=n + 1)],
        **({'DerivationImageSequence': derived} if source else {})) for n, p in enumerate(places)]
    save(d, name)


segmentation('drawn_seg.dcm', [[10, 20, 5]] * 2, '1.2.3.4.5')
segmentation('drawn_elsewhere.dcm', [[10, 21, 5]] * 2, '1.2.3.4.5')
segmentation('drawn_stranger.dcm', [[10, 20, 5]] * 2, '1.2.3.4.6')
segmentation('drawn_unnamed.dcm', [[10, 20, 5], [10, 20, 9]], '')
segmentation('drawn_other_study.dcm', [[10, 20, 5]] * 2, '', '1.2.3.9')
