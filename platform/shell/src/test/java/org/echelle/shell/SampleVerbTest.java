package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class SampleVerbTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... words) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Console console = Console.of(new ByteArrayInputStream(new byte[0]), stream, stream);
        HostServices services = new HostServices(console, null, new Jobs(), List::of, () -> null, null);
        return new Front(services).run(console, words);
    }

    @Test
    void seedsAreRangesAndLists() {
        assertThat(Seeds.of("0..3").all()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(Seeds.of("7, 2..3").all()).containsExactly(7L, 2L, 3L);
        assertThat(Seeds.of("9223372036854775807").all()).containsExactly(Long.MAX_VALUE);
        assertThatThrownBy(() -> Seeds.of("3..1"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'3..1' is no range");
        assertThatThrownBy(() -> Seeds.of("-9223372036854775808..9223372036854775807"))
                .hasMessageContaining("is no range");
        assertThatThrownBy(() -> Seeds.of("a")).hasMessageContaining("no whole numbers");
        assertThatThrownBy(() -> Seeds.of("1,")).hasMessageContaining("no whole numbers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sample --domain diffusion --out x --seeds two | 'two' are no whole numbers",
                "sample --domain diffusion --out x --seeds 5..3 | '5..3' is no range",
                "sample --domain diffusion --out x --ask 3 --guidance 2 | --guidance belongs to --inputs",
                "sample --domain diffusion --out x --ask 3 --inputs a.safetensors | leave --ask and --avoid out",
                "sample --out x | Say what makes the pictures",
                "brush run --feature 1 --seeds two | 'two' are no whole numbers"
            },
            quoteCharacter = '"')
    void wrongUsageEndsWithTwo(String line, String said) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(said)
                .contains("echelle " + line.substring(0, line.indexOf(' ')) + " --help");
    }
}
