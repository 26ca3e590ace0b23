package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.echelle.sae.PlainForm;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;

/**
 * {@code W_enc [d, n]}, {@code W_dec [n, d]}, {@code b_enc}, {@code b_dec} and nothing that says more, as many tutorials and research
 * scripts save their dictionaries; {@code b_dec} is subtracted from a row, and the code is its positive part. A {@code config.json} of
 * bartbussmann/BatchTopK beside it is heeded.
 */
final class BareTensors extends ForeignFormat {
    private static final String CONFIG = "config.json";
    private static final Set<String> FOUR = Set.of("W_enc", "W_dec", "b_enc", "b_dec");

    @Override
    public String name() {
        return "bare";
    }

    @Override
    public String layout() {
        return "one file with W_enc [d, n], W_dec [n, d], b_enc, b_dec and no config: ReLU is assumed unless --k or --threshold is given";
    }

    @Override
    boolean fits(Source source) {
        return !source.has(SaeLens.CONFIG)
                && source.weights("sae.pt", "sae.safetensors")
                        .filter(w -> w.names().containsAll(FOUR)
                                && !w.names().contains("threshold")
                                && !w.names().contains("group_sizes")
                                && source.header().isEmpty())
                        .isPresent();
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required("sae.pt", "sae.safetensors");
        Map<String, Object> config = source.json(CONFIG);
        Draft draft = new Draft(name(), weights, "W_enc", true, "W_dec", false);
        draft.biases("b_enc", "b_dec");
        String kind = Source.text(config, "sae_type", "");
        if (settings.threshold().isPresent()) {
            draft.batchTopk(settings.k().orElse(0), settings.threshold().getAsDouble());
        } else if (settings.k().isPresent()) {
            draft.topk(settings.k().getAsInt());
        } else if (kind.equals("topk") || kind.equals("batchtopk")) {
            draft.topk(Source.whole(config, "top_k").orElse(0));
            if (kind.equals("batchtopk")) {
                draft.note(
                        "It was trained with the k largest of a batch and has no threshold for single rows; the k largest of"
                                + " every row are kept. A threshold can be given with --threshold.");
            }
        } else {
            draft.relu()
                    .note(
                            "Nothing says what becomes a feature; every positive activation of (x - b_dec) W_enc + b_enc was"
                                    + " taken (ReLU). Say --k for top-k or --threshold for a threshold.");
        }
        if (Source.truth(config, "input_unit_norm", false)) {
            draft.rowScaling("layer-norm");
        }
        Extras.centre(draft);
        return draft.done();
    }

    @Override
    Export export(PlainForm form) {
        requirePlainRows(form);
        requireAutoencoder(form);
        if (!isRelu(form)) {
            throw lost((form.k() > 0 ? "k = " + form.k() : "the threshold")
                    + " would be lost: four bare tensors are read as ReLU");
        }
        Export export = Export.file("sae.safetensors", file -> {
            Map<String, HostTensor> out = new LinkedHashMap<>();
            out.put("W_enc", turned(form.encoder()));
            out.put("W_dec", form.decoder());
            out.put("b_enc", biasIfTied(form));
            out.put("b_dec", form.outputBias());
            SafetensorsWriter.write(file, out, Map.of("format", "pt"));
        });
        if (!tied(form)) {
            export.note(FOLDED);
        }
        return export;
    }
}
