package org.echelle.install.plan;

import org.echelle.install.catalogue.Catalogue;
import org.echelle.install.catalogue.Entry;
import org.echelle.install.jar.PluginFacts;
import org.echelle.install.jar.PluginJar;

/** A plugin that could be installed. */
public sealed interface Offer {
    /** What its manifest says. */
    PluginFacts facts();

    /** Size of the jar. */
    long bytes();

    /** Checksum of the jar. */
    String sha256();

    /** Where it comes from, for the user. */
    String source();

    /** Fingerprint of the key that signed it, empty for none; a catalogue's word until the jar is there. */
    String signer();

    /** Whether it has to be fetched first. */
    boolean toFetch();

    /**
     * A jar on this machine.
     *
     * @param jar the file
     * @param source what the user called it
     */
    record AtHand(PluginJar jar, String source) implements Offer {
        @Override
        public PluginFacts facts() {
            return jar.facts();
        }

        @Override
        public long bytes() {
            return jar.bytes();
        }

        @Override
        public String sha256() {
            return jar.sha256();
        }

        @Override
        public String signer() {
            return jar.signer().map(s -> s.fingerprint()).orElse("");
        }

        @Override
        public boolean toFetch() {
            return false;
        }
    }

    /**
     * One of a catalogue's.
     *
     * @param entry its line
     * @param catalogue the list
     */
    record Listed(Entry entry, Catalogue catalogue) implements Offer {
        @Override
        public PluginFacts facts() {
            return entry.plugin();
        }

        @Override
        public long bytes() {
            return entry.bytes();
        }

        @Override
        public String sha256() {
            return entry.sha256();
        }

        @Override
        public String source() {
            return catalogue.place().toString();
        }

        @Override
        public String signer() {
            return entry.signer();
        }

        @Override
        public boolean toFetch() {
            return true;
        }
    }
}
