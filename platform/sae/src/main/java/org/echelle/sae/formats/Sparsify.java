package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;

/**
 * EleutherAI's sparsify: {@code cfg.json} and {@code sae.safetensors}, a folder a hook point; autoencoders, transcoders and skip
 * connections, always with the k largest. {@code b_dec} is subtracted unless it is a transcoder. Source:
 * {@code sparsify/sparse_coder.py}, {@code fused_encoder.py}.
 */
class Sparsify extends ForeignFormat {
    /** Keeps the largest of each of k groups of features that follow one another. */
    private static final String GROUP_MAX = "groupmax";

    static final String CONFIG = "cfg.json";
    static final String WEIGHTS = "sae.safetensors";

    @Override
    public String name() {
        return "sparsify";
    }

    @Override
    public String layout() {
        return "a folder with cfg.json (d_in, k, expansion_factor or num_latents) and sae.safetensors (encoder.weight [n, d], encoder.bias, W_dec [n, d], b_dec)";
    }

    @Override
    boolean fits(Source source) {
        return lookAlike(source) && !SaeUron.hasItsKeys(source);
    }

    /** Of this layout, which others have taken over. */
    static boolean lookAlike(Source source) {
        Map<String, Object> config = source.json(CONFIG);
        return config.containsKey("d_in")
                && config.containsKey("k")
                && source.weights(WEIGHTS)
                        .filter(w -> w.names().containsAll(Set.of("encoder.weight", "encoder.bias", "b_dec")))
                        .isPresent();
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        return draft(name(), source, settings).done();
    }

    static Draft draft(String format, Source source, ImportSettings settings) {
        Map<String, Object> config = source.json(CONFIG);
        if (config.isEmpty()) {
            throw new SaeException(
                    "There is no cfg.json in " + source.path() + ", which says k; name the dictionary's folder.");
        }
        String activation = Source.text(config, "activation", "topk");
        if (!activation.equals("topk") && !activation.equals(GROUP_MAX)) {
            throw new SaeException("The activation \"" + activation + "\" of " + source.path()
                    + " is not known; known are topk and groupmax.");
        }
        Weights weights = source.required(WEIGHTS);
        if (!weights.names().contains("W_dec")) {
            throw new SaeException(weights.path() + " has no W_dec: the dictionary was saved without its decoder.");
        }
        boolean transcode = Source.truth(config, "transcode", false);
        Draft draft = new Draft(format, weights, "encoder.weight", false, "W_dec", false);
        draft.biases("encoder.bias", "b_dec");
        int k = settings.k().orElseGet(() -> Source.whole(config, "k").orElse(0));
        draft.topk(k);
        if (activation.equals(GROUP_MAX)) {
            if (draft.features() % k != 0) {
                throw new SaeException("The " + draft.features() + " features of " + source.path()
                        + " cannot be divided into the k = " + k + " groups that groupmax keeps the largest of.");
            }
            draft.fact(StoredDictionary.SELECTION, StoredDictionary.GROUPS);
        }
        if (transcode) {
            draft.withoutInputBias().fact("architecture", "transcoder");
        }
        if (draft.has("W_skip")) {
            draft.put("skip", Matrix.of(draft.raw("W_skip")).tensor()).fact("architecture", "skip-transcoder");
            if (!transcode) {
                draft.put("b_in", draft.tensor("b_dec"));
            }
        }
        if (Source.truth(config, "signed", false)) {
            throw new SaeException("The dictionary of " + source.path()
                    + " is recognised but not read: its codes are signed, and ours are not.");
        }
        return draft.origin("config", config);
    }

    @Override
    Optional<Export> exportOwn(StoredDictionary dictionary) {
        if (!dictionary.keepsOneOfEachGroup() || dictionary.pursuit().isPresent() || !name().equals("sparsify")) {
            return Optional.empty();
        }
        Map<String, Object> facts = new LinkedHashMap<>(dictionary.facts());
        facts.remove(StoredDictionary.SELECTION);
        PlainForm form = PlainForm.of(new StoredDictionary(dictionary.tensors(), facts));
        requirePlainRows(form);
        return Optional.of(written(form, Map.of("activation", GROUP_MAX)));
    }

    @Override
    Export export(PlainForm form) {
        requirePlainRows(form);
        return written(form, Map.of());
    }

    /** @param more keys of the config that sparsify does not have */
    final Export written(PlainForm form, Map<String, Object> more) {
        if (form.k() == 0) {
            throw lost(
                    isRelu(form)
                            ? "it would be lost that every positive activation counts: the format keeps the k largest of a row"
                            : "the threshold would be lost: the format keeps the k largest of a row");
        }
        boolean transcode = form.stored().architecture().equals("transcoder")
                || (form.stored().architecture().equals("skip-transcoder") && Vectors.zero(form.inputBias()));
        if (form.width() != form.outputWidth()) {
            throw lost("the output's width " + form.outputWidth()
                    + " would be lost: the format has the one width d_in = " + form.width());
        }
        Export export = Export.folder(folder -> {
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            tensors.put("encoder.weight", form.encoder());
            tensors.put("encoder.bias", transcode ? biasIfNothing(form) : biasIfTied(form));
            tensors.put("W_dec", form.decoder());
            tensors.put("b_dec", form.outputBias());
            form.skip().ifPresent(skip -> tensors.put("W_skip", skip));
            SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
            Export.json(folder.resolve(CONFIG), config(form, transcode, more));
        });
        if (transcode ? !Vectors.zero(form.inputBias()) : !tied(form)) {
            export.note(FOLDED);
        }
        return export;
    }

    private static Map<String, Object> config(PlainForm form, boolean transcode, Map<String, Object> more) {
        Map<String, Object> config = new LinkedHashMap<>();
        if (origin(form, "config", null) instanceof Map<?, ?> kept) {
            kept.forEach((key, value) -> config.put(String.valueOf(key), value));
        }
        config.put("activation", "topk");
        config.put("expansion_factor", Math.max(1, form.features() / form.width()));
        config.put("normalize_decoder", unit(form));
        config.put("num_latents", form.features());
        config.put("k", form.k());
        config.putIfAbsent("multi_topk", false);
        config.put("skip_connection", form.skip().isPresent());
        config.put("transcode", transcode);
        config.put("d_in", form.width());
        config.putAll(more);
        return config;
    }

    private static boolean unit(PlainForm form) {
        for (double norm : Matrix.of(form.decoder()).rowNorms()) {
            if (Math.abs(norm - 1) > 1e-3) {
                return false;
            }
        }
        return true;
    }
}
