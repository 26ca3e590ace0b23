package org.echelle.diffusion.network.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.echelle.diffusion.network.config.ModelFolder;

/**
 * CLIP's tokenizer, read from a model folder: text is put into composed Unicode, white space is made single, letters small; words, single
 * digits and runs of signs are split into byte pairs.
 *
 * <p>It is ours because the libraries that have it bring native code, which a plugin cannot unload (DJL's tokenizers also fetch theirs over
 * the net), and what is needed of them is two short classes.
 */
public final class ClipTokenizer {
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+", Pattern.UNICODE_CHARACTER_CLASS);

    private final TokenizerFiles files;
    private final long padding;
    private final BytePairs pairs;
    private final Pattern special;

    ClipTokenizer(TokenizerFiles files) {
        this(files, files.id(files.padding()));
    }

    private ClipTokenizer(TokenizerFiles files, long padding) {
        this.files = files;
        this.padding = padding;
        pairs = new BytePairs(files.ranks());
        special = Pattern.compile(files.special().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    }

    /**
     * Reads {@code vocab.json} and {@code merges.txt}, and, where they are there, {@code special_tokens_map.json} and {@code
     * tokenizer_config.json}.
     *
     * @param folder of the tokenizer, or a pipeline's with a folder {@code tokenizer} in it
     * @throws org.echelle.diffusion.DiffusionException if one is absent, damaged, or does not fit the others
     */
    public static ClipTokenizer read(Path folder) {
        return new ClipTokenizer(TokenizerFiles.read(ModelFolder.part(folder, "tokenizer")));
    }

    /** The same with another token behind the end of a text, such as 0, with which OpenCLIP's program pads. */
    public ClipTokenizer padded(long with) {
        return new ClipTokenizer(files, with);
    }

    /** Whether another one gives every text the same tokens. */
    public boolean agrees(ClipTokenizer other) {
        return files.equals(other.files) && padding == other.padding;
    }

    /** The token behind a text. */
    public long end() {
        return files.id(files.end());
    }

    /** How many tokens a text encoder reads at once, start and end among them. */
    public int length() {
        return files.length();
    }

    /** Number of tokens in the vocabulary. */
    public int size() {
        return files.vocabulary().size();
    }

    /** A prompt as ids, padded or cut to {@link #length}; what was cut off is told. */
    public Prompt encode(String text) {
        List<String> tokens = tokens(text);
        int room = files.length() - 2;
        List<String> kept = tokens.subList(0, Math.min(room, tokens.size()));
        List<String> cut = tokens.subList(kept.size(), tokens.size());
        List<Long> ids = new ArrayList<>();
        ids.add(files.id(files.start()));
        kept.forEach(t -> ids.add(files.id(t)));
        ids.add(files.id(files.end()));
        ids.addAll(Collections.nCopies(files.length() - ids.size(), padding));
        return new Prompt(ids, kept, BytePairs.text(cut), cut.size());
    }

    /** Prompts as an array {@code [prompts, length]} of int64, which the manager owns. */
    public NDArray encode(List<Prompt> prompts, NDManager manager) {
        long[] ids = prompts.stream()
                .flatMap(p -> p.ids().stream())
                .mapToLong(Long::longValue)
                .toArray();
        return manager.create(ids, new Shape(prompts.size(), files.length()));
    }

    /** The text's tokens; special ones written out in the text stand for themselves, as Hugging Face has it. */
    List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int from = 0;
        for (Matcher m = special.matcher(text); m.find(); from = m.end()) {
            plain(text.substring(from, m.start()), tokens);
            tokens.add(m.group());
        }
        plain(text.substring(from), tokens);
        return tokens;
    }

    private void plain(String text, List<String> tokens) {
        Map<String, Integer> vocabulary = files.vocabulary();
        for (String word : words(text)) {
            for (String piece : pairs.pieces(word)) {
                tokens.add(vocabulary.containsKey(piece) ? piece : files.unknown());
            }
        }
    }

    /** The words, single digits and runs of signs of a text, in small letters and composed Unicode. */
    static List<String> words(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        String clean = SPACE.matcher(composed).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
        return WORD.matcher(clean).results().map(MatchResult::group).toList();
    }
}
