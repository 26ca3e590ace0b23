package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, with one thread for tensors, and a look at what it left. */
final class EchelleProcess {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a process ended; {@code text} is both outputs together. */
    record Ended(int code, String text) {
        Ended ok() {
            assertThat(code).as(text).isZero();
            return this;
        }
    }

    private EchelleProcess() {}

    /** @param folder working folder, which also gets the program's state */
    static Ended run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Distribution.HOME.resolve("bin/echelle").toString());
        line.addAll(arguments);
        Path out = Files.createTempFile(folder, "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("ECHELLE_STATE", folder.resolve("state").toString());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(5, TimeUnit.MINUTES))
                    .as("ended within five minutes")
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(out));
        } finally {
            process.destroyForcibly();
        }
    }

    static Ended run(Path folder, String... arguments) throws IOException, InterruptedException {
        return run(folder, List.of(arguments));
    }

    /** A config of the distribution. */
    static Path config(String name) {
        return Distribution.HOME.resolve("sample-configs").resolve(name);
    }

    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }
}
