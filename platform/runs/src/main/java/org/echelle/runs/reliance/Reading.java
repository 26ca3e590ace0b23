package org.echelle.runs.reliance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.api.Sites;
import org.echelle.runs.ClassifiedRun;
import org.echelle.steering.DictionaryView;
import org.echelle.steering.GradCam;
import org.echelle.steering.SteeringException;
import org.echelle.steering.experiment.Passes;
import org.echelle.store.SparseRows;

/** Sends samples through the subject once and keeps of each what the questions need. */
final class Reading {
    private final ClassifiedRun run;
    private final DictionaryView view;
    private final int target;
    private final List<Concept> concepts;
    private final boolean sites; // whether some concept is one of sites, and rows have places
    private String withoutGradients = "";

    Reading(ClassifiedRun run, DictionaryView view, int target) {
        this.run = run;
        this.view = view;
        this.target = target;
        concepts = run.opened().concepts();
        sites = !run.hook().axes().isEmpty() && concepts.stream().anyMatch(c -> c.level() == Concept.Level.SITE);
    }

    /** Why there is no Grad-CAM; empty where there is one. */
    String withoutGradients() {
        return withoutGradients;
    }

    /**
     * Reads.
     *
     * @param maps how many samples with annotated sites keep their maps
     */
    List<Read> read(int[] samples, int maps, String what) {
        List<Read> all = new ArrayList<>();
        int[] kept = new int[1];
        run.inputs(samples, what).each(batch -> {
            for (Read read : batch(batch, maps - kept[0])) {
                kept[0] += read.map().isPresent() ? 1 : 0;
                all.add(read);
            }
        });
        return all;
    }

    private List<Read> batch(Passes.Batch batch, int maps) {
        HookPoint hook = run.hook();
        Sites where = run.opened().subject().sites(hook, batch.inputs());
        int n = batch.samples().length;
        List<float[]> logits = outputs(view.plain(batch.inputs()), n);
        float[] rows = view.rows();
        SparseRows codes = view.codes();
        List<Read> all = new ArrayList<>();
        for (int s = 0; s < n; s++) {
            int from = s * where.positions();
            int[] live = live(where, from);
            float[] mean = new float[view.features()];
            float[] most = new float[view.features()];
            float[] channels = new float[2 * hook.width()];
            for (int r : live) {
                for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                    mean[codes.feature()[e]] += codes.value()[e] / live.length;
                    most[codes.feature()[e]] = Math.max(most[codes.feature()[e]], codes.value()[e]);
                }
                for (int i = 0; i < hook.width(); i++) {
                    float v = rows[r * hook.width() + i];
                    channels[v >= 0 ? i : hook.width() + i] += Math.abs(v) / live.length;
                }
            }
            int[][] coordinates = new int[hook.axes().size()][live.length];
            for (int a = 0; a < coordinates.length; a++) {
                for (int r = 0; r < live.length; r++) {
                    coordinates[a][r] = where.coordinates()[a][live[r]];
                }
            }
            Labels labels = new Labels(live.length);
            run.opened().annotate(batch.samples()[s], new SampleSites(hook, coordinates), labels);
            Optional<Read.Map> map = Optional.empty();
            if (sites && maps > 0 && labels.annotated()) {
                float[] own = new float[live.length * hook.width()];
                for (int r = 0; r < live.length; r++) {
                    System.arraycopy(rows, live[r] * hook.width(), own, r * hook.width(), hook.width());
                }
                map = Optional.of(new Read.Map(
                        coordinates,
                        own,
                        some(codes, live),
                        labels.truth,
                        cam(batch.inputs(), s, rows, from, where, live)));
                maps--;
            }
            all.add(new Read(
                    batch.samples()[s],
                    run.group(batch.samples()[s]),
                    logits.get(s),
                    mean,
                    most,
                    channels,
                    labels.whole,
                    map));
        }
        return all;
    }

    private static int[] live(Sites where, int from) {
        return java.util.stream.IntStream.range(from, from + where.positions())
                .filter(r -> where.dropped() == null || !where.dropped()[r])
                .toArray();
    }

    private static SparseRows some(SparseRows codes, int[] rows) {
        int[] start = new int[rows.length + 1];
        for (int r = 0; r < rows.length; r++) {
            start[r + 1] = start[r] + codes.rowStart()[rows[r] + 1] - codes.rowStart()[rows[r]];
        }
        int[] feature = new int[start[rows.length]];
        float[] value = new float[feature.length];
        for (int r = 0; r < rows.length; r++) {
            int from = codes.rowStart()[rows[r]];
            System.arraycopy(codes.feature(), from, feature, start[r], start[r + 1] - start[r]);
            System.arraycopy(codes.value(), from, value, start[r], start[r + 1] - start[r]);
        }
        return new SparseRows(rows.length, start, feature, value);
    }

    private float[] cam(NDList inputs, int s, float[] rows, int from, Sites where, int[] live) {
        if (!withoutGradients.isEmpty()) {
            return new float[0];
        }
        int width = run.hook().width();
        float[] own = Arrays.copyOfRange(rows, from * width, (from + where.positions()) * width);
        try (NDManager scope = inputs.get(0).getManager().newSubManager()) {
            NDList one = new NDList();
            for (NDArray each : inputs) {
                NDArray mine = each.get(new NDIndex("{}:{}", s, s + 1)).duplicate();
                mine.attach(scope);
                one.add(mine);
            }
            float[] map = GradCam.of(run.opened().subject(), run.hook(), one, own, target);
            float[] kept = new float[live.length];
            for (int r = 0; r < live.length; r++) {
                kept[r] = map[live[r] - from];
            }
            return kept;
        } catch (SteeringException e) {
            withoutGradients = e.getMessage();
            return new float[0];
        }
    }

    /** The first output of each sample. Closes the outputs. */
    static List<float[]> outputs(NDList out, int n) {
        try (out) {
            float[] flat = out.get(0).toFloatArray();
            int width = flat.length / n;
            List<float[]> all = new ArrayList<>();
            for (int s = 0; s < n; s++) {
                all.add(Arrays.copyOfRange(flat, s * width, (s + 1) * width));
            }
            return all;
        }
    }

    /** What is said of one sample. */
    private final class Labels implements LabelSink {
        final float[] whole = new float[concepts.size()];
        final byte[][] truth = new byte[concepts.size()][];

        Labels(int rows) {
            for (int c = 0; c < whole.length; c++) {
                if (concepts.get(c).level() == Concept.Level.SITE) {
                    whole[c] = Float.NaN;
                    truth[c] = new byte[rows];
                }
            }
        }

        boolean annotated() {
            for (byte[] places : truth) {
                if (places != null) {
                    for (byte place : places) {
                        if (place == 1) {
                            return true;
                        }
                    }
                }
            }
            return false;
        }

        @Override
        public void sample(int concept, float value) {
            whole[concept] = value;
        }

        @Override
        public void site(int concept, int row, float value, int instance) {
            if (value >= run.opened().config().score().gradedCut()) {
                truth[concept][row] = 1;
            }
        }

        @Override
        public void unknownSample(int concept) {
            whole[concept] = Float.NaN;
        }

        @Override
        public void unknownSite(int concept, int row) {
            truth[concept][row] = -1;
        }
    }
}
