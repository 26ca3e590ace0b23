package org.echelle.diffusion.network.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnedVocabularyTest {
    @TempDir
    private Path dir;

    /** The counts of Sennrich et al.'s own example, section 3.2; the end of a word belongs to its last letter, as CLIP has it. */
    private static List<String> example() {
        List<String> texts = new ArrayList<>();
        texts.addAll(Collections.nCopies(5, "low"));
        texts.addAll(Collections.nCopies(2, "lower"));
        texts.addAll(Collections.nCopies(6, "newest"));
        texts.addAll(Collections.nCopies(3, "widest"));
        return texts;
    }

    @Test
    void theMostFrequentPairIsJoinedFirst() throws IOException {
        LearnedVocabulary.of(example(), 100).write(dir, 8);
        assertThat(Files.readAllLines(dir.resolve("merges.txt")))
                .containsExactly(
                        "#version: 0.2",
                        "e s", // 9
                        "es t</w>", // 9
                        "l o", // 7
                        "e w", // 6, before "n e" and "w est</w>" in the order of characters
                        "ew est</w>", // 6
                        "n ewest</w>", // 6
                        "lo w</w>", // 5
                        "d est</w>", // 3
                        "i dest</w>",
                        "w idest</w>",
                        "e r</w>", // 2
                        "lo w",
                        "low er</w>");
    }

    @Test
    void aWrittenVocabularyIsReadBackWithTheSameTokens() throws IOException {
        LearnedVocabulary made = LearnedVocabulary.of(example(), 6);
        made.write(dir.resolve("tokenizer"), 8);
        ClipTokenizer read = ClipTokenizer.read(dir.resolve("tokenizer"));
        assertThat(read.length()).isEqualTo(8);
        assertThat(read.size()).isEqualTo(512 + 6 + 2).isEqualTo(made.size());
        for (String text :
                List.of("lower newest", "", "The LOWEST of all, 7 times", "größer 山", "low low low low low low low")) {
            assertThat(read.encode(text)).isEqualTo(made.tokenizer(8).encode(text));
        }
        assertThat(read.encode("low newest").pieces()).containsExactly("lo", "w</w>", "newest</w>");
        assertThat(read.encode("low").ids().subList(3, 8)).containsOnly((long) made.end());
        assertThat(read.encode("low").ids().get(0)).isEqualTo(made.start());
    }

    @Test
    void anyTextHasTokensOfItsOwn() {
        ClipTokenizer tokenizer =
                LearnedVocabulary.of(List.of("a red circle"), 1000).tokenizer(64);
        assertThat(tokenizer.tokens("ein grüner Kreis; 圆")).doesNotContain("<|endoftext|>");
        assertThat(tokenizer.tokens("a red circle")).hasSize(1 + 3 + 6); // no pair stands there twice
    }
}
