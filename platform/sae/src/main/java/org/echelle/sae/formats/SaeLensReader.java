package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.pursuit.Pursuit;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/** Reads SAELens folders of every version. */
final class SaeLensReader {
    /** Keys of flat configs that version 6 moved into {@code metadata}. */
    private static final List<String> MOVED = List.of(
            "model_name",
            "hook_name",
            "hook_layer",
            "hook_head_index",
            "context_size",
            "prepend_bos",
            "dataset_path",
            "seqpos_slice",
            "neuronpedia_id",
            "sae_lens_training_version",
            "model_from_pretrained_kwargs",
            "training_tokens");

    private SaeLensReader() {}

    static ImportedDictionary read(String format, Source source, ImportSettings settings) {
        Map<String, Object> config = modern(source.json(SaeLens.CONFIG));
        if (config.isEmpty()) {
            throw new SaeException("There is no cfg.json in " + source.path()
                    + ", which says what the tensors of a SAELens dictionary mean; name its folder.");
        }
        String architecture = settings.architecture().orElse(Source.text(config, "architecture", "standard"));
        if (architecture.equals("temporal")) {
            throw new SaeException("The SAELens architecture \"temporal\" of " + source.path()
                    + " is recognised but not read: it attends over a sequence, which no dictionary of rows does.");
        }
        Weights weights = SaeLens.weights(source);
        boolean pursues = architecture.equals(SaeLens.PURSUIT);
        Draft draft = new Draft(format, weights, pursues ? "W_dec" : "W_enc", !pursues, "W_dec", false);
        requireSize(config, "d_in", draft.width(), weights);
        requireSize(config, "d_sae", draft.features(), weights);
        if (pursues) {
            search(draft, config, settings);
        } else {
            biases(draft, config, architecture);
            select(draft, config, architecture, settings);
        }
        boolean rescaled = Source.truth(config, "rescale_acts_by_decoder_norm", false);
        if (rescaled && (architecture.equals("topk") || architecture.endsWith("batchtopk"))) {
            draft.unitAtoms()
                    .note(
                            "The k largest were chosen among activations times their atom's length; the length is folded"
                                    + " into the encoder, so that all atoms have length 1 and features keep the values they had.");
        }
        legacyScale(draft, config);
        normalisation(draft, config, source, settings);
        String shape = Source.text(config, "reshape_activations", "none");
        if (!shape.equals("none")) {
            draft.origin("reshape_activations", shape)
                    .note("Rows are heads laid side by side (reshape_activations = " + shape
                            + "): flatten [heads, d_head].");
        }
        Source.at(config, "metadata").ifPresent(m -> draft.origin("metadata", m));
        return draft.done();
    }

    /** A flat config of before version 6, with the keys of version 6. */
    static Map<String, Object> modern(Map<String, Object> flat) {
        Map<String, Object> config = new LinkedHashMap<>(flat);
        rename(config, "hook_point", "hook_name");
        rename(config, "hook_point_head_index", "hook_head_index");
        rename(config, "activation_fn_str", "activation_fn");
        config.putIfAbsent("architecture", "standard");
        if (config.get("architecture").equals("standard") && "topk".equals(config.get("activation_fn"))) {
            config.put("architecture", "topk");
        }
        if (config.get("architecture").equals("topk") && !config.containsKey("k")) {
            Source.whole(config, "activation_fn_kwargs.k").ifPresent(k -> config.put("k", k));
        }
        if (config.get("normalize_activations") instanceof Boolean scaled) {
            config.put("normalize_activations", scaled ? "expected_average_only_in" : "none");
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        MOVED.forEach(key -> {
            if (config.containsKey(key)) {
                metadata.put(key, config.get(key));
            }
        });
        if (config.get("metadata") instanceof Map<?, ?> own) {
            own.forEach((key, value) -> metadata.put(String.valueOf(key), value));
        }
        if (!flat.isEmpty()) {
            config.put("metadata", metadata);
        }
        return flat.isEmpty() ? flat : config;
    }

    private static void rename(Map<String, Object> config, String old, String now) {
        if (config.containsKey(old)) {
            config.putIfAbsent(now, config.get(old));
        }
    }

    private static void requireSize(Map<String, Object> config, String key, int has, Weights weights) {
        Optional<Integer> said = Source.whole(config, key);
        if (said.isPresent() && said.get() > 0 && said.get() != has) {
            throw new SaeException("The config says " + key + " = " + said.get() + ", but the tensors of "
                    + weights.path() + " have " + has + "; config and tensors are not of one dictionary.");
        }
    }

    private static void biases(Draft draft, Map<String, Object> config, String architecture) {
        draft.put("b_dec", draft.vector("b_dec", draft.outputWidth()));
        boolean gated = architecture.equals("gated");
        draft.put("b_enc", gated ? Vectors.filled(draft.features(), 0) : draft.vector("b_enc", draft.features()));
        boolean transcoder = architecture.endsWith("transcoder");
        if (transcoder || !Source.truth(config, "apply_b_dec_to_input", true)) {
            draft.withoutInputBias();
        }
        if (architecture.contains("skip")) {
            HostTensor skip = Matrix.of(draft.raw("W_skip")).tensor();
            draft.put("skip", skip);
        }
    }

    /** Its codes are found by a search over the atoms; there is no encoder. */
    private static void search(Draft draft, Map<String, Object> config, ImportSettings settings) {
        boolean subtracts = Source.truth(config, "apply_b_dec_to_input", true);
        draft.put("b_enc", Vectors.filled(draft.features(), 0));
        draft.put("b_dec", subtracts ? draft.vector("b_dec", draft.outputWidth()) : Vectors.filled(draft.width(), 0));
        if (!subtracts) {
            draft.note(
                    "SAELens neither subtracts nor adds b_dec here (apply_b_dec_to_input is false); it is left out.");
        }
        draft.relu()
                .fact("k", Source.whole(config, "max_iterations").orElse(draft.width()))
                .fact(StoredDictionary.PURSUIT, Pursuit.UNTIL)
                .fact(
                        Pursuit.RESIDUAL,
                        Source.at(config, "residual_threshold")
                                .map(v -> v instanceof Number n ? n.doubleValue() : Double.NaN)
                                .orElse(1e-2))
                .fact(Pursuit.STOPS_ON_REPEAT, Source.truth(config, "stop_on_duplicate_support", true));
        if (settings.k().isPresent()) {
            draft.fact("k", settings.k().getAsInt());
        }
    }

    private static void select(Draft draft, Map<String, Object> config, String architecture, ImportSettings settings) {
        switch (architecture) {
            case "standard" -> draft.relu();
            case "topk" ->
                draft.topk(settings.k().orElseGet(() -> Source.whole(config, "k")
                        .orElseThrow(() -> new SaeException(
                                "The config of this topk dictionary does not say k; give it with --k."))));
            case "jumprelu" -> draft.jumprelu(threshold(draft));
            case "gated" -> {
                for (String name : new String[] {"b_gate", "r_mag", "b_mag"}) {
                    draft.put(name, draft.vector(name, draft.features()));
                }
                draft.fact("architecture", "gated");
            }
            case "batchtopk", "matryoshka_batchtopk" -> {
                double threshold = settings.threshold()
                        .orElseGet(() -> draft.has("topk_threshold") ? draft.number("topk_threshold") : -1);
                if (!(threshold >= 0)) {
                    throw new SaeException("This " + architecture + " checkpoint has no threshold for inference"
                            + " (topk_threshold); give one with --threshold.");
                }
                draft.batchTopk(Source.whole(config, "k").orElse(0), threshold);
                Source.at(config, "matryoshka_widths")
                        .ifPresent(w -> draft.fact("architecture", "matryoshka").fact("prefixes", w));
            }
            case "transcoder", "skip_transcoder" -> draft.fact("architecture", architecture.replace('_', '-'));
            case "jumprelu_transcoder", "jumprelu_skip_transcoder" -> {
                draft.jumprelu(threshold(draft));
                draft.fact("architecture", architecture.contains("skip") ? "skip-transcoder" : "transcoder");
            }
            default ->
                throw new SaeException("The SAELens architecture \"" + architecture
                        + "\" is not known; known are standard, topk, jumprelu, gated, batchtopk, matryoshka_batchtopk, matching_pursuit,"
                        + " transcoder, skip_transcoder, jumprelu_transcoder and jumprelu_skip_transcoder.");
        }
    }

    /** Training files hold its logarithm. */
    private static HostTensor threshold(Draft draft) {
        return draft.has("log_threshold") && !draft.has("threshold")
                ? Vectors.tensor(
                        Vectors.map(Vectors.doubles(draft.vector("log_threshold", draft.features())), Math::exp))
                : draft.vector("threshold", draft.features());
    }

    /** Before version 6 a dictionary could be finetuned by a factor a feature, applied between code and decoder. */
    private static void legacyScale(Draft draft, Map<String, Object> config) {
        for (String name : new String[] {"scaling_factor", "finetuning_scaling_factor"}) {
            if (!draft.has(name)) {
                continue;
            }
            HostTensor factor = draft.vector(name, draft.features());
            if (Vectors.allAre(factor.toFloats(), 1)) {
                continue;
            }
            if (name.equals("scaling_factor") && !Source.truth(config, "finetuning_scaling_factor", false)) {
                draft.note(
                        "The tensor scaling_factor is left out: the config does not say that the dictionary was finetuned.");
                continue;
            }
            draft.put(
                            "decoder",
                            draft.decoder().scaleRows(Vectors.doubles(factor)).tensor())
                    .note("The finetuning factor of every feature (" + name + ") is folded into its atom.");
        }
    }

    private static void normalisation(Draft draft, Map<String, Object> config, Source source, ImportSettings settings) {
        String kind = Source.text(config, "normalize_activations", "none");
        switch (kind) {
            case "none" -> settings.scale().ifPresent(draft::foldScale);
            case "layer_norm" -> draft.rowScaling("layer-norm");
            case "constant_norm_rescale" -> draft.rowScaling("constant-norm");
            case "expected_average_only_in" -> {
                Optional<Object> told = Source.at(source.json("activation_scaler.json"), "scaling_factor");
                if (settings.scale().isPresent()) {
                    draft.foldScale(settings.scale().getAsDouble());
                } else if (told.isPresent() && told.get() instanceof Number s) {
                    draft.foldScale(s.doubleValue());
                } else {
                    draft.warn("The config says that rows were scaled by one factor in training"
                            + " (expected_average_only_in), but the folder does not hold it: SAELens keeps it elsewhere."
                            + " Give it with --scale, or codes and reconstructions will be off.");
                }
            }
            default ->
                throw new SaeException(
                        "The normalisation \"" + kind + "\" of " + source.path()
                                + " is not known; known are none, expected_average_only_in, layer_norm and constant_norm_rescale.");
        }
    }
}
