package org.echelle.install.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * One version of a plugin as it was installed.
 *
 * @param version of its bundle
 * @param file name of its jar in the store
 * @param sha256 of the jar, lower-case hexadecimal
 * @param bytes size of the jar
 * @param source where it came from, as the user named it or the catalogue's place
 * @param signer fingerprint of the key that signed it, empty where none did and the user allowed that
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Release(String version, String file, String sha256, long bytes, String source, String signer) {}
