package org.echelle.nn.conformance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.torch.Checksums;

/** Three strips of 3, 4 and 5 numbers, and what is known of them. */
final class ToyStrips {
    /** A strip. */
    record Strip(String id, float[] numbers) implements Sample {}

    private ToyStrips() {}

    /** The strips. */
    record Source(int size) implements SampleSource {
        @Override
        public String id(int index) {
            return "strip-" + index;
        }

        @Override
        public String fingerprint() {
            return Checksums.sha256("strips".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Strip load(int index) {
            float[] numbers = new float[3 + index];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (i + 1) * (index % 2 == 0 ? 0.3f : -0.7f);
            }
            return new Strip(id(index), numbers);
        }
    }

    /** Whether a strip is long, and how far along it a row lies. */
    static final class Labels implements ConceptSource {
        private final Fault fault;
        private float drawn;

        Labels(Fault fault) {
            this.fault = fault;
        }

        @Override
        public List<Concept> concepts() {
            String id = fault == Fault.CONCEPT_TWICE ? "rise" : "long";
            return List.of(
                    new Concept(id, "long", id, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "toy"),
                    new Concept("rise", "rise", "rise", Concept.Level.SITE, Concept.Scale.GRADED, "toy"));
        }

        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            sink.sample(0, fault == Fault.BOOLEAN_DEGREE ? 0.5f : sample > 0 ? 1 : 0);
            if (sites.hook().axes().isEmpty()) {
                return;
            }
            drawn = fault == Fault.RANDOM_LABELS ? (float) Math.random() : 0;
            for (int row = 0; row < sites.rows(); row++) {
                float along = sites.along("position")[row] / (float) ToySubject.LONGEST;
                sink.site(1, row, fault == Fault.TOO_LARGE ? 2 : Math.max(drawn, along), 0);
            }
            switch (fault) {
                case ROW_OUTSIDE -> sink.site(1, sites.rows(), 1, 0);
                case OTHER_LEVEL -> sink.site(0, 0, 1, 0);
                case NO_CONCEPT -> sink.sample(2, 1);
                default -> sink.unknownSite(1, 0);
            }
        }
    }
}
