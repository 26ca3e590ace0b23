package org.echelle.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.echelle.host.Folders;
import org.echelle.host.Host;

/** A host in this JVM with a state of its own, and what its shell says. */
final class HostedShell implements AutoCloseable {
    private static final String STATE = "echelle.state";

    private final String stateBefore = System.getProperty(STATE);
    private final Folders folders;
    private Host host;

    HostedShell(Path temporary) throws Exception {
        folders = Distribution.folders(temporary);
        System.setProperty(STATE, folders.state().toString());
        System.setProperty("echelle.home", Distribution.HOME.toString());
        host = Host.start(folders);
    }

    /** What a command line ended with and said on both outputs. */
    record Said(int code, String text) {
        Said ok() {
            assertThat(code).as(text).isZero();
            return this;
        }
    }

    Host host() {
        return host;
    }

    Path pluginFolder() {
        return folders.plugins().get(0);
    }

    Path store() {
        return folders.state().resolve("plugins");
    }

    void restart() {
        host.close();
        host = Host.start(folders);
    }

    Said run(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        System.setIn(InputStream.nullInputStream());
        try (PrintStream said = new PrintStream(bytes, true, UTF_8)) {
            System.setOut(said);
            System.setErr(said);
            int code = host.run(arguments);
            return new Said(code, bytes.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
    }

    Optional<Map<String, Object>> row(String name, String state) {
        return host.plugins().list().stream()
                .filter(r -> r.get("name").equals(name) && r.get("state").equals(state))
                .findFirst();
    }

    String version(String name) {
        return row(name, "active").map(r -> (String) r.get("version")).orElse("none");
    }

    static void await(String what, BooleanSupplier wanted) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited a minute for " + what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        host.close();
        if (stateBefore == null) {
            System.clearProperty(STATE);
        } else {
            System.setProperty(STATE, stateBefore);
        }
    }
}
