package org.echelle.vision.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Collectors;
import org.echelle.api.ConceptSource;
import org.echelle.api.SampleSource;
import org.echelle.testkit.OpenedContext;
import org.echelle.vision.FakeSubject;
import org.echelle.vision.ImageSample;
import org.echelle.vision.NamedSamples;
import org.echelle.vision.ToldLabels;
import org.echelle.vision.VisionException;
import org.junit.jupiter.api.Test;

class ShapesWorldTest {
    private static final FakeSubject SUBJECT = new FakeSubject(64, 8, 8);

    @Test
    void aPictureDependsOnItsSeedAndIndexOnly() {
        ShapesWorld world = new ShapesWorld(5);
        byte[] later = world.picture(17).pixels();
        world.picture(3);
        assertThat(new ShapesWorld(5).picture(17).pixels()).isEqualTo(later);
        assertThat(new ShapesWorld(6).picture(17).pixels()).isNotEqualTo(later);
        assertThat(world.picture(18).pixels()).isNotEqualTo(later);
    }

    @Test
    void valuesOfAFactorAreDrawnEquallyOften() {
        ShapesWorld world = new ShapesWorld(1);
        int n = 9000;
        for (Factor factor : Factor.values()) {
            int[] counts = new int[factor.terms().size()];
            for (int i = 0; i < n; i++) {
                counts[world.factors(i)[factor.place()]]++;
            }
            double expected = n / (double) counts.length;
            for (int count : counts) {
                assertThat((double) count).isCloseTo(expected, within(5 * Math.sqrt(expected)));
            }
        }
    }

    @Test
    void objectsStandWhereAndAsOftenAsTheFactorsSay() {
        ShapesWorld world = new ShapesWorld(2);
        for (int i = 0; i < 300; i++) {
            int[] factors = world.factors(i);
            byte[][] masks = world.masks(i);
            assertThat(masks).hasNumberOfRows(factors[Factor.COUNT.place()] + 1);
            double[] main = centre(masks[0]);
            assertThat((int) (main[0] / (64 / 3.0)) + 3 * (int) (main[1] / (64 / 3.0)))
                    .isEqualTo(factors[Factor.POSITION.place()]);
            for (int o = 1; o < masks.length; o++) {
                assertThat(centre(masks[o])[2]).isLessThan(main[2]);
            }
            int most = 0;
            for (int p = 0; p < 64 * 64; p++) {
                int sum = 0;
                for (byte[] mask : masks) {
                    sum += mask[p] & 0xff;
                }
                most = Math.max(most, sum);
            }
            assertThat(most).as("overlap in picture %s", i).isLessThan(400);
        }
    }

    /** Centre of the bounding box, and area. */
    private static double[] centre(byte[] mask) {
        int left = 64;
        int right = 0;
        int top = 64;
        int bottom = 0;
        double area = 0;
        for (int p = 0; p < mask.length; p++) {
            if (mask[p] != 0) {
                left = Math.min(left, p % 64);
                right = Math.max(right, p % 64 + 1);
                top = Math.min(top, p / 64);
                bottom = Math.max(bottom, p / 64 + 1);
                area += (mask[p] & 0xff) / 255.0;
            }
        }
        return new double[] {(left + right) / 2.0, (top + bottom) / 2.0, area};
    }

    @Test
    void coloursAreSeenInThePixels() {
        ShapesWorld world = new ShapesWorld(3);
        for (int i = 0; i < 100; i++) {
            double[] sum = new double[3];
            ImageSample picture = world.picture(i);
            byte[] mask = world.masks(i)[0];
            for (int p = 0; p < mask.length; p++) {
                for (int c = 0; c < 3 && mask[p] == -1; c++) {
                    sum[c] += picture.pixels()[p * 3 + c] & 0xff;
                }
            }
            String colour = Factor.COLOUR.terms().get(world.factors(i)[Factor.COLOUR.place()]);
            double most = Math.max(sum[0], Math.max(sum[1], sum[2]));
            String bright = (sum[0] > 0.7 * most ? "r" : "")
                    + (sum[1] > 0.7 * most ? "g" : "")
                    + (sum[2] > 0.7 * most ? "b" : "");
            assertThat(bright)
                    .isEqualTo(
                            switch (colour) {
                                case "red" -> "r";
                                case "green" -> "g";
                                case "blue" -> "b";
                                case "yellow" -> "rg";
                                case "magenta" -> "rb";
                                default -> "gb";
                            });
        }
    }

    @Test
    void factorsOfPatchesEqualCountingTheMasks() {
        SampleSource samples = new ShapesKind().open(new ShapesOptions(40, 9), OpenedContext.withoutEngine());
        ConceptSource source = new FactorsKind()
                .open(new FactorsOptions(true, true, 0.5), SUBJECT, samples, OpenedContext.withoutEngine());
        assertThat(source.concepts()).hasSize(Factor.total() + 5 + 6 + 4 + 5);
        assertThat(source.concepts().stream().map(c -> c.id()).collect(Collectors.toSet()))
                .hasSize(Factor.total() + 20);
        ShapesWorld world = new ShapesWorld(9);
        for (int i = 0; i < samples.size(); i++) {
            int[] factors = world.factors(i);
            ToldLabels told = ToldLabels.of(source, i, SUBJECT.sites());
            assertThat(told.told.keySet().stream().filter(k -> !k.contains("@")))
                    .hasSize(7);
            String shape = Factor.SHAPE.terms().get(factors[0]);
            assertThat(told.told).containsEntry("shape/" + shape, 1f);
            assertThat(told.unknown).contains("patch-shape/" + shape + "@0"); // the class token
            for (int row = 1; row < 65; row++) {
                int sum = 0;
                for (byte[] mask : world.masks(i)) {
                    for (int p = 0; p < 64; p++) {
                        sum += mask[((row - 1) / 8 * 8 + p / 8) * 64 + (row - 1) % 8 * 8 + p % 8] & 0xff;
                    }
                }
                assertThat(told.told.containsKey("patch-shape/" + shape + "@" + row))
                        .isEqualTo(sum >= 0.5 * 64 * 255);
            }
        }
    }

    @Test
    void otherSamplesHaveNoFactors() {
        assertThatThrownBy(() -> new FactorsKind()
                        .open(
                                new FactorsOptions(true, true, 0.5),
                                SUBJECT,
                                new NamedSamples(List.of("a.png")),
                                OpenedContext.withoutEngine()))
                .isInstanceOf(VisionException.class);
    }
}
