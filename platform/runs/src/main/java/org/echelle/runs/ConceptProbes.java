package org.echelle.runs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.probing.LogisticProbe;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.steering.experiment.Readout;

/**
 * Concepts that are no output of the subject, read from its last hook point by linear probes that were fitted on the selection side.
 * The target comes first; beside it stand the concepts whose probes tell the side effects.
 *
 * <p>A concept of sites counts as present in a sample when any of its rows carries it, a graded one from one half.
 */
final class ConceptProbes {
    private static final int BESIDE = 11;
    private static final int LEAST = 10;

    private final RunView run;
    private final HookPoint read;
    private final List<Integer> concepts;
    private final Map<Integer, float[]> labels;
    private final List<Concept> known;

    private ConceptProbes(RunView run, HookPoint read, List<Integer> concepts, Map<Integer, float[]> labels) {
        this.run = run;
        this.read = read;
        this.concepts = concepts;
        this.labels = labels;
        this.known = run.opened().concepts();
    }

    /**
     * Probes for a target that is a concept of the run.
     *
     * @param labels by sample: concept index to value, -1 unknown
     * @return empty where the run has no such concept
     */
    static Optional<ConceptProbes> of(RunView run, String target, Map<Integer, float[]> labels, int[] selection) {
        List<Concept> known = run.opened().concepts();
        int asked = -1;
        for (int c = 0; c < known.size(); c++) {
            asked = known.get(c).id().equals(target) ? c : asked;
        }
        if (asked < 0) {
            return Optional.empty();
        }
        List<HookPoint> hooks = run.opened().subject().hookPoints();
        List<Integer> concepts = new ArrayList<>(List.of(asked));
        requireBoth(known.get(asked), asked, labels, selection);
        for (int c = 0; c < known.size() && concepts.size() <= BESIDE; c++) {
            if (c != asked && known.get(c).level() == known.get(asked).level() && enough(c, labels, selection)) {
                concepts.add(c);
            }
        }
        return Optional.of(new ConceptProbes(run, hooks.get(hooks.size() - 1), concepts, labels));
    }

    private static int count(int concept, boolean with, Map<Integer, float[]> labels, int[] samples) {
        int n = 0;
        for (int sample : samples) {
            float[] values = labels.get(sample);
            n += values != null && values[concept] >= 0 && (values[concept] >= 0.5) == with ? 1 : 0;
        }
        return n;
    }

    private static boolean enough(int concept, Map<Integer, float[]> labels, int[] samples) {
        return count(concept, true, labels, samples) >= LEAST && count(concept, false, labels, samples) >= LEAST;
    }

    private static void requireBoth(Concept concept, int index, Map<Integer, float[]> labels, int[] samples) {
        int with = count(index, true, labels, samples);
        int without = count(index, false, labels, samples);
        if (with < LEAST || without < LEAST) {
            throw new RunException(
                    "The concept " + concept.id() + " is in " + with + " samples of the selection side and" + " not in "
                            + without + "; a probe for it needs " + LEAST + " of each.");
        }
    }

    /** The subject with its own probes in place of its outputs. */
    Subject asked(Subject subject, int[] selection) {
        List<double[]> rows = new ArrayList<>();
        List<Integer> samples = new ArrayList<>();
        run.inputs(subject, selection, "rows for probes").each(batch -> {
            double[][] means = ProbedSubject.meanRows(subject, read, batch.inputs(), org.echelle.api.Tap.NONE);
            for (int i = 0; i < means.length; i++) {
                rows.add(means[i]);
                samples.add(batch.samples()[i]);
            }
        });
        List<LogisticProbe> probes = new ArrayList<>();
        for (int concept : concepts) {
            run.progress().check();
            List<double[]> x = new ArrayList<>();
            List<Boolean> y = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                float[] values = labels.get(samples.get(i));
                if (values != null && values[concept] >= 0) {
                    x.add(rows.get(i));
                    y.add(values[concept] >= 0.5);
                }
            }
            boolean[] flags = new boolean[y.size()];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = y.get(i);
            }
            probes.add(LogisticProbe.fit(x.toArray(double[][]::new), flags));
        }
        return new ProbedSubject(subject, read, probes);
    }

    /** What is right for whom: a group of two columns, presence and absence, for each concept. */
    Answers answers(HookPoint edited) {
        List<String> names = new ArrayList<>();
        int[] groupOf = new int[2 * concepts.size()];
        for (int c = 0; c < concepts.size(); c++) {
            names.add(known.get(concepts.get(c)).id());
            names.add("without " + known.get(concepts.get(c)).id());
            groupOf[2 * c] = c;
            groupOf[2 * c + 1] = c;
        }
        Map<Integer, int[]> right = new HashMap<>();
        labels.forEach((sample, values) -> {
            int[] columns = new int[concepts.size()];
            for (int c = 0; c < columns.length; c++) {
                float value = values[concepts.get(c)];
                columns[c] = value < 0 ? -1 : value >= 0.5 ? 2 * c : 2 * c + 1;
            }
            right.put(sample, columns);
        });
        String where = read.name().equals(edited.name())
                ? ", where the edit itself is made: this tells what the edit erases, not what the subject makes of it"
                : ", behind the edit";
        return Answers.of(
                new Readout(names, groupOf, concepts.size()),
                "labels of the run's concepts; what the subject knows of them is read by linear probes on a sample's mean"
                        + " row at " + read.name() + where + ", fitted on the selection side",
                right);
    }
}
