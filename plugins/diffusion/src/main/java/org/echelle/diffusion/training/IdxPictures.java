package org.echelle.diffusion.training;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.echelle.diffusion.DiffusionException;

/**
 * MNIST's file format with unsigned bytes: two zeros, type 8, number of dimensions, the dimensions as big-endian 32-bit numbers, the
 * values in C order; pictures are {@code [n, height, width]} or {@code [n, height, width, 3]}. Plain or gzipped.
 */
final class IdxPictures implements PictureOrigin {
    private final String name;
    private final Idx pictures;
    private final Idx labels;
    private final int stored; // channels in the file
    private final int channels;

    private IdxPictures(String name, Idx pictures, Idx labels, int channels) {
        this.name = name;
        this.pictures = pictures;
        this.labels = labels;
        stored = pictures.sizes.length == 4 ? pictures.sizes[3] : 1;
        this.channels = channels == 0 ? stored : channels;
    }

    /**
     * A file in memory.
     *
     * @param offset bytes of the header
     */
    private record Idx(int[] sizes, byte[] data, int offset) {}

    /** @param channels 1, 3, or 0 for those of the file */
    static IdxPictures read(Path file, Optional<Path> labelFile, int channels) {
        Idx pictures = open(file);
        int[] s = pictures.sizes;
        if (s.length < 3 || s[0] < 1 || s[1] < 1 || s[2] < 1 || (s.length == 4 && s[3] != 1 && s[3] != 3)) {
            throw new DiffusionException(
                    "The IDX file " + file
                            + " holds no pictures: it needs three dimensions (number, height, width), or four with 1 or 3 channels.");
        }
        Path beside = labelFile
                .or(() -> beside(file))
                .orElseThrow(() -> new DiffusionException(
                        "There are no labels beside " + file + "; name their IDX file as pictures.labels."));
        Idx labels = open(beside);
        if (labels.sizes.length != 1 || labels.sizes[0] != s[0]) {
            throw new DiffusionException("The labels in " + beside + " are " + Arrays.toString(labels.sizes) + ", but "
                    + file + " holds " + s[0] + " pictures; they do not belong together.");
        }
        return new IdxPictures(String.valueOf(file.getFileName()), pictures, labels, channels);
    }

    private static Idx open(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
            if (bytes.length > 2 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b) {
                try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                    bytes = in.readAllBytes();
                }
            }
        } catch (IOException e) {
            throw new DiffusionException(
                    "The IDX file " + file + " cannot be read: " + e.getMessage() + "; it may be cut short.", e);
        }
        if (bytes.length < 8 || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 8 || bytes[3] < 1 || bytes[3] > 4) {
            throw new DiffusionException("The file " + file + " is no IDX file of unsigned bytes (it should begin with"
                    + " 00 00 08 and the number of dimensions).");
        }
        int[] sizes = new int[bytes[3]];
        int offset = 4 + 4 * sizes.length;
        long values = 1;
        for (int i = 0; i < sizes.length && bytes.length >= offset; i++) {
            sizes[i] = ByteBuffer.wrap(bytes).getInt(4 + 4 * i);
            values = sizes[i] < 0 || values > Integer.MAX_VALUE ? Long.MAX_VALUE : values * sizes[i];
        }
        if (bytes.length - offset != values) {
            throw new DiffusionException("The IDX file " + file + " announces " + Arrays.toString(sizes)
                    + " values and holds " + Math.max(0, bytes.length - offset)
                    + " bytes of them; it is cut short or damaged.");
        }
        return new Idx(sizes, bytes, offset);
    }

    private static Optional<Path> beside(Path pictures) {
        String name = String.valueOf(pictures.getFileName());
        String other = name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1");
        if (other.equals(name)) {
            return Optional.empty();
        }
        String twin = other.endsWith(".gz") ? other.substring(0, other.length() - 3) : other + ".gz";
        return Stream.of(other, twin)
                .map(pictures::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    @Override
    public int count() {
        return pictures.sizes[0];
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public List<String> classes() {
        int most = IntStream.range(0, count()).map(this::label).max().orElse(0);
        return IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList();
    }

    @Override
    public int label(int index) {
        return labels.data[labels.offset + index] & 0xff;
    }

    @Override
    public Picture picture(int index) {
        int height = pictures.sizes[1];
        int width = pictures.sizes[2];
        int area = height * width;
        int from = pictures.offset + index * area * stored;
        byte[] planes = new byte[channels * area];
        for (int p = 0; p < area; p++) {
            int red = pictures.data[from + p * stored] & 0xff;
            int green = pictures.data[from + p * stored + (stored == 3 ? 1 : 0)] & 0xff;
            int blue = pictures.data[from + p * stored + (stored == 3 ? 2 : 0)] & 0xff;
            Channels.put(planes, p, area, channels, red, green, blue);
        }
        return new Picture(name + "/" + index, width, height, planes);
    }
}
