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
 * OpenAI's sparse_autoencoder: one {@code .pt} with the tensors, the activation's name and its state. Rows are layer-normalised if
 * and only if the activation is TopK. The decoder may be stored column by column. Source: {@code sparse_autoencoder/model.py}.
 */
final class OpenAi extends ForeignFormat {
    static final Set<String> NAMES = Set.of("pre_bias", "encoder.weight", "latent_bias", "decoder.weight");

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public String layout() {
        return "one .pt file (pre_bias, encoder.weight [n, d], latent_bias, decoder.weight [d, n], activation, activation_state_dict)";
    }

    @Override
    boolean fits(Source source) {
        return !SdxlUnbox.hasItsConfig(source)
                && source.weights()
                        .filter(w -> w.names().containsAll(NAMES))
                        .filter(w -> !BioNemo.hasItsFacts(w))
                        .isPresent();
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required("autoencoder.pt");
        Draft draft = new Draft(name(), weights, "encoder.weight", false, "decoder.weight", true);
        draft.biases("latent_bias", "pre_bias");
        String activation = settings.architecture().isPresent()
                ? (settings.architecture().get().equals("topk") ? "TopK" : "ReLU")
                : String.valueOf(weights.facts().getOrDefault("activation", "ReLU"));
        Object last = weights.facts().getOrDefault("activation_state_dict.postact_fn", "ReLU");
        if (activation.equals("Identity") || last.equals("Identity")) {
            throw new SaeException("The activation Identity of " + weights.path()
                    + " is recognised but not read: it lets negative activations through, and our codes are positive.");
        }
        switch (activation) {
            case "ReLU" -> draft.relu();
            case "TopK" -> {
                int k = settings.k()
                        .orElseGet(() ->
                                weights.facts().get("activation_state_dict.k") instanceof Number n ? n.intValue() : 0);
                draft.topk(k).rowScaling("layer-norm");
            }
            default ->
                throw new SaeException("The activation \"" + activation + "\" of " + weights.path()
                        + " is not known; known are ReLU and TopK.");
        }
        for (String counter :
                new String[] {"stats_last_nonzero", "latents_activation_frequency", "latents_mean_square"}) {
            if (draft.has(counter) && draft.raw(counter).elements() == draft.features()) {
                draft.put("openai." + counter, draft.raw(counter));
            }
        }
        return draft.done();
    }

    @Override
    Export export(PlainForm form) {
        requireAutoencoder(form);
        if (form.k() > 0 && !form.rowScaling().equals("layer-norm")) {
            throw lost("it would be lost that rows are taken as they are: the format normalises every row before TopK");
        }
        if (form.k() == 0 && !form.rowScaling().equals("none")) {
            requirePlainRows(form);
        }
        if (form.k() == 0 && !isRelu(form)) {
            throw lost("the threshold would be lost: the format knows ReLU and the k largest");
        }
        Export export = Export.file("autoencoder.pt", file -> {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("pre_bias", form.outputBias());
            content.put("latent_bias", biasIfTied(form));
            content.put(
                    "stats_last_nonzero",
                    counter(
                            form,
                            "stats_last_nonzero",
                            HostTensor.ofLongs(new long[form.features()], form.features())));
            content.put(
                    "latents_activation_frequency",
                    counter(form, "latents_activation_frequency", Vectors.filled(form.features(), 1)));
            content.put(
                    "latents_mean_square", counter(form, "latents_mean_square", Vectors.filled(form.features(), 0)));
            content.put("encoder.weight", form.encoder());
            content.put("decoder.weight", turned(form.decoder()));
            content.put("activation", form.k() > 0 ? "TopK" : "ReLU");
            Map<String, Object> state = new LinkedHashMap<>();
            if (form.k() > 0) {
                state.put("k", form.k());
                state.put("postact_fn", "ReLU");
            }
            content.put("activation_state_dict", state);
            TorchZipWriter.write(file, content);
        });
        if (!tied(form)) {
            export.note(FOLDED);
        }
        return export;
    }

    private static HostTensor counter(PlainForm form, String name, HostTensor otherwise) {
        HostTensor kept = form.stored().find("openai." + name).orElse(otherwise);
        if (kept.type() == otherwise.type()) {
            return kept;
        }
        float[] values = kept.toFloats(); // our own files keep everything as floats
        long[] whole = new long[values.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (long) values[i];
        }
        return HostTensor.ofLongs(whole, whole.length);
    }
}
