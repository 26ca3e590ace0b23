package org.echelle.sae.architectures;

import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.sae.Optimiser;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;

/**
 * The trainers of saprmarks/dictionary_learning whose traces we follow: which of ours each is, with which settings, and what its
 * tensors are called. Hyper-parameters that a trace does not name have the peer's own defaults.
 */
enum PeerTrainer {
    TOP_K("topk", false),
    TOP_K_AUXK("topk", false),
    BATCH_TOP_K("batch-topk", false),
    STANDARD("relu-l1", true),
    STANDARD_APRIL("april", true),
    P_ANNEAL("p-anneal", true),
    GATED("gated", true),
    JUMP_RELU("jumprelu", false);

    private final String architecture;
    /** What its trace calls the loss: the value before the step, or, where the peer returns none, the squared error after it. */
    final boolean lossIsErrorAfterStep;

    PeerTrainer(String architecture, boolean lossIsErrorAfterStep) {
        this.architecture = architecture;
        this.lossIsErrorAfterStep = lossIsErrorAfterStep;
    }

    String file() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    boolean selects() {
        return architecture.endsWith("topk");
    }

    /** Ours with the peer's hyper-parameters; its own learning rates are {@link #rate}'s. */
    TrainConfig config(Map<String, Object> hyper, int n, int d, int batch) {
        TrainConfig config = TrainConfig.of(architecture, n)
                .withBatch(batch)
                .withSteps((long) number(hyper, "steps", 1))
                .withNormalise("none");
        if (selects()) {
            long dead = (long) number(hyper, "dead_feature_threshold_rows", 10_000_000);
            return config.withK((int) number(hyper, "k", 0))
                    .withAux(number(hyper, "auxk_alpha", 1 / 32.0), d / 2, dead)
                    .resolve(-1, d);
        }
        config = config.withSetting("sparsity-warmup", steps(number(hyper, "sparsity_warmup_steps", 2000), hyper))
                .withSetting("coefficient", number(hyper, "l1_penalty", 0.1));
        return switch (this) {
            case STANDARD_APRIL -> config.withSetting("pre-bias", "yes").resolve(-1, d);
            case P_ANNEAL ->
                unclipped(config)
                        .withSetting("coefficient", number(hyper, "initial_sparsity_penalty", 0.1))
                        .withSetting("p-end", number(hyper, "p_end", 0.05))
                        .withSetting("anneal-start", steps(number(hyper, "anneal_start", 15_000), hyper))
                        .withSetting("anneal-end", steps(number(hyper, "anneal_end", number(hyper, "steps", 1)), hyper))
                        .withSetting("jumps", number(hyper, "n_sparsity_updates", 10))
                        .withSetting("norm", "Lp^p".equals(hyper.get("sparsity_function")) ? "sum" : "root")
                        .withSetting("least", 0)
                        .resolve(-1, d);
            case JUMP_RELU ->
                config.withSetting("peer", "dictionary_learning")
                        .withSetting("penalty", "target-l0")
                        .withSetting("coefficient", number(hyper, "sparsity_penalty", 1))
                        .withSetting("target-l0", number(hyper, "target_l0", 20))
                        .withSetting("bandwidth", number(hyper, "bandwidth", 0.001))
                        .resolve(-1, d);
            default -> unclipped(config).resolve(-1, d);
        };
    }

    /** One step is a share of them all for us. */
    private static double steps(double steps, Map<String, Object> hyper) {
        return steps == 1 ? 1 / number(hyper, "steps", 1) : steps;
    }

    private static TrainConfig unclipped(TrainConfig config) {
        Optimiser o = config.optimiser();
        return config.withOptimiser(new Optimiser(
                o.learningRate(),
                o.schedule(),
                o.warmup(),
                o.decayFrom(),
                o.beta1(),
                o.beta2(),
                o.epsilon(),
                0,
                o.average()));
    }

    /** Its learning rate: warm-up from 0, constant, and, where a trace has one, a linear decay. */
    static double rate(Map<String, Object> hyper, long step) {
        double warmup = number(hyper, "warmup_steps", 1000);
        double steps = number(hyper, "steps", 1);
        double decay = number(hyper, "decay_start", steps);
        double share = step < warmup ? step / warmup : step >= decay ? (steps - step) / (steps - decay) : 1;
        return number(hyper, "lr", 1e-3) * share;
    }

    /** A trace's weights ({@code init} or {@code final}) under our names, in our layout. */
    Map<String, HostTensor> tensors(Safetensors file, String when) {
        Map<String, HostTensor> out = new LinkedHashMap<>();
        switch (this) {
            case GATED -> {
                out.put("encoder", of(file, when, "encoder.weight"));
                out.put("decoder", transposed(of(file, when, "decoder.weight")));
                out.put("b_gate", of(file, when, "gate_bias"));
                out.put("b_mag", of(file, when, "mag_bias"));
                out.put("r_mag", of(file, when, "r_mag"));
                out.put("b_dec", of(file, when, "decoder_bias"));
            }
            case JUMP_RELU -> {
                out.put("encoder", transposed(of(file, when, "W_enc")));
                out.put("decoder", of(file, when, "W_dec"));
                out.put("b_enc", of(file, when, "b_enc"));
                out.put("b_dec", of(file, when, "b_dec"));
                out.put("threshold", of(file, when, "threshold"));
            }
            default -> {
                out.put("encoder", of(file, when, "encoder.weight"));
                out.put("decoder", transposed(of(file, when, "decoder.weight")));
                out.put("b_enc", of(file, when, "encoder.bias"));
                out.put("b_dec", of(file, when, selects() ? "b_dec" : "bias"));
            }
        }
        return out;
    }

    /** Facts of the finished dictionary that inference needs. */
    Map<String, Object> facts(Safetensors file, TrainConfig config) {
        Map<String, Object> facts = new LinkedHashMap<>(Map.of("architecture", architecture, "k", config.k()));
        if (selects()) {
            facts.put("threshold", (double) file.tensor("final.threshold").toFloats()[0]);
        }
        if (this == JUMP_RELU) {
            facts.put("pre-bias", "none");
        }
        return facts;
    }

    private static HostTensor of(Safetensors file, String when, String name) {
        return StoredDictionary.copy(file, when + "." + name);
    }

    static double number(Map<String, Object> map, String key, double otherwise) {
        return map.get(key) instanceof Number n ? n.doubleValue() : otherwise;
    }

    static HostTensor transposed(HostTensor t) {
        int r = (int) t.shape()[0];
        int c = (int) t.shape()[1];
        float[] from = t.toFloats();
        float[] to = new float[from.length];
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < c; j++) {
                to[j * r + i] = from[i * c + j];
            }
        }
        return HostTensor.ofFloats(to, c, r);
    }
}
