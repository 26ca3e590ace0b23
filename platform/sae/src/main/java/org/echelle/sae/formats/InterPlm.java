package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.echelle.sae.PlainForm;
import org.echelle.torch.ElementType;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchZipWriter;
import org.echelle.torch.Weights;

/**
 * InterPLM (proteins): {@code ae_normalized.pt}, {@code ae_unnormalized.pt} or, since 2025, {@code ae.pt} with
 * {@code activation_rescale_factor}; dictionary_learning's names otherwise. Its {@code config.yaml} asks for Python objects; here it
 * is only searched for the kind's name. Source: {@code interplm/sae/dictionary.py}.
 */
final class InterPlm extends ForeignFormat {
    private static final String RESCALE = "activation_rescale_factor";
    private static final String SQRT = "normalize_to_sqrt_d";
    private static final String[] FILES = {"ae.pt", "ae_normalized.pt", "ae_unnormalized.pt"};
    private static final Pattern KIND = Pattern.compile("(?i)(batch_?top_?k|top_?k|jump_?relu)");

    @Override
    public String name() {
        return "interplm";
    }

    @Override
    public String layout() {
        return "ae.pt with activation_rescale_factor and normalize_to_sqrt_d, or ae_normalized.pt / ae_unnormalized.pt (encoder.weight [n, d], decoder.weight [d, n], bias)";
    }

    static boolean hasItsNames(Source source) {
        return source.weights(FILES)
                .filter(w -> w.names().contains(RESCALE)
                        || w.names().contains(SQRT)
                        || String.valueOf(w.path().getFileName()).matches("ae_(un)?normalized\\.pt"))
                .isPresent();
    }

    @Override
    boolean fits(Source source) {
        return hasItsNames(source)
                && source.required(FILES)
                        .names()
                        .containsAll(Set.of("encoder.weight", "encoder.bias", "decoder.weight"));
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required(FILES);
        Draft draft = new Draft(name(), weights, "encoder.weight", false, "decoder.weight", true);
        String kind = settings.architecture().orElseGet(() -> kind(source));
        if (draft.has("b_dec")) {
            draft.biases("encoder.bias", "b_dec");
            int k = settings.k().orElseGet(() -> draft.has("k") ? (int) draft.number("k") : 0);
            double threshold =
                    settings.threshold().orElseGet(() -> draft.has("threshold") ? draft.number("threshold") : -1);
            boolean batch = kind.contains("batch") && threshold >= 0;
            if (kind.isEmpty()) {
                batch = threshold >= 0;
                draft.note("Nothing says whether this is TopK or BatchTopK; read as " + (batch ? "BatchTopK" : "TopK")
                        + ", as its threshold is " + threshold
                        + ". Say --architecture topk or batch-topk if it is otherwise.");
            }
            if (batch) {
                draft.batchTopk(k, threshold);
            } else {
                draft.topk(k);
                draft.origin("threshold", threshold);
            }
        } else if (draft.has("bias")) {
            draft.biases("encoder.bias", "bias").relu();
        } else {
            draft.biases("encoder.bias", "decoder.bias").withoutInputBias();
            if (draft.has("threshold")) {
                draft.jumprelu(draft.vector("threshold", draft.features()));
            } else {
                draft.relu();
            }
        }
        if (draft.has(SQRT) && draft.number(SQRT) != 0) {
            draft.rowScaling("constant-norm");
        }
        if (draft.has(RESCALE)) {
            HostTensor factor = draft.vector(RESCALE, draft.features());
            draft.put("interplm." + RESCALE, factor);
            if (!Vectors.allAre(factor.toFloats(), 1)) {
                draft.note(
                        "Features keep the scale of training; InterPLM's pages divide them by activation_rescale_factor, the"
                                + " largest value on a reference set, which is kept beside them.");
            }
        } else {
            String file = String.valueOf(weights.path().getFileName());
            boolean rescaled = file.equals("ae_normalized.pt");
            draft.fact("feature-scale", rescaled ? "largest value on a reference set is 1" : "as trained");
            draft.origin("file", file);
            draft.note(
                    rescaled
                            ? "In ae_normalized.pt every feature's largest value on a reference set is 1; ae_unnormalized.pt of the same"
                                    + " layer has other feature values and the same reconstruction."
                            : "Features have the scale of training (" + file
                                    + "), not that of InterPLM's ae_normalized.pt.");
        }
        return draft.done();
    }

    private static String kind(Source source) {
        var found = KIND.matcher(source.text("config.yaml"));
        return found.find() ? found.group().toLowerCase(Locale.ROOT).replace("_", "") : "";
    }

    @Override
    Export export(PlainForm form) {
        requireAutoencoder(form);
        if (form.rowScaling().equals("layer-norm")) {
            requirePlainRows(form);
        }
        boolean jump = form.k() == 0 && !isRelu(form) && (uniform(form).isEmpty() || trainedK(form) == 0);
        boolean selects = !jump && (form.k() > 0 || !isRelu(form));
        boolean old = !form.stored().tensors().containsKey("interplm." + RESCALE)
                && String.valueOf(origin(form, "file", "")).matches("ae_(un)?normalized\\.pt");
        String file = old && !selects && !jump ? String.valueOf(origin(form, "file", "")) : "ae.pt";
        Export export = Export.file(file, target -> {
            Map<String, HostTensor> out = new LinkedHashMap<>();
            if (selects) {
                out.put("b_dec", form.outputBias());
                double kept = origin(form, "threshold", -1) instanceof Number t ? t.doubleValue() : -1;
                out.put("k", scalar(trainedK(form)));
                out.put("threshold", scalar(form.k() > 0 ? kept : uniform(form).orElseThrow()));
            } else if (!jump) {
                out.put("bias", form.outputBias());
            }
            out.put("encoder.weight", form.encoder());
            out.put("encoder.bias", jump ? biasIfNothing(form) : biasIfTied(form));
            out.put("decoder.weight", turned(form.decoder()));
            if (jump) {
                out.put("decoder.bias", form.outputBias());
                out.put("threshold", thresholds(form));
            }
            if (file.equals("ae.pt")) {
                out.put(RESCALE, form.stored().find("interplm." + RESCALE).orElse(Vectors.filled(form.features(), 1)));
                out.put(SQRT, truth(form.rowScaling().equals("constant-norm")));
            }
            TorchZipWriter.write(target, out);
        });
        if (jump ? !Vectors.zero(form.inputBias()) : !tied(form)) {
            export.note(FOLDED);
        }
        if (selects) {
            export.note("InterPLM's file does not say whether it is TopK or BatchTopK: load it as "
                    + (form.k() > 0 ? "TopKSAE" : "BatchTopKSAE") + ".");
        }
        return export;
    }

    private static HostTensor truth(boolean value) {
        return new HostTensor(
                ElementType.BOOL, new long[0], java.nio.ByteBuffer.wrap(new byte[] {(byte) (value ? 1 : 0)}));
    }
}
