package org.echelle.install.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.echelle.install.InstallException;
import org.echelle.install.download.FileVersion;
import org.echelle.install.jar.PluginJar;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.Checksums;
import org.echelle.torch.JsonFiles;

/**
 * One user's installed plugins on disk: {@code plugins.lock} says which, {@code jars} holds them under names that are never used
 * again for other bytes. A change is one atomic replacement of the lock file, so an installation is whole or absent, and several
 * programs may change it at once.
 */
public final class PluginStore {
    private static final String LOCK = "plugins.lock";
    private static final String QUARANTINE = "quarantine.json";
    private static final ObjectMapper JSON = JsonFiles.mapper().enable(SerializationFeature.INDENT_OUTPUT);
    /** A jar is named within seconds of being kept. */
    private static final long OLD_MILLIS = 3_600_000;
    /** Changes of one process; those of several are held apart by a lock on a file. */
    private static final Object TURN = new Object();

    private final Path root;

    /** @param root the folder, made when something is first installed */
    public PluginStore(Path root) {
        this.root = root;
    }

    /** Where everything lies. */
    public Path root() {
        return root;
    }

    /** The keys that this user trusts. */
    public TrustedKeys keys() {
        return new TrustedKeys(root.resolve("trust"));
    }

    /** Where unfinished downloads lie. */
    public Path downloads() {
        return root.resolve("downloads");
    }

    /** The jar of a release. */
    public Path jar(Release release) {
        return root.resolve("jars").resolve(release.file());
    }

    /**
     * Looks whether the jar of a release is there and has its checksum.
     *
     * @return what is wrong with it, to follow "its file"; empty when nothing is
     */
    public Optional<String> damage(Release release) {
        Path jar = jar(release);
        if (!Files.isRegularFile(jar)) {
            return Optional.of(jar + " is gone");
        }
        return Checksums.sha256(jar).equals(release.sha256()) ? Optional.empty() : Optional.of(jar + " was changed");
    }

    /** When the lock file or the quarantine was last changed; to see whether to read again. */
    String stamp() {
        return stamp(root.resolve(LOCK)) + " " + stamp(root.resolve(QUARANTINE));
    }

    private static String stamp(Path file) {
        try {
            return Files.getLastModifiedTime(file) + "/" + Files.size(file);
        } catch (IOException e) {
            return "none";
        }
    }

    /**
     * What is installed.
     *
     * @throws InstallException when the lock file is damaged or of a later version of Echelle
     */
    public PluginLock read() {
        Path file = root.resolve(LOCK);
        try {
            PluginLock lock = JSON.readValue(Files.readAllBytes(file), PluginLock.class);
            if (lock.format() != PluginLock.FORMAT) {
                throw new InstallException("The list of installed plugins, " + file + ", has the format "
                        + lock.format() + "; this version of Echelle reads " + PluginLock.FORMAT
                        + ". Use the version that wrote it.");
            }
            lock.plugins().forEach(this::requireSafe);
            return lock;
        } catch (NoSuchFileException e) {
            return PluginLock.empty();
        } catch (IOException | NullPointerException e) {
            throw new InstallException(
                    "The list of installed plugins, " + file + ", is damaged (" + fault(e)
                            + "); put a copy of it back, or delete it and install the plugins again. Their jars are still in "
                            + root.resolve("jars") + ".",
                    e);
        }
    }

    /** Names in the lock file become paths; somebody may have edited it. */
    private void requireSafe(Installed plugin) {
        Stream.concat(Stream.of(plugin.now()), plugin.before().stream()).forEach(release -> {
            if (!release.file().matches("[A-Za-z0-9._-]+\\.jar")) {
                throw new InstallException("The list of installed plugins, " + root.resolve(LOCK)
                        + ", names the file \"" + release.file() + "\", which is no plain name; delete that entry.");
            }
        });
    }

    private static String fault(Exception e) {
        return e instanceof IOException io
                ? JsonFiles.fault(io)
                : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Replaces what is installed, in one step. */
    public void change(UnaryOperator<PluginLock> how) {
        inTurn(() -> {
            PluginLock changed = how.apply(read());
            AtomicFiles.write(root.resolve(LOCK), JSON.writeValueAsBytes(changed));
        });
    }

    /**
     * Copies a jar that was looked at into the store.
     *
     * @param source what is noted as its origin
     * @throws InstallException when the file is no longer the one that was looked at
     */
    public Release keep(PluginJar jar, String source) {
        String name = jar.facts().name() + "-" + jar.facts().version() + "-"
                + jar.sha256().substring(0, 12) + ".jar";
        Release release = new Release(
                jar.facts().version(),
                name,
                jar.sha256(),
                jar.bytes(),
                source,
                jar.signer().map(s -> s.fingerprint()).orElse(""));
        Path kept = jar(release);
        try {
            Files.createDirectories(kept.getParent());
            if (!Files.exists(kept) || !Checksums.sha256(kept).equals(jar.sha256())) {
                AtomicFiles.write(kept, out -> Files.copy(jar.file(), out));
            }
        } catch (IOException e) {
            throw new InstallException("The plugin cannot be written to " + kept + ": " + e.getMessage() + ".", e);
        }
        if (!Checksums.sha256(kept).equals(jar.sha256())) {
            throw new InstallException("The file " + jar.file() + " was changed while it was installed; try again.");
        }
        return release;
    }

    /** Deletes a download with what is noted of it, if it is one: a user's own file stays. */
    public void forget(Path file) {
        if (!file.startsWith(downloads())) {
            return;
        }
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(FileVersion.noteOf(file));
        } catch (IOException e) {
            System.getLogger(PluginStore.class.getName()).log(System.Logger.Level.DEBUG, "stays: " + file, e);
        }
    }

    /** Deletes jars that the lock file no longer names, unless they are so new that somebody may be about to name them. */
    public void sweep() {
        Path jars = root.resolve("jars");
        inTurn(() -> {
            Set<String> named = read().plugins().stream()
                    .flatMap(p -> Stream.concat(Stream.of(p.now()), p.before().stream()))
                    .map(Release::file)
                    .collect(Collectors.toSet());
            if (!Files.isDirectory(jars)) {
                return;
            }
            try (Stream<Path> files = Files.list(jars)) {
                for (Path file : files.toList()) {
                    boolean old = Files.getLastModifiedTime(file).toMillis() < System.currentTimeMillis() - OLD_MILLIS;
                    if (old && !named.contains(file.getFileName().toString())) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        });
    }

    /** Plugins that failed and are not started again, by the checksum of their jar: the reason of each. */
    public Map<String, String> quarantined() {
        Path file = root.resolve(QUARANTINE);
        Map<String, String> reasons = new TreeMap<>();
        try {
            JSON.readTree(Files.readAllBytes(file))
                    .properties()
                    .forEach(e -> reasons.put(e.getKey(), e.getValue().asText()));
        } catch (NoSuchFileException e) {
            return reasons;
        } catch (IOException e) {
            // It is only a memory of failures; without it they are tried once more.
            System.getLogger(PluginStore.class.getName()).log(System.Logger.Level.WARNING, "unreadable " + file, e);
        }
        return reasons;
    }

    /** Notes that a plugin failed; null lifts the note. */
    public void quarantine(String sha256, String reason) {
        inTurn(() -> {
            Map<String, String> reasons = quarantined();
            if (reason == null) {
                reasons.remove(sha256);
            } else {
                reasons.put(sha256, reason);
            }
            AtomicFiles.write(root.resolve(QUARANTINE), JSON.writeValueAsBytes(reasons));
        });
    }

    /** One piece of work that may fail as files do. */
    private interface Work {
        void run() throws IOException;
    }

    private void inTurn(Work work) {
        synchronized (TURN) {
            try {
                Files.createDirectories(root);
                try (FileChannel channel = FileChannel.open(
                                root.resolve(".changing"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock held = channel.lock()) {
                    if (held.isValid()) {
                        work.run();
                    }
                }
            } catch (IOException e) {
                throw new InstallException(
                        "The folder of installed plugins, " + root + ", cannot be written: " + e.getMessage() + ".", e);
            }
        }
    }
}
