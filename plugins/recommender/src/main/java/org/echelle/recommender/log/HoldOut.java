package org.echelle.recommender.log;

/** Which of a user's actions are shown, and which one is asked for. */
public enum HoldOut {
    /** The last action is asked for, all before it are shown. */
    LEAVE_ONE_OUT,
    /** Actions before one instant are shown, the first one after it is asked for. */
    TIME,
    /** All actions are shown and none is asked for. */
    NONE
}
