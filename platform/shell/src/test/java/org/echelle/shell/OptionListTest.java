package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;
import org.junit.jupiter.api.Test;

class OptionListTest {
    enum Mode {
        EVERY_FRAME,
        FIRST
    }

    record Inner(
            @Option(value = "side in pixels", fallback = "224")
            int cropSize) {}

    record Options(
            @Option("the weights") Path weights,

            @Option(value = "which frames", fallback = "first")
            Mode mode,

            Inner preprocessing,
            @Option("names") List<String> names) {}

    @Test
    void describesKeysAsAConfigWritesThem() {
        assertThat(OptionList.of(Options.class))
                .containsExactly(
                        "weights (path, required): the weights",
                        "mode (every-frame|first, default first): which frames",
                        "preprocessing.crop-size (int, default 224): side in pixels",
                        "names (list of string): names");
    }
}
