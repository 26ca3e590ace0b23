package org.echelle.diffusion.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.diffusion.DiffusionException;
import org.echelle.tables.Table;

/**
 * A folder of pictures and a table that says what each shows ({@code file_name,text}, as Hugging Face's image folders have it). A class
 * is a caption: pictures with the same text share one.
 */
final class CaptionedFolder implements PictureOrigin {
    private static final List<String> TABLES = List.of("metadata.csv", "captions.csv");

    private final int channels;
    private final List<Path> files = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final Map<String, Integer> captions = new LinkedHashMap<>();

    CaptionedFolder(CaptionOptions options) {
        channels = options.channels();
        Path folder = options.path();
        Path table = table(folder, options);
        Table rows = Table.read(table);
        List<String> header = rows.head();
        int fileAt = column(options.fileColumn(), "file-column", header, table);
        int textAt = column(options.textColumn(), "text-column", header, table);
        for (Table.Row row : rows.rows()) {
            if (row.cells().size() > header.size()) {
                throw new DiffusionException("Line " + row.line() + " of the table " + table + " has "
                        + row.cells().size() + " cells under " + header.size() + " columns: \""
                        + String.join("\", \"", row.cells()) + "\"; put captions with separators in them into quotes.");
            }
            add(folder, table, row.line(), row.cell(fileAt), row.cell(textAt));
        }
        if (files.isEmpty()) {
            throw new DiffusionException("The table " + table + " names no picture; give it a row a picture.");
        }
    }

    private static Path table(Path folder, CaptionOptions options) {
        List<String> names = options.table().map(name -> List.of(name)).orElse(TABLES);
        return names.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new DiffusionException("There is no table " + String.join(" or ", names) + " in "
                        + folder + "; it says what each picture shows, with columns " + options.fileColumn() + " and "
                        + options.textColumn() + "."));
    }

    private static int column(String name, String option, List<String> header, Path table) {
        int at = header.indexOf(name);
        if (at < 0) {
            throw new DiffusionException("The table " + table + " has no column '" + name + "'; it has "
                    + String.join(", ", header) + ". Name the right one as pictures." + option + ".");
        }
        return at;
    }

    private void add(Path folder, Path table, long line, String name, String text) {
        if (name.isEmpty() || text.isEmpty()) {
            throw new DiffusionException("Line " + line + " of the table " + table
                    + (name.isEmpty() ? " names no picture" : " says nothing of " + name)
                    + "; every line needs a file name and a text.");
        }
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new DiffusionException("Line " + line + " of the table " + table + " names the picture " + name
                    + ", but there is no file " + file + ".");
        }
        files.add(file);
        Integer known = captions.putIfAbsent(text, captions.size());
        labels.add(known == null ? captions.size() - 1 : known);
    }

    @Override
    public int count() {
        return files.size();
    }

    @Override
    public int channels() {
        return channels;
    }

    /** Every caption, once, in the order of the table. */
    @Override
    public List<String> classes() {
        return List.copyOf(captions.keySet());
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
