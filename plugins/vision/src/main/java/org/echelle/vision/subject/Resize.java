package org.echelle.vision.subject;

/** How a picture is brought to size before the centre crop. */
public enum Resize {
    /** It is left as it is. */
    NONE,
    /** To exactly the given height and width, whatever its proportions. */
    EXACT,
    /** Its shorter side to the given length, proportions kept. */
    SHORTEST
}
