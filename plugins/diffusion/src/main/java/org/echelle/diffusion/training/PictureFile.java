package org.echelle.diffusion.training;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import org.echelle.diffusion.DiffusionException;

/** PNG, JPEG, BMP and GIF files. */
final class PictureFile {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "jpe", "bmp", "gif");
    private static final long MOST_PIXELS = 100_000_000;

    private PictureFile() {}

    /** Whether a file is taken for a picture, by its ending. */
    static boolean is(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0
                && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
                && Files.isRegularFile(file);
    }

    /**
     * Reads a file.
     *
     * @param channels 1 for grey, 3 for colours
     * @throws DiffusionException when it is broken, too large or no picture
     */
    static PictureOrigin.Picture read(Path file, int channels) {
        BufferedImage image;
        try {
            image = ImageIO.read(file.toFile());
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // the readers answer broken headers with any of these
            throw new DiffusionException(
                    "The picture " + file + " is broken or cut short (" + e.getMessage() + ").", e);
        }
        if (image == null || (long) image.getWidth() * image.getHeight() > MOST_PIXELS) {
            throw new DiffusionException(
                    "The file " + file + " is no PNG, JPEG, BMP or GIF picture of at most " + MOST_PIXELS + " pixels.");
        }
        int width = image.getWidth();
        int height = image.getHeight();
        int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
        byte[] planes = new byte[channels * colours.length];
        for (int p = 0; p < colours.length; p++) {
            int rgb = colours[p];
            Channels.put(planes, p, colours.length, channels, rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
        }
        return new PictureOrigin.Picture(file.toString(), width, height, planes);
    }
}
