package org.echelle.diffusion.sampling;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.JsonFiles;

/** Reads {@code scheduler_config.json} as diffusers writes it. What would change the recursion and is not built is refused. */
public final class SchedulerFile {
    /** Python writes the bound of no bound as {@code -Infinity}, which JSON has no word for. */
    private static final ObjectMapper JSON =
            JsonFiles.mapper().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature());

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
     * @param forced the recursion it will be used with; null for the one that it names. Of a scheduler that is not built the betas are
     *     used; keys that this recursion does not read are let be
     * @return the config, of its own kind where that is built
     * @throws DiffusionException when it is no such file, or asks the recursion for what is not built
     */
    public static SchedulerConfig read(Path file, SamplerKind forced) {
        JsonNode json;
        try {
            json = JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new DiffusionException(
                    file + " is not readable JSON, as a scheduler's config is: " + JsonFiles.fault(e)
                            + "; repair it or fetch it again.",
                    e);
        }
        if (!json.isObject()) {
            throw new DiffusionException(file + " is no scheduler config: it holds no JSON object.");
        }
        return new SchedulerFile(json, file.toString()).config(forced);
    }

    private SchedulerConfig config(SamplerKind forced) {
        SamplerKind kind = kind(forced);
        SamplerKind used = forced == null || forced == SamplerKind.FLOW || kind == SamplerKind.FLOW ? kind : forced;
        NoiseSchedule schedule = schedule();
        new SchedulerLimits(json, where, used).check(schedule);
        boolean solver = used == SamplerKind.DPM_SOLVER;
        return new SchedulerConfig(
                where,
                kind,
                schedule,
                prediction(kind),
                spacing(kind),
                whole("steps_offset", 0),
                clip(kind),
                json.path("set_alpha_to_one").asBoolean(true) ? 1 : schedule.product(0),
                used == SamplerKind.DDPM && largeVariance(),
                solver ? whole("solver_order", 2) : 2,
                solver && heun(),
                json.path("lower_order_final").asBoolean(true),
                (solver || used == SamplerKind.EULER) && endsAtSmallestSigma(),
                positive("shift", 1),
                json.path("unit_time").asBoolean(false),
                json.path("unit_time").asBoolean(false));
    }

    /** The config's own, where that is built and can be meant; else the forced one. */
    private SamplerKind kind(SamplerKind forced) {
        String name = json.path("_class_name").asText("");
        boolean lends =
                forced != null && forced != SamplerKind.FLOW; // a flow's path is not that of a schedule of betas
        if (name.isEmpty() && !lends) {
            throw new DiffusionException(where + " has no '_class_name': it is no scheduler config.");
        }
        if (lends && !SamplerKind.isBuilt(name)) {
            return forced;
        }
        SamplerKind own = SamplerKind.ofClass(name, where);
        Optional<String> beta = BETAS.stream().filter(json::hasNonNull).findFirst();
        if (own == SamplerKind.FLOW && beta.isPresent()) {
            if (lends) {
                return forced;
            }
            throw new DiffusionException(where + ": the scheduler " + name + " is a flow's, which has no betas, but '"
                    + beta.get() + "' is there as in a diffusion's; fetch the scheduler of this model.");
        }
        return own;
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
        String name = json.path("_class_name").asText("");
        boolean unsaid = name.isEmpty() || SamplerKind.isBuilt(name); // no other scheduler clips unless it is told to
        boolean clips = (kind == SamplerKind.DDPM || kind == SamplerKind.DDIM)
                && json.path("clip_sample").asBoolean(unsaid);
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

    private boolean heun() {
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
        if (!node.isNumber() || !(node.asDouble() > 0) || Double.isInfinite(node.asDouble())) {
            throw new DiffusionException(where + ": '" + key + "' is " + node + ", which is no number above 0.");
        }
        return node.asDouble();
    }
}
