package org.echelle.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A titled list of facts, such as the subject's architecture or the versions in use.
 *
 * @param title such as {@code Subject}
 * @param values ordered; shown as they are
 */
public record Facts(String title, Map<String, String> values) {
    public Facts {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
