package org.echelle.diffusion.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.diffusion.DiffusionException;

/** A folder with one folder of PNG, JPEG, BMP or GIF pictures a class, in the order of their names. */
final class ClassFolders implements PictureOrigin {
    private final int channels;
    private final List<String> classes = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    ClassFolders(Path folder, int channels) {
        this.channels = channels;
        for (Path inside : listed(folder)) {
            if (Files.isDirectory(inside)) {
                List<Path> pictures =
                        listed(inside).stream().filter(PictureFile::is).toList();
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
        return PictureFile.read(files.get(index), channels);
    }
}
