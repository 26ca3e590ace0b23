/** The verb {@code plugins} and its subcommands, one class each. */
package org.echelle.shell.plugins;
