package org.echelle.diffusion.training;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.echelle.diffusion.DiffusionException;

/** A folder with one folder of PNG, JPEG, BMP or GIF pictures a class, in the order of their names. */
final class ClassFolders implements PictureOrigin {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "jpe", "bmp", "gif");
    private static final long MOST_PIXELS = 100_000_000;

    private final int channels;
    private final List<String> classes = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    ClassFolders(Path folder, int channels) {
        this.channels = channels;
        for (Path inside : listed(folder)) {
            if (Files.isDirectory(inside)) {
                List<Path> pictures =
                        listed(inside).stream().filter(ClassFolders::isPicture).toList();
                if (!pictures.isEmpty()) {
                    pictures.forEach(p -> labels.add(classes.size()));
                    files.addAll(pictures);
                    classes.add(String.valueOf(inside.getFileName()));
                }
            }
        }
        if (files.isEmpty()) {
            throw new DiffusionException("There are no pictures in the folders of " + folder
                    + "; it needs one folder a class with PNG, JPEG, BMP or GIF files.");
        }
    }

    private static List<Path> listed(Path folder) {
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        } catch (IOException e) {
            throw new DiffusionException("The folder " + folder + " cannot be listed: " + e.getMessage() + ".", e);
        }
    }

    private static boolean isPicture(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0
                && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
                && Files.isRegularFile(file);
    }

    @Override
    public int count() {
        return files.size();
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public List<String> classes() {
        return List.copyOf(classes);
    }

    @Override
    public int label(int index) {
        return labels.get(index);
    }

    @Override
    public Picture picture(int index) {
        Path file = files.get(index);
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
        return new Picture(file.toString(), width, height, planes);
    }
}
