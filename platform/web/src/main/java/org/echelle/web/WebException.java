package org.echelle.web;

import org.echelle.api.EchelleException;

/** Something about a page that the user can mend; the message is a sentence for them. */
public final class WebException extends EchelleException {
    private static final long serialVersionUID = 1;

    WebException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
