package org.echelle.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scheduler configs as they are published, and what of them is refused. */
class SchedulerFileTest {
    /** PixArt-alpha's, as diffusers wrote it. */
    private static final String PIXART = """
            {
              "_class_name": "DPMSolverMultistepScheduler",
              "_diffusers_version": "0.22.0.dev0",
              "algorithm_type": "dpmsolver++",
              "beta_end": 0.02,
              "beta_schedule": "linear",
              "beta_start": 0.0001,
              "dynamic_thresholding_ratio": 0.995,
              "euler_at_final": false,
              "lambda_min_clipped": -Infinity,
              "lower_order_final": true,
              "num_train_timesteps": 1000,
              "prediction_type": "epsilon",
              "sample_max_value": 1.0,
              "solver_order": 2,
              "solver_type": "midpoint",
              "steps_offset": 0,
              "thresholding": false,
              "timestep_spacing": "linspace",
              "trained_betas": null,
              "use_karras_sigmas": false,
              "use_lu_lambdas": false,
              "variance_type": null
            }
            """;

    @TempDir
    Path folder;

    private SchedulerConfig read(String json, SamplerKind forced) {
        try {
            Path file = folder.resolve("scheduler_config.json");
            Files.writeString(file, json);
            return SchedulerFile.read(file, forced);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Of products 0.5 and 0.25, so that sigmas are 1 and the root of 3. */
    private static String two(String className, String more) {
        return "{\"_class_name\": \"" + className + "\", \"trained_betas\": [0.5, 0.5], \"num_train_timesteps\": 2, "
                + "\"prediction_type\": \"sample\", \"timestep_spacing\": \"trailing\"" + more + "}";
    }

    @Test
    void aPublishedSolverWhoseLeastLambdaIsMinusInfinityIsRead() {
        SchedulerConfig config = read(PIXART, null);
        assertThat(config.kind()).isEqualTo(SamplerKind.DPM_SOLVER);
        assertThat(config.sampler(20).steps().get(0).timestep()).isEqualTo(999);
        assertThat(config.schedule().product(0)).isCloseTo(0.9999, within(1e-12));
    }

    @Test
    void factsAreInTheConfigsOwnWordsAndOfWhatIsUsed() {
        SchedulerConfig published = read(PIXART, null);
        assertThat(SchedulerFacts.of(published, published.kind()))
                .containsExactly(
                        entry("scheduler", "DPMSolverMultistepScheduler"),
                        entry("prediction type", "epsilon"),
                        entry("timestep spacing", "linspace"),
                        entry("betas", "linear from 0.0001 to 0.02"),
                        entry("train timesteps", "1000"));
        SchedulerConfig rescaled = read("""
                {"_class_name": "DDIMScheduler", "prediction_type": "v_prediction", "num_train_timesteps": 500, "steps_offset": 1,
                 "beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012, "rescale_betas_zero_snr": true}
                """, null);
        assertThat(SchedulerFacts.of(rescaled, SamplerKind.EULER))
                .containsEntry("scheduler", "EulerDiscreteScheduler")
                .containsEntry("prediction type", "v_prediction")
                .containsEntry("timestep spacing", "leading, offset 1")
                .containsEntry(
                        "betas", "scaled_linear from 0.00085 to 0.012, rescaled to leave nothing at the last timestep")
                .containsEntry("train timesteps", "500");
        assertThat(SchedulerFacts.of(read(two("DDPMScheduler", ""), null), SamplerKind.DDPM))
                .containsEntry("prediction type", "sample")
                .containsEntry("timestep spacing", "trailing")
                .containsEntry("betas", "listed one by one");
        assertThat(SchedulerFacts.of(
                        read("{\"_class_name\": \"DDPMScheduler\", \"beta_schedule\": \"squaredcos_cap_v2\"}", null),
                        SamplerKind.DDPM))
                .containsEntry("betas", "squaredcos_cap_v2");
    }

    @Test
    void factsOfAFlowNameNoBetas() {
        SchedulerConfig config =
                read("{\"_class_name\": \"FlowMatchEulerDiscreteScheduler\", \"shift\": 3.0}", SamplerKind.FLOW);
        assertThat(SchedulerFacts.of(config, config.kind()))
                .containsExactly(
                        entry("scheduler", "FlowMatchEulerDiscreteScheduler"),
                        entry("prediction type", "flow"),
                        entry("path", "straight, shift 3.0"),
                        entry("train timesteps", "1000"));
        assertThat(SchedulerFacts.of(SchedulerConfig.cleanFlow(), SamplerKind.FLOW))
                .containsExactly(
                        entry("scheduler", "FlowMatchEulerDiscreteScheduler"),
                        entry("prediction type", "sample"),
                        entry("path", "straight"),
                        entry("told time", "from 0 (noise) to 1"));
    }

    @Test
    void aLeastLambdaIsRefusedWhereItLeavesTimestepsOut() {
        // lambda of the last timestep is -log of the root of 3, -0.549
        assertThatThrownBy(() -> read(two("DPMSolverMultistepScheduler", ", \"lambda_min_clipped\": -0.5"), null))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("'lambda_min_clipped' is -0.5")
                .hasMessageContaining("set subject.sampling.sampler=ddim");
        assertThat(read(two("DPMSolverMultistepScheduler", ", \"lambda_min_clipped\": -0.6"), null)
                        .timesteps())
                .isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "DPMSolverMultistepScheduler, use_karras_sigmas, true",
        "DPMSolverMultistepScheduler, algorithm_type, sde-dpmsolver++",
        "DPMSolverMultistepScheduler, solver_order, 3",
        "EulerDiscreteScheduler, use_karras_sigmas, true",
        "EulerDiscreteScheduler, interpolation_type, log_linear",
        "EulerDiscreteScheduler, timestep_type, continuous"
    })
    void whatIsNotBuiltIsRefusedWithTheWayOutAndTheWayOutWorks(String scheduler, String key, String value) {
        String json = two(scheduler, ", \"" + key + "\": " + (value.matches("true|\\d") ? value : "\"" + value + "\""));
        assertThatThrownBy(() -> read(json, null))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining(key.equals("algorithm_type") || key.equals("solver_order") ? value : key)
                .hasMessageContaining("set subject.sampling.sampler=ddim");
        SchedulerConfig config = read(json, SamplerKind.DDIM);
        assertThat(config.sampler(SamplerKind.DDIM, 1, 0).name()).isEqualTo("DDIM");
        assertThat(config.clip()).isEmpty(); // the config's own recursion clips nothing
    }

    @Test
    void aRecursionThatIsForcedIsAskedForItsOwnKeys() {
        String json = two("DDIMScheduler", ", \"solver_order\": 3");
        assertThat(read(json, null).kind()).isEqualTo(SamplerKind.DDIM);
        assertThatThrownBy(() -> read(json, SamplerKind.DPM_SOLVER)).hasMessageContaining("of order 3");
        String thresholded = two("DPMSolverMultistepScheduler", ", \"thresholding\": true");
        assertThatThrownBy(() -> read(thresholded, SamplerKind.DDIM))
                .hasMessageContaining("'thresholding' is switched on")
                .hasMessageNotContaining("subject.sampling.sampler");
    }

    @Test
    void eulersLastSigmaIsThatOfTimestepZeroWhereTheConfigSaysSo() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.ones(new Shape(1, 1, 1, 1));
            NDArray clean = manager.zeros(new Shape(1, 1, 1, 1));
            for (String type : new String[] {"zero", "sigma_min"}) {
                Sampler sampler = read(two("EulerDiscreteScheduler", ", \"final_sigmas_type\": \"" + type + "\""), null)
                        .sampler(1);
                double end =
                        sampler.begin(Noises.NONE, manager).next(0, x, clean).getFloat();
                assertThat(end).isCloseTo(type.equals("zero") ? 0 : 1 / Math.sqrt(3), within(1e-6));
            }
        }
    }

    @Test
    void aFlowThatEndsElsewhereIsRefused() {
        assertThatThrownBy(() ->
                        read("{\"_class_name\": \"FlowMatchEulerDiscreteScheduler\", \"shift_terminal\": 0.1}", null))
                .hasMessageContaining("'shift_terminal'")
                .hasMessageNotContaining("ddim");
    }

    @Test
    void aSchedulerThatIsNotBuiltIsToldWithRecursionsThatTakeItsBetas() {
        assertThatThrownBy(() -> read(two("PNDMScheduler", ""), null))
                .hasMessageContaining("ddpm, ddim, dpm-solver, euler,")
                .hasMessageContaining("--set subject.sampling.sampler=ddim")
                .hasMessageNotContaining("flow");
        for (SamplerKind kind : new SamplerKind[] {SamplerKind.DDIM, SamplerKind.EULER}) {
            assertThat(read(two("PNDMScheduler", ""), kind).kind()).isEqualTo(kind);
        }
    }

    @Test
    void whatFollowsTheConfigIsToldWithItsPlace() {
        assertThatThrownBy(() -> read(two("DDIMScheduler", "") + "\n  }", null))
                .isInstanceOf(DiffusionException.class)
                .hasMessageStartingWith(
                        folder.resolve("scheduler_config.json") + " is not readable JSON, as a scheduler's config is: ")
                .hasMessageEndingWith(" (line 2, column 3); repair it or fetch it again.");
        assertThatThrownBy(() -> read(two("DDIMScheduler", "") + "\n{}", null))
                .hasMessage(folder.resolve("scheduler_config.json")
                        + " is not readable JSON, as a scheduler's config is: something follows the end of its JSON (line 2,"
                        + " column 1); repair it or fetch it again.");
    }

    @Test
    void numbersThatAreNoneAreNoBetas() {
        for (String none : new String[] {"NaN", "Infinity", "-Infinity"}) {
            assertThatThrownBy(() -> read("{\"_class_name\": \"DDIMScheduler\", \"beta_end\": " + none + "}", null))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("'beta_end'");
        }
    }
}
