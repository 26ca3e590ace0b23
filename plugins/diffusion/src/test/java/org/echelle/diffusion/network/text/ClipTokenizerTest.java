package org.echelle.diffusion.network.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A vocabulary laid out as CLIP's is: the 188 printable characters of Latin-1, then one for each other byte, the same 256 as ends of words,
 * merges in their order, start and end. So a lone byte's id is the published one.
 */
class ClipTokenizerTest {
    private static final List<String> MERGES =
            List.of("l o", "e r</w>", "lo w</w>", "lo w", "n e", "ne w", "low er</w>", "a a", "aa a</w>");

    @TempDir
    Path folder;

    private ClipTokenizer tokenizer(Map<String, ?> special, Map<String, ?> config) throws IOException {
        List<String> bytes = new ArrayList<>();
        for (char c = '!'; c <= 'ÿ'; c++) {
            if (c <= '~' || (c >= '¡' && c <= '¬') || c >= '®') {
                bytes.add(String.valueOf(c));
            }
        }
        while (bytes.size() < 256) {
            bytes.add(String.valueOf((char) (256 + bytes.size() - 188)));
        }
        List<String> tokens = new ArrayList<>(bytes);
        bytes.forEach(b -> tokens.add(b + "</w>"));
        MERGES.forEach(m -> tokens.add(m.replace(" ", "")));
        tokens.addAll(List.of("<|startoftext|>", "<|endoftext|>"));
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        tokens.forEach(t -> vocabulary.put(t, vocabulary.size()));
        ObjectMapper json = new ObjectMapper();
        json.writeValue(folder.resolve("vocab.json").toFile(), vocabulary);
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", MERGES) + "\n");
        if (!special.isEmpty()) {
            json.writeValue(folder.resolve("special_tokens_map.json").toFile(), special);
        }
        if (!config.isEmpty()) {
            json.writeValue(folder.resolve("tokenizer_config.json").toFile(), config);
        }
        return ClipTokenizer.read(folder);
    }

    private ClipTokenizer plain() throws IOException {
        return tokenizer(Map.of(), Map.of());
    }

    @Test
    void neighboursAreMergedInTheOrderOfTheList() throws IOException {
        ClipTokenizer t = plain();
        // l o w e r</w>: lo w e r</w>, lo w er</w>, low er</w>, lower</w>
        assertThat(t.tokens("lower")).containsExactly("lower</w>");
        assertThat(t.tokens("low")).containsExactly("low</w>");
        // n e w e r</w>: the second merge takes e r</w>, then n e, then ne w
        assertThat(t.tokens("newer")).containsExactly("new", "er</w>");
        assertThat(t.tokens("slow")).containsExactly("s", "low</w>");
        assertThat(t.tokens("lows")).containsExactly("low", "s</w>");
        // from the left, without overlap: the third a is not taken twice
        assertThat(t.tokens("aaaa")).containsExactly("aa", "a", "a</w>");
        assertThat(t.tokens("aaa")).containsExactly("aaa</w>");
    }

    @Test
    void loneCharactersHaveThePublishedIds() throws IOException {
        List<Long> ids = plain().encode("a , . !").ids();
        assertThat(ids.subList(1, 5)).containsExactly(320L, 267L, 269L, 256L);
        assertThat(plain().encode("ab").ids().subList(1, 3)).containsExactly(64L, 321L);
    }

    @Test
    void wordsDigitsAndSignsPartAndShortFormsStay() throws IOException {
        assertThat(plain().tokens("I'm 42, isn't\tit?!"))
                .containsExactly(
                        "i</w>", "'", "m</w>", "4</w>", "2</w>", ",</w>", "i", "s", "n</w>", "'", "t</w>", "i", "t</w>",
                        "?", "!</w>");
        assertThat(plain().tokens("  LOW\n\n low ")).containsExactly("low</w>", "low</w>");
        assertThat(plain().tokens("")).isEmpty();
    }

    @Test
    void charactersBeyondAsciiAreTheirBytes() throws IOException {
        // U+00E9 is C3 A9, whether it comes composed or as e and an accent
        assertThat(plain().tokens("é")).containsExactly("Ã", "©</w>");
        assertThat(plain().tokens("e\u0301")).containsExactly("Ã", "©</w>");
        for (String word : List.of("naïve", "猫", "😀", "ßü", "\u00ad")) {
            List<String> tokens = plain().tokens(word);
            assertThat(tokens).hasSize(word.getBytes(StandardCharsets.UTF_8).length);
            assertThat(BytePairs.text(tokens)).isEqualTo(word.strip());
        }
    }

    @Test
    void textsAreFramedAndPaddedToTheLength() throws IOException {
        ClipTokenizer t = plain();
        long start = t.size() - 2L;
        long end = t.size() - 1L;
        Prompt prompt = t.encode("low low");
        assertThat(prompt.ids()).hasSize(77).startsWith(start).endsWith(end);
        assertThat(prompt.ids().stream().filter(i -> i == end).count()).isEqualTo(74); // the end, and 73 of padding
        assertThat(prompt.used()).isEqualTo(4);
        assertThat(prompt.warning()).isEmpty();
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray ids = t.encode(List.of(prompt, t.encode("")), manager);
            assertThat(ids.getShape()).isEqualTo(new Shape(2, 77));
            assertThat(ids.get("1, 0:3").toLongArray()).containsExactly(start, end, end);
        }
    }

    @Test
    void paddingAndLengthAreThoseOfTheFolder() throws IOException {
        ClipTokenizer t = tokenizer(
                Map.of("pad_token", "!", "eos_token", Map.of("content", "<|endoftext|>")),
                Map.of("model_max_length", 6));
        Prompt prompt = t.encode("low");
        assertThat(prompt.ids()).containsExactly(t.size() - 2L, 514L, t.size() - 1L, 0L, 0L, 0L);
        // a special token in a text stands for itself
        assertThat(t.tokens("low!")).containsExactly("low</w>", "!");
        assertThat(tokenizer(Map.of(), Map.of("model_max_length", 1e30)).length())
                .isEqualTo(77);
    }

    @Test
    void whatDoesNotFitIsCountedAndNamed() throws IOException {
        ClipTokenizer t = tokenizer(Map.of(), Map.of("model_max_length", 5));
        Prompt prompt = t.encode("low low lower é sky");
        assertThat(prompt.ids()).hasSize(5).endsWith((long) t.size() - 1);
        assertThat(prompt.pieces()).containsExactly("low</w>", "low</w>", "lower</w>");
        assertThat(prompt.cut()).isEqualTo("é sky");
        assertThat(prompt.cutTokens()).isEqualTo(5);
        assertThat(prompt.warning())
                .isEqualTo("The prompt has 8 tokens, and the text encoder reads 3; not read: \"é sky\".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vocab.json", "special_tokens_map.json", "tokenizer_config.json"})
    void filesWithSomethingBehindTheirJsonAreRefusedWithThePlace(String name) throws IOException {
        tokenizer(Map.of("eos_token", "<|endoftext|>"), Map.of("model_max_length", 77));
        Path file = folder.resolve(name);
        Files.writeString(file, Files.readString(file).strip() + "\n {}");
        assertThatThrownBy(() -> ClipTokenizer.read(folder))
                .isInstanceOf(DiffusionException.class)
                .hasMessage(file + " is not readable JSON: something follows the end of its JSON (line 2, column 2);"
                        + " repair it or fetch it again.");
    }

    @Test
    void foldersThatLackOrMixFilesAreRefusedInASentence() throws IOException {
        assertThatThrownBy(() -> ClipTokenizer.read(folder))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("vocab.json");
        assertThatThrownBy(() -> tokenizer(Map.of("pad_token", "<pad>"), Map.of()))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("no token <pad>");
        Files.delete(folder.resolve("special_tokens_map.json"));
        plain();
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nl o w\n");
        assertThatThrownBy(() -> ClipTokenizer.read(folder)).hasMessageContaining("line 2");
        Files.delete(folder.resolve("merges.txt"));
        assertThatThrownBy(() -> ClipTokenizer.read(folder)).hasMessageContaining("merges.txt");
        Files.writeString(folder.resolve("vocab.json"), "[");
        assertThatThrownBy(() -> ClipTokenizer.read(folder)).hasMessageContaining("not readable JSON");
    }
}
