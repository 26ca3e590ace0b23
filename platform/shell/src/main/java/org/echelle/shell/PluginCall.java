package org.echelle.shell;

/**
 * A plugin's code that a thread is in now.
 *
 * @param thread that is in it
 * @param plugin name and version
 * @param method by which the plugin was entered, such as {@code ToySubject.forward}
 * @param helper whether the thread is not the command's own, which waits for it
 */
record PluginCall(Thread thread, String plugin, String method, boolean helper) {}
