package org.echelle.shell;

import ai.djl.util.Utils;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks at this machine and this installation, and says what is wrong. Downloads nothing.",
        footer = {"", "Example:", "  echelle doctor"})
final class DoctorVerb implements Verb {
    private static final long GIB = 1L << 30;

    private final HostServices host;
    private boolean sick;

    DoctorVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        machine();
        folders();
        engine();
        plugins();
        host.console().line(sick ? "Something is wrong, see the lines with !!" : "All is well.");
        return sick ? 1 : 0;
    }

    private void machine() {
        fact("echelle", HostServices.version() + " in " + host.home());
        check(
                "java",
                Runtime.version().feature() >= 17,
                Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                "Java 17 or newer is needed");
        String arch = System.getProperty("os.arch");
        boolean served = System.getProperty("os.name").equals("Linux") && arch.equals("amd64");
        check(
                "system",
                served || System.getenv("PYTORCH_LIBRARY_PATH") != null,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + arch,
                "the distribution carries libtorch for Linux x86-64 only; set PYTORCH_LIBRARY_PATH to a libtorch "
                        + EngineFolder.LIBTORCH);
        fact("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        check(
                "memory",
                system.getTotalMemorySize() >= 3 * GIB,
                Sizes.text(system.getTotalMemorySize()) + ", free " + Sizes.text(system.getFreeMemorySize())
                        + "; Java heap up to " + Sizes.text(Runtime.getRuntime().maxMemory()),
                "less than 3 GiB is too little for libtorch");
    }

    private void folders() {
        folder("work folder", Path.of("").toAbsolutePath(), GIB);
        folder("state", host.state(), GIB / 64);
        folder("temporary", Path.of(System.getProperty("java.io.tmpdir")), GIB / 8);
        fact("log", host.log());
    }

    private void folder(String what, Path path, long needed) {
        try {
            Files.createDirectories(path);
            Path probe = Files.createTempFile(path, ".echelle", ".probe");
            Files.delete(probe);
            long free = Files.getFileStore(path).getUsableSpace();
            check(what, free >= needed, path + ", free " + Sizes.text(free), "the disk is nearly full");
        } catch (IOException | SecurityException e) {
            check(what, false, path.toString(), "it cannot be written: " + e);
        }
    }

    private void engine() {
        Path cache = Utils.getEngineCacheDir("pytorch");
        folder("engine cache", cache, GIB / 2);
        fact("engine choice", new EngineFolder(cache, host.state()).choice());
        try {
            for (Map.Entry<String, String> entry : Torch.versions().entrySet()) {
                fact(entry.getKey(), entry.getValue());
            }
            fact("threads", Integer.toString(Torch.threads()));
            fact("gpu", Torch.gpuCount() == 0 ? "none in use" : Torch.gpuCount() + " in use");
            Torch.hint().ifPresent(hint -> host.console().line("   " + hint));
            fact("downloads", "none: the engine is complete");
        } catch (TorchException e) {
            check("engine", false, "does not start", e.getMessage());
        }
    }

    private void plugins() {
        for (Map<String, Object> plugin : host.plugins()) {
            check(
                    "plugin",
                    plugin.get("state").equals("active"),
                    plugin.get("name") + " " + plugin.get("version") + " " + plugin.get("state"),
                    String.valueOf(plugin.get("reason")));
        }
    }

    private void fact(String what, String value) {
        host.console().format("   %-14s %s", what, value);
    }

    private void check(String what, boolean good, String value, String otherwise) {
        if (good) {
            host.console().format("ok %-14s %s", what, value);
        } else {
            sick = true;
            host.console().format("!! %-14s %s: %s", what, value, otherwise);
        }
    }
}
