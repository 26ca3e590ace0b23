package org.echelle.sae.formats;

import java.util.Map;
import org.echelle.sae.PlainForm;

/**
 * SAeUron (diffusion): sparsify's layout with keys of its own. Whatever it was trained with, its loader keeps the k largest of every
 * patch. {@code input_unit_norm} is layer normalisation of every row. Source: {@code SAE/sae.py}, {@code SAE/config.py}.
 */
final class SaeUron extends Sparsify {
    @Override
    public String name() {
        return "saeuron";
    }

    @Override
    public String layout() {
        return "sparsify's cfg.json and sae.safetensors, the config with input_unit_norm, batch_topk, sample_topk";
    }

    static boolean hasItsKeys(Source source) {
        Map<String, Object> config = source.json(CONFIG);
        return config.containsKey("input_unit_norm")
                || config.containsKey("sample_topk")
                || config.containsKey("batch_topk");
    }

    @Override
    boolean fits(Source source) {
        return lookAlike(source) && hasItsKeys(source);
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Draft draft = draft(name(), source, settings);
        Map<String, Object> config = source.json(CONFIG);
        if (Source.truth(config, "input_unit_norm", false)) {
            draft.rowScaling("layer-norm");
        }
        if (Source.truth(config, "batch_topk", false)) {
            draft.note(
                    "It was trained with the k largest of a batch; SAeUron reads it with the k largest of every row, and so"
                            + " do we.");
        }
        return draft.done();
    }

    @Override
    Export export(PlainForm form) {
        requireAutoencoder(form);
        if (form.rowScaling().equals("constant-norm")) {
            requirePlainRows(form);
        }
        return written(
                form,
                Map.of(
                        "input_unit_norm",
                        form.rowScaling().equals("layer-norm"),
                        "batch_topk",
                        false,
                        "sample_topk",
                        origin(form, "sample_topk", false)));
    }
}
