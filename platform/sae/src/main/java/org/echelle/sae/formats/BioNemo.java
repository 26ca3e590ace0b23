package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchZipWriter;
import org.echelle.torch.Weights;

/**
 * NVIDIA BioNeMo's sparse autoencoders: a checkpoint with {@code model_state_dict}, {@code input_dim}, {@code hidden_dim} and
 * {@code model_config}; OpenAI's tensor names, per-row standardisation as an option. Its decoder is normalised along the wrong axis,
 * so atoms have any length. Source: {@code sae/src/sae/architectures/topk.py}, {@code relu_l1.py}.
 */
final class BioNemo extends ForeignFormat {
    private static final Set<String> NAMES = OpenAi.NAMES;

    @Override
    public String name() {
        return "bionemo";
    }

    @Override
    public String layout() {
        return "one .pt checkpoint with model_state_dict (OpenAI's tensor names), input_dim, hidden_dim and model_config";
    }

    static boolean hasItsFacts(Weights weights) {
        return weights.facts().containsKey("hidden_dim")
                || weights.facts().keySet().stream().anyMatch(k -> k.startsWith("model_config."));
    }

    @Override
    boolean fits(Source source) {
        return source.weights()
                .filter(w -> w.names().containsAll(NAMES) && hasItsFacts(w))
                .isPresent();
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required("checkpoint.pt");
        Map<String, Object> facts = weights.facts();
        Draft draft = new Draft(name(), weights, "encoder.weight", false, "decoder.weight", true);
        draft.biases("latent_bias", "pre_bias");
        boolean topk = facts.containsKey("model_config.top_k") || settings.k().isPresent();
        boolean normalised = !Boolean.FALSE.equals(facts.getOrDefault("model_config.normalize_input", true));
        if (topk) {
            draft.topk(settings.k()
                    .orElseGet(() -> facts.get("model_config.top_k") instanceof Number n ? n.intValue() : 0));
            if (normalised) {
                draft.rowScaling("layer-norm")
                        .note(
                                "Rows are standardised with 1e-5 added to the deviation where BioNeMo adds 1e-8; this shows only"
                                        + " for rows that are nearly constant.");
            }
        } else if (facts.containsKey("model_config.l1_coeff") && normalised) {
            throw new SaeException("The ReLU dictionary of " + weights.path()
                    + " is recognised but not read: it brings rows to length 1 after pre_bias was taken off and never undoes"
                    + " it, which no dictionary of ours does.");
        } else {
            draft.relu();
        }
        return draft.done();
    }

    @Override
    Export export(PlainForm form) {
        requireAutoencoder(form);
        boolean layerNorm = form.rowScaling().equals("layer-norm");
        if (!layerNorm || form.k() == 0) {
            requirePlainRows(form);
        }
        if (form.k() == 0 && !isRelu(form)) {
            throw lost("the threshold would be lost: the format knows ReLU and the k largest");
        }
        Export export = Export.file("checkpoint.pt", file -> {
            Map<String, Object> tensors = new LinkedHashMap<>();
            tensors.put("pre_bias", form.outputBias());
            tensors.put("latent_bias", biasIfTied(form));
            tensors.put("stats_last_nonzero", HostTensor.ofLongs(new long[form.features()], form.features()));
            tensors.put("encoder.weight", form.encoder());
            tensors.put("decoder.weight", turned(form.decoder()));
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("input_dim", form.width());
            config.put("hidden_dim", form.features());
            if (form.k() > 0) {
                config.put("top_k", form.k());
            }
            config.put("normalize_input", layerNorm);
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("model_state_dict", tensors);
            content.put("global_step", 0);
            content.put("epoch", 0);
            content.put("input_dim", form.width());
            content.put("hidden_dim", form.features());
            content.put("model_config", config);
            TorchZipWriter.write(file, content);
        });
        if (!tied(form)) {
            export.note(FOLDED);
        }
        return export;
    }
}
