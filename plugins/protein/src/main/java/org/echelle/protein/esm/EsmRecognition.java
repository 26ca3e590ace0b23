package org.echelle.protein.esm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.echelle.nn.Parameters;
import org.echelle.protein.esm.EsmLayout.Part;
import org.echelle.protein.subject.SubjectException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/** Infers an ESM-2 from names and shapes of its parameters, its config file, and the options, the last first. */
final class EsmRecognition {
    private static final String REGRESSION = "-contact-regression.pt";

    private final Path path;
    private final Weights weights;
    private final Esm2Options options;
    private final PublishedConfig published;
    private final EsmLayout layout;
    private final String prefix;

    private EsmRecognition(
            Path path,
            Weights weights,
            Esm2Options options,
            PublishedConfig published,
            EsmLayout layout,
            String prefix) {
        this.path = path;
        this.weights = weights;
        this.options = options;
        this.published = published;
        this.layout = layout;
        this.prefix = prefix;
    }

    /**
     * Recognises a layout.
     *
     * @throws SubjectException when the names are not ESM-2's
     */
    static EsmRecognition of(Weights raw, Esm2Options options) {
        Weights weights = options.contacts() ? withRegression(raw, plain(raw)) : plain(raw);
        for (EsmLayout layout : EsmLayout.values()) {
            Optional<String> prefix = layout.prefix(weights.names());
            if (prefix.isPresent()) {
                return new EsmRecognition(raw.path(), weights, options, PublishedConfig.of(raw), layout, prefix.get());
            }
        }
        String few =
                String.join(", ", weights.names().stream().sorted().limit(6).toList());
        throw new SubjectException("The weights in " + raw.path()
                + " are named neither as Hugging Face's ESM-2 nor as fair-esm's (they begin " + few
                + "); if they are a UniRep, use kind: unirep.");
    }

    /** Names without the wrappers of training; fair-esm's also without the path to the encoder, as its own loader has it. */
    static Weights plain(Weights raw) {
        Weights weights = raw.strip("module.");
        boolean fair = weights.names().stream().anyMatch(n -> n.endsWith("self_attn_layer_norm.weight"));
        return fair ? weights.strip("encoder.sentence_encoder.", "encoder.", "sentence_encoder.") : weights;
    }

    /** fair-esm publishes the contact head in a file of its own beside the model's. */
    private static Weights withRegression(Weights raw, Weights plain) {
        Path file =
                raw.path().resolveSibling(raw.path().getFileName().toString().replaceFirst("\\.pt$", "") + REGRESSION);
        if (plain.names().contains(EsmContacts.WEIGHT) || !Files.isRegularFile(file)) {
            return plain;
        }
        Map<String, HostTensor> all = new LinkedHashMap<>();
        plain.names().forEach(n -> all.put(n, plain.tensor(n)));
        Weights regression = plain(Weights.read(file));
        regression.names().forEach(n -> all.put(n, regression.tensor(n)));
        return Weights.of(all);
    }

    Weights weights() {
        return weights;
    }

    EsmConfig config() {
        for (String name : layout.older()) {
            if (has(name)) {
                throw new SubjectException("The weights in " + path + " have " + prefix + name
                        + ", which ESM-2 lacks: they are an ESM-1b, an ESM-1v or an older model, whose positions are"
                        + " learned; this kind runs ESM-2.");
            }
        }
        published
                .text("position_embedding_type")
                .filter(t -> !t.equals("rotary"))
                .ifPresent(t -> {
                    throw new SubjectException("The config beside " + path + " says position_embedding_type: " + t
                            + "; ESM-2 has rotary positions, and this kind runs nothing else.");
                });
        long[] embedding = shape(layout.embedding(), 2);
        int tokens = EsmVocabulary.TOKENS.size();
        if (embedding[0] != tokens) {
            throw new SubjectException("The weights in " + path + " have an embedding of " + embedding[0]
                    + " tokens, but ESM-2's vocabulary has " + tokens
                    + ": tokens would stand for other residues; use weights of a published ESM-2.");
        }
        int width = (int) embedding[1];
        int layers = 0;
        while (has(layout.mark(layers))) {
            layers++;
        }
        int mlpWidth = (int) shape(layout.name(Part.MLP_IN, 0) + ".weight", 2)[0];
        OptionalInt told = published.integer("num_hidden_layers", "encoder_layers");
        if (told.isPresent() && told.getAsInt() != layers) {
            throw new SubjectException("The weights in " + path + " have " + layers + " layers, but their config says "
                    + told.getAsInt() + "; the file may be incomplete.");
        }
        String headPrefix = prefix.endsWith("esm.") ? prefix.substring(0, prefix.length() - 4) : prefix;
        boolean head = weights.names().contains(headPrefix + "lm_head.dense.weight");
        return new EsmConfig(
                layout,
                prefix,
                headPrefix,
                layers,
                width,
                heads(width),
                mlpWidth,
                published.number("layer_norm_eps").orElse(EsmConfig.NORM_EPS),
                options.tokenDropout()
                        .or(() -> published.flag("token_dropout", "token_dropout"))
                        .orElse(true),
                head,
                tied(headPrefix),
                contacts());
    }

    private int heads(int width) {
        OptionalInt told = published.integer("num_attention_heads", "encoder_attention_heads");
        int heads = options.heads().orElseGet(() -> told.orElseGet(() -> usualHeads(width)));
        if (heads < 1 || width % heads != 0 || width / heads % 2 != 0) {
            throw new SubjectException("A width of " + width + " cannot be cut into " + heads
                    + " heads of even width, which rotary positions need; correct heads.");
        }
        return heads;
    }

    /** All published sizes, 8M to 15B. */
    private int usualHeads(int width) {
        return switch (width) {
            case 320, 480, 640, 1280 -> 20;
            case 2560, 5120 -> 40;
            default ->
                throw new SubjectException("The number of attention heads of " + path
                        + " is unknown: no config lies with it and the width " + width
                        + " is none of the published models; say heads.");
        };
    }

    /** Whether the head's matrix is the embedding; a file may still hold it twice. */
    private boolean tied(String headPrefix) {
        String decoder = headPrefix + layout.decoder();
        return !weights.names().contains(decoder)
                || weights.tensor(decoder).equals(weights.tensor(prefix + layout.embedding()));
    }

    private boolean contacts() {
        if (options.contacts() && !has(EsmContacts.WEIGHT)) {
            throw new SubjectException(
                    "The weights in " + path + " have no contact head (" + prefix + EsmContacts.WEIGHT
                            + "); leave contacts out, give weights that have one, such as Hugging Face's, or put fair-esm's file NAME"
                            + REGRESSION + " beside NAME.pt.");
        }
        return options.contacts();
    }

    private boolean has(String name) {
        return weights.names().contains(prefix + name);
    }

    private long[] shape(String name, int rank) {
        if (!has(name)) {
            throw new SubjectException("The weights in " + path + " look like ESM-2 but have no parameter " + prefix
                    + name + ", so its sizes cannot be inferred; the file may be incomplete.");
        }
        long[] shape = weights.tensor(prefix + name).shape();
        if (shape.length != rank) {
            throw new SubjectException("The parameter " + prefix + name + " in " + path + " has the shape "
                    + Arrays.toString(shape) + ", which is not ESM-2's.");
        }
        return shape;
    }

    /** Lets what is not run be left over. */
    void ignore(Parameters parameters, EsmConfig config) {
        Parameters trunk = parameters.at(prefix);
        trunk.ignore(layout.buffers().toArray(String[]::new));
        trunk.ignore("pooler.*");
        if (!config.contacts()) {
            trunk.ignore("contact_head.*");
        }
        parameters.ignore(config.headPrefix() + "classifier.*");
        if (config.tied()) {
            parameters.ignore(config.headPrefix() + layout.decoder());
        }
    }

    /** Heads in the file that are not run, in words. */
    List<String> notRun(EsmConfig config) {
        List<String> heads = new ArrayList<>();
        if (any(prefix + "contact_head.") && !config.contacts()) {
            heads.add("contact head (contacts: true runs it)");
        }
        if (any(prefix + "pooler.")) {
            heads.add("pooler");
        }
        if (any(config.headPrefix() + "classifier.")) {
            heads.add("classifier");
        }
        return heads;
    }

    private boolean any(String start) {
        return weights.names().stream().anyMatch(n -> n.startsWith(start));
    }
}
