package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;

class GogoTest {
    private final List<String> carriedOut = new ArrayList<>();

    private int script(String lines, int until) {
        CommandSession session = (CommandSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CommandSession.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("execute")) {
                        carriedOut.add(String.valueOf(arguments[0]));
                    }
                    return null;
                });
        CommandProcessor processor = (CommandProcessor) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CommandProcessor.class},
                (proxy, method, arguments) -> session);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Console console =
                Console.of(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), nowhere, nowhere);
        return new Gogo(processor).script(console, () -> carriedOut.size() >= until);
    }

    @Test
    void commandsAreCarriedOutLineByLineUntilTheLastOrExit() {
        assertThat(script("# a note\n\nplugins\ninspect a\nexit\ninspect b\n", 9))
                .isZero();
        assertThat(carriedOut).containsExactly("plugins", "inspect a");
    }

    @Test
    void whatIsLeftIsNotBegunOnceTheProgramIsToEnd() {
        script("extract\ninspect a\ninspect b\n", 1);
        assertThat(carriedOut).containsExactly("extract");
    }
}
