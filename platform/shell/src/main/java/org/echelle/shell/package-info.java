/**
 * The command line, and the same verbs as commands of the Gogo shell.
 *
 * <p>One class a verb ({@link org.echelle.shell.Verb}), listed in {@link org.echelle.shell.Verbs}. A verb gets its
 * {@linkplain org.echelle.shell.HostServices services} by its constructor, does long work inside a {@link org.echelle.shell.Job},
 * prints results to {@link org.echelle.shell.Console#out} and everything else to {@link org.echelle.shell.Console#err}, and returns
 * the exit code: 0 done, 1 failed, 2 wrong usage.
 */
package org.echelle.shell;
