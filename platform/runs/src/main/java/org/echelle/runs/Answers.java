package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Concept;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.steering.experiment.Passes;
import org.echelle.steering.experiment.Readout;
import org.echelle.steering.experiment.Truth;
import org.echelle.torch.Nearest;

/**
 * The right answers to what a subject decides: whole-sample concepts joined to output columns.
 *
 * <p>By name where the subject names its outputs ({@code shape/circle}, or the part behind the last slash); else by what the subject
 * itself answers most on samples of a concept on the selection side; without concepts, the unedited subject's own decisions.
 */
final class Answers {
    private static final int MOST_LISTED = 12;

    private final Readout readout;
    private final String source;
    private final Map<Integer, int[]> right = new HashMap<>();

    private Answers(Readout readout, String source) {
        this.readout = readout;
        this.source = source;
    }

    /**
     * Joins.
     *
     * @param plain unedited outputs of selection samples
     * @param labels whole-sample labels by sample: concept index to value, -1 unknown
     */
    static Answers of(List<Concept> concepts, Map<Integer, float[]> labels, Passes plain, List<String> names) {
        int width = plain.bare()[0].length;
        Readout byName = Readout.of(names, width);
        int[] columns = names.isEmpty() ? empirical(concepts, labels, plain, byName) : byName(concepts, byName);
        if (Arrays.stream(columns).allMatch(c -> c < 0)) {
            return new Answers(
                    byName, "no concept of this run stands for an output: the unedited subject's own decisions");
        }
        Readout readout = names.isEmpty() ? named(concepts, columns, width) : byName;
        Answers answers = new Answers(
                readout,
                names.isEmpty()
                        ? "labels of the run's concepts, each joined to the output that the subject gives most on the"
                                + " selection side's samples of that concept"
                        : "labels of the run's concepts of the same names as the subject's outputs");
        labels.forEach((sample, values) -> {
            int[] known = new int[readout.groups()];
            Arrays.fill(known, -1);
            for (int c = 0; c < columns.length; c++) {
                if (columns[c] >= 0 && values[c] == 1) {
                    known[readout.groupOf()[columns[c]]] = columns[c];
                }
            }
            answers.right.put(sample, known);
        });
        return answers;
    }

    /** From right columns that are known already: {@code [group]} by sample. */
    static Answers of(Readout readout, String source, Map<Integer, int[]> right) {
        Answers answers = new Answers(readout, source);
        answers.right.putAll(right);
        return answers;
    }

    /** Whether a name is an output, by itself or in part. */
    boolean names(String target) {
        return readout.names().stream()
                .anyMatch(name -> name.equals(target) || name.endsWith("/" + target) || target.endsWith("/" + name));
    }

    private static int[] byName(List<Concept> concepts, Readout readout) {
        int[] columns = new int[concepts.size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = column(concepts.get(c), readout);
        }
        return columns;
    }

    private static int column(Concept concept, Readout readout) {
        if (concept.level() != Concept.Level.SAMPLE || concept.scale() != Concept.Scale.BOOLEAN) {
            return -1;
        }
        int whole = readout.names().indexOf(concept.id());
        if (whole >= 0) {
            return whole;
        }
        return readout.names().indexOf(concept.id().substring(concept.id().lastIndexOf('/') + 1));
    }

    /** The first group of concepts that has one for each column, one to one by the subject's own answers. */
    private static int[] empirical(
            List<Concept> concepts, Map<Integer, float[]> labels, Passes plain, Readout readout) {
        int[] columns = new int[concepts.size()];
        Arrays.fill(columns, -1);
        Map<String, List<Integer>> groups = new HashMap<>();
        for (int c = 0; c < columns.length; c++) {
            if (concepts.get(c).level() == Concept.Level.SAMPLE
                    && concepts.get(c).scale() == Concept.Scale.BOOLEAN) {
                groups.computeIfAbsent(concepts.get(c).group(), g -> new ArrayList<>())
                        .add(c);
            }
        }
        for (List<Integer> group : groups.values()) {
            if (group.size() != readout.names().size()) {
                continue;
            }
            Map<Integer, Integer> joined = new HashMap<>();
            for (int c : group) {
                joined.put(most(c, labels, plain, readout), c);
            }
            if (joined.size() == group.size() && !joined.containsKey(-1)) {
                joined.forEach((column, concept) -> columns[concept] = column);
                return columns;
            }
        }
        return columns;
    }

    private static int most(int concept, Map<Integer, float[]> labels, Passes plain, Readout readout) {
        int[] votes = new int[readout.names().size()];
        int all = 0;
        for (int i = 0; i < plain.samples().length; i++) {
            float[] values = labels.get(plain.samples()[i]);
            if (values != null && values[concept] == 1) {
                votes[readout.decided(plain.bare()[i], 0)]++;
                all++;
            }
        }
        int best = -1;
        for (int o = 0; o < votes.length; o++) {
            if (votes[o] > 0 && (best < 0 || votes[o] > votes[best])) {
                best = o;
            }
        }
        return all == 0 ? -1 : best;
    }

    private static Readout named(List<Concept> concepts, int[] columns, int width) {
        List<String> names = new ArrayList<>();
        for (int o = 0; o < width; o++) {
            names.add(String.valueOf(o));
        }
        for (int c = 0; c < columns.length; c++) {
            if (columns[c] >= 0) {
                String id = concepts.get(c).id();
                names.set(columns[c], id.substring(id.lastIndexOf('/') + 1));
            }
        }
        return Readout.of(names, width);
    }

    Readout readout() {
        return readout;
    }

    String source() {
        return source;
    }

    /** Takes the unedited decisions as the right answers for samples without labels of their own. */
    void decide(Passes plain) {
        if (!source.startsWith("no concept")) {
            return;
        }
        for (int i = 0; i < plain.samples().length; i++) {
            int[] decided = new int[readout.groups()];
            for (int g = 0; g < decided.length; g++) {
                decided[g] = readout.decided(plain.bare()[i], g);
            }
            right.put(plain.samples()[i], decided);
        }
    }

    /** The right column of a group of outputs, -1 where nobody knows. */
    int right(int sample, int group) {
        int[] known = right.get(sample);
        return known == null ? -1 : known[group];
    }

    Truth truth(int[] samples, SampleGroups groups) {
        Truth truth = new Truth(readout.groups());
        for (int sample : samples) {
            if (right.containsKey(sample)) {
                truth.put(sample, right.get(sample), groups.of(sample));
            }
        }
        return truth;
    }

    /** A column by output name, concept name or number. */
    int column(String target) {
        int exact = readout.names().indexOf(target);
        if (exact >= 0) {
            return exact;
        }
        List<Integer> ends = new ArrayList<>();
        for (int o = 0; o < readout.names().size(); o++) {
            String name = readout.names().get(o);
            if (name.endsWith("/" + target) || target.endsWith("/" + name)) {
                ends.add(o);
            }
        }
        if (ends.size() == 1) {
            return ends.get(0);
        }
        if (target.matches("[0-9]{1,6}")
                && Integer.parseInt(target) < readout.names().size()) {
            return Integer.parseInt(target);
        }
        throw unknown(target, readout);
    }

    /** An answer to a name that is none of the outputs. */
    static RunException unknown(String name, Readout readout) {
        return unknown(name, readout, List.of());
    }

    /**
     * The same where a concept would do as well.
     *
     * @param concepts their ids
     */
    static RunException unknown(String name, Readout readout, List<String> concepts) {
        List<String> known = new ArrayList<>(readout.names());
        known.addAll(concepts);
        List<String> outputs = readout.names();
        return new RunException("The subject has no output '" + name + "'"
                + (concepts.isEmpty() ? "" : ", and the run no concept of that id")
                + Nearest.question(name, known) + " It has "
                + String.join(", ", outputs.subList(0, Math.min(MOST_LISTED, outputs.size())))
                + (outputs.size() > MOST_LISTED ? " and " + (outputs.size() - MOST_LISTED) + " more" : "") + ".");
    }

    /** The whole-sample labels of samples, told while their codes go by. */
    static final class Labels implements LabelSink {
        private final OpenedDomain opened;
        private final org.echelle.api.HookPoint hook;
        private final Map<Integer, float[]> all = new HashMap<>();
        private float[] current;

        Labels(OpenedDomain opened, org.echelle.api.HookPoint hook) {
            this.opened = opened;
            this.hook = hook;
        }

        void read(int sample, int[][] coordinates) {
            current = new float[opened.concepts().size()];
            opened.annotate(sample, new SampleSites(hook, coordinates), this);
            all.put(sample, current);
        }

        Map<Integer, float[]> all() {
            return all;
        }

        @Override
        public void sample(int concept, float value) {
            current[concept] = value;
        }

        @Override
        public void site(int concept, int row, float value, int instance) {
            current[concept] = Math.max(current[concept], value);
        }

        @Override
        public void unknownSample(int concept) {
            current[concept] = -1;
        }

        @Override
        public void unknownSite(int concept, int row) {}
    }
}
