package org.echelle.medical.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.echelle.medical.images.ImagingException;

/** The values as they are stored, before any scaling or change of colours; frame by frame, so that only one is held twice. */
final class StoredValues {
    /** What compressed pixel data may grow to: anyway, and for each of their bytes. */
    private static final long VALUES_ANYWAY = 4L << 20;

    private static final long VALUES_A_BYTE = 512;

    private final PixelFormat format;
    private final Element pixels;
    private final TransferSyntax syntax;

    private StoredValues(PixelFormat format, Element pixels, TransferSyntax syntax) {
        this.format = format;
        this.pixels = pixels;
        this.syntax = syntax;
    }

    static StoredValues of(DicomFile file, PixelFormat format) {
        Element pixels = file.data()
                .find(Tag.PIXEL_DATA)
                .filter(e -> e.length() > 0 || !e.fragments().isEmpty())
                .orElseThrow(() -> new ImagingException("It tells of an image of " + format.told()
                        + ", and its pixel data are missing: only the header was sent; fetch the whole file."));
        return new StoredValues(format, pixels, file.syntax());
    }

    /**
     * Gives each frame's values to a function.
     *
     * @param use takes the frame's number and its {@link PixelFormat#values()} values, samples side by side
     * @return what came of each frame
     */
    <T> List<T> each(BiFunction<Integer, int[], T> use) {
        List<T> out = new ArrayList<>();
        if (format.values() > Integer.MAX_VALUE / 8) {
            throw new ImagingException("A frame of " + format.told() + " is larger than can be read here.");
        }
        if (pixels.fragments().isEmpty()) {
            checkPlain();
            for (int f = 0; f < format.frames(); f++) {
                out.add(use.apply(f, plain(f)));
            }
            return out;
        }
        FrameCodec codec = FrameCodec.of(syntax);
        long length =
                pixels.fragments().stream().mapToLong(Element.Fragment::length).sum();
        long most = VALUES_ANYWAY + VALUES_A_BYTE * length;
        if ((double) format.values() * format.frames() > most) {
            throw new ImagingException("Its " + length + " bytes of compressed pixel data cannot hold "
                    + format.frames() + " frames of " + format.told() + ": the file is broken or truncated.");
        }
        List<List<Element.Fragment>> frames = EncodedFrames.of(pixels, format.frames());
        for (int f = 0; f < format.frames(); f++) {
            out.add(use.apply(f, codec.decode(EncodedFrames.join(pixels.source(), frames.get(f)), format)));
        }
        return out;
    }

    private boolean halvedColours() {
        return format.colours().equals("YBR_FULL_422");
    }

    /** Big endian words: what is 8 bits wide or less was swapped with its neighbour if it came as OW (PS3.5, 8.2). */
    private boolean swapped() {
        return pixels.order() == ByteOrder.BIG_ENDIAN && pixels.vr() == Vr.OW;
    }

    private long bitsOfAFrame() {
        long values = format.values();
        // two pixels share their colours: four values instead of six
        return (halvedColours() ? values / 3 * 2 : values) * format.allocated();
    }

    private void checkPlain() {
        if (syntax.coding() != TransferSyntax.Coding.PLAIN) {
            throw new ImagingException("Its pixel data are not in fragments, though its transfer syntax is "
                    + syntax.told() + ": the file is broken.");
        }
        if (halvedColours() && (format.columns() % 2 != 0 || format.allocated() != 8)) {
            throw new ImagingException(
                    "Halved colours (YBR_FULL_422) need an even number of columns and 8 bits: the file is broken.");
        }
        if (swapped() && pixels.length() % 2 != 0) {
            throw new ImagingException("Its pixel data are words and have an odd number of bytes: the file is broken.");
        }
        double wanted = Math.ceil((double) bitsOfAFrame() * format.frames() / 8);
        if (pixels.length() < wanted) {
            throw new ImagingException(String.format(
                    java.util.Locale.ROOT,
                    "Its pixel data have %d bytes, and %d frames of %s need %.0f: the file is truncated; fetch it again.",
                    pixels.length(),
                    format.frames(),
                    format.told(),
                    wanted));
        }
    }

    private int[] plain(int frame) {
        int n = (int) format.values();
        int[] values = new int[n];
        ByteBuffer bytes = DataSet.buffer(pixels);
        long firstBit = frame * bitsOfAFrame();
        int first = (int) (firstBit / 8);
        if (halvedColours()) {
            spread(bytes, first, values);
            return values;
        }
        boolean swapped = swapped();
        int planes = format.planar() ? format.samples() : 1;
        int plane = n / planes;
        for (int i = 0; i < n; i++) {
            int raw =
                    switch (format.allocated()) {
                        case 1 -> bit(bytes, firstBit + i, swapped);
                        case 8 -> bytes.get(swapped ? (first + i) ^ 1 : first + i) & 0xFF;
                        case 16 -> bytes.getShort(first + 2 * i) & 0xFFFF;
                        case 32 -> bytes.getInt(first + 4 * i);
                        default -> throw new ImagingException("Whole numbers of 64 bits are not read here.");
                    };
            values[planes == 1 ? i : i % plane * planes + i / plane] = format.cleaned(raw);
        }
        return values;
    }

    private static int bit(ByteBuffer bytes, long at, boolean swapped) {
        int index = (int) (at / 8);
        return (bytes.get(swapped ? index ^ 1 : index) >> (int) (at % 8)) & 1;
    }

    /** Y1 Y2 Cb Cr for two pixels (PS3.3, C.7.6.3.1.2). */
    private static void spread(ByteBuffer bytes, int first, int[] values) {
        for (int pair = 0; pair < values.length / 6; pair++) {
            for (int pixel = 0; pixel < 2; pixel++) {
                values[6 * pair + 3 * pixel] = bytes.get(first + 4 * pair + pixel) & 0xFF;
                values[6 * pair + 3 * pixel + 1] = bytes.get(first + 4 * pair + 2) & 0xFF;
                values[6 * pair + 3 * pixel + 2] = bytes.get(first + 4 * pair + 3) & 0xFF;
            }
        }
    }
}
