package org.echelle.sae.health;

/**
 * One thing that looks off in a training, and what to change.
 *
 * @param topic what it is about; a training's advice holds a topic at most once
 * @param severity how bad it is
 * @param finding what is off, as a sentence with its figures
 * @param remedy what to change, as a sentence that names the config key
 */
public record Advice(Topic topic, Severity severity, String finding, String remedy) {
    /** What advice is about. */
    public enum Topic {
        /** Rows that do not vary, or a loss that is no number. */
        NOT_A_NUMBER,
        /** FVU has risen far above its best. */
        DIVERGING,
        /** The reconstruction is no better than the mean row. */
        FVU_ABOVE_ONE,
        /** Features that never fire. */
        DEAD,
        /** Fewer or more active features a row than were asked for. */
        L0_OFF_TARGET,
        /** Nearly as many active features as a row has numbers, or hardly any. */
        NOT_SPARSE,
        /** Features that fire on very many rows. */
        DENSE,
        /** FVU is high and stays there. */
        NOT_FALLING,
        /** The learning rate fell, or training ended, while FVU was still falling. */
        TOO_SHORT
    }

    /** How bad it is; the worst first. */
    public enum Severity {
        /** The dictionary will be of no use: stop and change something. */
        ALARM,
        /** The dictionary will be worse than it could be. */
        WARNING,
        /** It could be better. */
        NOTE
    }

    /** Finding and remedy in one line. */
    public String sentence() {
        return finding + " " + remedy;
    }
}
