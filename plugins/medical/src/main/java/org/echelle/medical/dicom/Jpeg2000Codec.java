package org.echelle.medical.dicom;

import com.github.jaiimageio.jpeg2000.impl.J2KImageReader;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.stream.ImageInputStream;

/** JPEG 2000 by jai-imageio's JJ2000; sizes are checked first, for that library makes room for whatever a stream claims. */
final class Jpeg2000Codec implements FrameCodec {
    private static final String CODING = "JPEG 2000";
    private static final int START = 0xFF4FFF51;
    private static final int JP2C = 0x6A703263;

    /** Each tile has a decoder of its own; real files have one, or a few hundred. */
    private static final long MOST_TILES = 4096;

    @Override
    public int[] decode(byte[] bytes, PixelFormat format) {
        int precision = check(bytes, start(bytes), format);
        return QuietLibrary.during(() -> decode(bytes, format, precision));
    }

    private static int[] decode(byte[] bytes, PixelFormat format, int precision) {
        J2KImageReader reader = new J2KImageReader(new J2KImageReaderSpi());
        try (ImageInputStream in = new EndingStream(bytes)) {
            reader.setInput(in, true, true);
            int[] values = Rasters.values(CODING, reader.readRaster(0, null), format);
            for (int i = 0; i < values.length; i++) {
                values[i] = format.decoded(values[i], precision);
            }
            return values;
        } catch (IOException | RuntimeException e) {
            throw Rasters.refusal(CODING, e);
        } catch (Error e) {
            // JJ2000 throws plain errors, its own, and the thread's death for streams that break off or ask for more
            // than it
            // can, which is more than a file is worth; what says that Java itself is in trouble goes on
            boolean ofTheStream = !(e instanceof VirtualMachineError) && !(e instanceof LinkageError);
            if (ofTheStream || e instanceof StackOverflowError) {
                throw Rasters.refusal(CODING, e);
            }
            throw e;
        } finally {
            reader.dispose();
        }
    }

    /** Where the code stream begins: at once, or in a box of a JP2 file, which DICOM forbids and some write. */
    private static int start(byte[] b) {
        ByteBuffer in = ByteBuffer.wrap(b);
        if (b.length >= 4 && in.getInt(0) == START) {
            return 0;
        }
        int at = 0;
        while (at >= 0 && at + 12 <= b.length) {
            int length = in.getInt(at);
            if (in.getInt(at + 4) == JP2C && in.getInt(at + 8) == START) {
                return at + 8;
            }
            if (length < 8) {
                break;
            }
            at += length;
        }
        throw FrameCodec.broken(CODING, "it has no code stream", null);
    }

    /** Reads the marker SIZ (ITU-T T.800, A.5.1). */
    private static int check(byte[] b, int start, PixelFormat format) {
        int at = start + 8;
        if (b.length < at + 34 + 3) {
            throw FrameCodec.broken(CODING, "its size is cut off", null);
        }
        ByteBuffer in = ByteBuffer.wrap(b);
        long x0 = u32(in, at + 8);
        long y0 = u32(in, at + 12);
        long columns = u32(in, at) - x0;
        long rows = u32(in, at + 4) - y0;
        long tileColumns = u32(in, at + 16);
        long tileRows = u32(in, at + 20);
        int samples = in.getShort(at + 32) & 0xFFFF;
        if (columns < 1 || rows < 1 || columns > 0xFFFF || rows > 0xFFFF || b.length < at + 34 + 3 * samples) {
            throw FrameCodec.broken(CODING, "its size cannot be", null);
        }
        FrameCodec.sameSize(CODING, (int) columns, (int) rows, samples, format);
        boolean far = x0 > 0xFFFF || y0 > 0xFFFF || u32(in, at + 24) > x0 || u32(in, at + 28) > y0;
        if (far
                || tileColumns < 1
                || tileRows < 1
                || (columns / tileColumns + 1) * (rows / tileRows + 1) > MOST_TILES) {
            throw FrameCodec.broken(CODING, "its tiles cannot be", null);
        }
        int precision = (b[at + 34] & 0x7F) + 1;
        for (int c = 0; c < samples; c++) {
            int own = (b[at + 34 + 3 * c] & 0x7F) + 1;
            if (b[at + 35 + 3 * c] != 1 || b[at + 36 + 3 * c] != 1 || own != precision || own > 16) {
                throw FrameCodec.broken(
                        CODING, "components of several sizes or of more than 16 bits are not read here", null);
            }
        }
        return precision;
    }

    private static long u32(ByteBuffer in, int at) {
        return in.getInt(at) & 0xFFFFFFFFL;
    }
}
