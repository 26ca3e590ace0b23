package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;

/**
 * What SAEBench expects of a dictionary of one's own: the tensors of its {@code BaseSAE} with atoms of length 1 (it checks), and the
 * keys of its {@code CustomSAEConfig}. Its classes subtract {@code b_dec} but for JumpReLU. Source:
 * {@code sae_bench/custom_saes/base_sae.py}, {@code custom_sae_config.py}, {@code topk_sae.py}, {@code jumprelu_sae.py}.
 */
final class SaeBench extends ForeignFormat {
    static final String MARK = "sae_bench_class";
    private static final double TOLERANCE = 1e-5;

    @Override
    public String name() {
        return "saebench";
    }

    @Override
    public String layout() {
        return "a folder with cfg.json (CustomSAEConfig's keys and sae_bench_class) and sae_weights.safetensors (W_enc [d, n], W_dec [n, d] of unit rows, b_enc, b_dec)";
    }

    @Override
    boolean fits(Source source) {
        Map<String, Object> config = source.json(SaeLens.CONFIG);
        return config.containsKey("d_sae") && config.containsKey(MARK);
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        ImportedDictionary read = SaeLensReader.read(name(), source, settings);
        for (double norm : Matrix.of(read.dictionary().decoder()).rowNorms()) {
            if (Math.abs(norm - 1) > TOLERANCE) {
                throw new SaeException("The atoms of " + source.path() + " do not have length 1 (one has " + norm
                        + "), which SAEBench demands; read it with --from saelens.");
            }
        }
        return read;
    }

    @Override
    Export export(PlainForm form) {
        requirePlainRows(form);
        requireAutoencoder(form);
        double[] norms = Matrix.of(form.decoder()).rowNorms();
        boolean unit = true;
        for (double norm : norms) {
            unit &= Math.abs(norm - 1) <= TOLERANCE;
        }
        if (!unit && form.k() > 0) {
            throw lost("the atoms' lengths would be lost, and with them which features are the k = " + form.k()
                    + " largest: SAEBench demands atoms of length 1");
        }
        boolean fold = !unit;
        boolean jump = form.k() == 0 && !isRelu(form);
        Export export = Export.folder(folder -> {
            double[] by = Vectors.map(norms, v -> fold ? Math.max(v, 1e-8) : 1);
            HostTensor bias = jump ? biasIfNothing(form) : biasIfTied(form);
            Matrix encoder = Matrix.of(form.encoder());
            Map<String, HostTensor> out = new LinkedHashMap<>();
            out.put(
                    "W_enc",
                    (fold ? encoder.scaleRows(by) : encoder).transposed().tensor());
            out.put("b_enc", fold ? Vectors.tensor(Vectors.product(Vectors.doubles(bias), by)) : bias);
            out.put(
                    "W_dec",
                    fold
                            ? Matrix.of(form.decoder())
                                    .scaleRows(Vectors.map(by, v -> 1 / v))
                                    .tensor()
                            : form.decoder());
            out.put("b_dec", form.outputBias());
            if (jump) {
                out.put(
                        "threshold",
                        fold
                                ? Vectors.tensor(Vectors.product(Vectors.doubles(thresholds(form)), by))
                                : thresholds(form));
            }
            SafetensorsWriter.write(folder.resolve(SaeLens.WEIGHTS), out, Map.of("format", "pt"));
            Export.json(folder.resolve(SaeLens.CONFIG), config(form, jump));
        });
        if (jump ? !Vectors.zero(form.inputBias()) : !tied(form)) {
            export.note(FOLDED);
        }
        if (fold) {
            export.note("Atoms are brought to length 1, as SAEBench demands, and features take up their old length.");
        }
        return export;
    }

    private static Map<String, Object> config(PlainForm form, boolean jump) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_name", "unknown");
        config.put("d_in", form.width());
        config.put("d_sae", form.features());
        config.put("hook_layer", 0);
        config.put("hook_name", "unknown");
        config.put("context_size", null);
        config.put("hook_head_index", null);
        config.put("architecture", jump ? "jumprelu" : form.k() > 0 ? "topk" : "standard");
        config.put("apply_b_dec_to_input", !jump);
        config.put("finetuning_scaling_factor", false);
        config.put("activation_fn_str", form.k() > 0 ? "topk" : "relu");
        config.put("activation_fn_kwargs", form.k() > 0 ? Map.of("k", form.k()) : Map.of());
        config.put("prepend_bos", false);
        config.put("normalize_activations", "none");
        config.put("dtype", "float32");
        config.put("device", "cpu");
        config.put("model_from_pretrained_kwargs", Map.of());
        config.put("dataset_path", "");
        config.put("seqpos_slice", java.util.Collections.singletonList(null));
        config.put("training_tokens", 0);
        config.put("sae_lens_training_version", null);
        config.put("neuronpedia_id", null);
        if (origin(form, "metadata", null) instanceof Map<?, ?> kept) {
            kept.forEach((key, value) -> {
                if (config.containsKey(String.valueOf(key))) {
                    config.put(String.valueOf(key), value);
                }
            });
        }
        config.put(MARK, jump ? "JumpReluSAE" : form.k() > 0 ? "TopKSAE" : "ReluSAE");
        return config;
    }
}
