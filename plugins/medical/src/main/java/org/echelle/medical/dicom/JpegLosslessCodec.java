package org.echelle.medical.dicom;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** JPEG lossless (ITU-T T.81, process 14) by TwelveMonkeys, whose provider is made here: ImageIO does not look into bundles. */
final class JpegLosslessCodec implements FrameCodec {
    private static final String CODING = "JPEG Lossless";

    @Override
    public int[] decode(byte[] bytes, PixelFormat format) {
        JpegHeader header = JpegHeader.of(bytes, CODING);
        FrameCodec.sameSize(CODING, header.columns(), header.rows(), header.samples(), format);
        if (header.process() != 0xC3) {
            throw FrameCodec.broken(CODING, "its frame is of another JPEG process", null);
        }
        if (selection(bytes) == 3) {
            // TwelveMonkeys 3.13.1 takes the wrong neighbour in the first column (MadeFilesTest has a file)
            throw FrameCodec.without("JPEG Lossless with selection value 3");
        }
        JPEGImageReaderSpi provider = new JPEGImageReaderSpi();
        provider.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
        ImageReader reader = null;
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader = provider.createReaderInstance(null);
            reader.setInput(in, true, true);
            int[] values = Rasters.values(CODING, reader.readRaster(0, null), format);
            for (int i = 0; i < values.length; i++) {
                values[i] = format.decoded(values[i], Math.max(1, Math.min(32, header.precision())));
            }
            return values;
        } catch (IOException | RuntimeException e) {
            throw Rasters.refusal(CODING, e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    /** The predictor, from the header of the first scan (ITU-T T.81, B.2.3); -1 if there is none. */
    private static int selection(byte[] b) {
        int at = 2;
        while (at + 5 <= b.length && (b[at] & 0xFF) == 0xFF) {
            int components = b[at + 4] & 0xFF;
            if ((b[at + 1] & 0xFF) == 0xDA) {
                int place = at + 5 + 2 * components;
                return place < b.length ? b[place] & 0xFF : -1;
            }
            // fill bytes may stand before a marker
            at += (b[at + 1] & 0xFF) == 0xFF ? 1 : 2 + JpegHeader.u16(b, at + 2);
        }
        return -1;
    }
}
