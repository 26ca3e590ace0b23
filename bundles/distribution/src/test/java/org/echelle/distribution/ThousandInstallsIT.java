package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.management.ObjectName;
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

    /**
     * What a process holds.
     *
     * @param nativeKiB resident beside the Java heap, whose size the collector alone decides, and beside jvmKiB, when the allocator has given
     *     back what it held free
     * @param jvmKiB the JVM's pools beside the heap: compiled code, which grows as long as the JVM finds something hot, and classes
     */
    private record Held(long loaders, int threads, long files, long nativeKiB, long jvmKiB, long heapMiB) {}

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
            // A leak of 16 KiB a cycle would be 16 MiB here; stacks, and pages that the allocator cannot give back,
            // move by some.
            assertThat(after.nativeKiB())
                    .as("KiB resident beside the Java heap and the JVM's pools")
                    .isLessThan(before.nativeKiB() + 12 * 1024);
            assertThat(after.jvmKiB())
                    .as("KiB of compiled code and of classes")
                    .isLessThan(before.jvmKiB() + 32 * 1024);
            assertThat(after.heapMiB())
                    .as("Java heap in use after a collection")
                    .isLessThan(before.heapMiB() + 16);
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

    private static Held held(List<WeakReference<ClassLoader>> loaders) throws Exception {
        trim();
        Runtime runtime = Runtime.getRuntime();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return new Held(
                    loaders.stream().filter(l -> !l.refersTo(null)).count(),
                    Thread.getAllStackTraces().size(),
                    files.count(),
                    residentKiB() - jvmKiB(),
                    jvmKiB(),
                    (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        }
    }

    /** Between a thousand threads' blocks the allocator holds more free memory the longer it runs; that is no leak, and hides one. */
    private static void trim() throws Exception {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "systemTrimNativeHeap",
                        new Object[0],
                        new String[0]);
    }

    private static long jvmKiB() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.NON_HEAP)
                .mapToLong(pool -> pool.getUsage().getCommitted() >> 10)
                .sum();
    }

    /** The Java heap of compressed references lies below 32 GiB, nothing else does: the rest of what is resident. */
    private static long residentKiB() throws IOException {
        long sum = 0;
        boolean heap = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                heap = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16) < 32L << 30;
            } else if (line.startsWith("Rss:") && !heap) {
                sum += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return sum;
    }
}
