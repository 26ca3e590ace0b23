package org.echelle.diffusion.training;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.echelle.diffusion.DiffusionException;

/** Reads labelled pictures from IDX files, from folders, one a class, or from a folder with a table of captions. */
final class PictureReading {
    private static final int MOST = 4096;

    private PictureReading() {}

    /**
     * Reads all pictures.
     *
     * @throws DiffusionException when there are none, a class is missing, or they have several sizes and none is asked for
     */
    static LabelledPictures read(PictureOptions options) {
        Path path = options.path();
        if (!Files.exists(path)) {
            throw new DiffusionException("There is no file or folder " + path
                    + "; pictures.path must name an IDX file or a folder with one folder of pictures a class.");
        }
        int channels = channels(options.channels().orElse(0));
        int size = size(options.size());
        PictureOrigin origin = Files.isDirectory(path)
                ? new ClassFolders(path, channels == 0 ? 3 : channels)
                : IdxPictures.read(path, options.labels(), channels);
        int[] chosen = chosen(origin.count(), options.limit().orElse(origin.count()));
        return collect(path, origin, chosen, size);
    }

    /**
     * Reads all pictures that a table of captions names.
     *
     * @throws DiffusionException as {@link #read(PictureOptions)}, and when the table is absent or has gaps
     */
    static LabelledPictures read(CaptionOptions options) {
        Path path = options.path();
        if (!Files.isDirectory(path)) {
            throw new DiffusionException("There is no folder " + path
                    + "; pictures.path must name a folder of pictures with a table of captions in it.");
        }
        if (options.channels() == 0) {
            throw new DiffusionException("Pictures cannot have 0 channels; choose 1 or 3.");
        }
        channels(options.channels());
        int size = size(options.size());
        PictureOrigin origin = new CaptionedFolder(options);
        return collect(path, origin, chosen(origin.count(), options.limit().orElse(origin.count())), size);
    }

    /** @param channels 1, 3, or 0 for those of the files */
    private static int channels(int channels) {
        if (channels != 0 && channels != 1 && channels != 3) {
            throw new DiffusionException("Pictures cannot have " + channels + " channels; choose 1 or 3.");
        }
        return channels;
    }

    private static int size(Optional<Integer> asked) {
        int size = asked.orElse(0);
        if (size < 0 || size > MOST) {
            throw new DiffusionException(
                    "Pictures cannot be brought to " + size + " pixels; choose from 1 to " + MOST + ".");
        }
        return size;
    }

    private static int[] chosen(int total, int limit) {
        if (limit < 1) {
            throw new DiffusionException("The pictures' limit is " + limit + "; give at least 1, or leave it out.");
        }
        int count = Math.min(total, limit);
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = (int) ((long) i * total / count);
        }
        return chosen;
    }

    private static LabelledPictures collect(Path path, PictureOrigin origin, int[] chosen, int asked) {
        int size = asked;
        byte[] pixels = new byte[0];
        int[] labels = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            PictureOrigin.Picture picture = origin.picture(chosen[i]);
            if (asked == 0 && (picture.width() != picture.height() || (size != 0 && size != picture.width()))) {
                throw new DiffusionException("The picture " + picture.name() + " has " + picture.height() + " x "
                        + picture.width() + " pixels"
                        + (size == 0 ? "" : ", others have " + size + " x " + size)
                        + "; set pictures.size to the height and width that all are brought to.");
            }
            if (i == 0) {
                size = asked == 0 ? picture.width() : asked;
                long all = (long) chosen.length * origin.channels() * size * size;
                if (all > Integer.MAX_VALUE - 16) {
                    throw new DiffusionException(chosen.length + " pictures of " + size + " x " + size
                            + " pixels are too many for memory; set pictures.limit or a smaller pictures.size.");
                }
                pixels = new byte[(int) all];
            }
            int area = origin.channels() * size * size;
            System.arraycopy(scaled(picture, origin.channels(), size), 0, pixels, i * area, area);
            labels[i] = origin.label(chosen[i]);
        }
        return new LabelledPictures(
                String.valueOf(path.getFileName()), origin.classes(), origin.channels(), size, pixels, labels);
    }

    /** {@code [channel][y][x]} at the wanted size, by halves and then bilinear, as Java's own graphics do it. */
    private static byte[] scaled(PictureOrigin.Picture picture, int channels, int size) {
        if (picture.width() == size && picture.height() == size) {
            return picture.planes();
        }
        int area = picture.width() * picture.height();
        byte[] result = new byte[channels * size * size];
        for (int c = 0; c < channels; c++) {
            BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
            byte[] plane = new byte[area];
            System.arraycopy(picture.planes(), c * area, plane, 0, area);
            image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), plane);
            BufferedImage small = halved(image, size);
            WritableRaster raster = drawn(small, size, size).getRaster();
            byte[] out = (byte[]) raster.getDataElements(0, 0, size, size, null);
            System.arraycopy(out, 0, result, c * size * size, size * size);
        }
        return result;
    }

    /** Bilinear interpolation reads four neighbours only, so large pictures are halved first. */
    private static BufferedImage halved(BufferedImage image, int size) {
        BufferedImage small = image;
        while (small.getWidth() >= 2 * size && small.getHeight() >= 2 * size) {
            small = drawn(small, small.getWidth() / 2, small.getHeight() / 2);
        }
        return small;
    }

    private static BufferedImage drawn(BufferedImage image, int width, int height) {
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = out.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return out;
    }
}
