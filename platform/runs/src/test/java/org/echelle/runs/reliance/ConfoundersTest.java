package org.echelle.runs.reliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;

/** A marker burnt into nine of ten samples with the finding and one of ten without: who follows which is known. */
class ConfoundersTest {
    private static final int MARKER_FEATURE = 0;
    private static final int FINDING_FEATURE = 1;
    private static final int NOISE_FEATURE = 2;
    private static final List<Concept> CONCEPTS = List.of(concept("finding/ill"), concept("acquisition/marker"));

    private static Concept concept(String id) {
        return new Concept(id, id, id, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "made");
    }

    /** @param share of samples with the finding that have the marker; of the others one less this share */
    private static List<Read> side(long seed, int n, double share) {
        Random random = new Random(seed);
        List<Read> reads = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean ill = random.nextInt(2) == 1;
            boolean marked = random.nextDouble() < (ill ? share : 1 - share);
            float[] most = {
                (float) ((marked ? 2 : 0) + random.nextGaussian()),
                (float) ((ill ? 2 : 0) + random.nextGaussian()),
                (float) random.nextGaussian()
            };
            float[] logits = {0, most[MARKER_FEATURE] + most[FINDING_FEATURE]};
            float[] labels = {ill ? 1 : 0, marked ? 1 : 0};
            reads.add(new Read(
                    i, "patient " + seed + " " + i / 2, logits, most, most, new float[2], labels, Optional.empty()));
        }
        return reads;
    }

    private static Map<Integer, Findings.Confounded> ask(double share) {
        Confounders confounders = new Confounders(CONCEPTS, 0, List.of(1), new GroupBootstrap(300, 0.95, 7));
        List<Findings.Confounded> found = confounders.ask(
                side(1, 400, share),
                side(2, 400, share),
                new TreeSet<>(List.of(MARKER_FEATURE, FINDING_FEATURE, NOISE_FEATURE)),
                3,
                Map.of(),
                r -> r.logits()[1]);
        Map<Integer, Findings.Confounded> byFeature = new java.util.TreeMap<>();
        found.forEach(f -> byFeature.put(f.feature(), f));
        return byFeature;
    }

    @Test
    void thePlantedMarkersFeatureIsNamedAndTheFindingsIsNot() {
        Map<Integer, Findings.Confounded> found = ask(0.9);
        Findings.Confounded marker = found.get(MARKER_FEATURE);
        assertThat(marker.confounder()).isEqualTo("acquisition/marker");
        assertThat(marker.confounded()).isTrue();
        // P(N(2,1) > N(0,1)) = Phi(sqrt 2) = 0.921 within strata, and chance for the finding
        assertThat(marker.ofConfounder().interval().holds(0.921)).isTrue();
        assertThat(marker.ofFinding().interval().holds(0.5)).isTrue();
        assertThat(found.get(FINDING_FEATURE).confounded()).isFalse();
        assertThat(found.get(NOISE_FEATURE).confounded()).isFalse();
    }

    @Test
    void aMarkerThatAlwaysGoesWithTheFindingCannotBeToldFromItAndIsSaidSo() {
        Map<Integer, Findings.Confounded> found = ask(1);
        assertThat(found).containsOnlyKeys(-1);
        assertThat(found.get(-1).difference().defined()).isFalse();
        assertThat(found.get(-1).difference().because()).contains("cannot tell them apart");
    }

    @Test
    void confoundersAreKnownByTheBeginningOfTheirNames() {
        assertThat(Confounders.named(CONCEPTS, List.of("acquisition/"))).containsExactly(1);
        assertThat(Confounders.named(CONCEPTS, List.of("finding"))).containsExactly(0);
        assertThat(Confounders.named(CONCEPTS, List.of("scanner"))).isEmpty();
    }
}
