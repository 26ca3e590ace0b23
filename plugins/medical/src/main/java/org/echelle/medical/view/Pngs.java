package org.echelle.medical.view;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.echelle.medical.Film;

/** PNG files in memory. */
final class Pngs {
    private Pngs() {}

    /** A film, reduced where its longer edge is above {@code longest} pixels. */
    static byte[] of(Film film, int longest) {
        boolean grey = film.channels() == 1;
        BufferedImage whole = new BufferedImage(
                film.width(), film.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        byte[] bytes = film.bytes();
        if (grey) {
            whole.getRaster().setDataElements(0, 0, film.width(), film.height(), bytes);
        } else {
            for (int i = 0; i < film.width() * film.height(); i++) {
                int rgb = (bytes[3 * i] & 0xff) << 16 | (bytes[3 * i + 1] & 0xff) << 8 | (bytes[3 * i + 2] & 0xff);
                whole.setRGB(i % film.width(), i / film.width(), rgb);
            }
        }
        double factor = longest / (double) Math.max(film.width(), film.height());
        return encode(factor >= 1 ? whole : reduced(whole, factor));
    }

    private static BufferedImage reduced(BufferedImage whole, double factor) {
        int width = Math.max(1, (int) Math.round(whole.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(whole.getHeight() * factor));
        BufferedImage small = new BufferedImage(width, height, whole.getType());
        Graphics2D pen = small.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(whole, 0, 0, width, height, null);
        pen.dispose();
        return small;
    }

    /** A small picture with transparency as an address that needs no file. */
    static String dataUri(int width, int height, int[] argb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, width, height, argb, 0, width);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(encode(image));
    }

    private static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(image, "png", stream)) {
                throw new IllegalStateException("every Java platform writes PNG");
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }
}
