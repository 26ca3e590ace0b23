package org.echelle.install.catalogue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.echelle.install.jar.PluginFacts;

/**
 * A plugin that a catalogue offers.
 *
 * @param plugin what its manifest says
 * @param file name of the jar beside the catalogue
 * @param bytes its size
 * @param sha256 lower-case hexadecimal
 * @param signer fingerprint of the key that signed it, empty for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Entry(PluginFacts plugin, String file, long bytes, String sha256, String signer) {}
