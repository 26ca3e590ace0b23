package org.echelle.recommender.concepts;

/** The item of a history whose attributes are told at a place. */
public enum WhichItem {
    /** The one consumed at that place. */
    LAST,
    /** The one consumed after it; at the last place the held-out one. */
    NEXT
}
