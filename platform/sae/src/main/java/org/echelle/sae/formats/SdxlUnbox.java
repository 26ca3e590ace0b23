package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchZipWriter;
import org.echelle.torch.Weights;

/**
 * sdxl-unbox (diffusion): {@code config.json} and {@code state_dict.pth}, OpenAI's names without its layer normalisation; rows may
 * have been standardised by {@code mean.pt} and {@code std.pt} before. Source: {@code SAE/sae.py}.
 */
final class SdxlUnbox extends ForeignFormat {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "state_dict.pth";

    @Override
    public String name() {
        return "sdxl-unbox";
    }

    @Override
    public String layout() {
        return "a folder with config.json (n_dirs_local, d_model, k) and state_dict.pth (OpenAI's tensor names), perhaps mean.pt and std.pt";
    }

    static boolean hasItsConfig(Source source) {
        return source.json(CONFIG).containsKey("n_dirs_local");
    }

    @Override
    boolean fits(Source source) {
        return hasItsConfig(source)
                && source.weights(WEIGHTS)
                        .filter(w -> w.names().containsAll(OpenAi.NAMES))
                        .isPresent();
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required(WEIGHTS);
        Draft draft = new Draft(name(), weights, "encoder.weight", false, "decoder.weight", true);
        draft.biases("latent_bias", "pre_bias");
        draft.topk(settings.k()
                .orElseGet(() -> Source.whole(source.json(CONFIG), "k").orElse(0)));
        Optional<double[]> mean = single(source, "mean.pt", draft.width());
        Optional<double[]> deviation = single(source, "std.pt", draft.width());
        if (mean.isPresent() || deviation.isPresent()) {
            double[] m = mean.orElseGet(() -> new double[draft.width()]);
            double[] s = deviation.orElseGet(() -> Vectors.map(new double[draft.width()], v -> 1));
            for (double v : s) {
                if (!(v > 0) || !Double.isFinite(v)) {
                    throw new SaeException("The file std.pt of " + source.path()
                            + " holds deviations that are not positive numbers; rows cannot be standardised by them.");
                }
            }
            draft.foldStandardisation(m, s)
                    .note(
                            "Rows were standardised by mean.pt and std.pt; both are folded into encoder, decoder and b_dec, so that"
                                    + " raw rows are taken and given.");
        }
        return draft.origin("config", source.json(CONFIG)).done();
    }

    private static Optional<double[]> single(Source source, String file, int width) {
        return source.beside(file).map(w -> {
            HostTensor tensor = w.tensor(w.names().iterator().next());
            if (tensor.elements() != width) {
                throw new SaeException(
                        "The file " + file + " has " + tensor.elements() + " numbers where " + width + " belong.");
            }
            return Vectors.doubles(tensor);
        });
    }

    @Override
    Export export(PlainForm form) {
        requirePlainRows(form);
        requireAutoencoder(form);
        if (form.k() == 0) {
            throw lost((isRelu(form)
                            ? "it would be lost that every positive activation counts"
                            : "the threshold would be lost")
                    + ": the format keeps the k largest of a row");
        }
        Export export = Export.folder(folder -> {
            Map<String, Object> tensors = new LinkedHashMap<>();
            tensors.put("pre_bias", form.outputBias());
            tensors.put("latent_bias", biasIfTied(form));
            tensors.put("stats_last_nonzero", HostTensor.ofLongs(new long[form.features()], form.features()));
            tensors.put("encoder.weight", form.encoder());
            tensors.put("decoder.weight", turned(form.decoder()));
            TorchZipWriter.write(folder.resolve(WEIGHTS), Map.of("state_dict", tensors));
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("n_dirs_local", form.features());
            config.put("d_model", form.width());
            config.put("k", form.k());
            config.put("auxk", Source.at(kept(form), "auxk").orElse(null));
            config.put(
                    "dead_steps_threshold",
                    Source.at(kept(form), "dead_steps_threshold").orElse(1_000_000));
            Export.json(folder.resolve(CONFIG), config);
        });
        if (!tied(form)) {
            export.note(FOLDED);
        }
        return export;
    }

    private static Map<String, Object> kept(PlainForm form) {
        Map<String, Object> config = new LinkedHashMap<>();
        if (origin(form, "config", null) instanceof Map<?, ?> kept) {
            kept.forEach((key, value) -> config.put(String.valueOf(key), value));
        }
        return config;
    }
}
