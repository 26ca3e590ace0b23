package org.echelle.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.echelle.sae.Dictionary;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits held against the same edits in plain arrays, on a network of a few numbers. */
class SteeringTest {
    private static final int BATCH = 5;
    private static NDManager manager;
    private final PlainDictionary plain = new PlainDictionary(10);
    private final float[] x = TinySubject.random(BATCH * TinySubject.POSITIONS * TinySubject.WIDTH, 99);

    @BeforeAll
    static void open() {
        manager = Torch.newManager(Torch.device("cpu"));
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private interface RowChange {
        double[] of(double[] row, int position);
    }

    /** Edited outputs of the subject against those of plain arrays. */
    private void holdsAgainst(TinySubject subject, Intervention edit, RowChange change) {
        try (Dictionary dictionary = plain.open(manager);
                NDManager scope = manager.newSubManager()) {
            NDList inputs = inputs(scope);
            float[] out = Steering.of(subject)
                    .with(dictionary, edit)
                    .forward(inputs)
                    .get(0)
                    .toFloatArray();
            for (int s = 0; s < BATCH; s++) {
                double[][] h = subject.h(x, s);
                for (int p = 0; p < h.length; p++) {
                    h[p] = change.of(h[p], p);
                }
                double[] expected = subject.outputs(h);
                for (int o = 0; o < expected.length; o++) {
                    assertThat((double) out[s * expected.length + o]).isCloseTo(expected[o], within(2e-5));
                }
            }
        }
    }

    private NDList inputs(NDManager scope) {
        return new NDList(scope.create(x, new Shape(BATCH, TinySubject.POSITIONS, TinySubject.WIDTH)));
    }

    private RowChange kept(UnaryOperator<double[]> codes) {
        return (row, position) -> {
            double[] before = plain.encode(row);
            double[] a = plain.decode(before);
            double[] b = plain.decode(codes.apply(before.clone()));
            double[] y = row.clone();
            for (int i = 0; i < y.length; i++) {
                y[i] += b[i] - a[i];
            }
            return y;
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyOperationIsWhatItsFormulaSays(boolean widthSecond) {
        TinySubject subject = new TinySubject(manager, widthSecond, 1);
        Map<Operation, UnaryOperator<double[]>> all = Map.of(
                Operation.ablate(),
                z -> with(z, 0),
                new Operation.Set(1.5f),
                z -> with(z, 1.5),
                new Operation.Scale(-2),
                z -> with(z, -2 * z[2]),
                new Operation.Add(0.75f),
                z -> with(z, z[2] + 0.75),
                new Operation.Clamp(0.2f, 0.4f),
                z -> with(z, Math.min(0.4, Math.max(0.2, z[2]))),
                new Operation.MeanAttenuate(0.3f),
                z -> with(z, Math.min(z[2], 0.3)),
                new Operation.ScaleAbove(-3, 0.5f, 0.25f),
                z -> with(z, z[2] > 0.25 ? z[2] * -1.5 : z[2]),
                new Operation.ClampFired(-4),
                z -> with(z, z[2] > 0 ? -4 : 0));
        all.forEach((operation, codes) -> holdsAgainst(subject, Intervention.of("h", operation, 2), kept(codes)));
        subject.close();
    }

    private static double[] with(double[] z, double value) {
        z[2] = value;
        return z;
    }

    @Test
    void halfAnEditIsHalfWayAndTwiceOvershoots() {
        try (TinySubject subject = new TinySubject(manager, false, 1)) {
            for (double s : new double[] {0.5, 2}) {
                holdsAgainst(
                        subject, Intervention.of("h", Operation.ablate(), 2, 4).withStrength(s), kept(z -> {
                            z[2] -= s * z[2];
                            z[4] -= s * z[4];
                            return z;
                        }));
            }
        }
    }

    @Test
    void theErrorTermIsKeptDroppedOrReversedByName() {
        try (TinySubject subject = new TinySubject(manager, false, 1)) {
            Intervention edit = Intervention.of("h", Operation.ablate(), 2);
            holdsAgainst(
                    subject, edit.withError(ErrorTerm.DROPPED), (row, p) -> plain.decode(with(plain.encode(row), 0)));
            holdsAgainst(subject, Intervention.reconstruction("h"), (row, p) -> plain.decode(plain.encode(row)));
            holdsAgainst(subject, edit.withError(ErrorTerm.REVERSED), (row, p) -> {
                double[] view = plain.decode(plain.encode(row));
                double[] edited = plain.decode(with(plain.encode(row), 0));
                for (int i = 0; i < row.length; i++) {
                    edited[i] += view[i] - row[i];
                }
                return edited;
            });
        }
    }

    @Test
    void onlyTheChosenRowsAreEdited() {
        try (TinySubject subject = new TinySubject(manager, true, 1)) {
            Intervention edit = Intervention.of("h", new Operation.Add(2), 1);
            Map<Where, boolean[]> places = Map.of(
                    Where.classToken(), new boolean[] {true, false, false},
                    Where.placed(), new boolean[] {false, true, true},
                    Where.along("token", 1, 5), new boolean[] {false, false, true},
                    Where.mask(new boolean[] {true, false, true}), new boolean[] {true, false, true},
                    Where.mask(new boolean[] {true, true, false}).and(Where.placed()),
                            new boolean[] {false, true, false},
                    Where.classToken().not(), new boolean[] {false, true, true});
            RowChange change = kept(z -> {
                z[1] += 2;
                return z;
            });
            places.forEach((where, edited) ->
                    holdsAgainst(subject, edit.withWhere(where), (row, p) -> edited[p] ? change.of(row, p) : row));
        }
    }

    @Test
    void aTransplantTakesTheDonorsActivationsPlaceByPlace() {
        try (TinySubject subject = new TinySubject(manager, false, 1)) {
            float[] donor = {0.5f, 0, 2};
            holdsAgainst(subject, Intervention.of("h", new Operation.Transplant(donor), 3), (row, p) -> kept(z -> {
                        z[3] = donor[p];
                        return z;
                    })
                    .of(row, p));
        }
    }

    @Test
    void aPushIsAddedAndTheControlKeepsTheNorm() {
        try (TinySubject subject = new TinySubject(manager, false, 1)) {
            float[] vector = {1, -2, 0.5f, 0};
            holdsAgainst(subject, Intervention.push("h", vector), (row, p) -> {
                double[] y = row.clone();
                for (int i = 0; i < y.length; i++) {
                    y[i] += vector[i];
                }
                return y;
            });
            float[] unit = {0.6f, 0, 0, -0.8f};
            holdsAgainst(subject, Intervention.of("h", Operation.ablate(), 2).withDirection(unit), (row, p) -> {
                double[] own = kept(z -> with(z, 0)).of(row, p);
                double norm = 0;
                for (int i = 0; i < own.length; i++) {
                    norm += (own[i] - row[i]) * (own[i] - row[i]);
                }
                double[] y = row.clone();
                for (int i = 0; i < y.length; i++) {
                    y[i] += Math.sqrt(norm) * unit[i];
                }
                return y;
            });
        }
    }

    @Test
    void aPushAtAPlaceLeavesOtherPlacesAndOneThatReadsIsALinearMap() {
        try (TinySubject subject = new TinySubject(manager, false, 1)) {
            float[] a = {1, -2, 0.5f, 3};
            float[] b = {0.25f, 1, -1, 2};
            Intervention place = Intervention.of("h", List.of()).withPushes(List.of(Push.at(0, a), Push.at(2, b)));
            holdsAgainst(subject, place.withStrength(-0.5), (row, position) -> {
                double[] y = row.clone();
                for (int i = 0; i < y.length; i++) {
                    y[i] -= position == 0 ? 0.5 * a[i] : position == 2 ? 0.5 * b[i] : 0;
                }
                return y;
            });
            Intervention map =
                    Intervention.of("h", List.of()).withPushes(List.of(Push.reading(a, b), Push.reading(b, a)));
            holdsAgainst(subject, map, (row, position) -> {
                double[] y = row.clone();
                double alongA = 0;
                double alongB = 0;
                for (int i = 0; i < y.length; i++) {
                    alongA += a[i] * row[i];
                    alongB += b[i] * row[i];
                }
                for (int i = 0; i < y.length; i++) {
                    y[i] += alongA * b[i] + alongB * a[i];
                }
                return y;
            });
        }
    }

    @Test
    void aGateOpensForSamplesNotForRows() {
        try (TinySubject subject = new TinySubject(manager, false, 1);
                Dictionary dictionary = plain.open(manager);
                NDManager scope = manager.newSubManager()) {
            Intervention edit = Intervention.of("h", new Operation.Set(3), 0);
            float[] bare = subject.forward(inputs(scope), org.echelle.api.Tap.NONE)
                    .get(0)
                    .toFloatArray();
            float[] always = out(subject, dictionary, edit, scope);
            for (double threshold : new double[] {0, 0.4, 0.7, 1}) {
                float[] gated = out(
                        subject, dictionary, edit.withGate(new Gate.FiringShare(new int[] {1, 4}, threshold)), scope);
                for (int s = 0; s < BATCH; s++) {
                    int fired = 0;
                    for (double[] row : subject.h(x, s)) {
                        double[] z = plain.encode(row);
                        fired += z[1] > 0 || z[4] > 0 ? 1 : 0;
                    }
                    boolean open = fired / (double) TinySubject.POSITIONS > threshold;
                    assertThat(gated[2 * s]).isEqualTo(open ? always[2 * s] : bare[2 * s]);
                }
            }
        }
    }

    private float[] out(TinySubject subject, Dictionary dictionary, Intervention edit, NDManager scope) {
        return Steering.of(subject)
                .with(dictionary, edit)
                .forward(inputs(scope))
                .get(0)
                .toFloatArray();
    }

    @ParameterizedTest
    @EnumSource(ErrorTerm.class)
    void strengthZeroIsTheSameToTheBit(ErrorTerm error) {
        try (TinySubject subject = new TinySubject(manager, true, 3);
                Dictionary dictionary = plain.open(manager);
                NDManager scope = manager.newSubManager()) {
            float[] bare = subject.forward(inputs(scope), org.echelle.api.Tap.NONE)
                    .get(0)
                    .toFloatArray();
            Intervention nothing = Intervention.of("h", new Operation.Set(9), 0, 1, 2)
                    .withError(error)
                    .withStrength(0);
            assertThat(bits(out(subject, dictionary, nothing, scope))).isEqualTo(bits(bare));
        }
    }

    @Test
    void anEditThatChangesNothingKeepsEveryBitOfMinusZeroToo() {
        try (TinySubject subject = new TinySubject(manager, false, 3);
                Dictionary dictionary = plain.open(manager);
                NDManager scope = manager.newSubManager()) {
            NDList inputs = inputs(scope);
            var tap = Steering.of(subject)
                    .with(dictionary, Intervention.of("h", new Operation.Scale(1), 0, 1, 2))
                    .tap(inputs);
            float[] rows = TinySubject.random(BATCH * TinySubject.POSITIONS * TinySubject.WIDTH, 5);
            rows[7] = -0.0f;
            var h = scope.create(rows, inputs.get(0).getShape());
            assertThat(tap.at("h", h)).isSameAs(h);
            var one = Steering.of(subject)
                    .with(
                            dictionary,
                            Intervention.of("h", new Operation.Add(1), 0)
                                    .withWhere(Where.mask(new boolean[] {true, false, false})))
                    .tap(inputs);
            int[] before = bits(rows);
            int[] after = bits(one.at("h", h).toFloatArray());
            for (int s = 0; s < BATCH; s++) {
                for (int i = TinySubject.WIDTH; i < TinySubject.WIDTH * TinySubject.POSITIONS; i++) {
                    int at = s * TinySubject.WIDTH * TinySubject.POSITIONS + i;
                    assertThat(after[at]).isEqualTo(before[at]);
                }
            }
        }
    }

    @Test
    void rememberedCodesGiveTheSameBits() {
        try (TinySubject subject = new TinySubject(manager, false, 3);
                Dictionary dictionary = plain.open(manager);
                NDManager scope = manager.newSubManager()) {
            Steering memory = Steering.of(subject).remembering(2);
            for (int f = 0; f < PlainDictionary.N; f++) {
                Intervention edit = Intervention.of("h", Operation.ablate(), f).withError(ErrorTerm.DROPPED);
                float[] again = memory.with(dictionary, edit)
                        .forward(inputs(scope))
                        .get(0)
                        .toFloatArray();
                assertThat(bits(again)).isEqualTo(bits(out(subject, dictionary, edit, scope)));
            }
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    @Test
    void whatDoesNotFitIsRefusedInASentence() {
        try (TinySubject subject = new TinySubject(manager, false, 3);
                Dictionary dictionary = plain.open(manager)) {
            Steering steering = Steering.of(subject);
            assertThatThrownBy(() -> steering.with(dictionary, Intervention.of("k", Operation.ablate(), 0)))
                    .isInstanceOf(SteeringException.class)
                    .hasMessageContaining("no hook point 'k'; it has: h, g");
            assertThatThrownBy(() -> steering.with(dictionary, Intervention.of("h", Operation.ablate(), 6)))
                    .hasMessageContaining("no feature 6")
                    .hasMessageContaining("0 to 5");
            assertThatThrownBy(() -> steering.with(dictionary, Intervention.push("h", new float[3])))
                    .hasMessageContaining("length 3 does not fit");
            assertThatThrownBy(() -> new Operation.Clamp(2, 1)).hasMessageContaining("lower bound");
            assertThat(List.of(Operation.ablate().words(), new Operation.Scale(0.5f).words()))
                    .containsExactly("ablate", "scale 0.5");
        }
    }
}
