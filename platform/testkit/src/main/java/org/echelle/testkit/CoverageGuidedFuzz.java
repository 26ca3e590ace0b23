package org.echelle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Lets a fuzzer that watches which branches an input reaches (Jazzer on libFuzzer) look for an input that breaks a reader.
 *
 * <p>It runs in a Java of its own with a small heap and the calling test's class path, which must hold Jazzer, for it instruments the
 * classes; it ends at the first exception that the target lets out, at an input that takes longer than 20 seconds, and when memory runs
 * out.
 *
 * @param target has {@code public static void fuzzerTestOneInput(byte[])}, and catches what is a refusal
 * @param classes whose branches are watched, such as {@code org.echelle.torch.**}
 * @param heap of that Java, as its option {@code -Xmx} takes it, such as {@code 512m}
 * @param properties system properties for the target
 */
public record CoverageGuidedFuzz(Class<?> target, String classes, String heap, Map<String, String> properties) {
    private static final int SECONDS_FOR_ONE_INPUT = 20;
    private static final int LONGEST_INPUT = 4096;
    private static final int LINES_SHOWN = 40;
    private static final Pattern DONE = Pattern.compile("^Done (\\d+) runs");

    public CoverageGuidedFuzz {
        properties = Map.copyOf(properties);
    }

    /**
     * Tries inputs, and fails with the end of the fuzzer's log where one breaks the target. The calling test is skipped on systems other
     * than Linux.
     *
     * @param seeds folder of files to start from
     * @param folder where the log and what is found are left
     * @param runs how many inputs
     * @return the fuzzer's last sentence
     */
    public String over(Path seeds, Path folder, int runs) throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").startsWith("Linux"), "skipped: the fuzzer is known to run on Linux only");
        Path log = folder.resolve("log.txt");
        Process fuzzer = new ProcessBuilder(command(seeds, folder, runs))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(fuzzer.waitFor(2, TimeUnit.HOURS))
                    .as("the fuzzer came to its end")
                    .isTrue();
        } finally {
            fuzzer.destroyForcibly();
        }
        List<String> said = Files.readAllLines(log);
        String last = String.join("\n", said.subList(Math.max(0, said.size() - LINES_SHOWN), said.size()));
        assertThat(fuzzer.exitValue()).as(last).isZero();
        String end = said.get(said.size() - 1);
        Matcher done = DONE.matcher(end);
        assertThat(done.find()).as(last).isTrue();
        // it finishes the mutations of an input that it has begun, so there may be some more
        assertThat(Integer.parseInt(done.group(1))).as(last).isGreaterThanOrEqualTo(runs);
        return end;
    }

    private List<String> command(Path seeds, Path folder, int runs) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heap);
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=" + classes,
                "--custom_hook_includes=" + classes,
                "--reproducer_path=" + folder,
                "-seed=7",
                "-runs=" + runs,
                "-max_len=" + LONGEST_INPUT,
                "-timeout=" + SECONDS_FOR_ONE_INPUT,
                "-rss_limit_mb=4096",
                "-artifact_prefix=" + folder + "/",
                seeds.toString()));
        return command;
    }
}
