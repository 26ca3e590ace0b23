package org.echelle.runs;

import java.util.List;
import java.util.Optional;

/**
 * What an experiment on a language model tells beside its findings.
 *
 * @param verdict whether wanted letters became likelier than under controls, in a sentence
 * @param notes what a reader must know
 * @param sampled sequences, where asked for
 */
public record LetterFindings(String verdict, List<String> notes, Optional<SampledLetters> sampled) {
    public LetterFindings {
        notes = List.copyOf(notes);
    }
}
