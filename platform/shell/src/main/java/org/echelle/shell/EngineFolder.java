package org.echelle.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.echelle.torch.AtomicFiles;

/**
 * Where engines lie and which one is chosen.
 *
 * <p>An installed engine lies where DJL itself would put it ({@code CACHE/2.7.1-cu128-linux-x86_64}), so that DJL finds its own shim
 * beside it. The choice is a file of three names that DJL reads as system properties; the host sets them at the next start.
 */
final class EngineFolder {
    /** DJL, its shim and libtorch are one triple; this is the one that the distribution was built with. */
    static final String LIBTORCH = "2.7.1";

    static final String CUDA = "cu128";
    static final String CLASSIFIER = "linux-x86_64";

    private final Path cache;
    private final Path choiceFile;

    /**
     * @param cache DJL's cache of PyTorch engines
     * @param state Echelle's state folder
     */
    EngineFolder(Path cache, Path state) {
        this.cache = cache;
        this.choiceFile = state.resolve("engine.properties");
    }

    Path cuda() {
        return cache.resolve(LIBTORCH + "-" + CUDA + "-" + CLASSIFIER);
    }

    boolean isLibtorch(Path folder) {
        return Files.isRegularFile(folder.resolve("libtorch.so"));
    }

    /** The chosen engine in words. */
    String choice() {
        String said = System.getenv("PYTORCH_LIBRARY_PATH");
        if (said != null) {
            return said + " (PYTORCH_LIBRARY_PATH)";
        }
        if (!Files.isRegularFile(choiceFile)) {
            return "the CPU engine of the distribution";
        }
        Properties chosen = new Properties();
        try {
            chosen.load(new StringReader(Files.readString(choiceFile, StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            return choiceFile + " cannot be read: " + e.getMessage();
        }
        return chosen.getProperty("PYTORCH_FLAVOR") + " in " + chosen.getProperty("PYTORCH_LIBRARY_PATH");
    }

    void useCpu() {
        try {
            Files.deleteIfExists(choiceFile);
        } catch (IOException e) {
            throw new ShellException("The choice " + choiceFile + " cannot be changed: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Chooses a libtorch from the next start on.
     *
     * @param folder the folder with {@code libtorch.so}
     * @param flavor as DJL writes it, such as {@code cu128}
     */
    void use(Path folder, String flavor) {
        if (!isLibtorch(folder)) {
            throw new ShellException("There is no libtorch.so in " + folder
                    + "; `echelle engine install cuda` installs one, or name the folder lib of a libtorch " + LIBTORCH
                    + ".");
        }
        String version = versionOf(folder);
        if (!version.isEmpty() && !version.startsWith(LIBTORCH)) {
            throw new ShellException("The libtorch in " + folder + " is version " + version + "; DJL's shim works with "
                    + LIBTORCH + " only.");
        }
        String text = "PYTORCH_LIBRARY_PATH=" + escaped(folder.toAbsolutePath()) + "\nPYTORCH_VERSION=" + LIBTORCH
                + "\nPYTORCH_FLAVOR=" + flavor + "\n";
        AtomicFiles.write(choiceFile, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What a libtorch says of itself ({@code 2.7.1+cu128}), empty when it says nothing. */
    private static String versionOf(Path folder) {
        Path parent = folder.toAbsolutePath().getParent();
        Path file = parent == null ? null : parent.resolve("build-version");
        if (file == null || !Files.isRegularFile(file)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(100), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new ShellException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static String escaped(Path path) {
        StringBuilder text = new StringBuilder();
        for (char c : path.toString().replace("\\", "\\\\").toCharArray()) {
            text.append(c < 128 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return text.toString();
    }
}
