package org.echelle.recommender.script;

/** Where padding stands in a history that is shorter than what a model is shown. */
public enum Side {
    /** Before the first action; the last place is the last action's. */
    LEFT,
    /** Behind the last action. */
    RIGHT
}
