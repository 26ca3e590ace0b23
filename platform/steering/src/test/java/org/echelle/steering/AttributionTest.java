package org.echelle.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.echelle.sae.Dictionary;
import org.echelle.testkit.ReusedMemory;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients by the engine against finite differences of the same network in plain arrays of doubles. */
class AttributionTest {
    private static final double STEP = 1e-6;
    private static NDManager manager;
    private final PlainDictionary plain = new PlainDictionary(10);
    private final float[] x = TinySubject.random(TinySubject.POSITIONS * TinySubject.WIDTH, 77);

    @BeforeAll
    static void open() {
        manager = Torch.newManager(Torch.device("cpu"));
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private NDList inputs(NDManager scope) {
        return new NDList(scope.create(x, new Shape(1, TinySubject.POSITIONS, TinySubject.WIDTH)));
    }

    /** {@code h} of the sample with each row's feature j grown by an amount times its activation. */
    private double[][] grown(TinySubject subject, int feature, double amount) {
        double[][] h = subject.h(x, 0);
        for (double[] row : h) {
            double z = plain.encode(row)[feature];
            for (int i = 0; i < row.length; i++) {
                row[i] += amount * z * plain.decoder[feature * row.length + i];
            }
        }
        return h;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientTimesActivationIsTheSlopeOfGrowingAFeature(boolean widthSecond) {
        try (TinySubject subject = new TinySubject(manager, widthSecond, 1);
                Dictionary dictionary = plain.open(manager);
                NDManager scope = manager.newSubManager()) {
            for (int output = 0; output < TinySubject.OUTPUTS; output++) {
                double[] found = Attribution.at(subject, "h", dictionary)
                        .gradientTimesActivation(inputs(scope), output)
                        .features();
                for (int j = 0; j < PlainDictionary.N; j++) {
                    double slope = (subject.outputs(grown(subject, j, STEP))[output]
                                    - subject.outputs(grown(subject, j, -STEP))[output])
                            / (2 * STEP);
                    assertThat(found[j]).isCloseTo(slope, within(1e-4));
                }
            }
        }
    }

    @Test
    void integratedGradientsAddUpToTheWholeChange() {
        try (TinySubject subject = new TinySubject(manager, false, 1);
                Dictionary dictionary = plain.open(manager);
                NDManager scope = manager.newSubManager()) {
            Attribution.Contributions found =
                    Attribution.at(subject, "h", dictionary).integratedGradients(inputs(scope), 1, 2000);
            double[][] off = subject.h(x, 0);
            for (double[] row : off) {
                double[] z = plain.encode(row);
                for (int j = 0; j < z.length; j++) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] -= z[j] * plain.decoder[j * row.length + i];
                    }
                }
            }
            assertThat(found.output()).isCloseTo(subject.outputs(subject.h(x, 0))[1], within(1e-5));
            assertThat(found.baseline()).isCloseTo(subject.outputs(off)[1], within(1e-5));
            assertThat(found.sum()).isCloseTo(found.output() - found.baseline(), within(2e-3));
        }
    }

    @Test
    void edgesAreTheSlopesOfTheLaterFeaturesPreActivations() {
        PlainDictionary later = new PlainDictionary(40);
        try (TinySubject subject = new TinySubject(manager, true, 1);
                Dictionary early = plain.open(manager);
                Dictionary late = later.open(manager);
                NDManager scope = manager.newSubManager()) {
            FeatureGraph graph = FeatureGraph.of(
                    Attribution.at(subject, "h", early),
                    Attribution.at(subject, "g", late),
                    HostTensor.ofFloats(later.encoder, PlainDictionary.N, TinySubject.WIDTH),
                    inputs(scope),
                    0,
                    PlainDictionary.N);
            assertThat(graph.sources()).isNotEmpty();
            assertThat(graph.targets()).isNotEmpty();
            for (int i = 0; i < graph.sources().length; i++) {
                for (int k = 0; k < graph.targets().length; k++) {
                    int j = graph.sources()[i];
                    int target = graph.targets()[k];
                    double slope = (preActivation(subject, later, grown(subject, j, STEP), target)
                                    - preActivation(subject, later, grown(subject, j, -STEP), target))
                            / (2 * STEP);
                    assertThat(graph.edges()[i][k]).isCloseTo(slope, within(1e-3));
                }
            }
        }
    }

    @Test
    void javasCollectorChangesNoGradient() {
        PlainDictionary later = new PlainDictionary(40);
        try (TinySubject subject = new TinySubject(manager, true, 1);
                Dictionary early = plain.open(manager);
                Dictionary late = later.open(manager);
                NDManager scope = manager.newSubManager()) {
            Attribution at = Attribution.at(subject, "h", early);
            double[][] edges = edges(at, Attribution.at(subject, "g", late), later, scope);
            double[] features = at.integratedGradients(inputs(scope), 0, 4).features();
            subject.afterwards(ReusedMemory::now);
            for (int i = 0; i < 3; i++) {
                assertThat(edges(at, Attribution.at(subject, "g", late), later, scope))
                        .isDeepEqualTo(edges);
            }
            assertThat(at.integratedGradients(inputs(scope), 0, 4).features()).containsExactly(features);
        }
    }

    private double[][] edges(Attribution early, Attribution late, PlainDictionary later, NDManager scope) {
        HostTensor encoder = HostTensor.ofFloats(later.encoder, PlainDictionary.N, TinySubject.WIDTH);
        return FeatureGraph.of(early, late, encoder, inputs(scope), 0, PlainDictionary.N)
                .edges();
    }

    /** Summed over the rows on which the feature fires without any change. */
    private double preActivation(TinySubject subject, PlainDictionary later, double[][] h, int feature) {
        double[][] bare = subject.h(x, 0);
        double sum = 0;
        for (int p = 0; p < h.length; p++) {
            if (later.encode(g(subject, bare[p]))[feature] > 0) {
                double[] g = g(subject, h[p]);
                for (int i = 0; i < g.length; i++) {
                    sum += g[i] * later.encoder[feature * g.length + i];
                }
            }
        }
        return sum;
    }

    private static double[] g(TinySubject subject, double[] h) {
        double[] g = new double[h.length];
        for (int j = 0; j < g.length; j++) {
            for (int i = 0; i < h.length; i++) {
                g[j] += Math.max(0, h[i]) * subject.b[i * h.length + j];
            }
        }
        return g;
    }

    @Test
    void theCollectorIsFreeAgainAfterAFailure() {
        try (TinySubject subject = new TinySubject(manager, false, 1);
                Dictionary dictionary = plain.open(manager);
                NDManager scope = manager.newSubManager()) {
            Attribution attribution = Attribution.at(subject, "h", dictionary);
            assertThatThrownBy(() -> attribution.integratedGradients(inputs(scope), 9, 2))
                    .isInstanceOf(SteeringException.class);
            assertThat(attribution.gradientTimesActivation(inputs(scope), 0).features())
                    .hasSize(PlainDictionary.N);
            assertThat(Torch.recordsGradients()).isFalse();
        }
    }
}
