package org.echelle.host;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The program: starts the host, runs one command line on it, stops the host. Exit codes: 0 done, 1 failed, 2 wrong usage;
 * 130 after ctrl-C.
 */
public final class Main {
    /** How long a job may take to reach its next safe point after ctrl-C. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    /** Set once a signal has begun to end the JVM while a command ran. */
    private static volatile boolean signalled;

    private Main() {}

    /** @param arguments the command line for the shell */
    public static void main(String[] arguments) {
        int code = launch(arguments);
        // After a signal the JVM ends with the signal's own code once the hook is through. An exit of ours between the
        // hooks' end and that one would win, as Runtime.exit says, and 1 be told for 130.
        if (!signalled) {
            System.exit(code);
        }
    }

    private static int launch(String[] arguments) {
        try {
            Folders folders = Folders.of(Folders.home(System.getenv()), System.getenv());
            Settings.apply(folders, true);
            CountDownLatch finished = new CountDownLatch(1);
            try (Host host = Host.start(folders)) {
                Thread hook = new Thread(() -> interrupt(host, finished), "echelle-interrupt");
                Runtime.getRuntime().addShutdownHook(hook);
                try {
                    return host.run(arguments);
                } finally {
                    finished.countDown();
                }
            }
        } catch (HostException e) {
            System.err.println("echelle: " + e.getMessage());
            log(e);
            return 1;
        } catch (RuntimeException | LinkageError e) {
            System.err.println("echelle: this is a defect of Echelle: " + e + "\nThe details are in "
                    + System.getProperty("echelle.log", "the log") + ".");
            log(e);
            return 1;
        }
    }

    private static void log(Throwable e) {
        Logger.getLogger(Main.class.getName()).log(Level.SEVERE, "the host failed", e);
    }

    /** Runs when the JVM is told to stop: lets jobs end whole. After an ordinary end there is nothing left to do. */
    private static void interrupt(Host host, CountDownLatch finished) {
        try {
            if (finished.getCount() > 0) {
                signalled = true;
                boolean jobs = host.cancelJobs();
                // Without a job the main thread waits for somebody to type, and nothing is lost.
                if (jobs && !finished.await(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                    System.err.println(
                            "The job did not stop within " + GRACE.toSeconds() + " s; it ends at its last checkpoint.");
                }
            }
            host.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
