package org.echelle.diffusion.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.echelle.diffusion.DiffusionException;

/** What a scheduler config may ask of a recursion and is not built. Keys that the recursion in use does not read are let be. */
final class SchedulerLimits {
    private static final String KARRAS = "use_karras_sigmas";
    private static final String EXPONENTIAL = "use_exponential_sigmas";
    private static final String BETA = "use_beta_sigmas";
    private static final String FLOW = "use_flow_sigmas";
    private static final String THRESHOLDING = "thresholding";
    private static final String WAY_OUT =
            "; to sample on its betas by another recursion set subject.sampling.sampler=ddim.";

    private final JsonNode json;
    private final String where;
    private final SamplerKind kind;

    /** @param kind the recursion in use */
    SchedulerLimits(JsonNode json, String where, SamplerKind kind) {
        this.json = json;
        this.where = where;
        this.kind = kind;
    }

    /** Keys whose being switched on is not followed. */
    private static List<String> switches(SamplerKind kind) {
        return switch (kind) {
            case DDPM, DDIM -> List.of(THRESHOLDING);
            case DPM_SOLVER -> List.of(KARRAS, EXPONENTIAL, BETA, "use_lu_lambdas", FLOW, THRESHOLDING);
            case EULER -> List.of(KARRAS, EXPONENTIAL, BETA);
            case FLOW ->
                List.of(KARRAS, EXPONENTIAL, BETA, "use_dynamic_shifting", "invert_sigmas", "stochastic_sampling");
        };
    }

    /** @throws DiffusionException when the config asks for what is not built */
    void check(NoiseSchedule schedule) {
        for (String key : switches(kind)) {
            if (json.path(key).asBoolean(false)) {
                throw refused("'" + key + "' is switched on, which is not built here", key);
            }
        }
        switch (kind) {
            case DPM_SOLVER -> solver(schedule);
            case EULER -> {
                only("interpolation_type", "linear");
                only("timestep_type", "discrete");
            }
            case FLOW -> {
                if (json.path("shift_terminal").asDouble(0) != 0) {
                    throw refused("'shift_terminal' is set, which is not built here", "shift_terminal");
                }
            }
            case DDPM, DDIM -> {
                // nothing else of theirs is left out
            }
        }
    }

    private void solver(NoiseSchedule schedule) {
        int order = json.path("solver_order").asInt(2);
        String algorithm = json.path("algorithm_type").asText("dpmsolver++");
        if (order < 1 || order > 2 || !algorithm.equals("dpmsolver++")) {
            throw refused(
                    "DPM-Solver is built as dpmsolver++ of order 1 and 2, not as " + algorithm + " of order " + order,
                    "solver_order");
        }
        double least = json.path("lambda_min_clipped").asDouble(Double.NEGATIVE_INFINITY);
        double lambda = -Math.log(schedule.sigma(schedule.timesteps() - 1));
        if (least > lambda) { // else no timestep is left out
            throw refused(
                    "'lambda_min_clipped' is " + least + ", which leaves the noisiest timesteps out; that is not built"
                            + " here",
                    "lambda_min_clipped");
        }
        if (json.path("euler_at_final").asBoolean(false)
                && json.path("final_sigmas_type").asText("").equals("sigma_min")) {
            throw refused("'euler_at_final' beside 'final_sigmas_type' sigma_min is not built here", "euler_at_final");
        }
    }

    private void only(String key, String built) {
        String type = json.path(key).asText(built);
        if (!type.equals(built)) {
            throw refused("'" + key + "' is '" + type + "'; only " + built + " is built here", key);
        }
    }

    private DiffusionException refused(String what, String key) {
        boolean flow = kind == SamplerKind.FLOW
                || json.path(FLOW).asBoolean(false)
                || json.path("prediction_type").asText("").startsWith("flow");
        boolean helps = !flow && !json.path(THRESHOLDING).asBoolean(false) && !key.equals(THRESHOLDING);
        return new DiffusionException(where + ": " + what + (helps ? WAY_OUT : "."));
    }
}
