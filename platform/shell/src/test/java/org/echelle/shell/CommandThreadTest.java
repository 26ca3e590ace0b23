package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CommandThreadTest {
    private final PrintStream none = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    private final Console console = Console.of(new ByteArrayInputStream(new byte[0]), none, none);

    private CommandThread command() {
        return new CommandThread(null, console);
    }

    @Test
    void whatTheWorkEndsWithIsHandedOn() {
        assertThat(command().run(() -> 7)).isEqualTo(7);
        assertThatThrownBy(() -> command().run(() -> {
                    throw new IllegalStateException("told");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("told");
        assertThatThrownBy(() -> command().run(() -> {
                    throw new OutOfMemoryError("full");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void theWorkSeesTheCallersClassLoaderAndWhatItsThreadBequeathes() {
        InheritableThreadLocal<String> session = new InheritableThreadLocal<>();
        session.set("of the caller");
        AtomicReference<String> seen = new AtomicReference<>();
        ClassLoader mine = new ClassLoader(getClass().getClassLoader()) {};
        AtomicBoolean sameLoader = new AtomicBoolean();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(mine);
        try {
            command().run(() -> {
                seen.set(session.get());
                sameLoader.set(Thread.currentThread().getContextClassLoader() == mine);
                return 0;
            });
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            session.remove();
        }
        assertThat(seen.get()).isEqualTo("of the caller");
        assertThat(sameLoader).isTrue();
    }

    @Test
    void anInterruptOfTheCallerReachesTheWork() {
        Thread.currentThread().interrupt();
        int code = command().run(() -> {
            try {
                Thread.sleep(60_000);
                return 0;
            } catch (InterruptedException e) {
                return 3;
            }
        });
        assertThat(code).isEqualTo(3);
        assertThat(Thread.interrupted()).isTrue();
    }
}
