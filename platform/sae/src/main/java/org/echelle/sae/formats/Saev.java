package org.echelle.sae.formats;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchZipWriter;
import org.echelle.torch.Weights;

/**
 * saev (vision): {@code sae.pt}, a line of JSON with the config and a state dict behind it. Nothing is subtracted from a row before it
 * is encoded. Source: {@code src/saev/nn/modeling.py}, schemas 1 to 5.
 */
final class Saev extends ForeignFormat {
    private static final String WEIGHTS = "sae.pt";
    private static final String THRESHOLD = "activation.threshold";

    @Override
    public String name() {
        return "saev";
    }

    @Override
    public String layout() {
        return "sae.pt: a line of JSON (schema, cfg), then a state dict (W_enc [d, n], W_dec [n, d], b_enc, b_dec)";
    }

    @Override
    boolean fits(Source source) {
        Map<String, Object> header = source.header();
        return header.containsKey("cfg") || header.containsKey("d_vit");
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required(WEIGHTS);
        Map<String, Object> header = source.header();
        if (header.isEmpty()) {
            throw new SaeException(
                    "The file " + source.path() + " has no line of JSON before its tensors, as saev writes it.");
        }
        Draft draft = new Draft(name(), weights, "W_enc", true, "W_dec", false);
        draft.biases("b_enc", "b_dec").withoutInputBias();
        String activation = activation(header);
        int k = settings.k().orElseGet(() -> Source.whole(header, "cfg.activation.params.top_k")
                .or(() -> Source.whole(header, "cfg.top_k"))
                .orElse(32));
        switch (activation) {
            case "Relu" -> draft.relu();
            case "TopK" ->
                draft.topk(Math.min(k, draft.features()))
                        .note(
                                "saev lets negative values among the k largest through; here only positive ones count, which differs"
                                        + " only where a row has fewer than k positive ones.");
            case "BatchTopK" -> {
                if (draft.has(THRESHOLD)) {
                    draft.batchTopk(k, settings.threshold().orElse(Math.max(0, draft.number(THRESHOLD))));
                } else {
                    draft.topk(Math.min(k, draft.features()))
                            .note(
                                    "This saev wrote no threshold with BatchTopK and kept the k largest of every row; so do we.");
                }
            }
            default ->
                throw new SaeException("The activation \"" + activation + "\" of " + source.path()
                        + " is not known; known are Relu, TopK and BatchTopK.");
        }
        return draft.origin("header", header).done();
    }

    /** Relu where nothing is said; in schema 1 the class stood at the top. */
    private static String activation(Map<String, Object> header) {
        String top = Source.text(header, "cls", "");
        return top.equals("TopK") || top.equals("BatchTopK") || top.equals("Relu")
                ? top
                : Source.text(header, "cfg.activation.cls", "Relu");
    }

    @Override
    Export export(PlainForm form) {
        requirePlainRows(form);
        requireAutoencoder(form);
        boolean relu = isRelu(form) && !form.stored().architecture().equals("batch-topk");
        if (form.k() == 0 && !relu && uniform(form).isEmpty()) {
            throw lost("the thresholds of single features would be lost: the format has one for all");
        }
        Export export = Export.file(WEIGHTS, file -> {
            Map<String, HostTensor> out = new LinkedHashMap<>();
            out.put("W_enc", turned(form.encoder()));
            out.put("b_enc", biasIfNothing(form));
            out.put("W_dec", form.decoder());
            out.put("b_dec", form.outputBias());
            if (form.k() == 0 && !relu) {
                out.put(THRESHOLD, scalar(uniform(form).orElseThrow()));
            }
            TorchZipWriter.write(
                    file, (Export.text(header(form, relu), false) + "\n").getBytes(StandardCharsets.UTF_8), out);
        });
        if (!Vectors.zero(form.inputBias())) {
            export.note(FOLDED);
        }
        if (form.k() == 0 && !relu && trainedK(form) == 0) {
            export.note(
                    "The threshold is written as that of a BatchTopK dictionary; its k, which plays no part in inference, is"
                            + " set to 1.");
        }
        return export;
    }

    private static Map<String, Object> header(PlainForm form, boolean relu) {
        Map<String, Object> params = new LinkedHashMap<>();
        if (!relu) {
            params.put("top_k", Math.max(1, trainedK(form)));
        }
        Map<String, Object> activation = new LinkedHashMap<>();
        activation.put("cls", relu ? "Relu" : form.k() > 0 ? "TopK" : "BatchTopK");
        activation.put("params", params);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("d_model", form.width());
        config.put("d_sae", form.features());
        config.put("activation", activation);
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("schema", 5);
        header.put("cfg", config);
        header.put("commit", "unknown");
        header.put("lib", "echelle");
        return header;
    }
}
