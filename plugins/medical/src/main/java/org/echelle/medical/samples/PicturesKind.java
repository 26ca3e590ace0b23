package org.echelle.medical.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.medical.MedicalException;
import org.echelle.tables.Table;

/** Films as picture files: one, or a folder tree. */
public final class PicturesKind implements SampleKind<PicturesOptions> {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif");

    @Override
    public String name() {
        return "pictures";
    }

    @Override
    public String description() {
        return "PNG and JPEG films: a file or a folder, with a table or a pattern that says whose each one is.";
    }

    @Override
    public Class<PicturesOptions> options() {
        return PicturesOptions.class;
    }

    @Override
    public SampleSource open(PicturesOptions options, OpenContext context) {
        Path path = options.path();
        if (options.salt().isBlank()) {
            throw new MedicalException("The samples' salt must not be empty.");
        }
        if (!Files.exists(path)) {
            throw new MedicalException("There is no file or folder " + path + "; samples.path must name films.");
        }
        Path root = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        List<String> all = Files.isDirectory(path) ? list(path, options.only()) : List.of(path.getFileName() + "");
        int[] chosen = Spread.over(all.size(), options.limit());
        List<String> names = java.util.Arrays.stream(chosen).mapToObj(all::get).toList();
        return new PicturesSource(root, names, patients(options, names, context.progress()));
    }

    private static List<String> list(Path root, Optional<String> only) {
        Pattern wanted = pattern(only.orElse(".*"), "only");
        List<String> names;
        try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            names = walk.filter(Files::isRegularFile)
                    .map(f -> root.relativize(f).toString().replace('\\', '/'))
                    .filter(PicturesKind::isPicture)
                    .filter(n -> wanted.matcher(n).matches())
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new MedicalException(
                    "The folder " + root + " cannot be listed: " + e.getMessage() + ". Check its permissions.", e);
        }
        if (names.isEmpty()) {
            throw new MedicalException("There are no films in the folder " + root
                    + " and its subfolders; looked for .png, .jpg, .bmp and .gif files that are not hidden"
                    + only.map(o -> " and match " + o).orElse("") + ".");
        }
        return names;
    }

    private static Pattern pattern(String text, String option) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new MedicalException(
                    "The samples' " + option + " is \"" + text + "\", which is no regular expression: "
                            + e.getDescription() + ".",
                    e);
        }
    }

    private static boolean isPicture(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        return !last.startsWith(".")
                && !name.startsWith("__MACOSX")
                && dot > 0
                && ENDINGS.contains(last.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Key of the patient by name of the film; an empty map when nothing is known. */
    private static Map<String, String> patients(PicturesOptions options, List<String> names, Progress progress) {
        Map<String, String> keys = new HashMap<>();
        if (options.patientFrom().isPresent()) {
            Pattern pattern = pattern(options.patientFrom().get(), "patient-from");
            if (pattern.matcher("").groupCount() < 1) {
                throw new MedicalException("The samples' patient-from \"" + pattern
                        + "\" has no group: put parentheses around the part that is the patient.");
            }
            for (String name : names) {
                Matcher m = pattern.matcher(name);
                if (m.find() && m.group(1) != null) {
                    keys.put(name, Patients.key(m.group(1), options.salt()));
                }
            }
        } else if (options.patients().isPresent()) {
            read(options, names, keys);
        } else {
            return keys;
        }
        if (keys.isEmpty()) {
            throw new MedicalException("No film was given a patient by "
                    + (options.patients().isPresent()
                            ? options.patients().get()
                            : options.patientFrom().get())
                    + "; films are called like \"" + names.get(0) + "\".");
        }
        if (keys.size() < names.size()) {
            progress.note((names.size() - keys.size()) + " of " + names.size()
                    + " films have no patient; each of them counts as a patient of its own.");
        }
        return keys;
    }

    private static void read(PicturesOptions options, List<String> names, Map<String, String> keys) {
        Path file = options.patients().get();
        Table table = Table.read(file);
        int patient = table.head().indexOf(options.patientColumn());
        if (patient < 0) {
            throw new MedicalException("The table " + file + " has no column " + options.patientColumn()
                    + " (samples.patient-column); it has " + String.join(", ", table.head()) + ".");
        }
        FilmNames films = new FilmNames(names);
        int id = films.column(table, options.idColumn(), file);
        for (Table.Row row : table.rows()) {
            int at = films.find(row.cell(id));
            if (at < 0 || row.cell(patient).isBlank()) {
                continue;
            }
            String key = Patients.key(row.cell(patient), options.salt());
            String before = keys.put(names.get(at), key);
            if (before != null && !before.equals(key)) {
                throw new MedicalException("The table " + file + " gives the film " + names.get(at)
                        + " to two patients (line " + row.line() + "); keep one.");
            }
        }
    }
}
