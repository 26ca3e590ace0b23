package org.echelle.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recursions against worked numbers of the published code, against closed forms, and against the differential equations they solve. */
class SamplersTest {
    @TempDir
    Path folder;

    private SchedulerConfig stable(String scheduler, String more) {
        return config(String.format("""
                {"_class_name": "%s", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear",
                 "num_train_timesteps": 1000, "steps_offset": 1, "set_alpha_to_one": false, "clip_sample": false,
                 "timestep_spacing": "leading"%s}""", scheduler, more));
    }

    private SchedulerConfig config(String json) {
        try {
            Path file = folder.resolve("scheduler_config.json");
            Files.writeString(file, json);
            return SchedulerFile.read(file, null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void productsAreThoseOfStableDiffusionAndOfDdpm() {
        NoiseSchedule stable = NoiseSchedule.scaledLinear(0.00085, 0.012, 1000);
        double[][] wanted = {
            {0, 0.99915}, {1, 0.99829603}, {250, 0.67379263}, {500, 0.27633268}, {981, 0.00577550}, {999, 0.00466010}
        };
        for (double[] each : wanted) {
            assertThat(stable.product((int) each[0])).isCloseTo(each[1], within(1e-8 + 2e-6 * each[1]));
        }
        NoiseSchedule linear = NoiseSchedule.linear(1e-4, 0.02, 1000);
        assertThat(linear.product(0)).isCloseTo(0.9999, within(1e-12));
        assertThat(linear.product(500)).isCloseTo(0.07779666, within(1e-8));
        assertThat(linear.product(999)).isCloseTo(4.03583e-5, within(1e-10));
    }

    @Test
    void theCosineScheduleFollowsItsFormulaUpToTheCap() {
        NoiseSchedule schedule = NoiseSchedule.squaredCosine(1000);
        double atZero = Math.pow(Math.cos(0.008 / 1.008 * Math.PI / 2), 2);
        for (int t : new int[] {0, 100, 500, 900}) {
            double wanted = Math.pow(Math.cos(((t + 1) / 1000.0 + 0.008) / 1.008 * Math.PI / 2), 2) / atZero;
            assertThat(schedule.product(t)).isCloseTo(wanted, within(1e-12));
        }
    }

    @Test
    void zeroTerminalSnrLeavesNothingAtTheEndAndTheFirstProductAlone() {
        NoiseSchedule stable = NoiseSchedule.scaledLinear(0.00085, 0.012, 1000);
        NoiseSchedule rescaled = stable.withZeroTerminalSnr();
        assertThat(rescaled.product(999)).isZero();
        assertThat(rescaled.product(0)).isCloseTo(stable.product(0), within(1e-12));
        double first = Math.sqrt(stable.product(0));
        double last = Math.sqrt(stable.product(999));
        double middle = (Math.sqrt(stable.product(500)) - last) * first / (first - last);
        assertThat(Math.sqrt(rescaled.product(500))).isCloseTo(middle, within(1e-12));
    }

    @Test
    void fiftyStepsOfStableDiffusionVisit981To1() {
        int[] visited = stable("DDIMScheduler", "").sampler(50).steps().stream()
                .mapToInt(Sampler.Step::timestep)
                .toArray();
        assertThat(Arrays.copyOf(visited, 3)).containsExactly(981, 961, 941);
        assertThat(visited[49]).isEqualTo(1);
        assertThat(visited).hasSize(50);
    }

    @ParameterizedTest(name = "{0}: {1}, {2}, ... {3}")
    @CsvSource({"LEADING, 900, 800, 0", "TRAILING, 999, 899, 99", "LINSPACE, 999, 888, 0"})
    void spacingsBeginAndEndWhereTheirPaperSays(Spacing spacing, int first, int second, int last) {
        int[] chosen = spacing.whole(1000, 10, 0);
        assertThat(new int[] {chosen[0], chosen[1], chosen[9]}).containsExactly(first, second, last);
    }

    @Test
    void aDdimStepGivesTheWorkedNumbers() {
        Sampler sampler = stable("DDIMScheduler", "").sampler(50);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.create(new float[] {1}, new Shape(1, 1, 1, 1));
            NDArray e = manager.create(new float[] {0.5f}, new Shape(1, 1, 1, 1));
            Sampler.Run run = sampler.begin(Noises.NONE, manager);
            assertThat((double) run.clean(0, x, e).getFloat()).isCloseTo(6.5982588, within(2e-5));
            assertThat((double) run.next(0, x, e).getFloat()).isCloseTo(1.0612257, within(2e-6));
            assertThat((double) run.clean(49, x, e).getFloat()).isCloseTo(0.98019587, within(1e-6));
            assertThat((double) run.next(49, x, e).getFloat()).isCloseTo(0.99435658, within(1e-6));
        }
    }

    @Test
    void aDdpmStepGivesTheWorkedNumbers() {
        Sampler sampler = stable("DDPMScheduler", "").sampler(50);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.create(new float[] {1}, new Shape(1, 1, 1, 1));
            NDArray e = manager.create(new float[] {0.5f}, new Shape(1, 1, 1, 1));
            double mean = sampler.begin(Noises.NONE, manager).next(1, x, e).getFloat();
            double withOne = sampler.begin(Noises.ONES, manager).next(1, x, e).getFloat();
            assertThat(mean).isCloseTo(1.00591155, within(3e-6));
            assertThat(Math.pow(withOne - mean, 2)).isCloseTo(0.20095715, within(2e-6));
            assertThat((double)
                            sampler.begin(Noises.NONE, manager).clean(1, x, e).getFloat())
                    .isCloseTo(5.88076761, within(2e-5));
        }
    }

    @Test
    void aLearnedVarianceLiesBetweenTheTwoFixedOnes() {
        Sampler learned = stable("DDPMScheduler", ", \"variance_type\": \"learned_range\"")
                .sampler(50);
        Sampler large =
                stable("DDPMScheduler", ", \"variance_type\": \"fixed_large\"").sampler(50);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.create(new float[] {1}, new Shape(1, 1, 1, 1));
            double[] added = new double[3];
            for (int i = 0; i < 3; i++) {
                NDArray e = manager.create(new float[] {0.5f, i - 1}, new Shape(1, 2, 1, 1));
                added[i] = learned.begin(Noises.ONES, manager).next(1, x, e).getFloat()
                        - learned.begin(Noises.NONE, manager).next(1, x, e).getFloat();
            }
            assertThat(added[0] * added[0]).isCloseTo(0.20095715, within(3e-6));
            assertThat(added[2] * added[2]).isCloseTo(0.20132942, within(3e-6));
            assertThat(added[1]).isCloseTo(Math.sqrt(added[0] * added[2]), within(1e-6));
            NDArray e = manager.create(new float[] {0.5f}, new Shape(1, 1, 1, 1));
            double fixed = large.begin(Noises.ONES, manager).next(1, x, e).getFloat()
                    - large.begin(Noises.NONE, manager).next(1, x, e).getFloat();
            assertThat(fixed).isCloseTo(added[2], within(1e-6));
        }
    }

    @Test
    void theSolverOfSecondOrderGivesTheWorkedNumbers() {
        // timesteps 981, 961, 941 of 49 steps leading: 1000 / 50 = 20, offset 1
        Sampler second = stable("DPMSolverMultistepScheduler", ", \"prediction_type\": \"sample\"")
                .sampler(49);
        Sampler first = stable("DPMSolverMultistepScheduler", ", \"prediction_type\": \"sample\", \"solver_order\": 1")
                .sampler(49);
        assertThat(second.steps().get(1).timestep()).isEqualTo(961);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.create(new float[] {1}, new Shape(1, 1, 1, 1));
            NDArray m1 = manager.create(new float[] {0.3f}, new Shape(1, 1, 1, 1));
            NDArray m0 = manager.create(new float[] {0.25f}, new Shape(1, 1, 1, 1));
            Sampler.Run run = second.begin(Noises.NONE, manager);
            run.next(0, x, m1);
            assertThat((double) run.next(1, x, m0).getFloat()).isCloseTo(1.00138415, within(1e-6));
            Sampler.Run plain = first.begin(Noises.NONE, manager);
            plain.next(0, x, m1);
            assertThat((double) plain.next(1, x, m0).getFloat()).isCloseTo(1.00163267, within(1e-6));
        }
    }

    /** Data at one point: whatever the number of steps, a perfect network leads there. */
    @ParameterizedTest
    @EnumSource(SamplerKind.class)
    void aPerfectNetworkLeadsToTheOnlyPointOfItsData(SamplerKind kind) {
        double point = 0.7;
        SchedulerConfig config = kind == SamplerKind.FLOW
                ? SchedulerConfig.cleanFlow()
                : config("{\"_class_name\": \"" + kind.className() + "\", \"prediction_type\": \"sample\"}");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            for (int steps : new int[] {1, 2, 7, 50}) {
                Sampler sampler = config.sampler(steps);
                NDArray x = manager.create(new float[] {-1.3f}, new Shape(1, 1, 1, 1))
                        .mul(sampler.initialScale());
                NDArray clean = manager.create(new float[] {(float) point}, new Shape(1, 1, 1, 1));
                Sampler.Run run = sampler.begin(Noises.NONE, manager);
                for (Sampler.Step step : sampler.steps()) {
                    x = run.next(step.index(), x, clean);
                }
                // Spacings that stop at a timestep above 0 and schedules whose last product is below 1 leave a rest of
                // noise.
                assertThat(x.getFloat()).isCloseTo((float) point, within(steps < 7 ? 0.02f : 1e-3f));
            }
        }
    }

    /** DDIM without noise is Euler's method on dx/dsigma = noise for x / sqrt(abar): computed so, in doubles, on a Gaussian's exact score. */
    @ParameterizedTest
    @ValueSource(strings = {"epsilon", "v_prediction", "sample"})
    void ddimIsEulersMethodInTheOtherVariable(String type) {
        SchedulerConfig config = stable("DDIMScheduler", ", \"prediction_type\": \"" + type + "\"");
        Sampler sampler = config.sampler(20);
        NoiseSchedule schedule = config.schedule();
        Gaussian data = new Gaussian(0.4, 0.25);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.create(new float[] {1.1f}, new Shape(1, 1, 1, 1));
            double other = 1.1 / Math.sqrt(schedule.product(951));
            Sampler.Run run = sampler.begin(Noises.NONE, manager);
            for (Sampler.Step step : sampler.steps()) {
                double abar = schedule.product(step.timestep());
                NDArray prediction = manager.create(
                        new float[] {(float) data.predict(config.prediction(), x.getFloat(), abar)}, x.getShape());
                x = run.next(step.index(), x, prediction);

                double before = step.timestep() >= 50 ? schedule.product(step.timestep() - 50) : schedule.product(0);
                double noise = data.predict(PredictionType.EPSILON, other * Math.sqrt(abar), abar);
                other += (Math.sqrt(1 / before - 1) - Math.sqrt(1 / abar - 1)) * noise;
            }
            assertThat(x.getFloat()).isCloseTo((float) (other * Math.sqrt(schedule.product(0))), within(1e-4f));
        }
    }

    /** Twice the steps: half the error of a method of first order, a quarter of one of second, against the exact solution. */
    @ParameterizedTest
    @CsvSource({"EULER, 1.6, 2.6", "DPM_SOLVER, 3.0, 6.0", "FLOW, 1.6, 2.6"})
    void errorsShrinkAsTheOrderSays(SamplerKind kind, double least, double most) {
        double coarse = error(kind, 40);
        double fine = error(kind, 80);
        assertThat(coarse / fine).isBetween(least, most);
    }

    private double error(SamplerKind kind, int steps) {
        Gaussian data = new Gaussian(0.4, 0.25);
        SchedulerConfig config = kind == SamplerKind.FLOW
                ? SchedulerConfig.cleanFlow()
                : config("{\"_class_name\": \"" + kind.className()
                        + "\", \"prediction_type\": \"sample\", \"timestep_spacing\": \"linspace\","
                        + " \"final_sigmas_type\": \"sigma_min\"}");
        Sampler sampler = config.sampler(steps);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x =
                    manager.create(new float[] {1.1f}, new Shape(1, 1, 1, 1)).mul(sampler.initialScale());
            double start = x.getFloat();
            Sampler.Run run = sampler.begin(Noises.NONE, manager);
            double firstSigma = Double.NaN;
            for (Sampler.Step step : sampler.steps()) {
                double a;
                double s;
                if (kind == SamplerKind.FLOW) {
                    s = 1 - step.index() / (double) steps;
                    a = 1 - s;
                } else {
                    double sigma = config.schedule().sigma(step.time());
                    a = kind == SamplerKind.EULER ? 1 : 1 / Math.sqrt(1 + sigma * sigma);
                    s = sigma * a;
                }
                if (step.index() == 0) {
                    firstSigma = kind == SamplerKind.FLOW ? s : s / a;
                }
                double clean = data.clean(x.getFloat(), a, s);
                x = run.next(step.index(), x, manager.create(new float[] {(float) clean}, x.getShape()));
            }
            double end = kind == SamplerKind.FLOW ? 0 : config.schedule().sigma(0);
            double exact = data.flow(kind, start, firstSigma, end);
            return Math.abs(x.getFloat() - exact);
        }
    }

    @Test
    void anUnknownPredictionTypeSchedulerOrSpacingIsNamedWithWhatIsKnown() {
        assertThatThrownBy(() -> stable("DDIMScheduler", ", \"prediction_type\": \"score\""))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("'score' is not known; known are epsilon, v_prediction, sample and velocity");
        assertThatThrownBy(() -> stable("PNDMScheduler", ""))
                .hasMessageContaining("PNDMScheduler is not built here")
                .hasMessageContaining("ddim");
        assertThatThrownBy(() -> config("{\"_class_name\": \"DDIMScheduler\", \"timestep_spacing\": \"odd\"}"))
                .hasMessageContaining("'odd' is not known");
        assertThatThrownBy(() -> config("{\"_class_name\": \"DDIMScheduler\", \"beta_schedule\": \"sigmoid\"}"))
                .hasMessageContaining("'sigmoid' is not known");
        assertThatThrownBy(() -> config("{\"_class_name\": \"DDIMScheduler\", \"beta_end\": 1.5}"))
                .hasMessageContaining("'beta_end' is 1.5; betas lie between 0 and 1");
        assertThatThrownBy(() -> stable("FlowMatchEulerDiscreteScheduler", ""))
                .hasMessageContaining("is a flow's, which has no betas, but 'beta_schedule' is there");
        assertThatThrownBy(() -> config("[1, 2]")).hasMessageContaining("no JSON object");
        assertThatThrownBy(() -> config("{\"a\": ")).hasMessageContaining("not readable JSON");
    }

    @Test
    void aScheduleThatDoesNotFitTheSamplerIsRefused() {
        SchedulerConfig ddim = stable("DDIMScheduler", "");
        assertThatThrownBy(() -> ddim.sampler(1001)).hasMessageContaining("between 1 and the 1000 timesteps");
        assertThatThrownBy(() -> ddim.sampler(SamplerKind.FLOW, 10, 0)).hasMessageContaining("does not fit");
        assertThatThrownBy(() -> SchedulerConfig.cleanFlow().sampler(SamplerKind.DDIM, 10, 0))
                .hasMessageContaining("takes the sampler flow");
        assertThatThrownBy(
                        () -> stable("DDIMScheduler", ", \"steps_offset\": 999").sampler(4))
                .hasMessageContaining("'steps_offset' is 999, so that 4 steps would begin at timestep 1749 of 1000");
        assertThat(stable("DDIMScheduler", ", \"steps_offset\": 1")
                        .sampler(1000)
                        .steps())
                .hasSize(1000);
    }
}
