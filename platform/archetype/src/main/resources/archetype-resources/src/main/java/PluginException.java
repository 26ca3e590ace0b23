package ${package};

import org.echelle.api.EchelleException;

/** Files or settings that cannot be used as they are. The message is what the user reads: what is wrong, where, what to do. */
final class PluginException extends EchelleException {
    private static final long serialVersionUID = 1L;

    PluginException(String sentence) {
        super(sentence);
    }

    PluginException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
