package org.echelle.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.junit.jupiter.api.Test;

class WholeLabelsTest {
    private static Concept concept(String name) {
        return new Concept(name, name, "kind", Concept.Level.SAMPLE, Concept.Scale.GRADED, "a test");
    }

    @Test
    void whatIsThereIsToldWhatIsAbsentIsNotAndWhatNobodyKnowsIsUnknown() {
        float[][] values = {{1, 0, Float.NaN}, {0.25f, Float.NaN, 0}};
        WholeLabels labels = new WholeLabels(List.of(concept("a"), concept("b")), values);
        SampleSites sites =
                new SampleSites(new HookPoint("h", 1, HookPoint.Layout.WIDTH_LAST, List.of(), ""), new int[0][]);
        List<String> told = new ArrayList<>();
        LabelSink sink = new LabelSink() {
            @Override
            public void sample(int concept, float value) {
                told.add(concept + "=" + value);
            }

            @Override
            public void site(int concept, int row, float value, int instance) {
                told.add("site");
            }

            @Override
            public void unknownSample(int concept) {
                told.add(concept + "?");
            }

            @Override
            public void unknownSite(int concept, int row) {
                told.add("site?");
            }
        };
        List<List<String>> all = new ArrayList<>();
        for (int sample = 0; sample < 3; sample++) {
            labels.annotate(sample, sites, sink);
            all.add(List.copyOf(told));
            told.clear();
        }

        assertThat(all).containsExactly(List.of("0=1.0", "1=0.25"), List.of("1?"), List.of("0?"));
    }
}
