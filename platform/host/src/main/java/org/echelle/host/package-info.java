/**
 * The launcher: a plain program on the class path that owns DJL with its natives, starts the OSGi framework, installs the
 * distribution's bundles, watches the plugin folder, and hands the command line over.
 *
 * <p>It knows no other room. What passes between it and the bundles are services with types of the JDK, or of the package
 * {@link org.echelle.host.spi} that the system bundle lends:
 *
 * <ul>
 *   <li>{@code ToIntFunction<String[]>} with property {@code echelle.main=true}, from the shell: runs a command line and returns
 *       the exit code;
 *   <li>{@code BooleanSupplier} with property {@code echelle.cancel=true}, from the shell: asks all running jobs to stop, and says
 *       whether there are any;
 *   <li>{@code Supplier<List<Map<String, Object>>>} with property {@code echelle.plugins=true}, from the host: one map a plugin
 *       file with the keys of {@link org.echelle.host.PluginFolder#list};
 *   <li>{@code LongPredicate} with property {@code echelle.busy=true}, from the shell: whether a job uses a bundle now;
 *   <li>{@link org.echelle.host.spi.WantedPlugins}, from an installer: plugins that lie in no watched folder.
 * </ul>
 */
package org.echelle.host;
