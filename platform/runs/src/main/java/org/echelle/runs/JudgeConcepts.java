package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.api.Tap;

/**
 * What the judge sees in the picture that a sample becomes: its most likely class. Samples are made and judged in batches when they are
 * first asked for.
 */
final class JudgeConcepts implements ConceptSource {
    private final Subject judged;
    private final SampleSource samples;
    private final NDManager manager;
    private final int batch;
    private final int[] seen;

    /**
     * @param judged its first output are the judge's logits
     * @param batch samples in one pass
     */
    JudgeConcepts(Subject judged, SampleSource samples, NDManager manager, int batch) {
        this.judged = judged;
        this.samples = samples;
        this.manager = manager;
        this.batch = batch;
        seen = new int[samples.size()];
        java.util.Arrays.fill(seen, -1);
    }

    @Override
    public List<Concept> concepts() {
        return judged.outputNames().stream()
                .map(name -> new Concept(
                        "judge/" + name,
                        "judged " + name,
                        "judge",
                        Concept.Level.SAMPLE,
                        Concept.Scale.BOOLEAN,
                        "the judge's most likely class of the picture"))
                .toList();
    }

    @Override
    public synchronized void annotate(int sample, SampleSites sites, LabelSink sink) {
        if (seen[sample] < 0) {
            judge(sample);
        }
        sink.sample(seen[sample], 1);
    }

    private void judge(int first) {
        List<Sample> wanted = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = first; i < samples.size() && wanted.size() < batch; i++) {
            if (seen[i] < 0) {
                wanted.add(samples.load(i));
                at.add(i);
            }
        }
        try (NDManager scope = manager.newSubManager()) {
            NDList inputs = judged.prepare(wanted, scope);
            NDArray logits = judged.forward(inputs, Tap.NONE).get(0);
            long[] best = logits.argMax(1).toLongArray();
            for (int i = 0; i < best.length; i++) {
                seen[at.get(i)] = (int) best[i];
            }
        }
    }
}
