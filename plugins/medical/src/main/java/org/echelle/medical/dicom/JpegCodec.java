package org.echelle.medical.dicom;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** JPEG of 8 bits by the JDK's own reader; colours are left as they are, for the DICOM header says what they mean. */
final class JpegCodec implements FrameCodec {
    @Override
    public int[] decode(byte[] bytes, PixelFormat format) {
        JpegHeader header = JpegHeader.of(bytes, "JPEG");
        FrameCodec.sameSize("JPEG", header.columns(), header.rows(), header.samples(), format);
        if (header.process() == 0xC3) {
            return new JpegLosslessCodec().decode(bytes, format);
        }
        if (header.precision() != 8 || header.process() > 0xC2) {
            throw FrameCodec.without("JPEG with " + header.precision() + " bits a value (mostly "
                    + TransferSyntax.JPEG_EXTENDED.told() + ")");
        }
        ImageReader reader = jdkReader();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            return Rasters.values("JPEG", reader.readRaster(0, null), format);
        } catch (IOException | RuntimeException e) {
            throw Rasters.refusal("JPEG", e);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader jdkReader() {
        for (Iterator<ImageReader> found = ImageIO.getImageReadersByFormatName("jpeg"); found.hasNext(); ) {
            ImageReader reader = found.next();
            if (reader.getClass().getModule() == ImageIO.class.getModule()) {
                return reader;
            }
        }
        throw FrameCodec.without(TransferSyntax.JPEG_BASELINE.told());
    }
}
