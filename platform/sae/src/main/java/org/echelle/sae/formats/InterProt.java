package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;

/**
 * InterProt (proteins): {@code w_enc [d, n]}, {@code w_dec [n, d]}, {@code b_enc}, {@code b_pre} in one file; rows layer-normalised,
 * k largest, k not in the file. Its decoder was normalised along the wrong axis, so atoms have any length. Source:
 * {@code interprot/sae_model.py}.
 */
final class InterProt extends ForeignFormat {
    @Override
    public String name() {
        return "interprot";
    }

    @Override
    public String layout() {
        return "one .safetensors or .pth file (w_enc [d, n], w_dec [n, d], b_enc, b_pre); k is not in it";
    }

    @Override
    boolean fits(Source source) {
        return source.weights()
                .filter(w -> w.names().containsAll(Set.of("w_enc", "w_dec", "b_enc", "b_pre")))
                .isPresent();
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required("sae.safetensors");
        Draft draft = new Draft(name(), weights, "w_enc", true, "w_dec", false);
        draft.biases("b_enc", "b_pre");
        int k = settings.k().orElseGet(() -> told(weights)
                .orElseThrow(() -> new SaeException("The file " + weights.path()
                        + " does not say how many features of a row InterProt keeps; give it with --k (its published"
                        + " dictionaries were trained with 64).")));
        return draft.topk(k).rowScaling("layer-norm").done();
    }

    private static Optional<Integer> told(Weights weights) {
        for (String key : new String[] {"k", "hyper_parameters.k", "hyper_parameters.sae_k"}) {
            Object value = weights.facts().get(key);
            if (value != null && String.valueOf(value).matches("\\d{1,9}")) {
                return Optional.of(Integer.valueOf(String.valueOf(value)));
            }
        }
        return Optional.empty();
    }

    @Override
    Export export(PlainForm form) {
        requireAutoencoder(form);
        if (form.k() == 0) {
            throw lost((isRelu(form)
                            ? "it would be lost that every positive activation counts"
                            : "the threshold would be lost")
                    + ": the format keeps the k largest of a row");
        }
        if (!form.rowScaling().equals("layer-norm")) {
            throw lost("it would be lost that rows are not layer-normalised: the format always does so");
        }
        Export export = Export.file("sae.safetensors", file -> {
            Map<String, HostTensor> out = new LinkedHashMap<>();
            out.put("w_enc", turned(form.encoder()));
            out.put("w_dec", form.decoder());
            out.put("b_enc", biasIfTied(form));
            out.put("b_pre", form.outputBias());
            out.put("stats_last_nonzero", HostTensor.ofLongs(new long[form.features()], form.features()));
            SafetensorsWriter.write(file, out, Map.of("format", "pt", "k", Integer.toString(form.k())));
        });
        if (!tied(form)) {
            export.note(FOLDED);
        }
        return export.note("InterProt's file has no place for k: construct it with k = " + form.k()
                + " (kept in the file's metadata, which its reader ignores).");
    }
}
