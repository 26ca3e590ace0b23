package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.echelle.sae.PlainForm;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.pursuit.Pursuit;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;

/**
 * SAELens: {@code cfg.json} and {@code sae_weights.safetensors}, version 6 and the flat configs before it. Rows of the matrices are
 * inputs: {@code W_enc [d, n]}, {@code W_dec [n, e]}. Source: {@code sae_lens/saes/*.py} and
 * {@code sae_lens/loading/pretrained_sae_loaders.py} of 6.37.6.
 */
final class SaeLens extends ForeignFormat {
    static final String CONFIG = "cfg.json";
    /** The architecture whose codes a search over the atoms finds. */
    static final String PURSUIT = "matching_pursuit";

    static final String WEIGHTS = "sae_weights.safetensors";

    @Override
    public String name() {
        return "saelens";
    }

    @Override
    public String layout() {
        return "a folder with cfg.json (architecture, d_in, d_sae) and sae_weights.safetensors (W_enc [d, n], W_dec [n, d], b_enc, b_dec)";
    }

    @Override
    boolean fits(Source source) {
        Map<String, Object> config = source.json(CONFIG);
        return config.containsKey("d_sae") && !config.containsKey(SaeBench.MARK);
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        return SaeLensReader.read(name(), source, settings);
    }

    @Override
    Optional<Export> exportOwn(StoredDictionary dictionary) {
        if (!dictionary.pursuit().filter(Pursuit.UNTIL::equals).isPresent()) {
            return Optional.empty();
        }
        Map<String, Object> facts = new LinkedHashMap<>(dictionary.facts());
        facts.remove(StoredDictionary.PURSUIT);
        PlainForm form = PlainForm.of(new StoredDictionary(dictionary.tensors(), facts));
        return Optional.of(Export.folder(folder -> {
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            tensors.put("W_dec", form.decoder());
            tensors.put("b_dec", form.outputBias());
            SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
            Map<String, Object> config = config(form, PURSUIT, true, scaling(form));
            config.put("residual_threshold", dictionary.number(Pursuit.RESIDUAL, 0));
            config.put("max_iterations", dictionary.k());
            config.put("stop_on_duplicate_support", dictionary.facts().get(Pursuit.STOPS_ON_REPEAT));
            Export.json(folder.resolve(CONFIG), config);
        }));
    }

    private static String scaling(PlainForm form) {
        return switch (form.rowScaling()) {
            case "layer-norm" -> "layer_norm";
            case "constant-norm" -> "constant_norm_rescale";
            default -> "none";
        };
    }

    @Override
    Export export(PlainForm form) {
        boolean gated = form.stored().find("r_mag").isPresent();
        boolean transcoder = form.skip().isPresent()
                || form.width() != form.outputWidth()
                || form.stored().architecture().endsWith("transcoder");
        if (transcoder && form.k() > 0) {
            throw lost("the choice of the k = " + form.k()
                    + " largest would be lost, as SAELens has transcoders with ReLU or thresholds only");
        }
        String kind = gated ? "gated" : form.k() > 0 ? "topk" : isRelu(form) ? "standard" : "jumprelu";
        if (transcoder) {
            kind = (kind.equals("jumprelu") ? "jumprelu_" : "")
                    + (form.skip().isPresent() ? "skip_transcoder" : "transcoder");
        }
        boolean subtracts = !transcoder && !Vectors.zero(form.inputBias());
        String architecture = kind;
        Export export = Export.folder(folder -> {
            SafetensorsWriter.write(
                    folder.resolve(WEIGHTS), tensors(form, architecture, subtracts), Map.of("format", "pt"));
            Export.json(folder.resolve(CONFIG), config(form, architecture, subtracts, scaling(form)));
        });
        if (subtracts ? !tied(form) : transcoder && !Vectors.zero(form.inputBias())) {
            export.note(
                    gated
                            ? "What is subtracted from a row is not b_dec; the difference went into b_gate and b_mag."
                            : FOLDED);
        }
        if (kind.startsWith("jumprelu") && !form.stored().architecture().equals("jumprelu")) {
            export.note(
                    "The " + form.stored().architecture()
                            + " dictionary is written as jumprelu, as SAELens itself does: every feature gets its inference threshold.");
        }
        return export;
    }

    private static Map<String, HostTensor> tensors(PlainForm form, String architecture, boolean subtracts) {
        Map<String, HostTensor> out = new LinkedHashMap<>();
        out.put("W_dec", form.decoder());
        out.put("b_dec", form.outputBias());
        if (architecture.equals("gated")) {
            gated(form, subtracts, out);
            return out;
        }
        out.put("W_enc", turned(form.encoder()));
        out.put("b_enc", subtracts ? biasIfTied(form) : biasIfNothing(form));
        if (architecture.startsWith("jumprelu")) {
            out.put("threshold", thresholds(form));
        }
        form.skip().ifPresent(skip -> out.put("W_skip", skip));
        return out;
    }

    /** The gated dictionary's own tensors: E without {@code exp(r_mag)}. */
    private static void gated(PlainForm form, boolean subtracts, Map<String, HostTensor> out) {
        HostTensor encoder = form.stored().encoder();
        out.put("W_enc", turned(encoder));
        out.put("r_mag", form.stored().tensor("r_mag"));
        boolean same = subtracts ? tied(form) : true;
        double[] shift = same
                ? new double[form.features()]
                : Matrix.of(encoder)
                        .times(Vectors.sum(
                                Vectors.doubles(form.outputBias()),
                                Vectors.map(Vectors.doubles(form.inputBias()), v -> -v)));
        double[] magnitude = Vectors.map(Vectors.doubles(form.stored().tensor("r_mag")), Math::exp);
        out.put(
                "b_gate",
                same
                        ? form.stored().tensor("b_gate")
                        : Vectors.tensor(
                                Vectors.sum(Vectors.doubles(form.stored().tensor("b_gate")), shift)));
        out.put(
                "b_mag",
                same
                        ? form.stored().tensor("b_mag")
                        : Vectors.tensor(Vectors.sum(
                                Vectors.doubles(form.stored().tensor("b_mag")), Vectors.product(shift, magnitude))));
    }

    private static Map<String, Object> config(PlainForm form, String architecture, boolean subtracts, String scaling) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architecture", architecture);
        config.put("d_in", form.width());
        config.put("d_sae", form.features());
        if (architecture.endsWith("transcoder")) {
            config.put("d_out", form.outputWidth());
        }
        if (architecture.equals("topk")) {
            config.put("k", form.k());
            config.put("rescale_acts_by_decoder_norm", false);
        }
        config.put("dtype", "float32");
        config.put("device", "cpu");
        config.put("apply_b_dec_to_input", subtracts);
        config.put("normalize_activations", scaling);
        config.put("reshape_activations", origin(form, "reshape_activations", "none"));
        config.put("metadata", metadata(form));
        return config;
    }

    /** What was there before, and where this comes from. */
    private static Map<String, Object> metadata(PlainForm form) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("sae_lens_version", "6.37.6");
        metadata.put("sae_lens_training_version", null);
        for (String key : new String[] {"model_name", "hook_name"}) {
            metadata.put(key, "unknown");
        }
        metadata.put("hook_head_index", null);
        metadata.put("context_size", null);
        metadata.put("prepend_bos", false);
        metadata.put("dataset_path", null);
        if (origin(form, "metadata", null) instanceof Map<?, ?> kept) {
            kept.forEach((key, value) -> metadata.put(String.valueOf(key), value));
        }
        metadata.put("exporter", "echelle");
        metadata.put("echelle_architecture", form.stored().architecture());
        Optional.of(trainedK(form)).filter(k -> k > 0).ifPresent(k -> metadata.put("echelle_k", k));
        return metadata;
    }

    /** The tensors of a folder or a named file. */
    static Weights weights(Source source) {
        return source.required(WEIGHTS, "sae.safetensors", "sae_weights.pt");
    }
}
