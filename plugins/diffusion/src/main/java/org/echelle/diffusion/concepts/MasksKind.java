package org.echelle.diffusion.concepts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.diffusion.DiffusionException;
import org.echelle.tables.Table;

/**
 * What people drew on made pictures. A picture is drawn on once, at its end; its places keep their labels over all timesteps and in both
 * guidance branches, at each hook point's own resolution.
 */
public final class MasksKind implements ConceptKind<MasksOptions> {
    private static final String TABLE = "names.csv";

    @Override
    public String name() {
        return "masks";
    }

    @Override
    public String description() {
        return "Masks drawn on made pictures (PNG), a folder a concept or label maps: labels of places at every timestep.";
    }

    @Override
    public Class<MasksOptions> options() {
        return MasksOptions.class;
    }

    @Override
    public ConceptSource open(MasksOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!(options.overlap() >= 0 && options.overlap() <= 1)) {
            throw new DiffusionException(
                    "concepts: 'overlap' is " + options.overlap() + "; it is a share from 0 to 1.");
        }
        if (!Files.isDirectory(options.path())) {
            throw new DiffusionException("There is no folder " + options.path() + " with masks (concepts: path).");
        }
        Map<Integer, String> values = values(options);
        boolean labels = !values.isEmpty();
        Map<String, Path> folders = labels ? Map.of("", options.path()) : folders(options.path());
        MaskNames names = new MaskNames(samples);
        List<Long> shape = subject.outputs().get(0).shape();
        int height = Math.toIntExact(shape.get(2));
        int width = Math.toIntExact(shape.get(3));
        Map<String, Map<Integer, Path>> files = new LinkedHashMap<>();
        folders.forEach((concept, folder) -> {
            Map<Integer, Path> mine = new TreeMap<>();
            for (Path file : pngs(folder)) {
                context.progress().check();
                MaskPicture picture = MaskPicture.read(file, labels, width, height);
                if (labels) {
                    known(picture, values, file);
                }
                mine.put(names.find(folder, file), file);
            }
            if (!mine.isEmpty()) {
                files.put(concept, mine);
            }
        });
        if (files.isEmpty()) {
            throw new DiffusionException("There is no mask in " + options.path()
                    + "; put PNG files named like samples into a folder for each concept ("
                    + options.path().resolve("hat").resolve(samples.id(0) + ".png")
                    + "), or label maps beside a table " + TABLE + " with the columns value and name.");
        }
        return new MaskSource(options, values, files, width, height);
    }

    private static void known(MaskPicture picture, Map<Integer, String> values, Path file) {
        for (int value : picture.values()) {
            if (value != 0 && value != MaskSource.UNJUDGED && !values.containsKey(value)) {
                throw new DiffusionException("The label map " + file + " holds the value " + value
                        + ", which has no name; add it to names, or to " + TABLE + ".");
            }
        }
    }

    /** Names of a label map's values; empty where there are none. */
    private static Map<Integer, String> values(MasksOptions options) {
        Map<Integer, String> values = new TreeMap<>();
        for (String name : options.names()) {
            values.put(values.size() + 1, name);
        }
        Path table = options.path().resolve(TABLE);
        if (!values.isEmpty() || !Files.isRegularFile(table)) {
            return values;
        }
        Table rows = Table.read(table);
        int value = rows.head().indexOf("value");
        int name = rows.head().indexOf("name");
        if (value < 0 || name < 0 || rows.rows().isEmpty()) {
            throw new DiffusionException(
                    table + " names no values: it wants the columns value and name, and a row a value.");
        }
        for (Table.Row row : rows.rows()) {
            if (row.cell(name).isEmpty() || !row.cell(value).matches("[1-9]\\d{0,2}")) {
                throw new DiffusionException("Line " + row.line() + " of " + table
                        + " has no whole number from 1 to 254 and a name: " + String.join(", ", row.cells()) + ".");
            }
            values.put(Integer.parseInt(row.cell(value)), row.cell(name));
        }
        return values;
    }

    private static Map<String, Path> folders(Path root) {
        Map<String, Path> folders = new TreeMap<>();
        try (Stream<Path> list = Files.list(root)) {
            list.filter(Files::isDirectory)
                    .forEach(f -> folders.put(f.getFileName().toString(), f));
        } catch (IOException e) {
            throw new DiffusionException("The folder " + root + " cannot be listed: " + e.getMessage() + ".", e);
        }
        if (folders.isEmpty() && !pngs(root).isEmpty()) {
            throw new DiffusionException(
                    "The masks in " + root + " are label maps, whose values have no names; give them under names, or"
                            + " put the masks of each concept into a folder of its name.");
        }
        return folders;
    }

    /** The PNG files of a folder and of the folders in it, where {@code echelle sample} puts the pictures of what was asked for. */
    private static List<Path> pngs(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(f ->
                            f.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".png"))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new DiffusionException("The folder " + folder + " cannot be listed: " + e.getMessage() + ".", e);
        }
    }
}
