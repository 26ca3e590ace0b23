package org.echelle.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a user starts it: a process of its own. */
class CommandLineIT {
    @TempDir
    private Path temporary;

    private record Ended(int code, String out, String err) {}

    @Test
    void aGoodCommandEndsWithZero() throws Exception {
        Ended version = echelle("", "--version");

        assertThat(version.err()).isEmpty();
        assertThat(version.out()).startsWith("echelle 0.");
        assertThat(version.code()).isZero();
        assertThat(temporary.resolve("state/host")).isEmptyDirectory();
    }

    @Test
    void anUnknownVerbIsWrongUsageAndTheNearestOnesAreNamed() throws Exception {
        Ended wrong = echelle("", "plugin");

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("There is no verb \"plugin\".").contains("echelle plugins");
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void aFailureIsOneSentenceAndEndsWithOne() throws Exception {
        Ended failed = echelle("", "plugins", "info", "nosuch");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err())
                .startsWith("echelle: There is no plugin \"nosuch\"")
                .doesNotContain("\tat ");
    }

    @Test
    void aBrokenPluginIsToldAndHoldsNobodyUp() throws Exception {
        Path more = Files.createDirectories(temporary.resolve("more"));
        Files.writeString(more.resolve("note.jar"), "I am a letter.");

        Ended listed = echelle("", "plugins");

        assertThat(listed.code()).isZero();
        assertThat(listed.out()).contains("note.jar").contains("refused").contains("It is not a jar file");
    }

    @Test
    void theShellCarriesOutTheSameVerbsFromItsInput() throws Exception {
        Ended shell = echelle("# a comment\nversion\nlb -s\nexit\nversion\n", "shell");

        assertThat(shell.err()).isEmpty();
        assertThat(shell.code()).isZero();
        assertThat(shell.out()).containsOnlyOnce("echelle 0.").contains("org.echelle.api");
    }

    @Test
    void theShellEndsWithOneWhenACommandFailed() throws Exception {
        Ended shell = echelle("nosuchcommand\nversion\n", "shell");

        assertThat(shell.code()).isEqualTo(1);
        assertThat(shell.err()).contains("nosuchcommand");
        assertThat(shell.out()).startsWith("echelle 0.");
    }

    @Test
    void everyVerbHasHelpWithAnExample() throws Exception {
        Ended help = echelle("", "--help");
        assertThat(help.code()).isZero();
        List<String> verbs = help.out()
                .lines()
                .dropWhile(l -> !l.startsWith("Verbs:"))
                .skip(1)
                .dropWhile(String::isBlank)
                .takeWhile(l -> !l.isBlank())
                .filter(l -> l.matches("  [a-z].*"))
                .map(l -> l.strip().split("[ ,]")[0])
                .toList();
        assertThat(verbs).contains("plugins", "doctor", "engine", "shell", "completion");

        StringBuilder script = new StringBuilder();
        verbs.stream().filter(v -> !v.equals("shell")).forEach(v -> script.append(v)
                .append(" --help\n"));
        String[] pages = echelle(script.toString(), "shell").out().split("(?m)^Usage: ");

        assertThat(pages).hasSize(verbs.size());
        for (int i = 1; i < pages.length; i++) {
            assertThat(pages[i]).containsPattern("Examples?:\\R  echelle ");
        }
    }

    @Test
    void theCompletionScriptIsGoodBash() throws Exception {
        Path script = temporary.resolve("completion.bash");
        Files.writeString(script, echelle("", "completion").out());

        assertThat(new ProcessBuilder("bash", "-n", script.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void aSweepTrainsAllCombinationsAndComparesThem() throws Exception {
        Path rows = npy(2000, 8);
        String[] sweep = {
            "sweep",
            rows.toString(),
            "--quiet",
            "--over",
            "k=2,4",
            "--over",
            "seed=0,1",
            "--set",
            "features=16",
            "--set",
            "steps=60",
            "--set",
            "batch=64"
        };
        Ended done = echelle("", sweep);

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out())
                .contains(
                        "topk-k2-seed0",
                        "topk-k4-seed1",
                        "rows that were held out",
                        "stability of topk-k2 over 2 seeds")
                .contains("PW-MCC", "index.html");
        for (String file :
                List.of("index.html", "frontier.svg", "sweep.csv", "sweep.json", "topk-k4-seed0/dictionary.json")) {
            assertThat(temporary.resolve("sweep").resolve(file)).exists();
        }

        Ended again = echelle("", sweep);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err())
                .contains("already holds a sweep")
                .contains("--resume")
                .doesNotContain("\tat ");

        Ended wrong = echelle("", "sweep", rows.toString(), "--over", "kk=1,2", "--out", "other");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("unknown key 'kk'").contains("did you mean 'k'?");
        assertThat(temporary.resolve("other")).doesNotExist();
    }

    @Test
    void architecturesAreListedWithTheirSettings() throws Exception {
        Ended listed = echelle("", "train", "--architectures");

        assertThat(listed.code()).isZero();
        assertThat(listed.out())
                .contains("topk\n", "batch-topk\n", "gated (no k)\n", "    settings.")
                .doesNotContain("pca");

        assertThat(echelle("", "train").code()).isEqualTo(2);
    }

    /** Random numbers as a NumPy file (NEP 1). */
    private Path npy(int rows, int width) throws Exception {
        String dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + width + "), }";
        String header = dict + " ".repeat(117 - dict.length()) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(128 + 4 * rows * width).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(UTF_8)).put((byte) 1).put((byte) 0);
        bytes.putShort((short) 118).put(header.getBytes(UTF_8));
        Random random = new Random(4);
        while (bytes.hasRemaining()) {
            bytes.putFloat(random.nextInt(4) == 0 ? random.nextFloat() : 0);
        }
        return Files.write(temporary.resolve("rows.npy"), bytes.array());
    }

    @Test
    void anInterruptEndsAWaitingProgramAndLeavesNothingBehind() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Distribution.HOME.resolve("bin/echelle").toString(), "shell")
                .redirectErrorStream(true);
        builder.environment().put("ECHELLE_STATE", temporary.resolve("state").toString());
        Process process = builder.start();
        process.getOutputStream().write("version\n".getBytes(UTF_8));
        process.getOutputStream().flush();
        assertThat(process.inputReader().readLine()).startsWith("echelle 0.");

        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();

        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("ended after ctrl-C")
                .isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(temporary.resolve("state/host")).isEmptyDirectory();
    }

    private Ended echelle(String input, String... arguments) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Distribution.HOME.resolve("bin/echelle").toString());
        line.addAll(List.of(arguments));
        Path out = temporary.resolve("out.txt");
        Path err = temporary.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(temporary.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("ECHELLE_STATE", temporary.resolve("state").toString());
        builder.environment().put("ECHELLE_PLUGINS", temporary.resolve("more").toString());
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        assertThat(process.waitFor(120, TimeUnit.SECONDS))
                .as("ended within two minutes")
                .isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
