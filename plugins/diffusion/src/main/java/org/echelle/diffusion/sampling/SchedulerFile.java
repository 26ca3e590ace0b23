package org.echelle.diffusion.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.echelle.diffusion.DiffusionException;

/** Reads {@code scheduler_config.json} as diffusers writes it. What would change the recursion and is not built is refused. */
public final class SchedulerFile {
    /** Keys whose being switched on we do not follow. */
    private static final Set<String> NOT_BUILT = Set.of(
            "thresholding",
            "use_karras_sigmas",
            "use_exponential_sigmas",
            "use_beta_sigmas",
            "use_lu_lambdas",
            "use_dynamic_shifting",
            "use_flow_sigmas",
            "invert_sigmas",
            "stochastic_sampling");

    /** Keys that say how much noise a diffusion's timesteps have. */
    private static final List<String> BETAS = List.of("beta_schedule", "beta_start", "beta_end", "trained_betas");

    private final JsonNode json;
    private final String where;

    private SchedulerFile(JsonNode json, String where) {
        this.json = json;
        this.where = where;
    }

    /**
     * Reads one.
     *
     * @param file the config itself
     * @param forced the recursion it will be used with; null for the one that it names
     * @throws DiffusionException when it is no such file, or asks for what is not built
     */
    public static SchedulerConfig read(Path file, SamplerKind forced) {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new DiffusionException(
                    file + " is not readable JSON, as a scheduler's config is; fetch it again.", e);
        }
        if (!json.isObject()) {
            throw new DiffusionException(file + " is no scheduler config: it holds no JSON object.");
        }
        return new SchedulerFile(json, file.toString()).config(forced);
    }

    private SchedulerConfig config(SamplerKind forced) {
        NOT_BUILT.forEach(key -> {
            if (json.path(key).asBoolean(false)) {
                throw new DiffusionException(where + ": '" + key + "' is switched on, which is not built here.");
            }
        });
        SamplerKind kind = forced != null ? forced : kind();
        if (forced == null && kind == SamplerKind.FLOW) {
            BETAS.stream().filter(json::hasNonNull).findFirst().ifPresent(key -> {
                throw new DiffusionException(
                        where + ": the scheduler " + json.path("_class_name").asText()
                                + " is a flow's, which has no betas, but '" + key
                                + "' is there as in a diffusion's; fetch the scheduler of this model.");
            });
        }
        NoiseSchedule schedule = schedule();
        return new SchedulerConfig(
                where,
                kind,
                schedule,
                prediction(kind),
                spacing(kind),
                whole("steps_offset", 0),
                clip(kind),
                json.path("set_alpha_to_one").asBoolean(true) ? 1 : schedule.product(0),
                largeVariance(),
                order(),
                solver(),
                json.path("lower_order_final").asBoolean(true),
                endsAtSmallestSigma(),
                positive("shift", 1),
                json.path("unit_time").asBoolean(false),
                json.path("unit_time").asBoolean(false));
    }

    private SamplerKind kind() {
        String name = json.path("_class_name").asText("");
        if (name.isEmpty()) {
            throw new DiffusionException(where + " has no '_class_name': it is no scheduler config.");
        }
        return SamplerKind.ofClass(name, where);
    }

    private NoiseSchedule schedule() {
        int timesteps = whole("num_train_timesteps", 1000);
        if (timesteps < 1) {
            throw new DiffusionException(where + ": 'num_train_timesteps' is " + timesteps + "; it is at least 1.");
        }
        NoiseSchedule schedule;
        JsonNode trained = json.path("trained_betas");
        if (trained.isArray() && !trained.isEmpty()) {
            double[] betas = new double[trained.size()];
            for (int t = 0; t < betas.length; t++) {
                betas[t] = trained.get(t).asDouble(Double.NaN);
            }
            schedule = NoiseSchedule.ofBetas(betas);
        } else {
            double first = beta("beta_start", 1e-4);
            double last = beta("beta_end", 0.02);
            String name = json.path("beta_schedule").asText("linear");
            schedule = switch (name) {
                case "linear" -> NoiseSchedule.linear(first, last, timesteps);
                case "scaled_linear" -> NoiseSchedule.scaledLinear(first, last, timesteps);
                case "squaredcos_cap_v2" -> NoiseSchedule.squaredCosine(timesteps);
                default ->
                    throw new DiffusionException(where + ": the beta schedule '" + name
                            + "' is not known; known are linear, scaled_linear, squaredcos_cap_v2 and trained_betas.");
            };
        }
        return json.path("rescale_betas_zero_snr").asBoolean(false) ? schedule.withZeroTerminalSnr() : schedule;
    }

    private PredictionType prediction(SamplerKind kind) {
        JsonNode named = json.path("prediction_type");
        if (named.isTextual()) {
            return PredictionType.named(named.asText(), where);
        }
        return kind == SamplerKind.FLOW ? PredictionType.VELOCITY : PredictionType.EPSILON;
    }

    private Spacing spacing(SamplerKind kind) {
        JsonNode named = json.path("timestep_spacing");
        return named.isTextual() ? Spacing.named(named.asText(), where) : kind.usualSpacing();
    }

    private OptionalDouble clip(SamplerKind kind) {
        boolean clips = (kind == SamplerKind.DDPM || kind == SamplerKind.DDIM)
                && json.path("clip_sample").asBoolean(true);
        return clips ? OptionalDouble.of(positive("clip_sample_range", 1)) : OptionalDouble.empty();
    }

    private boolean largeVariance() {
        String type = json.path("variance_type").asText("fixed_small");
        return switch (type) {
            case "fixed_small", "fixed_small_log", "learned_range" -> false;
            case "fixed_large", "fixed_large_log" -> true;
            default ->
                throw new DiffusionException(where + ": the variance type '" + type
                        + "' is not known; known are fixed_small, fixed_large and learned_range.");
        };
    }

    private int order() {
        int order = whole("solver_order", 2);
        String algorithm = json.path("algorithm_type").asText("dpmsolver++");
        if (order < 1 || order > 2 || !algorithm.equals("dpmsolver++")) {
            throw new DiffusionException(where + ": DPM-Solver is built as dpmsolver++ of order 1 and 2, not as "
                    + algorithm + " of order " + order + ".");
        }
        return order;
    }

    private boolean solver() {
        String type = json.path("solver_type").asText("midpoint");
        return switch (type) {
            case "midpoint" -> false;
            case "heun" -> true;
            default ->
                throw new DiffusionException(
                        where + ": the solver type '" + type + "' is not known; known are midpoint and heun.");
        };
    }

    private boolean endsAtSmallestSigma() {
        String type = json.path("final_sigmas_type").asText("zero");
        if (!type.equals("zero") && !type.equals("sigma_min")) {
            throw new DiffusionException(
                    where + ": 'final_sigmas_type' is '" + type + "'; known are zero and sigma_min.");
        }
        return type.equals("sigma_min");
    }

    private int whole(String key, int fallback) {
        JsonNode node = json.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return fallback;
        }
        if (!node.canConvertToInt()) {
            throw new DiffusionException(where + ": '" + key + "' is " + node + ", which is no whole number.");
        }
        return node.asInt();
    }

    private double beta(String key, double fallback) {
        double beta = positive(key, fallback);
        if (beta > 1) {
            throw new DiffusionException(where + ": '" + key + "' is " + beta + "; betas lie between 0 and 1.");
        }
        return beta;
    }

    private double positive(String key, double fallback) {
        JsonNode node = json.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return fallback;
        }
        if (!node.isNumber() || !(node.asDouble() > 0)) {
            throw new DiffusionException(where + ": '" + key + "' is " + node + ", which is no number above 0.");
        }
        return node.asDouble();
    }
}
