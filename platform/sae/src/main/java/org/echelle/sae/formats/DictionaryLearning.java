package org.echelle.sae.formats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.echelle.sae.PlainForm;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchZipWriter;
import org.echelle.torch.Weights;

/**
 * dictionary_learning: {@code ae.pt}, a state dict whose names say the class, and {@code config.json}. Its linear layers hold
 * {@code [n, d]} and {@code [d, n]}, its bare parameters the transposes. Source: {@code dictionary.py} and {@code trainers/*.py}.
 *
 * <p>A saved dictionary takes raw rows: biases and threshold were scaled when it was saved, but not in a backup of a training
 * (key {@code ae}), where {@code norm_factor} lies beside it.
 */
final class DictionaryLearning extends ForeignFormat {
    private static final String WEIGHTS = "ae.pt";
    private static final String CONFIG = "config.json";

    @Override
    public String name() {
        return "dictionary_learning";
    }

    @Override
    public String layout() {
        return "ae.pt (encoder.weight [n, d], decoder.weight [d, n], ... or W_enc, W_dec with threshold) and config.json (trainer.dict_class)";
    }

    @Override
    boolean fits(Source source) {
        if (source.has(SaeLens.CONFIG) || InterPlm.hasItsNames(source)) {
            return false;
        }
        boolean config = !dictClass(source).isEmpty();
        return source.weights(WEIGHTS)
                .filter(w -> {
                    Set<String> names = w.names();
                    boolean linear = names.containsAll(Set.of("encoder.weight", "decoder.weight"))
                            && (names.contains("gate_bias")
                                    || (names.contains("encoder.bias")
                                            && (names.contains("bias")
                                                    || names.contains("b_dec")
                                                    || (config && names.contains("decoder.bias")))));
                    boolean bare = names.containsAll(Set.of("W_enc", "W_dec", "b_enc", "b_dec", "threshold"))
                            && w.format().startsWith("torch")
                            && source.header().isEmpty()
                            && (config
                                    || names.contains("group_sizes")
                                    || w.tensor("threshold").elements() > 1);
                    return linear || bare;
                })
                .isPresent();
    }

    private static String dictClass(Source source) {
        return Source.text(source.json(CONFIG), "trainer.dict_class", "");
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required(WEIGHTS);
        boolean linear = weights.names().contains("encoder.weight");
        Draft draft = linear
                ? new Draft(name(), weights, "encoder.weight", false, "decoder.weight", true)
                : new Draft(name(), weights, "W_enc", true, "W_dec", false);
        Object trainer = source.json(CONFIG).get("trainer");
        if (trainer != null) {
            draft.origin("trainer", trainer);
        }
        if (draft.has("gate_bias")) {
            gated(draft);
        } else if (!linear) {
            bare(draft, source, settings);
        } else if (draft.has("b_dec")) {
            draft.biases("encoder.bias", "b_dec");
            selected(draft, source, settings);
        } else if (draft.has("bias")) {
            draft.biases("encoder.bias", "bias").relu();
        } else {
            draft.biases("encoder.bias", "decoder.bias").withoutInputBias().relu();
        }
        if (weights.facts().get("norm_factor") instanceof Number s && s.doubleValue() != 1) {
            unscaled(draft, s.doubleValue());
        }
        Extras.centre(draft);
        return draft.done();
    }

    private static void gated(Draft draft) {
        int n = draft.features();
        draft.put("b_enc", Vectors.filled(n, 0))
                .put("b_dec", draft.vector("decoder_bias", draft.width()))
                .put("b_gate", draft.vector("gate_bias", n))
                .put("b_mag", draft.vector("mag_bias", n))
                .put("r_mag", draft.vector("r_mag", n))
                .fact("architecture", "gated");
    }

    /** TopK or BatchTopK: only the config tells. */
    private static void selected(Draft draft, Source source, ImportSettings settings) {
        int k = settings.k().orElseGet(() -> draft.has("k") ? (int) draft.number("k") : 0);
        double threshold =
                settings.threshold().orElseGet(() -> draft.has("threshold") ? draft.number("threshold") : -1);
        String kind = settings.architecture().orElse(dictClass(source));
        boolean batch = kind.toLowerCase(java.util.Locale.ROOT).replace("-", "").contains("batchtopk");
        if (kind.isEmpty()) {
            batch = threshold >= 0;
            if (batch) {
                draft.note("No config says whether this is TopK or BatchTopK; as it has a threshold ("
                        + (float) threshold + ") it is read as BatchTopK. If it is TopK, say --architecture topk.");
            }
        }
        if (batch && threshold < 0) {
            draft.note("The threshold was never measured (it is negative), so the k largest are kept, as in training.");
            batch = false;
        }
        if (batch) {
            draft.batchTopk(k, threshold);
        } else {
            draft.topk(k);
            if (threshold >= 0) {
                draft.origin("threshold", threshold);
            }
        }
    }

    private static void bare(Draft draft, Source source, ImportSettings settings) {
        draft.biases("b_enc", "b_dec");
        if (draft.has("threshold") && draft.raw("threshold").elements() == draft.features() && !draft.has("k")) {
            draft.withoutInputBias()
                    .jumprelu(draft.vector("threshold", draft.features()))
                    .note(
                            "Whether b_dec was subtracted from the rows is not saved; the program's default, no, was taken.");
            return;
        }
        selected(draft, source, settings);
        if (draft.has("group_sizes")) {
            List<Long> prefixes = new ArrayList<>();
            long sum = 0;
            for (long size : draft.raw("group_sizes").toLongs()) {
                sum += size;
                prefixes.add(sum);
            }
            draft.fact("prefixes", prefixes);
            if ("batch-topk".equals(draft.fact("architecture"))) {
                draft.fact("architecture", "matryoshka");
            }
        }
    }

    /** A backup of a training: biases and threshold are in units of the norm. */
    private static void unscaled(Draft draft, double s) {
        for (String name : new String[] {"b_enc", "b_dec", "b_gate", "b_mag", "threshold"}) {
            if (draft.tensor(name) != null) {
                draft.put(name, Vectors.tensor(Vectors.map(Vectors.doubles(draft.tensor(name)), v -> v * s)));
            }
        }
        if (draft.fact("threshold") instanceof Number t && t.doubleValue() >= 0) {
            draft.fact("threshold", t.doubleValue() * s);
        }
        draft.note("This is a backup of a training, in units of the norm " + s
                + "; biases and threshold were multiplied by it, so that raw rows are taken.");
    }

    @Override
    Export export(PlainForm form) {
        requirePlainRows(form);
        requireAutoencoder(form);
        boolean gated = form.stored().find("r_mag").isPresent() && tied(form);
        boolean matryoshka = form.stored().architecture().equals("matryoshka")
                && !prefixes(form).isEmpty();
        int k = trainedK(form);
        String kind = gated
                ? "GatedAutoEncoder"
                : form.k() > 0
                        ? "AutoEncoderTopK"
                        : isRelu(form) && !selects(form)
                                ? (tied(form) ? "AutoEncoder" : "AutoEncoderNew")
                                : uniform(form).isPresent() && k > 0
                                        ? (matryoshka ? "MatryoshkaBatchTopKSAE" : "BatchTopKSAE")
                                        : "JumpReluAutoEncoder";
        Export export = Export.folder(folder -> {
            TorchZipWriter.write(folder.resolve(WEIGHTS), tensors(form, kind));
            Export.json(folder.resolve(CONFIG), config(form, kind));
        });
        boolean none = kind.equals("JumpReluAutoEncoder") || kind.equals("AutoEncoderNew");
        if (none ? !Vectors.zero(form.inputBias()) : !tied(form)) {
            export.note(FOLDED);
        }
        return export;
    }

    /** Trained to a number of features a row. */
    private static boolean selects(PlainForm form) {
        return form.stored().architecture().equals("batch-topk")
                || form.stored().architecture().equals("matryoshka")
                || form.stored().architecture().equals("jumprelu");
    }

    private static Map<String, HostTensor> tensors(PlainForm form, String kind) {
        Map<String, HostTensor> out = new LinkedHashMap<>();
        switch (kind) {
            case "GatedAutoEncoder" -> {
                out.put("decoder_bias", form.outputBias());
                out.put("r_mag", form.stored().tensor("r_mag"));
                out.put("gate_bias", form.stored().tensor("b_gate"));
                out.put("mag_bias", form.stored().tensor("b_mag"));
                out.put("encoder.weight", form.stored().encoder());
                out.put("decoder.weight", turned(form.decoder()));
            }
            case "AutoEncoder" -> {
                out.put("bias", form.outputBias());
                linear(form, biasIfTied(form), out);
            }
            case "AutoEncoderNew" -> {
                linear(form, biasIfNothing(form), out);
                out.put("decoder.bias", form.outputBias());
            }
            case "AutoEncoderTopK", "BatchTopKSAE" -> {
                out.put("b_dec", form.outputBias());
                out.put("k", scalar(trainedK(form)));
                double kept = origin(form, "threshold", -1) instanceof Number t ? t.doubleValue() : -1;
                out.put("threshold", scalar(form.k() > 0 ? kept : uniform(form).orElseThrow()));
                linear(form, biasIfTied(form), out);
            }
            case "MatryoshkaBatchTopKSAE" -> {
                out.put("W_enc", turned(form.encoder()));
                out.put("b_enc", biasIfTied(form));
                out.put("W_dec", form.decoder());
                out.put("b_dec", form.outputBias());
                out.put("k", scalar(trainedK(form)));
                out.put("threshold", scalar(uniform(form).orElseThrow()));
                out.put("group_sizes", sizes(prefixes(form)));
            }
            default -> {
                out.put("W_enc", turned(form.encoder()));
                out.put("b_enc", biasIfNothing(form));
                out.put("W_dec", form.decoder());
                out.put("b_dec", form.outputBias());
                out.put("threshold", thresholds(form));
            }
        }
        return out;
    }

    private static void linear(PlainForm form, HostTensor bias, Map<String, HostTensor> out) {
        out.put("encoder.weight", form.encoder());
        out.put("encoder.bias", bias);
        out.put("decoder.weight", turned(form.decoder()));
    }

    /** Ends of the nested dictionaries, the last one n. */
    private static List<Long> prefixes(PlainForm form) {
        Object told = Optional.ofNullable(form.stored().facts().get("prefixes"))
                .or(() -> Optional.ofNullable(form.stored().facts().get("training"))
                        .map(t -> t instanceof Map<?, ?> m ? m.get("prefixes") : null))
                .orElse(List.of());
        List<Long> out = new ArrayList<>();
        if (told instanceof List<?> list) {
            list.forEach(item -> out.add(item instanceof Number n ? n.longValue() : -1L));
        }
        long last = 0;
        for (long end : out) {
            if (end <= last) {
                return List.of();
            }
            last = end;
        }
        return last == form.features() ? out : List.of();
    }

    private static HostTensor sizes(List<Long> prefixes) {
        long[] sizes = new long[prefixes.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = prefixes.get(i) - (i == 0 ? 0L : prefixes.get(i - 1));
        }
        return HostTensor.ofLongs(sizes, sizes.length);
    }

    private static Map<String, Object> config(PlainForm form, String kind) {
        Map<String, Object> trainer = new LinkedHashMap<>();
        if (origin(form, "trainer", null) instanceof Map<?, ?> kept) {
            kept.forEach((key, value) -> trainer.put(String.valueOf(key), value));
        }
        trainer.put("dict_class", kind);
        trainer.put("activation_dim", form.width());
        trainer.put("dict_size", form.features());
        if (trainedK(form) > 0) {
            trainer.put("k", trainedK(form));
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("trainer", trainer);
        config.put(
                "exporter",
                Map.of("name", "echelle", "architecture", form.stored().architecture()));
        return config;
    }
}
