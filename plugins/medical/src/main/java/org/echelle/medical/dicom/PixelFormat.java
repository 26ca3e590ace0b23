package org.echelle.medical.dicom;

import java.util.Set;
import org.echelle.medical.images.ImagingException;

/**
 * What a file says of its pixel data (DICOM PS3.3, C.7.6.3).
 *
 * @param rows rows of a frame
 * @param columns columns of a frame
 * @param samples values a pixel, 1 or 3
 * @param frames how many frames
 * @param allocated bits that a value takes: 1, 8, 16, 32 or 64
 * @param stored bits of those that mean something
 * @param highBit the place of the highest of those
 * @param signed whether values are in two's complement
 * @param planar whether colours lie in planes
 * @param colours the photometric interpretation as written
 */
record PixelFormat(
        int rows,
        int columns,
        int samples,
        int frames,
        int allocated,
        int stored,
        int highBit,
        boolean signed,
        boolean planar,
        String colours) {

    private static final Set<String> ONE = Set.of("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR");
    private static final Set<String> THREE =
            Set.of("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT", "YBR_PARTIAL_420");

    static PixelFormat of(DataSet data) {
        int samples = data.whole(Tag.SAMPLES_PER_PIXEL).orElse(1);
        int allocated = data.needed(Tag.BITS_ALLOCATED);
        int stored = data.whole(Tag.BITS_STORED).orElse(allocated);
        PixelFormat format = new PixelFormat(
                data.needed(Tag.ROWS),
                data.needed(Tag.COLUMNS),
                samples,
                data.whole(Tag.NUMBER_OF_FRAMES).orElse(1),
                allocated,
                stored,
                data.whole(Tag.HIGH_BIT).orElse(stored - 1),
                data.whole(Tag.PIXEL_REPRESENTATION).orElse(0) == 1,
                data.whole(Tag.PLANAR_CONFIGURATION).orElse(0) == 1,
                data.has(Tag.PHOTOMETRIC_INTERPRETATION)
                        ? data.text(Tag.PHOTOMETRIC_INTERPRETATION)
                        : samples == 3 ? "RGB" : "MONOCHROME2");
        format.check();
        return format;
    }

    private void check() {
        if (rows < 1 || columns < 1 || frames < 1 || rows > 0xFFFF || columns > 0xFFFF) {
            throw new ImagingException("An image of " + rows + " rows, " + columns + " columns and " + frames
                    + " frames cannot be: the file is broken.");
        }
        if (!Set.of(1, 8, 16, 32, 64).contains(allocated)) {
            throw new ImagingException(
                    "Values of " + allocated + " allocated bits are not read here (1, 8, 16, 32 and 64 are).");
        }
        if (stored < 1 || stored > allocated || highBit < stored - 1 || highBit >= allocated) {
            throw new ImagingException("Of " + allocated + " bits, " + stored + " up to bit " + highBit
                    + " cannot be stored: the file is broken.");
        }
        if (!(samples == 1 ? ONE : THREE).contains(colours) || (samples != 1 && samples != 3)) {
            throw new ImagingException("Pixels of " + samples + " samples in colours " + colours
                    + " are not read here: convert the file to MONOCHROME2 or RGB.");
        }
        if (allocated == 1 && samples != 1) {
            throw new ImagingException("Colours of one bit are not read here.");
        }
    }

    /** @return values of one frame, all samples */
    long values() {
        return (long) rows * columns * samples;
    }

    /** @return size for a sentence */
    String told() {
        return columns + " x " + rows + (samples == 1 ? "" : " x " + samples) + " values of " + stored + " bits";
    }

    /** @return a value of a codec that wrote {@code precision} bits, its sign put in place */
    int decoded(int value, int precision) {
        int unused = 32 - precision;
        return signed ? value << unused >> unused : value << unused >>> unused;
    }

    /** @return a raw value without the bits that mean nothing, its sign put in place */
    int cleaned(int raw) {
        int shift = 31 - highBit;
        int top = raw << shift;
        return signed ? top >> (32 - stored) : top >>> (32 - stored);
    }
}
