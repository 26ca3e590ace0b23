package org.echelle.torch;

import ai.djl.engine.Engine;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps libtorch from writing its notes to developers (beta features, deprecations inside DJL's own shim) to a user's terminal.
 *
 * <p>libtorch writes them to standard error itself and reads {@code TORCH_CPP_LOG_LEVEL} only when Python starts it; its level is
 * the exported variable {@code FLAGS_caffe2_log_level} of libc10 (0 info, 1 warning, 2 error). It is reached through JNA, which
 * DJL brings, by DJL's own class loader. Whoever sets {@code TORCH_CPP_LOG_LEVEL} keeps all notes.
 */
final class NativeNotes {
    private static final int ERROR = 2;

    private NativeNotes() {}

    /** Asks for errors only; without the variable everything stays as it is. */
    static void errorsOnly(Path libtorch) {
        Path c10 = libtorch.resolve(System.mapLibraryName("c10"));
        if (System.getenv("TORCH_CPP_LOG_LEVEL") != null || !Files.exists(c10)) {
            return;
        }
        try {
            Class<?> library = Class.forName("com.sun.jna.NativeLibrary", true, Engine.class.getClassLoader());
            Object opened = library.getMethod("getInstance", String.class)
                    .invoke(null, c10.toString().replace('/', File.separatorChar));
            Object level = library.getMethod("getGlobalVariableAddress", String.class)
                    .invoke(opened, "FLAGS_caffe2_log_level");
            level.getClass().getMethod("setInt", long.class, int.class).invoke(level, 0L, ERROR);
        } catch (ReflectiveOperationException | LinkageError e) {
            Logger.getLogger(NativeNotes.class.getName()).log(Level.FINE, "libtorch keeps writing its notes", e);
        }
    }
}
