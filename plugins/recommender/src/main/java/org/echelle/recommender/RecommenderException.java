package org.echelle.recommender;

import org.echelle.api.EchelleException;

/** A log, a table or a recommender cannot be used as asked. */
public class RecommenderException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public RecommenderException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public RecommenderException(String message, Throwable cause) {
        super(message, cause);
    }
}
