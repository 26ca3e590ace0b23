package org.echelle.host.spi;

/** A plugin asked to end the program. Calls of {@code System.exit} and its kin in a plugin's classes lead here when they are loaded. */
@SuppressWarnings("DoNotCallSuggester") // woven code calls it, nobody else
public final class PluginExitException extends SecurityException {
    private static final long serialVersionUID = 1L;

    private PluginExitException() {
        super("It asked to end the whole program, which a plugin may not");
    }

    /** In place of {@link System#exit}. */
    public static void exit(int status) {
        throw new PluginExitException();
    }

    /** In place of {@link Runtime#exit} and {@link Runtime#halt}. */
    public static void exit(Runtime runtime, int status) {
        throw new PluginExitException();
    }
}
