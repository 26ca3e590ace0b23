package org.echelle.runs.pictures;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.echelle.api.BadSampleException;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.Progress;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleView;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunException;
import org.echelle.torch.AtomicFiles;

/**
 * A config's samples as PNG files, the way its domain draws them, and a table of what its concepts know of each as a whole: a column a
 * group of concepts, and a caption made of them. So pictures of one domain become what another one learns from.
 *
 * <p>The table is {@value #TABLE} with a column {@code file_name}, as Hugging Face's image folders have it.
 */
public final class DrawnPictures {
    /** The table. */
    public static final String TABLE = "metadata.csv";

    private static final int TOLD_EVERY = 1000;

    private final OpenedDomain opened;
    private final List<Concept> concepts;
    private final List<String> groups;
    private final SampleView view;

    /** @param opened with samples and concepts */
    public DrawnPictures(OpenedDomain opened) {
        this.opened = opened;
        concepts = opened.concepts();
        groups = concepts.stream()
                .filter(DrawnPictures::ofWholes)
                .map(Concept::group)
                .distinct()
                .toList();
        view = opened.view();
    }

    private static boolean ofWholes(Concept concept) {
        return concept.level() == Concept.Level.SAMPLE && concept.scale() == Concept.Scale.BOOLEAN;
    }

    /**
     * Writes pictures in the order of the samples.
     *
     * @param where values that are wanted, by group of concepts; a picture needs one of each
     * @param texts captions with groups in braces, such as {@code a {colour} {shape}}, used in turn; none for a table without
     * @param most pictures
     * @param out new or empty folder
     * @return number of pictures
     * @throws RunException when a group or value is unknown, nothing fits, or samples are not drawn as pictures
     */
    public int write(Map<String, List<String>> where, List<Caption> texts, int most, Path out, Progress progress) {
        check(where, texts);
        List<List<String>> rows = new ArrayList<>();
        try (WholeFolder folder = new WholeFolder(out)) {
            int samples = opened.samples().size();
            progress.begin("draw", samples, "samples");
            for (int i = 0; i < samples && rows.size() < most; i++) {
                if (i % TOLD_EVERY == 0) {
                    progress.check();
                    progress.advance(i, rows.size() + " pictures");
                }
                try {
                    Map<String, List<String>> known = known(i);
                    if (wanted(known, where, texts)) {
                        String file = String.format("%06d.png", rows.size());
                        AtomicFiles.write(folder.path().resolve(file), picture(i));
                        rows.add(row(file, rows.size(), i, known, texts));
                    }
                } catch (BadSampleException e) {
                    progress.note(e.getMessage());
                }
            }
            if (rows.isEmpty()) {
                throw new RunException(
                        "None of the " + samples + " samples fits; ask for less with --where, or for more samples.");
            }
            AtomicFiles.write(folder.path().resolve(TABLE), table(rows, texts).getBytes(StandardCharsets.UTF_8));
            folder.finish();
        }
        return rows.size();
    }

    private void check(Map<String, List<String>> where, List<Caption> texts) {
        Stream.concat(where.keySet().stream(), texts.stream().flatMap(t -> t.groups().stream()))
                .filter(group -> !groups.contains(group))
                .findFirst()
                .ifPresent(group -> {
                    throw new RunException("The config's concepts know no '" + group + "' of a whole sample; "
                            + (groups.isEmpty()
                                    ? "they know nothing of whole samples. Add some under 'concepts'."
                                    : "they know " + String.join(", ", groups) + "."));
                });
        where.forEach((group, values) -> {
            List<String> terms = terms(group);
            for (String value : values) {
                if (!terms.contains(value)) {
                    throw new RunException(
                            "There is no " + group + " '" + value + "'; there are " + String.join(", ", terms) + ".");
                }
            }
        });
    }

    private List<String> terms(String group) {
        return concepts.stream()
                .filter(c -> ofWholes(c) && c.group().equals(group))
                .map(Concept::name)
                .toList();
    }

    /** The values that a sample has, by group. */
    private Map<String, List<String>> known(int sample) {
        HookPoint hook = opened.subject().hookPoints().get(0);
        Map<String, List<String>> known = new LinkedHashMap<>();
        // no sites are shown, so that only whole samples are told of
        opened.annotate(sample, new SampleSites(hook, new int[hook.axes().size()][0]), new LabelSink() {
            @Override
            public void sample(int concept, float value) {
                Concept of = concepts.get(concept);
                if (ofWholes(of) && value >= 1) {
                    known.computeIfAbsent(of.group(), group -> new ArrayList<>())
                            .add(of.name());
                }
            }

            @Override
            public void site(int concept, int row, float value, int instance) {}

            @Override
            public void unknownSample(int concept) {}

            @Override
            public void unknownSite(int concept, int row) {}
        });
        return known;
    }

    private static boolean wanted(
            Map<String, List<String>> known, Map<String, List<String>> where, List<Caption> texts) {
        return where.entrySet().stream()
                        .noneMatch(w -> Collections.disjoint(w.getValue(), known.getOrDefault(w.getKey(), List.of())))
                && texts.stream().allMatch(t -> known.keySet().containsAll(t.groups()));
    }

    /** The first PNG file that the domain's view shows of a sample. */
    private byte[] picture(int sample) {
        List<byte[]> shown = new ArrayList<>();
        view.draw(opened.samples().load(sample), (extension, content) -> {
            if (extension.equals("png")) {
                shown.add(content);
            }
            return "";
        });
        if (shown.isEmpty()) {
            throw new RunException("The domain " + opened.domain().name()
                    + " does not show its samples as pictures, so there is nothing to write.");
        }
        return shown.get(0);
    }

    private List<String> row(
            String file, int number, int sample, Map<String, List<String>> known, List<Caption> texts) {
        List<String> row = new ArrayList<>(List.of(file));
        if (!texts.isEmpty()) {
            row.add(texts.get(number % texts.size()).of(known));
        }
        row.add(opened.samples().id(sample));
        groups.forEach(group -> row.add(String.join(", ", known.getOrDefault(group, List.of()))));
        return row;
    }

    private String table(List<List<String>> rows, List<Caption> texts) {
        List<String> header = new ArrayList<>(List.of("file_name"));
        if (!texts.isEmpty()) {
            header.add("text");
        }
        header.add("sample");
        header.addAll(groups);
        return Stream.concat(Stream.of(header), rows.stream())
                .map(row -> row.stream().map(DrawnPictures::cell).collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining());
    }

    /** As RFC 4180 has it. */
    private static String cell(String text) {
        return text.matches("(?s).*[\",\r\n;\t].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
