package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FrontTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private HostServices services() {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Console console = Console.of(new ByteArrayInputStream(new byte[0]), stream, stream);
        // help asks for no plugins, jobs or pages
        return new HostServices(console, null, new Jobs(), List::of, () -> null, null);
    }

    @Test
    void theWordHelpIsUnderstoodAsTheFlag() {
        assertThat(new Front(services()).run(services().console(), "help", "train"))
                .isZero();
        String asWord = out.toString(StandardCharsets.UTF_8);
        out.reset();
        assertThat(new Front(services()).run(services().console(), "train", "--help"))
                .isZero();
        assertThat(asWord).startsWith("Usage: echelle train").isEqualTo(out.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"blindspots", "blind-spots", "Blindspot", "diff"})
    void aVerbIsFoundByWhatPeopleCallItsWork(String word) {
        assertThat(new Front(services()).run(services().console(), word, "a", "b"))
                .isEqualTo(Front.USAGE);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("echelle: There is no verb \"" + word + "\".")
                .contains("Did you mean: echelle compare?")
                .containsOnlyOnce("Did you mean");
    }

    @Test
    void aMistypedVerbIsStillAnsweredWithItsNeighbours() {
        new Front(services()).run(services().console(), "plugin");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Did you mean: ")
                .contains("echelle plugins");
    }

    @Test
    void theListOfVerbsTellsEachInAWholeSentence() {
        for (CommandLine verb : Front.commandLine(services()).getSubcommands().values()) {
            assertThat(verb.getCommandSpec().usageMessage().description()[0])
                    .as(verb.getCommandName())
                    .endsWith(".");
        }
    }

    @Test
    void aListInAVerbsDescriptionIsNotWrapped() {
        for (CommandLine verb : Front.commandLine(services()).getSubcommands().values()) {
            for (String line : verb.getCommandSpec().usageMessage().description()) {
                assertThat(line.startsWith("  ") && line.length() > 100)
                        .as(line)
                        .isFalse();
            }
        }
    }
}
