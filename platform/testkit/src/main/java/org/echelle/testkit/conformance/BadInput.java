package org.echelle.testkit.conformance;

import java.util.function.Consumer;
import org.echelle.api.OpenContext;

/**
 * Something that must be refused with a sentence.
 *
 * @param what in a few words, such as {@code "an unknown layout"}
 * @param named what the sentence must name, such as the word that was given
 * @param opening tries it; must throw an {@link org.echelle.api.EchelleException}
 */
public record BadInput(String what, String named, Consumer<OpenContext> opening) {}
