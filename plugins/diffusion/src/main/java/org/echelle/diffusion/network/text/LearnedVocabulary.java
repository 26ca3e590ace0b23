package org.echelle.diffusion.network.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.torch.AtomicFiles;

/**
 * A byte-pair vocabulary learned from texts (Sennrich et al. 2016, arXiv 1508.07909): the pair of neighbours that is most frequent within
 * words is joined, again and again, until none stands there twice. Of equally frequent pairs the first in the order of their characters is
 * taken. Tokens are numbered as CLIP's: the bytes, the bytes that end a word, what each merge makes, start and end; so any text has tokens.
 */
public final class LearnedVocabulary {
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final int BYTES = 256;

    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final Map<String, Integer> ranks = new LinkedHashMap<>();

    private LearnedVocabulary() {}

    /**
     * Learns from texts.
     *
     * @param most merges; fewer are made where no pair is left that stands there twice
     */
    public static LearnedVocabulary of(Collection<String> texts, int most) {
        LearnedVocabulary made = new LearnedVocabulary();
        for (String end : List.of("", BytePairs.END)) {
            for (int b = 0; b < BYTES; b++) {
                made.ids.put(BytePairs.letter(b) + end, made.ids.size());
            }
        }
        Map<String, Integer> counts = new TreeMap<>();
        texts.forEach(text -> ClipTokenizer.words(text).forEach(word -> counts.merge(word, 1, Integer::sum)));
        List<List<String>> words = new ArrayList<>();
        counts.keySet().forEach(word -> words.add(BytePairs.letters(word)));
        List<Integer> times = List.copyOf(counts.values());
        for (int m = 0; m < most && made.merge(words, times); m++) {
            // each merge is kept
        }
        made.ids.put(START, made.ids.size());
        made.ids.put(END, made.ids.size());
        return made;
    }

    /** Joins the most frequent pair everywhere; false when none stands there twice. */
    private boolean merge(List<List<String>> words, List<Integer> times) {
        Map<String, Integer> pairs = new HashMap<>();
        for (int w = 0; w < words.size(); w++) {
            List<String> word = words.get(w);
            for (int i = 0; i + 1 < word.size(); i++) {
                pairs.merge(word.get(i) + " " + word.get(i + 1), times.get(w), Integer::sum);
            }
        }
        String best = "";
        int most = 1;
        for (Map.Entry<String, Integer> pair : pairs.entrySet()) {
            if (pair.getValue() > most
                    || (pair.getValue() == most && most > 1 && pair.getKey().compareTo(best) < 0)) {
                best = pair.getKey();
                most = pair.getValue();
            }
        }
        if (best.isEmpty()) {
            return false;
        }
        String[] sides = best.split(" ");
        words.replaceAll(word -> BytePairs.joined(word, sides[0], sides[1]));
        ranks.put(best, ranks.size());
        ids.putIfAbsent(sides[0] + sides[1], ids.size()); // two merges may make the same piece
        return true;
    }

    /** Number of tokens. */
    public int size() {
        return ids.size();
    }

    /** The token in front of every text. */
    public int start() {
        return ids.get(START);
    }

    /** The token behind every text, and what texts are filled up with, as Stable Diffusion 1.x has it. */
    public int end() {
        return ids.get(END);
    }

    /** @param length tokens of every text, start and end among them */
    public ClipTokenizer tokenizer(int length) {
        return new ClipTokenizer(new TokenizerFiles(Map.copyOf(ids), Map.copyOf(ranks), START, END, END, END, length));
    }

    /**
     * Writes {@code vocab.json}, {@code merges.txt}, {@code special_tokens_map.json} and {@code tokenizer_config.json}.
     *
     * @param folder is created
     * @throws IOException when it cannot be written
     */
    public void write(Path folder, int length) throws IOException {
        Files.createDirectories(folder);
        StringBuilder merges = new StringBuilder("#version: 0.2\n");
        ranks.keySet().forEach(pair -> merges.append(pair).append('\n'));
        AtomicFiles.write(folder.resolve("merges.txt"), merges.toString().getBytes(StandardCharsets.UTF_8));
        json(folder.resolve("vocab.json"), ids);
        Map<String, Object> special = new LinkedHashMap<>();
        special.put("bos_token", START);
        special.put("eos_token", END);
        special.put("pad_token", END);
        special.put("unk_token", END);
        json(folder.resolve("special_tokens_map.json"), special);
        Map<String, Object> config = new LinkedHashMap<>(special);
        config.put("add_prefix_space", false);
        config.put("do_lower_case", true);
        config.put("model_max_length", length);
        config.put("tokenizer_class", "CLIPTokenizer");
        json(folder.resolve("tokenizer_config.json"), config);
    }

    private static void json(Path file, Map<String, ?> content) throws IOException {
        AtomicFiles.write(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
    }
}
