package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.echelle.sae.PlainForm;
import org.echelle.torch.HostTensor;
import org.echelle.torch.NpzWriter;
import org.echelle.torch.Weights;

/**
 * Gemma Scope: {@code params.npz} with {@code W_enc [d, n]}, {@code W_dec [n, d]}, {@code b_enc}, {@code b_dec}, {@code threshold}; in
 * some releases in lower case. JumpReLU; nothing is subtracted from a row. Source: the release's tutorial and SAELens's loader.
 */
final class GemmaScope extends ForeignFormat {
    private static final String FILE = "params.npz";

    @Override
    public String name() {
        return "gemma-scope";
    }

    @Override
    public String layout() {
        return "params.npz (W_enc [d, n], W_dec [n, d], b_enc, b_dec, threshold [n])";
    }

    @Override
    boolean fits(Source source) {
        return source.weights(FILE)
                .filter(w -> w.format().equals("npz")
                        && (w.names().containsAll(Set.of("W_enc", "W_dec", "b_enc", "b_dec", "threshold"))
                                || w.names().containsAll(Set.of("w_enc", "w_dec", "b_enc", "b_dec", "threshold"))))
                .isPresent();
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required(FILE);
        boolean small = weights.names().contains("w_enc");
        Draft draft = new Draft(name(), weights, small ? "w_enc" : "W_enc", true, small ? "w_dec" : "W_dec", false);
        draft.biases("b_enc", "b_dec").withoutInputBias().jumprelu(draft.vector("threshold", draft.features()));
        return draft.done();
    }

    @Override
    Export export(PlainForm form) {
        requirePlainRows(form);
        requireAutoencoder(form);
        if (form.k() > 0) {
            throw lost("the choice of the k = " + form.k() + " largest would be lost: the format has thresholds only");
        }
        Export export = Export.file(FILE, file -> {
            Map<String, HostTensor> out = new LinkedHashMap<>();
            out.put("W_enc", turned(form.encoder()));
            out.put("W_dec", form.decoder());
            out.put("b_enc", biasIfNothing(form));
            out.put("b_dec", form.outputBias());
            out.put("threshold", thresholds(form));
            NpzWriter.write(file, out);
        });
        if (!Vectors.zero(form.inputBias())) {
            export.note(FOLDED);
        }
        if (form.thresholds().length == 1) {
            export.note("Every feature gets the one threshold " + form.thresholds()[0] + ".");
        }
        return export;
    }
}
