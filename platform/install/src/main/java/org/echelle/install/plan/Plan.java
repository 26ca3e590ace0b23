package org.echelle.install.plan;

import java.util.List;
import java.util.Optional;
import org.echelle.install.store.Installed;

/**
 * What an installation would do.
 *
 * @param steps in the order in which they are done; all or none are
 * @param notes sentences on what was chosen and why
 */
public record Plan(List<Step> steps, List<String> notes) {
    /** How far a plugin's signature is believed. */
    public enum Trust {
        /** Signed by a key that this user trusts. */
        TRUSTED,
        /** Signed by a key that this user does not know. */
        UNKNOWN_KEY,
        /** Not signed. */
        UNSIGNED
    }

    /**
     * One plugin to bring in.
     *
     * @param offer what
     * @param replaces the version that is there now
     * @param asked whether the user named it; else another one needs it
     * @param trust of its signature
     */
    public record Step(Offer offer, Optional<Installed> replaces, boolean asked, Trust trust) {}

    /** Copies. */
    public Plan {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }
}
