package org.echelle.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.Place;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop around a network whose predictions are known: {@code 0.5 x + label / 10 + time / 1000}. */
class SamplingTest {
    private static final class Known implements Denoiser {
        private final List<Integer> batches = new ArrayList<>();

        @Override
        public NDArray forward(NDArray x, double time, Condition condition, Tap tap) {
            batches.add((int) x.getShape().get(0));
            NDArray half = x.mul(0.5);
            NDArray labels = condition.labels().orElseThrow();
            NDArray told = labels.toType(x.getDataType(), false).div(10).reshape(-1, 1, 1, 1);
            NDArray sum = half.add(told).add(time / 1000);
            return tap.at("block", sum);
        }

        @Override
        public List<Place> places() {
            return List.of(Place.map("block", 1, 1, 1, "all"));
        }

        @Override
        public int channels() {
            return 1;
        }

        @Override
        public int outputChannels() {
            return 1;
        }

        @Override
        public int height() {
            return 1;
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public Conditioning conditioning() {
            return Conditioning.classes(3, 3);
        }

        @Override
        public Map<String, NDArray> parameters() {
            return Map.of();
        }

        @Override
        public Denoiser twin(long seed, NDManager manager) {
            return this;
        }

        @Override
        public Map<String, String> facts() {
            return Map.of();
        }
    }

    /** Notes what passes, and may edit one branch. */
    private record Watching(List<String> seen, Map<String, Integer> stamps, Map<String, Float> add) implements Tap {
        @Override
        public boolean wants(String hook) {
            return true;
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            seen.add(stamps.get("timestep") + " " + stamps.get("branch") + " "
                    + x.getShape().get(0));
            Float more = add.get(stamps.get("timestep") + " " + stamps.get("branch"));
            return more == null ? x : x.add(more);
        }

        @Override
        public Tap with(String axis, int value) {
            Map<String, Integer> all = new HashMap<>(stamps);
            all.put(axis, value);
            return new Watching(seen, all, add);
        }
    }

    private static final double[] STARTS = {1.5, -0.75};
    private static final int[] LABELS = {1, 2};

    private static float[] sample(Guidance guidance, Tap tap, Known network) {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray start = manager.create(new float[] {1.5f, -0.75f}, new Shape(2, 1, 1, 1));
            return new Sampling(network, SchedulerConfig.cleanFlow().sampler(4), guidance)
                    .run(
                            start,
                            Condition.labels(manager.create(new long[] {1, 2})),
                            Optional.of(Condition.labels(manager.create(new long[] {3, 3}))),
                            Noises.NONE,
                            tap,
                            (step, x, prediction) -> {})
                    .toFloatArray();
        }
    }

    /** The same, number by number: times 0, 1/4, 1/2, 3/4, predictions of the clean sample. */
    private static double byHand(int sample, double scale, double from, double to, double addWithout) {
        double x = STARTS[sample];
        for (int i = 0; i < 4; i++) {
            double t = i / 4.0;
            double with = 0.5 * x + LABELS[sample] / 10.0 + t / 1000;
            double without = 0.5 * x + 3 / 10.0 + t / 1000 + (i == 2 ? addWithout : 0);
            double noise = i == 0 ? 0.999 : 1 - t;
            boolean acts = scale != 1 && (from == 0 || noise > from) && (to == 1 || noise < to);
            double clean = acts ? without + scale * (with - without) : with;
            x += 0.25 * (clean - x) / (1 - t);
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void guidanceIsThatOfTheFormulaInBothLayouts(boolean conditionFirst) {
        Known network = new Known();
        Guidance guidance = new Guidance(2.5, 0, 1, 0, 0, conditionFirst);
        float[] found = sample(guidance, Tap.NONE, network);
        for (int s = 0; s < 2; s++) {
            assertThat((double) found[s]).isCloseTo(byHand(s, 2.5, 0, 1, 0), within(1e-6));
        }
        assertThat(network.batches).containsExactly(4, 4, 4, 4);
    }

    @Test
    void outsideItsRangeOnlyTheConditionIsAsked() {
        Known network = new Known();
        float[] found = sample(Guidance.of(2).between(0.3, 0.7), Tap.NONE, network);
        for (int s = 0; s < 2; s++) {
            assertThat((double) found[s]).isCloseTo(byHand(s, 2, 0.3, 0.7, 0), within(1e-6));
        }
        assertThat(network.batches).containsExactly(2, 2, 4, 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTapSeesEachBranchWithItsTimestep(boolean conditionFirst) {
        List<String> seen = new ArrayList<>();
        sample(new Guidance(2, 0.3, 0.7, 0, 0, conditionFirst), new Watching(seen, Map.of(), Map.of()), new Known());
        List<String> middle = conditionFirst ? List.of("500 1 2", "500 0 2") : List.of("500 0 2", "500 1 2");
        List<String> wanted = new ArrayList<>(List.of("999 1 2", "750 1 2"));
        wanted.addAll(middle);
        wanted.add("250 1 2");
        assertThat(seen).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEditOfOneBranchReachesThatBranchAlone(boolean conditionFirst) {
        Tap editing = new Watching(new ArrayList<>(), Map.of(), Map.of("500 0", 0.125f));
        float[] found = sample(new Guidance(2, 0, 1, 0, 0, conditionFirst), editing, new Known());
        for (int s = 0; s < 2; s++) {
            assertThat((double) found[s]).isCloseTo(byHand(s, 2, 0, 1, 0.125), within(1e-6));
        }
    }

    @Test
    void readingChangesNoBit() {
        float[] plain = sample(Guidance.of(2), Tap.NONE, new Known());
        float[] read = sample(Guidance.of(2), new Watching(new ArrayList<>(), Map.of(), Map.of()), new Known());
        assertThat(read).isEqualTo(plain);
    }

    @Test
    void rescaledGuidanceHasTheSpreadOfTheConditionalPrediction() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray with = manager.create(new float[] {1, 2, 3, 7}, new Shape(1, 1, 2, 2));
            NDArray without = manager.create(new float[] {0, 1, -1, 2}, new Shape(1, 1, 2, 2));
            float[] full =
                    new Guidance(3, 0, 1, 1, 0, false).guide(without, with).toFloatArray();
            assertThat(deviation(full)).isCloseTo(deviation(new float[] {1, 2, 3, 7}), within(1e-5));
        }
    }

    @Test
    void channelsBeyondTheGuidedOnesStayConditional() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray with = manager.create(new float[] {1, 2, 3}, new Shape(1, 3, 1, 1));
            NDArray without = manager.create(new float[] {0, 0, 0}, new Shape(1, 3, 1, 1));
            assertThat(new Guidance(4, 0, 1, 0, 2, true).guide(without, with).toFloatArray())
                    .containsExactly(4, 8, 3);
        }
    }

    @Test
    void guidanceWithoutAConditionThatStandsForNoneIsRefused() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray start = manager.zeros(new Shape(1, 1, 1, 1));
            Sampling sampling =
                    new Sampling(new Known(), SchedulerConfig.cleanFlow().sampler(4), Guidance.of(2));
            assertThatThrownBy(() -> sampling.run(
                            start,
                            Condition.labels(manager.create(new long[] {1})),
                            Optional.empty(),
                            Noises.NONE,
                            Tap.NONE,
                            (step, x, prediction) -> {}))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("set guidance to 1");
        }
    }

    @Test
    void noiseDependsOnSeedAndStepAloneAndIsStandardNormal() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Shape two = new Shape(2, 1, 64, 64);
            float[] both =
                    new SeededNoise(new long[] {4, 9}).draw(3, two, manager).toFloatArray();
            float[] alone = new SeededNoise(new long[] {9})
                    .draw(3, new Shape(1, 1, 64, 64), manager)
                    .toFloatArray();
            assertThat(java.util.Arrays.copyOfRange(both, 4096, 8192)).isEqualTo(alone);
            float[] other = new SeededNoise(new long[] {9})
                    .draw(4, new Shape(1, 1, 64, 64), manager)
                    .toFloatArray();
            assertThat(other).isNotEqualTo(alone);
            double mean = 0;
            for (float v : both) {
                mean += v / both.length;
            }
            // 8192 draws: standard errors 0.011 and 0.008
            assertThat(mean).isCloseTo(0, within(0.06));
            assertThat(deviation(both)).isCloseTo(1, within(0.05));
        }
    }

    private static double deviation(float[] values) {
        double mean = 0;
        for (float v : values) {
            mean += v / (double) values.length;
        }
        double squares = 0;
        for (float v : values) {
            squares += (v - mean) * (v - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
