package org.echelle.vision.subject;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.echelle.vision.ImageSample;

/** Reads the real pictures of the tests. */
final class Pictures {
    private Pictures() {}

    /** Every picture of a zip, by entry name, as RGB. */
    static Map<String, ImageSample> zip(Path file) {
        Map<String, ImageSample> pictures = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                if (!e.isDirectory()) {
                    BufferedImage image = ImageIO.read(new ByteArrayInputStream(zip.readAllBytes()));
                    pictures.put(e.getName(), rgb(e.getName(), image));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pictures;
    }

    private static ImageSample rgb(String id, BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        byte[] pixels = new byte[w * h * 3];
        for (int i = 0; i < w * h; i++) {
            int argb = image.getRGB(i % w, i / w);
            pixels[3 * i] = (byte) (argb >> 16);
            pixels[3 * i + 1] = (byte) (argb >> 8);
            pixels[3 * i + 2] = (byte) argb;
        }
        return new ImageSample(id, w, h, 3, pixels);
    }

    /** MNIST pictures in IDX form. */
    static ImageSample[] idx(Path file) {
        try (DataInputStream in = new DataInputStream(gunzip(file))) {
            in.readInt();
            ImageSample[] pictures = new ImageSample[in.readInt()];
            int h = in.readInt();
            int w = in.readInt();
            for (int i = 0; i < pictures.length; i++) {
                pictures[i] = new ImageSample("t10k/" + i, w, h, 1, in.readNBytes(w * h));
            }
            return pictures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** MNIST labels in IDX form. */
    static int[] idxLabels(Path file) {
        try (DataInputStream in = new DataInputStream(gunzip(file))) {
            in.readInt();
            int[] labels = new int[in.readInt()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = in.readUnsignedByte();
            }
            return labels;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream gunzip(Path file) throws IOException {
        return new GZIPInputStream(Files.newInputStream(file));
    }
}
