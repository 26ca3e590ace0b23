package org.echelle.runs;

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
import org.echelle.api.Tap;

/**
 * What the judge sees in the picture that a sample becomes: its most likely class, of each group that it is asked for. Samples are made and judged in batches when they are
 * first asked for.
 */
final class JudgeConcepts implements ConceptSource {
    private final JudgedSubject judged;
    private final SampleSource samples;
    private final NDManager manager;
    private final int batch;
    private final int[][] seen; // [sample][group], the number of a concept

    /**
     * @param batch samples in one pass
     */
    JudgeConcepts(JudgedSubject judged, SampleSource samples, NDManager manager, int batch) {
        this.judged = judged;
        this.samples = samples;
        this.manager = manager;
        this.batch = batch;
        seen = new int[samples.size()][];
    }

    @Override
    public List<Concept> concepts() {
        List<Concept> all = new ArrayList<>();
        for (JudgedGroup group : judged.groups()) {
            for (int c = 0; c < group.classes().size(); c++) {
                all.add(new Concept(
                        group.concept(c),
                        "judged " + group.classes().get(c),
                        group.name().isEmpty() ? "judge" : "judge/" + group.name(),
                        Concept.Level.SAMPLE,
                        Concept.Scale.BOOLEAN,
                        "the judge's most likely class of the picture"));
            }
        }
        return all;
    }

    @Override
    public synchronized void annotate(int sample, SampleSites sites, LabelSink sink) {
        if (seen[sample] == null) {
            judge(sample);
        }
        for (int concept : seen[sample]) {
            sink.sample(concept, 1);
        }
    }

    private void judge(int first) {
        List<Sample> wanted = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = first; i < samples.size() && wanted.size() < batch; i++) {
            if (seen[i] == null) {
                wanted.add(samples.load(i));
                at.add(i);
            }
        }
        try (NDManager scope = manager.newSubManager()) {
            NDList inputs = judged.prepare(wanted, scope);
            NDList told = judged.forward(inputs, Tap.NONE);
            int before = 0; // concepts of the groups before
            for (int i : at) {
                seen[i] = new int[judged.groups().size()];
            }
            for (int g = 0; g < judged.groups().size(); g++) {
                long[] best = told.get(judged.output(g)).argMax(1).toLongArray();
                for (int i = 0; i < best.length; i++) {
                    seen[at.get(i)][g] = before + (int) best[i];
                }
                before += judged.groups().get(g).classes().size();
            }
        }
    }
}
