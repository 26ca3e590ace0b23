package org.echelle.sae.formats;

import java.util.List;
import org.echelle.sae.StoredDictionary;

/**
 * A dictionary out of another program's files.
 *
 * @param format the format's name
 * @param dictionary takes and gives raw rows
 * @param notes what was assumed, folded or left out, in sentences
 * @param warnings what looks wrong about it, in sentences
 */
public record ImportedDictionary(
        String format, StoredDictionary dictionary, List<String> notes, List<String> warnings) {
    public ImportedDictionary {
        notes = List.copyOf(notes);
        warnings = List.copyOf(warnings);
    }
}
