package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** What a host keeps of plugins that came and went: nothing. Linux counts its files and memory in {@code /proc}. */
class ThousandInstallsIT {
    /** Until the JVM has compiled the way and its own pools have grown. */
    private static final int WARM = 100;

    @TempDir
    private Path temporary;

    /** What a process holds. */
    private record Held(long loaders, int threads, long files, long residentMiB, long heapMiB) {}

    @Test
    @Tag("long")
    void aThousandInstallationsLeaveNothingBehind() throws Exception {
        int cycles = Integer.getInteger("echelle.cycles", 1000);
        try (HostedShell shell = new HostedShell(temporary)) {
            Path jar = Distribution.toyPlugin(temporary.resolve("toy.jar"));
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            Held before = null;
            for (int cycle = 0; cycle < WARM + cycles; cycle++) {
                if (cycle == WARM) {
                    collected(loaders);
                    before = held(loaders);
                }
                shell.run("plugins", "install", jar.toString(), "--yes", "--allow-unsigned", "--quiet")
                        .ok();
                loaders.add(new WeakReference<>(used(shell)));
                shell.run("plugins", "remove", "toy").ok();
            }
            collected(loaders);
            Held after = held(loaders);
            System.out.println("before " + before + ", after " + cycles + " cycles " + after);
            assertThat(after.loaders()).as("class loaders of plugins").isZero();
            assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 1);
            assertThat(after.files()).as("open files").isLessThanOrEqualTo(before.files() + 2);
            // A leak of 100 KB a cycle would be 98 MiB here; the JVM's own pools move by some.
            assertThat(after.residentMiB()).as("resident memory").isLessThan(before.residentMiB() + 64);
        }
    }

    /** Asks the plugin's domain something, as a stranger does, and returns its class loader. */
    private static ClassLoader used(HostedShell shell) throws Exception {
        ServiceReference<?> reference =
                shell.host().context().getAllServiceReferences("org.echelle.api.Domain", "(objectClass=*)")[0];
        Object domain = shell.host().context().getService(reference);
        var method = domain.getClass().getMethod("description");
        method.setAccessible(true);
        assertThat(method.invoke(domain)).isEqualTo("Nothing of NDArray");
        shell.host().context().ungetService(reference);
        return reference.getBundle().adapt(BundleWiring.class).getClassLoader();
    }

    private static void collected(List<WeakReference<ClassLoader>> loaders) throws InterruptedException {
        HostedShell.await("class loaders to be collected", () -> {
            System.gc();
            return loaders.stream().allMatch(l -> l.refersTo(null));
        });
    }

    private static Held held(List<WeakReference<ClassLoader>> loaders) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return new Held(
                    loaders.stream().filter(l -> !l.refersTo(null)).count(),
                    Thread.getAllStackTraces().size(),
                    files.count(),
                    resident,
                    (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        }
    }
}
