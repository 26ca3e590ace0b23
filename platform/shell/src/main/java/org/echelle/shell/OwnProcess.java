package org.echelle.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.echelle.runs.RunConfig;

/**
 * A command in a Java program of its own, with the same distribution, plugins and state. What only that can contain (a crash of
 * native code, a plugin that nobody trusts) ends the other program, and not the one that was asked.
 */
final class OwnProcess {
    private static final Logger LOG = Logger.getLogger(OwnProcess.class.getName());
    private static final String INSIDE = "ECHELLE_ISOLATED";
    /** What a cancelled command may take to reach its next safe point. */
    private static final long GRACE_SECONDS = 25;
    /** Exit codes above this one are 128 and the number of a signal. */
    private static final int SIGNALS = 128;

    private final HostServices host;

    OwnProcess(HostServices host) {
        this.host = host;
    }

    /** Whether a config asks for a program of its own and this is not it yet. */
    static boolean wanted(RunConfig config) {
        return config.isolation() == RunConfig.Isolation.PROCESS && System.getenv(INSIDE) == null;
    }

    /** Carries a command line out; its exit code. A wish that this job stop is handed on. */
    int run(List<String> arguments, boolean quiet) {
        List<String> line = new ArrayList<>();
        line.add(host.home().resolve("bin").resolve("echelle").toString());
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put(INSIDE, "1");
        builder.environment().put("ECHELLE_STATE", host.state().toString());
        try (Job job = host.begin(quiet)) {
            Process process = builder.start();
            process.getOutputStream().close();
            Thread results = hand(process.getInputStream(), host.console().out());
            Thread messages = hand(process.getErrorStream(), host.console().err());
            boolean asked = false;
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (job.token().cancelled() && !asked) {
                    asked = true;
                    process.destroy();
                    if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                }
            }
            results.join();
            messages.join();
            return ended(process.exitValue(), asked, process.pid());
        } catch (IOException e) {
            throw new ShellException("The run's own process cannot be started (" + e.getMessage() + ").", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShellException("Interrupted while the run's own process was at work.", e);
        }
    }

    private int ended(int code, boolean asked, long pid) {
        if (code > SIGNALS && !asked) {
            Path crash = host.state().resolve("logs").resolve("crash-" + pid + ".log");
            throw new ShellException("The run's own process was ended by signal " + (code - SIGNALS)
                    + ", as when native code crashes; this program goes on. "
                    + (Files.exists(crash)
                            ? "Where it crashed stands in " + crash + ". "
                            : "A crash of native code is told of in " + crash.getParent() + ". ")
                    + "The same command with --resume goes on from the run's last checkpoint, if it has one.");
        }
        return code;
    }

    private static Thread hand(InputStream from, OutputStream to) {
        Thread thread = new Thread(
                () -> {
                    try (from) {
                        byte[] buffer = new byte[1 << 12];
                        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                            to.write(buffer, 0, n);
                            to.flush();
                        }
                    } catch (IOException e) {
                        LOG.log(Level.FINE, "an isolated run's output ended", e);
                    }
                },
                "echelle-isolated");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
